/* kd_motion: an IMU as a sensor.  It gives the bundle's first stream of six int16 channels, as the chip counts. */
#ifndef KD_MOTION_H
#define KD_MOTION_H

#include "kd_imu.h"
#include "kd_sensor.h"

/* The board's IMU; the board gives it. */
typedef struct {
    const kd_imu_t *chip;
    const char *absent; /* the message if nothing answers: what to check */
} kd_motion_imu_t;

extern const kd_motion_imu_t kd_motion_imu;

extern kd_sensor_t kd_motion;

#endif
