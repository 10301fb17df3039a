// Rounding into binary32: of binary64 lanes by random bits, of binary32 lanes up, down and by steps.
#ifndef LASTBIT_BINARY32_H
#define LASTBIT_BINARY32_H

#include "vectors.h"

// Noise of 29 bits is added to the pattern of a binary64 number, and the surplus bits are cut off.
// Below 2^-126 the gap is 2^-149 throughout; past the greatest binary32 number lies infinity. Noise
// of all ones takes every inexact value up.
LASTBIT_INLINE lastbit_f64x8 lastbit_truncate_carefully(lastbit_f64x8 value, lastbit_u64x8 noise) {
  const lastbit_u64x8 sign = (lastbit_u64x8)value & 0x8000000000000000u;
  const lastbit_f64x8 magnitude = (lastbit_f64x8)((lastbit_u64x8)value ^ sign);
  lastbit_f64x8 normal = (lastbit_f64x8)((((lastbit_u64x8)magnitude) + noise) & ~0x1FFFFFFFull);
  const lastbit_f64x8 infinity = (lastbit_f64x8)(__builtin_inf());
  normal = (normal > 0x1.fffffep127) ? infinity : normal;
  lastbit_f64x8 units = magnitude * 0x1p149;
  lastbit_f64x8 floor = __builtin_elementwise_floor(units);
  lastbit_f64x8 fraction = units - floor;
  lastbit_f64x8 share = __builtin_convertvector(noise, lastbit_f64x8) * 0x1p-29;
  lastbit_i64x8 up = (noise == 0x1FFFFFFFull) ? (fraction > 0) : (fraction + share >= 1);
  lastbit_f64x8 small = (floor + __builtin_convertvector(up & 1, lastbit_f64x8)) * 0x1p-149;
  lastbit_f64x8 result = magnitude < 0x1p-126 ? small : normal;
  // NaN compares false throughout, and its pattern has room for the noise.
  return (lastbit_f64x8)((lastbit_u64x8)result | sign);
}

// Which lanes have their top bit set.
#if defined(__AVX512F__)
typedef __mmask16 lastbit_choice;
LASTBIT_INLINE lastbit_choice lastbit_choose(lastbit_u32x16 bits) {
#if defined(__AVX512DQ__)
  return _mm512_movepi32_mask((__m512i)bits);
#else
  return _mm512_test_epi32_mask((__m512i)bits, _mm512_set1_epi32((int)0x80000000u));
#endif
}
#else
typedef lastbit_i32x16 lastbit_choice;
LASTBIT_INLINE lastbit_choice lastbit_choose(lastbit_u32x16 bits) {
  return (lastbit_i32x16)bits < 0;
}

// `nearest`, or its neighbour on the side of its error where `up` names that side.
LASTBIT_INLINE lastbit_f32x16 lastbit_neighbour(
    lastbit_f32x16 nearest, lastbit_f32x16 error, lastbit_choice up) {
  lastbit_i32x16 bits = (lastbit_i32x16)nearest;
  lastbit_i32x16 move = (~up & (error < 0)) - (up & (error > 0));
  lastbit_i32x16 sign = bits >> 31;
  return (lastbit_f32x16)(bits + ((move ^ sign) - sign));
}
#endif

// a * b, to the neighbour above where `up` is set and below elsewhere. Products below 2^-100 are not
// zero only where vectors have a rounding mode of their own.
LASTBIT_INLINE lastbit_f32x16 lastbit_multiply_either_way(
    lastbit_f32x16 a, lastbit_f32x16 b, lastbit_choice up) {
#if defined(__AVX512F__)
  __m512 down = _mm512_mul_round_ps(
      (__m512)a, (__m512)b, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  return (lastbit_f32x16)_mm512_mask_mul_round_ps(
      down, up, (__m512)a, (__m512)b, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
#elif defined(__FMA__) || defined(__aarch64__)
  lastbit_f32x16 product = a * b;
  return lastbit_neighbour(product, __builtin_elementwise_fma(a, b, -product), up);
#else
  lastbit_f32x16 product = a * b;
  lastbit_f32x16 error;
  error.lo = lastbit_narrow(
      lastbit_widen(a.lo) * lastbit_widen(b.lo) - lastbit_widen(product.lo));
  error.hi = lastbit_narrow(
      lastbit_widen(a.hi) * lastbit_widen(b.hi) - lastbit_widen(product.hi));
  return lastbit_neighbour(product, error, up);
#endif
}

// a + b, to the neighbour above where `up` is set and below elsewhere; the sign of a zero is not
// defined.
LASTBIT_INLINE lastbit_f32x16 lastbit_add_either_way(
    lastbit_f32x16 a, lastbit_f32x16 b, lastbit_choice up) {
#if defined(__AVX512F__)
  __m512 down = _mm512_add_round_ps(
      (__m512)a, (__m512)b, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  return (lastbit_f32x16)_mm512_mask_add_round_ps(
      down, up, (__m512)a, (__m512)b, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
#else
  lastbit_f32x16 sum = a + b, v = sum - a;
  return lastbit_neighbour(sum, (a - (sum - v)) + (b - v), up);
#endif
}

// sum + a * b where the thread rounds upward, the product and the sum to the neighbour above where
// their top bits are set and below elsewhere: those have their signs changed before and after.
LASTBIT_INLINE lastbit_f32x16 lastbit_accumulate_either_way(
    lastbit_f32x16 sum, lastbit_f32x16 a, lastbit_f32x16 b, lastbit_u32x16 product_up,
    lastbit_u32x16 sum_up) {
  const lastbit_u32x16 sign = 0x80000000u;
  lastbit_u32x16 sum_change = ~sum_up & sign;
  lastbit_f32x16 product = (lastbit_f32x16)((lastbit_u32x16)a ^ (~product_up & sign)) * b;
  lastbit_u32x16 term = (lastbit_u32x16)product ^ ((product_up ^ sum_up) & sign);
  lastbit_f32x16 total =
      (lastbit_f32x16)((lastbit_u32x16)sum ^ sum_change) + (lastbit_f32x16)term;
  return (lastbit_f32x16)((lastbit_u32x16)total ^ sum_change);
}

// A finite number one step away from zero where the top bit of `away` is set, else towards it; zeros
// stay.
LASTBIT_INLINE lastbit_f32x16 lastbit_step(lastbit_f32x16 value, lastbit_u32x16 away) {
  lastbit_i32x16 bits = (lastbit_i32x16)value;
  lastbit_i32x16 move = ((lastbit_i32x16)(away >> 30) & 2) - 1;
  return (lastbit_f32x16)((bits & 0x7FFFFFFF) != 0 ? bits + move : bits);
}

// The same for zeros and normal numbers: value + value * 2^-24 (1 + 2^-23) lies between a half and
// three halves of a unit in the last place from it (Rump, Zimmermann, Boldo and Melquiond 2009).
LASTBIT_INLINE lastbit_f32x16 lastbit_step_normal(lastbit_f32x16 value, lastbit_u32x16 away) {
  lastbit_f32x16 unit = (lastbit_f32x16)((~away & 0x80000000u) ^ 0x33800001u);
  return lastbit_fused_f32x16(value, value, unit);
}

LASTBIT_INLINE lastbit_u32x16 lastbit_splat_u32x16(uint32_t a) { return (lastbit_u32x16)(a); }
LASTBIT_INLINE lastbit_u32x16 lastbit_shift_left(lastbit_u32x16 a, uint32_t places) {
  return a << (lastbit_u32x16)(places);
}
LASTBIT_INLINE lastbit_u32x16 lastbit_double_u32x16(lastbit_u32x16 a) { return a + a; }

// The quick form for numbers in binary32's normal range and zeros.
LASTBIT_INLINE lastbit_f64x8 lastbit_truncate(lastbit_f64x8 value, lastbit_u64x8 noise) {
  return (lastbit_f64x8)(((lastbit_u64x8)value + noise) & ~0x1FFFFFFFull);
}

// The two draws of a word, as `HalfWords` has them: bits 23 to 51 and 0 to 28.
LASTBIT_INLINE lastbit_u64x8 lastbit_first_noise(lastbit_u64x8 word) {
  return (word >> 23) & 0x1FFFFFFF;
}

LASTBIT_INLINE lastbit_u64x8 lastbit_second_noise(lastbit_u64x8 word) { return word & 0x1FFFFFFF; }

// The quick form with the first draw of a word.
LASTBIT_INLINE lastbit_f64x8 lastbit_truncate_first(lastbit_f64x8 value, lastbit_u64x8 word) {
#if defined(__AVX512IFMA__)
  lastbit_u64x8 sum = (lastbit_u64x8)_mm512_madd52hi_epu64(
      (__m512i)value, (__m512i)word, _mm512_set1_epi64(1 << 29));
  return (lastbit_f64x8)(sum & ~0x1FFFFFFFull);
#else
  return lastbit_truncate(value, lastbit_first_noise(word));
#endif
}

// And with the second.
LASTBIT_INLINE lastbit_f64x8 lastbit_truncate_second(lastbit_f64x8 value, lastbit_u64x8 word) {
  return lastbit_truncate(value, lastbit_second_noise(word));
}

// sum + a * b for products that binary64 holds, where one rounding equals two.
LASTBIT_INLINE lastbit_f64x8 lastbit_fused_wide(
    lastbit_f64x8 sum, lastbit_f64x8 a, lastbit_f64x8 b) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_elementwise_fma(a, b, sum);
#else
  return a * b + sum;
#endif
}

// Whether some numbers are below binary32's normal range but not zero, or from 2^127 on.
LASTBIT_INLINE bool lastbit_any_outside_binary32(lastbit_f64x8 value) {
  lastbit_f64x8 magnitude = __builtin_elementwise_abs(value);
#if defined(__AVX512F__)
  __mmask8 small = _mm512_mask_cmp_pd_mask(
      _mm512_cmp_pd_mask((__m512d)magnitude, _mm512_set1_pd(0x1p-126), _CMP_LT_OQ),
      (__m512d)magnitude, _mm512_setzero_pd(), _CMP_GT_OQ);
  return (small | _mm512_cmp_pd_mask((__m512d)magnitude, _mm512_set1_pd(0x1p127), _CMP_GE_OQ)) != 0;
#else
  return __builtin_reduce_or(
      ((magnitude < 0x1p-126) & (magnitude > 0)) | (magnitude >= 0x1p127)) != 0;
#endif
}

LASTBIT_INLINE bool lastbit_all_finite(lastbit_f64x8 value) {
  lastbit_i64x8 finite = __builtin_elementwise_abs(value) < __builtin_inf();
#if defined(__AVX512F__)
  return _mm512_test_epi64_mask((__m512i)finite, (__m512i)finite) == 0xFF;
#else
  return __builtin_reduce_and(finite) != 0;
#endif
}

LASTBIT_INLINE bool lastbit_any(lastbit_i32x16 lanes) {
#if defined(__AVX512F__)
  return _mm512_test_epi32_mask((__m512i)lanes, (__m512i)lanes) != 0;
#else
  return __builtin_reduce_or(lanes) != 0;
#endif
}

// Whether all products are exactly zero, or finite and, before any rounding, in the normal range.
//
// Nearest products above the least normal number stand for products that are not below it; without
// its sign, a pattern that is not among them is found by one comparison.
LASTBIT_INLINE bool lastbit_products_are_ordinary(lastbit_f32x16 a, lastbit_f32x16 b) {
  lastbit_u32x16 pattern = (lastbit_u32x16)(a * b) << 1;
  const uint32_t least = 0x01000002u, infinity = 0xFF000000u;
  lastbit_i32x16 strange = pattern - least >= infinity - least;
  if (!lastbit_any(strange)) return true;
  return !lastbit_any(strange & ~((a == 0) | (b == 0)));
}

// Whether some numbers are below `least` but not zero, from `greatest` on, or not numbers.
LASTBIT_INLINE bool lastbit_any_outside(lastbit_f32x16 value, float least, float greatest) {
  lastbit_f32x16 magnitude = __builtin_elementwise_abs(value);
  return lastbit_any(((magnitude < least) & (magnitude > 0)) | ~(magnitude < greatest));
}

// Whether some products of numbers that are not zero are.
LASTBIT_INLINE bool lastbit_any_vanished(
    lastbit_f32x16 product, lastbit_f32x16 a, lastbit_f32x16 b) {
  return __builtin_reduce_or((product == 0) & (a != 0) & (b != 0)) != 0;
}

// `result`, but `nearest` where that is zero: exact, with the sign that rounding to nearest gives.
LASTBIT_INLINE lastbit_f32x16 lastbit_keep_zeros(lastbit_f32x16 nearest, lastbit_f32x16 result) {
  return nearest == 0 ? nearest : result;
}

#endif
