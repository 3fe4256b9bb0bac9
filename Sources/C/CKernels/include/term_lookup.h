// Looks for single terms in the pages of a dictionary.
#ifndef TERM_LOOKUP_H
#define TERM_LOOKUP_H
#include <stddef.h>
#include <stdint.h>

/* How many pages begin with a term that is not above another: each begins with the bytes of `terms` between its offset
 * and the next one, u32; offsets that do not lie in their order or within `size` stand for no bytes. */
size_t ck_count_pages(const uint8_t *offsets, size_t pages, const uint8_t *terms, size_t size, const uint8_t *term,
                      size_t count);
size_t ck_count_pages_scalar(const uint8_t *offsets, size_t pages, const uint8_t *terms, size_t size,
                             const uint8_t *term, size_t count);

/* The entry of a found term: the offset behind its text, its kind, and where its list and the list's positions would
 * begin. */
typedef struct {
  uint32_t at;
  uint8_t kind;
  uint64_t postings_at, positions_at;
} ck_term_entry;

typedef enum { CK_TERM_ABSENT = 0, CK_TERM_FOUND = 1, CK_TERM_DAMAGED = 2 } ck_term_answer;

/* A page's header, and the longest term, in bytes; the highest character. */
enum { CK_TERM_PAGE_HEADER = 20, CK_TERM_LONGEST = 255, CK_LAST_CHARACTER = 0x10ffff };

/* Properties of all pages of a dictionary: terms have positions, entries are steps. */
enum { CK_TERM_POSITIONS = 1, CK_TERM_STEPPED = 2 };

/* Looks for a term in a page of `count` bytes, of which `readable` can be read; see term_lookup.c. Pages may hold
 * arbitrary bytes: what does not fit is reported as damage. */
ck_term_answer ck_find_term(const uint8_t *page, size_t count, size_t readable, unsigned flags, const uint8_t *term,
                            size_t term_count, ck_term_entry *entry);
ck_term_answer ck_find_term_scalar(const uint8_t *page, size_t count, size_t readable, unsigned flags,
                                   const uint8_t *term, size_t term_count, ck_term_entry *entry);

#endif
