#include "kd_usb_device.h"

#include <stddef.h>

#include "kd_usb_controller.h"
#include "kd_usb_descriptors.h"
#include "kd_usb_serial.h"

/* Type and code of a request, as one number. */
#define REQUEST(type, code) ((uint32_t)(type) << 8 | (uint32_t)(code))

enum { TO_INTERFACE = 1, TO_ENDPOINT = 2, KIND = 0x60, STANDARD = 0x00, CLASS = 0x20 };
enum { GET_STATUS = 0, CLEAR_FEATURE = 1, SET_FEATURE = 3, SET_ADDRESS = 5, GET_DESCRIPTOR = 6 };
enum { GET_CONFIGURATION = 8, SET_CONFIGURATION = 9, GET_INTERFACE = 10, SET_INTERFACE = 11 };
enum { ENDPOINT_HALT = 0, MOST_ADDRESS = 127 };
enum { DEVICE = 1, CONFIGURATION = 2, STRING = 3 };

typedef enum { STAGE_NONE, STAGE_SENDING, STAGE_RECEIVING } stage_t;

static const char MAKER[] = "kd-edge";
static const uint8_t ENDPOINTS[] = {KD_USB_IN | KD_USB_NOTICES, KD_USB_IN | KD_USB_DATA, KD_USB_DATA};
enum { ENDPOINT_COUNT = sizeof ENDPOINTS };

static const char *product;
static const char *serial;
static volatile uint8_t configuration; /* 0 or 1 */
static volatile uint8_t asleep;
static uint8_t halted[ENDPOINT_COUNT];

/* The request that is being answered. */
static kd_usb_setup_t setup;
static stage_t stage;
static const uint8_t *next; /* of the answer: bytes that are still to be sent */
static int32_t left;
static int32_t ends_empty; /* an empty packet says that there is no more */
static uint8_t answer[KD_USB_STRING_BYTES];

void kd_usb_device_start(const char *product_name, const char *serial_number)
{
    product = product_name;
    serial = serial_number;
    kd_usb_serial_start();
    kd_usb_on_reset();
}

int32_t kd_usb_device_is_ready(void)
{
    return configuration != 0 && !asleep;
}

static void forget_halts(void)
{
    for (int32_t i = 0; i < ENDPOINT_COUNT; ++i) {
        halted[i] = 0;
    }
}

void kd_usb_on_reset(void)
{
    configuration = 0;
    asleep = 0;
    stage = STAGE_NONE;
    forget_halts();
    kd_usb_serial_reset();
}

void kd_usb_on_suspend(void)
{
    asleep = 1;
}

void kd_usb_on_resume(void)
{
    asleep = 0;
    kd_usb_serial_pump();
}

static void refuse(void)
{
    stage = STAGE_NONE;
    kd_usb_controller_refuse();
}

static void accept(void)
{
    stage = STAGE_NONE;
    kd_usb_controller_accept();
}

static void send_part(void)
{
    const int32_t size = left < KD_USB_PACKET ? left : KD_USB_PACKET;
    kd_usb_controller_send(KD_USB_CONTROL, next, size);
    next += size;
    left -= size;
    ends_empty = ends_empty && size > 0;
}

/* Answer with (size) bytes, of which the host gets no more than it has asked for. */
static void reply(const uint8_t *bytes, int32_t size)
{
    if (setup.length == 0) {
        accept();
        return;
    }
    next = bytes;
    left = size < setup.length ? size : setup.length;
    ends_empty = left < setup.length && left % KD_USB_PACKET == 0;
    stage = STAGE_SENDING;
    send_part();
}

static void reply_u16(uint16_t value)
{
    answer[0] = (uint8_t)value;
    answer[1] = (uint8_t)(value >> 8);
    reply(answer, 2);
}

static void reply_string(uint8_t number)
{
    const char *const texts[] = {[KD_USB_MAKER] = MAKER, [KD_USB_NAME] = product, [KD_USB_SERIAL] = serial};
    if (number == KD_USB_LANGUAGES) {
        reply(answer, kd_usb_language_descriptor(answer));
    } else if (number <= KD_USB_SERIAL && texts[number] != NULL) {
        reply(answer, kd_usb_string_descriptor(texts[number], answer));
    } else {
        refuse();
    }
}

static void reply_descriptor(void)
{
    const uint8_t number = (uint8_t)setup.value;
    int32_t size;
    const uint8_t *bytes;
    switch (setup.value >> 8) {
    case DEVICE:
        bytes = kd_usb_device_descriptor(serial != NULL, &size);
        reply(bytes, size);
        break;
    case CONFIGURATION:
        bytes = kd_usb_configuration_descriptor(&size);
        if (number == 0) {
            reply(bytes, size);
        } else {
            refuse();
        }
        break;
    case STRING:
        reply_string(number);
        break;
    default: /* also the qualifier: a device that is no faster at high speed has none */
        refuse();
        break;
    }
}

static void configure(void)
{
    if (setup.value > 1 || setup.length != 0) {
        refuse();
        return;
    }
    configuration = (uint8_t)setup.value;
    forget_halts();
    kd_usb_serial_reset();
    kd_usb_controller_configure(configuration);
    if (configuration != 0) {
        kd_usb_controller_receive(KD_USB_DATA);
    }
    accept();
}

/* The place in ENDPOINTS of the endpoint that the request is about, or -1. */
static int32_t find_endpoint(void)
{
    for (int32_t i = 0; configuration != 0 && i < ENDPOINT_COUNT; ++i) {
        if (ENDPOINTS[i] == setup.index) {
            return i;
        }
    }
    return -1;
}

static void set_halt(uint8_t wanted)
{
    const int32_t found = find_endpoint();
    if (found < 0 || setup.value != ENDPOINT_HALT || setup.length != 0) {
        refuse();
        return;
    }
    halted[found] = wanted;
    kd_usb_controller_halt(ENDPOINTS[found], wanted);
    accept();
    kd_usb_serial_set_halt(ENDPOINTS[found], wanted);
}

static void reply_endpoint_status(void)
{
    const int32_t found = find_endpoint();
    if (found >= 0) {
        reply_u16(halted[found]);
    } else if ((setup.index & ~(uint32_t)KD_USB_IN) == KD_USB_CONTROL) {
        reply_u16(0);
    } else {
        refuse();
    }
}

static int32_t is_about_an_interface(void)
{
    return configuration != 0 && setup.index < KD_USB_INTERFACES;
}

static void answer_standard(void)
{
    switch (REQUEST(setup.type, setup.request)) {
    case REQUEST(KD_USB_IN, GET_DESCRIPTOR):
        reply_descriptor();
        break;
    case REQUEST(0, SET_ADDRESS):
        if (setup.value <= MOST_ADDRESS && setup.length == 0) {
            stage = STAGE_NONE;
            kd_usb_controller_set_address((uint8_t)setup.value);
        } else {
            refuse();
        }
        break;
    case REQUEST(0, SET_CONFIGURATION):
        configure();
        break;
    case REQUEST(KD_USB_IN, GET_CONFIGURATION):
        answer[0] = configuration;
        reply(answer, 1);
        break;
    case REQUEST(KD_USB_IN, GET_STATUS):
        reply_u16(0); /* from the bus; wakes nobody */
        break;
    case REQUEST(KD_USB_IN | TO_INTERFACE, GET_STATUS):
        is_about_an_interface() ? reply_u16(0) : refuse();
        break;
    case REQUEST(KD_USB_IN | TO_ENDPOINT, GET_STATUS):
        reply_endpoint_status();
        break;
    case REQUEST(TO_ENDPOINT, SET_FEATURE):
        set_halt(1);
        break;
    case REQUEST(TO_ENDPOINT, CLEAR_FEATURE):
        set_halt(0);
        break;
    case REQUEST(KD_USB_IN | TO_INTERFACE, GET_INTERFACE):
        answer[0] = 0;
        is_about_an_interface() ? reply(answer, 1) : refuse();
        break;
    case REQUEST(TO_INTERFACE, SET_INTERFACE):
        is_about_an_interface() && setup.value == 0 && setup.length == 0 ? accept() : refuse();
        break;
    default:
        refuse();
        break;
    }
}

static void answer_class(void)
{
    const uint8_t *bytes = NULL;
    switch (configuration != 0 ? kd_usb_serial_request(&setup, &bytes) : KD_USB_REFUSED) {
    case KD_USB_REFUSED:
        refuse();
        break;
    case KD_USB_OBEYED:
        accept();
        break;
    case KD_USB_ANSWERED:
        reply(bytes, KD_USB_LINE_BYTES);
        break;
    case KD_USB_AWAITING:
        stage = STAGE_RECEIVING;
        kd_usb_controller_receive(KD_USB_CONTROL);
        break;
    }
}

void kd_usb_on_setup(const uint8_t *bytes)
{
    setup.type = bytes[0];
    setup.request = bytes[1];
    setup.value = (uint16_t)(bytes[2] | bytes[3] << 8);
    setup.index = (uint16_t)(bytes[4] | bytes[5] << 8);
    setup.length = (uint16_t)(bytes[6] | bytes[7] << 8);
    stage = STAGE_NONE;
    if ((setup.type & KIND) == STANDARD) {
        answer_standard();
    } else if ((setup.type & KIND) == CLASS) {
        answer_class();
    } else {
        refuse();
    }
}

void kd_usb_on_sent(uint8_t endpoint)
{
    if (endpoint == KD_USB_DATA) {
        kd_usb_serial_sent();
    } else if (endpoint == KD_USB_CONTROL && stage == STAGE_SENDING) {
        if (left > 0 || ends_empty) {
            send_part();
        } else {
            stage = STAGE_NONE;
            kd_usb_controller_conclude();
        }
    }
}

void kd_usb_on_received(uint8_t endpoint, const uint8_t *bytes, int32_t size)
{
    if (endpoint == KD_USB_DATA) {
        kd_usb_serial_received(bytes, size);
    } else if (endpoint == KD_USB_CONTROL && stage == STAGE_RECEIVING) {
        if (size == KD_USB_LINE_BYTES) {
            kd_usb_serial_set_line(bytes);
            accept();
        } else {
            refuse();
        }
    }
}
