/* The firmware: sleep until a byte or a sample is due, do what follows, sleep again. */
#include "kd_app.h"
#include "kd_board.h"
#include "kd_step.h"

static kd_app_t app;

/* Send a last message, then restart: on a wearer's arm nobody can press the reset button. */
void kd_on_fault(const kd_fault_t *fault)
{
    kd_report_fault(fault);
    kd_board_serial_end();
    kd_restart();
}

int main(void)
{
    kd_board_start();
    kd_app_start(&app);
    for (;;) {
        kd_step(&app);
        kd_board_wait();
    }
}
