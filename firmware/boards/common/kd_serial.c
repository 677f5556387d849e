#include "kd_serial.h"

#include "kd_board.h"
#include "kd_cortex_m.h"

static const uint32_t PATIENCE_MS = 20;    /* a host that takes nothing for so long has stopped reading */
static const uint32_t TOUCHED_MS = 10;     /* for the answer to the touch itself */
static const uint32_t UNPLUGGED_MS = 5;    /* a hub sees it after 2.5 us; hosts look every few ms */
static const uint32_t MOST_POLLS = 200000; /* in a fault, a clock that takes interrupts stands still */

static volatile uint32_t written; /* bytes ever put in; only the interrupt changes it */
static volatile uint32_t taken;   /* bytes ever taken out; only the main loop changes it */
static volatile uint32_t dropped;
static uint8_t buffer[KD_BOARD_SERIAL_BYTES];

static const kd_port_t *usb;
static uint32_t stuck_at; /* the USB's progress when its host had stopped reading */
static int32_t is_stuck;
static int32_t is_touched;
static uint32_t touched_ticks; /* when that was seen */

void kd_serial_add(const kd_port_t *port, const char *product, const char *serial)
{
    usb = port;
    is_stuck = 0;
    is_touched = 0;
    if (usb != NULL) {
        usb->start(product, serial);
    }
}

static int32_t usb_is_open(void)
{
    return usb != NULL && usb->is_open();
}

/* What comes by the UART while a host has the USB open is nobody's. */
void kd_serial_received(uint8_t byte)
{
    if (usb_is_open()) {
        return;
    }
    if (written - taken == KD_BOARD_SERIAL_BYTES) {
        ++dropped;
        return;
    }
    buffer[written % KD_BOARD_SERIAL_BYTES] = byte;
    ++written;
}

size_t kd_board_serial_read(uint8_t *bytes, size_t size)
{
    size_t count = usb == NULL ? 0 : usb->read(bytes, size);
    while (count < size && taken != written) {
        bytes[count++] = buffer[taken % KD_BOARD_SERIAL_BYTES];
        ++taken;
    }
    return count;
}

uint32_t kd_board_serial_dropped(void)
{
    return dropped;
}

static uint32_t ticks_of(uint32_t ms)
{
    return kd_board_tick_hz() / 1000u * ms;
}

/* Do what the USB's interrupt does for so long, or until its progress is no longer `from`: a fault's last words come from
 * where there are no interrupts.  Returns 1 if it is not. */
static int32_t poll_usb(uint32_t ms, uint32_t from)
{
    const uint32_t begin = kd_board_ticks();
    for (uint32_t polls = 0; polls < MOST_POLLS && kd_board_ticks() - begin < ticks_of(ms); ++polls) {
        usb->poll();
        if (usb->progress() != from) {
            return 1;
        }
    }
    return 0;
}

/* Wait until the USB's host has taken something more, but not for ever.  Returns 1 if it has. */
static int32_t await_progress(void)
{
    return usb->is_open() && poll_usb(PATIENCE_MS, usb->progress());
}

/* A whole frame, or nothing of it: its number is then missing, and the host counts what it has lost.  A host that has
 * stopped reading is waited for once, not for every frame. */
static void write_to_usb(const uint8_t *bytes, size_t size)
{
    if (is_stuck && usb->progress() == stuck_at) {
        return;
    }
    is_stuck = 0;
    while (!usb->write(bytes, size)) {
        if (!await_progress()) {
            is_stuck = 1;
            stuck_at = usb->progress();
            return;
        }
    }
}

void kd_board_serial_write(const uint8_t *bytes, size_t size)
{
    if (usb_is_open()) {
        write_to_usb(bytes, size);
    } else {
        kd_uart_write(bytes, size);
    }
}

void kd_board_serial_end(void)
{
    if (usb == NULL) {
        return;
    }
    while (!usb->is_empty() && await_progress()) {
    }
    usb->stop();
    poll_usb(UNPLUGGED_MS, usb->progress());
}

static void obey_touch(void)
{
    const uint32_t now = kd_board_ticks();
    if (usb == NULL || !usb->is_touched()) {
        return;
    }
    if (!is_touched) {
        is_touched = 1;
        touched_ticks = now;
    } else if (now - touched_ticks > ticks_of(TOUCHED_MS)) {
        kd_board_start_boot_loader();
    }
}

void kd_board_wait(void)
{
    obey_touch();
    /* Masked, an interrupt between the test and wfi still ends the wfi. */
    kd_interrupts_off();
    if (written == taken && (usb == NULL || usb->waiting() == 0)) {
        kd_wait_for_interrupt();
    }
    kd_interrupts_on();
}
