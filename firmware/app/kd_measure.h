/* kd_measure: figures that a board measures of itself and sends as MEASUREMENT frames. */
#ifndef KD_MEASURE_H
#define KD_MEASURE_H

#include "kd_app.h"

/* 1 if this board can measure `subject`; 0 stands for all that it can. */
int32_t kd_measure_knows(uint8_t subject);

/* Measure `subject`, running what takes time up to `repetitions` times. */
void kd_measure(const kd_app *app, uint8_t subject, uint16_t repetitions);

#endif
