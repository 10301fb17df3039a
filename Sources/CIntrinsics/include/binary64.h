// Stochastic rounding of binary64 lanes, from nearest results and their errors.
#ifndef LASTBIT_BINARY64_H
#define LASTBIT_BINARY64_H

#include "noise.h"

// a + b, rounded towards zero; |a| is the greater, or both are zero.
LASTBIT_INLINE lastbit_f64x8 lastbit_add_toward_zero(lastbit_f64x8 a, lastbit_f64x8 b) {
#if defined(__AVX512F__)
  return (lastbit_f64x8)_mm512_add_round_pd(
      (__m512d)a, (__m512d)b, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
#else
  lastbit_f64x8 sum = a + b, error = b - (sum - a);
  lastbit_u64x8 bits = (lastbit_u64x8)sum;
  lastbit_u64x8 isPast = (lastbit_u64x8)((error < 0) | (error > 0)) &
      (lastbit_u64x8)((error < 0) != (sum < 0));
  return (lastbit_f64x8)(bits + isPast);
#endif
}

// (k + 1/2) 2^-81 for the k in `half`, so that times a power of two it is a share of a gap.
LASTBIT_INLINE lastbit_f64x8 lastbit_share(lastbit_u64x8 half) {
  const uint64_t exponent = (uint64_t)(1023 - 52) << 52;
  return (lastbit_f64x8)(half | (exponent | 1ull << 22)) -
      (lastbit_f64x8)(lastbit_u64x8)(exponent);
}

// The nearest number and its error get a share of the gap, away from zero; what they then fall short
// of is cut off.
LASTBIT_INLINE lastbit_f64x8 lastbit_round_with_error(
    lastbit_f64x8 nearest, lastbit_f64x8 error, lastbit_u64x8 half) {
  return lastbit_add_toward_zero(
      nearest, lastbit_fused_wide(error, lastbit_power(nearest), lastbit_share(half)));
}

// Powers of two that lie beyond the exact value: the gap below them is half as wide.
LASTBIT_INLINE lastbit_u64x8 lastbit_is_power_beyond(lastbit_f64x8 nearest, lastbit_f64x8 error) {
  lastbit_u64x8 isPower = (lastbit_u64x8)(((lastbit_u64x8)nearest & 0x000FFFFFFFFFFFFFull) == 0);
  lastbit_u64x8 isOpposite = (lastbit_u64x8)((nearest < 0) != (error < 0));
  return isPower & isOpposite & (lastbit_u64x8)((error < 0) | (error > 0));
}

LASTBIT_INLINE bool lastbit_any_power_beyond(
    lastbit_f64x8 a, lastbit_f64x8 aError, lastbit_f64x8 b, lastbit_f64x8 bError) {
#if defined(__AVX512DQ__)
  const __m512i fraction = _mm512_set1_epi64(0x000FFFFFFFFFFFFFull);
  if (__builtin_expect(
          _kortestz_mask8_u8(
              _mm512_testn_epi64_mask((__m512i)a, fraction),
              _mm512_testn_epi64_mask((__m512i)b, fraction)), 1)) {
    return false;
  }
#endif
  return __builtin_reduce_or(
      lastbit_is_power_beyond(a, aError) | lastbit_is_power_beyond(b, bError)) != 0;
}

LASTBIT_INLINE lastbit_f64x8 lastbit_round_with_error_carefully(
    lastbit_f64x8 nearest, lastbit_f64x8 error, lastbit_u64x8 half) {
  lastbit_f64x8 power = lastbit_power(nearest);
  power = lastbit_is_power_beyond(nearest, error) != 0 ? power * 0.5 : power;
  return lastbit_add_toward_zero(
      nearest, lastbit_fused_wide(error, power, lastbit_share(half)));
}

// The error of `product`, the nearest number to a * b.
LASTBIT_INLINE lastbit_f64x8 lastbit_product_error(
    lastbit_f64x8 a, lastbit_f64x8 b, lastbit_f64x8 product) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_elementwise_fma(a, b, -product);
#else
  // Dekker 1971; for factors far from the ends of the exponent range.
  lastbit_f64x8 x = a * 0x1.0000002p27, y = b * 0x1.0000002p27;
  lastbit_f64x8 ah = x - (x - a), bh = y - (y - b), al = a - ah, bl = b - bh;
  return al * bl - (((product - ah * bh) - al * bh) - ah * bl);
#endif
}

// a * b, rounded stochastically: a share of the gap is added to the exact product, and what falls short
// of a number is cut off, in one instruction where there is one.
LASTBIT_INLINE lastbit_f64x8 lastbit_multiply_stochastically(
    lastbit_f64x8 a, lastbit_f64x8 b, lastbit_u64x8 half) {
#if defined(__AVX512F__)
  lastbit_f64x8 cut = (lastbit_f64x8)_mm512_mul_round_pd(
      (__m512d)a, (__m512d)b, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
  lastbit_f64x8 share = lastbit_power(cut) * lastbit_share(half);
  return (lastbit_f64x8)_mm512_fmadd_round_pd(
      (__m512d)a, (__m512d)b, (__m512d)share, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
#else
  lastbit_f64x8 nearest = a * b;
  return lastbit_round_with_error_carefully(nearest, lastbit_product_error(a, b, nearest), half);
#endif
}

// The error of `sum`, the nearest number to a + b.
LASTBIT_INLINE lastbit_f64x8 lastbit_sum_error(
    lastbit_f64x8 a, lastbit_f64x8 b, lastbit_f64x8 sum) {
  lastbit_f64x8 v = sum - a;
  return (a - (sum - v)) + (b - v);
}

#endif
