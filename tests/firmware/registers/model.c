/* Just enough of the STM32F4's and the nRF5's clocks to start a board on a host.  Prints every register that the
 * driver has written, as it is in the end: one line of address and value.  Address 0 is 1 if the chip's USB is used. */
#include "model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kd_board.h"
#include "kd_usb_port.h"

#define RCC 0x40023800u
#define POWER 0x40007000u
#define POWER_VOLTAGE (3u << 14)
#define OVER_DRIVE (1u << 16)
#define OVER_DRIVE_IN_USE (1u << 17)
#define NRF_CRYSTAL_STARTED 0x40000100u
#define NRF_RETAINED 0x4000051Cu

#define RCC_APB2_ENABLE (RCC + 0x44u)
#define MEMORY_AT_0 0x40013800u

enum { MOST = 64 };

static struct {
    uintptr_t address;
    volatile uint32_t value;
} registers[MOST];
static int count;
static int crystal_works;

/* Memory of the chip's maker: numbers, and a boot loader. */
static int is_read_only(uintptr_t address)
{
    return (address >= 0x10000060u && address < 0x10000068u) || (address >= 0x1FFF0000u && address < 0x20000000u);
}

static volatile uint32_t *find(uintptr_t address)
{
    for (int i = 0; i < count; ++i) {
        if (registers[i].address == address) {
            return &registers[i].value;
        }
    }
    if (count == MOST) {
        exit(2);
    }
    registers[count].address = address;
    registers[count].value = is_read_only(address) ? (uint32_t)address : 0u;
    return &registers[count++].value;
}

static void follow(volatile uint32_t *reg, uint32_t on, uint32_t ready)
{
    *reg = (*reg & on) != 0u ? *reg | ready : *reg & ~ready;
}

/* It is ready, and later in use, only once the driver has looked. */
static void follow_over_drive(void)
{
    *find(POWER + 4u) = *find(POWER) & (OVER_DRIVE | OVER_DRIVE_IN_USE);
}

static void check_over_drive(int runs_on_pll, uint32_t core_mhz)
{
    const uint32_t wanted = *find(POWER) & (OVER_DRIVE | OVER_DRIVE_IN_USE);
    const uint32_t is = *find(POWER + 4u);
    if ((wanted & OVER_DRIVE_IN_USE) != 0u && (is & OVER_DRIVE) == 0u) {
        fprintf(stderr, "over-drive is switched to before it is ready\n");
        exit(6);
    }
    if (runs_on_pll && wanted != is) {
        fprintf(stderr, "over-drive is switched while the core runs on the PLL\n");
        exit(7);
    }
    if (runs_on_pll && core_mhz > 168u && is != (OVER_DRIVE | OVER_DRIVE_IN_USE)) {
        fprintf(stderr, "the core is faster than its voltage allows\n");
        exit(8);
    }
}

/* What the hardware has done since the last access. */
static void react(void)
{
    static uint32_t settings;
    static uint32_t regulator;
    volatile uint32_t *const control = find(RCC);
    volatile uint32_t *const configuration = find(RCC + 8u);
    follow(control, 1u << 0, 1u << 1);
    follow(control, 1u << 16, crystal_works ? 1u << 17 : 0u);
    const uint32_t pll_was_on = *control & 1u << 25;
    if (pll_was_on != 0u && *find(RCC + 4u) != settings) {
        fprintf(stderr, "the PLL is set while it runs\n");
        exit(3);
    }
    if (pll_was_on != 0u && ((*find(POWER) ^ regulator) & POWER_VOLTAGE) != 0u) {
        fprintf(stderr, "the regulator is set while the PLL runs\n");
        exit(5);
    }
    settings = *find(RCC + 4u);
    regulator = *find(POWER);
    follow(control, 1u << 24, 1u << 25);
    *configuration = (*configuration & ~(3u << 2)) | (*configuration & 3u) << 2;
    const uint32_t core_mhz = (settings >> 6 & 0x1FFu) / 2u;
    if ((*configuration & 3u) == 2u && core_mhz > 30u * ((*find(0x40023C00u) & 7u) + 1u)) {
        fprintf(stderr, "the core is faster than the flash can follow\n");
        exit(4);
    }
    check_over_drive((*configuration & 3u) == 2u, core_mhz);
    *find(NRF_CRYSTAL_STARTED) |= *find(0x40000000u);
}

/* Errata, "Delay after an RCC peripheral clock enabling": a read lies between a device's clock and the first write to it. */
static void check_delay(uintptr_t address)
{
    static uintptr_t before[2];
    if (address == MEMORY_AT_0 && (before[0] != RCC_APB2_ENABLE || before[1] != RCC_APB2_ENABLE)) {
        fprintf(stderr, "a device is written to before its clock has reached it\n");
        exit(9);
    }
    before[0] = before[1];
    before[1] = address;
}

volatile uint32_t *kd_model_register(uintptr_t address)
{
    check_delay(address);
    react();
    if (address == POWER + 4u) {
        follow_over_drive();
    }
    return find(address);
}

static int uses_usb;

void kd_serial_received(uint8_t byte)
{
    (void)byte;
}

const kd_port_t kd_usb_port;

/* The chip's number is all of its words, in order; these hold their own addresses. */
void kd_serial_add(const kd_port_t *port, const char *product, const uint32_t *unique, int32_t words)
{
    uses_usb = port == &kd_usb_port && product != NULL && words >= 2;
    for (int32_t word = 0; word < words; ++word) {
        uses_usb = uses_usb && unique[word] == unique[0] + 4u * (uint32_t)word;
    }
    uses_usb = uses_usb && (unique[0] == (words == 3 ? 0x1FFF7A10u : 0x10000060u));
}

void kd_board_serial_end(void)
{
}

static void print_all(void)
{
    react();
    printf("00000000 %08x\n", uses_usb);
    for (int i = 0; i < count; ++i) {
        printf("%08lx %08lx\n", (unsigned long)registers[i].address, (unsigned long)registers[i].value);
    }
}

/* How a board ends that enters its boot loader; kd_start.h has another main(). */
void kd_restart(void) __attribute__((noreturn));
void kd_start_other(uint32_t vectors) __attribute__((noreturn));

/* Only what the chip itself keeps is there after it, and RAM. */
void kd_restart(void)
{
    static int restarts;
    if (++restarts == 1) {
        const uint32_t retained = *find(NRF_RETAINED);
        count = 0;
        *find(NRF_RETAINED) = retained;
        kd_board_start();
    }
    print_all();
    exit(0);
}

/* Address 4 is where the other program begins. */
void kd_start_other(uint32_t vectors)
{
    print_all();
    printf("00000004 %08x\n", vectors);
    exit(0);
}

/* Arguments: "crystal" if it works, "loaded" if a boot loader has left the PLL on, "boot" to enter the boot loader. */
int main(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        crystal_works |= strcmp(argv[i], "crystal") == 0;
        if (strcmp(argv[i], "loaded") == 0) {
            *find(RCC) = crystal_works ? 0x03030083u : 0x03000083u;
            *find(RCC + 8u) = 2u << 2 | 2u;
            *find(0x40023C00u) = 5u;
        }
    }
    kd_board_start();
    kd_board_wake_every_ms(100u);
    if (argc > 1 && strcmp(argv[1], "boot") == 0) {
        kd_board_start_boot_loader();
    }
    print_all();
    return 0;
}
