#include "kd_semihost.h"

#include <string.h>

typedef enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_EXIT_EXTENDED = 0x20,
} operation_t;

static const uintptr_t STOPPED_APPLICATION_EXIT = 0x20026u;

static intptr_t call(operation_t operation, const uintptr_t *arguments)
{
    register uintptr_t r0 __asm__("r0") = (uintptr_t)operation;
    register uintptr_t r1 __asm__("r1") = (uintptr_t)arguments;
    __asm__ volatile("bkpt #0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return (intptr_t)r0;
}

int32_t kd_semihost_open(const char *name, kd_semihost_mode_t mode)
{
    const uintptr_t arguments[3] = {(uintptr_t)name, (uintptr_t)mode, strlen(name)};
    return (int32_t)call(SYS_OPEN, arguments);
}

/* SYS_READ and SYS_WRITE return how many bytes they did not transfer. */
int32_t kd_semihost_read(int32_t file, void *bytes, size_t size)
{
    const uintptr_t arguments[3] = {(uintptr_t)file, (uintptr_t)bytes, size};
    return call(SYS_READ, arguments) == 0 ? 0 : -1;
}

int32_t kd_semihost_write(int32_t file, const void *bytes, size_t size)
{
    const uintptr_t arguments[3] = {(uintptr_t)file, (uintptr_t)bytes, size};
    return call(SYS_WRITE, arguments) == 0 ? 0 : -1;
}

void kd_semihost_close(int32_t file)
{
    const uintptr_t arguments[1] = {(uintptr_t)file};
    call(SYS_CLOSE, arguments);
}

void kd_semihost_exit(uint32_t code)
{
    const uintptr_t arguments[2] = {STOPPED_APPLICATION_EXIT, code};
    for (;;) {
        call(SYS_EXIT_EXTENDED, arguments);
    }
}
