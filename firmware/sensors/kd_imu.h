/* kd_imu: chips with an accelerometer and a gyroscope behind kd_i2c.h.  A chip is a table; what is done with it is here. */
#ifndef KD_IMU_H
#define KD_IMU_H

#include <stdint.h>

/* Accelerometer x, y, z, gyroscope x, y, z. */
#define KD_IMU_CHANNELS 6

/* Registers that are read in one go. */
typedef struct {
    uint8_t first;
    uint8_t count;
} kd_imu_part_t;

typedef struct {
    uint16_t most_hz;             /* its own rate */
    uint8_t address;              /* on the bus */
    uint8_t name_number;          /* the register that tells what the chip is */
    uint8_t name;                 /* and what it holds */
    const uint8_t (*settings)[2]; /* register and value, in the order in which they are written */
    uint8_t setting_count;
    kd_imu_part_t parts[2]; /* a sample: one part or two, one after the other */
    uint8_t part_count;
    uint8_t fresh; /* bits that the first byte has when no axis was read before */
    uint8_t big_endian;
    uint8_t at[KD_IMU_CHANNELS]; /* where each channel lies in the bytes of all parts */
    const char *other;           /* the message if it is another chip */
} kd_imu_t;

/* InvenSense's MPU-6050; ST's LSM9DS1 and LSM6DS3TR-C.  Every one at +-16 g and +-2000 deg/s. */
extern const kd_imu_t kd_mpu6050;
extern const kd_imu_t kd_lsm9ds1;
extern const kd_imu_t kd_lsm6ds3;

/* How an answer ended. */
enum { KD_IMU_SAMPLE, KD_IMU_PENDING, KD_IMU_STALE, KD_IMU_SILENT };

/* What messages end in about a chip that was found: it is looked for again and again. */
#define KD_IMU_REMEDY ": if it stays so, switch the board off and on"

/* The message if it has no samples, as after power on: it wants its settings. */
#define KD_IMU_IDLE "the IMU answers but takes no samples" KD_IMU_REMEDY

/* Find the chip and set it up, in some 10 ms; 110 ms if it takes no samples.  on_answer: called from the interrupt that
 * tells that an answer is there; absent: the message if nothing answers.  Returns NULL, or what is wrong as a human-readable message. */
const char *kd_imu_start(const kd_imu_t *chip, const char *absent, void (*on_answer)(void));

/* Ask the chip that was started for one sample. */
void kd_imu_request(void);

/* Take an answer.  Returns KD_IMU_SAMPLE with a sample; KD_IMU_PENDING: another answer follows; KD_IMU_STALE: the chip
 * has taken no sample since the last one; KD_IMU_SILENT: it did not answer. */
int32_t kd_imu_answer(int16_t sample[KD_IMU_CHANNELS]);

#endif
