/* The whole application in a board's place: what arrives from stdin; what it sends goes to stdout. */
#include <stdio.h>

#include "host.h"
#include "kd_app.h"
#include "kd_step.h"

int main(void)
{
    static kd_app_t app;
    kd_host_start();
    kd_app_start(&app);
    int byte;
    while ((byte = getchar()) != EOF) {
        size_t size;
        kd_host_receive((uint8_t)byte);
        kd_step(&app);
        const uint8_t *const sent = kd_host_take_sent(&size);
        fwrite(sent, 1, size, stdout);
    }
    return 0;
}
