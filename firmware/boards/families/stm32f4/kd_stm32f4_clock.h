/* From the clock that a board wants and what its chip can do to KD_STM32F4_CLOCK and the chip's serial ports.
 *
 *     KD_CORE_MHZ           the core's clock; the board.c defines it, like the next two
 *     KD_CRYSTAL_MHZ        of its crystal
 *     KD_CRYSTAL_IS_CLOCK   1 if another chip gives a clock in the crystal's place (default 0)
 *     KD_CHIP_MOST_MHZ      the core's fastest clock; the header of the chip defines it, like the next four
 *     KD_CHIP_APB1_MHZ      the fastest clock of the slow peripheral bus
 *     KD_CHIP_APB2_MHZ      ... and of the fast one
 *     KD_CHIP_REGULATOR     bits of PWR_CR for the core's fastest clock
 *     KD_CHIP_OVER_DRIVE_ABOVE_MHZ   above this clock of the core, the regulator's over-drive is needed (default: never)
 *     KD_CHIP_PLL           bits that RCC_PLLCFGR must have on this chip (default 0)
 *     KD_CHIP_HAS_USART3    1 if it has this port; all chips of the family have USART1 and USART2
 *
 * The PLL divides its input down to 1 MHz and multiplies that to twice the core's clock.  ST's reference manuals of
 * the family, "RCC"; wait states for 2.7 to 3.6 V: "Embedded Flash memory interface". */
#ifndef KD_STM32F4_CLOCK_H
#define KD_STM32F4_CLOCK_H

#include "kd_stm32f4.h"

#if !defined(KD_CORE_MHZ) || !defined(KD_CRYSTAL_MHZ)
#error "A board.c for an STM32F4 defines KD_CORE_MHZ and KD_CRYSTAL_MHZ before it includes the header of its chip"
#endif
#if !defined(KD_CRYSTAL_IS_CLOCK)
#define KD_CRYSTAL_IS_CLOCK 0
#endif
#if !defined(KD_CHIP_OVER_DRIVE_ABOVE_MHZ)
#define KD_CHIP_OVER_DRIVE_ABOVE_MHZ KD_CHIP_MOST_MHZ
#endif
#if !defined(KD_CHIP_PLL)
#define KD_CHIP_PLL 0u
#endif

#if KD_CORE_MHZ > KD_CHIP_MOST_MHZ
#error "KD_CORE_MHZ is more than this chip can do: its header says KD_CHIP_MOST_MHZ"
#endif
#if KD_CORE_MHZ < 50
#error "KD_CORE_MHZ is less than 50: the PLL of an STM32F4 oscillates at 100 MHz at least, and is halved"
#endif
#if KD_CRYSTAL_MHZ < 4 || KD_CRYSTAL_MHZ > 26
#error "KD_CRYSTAL_MHZ is not within 4 to 26, which an STM32F4 takes"
#endif

/* The smallest dividers that a bus can follow. */
#if KD_CORE_MHZ <= KD_CHIP_APB1_MHZ
#define KD_APB1_DIVIDER 1u
#define KD_APB1_DIVIDER_CODE 0u
#elif KD_CORE_MHZ <= 2 * KD_CHIP_APB1_MHZ
#define KD_APB1_DIVIDER 2u
#define KD_APB1_DIVIDER_CODE 4u
#else
#define KD_APB1_DIVIDER 4u
#define KD_APB1_DIVIDER_CODE 5u
#endif
#if KD_CORE_MHZ <= KD_CHIP_APB2_MHZ
#define KD_APB2_DIVIDER 1u
#define KD_APB2_DIVIDER_CODE 0u
#else
#define KD_APB2_DIVIDER 2u
#define KD_APB2_DIVIDER_CODE 4u
#endif

#define KD_CORE_HZ (KD_CORE_MHZ * UINT32_C(1000000))

/* USB and the random numbers get 48 MHz or less, as the manual demands; USB works with 48 exactly. */
#define KD_PLL_USB_DIVIDER ((2u * KD_CORE_MHZ + 47u) / 48u)

#define KD_STM32F4_CLOCK                                                                                               \
    {                                                                                                                  \
        .core_hz = KD_CORE_HZ,                                                                                         \
        .crystal_mhz = KD_CRYSTAL_MHZ,                                                                                 \
        .crystal_is_clock = KD_CRYSTAL_IS_CLOCK,                                                                       \
        .pll = (2u * KD_CORE_MHZ) << 6 | KD_PLL_USB_DIVIDER << 24 | KD_CHIP_PLL,                                       \
        .bus_dividers = KD_APB1_DIVIDER_CODE << 10 | KD_APB2_DIVIDER_CODE << 13,                                       \
        .wait_states = (KD_CORE_MHZ - 1u) / 30u,                                                                       \
        .over_drive = KD_CORE_MHZ > KD_CHIP_OVER_DRIVE_ABOVE_MHZ,                                                      \
        .regulator = KD_CHIP_REGULATOR,                                                                                \
        .usb_hz = 2u * KD_CORE_HZ / KD_PLL_USB_DIVIDER,                                                                \
    }

/* USART1 is on the fast peripheral bus, USART2 and USART3 on the slow one.  USART6, interrupt 71, is not here: the
 * vector table ends at KD_IRQ_COUNT. */
#define KD_STM32F4_USART(address, line, enable_address, bit, bus_divider)                                              \
    {.base = address,                                                                                                  \
     .irq = line,                                                                                                      \
     .enable = enable_address,                                                                                         \
     .enable_bit = bit,                                                                                                \
     .clock_hz = KD_CORE_HZ / bus_divider,                                                                             \
     .function = 7u}
#define KD_STM32F4_USART1 KD_STM32F4_USART(0x40011000u, 37, 0x40023844u, 4u, KD_APB2_DIVIDER)
#define KD_STM32F4_USART2 KD_STM32F4_USART(0x40004400u, 38, 0x40023840u, 17u, KD_APB1_DIVIDER)
#if KD_CHIP_HAS_USART3
#define KD_STM32F4_USART3 KD_STM32F4_USART(0x40004800u, 39, 0x40023840u, 18u, KD_APB1_DIVIDER)
#else
#define KD_STM32F4_USART3                                                                                              \
    _Pragma("GCC error \"This chip has no USART3: its header says KD_CHIP_HAS_USART3. Use USART1 or USART2\""){0}
#endif

#endif
