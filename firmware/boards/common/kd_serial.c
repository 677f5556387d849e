#include "kd_serial.h"

#include "kd_board.h"
#include "kd_cortex_m.h"

static volatile uint32_t written; /* bytes ever put in; only the interrupt changes it */
static volatile uint32_t taken;   /* bytes ever taken out; only the main loop changes it */
static volatile uint32_t dropped;
static uint8_t buffer[KD_BOARD_SERIAL_BYTES];

static const kd_port_t *usb;

void kd_serial_add(const kd_port_t *port, const char *product, const uint32_t *unique, int32_t words)
{
    usb = port;
    if (usb != NULL) {
        usb->start(product, unique, words);
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

void kd_board_serial_write(const uint8_t *bytes, size_t size)
{
    if (usb_is_open()) {
        usb->write(bytes, size);
    } else {
        kd_uart_write(bytes, size);
    }
}

void kd_board_serial_end(void)
{
    if (usb != NULL) {
        usb->end();
    }
}

void kd_board_wait(void)
{
    if (usb != NULL) {
        usb->tend();
    }
    /* Masked, an interrupt between the test and wfi still ends the wfi. */
    kd_interrupts_off();
    if (written == taken && (usb == NULL || usb->waiting() == 0)) {
        kd_wait_for_interrupt();
    }
    kd_interrupts_on();
}
