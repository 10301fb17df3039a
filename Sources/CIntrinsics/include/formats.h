// Rounding into formats smaller than binary32.
#ifndef LASTBIT_FORMATS_H
#define LASTBIT_FORMATS_H

#include "vectors.h"

// To nearest even: adding and taking off 1.5 * 2^(e + 52 - f) leaves f fraction bits at exponent e,
// which is not below the format's least. Past `limit` lies infinity.
LASTBIT_INLINE lastbit_f64x8 lastbit_round_to_format(
    lastbit_f64x8 value, uint64_t least, uint64_t raise, double limit) {
  lastbit_u64x8 exponent = (lastbit_u64x8)value & 0x7FF0000000000000ull;
  exponent = exponent > least ? exponent : (lastbit_u64x8)(least);
  lastbit_f64x8 magic = (lastbit_f64x8)(exponent + raise);
  lastbit_f64x8 rounded = (value + magic) - magic;
  const lastbit_f64x8 infinity = (lastbit_f64x8)(__builtin_inf());
  rounded = rounded >= limit ? infinity : rounded;
  return rounded <= -limit ? -infinity : rounded;
}

// Stochastic: noise of 29 bits, shifted to the top of the surplus, is added to the magnitude's pattern
// and the surplus cut off. Below `least`, the least normal number, gaps are those of its binade, so it
// is added first and taken off again. From `limit` on lies infinity.
LASTBIT_INLINE lastbit_f64x8 lastbit_truncate_to_format(
    lastbit_f64x8 value, lastbit_u64x8 noise, uint64_t shift, double least, double limit) {
  const lastbit_u64x8 sign = (lastbit_u64x8)value & 0x8000000000000000u;
  lastbit_f64x8 magnitude = (lastbit_f64x8)((lastbit_u64x8)value ^ sign);
  const lastbit_f64x8 zero = (lastbit_f64x8)(0.0), one = (lastbit_f64x8)(least);
  lastbit_f64x8 offset = magnitude < least ? one : zero;
  lastbit_u64x8 sum = (lastbit_u64x8)(magnitude + offset) + (noise << (lastbit_u64x8)(shift));
  lastbit_f64x8 cut = (lastbit_f64x8)(sum & ~((1ull << (shift + 29)) - 1)) - offset;
  const lastbit_f64x8 infinity = (lastbit_f64x8)(__builtin_inf());
  cut = cut >= limit ? infinity : cut;
  return (lastbit_f64x8)((lastbit_u64x8)cut | sign);
}

// 1.5 * 2^r and its negative, for r from 0 on.
#define LASTBIT_MIDDLE(r) {1.5f * 0x1p##r##f, -1.5f * 0x1p##r##f}
static const float lastbit_middles[][2] = {
    LASTBIT_MIDDLE(0),  LASTBIT_MIDDLE(1),  LASTBIT_MIDDLE(2),  LASTBIT_MIDDLE(3),
    LASTBIT_MIDDLE(4),  LASTBIT_MIDDLE(5),  LASTBIT_MIDDLE(6),  LASTBIT_MIDDLE(7),
    LASTBIT_MIDDLE(8),  LASTBIT_MIDDLE(9),  LASTBIT_MIDDLE(10), LASTBIT_MIDDLE(11),
    LASTBIT_MIDDLE(12), LASTBIT_MIDDLE(13), LASTBIT_MIDDLE(14), LASTBIT_MIDDLE(15),
    LASTBIT_MIDDLE(16)};

// A sum and a product, each rounded to nearest even with `cut` fraction bits less than binary32 has,
// up to 16, in binary32: adding and taking off 1.5 * 2^(e + cut) cuts them off.
LASTBIT_INLINE lastbit_f32x16 lastbit_accumulate_reduced(
    lastbit_f32x16 sum, const float *factor, lastbit_f32x16 b, int cut) {
  const lastbit_u32x16 exponents = 0x7F800000u;
  const float *middle = lastbit_middles[cut];
  lastbit_u32x16 power = (lastbit_u32x16)lastbit_multiply_by_f32x16(b, factor) & exponents;
  lastbit_f32x16 magic = (lastbit_f32x16)(power + ((uint32_t)cut << 23 | 0x00400000u));
  lastbit_f32x16 total = sum + (lastbit_fused_by_f32x16(magic, b, factor) - magic);
  lastbit_f32x16 unit = (lastbit_f32x16)((lastbit_u32x16)total & exponents);
#if defined(__FMA__) || defined(__aarch64__)
  total = lastbit_fused_by_f32x16(total, unit, middle);
  return lastbit_fused_by_f32x16(total, unit, middle + 1);
#else
  magic = unit * *middle;
  return (total + magic) - magic;
#endif
}

// Stochastic rounding into bfloat16: 16 random bits added to the pattern, the surplus cut off.
LASTBIT_INLINE lastbit_f32x16 lastbit_truncate_to_bfloat16(
    lastbit_f32x16 value, lastbit_u32x16 noise) {
  return (lastbit_f32x16)(((lastbit_u32x16)value + noise) & 0xFFFF0000u);
}

// The same where numbers may be NaN, whose patterns may have no room for the noise.
LASTBIT_INLINE lastbit_f32x16 lastbit_round_to_bfloat16(
    lastbit_f32x16 value, lastbit_u32x16 noise) {
  return value == value ? lastbit_truncate_to_bfloat16(value, noise) : value;
}

LASTBIT_INLINE lastbit_u32x16 lastbit_upper_quarter(lastbit_u32x16 half) { return half >> 16; }
LASTBIT_INLINE lastbit_u32x16 lastbit_lower_quarter(lastbit_u32x16 half) { return half & 0xFFFF; }

#endif
