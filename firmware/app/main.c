/* The firmware: sleep until a byte or a sample is due, do what follows, sleep again. */
#include "board.h"
#include "kd_app.h"
#include "kd_link.h"
#include "kd_step.h"
#include "start.h"

static kd_app app;

/* Last words, then a fresh start: a board on a wearer's arm has nobody to press its reset button. */
void kd_on_fault(const kd_fault *fault)
{
    kd_body body;
    kd_body_begin(&body);
    kd_body_u8(&body, fault->kind);
    kd_body_u32(&body, fault->pc);
    kd_body_u32(&body, fault->lr);
    kd_body_u32(&body, fault->sp);
    kd_body_u32(&body, fault->status);
    kd_body_u32(&body, fault->address);
    kd_body_text(&body, "");
    kd_link_send(KD_FRAME_FAULT, &body);
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
