/**
 * A view that slides over a sequence of items: what a layer with several taps remembers.
 */
#ifndef KD_SLIDE_H
#define KD_SLIDE_H

#include "kd_target.h"

#include <string.h>

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
            memmove(view, view + stride * item_bytes, (size_t)(kept * item_bytes));
        }
        *filled = kept;
    }
    if (*filled >= 0) {
        memcpy(view + *filled * item_bytes, item, (size_t)item_bytes);
    }
    *filled += 1;
    return *filled == length;
}

#endif
