/* kd_usb_serial: the serial port of the communications class: line coding, line state, and the data both ways.
 *
 * The main loop puts frames in and takes bytes out; the controller's interrupt does the rest.  What both of them call
 * says so, and is called with the interrupt off. */
#ifndef KD_USB_SERIAL_H
#define KD_USB_SERIAL_H

#include <stddef.h>
#include <stdint.h>

#include "kd_usb_device.h"

/* Bytes that wait for the host, and bytes from it that wait for the main loop, at most; powers of two. */
#define KD_USB_TO_HOST_BYTES 4096u
#define KD_USB_FROM_HOST_BYTES 512u

/* A line coding's bytes: u32 rate, u8 each of stop bits, parity and data bits. */
#define KD_USB_LINE_BYTES 7

/* What becomes of a request of the class. */
typedef enum { KD_USB_REFUSED, KD_USB_OBEYED, KD_USB_ANSWERED, KD_USB_AWAITING } kd_usb_verdict_t;

/* Forget everything. */
void kd_usb_serial_start(void);

/* The host has chosen the configuration (anew), or has left it: nothing waits any more, and nobody has the port open. */
void kd_usb_serial_reset(void);

/* Judge a request of the class: refused; obeyed; answered with `reply` (KD_USB_LINE_BYTES); or awaiting as many bytes,
 * which kd_usb_serial_set_line() is then given. */
kd_usb_verdict_t kd_usb_serial_request(const kd_usb_setup_t *setup, const uint8_t **reply);
void kd_usb_serial_set_line(const uint8_t *bytes);

/* The data endpoint's last packet is sent; a packet has come on it. */
void kd_usb_serial_sent(void);
void kd_usb_serial_received(const uint8_t *bytes, int32_t size);

/* An endpoint of data, with its direction, is halted; or it begins again, and what was on its way goes again. */
void kd_usb_serial_set_halt(uint8_t address, int32_t halted);

/* 1 while a host has the port open: it has raised DTR, or, where it leaves DTR alone, it has sent something. */
int32_t kd_usb_serial_is_open(void);

/* 1 once a host has opened the port at 1200 baud and has closed it again, which asks for the boot loader. */
int32_t kd_usb_serial_is_touched(void);

/* Put `size` bytes in for the host, all or none.  Returns 1 if there was room.  kd_usb_serial_pump() then sends them. */
int32_t kd_usb_serial_put(const uint8_t *bytes, size_t size);

/* Take up to `size` bytes from the host; returns how many.  kd_usb_serial_pump() then lets more come. */
size_t kd_usb_serial_take(uint8_t *bytes, size_t size);

/* Bytes from the host that wait. */
size_t kd_usb_serial_waiting(void);

/* 1 if every byte has arrived at the host. */
int32_t kd_usb_serial_is_empty(void);

/* Packets that have ever arrived at the host. */
uint32_t kd_usb_serial_packets(void);

/* Send what waits, if nothing is on its way, and let the host send again, if there is room.  Called with the interrupt
 * off. */
void kd_usb_serial_pump(void);

#endif
