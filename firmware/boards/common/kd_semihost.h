/* Files and exit codes of the machine that runs the emulator: Arm semihosting, version 2. */
#ifndef KD_SEMIHOST_H
#define KD_SEMIHOST_H

#include <stddef.h>
#include <stdint.h>

/* How to open a file: fopen's "rb" and "wb". */
typedef enum { KD_SEMIHOST_READ = 1, KD_SEMIHOST_WRITE = 5 } kd_semihost_mode_t;

/* Open a file in the emulator's working folder; returns its handle, negative on failure. */
int32_t kd_semihost_open(const char *name, kd_semihost_mode_t mode);

/* Read exactly `size` bytes; returns 0, or -1 if the file ended before. */
int32_t kd_semihost_read(int32_t file, void *bytes, size_t size);

/* Write exactly `size` bytes; returns 0, or -1. */
int32_t kd_semihost_write(int32_t file, const void *bytes, size_t size);

/* Close a file, so that its bytes reach the disk. */
void kd_semihost_close(int32_t file);

/* End the emulator with an exit code. */
void kd_semihost_exit(uint32_t code) __attribute__((noreturn));

#endif
