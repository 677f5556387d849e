/* The nRF52840's TWIM1, TIMER2 and two pins: nRF52840 Product Specification, and erratum 219. */
#include <stddef.h>
#include <string.h>

#include "imu_model.h"
#include "kd_nrf5.h"

#define TWIM 0x40004000u
#define TIMER 0x4000A000u
#define PORTS 0x50000000u

enum { TWIM_IRQ = 4, TIMER_IRQ = 10, ALARMS = 3, CAPTURE = 3, ACCESS_NS = 150 };
enum { ADDRESS_NACK = 2, DATA_NACK = 4, RX_AFTER_TX = 1 << 7, STOP_AFTER_TX = 1 << 9, STOP_AFTER_RX = 1 << 12 };
enum { FREQUENCY_390_KHZ = 0x06200000, BIT_NS = 2564, BYTE_NS = 9 * BIT_NS };
enum { OPEN_DRAIN_INPUT = 6 << 8 };

/* All of RAM, to the DMA: what lies outside, such as constants in flash, it cannot reach. */
extern uint8_t __data_start[];
extern uint8_t _end[];

static uint32_t twim[0x1000 / 4];
static uint32_t timer[0x1000 / 4];
static uint32_t ports[0x600 / 4];
static uint32_t twim_interrupts;
static uint32_t timer_interrupts;
static int timer_runs;
static volatile uint32_t written; /* to the interrupt controller: ones enable */
static uint32_t lines;            /* enabled interrupts */
static volatile uint32_t unused;

static int64_t now_ns;

/* The bus: nothing; address and bytes to the chip; bytes from it; it waits for a stop; the stop itself. */
static enum { IDLE, SENDING, RECEIVING, FAILED, STOPPING } state;
static int64_t ends_ns;

int model_held_clocks;

#define T(offset) twim[(offset) / 4u]
#define STOPPED T(0x104u)
#define ERROR T(0x124u)

int64_t model_now_ns(void)
{
    return now_ns;
}

volatile uint32_t *model_core(uintptr_t address)
{
    lines |= written;
    return address == 0xE000E100u ? &written : &unused;
}

/* It has run for an hour and eleven minutes: it wraps soon. */
static uint32_t timer_us(void)
{
    return (uint32_t)(now_ns / 1000) - 1500000u;
}

static uint8_t *in_ram(uint32_t pointer, uint32_t size)
{
    if (pointer < (uintptr_t)__data_start || pointer + size > (uintptr_t)_end) {
        model_violated("the DMA reaches RAM alone");
    }
    return (uint8_t *)(uintptr_t)pointer;
}

static void begin(int next, uint32_t bytes)
{
    state = next;
    ends_ns = now_ns + BIT_NS + (int64_t)bytes * BYTE_NS;
}

static void fail(uint32_t why)
{
    T(0x4C4u) |= why;
    ERROR = 1u;
    state = FAILED;
}

static void end_sending(void)
{
    const uint8_t *const bytes = in_ram(T(0x544u), T(0x548u));
    if (!chip_connects(T(0x588u))) {
        fail(ADDRESS_NACK);
        return;
    }
    for (uint32_t i = 0; i < T(0x548u); ++i) {
        if (!chip_takes(bytes[i])) {
            fail(DATA_NACK);
            return;
        }
    }
    T(0x54Cu) = T(0x548u);
    if ((T(0x200u) & RX_AFTER_TX) != 0u) {
        chip_reading();
        begin(RECEIVING, T(0x538u) + 1u);
    } else if ((T(0x200u) & STOP_AFTER_TX) != 0u) {
        begin(STOPPING, 0u);
    } else {
        model_violated("nobody stops the bus");
    }
}

static void end_receiving(void)
{
    uint8_t *const bytes = in_ram(T(0x534u), T(0x538u));
    for (uint32_t i = 0; i < T(0x538u); ++i) {
        bytes[i] = chip_gives();
    }
    T(0x53Cu) = T(0x538u);
    if ((T(0x200u) & STOP_AFTER_RX) == 0u) {
        model_violated("nobody stops the bus");
    }
    begin(STOPPING, 0u);
}

static void advance_bus(void)
{
    while (state != IDLE && state != FAILED && now_ns >= ends_ns) {
        if (state == SENDING) {
            end_sending();
        } else if (state == RECEIVING) {
            end_receiving();
        } else {
            STOPPED = 1u;
            state = IDLE;
        }
    }
}

void model_pass(int64_t ns)
{
    const uint32_t before_us = timer_us();
    now_ns += ns;
    const uint32_t passed_us = timer_us() - before_us;
    for (uint32_t i = 0; timer_runs && i < ALARMS; ++i) {
        if (timer[(0x540u + 4u * i) / 4u] - before_us - 1u < passed_us) {
            timer[(0x140u + 4u * i) / 4u] = 1u;
        }
    }
    advance_bus();
}

int model_interrupt(void)
{
    lines |= written;
    const uint32_t ends = (STOPPED != 0u ? 1u << 1 : 0u) | (ERROR != 0u ? 1u << 9 : 0u);
    if ((twim_interrupts & ends) != 0u && (lines & 1u << TWIM_IRQ) != 0u) {
        return TWIM_IRQ;
    }
    for (uint32_t i = 0; i < ALARMS; ++i) {
        if (timer[(0x140u + 4u * i) / 4u] != 0u && (timer_interrupts & 1u << (16u + i)) != 0u &&
            (lines & 1u << TIMER_IRQ) != 0u) {
            return TIMER_IRQ;
        }
    }
    return -1;
}

static uint32_t pin_register(uint32_t pin, uint32_t offset)
{
    return (0x300u * (pin / 32u) + offset) / 4u;
}

static void check_pin(uint32_t pin, uint32_t chosen)
{
    const uint32_t configuration = ports[pin_register(pin, 0x700u - 0x500u + 4u * (pin % 32u))];
    if (pin != chosen) {
        model_violated("the bus is on the pins that the board has wired");
    }
    if ((configuration & 0x703u) != OPEN_DRAIN_INPUT) {
        model_violated("the bus's pins are inputs that are never driven high");
    }
}

static void start_sending(void)
{
    if (T(0x500u) != 6u || state != IDLE) {
        model_violated("a transfer begins when the controller is on and idle");
    }
    if (STOPPED != 0u || ERROR != 0u) {
        model_violated("the last transfer's events are still there");
    }
    if (T(0x524u) != FREQUENCY_390_KHZ) {
        model_violated("erratum 219: the bus is faster than its devices");
    }
    if (model_held_clocks > 0) {
        model_violated("the bus is held, and nobody looked");
    }
    check_pin(kd_nrf5.sensors->scl_pin, T(0x508u));
    check_pin(kd_nrf5.sensors->sda_pin, T(0x50Cu));
    in_ram(T(0x544u), T(0x548u));
    in_ram(T(0x534u), T(0x538u));
    begin(SENDING, T(0x548u) + 1u);
}

static void write_twim(uint32_t offset, uint32_t value)
{
    switch (offset) {
    case 0x008u:
        start_sending();
        break;
    case 0x014u:
        if (state == IDLE || state == STOPPING) {
            model_violated("there is nothing to stop");
        }
        begin(STOPPING, 0u);
        break;
    case 0x304u:
        twim_interrupts |= value;
        break;
    case 0x308u:
        twim_interrupts &= ~value;
        break;
    case 0x4C4u:
        T(offset) &= ~value;
        break;
    case 0x508u:
    case 0x50Cu:
    case 0x524u:
        if (T(0x500u) != 0u) {
            model_violated("pins and rate are set while the controller is off");
        }
        T(offset) = value;
        break;
    case 0x500u:
        state = IDLE;
        T(offset) = value;
        break;
    case 0x53Cu:
    case 0x54Cu:
        model_violated("an amount is read only");
    default:
        T(offset) = value;
    }
}

static void write_timer(uint32_t offset, uint32_t value)
{
    if (offset == 0x000u) {
        if (timer[0x508u / 4u] != 3u || timer[0x510u / 4u] != 4u) {
            model_violated("the timer counts microseconds with 32 bits");
        }
        timer_runs = 1;
    } else if (offset == 0x040u + 4u * CAPTURE) {
        timer[(0x540u + 4u * CAPTURE) / 4u] = timer_us();
    } else if (offset == 0x304u) {
        timer_interrupts |= value;
    } else if (offset == 0x308u) {
        timer_interrupts &= ~value;
    } else {
        timer[offset / 4u] = value;
    }
}

static void write_port(uint32_t offset, uint32_t value)
{
    const uint32_t scl = kd_nrf5.sensors->scl_pin;
    if (offset == 0x300u * (scl / 32u) + 8u && (value & 1u << (scl % 32u)) != 0u && model_held_clocks > 0) {
        --model_held_clocks; /* the clock rises */
    }
    ports[offset / 4u] = value;
}

static uint32_t read_port(uint32_t offset)
{
    const uint32_t sda = kd_nrf5.sensors->sda_pin;
    const uint32_t is_levels = offset == 0x300u * (sda / 32u) + 0x10u;
    return is_levels && model_held_clocks > 0 ? ~(1u << (sda % 32u)) : UINT32_MAX;
}

void model_write(uintptr_t address, uint32_t value)
{
    model_pass(ACCESS_NS);
    if (address >= TWIM && address < TWIM + 0x1000u) {
        write_twim((uint32_t)(address - TWIM), value);
    } else if (address >= TIMER && address < TIMER + 0x1000u) {
        write_timer((uint32_t)(address - TIMER), value);
    } else if (address >= PORTS + 0x500u && address < PORTS + 0xB00u) {
        write_port((uint32_t)(address - PORTS - 0x500u), value);
    } else {
        model_violated("a register is written that there is not");
    }
}

uint32_t model_read(uintptr_t address)
{
    model_pass(ACCESS_NS);
    if (address >= TWIM && address < TWIM + 0x1000u) {
        return twim[(address - TWIM) / 4u];
    }
    if (address >= TIMER && address < TIMER + 0x1000u) {
        return timer[(address - TIMER) / 4u];
    }
    if (address >= PORTS + 0x500u && address < PORTS + 0xB00u) {
        return read_port((uint32_t)(address - PORTS - 0x500u));
    }
    model_violated("a register is read that there is not");
}
