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

int ck_prefix_sum_scalar(uint32_t *values, size_t count, uint32_t base) {
  int rise = 1;
  for (size_t i = 0; i < count; i++) {
    const uint32_t id = base + values[i] + 1;
    rise &= (int32_t)id > (int32_t)base;
    values[i] = base = id;
  }
  return rise;
}

#if defined(__x86_64__)
#include <immintrin.h>

/* Sixteen values of `bits` bits span at most 50 bytes for bits <= 25: one byte permute brings each value's four
 * bytes into its lane, one variable shift and one mask finish it. */
#define BYTES(b, lane) (lane) * (b) / 8, (lane) * (b) / 8 + 1, (lane) * (b) / 8 + 2, (lane) * (b) / 8 + 3
#define SHIFT(b, lane) ((lane) * (b) & 7)
#define LANES(of, b)                                                                                             \
  {of(b, 0), of(b, 1), of(b, 2), of(b, 3), of(b, 4), of(b, 5), of(b, 6), of(b, 7), of(b, 8), of(b, 9), of(b, 10), \
   of(b, 11), of(b, 12), of(b, 13), of(b, 14), of(b, 15)}
#define WIDTHS(of)                                                                                               \
  {LANES(of, 0), LANES(of, 1), LANES(of, 2), LANES(of, 3), LANES(of, 4), LANES(of, 5), LANES(of, 6),              \
   LANES(of, 7), LANES(of, 8), LANES(of, 9), LANES(of, 10), LANES(of, 11), LANES(of, 12), LANES(of, 13),          \
   LANES(of, 14), LANES(of, 15), LANES(of, 16), LANES(of, 17), LANES(of, 18), LANES(of, 19), LANES(of, 20),       \
   LANES(of, 21), LANES(of, 22), LANES(of, 23), LANES(of, 24), LANES(of, 25)}
static const uint8_t permute_index[26][64] __attribute__((aligned(64))) = WIDTHS(BYTES);
static const uint32_t lane_shift[26][16] __attribute__((aligned(64))) = WIDTHS(SHIFT);

#define VBMI __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,popcnt,bmi2")))

struct lane_plan {
  __m512i index, shift, mask;
  /* Bytes from sixteen numbers to the next. */
  size_t step;
};

VBMI static inline struct lane_plan plan_of(unsigned bits) {
  return (struct lane_plan){_mm512_load_si512(permute_index[bits]), _mm512_load_si512(lane_shift[bits]),
                            _mm512_set1_epi32((int)((1u << bits) - 1)), 2 * bits};
}

VBMI static inline __m512i lanes_at(const uint8_t *packed, struct lane_plan plan) {
  const __m512i lanes = _mm512_permutexvar_epi8(plan.index, _mm512_loadu_si512(packed));
  return _mm512_and_si512(_mm512_srlv_epi32(lanes, plan.shift), plan.mask);
}

/* Sixteen gaps minus one as ids behind those of `carry`, whose lanes are all the last one. */
VBMI static inline __m512i ids_behind(__m512i gaps, __m512i carry) {
  const __m512i zero = _mm512_setzero_si512();
  __m512i v = _mm512_add_epi32(gaps, _mm512_set1_epi32(1));
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 15));
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 14));
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 12));
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 8));
  return _mm512_add_epi32(v, carry);
}

VBMI static void unpack_vbmi(const uint8_t *packed, size_t count, unsigned bits, uint32_t plus, uint32_t *out) {
  const struct lane_plan plan = plan_of(bits);
  const __m512i more = _mm512_set1_epi32((int)plus);
  for (size_t i = 0; i < count; i += 16, packed += plan.step)
    _mm512_storeu_si512(out + i, _mm512_add_epi32(lanes_at(packed, plan), more));
}

/* What is unpacked becomes ids without going through memory. */
VBMI static void unpack_ids_vbmi(const uint8_t *packed, size_t count, unsigned bits, uint32_t base, uint32_t *out) {
  const struct lane_plan plan = plan_of(bits);
  const __m512i last = _mm512_set1_epi32(15);
  __m512i carry = _mm512_set1_epi32((int)base);
  for (size_t i = 0; i < count; i += 16, packed += plan.step) {
    const __m512i ids = ids_behind(lanes_at(packed, plan), carry);
    _mm512_storeu_si512(out + i, ids);
    carry = _mm512_permutexvar_epi32(last, ids);
  }
}

/* Ids on their way behind a base, sixteen at a time: the last one in all lanes, and which lanes held an id that was not
 * above the one in front of it. */
struct id_run {
  __m512i carry;
  __mmask16 fallen;
};

VBMI static inline struct id_run run_behind(uint32_t base) {
  return (struct id_run){_mm512_set1_epi32((int)base), 0};
}

/* The next `left` ids, at most sixteen, of their gaps minus one. */
VBMI static inline __m512i next_ids(struct id_run *run, __m512i gaps, size_t left) {
  const __m512i ids = ids_behind(gaps, run->carry);
  const __mmask16 known = (__mmask16)_bzhi_u32(0xffff, (unsigned)left);
  run->fallen = _kor_mask16(
      run->fallen, _mm512_mask_cmple_epi32_mask(known, ids, _mm512_alignr_epi32(ids, run->carry, 15)));
  run->carry = _mm512_permutexvar_epi32(_mm512_set1_epi32(15), ids);
  return ids;
}

VBMI static int prefix_vbmi(uint32_t *values, size_t count, uint32_t base) {
  struct id_run run = run_behind(base);
  for (size_t i = 0; i < count; i += 16)
    _mm512_storeu_si512(values + i, next_ids(&run, _mm512_loadu_si512(values + i), count - i));
  return run.fallen == 0;
}

/* Where the exceptions of a patched block stand, a bit for each; 0 unless they rise inside the block. */
static inline int mark_exceptions(const uint8_t *indices, unsigned exceptions, size_t count, uint64_t marks[2]) {
  unsigned least = 0;
  for (unsigned i = 0; i < exceptions; i++) {
    if (indices[i] < least) return 0;
    least = indices[i] + 1u;
    marks[indices[i] >> 6 & 1] |= (uint64_t)1 << (indices[i] & 63);
  }
  return least <= count;
}

/* Packed gaps with exceptions whose high parts, of one or two bytes, are put in on the way: what has gone through memory
 * a number at a time cannot be loaded sixteen at once before it has arrived there. */
VBMI static int patched_ids_vbmi(const uint8_t *bytes, size_t count, unsigned bits, const uint64_t marks[2],
                                 uint32_t base, uint32_t *out) {
  const struct lane_plan plan = plan_of(bits);
  const unsigned exceptions = bytes[0] & 31, size = (bytes[0] >> 5) + 1;
  const uint8_t *packed = bytes + 1, *high = packed + (count * bits + 7) / 8 + exceptions;
  const __m128i shift = _mm_cvtsi32_si128((int)bits);
  struct id_run run = run_behind(base);
  for (size_t i = 0; i < count; i += 16, packed += plan.step) {
    const __mmask16 here = (__mmask16)(marks[i >> 6] >> (i & 63));
    const __m512i parts = size == 1 ? _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)high))
                                    : _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)high));
    const __m512i more = _mm512_sll_epi32(_mm512_maskz_expand_epi32(here, parts), shift);
    high += size * (unsigned)__builtin_popcount(here);
    _mm512_storeu_si512(out + i, next_ids(&run, _mm512_add_epi32(lanes_at(packed, plan), more), count - i));
  }
  return run.fallen == 0;
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

static int level(void) {
  static int known;
  int l = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (l) return l;
  l = 1;
  if (__builtin_cpu_supports("avx2")) l = 2;
  if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("bmi2"))
    l = 3;
  __atomic_store_n(&known, l, __ATOMIC_RELAXED);
  return l;
}

void ck_unpack(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out) {
  if (bits == 0 || bits > 25 || count < 16) {
    ck_unpack_scalar(packed, count, bits, out);
    return;
  }
  switch (level()) {
    case 3: unpack_vbmi(packed, count, bits, 0, out); return;
    case 2: unpack_avx2(packed, count, bits, out); return;
    default: ck_unpack_scalar(packed, count, bits, out);
  }
}

int ck_prefix_sum(uint32_t *values, size_t count, uint32_t base) {
  return count < 16 || level() < 3 ? ck_prefix_sum_scalar(values, count, base) : prefix_vbmi(values, count, base);
}
#else
void ck_unpack(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out) { ck_unpack_scalar(packed, count, bits, out); }
int ck_prefix_sum(uint32_t *values, size_t count, uint32_t base) { return ck_prefix_sum_scalar(values, count, base); }
#endif

/* Blocks of up to 128 numbers in one of their codecs; see PostingBlock.swift. */

enum { PACKED = 0, PATCHED = 1, SAME = 3 };

static inline size_t packed_size(size_t count, unsigned bits) { return (count * bits + 7) / 8; }

static inline uint32_t load32(const uint8_t *bytes) {
  uint32_t word;
  memcpy(&word, bytes, 4);
  return word;
}

/* Bytes of a block, or SIZE_MAX where that is not one of these codecs or would not fit. */
static inline size_t block_size(unsigned codec, const uint8_t *bytes, size_t left, size_t count) {
  const unsigned bits = codec & 63;
  size_t size = packed_size(count, bits);
  if (bits > 32) return SIZE_MAX;
  switch (codec >> 6) {
    case PACKED: break;
    case PATCHED:
      if (left == 0 || bytes[0] >> 5 > 3) return SIZE_MAX;
      size += 1 + (size_t)(bytes[0] & 31) * (2 + (bytes[0] >> 5));
      break;
    case SAME: size = 4; break;
    default: return SIZE_MAX;
  }
  return size <= left ? size : SIZE_MAX;
}

/* Adds the high parts of a patched block, whose indices are taken modulo 128. */
static inline void patch(const uint8_t *bytes, size_t count, unsigned bits, uint32_t *out) {
  if (bits >= 32) return;
  const unsigned exceptions = bytes[0] & 31, size = (bytes[0] >> 5) + 1;
  const uint8_t *indices = bytes + 1 + packed_size(count, bits), *high = indices + exceptions;
  const uint32_t mask = UINT32_MAX >> (32 - 8 * size);
  for (unsigned i = 0; i < exceptions; i++, high += size) out[indices[i] & 127] += (load32(high) & mask) << bits;
}

static inline void fill(uint32_t value, size_t count, uint32_t *out) {
  for (size_t i = 0; i < count; i++) out[i] = value;
}

size_t ck_unpack_block_scalar(unsigned codec, const uint8_t *bytes, size_t left, size_t count, uint32_t plus,
                              uint32_t *out) {
  const size_t size = block_size(codec, bytes, left, count);
  if (size == SIZE_MAX) return size;
  const unsigned bits = codec & 63, mode = codec >> 6;
  if (mode == SAME) {
    fill(load32(bytes) + plus, count, out);
    return size;
  }
  ck_unpack_scalar(bytes + (mode == PATCHED), count, bits, out);
  for (size_t i = 0; i < count; i++) out[i] += plus;
  if (mode == PATCHED) patch(bytes, count, bits, out);
  return size;
}

size_t ck_unpack_ids_scalar(unsigned codec, const uint8_t *bytes, size_t left, size_t count, uint32_t base,
                            uint32_t *out) {
  const size_t size = ck_unpack_block_scalar(codec, bytes, left, count, 0, out);
  return size != SIZE_MAX && ck_prefix_sum_scalar(out, count, base) ? size : SIZE_MAX;
}

size_t ck_pick_block_scalar(unsigned codec, const uint8_t *bytes, size_t left, size_t count, const uint8_t *slots,
                            size_t slot_count, uint32_t plus, uint32_t *out) {
  uint32_t all[128 + 16];
  const size_t size = ck_unpack_block_scalar(codec, bytes, left, count, plus, all);
  for (size_t i = 0; i < slot_count && size != SIZE_MAX; i++) out[slots[i] & 127] = all[slots[i] & 127];
  return size;
}

size_t ck_pick_block(unsigned codec, const uint8_t *bytes, size_t left, size_t count, const uint8_t *slots,
                     size_t slot_count, uint32_t plus, uint32_t *out) {
  const size_t size = block_size(codec, bytes, left, count);
  if (size == SIZE_MAX) return size;
  const unsigned bits = codec & 63, mode = codec >> 6;
  if (mode == SAME || bits == 0) {
    const uint32_t value = plus + (mode == SAME ? load32(bytes) : 0);
    for (size_t i = 0; i < slot_count; i++) out[slots[i] & 127] = value;
  } else {
    const uint8_t *packed = bytes + (mode == PATCHED);
    const uint64_t mask = (1ull << bits) - 1;
    for (size_t i = 0; i < slot_count; i++) {
      const size_t slot = slots[i] & 127, at = slot * bits;
      uint64_t word;
      memcpy(&word, packed + (at >> 3), 8);
      out[slot] = (uint32_t)((word >> (at & 7)) & mask) + plus;
    }
  }
  /* Parts of numbers that nobody asked for fall on whatever stands there. */
  if (mode == PATCHED) patch(bytes, count, bits, out);
  return size;
}

/* Numbers that one vector loop unpacks. */
static inline int is_vectored(unsigned codec, size_t count) {
#if defined(__x86_64__)
  const unsigned bits = codec & 63;
  return codec >> 6 != SAME && bits > 0 && bits <= 25 && count >= 16 && level() == 3;
#else
  return 0;
#endif
}

size_t ck_unpack_block(unsigned codec, const uint8_t *bytes, size_t left, size_t count, uint32_t plus, uint32_t *out) {
#if defined(__x86_64__)
  if (is_vectored(codec, count)) {
    const size_t size = block_size(codec, bytes, left, count);
    if (size == SIZE_MAX) return size;
    const int is_patched = codec >> 6 == PATCHED;
    unpack_vbmi(bytes + is_patched, count, codec & 63, plus, out);
    if (is_patched) patch(bytes, count, codec & 63, out);
    return size;
  }
#endif
  return ck_unpack_block_scalar(codec, bytes, left, count, plus, out);
}

size_t ck_unpack_ids(unsigned codec, const uint8_t *bytes, size_t left, size_t count, uint32_t base, uint32_t *out) {
#if defined(__x86_64__)
  if (is_vectored(codec, count)) {
    const unsigned bits = codec & 63;
    const size_t size = block_size(codec, bytes, left, count);
    if (size == SIZE_MAX) return size;
    uint64_t marks[2] = {0, 0};
    if (codec >> 6 == PATCHED && bytes[0] >> 5 < 2 &&
        mark_exceptions(bytes + 1 + packed_size(count, bits), bytes[0] & 31, count, marks))
      return patched_ids_vbmi(bytes, count, bits, marks, base, out) ? size : SIZE_MAX;
    /* The sum of 128 gaps up to 2^23 is below 2^31: where the last id is, all are. */
    if (codec >> 6 == PACKED && bits <= 23 && base + 1 <= (uint32_t)1 << 31) {
      unpack_ids_vbmi(bytes, count, bits, base, out);
      return (int32_t)out[count - 1] >= 0 ? size : SIZE_MAX;
    }
  }
#endif
  const size_t size = ck_unpack_block(codec, bytes, left, count, 0, out);
  return size != SIZE_MAX && ck_prefix_sum(out, count, base) ? size : SIZE_MAX;
}
