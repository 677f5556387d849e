/* STM32F411: ST's reference manual RM0383 and data sheet. */
#ifndef KD_STM32F411_H
#define KD_STM32F411_H

#define KD_CHIP_MOST_MHZ 100
#define KD_CHIP_APB1_MHZ 50
#define KD_CHIP_APB2_MHZ 100
#define KD_CHIP_REGULATOR (3u << 14)
#define KD_CHIP_HAS_USART3 0

#include "kd_stm32f4_clock.h"

#endif
