#ifndef CKERNELS_H
#define CKERNELS_H
#include <stddef.h>
#include <stdint.h>

#include "byteclasses.h"
#include "character_tables.h"
#include "term_lookup.h"

/* Vector loops over plain buffers. Nothing here allocates, reads files or keeps state; the fastest
 * version that the processor has is chosen at the first call. Inputs named `packed` are read in whole
 * registers: up to 64 bytes behind their end must be readable. */

/* Continues a CRC-32C (Castagnoli), start with 0. */
uint32_t ck_crc32c(uint32_t crc, const void *bytes, size_t count);
uint32_t ck_crc32c_scalar(uint32_t crc, const void *bytes, size_t count);

/* The CRC-32C of two runs of bytes, one behind the other, computed from the checksum of each. */
uint32_t ck_crc32c_join(uint32_t first, uint32_t second, uint64_t second_count);

/* Packs `count` values of `bits` bits each, lowest bits first, into ceil(count * bits / 8) bytes.
 * `packed` must be zeroed and have 8 spare bytes. */
void ck_pack(const uint32_t *values, size_t count, unsigned bits, uint8_t *packed);

/* Unpacks `count` (at most 128, out holds 128) values of `bits` bits (0..32). */
void ck_unpack(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out);
void ck_unpack_scalar(const uint8_t *packed, size_t count, unsigned bits, uint32_t *out);

/* out[i] = base + sum(values[0...i]) + i + 1, in place over 128 values: gaps minus one to ids. A base of UINT32_MAX stands
 * in front of id 0. Returns whether the ids rise and stay below 2^31. */
int ck_prefix_sum(uint32_t *values, size_t count, uint32_t base);
int ck_prefix_sum_scalar(uint32_t *values, size_t count, uint32_t base);

/* Unpacks a block of `count` (at most 128, out holds 144) numbers and adds `plus` to each. `codec` is its mode, 0 packed,
 * 1 patched, 3 all the same, in the two highest of eight bits, above the width; `left` bytes are the block's at most.
 * Returns the bytes it takes, SIZE_MAX where it does not fit or is of another mode. */
size_t ck_unpack_block(unsigned codec, const uint8_t *bytes, size_t left, size_t count, uint32_t plus, uint32_t *out);
size_t ck_unpack_block_scalar(unsigned codec, const uint8_t *bytes, size_t left, size_t count, uint32_t plus,
                              uint32_t *out);

/* The same for gaps minus one, which become ids behind `base`; SIZE_MAX, too, where those do not rise
 * or do not stay below 2^31. */
size_t ck_unpack_ids(unsigned codec, const uint8_t *bytes, size_t left, size_t count, uint32_t base, uint32_t *out);
size_t ck_unpack_ids_scalar(unsigned codec, const uint8_t *bytes, size_t left, size_t count, uint32_t base,
                            uint32_t *out);

/* The same for some numbers only: out is right at those slots, which are taken modulo 128. */
size_t ck_pick_block(unsigned codec, const uint8_t *bytes, size_t left, size_t count, const uint8_t *slots,
                     size_t slot_count, uint32_t plus, uint32_t *out);
size_t ck_pick_block_scalar(unsigned codec, const uint8_t *bytes, size_t left, size_t count, const uint8_t *slots,
                            size_t slot_count, uint32_t plus, uint32_t *out);

/* Writes first + index of every set bit of a bitmap of `span` bits, at most 128 of them, and returns how many bits are
 * set, or any number above 128 where there are more. Whole words of eight bytes are read; out holds 128 and 16 spare ids. */
size_t ck_expand_bits(const uint8_t *bytes, size_t span, uint32_t first, uint32_t *out);
size_t ck_expand_bits_scalar(const uint8_t *bytes, size_t span, uint32_t first, uint32_t *out);

/* Finds which of some rising ids, at most 255, are set in a bitmap of `span` bits whose lowest stands for `first`: their
 * indices and the ranks of their bits, modulo 128. Whole words of eight bytes are read; the outputs hold count + 1. */
size_t ck_intersect_bits(const uint32_t *ids, size_t count, const uint8_t *bytes, uint32_t first, size_t span,
                         uint8_t *id_index, uint8_t *bit_index);
size_t ck_intersect_bits_scalar(const uint32_t *ids, size_t count, const uint8_t *bytes, uint32_t first, size_t span,
                                uint8_t *id_index, uint8_t *bit_index);

/* First index in [from, count) with values[index] >= target, or count; values rise. */
size_t ck_lower_bound(const uint32_t *values, size_t from, size_t count, uint32_t target);

/* Scores of a window per cell. A window has a bitmap of touched cells, so that cells without a score are not searched. */
enum { CK_CELL = 8 };

/* For each i: scores[ids[i] - first] += weight times the term score of ids[i], and the cell is touched; see score.c. Ids
 * rise. */
void ck_add_scores(const uint32_t *ids, const uint32_t *frequencies, size_t count, uint32_t first,
                   const uint8_t *norms, const double *table, size_t rows, const double *factors, double weight,
                   double *scores, uint64_t *touched);

/* Writes ids and weighted term scores of the postings that reach the threshold; returns how many. The outputs hold
 * count. */
size_t ck_list_scores(const uint32_t *ids, const uint32_t *frequencies, size_t count, const uint8_t *norms,
                      const double *table, size_t rows, const double *factors, double weight, double threshold,
                      uint32_t *out, double *found);

/* Writes ids (base + index) and values of the scores above 0 in touched cells that reach the threshold, and sets all
 * scores there to 0 and the cells to untouched; returns how many. There are whole cells; ids and found hold count + 16. */
size_t ck_collect(double *scores, size_t count, uint64_t *touched, double threshold, uint32_t base, uint32_t *ids,
                  double *found);
size_t ck_collect_scalar(double *scores, size_t count, uint64_t *touched, double threshold, uint32_t base,
                         uint32_t *ids, double *found);

/* First i in [from, end) with (text[i] | first_mask) == first and (text[i + distance] | second_mask) == second, or
 * end; bytes up to end + distance are readable. */
size_t ck_find_pair(const uint8_t *text, size_t from, size_t end, size_t distance, uint8_t first, uint8_t first_mask,
                    uint8_t second, uint8_t second_mask);
size_t ck_find_pair_scalar(const uint8_t *text, size_t from, size_t end, size_t distance, uint8_t first,
                           uint8_t first_mask, uint8_t second, uint8_t second_mask);

/* Copies text up to the first quote, backslash or control character; tells how many bytes. `target` takes `count`. */
size_t ck_copy_json_run(const uint8_t *source, size_t count, uint8_t *target);
size_t ck_copy_json_run_scalar(const uint8_t *source, size_t count, uint8_t *target);

/* The last of each sixteen of up to 128 rising values, UINT32_MAX for those that are not full. */
void ck_block_ends(const uint32_t *values, size_t count, uint32_t ends[8]);

/* Finds the values common to two rising lists of at most 128, and their indices in both; see intersect.c. `b_ends` are
 * those of b; 64 bytes behind a's values and behind 128 of b's are readable; the outputs hold 144 indices. */
size_t ck_intersect(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, const uint32_t *b_ends,
                    uint8_t *a_index, uint8_t *b_index);
size_t ck_intersect_scalar(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, uint8_t *a_index,
                           uint8_t *b_index);

/* The values v of `few` with v + shift (modulo 2^32) in `many`; both rise, shifts are small numbers or their negatives.
 * `many` is followed by 16 values of UINT32_MAX, `out` holds one value more than `few` and may be the same array. */
size_t ck_match_positions(const uint32_t *few, size_t few_count, const uint32_t *many, size_t many_count, uint32_t shift,
                       uint32_t *out);
size_t ck_match_positions_scalar(const uint32_t *few, size_t few_count, const uint32_t *many, size_t many_count,
                              uint32_t shift, uint32_t *out);

/* sums[i] += weight times the term score of ids[i] with frequencies[slots[i]], where the slot is not 255; see score.c.
 * Each operation is rounded once. Ids that have no norm are skipped. */
void ck_add_term_scores(const uint32_t *ids, const uint8_t *slots, const uint32_t *frequencies, size_t count,
                  const uint8_t *norms, size_t norm_count, const double *table, size_t rows, const double *factors,
                  double weight, double *sums);

/* ids[i] = documents[start + i] and slots[i] = start + i. */
static inline void ck_take_slots(const uint32_t *restrict documents, size_t start, size_t count, uint32_t *restrict ids,
                                 uint8_t *restrict slots) {
  for (size_t i = 0; i < count; i++) {
    ids[i] = documents[start + i];
    slots[i] = (uint8_t)(start + i);
  }
}

/* The same for selected documents, whose indices count from `start`. */
static inline void ck_take_numbered(const uint32_t *restrict documents, size_t start, const uint8_t *restrict numbers,
                                    size_t count, uint32_t *restrict ids, uint8_t *restrict slots) {
  for (size_t i = 0; i < count; i++) {
    ids[i] = documents[start + numbers[i]];
    slots[i] = (uint8_t)(start + numbers[i]);
  }
}

/* Moves the values at some rising indices to the front. */
static inline void ck_pick_ids(uint32_t *ids, const uint8_t *restrict numbers, size_t count) {
  for (size_t i = 0; i < count; i++) ids[i] = ids[numbers[i]];
}
static inline void ck_pick_slots(uint8_t *slots, const uint8_t *restrict numbers, size_t count) {
  for (size_t i = 0; i < count; i++) slots[i] = slots[numbers[i]];
}

/* least[i] = the lower one of itself, unless this is the first, and frequencies[slots[i]]. */
static inline void ck_least(const uint32_t *restrict frequencies, const uint8_t *restrict slots, size_t count,
                            int is_first, uint32_t *restrict least) {
  for (size_t i = 0; i < count; i++) {
    uint32_t frequency = frequencies[slots[i]];
    least[i] = is_first || frequency < least[i] ? frequency : least[i];
  }
}

/* sums[i] += weight times the term score of ids[i] with frequencies[i]; each operation is rounded once. Moves the sums of
 * at least `least` to the front and their indices to `numbers`, and returns how many there are. */
size_t ck_add_reaching(const uint32_t *ids, const uint32_t *frequencies, size_t count, const uint8_t *norms,
                       const double *table, size_t rows, const double *factors, double weight, double least,
                       double *sums, uint8_t *numbers);

/* Selects, of the rising ids from..<to, at most 128, that are not above `last`, those whose sums reach `needed`. Writes
 * them and their indices counted from `from`, and returns how many there are. *end becomes the index of the first id
 * above `last`. Sixteen ids and sums behind `to` are readable; the outputs hold 128 and sixteen more. */
size_t ck_select_candidates(const uint32_t *ids, const double *sums, size_t from, size_t to, uint32_t last, double needed,
                  uint32_t *out, uint8_t *index, size_t *end);
size_t ck_select_candidates_scalar(const uint32_t *ids, const double *sums, size_t from, size_t to, uint32_t last, double needed,
                         uint32_t *out, uint8_t *index, size_t *end);

/* What the scores of a list are computed from. The term score of a frequency f below `rows` is table[256 f + norm], that
 * of others f / (f + factors[norm]). */
typedef struct {
  const uint8_t *norms;
  const double *table, *factors;
  size_t rows;
  double weight;
  /* Scale from a block's stored bound to a weighted score; 0 where stored bounds do not hold for this table. */
  double bound_scale;
} ck_weighing;

/* sums[index[first[i]]] += weight times the term score of that id with frequencies[second[i]]; marks, where given, become
 * 1 there. Each operation is rounded once. */
void ck_add_found(const uint8_t *first, const uint8_t *second, size_t count, const uint8_t *index, const uint32_t *ids,
                  const uint32_t *frequencies, const ck_weighing *weighing, double *sums, uint8_t *marks);

/* The weight times the term score of a frequency with a norm. */
double ck_score(const ck_weighing *weighing, uint32_t frequency, uint8_t norm);

/* The most bits of a block's bitmap. */
enum { CK_MOST_BITS = 4800 };

/* Capacity of the index lists of a join, and how many ids are looked up in a block at once. */
enum { CK_INDEX_CAPACITY = 192, CK_MOST_JOINED = 128 };

/* A group of a list: blocks of 128 postings, the list's last one of `tail`. */
typedef struct {
  /* Its bytes, with slack. The ids of a block begin at `front` plus its u16 in `starts`. Each block has its codecs, bound,
   * highest frequency and lowest norm in the group's strip; NULL where they are not known. */
  const uint8_t *bytes;
  size_t size, front;
  const uint8_t *starts, *id_codecs, *frequency_codecs, *bounds, *highest, *lowest;
  /* The last id of each block, and the one in front of the first, UINT32_MAX for none. */
  const uint32_t *last;
  uint32_t before;
  size_t blocks, tail;
  /* All ids are below this. */
  uint32_t id_limit;
  /* The current block of the list. */
  size_t block;
  /* The blocks whose ids, ends of sixteens and frequencies are decoded in the arrays below; SIZE_MAX for none. */
  size_t ids_block, ends_block, frequencies_block;
  uint32_t *ids, *ends, *frequencies;
  /* Where the frequencies of `ids_block` begin. */
  size_t frequencies_start;
} ck_group;

/* Adds a group's weighted term scores to the rising candidates [from, to) that it holds and whose sums, by the bounds of
 * their blocks, may reach `least`; marks, where given, become 1 there. The list moves to the block of the last candidate
 * that was looked up; `end` becomes the first candidate behind the group. Returns 0 where the group is damaged. */
int ck_join_group(ck_group *group, const ck_weighing *weighing, const uint32_t *ids, double *sums, uint8_t *marks,
                  size_t from, size_t to, double least, size_t *end);

/* Keeps the ids whose sums reach `least` and, where marks are given, that are marked; returns how many. Sixteen elements
 * of each array behind `count` are readable and writable. */
size_t ck_keep(uint32_t *ids, double *sums, const uint8_t *marks, size_t count, double least);
size_t ck_keep_scalar(uint32_t *ids, double *sums, const uint8_t *marks, size_t count, double least);

/* A rejecting state of an automaton with a loop: all ASCII bytes but the `leaving` ones, one or two, lead from the state
 * back to itself. Where `next` is not 0, a single byte leaves the state, to `next`, which rejects too and from which all
 * ASCII bytes but the `following` ones lead back to the state. 255 stands for no byte. */
typedef struct {
  int32_t state, next;
  uint8_t leaving[2], following[2];
} ck_loop_state;

/* The progress of an automaton through a page of front-coded terms; see terms.c and DictionaryEntries+Scan.swift. */
typedef struct {
  /* The next entry, where entries end, and the page's readable bytes. */
  uint32_t at, limit, size;
  /* Entries passed, and all. */
  uint32_t entry, total;
  /* Bytes of the current term, bytes of it that the automaton has read, and bytes after which no term can be accepted;
   * UINT32_MAX where some still can. */
  uint32_t length, known, dead_end;
  /* No term is longer. */
  uint32_t longest;
  /* Its state is -1 for none. */
  ck_loop_state loop;
  /* The kind of the current term's entry. */
  uint8_t kind;
  uint8_t has_positions;
  uint64_t postings_base, positions_base, postings_at, positions_at;
} ck_term_scan;

/* Why a scan stopped: in front of an entry that the caller must read itself, behind the text of an accepted term, or
 * behind an entry with a prefix that no accepted term has. */
typedef enum { CK_TERM_UNCOMMON = 0, CK_TERM_ACCEPTED = 1, CK_TERM_DEAD = 2 } ck_term_stop;

/* Entries between restarts, which repeat nothing of the term before. */
enum { CK_TERM_RESTARTS = 16 };

/* Moves on while entries are common: short lengths, one or two documents of one occurrence each, known transitions.
 * `steps` has 256 transitions a state, below 0 where unknown, 0 for the dead state; `endings` is 2 for accepting, 1 for
 * rejecting, 0 for unknown states. `path` has the state behind each byte of the term; `text` and `path` hold 17 elements
 * more than the longest term. */
ck_term_stop ck_scan_terms(ck_term_scan *scan, const uint8_t *page, uint8_t *text, int32_t *path, const int32_t *steps,
                           const uint8_t *endings);

/* Low bits of a lone position, and of each of several; see PositionCode.swift. */
static inline uint32_t ck_lone_bits(uint32_t length) {
  return length <= 1 ? 0 : 32 - (uint32_t)__builtin_clz(length - 1);
}
static inline uint32_t ck_rice_bits(uint32_t length, uint32_t frequency) {
  /* floor(log2(length * 89 / (frequency * 128))) without the division: the shift that still fits. */
  uint64_t size = (uint64_t)length * 89, unit = (uint64_t)frequency * 128;
  if (size < unit) return 0;
  uint32_t shift = (uint32_t)(__builtin_clzll(unit) - __builtin_clzll(size));
  return shift - (uint32_t)(size < unit << shift);
}

/* The length that a norm stands for; see Norm.swift. */
static inline uint32_t ck_norm_length(uint8_t norm) {
  if (norm <= 40) return norm;
  uint64_t length = (uint64_t)((norm - 39) % 8 + 9) << ((norm - 39) / 8 + 2);
  return length > UINT32_MAX ? UINT32_MAX : (uint32_t)length;
}

/* Where the positions of postings from..<to end in the streams of low bits and of unary parts, and the low bits of each
 * position; entry `from` of both starts is given, entries behind it are written. 64 bytes behind what the outputs hold are
 * writable. */
void ck_position_starts(const uint32_t *ids, const uint32_t *frequencies, size_t from, size_t to, const uint8_t *norms,
                        size_t norm_count, uint32_t *low_starts, uint32_t *ones_starts, uint8_t *low_bits);
void ck_position_starts_scalar(const uint32_t *ids, const uint32_t *frequencies, size_t from, size_t to,
                               const uint8_t *norms, size_t norm_count, uint32_t *low_starts, uint32_t *ones_starts,
                               uint8_t *low_bits);

/* Reads the `count` positions of a posting from both streams, behind `skip` set bits of the unary one that follow its bit
 * *bit; 0 when that one ends early. The unary stream ends at `end`; eight bytes in front of the streams and 64 behind
 * the low bits are readable, `out` holds 64 more than `count`. */
int ck_read_positions(const uint8_t *low, size_t low_bit, unsigned bits, const uint8_t *end, size_t bit_count,
                      size_t skip, size_t *bit, size_t count, uint32_t *out);
int ck_read_positions_scalar(const uint8_t *low, size_t low_bit, unsigned bits, const uint8_t *end, size_t bit_count,
                             size_t skip, size_t *bit, size_t count, uint32_t *out);

/* The positions of a block's postings: where they stand, and how far they are read. */
struct ck_position_block {
  /* Both streams; eight bytes in front of them and 64 behind the low bits are readable. */
  const uint8_t *low, *end;
  size_t bit_count;
  /* `count` postings; 64 bytes behind them are readable, and behind the starts. */
  const uint32_t *ids, *frequencies;
  size_t count;
  const uint8_t *norms;
  size_t norm_count;
  /* Where each posting begins in both streams, and the low bits of its positions, for the first `known`. */
  uint32_t *low_starts, *ones_starts;
  uint8_t *low_bits;
  size_t known;
  /* The ones in front of each of the first words of the unary stream, at most 32, and of all that are counted. */
  uint16_t *word_ones;
  size_t words, counted;
  /* The unary stream is read forward: its current bit, and the ones in front of it. */
  size_t ones, bit;
};

/* Reads the positions of one posting; returns how many, or 0 when they do not fit their streams or `out`, which must hold
 * 80 more than the posting's frequency. */
size_t ck_read_posting(struct ck_position_block *block, size_t slot, uint32_t *out, size_t capacity);

/* counts[i] = how many positions p of posting slots[0][i] of the first block are `origin` or more and have
 * p + shifts[k] (modulo 2^32) in posting slots[k][i] of every other block k. The scratch arrays hold `capacity` positions
 * each, 80 more than the highest frequency. 0 when a posting's positions do not fit its streams or the scratch arrays. */
int ck_phrase_counts(struct ck_position_block *const *blocks, const uint8_t *const *slots, const uint32_t *shifts,
                     size_t lists, size_t count, uint32_t origin, uint32_t *a_scratch, uint32_t *b_scratch,
                     size_t capacity, uint32_t *counts);
int ck_phrase_counts_scalar(struct ck_position_block *const *blocks, const uint8_t *const *slots, const uint32_t *shifts,
                            size_t lists, size_t count, uint32_t origin, uint32_t *a_scratch,
                            uint32_t *b_scratch, size_t capacity, uint32_t *counts);

/* ck_add_reaching with the lowest frequency of postings slots[k][i] of all blocks k. */
size_t ck_add_phrase_reaching(const uint32_t *ids, struct ck_position_block *const *blocks, const uint8_t *const *slots,
                              size_t lists, size_t count, const uint8_t *norms, const double *table, size_t rows,
                              const double *factors, double weight, double least, double *sums, uint8_t *numbers);

/* A bitmap shared by threads: relaxed tests and sets. */
static inline int ck_bit_is_set(const uint64_t *words, size_t index) {
  return (int)((__atomic_load_n(words + (index >> 6), __ATOMIC_RELAXED) >> (index & 63)) & 1);
}
static inline void ck_set_bit(uint64_t *words, size_t index) {
  __atomic_fetch_or(words + (index >> 6), 1ull << (index & 63), __ATOMIC_RELAXED);
}

/* Starts writing a file's dirty pages to its device, on systems that can be told to; does not wait for them. */
void ck_start_writing(int descriptor);

/* Opens a file without a name on the file system of a folder, for reading and writing by this user: it is gone with
   its last descriptor. -1 with errno when it cannot be made. */
int ck_open_nameless(const char *folder);

/* Cores that the process may run on, at least 1. */
int ck_processor_count(void);

/* Prefetches the cache line of an address. */
static inline void ck_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

#endif
