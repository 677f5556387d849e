/* Learning on a host in a board's place, with flash whose power can fail.  From stdin, one letter and its arguments:
 *
 *     B pass           begin a pass
 *     T label          the samples that follow are a take
 *     D stream count start_ns samples
 *     K                fit and keep
 *     F                forget
 *     R                what is kept: its size and bytes
 *     X seed           let power fail at every step of keeping and of forgetting: how often the old, the new, nothing
 *                      and something else was found afterwards
 *
 * All numbers are int32, start_ns is int64.  Every letter but R and X is answered by a status. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kd_board.h"
#include "kd_keep.h"
#include "kd_learn.h"

enum { AREAS = 2, PAGE_BYTES = 4096, BLOCK_BYTES = 4096, NEVER = INT32_MAX };

/* -- flash ----------------------------------------------------------------- */

static _Alignas(8) uint8_t flash[AREAS][KD_BOARD_KEEP_BYTES];
static int32_t steps_left = NEVER;
static uint32_t noise = 1;
static jmp_buf power_failed;

static uint8_t next_noise(void)
{
    noise = noise * 1664525u + 1013904223u;
    return (uint8_t)(noise >> 24);
}

static int32_t fails_now(void)
{
    return steps_left != NEVER && steps_left-- == 0;
}

const void *kd_board_keep(int32_t area)
{
    return flash[area];
}

int32_t kd_board_keep_erase(int32_t area)
{
    for (uint32_t page = 0; page < KD_BOARD_KEEP_BYTES; page += PAGE_BYTES) {
        const int32_t fails = fails_now();
        for (uint32_t index = page; index < page + PAGE_BYTES; ++index) {
            flash[area][index] = fails ? (uint8_t)(flash[area][index] | next_noise()) : 0xFF; /* half erased */
        }
        if (fails) {
            longjmp(power_failed, 1);
        }
    }
    return 1;
}

int32_t kd_board_keep_write(int32_t area, const void *bytes, uint32_t size)
{
    const uint8_t *const wanted = bytes;
    for (uint32_t word = 0; word < size; word += 4u) {
        const int32_t fails = fails_now();
        for (uint32_t index = word; index < word + 4u; ++index) {
            const uint8_t bits = fails ? (uint8_t)(wanted[index] | next_noise()) : wanted[index];
            flash[area][index] &= bits; /* writing clears bits and sets none */
        }
        if (fails) {
            longjmp(power_failed, 1);
        }
    }
    return 1;
}

/* -- power that fails ------------------------------------------------------ */

typedef struct {
    int32_t old, new, nothing, else_;
} found_t;

static kd_person_t older;
static kd_person_t before;
static kd_person_t after;
static uint8_t saved[AREAS][KD_BOARD_KEEP_BYTES];

/* A board that has learnt twice. */
static void set_up(void)
{
    memset(flash, 0xFF, sizeof flash);
    kd_keep_write(&older);
    kd_keep_write(&before);
    memcpy(saved, flash, sizeof saved);
}

static void count(found_t *found)
{
    const kd_person_t *const newest = kd_keep_newest();
    if (newest == NULL) {
        ++found->nothing;
    } else if (memcmp(newest, &before, sizeof before) == 0) {
        ++found->old;
    } else if (memcmp(newest, &after, sizeof after) == 0) {
        ++found->new;
    } else {
        ++found->else_;
    }
}

/* Keep `after`, or forget, with power for so many steps.  Returns 1 if they sufficed. */
static int32_t attempt(int32_t steps, int32_t forgets)
{
    volatile int32_t done = 0;
    memcpy(flash, saved, sizeof flash);
    steps_left = steps;
    if (setjmp(power_failed) == 0) {
        done = forgets ? kd_keep_erase() : kd_keep_write(&after);
    }
    steps_left = NEVER;
    return done;
}

static found_t fail_everywhere(int32_t forgets)
{
    found_t found = {0, 0, 0, 0};
    set_up();
    for (int32_t steps = 0; !attempt(steps, forgets); ++steps) {
        count(&found);
        /* Whatever was left behind, the next attempt with power succeeds. */
        memcpy(saved, flash, sizeof saved);
        if (!attempt(NEVER, forgets)) {
            ++found.else_;
        }
        set_up();
    }
    return found;
}

static void invent(kd_person_t *person)
{
    for (size_t index = 0; index < sizeof *person; ++index) {
        ((uint8_t *)person)[index] = next_noise();
    }
#if KD_WAYS
    memset(person->wearer.sources, 0, sizeof person->wearer.sources);
    kd_wearer_complete(&person->wearer);
#endif
}

static void fail(uint32_t seed)
{
    found_t found[2];
    noise = seed;
    invent(&older);
    invent(&before);
    invent(&after);
    found[0] = fail_everywhere(0);
    found[1] = fail_everywhere(1);
    fwrite(found, sizeof found[0], 2, stdout);
}

/* -- commands -------------------------------------------------------------- */

static void must_read(void *bytes, size_t size)
{
    if (fread(bytes, 1, size, stdin) != size) {
        exit(2);
    }
}

static int32_t number(void)
{
    int32_t value;
    must_read(&value, sizeof value);
    return value;
}

static int32_t give(void)
{
    static _Alignas(8) uint8_t samples[BLOCK_BYTES];
    const int32_t stream = number();
    const int32_t many = number();
    int64_t start_ns;
    must_read(&start_ns, sizeof start_ns);
    must_read(samples, (size_t)(many * kd_stream_row_bytes(&kd_streams[stream])));
    return kd_learn_give(stream, samples, many, start_ns);
}

static void read_kept(void)
{
    uint8_t bytes[200];
    int32_t size = 0;
    const kd_person_t *const newest = kd_keep_newest();
    const int32_t all = newest == NULL ? 0 : (int32_t)sizeof *newest;
    fwrite(&all, sizeof all, 1, stdout);
    for (uint32_t offset = 0; (size = kd_learn_read(offset, bytes, (int32_t)sizeof bytes)) > 0;
         offset += (uint32_t)size) {
        fwrite(bytes, 1, (size_t)size, stdout);
    }
}

int main(void)
{
    static kd_recogniser_t recogniser;
    int letter;
    memset(flash, 0xFF, sizeof flash);
    kd_recogniser_init(&recogniser);
    kd_learn_start();
    while ((letter = getchar()) != EOF) {
        int32_t status = 0;
        switch (letter) {
        case 'B':
            status = kd_learn_begin(&recogniser, (uint8_t)number());
            break;
        case 'T':
            status = kd_learn_take((int16_t)number());
            break;
        case 'D':
            status = give();
            break;
        case 'K':
            status = kd_learn_keep();
            break;
        case 'F':
            status = kd_learn_forget();
            break;
        case 'R':
            read_kept();
            continue;
        case 'X':
            fail((uint32_t)number());
            continue;
        default:
            return 1;
        }
        fwrite(&status, sizeof status, 1, stdout);
    }
    return 0;
}
