/* What the boards with an STM32F405 share: ST's reference manual RM0090. */
#ifndef KD_STM32F405_H
#define KD_STM32F405_H

#include "cortex_m.h"

#define KD_RCC_BASE 0x40023800u
#define KD_FLASH_BASE 0x40023C00u

#define KD_CORE_HZ UINT32_C(168000000)

/* USART2 and USART3 are on the slow peripheral bus, APB1. */
#define KD_UART_ENABLE KD_REGISTER(KD_RCC_BASE + 0x40u) /* APB1ENR */
#define KD_UART_CLOCK_HZ UINT32_C(42000000)
#define KD_UART_FUNCTION 7u /* of a pin */
#define KD_SERIAL_BAUD UINT32_C(921600) /* 913043 in truth: the nearest that there is */

#endif
