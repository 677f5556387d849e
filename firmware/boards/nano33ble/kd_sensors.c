/* The Nano's LSM9DS1. */
#include <stddef.h>

#include "kd_motion.h"
#include "kd_nrf5.h"

const kd_motion_imu_t kd_motion_imu = {
    .chip = &kd_lsm9ds1,
    .absent = "the Nano's IMU does not answer: is it a Nano 33 BLE of the first revision, with an LSM9DS1?",
};

kd_sensor_t *const kd_sensors[] = {&kd_motion, NULL};
