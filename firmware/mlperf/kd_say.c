#include "kd_say.h"

#include <string.h>

#include "kd_board.h"

void kd_say_bytes(const char *text, size_t size)
{
    kd_board_serial_write((const uint8_t *)text, size);
}

void kd_say(const char *text)
{
    kd_say_bytes(text, strlen(text));
}

void kd_say_number(uint64_t value, int32_t digits)
{
    char text[20]; /* the longest uint64_t */
    int32_t first = (int32_t)sizeof text;
    for (; value > 0 || digits > 0; value /= 10, --digits) {
        text[--first] = (char)('0' + (int32_t)(value % 10));
    }
    kd_say_bytes(text + first, sizeof text - (size_t)first);
}

void kd_say_count(const char *before, int32_t count, const char *after)
{
    kd_say(before);
    kd_say_number((uint64_t)count, 1);
    kd_say(after);
}
