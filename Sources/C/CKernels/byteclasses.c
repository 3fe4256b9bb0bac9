#include "byteclasses.h"
#include <stdatomic.h>
#include <string.h>

typedef void (*classify_function)(const uint8_t *, uint8_t *, ck_byte_classes *);
typedef void (*words_function)(const uint8_t *, uint8_t *, ck_word_bytes *);

// MARK: scalar

static void classify_scalar(const uint8_t *source, uint8_t *lowered, ck_byte_classes *out) {
  ck_byte_classes c = {0};
  for (int i = 0; i < 64; i++) {
    uint8_t b = source[i], l = b | 0x20;
    uint64_t bit = 1ull << i;
    int upper = b >= 'A' && b <= 'Z';
    lowered[i] = upper ? l : b;
    if (l >= 'a' && l <= 'z') c.letters |= bit;
    if (b >= '0' && b <= '9') c.digits |= bit;
    if (b == '_') c.underscores |= bit;
    if (b == '\'' || b == '.') c.quotes_stops |= bit;
    if (b == ',' || b == ';') c.commas |= bit;
    if (b == '+') c.pluses |= bit;
    if (b == '#') c.sharps |= bit;
    if (b >= 0x80) c.beyond_ascii |= bit;
  }
  *out = c;
}

static void words_scalar(const uint8_t *source, uint8_t *lowered, ck_word_bytes *out) {
  ck_word_bytes w = {0, 0};
  for (int i = 0; i < 64; i++) {
    uint8_t b = source[i], l = b | 0x20;
    uint64_t bit = 1ull << i;
    lowered[i] = b >= 'A' && b <= 'Z' ? l : b;
    if ((l >= 'a' && l <= 'z') || (b >= '0' && b <= '9')) w.words |= bit;
    if (b >= 0x80) w.beyond_ascii |= bit;
  }
  *out = w;
}

// MARK: x86

#if defined(__x86_64__)
#include <immintrin.h>

// A signed compare finds a range of bytes after shifting its start to -128.
static inline __m128i between_16(__m128i v, char first, char count) {
  __m128i moved = _mm_add_epi8(v, _mm_set1_epi8((char)(-128 - first)));
  return _mm_cmplt_epi8(moved, _mm_set1_epi8((char)(-128 + count)));
}

static inline __m128i either_16(__m128i v, char a, char b) {
  return _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(a)), _mm_cmpeq_epi8(v, _mm_set1_epi8(b)));
}

static inline uint64_t bits_16(__m128i mask) { return (uint16_t)_mm_movemask_epi8(mask); }

static void classify_sse2(const uint8_t *source, uint8_t *lowered, ck_byte_classes *out) {
  ck_byte_classes c = {0};
  for (int i = 0; i < 64; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(source + i));
    __m128i l = _mm_or_si128(v, _mm_set1_epi8(0x20));
    __m128i upper = between_16(v, 'A', 26);
    _mm_storeu_si128(
        (__m128i *)(lowered + i),
        _mm_or_si128(v, _mm_and_si128(upper, _mm_set1_epi8(0x20))));
    c.letters |= bits_16(between_16(l, 'a', 26)) << i;
    c.digits |= bits_16(between_16(v, '0', 10)) << i;
    c.underscores |= bits_16(_mm_cmpeq_epi8(v, _mm_set1_epi8('_'))) << i;
    c.quotes_stops |= bits_16(either_16(v, '\'', '.')) << i;
    c.commas |= bits_16(either_16(v, ',', ';')) << i;
    c.pluses |= bits_16(_mm_cmpeq_epi8(v, _mm_set1_epi8('+'))) << i;
    c.sharps |= bits_16(_mm_cmpeq_epi8(v, _mm_set1_epi8('#'))) << i;
    c.beyond_ascii |= bits_16(v) << i;
  }
  *out = c;
}

static void words_sse2(const uint8_t *source, uint8_t *lowered, ck_word_bytes *out) {
  ck_word_bytes w = {0, 0};
  for (int i = 0; i < 64; i += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(source + i));
    __m128i l = _mm_or_si128(v, _mm_set1_epi8(0x20));
    __m128i upper = between_16(v, 'A', 26);
    _mm_storeu_si128(
        (__m128i *)(lowered + i),
        _mm_or_si128(v, _mm_and_si128(upper, _mm_set1_epi8(0x20))));
    w.words |= bits_16(_mm_or_si128(between_16(l, 'a', 26), between_16(v, '0', 10))) << i;
    w.beyond_ascii |= bits_16(v) << i;
  }
  *out = w;
}

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i between_32(__m256i v, char first, char count) {
  __m256i moved = _mm256_add_epi8(v, _mm256_set1_epi8((char)(-128 - first)));
  return _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(-128 + count)), moved);
}

AVX2 static inline __m256i either_32(__m256i v, char a, char b) {
  return _mm256_or_si256(
      _mm256_cmpeq_epi8(v, _mm256_set1_epi8(a)), _mm256_cmpeq_epi8(v, _mm256_set1_epi8(b)));
}

AVX2 static inline uint64_t bits_32(__m256i mask) { return (uint32_t)_mm256_movemask_epi8(mask); }

AVX2 static void classify_avx2(const uint8_t *source, uint8_t *lowered, ck_byte_classes *out) {
  ck_byte_classes c = {0};
  for (int i = 0; i < 64; i += 32) {
    __m256i v = _mm256_loadu_si256((const __m256i *)(source + i));
    __m256i l = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
    __m256i upper = between_32(v, 'A', 26);
    _mm256_storeu_si256(
        (__m256i *)(lowered + i),
        _mm256_or_si256(v, _mm256_and_si256(upper, _mm256_set1_epi8(0x20))));
    c.letters |= bits_32(between_32(l, 'a', 26)) << i;
    c.digits |= bits_32(between_32(v, '0', 10)) << i;
    c.underscores |= bits_32(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('_'))) << i;
    c.quotes_stops |= bits_32(either_32(v, '\'', '.')) << i;
    c.commas |= bits_32(either_32(v, ',', ';')) << i;
    c.pluses |= bits_32(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('+'))) << i;
    c.sharps |= bits_32(_mm256_cmpeq_epi8(v, _mm256_set1_epi8('#'))) << i;
    c.beyond_ascii |= bits_32(v) << i;
  }
  *out = c;
}

AVX2 static void words_avx2(const uint8_t *source, uint8_t *lowered, ck_word_bytes *out) {
  ck_word_bytes w = {0, 0};
  for (int i = 0; i < 64; i += 32) {
    __m256i v = _mm256_loadu_si256((const __m256i *)(source + i));
    __m256i l = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
    __m256i upper = between_32(v, 'A', 26);
    _mm256_storeu_si256(
        (__m256i *)(lowered + i),
        _mm256_or_si256(v, _mm256_and_si256(upper, _mm256_set1_epi8(0x20))));
    w.words |= bits_32(_mm256_or_si256(between_32(l, 'a', 26), between_32(v, '0', 10))) << i;
    w.beyond_ascii |= bits_32(v) << i;
  }
  *out = w;
}

#define AVX512 __attribute__((target("avx512f,avx512bw")))

AVX512 static inline uint64_t between_64(__m512i v, char first, char count) {
  return _mm512_cmplt_epu8_mask(
      _mm512_sub_epi8(v, _mm512_set1_epi8(first)), _mm512_set1_epi8(count));
}

AVX512 static inline uint64_t is_64(__m512i v, char a) {
  return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(a));
}

AVX512 static void classify_avx512(const uint8_t *source, uint8_t *lowered, ck_byte_classes *out) {
  __m512i v = _mm512_loadu_si512(source);
  __m512i blank = _mm512_set1_epi8(0x20);
  uint64_t upper = between_64(v, 'A', 26);
  _mm512_storeu_si512(lowered, _mm512_mask_add_epi8(v, upper, v, blank));
  out->letters = between_64(_mm512_or_si512(v, blank), 'a', 26);
  out->digits = between_64(v, '0', 10);
  out->underscores = is_64(v, '_');
  out->quotes_stops = is_64(v, '\'') | is_64(v, '.');
  out->commas = is_64(v, ',') | is_64(v, ';');
  out->pluses = is_64(v, '+');
  out->sharps = is_64(v, '#');
  out->beyond_ascii = _mm512_movepi8_mask(v);
}

AVX512 static void words_avx512(const uint8_t *source, uint8_t *lowered, ck_word_bytes *out) {
  __m512i v = _mm512_loadu_si512(source);
  __m512i blank = _mm512_set1_epi8(0x20);
  uint64_t upper = between_64(v, 'A', 26);
  _mm512_storeu_si512(lowered, _mm512_mask_add_epi8(v, upper, v, blank));
  out->words = between_64(_mm512_or_si512(v, blank), 'a', 26) | between_64(v, '0', 10);
  out->beyond_ascii = _mm512_movepi8_mask(v);
}
#endif

// MARK: ARM

#if defined(__aarch64__)
#include <arm_neon.h>

// Gathers the top bits of 64 bytes of masks.
static inline uint64_t bits_neon(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
  static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t w = vld1q_u8(weights);
  uint8x16_t ab = vpaddq_u8(vandq_u8(a, w), vandq_u8(b, w));
  uint8x16_t cd = vpaddq_u8(vandq_u8(c, w), vandq_u8(d, w));
  uint8x16_t all = vpaddq_u8(ab, cd);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

static inline uint8x16_t between_neon(uint8x16_t v, uint8_t first, uint8_t count) {
  return vcltq_u8(vsubq_u8(v, vdupq_n_u8(first)), vdupq_n_u8(count));
}

static inline uint8x16_t either_neon(uint8x16_t v, uint8_t a, uint8_t b) {
  return vorrq_u8(vceqq_u8(v, vdupq_n_u8(a)), vceqq_u8(v, vdupq_n_u8(b)));
}

#define EACH(expression)                                                                     \
  ({                                                                                         \
    uint8x16_t m[4];                                                                         \
    for (int i = 0; i < 4; i++) {                                                            \
      uint8x16_t v = block[i];                                                               \
      m[i] = (expression);                                                                   \
    }                                                                                        \
    bits_neon(m[0], m[1], m[2], m[3]);                                                       \
  })

static inline void lower_neon(const uint8_t *source, uint8_t *lowered, uint8x16_t block[4]) {
  for (int i = 0; i < 4; i++) {
    uint8x16_t v = vld1q_u8(source + 16 * i);
    block[i] = v;
    vst1q_u8(
        lowered + 16 * i,
        vorrq_u8(v, vandq_u8(between_neon(v, 'A', 26), vdupq_n_u8(0x20))));
  }
}

static void classify_neon(const uint8_t *source, uint8_t *lowered, ck_byte_classes *out) {
  uint8x16_t block[4];
  lower_neon(source, lowered, block);
  out->letters = EACH(between_neon(vorrq_u8(v, vdupq_n_u8(0x20)), 'a', 26));
  out->digits = EACH(between_neon(v, '0', 10));
  out->underscores = EACH(vceqq_u8(v, vdupq_n_u8('_')));
  out->quotes_stops = EACH(either_neon(v, '\'', '.'));
  out->commas = EACH(either_neon(v, ',', ';'));
  out->pluses = EACH(vceqq_u8(v, vdupq_n_u8('+')));
  out->sharps = EACH(vceqq_u8(v, vdupq_n_u8('#')));
  out->beyond_ascii = EACH(vcgeq_u8(v, vdupq_n_u8(0x80)));
}

static void words_neon(const uint8_t *source, uint8_t *lowered, ck_word_bytes *out) {
  uint8x16_t block[4];
  lower_neon(source, lowered, block);
  out->words = EACH(vorrq_u8(
      between_neon(vorrq_u8(v, vdupq_n_u8(0x20)), 'a', 26), between_neon(v, '0', 10)));
  out->beyond_ascii = EACH(vcgeq_u8(v, vdupq_n_u8(0x80)));
}
#endif

// MARK: dispatch

typedef struct {
  const char *name;
  classify_function classify;
  words_function words;
} variant;

// Best first.
static const variant variants[] = {
#if defined(__x86_64__)
    {"avx512", classify_avx512, words_avx512},
    {"avx2", classify_avx2, words_avx2},
    {"sse2", classify_sse2, words_sse2},
#endif
#if defined(__aarch64__)
    {"neon", classify_neon, words_neon},
#endif
    {"scalar", classify_scalar, words_scalar},
};

static int is_supported(const variant *candidate) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (candidate->classify == classify_avx512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
  if (candidate->classify == classify_avx2) return __builtin_cpu_supports("avx2");
#endif
  return 1;
}

static _Atomic(const variant *) chosen;

// Threads that meet here at once choose the same, so relaxed order is enough.
static const variant *choice(void) {
  const variant *known = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (known) return known;
  known = variants;
  while (!is_supported(known)) known++;
  atomic_store_explicit(&chosen, known, memory_order_relaxed);
  return known;
}

void ck_classify_64(const uint8_t *source, uint8_t *lowered, ck_byte_classes *classes) {
  choice()->classify(source, lowered, classes);
}

void ck_words_64(const uint8_t *source, uint8_t *lowered, ck_word_bytes *words) {
  choice()->words(source, lowered, words);
}

const char *ck_byte_classes_variant(void) { return choice()->name; }

int ck_byte_classes_choose(const char *name) {
  for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
    if (strcmp(variants[i].name, name) == 0 && is_supported(&variants[i])) {
      atomic_store_explicit(&chosen, &variants[i], memory_order_relaxed);
      return 1;
    }
  }
  return 0;
}
