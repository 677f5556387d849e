/* The chips of the family that boards have, as members of a kd_nrf5_board_t. */
#ifndef KD_NRF5_CHIPS_H
#define KD_NRF5_CHIPS_H

#include "kd_nrf5.h"

/* Nordic's nRF51 Series Reference Manual. */
#define KD_NRF51822 .core_hz = UINT32_C(16000000)

/* Nordic's nRF52840 Product Specification; its cache is controlled by ICACHECNF. */
#define KD_NRF52840 .core_hz = UINT32_C(64000000), .flash_cache = 0x4001E540u

#endif
