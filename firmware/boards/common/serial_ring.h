/*
 * Received bytes on their way from the interrupt (the only writer) to the main loop (the
 * only reader).  A byte that finds the ring full is dropped and counted.
 */
#ifndef KD_SERIAL_RING_H
#define KD_SERIAL_RING_H

#include <stddef.h>
#include <stdint.h>

#include "board.h"

struct kd_serial_ring {
    volatile uint32_t written; /* bytes ever put in; only the interrupt changes it */
    volatile uint32_t read;    /* bytes ever taken out; only the main loop changes it */
    volatile uint32_t dropped;
    uint8_t bytes[KD_BOARD_SERIAL_BYTES];
};

static inline void kd_serial_ring_put(struct kd_serial_ring *ring, uint8_t byte)
{
    if (ring->written - ring->read == KD_BOARD_SERIAL_BYTES) {
        ring->dropped++;
        return;
    }
    ring->bytes[ring->written % KD_BOARD_SERIAL_BYTES] = byte;
    ring->written++;
}

/* Take up to `size` bytes; returns how many. */
static inline size_t kd_serial_ring_take(struct kd_serial_ring *ring, uint8_t *bytes, size_t size)
{
    size_t taken = 0;
    while (taken < size && ring->read != ring->written) {
        bytes[taken++] = ring->bytes[ring->read % KD_BOARD_SERIAL_BYTES];
        ring->read++;
    }
    return taken;
}

#endif
