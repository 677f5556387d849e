/* MPU-6000 and MPU-6050 Register Map and Descriptions, revision 4.2. */
#include "kd_imu.h"

static const uint8_t SETTINGS[][2] = {
    {0x6B, 0x01}, /* awake, clocked by the gyroscope */
    {0x38, 0x01}, /* its status says when a sample is there */
    {0x1A, 0x03}, /* low-pass: accelerometer 44 Hz, gyroscope 42 Hz */
    {0x19, 0x00}, /* 1000 samples per second */
    {0x1B, 0x18}, /* +-2000 deg/s */
    {0x1C, 0x18}, /* +-16 g */
};

const kd_imu_t kd_mpu6050 = {
    .most_hz = 1000,
    .address = 0x68,
    .name_number = 0x75,
    .name = 0x68,
    .settings = SETTINGS,
    .setting_count = sizeof SETTINGS / sizeof SETTINGS[0],
    .parts = {{.first = 0x3A, .count = 15}}, /* status, accelerometer, temperature, gyroscope */
    .part_count = 1,
    .fresh = 0x01,
    .big_endian = 1,
    .at = {1, 3, 5, 9, 11, 13},
    .other = "what answers at I2C address 0x68 is no MPU-6050: connect one, or build with --sensing",
};
