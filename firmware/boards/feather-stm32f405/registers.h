/* STM32F405: ST's reference manual RM0090.  USART3 on the Feather's pins TX (PB10) and RX (PB11). */
#include "families/stm32f405.h"

#define KD_CRYSTAL_MHZ 12u
#define KD_UART_BASE 0x40004800u
#define KD_UART_IRQ 39
#define KD_UART_ENABLE_BIT 18u
#define KD_UART_GPIO_BASE 0x40020400u
#define KD_UART_GPIO_ENABLE_BIT 1u
#define KD_UART_TX_PIN 10u
#define KD_UART_RX_PIN 11u
