/* kd_sqrt: a correctly rounded square root, so that targets without libm have the host's bits. */
#ifndef KD_SQRT_H
#define KD_SQRT_H

/* The square root of x, or 0 unless x > 0. */
float kd_sqrt(float x);

#endif
