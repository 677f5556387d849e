/* The firmware: sleep until a byte or a sample is due, do what follows, sleep again. */
#include "kd_app.h"
#include "kd_board.h"
#include "kd_step.h"

static kd_app_t app;

/* Last words, then a fresh start: a board on a wearer's arm has nobody to press its reset button. */
void kd_on_fault(const kd_fault_t *fault)
{
    kd_report_fault(fault);
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
