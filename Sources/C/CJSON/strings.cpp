// Escapes and damaged UTF-8.

#include "strings.h"

#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

// Copies until a backslash or the end; tells how many bytes.
using CopyRun = size_t (*)(const uint8_t *, size_t, uint8_t *);

#if defined(__x86_64__)

__attribute__((target("avx512f,avx512bw"))) size_t copy_run_512(
  const uint8_t *source, size_t count, uint8_t *target) {
  const __m512i backslash = _mm512_set1_epi8('\\');
  for (size_t i = 0; i < count; i += 64) {
    __m512i bytes = _mm512_loadu_si512(source + i);
    _mm512_storeu_si512(target + i, bytes);
    uint64_t found = _mm512_cmpeq_epi8_mask(bytes, backslash);
    if (found != 0) {
      size_t at = i + static_cast<size_t>(__builtin_ctzll(found));
      return at < count ? at : count;
    }
  }
  return count;
}

__attribute__((target("avx2"))) size_t copy_run_256(
  const uint8_t *source, size_t count, uint8_t *target) {
  const __m256i backslash = _mm256_set1_epi8('\\');
  for (size_t i = 0; i < count; i += 32) {
    __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(source + i));
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(target + i), bytes);
    uint32_t found =
      static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, backslash)));
    if (found != 0) {
      size_t at = i + static_cast<size_t>(__builtin_ctz(found));
      return at < count ? at : count;
    }
  }
  return count;
}

#endif

size_t copy_run_plain(const uint8_t *source, size_t count, uint8_t *target) {
  const void *found = std::memchr(source, '\\', count);
  size_t run = found == nullptr
    ? count : static_cast<size_t>(static_cast<const uint8_t *>(found) - source);
  std::memcpy(target, source, run);
  return run;
}

CopyRun choose_copy_run() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw")) return copy_run_512;
  if (__builtin_cpu_supports("avx2")) return copy_run_256;
#endif
  return copy_run_plain;
}

const CopyRun copy_run = choose_copy_run();

int hex_digit(uint8_t byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

// The four digits of a \u escape, or -1.
int32_t hex_quad(const uint8_t *bytes, size_t count) {
  if (count < 4) return -1;
  int32_t unit = 0;
  for (size_t i = 0; i < 4; i++) {
    int digit = hex_digit(bytes[i]);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

size_t write_scalar(uint32_t scalar, uint8_t *target) {
  if (scalar < 0x80) {
    target[0] = static_cast<uint8_t>(scalar);
    return 1;
  }
  if (scalar < 0x800) {
    target[0] = static_cast<uint8_t>(0xC0 | scalar >> 6);
    target[1] = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
    return 2;
  }
  if (scalar < 0x10000) {
    target[0] = static_cast<uint8_t>(0xE0 | scalar >> 12);
    target[1] = static_cast<uint8_t>(0x80 | (scalar >> 6 & 0x3F));
    target[2] = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
    return 3;
  }
  target[0] = static_cast<uint8_t>(0xF0 | scalar >> 18);
  target[1] = static_cast<uint8_t>(0x80 | (scalar >> 12 & 0x3F));
  target[2] = static_cast<uint8_t>(0x80 | (scalar >> 6 & 0x3F));
  target[3] = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
  return 4;
}

}  // namespace

size_t cj_unescape(
  const uint8_t *source, size_t count, uint8_t *target, bool &replaced, size_t &bad) {
  size_t read = 0;
  size_t written = 0;
  while (true) {
    size_t run = copy_run(source + read, count - read, target + written);
    read += run;
    written += run;
    if (read >= count) return written;
    bad = read;
    if (read + 1 >= count) return SIZE_MAX;
    uint8_t letter = source[read + 1];
    read += 2;
    switch (letter) {
      case '"': target[written++] = '"'; break;
      case '\\': target[written++] = '\\'; break;
      case '/': target[written++] = '/'; break;
      case 'b': target[written++] = '\b'; break;
      case 'f': target[written++] = '\f'; break;
      case 'n': target[written++] = '\n'; break;
      case 'r': target[written++] = '\r'; break;
      case 't': target[written++] = '\t'; break;
      case 'u': {
        int32_t unit = hex_quad(source + read, count - read);
        if (unit < 0) return SIZE_MAX;
        read += 4;
        uint32_t scalar = static_cast<uint32_t>(unit);
        if (scalar >= 0xD800 && scalar < 0xE000) {
          uint32_t high = scalar;
          scalar = 0xFFFD;
          if (high < 0xDC00 && read + 6 <= count && source[read] == '\\'
              && source[read + 1] == 'u') {
            int32_t low = hex_quad(source + read + 2, count - read - 2);
            if (low >= 0xDC00 && low < 0xE000) {
              scalar = 0x10000 + ((high - 0xD800) << 10) + (static_cast<uint32_t>(low) - 0xDC00);
              read += 6;
            }
          }
          if (scalar == 0xFFFD) replaced = true;
        }
        written += write_scalar(scalar, target + written);
        break;
      }
      default: return SIZE_MAX;
    }
  }
}

void cj_repair_utf8(
  const uint8_t *source, size_t count, std::vector<uint8_t> &target, uint32_t &first_bad) {
  target.clear();
  target.reserve(count + count / 8 + 64);
  bool any = false;
  size_t i = 0;
  while (i < count) {
    uint8_t lead = source[i];
    if (lead < 0x80) {
      target.push_back(lead);
      i++;
      continue;
    }
    // The bounds of the second byte tell overlong forms, surrogates and what is above U+10FFFF.
    size_t wanted = 0;
    uint8_t lowest = 0x80;
    uint8_t highest = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      wanted = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      wanted = 2;
      if (lead == 0xE0) lowest = 0xA0;
      if (lead == 0xED) highest = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      wanted = 3;
      if (lead == 0xF0) lowest = 0x90;
      if (lead == 0xF4) highest = 0x8F;
    }
    size_t good = 0;
    while (good < wanted && i + 1 + good < count && source[i + 1 + good] >= lowest
           && source[i + 1 + good] <= highest) {
      good++;
      lowest = 0x80;
      highest = 0xBF;
    }
    if (wanted > 0 && good == wanted) {
      target.insert(target.end(), source + i, source + i + 1 + wanted);
    } else {
      if (!any) first_bad = static_cast<uint32_t>(i);
      any = true;
      target.push_back(0xEF);
      target.push_back(0xBF);
      target.push_back(0xBD);
    }
    i += 1 + good;
  }
}
