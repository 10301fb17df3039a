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

// A product and a sum, each rounded to nearest even with few fraction bits, in binary32: adding and
// taking off 1.5 * 2^(e + r) cuts r bits off. `raised` is a * 2^r.
LASTBIT_INLINE lastbit_f32x16 lastbit_accumulate_reduced(
    lastbit_f32x16 sum, lastbit_f32x16 a, lastbit_f32x16 raised, lastbit_f32x16 b, float raise) {
  lastbit_u32x16 power = (lastbit_u32x16)(raised * b) & 0x7F800000u;
  lastbit_f32x16 magic = (lastbit_f32x16)(power | 0x00400000u);
  lastbit_f32x16 total = sum + (lastbit_fused_f32x16(magic, a, b) - magic);
  lastbit_f32x16 unit = (lastbit_f32x16)((lastbit_u32x16)total & 0x7F800000u);
#if defined(__FMA__) || defined(__aarch64__)
  const lastbit_f32x16 middle = (lastbit_f32x16)(1.5f * raise);
  return lastbit_fused_f32x16(lastbit_fused_f32x16(total, unit, middle), -unit, middle);
#else
  magic = unit * (1.5f * raise);
  return (total + magic) - magic;
#endif
}

// Stochastic rounding into bfloat16: 16 random bits added to the pattern, the surplus cut off.
LASTBIT_INLINE lastbit_f32x16 lastbit_truncate_to_bfloat16(
    lastbit_f32x16 value, lastbit_u32x16 noise) {
  return (lastbit_f32x16)(((lastbit_u32x16)value + noise) & 0xFFFF0000u);
}

LASTBIT_INLINE lastbit_u32x16 lastbit_upper_quarter(lastbit_u32x16 half) { return half >> 16; }
LASTBIT_INLINE lastbit_u32x16 lastbit_lower_quarter(lastbit_u32x16 half) { return half & 0xFFFF; }

#endif
