/* Flash for data: two pages of the nRF52's flash for each area.  The core stands still while it is erased or written. */
#include "kd_board.h"
#include "kd_cortex_m.h"

#define NVMC_READY KD_REGISTER(0x4001E400u)
#define NVMC_MODE KD_REGISTER(0x4001E504u)
#define NVMC_ERASE_PAGE KD_REGISTER(0x4001E508u)

enum { MODE_READ = 0u, MODE_WRITE = 1u, MODE_ERASE = 2u };

static const uint32_t PAGE_BYTES = 4096;

/* The linker knows where. */
extern uint8_t kd_keep_start[];

static void enter(uint32_t mode)
{
    NVMC_MODE = mode;
    while ((NVMC_READY & 1u) == 0u) {
    }
}

const void *kd_board_keep(int32_t area)
{
    return kd_keep_start + (uint32_t)area * KD_BOARD_KEEP_BYTES;
}

int32_t kd_board_keep_erase(int32_t area)
{
    enter(MODE_ERASE);
    for (uint32_t offset = 0; offset < KD_BOARD_KEEP_BYTES; offset += PAGE_BYTES) {
        NVMC_ERASE_PAGE = (uint32_t)(uintptr_t)kd_board_keep(area) + offset;
        while ((NVMC_READY & 1u) == 0u) {
        }
    }
    enter(MODE_READ);
    return 1;
}

int32_t kd_board_keep_write(int32_t area, const void *bytes, uint32_t size)
{
    const uint32_t *const words = bytes;
    enter(MODE_WRITE);
    for (uint32_t index = 0; index < size / 4u; ++index) {
        KD_REGISTER((uint32_t)(uintptr_t)kd_board_keep(area) + 4u * index) = words[index];
        while ((NVMC_READY & 1u) == 0u) {
        }
    }
    enter(MODE_READ);
    return 1;
}
