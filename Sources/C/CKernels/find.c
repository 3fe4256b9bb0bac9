#include "CKernels.h"

/* Two bytes of a needle at a fixed distance are compared in many positions at once; the caller compares the rest. */

size_t ck_find_pair_scalar(const uint8_t *text, size_t from, size_t end, size_t distance, uint8_t first,
                           uint8_t first_mask, uint8_t second, uint8_t second_mask) {
  for (size_t i = from; i < end; i++)
    if ((text[i] | first_mask) == first && (text[i + distance] | second_mask) == second) return i;
  return end;
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx512f,avx512bw"))) static size_t find_avx512(const uint8_t *text, size_t from, size_t end,
                                                                     size_t distance, uint8_t first, uint8_t first_mask,
                                                                     uint8_t second, uint8_t second_mask) {
  const __m512i a = _mm512_set1_epi8((char)first), am = _mm512_set1_epi8((char)first_mask);
  const __m512i b = _mm512_set1_epi8((char)second), bm = _mm512_set1_epi8((char)second_mask);
  size_t i = from;
  /* Blocks end before `end`, so nothing behind text[end - 1 + distance] is read. */
  for (; i + 64 <= end; i += 64) {
    __mmask64 hit = _mm512_cmpeq_epi8_mask(_mm512_or_si512(_mm512_loadu_si512(text + i), am), a);
    if (!hit) continue;
    hit = _mm512_mask_cmpeq_epi8_mask(hit, _mm512_or_si512(_mm512_loadu_si512(text + i + distance), bm), b);
    if (hit) return i + (size_t)__builtin_ctzll(hit);
  }
  return ck_find_pair_scalar(text, i, end, distance, first, first_mask, second, second_mask);
}

__attribute__((target("avx2"))) static size_t find_avx2(const uint8_t *text, size_t from, size_t end, size_t distance,
                                                        uint8_t first, uint8_t first_mask, uint8_t second,
                                                        uint8_t second_mask) {
  const __m256i a = _mm256_set1_epi8((char)first), am = _mm256_set1_epi8((char)first_mask);
  const __m256i b = _mm256_set1_epi8((char)second), bm = _mm256_set1_epi8((char)second_mask);
  size_t i = from;
  for (; i + 32 <= end; i += 32) {
    __m256i x = _mm256_cmpeq_epi8(_mm256_or_si256(_mm256_loadu_si256((const __m256i *)(text + i)), am), a);
    __m256i y = _mm256_cmpeq_epi8(_mm256_or_si256(_mm256_loadu_si256((const __m256i *)(text + i + distance)), bm), b);
    uint32_t hit = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(x, y));
    if (hit) return i + (size_t)__builtin_ctz(hit);
  }
  return ck_find_pair_scalar(text, i, end, distance, first, first_mask, second, second_mask);
}

size_t ck_find_pair(const uint8_t *text, size_t from, size_t end, size_t distance, uint8_t first, uint8_t first_mask,
                    uint8_t second, uint8_t second_mask) {
  if (__builtin_cpu_supports("avx512bw"))
    return find_avx512(text, from, end, distance, first, first_mask, second, second_mask);
  if (__builtin_cpu_supports("avx2"))
    return find_avx2(text, from, end, distance, first, first_mask, second, second_mask);
  return ck_find_pair_scalar(text, from, end, distance, first, first_mask, second, second_mask);
}
#else
size_t ck_find_pair(const uint8_t *text, size_t from, size_t end, size_t distance, uint8_t first, uint8_t first_mask,
                    uint8_t second, uint8_t second_mask) {
  return ck_find_pair_scalar(text, from, end, distance, first, first_mask, second, second_mask);
}
#endif
