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
                               const uint8_t *norms, size_t norm_count, uint32_t *low_starts, uint32_t *ones_starts) {
  uint32_t low = low_starts[from], ones = ones_starts[from];
  for (size_t i = from; i < to; i++) {
    uint32_t f = frequencies[i], length = ids[i] < norm_count ? ck_norm_length(norms[ids[i]]) : 0;
    low += f * (f == 1 ? ck_lone_bits(length) : ck_rice_bits(length, f));
    ones += f > 1 ? f : 0;
    low_starts[i + 1] = low;
    ones_starts[i + 1] = ones;
  }
}

#if defined(__x86_64__)
WIDE static inline __m512i sums_wide(__m512i v, uint32_t carry) {
  const __m512i zero = _mm512_setzero_si512();
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 15));
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 14));
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 12));
  v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, zero, 8));
  return _mm512_add_epi32(v, _mm512_set1_epi32((int)carry));
}

/* Sixteen postings at a time; groups with enormous lengths or frequencies, or at the very end of the norms, are left to
 * the scalar twin. */
WIDE static void position_starts_wide(const uint32_t *ids, const uint32_t *frequencies, size_t from, size_t to,
                                      const uint8_t *norms, size_t norm_count, uint32_t *low_starts,
                                      uint32_t *ones_starts) {
  const __m512i one = _mm512_set1_epi32(1), all = _mm512_set1_epi32(32), most = _mm512_set1_epi32(1 << 24);
  size_t i = from;
  for (; i + 16 <= to; i += 16) {
    const __m512i id = _mm512_loadu_si512(ids + i), f = _mm512_loadu_si512(frequencies + i);
    /* Norms above this stand for lengths above 2^24. */
    const __m512i longest = _mm512_set1_epi32(190);
    if (norm_count < 4 || norm_count > INT32_MAX ||
        (_mm512_cmpgt_epu32_mask(id, _mm512_set1_epi32((int)(norm_count - 4))) | _mm512_cmpgt_epu32_mask(f, most))) {
      ck_position_starts_scalar(ids, frequencies, i, i + 16, norms, norm_count, low_starts, ones_starts);
      continue;
    }
    const __m512i norm = _mm512_and_si512(_mm512_i32gather_epi32(id, norms, 1), _mm512_set1_epi32(255));
    if (_mm512_cmpgt_epu32_mask(norm, longest)) {
      ck_position_starts_scalar(ids, frequencies, i, i + 16, norms, norm_count, low_starts, ones_starts);
      continue;
    }
    const __m512i number = _mm512_sub_epi32(norm, _mm512_set1_epi32(39));
    const __m512i stepped = _mm512_sllv_epi32(
        _mm512_add_epi32(_mm512_and_si512(number, _mm512_set1_epi32(7)), _mm512_set1_epi32(9)),
        _mm512_add_epi32(_mm512_srli_epi32(number, 3), _mm512_set1_epi32(2)));
    const __m512i length = _mm512_mask_mov_epi32(stepped, _mm512_cmple_epu32_mask(norm, _mm512_set1_epi32(40)), norm);
    const __m512i lone = _mm512_sub_epi32(
        all, _mm512_lzcnt_epi32(_mm512_sub_epi32(_mm512_max_epu32(length, one), one)));
    const __m512i size = _mm512_mullo_epi32(length, _mm512_set1_epi32(89)), unit = _mm512_slli_epi32(f, 7);
    const __mmask16 fits = _mm512_cmpge_epu32_mask(size, unit);
    const __m512i shift = _mm512_maskz_sub_epi32(fits, _mm512_lzcnt_epi32(unit), _mm512_lzcnt_epi32(size));
    const __mmask16 above = _mm512_mask_cmplt_epu32_mask(fits, size, _mm512_sllv_epi32(unit, shift));
    const __m512i rice = _mm512_mask_sub_epi32(shift, above, shift, one);
    const __mmask16 is_lone = _mm512_cmpeq_epi32_mask(f, one);
    const __m512i low = _mm512_mullo_epi32(f, _mm512_mask_mov_epi32(rice, is_lone, lone));
    _mm512_storeu_si512(low_starts + i + 1, sums_wide(low, low_starts[i]));
    _mm512_storeu_si512(ones_starts + i + 1,
                        sums_wide(_mm512_maskz_mov_epi32(_mm512_cmpgt_epu32_mask(f, one), f), ones_starts[i]));
  }
  ck_position_starts_scalar(ids, frequencies, i, to, norms, norm_count, low_starts, ones_starts);
}

void ck_position_starts(const uint32_t *ids, const uint32_t *frequencies, size_t from, size_t to, const uint8_t *norms,
                        size_t norm_count, uint32_t *low_starts, uint32_t *ones_starts) {
  if (is_wide())
    position_starts_wide(ids, frequencies, from, to, norms, norm_count, low_starts, ones_starts);
  else
    ck_position_starts_scalar(ids, frequencies, from, to, norms, norm_count, low_starts, ones_starts);
}
#else
void ck_position_starts(const uint32_t *ids, const uint32_t *frequencies, size_t from, size_t to, const uint8_t *norms,
                        size_t norm_count, uint32_t *low_starts, uint32_t *ones_starts) {
  ck_position_starts_scalar(ids, frequencies, from, to, norms, norm_count, low_starts, ones_starts);
}
#endif

/* Steps over set bits of the unary stream. */
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
WIDE static inline __m512i few_places(uint64_t word, const uint8_t *low, size_t low_bit, unsigned bits) {
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

/* The k-th place is k, the zeros before the k-th one of the unary stream shifted, and the sum of low parts up to the
 * k-th: bit numbers of a word's ones come from one compression, low parts from one permutation, sums from shifts. */
WIDE static int read_wide(const uint8_t *low, size_t low_bit, unsigned bits, const uint8_t *end, size_t bit_count,
                          size_t skip, size_t *bit, size_t count, uint32_t *out) {
  if (!skip_wide(end, bit_count, skip, bit)) return 0;
  const __m512i lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i numbers = bit_numbers();
  const size_t origin = *bit;
  if (count <= 16 && origin < bit_count) {
    /* Mostly one word holds all ones that are wanted: nothing goes through memory. */
    const uint64_t word = unary_word(end, origin);
    if ((size_t)_mm_popcnt_u64(word) >= count) {
      *bit = origin + (size_t)_tzcnt_u64(_pdep_u64(1ull << (count - 1), word)) + 1;
      _mm512_storeu_si512(out, few_places(word, low, low_bit, bits));
      return 1;
    }
  }
  size_t at = origin, n = 0;
  /* First the bit number of each one, relative to the first bit. */
  while (n < count) {
    if (at >= bit_count) return 0;
    uint64_t word = unary_word(end, at);
    size_t ones = (size_t)__builtin_popcountll(word);
    __m512i places = _mm512_maskz_compress_epi8(word, numbers);
    size_t left = count - n, take = ones < left ? ones : left;
    const __m512i base = _mm512_set1_epi32((int)(at - origin));
    for (size_t k = 0; k < take; k += 16) {
      _mm512_storeu_si512(out + n + k, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places))));
      places = _mm512_shuffle_i64x2(places, places, 0x39);
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
  if (slot > block->known) {
    size_t to = (slot + 15) & ~(size_t)15;
    if (to > block->count) to = block->count;
    ck_position_starts(block->ids, block->frequencies, block->known, to, block->norms, block->norm_count,
                       block->low_starts, block->ones_starts);
    block->known = to;
  }
  return 1;
}

/* The only position of a posting; it must fit the stream. */
static inline int lone_place(const struct ck_position_block *block, size_t slot, uint32_t length, uint32_t *place) {
  const unsigned bits = ck_lone_bits(length);
  const size_t low_bit = block->low_starts[slot];
  if (low_bit + bits > block->bit_count) return 0;
  uint64_t word;
  __builtin_memcpy(&word, block->low + (low_bit >> 3), 8);
  *place = (uint32_t)((word >> (low_bit & 7)) & ((1ull << bits) - 1));
  return 1;
}

/* A known posting. */
static inline size_t read_posting(struct ck_position_block *block, size_t slot, uint32_t *room, size_t room_count) {
  const uint32_t frequency = block->frequencies[slot], length = ck_norm_length(block->norms[block->ids[slot]]);
  const size_t low_bit = block->low_starts[slot];
  if (frequency == 1) return (size_t)lone_place(block, slot, length, room);
  const unsigned bits = ck_rice_bits(length, frequency);
  if (frequency == 0 || frequency > length || (size_t)frequency + 80 > room_count || frequency > block->bit_count ||
      low_bit + (size_t)bits * frequency > block->bit_count)
    return 0;
  const size_t ones = block->ones_starts[slot];
  if (ones < block->ones) block->ones = block->bit = 0;
  if (!ck_read_positions(block->low, low_bit, bits, block->end, block->bit_count, ones - block->ones, &block->bit,
                         frequency, room))
    return 0;
  block->ones = ones + frequency;
  return frequency;
}

size_t ck_read_posting(struct ck_position_block *block, size_t slot, uint32_t *room, size_t room_count) {
  return know(block, slot) && room_count > 0 ? read_posting(block, slot, room, room_count) : 0;
}

/* The positions of the first list that all others agree with: whichever side has fewer is looked for in the other. */
static inline int phrase_count(struct ck_position_block *const *blocks, const uint8_t *const *slots,
                               const uint32_t *shifts, size_t lists, size_t i, uint32_t origin, uint32_t *a_room,
                               uint32_t *b_room, size_t room, uint32_t *count) {
  size_t left = read_posting(blocks[0], slots[0][i], a_room, room);
  if (left == 0) return 0;
  size_t first = 0;
  while (first < left && a_room[first] < origin) first++;
  left -= first;
  for (size_t j = 0; j < left && first; j++) a_room[j] = a_room[first + j];
  for (size_t k = 1; k < lists && left; k++) {
    size_t many = read_posting(blocks[k], slots[k][i], b_room, room);
    if (many == 0) return 0;
    if (left == 1 && many == 1) {
      left = a_room[0] + shifts[k] == b_room[0];
    } else if (left <= many) {
      for (size_t j = 0; j < 16; j++) b_room[many + j] = UINT32_MAX;
      left = ck_match_places(a_room, left, b_room, many, shifts[k], a_room);
    } else {
      for (size_t j = 0; j < 16; j++) a_room[left + j] = UINT32_MAX;
      left = ck_match_places(b_room, many, a_room, left, 0u - shifts[k], b_room);
      for (size_t j = 0; j < left; j++) a_room[j] = b_room[j] - shifts[k];
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
                            size_t lists, size_t count, uint32_t origin, uint32_t *a_room, uint32_t *b_room,
                            size_t room, uint32_t *counts) {
  for (size_t i = 0; i < count; i++)
    if (!know_all(blocks, slots, lists, i) ||
        !phrase_count(blocks, slots, shifts, lists, i, origin, a_room, b_room, room, counts + i))
      return 0;
  return 1;
}

#if defined(__x86_64__)
/* The positions of a known posting in one register, and how many they are; 0 where they need more, or are damaged: then
 * the block is as if it had not been asked. */
WIDE static inline size_t few_positions(struct ck_position_block *block, size_t slot, __m512i *places) {
  const uint32_t frequency = block->frequencies[slot], length = ck_norm_length(block->norms[block->ids[slot]]);
  if (frequency == 1) {
    uint32_t place;
    if (!lone_place(block, slot, length, &place)) return 0;
    *places = _mm512_set1_epi32((int)place);
    return 1;
  }
  const unsigned bits = ck_rice_bits(length, frequency);
  const size_t low_bit = block->low_starts[slot], ones = block->ones_starts[slot];
  if (frequency == 0 || frequency > 16 || frequency > length || bits > 25 ||
      low_bit + (size_t)bits * frequency > block->bit_count)
    return 0;
  size_t bit = block->bit, before = block->ones;
  if (ones < before) before = bit = 0;
  if (!skip_wide(block->end, block->bit_count, ones - before, &bit) || bit >= block->bit_count) return 0;
  const uint64_t word = unary_word(block->end, bit);
  if ((size_t)_mm_popcnt_u64(word) < frequency) return 0;
  *places = few_places(word, block->low, low_bit, bits);
  block->bit = bit + (size_t)_tzcnt_u64(_pdep_u64(1ull << (frequency - 1), word)) + 1;
  block->ones = ones + frequency;
  return frequency;
}

/* The positions that agree in all lists, in registers; UINT32_MAX where they do not all fit there. */
WIDE static inline uint32_t few_phrases(struct ck_position_block *const *blocks, const uint8_t *const *slots,
                                        const uint32_t *shifts, size_t lists, size_t i, uint32_t origin) {
  __m512i starts, places;
  const size_t few = few_positions(blocks[0], slots[0][i], &starts);
  if (few == 0) return UINT32_MAX;
  __mmask16 left = _mm512_mask_cmpge_epu32_mask((__mmask16)((1u << few) - 1), starts, _mm512_set1_epi32((int)origin));
  for (size_t k = 1; k < lists && left; k++) {
    const size_t many = few_positions(blocks[k], slots[k][i], &places);
    if (many == 0) return UINT32_MAX;
    const __mmask16 all = (__mmask16)((1u << many) - 1);
    const __m512i wanted = _mm512_add_epi32(starts, _mm512_set1_epi32((int)shifts[k]));
    __mmask16 found = 0;
    if (many == 1) {
      found = _mm512_cmpeq_epi32_mask(wanted, places);
    } else if (many < (size_t)_mm_popcnt_u32(left)) {
      for (size_t j = 0; j < many; j++)
        found |= _mm512_cmpeq_epi32_mask(wanted, _mm512_permutexvar_epi32(_mm512_set1_epi32((int)j), places));
    } else {
      for (unsigned rest = left; rest; rest &= rest - 1) {
        const __m512i one = _mm512_permutexvar_epi32(_mm512_set1_epi32(__builtin_ctz(rest)), wanted);
        if (_mm512_mask_cmpeq_epi32_mask(all, one, places)) found |= (__mmask16)(rest & (0u - rest));
      }
    }
    left &= found;
  }
  return (uint32_t)_mm_popcnt_u32(left);
}

/* How many positions of the first, the fewer, the second has, shifted. */
WIDE static inline uint32_t common_places(__m512i few, size_t few_count, __m512i many, size_t many_count,
                                          uint32_t shift) {
  const __mmask16 in_many = (__mmask16)((1u << many_count) - 1);
  few = _mm512_add_epi32(few, _mm512_set1_epi32((int)shift));
  if (few_count == 1)
    return _mm512_mask_cmpeq_epi32_mask(in_many, _mm512_broadcastd_epi32(_mm512_castsi512_si128(few)), many) != 0;
  uint32_t found = 0;
  for (size_t i = 0; i < few_count; i++)
    found += _mm512_mask_cmpeq_epi32_mask(in_many, _mm512_permutexvar_epi32(_mm512_set1_epi32((int)i), few), many) != 0;
  return found;
}

/* Two lists, of which one begins the phrase: most phrases, and the rarest words of the others. Only the number counts, so
 * either side may be looked for in the other. */
WIDE static int pair_counts_wide(struct ck_position_block *const *blocks, const uint8_t *const *slots,
                                 const uint32_t *shifts, size_t count, uint32_t *a_room, uint32_t *b_room, size_t room,
                                 uint32_t *counts) {
  struct ck_position_block *const a = blocks[0], *const b = blocks[1];
  const uint32_t shift = shifts[1];
  for (size_t i = 0; i < count; i++) {
    const size_t a_slot = slots[0][i], b_slot = slots[1][i];
    if (!know(a, a_slot) || !know(b, b_slot)) return 0;
    __m512i a_places, b_places;
    const size_t ones = a->ones, bit = a->bit;
    const size_t a_count = few_positions(a, a_slot, &a_places);
    const size_t b_count = a_count ? few_positions(b, b_slot, &b_places) : 0;
    if (b_count == 0) {
      /* What is read again goes on from where it was, not from the stream's beginning. */
      a->ones = ones;
      a->bit = bit;
      if (!phrase_count(blocks, slots, shifts, 2, i, 0, a_room, b_room, room, counts + i)) return 0;
    } else if (a_count <= b_count) {
      counts[i] = common_places(a_places, a_count, b_places, b_count, shift);
    } else {
      counts[i] = common_places(b_places, b_count, a_places, a_count, 0u - shift);
    }
  }
  return 1;
}

WIDE static int phrase_counts_wide(struct ck_position_block *const *blocks, const uint8_t *const *slots,
                                   const uint32_t *shifts, size_t lists, size_t count, uint32_t origin,
                                   uint32_t *a_room, uint32_t *b_room, size_t room, uint32_t *counts) {
  if (lists == 2 && origin == 0) return pair_counts_wide(blocks, slots, shifts, count, a_room, b_room, room, counts);
  enum { KEPT = 8 };
  size_t ones[KEPT], bits[KEPT];
  const size_t kept = lists < KEPT ? lists : KEPT;
  for (size_t i = 0; i < count; i++) {
    if (!know_all(blocks, slots, lists, i)) return 0;
    for (size_t k = 0; k < kept; k++) {
      ones[k] = blocks[k]->ones;
      bits[k] = blocks[k]->bit;
    }
    counts[i] = few_phrases(blocks, slots, shifts, lists, i, origin);
    if (counts[i] != UINT32_MAX) continue;
    for (size_t k = 0; k < kept; k++) {
      blocks[k]->ones = ones[k];
      blocks[k]->bit = bits[k];
    }
    if (!phrase_count(blocks, slots, shifts, lists, i, origin, a_room, b_room, room, counts + i)) return 0;
  }
  return 1;
}
#endif

int ck_phrase_counts(struct ck_position_block *const *blocks, const uint8_t *const *slots, const uint32_t *shifts,
                     size_t lists, size_t count, uint32_t origin, uint32_t *a_room, uint32_t *b_room, size_t room,
                     uint32_t *counts) {
#if defined(__x86_64__)
  if (is_wide()) return phrase_counts_wide(blocks, slots, shifts, lists, count, origin, a_room, b_room, room, counts);
#endif
  return ck_phrase_counts_scalar(blocks, slots, shifts, lists, count, origin, a_room, b_room, room, counts);
}
