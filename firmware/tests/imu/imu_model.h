/* Two IMUs on the bus of an nRF52840, on a host: registers as the drivers see them, and the time in which they act. */
#ifndef IMU_MODEL_H
#define IMU_MODEL_H

#include <stdint.h>

uint32_t model_read(uintptr_t address);
void model_write(uintptr_t address, uint32_t value);

/* Registers of the core. */
volatile uint32_t *model_core(uintptr_t address);

#define KD_REGISTER(address) (*model_core((uintptr_t)(address)))
#define KD_READ(address) model_read((uintptr_t)(address))
#define KD_WRITE(address, value) model_write((uintptr_t)(address), value)

/* Nanoseconds since power on; let some pass. */
int64_t model_now_ns(void);
void model_pass(int64_t ns);

/* The line of the core's interrupt that is raised and let through, or -1. */
int model_interrupt(void);

/* Clocks that a device, cut off in the middle of a byte, wants until it lets go of the bus. */
extern int model_held_clocks;

/* What is wrong with the chip on the bus; times in ms, from which on or between which. */
typedef struct {
    int is_lsm9ds1;
    int who;     /* another chip's name, or -1 */
    int refused; /* a register that does not acknowledge, or -1 */
    int silent[2];
    int reset; /* it loses its power and its settings for a moment, or -1 */
} chip_faults_t;

/* rows: what the axes show, (count, 6) as accelerometer and gyroscope; row k is the chip's sample k. */
void chip_start(const chip_faults_t *faults, const int16_t *rows, int count);

/* A transfer: the chip acknowledges its address; takes a byte, the register's number first; reading begins; gives a byte. */
int chip_connects(uint32_t address);
int chip_takes(uint8_t byte);
void chip_reading(void);
uint8_t chip_gives(void);

/* End the program: the driver has done what a manual forbids. */
void model_violated(const char *what) __attribute__((noreturn));

#endif
