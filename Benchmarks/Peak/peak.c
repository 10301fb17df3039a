#include "peak.h"

typedef float f32x16 __attribute__((vector_size(64)));
typedef float f32x8 __attribute__((vector_size(32)));

// Keeps results alive without storing them.
static volatile float sink;

#if defined(__x86_64__)
#define ROUNDS(vector, width)                                                  \
  vector sums[16], factor, term;                                               \
  for (int i = 0; i < width; i++) factor[i] = 0.999f, term[i] = 0.001f;        \
  for (int i = 0; i < 16; i++) sums[i] = term;                                 \
  for (long round = 0; round < rounds; round++)                                \
    _Pragma("unroll") for (int i = 0; i < 16; i++)                             \
        sums[i] = __builtin_elementwise_fma(sums[i], factor, term);            \
  for (int i = 0; i < 16; i++) sink = sums[i][0];                              \
  return (double)rounds * 16 * width;

__attribute__((target("avx512f"), noinline)) static double run_avx512(long rounds) {
  ROUNDS(f32x16, 16)
}

__attribute__((target("avx2,fma"), noinline)) static double run_avx2(long rounds) {
  ROUNDS(f32x8, 8)
}

double lastbit_peak_run(long rounds) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f")) return run_avx512(rounds);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return run_avx2(rounds);
  return 0;
}
#else
typedef float f32x4 __attribute__((vector_size(16)));

double lastbit_peak_run(long rounds) {
  f32x4 sums[16], factor = {0.999f, 0.999f, 0.999f, 0.999f};
  f32x4 term = {0.001f, 0.001f, 0.001f, 0.001f};
  for (int i = 0; i < 16; i++) sums[i] = term;
  for (long round = 0; round < rounds; round++)
    for (int i = 0; i < 16; i++) sums[i] = __builtin_elementwise_fma(sums[i], factor, term);
  for (int i = 0; i < 16; i++) sink = sums[i][0];
  return (double)rounds * 64;
}
#endif
