// Between binary16 and binary32, for sums that are too large to keep in binary32.
#ifndef LASTBIT_HALF_H
#define LASTBIT_HALF_H

#include <stdint.h>

// values[i] = halves[i], exactly.
void lastbit_half_widen(const uint16_t *halves, float *values, long count);

// halves[i] = values[i] to nearest even. NaN stays NaN and becomes quiet.
void lastbit_half_narrow(const float *values, uint16_t *halves, long count);

// The same without vector instructions; only tests call them.
void lastbit_half_widen_portable(const uint16_t *halves, float *values, long count);
void lastbit_half_narrow_portable(const float *values, uint16_t *halves, long count);

#endif
