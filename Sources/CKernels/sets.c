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

void ck_expand_bits_scalar(const uint64_t *words, size_t count, uint32_t first, uint32_t *out) {
  size_t n = 0;
  for (size_t w = 0; w < count; w++)
    for (uint64_t rest = words[w]; rest && n < 128; rest &= rest - 1)
      out[n++] = first + (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(rest);
}

static inline ptrdiff_t bit_rank(const uint8_t *bytes, size_t bit) {
  uint64_t word;
  size_t at = bit >> 6 << 3;
  __builtin_memcpy(&word, bytes + at, 8);
  uint64_t below = ((uint64_t)1 << (bit & 63)) - 1;
  if (!(word & (below + 1))) return -1;
  size_t rank = (size_t)__builtin_popcountll(word & below);
  for (size_t w = 0; w < at; w += 8) {
    __builtin_memcpy(&word, bytes + w, 8);
    rank += (size_t)__builtin_popcountll(word);
  }
  return (ptrdiff_t)rank;
}

ptrdiff_t ck_bit_rank_scalar(const uint8_t *bytes, size_t bit) { return bit_rank(bytes, bit); }

#if defined(__x86_64__)
#include <immintrin.h>
__attribute__((target("popcnt"))) static ptrdiff_t bit_rank_popcnt(const uint8_t *bytes, size_t bit) {
  return bit_rank(bytes, bit);
}

ptrdiff_t ck_bit_rank(const uint8_t *bytes, size_t bit) {
  return __builtin_cpu_supports("popcnt") ? bit_rank_popcnt(bytes, bit) : bit_rank(bytes, bit);
}

__attribute__((target("avx512f"))) static void expand_avx512(const uint64_t *words, size_t count, uint32_t first,
                                                             uint32_t *out) {
  __m512i id = _mm512_add_epi32(_mm512_set1_epi32((int)first),
                                _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  const __m512i step = _mm512_set1_epi32(16);
  size_t n = 0;
  for (size_t w = 0; w < count; w++) {
    uint64_t rest = words[w];
    for (int quarter = 0; quarter < 4; quarter++) {
      __mmask16 bits = (__mmask16)rest;
      if (n > 128) return;
      _mm512_storeu_si512(out + n, _mm512_maskz_compress_epi32(bits, id));
      n += (size_t)__builtin_popcount(bits);
      id = _mm512_add_epi32(id, step);
      rest >>= 16;
    }
  }
}

void ck_expand_bits(const uint64_t *words, size_t count, uint32_t first, uint32_t *out) {
  if (__builtin_cpu_supports("avx512f"))
    expand_avx512(words, count, first, out);
  else
    ck_expand_bits_scalar(words, count, first, out);
}
#else
ptrdiff_t ck_bit_rank(const uint8_t *bytes, size_t bit) { return bit_rank(bytes, bit); }
void ck_expand_bits(const uint64_t *words, size_t count, uint32_t first, uint32_t *out) {
  ck_expand_bits_scalar(words, count, first, out);
}
#endif
