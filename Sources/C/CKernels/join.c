#include "CKernels.h"
#include <string.h>

/* Joins a group of a list with candidates in one call: blocks that no candidate needs are not decoded, and the results of
 * each step stay in the first-level cache. */

#pragma STDC FP_CONTRACT OFF

/* Postings of a block but for the last of a list. */
enum { FULL = 128 };
/* Below this number, frequencies are decoded one by one. */
enum { FEW = 12 };
enum { BITMAP = 2 };

static inline size_t postings_of(const ck_group *group, size_t block) {
  return block + 1 == group->blocks ? group->tail : FULL;
}

/* The id behind which a block begins. */
static inline uint32_t before(const ck_group *group, size_t block) {
  return block == 0 ? group->before : group->last[block - 1];
}

static inline size_t start_of(const ck_group *group, size_t block) {
  uint16_t start;
  memcpy(&start, group->starts + 2 * block, 2);
  return group->front + start;
}

/* The first block from the current one on whose last id is at least `id`; there is one. */
static inline size_t block_of(const ck_group *group, uint32_t id) {
  size_t block = group->block;
  /* Usually one of the next blocks. */
  const size_t near = block + 4 < group->blocks ? block + 4 : group->blocks;
  while (block < near && group->last[block] < id) block++;
  return block < near ? block : ck_lower_bound(group->last, block, group->blocks, id);
}

/* An upper bound of the weighted term scores in a block. */
static inline double bound_of(const ck_group *group, size_t block, const ck_weighing *weighing) {
  const double most = weighing->weight;
  if (weighing->bound_scale > 0) {
    if (!group->bounds) return most;
    const double bound = group->bounds[block] * weighing->bound_scale;
    return bound < most ? bound : most;
  }
  if (!group->highest) return most;
  /* 255 stands for 255 or more. */
  const uint8_t highest = group->highest[block];
  return highest == 255 ? most : ck_score(weighing, highest, group->lowest[block]);
}

/* Decodes the current block's ids. */
static int read_ids(ck_group *group) {
  const size_t block = group->block, start = start_of(group, block), count = postings_of(group, block);
  if (start > group->size) return 0;
  const size_t size = ck_unpack_ids(group->id_codecs[block], group->bytes + start, group->size - start, count,
                                    before(group, block), group->ids);
  if (size == SIZE_MAX || group->ids[count - 1] != group->last[block] || group->ids[0] > group->last[block] ||
      group->last[block] >= group->id_limit)
    return 0;
  group->ids_block = block;
  group->frequencies_start = start + size;
  return 1;
}

/* Where a block's bitmap stands in its group, its bits, and the id of the lowest. */
typedef struct {
  size_t start, span;
  uint32_t first;
} bitmap;

static inline int find_bitmap(const ck_group *group, bitmap *found) {
  const size_t block = group->block;
  found->start = start_of(group, block);
  found->first = before(group, block) + 1;
  found->span = (size_t)(group->last[block] - found->first) + 1;
  return found->span <= CK_MOST_BITS && found->start + (found->span + 7) / 8 <= group->size;
}

/* Finds which of some ids the current block holds; returns how many, or SIZE_MAX where the block is damaged.
 * `frequencies` becomes the offset of the block's frequencies. */
static inline size_t find(ck_group *group, const uint32_t *wanted, size_t count, uint8_t *first, uint8_t *second,
                          size_t *frequencies) {
  const size_t block = group->block;
  if (group->ids_block != block && group->id_codecs[block] >> 6 == BITMAP) {
    bitmap bits;
    if (!find_bitmap(group, &bits)) return SIZE_MAX;
    *frequencies = bits.start + (bits.span + 7) / 8;
    return ck_intersect_bits(wanted, count, group->bytes + bits.start, bits.first, bits.span, first, second);
  }
  if (group->ids_block != block && !read_ids(group)) return SIZE_MAX;
  const size_t postings = postings_of(group, block);
  if (group->ends_block != block) {
    ck_block_ends(group->ids, postings, group->ends);
    group->ends_block = block;
  }
  *frequencies = group->frequencies_start;
  return ck_intersect(wanted, count, group->ids, postings, group->ends, first, second);
}

/* Decodes the current block's frequencies at the given indices, or all of them. */
static inline int read_frequencies(ck_group *group, size_t start, const uint8_t *slots, size_t found) {
  const size_t block = group->block, count = postings_of(group, block);
  if (group->frequencies_block == block) return 1;
  if (start > group->size) return 0;
  const unsigned codec = group->frequency_codecs[block];
  const uint8_t *packed = group->bytes + start;
  const size_t left = group->size - start;
  if (found < FEW) return ck_pick_block(codec, packed, left, count, slots, found, 1, group->frequencies) != SIZE_MAX;
  if (ck_unpack_block(codec, packed, left, count, 1, group->frequencies) == SIZE_MAX) return 0;
  group->frequencies_block = block;
  return 1;
}

int ck_join_group(ck_group *group, const ck_weighing *weighing, const uint32_t *ids, double *sums, uint8_t *marks,
                  size_t from, size_t to, double least, size_t *end) {
  const uint32_t last = group->last[group->blocks - 1];
  uint32_t wanted[CK_INDEX_CAPACITY];
  uint8_t index[CK_INDEX_CAPACITY], first[CK_INDEX_CAPACITY], second[CK_INDEX_CAPACITY];
  while (from < to && ids[from] <= last) {
    group->block = block_of(group, ids[from]);
    const double needed = least - bound_of(group, group->block, weighing);
    const size_t until = to - from > CK_MOST_JOINED ? from + CK_MOST_JOINED : to;
    size_t next, start;
    const size_t selected = ck_select_candidates(ids, sums, from, until, group->last[group->block], needed, wanted, index, &next);
    /* Only where the last ids of blocks do not rise. */
    if (next == from) return 0;
    if (selected > 0) {
      const size_t found = find(group, wanted, selected, first, second, &start);
      if (found == SIZE_MAX || (found > 0 && !read_frequencies(group, start, second, found))) return 0;
      ck_add_found(first, second, found, index, ids + from, group->frequencies, weighing, sums + from,
                   marks ? marks + from : 0);
    }
    from = next;
  }
  *end = from;
  return 1;
}
