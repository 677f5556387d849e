/* The RP2040's USB device controller: RP2040 Datasheet, "USB". */
#include <string.h>

#include "kd_usb_controller.h"
#include "model.h"

#define MEMORY 0x50100000u
#define USB 0x50110000u

enum {
    MEMORY_BYTES = 4096,
    BUFFER_CONTROLS = 0x80,
    AVAILABLE = 1 << 10,
    STALL = 1 << 11,
    DATA1 = 1 << 13,
    FULL = 1 << 15,
    LENGTH = 0x3FF,
    SUSPENDED = 1 << 4,
    RESUMED = 1 << 11,
    SETUP = 1 << 17,
    RESET = 1 << 19,
    PULL_UP = 1 << 16,
    CLEARED_BY_ONES = SUSPENDED | RESUMED | SETUP | RESET,
};

static uint32_t memory[MEMORY_BYTES / 4];
static uint32_t address, main_control, line_control, status, buffer_status, stall_arm, interrupts;
static int is_asleep;

static uint32_t pending(void)
{
    return ((buffer_status != 0u ? 1u << 4 : 0u) | ((status & RESET) != 0u ? 1u << 12 : 0u) |
            ((status & SUSPENDED) != 0u ? 1u << 14 : 0u) | ((status & RESUMED) != 0u ? 1u << 15 : 0u) |
            ((status & SETUP) != 0u ? 1u << 16 : 0u)) &
           interrupts;
}

uint32_t model_read(uintptr_t at)
{
    if (at >= MEMORY && at < MEMORY + MEMORY_BYTES) {
        return memory[(at - MEMORY) / 4u];
    }
    switch (at - USB) {
    case 0x00:
        return address;
    case 0x40:
        return main_control;
    case 0x50:
        return status;
    case 0x58:
        return buffer_status;
    case 0x98:
        return pending();
    default:
        model_violated("a register is read that there is not");
    }
}

static void write_memory(uint32_t offset, uint32_t value)
{
    const uint32_t before = memory[offset / 4u];
    if (offset >= BUFFER_CONTROLS && offset < BUFFER_CONTROLS + 0x80u && (value & AVAILABLE) != 0u &&
        (before | AVAILABLE) != value) {
        model_violated("a buffer becomes available after everything else about it is known");
    }
    memory[offset / 4u] = value;
}

void model_write(uintptr_t at, uint32_t value)
{
    if (at >= MEMORY && at < MEMORY + MEMORY_BYTES) {
        write_memory((uint32_t)(at - MEMORY), value);
        return;
    }
    switch (at - USB) {
    case 0x00:
        address = value;
        break;
    case 0x40:
        main_control = value;
        break;
    case 0x4C:
        line_control = value;
        break;
    case 0x50:
        status &= ~(value & CLEARED_BY_ONES);
        break;
    case 0x58:
        buffer_status &= ~value;
        break;
    case 0x68:
        stall_arm = value;
        break;
    case 0x90:
        interrupts = value;
        break;
    case 0x74:
    case 0x78:
        break;
    default:
        model_violated("a register is written that there is not");
    }
}

void kd_rp2040_on_interrupt(uint32_t irq, void (*handler)(void))
{
    if (irq != 5u || handler != kd_usb_controller_poll) {
        model_violated("the controller's interrupt is number 5");
    }
}

int model_is_plugged_in(void)
{
    return (main_control & 1u) != 0u && (line_control & PULL_UP) != 0u;
}

int model_address(void)
{
    return (int)(address & 0x7Fu);
}

void model_reset(void)
{
    status |= RESET;
    is_asleep = 0;
}

void model_suspend(void)
{
    status |= SUSPENDED;
    is_asleep = 1;
}

void model_resume(void)
{
    status |= RESUMED;
    is_asleep = 0;
}

void model_setup(const uint8_t *bytes)
{
    memcpy(memory, bytes, 8);
    stall_arm = 0;
    status |= SETUP;
}

static uint32_t *control_of(int endpoint, int is_out)
{
    return &memory[(BUFFER_CONTROLS + 8 * endpoint + 4 * is_out) / 4];
}

/* Where the buffer lies, or how the transaction ends. */
static int find_buffer(int endpoint, int is_out)
{
    const uint32_t settings = memory[(8 * endpoint + 4 * is_out) / 4];
    const uint32_t control = *control_of(endpoint, is_out);
    if (is_asleep || !model_is_plugged_in() || (endpoint > 0 && settings >> 31 == 0u)) {
        return MODEL_TIMEOUT;
    }
    if ((control & STALL) != 0u && (endpoint > 0 || (stall_arm >> is_out & 1u) != 0u)) {
        return MODEL_STALL;
    }
    if ((control & AVAILABLE) == 0u || ((control & FULL) == 0u) != is_out) {
        return MODEL_NAK;
    }
    return endpoint == 0 ? 0x100 : (int)(settings & 0xFFC0u);
}

int model_in(int endpoint, uint8_t *bytes, int *data1)
{
    const int buffer = find_buffer(endpoint, 0);
    if (buffer < 0) {
        return buffer;
    }
    uint32_t *const control = control_of(endpoint, 0);
    const int size = (int)(*control & LENGTH);
    if (size > MODEL_PACKET) {
        model_violated("a packet has 64 bytes at most");
    }
    memcpy(bytes, (uint8_t *)memory + buffer, (size_t)size);
    *data1 = (*control & DATA1) != 0u;
    *control &= ~(uint32_t)(AVAILABLE | FULL);
    buffer_status |= 1u << 2 * endpoint;
    return size;
}

int model_out(int endpoint, const uint8_t *bytes, int size, int data1)
{
    const int buffer = find_buffer(endpoint, 1);
    if (buffer < 0) {
        return buffer;
    }
    uint32_t *const control = control_of(endpoint, 1);
    if (((*control & DATA1) != 0u) != data1) {
        return 0; /* sent again because the host has not seen that it arrived */
    }
    if (size > (int)(*control & LENGTH)) {
        return MODEL_TIMEOUT;
    }
    memcpy((uint8_t *)memory + buffer, bytes, (size_t)size);
    *control = (*control & ~(uint32_t)(AVAILABLE | LENGTH)) | FULL | (uint32_t)size;
    buffer_status |= 2u << 2 * endpoint;
    return 0;
}
