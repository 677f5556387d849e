/* The RP2040's USB device controller: RP2040 Datasheet, "USB".  Packets lie in its own memory, one buffer for each
 * endpoint and direction. */
#include "kd_rp2040.h"
#include "kd_usb_controller.h"
#include "kd_usb_device.h"

#define MEMORY 0x50100000u
#define USB 0x50110000u

#define MEMORY_SETUP MEMORY
#define ENDPOINT_CONTROL(endpoint, out) (MEMORY + 8u * (endpoint) + 4u * (out)) /* from endpoint 1 on */
#define BUFFER_CONTROL(endpoint, out) (MEMORY + 0x80u + 8u * (endpoint) + 4u * (out))
#define CONTROL_BUFFER 0x100u
#define BUFFERS 0x180u

#define ADDRESS (USB + 0x00u)
#define MAIN_CONTROL (USB + 0x40u)
#define LINE_CONTROL (USB + 0x4Cu)
#define LINE_STATUS (USB + 0x50u)
#define BUFFER_STATUS (USB + 0x58u)
#define STALL_ARM (USB + 0x68u)
#define MUXING (USB + 0x74u)
#define POWER (USB + 0x78u)
#define INTERRUPTS (USB + 0x90u)
#define PENDING (USB + 0x98u)

enum {
    MAIN_ON = 1u << 0,
    LINE_PULL_UP = 1u << 16,
    LINE_INTERRUPT_PER_CONTROL_BUFFER = 1u << 29,
    STATUS_SUSPENDED = 1u << 4,
    STATUS_RESUMED = 1u << 11,
    STATUS_SETUP = 1u << 17,
    STATUS_RESET = 1u << 19,
    PENDING_BUFFER = 1u << 4,
    PENDING_RESET = 1u << 12,
    PENDING_SUSPENDED = 1u << 14,
    PENDING_RESUMED = 1u << 15,
    PENDING_SETUP = 1u << 16,
    MUXING_TO_PHY = 1u << 0,
    MUXING_CONNECTED = 1u << 3,
    POWER_IS_DETECTED = 1u << 2 | 1u << 3, /* overridden: not every board shows the chip the bus's voltage */
    ENDPOINT_INTERRUPT_PER_BUFFER = 1u << 29,
    BUFFER_LENGTH = 0x3FFu,
    BUFFER_AVAILABLE = 1u << 10,
    BUFFER_STALL = 1u << 11,
    BUFFER_DATA1 = 1u << 13,
    BUFFER_FULL = 1u << 15,
    STALL_CONTROL = 1u << 0 | 1u << 1,
    TYPE_BULK = 2u << 26,
    TYPE_INTERRUPT = 3u << 26,
    ENDPOINTS = 3,
};

static const uint32_t ENDPOINT_ON = UINT32_C(1) << 31;

static uint8_t toggles[ENDPOINTS][2]; /* by endpoint and direction, 1 for out: BUFFER_DATA1 for the next packet or 0 */
static uint8_t new_address;           /* to be taken once the host has the answer to its request */

static uint32_t buffer_of(uint32_t endpoint, uint32_t out)
{
    return endpoint == KD_USB_CONTROL ? CONTROL_BUFFER : BUFFERS + KD_USB_PACKET * (2u * (endpoint - 1u) + out);
}

/* The controller may look at the register at any time: it must find the buffer available last, and some of its slower
 * cycles later. */
static void hand_over(uint32_t endpoint, uint32_t out, uint32_t control)
{
    const uint32_t data1 = toggles[endpoint][out] != 0u ? BUFFER_DATA1 : 0u;
    toggles[endpoint][out] ^= 1u;
    KD_WRITE(BUFFER_CONTROL(endpoint, out), control | data1);
    for (int32_t i = 0; i < 4; ++i) {
        (void)KD_READ(MAIN_CONTROL);
    }
    KD_WRITE(BUFFER_CONTROL(endpoint, out), control | data1 | BUFFER_AVAILABLE);
}

void kd_usb_controller_send(uint8_t endpoint, const uint8_t *bytes, int32_t size)
{
    const uint32_t buffer = MEMORY + buffer_of(endpoint, 0u);
    for (int32_t i = 0; i < size; i += 4) {
        uint32_t word = 0;
        for (int32_t byte = 0; byte < 4 && i + byte < size; ++byte) {
            word |= (uint32_t)bytes[i + byte] << (8 * byte);
        }
        KD_WRITE(buffer + (uint32_t)i, word);
    }
    hand_over(endpoint, 0u, BUFFER_FULL | (uint32_t)size);
}

void kd_usb_controller_receive(uint8_t endpoint)
{
    hand_over(endpoint, 1u, KD_USB_PACKET);
}

void kd_usb_controller_accept(void)
{
    kd_usb_controller_send(KD_USB_CONTROL, 0, 0);
}

void kd_usb_controller_conclude(void)
{
    toggles[KD_USB_CONTROL][1] = 1;
    kd_usb_controller_receive(KD_USB_CONTROL);
}

void kd_usb_controller_refuse(void)
{
    KD_WRITE(STALL_ARM, STALL_CONTROL);
    KD_WRITE(BUFFER_CONTROL(KD_USB_CONTROL, 0u), BUFFER_STALL);
    KD_WRITE(BUFFER_CONTROL(KD_USB_CONTROL, 1u), BUFFER_STALL);
}

void kd_usb_controller_set_address(uint8_t address)
{
    new_address = address;
    kd_usb_controller_accept();
}

void kd_usb_controller_halt(uint8_t address, int32_t halted)
{
    const uint32_t endpoint = address & 0xFu;
    const uint32_t out = (address & KD_USB_IN) == 0;
    toggles[endpoint][out] = 0;
    KD_WRITE(BUFFER_CONTROL(endpoint, out), halted ? BUFFER_STALL : 0u);
}

static void configure_endpoint(uint32_t endpoint, uint32_t out, uint32_t control)
{
    toggles[endpoint][out] = 0;
    KD_WRITE(BUFFER_CONTROL(endpoint, out), 0u);
    KD_WRITE(ENDPOINT_CONTROL(endpoint, out), control);
}

void kd_usb_controller_configure(int32_t on)
{
    const uint32_t common = on ? ENDPOINT_ON | ENDPOINT_INTERRUPT_PER_BUFFER : 0u;
    configure_endpoint(KD_USB_NOTICES, 0u, on ? common | TYPE_INTERRUPT | buffer_of(KD_USB_NOTICES, 0u) : 0u);
    configure_endpoint(KD_USB_DATA, 0u, on ? common | TYPE_BULK | buffer_of(KD_USB_DATA, 0u) : 0u);
    configure_endpoint(KD_USB_DATA, 1u, on ? common | TYPE_BULK | buffer_of(KD_USB_DATA, 1u) : 0u);
}

/* A buffer of the control endpoint has been used: of the two directions, only the one that carries the data counts. */
static void finish(uint32_t endpoint, uint32_t out)
{
    if (endpoint == KD_USB_CONTROL && !out && new_address != 0u) {
        KD_WRITE(ADDRESS, new_address);
        new_address = 0;
    }
    if (!out) {
        kd_usb_on_sent((uint8_t)endpoint);
        return;
    }
    uint8_t bytes[KD_USB_PACKET];
    const uint32_t said = KD_READ(BUFFER_CONTROL(endpoint, 1u)) & BUFFER_LENGTH;
    const int32_t size = said < KD_USB_PACKET ? (int32_t)said : KD_USB_PACKET;
    const uint32_t buffer = MEMORY + buffer_of(endpoint, 1u);
    uint32_t word = 0;
    for (int32_t i = 0; i < size; ++i) {
        word = i % 4 == 0 ? KD_READ(buffer + (uint32_t)i) : word >> 8;
        bytes[i] = (uint8_t)word;
    }
    kd_usb_on_received((uint8_t)endpoint, bytes, size);
}

static void finish_buffers(void)
{
    const uint32_t done = KD_READ(BUFFER_STATUS);
    KD_WRITE(BUFFER_STATUS, done);
    for (uint32_t place = 0; place < 2u * ENDPOINTS; ++place) {
        if ((done >> place & 1u) != 0u) {
            finish(place / 2u, place % 2u);
        }
    }
}

static void take_setup(void)
{
    const uint32_t words[2] = {KD_READ(MEMORY_SETUP), KD_READ(MEMORY_SETUP + 4u)};
    uint8_t bytes[8];
    for (uint32_t i = 0; i < 8u; ++i) {
        bytes[i] = (uint8_t)(words[i / 4u] >> 8u * (i % 4u));
    }
    KD_WRITE(LINE_STATUS, STATUS_SETUP);
    KD_WRITE(BUFFER_CONTROL(KD_USB_CONTROL, 0u), 0u); /* whatever was to answer an earlier request */
    KD_WRITE(BUFFER_CONTROL(KD_USB_CONTROL, 1u), 0u);
    toggles[KD_USB_CONTROL][0] = toggles[KD_USB_CONTROL][1] = 1;
    new_address = 0;
    kd_usb_on_setup(bytes);
}

/* In the order in which they happened: an answer arrives before the next request. */
void kd_usb_controller_poll(void)
{
    const uint32_t pending = KD_READ(PENDING);
    if ((pending & PENDING_RESET) != 0u) {
        KD_WRITE(LINE_STATUS, STATUS_RESET | STATUS_SETUP);
        KD_WRITE(BUFFER_STATUS, UINT32_MAX);
        KD_WRITE(ADDRESS, 0u);
        new_address = 0;
        kd_usb_controller_configure(0);
        kd_usb_on_reset();
        return;
    }
    if ((pending & PENDING_SUSPENDED) != 0u) {
        KD_WRITE(LINE_STATUS, STATUS_SUSPENDED);
        kd_usb_on_suspend();
    }
    if ((pending & PENDING_RESUMED) != 0u) {
        KD_WRITE(LINE_STATUS, STATUS_RESUMED);
        kd_usb_on_resume();
    }
    if ((pending & PENDING_BUFFER) != 0u) {
        finish_buffers();
    }
    if ((pending & PENDING_SETUP) != 0u) {
        take_setup();
    }
}

void kd_usb_controller_start(void)
{
    for (uint32_t at = 0; at < BUFFERS; at += 4u) {
        KD_WRITE(MEMORY + at, 0u);
    }
    KD_WRITE(MUXING, MUXING_TO_PHY | MUXING_CONNECTED);
    KD_WRITE(POWER, POWER_IS_DETECTED);
    KD_WRITE(MAIN_CONTROL, MAIN_ON);
    KD_WRITE(LINE_CONTROL, LINE_INTERRUPT_PER_CONTROL_BUFFER);
    KD_WRITE(INTERRUPTS, PENDING_BUFFER | PENDING_RESET | PENDING_SUSPENDED | PENDING_RESUMED | PENDING_SETUP);
    kd_rp2040_on_interrupt(KD_USB_IRQ, kd_usb_controller_poll);
    KD_WRITE(LINE_CONTROL, LINE_INTERRUPT_PER_CONTROL_BUFFER | LINE_PULL_UP);
}

void kd_usb_controller_stop(void)
{
    KD_WRITE(LINE_CONTROL, LINE_INTERRUPT_PER_CONTROL_BUFFER);
}
