#include "CKernels.h"
#include <string.h>

/* CRC-32C, reflected polynomial 0x82f63b78; the table is one byte wide and built at the first call. */
static uint32_t table[256];
static int table_ready;

static void make_table(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int k = 0; k < 8; k++) c = (c >> 1) ^ (0x82f63b78u & (0u - (c & 1)));
    table[i] = c;
  }
  __atomic_store_n(&table_ready, 1, __ATOMIC_RELEASE);
}

uint32_t ck_crc32c_scalar(uint32_t crc, const void *bytes, size_t count) {
  if (!__atomic_load_n(&table_ready, __ATOMIC_ACQUIRE)) make_table();
  const uint8_t *p = bytes;
  uint32_t c = ~crc;
  for (size_t i = 0; i < count; i++) c = (c >> 8) ^ table[(c ^ p[i]) & 255];
  return ~c;
}

/* A CRC register times another, as polynomials modulo that of the checksum; the highest bit is x^0. */
static uint32_t multiply(uint32_t a, uint32_t b) {
  uint32_t product = 0;
  for (; a; a <<= 1) {
    product ^= b & (0u - (a >> 31));
    b = (b >> 1) ^ (0x82f63b78u & (0u - (b & 1)));
  }
  return product;
}

uint32_t ck_crc32c_join(uint32_t first, uint32_t second, uint64_t second_count) {
  /* Over n more bytes what is in the register grows by x^8n. */
  uint32_t power = 1u << 23, shift = 1u << 31;
  for (; second_count; second_count >>= 1) {
    if (second_count & 1) shift = multiply(shift, power);
    power = multiply(power, power);
  }
  return multiply(shift, first) ^ second;
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("sse4.2"))) static uint64_t crc_run(uint64_t c, const uint8_t *p, size_t words) {
  for (size_t i = 0; i < words; i++) {
    uint64_t v;
    memcpy(&v, p + 8 * i, 8);
    c = _mm_crc32_u64(c, v);
  }
  return c;
}

/* Moves a CRC register over `zeros` zero bytes by squaring the one-bit shift matrix. */
static uint32_t matrix_times(const uint32_t *m, uint32_t v) {
  uint32_t sum = 0;
  for (; v; v >>= 1, m++)
    if (v & 1) sum ^= *m;
  return sum;
}

enum { LANE = 1360 };
static uint32_t shift_table[4][256];
static int shift_ready;

static void make_shift(void) {
  uint32_t odd[32], even[32];
  odd[0] = 0x82f63b78u;
  for (int i = 1; i < 32; i++) odd[i] = 1u << (i - 1);
  uint32_t power[32], result[32];
  for (int i = 0; i < 32; i++) result[i] = 1u << i;
  memcpy(power, odd, sizeof power);
  for (size_t bits = (size_t)LANE * 8; bits; bits >>= 1) {
    if (bits & 1) {
      uint32_t next[32];
      for (int i = 0; i < 32; i++) next[i] = matrix_times(power, result[i]);
      memcpy(result, next, sizeof next);
    }
    for (int i = 0; i < 32; i++) even[i] = matrix_times(power, power[i]);
    memcpy(power, even, sizeof even);
  }
  for (int b = 0; b < 4; b++)
    for (uint32_t i = 0; i < 256; i++) shift_table[b][i] = matrix_times(result, i << (8 * b));
  __atomic_store_n(&shift_ready, 1, __ATOMIC_RELEASE);
}

static inline uint32_t shift_lane(uint32_t c) {
  return shift_table[0][c & 255] ^ shift_table[1][(c >> 8) & 255] ^ shift_table[2][(c >> 16) & 255] ^
         shift_table[3][c >> 24];
}

/* Three independent lanes hide the three-cycle latency of the instruction. */
__attribute__((target("sse4.2"))) static uint32_t crc_sse42(uint32_t crc, const void *bytes, size_t count) {
  if (!__atomic_load_n(&shift_ready, __ATOMIC_ACQUIRE)) make_shift();
  const uint8_t *p = bytes;
  uint64_t c = (uint32_t)~crc;
  while (count >= 3 * LANE) {
    uint64_t a = c, b = 0, d = 0;
    for (size_t i = 0; i < LANE; i += 8) {
      uint64_t x, y, z;
      memcpy(&x, p + i, 8);
      memcpy(&y, p + LANE + i, 8);
      memcpy(&z, p + 2 * LANE + i, 8);
      a = _mm_crc32_u64(a, x);
      b = _mm_crc32_u64(b, y);
      d = _mm_crc32_u64(d, z);
    }
    c = shift_lane(shift_lane((uint32_t)a) ^ (uint32_t)b) ^ (uint32_t)d;
    p += 3 * LANE;
    count -= 3 * LANE;
  }
  c = crc_run(c, p, count / 8);
  p += count & ~(size_t)7;
  for (size_t i = 0; i < (count & 7); i++) c = _mm_crc32_u8((uint32_t)c, p[i]);
  return ~(uint32_t)c;
}

uint32_t ck_crc32c(uint32_t crc, const void *bytes, size_t count) {
  return __builtin_cpu_supports("sse4.2") ? crc_sse42(crc, bytes, count) : ck_crc32c_scalar(crc, bytes, count);
}
#else
uint32_t ck_crc32c(uint32_t crc, const void *bytes, size_t count) { return ck_crc32c_scalar(crc, bytes, count); }
#endif
