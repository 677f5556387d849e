/* The few functions on memory that the firmware and compilers ask for; see common/memory.c. */
#ifndef KD_LIBC_STRING_H
#define KD_LIBC_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *left, const void *right, size_t size);
size_t strlen(const char *text);

#endif
