#ifndef TERM_BYTES_H
#define TERM_BYTES_H
#include <stdint.h>
#include <string.h>

/* Reading of front-coded pages, for the kernels that do. */

static inline uint64_t load64(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, 8);
  return word;
}

/* The place behind a varint of at most 63 bits that ends in front of `limit`; 0 when there is none. */
static inline uint32_t varint(const uint8_t *page, uint32_t at, uint32_t limit, uint64_t *value) {
  uint64_t sum = 0;
  for (uint32_t shift = 0; at < limit && shift < 63; shift += 7) {
    uint8_t byte = page[at++];
    sum |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) {
      *value = sum;
      return at;
    }
  }
  return 0;
}

#endif
