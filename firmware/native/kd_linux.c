#include "kd_linux.h"

enum { STANDARD_INPUT = 0, STANDARD_OUTPUT = 1, CLOCK_MONOTONIC = 1 };

/* The kernel begins at _start, with the number of words and then the words on the stack. */
__attribute__((used)) void kd_linux_start(uintptr_t *stack);

#if defined(__aarch64__)

enum { SYS_READ = 63, SYS_WRITE = 64, SYS_EXIT_GROUP = 94, SYS_CLOCK_GETTIME = 113 };

static intptr_t call(intptr_t number, intptr_t first, intptr_t second, intptr_t third)
{
    register intptr_t x8 __asm__("x8") = number;
    register intptr_t x0 __asm__("x0") = first;
    register intptr_t x1 __asm__("x1") = second;
    register intptr_t x2 __asm__("x2") = third;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
}

__asm__(".globl _start\n"
        "_start:\n"
        "    mov x29, #0\n"
        "    mov x30, #0\n"
        "    mov x0, sp\n"
        "    b kd_linux_start\n");

#elif defined(__x86_64__)

enum { SYS_READ = 0, SYS_WRITE = 1, SYS_EXIT_GROUP = 231, SYS_CLOCK_GETTIME = 228 };

static intptr_t call(intptr_t number, intptr_t first, intptr_t second, intptr_t third)
{
    intptr_t result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second), "d"(third)
                     : "rcx", "r11", "memory");
    return result;
}

__asm__(".globl _start\n"
        "_start:\n"
        "    xor %ebp, %ebp\n"
        "    mov %rsp, %rdi\n"
        "    and $-16, %rsp\n"
        "    call kd_linux_start\n");

#else
#error "kd_linux.c has the system calls of 64-bit Arm and x86"
#endif

void kd_linux_start(uintptr_t *stack)
{
    const int32_t code = kd_main((int32_t)stack[0], (char **)(stack + 1));
    for (;;) {
        call(SYS_EXIT_GROUP, code, 0, 0);
    }
}

int64_t kd_linux_now_ns(void)
{
    int64_t now[2] = {0, 0}; /* seconds, nanoseconds */
    call(SYS_CLOCK_GETTIME, CLOCK_MONOTONIC, (intptr_t)now, 0);
    return now[0] * 1000000000 + now[1];
}

size_t kd_linux_read(void *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const intptr_t count =
            call(SYS_READ, STANDARD_INPUT, (intptr_t)bytes + (intptr_t)done, (intptr_t)(size - done));
        if (count <= 0) {
            break;
        }
        done += (size_t)count;
    }
    return done;
}

static void character(kd_line_t *line, char one)
{
    if (line->size < sizeof line->text - 1) { /* the last place is for the end of the line */
        line->text[line->size++] = one;
    }
}

void kd_line_text(kd_line_t *line, const char *text)
{
    while (*text != '\0') {
        character(line, *text++);
    }
}

void kd_line_number(kd_line_t *line, int64_t number, int32_t width)
{
    char digits[24];
    int32_t count = 0;
    uint64_t rest = number < 0 ? 0u - (uint64_t)number : (uint64_t)number;
    do {
        digits[count++] = (char)('0' + rest % 10u);
        rest /= 10u;
    } while (rest > 0u);
    if (number < 0) {
        digits[count++] = '-';
    }
    for (int32_t blank = count; blank < width; ++blank) {
        character(line, ' ');
    }
    while (count > 0) {
        character(line, digits[--count]);
    }
}

void kd_line_thousandths(kd_line_t *line, int64_t number)
{
    const int64_t tenths = (number + 50) / 100;
    kd_line_number(line, tenths / 10, 0);
    kd_line_text(line, ".");
    kd_line_number(line, tenths % 10, 0);
}

void kd_line_end(kd_line_t *line)
{
    size_t done = 0;
    line->text[line->size++] = '\n';
    while (done < line->size) {
        const intptr_t count =
            call(SYS_WRITE, STANDARD_OUTPUT, (intptr_t)line->text + (intptr_t)done, (intptr_t)(line->size - done));
        if (count <= 0) {
            break;
        }
        done += (size_t)count;
    }
    line->size = 0;
}
