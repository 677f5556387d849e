/*
 * What the boot ROM runs first, from a copy in RAM: set the flash up so that code runs in place, then start the
 * image behind.  The ROM reads the flash one bit at a time at a slow clock; four bits at 62.5 MHz are about 15
 * times as fast, and the network's weights are fetched that way.
 *
 * For flash chips with Winbond's W25Q commands, as on the Pico: four-bit reading is enabled by bit 1 of status
 * register 2, and a read (0xEB) whose mode byte is 0xA0 lets all following ones begin with the address.
 * Registers: RP2040 Datasheet, "SSI"; commands: the W25Q16JV's datasheet.
 */

/* No compiled code: it must not depend on where it lies, nor exceed 252 bytes. */
__attribute__((naked, used, section(".boot2"))) void kd_boot2(void);

__attribute__((naked, used, section(".boot2"))) void kd_boot2(void)
{
    __asm__ volatile(
        /* Pads: a strong, fast clock; data inputs without hysteresis, which would delay them. */
        "ldr  r0, =0x40020000\n\t"
        "movs r1, #0x21\n\t"
        "str  r1, [r0, #4]\n\t"
        "movs r2, #2\n\t"
        "ldr  r1, [r0, #8]\n\t"
        "bics r1, r2\n\t"
        "str  r1, [r0, #8]\n\t"
        "str  r1, [r0, #12]\n\t"
        "str  r1, [r0, #16]\n\t"
        "str  r1, [r0, #20]\n\t"

        /* One bit wide, bytes both ways, the core's clock / 2, sampled one cycle late. */
        "ldr  r3, =0x18000000\n\t"
        "movs r4, #0\n\t"
        "movs r5, #1\n\t"
        "str  r4, [r3, #0x08]\n\t" /* SSIENR: off */
        "str  r5, [r3, #0x10]\n\t" /* SER */
        "movs r1, #2\n\t"
        "str  r1, [r3, #0x14]\n\t" /* BAUDR */
        "movs r2, #0xF0\n\t"
        "str  r5, [r3, r2]\n\t" /* RX_SAMPLE_DLY */
        "ldr  r1, =0x00070000\n\t"
        "str  r1, [r3, #0x00]\n\t" /* CTRLR0 */
        "str  r5, [r3, #0x08]\n\t"

        /* Enable four-bit reading, once in the life of the chip. */
        "movs r0, #0x35\n\t"
        "bl   3f\n\t"
        "movs r1, #2\n\t"
        "tst  r0, r1\n\t"
        "bne  1f\n\t"
        "movs r0, #0x06\n\t" /* write enable */
        "str  r0, [r3, #0x60]\n\t"
        "bl   4f\n\t"
        "ldr  r0, [r3, #0x60]\n\t"
        "str  r5, [r3, #0x60]\n\t" /* write status: register 1, register 2 */
        "str  r4, [r3, #0x60]\n\t"
        "str  r1, [r3, #0x60]\n\t"
        "bl   4f\n\t"
        "ldr  r0, [r3, #0x60]\n\t"
        "ldr  r0, [r3, #0x60]\n\t"
        "ldr  r0, [r3, #0x60]\n"
        "2:\n\t" /* until it is written */
        "movs r0, #0x05\n\t"
        "bl   3f\n\t"
        "tst  r0, r5\n\t"
        "bne  2b\n"

        /* One read with its command, then none: 32 bits of address and mode, 4 cycles of pause, 32 bits of data. */
        "1:\n\t"
        "str  r4, [r3, #0x08]\n\t"
        "ldr  r1, =0x005F0300\n\t"
        "str  r1, [r3, #0x00]\n\t"
        "str  r4, [r3, #0x04]\n\t" /* CTRLR1 */
        "ldr  r1, =0x00002221\n\t"
        "movs r6, #0xF4\n\t"
        "str  r1, [r3, r6]\n\t" /* SPI_CTRLR0 */
        "str  r5, [r3, #0x08]\n\t"
        "movs r0, #0xEB\n\t"
        "str  r0, [r3, #0x60]\n\t"
        "movs r0, #0xA0\n\t"
        "str  r0, [r3, #0x60]\n\t"
        "bl   4f\n\t"
        "str  r4, [r3, #0x08]\n\t"
        "ldr  r1, =0xA0002022\n\t"
        "str  r1, [r3, r6]\n\t"
        "str  r5, [r3, #0x08]\n\t"

        /* The image's own vector table. */
        "ldr  r0, =0x10000100\n\t"
        "ldr  r1, =0xE000ED08\n\t"
        "str  r0, [r1]\n\t"
        "ldmia r0!, {r1, r2}\n\t"
        "msr  msp, r1\n\t"
        "bx   r2\n"

        /* r0 = the status register that command r0 reads; keeps r3 to r6. */
        "3:\n\t"
        "mov  r7, lr\n\t"
        "str  r0, [r3, #0x60]\n\t"
        "str  r0, [r3, #0x60]\n\t"
        "bl   4f\n\t"
        "ldr  r0, [r3, #0x60]\n\t"
        "ldr  r0, [r3, #0x60]\n\t"
        "bx   r7\n"

        /* Wait until everything is sent; keeps all but r0 and r2. */
        "4:\n\t"
        "ldr  r0, [r3, #0x28]\n\t" /* SR: bit 2 nothing to send, bit 0 busy */
        "movs r2, #5\n\t"
        "ands r0, r2\n\t"
        "cmp  r0, #4\n\t"
        "bne  4b\n\t"
        "bx   lr\n\t"
        ".ltorg");
}
