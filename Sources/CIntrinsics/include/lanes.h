// Rows of images in vectors: parts of rows, activations, and every fourth number of a row.
#ifndef LASTBIT_LANES_H
#define LASTBIT_LANES_H

#include "vectors.h"

// MARK: Element by element

LASTBIT_INLINE lastbit_f32x16 lastbit_add_f32x16(lastbit_f32x16 a, lastbit_f32x16 b) {
  return a + b;
}
LASTBIT_INLINE lastbit_f32x16 lastbit_subtract_f32x16(lastbit_f32x16 a, lastbit_f32x16 b) {
  return a - b;
}
LASTBIT_INLINE lastbit_f32x16 lastbit_multiply_f32x16(lastbit_f32x16 a, lastbit_f32x16 b) {
  return a * b;
}

// Numbers that are not positive times `slope`; the others as they are.
LASTBIT_INLINE lastbit_f32x16 lastbit_activate_f32x16(lastbit_f32x16 a, float slope) {
  return a > 0 ? a : a * slope;
}
LASTBIT_INLINE lastbit_f64x8 lastbit_activate_f64x8(lastbit_f64x8 a, double slope) {
  return a > 0 ? a : a * slope;
}

// MARK: Numbers `first`, `first` + 1… of a row of `count` numbers, zeros before and after it

LASTBIT_INLINE lastbit_f32x16 lastbit_load_within_f32x16(
    const float *row, intptr_t first, intptr_t count) {
  if (__builtin_expect(first >= 0 && first + 16 <= count, 1)) {
    return lastbit_load_f32x16(row + first);
  }
  intptr_t from = first < 0 ? -first : 0, to = count - first < 16 ? count - first : 16;
  lastbit_f32x16 value = (lastbit_f32x16)(0.0f);
  if (from >= to) { return value; }
#if defined(__AVX512F__)
  __mmask16 lanes = (__mmask16)((0xFFFFu << from) & (0xFFFFu >> (16 - to)));
  return (lastbit_f32x16)_mm512_maskz_loadu_ps(lanes, row + first);
#else
  memcpy((float *)&value + from, row + first + from, (size_t)(to - from) * sizeof(float));
  return value;
#endif
}

LASTBIT_INLINE lastbit_f64x8 lastbit_load_within_f64x8(
    const double *row, intptr_t first, intptr_t count) {
  if (__builtin_expect(first >= 0 && first + 8 <= count, 1)) {
    return lastbit_load_f64x8(row + first);
  }
  intptr_t from = first < 0 ? -first : 0, to = count - first < 8 ? count - first : 8;
  lastbit_f64x8 value = (lastbit_f64x8)(0.0);
  if (from >= to) { return value; }
#if defined(__AVX512F__)
  __mmask8 lanes = (__mmask8)((0xFFu << from) & (0xFFu >> (8 - to)));
  return (lastbit_f64x8)_mm512_maskz_loadu_pd(lanes, row + first);
#else
  memcpy((double *)&value + from, row + first + from, (size_t)(to - from) * sizeof(double));
  return value;
#endif
}

// MARK: Orders of numbers in two vectors

// Numbers 0, 2, 4…
LASTBIT_INLINE lastbit_f32x16 lastbit_even_f32x16(lastbit_f32x16 a, lastbit_f32x16 b) {
  return __builtin_shufflevector(
      a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}
LASTBIT_INLINE lastbit_f64x8 lastbit_even_f64x8(lastbit_f64x8 a, lastbit_f64x8 b) {
  return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
}

// Numbers 1, 3, 5…
LASTBIT_INLINE lastbit_f32x16 lastbit_odd_f32x16(lastbit_f32x16 a, lastbit_f32x16 b) {
  return __builtin_shufflevector(
      a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}
LASTBIT_INLINE lastbit_f64x8 lastbit_odd_f64x8(lastbit_f64x8 a, lastbit_f64x8 b) {
  return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
}

// Number 0 of `a`, number 0 of `b`, number 1 of `a`…
LASTBIT_INLINE lastbit_f32x16 lastbit_alternate_f32x16(lastbit_f32x16 a, lastbit_f32x16 b) {
  return __builtin_shufflevector(
      a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
LASTBIT_INLINE lastbit_f64x8 lastbit_alternate_f64x8(lastbit_f64x8 a, lastbit_f64x8 b) {
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// The same with the upper halves.
LASTBIT_INLINE lastbit_f32x16 lastbit_alternate_upper_f32x16(lastbit_f32x16 a, lastbit_f32x16 b) {
  return __builtin_shufflevector(
      a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
LASTBIT_INLINE lastbit_f64x8 lastbit_alternate_upper_f64x8(lastbit_f64x8 a, lastbit_f64x8 b) {
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// Lanes 1, 2… of `a`, and `last`.
LASTBIT_INLINE lastbit_f32x16 lastbit_shift_in_f32x16(lastbit_f32x16 a, float last) {
  return __builtin_shufflevector(
      a, (lastbit_f32x16)(last), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
}
LASTBIT_INLINE lastbit_f64x8 lastbit_shift_in_f64x8(lastbit_f64x8 a, double last) {
  return __builtin_shufflevector(a, (lastbit_f64x8)(last), 1, 2, 3, 4, 5, 6, 7, 8);
}

// Sixteen rows of sixteen numbers, rows so far apart, to sixteen columns: four times, rows 8 apart are
// interleaved.
LASTBIT_INLINE void lastbit_transpose_16(
    const float *from, long from_stride, float *to, long to_stride) {
  lastbit_f32x16 rows[16], mixed[16];
  for (int i = 0; i < 16; i++) rows[i] = lastbit_load_f32x16(from + i * from_stride);
  for (int round = 0; round < 4; round++) {
    for (int i = 0; i < 8; i++) {
      mixed[2 * i] = __builtin_shufflevector(
          rows[i], rows[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      mixed[2 * i + 1] = __builtin_shufflevector(
          rows[i], rows[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
    for (int i = 0; i < 16; i++) rows[i] = mixed[i];
  }
  for (int i = 0; i < 16; i++) lastbit_store_f32x16(to + i * to_stride, rows[i]);
}

#endif
