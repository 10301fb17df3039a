// Sums kept in binary16 and formed in binary32, for accumulators too large to keep in binary32.
#ifndef LASTBIT_HALF_H
#define LASTBIT_HALF_H

#include <stdint.h>

// sums[i] = binary16(binary32(sums[i] + scale * values[i])): one fused multiply-add, then one
// conversion, both to nearest even. PyTorch's `half.add_(float, alpha=scale)` gives the same bits.
void lastbit_half_accumulate(uint16_t *sums, const float *values, float scale, long count);

// The same without vector instructions; only tests call it.
void lastbit_half_accumulate_portable(
    uint16_t *sums, const float *values, float scale, long count);

#endif
