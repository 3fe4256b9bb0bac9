#include "CKernels.h"

size_t ck_bits_to_ids(const uint64_t *words, size_t word_count, uint32_t base, uint32_t *out) {
  size_t n = 0;
  for (size_t w = 0; w < word_count; w++, base += 64)
    for (uint64_t rest = words[w]; rest; rest &= rest - 1) out[n++] = base + (uint32_t)__builtin_ctzll(rest);
  return n;
}

size_t ck_lower_bound(const uint32_t *values, size_t from, size_t count, uint32_t target) {
  /* Branch-free halving; the compiler makes conditional moves of it. */
  const uint32_t *p = values + from;
  size_t n = count - from;
  while (n > 1) {
    size_t half = n / 2;
    p += (p[half - 1] < target) ? half : 0;
    n -= half;
  }
  return (size_t)(p - values) + (n == 1 && *p < target);
}
