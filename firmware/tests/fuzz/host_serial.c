/* The serial port and the boot loader of the host that stands in for a board: whatever arrives is there at once. */
#include <string.h>

#include "host.h"
#include "kd_board.h"

enum { SENT_BYTES = 1 << 16 };

static uint8_t arrived[KD_BOARD_SERIAL_BYTES];
static size_t waiting;
static uint8_t sent[SENT_BYTES];
static size_t sent_size;

void kd_host_start_serial(void)
{
    waiting = 0;
    sent_size = 0;
}

void kd_host_receive(uint8_t byte)
{
    kd_host_check(waiting < sizeof arrived, "the firmware takes bytes that arrive");
    arrived[waiting++] = byte;
}

const uint8_t *kd_host_take_sent(size_t *size)
{
    *size = sent_size;
    sent_size = 0;
    return sent;
}

void kd_board_serial_write(const uint8_t *bytes, size_t size)
{
    kd_host_check(size <= sizeof sent - sent_size, "one byte is not answered with 64 KB");
    memcpy(sent + sent_size, bytes, size);
    sent_size += size;
}

size_t kd_board_serial_read(uint8_t *bytes, size_t size)
{
    const size_t count = size < waiting ? size : waiting;
    memcpy(bytes, arrived, count);
    memmove(arrived, arrived + count, waiting - count);
    waiting -= count;
    return count;
}

uint32_t kd_board_serial_dropped(void)
{
    return 0;
}

void kd_board_serial_end(void)
{
}

int32_t kd_board_has_boot_loader(void)
{
    return 0;
}

void kd_board_start_boot_loader(void)
{
}

void kd_board_wait(void)
{
}
