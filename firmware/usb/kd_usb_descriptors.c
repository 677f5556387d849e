/* USB 2.0, 9.6; the functional descriptors: Communications Device Class 1.2, 5.2.3. */
#include "kd_usb_descriptors.h"

#include "kd_usb_controller.h"

enum { DEVICE = 1, CONFIGURATION = 2, STRING = 3, INTERFACE = 4, ENDPOINT = 5, ASSOCIATION = 11, FUNCTIONAL = 0x24 };
enum { COMMUNICATIONS = 2, DATA = 10, ABSTRACT_MODEL = 2, BULK = 2, INTERRUPT = 3 };
enum { NOTICE_BYTES = 8, NOTICE_MS = 16, ENGLISH = 0x0409, DEVICE_BYTES = 18, CONFIGURATION_BYTES = 75 };

#define U16(value) (uint8_t)((value) & 0xFFu), (uint8_t)((value) >> 8)

#define DEVICE_WITH(serial)                                                                                            \
    {                                                                                                                  \
        DEVICE_BYTES,                                                                                                  \
        DEVICE,                                                                                                        \
        U16(0x0200u), /* USB 2.0 */                                                                                    \
        0xEF,                                                                                                          \
        2,                                                                                                             \
        1, /* interfaces belong together */                                                                            \
        KD_USB_PACKET,                                                                                                 \
        U16(KD_USB_VENDOR),                                                                                            \
        U16(KD_USB_PRODUCT), /* */                                                                                     \
        U16(0x0100u),                                                                                                  \
        KD_USB_MAKER,                                                                                                  \
        KD_USB_NAME,                                                                                                   \
        (uint8_t)(serial),                                                                                             \
        1, /* release 1.0, one configuration */                                                                        \
    }

static const uint8_t device[] = DEVICE_WITH(0);
static const uint8_t device_with_serial[] = DEVICE_WITH(KD_USB_SERIAL);

static const uint8_t configuration[] = {
    9,
    CONFIGURATION,
    U16(CONFIGURATION_BYTES),
    KD_USB_INTERFACES,
    1,
    0,
    0x80,
    50, /* from the bus, at most 100 mA */
    8,
    ASSOCIATION,
    KD_USB_CONTROL_INTERFACE,
    KD_USB_INTERFACES,
    COMMUNICATIONS,
    ABSTRACT_MODEL,
    0,
    0,

    9,
    INTERFACE,
    KD_USB_CONTROL_INTERFACE,
    0,
    1,
    COMMUNICATIONS,
    ABSTRACT_MODEL,
    0,
    0,
    5,
    FUNCTIONAL,
    0,
    U16(0x0120u), /* class 1.2 */
    5,
    FUNCTIONAL,
    1,
    0,
    KD_USB_DATA_INTERFACE, /* no calls to manage */
    4,
    FUNCTIONAL,
    2,
    2, /* line coding, line state */
    5,
    FUNCTIONAL,
    6,
    KD_USB_CONTROL_INTERFACE,
    KD_USB_DATA_INTERFACE, /* the union of the two */
    7,
    ENDPOINT,
    KD_USB_IN | KD_USB_NOTICES,
    INTERRUPT,
    U16(NOTICE_BYTES),
    NOTICE_MS,

    9,
    INTERFACE,
    KD_USB_DATA_INTERFACE,
    0,
    2,
    DATA,
    0,
    0,
    0,
    7,
    ENDPOINT,
    KD_USB_DATA,
    BULK,
    U16(KD_USB_PACKET),
    0,
    7,
    ENDPOINT,
    KD_USB_IN | KD_USB_DATA,
    BULK,
    U16(KD_USB_PACKET),
    0,
};

typedef char configuration_says_its_length[sizeof configuration == CONFIGURATION_BYTES ? 1 : -1];
typedef char device_says_its_length[sizeof device == DEVICE_BYTES ? 1 : -1];

const uint8_t *kd_usb_device_descriptor(int32_t has_serial, int32_t *size)
{
    *size = DEVICE_BYTES;
    return has_serial ? device_with_serial : device;
}

const uint8_t *kd_usb_configuration_descriptor(int32_t *size)
{
    *size = CONFIGURATION_BYTES;
    return configuration;
}

int32_t kd_usb_string_descriptor(const char *text, uint8_t *into)
{
    int32_t size = 2;
    for (; *text != '\0' && size < KD_USB_STRING_BYTES; size += 2) {
        into[size] = (uint8_t)*text++;
        into[size + 1] = 0;
    }
    into[0] = (uint8_t)size;
    into[1] = STRING;
    return size;
}

int32_t kd_usb_language_descriptor(uint8_t *into)
{
    into[0] = 4;
    into[1] = STRING;
    into[2] = (uint8_t)(ENGLISH & 0xFF);
    into[3] = (uint8_t)(ENGLISH >> 8);
    return 4;
}
