/* RP2040: Raspberry Pi's RP2040 Datasheet; pins of the Pico as docs/pico-rig.md wires them. */
#define KD_CLOCKS_BASE 0x40008000u
#define KD_RESETS_BASE 0x4000C000u
#define KD_IO_BASE 0x40014000u
#define KD_PADS_BASE 0x4001C000u
#define KD_XOSC_BASE 0x40024000u
#define KD_PLL_SYS_BASE 0x40028000u
#define KD_PLL_USB_BASE 0x4002C000u
#define KD_UART_BASE 0x40034000u
#define KD_I2C_BASE 0x40044000u
#define KD_ADC_BASE 0x4004C000u
#define KD_TIMER_BASE 0x40054000u
#define KD_WATCHDOG_BASE 0x40058000u

#define KD_TIMER_IRQ(alarm) ((int32_t)(alarm))
#define KD_UART_IRQ 20
#define KD_I2C_IRQ 23

/* Who uses which alarm of the timer. */
#define KD_MUSCLE_ALARM 0u
#define KD_MOTION_ALARM 1u
#define KD_WAKE_ALARM 3u

#define KD_UART_TX_PIN 0u
#define KD_UART_RX_PIN 1u
#define KD_I2C_SDA_PIN 4u
#define KD_I2C_SCL_PIN 5u
#define KD_ADC_FIRST_PIN 26u

#define KD_SERIAL_BAUD UINT32_C(921600)
#define KD_CORE_HZ UINT32_C(125000000)
