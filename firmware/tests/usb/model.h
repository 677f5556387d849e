/* A USB controller on a host: its registers as the driver sees them, and the bus as a USB host sees it. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

uint32_t model_read(uintptr_t address);
void model_write(uintptr_t address, uint32_t value);

/* Registers of the core and of the clocks, which no driver of a USB controller depends on. */
volatile uint32_t *model_other(uintptr_t address);

#define KD_REGISTER(address) (*model_other((uintptr_t)(address)))
#define KD_READ(address) model_read((uintptr_t)(address))
#define KD_WRITE(address, value) model_write((uintptr_t)(address), value)

/* How a transaction ends without data: the device is not ready, refuses, or says nothing. */
enum { MODEL_NAK = -1, MODEL_STALL = -2, MODEL_TIMEOUT = -3 };

/* Most bytes of a packet. */
enum { MODEL_PACKET = 64 };

/* 1 if the device shows itself to the host; and the address to which it answers. */
int model_is_plugged_in(void);
int model_address(void);

/* What a host does to the bus. */
void model_reset(void);
void model_suspend(void);
void model_resume(void);
void model_setup(const uint8_t *bytes);

/* Ask for a packet.  Returns its size, with its toggle in `data1`, or how it ended. */
int model_in(int endpoint, uint8_t *bytes, int *data1);

/* Send a packet.  Returns 0 if it is acknowledged, or how it ended. */
int model_out(int endpoint, const uint8_t *bytes, int size, int data1);

/* End the program: the driver has done what the chip's manual forbids. */
void model_violated(const char *what) __attribute__((noreturn));

#endif
