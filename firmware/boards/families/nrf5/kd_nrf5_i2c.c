/* The nRF52840's TWIM1, whose DMA reads and writes RAM alone: nRF52840 Product Specification, "TWIM", and its errata. */
#include "kd_i2c.h"

#include <string.h>

#include "kd_alarm.h"
#include "kd_nrf5.h"
#include "kd_nrf5_pins.h"
#include "kd_nrf5_sensors.h"

#define TWIM 0x40004000u
#define TWIM_START_TX (TWIM + 0x008u)
#define TWIM_STOP (TWIM + 0x014u)
#define TWIM_STOPPED (TWIM + 0x104u)
#define TWIM_ERROR (TWIM + 0x124u)
#define TWIM_SHORTCUTS (TWIM + 0x200u)
#define TWIM_INTERRUPT_SET (TWIM + 0x304u)
#define TWIM_INTERRUPT_CLEAR (TWIM + 0x308u)
#define TWIM_ERROR_SOURCE (TWIM + 0x4C4u)
#define TWIM_ENABLE (TWIM + 0x500u)
#define TWIM_SCL_PIN (TWIM + 0x508u)
#define TWIM_SDA_PIN (TWIM + 0x50Cu)
#define TWIM_FREQUENCY (TWIM + 0x524u)
#define TWIM_RX_POINTER (TWIM + 0x534u)
#define TWIM_RX_MOST (TWIM + 0x538u)
#define TWIM_RX_AMOUNT (TWIM + 0x53Cu)
#define TWIM_TX_POINTER (TWIM + 0x544u)
#define TWIM_TX_MOST (TWIM + 0x548u)
#define TWIM_ADDRESS (TWIM + 0x588u)

enum {
    TWIM_IRQ = 4,
    TWIM_ON = 6u,
    TWIM_390_KHZ = 0x06200000u, /* erratum 219: at 400 kHz the clock is low for too short a time */
    TWIM_TX_THEN_RX = 1u << 7,
    TWIM_TX_THEN_STOP = 1u << 9,
    TWIM_RX_THEN_STOP = 1u << 12,
    TWIM_ENDS = 1u << 1 | 1u << 9, /* stopped, error */
};

static const uint32_t ALL = UINT32_MAX;
static const uint32_t TIMEOUT_US = 1000;
static const uint32_t HALF_CLOCK_US = 5;

static uint8_t sent[2];
static uint8_t received[KD_I2C_MOST];
static uint8_t has_failed;
static void (*listener)(void);

static void pass(uint32_t us)
{
    for (const uint32_t start_us = kd_alarm_now_us(); kd_alarm_now_us() - start_us < us;) {
    }
}

/* A device that a restart has cut off in the middle of a byte lets go of the bus when it is clocked to its end. */
static int32_t free_bus(const kd_nrf5_bus_t *bus)
{
    KD_WRITE(KD_PIN_CONFIGURATION(bus->sda_pin), KD_PIN_OPEN_DRAIN);
    KD_WRITE(KD_PIN_SET_HIGH(bus->scl_pin), KD_PIN_BIT(bus->scl_pin));
    KD_WRITE(KD_PIN_CONFIGURATION(bus->scl_pin), KD_PIN_OPEN_DRAIN_DRIVEN);
    pass(HALF_CLOCK_US);
    for (int32_t clock = 0; clock < 9 && (KD_READ(KD_PIN_LEVELS(bus->sda_pin)) & KD_PIN_BIT(bus->sda_pin)) == 0u;
         ++clock) {
        KD_WRITE(KD_PIN_SET_LOW(bus->scl_pin), KD_PIN_BIT(bus->scl_pin));
        pass(HALF_CLOCK_US);
        KD_WRITE(KD_PIN_SET_HIGH(bus->scl_pin), KD_PIN_BIT(bus->scl_pin));
        pass(HALF_CLOCK_US);
    }
    KD_WRITE(KD_PIN_CONFIGURATION(bus->scl_pin), KD_PIN_OPEN_DRAIN);
    return (KD_READ(KD_PIN_LEVELS(bus->sda_pin)) & KD_PIN_BIT(bus->sda_pin)) != 0u;
}

int32_t kd_i2c_start(uint8_t address)
{
    const kd_nrf5_bus_t *const bus = kd_nrf5.sensors;
    KD_WRITE(TWIM_INTERRUPT_CLEAR, ALL);
    KD_WRITE(TWIM_ENABLE, 0u); /* whatever was under way is given up */
    if (!free_bus(bus)) {
        return 0;
    }
    KD_WRITE(TWIM_SCL_PIN, bus->scl_pin);
    KD_WRITE(TWIM_SDA_PIN, bus->sda_pin);
    KD_WRITE(TWIM_FREQUENCY, TWIM_390_KHZ);
    KD_WRITE(TWIM_ADDRESS, address);
    KD_WRITE(TWIM_ENABLE, TWIM_ON);
    return 1;
}

/* Send the first `out` bytes of `sent`, then receive `in`. */
static void transfer(uint32_t out, uint32_t in)
{
    has_failed = 0;
    KD_WRITE(TWIM_STOPPED, 0u);
    KD_WRITE(TWIM_ERROR, 0u);
    KD_WRITE(TWIM_ERROR_SOURCE, ALL); /* it is cleared by ones */
    KD_WRITE(TWIM_TX_POINTER, (uint32_t)(uintptr_t)sent);
    KD_WRITE(TWIM_TX_MOST, out);
    KD_WRITE(TWIM_RX_POINTER, (uint32_t)(uintptr_t)received);
    KD_WRITE(TWIM_RX_MOST, in);
    KD_WRITE(TWIM_SHORTCUTS, in == 0u ? (uint32_t)TWIM_TX_THEN_STOP : (uint32_t)TWIM_TX_THEN_RX | TWIM_RX_THEN_STOP);
    KD_DMA_BARRIER();
    KD_WRITE(TWIM_START_TX, 1u);
}

/* 1 if the transfer has ended.  A device that does not take part is an error, after which the bus must be stopped. */
static int32_t has_ended(void)
{
    if (KD_READ(TWIM_ERROR) != 0u) {
        KD_WRITE(TWIM_ERROR, 0u);
        has_failed = 1;
        KD_WRITE(TWIM_STOP, 1u);
    }
    if (KD_READ(TWIM_STOPPED) == 0u) {
        return 0;
    }
    KD_WRITE(TWIM_STOPPED, 0u);
    return 1;
}

static int32_t finish(void)
{
    const uint32_t start_us = kd_alarm_now_us();
    while (!has_ended()) {
        if (kd_alarm_now_us() - start_us > TIMEOUT_US) {
            return 0;
        }
    }
    return !has_failed;
}

int32_t kd_i2c_write(uint8_t number, uint8_t value)
{
    sent[0] = number;
    sent[1] = value;
    transfer(2u, 0u);
    return finish();
}

int32_t kd_i2c_read(uint8_t number, uint8_t *value)
{
    kd_i2c_request(number, 1u);
    return finish() && kd_i2c_answer(value, 1u);
}

void kd_i2c_listen(void (*on_end)(void))
{
    listener = on_end;
    KD_WRITE(TWIM_INTERRUPT_SET, TWIM_ENDS);
    kd_irq_enable(TWIM_IRQ);
}

void kd_i2c_request(uint8_t number, uint8_t count)
{
    sent[0] = number;
    transfer(1u, count);
}

int32_t kd_i2c_answer(uint8_t *bytes, uint8_t count)
{
    if (has_failed || KD_READ(TWIM_RX_AMOUNT) != count) {
        return 0;
    }
    KD_DMA_BARRIER();
    memcpy(bytes, received, count);
    return 1;
}

void kd_nrf5_i2c_interrupt(int32_t irq)
{
    if (irq == TWIM_IRQ && has_ended()) {
        listener();
    }
}

void kd_nrf5_sensors_interrupt(int32_t irq)
{
    kd_nrf5_alarm_interrupt(irq);
    kd_nrf5_i2c_interrupt(irq);
}
