/* Rounding to nearest even without a C library: adding and taking away 2^23 leaves no fraction bits. */
#include <math.h>

static const float NO_FRACTION = 8388608.0f; /* from 2^23 on every float is an integer */

float rintf(float value)
{
    const volatile float shifted = value + (value < 0.0f ? -NO_FRACTION : NO_FRACTION);
    if (value >= NO_FRACTION || value <= -NO_FRACTION || value != value) {
        return value;
    }
    return shifted - (value < 0.0f ? -NO_FRACTION : NO_FRACTION);
}

long lrintf(float value)
{
    return (long)rintf(value);
}
