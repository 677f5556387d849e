/* From reset to main() on any Cortex-M: the vector table, variables, the stack's paint, faults. */
#include "start.h"

#include "cortex_m.h"

static const uint32_t STACK_PAINT = 0x4B44C0DEu; /* also in kd_stack_paint() */

/* Laid out by sections.ld. */
extern uint32_t kd_stack_bottom[];
extern uint32_t kd_stack_top[];
extern const uint32_t kd_data_load[];
extern uint32_t kd_data_start[];
extern uint32_t kd_data_end[];
extern uint32_t kd_bss_start[];
extern uint32_t kd_bss_end[];
extern uint32_t kd_ram_end[];

void kd_reset(void) __attribute__((noreturn));
void kd_fault_with_frame(const uint32_t *frame) __attribute__((noreturn, used));

static void on_exception(void)
{
    uint32_t exception;
    __asm__ volatile("mrs %0, ipsr" : "=r"(exception));
    kd_on_interrupt((int32_t)exception - 16);
}

/* A fault arrives with the interrupted registers on one of two stacks; bit 2 of lr says which. */
__attribute__((naked)) static void on_fault(void)
{
    __asm__ volatile("movs r0, #4\n\t"
                     "mov  r1, lr\n\t"
                     "tst  r0, r1\n\t"
                     "mrs  r0, msp\n\t"
                     "beq  1f\n\t"
                     "mrs  r0, psp\n"
                     "1:\n\t"
                     "ldr  r1, =kd_fault_with_frame\n\t"
                     "bx   r1\n\t"
                     ".ltorg");
}

void kd_fault_with_frame(const uint32_t *frame)
{
    kd_on_fault(frame[6], KD_FAULT_STATUS);
}

struct vector_table {
    uint32_t *stack;
    void (*handlers[15 + KD_IRQ_COUNT])(void);
};

__attribute__((section(".vectors"), used)) static const struct vector_table VECTORS = {
    .stack = kd_stack_top,
    .handlers = {
        [0] = kd_reset,
        [1 ... 6] = on_fault, /* NMI, HardFault, MemManage, BusFault, UsageFault, SecureFault */
        [10] = on_fault,      /* SVCall: nothing here asks for it */
        [13] = on_fault,      /* PendSV: likewise */
        [14 ... 14 + KD_IRQ_COUNT] = on_exception,
    },
};

/* In assembly, because a compiled loop may itself push registers below the stack pointer that it has read. */
__attribute__((naked)) void kd_stack_paint(void)
{
    __asm__ volatile("ldr  r0, =kd_stack_bottom\n\t"
                     "ldr  r1, =0x4B44C0DE\n\t"
                     "mov  r2, sp\n"
                     "1:\n\t"
                     "cmp  r0, r2\n\t"
                     "bhs  2f\n\t"
                     "stmia r0!, {r1}\n\t"
                     "b    1b\n"
                     "2:\n\t"
                     "bx   lr\n\t"
                     ".ltorg");
}

static uint32_t *lowest_used(void)
{
    uint32_t *word = kd_stack_bottom;
    while (word < kd_stack_top && *word == STACK_PAINT) {
        word++;
    }
    return word;
}

uint32_t kd_stack_used_below(const uint32_t *pointer)
{
    const uint32_t *const lowest = lowest_used();
    return lowest < pointer ? (uint32_t)(pointer - lowest) * 4u : 0u;
}

uint32_t kd_stack_high_water(void)
{
    return (uint32_t)(kd_stack_top - lowest_used()) * 4u;
}

uint32_t kd_stack_size(void)
{
    return (uint32_t)(kd_stack_top - kd_stack_bottom) * 4u;
}

uint32_t kd_ram_free(void)
{
    return (uint32_t)(kd_ram_end - kd_bss_end) * 4u;
}

void kd_restart(void)
{
    KD_APPLICATION_RESET = 0x05FA0004u;
    for (;;) {
        kd_wait_for_interrupt();
    }
}

static void enable_coprocessors(void)
{
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    KD_COPROCESSOR_ACCESS |= 0x00F00000u;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
}

void kd_reset(void)
{
    enable_coprocessors();
    const uint32_t *load = kd_data_load;
    for (volatile uint32_t *word = kd_data_start; word < kd_data_end; word++) {
        *word = *load++;
    }
    for (volatile uint32_t *word = kd_bss_start; word < kd_bss_end; word++) {
        *word = 0u;
    }
    kd_stack_paint();
    main();
    kd_restart();
}
