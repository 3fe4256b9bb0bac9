#include "CKernels.h"

/* Text is copied up to the first byte that a JSON string writes otherwise: a quote, a backslash or a control
 * character. Nothing is read or written behind `count`. */

size_t ck_copy_json_run_scalar(const uint8_t *source, size_t count, uint8_t *target) {
  size_t i = 0;
  for (; i < count && source[i] >= 0x20 && source[i] != '"' && source[i] != '\\'; i++) target[i] = source[i];
  return i;
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx512f,avx512bw"))) static size_t copy_avx512(const uint8_t *source, size_t count,
                                                                     uint8_t *target) {
  const __m512i space = _mm512_set1_epi8(0x20), quote = _mm512_set1_epi8('"'), backslash = _mm512_set1_epi8('\\');
  for (size_t i = 0; i < count; i += 64) {
    __mmask64 valid = count - i >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << (count - i)) - 1;
    __m512i bytes = _mm512_maskz_loadu_epi8(valid, source + i);
    _mm512_mask_storeu_epi8(target + i, valid, bytes);
    __mmask64 found = _mm512_cmplt_epu8_mask(bytes, space) | _mm512_cmpeq_epi8_mask(bytes, quote) |
                      _mm512_cmpeq_epi8_mask(bytes, backslash);
    if (found & valid) return i + (size_t)__builtin_ctzll(found & valid);
  }
  return count;
}

__attribute__((target("avx2"))) static size_t copy_avx2(const uint8_t *source, size_t count, uint8_t *target) {
  const __m256i last = _mm256_set1_epi8(0x1F), quote = _mm256_set1_epi8('"'), backslash = _mm256_set1_epi8('\\');
  size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(source + i));
    _mm256_storeu_si256((__m256i *)(target + i), bytes);
    __m256i control = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, last), bytes);
    __m256i sign = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, quote), _mm256_cmpeq_epi8(bytes, backslash));
    uint32_t found = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(control, sign));
    if (found) return i + (size_t)__builtin_ctz(found);
  }
  return i + ck_copy_json_run_scalar(source + i, count - i, target + i);
}

size_t ck_copy_json_run(const uint8_t *source, size_t count, uint8_t *target) {
  if (__builtin_cpu_supports("avx512bw")) return copy_avx512(source, count, target);
  if (__builtin_cpu_supports("avx2")) return copy_avx2(source, count, target);
  return ck_copy_json_run_scalar(source, count, target);
}
#else
size_t ck_copy_json_run(const uint8_t *source, size_t count, uint8_t *target) {
  return ck_copy_json_run_scalar(source, count, target);
}
#endif
