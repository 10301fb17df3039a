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

void lastbit_half_widen_portable(const uint16_t *halves, float *values, long count) {
  for (long i = 0; i < count; i++) values[i] = widen(halves[i]);
}

void lastbit_half_narrow_portable(const float *values, uint16_t *halves, long count) {
  for (long i = 0; i < count; i++) halves[i] = narrow(values[i]);
}

#if defined(__x86_64__)

static __attribute__((target("avx,f16c"))) void widen_with_vectors(
    const uint16_t *halves, float *values, long count) {
  long i = 0;
  for (; i + 8 <= count; i += 8) {
    _mm256_storeu_ps(values + i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(halves + i))));
  }
  lastbit_half_widen_portable(halves + i, values + i, count - i);
}

static __attribute__((target("avx,f16c"))) void narrow_with_vectors(
    const float *values, uint16_t *halves, long count) {
  long i = 0;
  for (; i + 8 <= count; i += 8) {
    __m128i rounded = _mm256_cvtps_ph(
        _mm256_loadu_ps(values + i), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    _mm_storeu_si128((__m128i *)(halves + i), rounded);
  }
  lastbit_half_narrow_portable(values + i, halves + i, count - i);
}

static int has_vectors(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx") && __builtin_cpu_supports("f16c");
}

void lastbit_half_widen(const uint16_t *halves, float *values, long count) {
  (has_vectors() ? widen_with_vectors : lastbit_half_widen_portable)(halves, values, count);
}

void lastbit_half_narrow(const float *values, uint16_t *halves, long count) {
  (has_vectors() ? narrow_with_vectors : lastbit_half_narrow_portable)(values, halves, count);
}

#else

void lastbit_half_widen(const uint16_t *halves, float *values, long count) {
  lastbit_half_widen_portable(halves, values, count);
}

void lastbit_half_narrow(const float *values, uint16_t *halves, long count) {
  lastbit_half_narrow_portable(values, halves, count);
}

#endif
