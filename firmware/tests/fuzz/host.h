/* A host in a board's place: kd_board.h, kd_start.h, kd_stopwatch.h and kd_runtime.h for firmware that runs under a sanitizer. */
#ifndef KD_HOST_H
#define KD_HOST_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

/* What every libFuzzer target defines, and replay.c calls with files. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Where kd_restart() goes. */
extern jmp_buf kd_host_restarted;

/* Time 0; nothing received or sent. */
void kd_host_start(void);

/* The serial port begins, too: that of host_serial.c, or another one in its place. */
void kd_host_start_serial(void);

/* One byte arrives at the port. */
void kd_host_receive(uint8_t byte);

/* Time passes. */
void kd_host_pass_ms(uint32_t ms);

/* What was sent since the last call, valid until more is sent. */
const uint8_t *kd_host_take_sent(size_t *size);

/* End the run, as a finding, unless `holds`. */
void kd_host_check(int holds, const char *what);

#endif
