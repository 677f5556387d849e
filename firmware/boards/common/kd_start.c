/* From reset to main() on any Cortex-M: the vector table, variables, the stack's paint, faults. */
#include "kd_start.h"

#include "kd_cortex_m.h"
#include "kd_protocol.h"

static const uint32_t STACK_PAINT = 0x4B44C0DEu; /* also in kd_stack_paint() */

/* Laid out by sections.ld. */
extern uint32_t kd_stack_bottom[];
extern uint32_t kd_stack_top[];
extern const uint32_t kd_data_load[];
extern uint32_t kd_data_start[];
extern uint32_t kd_data_end[];
extern uint32_t kd_bss_start[];
extern uint32_t kd_bss_end[];
extern uint32_t kd_noinit_end[];
extern uint32_t kd_flash_start[];
extern uint32_t kd_ram_start[];
extern uint32_t kd_ram_end[];

void kd_reset(void) __attribute__((noreturn));
void kd_fault_with_frame(const uint32_t *frame) __attribute__((noreturn, used));

/* Armv6-M has 32 interrupts and may have no register for the vector table. */
#if __ARM_ARCH_ISA_THUMB >= 2
enum { HAS_VECTOR_TABLE_REGISTER = 1, MOST_INTERRUPTS = 240 };
#else
enum { HAS_VECTOR_TABLE_REGISTER = 0, MOST_INTERRUPTS = 32 };
#endif

/* By exception number, 0 to 7; those without a kind of their own count as hard faults. */
static const uint8_t FAULT_KIND[] = {
    KD_FAULT_HARD,   KD_FAULT_HARD, KD_FAULT_HARD,  KD_FAULT_HARD,
    KD_FAULT_MEMORY, KD_FAULT_BUS,  KD_FAULT_USAGE, KD_FAULT_HARD,
};

static uint32_t exception_number(void)
{
    uint32_t number;
    __asm__ volatile("mrs %0, ipsr" : "=r"(number));
    return number;
}

static void on_exception(void)
{
    kd_on_interrupt((int32_t)exception_number() - 16);
}

/* A fault arrives with the interrupted registers on one of two stacks; bit 2 of lr says which.  When that
 * stack is (nearly) full, the handler takes an empty one: it never returns. */
__attribute__((naked)) static void on_fault(void)
{
    __asm__ volatile("movs r0, #4\n\t"
                     "mov  r1, lr\n\t"
                     "tst  r0, r1\n\t"
                     "mrs  r0, msp\n\t"
                     "beq  1f\n\t"
                     "mrs  r0, psp\n"
                     "1:\n\t"
                     "ldr  r1, =kd_stack_bottom + 512\n\t"
                     "cmp  r0, r1\n\t"
                     "bhs  2f\n\t"
                     "ldr  r1, =kd_stack_top\n\t"
                     "mov  sp, r1\n"
                     "2:\n\t"
                     "ldr  r1, =kd_fault_with_frame\n\t"
                     "bx   r1\n\t"
                     ".ltorg");
}

/* The registers that the core saved: r0-r3, r12, lr, pc, xpsr. */
void kd_fault_with_frame(const uint32_t *frame)
{
    /* A stack that overflows leaves RAM, and what could not be saved there cannot be read. */
    const int32_t saved = frame >= kd_stack_bottom && frame + 8 <= kd_stack_top;
    const kd_fault_t fault = {
        .kind = saved ? FAULT_KIND[exception_number() & 7u] : KD_FAULT_STACK_OVERFLOW,
        .pc = saved ? frame[6] : 0u,
        .lr = saved ? frame[5] : 0u,
        .sp = (uint32_t)(uintptr_t)frame,
        .status = KD_FAULT_STATUS,
        .address = KD_BUS_FAULT_ADDRESS,
    };
    kd_on_fault(&fault);
}

typedef struct {
    uint32_t *stack;
    void (*handlers[15 + KD_IRQ_COUNT])(void);
} vector_table_t;

__attribute__((section(".vectors"), used)) static const vector_table_t VECTORS = {
    .stack = kd_stack_top,
    .handlers =
        {
            [0] = kd_reset,
            [1 ... 6] = on_fault, /* NMI, HardFault, MemManage, BusFault, UsageFault, SecureFault */
            [10] = on_fault,      /* SVCall: not used here */
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
        ++word;
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

uint32_t kd_ram_size(void)
{
    return (uint32_t)(kd_ram_end - kd_ram_start) * 4u;
}

uint32_t kd_flash_used(void)
{
    return (uint32_t)((kd_data_load - kd_flash_start) + (kd_data_end - kd_data_start)) * 4u;
}

uint32_t kd_ram_free(void)
{
    return (uint32_t)(kd_ram_end - kd_noinit_end) * 4u;
}

void kd_restart(void)
{
    KD_ASSEMBLY("dsb"); /* what was written for the firmware or a boot loader after the restart has reached RAM */
    KD_APPLICATION_RESET = 0x05FA0004u;
    for (;;) {
        kd_wait_for_interrupt();
    }
}

void kd_start_other(uint32_t vectors)
{
    const uint32_t stack = KD_REGISTER(vectors);
    const uint32_t entry = KD_REGISTER(vectors + 4u);
    if (HAS_VECTOR_TABLE_REGISTER) {
        KD_VECTOR_TABLE = vectors;
    }
    __asm__ volatile("msr msp, %0\n\t"
                     "dsb\n\t"
                     "isb\n\t"
                     "bx  %1" ::"r"(stack),
                     "r"(entry)
                     : "memory");
    __builtin_unreachable();
}

static void enable_coprocessors(void)
{
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    KD_COPROCESSOR_ACCESS |= 0x00F00000u;
    __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
}

/* A boot loader may have left its interrupts and its vector table. */
static void take_over(void)
{
    KD_SYSTICK_CONTROL = 0u;
    for (uint32_t irq = 0; irq < MOST_INTERRUPTS; irq += 32u) {
        KD_NVIC_DISABLE(irq) = UINT32_MAX;
        KD_NVIC_FORGET(irq) = UINT32_MAX;
    }
    if (HAS_VECTOR_TABLE_REGISTER) {
        KD_VECTOR_TABLE = (uint32_t)(uintptr_t)&VECTORS;
        __asm__ volatile("dsb\n\tisb" ::: "memory");
    }
    kd_interrupts_on();
}

void kd_reset(void)
{
    kd_interrupts_off();
    enable_coprocessors();
    const uint32_t *load = kd_data_load;
    for (volatile uint32_t *word = kd_data_start; word < kd_data_end; ++word) {
        *word = *load++;
    }
    for (volatile uint32_t *word = kd_bss_start; word < kd_bss_end; ++word) {
        *word = 0u;
    }
    take_over();
    kd_stack_paint();
    main();
    kd_restart();
}
