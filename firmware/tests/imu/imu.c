/* The firmware with a modelled IMU.  The standard input begins with one line:
 *
 *     rows=ROWS ms=MS [who=NAME] [refused=REGISTER] [silent=FROM until=TO] [reset=AT] [held=CLOCKS] [busy=FROM ready=TO]
 *
 * in ms, where the main loop stands still from busy to ready.  Behind it are ROWS of what the chip's axes show, of six
 * int16 each, and what the board receives.  What it sends goes to the standard output, what the chip is asked to the
 * other one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "imu_model.h"
#include "kd_app.h"
#include "kd_nrf5.h"
#include "kd_step.h"
#include "kd_motion.h"
#include "kd_usb_port.h"

enum { MOST_ROWS = 1 << 15, LINE_BYTES = 200, SLICE_NS = 5000, SLICES = 200, NEVER = 1 << 30 };

const kd_port_t kd_usb_port;

static kd_app_t app;
static int16_t rows[MOST_ROWS * 6];

void model_violated(const char *what)
{
    fprintf(stderr, "violated: %s\n", what);
    abort();
}

static int option(const char *line, const char *name, int otherwise)
{
    const char *const found = strstr(line, name);
    return found == NULL ? otherwise : atoi(found + strlen(name));
}

static void pass_ms(void)
{
    for (int i = 0; i < SLICES; ++i) {
        model_pass(SLICE_NS);
        for (int irq = model_interrupt(); irq >= 0; irq = model_interrupt()) {
            kd_nrf5.sensors->on_interrupt(irq);
        }
    }
    kd_host_pass_ms(1);
}

int main(void)
{
    char line[LINE_BYTES];
    if (fgets(line, (int)sizeof line, stdin) == NULL) {
        return 2;
    }
    const int count = option(line, "rows=", 0);
    if (count < 1 || count > MOST_ROWS || fread(rows, 6 * sizeof rows[0], (size_t)count, stdin) != (size_t)count) {
        return 2;
    }
    const chip_faults_t faults = {
        .is_lsm9ds1 = kd_motion_imu.chip == &kd_lsm9ds1,
        .who = option(line, "who=", -1),
        .refused = option(line, "refused=", -1),
        .silent = {option(line, "silent=", NEVER), option(line, "until=", NEVER)},
        .reset = option(line, "reset=", -1),
    };
    model_held_clocks = option(line, "held=", 0);
    chip_start(&faults, rows, count);

    kd_host_start();
    kd_app_start(&app);
    for (int byte = getchar(); byte != EOF; byte = getchar()) {
        kd_host_receive((uint8_t)byte);
    }
    const int busy[] = {option(line, "busy=", NEVER), option(line, "ready=", NEVER)};
    for (int ms = 0; ms < option(line, "ms=", 0); ++ms) {
        pass_ms();
        if (ms < busy[0] || ms >= busy[1]) {
            size_t size;
            kd_step(&app);
            const uint8_t *const sent = kd_host_take_sent(&size);
            fwrite(sent, 1, size, stdout);
        }
    }
    return 0;
}
