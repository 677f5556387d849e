/* The STM32F4's full-speed USB controller on PA11 and PA12: ST's RM0090 and RM0383, "OTG_FS".  Packets pass through queues
 * of words: one for all that comes, one for each endpoint that sends. */
#include "kd_cortex_m.h"
#include "kd_stm32f4.h"
#include "kd_usb_controller.h"
#include "kd_usb_device.h"

#define USB 0x50000000u
#define RCC_AHB1_ENABLE 0x40023830u
#define RCC_AHB2_ENABLE 0x40023834u
#define PORT_A 0x40020000u
#define PORT_MODE (PORT_A + 0x00u)
#define PORT_SPEED (PORT_A + 0x08u)
#define PORT_FUNCTION_HIGH (PORT_A + 0x24u)

#define AHB_CONTROL (USB + 0x008u)
#define CORE_CONTROL (USB + 0x00Cu)
#define RESETS (USB + 0x010u)
#define STATUS (USB + 0x014u)
#define INTERRUPTS (USB + 0x018u)
#define QUEUE_STATUS (USB + 0x020u)
#define QUEUE_SIZE (USB + 0x024u)
#define CONTROL_QUEUE (USB + 0x028u)
#define PHY_CONTROL (USB + 0x038u)
#define IN_QUEUE(endpoint) (USB + 0x104u + 4u * ((endpoint) - 1u)) /* from endpoint 1 on */
#define DEVICE (USB + 0x800u)
#define DEVICE_CONTROL (USB + 0x804u)
#define IN_INTERRUPTS (USB + 0x810u)
#define OUT_INTERRUPTS (USB + 0x814u)
#define ENDPOINT_STATUS (USB + 0x818u)
#define ENDPOINT_INTERRUPTS (USB + 0x81Cu)
#define POWER_CONTROL (USB + 0xE00u)

#define IN_CONTROL(endpoint) (USB + 0x900u + 0x20u * (endpoint))
#define IN_STATUS(endpoint) (USB + 0x908u + 0x20u * (endpoint))
#define IN_SIZE(endpoint) (USB + 0x910u + 0x20u * (endpoint))
#define OUT_CONTROL(endpoint) (USB + 0xB00u + 0x20u * (endpoint))
#define OUT_STATUS(endpoint) (USB + 0xB08u + 0x20u * (endpoint))
#define OUT_SIZE(endpoint) (USB + 0xB10u + 0x20u * (endpoint))
#define QUEUE(endpoint) (USB + 0x1000u * ((endpoint) + 1u))

enum {
    AHB1_PORT_A = 1u << 0,
    AHB2_USB = 1u << 7,
    FIRST_PIN = 11u,
    FUNCTION_USB = 10u,
    AHB_INTERRUPTS = 1u << 0,
    CORE_FULL_SPEED_PHY = 1u << 6,
    CORE_TURNAROUND = 6u << 10, /* for a bus of more than 32 MHz */
    CORE_IS_DEVICE = 1u << 30,
    RESET_CORE = 1u << 0,
    RESET_IN_QUEUES = 1u << 4,
    RESET_OUT_QUEUE = 1u << 5,
    RESET_QUEUE_SHIFT = 6u,
    RESET_EVERY_QUEUE = 16u,
    PHY_ON = 1u << 16,
    PHY_IGNORES_VOLTAGE = 1u << 21, /* of the bus: not every board shows it to the chip */
    STATUS_IS_HOST = 1u << 0,
    STATUS_QUEUE = 1u << 4,
    STATUS_SUSPENDED = 1u << 11,
    STATUS_RESET = 1u << 12,
    STATUS_ENUMERATED = 1u << 13,
    STATUS_IN = 1u << 18,
    STATUS_OUT = 1u << 19,
    DEVICE_FULL_SPEED = 3u,
    DEVICE_ADDRESS_SHIFT = 4u,
    DEVICE_ADDRESS = 0x7Fu << DEVICE_ADDRESS_SHIFT,
    CONTROL_DISCONNECTED = 1u << 1,
    ENDPOINT_DONE = 1u << 0,
    ENDPOINT_DISABLED = 1u << 1,
    ENDPOINT_SETUP = 1u << 3,
    ENDPOINT_ACTIVE = 1u << 15,
    ENDPOINT_TYPE_SHIFT = 18u,
    ENDPOINT_QUEUE_SHIFT = 22u,
    ENDPOINT_STALL = 1u << 21,
    ENDPOINT_TAKE = 1u << 26, /* clear NAK */
    ENDPOINT_WAIT = 1u << 27, /* set NAK */
    ENDPOINT_DATA0 = 1u << 28,
    ENDPOINT_DISABLE = 1u << 30,
    SIZE_ONE_PACKET = 1u << 19,
    SIZE_SETUPS = 3u << 29,
    ARRIVED_DATA = 2u,
    ARRIVED_SETUP = 6u,
    BULK = 2u,
    INTERRUPT = 3u,
    NOTICE_BYTES = 8u,
    QUEUE_WORDS = 128u,
    TRIES = 100000,
    ENDPOINTS = 3,
};

static const uint32_t PACKET_WORDS = KD_USB_PACKET / 4;
static const uint32_t ENDPOINT_ON = UINT32_C(1) << 31;
static const uint32_t STATUS_RESUMED = UINT32_C(1) << 31;
static const uint32_t RESET_IDLE = UINT32_C(1) << 31;

/* What has come: the packets of the control and the data endpoint, and a request. */
static uint8_t packets[ENDPOINTS][KD_USB_PACKET];
static int32_t sizes[ENDPOINTS];
static uint8_t setup[8];

/* Returns 1 if the bits have the value within a time that is long for them. */
static int32_t await(uint32_t reg, uint32_t mask, uint32_t value)
{
    for (int32_t tries = 0; tries < TRIES; ++tries) {
        if ((KD_READ(reg) & mask) == value) {
            return 1;
        }
    }
    return 0;
}

static void set_bits(uint32_t reg, uint32_t bits)
{
    KD_WRITE(reg, KD_READ(reg) | bits);
}

static void clear_bits(uint32_t reg, uint32_t bits)
{
    KD_WRITE(reg, KD_READ(reg) & ~bits);
}

static void flush(uint32_t queue)
{
    KD_WRITE(RESETS, RESET_OUT_QUEUE | queue << RESET_QUEUE_SHIFT);
    await(RESETS, RESET_OUT_QUEUE, 0u);
}

static void flush_all(void)
{
    flush(RESET_EVERY_QUEUE);
    KD_WRITE(RESETS, RESET_IN_QUEUES);
    await(RESETS, RESET_IN_QUEUES, 0u);
}

/* Take a packet back that waits to be sent. */
static void withdraw(uint32_t endpoint)
{
    if ((KD_READ(IN_CONTROL(endpoint)) & ENDPOINT_ON) == 0u) {
        return;
    }
    set_bits(IN_CONTROL(endpoint), ENDPOINT_WAIT | ENDPOINT_DISABLE);
    await(IN_STATUS(endpoint), ENDPOINT_DISABLED, ENDPOINT_DISABLED);
    KD_WRITE(IN_STATUS(endpoint), ENDPOINT_DISABLED | ENDPOINT_DONE);
    flush(endpoint);
}

void kd_usb_controller_send(uint8_t endpoint, const uint8_t *bytes, int32_t size)
{
    KD_WRITE(IN_SIZE(endpoint), SIZE_ONE_PACKET | (uint32_t)size);
    set_bits(IN_CONTROL(endpoint), ENDPOINT_ON | ENDPOINT_TAKE);
    for (int32_t i = 0; i < size; i += 4) {
        uint32_t word = 0;
        for (int32_t byte = 0; byte < 4 && i + byte < size; ++byte) {
            word |= (uint32_t)bytes[i + byte] << (8 * byte);
        }
        KD_WRITE(QUEUE(endpoint), word);
    }
}

void kd_usb_controller_receive(uint8_t endpoint)
{
    if ((KD_READ(OUT_CONTROL(endpoint)) & ENDPOINT_ON) != 0u) {
        return;
    }
    KD_WRITE(OUT_SIZE(endpoint), (endpoint == KD_USB_CONTROL ? SIZE_SETUPS : 0u) | SIZE_ONE_PACKET | KD_USB_PACKET);
    set_bits(OUT_CONTROL(endpoint), ENDPOINT_ON | ENDPOINT_TAKE);
}

void kd_usb_controller_accept(void)
{
    kd_usb_controller_send(KD_USB_CONTROL, 0, 0);
}

void kd_usb_controller_conclude(void)
{
    kd_usb_controller_receive(KD_USB_CONTROL);
}

void kd_usb_controller_refuse(void)
{
    set_bits(IN_CONTROL(KD_USB_CONTROL), ENDPOINT_STALL);
    set_bits(OUT_CONTROL(KD_USB_CONTROL), ENDPOINT_STALL);
}

/* The controller itself uses the new address only after the answer. */
void kd_usb_controller_set_address(uint8_t address)
{
    clear_bits(DEVICE, DEVICE_ADDRESS);
    set_bits(DEVICE, (uint32_t)address << DEVICE_ADDRESS_SHIFT);
    kd_usb_controller_accept();
}

void kd_usb_controller_halt(uint8_t address, int32_t halted)
{
    const uint32_t endpoint = address & 0xFu;
    const uint32_t control = (address & KD_USB_IN) != 0u ? IN_CONTROL(endpoint) : OUT_CONTROL(endpoint);
    if ((address & KD_USB_IN) != 0u) {
        withdraw(endpoint);
    }
    if (halted) {
        set_bits(control, ENDPOINT_STALL);
    } else {
        clear_bits(control, ENDPOINT_STALL);
        set_bits(control, ENDPOINT_DATA0);
    }
}

static void begin(uint32_t control, uint32_t type, uint32_t queue, uint32_t bytes)
{
    clear_bits(control, ENDPOINT_STALL);
    KD_WRITE(control, ENDPOINT_ACTIVE | ENDPOINT_DATA0 | ENDPOINT_WAIT | type << ENDPOINT_TYPE_SHIFT |
                          queue << ENDPOINT_QUEUE_SHIFT | bytes);
}

static void end_out(uint32_t endpoint)
{
    if ((KD_READ(OUT_CONTROL(endpoint)) & ENDPOINT_ON) != 0u) {
        set_bits(OUT_CONTROL(endpoint), ENDPOINT_WAIT | ENDPOINT_DISABLE);
        await(OUT_STATUS(endpoint), ENDPOINT_DISABLED, ENDPOINT_DISABLED);
        KD_WRITE(OUT_STATUS(endpoint), ENDPOINT_DISABLED | ENDPOINT_DONE);
    }
    KD_WRITE(OUT_CONTROL(endpoint), 0u);
}

void kd_usb_controller_configure(int32_t on)
{
    withdraw(KD_USB_NOTICES);
    withdraw(KD_USB_DATA);
    end_out(KD_USB_DATA);
    if (!on) {
        KD_WRITE(IN_CONTROL(KD_USB_NOTICES), 0u);
        KD_WRITE(IN_CONTROL(KD_USB_DATA), 0u);
        return;
    }
    begin(IN_CONTROL(KD_USB_NOTICES), INTERRUPT, KD_USB_NOTICES, NOTICE_BYTES);
    begin(IN_CONTROL(KD_USB_DATA), BULK, KD_USB_DATA, KD_USB_PACKET);
    begin(OUT_CONTROL(KD_USB_DATA), BULK, 0u, KD_USB_PACKET);
}

static void read_queue(uint8_t *into, int32_t size, int32_t most)
{
    uint32_t word = 0;
    for (int32_t i = 0; i < size; ++i) {
        word = i % 4 == 0 ? KD_READ(QUEUE(0u)) : word >> 8;
        if (i < most) {
            into[i] = (uint8_t)word;
        }
    }
}

static void take_arrived(void)
{
    const uint32_t entry = KD_READ(QUEUE_STATUS);
    const uint32_t endpoint = entry & 0xFu;
    const int32_t size = (int32_t)(entry >> 4 & 0x7FFu);
    const uint32_t kind = entry >> 17 & 0xFu;
    if (kind == ARRIVED_SETUP) {
        read_queue(setup, size, (int32_t)sizeof setup);
    } else if (kind == ARRIVED_DATA && endpoint < ENDPOINTS) {
        read_queue(packets[endpoint], size, KD_USB_PACKET);
        sizes[endpoint] = size < KD_USB_PACKET ? size : KD_USB_PACKET;
    }
}

static void follow_out(uint8_t endpoint)
{
    const uint32_t status = KD_READ(OUT_STATUS(endpoint));
    KD_WRITE(OUT_STATUS(endpoint), status);
    if ((status & ENDPOINT_DONE) != 0u) {
        kd_usb_on_received(endpoint, packets[endpoint], sizes[endpoint]);
    }
    if (endpoint == KD_USB_CONTROL && (status & ENDPOINT_SETUP) != 0u) {
        withdraw(KD_USB_CONTROL);
        KD_WRITE(OUT_SIZE(KD_USB_CONTROL), SIZE_SETUPS | SIZE_ONE_PACKET | KD_USB_PACKET);
        kd_usb_on_setup(setup);
    }
}

static void follow_in(uint8_t endpoint)
{
    const uint32_t status = KD_READ(IN_STATUS(endpoint));
    KD_WRITE(IN_STATUS(endpoint), status);
    if ((status & ENDPOINT_DONE) != 0u) {
        kd_usb_on_sent(endpoint);
    }
}

/* What came before it is nobody's any more: a host lets 10 ms pass before it says something new. */
static void take_reset(void)
{
    kd_usb_controller_configure(0);
    withdraw(KD_USB_CONTROL);
    flush_all();
    clear_bits(DEVICE, DEVICE_ADDRESS);
    KD_WRITE(OUT_SIZE(KD_USB_CONTROL), SIZE_SETUPS | SIZE_ONE_PACKET | KD_USB_PACKET);
    kd_usb_on_reset();
}

void kd_usb_controller_poll(void)
{
    const uint32_t status = KD_READ(STATUS) & KD_READ(INTERRUPTS);
    KD_WRITE(STATUS, status & (STATUS_RESET | STATUS_ENUMERATED | STATUS_SUSPENDED | STATUS_RESUMED));
    if ((status & STATUS_RESET) != 0u) {
        take_reset();
    }
    if ((status & STATUS_SUSPENDED) != 0u) {
        kd_usb_on_suspend();
    }
    if ((status & STATUS_RESUMED) != 0u) {
        kd_usb_on_resume();
    }
    while ((KD_READ(STATUS) & STATUS_QUEUE) != 0u) {
        take_arrived();
    }
    const uint32_t endpoints = KD_READ(ENDPOINT_STATUS) & KD_READ(ENDPOINT_INTERRUPTS);
    for (uint8_t endpoint = 0; endpoint < ENDPOINTS; ++endpoint) {
        if ((endpoints >> endpoint & 1u) != 0u) {
            follow_in(endpoint);
        }
    }
    for (uint8_t endpoint = 0; endpoint < ENDPOINTS; ++endpoint) {
        if ((endpoints >> (16u + endpoint) & 1u) != 0u) {
            follow_out(endpoint);
        }
    }
}

static void connect_pins(void)
{
    set_bits(RCC_AHB1_ENABLE, AHB1_PORT_A);
    set_bits(RCC_AHB2_ENABLE, AHB2_USB);
    for (uint32_t pin = FIRST_PIN; pin <= FIRST_PIN + 1u; ++pin) {
        clear_bits(PORT_FUNCTION_HIGH, 0xFu << 4u * (pin - 8u));
        set_bits(PORT_FUNCTION_HIGH, (uint32_t)FUNCTION_USB << 4u * (pin - 8u));
        set_bits(PORT_SPEED, 3u << 2u * pin);
        clear_bits(PORT_MODE, 3u << 2u * pin);
        set_bits(PORT_MODE, 2u << 2u * pin);
    }
}

static void start_endpoints(void)
{
    KD_WRITE(QUEUE_SIZE, QUEUE_WORDS);
    KD_WRITE(CONTROL_QUEUE, PACKET_WORDS << 16 | QUEUE_WORDS);
    KD_WRITE(IN_QUEUE(KD_USB_NOTICES), PACKET_WORDS << 16 | (QUEUE_WORDS + PACKET_WORDS));
    KD_WRITE(IN_QUEUE(KD_USB_DATA), PACKET_WORDS << 16 | (QUEUE_WORDS + 2u * PACKET_WORDS));
    flush_all();
    KD_WRITE(IN_INTERRUPTS, ENDPOINT_DONE);
    KD_WRITE(OUT_INTERRUPTS, ENDPOINT_DONE | ENDPOINT_SETUP);
    KD_WRITE(ENDPOINT_INTERRUPTS, 7u | 5u << 16);
}

void kd_usb_controller_start(void)
{
    connect_pins();
    set_bits(CORE_CONTROL, CORE_FULL_SPEED_PHY);
    if (!await(RESETS, RESET_IDLE, RESET_IDLE)) {
        return; /* there is no such controller: an emulator */
    }
    KD_WRITE(RESETS, RESET_CORE);
    await(RESETS, RESET_CORE, 0u);
    KD_WRITE(PHY_CONTROL, PHY_ON | PHY_IGNORES_VOLTAGE);
    KD_WRITE(CORE_CONTROL, CORE_FULL_SPEED_PHY | CORE_TURNAROUND | CORE_IS_DEVICE);
    await(STATUS, STATUS_IS_HOST, 0u);
    KD_WRITE(DEVICE_CONTROL, CONTROL_DISCONNECTED);
    KD_WRITE(POWER_CONTROL, 0u);
    KD_WRITE(DEVICE, DEVICE_FULL_SPEED);
    start_endpoints();
    KD_WRITE(STATUS, UINT32_MAX);
    KD_WRITE(INTERRUPTS, STATUS_QUEUE | STATUS_SUSPENDED | STATUS_RESET | STATUS_ENUMERATED | STATUS_IN | STATUS_OUT |
                             STATUS_RESUMED);
    KD_WRITE(AHB_CONTROL, AHB_INTERRUPTS);
    kd_irq_enable(KD_STM32F4_USB_IRQ);
    KD_WRITE(DEVICE_CONTROL, 0u);
}

void kd_usb_controller_stop(void)
{
    KD_WRITE(DEVICE_CONTROL, CONTROL_DISCONNECTED);
}
