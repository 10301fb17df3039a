// Noise and roundings of vectors other than those of random rounding: Monte Carlo arithmetic,
// stochastic rounding of binary64, smaller formats. Header-only, with equal bits at all levels.
#ifndef LASTBIT_NOISE_H
#define LASTBIT_NOISE_H

#include "vectors.h"

// MARK: Noise

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

// MARK: Stochastic rounding of binary64

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

// The error of `sum`, the nearest number to a + b.
LASTBIT_INLINE lastbit_f64x8 lastbit_sum_error(
    lastbit_f64x8 a, lastbit_f64x8 b, lastbit_f64x8 sum) {
  lastbit_f64x8 v = sum - a;
  return (a - (sum - v)) + (b - v);
}

// MARK: Smaller formats

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

// The upper halves of sixteen words; the lower ones.
LASTBIT_INLINE lastbit_u32x16 lastbit_upper_halves(lastbit_u64x8 a, lastbit_u64x8 b) {
  return __builtin_shufflevector(
      (lastbit_u32x16)a, (lastbit_u32x16)b,
      1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

LASTBIT_INLINE lastbit_u32x16 lastbit_lower_halves(lastbit_u64x8 a, lastbit_u64x8 b) {
  return __builtin_shufflevector(
      (lastbit_u32x16)a, (lastbit_u32x16)b,
      0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

#endif
