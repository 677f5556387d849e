/* Flash for data: the last two sectors, of 128 KB each.  The core waits while it reads flash that is being erased, which
 * takes a second or two. */
#include "kd_board.h"
#include "kd_cortex_m.h"

#define FLASH_ACCESS KD_REGISTER(0x40023C00u)
#define FLASH_KEY KD_REGISTER(0x40023C04u)
#define FLASH_STATE KD_REGISTER(0x40023C0Cu)
#define FLASH_CONTROL KD_REGISTER(0x40023C10u)

enum {
    ACCESS_DATA_CACHE = 1u << 10,
    ACCESS_DATA_CACHE_RESET = 1u << 12,
    STATE_ERRORS = 0xF2u,
    STATE_BUSY = 1u << 16,
    CONTROL_PROGRAM = 1u << 0,
    CONTROL_ERASE_SECTOR = 1u << 1,
    CONTROL_SECTOR_AT = 3,
    CONTROL_WORDS = 2u << 8, /* 32 bits at a time, which 2.7 V allow */
    CONTROL_START = 1u << 16,
};

static const uint32_t CONTROL_LOCK = UINT32_C(1) << 31;
static const uint32_t SECTOR_BYTES = 128u * 1024u;
static const uint32_t FLASH_BEGIN = 0x08000000u;
static const uint32_t SMALL_SECTORS = 4u; /* the first 128 KB are five sectors, the next ones one each */

/* The linker knows where. */
extern uint8_t kd_keep_start[];

static void unlock(void)
{
    if ((FLASH_CONTROL & CONTROL_LOCK) != 0u) {
        FLASH_KEY = 0x45670123u;
        FLASH_KEY = 0xCDEF89ABu;
    }
    FLASH_STATE = STATE_ERRORS; /* which clears them */
}

/* Wait, lock, and say whether it went well. */
static int32_t finish(void)
{
    while ((FLASH_STATE & STATE_BUSY) != 0u) {
    }
    const int32_t good = (FLASH_STATE & STATE_ERRORS) == 0u;
    FLASH_CONTROL = CONTROL_LOCK;
    return good;
}

const void *kd_board_keep(int32_t area)
{
    return kd_keep_start + (uint32_t)area * SECTOR_BYTES;
}

int32_t kd_board_keep_erase(int32_t area)
{
    const uint32_t offset = (uint32_t)(uintptr_t)kd_board_keep(area) - FLASH_BEGIN;
    const uint32_t sector = SMALL_SECTORS + offset / SECTOR_BYTES;
    unlock();
    FLASH_CONTROL = CONTROL_ERASE_SECTOR | CONTROL_WORDS | sector << CONTROL_SECTOR_AT;
    FLASH_CONTROL |= CONTROL_START;
    const int32_t good = finish();
    /* What was erased may still be in the cache. */
    FLASH_ACCESS &= ~(uint32_t)ACCESS_DATA_CACHE;
    FLASH_ACCESS |= ACCESS_DATA_CACHE_RESET;
    FLASH_ACCESS &= ~(uint32_t)ACCESS_DATA_CACHE_RESET;
    FLASH_ACCESS |= ACCESS_DATA_CACHE;
    return good;
}

int32_t kd_board_keep_write(int32_t area, const void *bytes, uint32_t size)
{
    const uint32_t *const words = bytes;
    unlock();
    FLASH_CONTROL = CONTROL_PROGRAM | CONTROL_WORDS;
    for (uint32_t index = 0; index < size / 4u; ++index) {
        KD_REGISTER((uint32_t)(uintptr_t)kd_board_keep(area) + 4u * index) = words[index];
        while ((FLASH_STATE & STATE_BUSY) != 0u) {
        }
    }
    return finish();
}
