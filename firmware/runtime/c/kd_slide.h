/**
 * A view that slides over a sequence of items: what a layer with several taps remembers.
 */
#ifndef KD_SLIDE_H
#define KD_SLIDE_H

#include "kd_target.h"

#include <string.h>

#define KD_SHORT_MOVE 128

/* Towards lower addresses.  Most moves are too short to be worth a call. */
KD_INLINE void kd_move_down(int8_t *to, const int8_t *from, int32_t count)
{
    if (count > KD_SHORT_MOVE) {
        memmove(to, from, (size_t)count);
        return;
    }
    for (; count >= 4; count -= 4, to += 4, from += 4) {
        uint32_t word;
        memcpy(&word, from, sizeof word);
        memcpy(to, &word, sizeof word);
        __asm__("" ::: "memory"); /* or compilers make it a call after all */
    }
    for (; count > 0; --count) {
        *to++ = *from++;
    }
}

/**
 * Append an item.
 *
 * filled: items in the view, negative while items are skipped; 0 at first.
 * view:   length * item_bytes, oldest item first; stays as it is until the next call.
 * stride: items from one complete view to the next.
 *
 * Returns 1 if the view is complete.
 */
KD_INLINE int32_t kd_slide(int32_t *filled, int8_t *view, const int8_t *item, int32_t item_bytes, int32_t length,
                           int32_t stride)
{
    if (*filled == length) {
        const int32_t kept = length - stride;
        if (kept > 0) {
            kd_move_down(view, view + stride * item_bytes, kept * item_bytes);
        }
        *filled = kept;
    }
    if (*filled >= 0) {
        kd_move_down(view + *filled * item_bytes, item, item_bytes);
    }
    *filled += 1;
    return *filled == length;
}

#endif
