/* MPS2 AN505 (SSE-200), secure aliases: Arm application note 505, memory map. */
#define KD_CLOCK_HZ UINT32_C(20000000)
#define KD_SERIAL_BAUD UINT32_C(921600)
#define KD_TIMER_BASE 0x50000000u
#define KD_UART_BASE 0x50200000u
#define KD_UART_RX_IRQ 32
