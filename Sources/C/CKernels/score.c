#include "CKernels.h"

/* Sums must not depend on whether a machine fuses multiplications with additions. */
#pragma STDC FP_CONTRACT OFF

static inline double term_score(uint32_t f, uint8_t norm, const double *table, size_t rows, const double *factors) {
  return __builtin_expect(f < rows, 1) ? table[256 * (size_t)f + norm] : (double)f / ((double)f + factors[norm]);
}

/* Touches the cells of rising ids; all cells from the first to the last where most of them hold an id. */
static inline void touch(uint64_t *touched, const uint32_t *ids, size_t count, uint32_t first) {
  const size_t low = (ids[0] - first) / CK_CELL, high = (ids[count - 1] - first) / CK_CELL;
  if (high - low < 2 * count) {
    for (size_t word = low / 64; word <= high / 64; word++) {
      const uint64_t from = word == low / 64 ? ~(uint64_t)0 << (low & 63) : ~(uint64_t)0;
      const uint64_t through = word == high / 64 ? ~(uint64_t)0 >> (63 - (high & 63)) : ~(uint64_t)0;
      touched[word] |= from & through;
    }
  } else {
    for (size_t i = 0; i < count; i++) {
      const size_t cell = (ids[i] - first) / CK_CELL;
      touched[cell / 64] |= (uint64_t)1 << (cell & 63);
    }
  }
}

/* The term scores (the term-frequency component of BM25) of a run of postings of one term, weighted and added into a
 * window of accumulators.
 *
 * table[256 f + norm] = f / (f + factors[norm]) for frequencies below `rows`; higher ones are divided here.
 * Plain code on purpose: gathers and scatters of sixteen postings take twice as long on a current server core. Of the
 * table few rows are in use at a time, and they stay in the first-level cache. */
void ck_add_scores(const uint32_t *restrict ids, const uint32_t *restrict frequencies, size_t count, uint32_t first,
                   const uint8_t *restrict norms, const double *restrict table, size_t rows,
                   const double *restrict factors, double weight, double *restrict scores, uint64_t *restrict touched) {
  if (count == 0) return;
  touch(touched, ids, count, first);
  for (size_t i = 0; i < count; i++) {
    uint32_t id = ids[i], f = frequencies[i];
    double score = weight * term_score(f, norms[id], table, rows, factors);
    scores[id - first] += score;
  }
}

void ck_add_term_scores(const uint32_t *ids, const uint8_t *slots, const uint32_t *frequencies, size_t count,
                  const uint8_t *norms, size_t norm_count, const double *table, size_t rows, const double *factors,
                  double weight, double *sums) {
  for (size_t i = 0; i < count; i++) {
    if (slots[i] == 255 || ids[i] >= norm_count) continue;
    double score = weight * term_score(frequencies[slots[i]], norms[ids[i]], table, rows, factors);
    sums[i] += score;
  }
}

size_t ck_list_scores(const uint32_t *restrict ids, const uint32_t *restrict frequencies, size_t count,
                      const uint8_t *restrict norms, const double *restrict table, size_t rows,
                      const double *restrict factors, double weight, double threshold, uint32_t *restrict out,
                      double *restrict found) {
  size_t n = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t id = ids[i], f = frequencies[i];
    double score = weight * term_score(f, norms[id], table, rows, factors);
    out[n] = id;
    found[n] = score;
    n += score >= threshold;
  }
  return n;
}

double ck_score(const ck_weighing *weighing, uint32_t frequency, uint8_t norm) {
  return weighing->weight * term_score(frequency, norm, weighing->table, weighing->rows, weighing->factors);
}

void ck_add_found(const uint8_t *first, const uint8_t *second, size_t count, const uint8_t *index, const uint32_t *ids,
                  const uint32_t *frequencies, const ck_weighing *weighing, double *sums, uint8_t *marks) {
  const ck_weighing by = *weighing;
  for (size_t i = 0; i < count; i++) {
    size_t at = index[first[i]];
    double score = by.weight * term_score(frequencies[second[i]], by.norms[ids[at]], by.table, by.rows, by.factors);
    sums[at] += score;
    if (marks) marks[at] = 1;
  }
}

size_t ck_add_reaching(const uint32_t *restrict ids, const uint32_t *restrict frequencies, size_t count,
                       const uint8_t *restrict norms, const double *restrict table, size_t rows,
                       const double *restrict factors, double weight, double least, double *restrict sums,
                       uint8_t *restrict numbers) {
  size_t n = 0;
  for (size_t i = 0; i < count; i++) {
    double score = weight * term_score(frequencies[i], norms[ids[i]], table, rows, factors);
    double sum = sums[i] + score;
    sums[n] = sum;
    numbers[n] = (uint8_t)i;
    n += sum >= least;
  }
  return n;
}

/* The first two lists are read without a loop, since most phrases have two words. */
static inline size_t add_phrase_reaching(const uint32_t *restrict ids, struct ck_position_block *const *blocks,
                                         const uint8_t *const *slots, size_t lists, size_t count,
                                         const uint8_t *restrict norms, const double *restrict table, size_t rows,
                                         const double *restrict factors, double weight, double least,
                                         double *restrict sums, uint8_t *restrict numbers) {
  const uint32_t *const one = blocks[0]->frequencies, *const two = blocks[lists > 1]->frequencies;
  const uint8_t *const one_slots = slots[0], *const two_slots = slots[lists > 1];
  size_t n = 0;
  for (size_t i = 0; i < count; i++) {
    const uint32_t first = one[one_slots[i]], second = two[two_slots[i]];
    uint32_t frequency = first < second ? first : second;
    for (size_t k = 2; k < lists; k++) {
      const uint32_t other = blocks[k]->frequencies[slots[k][i]];
      frequency = other < frequency ? other : frequency;
    }
    const double score = weight * term_score(frequency, norms[ids[i]], table, rows, factors);
    const double sum = sums[i] + score;
    sums[n] = sum;
    numbers[n] = (uint8_t)i;
    n += sum >= least;
  }
  return n;
}

size_t ck_add_phrase_reaching(const uint32_t *ids, struct ck_position_block *const *blocks, const uint8_t *const *slots,
                              size_t lists, size_t count, const uint8_t *norms, const double *table, size_t rows,
                              const double *factors, double weight, double least, double *sums, uint8_t *numbers) {
  if (lists <= 2)
    return add_phrase_reaching(ids, blocks, slots, 2, count, norms, table, rows, factors, weight, least, sums, numbers);
  return add_phrase_reaching(ids, blocks, slots, lists, count, norms, table, rows, factors, weight, least, sums, numbers);
}

size_t ck_select_candidates_scalar(const uint32_t *ids, const double *sums, size_t from, size_t to, uint32_t last, double needed,
                         uint32_t *out, uint8_t *index, size_t *end) {
  size_t n = 0, i = from;
  for (; i < to && ids[i] <= last; i++) {
    out[n] = ids[i];
    index[n] = (uint8_t)(i - from);
    n += sums[i] >= needed;
  }
  *end = i;
  return n;
}

static size_t keep_scalar(uint32_t *ids, double *sums, const uint8_t *marks, size_t from, size_t count, double least,
                          size_t n) {
  for (size_t i = from; i < count; i++) {
    double sum = sums[i];
    ids[n] = ids[i];
    sums[n] = sum;
    n += sum >= least && (!marks || marks[i] != 0);
  }
  return n;
}

size_t ck_keep_scalar(uint32_t *ids, double *sums, const uint8_t *marks, size_t count, double least) {
  return keep_scalar(ids, sums, marks, 0, count, least, 0);
}

/* Visits the touched cells and clears their bits; `body` gets the index of each cell's first score. */
#define FOR_EACH_CELL(touched, count, at, body)                               \
  for (size_t word = 0; word * 64 * CK_CELL < (count); word++) {              \
    uint64_t cells = (touched)[word];                                         \
    (touched)[word] = 0;                                                      \
    for (; cells; cells &= cells - 1) {                                       \
      const size_t at = (64 * word + (size_t)__builtin_ctzll(cells)) * CK_CELL; \
      body                                                                    \
    }                                                                         \
  }

size_t ck_collect_scalar(double *scores, size_t count, uint64_t *touched, double threshold, uint32_t base,
                         uint32_t *ids, double *found) {
  size_t n = 0;
  FOR_EACH_CELL(touched, count, at, {
    for (size_t i = at; i < at + CK_CELL; i++) {
      ids[n] = base + (uint32_t)i;
      found[n] = scores[i];
      n += scores[i] > 0 && scores[i] >= threshold;
      scores[i] = 0;
    }
  })
  return n;
}

#if defined(__x86_64__)
#include <immintrin.h>

/* The least score that is above 0 and not below a threshold. */
static double least_of(double threshold) { return threshold > 0 ? threshold : 4.9406564584124654e-324; }

__attribute__((target("avx512f,avx512vl,avx512dq,popcnt,bmi"))) static size_t collect_avx512(
    double *scores, size_t count, uint64_t *touched, double threshold, uint32_t base, uint32_t *ids, double *found) {
  const __m512d least = _mm512_set1_pd(least_of(threshold));
  const __m256i numbers = _mm256_add_epi32(_mm256_set1_epi32((int)base), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  size_t n = 0;
  FOR_EACH_CELL(touched, count, at, {
    const __m512d score = _mm512_loadu_pd(scores + at);
    const __mmask8 take = _mm512_cmp_pd_mask(score, least, _CMP_GE_OQ);
    _mm512_storeu_pd(scores + at, _mm512_setzero_pd());
    if (take) {
      /* Compressing into a register and storing it whole is far cheaper than compressing into memory. */
      const __m256i id = _mm256_add_epi32(numbers, _mm256_set1_epi32((int)at));
      _mm256_storeu_si256((__m256i *)(ids + n), _mm256_maskz_compress_epi32(take, id));
      _mm512_storeu_pd(found + n, _mm512_maskz_compress_pd(take, score));
      n += (size_t)__builtin_popcount(take);
    }
  })
  return n;
}

#define WIDE __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw")))

WIDE static size_t select_candidates_avx512(const uint32_t *ids, const double *sums, size_t from, size_t to, uint32_t last,
                                  double needed, uint32_t *out, uint8_t *index, size_t *end) {
  const __m512d least = _mm512_set1_pd(needed);
  const __m256i step = _mm256_set1_epi32(8), most = _mm256_set1_epi32((int)last);
  __m256i number = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  size_t n = 0;
  for (size_t i = from; i < to; i += 8) {
    const __m256i id = _mm256_loadu_si256((const __m256i *)(ids + i));
    const __mmask8 all = to - i < 8 ? (__mmask8)((1u << (to - i)) - 1) : 0xff;
    const __mmask8 here = _mm256_mask_cmple_epu32_mask(all, id, most);
    const __mmask8 take = _mm512_mask_cmp_pd_mask(here, _mm512_loadu_pd(sums + i), least, _CMP_GE_OQ);
    _mm256_storeu_si256((__m256i *)(out + n), _mm256_maskz_compress_epi32(take, id));
    _mm_storel_epi64((__m128i *)(index + n), _mm256_cvtepi32_epi8(_mm256_maskz_compress_epi32(take, number)));
    n += (size_t)__builtin_popcount(take);
    if (here != 0xff) {
      *end = i + (size_t)__builtin_popcount(here);
      return n;
    }
    number = _mm256_add_epi32(number, step);
  }
  *end = to;
  return n;
}

WIDE static size_t keep_avx512(uint32_t *ids, double *sums, const uint8_t *marks, size_t count, double least) {
  const __m512d limit = _mm512_set1_pd(least);
  size_t n = 0, i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256i id = _mm256_loadu_si256((const __m256i *)(ids + i));
    const __m512d sum = _mm512_loadu_pd(sums + i);
    __mmask8 take = _mm512_cmp_pd_mask(sum, limit, _CMP_GE_OQ);
    if (marks) {
      const __m128i mark = _mm_loadl_epi64((const __m128i *)(marks + i));
      take &= (__mmask8)_mm_test_epi8_mask(mark, mark);
    }
    _mm256_storeu_si256((__m256i *)(ids + n), _mm256_maskz_compress_epi32(take, id));
    _mm512_storeu_pd(sums + n, _mm512_maskz_compress_pd(take, sum));
    n += (size_t)__builtin_popcount(take);
  }
  return keep_scalar(ids, sums, marks, i, count, least, n);
}

static int has_avx512(void) {
  return __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
}

size_t ck_select_candidates(const uint32_t *ids, const double *sums, size_t from, size_t to, uint32_t last, double needed,
                  uint32_t *out, uint8_t *index, size_t *end) {
  if (has_avx512()) return select_candidates_avx512(ids, sums, from, to, last, needed, out, index, end);
  return ck_select_candidates_scalar(ids, sums, from, to, last, needed, out, index, end);
}

size_t ck_keep(uint32_t *ids, double *sums, const uint8_t *marks, size_t count, double least) {
  if (has_avx512()) return keep_avx512(ids, sums, marks, count, least);
  return ck_keep_scalar(ids, sums, marks, count, least);
}

__attribute__((target("avx2"))) static size_t collect_avx2(double *scores, size_t count, uint64_t *touched,
                                                           double threshold, uint32_t base, uint32_t *ids,
                                                           double *found) {
  const __m256d least = _mm256_set1_pd(least_of(threshold));
  size_t n = 0;
  FOR_EACH_CELL(touched, count, at, {
    for (size_t i = at; i < at + CK_CELL; i += 4) {
      const __m256d score = _mm256_loadu_pd(scores + i);
      for (unsigned rest = (unsigned)_mm256_movemask_pd(_mm256_cmp_pd(score, least, _CMP_GE_OQ)); rest; rest &= rest - 1) {
        const size_t one = i + (size_t)__builtin_ctz(rest);
        ids[n] = base + (uint32_t)one;
        found[n++] = scores[one];
      }
      _mm256_storeu_pd(scores + i, _mm256_setzero_pd());
    }
  })
  return n;
}

size_t ck_collect(double *scores, size_t count, uint64_t *touched, double threshold, uint32_t base, uint32_t *ids,
                  double *found) {
  if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return collect_avx512(scores, count, touched, threshold, base, ids, found);
  if (__builtin_cpu_supports("avx2")) return collect_avx2(scores, count, touched, threshold, base, ids, found);
  return ck_collect_scalar(scores, count, touched, threshold, base, ids, found);
}
#else
size_t ck_select_candidates(const uint32_t *ids, const double *sums, size_t from, size_t to, uint32_t last, double needed,
                  uint32_t *out, uint8_t *index, size_t *end) {
  return ck_select_candidates_scalar(ids, sums, from, to, last, needed, out, index, end);
}

size_t ck_keep(uint32_t *ids, double *sums, const uint8_t *marks, size_t count, double least) {
  return ck_keep_scalar(ids, sums, marks, count, least);
}

size_t ck_collect(double *scores, size_t count, uint64_t *touched, double threshold, uint32_t base, uint32_t *ids,
                  double *found) {
  return ck_collect_scalar(scores, count, touched, threshold, base, ids, found);
}
#endif
