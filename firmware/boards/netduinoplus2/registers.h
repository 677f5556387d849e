/* STM32F405: ST's reference manual RM0090.  USART2 on the headers' D3 (PA2, out) and D2 (PA3, in). */
#include "families/stm32f405.h"

#define KD_CRYSTAL_MHZ 25u
#define KD_UART_BASE 0x40004400u
#define KD_UART_IRQ 38
#define KD_UART_ENABLE_BIT 17u
#define KD_UART_GPIO_BASE 0x40020000u
#define KD_UART_GPIO_ENABLE_BIT 0u
#define KD_UART_TX_PIN 2u
#define KD_UART_RX_PIN 3u
