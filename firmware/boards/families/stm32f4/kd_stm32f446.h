/* STM32F446: ST's reference manual RM0390 and data sheet. */
#ifndef KD_STM32F446_H
#define KD_STM32F446_H

#define KD_CHIP_MOST_MHZ 180
#define KD_CHIP_APB1_MHZ 45
#define KD_CHIP_APB2_MHZ 90
#define KD_CHIP_REGULATOR (3u << 14)
#define KD_CHIP_OVER_DRIVE_ABOVE_MHZ 168
#define KD_CHIP_PLL (2u << 28) /* a third output, which nothing here uses, must be divided by at least 2 */
#define KD_CHIP_HAS_USART3 1

#include "kd_stm32f4_clock.h"

#endif
