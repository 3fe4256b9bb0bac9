#ifndef CKERNELS_H
#define CKERNELS_H
#include <stddef.h>
#include <stdint.h>

#include "byteclasses.h"
#include "character_tables.h"

/* Vector loops over plain buffers. Nothing here allocates, reads files or keeps state; the fastest
 * version that the processor has is chosen at the first call. Inputs named `packed` are read in whole
 * registers: up to 64 bytes behind their end must be readable. */

/* Continues a CRC-32C (Castagnoli), start with 0. */
uint32_t ck_crc32c(uint32_t crc, const void *bytes, size_t count);
uint32_t ck_crc32c_scalar(uint32_t crc, const void *bytes, size_t count);

/* Packs `count` values of `bits` bits each, lowest bits first, into ceil(count * bits / 8) bytes.
 * `packed` must be zeroed and have 8 spare bytes. */
void ck_pack(const uint32_t *values, size_t count, unsigned bits, uint8_t *packed);

/* Unpacks `count` (at most 128, out holds 128) values of `bits` bits (0..32). */
void ck_unpack(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out);
void ck_unpack_scalar(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out);

/* out[i] = base + sum(values[0...i]) + i + 1, in place over 128 values: gaps minus one to ids. */
void ck_prefix_sum(uint32_t *values, size_t count, uint32_t base);
void ck_prefix_sum_scalar(uint32_t *values, size_t count, uint32_t base);

/* Writes first + number of every set bit, at most 128 of them; out holds 128 and 16 spare ids. */
void ck_expand_bits(const uint64_t *words, size_t count, uint32_t first, uint32_t *out);
void ck_expand_bits_scalar(const uint64_t *words, size_t count, uint32_t first, uint32_t *out);

/* First index in [from, count) with values[index] >= target, or count; values rise. */
size_t ck_lower_bound(const uint32_t *values, size_t from, size_t count, uint32_t target);

/* For each i: scores[ids[i] - first] += the score of ids[i]; see score.c. */
void ck_add_scores(const uint32_t *ids, const uint32_t *frequencies, size_t count, uint32_t first,
                   const uint8_t *norms, const float *norm_factors, float weight, float *scores);

/* Writes ids (base + index) and values of the scores above 0 that reach the threshold; returns how many.
 * ids and found hold count + 16. */
size_t ck_collect(const float *scores, size_t count, float threshold, uint32_t base, uint32_t *ids, float *found);
size_t ck_collect_scalar(const float *scores, size_t count, float threshold, uint32_t base, uint32_t *ids,
                         float *found);

/* First i in [from, end) with (text[i] | first_mask) == first and (text[i + distance] | second_mask) == second, or
 * end; bytes up to end + distance are readable. */
size_t ck_find_pair(const uint8_t *text, size_t from, size_t end, size_t distance, uint8_t first, uint8_t first_mask,
                    uint8_t second, uint8_t second_mask);
size_t ck_find_pair_scalar(const uint8_t *text, size_t from, size_t end, size_t distance, uint8_t first,
                           uint8_t first_mask, uint8_t second, uint8_t second_mask);

/* A bitmap shared by threads: relaxed tests and sets. */
static inline int ck_bit_is_set(const uint64_t *words, size_t index) {
  return (int)((__atomic_load_n(words + (index >> 6), __ATOMIC_RELAXED) >> (index & 63)) & 1);
}
static inline void ck_set_bit(uint64_t *words, size_t index) {
  __atomic_fetch_or(words + (index >> 6), 1ull << (index & 63), __ATOMIC_RELAXED);
}

/* Asks for the cache line of an address. */
static inline void ck_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

#endif
