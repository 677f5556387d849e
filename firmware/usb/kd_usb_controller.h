/* kd_usb_controller: a chip's USB device controller, as the stack sees it.  The driver of a chip family implements these
 * functions, and tells the stack what happens through the kd_usb_on_ functions of kd_usb_device.h.
 *
 * All of them are called with the controller's interrupt off, or from its handler. */
#ifndef KD_USB_CONTROLLER_H
#define KD_USB_CONTROLLER_H

#include <stdint.h>

/* Bytes of the largest packet on every endpoint. */
#define KD_USB_PACKET 64

/* The endpoints: requests both ways; notices to the host, which a serial port must have and never uses; the data of the
 * port both ways. */
enum { KD_USB_CONTROL = 0, KD_USB_NOTICES = 1, KD_USB_DATA = 2 };

/* An endpoint with its direction, as USB writes it. */
enum { KD_USB_IN = 0x80 };

/* Switch the controller on, and tell the host by the pull-up on D+ that a device is there.  Without a controller that
 * answers, nothing happens. */
void kd_usb_controller_start(void);

/* Take the pull-up away: to the host, the device is unplugged. */
void kd_usb_controller_stop(void);

/* Pass everything on that has happened; what the controller's interrupt does. */
void kd_usb_controller_poll(void);

/* Take an address, and answer the request for it. */
void kd_usb_controller_set_address(uint8_t address);

/* Let the endpoints of notices and data begin, from DATA0, or end (on = 0). */
void kd_usb_controller_configure(int32_t on);

/* Send a packet (size), at most KD_USB_PACKET, when the host asks for it.  The last one on this endpoint is sent. */
void kd_usb_controller_send(uint8_t endpoint, const uint8_t *bytes, int32_t size);

/* Take the next packet that the host sends. */
void kd_usb_controller_receive(uint8_t endpoint);

/* End a request that is obeyed: an empty packet to the host. */
void kd_usb_controller_accept(void);

/* End a request whose data the host has got: an empty packet from it. */
void kd_usb_controller_conclude(void);

/* Stall the control endpoint until the next request. */
void kd_usb_controller_refuse(void);

/* Stall an endpoint (address with KD_USB_IN), or, with halted = 0, let it begin again from DATA0; a packet that waited
 * there is forgotten. */
void kd_usb_controller_halt(uint8_t address, int32_t halted);

#endif
