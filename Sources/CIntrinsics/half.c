#include "half.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static float from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static uint32_t to_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// binary16 to binary32, exact. Scaling by 2^112 moves the exponent's bias from 15 to 127 and makes
// subnormal numbers normal.
static float widen(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16;
  uint32_t magnitude = (uint32_t)(half & 0x7fff) << 13;
  if (magnitude >= 0x7c00 << 13) return from_bits(sign | 0x7f800000 | magnitude);
  return from_bits(sign | to_bits(from_bits(magnitude) * 0x1p112f));
}

// binary32 to binary16, to nearest even. NaN keeps the upper bits of its payload and is quiet.
static uint16_t narrow(float value) {
  uint32_t bits = to_bits(value);
  uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00 | (uint16_t)(magnitude >> 13 & 0x1ff);
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below the least normal number the last bit is 2^-24: adding 1/2 rounds to it.
    return sign | (uint16_t)(to_bits(from_bits(magnitude) + 0.5f) - to_bits(0.5f));
  }
  uint32_t odd = magnitude >> 13 & 1;
  return sign | (uint16_t)((magnitude - 0x38000000 + 0xfff + odd) >> 13);
}

void lastbit_half_accumulate_portable(
    uint16_t *sums, const float *values, float scale, long count) {
  for (long i = 0; i < count; i++) sums[i] = narrow(fmaf(scale, values[i], widen(sums[i])));
}

#if defined(__x86_64__)

static __attribute__((target("avx,fma,f16c"))) void accumulate_with_vectors(
    uint16_t *sums, const float *values, float scale, long count) {
  __m256 scales = _mm256_set1_ps(scale);
  long i = 0;
  for (; i + 8 <= count; i += 8) {
    __m256 sum = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(sums + i)));
    sum = _mm256_fmadd_ps(scales, _mm256_loadu_ps(values + i), sum);
    __m128i rounded = _mm256_cvtps_ph(sum, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    _mm_storeu_si128((__m128i *)(sums + i), rounded);
  }
  lastbit_half_accumulate_portable(sums + i, values + i, scale, count - i);
}

void lastbit_half_accumulate(uint16_t *sums, const float *values, float scale, long count) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
    accumulate_with_vectors(sums, values, scale, count);
  } else {
    lastbit_half_accumulate_portable(sums, values, scale, count);
  }
}

#else

void lastbit_half_accumulate(uint16_t *sums, const float *values, float scale, long count) {
  lastbit_half_accumulate_portable(sums, values, scale, count);
}

#endif
