#include "CKernels.h"
#include "term_bytes.h"

/* Looks up one term in front-coded pages without putting terms together: the number of bytes that the target shares with
 * the term before, compared with the number that the next entry repeats of it, tells whether there is anything to compare
 * at all. Common entries are read eight bytes at a time by branches that a processor predicts well (versions without them
 * wait for each entry to end before they begin the next, and take twice as long); rare ones are read byte by byte.
 * Every offset is checked against the page's end before it is followed. */

#define INLINE static inline __attribute__((always_inline))
#define RARE static __attribute__((noinline))
#define RARELY(condition) __builtin_expect((condition) != 0, 0)

/* Which of the first eight bytes count, by how many there are. */
static const uint64_t kept[9] = {
    0,
    UINT64_C(0xff00000000000000),
    UINT64_C(0xffff000000000000),
    UINT64_C(0xffffff0000000000),
    UINT64_C(0xffffffff00000000),
    UINT64_C(0xffffffffff000000),
    UINT64_C(0xffffffffffff0000),
    UINT64_C(0xffffffffffffff00),
    UINT64_C(0xffffffffffffffff),
};

/* The first eight bytes as a number that orders as they do; what is missing is 0. Eight bytes can be read. */
INLINE uint64_t key(const uint8_t *bytes, size_t count) {
  return __builtin_bswap64(load64(bytes)) & kept[count < 8 ? count : 8];
}

INLINE uint32_t load32(const uint8_t *bytes) {
  uint32_t word;
  memcpy(&word, bytes, 4);
  return word;
}

/* The same of bytes behind which nothing can be read. */
INLINE uint64_t key_of_few(const uint8_t *bytes, size_t count) {
  if (count >= 8) return __builtin_bswap64(load64(bytes));
  if (count >= 4)
    return (uint64_t)__builtin_bswap32(load32(bytes)) << 32 |
           (uint64_t)__builtin_bswap32(load32(bytes + count - 4)) << (64 - 8 * count);
  uint64_t word = 0;
  for (size_t i = 0; i < count; i++) word |= (uint64_t)bytes[i] << (56 - 8 * i);
  return word;
}

/* Below 0, 0 or above 0 as the first term is below, equal to or above the second. */
INLINE int order(const uint8_t *left, size_t left_count, const uint8_t *right, size_t right_count) {
  int found = memcmp(left, right, left_count < right_count ? left_count : right_count);
  return found ? found : left_count < right_count ? -1 : left_count > right_count;
}

/* Whether a term is not above another with the same first eight bytes. */
RARE int is_not_above(const uint8_t *bytes, size_t count, const uint8_t *term, size_t term_count) {
  return order(bytes, count, term, term_count) <= 0;
}

size_t ck_count_pages_scalar(const uint8_t *offsets, size_t pages, const uint8_t *terms, size_t size,
                             const uint8_t *term, size_t count) {
  size_t low = 0, high = pages;
  while (low < high) {
    size_t middle = (low + high) / 2;
    uint32_t start, end;
    memcpy(&start, offsets + 4 * middle, 4);
    memcpy(&end, offsets + 4 * middle + 4, 4);
    if (start > end || end > size) start = end = 0;
    if (order(terms + start, end - start, term, count) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

size_t ck_count_pages(const uint8_t *offsets, size_t pages, const uint8_t *terms, size_t size, const uint8_t *term,
                      size_t count) {
  const uint64_t wanted = key_of_few(term, count);
  size_t low = 0, high = pages;
  while (low < high) {
    size_t middle = (low + high) / 2;
    uint64_t both = load64(offsets + 4 * middle), start = (uint32_t)both, end = both >> 32;
    if (RARELY(start > end || end > size)) start = end = 0;
    uint64_t found =
        RARELY(start + 8 > size) ? key_of_few(terms + start, end - start) : key(terms + start, end - start);
    if (found > wanted)
      high = middle;
    else if (found < wanted || is_not_above(terms + start, end - start, term, count))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* A page: where its entries end, where common ones may still begin, and how many bytes can be read. */
struct page {
  const uint8_t *bytes;
  uint32_t limit, common_limit, size;
  int has_positions, is_stepped;
};

/* The term that is looked for, with eight zeros behind it. */
struct target {
  const uint8_t *bytes;
  uint32_t count;
};

/* The progress of a walk over entries. */
struct walk {
  uint32_t at;
  /* Bytes of the term before, and how many of them the target begins with; all terms so far are below it. */
  uint32_t length, matched;
  /* In stepped pages: the last character of the term before where all in front of it is as in the target, else 0; and
   * the target's last character, or one that is never reached. */
  uint32_t last, wanted;
  /* Where the next list begins. */
  uint64_t postings_at, positions_at;
};

/* No answer yet. */
enum { GO_ON = -1 };

/* The offset behind some varints; 0 when they reach behind the entries. */
INLINE uint32_t skip_bytes(struct page page, uint32_t at, uint64_t numbers) {
  while (numbers > 0) {
    if (at >= page.limit) return 0;
    numbers -= page.bytes[at++] < 0x80;
  }
  return at;
}

/* The last bytes of the varints in a word, as their highest bits. */
INLINE uint64_t ends(const uint8_t *bytes) { return ~load64(bytes) & UINT64_C(0x8080808080808080); }

/* The bytes of a word up to its lowest bit. */
INLINE uint32_t through(uint64_t bits) { return (uint32_t)(__builtin_ctzll(bits) >> 3) + 1; }

/* As skip_bytes, eight bytes at a time. */
INLINE uint32_t skip_words(struct page page, uint32_t at, uint64_t numbers) {
  while (numbers > 0 && at + 8 <= page.size) {
    uint64_t bits = ends(page.bytes + at), found = (bits >> 7) * UINT64_C(0x0101010101010101) >> 56;
    if (found >= numbers) {
      for (; numbers > 1; numbers--) bits &= bits - 1;
      at += through(bits);
      return at <= page.limit ? at : 0;
    }
    numbers -= found;
    at += 8;
    if (at > page.limit) return 0;
  }
  return skip_bytes(page, at, numbers);
}

/* Skips the numbers of a term's entry and moves to the next list; the offset behind them, 0 when they are damaged. */
INLINE uint32_t skip_info(struct page page, struct walk *walk, uint32_t at, uint32_t kind) {
  if (kind == 1 || kind == 2) return skip_bytes(page, at, kind << page.has_positions);
  if (kind == 3) {
    uint64_t documents = 0, more = 0, occurrences = 0;
    if (!(at = varint(page.bytes, at, page.limit, &documents)) || documents > 2) return 0;
    for (uint64_t i = 0; i < documents; i++) {
      if (!(at = skip_bytes(page, at, 1))) return 0;
      if (!(at = varint(page.bytes, at, page.limit, &more))) return 0;
      occurrences += (more & UINT32_MAX) + 1;
    }
    if (documents > 0) return page.has_positions ? skip_bytes(page, at, occurrences) : at;
  }
  uint64_t postings = 0, positions = 0;
  if (!(at = skip_bytes(page, at, 2))) return 0;
  if (!(at = varint(page.bytes, at, page.limit, &postings))) return 0;
  if (page.has_positions && !(at = varint(page.bytes, at, page.limit, &positions))) return 0;
  walk->postings_at += postings;
  walk->positions_at += positions;
  return at;
}

RARE uint32_t skip_rare_info(struct page page, struct walk *walk, uint32_t at, uint32_t kind) {
  return skip_info(page, walk, at, kind);
}

/* Length of the common prefix of two runs of bytes, at most `most`. */
INLINE uint32_t alike(const uint8_t *left, const uint8_t *right, uint32_t most) {
  uint32_t found = 0;
  while (found < most && left[found] == right[found]) found++;
  return found;
}

/* The same; eight bytes can be read wherever the runs have one. */
INLINE uint32_t alike_words(const uint8_t *left, const uint8_t *right, uint32_t most) {
  uint32_t found = 0;
  for (; found < most; found += 8) {
    uint64_t differs = load64(left + found) ^ load64(right + found);
    if (differs) {
      found += (uint32_t)__builtin_ctzll(differs) >> 3;
      return found < most ? found : most;
    }
  }
  return most;
}

/* Decides the search from the number of bytes that a term and the target have in common. */
INLINE int judge(struct page page, struct walk *walk, struct target target, uint32_t shared, uint32_t found,
                 uint32_t at, uint32_t suffix, uint32_t info, uint32_t kind, ck_term_entry *entry) {
  uint32_t left = target.count - shared;
  if (found == left) {
    if (info > page.limit) return CK_TERM_DAMAGED;
    if (found < suffix) return CK_TERM_ABSENT;
    *entry = (ck_term_entry){info, (uint8_t)kind, walk->postings_at, walk->positions_at};
    return CK_TERM_FOUND;
  }
  if (found < suffix && page.bytes[at + found] > target.bytes[shared + found])
    return info > page.limit ? CK_TERM_DAMAGED : CK_TERM_ABSENT;
  walk->matched = shared + found;
  return GO_ON;
}

/* Reads where the lists behind a restart begin; the offset behind these numbers, 0 when they are damaged. */
INLINE uint32_t read_lists(struct page page, struct walk *walk, uint32_t at) {
  uint64_t postings = 0, positions = 0;
  if (!(at = varint(page.bytes, at, page.limit, &postings))) return 0;
  if (page.has_positions && !(at = varint(page.bytes, at, page.limit, &positions))) return 0;
  walk->postings_at = load64(page.bytes + 4) + postings;
  walk->positions_at = load64(page.bytes + 12) + positions;
  return at;
}

/* Adds what stands behind a head to one of its lengths; 0 when it is damaged. */
INLINE uint32_t read_more(struct page page, uint32_t at, uint32_t *length) {
  uint64_t more = 0;
  if (!(at = varint(page.bytes, at, page.limit, &more)) || more > CK_TERM_LONGEST) return 0;
  *length += (uint32_t)more;
  return at;
}

/* Any entry. */
INLINE int read_entry(struct page page, struct walk *walk, int is_restart, struct target target,
                      ck_term_entry *entry) {
  uint32_t at = walk->at;
  if (at >= page.limit) return CK_TERM_DAMAGED;
  const uint32_t head = page.bytes[at++];
  uint32_t shared = head >> 3 & 7, suffix = head & 7;
  if (shared == 7 && !(at = read_more(page, at, &shared))) return CK_TERM_DAMAGED;
  if (suffix == 7 && !(at = read_more(page, at, &suffix))) return CK_TERM_DAMAGED;
  if (shared > walk->length || suffix > page.limit - at) return CK_TERM_DAMAGED;
  uint32_t info = at + suffix;
  walk->length = shared + suffix;
  if (is_restart && !(info = read_lists(page, walk, info))) return CK_TERM_DAMAGED;
  if (shared <= walk->matched) {
    uint32_t left = target.count - shared, found =
        alike(page.bytes + at, target.bytes + shared, suffix < left ? suffix : left);
    int answer = judge(page, walk, target, shared, found, at, suffix, info, head >> 6, entry);
    if (answer != GO_ON) return answer;
  }
  return (walk->at = skip_info(page, walk, info, head >> 6)) ? GO_ON : CK_TERM_DAMAGED;
}

RARE int read_rare_entry(struct page page, struct walk *walk, int is_restart, struct target target,
                         ck_term_entry *entry) {
  return read_entry(page, walk, is_restart, target, entry);
}

/* Bytes that can be read from where a common entry begins: 3 of lengths, 134 of its term, and words behind them. */
enum { COMMON_ROOM = 176 };

/* The rare ones for a walk that is kept in registers. */
INLINE int read_rarely(struct page page, struct walk *walk, int is_restart, struct target target,
                       ck_term_entry *entry) {
  struct walk copy = *walk;
  int answer = read_rare_entry(page, &copy, is_restart, target, entry);
  *walk = copy;
  return answer;
}

INLINE int skip_rarely(struct page page, struct walk *walk, uint32_t info, uint32_t kind) {
  struct walk copy = *walk;
  copy.at = skip_rare_info(page, &copy, info, kind);
  *walk = copy;
  return copy.at == 0 ? CK_TERM_DAMAGED : GO_ON;
}

/* Skips the numbers behind a common entry's term; eight bytes can be read there. */
INLINE int skip_info_quickly(struct page page, struct walk *walk, uint32_t info, uint32_t kind) {
  const uint8_t *bytes = page.bytes;
  size_t at = info;
  if (kind == 3) {
    uint32_t documents = bytes[at++], occurrences = documents;
    if (RARELY(documents - 1 > 1)) return skip_rarely(page, walk, info, kind);
    for (uint32_t i = 0; i < documents; i++) {
      uint64_t bits = ends(bytes + at);
      if (RARELY(bits == 0)) return skip_rarely(page, walk, info, kind);
      at += through(bits);
      uint32_t more = bytes[at++];
      if (RARELY(more >= 0x80)) return skip_rarely(page, walk, info, kind);
      occurrences += more;
    }
    if (page.has_positions && !(at = skip_words(page, (uint32_t)at, occurrences))) return CK_TERM_DAMAGED;
  } else {
    uint64_t bits = ends(bytes + info);
    /* Once: a document and its position. A list: two numbers in front of its lengths. */
    if (page.has_positions || kind == 0) bits &= bits - 1;
    if (kind == 2) {
      bits &= bits - 1;
      if (page.has_positions) bits &= bits - 1;
    }
    if (RARELY(bits == 0)) return skip_rarely(page, walk, info, kind);
    at = info + through(bits);
    if (kind == 0) {
      uint64_t postings = bytes[at++], positions = 0;
      if (postings >= 0x80) postings = (postings & 0x7f) | (uint64_t)bytes[at++] << 7;
      if (page.has_positions) {
        positions = bytes[at++];
        if (positions >= 0x80) positions = (positions & 0x7f) | (uint64_t)bytes[at++] << 7;
      }
      if (RARELY((postings | positions) >= 0x4000)) return skip_rarely(page, walk, info, kind);
      walk->postings_at += postings;
      walk->positions_at += positions;
    }
  }
  walk->at = (uint32_t)at;
  return RARELY(at > page.limit) ? CK_TERM_DAMAGED : GO_ON;
}

/* Any entry, common ones quickly. */
INLINE int read_entry_quickly(struct page page, struct walk *walk, int is_restart, struct target target,
                              ck_term_entry *entry) {
  const uint8_t *bytes = page.bytes;
  size_t at = walk->at;
  if (RARELY(at >= page.common_limit)) return read_rarely(page, walk, is_restart, target, entry);
  const uint32_t head = bytes[at++], kind = head >> 6;
  size_t shared = head >> 3 & 7, suffix = head & 7;
  if (shared == 7 && RARELY((shared += bytes[at++]) >= 0x80 + 7))
    return read_rarely(page, walk, is_restart, target, entry);
  if (suffix == 7 && RARELY((suffix += bytes[at++]) >= 0x80 + 7))
    return read_rarely(page, walk, is_restart, target, entry);
  if (RARELY(shared > walk->length)) return CK_TERM_DAMAGED;
  const uint8_t *further = bytes + at;
  size_t info = at + suffix;
  walk->length = (uint32_t)(shared + suffix);
  if (is_restart && !(info = read_lists(page, walk, (uint32_t)info))) return CK_TERM_DAMAGED;

  /* An entry that repeats more of the term before than the target shares with it is below the target as well. */
  if (shared <= walk->matched) {
    const uint8_t *rest = target.bytes + shared;
    uint64_t differs = load64(further) ^ load64(rest);
    size_t found = differs ? (size_t)__builtin_ctzll(differs) >> 3 : 8;
    /* The zeros behind the target may match bytes that it does not have. */
    if (found >= suffix || further[found] >= rest[found] || shared + found > target.count) {
      size_t left = target.count - shared;
      found = alike_words(further, rest, (uint32_t)(suffix < left ? suffix : left));
      int answer = judge(page, walk, target, (uint32_t)shared, (uint32_t)found, (uint32_t)at, (uint32_t)suffix,
                         (uint32_t)info, kind, entry);
      if (answer != GO_ON) return answer;
    }
    walk->matched = (uint32_t)(shared + found);
  }

  return skip_info_quickly(page, walk, (uint32_t)info, kind);
}

/* The last character of some bytes and where it begins; 0 when they do not end in a whole one. */
INLINE uint32_t last_character(const uint8_t *bytes, uint32_t count, uint32_t *start) {
  uint32_t at = count, found = 0;
  for (uint32_t shift = 0; at > 0 && shift < 24; shift += 6) {
    const uint8_t byte = bytes[--at];
    if ((byte & 0xc0) == 0x80) {
      found |= (uint32_t)(byte & 0x3f) << shift;
      continue;
    }
    /* The lead of as many bytes as there are. */
    const uint32_t size = shift / 6 + 1, lead = size == 1 ? 0 : 0xf00u >> size & 0xff;
    if ((byte & (size == 1 ? 0x80 : 0xf80u >> size & 0xff)) != lead) return 0;
    *start = at;
    found |= (uint32_t)(byte ^ lead) << shift;
    /* Longer than it need be, it is another spelling. */
    return size == 1u + (found >= 0x80) + (found >= 0x800) + (found >= 0x10000) ? found : 0;
  }
  return 0;
}

/* A term that is spelled out in a stepped page. */
INLINE int read_whole(struct page page, struct walk *walk, struct target target, uint32_t at, uint32_t length,
                      uint32_t info, uint32_t kind, ck_term_entry *entry) {
  const uint8_t *bytes = page.bytes + at;
  const int found = order(bytes, length, target.bytes, target.count);
  if (found > 0) return CK_TERM_ABSENT;
  if (found == 0) {
    *entry = (ck_term_entry){info, (uint8_t)kind, walk->postings_at, walk->positions_at};
    return CK_TERM_FOUND;
  }
  uint32_t start = 0, other = 0;
  const uint32_t last = last_character(bytes, length, &start), wanted = last_character(target.bytes, target.count, &other);
  const int is_near = last && wanted && start == other && memcmp(bytes, target.bytes, start) == 0;
  walk->last = is_near ? last : 0;
  walk->wanted = is_near ? wanted : UINT32_MAX;
  return GO_ON;
}

/* Any entry of a stepped page. */
INLINE int read_stepped(struct page page, struct walk *walk, int is_restart, struct target target,
                        ck_term_entry *entry, int quickly) {
  uint32_t at = walk->at;
  if (at >= page.limit) return CK_TERM_DAMAGED;
  const uint32_t head = page.bytes[at++], kind = head >> 6;
  uint32_t step = head & 63;
  if (RARELY(is_restart || step == 0)) {
    uint32_t length = is_restart ? head & 7 : 0;
    if ((length == 7 || !is_restart) && !(at = read_more(page, at, &length))) return CK_TERM_DAMAGED;
    if (length > page.limit - at) return CK_TERM_DAMAGED;
    uint32_t info = at + length;
    if (is_restart && !(info = read_lists(page, walk, info))) return CK_TERM_DAMAGED;
    int answer = read_whole(page, walk, target, at, length, info, kind, entry);
    if (answer != GO_ON) return answer;
    at = info;
  } else {
    if (RARELY(step == 63)) {
      uint64_t more = 0;
      if (!(at = varint(page.bytes, at, page.limit, &more)) || more > CK_LAST_CHARACTER) return CK_TERM_DAMAGED;
      step += (uint32_t)more;
    }
    walk->last += step;
    if (walk->last >= walk->wanted) {
      if (walk->last > walk->wanted) return CK_TERM_ABSENT;
      *entry = (ck_term_entry){at, (uint8_t)kind, walk->postings_at, walk->positions_at};
      return CK_TERM_FOUND;
    }
  }
  if (quickly && at < page.common_limit) return skip_info_quickly(page, walk, at, kind);
  return skip_rarely(page, walk, at, kind);
}

/* Where an entry that repeats nothing begins; 0 when it is damaged. */
INLINE uint32_t restart_at(struct page page, uint32_t number) {
  const uint8_t *offset = page.bytes + page.limit + 2 * number;
  uint32_t at = offset[0] | (uint32_t)offset[1] << 8;
  return at >= CK_TERM_PAGE_HEADER && at < page.limit ? at : 0;
}

/* Where its term begins, and how long that is; 0 when it is damaged. The term can be read, whatever lies there. */
INLINE uint32_t restart_term(struct page page, uint32_t number, uint32_t *length) {
  uint32_t at = restart_at(page, number);
  if (at == 0) return 0;
  *length = page.bytes[at++] & 7;
  if (*length == 7 && !(at = read_more(page, at, length))) return 0;
  return *length <= page.size - at ? at : 0;
}

RARE uint32_t rare_restart_term(struct page page, uint32_t number, uint32_t *length) {
  return restart_term(page, number, length);
}

/* The same, common ones quickly; eight bytes can be read there. */
INLINE uint32_t restart_term_quickly(struct page page, uint32_t number, uint32_t *length) {
  uint16_t start;
  memcpy(&start, page.bytes + page.limit + 2 * (size_t)number, 2);
  uint32_t at = start;
  if (RARELY(at < CK_TERM_PAGE_HEADER || at >= page.common_limit)) return 0;
  uint32_t count = page.bytes[at++] & 7;
  if (count == 7 && RARELY((count += page.bytes[at++]) >= 0x80 + 7)) return 0;
  *length = count;
  return at;
}

/* Opens a page that may have the term in it; the restarts are at least one. */
INLINE int open_page(struct page *page, const uint8_t *bytes, size_t count, size_t readable, size_t term_count,
                     uint32_t *entries, uint32_t *restarts) {
  if (count < CK_TERM_PAGE_HEADER || count > readable || readable > INT32_MAX) return CK_TERM_DAMAGED;
  *entries = bytes[0] | (uint32_t)bytes[1] << 8;
  *restarts = bytes[2] | (uint32_t)bytes[3] << 8;
  if (count < CK_TERM_PAGE_HEADER + 2 * (size_t)*restarts ||
      *restarts != (*entries + CK_TERM_RESTARTS - 1) / CK_TERM_RESTARTS)
    return CK_TERM_DAMAGED;
  if (*entries == 0 || term_count > CK_TERM_LONGEST) return CK_TERM_ABSENT;
  page->bytes = bytes;
  page->size = (uint32_t)readable;
  page->limit = (uint32_t)count - 2 * *restarts;
  uint32_t common = page->size > COMMON_ROOM ? page->size - COMMON_ROOM : 0;
  /* A byte of the entries follows the head. */
  page->common_limit = common < page->limit ? common : page->limit - 1;
  return GO_ON;
}

/* Entries from a restart to the next one. */
INLINE uint32_t entries_from(uint32_t restart, uint32_t entries) {
  uint32_t left = entries - restart * CK_TERM_RESTARTS;
  return left < CK_TERM_RESTARTS ? left : CK_TERM_RESTARTS;
}

/* A page that is not opened yet. */
INLINE struct page page_of(unsigned flags) {
  return (struct page){.has_positions = flags & CK_TERM_POSITIONS, .is_stepped = (flags & CK_TERM_STEPPED) != 0};
}

ck_term_answer ck_find_term_scalar(const uint8_t *bytes, size_t count, size_t readable, unsigned flags,
                                   const uint8_t *term, size_t term_count, ck_term_entry *entry) {
  struct page page = page_of(flags);
  uint32_t entries, restarts, restart = 0;
  int answer = open_page(&page, bytes, count, readable, term_count, &entries, &restarts);
  if (answer != GO_ON) return (ck_term_answer)answer;
  for (uint32_t high = restarts; high - restart > 1;) {
    uint32_t middle = (restart + high) / 2, length = 0, at = restart_term(page, middle, &length);
    if (at == 0) return CK_TERM_DAMAGED;
    if (order(bytes + at, length, term, term_count) <= 0)
      restart = middle;
    else
      high = middle;
  }
  struct walk walk = {.at = restart_at(page, restart)};
  if (walk.at == 0) return CK_TERM_DAMAGED;
  const uint32_t left = entries_from(restart, entries);
  for (uint32_t i = 0; i < left; i++) {
    const struct target target = {term, (uint32_t)term_count};
    answer = page.is_stepped ? read_stepped(page, &walk, i == 0, target, entry, 0)
                             : read_entry(page, &walk, i == 0, target, entry);
    if (answer != GO_ON) return (ck_term_answer)answer;
  }
  return CK_TERM_ABSENT;
}

INLINE ck_term_answer find(const uint8_t *bytes, size_t count, size_t readable, unsigned flags, const uint8_t *term,
                           size_t term_count, ck_term_entry *entry) {
  struct page page = page_of(flags);
  uint32_t entries, restarts, restart = 0;
  int answer = open_page(&page, bytes, count, readable, term_count, &entries, &restarts);
  if (answer != GO_ON) return (ck_term_answer)answer;

  const uint64_t wanted = key_of_few(term, term_count);
  for (uint32_t high = restarts; high - restart > 1;) {
    uint32_t middle = (restart + high) / 2, length = 0, at = restart_term_quickly(page, middle, &length);
    uint64_t found;
    if (RARELY(at == 0)) {
      if (!(at = rare_restart_term(page, middle, &length))) return CK_TERM_DAMAGED;
      found = key_of_few(bytes + at, length);
    } else {
      found = key(bytes + at, length);
    }
    if (found > wanted)
      high = middle;
    else if (found < wanted || is_not_above(bytes + at, length, term, term_count))
      restart = middle;
    else
      high = middle;
  }

  uint8_t copy[CK_TERM_LONGEST + 8];
  memcpy(copy, term, term_count);
  memset(copy + term_count, 0, 8);
  const struct target target = {copy, (uint32_t)term_count};
  uint32_t left = entries_from(restart, entries);
  struct walk walk = {.at = restart_at(page, restart)};
  if (walk.at == 0) return CK_TERM_DAMAGED;
  if (page.is_stepped) {
    answer = read_stepped(page, &walk, 1, target, entry, 1);
    while (answer == GO_ON && --left > 0) answer = read_stepped(page, &walk, 0, target, entry, 1);
  } else {
    answer = read_entry_quickly(page, &walk, 1, target, entry);
    while (answer == GO_ON && --left > 0) answer = read_entry_quickly(page, &walk, 0, target, entry);
  }
  return answer == GO_ON ? CK_TERM_ABSENT : (ck_term_answer)answer;
}

RARE ck_term_answer find_words(const uint8_t *bytes, size_t count, size_t readable, const uint8_t *term,
                               size_t term_count, ck_term_entry *entry) {
  return find(bytes, count, readable, CK_TERM_POSITIONS, term, term_count, entry);
}

RARE ck_term_answer find_pairs(const uint8_t *bytes, size_t count, size_t readable, const uint8_t *term,
                               size_t term_count, ck_term_entry *entry) {
  return find(bytes, count, readable, CK_TERM_POSITIONS | CK_TERM_STEPPED, term, term_count, entry);
}

RARE ck_term_answer find_others(const uint8_t *bytes, size_t count, size_t readable, unsigned flags,
                                const uint8_t *term, size_t term_count, ck_term_entry *entry) {
  return find(bytes, count, readable, flags, term, term_count, entry);
}

/* Each shape that is common gets code of its own. */
ck_term_answer ck_find_term(const uint8_t *bytes, size_t count, size_t readable, unsigned flags, const uint8_t *term,
                            size_t term_count, ck_term_entry *entry) {
  switch (flags) {
    case CK_TERM_POSITIONS: return find_words(bytes, count, readable, term, term_count, entry);
    case CK_TERM_POSITIONS | CK_TERM_STEPPED: return find_pairs(bytes, count, readable, term, term_count, entry);
    default: return find_others(bytes, count, readable, flags, term, term_count, entry);
  }
}
