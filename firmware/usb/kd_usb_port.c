#include "kd_usb_port.h"

#include <stddef.h>

#include "kd_board.h"
#include "kd_cortex_m.h"
#include "kd_usb_controller.h"
#include "kd_usb_descriptors.h"
#include "kd_usb_device.h"
#include "kd_usb_serial.h"

static const uint32_t PATIENCE_MS = 20;    /* a host that takes nothing for so long has stopped reading */
static const uint32_t TOUCHED_MS = 10;     /* for the answer to the request that asks for the boot loader */
static const uint32_t UNPLUGGED_MS = 5;    /* a hub sees it after 2.5 us; hosts look every few ms */
static const uint32_t MOST_POLLS = 200000; /* in a fault, a clock that takes interrupts stands still */

static int32_t is_stuck;
static uint32_t stuck_at; /* the packets that had arrived when the host stopped reading */
static int32_t is_touched;
static uint32_t touched_ticks; /* when that was seen */

/* The chip's number in hexadecimal, highest digit first, or NULL if nobody has given it one: no digits are better than
 * the same ones on every board. */
static const char *write_serial(const uint32_t *unique, int32_t words)
{
    static char serial[KD_USB_STRING_CHARACTERS + 1];
    int32_t size = 0;
    uint32_t is_given = 0;
    for (int32_t word = words - 1; word >= 0; --word) {
        is_given |= unique[word] != 0u && unique[word] != UINT32_MAX;
        for (int32_t shift = 28; shift >= 0 && size < KD_USB_STRING_CHARACTERS; shift -= 4) {
            serial[size++] = "0123456789ABCDEF"[unique[word] >> shift & 0xFu];
        }
    }
    serial[size] = '\0';
    return is_given ? serial : NULL;
}

static void start(const char *product, const uint32_t *unique, int32_t words)
{
    is_stuck = 0;
    is_touched = 0;
    kd_usb_device_start(product, write_serial(unique, words));
    kd_usb_controller_start();
}

static uint32_t ticks_of(uint32_t ms)
{
    return kd_board_tick_hz() / 1000u * ms;
}

static void poll(void)
{
    kd_interrupts_off();
    kd_usb_controller_poll();
    kd_interrupts_on();
}

static void pump(void)
{
    kd_interrupts_off();
    kd_usb_serial_pump();
    kd_interrupts_on();
}

/* Do what the interrupt does for so long, or until another packet has arrived at the host: a fault's last words come from
 * where there are no interrupts.  Returns 1 if one has. */
static int32_t poll_for(uint32_t ms)
{
    const uint32_t packets = kd_usb_serial_packets();
    const uint32_t begin = kd_board_ticks();
    for (uint32_t polls = 0; polls < MOST_POLLS && kd_board_ticks() - begin < ticks_of(ms); ++polls) {
        poll();
        if (kd_usb_serial_packets() != packets) {
            return 1;
        }
    }
    return 0;
}

/* Wait until the host has taken something more, but not for ever.  Returns 1 if it has. */
static int32_t await_host(void)
{
    return kd_usb_serial_is_open() && poll_for(PATIENCE_MS);
}

/* A whole frame, or nothing of it: its number is then missing, and the host counts what it has lost.  A host that has
 * stopped reading is waited for once, not for every frame. */
static void write(const uint8_t *bytes, size_t size)
{
    if (is_stuck && kd_usb_serial_packets() == stuck_at) {
        return;
    }
    is_stuck = 0;
    while (!kd_usb_serial_put(bytes, size)) {
        if (!await_host()) {
            is_stuck = 1;
            stuck_at = kd_usb_serial_packets();
            return;
        }
    }
    pump();
}

static size_t read(uint8_t *bytes, size_t size)
{
    const size_t count = kd_usb_serial_take(bytes, size);
    if (count > 0 && kd_usb_serial_waiting() == 0) {
        pump(); /* a packet may wait for this room */
    }
    return count;
}

static void tend(void)
{
    const uint32_t now = kd_board_ticks();
    if (!kd_usb_serial_is_touched()) {
        return;
    }
    if (!is_touched) {
        is_touched = 1;
        touched_ticks = now;
    } else if (now - touched_ticks > ticks_of(TOUCHED_MS)) {
        kd_board_start_boot_loader();
    }
}

static void end(void)
{
    while (!kd_usb_serial_is_empty() && await_host()) {
    }
    kd_usb_controller_stop();
    poll_for(UNPLUGGED_MS);
}

const kd_port_t kd_usb_port = {
    .start = start,
    .poll = poll,
    .tend = tend,
    .is_open = kd_usb_serial_is_open,
    .write = write,
    .read = read,
    .waiting = kd_usb_serial_waiting,
    .end = end,
};
