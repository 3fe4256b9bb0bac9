#include "CKernels.h"
#include "term_bytes.h"

/* Runs an automaton over the sorted terms of a front-coded page, as long as entries are of the common kind. The scan stops
 * in front of any other entry, which the caller reads. */

/* Writes the states behind each of 16 bytes read from the looping state on, as if every byte that leaves it were followed
 * by one that leads back, and returns as bits the bytes of which that may not be true. */
#if defined(__x86_64__)
#include <emmintrin.h>
static inline __m128i is_either(__m128i text, const uint8_t *bytes) {
  return _mm_or_si128(_mm_cmpeq_epi8(text, _mm_set1_epi8((char)bytes[0])),
                      _mm_cmpeq_epi8(text, _mm_set1_epi8((char)bytes[1])));
}

static inline void choose(int32_t *path, __m128i mask, __m128i yes, __m128i no) {
  _mm_storeu_si128((__m128i *)path, _mm_or_si128(_mm_and_si128(mask, yes), _mm_andnot_si128(mask, no)));
}

static inline uint32_t pass(const ck_loop_state *loop, const uint8_t *bytes, uint32_t count, int32_t *path) {
  __m128i text = _mm_loadu_si128((const __m128i *)bytes), leaving = is_either(text, loop->leaving);
  __m128i stays = _mm_set1_epi32(loop->state), leaves = _mm_set1_epi32(loop->next);
  __m128i low = _mm_unpacklo_epi8(leaving, leaving), high = _mm_unpackhi_epi8(leaving, leaving);
  choose(path, _mm_unpacklo_epi16(low, low), leaves, stays);
  choose(path + 4, _mm_unpackhi_epi16(low, low), leaves, stays);
  choose(path + 8, _mm_unpacklo_epi16(high, high), leaves, stays);
  choose(path + 12, _mm_unpackhi_epi16(high, high), leaves, stays);
  uint32_t all = (1u << count) - 1, other = (uint32_t)_mm_movemask_epi8(text) & all;
  uint32_t bits = (uint32_t)_mm_movemask_epi8(leaving) & all;
  if (loop->next == 0) return bits | other;
  uint32_t follow = (uint32_t)_mm_movemask_epi8(is_either(text, loop->following)) & all;
  return other | (bits & (follow | other) >> 1);
}
#else
static inline int is_either(uint8_t byte, const uint8_t *bytes) { return byte == bytes[0] || byte == bytes[1]; }

static inline uint32_t pass(const ck_loop_state *loop, const uint8_t *bytes, uint32_t count, int32_t *path) {
  uint32_t found = 0;
  for (uint32_t i = 0; i < 16; i++) path[i] = is_either(bytes[i], loop->leaving) ? loop->next : loop->state;
  for (uint32_t i = 0; i < count; i++) {
    int goes_on = i + 1 < count && (is_either(bytes[i + 1], loop->following) || bytes[i + 1] >= 0x80);
    if (bytes[i] >= 0x80 || (is_either(bytes[i], loop->leaving) && (loop->next == 0 || goes_on))) found |= 1u << i;
  }
  return found;
}
#endif

ck_term_stop ck_scan_terms(ck_term_scan *scan, const uint8_t *page, uint8_t *text, int32_t *path, const int32_t *steps,
                           const uint8_t *endings) {
  uint32_t at = scan->at, entry = scan->entry, length = scan->length, known = scan->known, dead_end = scan->dead_end;
  const uint32_t limit = scan->limit, total = scan->total;
  /* A common entry that begins below this can be read whole. */
  const uint32_t end = scan->size > 64 && scan->size - 64 < limit ? scan->size - 64 : scan->size > 64 ? limit : 0;
  const ck_loop_state loop = scan->loop;
  ck_term_stop stop = CK_TERM_UNCOMMON;
  while (entry < total && at < end) {
    uint32_t head;
    memcpy(&head, page + at, 4);
    uint32_t shared = head >> 3 & 7, suffix = head & 7, kind = head >> 6 & 3;
    uint32_t shares_more = shared == 7, has_more = suffix == 7;
    uint32_t shared_more = shares_more ? head >> 8 & 0xff : 0;
    uint32_t suffix_more = has_more ? head >> (8 + 8 * shares_more) & 0xff : 0;
    shared += shared_more;
    suffix += suffix_more;
    if ((shared_more | suffix_more) >= 0x80 || kind - 1 > 1 || suffix > 16 || shared > length ||
        shared + suffix > scan->longest)
      break;
    const uint8_t *bytes = page + at + 1 + shares_more + has_more;
    uint32_t info = at + 1 + shares_more + has_more + suffix;
    if (entry % CK_TERM_RESTARTS == 0) {
      uint64_t postings = 0, positions = 0;
      if (!(info = varint(page, info, limit, &postings))) break;
      if (scan->has_positions && !(info = varint(page, info, limit, &positions))) break;
      scan->postings_at = scan->postings_base + postings;
      scan->positions_at = scan->positions_base + positions;
    }
    if (info >= end) break;
    /* Two or four varints stand behind the term, half as many without positions. */
    uint64_t ends = ~load64(page + info) & 0x8080808080808080u;
    if (scan->has_positions) ends &= ends - 1;
    if (kind == 2) {
      ends &= ends - 1;
      if (scan->has_positions) ends &= ends - 1;
    }
    if (ends == 0) break;
    uint32_t next_at = info + (uint32_t)(__builtin_ctzll(ends) >> 3) + 1;
    int32_t state = 0;
    uint32_t length_now = shared + suffix;
    if (shared < dead_end) {
      if (known < shared) break;
      state = path[shared];
      uint32_t index = 0;
      if (state == loop.state) {
        uint32_t bits = pass(&loop, bytes, suffix, path + shared + 1);
        if (bits == 0) {
          memcpy(text + shared, bytes, 16);
          known = length = length_now;
          dead_end = UINT32_MAX;
          at = next_at;
          entry++;
          continue;
        }
        index = (uint32_t)__builtin_ctz(bits);
        state = index ? path[shared + index] : state;
      }
      while (index < suffix) {
        state = steps[(uint32_t)state << 8 | bytes[index]];
        if (state <= 0) break;
        index++;
        path[shared + index] = state;
      }
      if (state < 0 || (state > 0 && endings[state] == 0)) {
        known = shared;
        break;
      }
      dead_end = state ? UINT32_MAX : shared + index + 1;
      known = state ? length_now : shared + index;
    }
    memcpy(text + shared, bytes, 16);
    length = length_now;
    entry++;
    scan->kind = (uint8_t)kind;
    if (state > 0 && endings[state] == 2) {
      at = info;
      stop = CK_TERM_ACCEPTED;
      break;
    }
    at = next_at;
    if (state == 0 && known + 1 == dead_end && shared < dead_end) {
      stop = CK_TERM_DEAD;
      break;
    }
  }
  scan->at = at;
  scan->entry = entry;
  scan->length = length;
  scan->known = known;
  scan->dead_end = dead_end;
  return stop;
}
