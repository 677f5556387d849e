/* The firmware behind a modelled USB controller, and a bus that is driven by lines on the standard input:
 *
 *     reset | suspend | resume            -> ok
 *     setup BYTES                         -> ok
 *     in ENDPOINT                         -> data0 BYTES | data1 BYTES | nak | stall | timeout
 *     out ENDPOINT 0|1 BYTES              -> ack | nak | stall | timeout
 *     run MILLISECONDS                    -> ok; the main loop turns once in each
 *     busy 0|1|2                          -> ok; the main loop stands still; at 1 interrupts come, at 2 none
 *     state                               -> plugged N address N boot N uart N (bytes sent by the UART)
 *
 * Bytes are hexadecimal digits, or - for none.  The variable NUMBER of the environment has the words of the chip's own
 * number, lowest first, in hexadecimal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "kd_app.h"
#include "kd_board.h"
#include "kd_serial.h"
#include "kd_step.h"
#include "kd_usb_port.h"
#include "model.h"

enum { LINE_BYTES = 512, SETTLING_STEPS = 4, MOST_WORDS = 8 };

static kd_app_t app;
static int is_busy;
static int boots;
static unsigned uart_bytes;
static uint32_t unique[MOST_WORDS];
static int words;
static volatile uint32_t others[64];

volatile uint32_t *model_other(uintptr_t address)
{
    return &others[address / 4u % 64u];
}

void model_violated(const char *what)
{
    fprintf(stderr, "violated: %s\n", what);
    abort();
}

void kd_host_start_serial(void)
{
    kd_serial_add(&kd_usb_port, "kd-edge model", unique, words);
}

void kd_uart_write(const uint8_t *bytes, size_t size)
{
    (void)bytes;
    uart_bytes += (unsigned)size;
}

int32_t kd_board_has_boot_loader(void)
{
    return 1;
}

void kd_board_start_boot_loader(void)
{
    boots = 1;
    kd_board_serial_end();
}

static void run(int steps)
{
    for (int i = 0; i < steps; ++i) {
        kd_host_pass_ms(1);
        if (is_busy < 2) {
            kd_usb_port.poll();
        }
        if (!is_busy && !boots) {
            kd_step(&app);
            kd_board_wait();
        }
    }
}

static int digit(char character)
{
    const char *const digits = "0123456789abcdef";
    const char *const found = character == '\0' ? NULL : strchr(digits, character);
    return found == NULL ? -1 : (int)(found - digits);
}

static int read_bytes(const char *text, uint8_t *bytes, int most)
{
    int size = 0;
    for (; size < most && digit(text[0]) >= 0 && digit(text[1]) >= 0; text += 2) {
        bytes[size++] = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
    }
    return size;
}

static void say_bytes(const uint8_t *bytes, int size)
{
    for (int i = 0; i < size; ++i) {
        printf("%02x", bytes[i]);
    }
    puts(size == 0 ? "-" : "");
}

static const char *ending(int result)
{
    return result == MODEL_NAK ? "nak" : result == MODEL_STALL ? "stall" : "timeout";
}

static void in(const char *text)
{
    uint8_t bytes[MODEL_PACKET];
    int data1 = 0;
    const int size = model_in(atoi(text), bytes, &data1);
    if (size < 0) {
        puts(ending(size));
        return;
    }
    printf("data%d ", data1);
    say_bytes(bytes, size);
}

static void out(const char *text)
{
    uint8_t bytes[MODEL_PACKET + 1];
    const int size = read_bytes(text + 4, bytes, (int)sizeof bytes);
    const int result = model_out(atoi(text), bytes, size, text[2] == '1');
    puts(result == 0 ? "ack" : ending(result));
}

static void setup(const char *text)
{
    uint8_t bytes[8] = {0};
    read_bytes(text, bytes, (int)sizeof bytes);
    model_setup(bytes);
    puts("ok");
}

static void obey(const char *line)
{
    if (strncmp(line, "in ", 3) == 0) {
        in(line + 3);
    } else if (strncmp(line, "out ", 4) == 0) {
        out(line + 4);
    } else if (strncmp(line, "setup ", 6) == 0) {
        setup(line + 6);
    } else if (strncmp(line, "run ", 4) == 0) {
        run(atoi(line + 4));
        puts("ok");
    } else if (strncmp(line, "busy ", 5) == 0) {
        is_busy = line[5] - '0';
        puts("ok");
    } else if (strncmp(line, "state", 5) == 0) {
        printf("plugged %d address %d boot %d uart %u\n", model_is_plugged_in(), model_address(), boots, uart_bytes);
    } else {
        strncmp(line, "reset", 5) == 0 ? model_reset() : line[0] == 's' ? model_suspend() : model_resume();
        puts("ok");
    }
}

static void read_number(void)
{
    const char *text = getenv("NUMBER");
    while (text != NULL && *text != '\0' && words < MOST_WORDS) {
        char *end;
        unique[words++] = (uint32_t)strtoul(text, &end, 16);
        text = end;
    }
}

int main(void)
{
    char line[LINE_BYTES];
    read_number();
    kd_host_start();
    kd_app_start(&app);
    run(SETTLING_STEPS);
    while (fgets(line, (int)sizeof line, stdin) != NULL) {
        obey(line);
        run(SETTLING_STEPS);
        fflush(stdout);
    }
    return 0;
}
