// Noise of Monte Carlo arithmetic, and the roundings that come after it.
#ifndef LASTBIT_NOISE_H
#define LASTBIT_NOISE_H

#include "binary32.h"

// The two draws of a word, 29 bits each, in the top of a fraction.
LASTBIT_INLINE lastbit_u64x8 lastbit_first_half(lastbit_u64x8 word) {
  return word & 0x000FFFFFFF800000ull;
}

LASTBIT_INLINE lastbit_u64x8 lastbit_second_half(lastbit_u64x8 word) {
  return (word << 23) & 0x000FFFFFFF800000ull;
}

// 2^e with e the exponent of each number, and its sign; of zeros zero.
LASTBIT_INLINE lastbit_f64x8 lastbit_power(lastbit_f64x8 value) {
  return (lastbit_f64x8)((lastbit_u64x8)value & 0xFFF0000000000000ull);
}

// 2^(1 - t) u, u = (k + 1/2) 2^-29 - 1/2 for the k in `half`.
LASTBIT_INLINE lastbit_f64x8 lastbit_noise(lastbit_u64x8 half, uint64_t precision) {
  // The fraction stands in [2^(1 - t), 2^(2 - t)), its middle is taken off.
  const uint64_t exponent = (1024 - precision) << 52;
  return (lastbit_f64x8)(half | (exponent | 1ull << 22)) -
      (lastbit_f64x8)(lastbit_u64x8)(exponent | 1ull << 51);
}

// value + 2^(e - t + 1) u with the sign of value, e its exponent.
LASTBIT_INLINE lastbit_f64x8 lastbit_add_noise(
    lastbit_f64x8 value, lastbit_u64x8 half, uint64_t precision) {
  return lastbit_fused_wide(value, lastbit_power(value), lastbit_noise(half, precision));
}

// The same in two parts, of which the first serves several draws: equal where value less one and a
// half units of the t-th bit is exact, as it is for binary32 numbers and t at most 24.
LASTBIT_INLINE lastbit_f64x8 lastbit_without_middle(lastbit_f64x8 value, uint64_t precision) {
  const uint64_t exponent = (1024 - precision) << 52;
  return lastbit_fused_wide(
      value, -lastbit_power(value), (lastbit_f64x8)(lastbit_u64x8)(exponent | 1ull << 51));
}

LASTBIT_INLINE lastbit_f64x8 lastbit_add_to_middle(
    lastbit_f64x8 rest, lastbit_f64x8 power, lastbit_u64x8 half, uint64_t precision) {
  const uint64_t exponent = (1024 - precision) << 52;
  return lastbit_fused_wide(rest, power, (lastbit_f64x8)(half | (exponent | 1ull << 22)));
}

// The same, but values that `precision` bits hold stay; with 24 bits, rounded to odd.
LASTBIT_INLINE lastbit_f64x8 lastbit_add_noise_unless_held(
    lastbit_f64x8 value, lastbit_u64x8 half, uint64_t precision) {
  lastbit_u64x8 surplus = (lastbit_u64x8)value & ((1ull << (53 - precision)) - 1);
  lastbit_f64x8 result = lastbit_add_noise(value, half, precision);
  if (precision == 24) {
    lastbit_f64x8 noise = lastbit_power(value) * lastbit_noise(half, precision);
    // Noise is the smaller term, so the sum's error is this.
    lastbit_f64x8 error = noise - (result - value);
    lastbit_u64x8 bits = (lastbit_u64x8)result;
    lastbit_u64x8 even = (lastbit_u64x8)((error < 0) | (error > 0)) & ((bits & 1) - 1);
    lastbit_u64x8 away = (lastbit_u64x8)((error < 0) == (result < 0));
    result = (lastbit_f64x8)(bits + (even & (away & 2)) - (even & 1));
  }
  return surplus != 0 ? result : value;
}

// To nearest even in binary32, for zeros and numbers well inside its normal range.
LASTBIT_INLINE lastbit_f64x8 lastbit_nearest_normal(lastbit_f64x8 value) {
#if defined(__AVX512F__)
  // Two additions of 1.5 * 2^(e + 29) are cheaper here than narrowing and widening.
  const lastbit_f64x8 raise = (lastbit_f64x8)(0x1.8p29);
  lastbit_f64x8 power = lastbit_power(value);
  return lastbit_fused_wide(lastbit_fused_wide(value, power, raise), -power, raise);
#else
  return lastbit_widen(lastbit_narrow(value));
#endif
}

// MARK: Noise of binary32's last place

// Rounded to nearest after noise at t = 24, a value goes where `lastbit_truncate` takes it: a half of
// the last place that is added for rounding takes the middle off. But just above a power of two the
// gap below is a half, and noise of less than a quarter then goes down one number.
LASTBIT_INLINE lastbit_f64x8 lastbit_truncate_above_power(
    lastbit_f64x8 value, lastbit_u64x8 noise) {
  lastbit_u64x8 bits = (lastbit_u64x8)value, sum = bits + noise;
  // One less, so that powers of two themselves, which stay, and zeros do not count.
  lastbit_u64x8 above = (lastbit_u64x8)(((bits - 1) & 0x000FFFFFE0000000ull) == 0);
  lastbit_u64x8 goes = (lastbit_u64x8)((sum & 0x000FFFFFF8000000ull) == 0) & above;
  return (lastbit_f64x8)((sum & ~0x1FFFFFFFull) - (goes & 0x20000000));
}

// Whether some of the values are just above a power of two.
LASTBIT_INLINE bool lastbit_any_above_power(lastbit_f64x8 a, lastbit_f64x8 b) {
  lastbit_u64x8 x = (lastbit_u64x8)a, y = (lastbit_u64x8)b;
#if defined(__AVX512DQ__)
  const __m512i fraction = _mm512_set1_epi64(0x000FFFFFE0000000ull);
  if (__builtin_expect(
          _kortestz_mask8_u8(
              _mm512_testn_epi64_mask((__m512i)x, fraction),
              _mm512_testn_epi64_mask((__m512i)y, fraction)), 1)) {
    return false;
  }
  return !_kortestz_mask8_u8(
      _mm512_testn_epi64_mask((__m512i)(x - 1), fraction),
      _mm512_testn_epi64_mask((__m512i)(y - 1), fraction));
#else
  return __builtin_reduce_or(
      (lastbit_u64x8)((((x - 1) & 0x000FFFFFE0000000ull) == 0) |
                      (((y - 1) & 0x000FFFFFE0000000ull) == 0))) != 0;
#endif
}

#endif
