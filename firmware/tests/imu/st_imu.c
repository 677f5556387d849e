/* LSM9DS1 (accelerometer and gyroscope) and LSM6DS3TR-C: by their data sheets, DocID025715 and DocID030071. */
#include <stdio.h>
#include <string.h>

#include "imu_model.h"

enum { REGISTERS = 128, WHO_AM_I = 0x0F, GYROSCOPE = 0x10, INCREMENTS = 1 << 2, WHOLE_WORDS = 1 << 6 };
enum { HAS_ACCELERATION = 1, HAS_RATE = 2, SIX_BYTES = 6 };

/* Where the two chips differ. */
typedef struct {
    uint32_t address;
    uint8_t name;
    uint8_t common;       /* CTRL_REG8, CTRL3_C */
    uint8_t rate_control; /* of the gyroscope: rate and range */
    uint8_t acc_control;
    uint8_t odr_shift; /* of both rates, in their registers */
    uint8_t rate_out;  /* the first of six bytes of the gyroscope */
    uint8_t acc_out;
    uint8_t status[2];
    const uint8_t (*writable)[2]; /* first and last */
    int writable_count;
} kind_t;

static const uint8_t LSM9DS1_WRITABLE[][2] = {{0x04, 0x0D}, {0x10, 0x13}, {0x1E, 0x24}, {0x2E, 0x2E}, {0x30, 0x37}};
static const uint8_t LSM6DS3_WRITABLE[][2] = {{0x06, 0x0B}, {0x0D, 0x0E}, {0x10, 0x1A}, {0x58, 0x5F}, {0x73, 0x75}};

static const kind_t LSM9DS1 = {0x6B, 0x68, 0x22, 0x10, 0x20, 5, 0x18, 0x28, {0x17, 0x27}, LSM9DS1_WRITABLE, 5};
static const kind_t LSM6DS3 = {0x6A, 0x6A, 0x12, 0x11, 0x10, 4, 0x22, 0x28, {0x1E, 0x1E}, LSM6DS3_WRITABLE, 5};

/* Samples per second by the rate's bits. */
static const double LSM9DS1_HZ[] = {0, 14.9, 59.5, 119, 238, 476, 952, 0};
static const double LSM6DS3_HZ[] = {0, 12.5, 26, 52, 104, 208, 416, 833, 1660, 3330, 6660, 0, 0, 0, 0, 0};

static const kind_t *kind;
static chip_faults_t faults;
static const int16_t *rows;
static int row_count;

static uint8_t registers[REGISTERS];
static int64_t since_ns;   /* when the chip began to sample */
static int64_t taken[2];   /* sample that was read last: acceleration, rate */
static int64_t latched[2]; /* sample that is being read */
static int pointer;        /* -1: the next byte is the register's number */
static int first;          /* register of this read */
static int was_reset;

static void power_on(void)
{
    memset(registers, 0, sizeof registers);
    registers[WHO_AM_I] = faults.who >= 0 ? (uint8_t)faults.who : kind->name;
    registers[kind->common] = INCREMENTS;
    since_ns = -1;
}

void chip_start(const chip_faults_t *its_faults, const int16_t *its_rows, int count)
{
    faults = *its_faults;
    kind = faults.is_lsm9ds1 ? &LSM9DS1 : &LSM6DS3;
    rows = its_rows;
    row_count = count;
    power_on();
}

static double hz(int control)
{
    const int bits = registers[control] >> kind->odr_shift;
    return faults.is_lsm9ds1 ? LSM9DS1_HZ[bits] : LSM6DS3_HZ[bits];
}

static int samples(void)
{
    return hz(kind->rate_control) > 0.0 && hz(kind->acc_control) > 0.0;
}

/* The newest sample, or -1 before the first. */
static int64_t newest(void)
{
    if (!samples() || since_ns < 0) {
        return -1;
    }
    return (int64_t)((double)(model_now_ns() - since_ns) * hz(kind->rate_control) / 1e9) - 1;
}

int chip_connects(uint32_t address)
{
    const int64_t now_ms = model_now_ns() / 1000000;
    if (faults.reset >= 0 && now_ms >= faults.reset && !was_reset) {
        was_reset = 1;
        power_on();
    }
    pointer = -1;
    return address == kind->address && !(now_ms >= faults.silent[0] && now_ms < faults.silent[1]);
}

static void check_settings(void)
{
    if (!samples() && !was_reset) {
        model_violated("numbers are read before the chip takes samples");
    }
    if (samples() &&
        (registers[kind->rate_control] & 0x1F & (0xFF >> (8 - kind->odr_shift))) >> (kind->odr_shift == 5 ? 3 : 2) !=
            3) {
        model_violated("the gyroscope's range is 2000 deg/s");
    }
    if (samples() && ((registers[kind->acc_control] >> (kind->odr_shift == 5 ? 3 : 2)) & 3) != 1) {
        model_violated("the accelerometer's range is 16 g");
    }
    if (samples() && (registers[kind->common] & WHOLE_WORDS) == 0) {
        model_violated("two bytes of different samples may be read");
    }
}

static int is_writable(int number)
{
    for (int i = 0; i < kind->writable_count; ++i) {
        if (number >= kind->writable[i][0] && number <= kind->writable[i][1]) {
            return 1;
        }
    }
    return 0;
}

int chip_takes(uint8_t byte)
{
    if (pointer < 0) {
        pointer = byte;
        return 1;
    }
    if (!is_writable(pointer)) {
        model_violated("a register is written that is reserved or read only");
    }
    if (pointer == faults.refused) {
        return 0;
    }
    const int sampled = samples();
    registers[pointer++] = byte;
    if (samples() && !sampled) {
        since_ns = model_now_ns();
        taken[0] = taken[1] = -1;
    }
    return 1;
}

void chip_reading(void)
{
    if (pointer < 0 || pointer >= REGISTERS) {
        model_violated("a read says first which register");
    }
    first = pointer;
    for (int i = 0; i < 2; ++i) {
        latched[i] = newest();
    }
}

/* Byte `at` of six of one sensor; the first of them is noted, for whoever wants to know what was read and when. */
static uint8_t number_byte(int sensor, int at)
{
    check_settings();
    taken[sensor] = latched[sensor];
    if (at == 0 && latched[sensor] >= 0) {
        fprintf(stderr, "%s,%lld,%lld\n", sensor == 0 ? "acc" : "rate", (long long)model_now_ns(),
                (long long)latched[sensor]);
    }
    if (latched[sensor] < 0) {
        return 0;
    }
    const int16_t value = rows[latched[sensor] % row_count * 6 + 3 * sensor + at / 2];
    return (uint8_t)(at % 2 == 0 ? value : value >> 8);
}

uint8_t chip_gives(void)
{
    const int at = pointer;
    if (faults.is_lsm9ds1 && first < 0x1E && at >= 0x1E) {
        model_violated("what follows the gyroscope's numbers is not said in the data sheet");
    }
    if (at >= REGISTERS) {
        model_violated("there is no such register");
    }
    pointer += (registers[kind->common] & INCREMENTS) != 0;
    if (at >= kind->rate_out && at < kind->rate_out + SIX_BYTES) {
        return number_byte(1, at - kind->rate_out);
    }
    if (at >= kind->acc_out && at < kind->acc_out + SIX_BYTES) {
        return number_byte(0, at - kind->acc_out);
    }
    if (at == kind->status[0] || at == kind->status[1]) {
        return (uint8_t)((latched[0] > taken[0] ? HAS_ACCELERATION : 0) | (latched[1] > taken[1] ? HAS_RATE : 0));
    }
    return registers[at];
}
