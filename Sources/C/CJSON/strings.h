#ifndef CJSON_STRINGS_H
#define CJSON_STRINGS_H

#include <cstddef>
#include <cstdint>
#include <vector>

// Copies the inside of a JSON string and resolves its escapes. Half surrogate pairs become U+FFFD
// and set `replaced`. Reads up to 63 bytes behind the string and writes as many behind the copy,
// which is never longer than the source.
//
// Returns the bytes written, or SIZE_MAX with the offset of an escape that does not exist.
size_t cj_unescape(
  const uint8_t *source, size_t count, uint8_t *target, bool &replaced, size_t &bad);

// Copies text and puts U+FFFD for each longest run of bytes that begins a character but is none,
// as the Unicode standard recommends (chapter 3, "Constraints on Conversion Processes").
void cj_repair_utf8(
  const uint8_t *source, size_t count, std::vector<uint8_t> &target, uint32_t &first_bad);

#endif
