/* The STM32F4's full-speed USB controller: ST's RM0090, "OTG_FS", in device mode without DMA. */
#include <string.h>

#include "kd_usb_controller.h"
#include "model.h"

#define USB 0x50000000u
#define RCC 0x40023800u
#define PORT_A 0x40020000u

enum { ENDPOINTS = 4, QUEUE_ENTRIES = 16, ANY_QUEUE = 16 };
enum { DONE = 1 << 0, DISABLED = 1 << 1, SETUP_DONE = 1 << 3 };
enum { ACTIVE = 1 << 15, NAK = 1 << 17, STALL = 1 << 21 };
enum { CLEAR_NAK = 1 << 26, SET_NAK = 1 << 27, DATA0 = 1 << 28, DISABLE = 1 << 30 };
enum { KIND_OUT = 2, KIND_OUT_DONE = 3, KIND_SETUP_DONE = 4, KIND_SETUP = 6 };

static const uint32_t ON = UINT32_C(1) << 31;
static const uint32_t RESUMED = UINT32_C(1) << 31;

/* One direction of an endpoint. */
typedef struct {
    uint32_t control;
    uint32_t status;
    uint32_t size;
    int toggle;
    uint8_t queue[MODEL_PACKET];
    int queued;
} half_t;

/* Something in the queue of all that has come. */
typedef struct {
    int kind;
    int endpoint;
    int size;
    uint8_t bytes[MODEL_PACKET];
} entry_t;

static half_t in[ENDPOINTS];
static half_t out[ENDPOINTS];
static entry_t queue[QUEUE_ENTRIES];
static int queued;
static entry_t popped; /* whose bytes are being read */
static int read_bytes;
static uint32_t usb[0x1000 / 4];
static uint32_t clocks[0x400 / 4];
static uint32_t pins[0x400 / 4];
static uint32_t status;
static int is_asleep;

#define REG(offset) usb[(offset) / 4]

static void push(int kind, int endpoint, const uint8_t *bytes, int size)
{
    if (queued == QUEUE_ENTRIES) {
        model_violated("the queue of what comes is read");
    }
    entry_t *const entry = &queue[queued++];
    *entry = (entry_t){.kind = kind, .endpoint = endpoint, .size = size};
    memcpy(entry->bytes, bytes, (size_t)size);
}

static uint32_t pop(void)
{
    if (queued == 0 || read_bytes < popped.size) {
        model_violated("an entry is taken when there is one, and the last one's bytes are read");
    }
    popped = queue[0];
    memmove(queue, queue + 1, (size_t)--queued * sizeof queue[0]);
    read_bytes = 0;
    if (popped.kind == KIND_OUT_DONE) {
        out[popped.endpoint].status |= DONE;
    } else if (popped.kind == KIND_SETUP_DONE) {
        out[0].status |= SETUP_DONE;
    }
    return (uint32_t)popped.endpoint | (uint32_t)popped.size << 4 | (uint32_t)popped.kind << 17;
}

static uint32_t read_word(void)
{
    uint32_t word = 0;
    if (read_bytes >= popped.size) {
        model_violated("no more is read than has come");
    }
    for (int i = 0; i < 4; ++i, ++read_bytes) {
        word |= read_bytes < popped.size ? (uint32_t)popped.bytes[read_bytes] << 8 * i : 0u;
    }
    return word;
}

static int size_of(const half_t *half)
{
    return (int)(half->size & 0x7Fu);
}

static void write_word(int endpoint, uint32_t word)
{
    half_t *const half = &in[endpoint];
    if ((half->control & ON) == 0u || half->queued >= size_of(half)) {
        model_violated("an endpoint that is on gets as many bytes as were announced");
    }
    for (int i = 0; i < 4 && half->queued < size_of(half); ++i) {
        half->queue[half->queued++] = (uint8_t)(word >> 8 * i);
    }
}

static uint32_t endpoint_status(void)
{
    uint32_t found = 0;
    for (int i = 0; i < ENDPOINTS; ++i) {
        found |= (in[i].status & REG(0x810)) != 0u ? 1u << i : 0u;
        found |= (out[i].status & REG(0x814)) != 0u ? 0x10000u << i : 0u;
    }
    return found;
}

static uint32_t core_status(void)
{
    const uint32_t endpoints = endpoint_status() & REG(0x81C);
    return status | (queued > 0 ? 1u << 4 : 0u) | ((endpoints & 0xFFFFu) != 0u ? 1u << 18 : 0u) |
           (endpoints >> 16 != 0u ? 1u << 19 : 0u);
}

/* The endpoint's half whose registers lie at this offset, or NULL. */
static half_t *half_at(uint32_t offset)
{
    if (offset >= 0x900u && offset < 0x900u + 0x20u * ENDPOINTS) {
        return &in[(offset - 0x900u) / 0x20u];
    }
    if (offset >= 0xB00u && offset < 0xB00u + 0x20u * ENDPOINTS) {
        return &out[(offset - 0xB00u) / 0x20u];
    }
    return NULL;
}

static uint32_t read_usb(uint32_t offset)
{
    const half_t *const half = half_at(offset);
    if (half != NULL) {
        return offset % 0x20u == 0x00u ? half->control : offset % 0x20u == 0x08u ? half->status : half->size;
    }
    switch (offset) {
    case 0x010:
        return REG(0x010) | ON; /* idle */
    case 0x014:
        return core_status();
    case 0x020:
        return pop();
    case 0x818:
        return endpoint_status();
    default:
        return usb[offset / 4u];
    }
}

uint32_t model_read(uintptr_t at)
{
    if (at >= RCC && at < RCC + sizeof clocks) {
        return clocks[(at - RCC) / 4u];
    }
    if (at >= PORT_A && at < PORT_A + sizeof pins) {
        return pins[(at - PORT_A) / 4u];
    }
    if (at >= USB + 0x1000u && at < USB + 0x5000u) {
        return read_word();
    }
    if (at < USB || at >= USB + 0x1000u) {
        model_violated("a register is read that there is not");
    }
    return read_usb((uint32_t)(at - USB));
}

static void flush(uint32_t value)
{
    const uint32_t which = value >> 6 & 0x1Fu;
    for (uint32_t i = 0; (value & 1u << 5) != 0u && i < ENDPOINTS; ++i) {
        if (which == ANY_QUEUE || which == i) {
            in[i].queued = 0;
        }
    }
    if ((value & 1u << 4) != 0u) {
        queued = 0;
        popped.size = read_bytes = 0;
    }
}

/* Bits that act when they are written, and read as 0. */
static void write_control(half_t *half, uint32_t value)
{
    const uint32_t before = half->control;
    uint32_t now = (value & ~(uint32_t)(CLEAR_NAK | SET_NAK | DATA0 | DISABLE | NAK)) | (before & (NAK | ON));
    if ((value & DATA0) != 0u) {
        half->toggle = 0;
    }
    now = (value & SET_NAK) != 0u ? now | NAK : now;
    now = (value & CLEAR_NAK) != 0u ? now & ~(uint32_t)NAK : now;
    if ((value & DISABLE) != 0u) {
        if ((now & NAK) == 0u || (before & ON) == 0u) {
            model_violated("an endpoint that is on is made to wait before it is switched off");
        }
        now &= ~ON;
        half->status |= DISABLED;
    }
    half->control = now;
}

static void write_half(half_t *half, uint32_t offset, uint32_t value)
{
    switch (offset % 0x20u) {
    case 0x00:
        write_control(half, value);
        break;
    case 0x08:
        half->status &= ~value;
        break;
    case 0x10:
        if ((half->control & ON) != 0u && half != &out[0]) {
            model_violated("an endpoint that is on keeps its size");
        }
        half->size = value;
        break;
    default:
        model_violated("a register of an endpoint is written that there is not");
    }
}

static void write_usb(uint32_t offset, uint32_t value)
{
    half_t *const half = half_at(offset);
    if ((clocks[0x34 / 4] & 1u << 7) == 0u) {
        model_violated("the controller has a clock");
    }
    if (half != NULL) {
        write_half(half, offset, value);
    } else if (offset == 0x010u) {
        flush(value);
    } else if (offset == 0x014u) {
        status &= ~value;
    } else {
        usb[offset / 4u] = value;
    }
}

void model_write(uintptr_t at, uint32_t value)
{
    if (at >= RCC && at < RCC + sizeof clocks) {
        clocks[(at - RCC) / 4u] = value;
    } else if (at >= PORT_A && at < PORT_A + sizeof pins) {
        pins[(at - PORT_A) / 4u] = value;
    } else if (at >= USB + 0x1000u && at < USB + 0x5000u) {
        write_word((int)((at - USB) / 0x1000u) - 1, value);
    } else if (at >= USB && at < USB + 0x1000u) {
        write_usb((uint32_t)(at - USB), value);
    } else {
        model_violated("a register is written that there is not");
    }
}

int model_is_plugged_in(void)
{
    const int pins_are_usb = pins[0x24 / 4] >> 12 == 0xAAu && (pins[0x00 / 4] >> 22 & 0xFu) == 0xAu;
    const int is_on = (REG(0x038) >> 16 & 1u) != 0u && (REG(0x00C) >> 30 & 1u) != 0u && (REG(0x800) & 3u) == 3u;
    return pins_are_usb && is_on && (REG(0x804) & 2u) == 0u;
}

int model_address(void)
{
    return (int)(REG(0x800) >> 4 & 0x7Fu);
}

void model_reset(void)
{
    status |= 1u << 12 | 1u << 13;
    is_asleep = 0;
    for (int i = 1; i < ENDPOINTS; ++i) {
        in[i].control &= ~(uint32_t)ACTIVE;
        out[i].control &= ~(uint32_t)ACTIVE;
    }
}

void model_suspend(void)
{
    status |= 1u << 11;
    is_asleep = 1;
}

void model_resume(void)
{
    status |= RESUMED;
    is_asleep = 0;
}

void model_setup(const uint8_t *bytes)
{
    if ((out[0].size >> 29 & 3u) == 0u) {
        model_violated("the control endpoint is ready for requests");
    }
    out[0].size -= 1u << 29;
    in[0].control = (in[0].control | NAK) & ~(uint32_t)STALL;
    out[0].control = (out[0].control | NAK) & ~(uint32_t)(STALL | ON);
    in[0].toggle = out[0].toggle = 1;
    push(KIND_SETUP, 0, bytes, 8);
    push(KIND_SETUP_DONE, 0, bytes, 0);
}

/* Why there is no transaction with this half, or 0. */
static int refusal(const half_t *half, int endpoint)
{
    if (!model_is_plugged_in() || is_asleep || (endpoint > 0 && (half->control & ACTIVE) == 0u)) {
        return MODEL_TIMEOUT;
    }
    if ((half->control & STALL) != 0u) {
        return MODEL_STALL;
    }
    return (half->control & ON) == 0u || (half->control & NAK) != 0u ? MODEL_NAK : 0;
}

int model_in(int endpoint, uint8_t *bytes, int *data1)
{
    half_t *const half = &in[endpoint];
    const int why = refusal(half, endpoint);
    if (why != 0) {
        return why;
    }
    const int size = size_of(half);
    if (half->queued != size || (half->size >> 19 & 0x3FFu) != 1u) {
        model_violated("a packet is complete");
    }
    memcpy(bytes, half->queue, (size_t)size);
    *data1 = half->toggle;
    half->toggle ^= 1;
    half->queued = 0;
    half->control = (half->control & ~ON) | NAK;
    half->status |= DONE;
    return size;
}

int model_out(int endpoint, const uint8_t *bytes, int size, int data1)
{
    half_t *const half = &out[endpoint];
    const int why = refusal(half, endpoint);
    if (why != 0) {
        return why;
    }
    if (size > size_of(half)) {
        return MODEL_TIMEOUT;
    }
    if (half->toggle != data1) {
        return 0;
    }
    half->toggle ^= 1;
    half->control = (half->control & ~ON) | NAK;
    push(KIND_OUT, endpoint, bytes, size);
    push(KIND_OUT_DONE, endpoint, bytes, 0);
    return 0;
}
