/* kd_imu: an MPU-6050 on I2C0, accelerometer +-16 g (2048 counts/g) and gyroscope +-2000 deg/s (16.4 counts per deg/s),
 * both low-passed at about 43 Hz by the chip itself. */
#ifndef KD_IMU_H
#define KD_IMU_H

#include <stdint.h>

/* Accelerometer x, y, z, gyroscope x, y, z. */
#define KD_IMU_CHANNELS 6

/* Find the IMU and set it up, within 10 ms.  on_answer: called from the interrupt that tells that an answer is there.
 * Returns NULL, or what is wrong as a human-readable message. */
const char *kd_imu_start(void (*on_answer)(void));

/* Ask for one sample. */
void kd_imu_request(void);

/* Fetch the answer into `sample`.  Returns 1, or 0 if the IMU did not answer. */
int32_t kd_imu_answer(int16_t sample[KD_IMU_CHANNELS]);

#endif
