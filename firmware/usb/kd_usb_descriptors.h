/* kd_usb_descriptors: what the device says that it is: one serial port of the communications class. */
#ifndef KD_USB_DESCRIPTORS_H
#define KD_USB_DESCRIPTORS_H

#include <stdint.h>

/* Vendor and product: a test id of pid.codes, for private testing only.  It is not unique, and must not be used on a
 * device that is sold or given away: see docs/usb.md. */
#define KD_USB_VENDOR 0x1209u
#define KD_USB_PRODUCT 0x0001u

/* The interfaces of the configuration. */
enum { KD_USB_CONTROL_INTERFACE = 0, KD_USB_DATA_INTERFACE = 1, KD_USB_INTERFACES = 2 };

/* The strings. */
enum { KD_USB_LANGUAGES = 0, KD_USB_MAKER = 1, KD_USB_NAME = 2, KD_USB_SERIAL = 3 };

#define KD_USB_STRING_CHARACTERS 40
#define KD_USB_STRING_BYTES (2 + 2 * KD_USB_STRING_CHARACTERS)

/* The descriptor of the device and of its one configuration; returns its bytes, and their number in `size`. */
const uint8_t *kd_usb_device_descriptor(int32_t has_serial, int32_t *size);
const uint8_t *kd_usb_configuration_descriptor(int32_t *size);

/* Write a string descriptor of `text` into `into` (KD_USB_STRING_BYTES).  Returns its bytes. */
int32_t kd_usb_string_descriptor(const char *text, uint8_t *into);

/* Write the descriptor with the only language, American English, into `into` (4).  Returns its bytes. */
int32_t kd_usb_language_descriptor(uint8_t *into);

#endif
