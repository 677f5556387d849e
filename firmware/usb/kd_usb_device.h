/* kd_usb_device: the requests of a USB host, on any chip.  USB 2.0, chapter 9.
 *
 * A driver reports what happens on the bus; requests are answered through kd_usb_controller.h. */
#ifndef KD_USB_DEVICE_H
#define KD_USB_DEVICE_H

#include <stdint.h>

/* A request, as the host's SETUP packet has it. */
typedef struct {
    uint8_t type; /* direction, kind and recipient */
    uint8_t request;
    uint16_t value;
    uint16_t index;
    uint16_t length; /* of the data that follows, in either direction */
} kd_usb_setup_t;

/* Forget everything, as after power on.  product: what the device calls itself, and serial: which one of its kind it is,
 * at most KD_USB_STRING_CHARACTERS of ASCII each, or NULL; both must stay. */
void kd_usb_device_start(const char *product, const char *serial);

/* 1 while a host has chosen the configuration and the bus is not asleep. */
int32_t kd_usb_device_is_ready(void);

/* The host has reset the bus, and addresses the device anew. */
void kd_usb_on_reset(void);

/* The bus has been idle for 3 ms: the host sleeps, or is gone. */
void kd_usb_on_suspend(void);

/* The bus is in use again. */
void kd_usb_on_resume(void);

/* A request has come.  bytes: (8). */
void kd_usb_on_setup(const uint8_t *bytes);

/* The packet that was sent on `endpoint` has arrived at the host. */
void kd_usb_on_sent(uint8_t endpoint);

/* A packet has come that was asked for.  bytes: (size). */
void kd_usb_on_received(uint8_t endpoint, const uint8_t *bytes, int32_t size);

#endif
