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
    /* Begin.  product: what the device calls itself; serial: which one it is, or NULL. */
    void (*start)(const char *product, const char *serial);
    void (*stop)(void);                                  /* to the host, the device is unplugged */
    void (*poll)(void);                                  /* do what its interrupt does, where that cannot come */
    int32_t (*is_open)(void);                            /* 1 while a host has it open */
    int32_t (*is_touched)(void);                         /* 1 once a host has asked for the boot loader */
    int32_t (*is_empty)(void);                           /* 1 if the host has got everything */
    uint32_t (*progress)(void);                          /* changes whenever the host takes something */
    int32_t (*write)(const uint8_t *bytes, size_t size); /* all or nothing; 1 if taken */
    size_t (*read)(uint8_t *bytes, size_t size);
    size_t (*waiting)(void); /* bytes to be read */
} kd_port_t;

/* Use a port beside the UART; arguments as for its start.  port: NULL for a board without one. */
void kd_serial_add(const kd_port_t *port, const char *product, const char *serial);

/* The UART's interrupt has received a byte. */
void kd_serial_received(uint8_t byte);

/* Send `size` bytes by the UART; returns when it has taken the last one.  A chip family implements this. */
void kd_uart_write(const uint8_t *bytes, size_t size);

#endif
