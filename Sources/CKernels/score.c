#include "CKernels.h"

/* Sums must not depend on whether a machine fuses multiplications with additions. */
#pragma STDC FP_CONTRACT OFF

static inline double part_of(uint32_t f, uint8_t norm, const double *parts, size_t rows, const double *factors) {
  return __builtin_expect(f < rows, 1) ? parts[256 * (size_t)f + norm] : (double)f / ((double)f + factors[norm]);
}

/* The term-frequency part of BM25 for a run of postings of one term, added into a window of accumulators.
 *
 * parts[256 f + norm] = f / (f + factors[norm]) for frequencies below `rows`; higher ones are divided here.
 * Plain code on purpose: gathers and scatters of sixteen postings take twice as long on a current server core. Of the
 * table few rows are in use at a time, and they stay in the first-level cache. */
void ck_add_scores(const uint32_t *restrict ids, const uint32_t *restrict frequencies, size_t count, uint32_t first,
                   const uint8_t *restrict norms, const double *restrict parts, size_t rows,
                   const double *restrict factors, double weight, double *restrict scores) {
  for (size_t i = 0; i < count; i++) {
    uint32_t id = ids[i], f = frequencies[i];
    double score = weight * part_of(f, norms[id], parts, rows, factors);
    scores[id - first] += score;
  }
}

void ck_add_parts(const uint32_t *ids, const uint8_t *slots, const uint32_t *frequencies, size_t count,
                  const uint8_t *norms, size_t norm_count, const double *parts, size_t rows, const double *factors,
                  double weight, double *sums) {
  for (size_t i = 0; i < count; i++) {
    if (slots[i] == 255 || ids[i] >= norm_count) continue;
    double score = weight * part_of(frequencies[slots[i]], norms[ids[i]], parts, rows, factors);
    sums[i] += score;
  }
}

size_t ck_list_scores(const uint32_t *restrict ids, const uint32_t *restrict frequencies, size_t count,
                      const uint8_t *restrict norms, const double *restrict parts, size_t rows,
                      const double *restrict factors, double weight, double threshold, uint32_t *restrict out,
                      double *restrict found) {
  size_t n = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t id = ids[i], f = frequencies[i];
    double score = weight * part_of(f, norms[id], parts, rows, factors);
    out[n] = id;
    found[n] = score;
    n += score >= threshold;
  }
  return n;
}

static size_t collect_scalar(double *scores, size_t from, size_t count, double threshold, uint32_t base, uint32_t *ids,
                             double *found, size_t n) {
  for (size_t i = from; i < count; i++) {
    ids[n] = base + (uint32_t)i;
    found[n] = scores[i];
    n += scores[i] > 0 && scores[i] >= threshold;
    scores[i] = 0;
  }
  return n;
}

size_t ck_collect_scalar(double *scores, size_t count, double threshold, uint32_t base, uint32_t *ids,
                         double *found) {
  return collect_scalar(scores, 0, count, threshold, base, ids, found, 0);
}

#if defined(__x86_64__)
#include <immintrin.h>

/* What a score must reach to be above 0 and at a threshold. */
static double least_of(double threshold) { return threshold > 0 ? threshold : 4.9406564584124654e-324; }

__attribute__((target("avx512f,avx512vl,avx512dq"))) static size_t collect_avx512(
    double *scores, size_t count, double threshold, uint32_t base, uint32_t *ids, double *found) {
  const __m512d least = _mm512_set1_pd(least_of(threshold));
  const __m256i step = _mm256_set1_epi32(8);
  __m256i id = _mm256_add_epi32(_mm256_set1_epi32((int)base), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  size_t n = 0, i = 0;
  for (; i + 8 <= count; i += 8) {
    __m512d score = _mm512_loadu_pd(scores + i);
    __mmask8 take = _mm512_cmp_pd_mask(score, least, _CMP_GE_OQ);
    _mm512_storeu_pd(scores + i, _mm512_setzero_pd());
    if (take) {
      /* Compressing into a register and storing it whole is far cheaper than compressing into memory. */
      _mm256_storeu_si256((__m256i *)(ids + n), _mm256_maskz_compress_epi32(take, id));
      _mm512_storeu_pd(found + n, _mm512_maskz_compress_pd(take, score));
      n += (size_t)__builtin_popcount(take);
    }
    id = _mm256_add_epi32(id, step);
  }
  return collect_scalar(scores, i, count, threshold, base, ids, found, n);
}

__attribute__((target("avx2"))) static size_t collect_avx2(double *scores, size_t count, double threshold,
                                                           uint32_t base, uint32_t *ids, double *found) {
  const __m256d least = _mm256_set1_pd(least_of(threshold));
  size_t n = 0, i = 0;
  for (; i + 4 <= count; i += 4) {
    __m256d score = _mm256_loadu_pd(scores + i);
    for (unsigned rest = (unsigned)_mm256_movemask_pd(_mm256_cmp_pd(score, least, _CMP_GE_OQ)); rest; rest &= rest - 1) {
      size_t at = i + (size_t)__builtin_ctz(rest);
      ids[n] = base + (uint32_t)at;
      found[n++] = scores[at];
    }
    _mm256_storeu_pd(scores + i, _mm256_setzero_pd());
  }
  return collect_scalar(scores, i, count, threshold, base, ids, found, n);
}

size_t ck_collect(double *scores, size_t count, double threshold, uint32_t base, uint32_t *ids, double *found) {
  if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return collect_avx512(scores, count, threshold, base, ids, found);
  if (__builtin_cpu_supports("avx2")) return collect_avx2(scores, count, threshold, base, ids, found);
  return collect_scalar(scores, 0, count, threshold, base, ids, found, 0);
}
#else
size_t ck_collect(double *scores, size_t count, double threshold, uint32_t base, uint32_t *ids, double *found) {
  return collect_scalar(scores, 0, count, threshold, base, ids, found, 0);
}
#endif
