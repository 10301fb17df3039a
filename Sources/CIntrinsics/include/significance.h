// What significant bits are made of, eight numbers at a time: magnitudes, exponents, binary logarithms.
#ifndef LASTBIT_SIGNIFICANCE_H
#define LASTBIT_SIGNIFICANCE_H

#include "vectors.h"

LASTBIT_INLINE lastbit_f64x8 lastbit_divide_f64x8(lastbit_f64x8 a, lastbit_f64x8 b) { return a / b; }

// a / b, rounded once, from 1 / b rounded once (Markstein 1990): where a is below 2^500, b between
// 2^-400 and 2^400, and a quotient far below 1 need not be right.
LASTBIT_INLINE lastbit_f64x8 lastbit_divide_by(
    lastbit_f64x8 a, lastbit_f64x8 b, lastbit_f64x8 reciprocal) {
#if defined(__FMA__) || defined(__aarch64__)
  lastbit_f64x8 quotient = a * reciprocal;
  lastbit_f64x8 rest = __builtin_elementwise_fma(-quotient, b, a);
  return __builtin_elementwise_fma(rest, reciprocal, quotient);
#else
  return a / b;
#endif
}

// Whether magnitudes lie between two numbers in all lanes.
LASTBIT_INLINE bool lastbit_all_between(lastbit_f64x8 a, double least, double greatest) {
  lastbit_f64x8 magnitude = __builtin_elementwise_abs(a);
  return __builtin_reduce_and((magnitude >= least) & (magnitude <= greatest)) != 0;
}

LASTBIT_INLINE lastbit_f64x8 lastbit_square_root_f64x8(lastbit_f64x8 a) {
  return __builtin_elementwise_sqrt(a);
}

LASTBIT_INLINE lastbit_f64x8 lastbit_magnitude_f64x8(lastbit_f64x8 a) {
  return __builtin_elementwise_abs(a);
}

// The lesser and the greater of two numbers; `a` where one of them is NaN.
LASTBIT_INLINE lastbit_f64x8 lastbit_lesser_f64x8(lastbit_f64x8 a, lastbit_f64x8 b) {
  return b < a ? b : a;
}
LASTBIT_INLINE lastbit_f64x8 lastbit_greater_f64x8(lastbit_f64x8 a, lastbit_f64x8 b) {
  return b > a ? b : a;
}

// The bits in which numbers differ, and those of `differing` besides.
LASTBIT_INLINE lastbit_u64x8 lastbit_differing_bits(
    lastbit_u64x8 differing, lastbit_f64x8 a, lastbit_f64x8 b) {
  return differing | ((lastbit_u64x8)a ^ (lastbit_u64x8)b);
}

LASTBIT_INLINE bool lastbit_any_u64x8(lastbit_u64x8 a) { return __builtin_reduce_or(a) != 0; }

// MARK: Choices, by lanes of all ones or all zeros

LASTBIT_INLINE lastbit_u64x8 lastbit_is_zero_u64x8(lastbit_u64x8 a) { return (lastbit_u64x8)(a == 0); }
LASTBIT_INLINE lastbit_u64x8 lastbit_is_zero_f64x8(lastbit_f64x8 a) { return (lastbit_u64x8)(a == 0); }
LASTBIT_INLINE lastbit_u64x8 lastbit_is_nan_f64x8(lastbit_f64x8 a) { return (lastbit_u64x8)(a != a); }
LASTBIT_INLINE lastbit_u64x8 lastbit_is_finite_f64x8(lastbit_f64x8 a) {
  return (lastbit_u64x8)(__builtin_elementwise_abs(a) < __builtin_inf());
}

LASTBIT_INLINE lastbit_f64x8 lastbit_choose_f64x8(
    lastbit_u64x8 choice, lastbit_f64x8 yes, lastbit_f64x8 no) {
  return (lastbit_f64x8)((choice & (lastbit_u64x8)yes) | (~choice & (lastbit_u64x8)no));
}

// MARK: Exponents and logarithms of magnitudes

// Numbers in the normal range: 2^54 times those below it.
LASTBIT_INLINE lastbit_f64x8 lastbit_made_normal(lastbit_f64x8 magnitude) {
  return lastbit_choose_f64x8(
      (lastbit_u64x8)(magnitude < 0x1p-1022), magnitude * 0x1p54, magnitude);
}

// The m of m * 2^e, in [1, 2), of finite numbers other than 0; subnormal ones too.
LASTBIT_INLINE lastbit_f64x8 lastbit_significands(lastbit_f64x8 magnitude) {
  lastbit_u64x8 bits = (lastbit_u64x8)lastbit_made_normal(magnitude);
  return (lastbit_f64x8)((bits & 0x000FFFFFFFFFFFFFull) | 0x3FF0000000000000ull);
}

// The e.
LASTBIT_INLINE lastbit_f64x8 lastbit_exponents(lastbit_f64x8 magnitude) {
  lastbit_u64x8 bits = (lastbit_u64x8)lastbit_made_normal(magnitude);
  // The biased exponent as the last bits of 2^52 + itself.
  lastbit_f64x8 biased = (lastbit_f64x8)((bits >> 52) | 0x4330000000000000ull) - 0x1p52;
  lastbit_f64x8 exponent = biased - 1023;
  return lastbit_choose_f64x8((lastbit_u64x8)(magnitude < 0x1p-1022), exponent - 54, exponent);
}

// log2 of numbers that are not negative, error below 2 ulp; exact for powers of two, -inf at zero.
//
// ln m = 2 artanh f, f = (m - 1) / (m + 1), m in [sqrt(1/2), sqrt(2)); as the kernels' logarithm.
LASTBIT_INLINE lastbit_f64x8 lastbit_binary_logarithm(lastbit_f64x8 a) {
  lastbit_f64x8 m = lastbit_significands(a), k = lastbit_exponents(a);
  lastbit_u64x8 isLarge = (lastbit_u64x8)(m >= 0x1.6a09e667f3bcdp0);
  m = lastbit_choose_f64x8(isLarge, m * 0.5, m);
  k = lastbit_choose_f64x8(isLarge, k + 1, k);
  lastbit_f64x8 h = m - 1;
  lastbit_f64x8 f = h / (m + 1);
  lastbit_f64x8 s = f * f;
  // A product and a sum in statements of their own stay two roundings.
  lastbit_f64x8 p = (lastbit_f64x8)(1.0 / 23);
  for (int n = 21; n > 1; n -= 2) {
    p = p * s;
    p = p + 1.0 / n;
  }
  // f = h / (2 + h), so 2f = h - f h keeps the leading term exact.
  lastbit_f64x8 tail = (2 * f) * (s * p);
  lastbit_f64x8 correction = f * h;
  tail = tail - correction;
  // log2(e) in two parts: the product with the leading term keeps its bits.
  lastbit_f64x8 high = (lastbit_f64x8)((lastbit_u64x8)h & 0xFFFFFFFF00000000ull);
  lastbit_f64x8 low = h - high;
  low = low + tail;
  lastbit_f64x8 leading = high * 0x1.7154765p0;
  lastbit_f64x8 middle = high * 0x1.5c17f0bbbe880p-31;
  lastbit_f64x8 last = low * 0x1.71547652b82fep0;
  last = last + middle;
  // |leading| <= 1/2 where k is not 0: the greater number first, and its rounding is given back.
  lastbit_f64x8 sum = k + leading;
  lastbit_f64x8 lost = k - sum;
  lost = lost + leading;
  last = last + lost;
  lastbit_f64x8 result = sum + last;
  result = lastbit_choose_f64x8(lastbit_is_finite_f64x8(a), result, a);
  return lastbit_choose_f64x8(lastbit_is_zero_f64x8(a), (lastbit_f64x8)(-__builtin_inf()), result);
}

#endif
