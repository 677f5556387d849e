/* kd_say: text over the board's serial port. */
#ifndef KD_SAY_H
#define KD_SAY_H

#include <stddef.h>
#include <stdint.h>

void kd_say(const char *text);
void kd_say_bytes(const char *text, size_t size);

/* Decimal, with at least `digits` digits: 1 to 20. */
void kd_say_number(uint64_t value, int32_t digits);

/* A number of things, which is not negative, between two texts. */
void kd_say_count(const char *before, int32_t count, const char *after);

#endif
