/* ST's STM32F4 chips: PLL, a USART, USB, and SysTick for time.
 *
 * A board.c defines the clock that it wants, includes the header of its chip, which refuses what the chip cannot do,
 * and fills in a kd_stm32f4_board:
 *
 *     #define KD_CORE_MHZ 96
 *     #define KD_CRYSTAL_MHZ 8
 *     #include "kd_stm32f411.h"
 *
 *     const kd_stm32f4_board_t kd_stm32f4 = {
 *         .clock = KD_STM32F4_CLOCK,
 *         .uart = KD_STM32F4_USART2,
 *         .port = KD_STM32F4_PORT_A,
 *         .tx_pin = 2u,
 *         .rx_pin = 3u,
 *     };
 */
#ifndef KD_STM32F4_H
#define KD_STM32F4_H

#include <stdint.h>

#include "kd_serial.h"

#define KD_STM32F4_BAUD UINT32_C(921600)

#define KD_STM32F4_USB_IRQ 67

/* How the chip is clocked, as the registers want it: KD_STM32F4_CLOCK of the chip's header. */
typedef struct {
    uint32_t core_hz;
    uint32_t crystal_mhz;
    uint32_t crystal_is_clock; /* 1: another chip gives a clock in the crystal's place */
    uint32_t pll;              /* of RCC_PLLCFGR, without source and divider of the input */
    uint32_t bus_dividers;     /* of RCC_CFGR */
    uint32_t wait_states;      /* of the flash */
    uint32_t regulator;        /* of PWR_CR: the voltage for full speed */
    uint32_t over_drive;       /* 1: the regulator's over-drive is needed, too */
    uint32_t usb_hz;           /* what USB gets; it works with 48 MHz */
} kd_stm32f4_clock_t;

/* A serial port of the chip: KD_STM32F4_USART1, 2 or 3. */
typedef struct {
    uint32_t base;
    int32_t irq;
    uint32_t enable; /* address of the register that gives it a clock */
    uint32_t enable_bit;
    uint32_t clock_hz;
    uint32_t function; /* of its pins */
} kd_stm32f4_uart_t;

/* Ports of pins. */
enum { KD_STM32F4_PORT_A, KD_STM32F4_PORT_B, KD_STM32F4_PORT_C, KD_STM32F4_PORT_D };

/* What a board has decided. */
typedef struct {
    kd_stm32f4_clock_t clock;
    kd_stm32f4_uart_t uart;
    uint32_t port; /* that the pins of the serial port belong to */
    uint32_t tx_pin;
    uint32_t rx_pin;
    const kd_port_t *usb; /* &kd_usb_port of a board with a connector at PA11 and PA12, else NULL */
    const char *name;     /* what it then calls itself */
} kd_stm32f4_board_t;

/* The board gives it. */
extern const kd_stm32f4_board_t kd_stm32f4;

#endif
