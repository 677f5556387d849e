/* The end of the memory that stands for flash.  It is RAM, and forgets when power fails; a reset leaves it. */
#include <string.h>

#include "kd_board.h"

/* The linker knows where. */
extern uint8_t kd_keep_start[];

const void *kd_board_keep(int32_t area)
{
    return kd_keep_start + (uint32_t)area * KD_BOARD_KEEP_BYTES;
}

int32_t kd_board_keep_erase(int32_t area)
{
    memset(kd_keep_start + (uint32_t)area * KD_BOARD_KEEP_BYTES, 0xFF, KD_BOARD_KEEP_BYTES);
    return 1;
}

int32_t kd_board_keep_write(int32_t area, const void *bytes, uint32_t size)
{
    memcpy(kd_keep_start + (uint32_t)area * KD_BOARD_KEEP_BYTES, bytes, size);
    return 1;
}
