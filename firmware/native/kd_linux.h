/* kd_linux: what a program for Linux or Android needs, by system calls alone, so that it needs no C library to be built. */
#ifndef KD_LINUX_H
#define KD_LINUX_H

#include <stddef.h>
#include <stdint.h>

/* The program itself.  Returns its exit code. */
int32_t kd_main(int32_t count, char **words);

/* A clock that only goes forward, in nanoseconds. */
int64_t kd_linux_now_ns(void);

/* Read `size` bytes from standard input.  Returns how many there were. */
size_t kd_linux_read(void *bytes, size_t size);

/* A line of text, written to standard output by kd_line_end(). */
typedef struct {
    char text[256];
    size_t size;
} kd_line_t;

/* Append a text, or a number right-aligned in `width` characters; what does not fit is left out. */
void kd_line_text(kd_line_t *line, const char *text);
void kd_line_number(kd_line_t *line, int64_t number, int32_t width);

/* Append thousandths as a number with one digit behind the point. */
void kd_line_thousandths(kd_line_t *line, int64_t number);

/* Write the line, and begin another one. */
void kd_line_end(kd_line_t *line);

#endif
