/* The few functions on memory that recognising and receiving ask for.  The compiler knows those with `__builtin`: short
 * ones become loads and stores, long ones the instructions of WebAssembly for them. */
#ifndef KD_WEB_STRING_H
#define KD_WEB_STRING_H

#include <stddef.h>

#define memcpy __builtin_memcpy
#define memmove __builtin_memmove
#define memset __builtin_memset
#define memcmp __builtin_memcmp

/* In kd_web_libc.c. */
void *memchr(const void *bytes, int value, size_t size);
size_t strlen(const char *text);

#endif
