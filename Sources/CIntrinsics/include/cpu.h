// What the CPU can do, and what the compiler of this translation unit may use.
#ifndef LASTBIT_CPU_H
#define LASTBIT_CPU_H

#include <stdbool.h>

// 2: AVX-512 with vector AES and IFMA, 1: AVX2 with FMA and AES, 0: neither. The operating system's
// support for the registers is part of the answer.
static inline int lastbit_instruction_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
      !__builtin_cpu_supports("aes") || !__builtin_cpu_supports("bmi2")) {
    return 0;
  }
  bool has512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512ifma") &&
      __builtin_cpu_supports("vaes");
  return has512 ? 2 : 1;
#else
  return 0;
#endif
}

// The level, as above, that this translation unit was compiled for.
static inline int lastbit_compiled_level(void) {
#if defined(__AVX512F__) && defined(__AVX512IFMA__) && defined(__VAES__)
  return 2;
#elif defined(__AVX2__) && defined(__FMA__) && defined(__AES__)
  return 1;
#else
  return 0;
#endif
}

// Whether a fused multiply-add is one instruction here; a constant to the optimiser.
static inline __attribute__((always_inline)) bool lastbit_has_fused_multiply_add(void) {
#if defined(__FMA__) || defined(__aarch64__)
  return true;
#else
  return false;
#endif
}

#endif
