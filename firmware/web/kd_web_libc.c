/* What a C library would bring.  memcpy() and its like are instructions of WebAssembly, so they are not here. */
#include <stdint.h>
#include <string.h>

void *memchr(const void *bytes, int value, size_t size)
{
    const uint8_t *at = bytes;
    for (; size > 0; --size, ++at) {
        if (*at == (uint8_t)value) {
            return (void *)(uintptr_t)at;
        }
    }
    return NULL;
}

size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0') {
        ++length;
    }
    return length;
}
