/* What TensorFlow Lite Micro and C++ ask of the program around them, without a heap, a console or an operating system. */
#include <cstdarg>
#include <cstddef>

#include "tensorflow/lite/micro/debug_log.h"

extern "C" {

/* Nobody reads messages on a board: a failure shows as an error of kd_runtime_infer(). */
void DebugLog(const char *, va_list)
{
}

int DebugVsnprintf(char *, size_t, const char *, va_list)
{
    return 0;
}

/* A broken promise inside the library ends in the board's fault handler, which reports its address. */
void abort(void)
{
    __builtin_trap();
}

void __cxa_pure_virtual(void)
{
    __builtin_trap();
}

} // extern "C"

/* Virtual destructors name it; nothing is ever on a heap. */
void operator delete(void *) noexcept
{
    __builtin_trap();
}

void operator delete(void *, size_t) noexcept
{
    __builtin_trap();
}
