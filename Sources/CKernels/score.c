#include "CKernels.h"

/* The term-frequency part of BM25 for a run of postings of one term, added into a window of accumulators.
 * norm_factors[norm] = k1 * (1 - b + b * length / average), so that part = f / (f + factor). */
static inline void add_scalar(const uint32_t *ids, const uint32_t *frequencies, size_t count, uint32_t first,
                              const uint8_t *norms, const float *norm_factors, float weight, float *scores,
                              uint64_t *seen) {
  for (size_t i = 0; i < count; i++) {
    uint32_t at = ids[i] - first;
    float f = (float)frequencies[i];
    scores[at] += weight * f / (f + norm_factors[norms[ids[i]]]);
    seen[at >> 6] |= 1ull << (at & 63);
  }
}

#if defined(__x86_64__)
#include <immintrin.h>
__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq"))) static void add_avx512(
    const uint32_t *ids, const uint32_t *frequencies, size_t count, uint32_t first, const uint8_t *norms,
    const float *norm_factors, float weight, float *scores, uint64_t *seen) {
  const __m512 w = _mm512_set1_ps(weight);
  const __m512i origin = _mm512_set1_epi32((int)first), byte = _mm512_set1_epi32(255);
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    __m512i id = _mm512_loadu_si512(ids + i);
    __m512 f = _mm512_cvtepi32_ps(_mm512_loadu_si512(frequencies + i));
    /* Norm bytes are fetched as whole words; the array has spare bytes behind it. */
    __m512i norm = _mm512_and_si512(_mm512_i32gather_epi32(id, norms, 1), byte);
    __m512 factor = _mm512_i32gather_ps(norm, norm_factors, 4);
    __m512 part = _mm512_div_ps(_mm512_mul_ps(w, f), _mm512_add_ps(f, factor));
    __m512i at = _mm512_sub_epi32(id, origin);
    __m512 sum = _mm512_add_ps(_mm512_i32gather_ps(at, scores, 4), part);
    _mm512_i32scatter_ps(scores, at, sum, 4);
    for (size_t k = i; k < i + 16; k++) {
      uint32_t bit = ids[k] - first;
      seen[bit >> 6] |= 1ull << (bit & 63);
    }
  }
  add_scalar(ids + i, frequencies + i, count - i, first, norms, norm_factors, weight, scores, seen);
}

void ck_add_scores(const uint32_t *ids, const uint32_t *frequencies, size_t count, uint32_t first, const uint8_t *norms,
                   const float *norm_factors, float weight, float *scores, uint64_t *seen) {
  if (count >= 16 && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    add_avx512(ids, frequencies, count, first, norms, norm_factors, weight, scores, seen);
  else
    add_scalar(ids, frequencies, count, first, norms, norm_factors, weight, scores, seen);
}
#else
void ck_add_scores(const uint32_t *ids, const uint32_t *frequencies, size_t count, uint32_t first, const uint8_t *norms,
                   const float *norm_factors, float weight, float *scores, uint64_t *seen) {
  add_scalar(ids, frequencies, count, first, norms, norm_factors, weight, scores, seen);
}
#endif

size_t ck_collect(const float *scores, const uint64_t *seen, size_t word_count, float threshold, uint32_t base,
                  uint32_t *ids) {
  size_t n = 0;
  for (size_t w = 0; w < word_count; w++) {
    for (uint64_t rest = seen[w]; rest; rest &= rest - 1) {
      uint32_t at = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(rest);
      ids[n] = base + at;
      n += scores[at] >= threshold;
    }
  }
  return n;
}
