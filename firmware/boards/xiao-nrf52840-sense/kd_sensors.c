/* The XIAO Sense's LSM6DS3TR-C. */
#include <stddef.h>

#include "kd_motion.h"
#include "kd_nrf5.h"

const kd_motion_imu_t kd_motion_imu = {
    .chip = &kd_lsm6ds3,
    .absent = "the XIAO's IMU does not answer: is it a Sense? Others have none",
};

kd_sensor_t *const kd_sensors[] = {&kd_motion, NULL};
