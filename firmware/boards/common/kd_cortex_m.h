/* The few core registers that every Cortex-M has, and its wait instruction. */
#ifndef KD_CORTEX_M_H
#define KD_CORTEX_M_H

#include <stdint.h>

/* A memory-mapped register; tests on a host put a model of the hardware in its place. */
#if !defined(KD_REGISTER)
#define KD_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))
#endif

/* Drivers of devices that react to each single access, such as queues, say whether they read or write. */
#if !defined(KD_READ)
#define KD_READ(address) KD_REGISTER(address)
#define KD_WRITE(address, value) (KD_REGISTER(address) = (value))
#endif

#define KD_NVIC_ENABLE(irq) KD_REGISTER(0xE000E100u + 4u * ((irq) / 32u))
#define KD_NVIC_DISABLE(irq) KD_REGISTER(0xE000E180u + 4u * ((irq) / 32u))
#define KD_NVIC_RAISE(irq) KD_REGISTER(0xE000E200u + 4u * ((irq) / 32u))
#define KD_NVIC_FORGET(irq) KD_REGISTER(0xE000E280u + 4u * ((irq) / 32u))
#define KD_VECTOR_TABLE KD_REGISTER(0xE000ED08u)
#define KD_APPLICATION_RESET KD_REGISTER(0xE000ED0Cu)
#define KD_FAULT_STATUS KD_REGISTER(0xE000ED28u)
#define KD_BUS_FAULT_ADDRESS KD_REGISTER(0xE000ED38u)
#define KD_COPROCESSOR_ACCESS KD_REGISTER(0xE000ED88u)
#define KD_SYSTICK_CONTROL KD_REGISTER(0xE000E010u)
#define KD_SYSTICK_RELOAD KD_REGISTER(0xE000E014u)
#define KD_SYSTICK_VALUE KD_REGISTER(0xE000E018u)

/* Wait until the bits of `mask` in a register have a value, but not for ever: hardware may be broken, and emulators
 * lack some.  Returns 1 if they have. */
static inline int32_t kd_await(volatile uint32_t *reg, uint32_t mask, uint32_t value)
{
    for (uint32_t tries = 0; tries < 100000u; ++tries) {
        if ((*reg & mask) == value) {
            return 1;
        }
    }
    return 0;
}

/* Let interrupt number `irq` of the NVIC through. */
static inline void kd_irq_enable(uint32_t irq)
{
    KD_NVIC_ENABLE(irq) = UINT32_C(1) << (irq % 32u);
}

/* Raise an interrupt, as if its device had. */
static inline void kd_irq_raise(uint32_t irq)
{
    KD_NVIC_RAISE(irq) = UINT32_C(1) << (irq % 32u);
}

/* Raise the SysTick exception every `cycles` of the core clock, at most 2^24. */
static inline void kd_systick_every(uint32_t cycles)
{
    KD_SYSTICK_RELOAD = cycles - 1u;
    KD_SYSTICK_VALUE = 0u;
    KD_SYSTICK_CONTROL = 7u; /* the core's clock, exception, enable */
}

/* Between accesses to a buffer and to the registers of the DMA that uses it: the compiler, which does not know that
 * the DMA does, keeps their order.  A Cortex-M4 keeps it by itself. */
#define KD_DMA_BARRIER() __asm__ volatile("" ::: "memory")

/* A model of the hardware on a host has no interrupts. */
#if defined(__arm__)
#define KD_ASSEMBLY(text) __asm__ volatile(text::: "memory")
#else
#define KD_ASSEMBLY(text)
#endif

static inline void kd_interrupts_off(void)
{
    KD_ASSEMBLY("cpsid i");
}

static inline void kd_interrupts_on(void)
{
    KD_ASSEMBLY("cpsie i");
}

/* Sleep until an interrupt is pending, masked or not. */
static inline void kd_wait_for_interrupt(void)
{
    KD_ASSEMBLY("dsb\n\twfi");
}

#endif
