/*
 * A board as the firmware sees it.  Everything that touches a register is behind these
 * functions: a chip family's folder under families/ implements them for all boards with
 * its chips, and takes from the board's own board.c what the board has decided.
 */
#ifndef KD_BOARD_H
#define KD_BOARD_H

#include <stddef.h>
#include <stdint.h>

/* Received bytes that wait for kd_board_serial_read() at most; a power of two, `serial_bytes` of board.toml. */
#if !defined(KD_BOARD_SERIAL_BYTES)
#define KD_BOARD_SERIAL_BYTES 1024u
#endif

/* Clock of the core in Hz. */
uint32_t kd_board_core_hz(void);

/* Ticks per second of kd_board_ticks(). */
uint32_t kd_board_tick_hz(void);

/* Start clocks, the tick counter and the serial port. */
void kd_board_start(void);

/* The board's finest free-running counter.  It wraps at 2^32. */
uint32_t kd_board_ticks(void);

/* Send `size` bytes, to whoever has the port open: the board's own USB, if a host has opened that, else its UART.  Returns
 * when the port has taken the last one; a USB host that has stopped reading loses them, all together. */
void kd_board_serial_write(const uint8_t *bytes, size_t size);

/* Take up to `size` received bytes without waiting; returns how many. */
size_t kd_board_serial_read(uint8_t *bytes, size_t size);

/* Received bytes that were lost because the main loop did not take them in time. */
uint32_t kd_board_serial_dropped(void);

/* 1 if the board has a boot loader that kd_board_start_boot_loader() can start. */
int32_t kd_board_has_boot_loader(void);

/* Start the boot loader in the firmware's place; returns only if the board has none. */
void kd_board_start_boot_loader(void);

/* Let what was sent arrive, as far as a host takes it, before the core starts again. */
void kd_board_serial_end(void);

/* End every kd_board_wait() after this time, at most 250 ms. */
void kd_board_wake_every_ms(uint32_t period_ms);

/* Bytes of flash in each of two areas that a program keeps data in; a board whose memory.ld has none cannot. */
#define KD_BOARD_KEEP_BYTES 8192u

/* The first byte of area 0 or 1. */
const void *kd_board_keep(int32_t area);

/* Make every byte of an area 0xFF.  Returns 1, or 0 if flash refuses. */
int32_t kd_board_keep_erase(int32_t area);

/* Write `size` bytes, a multiple of 4, to the beginning of an erased area.  Returns 1, or 0 if flash refuses. */
int32_t kd_board_keep_write(int32_t area, const void *bytes, uint32_t size);

/* Sleep until a byte arrives or the wake-up timer fires, unless a byte is waiting already. */
void kd_board_wait(void);

#endif
