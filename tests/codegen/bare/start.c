/* A program's start, and reading and writing, straight on Linux for Arm or on WASI. */
#include "stdio.h"

#include <stdint.h>

static FILE standard_input = 0;
static FILE standard_output = 1;
FILE *const stdin = &standard_input;
FILE *const stdout = &standard_output;

int main(void);
void _start(void);

#if defined(__wasm__)

#define IMPORTED(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))

typedef struct {
    uint8_t *bytes;
    size_t size;
} span_t;

IMPORTED("fd_read") int32_t fd_read(int32_t file, const span_t *spans, size_t count, size_t *moved);
IMPORTED("fd_write") int32_t fd_write(int32_t file, const span_t *spans, size_t count, size_t *moved);
IMPORTED("proc_exit") void proc_exit(int32_t status);

/* Bytes moved, 0 at the end or after an error. */
static size_t move(int writes, int32_t file, uint8_t *bytes, size_t size)
{
    const span_t span = {bytes, size};
    size_t moved = 0;
    const int32_t error = writes ? fd_write(file, &span, 1, &moved) : fd_read(file, &span, 1, &moved);
    return error ? 0 : moved;
}

static void finish(int status)
{
    proc_exit(status);
}

#else

#if defined(__aarch64__)
enum { SYS_EXIT = 93, SYS_READ = 63, SYS_WRITE = 64 };
#define NUMBER_REGISTER "x8"
#define ARGUMENT_REGISTER(index) "x" #index
#else
enum { SYS_EXIT = 1, SYS_READ = 3, SYS_WRITE = 4 };
#define NUMBER_REGISTER "r7"
#define ARGUMENT_REGISTER(index) "r" #index
#endif

static intptr_t system_call(int32_t call, intptr_t first, uint8_t *bytes, size_t size)
{
    register intptr_t number __asm__(NUMBER_REGISTER) = call;
    register intptr_t result __asm__(ARGUMENT_REGISTER(0)) = first;
    register uint8_t *second __asm__(ARGUMENT_REGISTER(1)) = bytes;
    register size_t third __asm__(ARGUMENT_REGISTER(2)) = size;
    __asm__ volatile("svc #0" : "+r"(result) : "r"(number), "r"(second), "r"(third) : "memory");
    return result;
}

/* Bytes moved, 0 at the end or after an error. */
static size_t move(int writes, int32_t file, uint8_t *bytes, size_t size)
{
    const intptr_t moved = system_call(writes ? SYS_WRITE : SYS_READ, file, bytes, size);
    return moved < 0 ? 0 : (size_t)moved;
}

static void finish(int status)
{
    system_call(SYS_EXIT, status, NULL, 0);
}

#endif

/* Items moved whole; a pipe hands over as much as it likes at a time. */
static size_t move_all(int writes, int32_t file, uint8_t *bytes, size_t size, size_t count)
{
    size_t done = 0;
    size_t moved = 1;
    while (done < size * count && moved > 0) {
        moved = move(writes, file, bytes + done, size * count - done);
        done += moved;
    }
    return done / size;
}

size_t fread(void *to, size_t size, size_t count, FILE *file)
{
    return move_all(0, *file, to, size, count);
}

size_t fwrite(const void *from, size_t size, size_t count, FILE *file)
{
    return move_all(1, *file, (uint8_t *)(uintptr_t)from, size, count);
}

void _start(void)
{
    finish(main());
}
