/* kd_usb_port: the chip's own USB as a port that carries in place of the UART; a board names it. */
#ifndef KD_USB_PORT_H
#define KD_USB_PORT_H

#include "kd_serial.h"

extern const kd_port_t kd_usb_port;

#endif
