#include "CKernels.h"
#include <string.h>

void ck_pack(const uint32_t *values, size_t count, unsigned bits, uint8_t *packed) {
  if (bits == 0) return;
  size_t at = 0;
  for (size_t i = 0; i < count; i++, at += bits) {
    uint64_t word;
    memcpy(&word, packed + (at >> 3), 8);
    word |= (uint64_t)values[i] << (at & 7);
    memcpy(packed + (at >> 3), &word, 8);
  }
}

void ck_unpack_scalar(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out) {
  if (bits == 0) {
    memset(out, 0, count * sizeof *out);
    return;
  }
  const uint64_t mask = (1ull << bits) - 1;
  size_t at = 0;
  for (size_t i = 0; i < count; i++, at += bits) {
    uint64_t word;
    memcpy(&word, packed + (at >> 3), 8);
    out[i] = (uint32_t)((word >> (at & 7)) & mask);
  }
}

void ck_prefix_sum_scalar(uint32_t *values, size_t count, uint32_t base) {
  for (size_t i = 0; i < count; i++) values[i] = base = base + values[i] + 1;
}

#if defined(__x86_64__)
#include <immintrin.h>

/* Sixteen values of `bits` bits span at most 50 bytes for bits <= 25: one byte permute brings each value's four
 * bytes into its lane, one variable shift and one mask finish it. */
static uint8_t permute_index[26][64] __attribute__((aligned(64)));
static uint32_t lane_shift[26][16] __attribute__((aligned(64)));
static int tables_ready;

static void make_tables(void) {
  for (unsigned b = 1; b <= 25; b++)
    for (unsigned lane = 0; lane < 16; lane++) {
      unsigned bit = lane * b;
      for (unsigned k = 0; k < 4; k++) permute_index[b][4 * lane + k] = (uint8_t)(bit / 8 + k);
      lane_shift[b][lane] = bit & 7;
    }
  __atomic_store_n(&tables_ready, 1, __ATOMIC_RELEASE);
}

#define VBMI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi")))

VBMI static void unpack_vbmi(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out) {
  if (!__atomic_load_n(&tables_ready, __ATOMIC_ACQUIRE)) make_tables();
  const __m512i index = _mm512_load_si512(permute_index[bits]), shift = _mm512_load_si512(lane_shift[bits]);
  const __m512i mask = _mm512_set1_epi32((int)((1u << bits) - 1));
  const size_t step = 2 * bits;
  for (size_t i = 0; i < count; i += 16) {
    __m512i bytes = _mm512_loadu_si512(packed);
    __m512i lanes = _mm512_permutexvar_epi8(index, bytes);
    _mm512_storeu_si512(out + i, _mm512_and_si512(_mm512_srlv_epi32(lanes, shift), mask));
    packed += step;
  }
}

__attribute__((target("avx2"))) static void unpack_avx2(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out) {
  /* Eight values span at most 25 + 3 bytes: gather four bytes per value at a byte offset. */
  const __m256i steps = _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32((int)bits));
  const __m256i offsets = _mm256_srli_epi32(steps, 3), shift = _mm256_and_si256(steps, _mm256_set1_epi32(7));
  const __m256i mask = _mm256_set1_epi32((int)((1u << bits) - 1));
  for (size_t i = 0; i < count; i += 8) {
    __m256i words = _mm256_i32gather_epi32((const int *)packed, offsets, 1);
    _mm256_storeu_si256((__m256i *)(out + i), _mm256_and_si256(_mm256_srlv_epi32(words, shift), mask));
    packed += bits;
  }
}

__attribute__((target("avx512f"))) static void prefix_avx512(uint32_t *values, size_t count, uint32_t base) {
  const __m512i one = _mm512_set1_epi32(1), zero = _mm512_setzero_si512(), last = _mm512_set1_epi32(15);
  __m512i carry = _mm512_set1_epi32((int)base);
  for (size_t i = 0; i < count; i += 16) {
    __m512i v = _mm512_add_epi32(_mm512_loadu_si512(values + i), one);
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 15));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 14));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 12));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 8));
    v = _mm512_add_epi32(v, carry);
    _mm512_storeu_si512(values + i, v);
    carry = _mm512_permutexvar_epi32(last, v);
  }
}

static int level(void) {
  static int known;
  int l = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (l) return l;
  l = 1;
  if (__builtin_cpu_supports("avx2")) l = 2;
  if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) l = 3;
  __atomic_store_n(&known, l, __ATOMIC_RELAXED);
  return l;
}

void ck_unpack(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out) {
  if (bits == 0 || bits > 25 || count < 16) {
    ck_unpack_scalar(packed, count, bits, out);
    return;
  }
  switch (level()) {
    case 3: unpack_vbmi(packed, count, bits, out); return;
    case 2: unpack_avx2(packed, count, bits, out); return;
    default: ck_unpack_scalar(packed, count, bits, out);
  }
}

void ck_prefix_sum(uint32_t *values, size_t count, uint32_t base) {
  if (count < 16 || level() < 3)
    ck_prefix_sum_scalar(values, count, base);
  else
    prefix_avx512(values, count, base);
}
#else
void ck_unpack(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out) { ck_unpack_scalar(packed, count, bits, out); }
void ck_prefix_sum(uint32_t *values, size_t count, uint32_t base) { ck_prefix_sum_scalar(values, count, base); }
#endif
