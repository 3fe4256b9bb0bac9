#ifndef CJSON_REST_H
#define CJSON_REST_H

#include <cstddef>
#include <cstdint>
#include <vector>

// The rest of a record: its object without the string literals that are (pieces of) its texts.
//
// What is written is documented where it is read, in `RecordRest` of `Records`.

// A string literal of the line that is left out, because a text holds what it says.
struct cj_piece {
  // Which structural index begins the literal.
  uint32_t at;
  // The number of the text.
  uint32_t field;
  // Where in the text the piece begins, and its bytes.
  uint32_t offset;
  uint32_t count;
  // The piece is the whole text.
  bool is_whole;
};

// The most bytes that the marker of a piece takes.
constexpr size_t cj_marker_size = 16;

// Copies a line without the space between its tokens and without some pieces.
//
// `index` holds the places of all tokens in a line that is known to be one JSON value; `pieces` come
// by rising `at`, of which only the first counts. `ends` holds 0 for each text. Writes at most
// `count` bytes and `cj_marker_size` for each piece; returns how many.
size_t cj_write_rest(
  const uint8_t *line, size_t count, const uint32_t *index, size_t index_count,
  const std::vector<cj_piece> &pieces, std::vector<uint32_t> &ends, uint8_t *target);

#endif
