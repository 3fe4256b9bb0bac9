#include "CKernels.h"

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
