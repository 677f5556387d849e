/* Arm's MPS2 and MPS3 FPGA boards: a CMSDK UART and a counter. */
#ifndef KD_MPS_H
#define KD_MPS_H

#include <stdint.h>

#define KD_MPS_BAUD UINT32_C(921600)

/* What differs from image to image of the FPGA; addresses as in Arm's application note for it. */
typedef struct {
    uint32_t clock_hz;        /* of the core and of the counter */
    uint32_t timer;           /* a CMSDK timer, or 0 where the SSE-300's system counter counts */
    uint32_t counter_control; /* of the system counter */
    uint32_t counter;
    uint32_t uart; /* a CMSDK UART */
    int32_t uart_irq;
} kd_mps_board_t;

/* The board gives it. */
extern const kd_mps_board_t kd_mps;

#endif
