#include "CKernels.h"

/* A block of a list joined with candidates in one go: what each step finds stays close by. */

/* Fewer frequencies are read one by one. */
enum { FEW = 12 };

ck_join_answer ck_join_block(const ck_block *block, const ck_weighing *weighing, const uint32_t *ids, double *sums,
                             uint8_t *marks, size_t from, size_t to, double needed, size_t *end) {
  uint32_t asked[CK_INDEX_ROOM];
  uint8_t index[CK_INDEX_ROOM], first[CK_INDEX_ROOM], second[CK_INDEX_ROOM];
  const size_t hopeful = ck_hopeful(ids, sums, from, to, block->last, needed, asked, index, end);
  if (hopeful == 0) return CK_JOINED;
  const size_t found =
      block->bits ? ck_intersect_bits(asked, hopeful, block->bits, block->first, block->span, first, second)
                  : ck_intersect(asked, hopeful, block->ids, block->count, block->ends, first, second);
  if (found == 0) return CK_JOINED;
  ck_join_answer answer = CK_JOINED;
  if (block->packed) {
    size_t size;
    if (found < FEW) {
      size = ck_pick_block(block->codec, block->packed, block->left, block->count, second, found, 1,
                           block->frequencies);
    } else {
      size = ck_unpack_block(block->codec, block->packed, block->left, block->count, 1, block->frequencies);
      answer = CK_JOINED_WHOLE;
    }
    if (size == SIZE_MAX) return CK_JOIN_DAMAGED;
  }
  ck_add_found(first, second, found, index, ids + from, block->frequencies, weighing->norms, weighing->parts,
               weighing->rows, weighing->factors, weighing->weight, sums + from, marks ? marks + from : 0);
  return answer;
}
