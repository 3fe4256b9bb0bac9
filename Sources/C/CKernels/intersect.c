#include "CKernels.h"
#include "wide.h"

/* Intersections of rising lists: the documents of two blocks, the positions of two terms in a document. Each value of the
 * shorter list is looked up in the longer one, sixteen values of which are compared at once. */

#pragma STDC FP_CONTRACT OFF

size_t ck_intersect_scalar(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, uint8_t *a_index,
                           uint8_t *b_index) {
  size_t n = 0, i = 0, j = 0;
  while (i < a_count && j < b_count) {
    uint32_t x = a[i], y = b[j];
    a_index[n] = (uint8_t)i;
    b_index[n] = (uint8_t)j;
    n += x == y;
    i += x <= y;
    j += y <= x;
  }
  return n;
}

void ck_block_ends(const uint32_t *values, size_t count, uint32_t ends[8]) {
  for (size_t k = 0; k < 8; k++) ends[k] = 16 * k + 16 <= count ? values[16 * k + 15] : UINT32_MAX;
}

/* Counts the values that would become negative, which match nothing; they come first. */
static size_t below_zero(const uint32_t *few, size_t few_count, uint32_t shift) {
  size_t skip = 0;
  if (shift > UINT32_MAX / 2)
    while (skip < few_count && few[skip] < 0u - shift) skip++;
  return skip;
}

size_t ck_match_positions_scalar(const uint32_t *few, size_t few_count, const uint32_t *many, size_t many_count,
                              uint32_t shift, uint32_t *out) {
  size_t n = 0, j = 0;
  for (size_t i = below_zero(few, few_count, shift); i < few_count; i++) {
    uint32_t value = few[i], x = value + shift;
    while (j < many_count && many[j] < x) j++;
    if (j < many_count && many[j] == x) out[n++] = value;
  }
  return n;
}

#if defined(__x86_64__)
/* Comparing a value with the last of each sixteen of b tells which sixteen it belongs to. Nothing branches on the data.
 * Values behind b_count may be arbitrary. */
WIDE static inline size_t find_each(const uint32_t *a, size_t from, size_t to, const uint32_t *b, size_t b_count,
                                    const uint32_t *b_ends, uint8_t *a_index, uint8_t *b_index) {
  const __m256i last = _mm256_loadu_si256((const __m256i *)b_ends);
  size_t n = 0;
  for (size_t i = from; i < to; i++) {
    const __m512i x = _mm512_broadcastd_epi32(_mm_loadu_si32(a + i));
    unsigned below = _mm256_cmplt_epu32_mask(last, _mm512_castsi512_si256(x));
    size_t at = 16 * (size_t)__builtin_popcount(below);
    unsigned hit = _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(b + at), x);
    at += (size_t)__builtin_ctz(hit | 0x10000);
    a_index[n] = (uint8_t)i;
    b_index[n] = (uint8_t)at;
    n += (hit != 0) & (at < b_count);
  }
  return n;
}

/* The values of b at sixteen indices, of each of which is known whether it lies in the upper half of b and whether in the
 * upper quarter of its half. */
WIDE static inline __m512i values_at(const __m512i b[8], __m512i index, __mmask16 is_upper_half,
                                     __mmask16 is_upper_quarter) {
  const __m512i low = _mm512_mask_mov_epi32(_mm512_permutex2var_epi32(b[0], index, b[1]), is_upper_quarter,
                                            _mm512_permutex2var_epi32(b[2], index, b[3]));
  const __m512i high = _mm512_mask_mov_epi32(_mm512_permutex2var_epi32(b[4], index, b[5]), is_upper_quarter,
                                             _mm512_permutex2var_epi32(b[6], index, b[7]));
  return _mm512_mask_mov_epi32(low, is_upper_half, high);
}

/* Binary searches for sixteen values at a time, with all of b in registers. */
WIDE static __attribute__((noinline)) size_t find_sixteens(const uint32_t *a, size_t from, size_t to, const uint32_t *b,
                                                           size_t b_count, const uint32_t *b_ends, uint8_t *a_index,
                                                           uint8_t *b_index) {
  const __m128i numbers = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i sixteen = _mm512_set1_epi32(16), count = _mm512_set1_epi32((int)b_count);
  __m512i values[8], ends[8];
  for (size_t k = 0; k < 8; k++) {
    values[k] = _mm512_loadu_si512(b + 16 * k);
    ends[k] = _mm512_set1_epi32((int)b_ends[k]);
  }
  if (b_count < 128) {
    /* Values behind the end must compare as larger than any other. */
    const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (int k = 0; k < 8; k++) {
      const __mmask16 known = _mm512_cmpgt_epi32_mask(count, _mm512_add_epi32(lane, _mm512_set1_epi32(16 * k)));
      values[k] = _mm512_mask_mov_epi32(_mm512_set1_epi32(-1), known, values[k]);
    }
  }
  size_t n = 0;
  for (size_t i = from; i < to; i += 16) {
    const __m512i x = _mm512_loadu_si512(a + i);
    __mmask16 above[8];
    __m512i at = _mm512_setzero_si512();
    for (size_t k = 0; k < 8; k++) {
      above[k] = _mm512_cmplt_epu32_mask(ends[k], x);
      at = _mm512_mask_add_epi32(at, above[k], at, sixteen);
    }
    const __mmask16 quarters = (__mmask16)((above[1] & ~above[3]) | above[5]);
    for (int step = 8; step; step >>= 1) {
      const __m512i value = values_at(values, _mm512_add_epi32(at, _mm512_set1_epi32(step - 1)), above[3], quarters);
      at = _mm512_mask_add_epi32(at, _mm512_cmplt_epu32_mask(value, x), at, _mm512_set1_epi32(step));
    }
    const __mmask16 asked = to - i < 16 ? (__mmask16)((1u << (to - i)) - 1) : 0xffff;
    const __mmask16 known = _mm512_mask_cmplt_epu32_mask(asked, at, count);
    const __mmask16 hit = _mm512_mask_cmpeq_epi32_mask(known, values_at(values, at, above[3], quarters), x);
    _mm_storeu_si128((__m128i *)(a_index + n),
                     _mm_maskz_compress_epi8(hit, _mm_add_epi8(numbers, _mm_set1_epi8((char)i))));
    _mm_storeu_si128((__m128i *)(b_index + n), _mm_maskz_compress_epi8(hit, _mm512_cvtepi32_epi8(at)));
    n += (size_t)__builtin_popcount(hit);
  }
  return n;
}

/* Sixteen binary searches at once cost as much as eight look-ups one by one. */
WIDE static inline size_t find_all(const uint32_t *a, size_t from, size_t to, const uint32_t *b, size_t b_count,
                                   const uint32_t *b_ends, uint8_t *a_index, uint8_t *b_index) {
  return to - from < 8 ? find_each(a, from, to, b, b_count, b_ends, a_index, b_index)
                       : find_sixteens(a, from, to, b, b_count, b_ends, a_index, b_index);
}

/* Looks up the values of the list that has fewer where both overlap in the other one. */
WIDE static size_t intersect_wide(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count,
                                  const uint32_t *b_ends, uint8_t *a_index, uint8_t *b_index) {
  if (a_count > 16) {
    const __m256i last = _mm256_loadu_si256((const __m256i *)b_ends);
    size_t from = 16 * (size_t)__builtin_popcount(_mm256_cmplt_epu32_mask(last, _mm256_set1_epi32((int)a[0])));
    size_t to =
        16 * (size_t)__builtin_popcount(_mm256_cmplt_epu32_mask(last, _mm256_set1_epi32((int)a[a_count - 1]))) + 16;
    if (to > b_count) to = b_count;
    if (from >= to) return 0;
    if (2 * (to - from) < a_count) {
      uint32_t ends[8];
      ck_block_ends(a, a_count, ends);
      return find_all(b, from, to, a, a_count, ends, b_index, a_index);
    }
  }
  return find_all(a, 0, a_count, b, b_count, b_ends, a_index, b_index);
}

/* `many` is followed by at least 16 values of UINT32_MAX. */
WIDE static size_t match_wide(const uint32_t *few, size_t few_count, const uint32_t *many, size_t many_count,
                              uint32_t shift, uint32_t *out) {
  size_t n = 0, j = 0;
  for (size_t i = 0; i < few_count; i++) {
    const uint32_t value = few[i], x = value + shift;
    while (many[j + 15] < x) j += 16;
    unsigned hit = _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(many + j), _mm512_set1_epi32((int)x));
    out[n] = value;
    n += (hit != 0) & (j + (size_t)__builtin_ctz(hit | 0x10000) < many_count);
  }
  return n;
}
#endif

size_t ck_intersect(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, const uint32_t *b_ends,
                    uint8_t *a_index, uint8_t *b_index) {
#if defined(__x86_64__)
  if (is_wide()) return intersect_wide(a, a_count, b, b_count, b_ends, a_index, b_index);
#endif
  (void)b_ends;
  return ck_intersect_scalar(a, a_count, b, b_count, a_index, b_index);
}

size_t ck_match_positions(const uint32_t *few, size_t few_count, const uint32_t *many, size_t many_count, uint32_t shift,
                       uint32_t *out) {
#if defined(__x86_64__)
  if (is_wide()) {
    size_t skip = below_zero(few, few_count, shift);
    return match_wide(few + skip, few_count - skip, many, many_count, shift, out);
  }
#endif
  return ck_match_positions_scalar(few, few_count, many, many_count, shift, out);
}
