#ifndef CJSON_H
#define CJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// JSON Lines to flat rows, on top of simdjson's structural index.
//
// A reader is made once for a list of wanted slots and then takes whole chunks of lines: one call
// fills one row of values per line, so that no call is paid per field. Nothing here throws, and
// no byte of a line can make it fail otherwise than by a problem code.

// What a value is. A slot that is absent or null is missing, and otherwise a string: a number or
// truth value is the text that it is written as. A column has no entry for what is missing.
enum {
  CJ_MISSING = 0,
  CJ_STRING = 1,
  // A number without fraction and exponent that fits 64 bits.
  CJ_INTEGER = 2,
  // Any other number, as text.
  CJ_NUMBER = 3,
  CJ_BOOLEAN = 4,
  // A string or number longer than columns hold; it is not in the output.
  CJ_LONG = 5,
  // NaN or an infinity, which no column holds.
  CJ_NOT_FINITE = 6,
  // As many values as `bits` says, below the path that the column's name is: the keys to them are
  // more than a path that nobody named may have, or it is longer. Not a column of its own.
  CJ_DEEP = 7,
  CJ_LONG_PATH = 8,
};

typedef struct {
  uint32_t kind;
  // Where a text begins in the output.
  uint32_t start;
  // The bytes of a text, an integer, or 0 and 1.
  uint64_t bits;
} cj_value;

// One value of a column.
typedef struct {
  uint32_t column;
  // Whether an array is on its way.
  uint32_t in_array;
  cj_value value;
} cj_entry;

// One line of a chunk, without its line break. A line with `CJ_REFUSED_LINE` for its count is not
// read and gets the problem `CJ_REFUSED`.
#define CJ_REFUSED_LINE UINT32_MAX

// Stands between the pieces of one text, where no phrase reaches across.
#define CJ_PIECE_SEPARATOR '\x1e'

typedef struct {
  uint32_t start;
  uint32_t count;
} cj_line;

// Why a line is no record.
enum {
  CJ_FINE = 0,
  CJ_NOT_AN_OBJECT,
  CJ_UNCLOSED_STRING,
  CJ_CONTROL_CHARACTER,
  CJ_BAD_NUMBER,
  CJ_BAD_LITERAL,
  CJ_BAD_ESCAPE,
  CJ_EXPECTED_KEY,
  CJ_EXPECTED_COLON,
  CJ_EXPECTED_COMMA,
  CJ_ENDS_EARLY,
  CJ_TRAILING_BYTES,
  CJ_TOO_DEEP,
  CJ_NO_MEMORY,
  CJ_REFUSED,
};

enum {
  // Bytes that are no UTF-8.
  CJ_REPLACED_BYTES = 1,
  // Halves of surrogate pairs, written as escapes.
  CJ_REPLACED_SURROGATES = 2,
};

typedef struct {
  // A problem, or `CJ_FINE`.
  uint16_t problem;
  // What became U+FFFD: `CJ_REPLACED_BYTES`, `CJ_REPLACED_SURROGATES`, or both.
  uint16_t replaced;
  // Where in the line, in bytes; 0 when not known better.
  uint32_t position;
  // The rest of the record in the output, when it is wanted.
  uint32_t rest_start;
  uint32_t rest_count;
  // Some object has a key twice; its last value was taken.
  uint16_t repeated;
  // The object has the first key of a path of some text, whatever stands there.
  uint16_t has_text_field;
  // Where the first such key stands.
  uint32_t repeated_position;
  // Entries of all lines of the call up to and including this one.
  uint32_t entry_end;
} cj_status;

typedef struct cj_reader cj_reader;

// A reader with no slots yet; NULL when memory is out.
cj_reader *cj_reader_create(void);
void cj_reader_destroy(cj_reader *reader);

// Adds a slot, of the record's text or of something else; its number is the count of slots before it.
// Returns 0 when memory is out.
int cj_reader_add_slot(cj_reader *reader, int is_text);

// Adds a path from which the newest slot takes its value: keys joined by dots. Arrays on the way
// are walked through and their scalars joined by CJ_PIECE_SEPARATOR, and so are several paths of one
// slot, in the order in which they were added. A key that itself contains dots matches too.
int cj_reader_add_path(cj_reader *reader, const char *path, size_t count);

// Says whether the rest of each record is written behind its strings: the object without what its
// texts hold, which are the slots from `first_text` on. Asked for when all slots are added. Returns
// 0 when memory is out.
int cj_reader_want_rests(cj_reader *reader, int wanted, size_t first_text, size_t text_count);

// What becomes of the values at a path.
enum {
  // They are entries of a column, whose number is the count of columns before it.
  CJ_COLUMN = 0,
  // They are no entries.
  CJ_NO_COLUMN = 1,
  // They are no entries, and are counted.
  CJ_LEFT_OUT = 2,
};

// Says what becomes of the values at a path. Returns 0 when memory is out.
int cj_reader_add_column(cj_reader *reader, const char *path, size_t count, int use);

// Whether paths that nobody named become columns as they are met, with the next numbers; else their
// values are counted as left out. Off at first.
void cj_reader_set_discovers(cj_reader *reader, int discovers);

// Columns so far, and the path of one.
size_t cj_reader_column_count(const cj_reader *reader);
const char *cj_reader_column_path(const cj_reader *reader, size_t column, size_t *count);

// Entries of the lines read since the last `cj_reader_forget_entries`, line by line, in the order in
// which they stand in the line.
const cj_entry *cj_reader_entries(const cj_reader *reader, size_t *count);

// Values left out since then, and whether any of them has no path that was named.
uint64_t cj_reader_left_out(const cj_reader *reader, int *unnamed);

void cj_reader_forget_entries(cj_reader *reader);

// Reads lines until all are read or `output` cannot hold one for certain.
//
// `chunk` must have 64 readable bytes behind its last line. Row r of `rows` (slots per line) and
// `statuses[r]` belong to line r; rows of lines with a problem are undefined. Strings are written
// to `output` from `*used` on, which is moved. Returns the number of lines read; when it is less
// than `count`, at least `*needed` more bytes are wanted behind `*used` for the next line.
size_t cj_read(
  cj_reader *reader, const uint8_t *chunk, const cj_line *lines, size_t count, uint8_t *output,
  size_t capacity, size_t *used, size_t *needed, cj_value *rows, cj_status *statuses);

#ifdef __cplusplus
}
#endif
#endif
