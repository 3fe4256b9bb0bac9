// Character data of the analyzers, made by Sources/C/CKernels/character-tables/make_tables.py.
//
// Three tables map a code point below 0x40000 to a 32-bit entry through an index of blocks of 64:
// entries[index[c >> 6] << 6 | (c & 63)].
#ifndef CHARACTER_TABLES_H
#define CHARACTER_TABLES_H
#include <stddef.h>
#include <stdint.h>

typedef struct {
  // Version of the Unicode Character Database the tables were made from.
  const char *unicode_version;

  // Folding of a character that stands alone between normalisation boundaries.
  // bits 0-4 class of the folded character; bit 5 nothing before it changes together with it;
  // bits 6-7 kind: 0 itself, 1 one other character, 2 a string, 3 nothing;
  // bits 8-31 kinds 0 and 1: signed distance to the folded character;
  //           kind 2: place in fold_strings << 5 | length.
  const uint16_t *fold_index;
  const uint32_t *fold_entries;
  size_t fold_entry_count;

  // What a character gives before canonical ordering (case folding, compatibility and canonical
  // decomposition; not Hangul, which is arithmetic).
  // bits 0-7 canonical combining class; bits 8-30 place << 5 | length, 0 for itself;
  // bit 31 nothing.
  const uint16_t *parts_index;
  const uint32_t *parts_entries;
  size_t parts_entry_count;

  // Lower case. bit 0 the lower-cased character is a letter or number; bit 1 cased; bit 2
  // case-ignorable; bit 3 a word ends behind it; bits 8-31 signed distance to the lower case.
  const uint16_t *lower_index;
  const uint32_t *lower_entries;
  size_t lower_entry_count;

  const uint32_t *fold_strings;
  size_t fold_string_count;

  // Canonical composition: sorted pairs (first << 32 | second) and what each becomes.
  const uint64_t *composition_pairs;
  const uint32_t *compositions;
  size_t composition_count;
} ck_character_tables;

extern const ck_character_tables ck_characters;

#endif
