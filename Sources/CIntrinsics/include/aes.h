// One round of AES (FIPS 197, figure 5: SubBytes, ShiftRows, MixColumns, AddRoundKey) on a block of
// two little-endian 64-bit words. Header-only, so that the compiler of the kernels inlines it with
// the instructions that it was allowed: AES-NI where there is AES-NI, a table elsewhere, equal bits.
#ifndef LASTBIT_AES_H
#define LASTBIT_AES_H

#include <stdint.h>

#if defined(__AES__)
#include <immintrin.h>
#endif

typedef struct {
  uint64_t low, high;
} lastbit_block;

// SubBytes and MixColumns of one byte in row 0, little-endian column; the other rows are rotations.
extern const uint32_t lastbit_aes_table[256];

static inline uint32_t lastbit_rotate_left(uint32_t word, int bits) {
  return (word << bits) | (word >> (32 - bits));
}

// The portable round: four table look-ups for each column.
static __attribute__((noinline)) lastbit_block lastbit_aes_round_portable(lastbit_block block, lastbit_block key) {
  const uint32_t column[4] = {
      (uint32_t)block.low, (uint32_t)(block.low >> 32),
      (uint32_t)block.high, (uint32_t)(block.high >> 32)};
  uint32_t result[4];
  for (int i = 0; i < 4; i++) {
    result[i] = lastbit_aes_table[column[i] & 255] ^
        lastbit_rotate_left(lastbit_aes_table[(column[(i + 1) & 3] >> 8) & 255], 8) ^
        lastbit_rotate_left(lastbit_aes_table[(column[(i + 2) & 3] >> 16) & 255], 16) ^
        lastbit_rotate_left(lastbit_aes_table[column[(i + 3) & 3] >> 24], 24);
  }
  lastbit_block next = {
      (result[0] | (uint64_t)result[1] << 32) ^ key.low,
      (result[2] | (uint64_t)result[3] << 32) ^ key.high};
  return next;
}

// Rounds with keys that grow by a step, from the key after `key` on; by the CPU's instructions where it
// has them, whatever the caller was compiled for.
lastbit_block lastbit_aes_rounds(
    lastbit_block block, lastbit_block key, lastbit_block step, int rounds);

static inline __attribute__((always_inline)) lastbit_block lastbit_aes_round(
    lastbit_block block, lastbit_block key) {
#if defined(__AES__)
  __m128i state = _mm_aesenc_si128(
      _mm_set_epi64x((long long)block.high, (long long)block.low),
      _mm_set_epi64x((long long)key.high, (long long)key.low));
  lastbit_block next = {
      (uint64_t)_mm_cvtsi128_si64(state),
      (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(state, state))};
  return next;
#else
  return lastbit_aes_round_portable(block, key);
#endif
}

#endif
