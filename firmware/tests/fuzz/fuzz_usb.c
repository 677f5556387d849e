/* The USB device stack: an input is what a host does on the bus, and what the main loop does meanwhile.
 *
 * It is read as records: u8 kind, u8 size, body.  In the chip's place stands a controller that takes nothing amiss, and
 * checks what it is asked for. */
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "kd_board.h"
#include "kd_usb_controller.h"
#include "kd_usb_device.h"
#include "kd_usb_port.h"
#include "kd_usb_serial.h"

enum { ENDPOINTS = 3, MOST_BYTES = 1 << 16 };

enum {
    SETUP,   /* a request: 8 bytes, or fewer and then zeros */
    OUT,     /* a packet of data */
    CONTROL, /* a packet that belongs to a request */
    TAKE,    /* the host takes what waits on the endpoint that the first byte names, as often as the body is long */
    WRITE,   /* the main loop sends the body as often as its first byte says */
    READ,    /* the main loop reads as many bytes as the first one says */
    BUS,     /* 0 reset, 1 suspend, 2 resume */
    KINDS
};

static int is_sending[ENDPOINTS];
static int sizes[ENDPOINTS];
static int is_receiving[ENDPOINTS];
static int is_halted[ENDPOINTS][2]; /* 1: in */
static int is_configured;
static int answers; /* to the request */

/* Bytes of the host that the main loop must get, in order. */
static uint8_t given[MOST_BYTES];
static size_t given_size, got_size;

void kd_usb_controller_start(void)
{
}

void kd_usb_controller_stop(void)
{
}

void kd_usb_controller_poll(void)
{
}

void kd_usb_controller_set_address(uint8_t address)
{
    kd_host_check(address <= 127, "an address has seven bits");
    ++answers;
}

void kd_usb_controller_configure(int32_t on)
{
    is_configured = on;
    memset(is_halted, 0, sizeof is_halted);
    is_sending[KD_USB_DATA] = is_receiving[KD_USB_DATA] = 0;
}

void kd_usb_controller_send(uint8_t endpoint, const uint8_t *bytes, int32_t size)
{
    volatile uint8_t sum = 0;
    kd_host_check(endpoint == KD_USB_CONTROL || endpoint == KD_USB_DATA, "there is something to send");
    kd_host_check(size >= 0 && size <= KD_USB_PACKET, "a packet has 64 bytes at most");
    kd_host_check(!is_sending[endpoint], "a packet is sent before the next one");
    kd_host_check(!is_halted[endpoint][1], "a halted endpoint sends nothing");
    kd_host_check(endpoint == KD_USB_CONTROL || is_configured, "data flow once the device is configured");
    for (int32_t i = 0; i < size; ++i) {
        sum = (uint8_t)(sum + bytes[i]); /* so that AddressSanitizer sees a byte too many */
    }
    is_sending[endpoint] = 1;
    sizes[endpoint] = size;
    answers += endpoint == KD_USB_CONTROL;
}

void kd_usb_controller_receive(uint8_t endpoint)
{
    kd_host_check(!is_receiving[endpoint], "a packet has come before another one is asked for");
    kd_host_check(!is_halted[endpoint][0], "a halted endpoint takes nothing");
    is_receiving[endpoint] = 1;
    answers += endpoint == KD_USB_CONTROL;
}

void kd_usb_controller_accept(void)
{
    ++answers;
}

void kd_usb_controller_conclude(void)
{
}

void kd_usb_controller_refuse(void)
{
    ++answers;
}

void kd_usb_controller_halt(uint8_t address, int32_t halted)
{
    const uint8_t endpoint = address & 0xFu;
    kd_host_check(endpoint < ENDPOINTS, "there are three endpoints");
    is_halted[endpoint][(address & KD_USB_IN) != 0u] = halted;
    if ((address & KD_USB_IN) != 0u) {
        is_sending[endpoint] = 0;
    } else {
        is_receiving[endpoint] = 0;
    }
}

/* The packet that has found no room, and that a reset forgets: at most one. */
static size_t held(void)
{
    const size_t bytes = given_size - got_size - kd_usb_serial_waiting();
    kd_host_check(bytes <= KD_USB_PACKET, "what has come waits for the main loop");
    return bytes;
}

static void setup(const uint8_t *body, size_t size)
{
    uint8_t bytes[8] = {0};
    memcpy(bytes, body, size < sizeof bytes ? size : sizeof bytes);
    is_sending[KD_USB_CONTROL] = is_receiving[KD_USB_CONTROL] = 0;
    answers = 0;
    const size_t forgotten = held();
    const int was_configured = is_configured;
    is_configured = -1;
    kd_usb_on_setup(bytes);
    if (is_configured < 0) {
        is_configured = was_configured;
    } else {
        given_size -= forgotten; /* configured anew */
    }
    kd_host_check(answers == 1, "a request is answered, once");
}

/* A packet arrives in a buffer of its own size, so that AddressSanitizer sees a byte too many. */
static void receive(uint8_t endpoint, const uint8_t *body, size_t size)
{
    uint8_t *const exact = malloc(size == 0 ? 1 : size);
    kd_host_check(exact != NULL, "there is memory");
    memcpy(exact, body, size);
    kd_usb_on_received(endpoint, exact, (int32_t)size);
    free(exact);
}

static void out(const uint8_t *body, size_t size)
{
    const size_t count = size < KD_USB_PACKET ? size : KD_USB_PACKET;
    if (!is_receiving[KD_USB_DATA] || given_size + count > MOST_BYTES) {
        return;
    }
    is_receiving[KD_USB_DATA] = 0;
    memcpy(given + given_size, body, count);
    given_size += count;
    receive(KD_USB_DATA, body, count);
}

static void control(const uint8_t *body, size_t size)
{
    if (is_receiving[KD_USB_CONTROL]) {
        is_receiving[KD_USB_CONTROL] = 0;
        answers = 0;
        receive(KD_USB_CONTROL, body, size < KD_USB_PACKET ? size : KD_USB_PACKET);
        kd_host_check(answers == 1, "the data of a request are answered, once");
    }
}

static void take(uint8_t endpoint, size_t times)
{
    for (size_t i = 0; i < times && endpoint < ENDPOINTS && is_sending[endpoint]; ++i) {
        is_sending[endpoint] = 0;
        kd_usb_on_sent(endpoint);
    }
}

static void read_some(size_t most)
{
    uint8_t bytes[256];
    const size_t count = kd_usb_port.read(bytes, most);
    kd_host_check(count <= most && got_size + count <= given_size, "no more is read than has come");
    kd_host_check(memcmp(bytes, given + got_size, count) == 0, "what has come is read, in order");
    got_size += count;
}

static void bus(uint8_t what)
{
    if (what == 0) {
        given_size -= held();
        is_sending[KD_USB_CONTROL] = is_receiving[KD_USB_CONTROL] = 0;
        kd_usb_controller_configure(0);
        kd_usb_on_reset();
    } else if (what == 1) {
        kd_usb_on_suspend();
    } else {
        kd_usb_on_resume();
    }
}

static void obey(uint8_t kind, const uint8_t *body, size_t size)
{
    const uint8_t first = size > 0 ? body[0] : 0;
    switch (kind % KINDS) {
    case SETUP:
        setup(body, size);
        break;
    case OUT:
        out(body, size);
        break;
    case CONTROL:
        control(body, size);
        break;
    case TAKE:
        take(first, size);
        break;
    case WRITE:
        for (uint8_t i = 0; i < first; ++i) {
            kd_usb_port.write(body, size);
        }
        break;
    case READ:
        read_some(first);
        break;
    default:
        bus(first % 3u);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kd_host_start();
    memset(is_sending, 0, sizeof is_sending);
    memset(is_receiving, 0, sizeof is_receiving);
    memset(is_halted, 0, sizeof is_halted);
    given_size = got_size = 0;
    is_configured = 0;
    static const uint32_t unique[] = {1, 2, 3, 4, 5, 6}; /* more digits than a string has room for */
    static const char *const names[] = {"kd-edge fuzz", "kd-edge board with a name that no string has room for"};
    kd_usb_port.start(names[size % 2u], unique, (int32_t)(size % 7u));
    while (size >= 2) {
        const size_t body_size = data[1] <= size - 2 ? data[1] : size - 2;
        obey(data[0], data + 2, body_size);
        data += 2 + body_size;
        size -= 2 + body_size;
    }
    for (int i = 0; i < 8; ++i) {
        read_some(255);
    }
    kd_host_check(got_size == given_size, "the main loop gets everything that has come");
    return 0;
}
