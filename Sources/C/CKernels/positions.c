#include "CKernels.h"
#include "wide.h"

/* The two streams of positions, forwards and backwards; see PositionCode.swift. */

/* 57 or more bits of the unary stream from a bit on, lowest first: bit i stands in byte end - 1 - i/8. */
static inline uint64_t unary_word(const uint8_t *end, size_t bit) {
  uint64_t word;
  __builtin_memcpy(&word, end - 8 - (bit >> 3), 8);
  return __builtin_bswap64(word) >> (bit & 7);
}

void ck_position_starts_scalar(const uint32_t *ids, const uint32_t *frequencies, size_t from, size_t to,
                               const uint8_t *norms, size_t norm_count, uint32_t *low_starts, uint32_t *ones_starts,
                               uint8_t *low_bits) {
  uint32_t low = low_starts[from], ones = ones_starts[from];
  for (size_t i = from; i < to; i++) {
    uint32_t f = frequencies[i], length = ids[i] < norm_count ? ck_norm_length(norms[ids[i]]) : 0;
    uint32_t bits = f == 1 ? ck_lone_bits(length) : f ? ck_rice_bits(length, f) : 0;
    low += f * bits;
    ones += f > 1 ? f : 0;
    low_bits[i] = (uint8_t)bits;
    low_starts[i + 1] = low;
    ones_starts[i + 1] = ones;
  }
}

#if defined(__x86_64__)
/* What a norm says of low bits, as one number: the binary logarithm of length * 89 / 128 as a floating-point number holds
 * it, the power of two above and fifteen digits behind its first below, and in the lowest six bits those of a lone
 * position. The number of a frequency, taken away from it, leaves the low bits of one of several positions on top, exact
 * for frequencies of sixteen digits. */
static uint32_t norm_codes[256];
static int norm_codes_ready;

enum { CODED_FREQUENCIES = 1 << 16 };

static void make_norm_codes(void) {
  for (unsigned norm = 1; norm < 256; norm++) {
    const uint32_t length = ck_norm_length((uint8_t)norm);
    const uint64_t size = (uint64_t)length * 89;
    const unsigned top = 63 - (unsigned)__builtin_clzll(size);
    const uint64_t digits = top > 15 ? size >> (top - 15) : size << (15 - top);
    norm_codes[norm] = ((127 + top - 7) << 23) | ((uint32_t)(digits & 0x7fff) << 8) | ck_lone_bits(length);
  }
  __atomic_store_n(&norm_codes_ready, 1, __ATOMIC_RELEASE);
}

/* Inserting values one by one takes half the time of a gather or of a detour through memory. */
WIDE static inline __m128i four_codes(const uint32_t *ids, const uint8_t *norms) {
  uint64_t first, second;
  __builtin_memcpy(&first, ids, 8);
  __builtin_memcpy(&second, ids + 2, 8);
  const __m128i one = _mm_cvtsi32_si128((int)norm_codes[norms[(uint32_t)first]]);
  const __m128i two = _mm_insert_epi32(one, (int)norm_codes[norms[first >> 32]], 1);
  const __m128i three = _mm_insert_epi32(two, (int)norm_codes[norms[(uint32_t)second]], 2);
  return _mm_insert_epi32(three, (int)norm_codes[norms[second >> 32]], 3);
}

WIDE static inline __m512i sixteen_codes(const uint32_t *ids, const uint8_t *norms) {
  const __m256i low =
      _mm256_inserti128_si256(_mm256_castsi128_si256(four_codes(ids, norms)), four_codes(ids + 4, norms), 1);
  const __m256i high =
      _mm256_inserti128_si256(_mm256_castsi128_si256(four_codes(ids + 8, norms)), four_codes(ids + 12, norms), 1);
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

WIDE static inline __m512i sums_wide(__m512i v) {
  const __m512i zero = _mm512_setzero_si512();
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 15));
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 14));
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 12));
  return _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 8));
}

/* All ids have norms, and all frequencies have codes. */
WIDE static inline int have_codes(const uint32_t *ids, const uint32_t *frequencies, size_t from, size_t to,
                                  size_t norm_count) {
  const __m512i end = _mm512_set1_epi32((int)(norm_count < UINT32_MAX ? norm_count : UINT32_MAX));
  const __m512i one = _mm512_set1_epi32(1), most = _mm512_set1_epi32(CODED_FREQUENCIES - 2);
  __mmask16 others = 0;
  for (size_t i = from; i + 16 <= to; i += 16) {
    const __m512i f = _mm512_sub_epi32(_mm512_loadu_si512(frequencies + i), one);
    others |= _mm512_cmpge_epu32_mask(_mm512_loadu_si512(ids + i), end) | _mm512_cmpgt_epu32_mask(f, most);
  }
  return others == 0;
}

/* Sixteen postings at a time; the remainder, and ranges with enormous frequencies, go to the scalar version. */
WIDE static void position_starts_wide(const uint32_t *ids, const uint32_t *frequencies, size_t from, size_t to,
                                      const uint8_t *norms, size_t norm_count, uint32_t *low_starts,
                                      uint32_t *ones_starts, uint8_t *low_bits) {
  if (!__atomic_load_n(&norm_codes_ready, __ATOMIC_ACQUIRE)) make_norm_codes();
  const __m512i zero = _mm512_setzero_si512(), last = _mm512_set1_epi32(15), lone_mask = _mm512_set1_epi32(63);
  __m512i low_before = _mm512_set1_epi32((int)low_starts[from]);
  __m512i ones_before = _mm512_set1_epi32((int)ones_starts[from]);
  size_t i = from;
  const size_t end = have_codes(ids, frequencies, from, to, norm_count) ? to : from;
  for (; i + 16 <= end; i += 16) {
    const __m512i f = _mm512_loadu_si512(frequencies + i), codes = sixteen_codes(ids + i, norms);
    const __mmask16 is_lone = _mm512_cmpeq_epi32_mask(f, _mm512_set1_epi32(1));
    const __m512i exceeds = _mm512_sub_epi32(codes, _mm512_castps_si512(_mm512_cvtepi32_ps(f)));
    const __m512i rice = _mm512_max_epi32(_mm512_srai_epi32(exceeds, 23), zero);
    const __m512i bits = _mm512_mask_and_epi32(rice, is_lone, codes, lone_mask);
    const __m512i several = _mm512_mask_mov_epi32(f, is_lone, zero);
    const __m512i low = _mm512_add_epi32(sums_wide(_mm512_mullo_epi32(f, bits)), low_before);
    const __m512i ones = _mm512_add_epi32(sums_wide(several), ones_before);
    _mm_storeu_si128((__m128i *)(low_bits + i), _mm512_cvtepi32_epi8(bits));
    _mm512_storeu_si512(low_starts + i + 1, low);
    _mm512_storeu_si512(ones_starts + i + 1, ones);
    low_before = _mm512_permutexvar_epi32(last, low);
    ones_before = _mm512_permutexvar_epi32(last, ones);
  }
  ck_position_starts_scalar(ids, frequencies, i, to, norms, norm_count, low_starts, ones_starts, low_bits);
}
#endif

void ck_position_starts(const uint32_t *ids, const uint32_t *frequencies, size_t from, size_t to, const uint8_t *norms,
                        size_t norm_count, uint32_t *low_starts, uint32_t *ones_starts, uint8_t *low_bits) {
#if defined(__x86_64__)
  if (is_wide()) {
    position_starts_wide(ids, frequencies, from, to, norms, norm_count, low_starts, ones_starts, low_bits);
    return;
  }
#endif
  ck_position_starts_scalar(ids, frequencies, from, to, norms, norm_count, low_starts, ones_starts, low_bits);
}

/* Skips set bits of the unary stream. */
static inline int skip_unary(const uint8_t *end, size_t bit_count, size_t ones, size_t *bit) {
  size_t at = *bit;
  while (ones > 0) {
    if (at >= bit_count) return 0;
    uint64_t word = unary_word(end, at);
    size_t here = (size_t)__builtin_popcountll(word);
    if (here < ones) {
      ones -= here;
      at += 64 - (at & 7);
    } else {
      while (--ones) word &= word - 1;
      at += (size_t)__builtin_ctzll(word) + 1;
      break;
    }
  }
  *bit = at;
  return 1;
}

int ck_read_positions_scalar(const uint8_t *low, size_t low_bit, unsigned bits, const uint8_t *end, size_t bit_count,
                             size_t skip, size_t *bit, size_t count, uint32_t *out) {
  if (!skip_unary(end, bit_count, skip, bit)) return 0;
  size_t at = *bit;
  uint32_t next = 0;
  const uint64_t mask = (1ull << bits) - 1;
  for (size_t i = 0; i < count; i++) {
    uint32_t zeros = 0;
    for (;;) {
      if (at >= bit_count) return 0;
      uint64_t word = unary_word(end, at);
      if (word) {
        uint32_t run = (uint32_t)__builtin_ctzll(word);
        zeros += run;
        at += run + 1;
        break;
      }
      zeros += (uint32_t)(64 - (at & 7));
      at += 64 - (at & 7);
    }
    uint64_t word;
    __builtin_memcpy(&word, low + (low_bit >> 3), 8);
    uint32_t rest = (uint32_t)((word >> (low_bit & 7)) & mask);
    low_bit += bits;
    out[i] = next + ((zeros << bits) | rest);
    next = out[i] + 1;
  }
  *bit = at;
  return 1;
}

#if defined(__x86_64__)
/* 0...63, lowest first. */
WIDE static inline __m512i bit_numbers(void) {
  return _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44,
                                          43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24,
                                          23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2,
                                          1, 0);
}

WIDE static inline int skip_wide(const uint8_t *end, size_t bit_count, size_t ones, size_t *bit) {
  size_t at = *bit;
  while (ones > 0) {
    if (at >= bit_count) return 0;
    uint64_t word = unary_word(end, at);
    size_t here = (size_t)_mm_popcnt_u64(word);
    if (here >= ones) {
      at += (size_t)_tzcnt_u64(_pdep_u64(1ull << (ones - 1), word)) + 1;
      break;
    }
    ones -= here;
    at += 64 - (at & 7);
  }
  *bit = at;
  return 1;
}

/* Sixteen numbers of `bits` bits from a bit of the first byte on. */
WIDE static inline __m512i low_parts(const uint8_t *bytes, size_t first_bit, unsigned bits, __m512i lane) {
  const __m512i steps =
      _mm512_add_epi32(_mm512_mullo_epi32(lane, _mm512_set1_epi32((int)bits)), _mm512_set1_epi32((int)first_bit));
  const __m512i index = _mm512_add_epi32(_mm512_mullo_epi32(_mm512_srli_epi32(steps, 3), _mm512_set1_epi32(0x01010101)),
                                         _mm512_set1_epi32(0x03020100));
  const __m512i lanes = _mm512_permutexvar_epi8(index, _mm512_loadu_si512(bytes));
  return _mm512_and_si512(_mm512_srlv_epi32(lanes, _mm512_and_si512(steps, _mm512_set1_epi32(7))),
                          _mm512_set1_epi32((int)((1u << bits) - 1)));
}

/* The positions of a posting whose ones, at most sixteen, stand in one word of the unary stream: the zeros in front of
 * each shifted, and the sums of low parts. */
WIDE static inline __m512i sixteen_from_word(uint64_t word, const uint8_t *low, size_t low_bit, unsigned bits) {
  const __m512i lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  __m512i v = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(_mm512_maskz_compress_epi8(word, bit_numbers())));
  if (bits == 0) return v;
  const __m512i zero = _mm512_setzero_si512();
  v = _mm512_sll_epi32(_mm512_sub_epi32(v, lane), _mm_cvtsi32_si128((int)bits));
  __m512i low_part = low_parts(low + (low_bit >> 3), low_bit & 7, bits, lane);
  low_part = _mm512_add_epi32(low_part, _mm512_alignr_epi32(low_part, zero, 15));
  low_part = _mm512_add_epi32(low_part, _mm512_alignr_epi32(low_part, zero, 14));
  low_part = _mm512_add_epi32(low_part, _mm512_alignr_epi32(low_part, zero, 12));
  low_part = _mm512_add_epi32(low_part, _mm512_alignr_epi32(low_part, zero, 8));
  return _mm512_add_epi32(_mm512_add_epi32(v, lane), low_part);
}

/* The same for at most eight positions. */
WIDE static inline __m256i eight_from_word(uint64_t word, const uint8_t *low, size_t low_bit, unsigned bits) {
  const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), zero = _mm256_setzero_si256();
  const __m256i first_bytes = _mm256_setr_epi8(0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12, 0, 0, 0, 0, 4, 4, 4, 4,
                                               8, 8, 8, 8, 12, 12, 12, 12);
  const __m256i ones = _mm256_cvtepu8_epi32(_mm512_castsi512_si128(_mm512_maskz_compress_epi8(word, bit_numbers())));
  const __m256i high = _mm256_sll_epi32(_mm256_sub_epi32(ones, lane), _mm_cvtsi32_si128((int)bits));
  const __m256i steps = _mm256_add_epi32(_mm256_mullo_epi32(lane, _mm256_set1_epi32((int)bits)),
                                         _mm256_set1_epi32((int)(low_bit & 7)));
  const __m256i index = _mm256_add_epi8(_mm256_shuffle_epi8(_mm256_srli_epi32(steps, 3), first_bytes),
                                        _mm256_set1_epi32(0x03020100));
  const __m256i bytes = _mm256_loadu_si256((const __m256i *)(low + (low_bit >> 3)));
  __m256i v = _mm256_srlv_epi32(_mm256_permutexvar_epi8(index, bytes), _mm256_and_si256(steps, _mm256_set1_epi32(7)));
  v = _mm256_and_si256(v, _mm256_set1_epi32((int)((1u << bits) - 1)));
  v = _mm256_add_epi32(v, _mm256_alignr_epi32(v, zero, 7));
  v = _mm256_add_epi32(v, _mm256_alignr_epi32(v, zero, 6));
  v = _mm256_add_epi32(v, _mm256_alignr_epi32(v, zero, 4));
  return _mm256_add_epi32(_mm256_add_epi32(high, lane), v);
}

/* The k-th position is k, the zeros before the k-th one of the unary stream shifted, and the sum of low parts up to the
 * k-th: bit numbers of a word's ones come from one compression, low parts from one permutation, sums from shifts. */
WIDE static int read_wide(const uint8_t *low, size_t low_bit, unsigned bits, const uint8_t *end, size_t bit_count,
                          size_t skip, size_t *bit, size_t count, uint32_t *out) {
  if (!skip_wide(end, bit_count, skip, bit)) return 0;
  const __m512i lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i numbers = bit_numbers();
  const size_t origin = *bit;
  if (count <= 16 && origin < bit_count) {
    /* Usually one word holds all the ones that are needed: nothing goes through memory. */
    const uint64_t word = unary_word(end, origin);
    if ((size_t)_mm_popcnt_u64(word) >= count) {
      *bit = origin + (size_t)_tzcnt_u64(_pdep_u64(1ull << (count - 1), word)) + 1;
      _mm512_storeu_si512(out, sixteen_from_word(word, low, low_bit, bits));
      return 1;
    }
  }
  size_t at = origin, n = 0;
  /* First the bit number of each one, relative to the first bit. */
  while (n < count) {
    if (at >= bit_count) return 0;
    uint64_t word = unary_word(end, at);
    size_t ones = (size_t)__builtin_popcountll(word);
    __m512i positions = _mm512_maskz_compress_epi8(word, numbers);
    size_t left = count - n, take = ones < left ? ones : left;
    const __m512i base = _mm512_set1_epi32((int)(at - origin));
    for (size_t k = 0; k < take; k += 16) {
      _mm512_storeu_si512(out + n + k, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(positions))));
      positions = _mm512_shuffle_i64x2(positions, positions, 0x39);
    }
    n += take;
    at += 64 - (at & 7);
  }
  *bit = origin + out[count - 1] + 1;
  if (bits == 0) return 1;
  const __m512i zero = _mm512_setzero_si512(), last = _mm512_set1_epi32(15);
  const __m512i mask = _mm512_set1_epi32((int)((1u << bits) - 1)), sixteen = _mm512_set1_epi32(16);
  const __m512i steps =
      _mm512_add_epi32(_mm512_mullo_epi32(lane, _mm512_set1_epi32((int)bits)), _mm512_set1_epi32((int)(low_bit & 7)));
  const __m512i index = _mm512_add_epi32(_mm512_mullo_epi32(_mm512_srli_epi32(steps, 3), _mm512_set1_epi32(0x01010101)),
                                         _mm512_set1_epi32(0x03020100));
  const __m512i shift = _mm512_and_si512(steps, _mm512_set1_epi32(7));
  const uint8_t *bytes = low + (low_bit >> 3);
  const __m128i width = _mm_cvtsi32_si128((int)bits);
  __m512i carry = zero, rank = lane;
  for (size_t i = 0; i < count; i += 16) {
    __m512i v = _mm512_permutexvar_epi8(index, _mm512_loadu_si512(bytes));
    v = _mm512_and_si512(_mm512_srlv_epi32(v, shift), mask);
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 15));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 14));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 12));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 8));
    v = _mm512_add_epi32(v, carry);
    carry = _mm512_permutexvar_epi32(last, v);
    __m512i high = _mm512_sll_epi32(_mm512_sub_epi32(_mm512_loadu_si512(out + i), rank), width);
    _mm512_storeu_si512(out + i, _mm512_add_epi32(_mm512_add_epi32(v, rank), high));
    rank = _mm512_add_epi32(rank, sixteen);
    bytes += 2 * bits;
  }
  return 1;
}
#endif

int ck_read_positions(const uint8_t *low, size_t low_bit, unsigned bits, const uint8_t *end, size_t bit_count,
                      size_t skip, size_t *bit, size_t count, uint32_t *out) {
#if defined(__x86_64__)
  if (bits <= 25 && is_wide()) return read_wide(low, low_bit, bits, end, bit_count, skip, bit, count, out);
#endif
  return ck_read_positions_scalar(low, low_bit, bits, end, bit_count, skip, bit, count, out);
}

/* Whether a posting is one, and where it begins is known. */
static inline int know(struct ck_position_block *block, size_t slot) {
  if (slot >= block->count || block->ids[slot] >= block->norm_count) return 0;
  if (slot >= block->known) {
    size_t to = (slot + 16) & ~(size_t)15;
    if (to > block->count) to = block->count;
    ck_position_starts(block->ids, block->frequencies, block->known, to, block->norms, block->norm_count,
                       block->low_starts, block->ones_starts, block->low_bits);
    block->known = to;
  }
  return 1;
}

/* The only position of a posting; it must fit the stream. */
static inline int lone_position(const struct ck_position_block *block, size_t slot, uint32_t *position) {
  const unsigned bits = block->low_bits[slot];
  const size_t low_bit = block->low_starts[slot];
  if (low_bit + bits > block->bit_count) return 0;
  uint64_t word;
  __builtin_memcpy(&word, block->low + (low_bit >> 3), 8);
  *position = (uint32_t)((word >> (low_bit & 7)) & ((1ull << bits) - 1));
  return 1;
}

#if defined(__x86_64__)
enum { COUNTED_WORDS = 32 };

/* Counts ones in words of the unary stream, until a number of them is reached or no more words are counted. */
WIDE static inline void count_words(struct ck_position_block *block, size_t ones) {
  size_t words = block->words, counted = block->counted;
  if (words == 0) _mm512_storeu_si512(block->word_ones, _mm512_set1_epi32(-1));
  for (; counted < ones && words < COUNTED_WORDS && 64 * words < block->bit_count; words++) {
    uint64_t word;
    __builtin_memcpy(&word, block->end - 8 - 8 * words, 8);
    block->word_ones[words] = (uint16_t)counted;
    counted += (size_t)_mm_popcnt_u64(word);
  }
  block->words = words;
  block->counted = counted;
}

/* Skips a number of ones from the start of the unary stream: straight to their word where words are counted, else from the
 * point where reading stopped. */
WIDE static inline int seek_unary(struct ck_position_block *block, size_t ones, size_t *bit) {
  *bit = 0;
  if (ones == 0) return 1;
  if (ones > block->counted) count_words(block, ones);
  if (ones <= block->counted) {
    const __mmask32 before = _mm512_cmplt_epu16_mask(_mm512_loadu_si512(block->word_ones), _mm512_set1_epi16((short)ones));
    const size_t at = (size_t)_mm_popcnt_u32(before) - 1;
    const uint64_t word = unary_word(block->end, 64 * at);
    *bit = 64 * at + (size_t)_tzcnt_u64(_pdep_u64(1ull << (ones - block->word_ones[at] - 1), word)) + 1;
    return 1;
  }
  size_t from = block->ones;
  if (from < block->counted || from > ones) {
    from = block->counted;
    *bit = 64 * block->words;
  } else {
    *bit = block->bit;
  }
  return skip_wide(block->end, block->bit_count, ones - from, bit);
}
#endif

/* A known posting. */
static inline size_t read_posting(struct ck_position_block *block, size_t slot, uint32_t *out, size_t capacity,
                                  int wide) {
  const uint32_t frequency = block->frequencies[slot], length = ck_norm_length(block->norms[block->ids[slot]]);
  const size_t low_bit = block->low_starts[slot];
  if (frequency == 1) return (size_t)lone_position(block, slot, out);
  const unsigned bits = block->low_bits[slot];
  if (frequency == 0 || frequency > length || (size_t)frequency + 80 > capacity || frequency > block->bit_count ||
      low_bit + (size_t)bits * frequency > block->bit_count)
    return 0;
  const size_t ones = block->ones_starts[slot];
#if defined(__x86_64__)
  if (wide && bits <= 25) {
    size_t bit;
    if (!seek_unary(block, ones, &bit) ||
        !read_wide(block->low, low_bit, bits, block->end, block->bit_count, 0, &bit, frequency, out))
      return 0;
    block->bit = bit;
    block->ones = ones + frequency;
    return frequency;
  }
#else
  (void)wide;
#endif
  if (ones < block->ones) block->ones = block->bit = 0;
  if (!ck_read_positions_scalar(block->low, low_bit, bits, block->end, block->bit_count, ones - block->ones, &block->bit,
                                frequency, out))
    return 0;
  block->ones = ones + frequency;
  return frequency;
}

size_t ck_read_posting(struct ck_position_block *block, size_t slot, uint32_t *out, size_t capacity) {
  return know(block, slot) && capacity > 0 ? read_posting(block, slot, out, capacity, is_wide()) : 0;
}

/* Counts the positions of the first list that all others agree with; of two lists the shorter is looked up in the longer. */
static inline int phrase_count(struct ck_position_block *const *blocks, const uint8_t *const *slots,
                               const uint32_t *shifts, size_t lists, size_t i, uint32_t origin, uint32_t *a_scratch,
                               uint32_t *b_scratch, size_t capacity, uint32_t *count, int wide) {
  size_t left = read_posting(blocks[0], slots[0][i], a_scratch, capacity, wide);
  if (left == 0) return 0;
  size_t first = 0;
  while (first < left && a_scratch[first] < origin) first++;
  left -= first;
  for (size_t j = 0; j < left && first; j++) a_scratch[j] = a_scratch[first + j];
  for (size_t k = 1; k < lists && left; k++) {
    size_t many = read_posting(blocks[k], slots[k][i], b_scratch, capacity, wide);
    if (many == 0) return 0;
    if (left == 1 && many == 1) {
      left = a_scratch[0] + shifts[k] == b_scratch[0];
    } else if (left <= many) {
      for (size_t j = 0; j < 16; j++) b_scratch[many + j] = UINT32_MAX;
      left = (wide ? ck_match_positions : ck_match_positions_scalar)(a_scratch, left, b_scratch, many, shifts[k], a_scratch);
    } else {
      for (size_t j = 0; j < 16; j++) a_scratch[left + j] = UINT32_MAX;
      left = (wide ? ck_match_positions : ck_match_positions_scalar)(b_scratch, many, a_scratch, left, 0u - shifts[k], b_scratch);
      for (size_t j = 0; j < left; j++) a_scratch[j] = b_scratch[j] - shifts[k];
    }
  }
  *count = (uint32_t)left;
  return 1;
}

static inline int know_all(struct ck_position_block *const *blocks, const uint8_t *const *slots, size_t lists,
                           size_t i) {
  for (size_t k = 0; k < lists; k++)
    if (!know(blocks[k], slots[k][i])) return 0;
  return 1;
}

int ck_phrase_counts_scalar(struct ck_position_block *const *blocks, const uint8_t *const *slots, const uint32_t *shifts,
                            size_t lists, size_t count, uint32_t origin, uint32_t *a_scratch, uint32_t *b_scratch,
                            size_t capacity, uint32_t *counts) {
  for (size_t i = 0; i < count; i++)
    if (!know_all(blocks, slots, lists, i) ||
        !phrase_count(blocks, slots, shifts, lists, i, origin, a_scratch, b_scratch, capacity, counts + i, 0))
      return 0;
  return 1;
}

#if defined(__x86_64__)
/* Where the word of the unary stream begins that holds all ones of a posting with few; 0 where they need more, or are
 * damaged. */
WIDE static inline int few_ones(struct ck_position_block *block, size_t slot, uint32_t frequency, unsigned bits,
                                uint64_t *word) {
  size_t bit;
  if (block->low_starts[slot] + (size_t)bits * frequency > block->bit_count) return 0;
  if (bits == 0 && frequency > ck_norm_length(block->norms[block->ids[slot]])) return 0;
  if (!seek_unary(block, block->ones_starts[slot], &bit) || bit >= block->bit_count) return 0;
  *word = unary_word(block->end, bit);
  return (size_t)_mm_popcnt_u64(*word) >= frequency;
}

/* The positions of a known posting in one register: of at most eight, and of at most sixteen. 0 where they need more, or
 * are damaged. */
WIDE static inline int eight_positions(struct ck_position_block *block, size_t slot, uint32_t frequency, __m256i *positions) {
  const unsigned bits = block->low_bits[slot];
  if (frequency == 1) {
    uint32_t position;
    if (!lone_position(block, slot, &position)) return 0;
    *positions = _mm256_set1_epi32((int)position);
    return 1;
  }
  uint64_t word;
  if (bits > 25 || !few_ones(block, slot, frequency, bits, &word)) return 0;
  *positions = eight_from_word(word, block->low, block->low_starts[slot], bits);
  return 1;
}

WIDE static inline size_t few_positions(struct ck_position_block *block, size_t slot, __m512i *positions) {
  const uint32_t frequency = block->frequencies[slot];
  const unsigned bits = block->low_bits[slot];
  if (frequency == 1) {
    uint32_t position;
    if (!lone_position(block, slot, &position)) return 0;
    *positions = _mm512_set1_epi32((int)position);
    return 1;
  }
  uint64_t word;
  if (frequency - 2 > 14 || bits > 25 || !few_ones(block, slot, frequency, bits, &word)) return 0;
  *positions = sixteen_from_word(word, block->low, block->low_starts[slot], bits);
  return frequency;
}

/* The positions that agree in all lists, in registers; UINT32_MAX where they do not all fit there. */
WIDE static inline uint32_t few_phrases(struct ck_position_block *const *blocks, const uint8_t *const *slots,
                                        const uint32_t *shifts, size_t lists, size_t i, uint32_t origin) {
  __m512i starts, positions;
  const size_t few = few_positions(blocks[0], slots[0][i], &starts);
  if (few == 0) return UINT32_MAX;
  __mmask16 left = _mm512_mask_cmpge_epu32_mask((__mmask16)((1u << few) - 1), starts, _mm512_set1_epi32((int)origin));
  for (size_t k = 1; k < lists && left; k++) {
    const size_t many = few_positions(blocks[k], slots[k][i], &positions);
    if (many == 0) return UINT32_MAX;
    const __mmask16 all = (__mmask16)((1u << many) - 1);
    const __m512i wanted = _mm512_add_epi32(starts, _mm512_set1_epi32((int)shifts[k]));
    __mmask16 found = 0;
    if (many == 1) {
      found = _mm512_cmpeq_epi32_mask(wanted, positions);
    } else if (many < (size_t)_mm_popcnt_u32(left)) {
      for (size_t j = 0; j < many; j++)
        found |= _mm512_cmpeq_epi32_mask(wanted, _mm512_permutexvar_epi32(_mm512_set1_epi32((int)j), positions));
    } else {
      for (unsigned rest = left; rest; rest &= rest - 1) {
        const __m512i one = _mm512_permutexvar_epi32(_mm512_set1_epi32(__builtin_ctz(rest)), wanted);
        if (_mm512_mask_cmpeq_epi32_mask(all, one, positions)) found |= (__mmask16)(rest & (0u - rest));
      }
    }
    left &= found;
  }
  return (uint32_t)_mm_popcnt_u32(left);
}

/* How many positions of the first, the fewer, the second has. No two of either are alike, so that what is found may be told
 * by the second's lanes. */
WIDE static inline uint32_t common_eight(__m256i few, uint32_t few_count, __m256i many, uint32_t many_count) {
  __m256i found = _mm256_cmpeq_epi32(_mm256_broadcastd_epi32(_mm256_castsi256_si128(few)), many);
  for (uint32_t i = 1; i < few_count; i++)
    found = _mm256_or_si256(
        found, _mm256_cmpeq_epi32(_mm256_permutevar8x32_epi32(few, _mm256_set1_epi32((int)i)), many));
  const unsigned lanes = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(found));
  return (uint32_t)_mm_popcnt_u32(_bzhi_u32(lanes, many_count));
}

WIDE static inline uint32_t common_sixteen(__m512i few, size_t few_count, __m512i many, size_t many_count) {
  __mmask16 found = 0;
  for (size_t i = 0; i < few_count; i++)
    found |= _mm512_cmpeq_epi32_mask(_mm512_permutexvar_epi32(_mm512_set1_epi32((int)i), few), many);
  return (uint32_t)_mm_popcnt_u32(_bzhi_u32(found, (unsigned)many_count));
}

WIDE static __attribute__((noinline)) int pair_sixteen(struct ck_position_block *a, size_t a_slot, struct ck_position_block *b,
                                 size_t b_slot, uint32_t shift, uint32_t *count) {
  __m512i a_positions, b_positions;
  const size_t a_count = few_positions(a, a_slot, &a_positions);
  if (a_count == 0) return 0;
  const size_t b_count = few_positions(b, b_slot, &b_positions);
  if (b_count == 0) return 0;
  a_positions = _mm512_add_epi32(a_positions, _mm512_set1_epi32((int)shift));
  *count = a_count <= b_count ? common_sixteen(a_positions, a_count, b_positions, b_count)
                              : common_sixteen(b_positions, b_count, a_positions, a_count);
  return 1;
}

/* Two lists, of which one begins the phrase: most phrases, and the rarest words of the others. Only the number counts, so
 * either side may be looked for in the other. */
WIDE static int pair_counts_wide(struct ck_position_block *const *blocks, const uint8_t *const *slots,
                                 const uint32_t *shifts, size_t count, uint32_t *a_scratch, uint32_t *b_scratch, size_t capacity,
                                 uint32_t *counts) {
  struct ck_position_block *const a = blocks[0], *const b = blocks[1];
  const uint32_t shift = shifts[1];
  for (size_t i = 0; i < count; i++) {
    const size_t a_slot = slots[0][i], b_slot = slots[1][i];
    if (!know(a, a_slot) || !know(b, b_slot)) return 0;
    const uint32_t a_count = a->frequencies[a_slot], b_count = b->frequencies[b_slot];
    if (a_count == 1 && b_count == 1) {
      uint32_t a_position, b_position;
      if (!lone_position(a, a_slot, &a_position) || !lone_position(b, b_slot, &b_position)) return 0;
      counts[i] = a_position + shift == b_position;
      continue;
    }
    if (a_count - 1 < 8 && b_count - 1 < 8) {
      __m256i a_positions, b_positions;
      if (eight_positions(a, a_slot, a_count, &a_positions) && eight_positions(b, b_slot, b_count, &b_positions)) {
        a_positions = _mm256_add_epi32(a_positions, _mm256_set1_epi32((int)shift));
        counts[i] = a_count <= b_count ? common_eight(a_positions, a_count, b_positions, b_count)
                                       : common_eight(b_positions, b_count, a_positions, a_count);
        continue;
      }
    } else if (pair_sixteen(a, a_slot, b, b_slot, shift, counts + i)) {
      continue;
    }
    if (!phrase_count(blocks, slots, shifts, 2, i, 0, a_scratch, b_scratch, capacity, counts + i, 1)) return 0;
  }
  return 1;
}

WIDE static int phrase_counts_wide(struct ck_position_block *const *blocks, const uint8_t *const *slots,
                                   const uint32_t *shifts, size_t lists, size_t count, uint32_t origin,
                                   uint32_t *a_scratch, uint32_t *b_scratch, size_t capacity, uint32_t *counts) {
  /* What candidates need of the blocks is worked out at once. */
  for (size_t k = 0; k < lists && count; k++) {
    const size_t last = slots[k][count - 1];
    if (!know(blocks[k], last)) return 0;
    count_words(blocks[k], blocks[k]->ones_starts[last]);
  }
  if (lists == 2 && origin == 0) return pair_counts_wide(blocks, slots, shifts, count, a_scratch, b_scratch, capacity, counts);
  for (size_t i = 0; i < count; i++) {
    if (!know_all(blocks, slots, lists, i)) return 0;
    counts[i] = few_phrases(blocks, slots, shifts, lists, i, origin);
    if (counts[i] != UINT32_MAX) continue;
    if (!phrase_count(blocks, slots, shifts, lists, i, origin, a_scratch, b_scratch, capacity, counts + i, 1)) return 0;
  }
  return 1;
}
#endif

int ck_phrase_counts(struct ck_position_block *const *blocks, const uint8_t *const *slots, const uint32_t *shifts,
                     size_t lists, size_t count, uint32_t origin, uint32_t *a_scratch, uint32_t *b_scratch, size_t capacity,
                     uint32_t *counts) {
#if defined(__x86_64__)
  if (is_wide()) return phrase_counts_wide(blocks, slots, shifts, lists, count, origin, a_scratch, b_scratch, capacity, counts);
#endif
  return ck_phrase_counts_scalar(blocks, slots, shifts, lists, count, origin, a_scratch, b_scratch, capacity, counts);
}
