#include "CKernels.h"

size_t ck_lower_bound(const uint32_t *values, size_t from, size_t count, uint32_t target) {
  /* Branch-free halving; the compiler makes conditional moves of it. */
  const uint32_t *p = values + from;
  size_t n = count - from;
  while (n > 1) {
    size_t half = n / 2;
    p += (p[half - 1] < target) ? half : 0;
    n -= half;
  }
  return (size_t)(p - values) + (n == 1 && *p < target);
}

/* A word of a bitmap, with the bits behind its span cleared. */
static inline uint64_t bits_within(const uint8_t *bytes, size_t span, size_t word) {
  uint64_t bits;
  __builtin_memcpy(&bits, bytes + 8 * word, 8);
  return 64 * word + 64 <= span ? bits : bits & (((uint64_t)1 << (span & 63)) - 1);
}

size_t ck_expand_bits_scalar(const uint8_t *bytes, size_t span, uint32_t first, uint32_t *out) {
  size_t n = 0;
  for (size_t w = 0; 64 * w < span && n <= 128; w++)
    for (uint64_t rest = bits_within(bytes, span, w); rest; rest &= rest - 1, n++)
      if (n < 128) out[n] = first + (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(rest);
  return n;
}

static inline __attribute__((always_inline)) size_t intersect_bits(const uint32_t *ids, size_t count,
                                                                   const uint8_t *bytes, uint32_t first, size_t span,
                                                                   uint8_t *id_index, uint8_t *bit_index) {
  uint64_t word;
  size_t i = 0, n = 0, at = 0, rank = 0;
  __builtin_memcpy(&word, bytes, 8);
  while (i < count && ids[i] < first) i++;
  for (; i < count; i++) {
    size_t bit = ids[i] - first;
    if (bit >= span) break;
    for (; at < bit >> 6; at++) {
      rank += (size_t)__builtin_popcountll(word);
      __builtin_memcpy(&word, bytes + 8 * (at + 1), 8);
    }
    uint64_t mask = (uint64_t)1 << (bit & 63);
    id_index[n] = (uint8_t)i;
    bit_index[n] = (uint8_t)((rank + (size_t)__builtin_popcountll(word & (mask - 1))) & 127);
    n += (word & mask) != 0;
  }
  return n;
}

size_t ck_intersect_bits_scalar(const uint32_t *ids, size_t count, const uint8_t *bytes, uint32_t first, size_t span,
                                uint8_t *id_index, uint8_t *bit_index) {
  return intersect_bits(ids, count, bytes, first, span, id_index, bit_index);
}

#if defined(__x86_64__)
#include <immintrin.h>
__attribute__((target("popcnt,bmi"))) static size_t intersect_bits_popcnt(const uint32_t *ids, size_t count,
                                                                          const uint8_t *bytes, uint32_t first,
                                                                          size_t span, uint8_t *id_index,
                                                                          uint8_t *bit_index) {
  return intersect_bits(ids, count, bytes, first, span, id_index, bit_index);
}

size_t ck_intersect_bits(const uint32_t *ids, size_t count, const uint8_t *bytes, uint32_t first, size_t span,
                         uint8_t *id_index, uint8_t *bit_index) {
  if (__builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi"))
    return intersect_bits_popcnt(ids, count, bytes, first, span, id_index, bit_index);
  return intersect_bits(ids, count, bytes, first, span, id_index, bit_index);
}

__attribute__((target("avx512f,popcnt"))) static size_t expand_avx512(const uint8_t *bytes, size_t span,
                                                                      uint32_t first, uint32_t *out) {
  __m512i id = _mm512_add_epi32(_mm512_set1_epi32((int)first),
                                _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  const __m512i step = _mm512_set1_epi32(16);
  size_t n = 0;
  for (size_t w = 0; 64 * w < span; w++) {
    uint64_t rest = bits_within(bytes, span, w);
    for (int quarter = 0; quarter < 4; quarter++) {
      __mmask16 bits = (__mmask16)rest;
      if (n > 128) return n;
      _mm512_storeu_si512(out + n, _mm512_maskz_compress_epi32(bits, id));
      n += (size_t)__builtin_popcount(bits);
      id = _mm512_add_epi32(id, step);
      rest >>= 16;
    }
  }
  return n;
}

size_t ck_expand_bits(const uint8_t *bytes, size_t span, uint32_t first, uint32_t *out) {
  if (__builtin_cpu_supports("avx512f")) return expand_avx512(bytes, span, first, out);
  return ck_expand_bits_scalar(bytes, span, first, out);
}
#else
size_t ck_intersect_bits(const uint32_t *ids, size_t count, const uint8_t *bytes, uint32_t first, size_t span,
                         uint8_t *id_index, uint8_t *bit_index) {
  return intersect_bits(ids, count, bytes, first, span, id_index, bit_index);
}
size_t ck_expand_bits(const uint8_t *bytes, size_t span, uint32_t first, uint32_t *out) {
  return ck_expand_bits_scalar(bytes, span, first, out);
}
#endif
