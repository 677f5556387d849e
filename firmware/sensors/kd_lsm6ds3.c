/*
 * LSM6DS3TR-C data sheet, DocID030071 revision 3.  The status and twelve bytes of numbers would be one read of 16
 * bytes, with two registers between them that nobody needs; two shorter ones fit every bus.
 */
#include "kd_imu.h"

static const uint8_t SETTINGS[][2] = {
    {0x12, 0x44}, /* the two bytes of a number belong together, and reads go on to the next register */
    {0x17, 0xC0}, /* the accelerometer's second low-pass: a ninth of its rate, 46 Hz */
    {0x10, 0x64}, /* accelerometer: 416 samples per second, +-16 g */
    {0x11, 0x6C}, /* gyroscope: 416 samples per second, +-2000 deg/s; its low-pass, 137 Hz, has no other choice */
};

const kd_imu_t kd_lsm6ds3 = {
    .most_hz = 416,
    .address = 0x6A,
    .name_number = 0x0F,
    .name = 0x6A,
    .settings = SETTINGS,
    .setting_count = sizeof SETTINGS / sizeof SETTINGS[0],
    .parts = {{.first = 0x1E, .count = 1}, {.first = 0x22, .count = 12}}, /* status; gyroscope, accelerometer */
    .part_count = 2,
    .fresh = 0x03,
    .at = {7, 9, 11, 1, 3, 5},
    .other = "what answers at I2C address 0x6A is no LSM6DS3TR-C: the board needs another driver, or --sensing",
};
