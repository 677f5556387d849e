/* The receiving side of a serial port, the same for every board: its interrupt puts bytes in, the main loop takes
 * them out.  A byte that finds the buffer full is dropped and counted. */
#ifndef KD_SERIAL_H
#define KD_SERIAL_H

#include <stdint.h>

/* The port's interrupt has received a byte. */
void kd_serial_received(uint8_t byte);

#endif
