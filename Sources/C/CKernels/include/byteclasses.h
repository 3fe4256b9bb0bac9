// Classes of 64 bytes at a time, as bitmaps: bit i speaks of byte i.
#ifndef BYTECLASSES_H
#define BYTECLASSES_H
#include <stdint.h>

typedef struct {
  uint64_t letters;       // A-Z a-z
  uint64_t digits;        // 0-9
  uint64_t underscores;   // _
  uint64_t quotes_stops;  // ' .   join letters with letters and digits with digits
  uint64_t commas;        // , ;   join digits with digits
  uint64_t pluses;        // +
  uint64_t sharps;        // #
  uint64_t beyond_ascii;  // bytes from 0x80 on
} ck_byte_classes;

// Reads 64 bytes, writes them with A-Z in lower case, and gives their classes.
void ck_classify_64(const uint8_t *source, uint8_t *lowered, ck_byte_classes *classes);

// The bytes of 64 that are neither A-Z a-z 0-9 nor beyond ASCII are clear in `words`.
typedef struct {
  uint64_t words;
  uint64_t beyond_ascii;
} ck_word_bytes;

// Reads 64 bytes, writes them with A-Z in lower case, and tells letters and digits.
void ck_words_64(const uint8_t *source, uint8_t *lowered, ck_word_bytes *words);

// Names the instruction set that was chosen: "avx512", "avx2", "sse2", "neon", "scalar".
const char *ck_byte_classes_variant(void);

// Chooses the variant of that name for tests; returns 0 when this processor lacks it.
int ck_byte_classes_choose(const char *name);

#endif
