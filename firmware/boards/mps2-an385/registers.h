/* MPS2 AN385, AN386 and AN500: Arm application notes 385, 386 and 500, memory maps. */
#define KD_CLOCK_HZ UINT32_C(25000000)
#define KD_SERIAL_BAUD UINT32_C(921600)
#define KD_TIMER_BASE 0x40000000u
#define KD_UART_BASE 0x40004000u
#define KD_UART_RX_IRQ 0
