/* STM32F405, F407, F415 and F417: ST's reference manual RM0090 and their data sheets. */
#ifndef KD_STM32F405_H
#define KD_STM32F405_H

#define KD_CHIP_MOST_MHZ 168
#define KD_CHIP_APB1_MHZ 42
#define KD_CHIP_APB2_MHZ 84
#define KD_CHIP_REGULATOR (1u << 14)
#define KD_CHIP_HAS_USART3 1

#include "kd_stm32f4_clock.h"

#endif
