/* The nRF52840's USB device controller: nRF52840 Product Specification, "USBD".  Packets go between RAM and the controller's
 * own buffers by DMA, one at a time; the controller takes addresses and ends requests by itself. */
#include <string.h>

#include "kd_cortex_m.h"
#include "kd_usb_controller.h"
#include "kd_usb_device.h"

#define POWER 0x40000000u
#define USB 0x40027000u

#define POWER_DETECTED (POWER + 0x11Cu)
#define POWER_REMOVED (POWER + 0x120u)
#define POWER_READY (POWER + 0x124u)
#define POWER_INTERRUPT_SET (POWER + 0x304u)
#define POWER_USB_STATUS (POWER + 0x438u)

#define START_IN(endpoint) (USB + 0x004u + 4u * (endpoint))
#define START_OUT(endpoint) (USB + 0x028u + 4u * (endpoint))
#define RECEIVE_CONTROL (USB + 0x04Cu)
#define END_CONTROL (USB + 0x050u)
#define STALL_CONTROL (USB + 0x054u)
#define WAS_RESET (USB + 0x100u)
#define ENDED_IN(endpoint) (USB + 0x108u + 4u * (endpoint))
#define CONTROL_DATA_DONE (USB + 0x128u)
#define ENDED_OUT(endpoint) (USB + 0x130u + 4u * (endpoint))
#define HAPPENED (USB + 0x158u)
#define CONTROL_SETUP (USB + 0x15Cu)
#define DATA_DONE (USB + 0x160u)
#define INTERRUPT_SET (USB + 0x304u)
#define CAUSE (USB + 0x400u)
#define DATA_DONE_WHERE (USB + 0x46Cu)
#define REQUEST(byte) (USB + 0x480u + 4u * (byte))
#define SIZE_OUT(endpoint) (USB + 0x4A0u + 4u * (endpoint))
#define ENABLE (USB + 0x500u)
#define PULL_UP (USB + 0x504u)
#define TOGGLE (USB + 0x50Cu)
#define ENABLE_IN (USB + 0x510u)
#define ENABLE_OUT (USB + 0x514u)
#define STALL (USB + 0x518u)
#define IN_POINTER(endpoint) (USB + 0x600u + 0x14u * (endpoint))
#define IN_COUNT(endpoint) (USB + 0x604u + 0x14u * (endpoint))
#define OUT_POINTER(endpoint) (USB + 0x700u + 0x14u * (endpoint))
#define OUT_COUNT(endpoint) (USB + 0x704u + 0x14u * (endpoint))

/* Errata 171 and 187: the controller does not start without these; 199: it takes no tasks while its DMA runs. */
#define ERRATA_LOCK 0x4006EC00u
#define ERRATUM_171 0x4006EC14u
#define ERRATUM_187 0x4006ED14u
#define ERRATUM_199 (USB + 0xC1Cu)

enum {
    POWER_IRQ = 0,
    USB_IRQ = 39,
    POWER_IS_DETECTED = 1u << 0,
    POWER_IS_READY = 1u << 1,
    POWER_INTERRUPTS = 7u << 7,
    CAUSE_SUSPENDED = 1u << 8,
    CAUSE_RESUMED = 1u << 9,
    CAUSE_READY = 1u << 11,
    INTERRUPTS = 1u << 0 | 1u << 10 | 1u << 22 | 1u << 23 | 1u << 24, /* reset, control data, happened, setup, data */
    CONTROL_ONLY = 1u << KD_USB_CONTROL,
    STALL_ON = 1u << 8,
    TOGGLE_DATA0 = 1u << 8,
    ERRATA_UNLOCK = 0x9375u,
    ERRATUM_171_ON = 0xC0u,
    ERRATUM_187_ON = 3u,
    ERRATUM_199_ON = 0x82u,
    TRIES = 10000,
};

#define OUT_DONE(endpoint) (UINT32_C(1) << (16u + (endpoint)))
#define IN_DONE(endpoint) (UINT32_C(1) << (endpoint))

static uint8_t to_send[KD_USB_PACKET] __attribute__((aligned(4)));
static uint8_t received[KD_USB_PACKET] __attribute__((aligned(4)));
static uint8_t is_wanted;  /* the next packet of data is */
static uint8_t is_waiting; /* a packet of data is, in the controller, which takes no other one meanwhile */

/* Run the DMA to its end: some microseconds. */
static void transfer(uint32_t task, uint32_t ended)
{
    KD_WRITE(ended, 0u);
    KD_WRITE(ERRATUM_199, ERRATUM_199_ON);
    KD_DMA_BARRIER();
    KD_WRITE(task, 1u);
    for (int32_t tries = 0; tries < TRIES && KD_READ(ended) == 0u; ++tries) {
    }
    KD_DMA_BARRIER();
    KD_WRITE(ERRATUM_199, 0u);
    KD_WRITE(ended, 0u);
}

void kd_usb_controller_send(uint8_t endpoint, const uint8_t *bytes, int32_t size)
{
    if (size > 0) {
        memcpy(to_send, bytes, (size_t)size); /* the DMA reads from RAM alone */
    }
    KD_WRITE(IN_POINTER(endpoint), (uint32_t)(uintptr_t)to_send);
    KD_WRITE(IN_COUNT(endpoint), (uint32_t)size);
    transfer(START_IN(endpoint), ENDED_IN(endpoint));
}

void kd_usb_controller_receive(uint8_t endpoint)
{
    if (endpoint == KD_USB_CONTROL) {
        KD_WRITE(RECEIVE_CONTROL, 1u);
        return;
    }
    is_wanted = 1;
    if (is_waiting) {
        kd_irq_raise(USB_IRQ);
    }
}

void kd_usb_controller_accept(void)
{
    KD_WRITE(END_CONTROL, 1u);
}

void kd_usb_controller_conclude(void)
{
    KD_WRITE(END_CONTROL, 1u);
}

void kd_usb_controller_refuse(void)
{
    KD_WRITE(STALL_CONTROL, 1u);
}

void kd_usb_controller_set_address(uint8_t address)
{
    (void)address; /* the controller has answered */
}

/* Begin again from DATA0: an endpoint is chosen first, then set. */
static void begin_again(uint32_t address)
{
    KD_WRITE(TOGGLE, address);
    KD_WRITE(TOGGLE, address | TOGGLE_DATA0);
    KD_WRITE(STALL, address);
    if ((address & KD_USB_IN) == 0u) {
        is_wanted = 0;
        is_waiting = 0;
        KD_WRITE(SIZE_OUT(address), 0u); /* lets the controller take a packet */
    }
}

void kd_usb_controller_halt(uint8_t address, int32_t halted)
{
    if (halted) {
        KD_WRITE(STALL, address | STALL_ON);
    } else {
        begin_again(address);
    }
}

void kd_usb_controller_configure(int32_t on)
{
    const uint32_t in = on ? IN_DONE(KD_USB_NOTICES) | IN_DONE(KD_USB_DATA) : 0u;
    KD_WRITE(ENABLE_IN, CONTROL_ONLY | in);
    KD_WRITE(ENABLE_OUT, CONTROL_ONLY | (on ? 1u << KD_USB_DATA : 0u));
    if (on) {
        begin_again(KD_USB_IN | KD_USB_NOTICES);
        begin_again(KD_USB_IN | KD_USB_DATA);
        begin_again(KD_USB_DATA);
    }
}

static void take_packet(uint8_t endpoint)
{
    const uint32_t said = KD_READ(SIZE_OUT(endpoint));
    const uint32_t size = said < KD_USB_PACKET ? said : KD_USB_PACKET;
    KD_WRITE(OUT_POINTER(endpoint), (uint32_t)(uintptr_t)received);
    KD_WRITE(OUT_COUNT(endpoint), size);
    transfer(START_OUT(endpoint), ENDED_OUT(endpoint));
    kd_usb_on_received(endpoint, received, (int32_t)size);
}

/* Returns 1 if the event has happened, and forgets it. */
static int32_t happened(uint32_t event)
{
    if (KD_READ(event) == 0u) {
        return 0;
    }
    KD_WRITE(event, 0u);
    (void)KD_READ(event); /* it is forgotten before the interrupt ends */
    return 1;
}

static void set_erratum(uint32_t reg, uint32_t value)
{
    KD_WRITE(ERRATA_LOCK, ERRATA_UNLOCK);
    KD_WRITE(reg, value);
    KD_WRITE(ERRATA_LOCK, ERRATA_UNLOCK);
}

static void switch_on(void)
{
    KD_WRITE(CAUSE, CAUSE_READY);
    set_erratum(ERRATUM_187, ERRATUM_187_ON);
    set_erratum(ERRATUM_171, ERRATUM_171_ON);
    KD_WRITE(ENABLE, 1u);
    for (int32_t tries = 0; tries < TRIES && (KD_READ(CAUSE) & CAUSE_READY) == 0u; ++tries) {
    }
    KD_WRITE(CAUSE, CAUSE_READY);
    set_erratum(ERRATUM_171, 0u);
    set_erratum(ERRATUM_187, 0u);
    KD_WRITE(INTERRUPT_SET, INTERRUPTS);
}

static void switch_off(void)
{
    KD_WRITE(PULL_UP, 0u);
    KD_WRITE(ENABLE, 0u);
    kd_usb_on_reset();
}

static void follow_power(void)
{
    if (happened(POWER_REMOVED)) {
        switch_off();
    }
    if (happened(POWER_DETECTED) && KD_READ(ENABLE) == 0u) {
        switch_on();
    }
    if (happened(POWER_READY)) {
        KD_WRITE(PULL_UP, 1u);
    }
}

static void follow_bus(void)
{
    const uint32_t cause = KD_READ(CAUSE);
    KD_WRITE(CAUSE, cause);
    if ((cause & CAUSE_SUSPENDED) != 0u) {
        kd_usb_on_suspend();
    }
    if ((cause & CAUSE_RESUMED) != 0u) {
        kd_usb_on_resume();
    }
}

static void follow_data(void)
{
    const uint32_t done = KD_READ(DATA_DONE_WHERE);
    KD_WRITE(DATA_DONE_WHERE, done);
    if ((done & IN_DONE(KD_USB_DATA)) != 0u) {
        kd_usb_on_sent(KD_USB_DATA);
    }
    is_waiting = (uint8_t)(is_waiting | ((done & OUT_DONE(KD_USB_DATA)) != 0u));
}

static void take_setup(void)
{
    uint8_t bytes[8];
    for (uint32_t i = 0; i < 8u; ++i) {
        bytes[i] = (uint8_t)KD_READ(REQUEST(i));
    }
    kd_usb_on_setup(bytes);
}

/* What was left of a request is over when the next one comes. */
static void follow_requests(void)
{
    const int32_t is_new = happened(CONTROL_SETUP);
    if (happened(CONTROL_DATA_DONE) && !is_new) {
        if ((KD_READ(REQUEST(0u)) & KD_USB_IN) != 0u) {
            kd_usb_on_sent(KD_USB_CONTROL);
        } else {
            take_packet(KD_USB_CONTROL);
        }
    }
    if (is_new) {
        take_setup();
    }
}

/* What came before it is nobody's any more: a host lets 10 ms pass before it says something new. */
static void take_reset(void)
{
    KD_WRITE(CONTROL_SETUP, 0u);
    KD_WRITE(CONTROL_DATA_DONE, 0u);
    KD_WRITE(DATA_DONE, 0u);
    KD_WRITE(DATA_DONE_WHERE, UINT32_MAX);
    is_wanted = 0;
    is_waiting = 0;
    kd_usb_controller_configure(0);
    kd_usb_on_reset();
}

void kd_usb_controller_poll(void)
{
    follow_power();
    if (KD_READ(ENABLE) == 0u) {
        return;
    }
    if (happened(WAS_RESET)) {
        take_reset();
    }
    if (happened(HAPPENED)) {
        follow_bus();
    }
    if (happened(DATA_DONE)) {
        follow_data();
    }
    follow_requests();
    while (is_wanted && is_waiting) {
        is_wanted = 0;
        is_waiting = 0;
        take_packet(KD_USB_DATA);
    }
}

/* A board may be powered without USB, and a boot loader may have used it: the bus's voltage comes and goes. */
void kd_usb_controller_start(void)
{
    KD_WRITE(PULL_UP, 0u);
    KD_WRITE(ENABLE, 0u);
    const uint32_t status = KD_READ(POWER_USB_STATUS);
    if ((status & POWER_IS_DETECTED) != 0u) {
        switch_on();
    }
    if ((status & POWER_IS_READY) != 0u) {
        KD_WRITE(PULL_UP, 1u);
    }
    KD_WRITE(POWER_INTERRUPT_SET, POWER_INTERRUPTS);
    kd_irq_enable(POWER_IRQ);
    kd_irq_enable(USB_IRQ);
}

void kd_usb_controller_stop(void)
{
    KD_WRITE(PULL_UP, 0u);
}
