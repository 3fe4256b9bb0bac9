// The rest of a record, written from the structural index of its line.

#include "rest.h"

#include <cstring>

namespace {

// The markers; all are below 0x20, which stands nowhere in JSON but between tokens.
constexpr uint8_t whole_text = 1;
constexpr uint8_t next_piece = 2;
constexpr uint8_t piece_elsewhere = 3;

uint8_t *write_varint(uint32_t value, uint8_t *target) {
  while (value >= 0x80) {
    *target++ = static_cast<uint8_t>(value | 0x80);
    value >>= 7;
  }
  *target++ = static_cast<uint8_t>(value);
  return target;
}

uint8_t *write_marker(const cj_piece &piece, std::vector<uint32_t> &ends, uint8_t *target) {
  if (piece.is_whole) {
    *target++ = whole_text;
    return write_varint(piece.field, target);
  }
  uint32_t &end = ends[piece.field];
  // Pieces are joined by one separator.
  uint32_t expected = end == 0 ? 0 : end + 1;
  *target++ = piece.offset == expected ? next_piece : piece_elsewhere;
  target = write_varint(piece.field, target);
  if (piece.offset != expected) target = write_varint(piece.offset, target);
  end = piece.offset + piece.count;
  return write_varint(piece.count, target);
}

bool ends_scalar(uint8_t byte) {
  return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

}  // namespace

size_t cj_write_rest(
  const uint8_t *line, size_t count, const uint32_t *index, size_t index_count,
  const std::vector<cj_piece> &pieces, std::vector<uint32_t> &ends, uint8_t *target) {
  uint8_t *out = target;
  size_t piece = 0;
  for (size_t at = 0; at < index_count; at++) {
    size_t start = index[at];
    size_t end = at + 1 < index_count ? index[at + 1] : count;
    switch (line[start]) {
      case '{': case '}': case '[': case ']': case ':': case ',':
        *out++ = line[start];
        continue;
      case '"':
        if (piece < pieces.size() && pieces[piece].at == at) {
          out = write_marker(pieces[piece], ends, out);
          while (piece < pieces.size() && pieces[piece].at == at) piece++;
          continue;
        }
        // Nothing but space stands between a closing quote and the next token.
        while (line[end - 1] != '"') end--;
        break;
      default:
        while (ends_scalar(line[end - 1])) end--;
    }
    std::memcpy(out, line + start, end - start);
    out += end - start;
  }
  return static_cast<size_t>(out - target);
}
