/* The nRF52840's USB device controller: nRF52840 Product Specification, "USBD", and its errata. */
#include <string.h>

#include "kd_usb_controller.h"
#include "model.h"

#define POWER 0x40000000u
#define USB 0x40027000u
#define ERRATA 0x4006E000u

enum { ENDPOINTS = 8, CONTROL = 0, ERRATA_KEY = 0x9375, DMA_ERRATUM = 0xC1C, DMA_ERRATUM_ON = 0x82 };
enum { SET_ADDRESS = 5 };

/* Registers as they were written last; those that react are handled below. */
static uint32_t usb[0x1000 / 4];
static uint32_t power[0x1000 / 4];
static uint32_t errata[0x1000 / 4];

/* One direction of an endpoint. */
typedef struct {
    uint8_t bytes[MODEL_PACKET];
    int size;
    int is_ready; /* in: the host may take it; out: the controller may take a packet */
    int toggle;
    int is_stalled;
} half_t;

static half_t in[ENDPOINTS];
static half_t out[ENDPOINTS];
static int status_allowed; /* the request's last stage may pass */
static int control_awaited;
static int new_address;
static int is_asleep;

#define REG(offset) usb[(offset) / 4]

static uint32_t request_byte(int byte)
{
    return REG(0x480 + 4 * byte);
}

/* With data for the host; without any, the last stage is a packet for it. */
static int request_is_in(void)
{
    return (request_byte(0) & 0x80u) != 0u && (request_byte(6) | request_byte(7)) != 0u;
}

static int request_is_address(void)
{
    return request_byte(0) == 0u && request_byte(1) == SET_ADDRESS;
}

static void raise(int offset)
{
    REG(offset) = 1u;
}

uint32_t model_read(uintptr_t at)
{
    if (at == POWER + 0x438u) {
        return 3u; /* the bus's voltage is there, and the regulator is ready */
    }
    if (at >= POWER && at < POWER + 0x1000u) {
        return power[(at - POWER) / 4u];
    }
    if (at < USB || at >= USB + 0x1000u) {
        model_violated("a register is read that there is not");
    }
    return usb[(at - USB) / 4u];
}

static uint8_t *pointer(uint32_t offset)
{
    const uintptr_t address = REG(offset);
    if (address == 0u || address % 4u != 0u) {
        model_violated("the DMA takes a buffer in RAM, aligned to words");
    }
    return (uint8_t *)address;
}

static void check_dma(void)
{
    if (REG(0x500) != 1u) {
        model_violated("the controller is on");
    }
    if (REG(DMA_ERRATUM) != DMA_ERRATUM_ON) {
        model_violated("erratum 199: the DMA runs while its register is set");
    }
}

static void start_in(int endpoint)
{
    check_dma();
    const uint32_t size = REG(0x604 + 0x14 * endpoint);
    if (size > MODEL_PACKET) {
        model_violated("a packet has 64 bytes at most");
    }
    if (endpoint == CONTROL && !request_is_in()) {
        model_violated("a request to the device has no data for the host");
    }
    memcpy(in[endpoint].bytes, pointer(0x600u + 0x14u * (uint32_t)endpoint), size);
    in[endpoint].size = (int)size;
    in[endpoint].is_ready = 1;
    raise(0x108 + 4 * endpoint);
}

static void start_out(int endpoint)
{
    check_dma();
    const uint32_t size = REG(0x704 + 0x14 * endpoint);
    if (size > (uint32_t)out[endpoint].size) {
        model_violated("no more is taken than has come");
    }
    memcpy(pointer(0x700u + 0x14u * (uint32_t)endpoint), out[endpoint].bytes, size);
    out[endpoint].is_ready = endpoint != CONTROL;
    raise(0x130 + 4 * endpoint);
}

static void end_control(void)
{
    if (request_is_address()) {
        model_violated("the controller answers requests for an address by itself");
    }
    status_allowed = 1;
}

static void set_stall(uint32_t value)
{
    half_t *const half = (value & 0x80u) != 0u ? &in[value & 7u] : &out[value & 7u];
    half->is_stalled = (value & 0x100u) != 0u;
}

/* A write without a value chooses the endpoint, the next one sets it. */
static void set_toggle(uint32_t value)
{
    static uint32_t chosen;
    const uint32_t wanted = value >> 8 & 3u;
    if (wanted == 0u) {
        chosen = value;
        return;
    }
    if ((value & 0xFFu) != chosen) {
        model_violated("an endpoint's toggle is chosen before it is set");
    }
    half_t *const half = (value & 0x80u) != 0u ? &in[value & 7u] : &out[value & 7u];
    half->toggle = wanted == 2u;
}

static void enable(uint32_t value)
{
    if (value != 0u && (errata[0xC14 / 4] != 0xC0u || errata[0xD14 / 4] != 3u)) {
        model_violated("errata 171 and 187: the controller is switched on with their registers set");
    }
    REG(0x500) = value;
    REG(0x400) |= value != 0u ? 1u << 11 : 0u;
}

static void write_errata(uint32_t offset, uint32_t value)
{
    static int is_open;
    if (offset == 0xC00u) {
        if (value != ERRATA_KEY) {
            model_violated("the errata's lock takes its key");
        }
        is_open = !is_open;
    } else if (is_open) {
        errata[offset / 4u] = value;
    }
}

static int is_task(uint32_t offset)
{
    return offset < 0x100u;
}

static void start_task(uint32_t offset)
{
    if (offset >= 0x004u && offset < 0x024u) {
        start_in((int)(offset - 0x004u) / 4);
    } else if (offset >= 0x028u && offset < 0x048u) {
        start_out((int)(offset - 0x028u) / 4);
    } else if (offset == 0x04Cu) {
        control_awaited = 1;
    } else if (offset == 0x050u) {
        end_control();
    } else if (offset == 0x054u) {
        in[CONTROL].is_stalled = out[CONTROL].is_stalled = 1;
    } else {
        model_violated("a task is started that there is not");
    }
}

static void write_usb(uint32_t offset, uint32_t value)
{
    if (is_task(offset)) {
        if (value != 0u) {
            start_task(offset);
        }
    } else if (offset == 0x400u || offset == 0x46Cu) {
        usb[offset / 4u] &= ~value;
    } else if (offset == 0x304u) {
        REG(0x300) |= value;
    } else if (offset >= 0x4A0u && offset < 0x4C0u) {
        out[(offset - 0x4A0u) / 4u].is_ready = 1;
    } else if (offset == 0x500u) {
        enable(value);
    } else if (offset == 0x50Cu) {
        set_toggle(value);
    } else if (offset == 0x518u) {
        set_stall(value);
    } else {
        usb[offset / 4u] = value;
    }
}

void model_write(uintptr_t at, uint32_t value)
{
    if (at >= USB && at < USB + 0x1000u) {
        write_usb((uint32_t)(at - USB), value);
    } else if (at >= ERRATA && at < ERRATA + 0x1000u) {
        write_errata((uint32_t)(at - ERRATA), value);
    } else if (at >= POWER && at < POWER + 0x1000u) {
        power[(at - POWER) / 4u] = value;
    } else {
        model_violated("a register is written that there is not");
    }
}

int model_is_plugged_in(void)
{
    return REG(0x500) == 1u && REG(0x504) == 1u;
}

int model_address(void)
{
    return (int)REG(0x470);
}

void model_reset(void)
{
    REG(0x470) = 0u;
    REG(0x510) = REG(0x514) = 1u;
    memset(in, 0, sizeof in); /* an endpoint that is off has no packet */
    memset(out, 0, sizeof out);
    is_asleep = 0;
    raise(0x100);
}

void model_suspend(void)
{
    REG(0x400) |= 1u << 8;
    is_asleep = 1;
    raise(0x158);
}

void model_resume(void)
{
    REG(0x400) |= 1u << 9;
    is_asleep = 0;
    raise(0x158);
}

void model_setup(const uint8_t *bytes)
{
    for (int i = 0; i < 8; ++i) {
        REG(0x480 + 4 * i) = bytes[i];
    }
    in[CONTROL] = out[CONTROL] = (half_t){.toggle = 1};
    control_awaited = 0;
    status_allowed = request_is_address();
    new_address = status_allowed ? bytes[2] & 0x7F : -1;
    raise(0x15C);
}

static int is_enabled(int endpoint, int offset)
{
    return model_is_plugged_in() && !is_asleep && (REG(offset) >> endpoint & 1u) != 0u;
}

static void data_done(int bit)
{
    REG(0x46C) |= 1u << bit;
    raise(0x160);
}

static int control_status_in(int *data1)
{
    if (request_is_in() || !status_allowed) {
        return MODEL_NAK;
    }
    status_allowed = 0;
    if (new_address >= 0) {
        REG(0x470) = (uint32_t)new_address;
    }
    *data1 = 1;
    return 0;
}

int model_in(int endpoint, uint8_t *bytes, int *data1)
{
    half_t *const half = &in[endpoint];
    if (!is_enabled(endpoint, 0x510)) {
        return MODEL_TIMEOUT;
    }
    if (half->is_stalled) {
        return MODEL_STALL;
    }
    if (!half->is_ready) {
        return endpoint == CONTROL ? control_status_in(data1) : MODEL_NAK;
    }
    memcpy(bytes, half->bytes, (size_t)half->size);
    *data1 = half->toggle;
    half->toggle ^= 1;
    half->is_ready = 0;
    if (endpoint == CONTROL) {
        raise(0x128);
    } else {
        data_done(endpoint);
    }
    return half->size;
}

static int control_out(const uint8_t *bytes, int size)
{
    if (request_is_in()) {
        const int result = status_allowed ? 0 : MODEL_NAK;
        status_allowed = 0;
        return result;
    }
    if (!control_awaited) {
        return MODEL_NAK;
    }
    control_awaited = 0;
    memcpy(out[CONTROL].bytes, bytes, (size_t)size);
    out[CONTROL].size = size;
    REG(0x4A0) = (uint32_t)size;
    raise(0x128);
    return 0;
}

int model_out(int endpoint, const uint8_t *bytes, int size, int data1)
{
    half_t *const half = &out[endpoint];
    if (!is_enabled(endpoint, 0x514) || size > MODEL_PACKET) {
        return MODEL_TIMEOUT;
    }
    if (half->is_stalled) {
        return MODEL_STALL;
    }
    if (endpoint == CONTROL) {
        return control_out(bytes, size);
    }
    if (!half->is_ready) {
        return MODEL_NAK;
    }
    if (half->toggle != data1) {
        return 0;
    }
    half->toggle ^= 1;
    half->is_ready = 0;
    half->size = size;
    memcpy(half->bytes, bytes, (size_t)size);
    REG(0x4A0 + 4 * endpoint) = (uint32_t)size;
    data_done(16 + endpoint);
    return 0;
}
