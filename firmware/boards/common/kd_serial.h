/* The serial port of a board: its UART, and, where the board has it, the chip's own USB, which carries in place of the
 * UART while a host has it open.
 *
 * Received bytes of the UART: its interrupt puts them in, the main loop takes them out.  A byte that finds the buffer
 * full is dropped and counted. */
#ifndef KD_SERIAL_H
#define KD_SERIAL_H

#include <stddef.h>
#include <stdint.h>

/* A port that carries in place of the UART.  A board without one has no pointer to any, and the linker leaves all of
 * its code out. */
typedef struct {
    /* Begin.  product: what the device calls itself; unique: (words), the chip's own number, lowest word first. */
    void (*start)(const char *product, const uint32_t *unique, int32_t words);
    void (*poll)(void);                               /* what its interrupt does */
    void (*tend)(void);                               /* what the main loop does for it, again and again */
    int32_t (*is_open)(void);                         /* 1 while a host has it open */
    void (*write)(const uint8_t *bytes, size_t size); /* as kd_board_serial_write() */
    size_t (*read)(uint8_t *bytes, size_t size);      /* as kd_board_serial_read() */
    size_t (*waiting)(void);                          /* bytes to be read */
    void (*end)(void);                                /* as kd_board_serial_end(); then it is unplugged */
} kd_port_t;

/* Use a port beside the UART; arguments as for its start.  port: NULL for a board without one. */
void kd_serial_add(const kd_port_t *port, const char *product, const uint32_t *unique, int32_t words);

/* The UART's interrupt has received a byte. */
void kd_serial_received(uint8_t byte);

/* Send `size` bytes by the UART; returns when it has taken the last one.  A chip family implements this. */
void kd_uart_write(const uint8_t *bytes, size_t size);

#endif
