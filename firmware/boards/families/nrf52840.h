/* Addresses of the nRF52840: Nordic's nRF52840 Product Specification. */
#ifndef KD_NRF52840_H
#define KD_NRF52840_H

#include "cortex_m.h"

#define KD_CORE_HZ UINT32_C(64000000)
#define KD_CLOCK_BASE 0x40000000u
#define KD_FLASH_CACHE KD_REGISTER(0x4001E540u) /* ICACHECNF */
#define KD_GPIO_BASE 0x50000000u
#define KD_TICK_TIMER_BASE 0x40008000u
#define KD_WAKE_TIMER_BASE 0x40009000u
#define KD_WAKE_TIMER_IRQ 9
#define KD_UART_BASE 0x40002000u
#define KD_UART_IRQ 2

#endif
