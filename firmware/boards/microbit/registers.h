/* nRF51822: Nordic's nRF51 Series Reference Manual; pins of the micro:bit's USB serial bridge. */
#define KD_CORE_HZ UINT32_C(16000000)
#define KD_CLOCK_BASE 0x40000000u
#define KD_GPIO_BASE 0x50000000u
#define KD_TICK_TIMER_BASE 0x40008000u /* TIMER0, the one with 32 bits */
#define KD_WAKE_TIMER_BASE 0x40009000u /* TIMER1 */
#define KD_WAKE_TIMER_IRQ 9
#define KD_UART_BASE 0x40002000u
#define KD_UART_IRQ 2
#define KD_UART_TX_PIN 24u
#define KD_UART_RX_PIN 25u
