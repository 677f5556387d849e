/* kd_measure: figures that a board measures of itself and sends as MEASUREMENT frames. */
#ifndef KD_MEASURE_H
#define KD_MEASURE_H

#include "kd_app.h"

/* 1 if this board can measure `subject`; subject 0 is everything that it can measure, except its link. */
int32_t kd_measure_knows(uint8_t subject);

/* Measure `subject` of an idle application, slow measurements `repetitions` times.  Then it restarts. */
void kd_measure(kd_app_t *app, uint8_t subject, uint16_t repetitions);

#endif
