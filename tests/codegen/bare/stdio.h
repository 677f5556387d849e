/* As much of stdio.h as a runner needs, on systems for which no C library is at hand; see start.c. */
#ifndef KD_BARE_STDIO_H
#define KD_BARE_STDIO_H

#include <stddef.h>

typedef int FILE;
extern FILE *const stdin;
extern FILE *const stdout;

size_t fread(void *to, size_t size, size_t count, FILE *file);
size_t fwrite(const void *from, size_t size, size_t count, FILE *file);

#endif
