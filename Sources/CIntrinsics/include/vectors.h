// Vectors for the kernels, and the operations on them that Swift does not promise to compile to one
// instruction. Header-only, so that each instruction level inlines its own; equal bits at all.
//
// Sixteen binary32 lanes or eight binary64 lanes: one register of AVX-512, two of AVX2.
#ifndef LASTBIT_VECTORS_H
#define LASTBIT_VECTORS_H

#include <stdint.h>
#include <string.h>

#include "aes.h"
#include "cpu.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define LASTBIT_INLINE static inline __attribute__((always_inline))

typedef float lastbit_f32x16 __attribute__((ext_vector_type(16)));
typedef float lastbit_f32x8 __attribute__((ext_vector_type(8)));
typedef int32_t lastbit_i32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t lastbit_u32x16 __attribute__((ext_vector_type(16)));
typedef uint32_t lastbit_u32x8 __attribute__((ext_vector_type(8)));
typedef double lastbit_f64x8 __attribute__((ext_vector_type(8)));
typedef uint64_t lastbit_u64x8 __attribute__((ext_vector_type(8)));
typedef int64_t lastbit_i64x8 __attribute__((ext_vector_type(8)));

// Vector registers: 32 of AVX-512 or arm64, else 16. A constant to the optimiser.
LASTBIT_INLINE int lastbit_vector_registers(void) {
#if defined(__AVX512F__) || defined(__aarch64__)
  return 32;
#else
  return 16;
#endif
}

// Whether vector operations have a rounding mode of their own. A constant to the optimiser.
LASTBIT_INLINE bool lastbit_has_vector_rounding(void) {
#if defined(__AVX512F__)
  return true;
#else
  return false;
#endif
}

// MARK: Memory, of any alignment

LASTBIT_INLINE lastbit_f32x16 lastbit_load_f32x16(const float *from) {
  lastbit_f32x16 value;
  memcpy(&value, from, sizeof value);
  return value;
}

LASTBIT_INLINE lastbit_f32x8 lastbit_load_f32x8(const float *from) {
  lastbit_f32x8 value;
  memcpy(&value, from, sizeof value);
  return value;
}

LASTBIT_INLINE lastbit_f64x8 lastbit_load_f64x8(const double *from) {
  lastbit_f64x8 value;
  memcpy(&value, from, sizeof value);
  return value;
}

LASTBIT_INLINE lastbit_u64x8 lastbit_load_u64x8(const uint64_t *from) {
  lastbit_u64x8 value;
  memcpy(&value, from, sizeof value);
  return value;
}

LASTBIT_INLINE lastbit_u32x16 lastbit_load_u32x16(const uint32_t *from) {
  lastbit_u32x16 value;
  memcpy(&value, from, sizeof value);
  return value;
}

LASTBIT_INLINE void lastbit_store_f32x16(float *to, lastbit_f32x16 value) {
  memcpy(to, &value, sizeof value);
}

LASTBIT_INLINE void lastbit_store_f32x8(float *to, lastbit_f32x8 value) {
  memcpy(to, &value, sizeof value);
}

LASTBIT_INLINE void lastbit_store_f64x8(double *to, lastbit_f64x8 value) {
  memcpy(to, &value, sizeof value);
}

LASTBIT_INLINE void lastbit_store_u64x8(uint64_t *to, lastbit_u64x8 value) {
  memcpy(to, &value, sizeof value);
}

// Asks for the cache line of an address that will be read or written soon; any address will do.
LASTBIT_INLINE void lastbit_prefetch(const void *address) { __builtin_prefetch(address, 0, 2); }
LASTBIT_INLINE void lastbit_prefetch_to_write(const void *address) {
  __builtin_prefetch(address, 1, 3);
}

// MARK: Binary64 lanes and their bits

LASTBIT_INLINE lastbit_f64x8 lastbit_widen(lastbit_f32x8 a) {
  return __builtin_convertvector(a, lastbit_f64x8);
}

LASTBIT_INLINE lastbit_f32x8 lastbit_narrow(lastbit_f64x8 a) {
  return __builtin_convertvector(a, lastbit_f32x8);
}

LASTBIT_INLINE lastbit_f64x8 lastbit_splat_f64x8(double a) { return (lastbit_f64x8)(a); }
LASTBIT_INLINE lastbit_u64x8 lastbit_splat_u64x8(uint64_t a) { return (lastbit_u64x8)(a); }
LASTBIT_INLINE lastbit_f32x16 lastbit_splat_f32x16(float a) { return (lastbit_f32x16)(a); }

LASTBIT_INLINE lastbit_u64x8 lastbit_bits(lastbit_f64x8 a) { return (lastbit_u64x8)a; }
LASTBIT_INLINE lastbit_f64x8 lastbit_number(lastbit_u64x8 a) { return (lastbit_f64x8)a; }

LASTBIT_INLINE lastbit_f64x8 lastbit_multiply_f64x8(lastbit_f64x8 a, lastbit_f64x8 b) {
  return a * b;
}

LASTBIT_INLINE lastbit_f64x8 lastbit_add_f64x8(lastbit_f64x8 a, lastbit_f64x8 b) { return a + b; }

LASTBIT_INLINE lastbit_f64x8 lastbit_subtract_f64x8(lastbit_f64x8 a, lastbit_f64x8 b) {
  return a - b;
}

LASTBIT_INLINE lastbit_f32x16 lastbit_negate(lastbit_f32x16 a) { return -a; }
LASTBIT_INLINE lastbit_f64x8 lastbit_negate_f64x8(lastbit_f64x8 a) { return -a; }

LASTBIT_INLINE lastbit_u64x8 lastbit_add_u64x8(lastbit_u64x8 a, lastbit_u64x8 b) { return a + b; }
LASTBIT_INLINE lastbit_u64x8 lastbit_and_u64x8(lastbit_u64x8 a, lastbit_u64x8 b) { return a & b; }

// The magnitudes of some numbers with the signs of others of the same sign, or zero.
LASTBIT_INLINE lastbit_f64x8 lastbit_with_signs(lastbit_f64x8 a, lastbit_f64x8 signs) {
  return (lastbit_f64x8)((lastbit_u64x8)a | ((lastbit_u64x8)signs & 0x8000000000000000u));
}

LASTBIT_INLINE lastbit_u64x8 lastbit_shift_right(lastbit_u64x8 a, uint64_t places) {
  return a >> (lastbit_u64x8)(places);
}

// MARK: Products by a number in memory
//
// The instruction reads the number. Of a register that holds it, which is what the compiler makes of
// several of them, products take turns with the sums that wait for them: half as long again (Zen 4).

LASTBIT_INLINE lastbit_f32x16 lastbit_multiply_by_f32x16(lastbit_f32x16 a, const float *factor) {
#if defined(__AVX512F__)
  lastbit_f32x16 product;
  __asm__("vmulps %2%{1to16%}, %1, %0" : "=v"(product) : "v"(a), "m"(*factor));
  return product;
#else
  return a * (lastbit_f32x16)(*factor);
#endif
}

LASTBIT_INLINE lastbit_f64x8 lastbit_multiply_by_f64x8(lastbit_f64x8 a, const double *factor) {
#if defined(__AVX512F__)
  lastbit_f64x8 product;
  __asm__("vmulpd %2%{1to8%}, %1, %0" : "=v"(product) : "v"(a), "m"(*factor));
  return product;
#else
  return a * (lastbit_f64x8)(*factor);
#endif
}

// MARK: Fused multiply-add

LASTBIT_INLINE lastbit_f64x8 lastbit_fused_f64x8(
    lastbit_f64x8 sum, lastbit_f64x8 a, lastbit_f64x8 b) {
  return __builtin_elementwise_fma(a, b, sum);
}

// Rounded to odd: of the two neighbours of an inexact sum, the one whose last bit is set.
LASTBIT_INLINE lastbit_f64x8 lastbit_sum_to_odd(lastbit_f64x8 p, lastbit_f64x8 c) {
  lastbit_f64x8 s = p + c, v = s - p;
  lastbit_f64x8 error = (p - (s - v)) + (c - v);
  lastbit_u64x8 bits = (lastbit_u64x8)s;
  lastbit_u64x8 inexact = (lastbit_u64x8)((error < 0) | (error > 0));
  lastbit_u64x8 even = ((bits & 1) - 1) & inexact;
  // Away from zero the odd neighbour is one up in the pattern, towards zero one down.
  lastbit_u64x8 away = (lastbit_u64x8)((error < 0) == (s < 0));
  bits += even & (away & 2);
  bits -= even & 1;
  return (lastbit_f64x8)bits;
}

// Where there is no instruction: the product is exact in binary64, the sum is rounded to odd there,
// and narrowing rounds it once (Boldo and Melquiond 2008).
LASTBIT_INLINE lastbit_f32x8 lastbit_fused_emulated(
    lastbit_f32x8 sum, lastbit_f32x8 a, lastbit_f32x8 b) {
  return lastbit_narrow(lastbit_sum_to_odd(lastbit_widen(a) * lastbit_widen(b), lastbit_widen(sum)));
}

LASTBIT_INLINE lastbit_f32x16 lastbit_fused_f32x16(
    lastbit_f32x16 sum, lastbit_f32x16 a, lastbit_f32x16 b) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_elementwise_fma(a, b, sum);
#else
  lastbit_f32x16 result;
  result.lo = lastbit_fused_emulated(sum.lo, a.lo, b.lo);
  result.hi = lastbit_fused_emulated(sum.hi, a.hi, b.hi);
  return result;
#endif
}

// sum + a * factor, the factor in memory.
LASTBIT_INLINE lastbit_f32x16 lastbit_fused_by_f32x16(
    lastbit_f32x16 sum, lastbit_f32x16 a, const float *factor) {
#if defined(__AVX512F__)
  __asm__("vfmadd231ps %2%{1to16%}, %1, %0" : "+v"(sum) : "v"(a), "m"(*factor));
  return sum;
#else
  return lastbit_fused_f32x16(sum, a, (lastbit_f32x16)(*factor));
#endif
}

// MARK: Four blocks of AES, of two little-endian words each

LASTBIT_INLINE lastbit_u64x8 lastbit_aes_round_x4(lastbit_u64x8 blocks, lastbit_u64x8 keys) {
#if defined(__VAES__) && defined(__AVX512F__)
  return (lastbit_u64x8)_mm512_aesenc_epi128((__m512i)blocks, (__m512i)keys);
#else
  lastbit_u64x8 result;
  for (int i = 0; i < 8; i += 2) {
    lastbit_block next = lastbit_aes_round(
        (lastbit_block){blocks[i], blocks[i + 1]}, (lastbit_block){keys[i], keys[i + 1]});
    result[i] = next.low;
    result[i + 1] = next.high;
  }
  return result;
#endif
}

// The blocks (pair, 0), (pair + stride, 0)... xor (low, high).
LASTBIT_INLINE lastbit_u64x8 lastbit_four_pairs(
    uint64_t pair, uint64_t stride, uint64_t low, uint64_t high) {
  const lastbit_u64x8 even = {~0ull, 0, ~0ull, 0, ~0ull, 0, ~0ull, 0};
  const lastbit_u64x8 steps = {0, 0, stride, 0, 2 * stride, 0, 3 * stride, 0};
  const lastbit_u64x8 key = {low, high, low, high, low, high, low, high};
  return (((lastbit_u64x8)(pair) + steps) & even) ^ key;
}

// The upper halves of sixteen words, of which `a` has the pairs 0, 2, 4, 6 and `b` the others; the
// lower ones.
LASTBIT_INLINE lastbit_u32x16 lastbit_upper_halves(lastbit_u64x8 a, lastbit_u64x8 b) {
  return __builtin_shufflevector(
      (lastbit_u32x16)a, (lastbit_u32x16)b,
      1, 3, 17, 19, 5, 7, 21, 23, 9, 11, 25, 27, 13, 15, 29, 31);
}

LASTBIT_INLINE lastbit_u32x16 lastbit_lower_halves(lastbit_u64x8 a, lastbit_u64x8 b) {
  return __builtin_shufflevector(
      (lastbit_u32x16)a, (lastbit_u32x16)b,
      0, 2, 16, 18, 4, 6, 20, 22, 8, 10, 24, 26, 12, 14, 28, 30);
}

#endif
