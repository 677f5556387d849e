/* The core's main program.  The example plays its recordings again and again; once is enough here. */
#include "Arduino.h"

#include "kd_golden.h"

HardwareSerial Serial;

int main()
{
    kd_golden_t recordings;
    kd_golden_block_t block;
    setup();
    kd_golden_start(&recordings);
    while (kd_golden_next(&recordings, &block)) {
        loop();
    }
    loop(); /* says how the check went */
    return 0;
}
