#include "kd_keep.h"

#include <stddef.h>
#include <string.h>

#include "kd_board.h"
#include "kd_crc.h"

enum { AREAS = 2 };

typedef char fits_an_area[sizeof(kd_person_t) <= KD_BOARD_KEEP_BYTES ? 1 : -1];
typedef char is_written_in_words[sizeof(kd_person_t) % 4u == 0u ? 1 : -1];
typedef char crc_comes_last[offsetof(kd_person_t, crc) + sizeof(uint32_t) == sizeof(kd_person_t) ? 1 : -1];

static const uint8_t MAGIC[8] = {'K', 'D', 'P', 'E', 'R', 'S', 'O', 'N'};

static uint32_t check_of(const kd_person_t *person)
{
    return kd_crc_add(0, (const uint8_t *)person, (int32_t)offsetof(kd_person_t, crc));
}

/* What lies in an area, if it is whole and of this bundle. */
static const kd_person_t *in_area(int32_t area)
{
    const kd_person_t *const found = kd_board_keep(area);
    const int32_t whole = memcmp(found->magic, MAGIC, sizeof MAGIC) == 0 && found->version == KD_KEEP_VERSION &&
                          found->network == KD_LEARN_NETWORK && check_of(found) == found->crc;
#if KD_WAYS
    return whole && kd_wearer_is_whole(&found->wearer) ? found : NULL;
#else
    return whole ? found : NULL;
#endif
}

/* The area that holds the newest, or -1. */
static int32_t newest_area(void)
{
    const kd_person_t *const first = in_area(0);
    const kd_person_t *const second = in_area(1);
    if (first == NULL || second == NULL) {
        return first != NULL ? 0 : second != NULL ? 1 : -1;
    }
    return second->sequence - first->sequence < UINT32_C(0x80000000) ? 1 : 0;
}

const kd_person_t *kd_keep_newest(void)
{
    const int32_t area = newest_area();
    return area < 0 ? NULL : in_area(area);
}

int32_t kd_keep_write(kd_person_t *person)
{
    const int32_t newest = newest_area();
    const int32_t area = newest == 0 ? 1 : 0;
    memcpy(person->magic, MAGIC, sizeof MAGIC);
    person->version = KD_KEEP_VERSION;
    person->network = KD_LEARN_NETWORK;
    person->sequence = newest < 0 ? 1u : in_area(newest)->sequence + 1u;
    person->crc = check_of(person);
    if (!kd_board_keep_erase(area) || !kd_board_keep_write(area, person, sizeof *person)) {
        return 0;
    }
    const kd_person_t *const written = in_area(area);
    return written != NULL && memcmp(written, person, sizeof *person) == 0;
}

int32_t kd_keep_erase(void)
{
    /* The newest last: without it, an older person would come back. */
    const int32_t newest = newest_area() == 1 ? 1 : 0;
    return kd_board_keep_erase(1 - newest) && kd_board_keep_erase(newest);
}
