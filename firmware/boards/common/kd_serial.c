#include "kd_serial.h"

#include "kd_board.h"
#include "kd_cortex_m.h"

static volatile uint32_t written; /* bytes ever put in; only the interrupt changes it */
static volatile uint32_t taken;   /* bytes ever taken out; only the main loop changes it */
static volatile uint32_t dropped;
static uint8_t buffer[KD_BOARD_SERIAL_BYTES];

void kd_serial_received(uint8_t byte)
{
    if (written - taken == KD_BOARD_SERIAL_BYTES) {
        ++dropped;
        return;
    }
    buffer[written % KD_BOARD_SERIAL_BYTES] = byte;
    ++written;
}

size_t kd_board_serial_read(uint8_t *bytes, size_t size)
{
    size_t count = 0;
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

void kd_board_wait(void)
{
    /* Masked, an interrupt between the test and wfi still ends the wfi. */
    kd_interrupts_off();
    if (written == taken) {
        kd_wait_for_interrupt();
    }
    kd_interrupts_on();
}
