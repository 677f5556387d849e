#include "kd_usb_serial.h"

#include <string.h>

#include "kd_usb_controller.h"
#include "kd_usb_descriptors.h"

/* Communications Device Class, PSTN subclass 1.2, table 13. */
enum { SET_LINE_CODING = 0x20, GET_LINE_CODING = 0x21, SET_LINE_STATE = 0x22, SEND_BREAK = 0x23 };
enum { DTR = 1 };

static const uint32_t TOUCH_BAUD = 1200;
static const uint8_t LINE_AT_FIRST[KD_USB_LINE_BYTES] = {0x00, 0x10, 0x0E, 0, 0, 0, 8}; /* 921,600 baud, 8N1 */

/* Bytes for the host, in a ring: the main loop counts `put`, the interrupt `taken`. */
static uint8_t to_host[KD_USB_TO_HOST_BYTES];
static volatile uint32_t put;
static volatile uint32_t taken;

/* The packet on its way, which a halted endpoint sends again. */
static uint8_t packet[KD_USB_PACKET];
static int32_t packet_size;
static volatile uint8_t on_its_way;
static uint8_t ended; /* by a packet that is not full: the host passes on what it has */
static volatile uint32_t packets;

/* Bytes from the host, likewise, and a packet that found no room; until there is some, no other one comes. */
static uint8_t from_host[KD_USB_FROM_HOST_BYTES];
static volatile uint32_t came;
static volatile uint32_t read;
static uint8_t held[KD_USB_PACKET];
static volatile int32_t held_size;

static volatile uint8_t is_in_halted;
static volatile uint8_t is_out_halted;

static uint8_t line[KD_USB_LINE_BYTES];
static volatile uint8_t dtr;
static volatile uint8_t spoken;
static volatile uint8_t touched;

void kd_usb_serial_start(void)
{
    put = taken = came = read = 0;
    packets = 0;
    touched = 0;
    on_its_way = 0;
    held_size = 0;
    memcpy(line, LINE_AT_FIRST, sizeof line);
    kd_usb_serial_reset();
}

/* Bytes for a host that has gone are not for the next one. */
static void close_port(void)
{
    dtr = 0;
    spoken = 0;
    taken = put;
    ended = 1;
}

void kd_usb_serial_reset(void)
{
    close_port();
    on_its_way = 0;
    held_size = 0;
    is_in_halted = 0;
    is_out_halted = 0;
}

static void set_line_state(uint16_t state)
{
    const uint32_t baud =
        (uint32_t)line[0] | (uint32_t)line[1] << 8 | (uint32_t)line[2] << 16 | (uint32_t)line[3] << 24;
    const uint8_t raised = (state & DTR) != 0u;
    if (dtr && !raised) {
        touched = (uint8_t)(touched | (baud == TOUCH_BAUD));
    }
    if (dtr != raised) {
        close_port();
    }
    dtr = raised;
}

kd_usb_verdict_t kd_usb_serial_request(const kd_usb_setup_t *setup, const uint8_t **reply)
{
    const int32_t to_host_wanted = (setup->type & KD_USB_IN) != 0;
    if (setup->index != KD_USB_CONTROL_INTERFACE) {
        return KD_USB_REFUSED;
    }
    switch (setup->request) {
    case SET_LINE_CODING:
        return !to_host_wanted && setup->length == KD_USB_LINE_BYTES ? KD_USB_AWAITING : KD_USB_REFUSED;
    case GET_LINE_CODING:
        *reply = line;
        return to_host_wanted ? KD_USB_ANSWERED : KD_USB_REFUSED;
    case SET_LINE_STATE:
        if (to_host_wanted || setup->length != 0) {
            return KD_USB_REFUSED;
        }
        set_line_state(setup->value);
        return KD_USB_OBEYED;
    case SEND_BREAK: /* nothing here listens to a break */
        return !to_host_wanted && setup->length == 0 ? KD_USB_OBEYED : KD_USB_REFUSED;
    default:
        return KD_USB_REFUSED;
    }
}

void kd_usb_serial_set_line(const uint8_t *bytes)
{
    memcpy(line, bytes, sizeof line);
}

int32_t kd_usb_serial_is_open(void)
{
    return kd_usb_device_is_ready() && (dtr || spoken);
}

int32_t kd_usb_serial_is_touched(void)
{
    return touched;
}

int32_t kd_usb_serial_put(const uint8_t *bytes, size_t size)
{
    if (size > KD_USB_TO_HOST_BYTES - (put - taken)) {
        return 0;
    }
    const size_t at = put % KD_USB_TO_HOST_BYTES;
    const size_t first = size < KD_USB_TO_HOST_BYTES - at ? size : KD_USB_TO_HOST_BYTES - at;
    memcpy(to_host + at, bytes, first);
    memcpy(to_host, bytes + first, size - first);
    put += (uint32_t)size;
    return 1;
}

/* A transfer ends with a packet that is not full: after a full one, an empty one, or the host would wait for more. */
static void send_next(void)
{
    const uint32_t waiting = put - taken;
    if (on_its_way || is_in_halted || !kd_usb_serial_is_open() || (waiting == 0 && ended)) {
        return;
    }
    packet_size = waiting < KD_USB_PACKET ? (int32_t)waiting : KD_USB_PACKET;
    for (int32_t i = 0; i < packet_size; ++i) {
        packet[i] = to_host[(taken + (uint32_t)i) % KD_USB_TO_HOST_BYTES];
    }
    taken += (uint32_t)packet_size;
    ended = packet_size < KD_USB_PACKET;
    on_its_way = 1;
    kd_usb_controller_send(KD_USB_DATA, packet, packet_size);
}

void kd_usb_serial_sent(void)
{
    on_its_way = 0;
    ++packets;
    send_next();
}

/* Take a packet in, if there is room.  Returns 1 if there was. */
static int32_t take_in(const uint8_t *bytes, int32_t size)
{
    if ((uint32_t)size > KD_USB_FROM_HOST_BYTES - (came - read)) {
        return 0;
    }
    for (int32_t i = 0; i < size; ++i) {
        from_host[(came + (uint32_t)i) % KD_USB_FROM_HOST_BYTES] = bytes[i];
    }
    came += (uint32_t)size;
    if (!is_out_halted) {
        kd_usb_controller_receive(KD_USB_DATA);
    }
    return 1;
}

void kd_usb_serial_received(const uint8_t *bytes, int32_t size)
{
    spoken = (uint8_t)(spoken | (size > 0));
    if (!take_in(bytes, size)) {
        memcpy(held, bytes, (size_t)size);
        held_size = size;
    }
}

void kd_usb_serial_set_halt(uint8_t address, int32_t halted)
{
    if (address == KD_USB_DATA) {
        is_out_halted = halted != 0;
        if (!halted && held_size == 0) {
            kd_usb_controller_receive(KD_USB_DATA);
        }
    } else if (address == (KD_USB_IN | KD_USB_DATA)) {
        is_in_halted = halted != 0;
        if (!halted && on_its_way) {
            kd_usb_controller_send(KD_USB_DATA, packet, packet_size);
        }
        send_next();
    }
}

size_t kd_usb_serial_take(uint8_t *bytes, size_t size)
{
    size_t count = 0;
    while (count < size && read != came) {
        bytes[count++] = from_host[read % KD_USB_FROM_HOST_BYTES];
        ++read;
    }
    return count;
}

size_t kd_usb_serial_waiting(void)
{
    return came - read;
}

int32_t kd_usb_serial_is_empty(void)
{
    return put == taken && !on_its_way;
}

uint32_t kd_usb_serial_packets(void)
{
    return packets;
}

void kd_usb_serial_pump(void)
{
    if (held_size > 0 && take_in(held, held_size)) {
        held_size = 0;
    }
    send_next();
}
