/* The least that an emulated Cortex-M4 needs below newlib's semihosting: vectors and a floating-point unit. */
#include <stdint.h>

extern uint32_t stack_top[];
extern void _start(void);

static void reset(void)
{
    *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20; /* coprocessor access: the FPU */
    __asm__ volatile("dsb\nisb");
    _start();
}

static void stop(void)
{
    for (;;) {
    }
}

__attribute__((section(".vectors"), used)) static const void *const vectors[] = {
    stack_top, (void *)reset, (void *)stop, (void *)stop, (void *)stop, (void *)stop, (void *)stop,
};
