/*
 * LSM9DS1 data sheet, DocID025715 revision 3.  Its magnetometer, a device with an address of its own, sleeps.
 * Accelerometer and gyroscope are read apart: what a read goes on with behind the gyroscope is not relied on.
 */
#include "kd_imu.h"

static const uint8_t SETTINGS[][2] = {
    {0x22, 0x44}, /* the two bytes of a number belong together, and reads go on to the next register */
    {0x10, 0xD9}, /* gyroscope: 952 samples per second, +-2000 deg/s, low-pass at 40 Hz */
    {0x11, 0x02}, /* which is the second of its two filters: it must be chosen */
    {0x20, 0xCF}, /* accelerometer: 952 samples per second, +-16 g, low-pass at 50 Hz */
};

const kd_imu_t kd_lsm9ds1 = {
    .most_hz = 952,
    .address = 0x6B,
    .name_number = 0x0F,
    .name = 0x68,
    .settings = SETTINGS,
    .setting_count = sizeof SETTINGS / sizeof SETTINGS[0],
    .parts = {{.first = 0x17, .count = 7}, {.first = 0x28, .count = 6}}, /* status and gyroscope; accelerometer */
    .part_count = 2,
    .fresh = 0x03,
    .at = {7, 9, 11, 1, 3, 5},
    .other = "what answers at I2C address 0x6B is no LSM9DS1: the board needs another driver, or --sensing",
};
