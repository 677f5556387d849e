/* What start-up provides for a board and a main program, and what they must define. */
#ifndef KD_START_H
#define KD_START_H

#include <stdint.h>

/* Number of interrupt lines in the vector table. */
#define KD_IRQ_COUNT 68

/* The exception number of the SysTick timer, counted as an interrupt line. */
#define KD_IRQ_SYSTICK (-1)

/* Fill the unused part of the stack with a pattern, down to its lowest word. */
void kd_stack_paint(void);

/* The stack pointer, to hand to kd_stack_used_below(). */
static inline const uint32_t *kd_stack_pointer(void)
{
    const uint32_t *pointer;
    __asm__ volatile("mov %0, sp" : "=r"(pointer));
    return pointer;
}

/* Bytes between `pointer` and the lowest word changed since kd_stack_paint(). */
uint32_t kd_stack_used_below(const uint32_t *pointer);

/* Bytes of the whole stack that have been used since kd_stack_paint(). */
uint32_t kd_stack_high_water(void);

/* Bytes of the whole stack. */
uint32_t kd_stack_size(void);

/* Bytes of RAM. */
uint32_t kd_ram_size(void);

/* Bytes of flash that the image takes. */
uint32_t kd_flash_used(void);

/* Bytes of RAM that neither the stack nor any variable occupies. */
uint32_t kd_ram_free(void);

/* Start the core again, as after power on. */
void kd_restart(void) __attribute__((noreturn));

/* Start another program as after a reset, without one.  vectors: where its vector table lies. */
void kd_start_other(uint32_t vectors) __attribute__((noreturn));

/* A board's interrupts arrive here: `irq` is the NVIC line, or KD_IRQ_SYSTICK. */
void kd_on_interrupt(int32_t irq);

/* The core's registers about a fault.  Armv6-M has no status and no address: they are 0. */
typedef struct {
    uint8_t kind; /* KD_FAULT_ of kd_protocol.h */
    uint32_t pc;
    uint32_t lr;
    uint32_t sp;
    uint32_t status; /* CFSR */
    uint32_t address;
} kd_fault_t;

/* The main program's last message. */
void kd_on_fault(const kd_fault_t *fault) __attribute__((noreturn));

int main(void);

#endif
