/* The part of <math.h> that the firmware uses; see common/rounding.c. */
#ifndef KD_LIBC_MATH_H
#define KD_LIBC_MATH_H

float rintf(float value);
long lrintf(float value);

#endif
