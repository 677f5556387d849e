/* From the settings of the PLL, which a board.c defines before it includes this file, to KD_RP2040_CLOCK.
 *
 *     KD_PLL_MULTIPLIER, KD_PLL_FIRST, KD_PLL_SECOND: the core runs at 12 MHz * multiplier / first / second
 *
 * What the chip cannot do is refused: RP2040 Datasheet, "PLL". */
#ifndef KD_RP2040_CLOCK_H
#define KD_RP2040_CLOCK_H

#include "kd_rp2040.h"

#if !defined(KD_PLL_MULTIPLIER) || !defined(KD_PLL_FIRST) || !defined(KD_PLL_SECOND)
#error "A board.c for an RP2040 defines KD_PLL_MULTIPLIER, KD_PLL_FIRST and KD_PLL_SECOND"
#endif

#define KD_PLL_VCO_MHZ (KD_CRYSTAL_MHZ * KD_PLL_MULTIPLIER)
#define KD_PLL_DIVIDER (KD_PLL_FIRST * KD_PLL_SECOND)

#if KD_PLL_VCO_MHZ < 750 || KD_PLL_VCO_MHZ > 1600
#error "The PLL of an RP2040 oscillates at 750 to 1600 MHz: change KD_PLL_MULTIPLIER"
#endif
#if KD_PLL_FIRST < 1 || KD_PLL_FIRST > 7 || KD_PLL_SECOND < 1 || KD_PLL_SECOND > 7
#error "The dividers of an RP2040's PLL are 1 to 7: change KD_PLL_FIRST and KD_PLL_SECOND"
#endif
#if KD_PLL_VCO_MHZ > 133 * KD_PLL_DIVIDER
#error "The core of an RP2040 runs at 133 MHz at most: change KD_PLL_FIRST and KD_PLL_SECOND"
#endif

#define KD_RP2040_CLOCK                                                                                                \
    {.core_hz = KD_PLL_VCO_MHZ * UINT32_C(1000000) / KD_PLL_DIVIDER,                                                   \
     .multiplier = KD_PLL_MULTIPLIER,                                                                                  \
     .first = KD_PLL_FIRST,                                                                                            \
     .second = KD_PLL_SECOND}

#endif
