#ifndef CHTML_H
#define CHTML_H

#include <stddef.h>
#include <stdint.h>

// The text that a page of HTML shows, on top of the HTML parser of libxml2.
//
// The parser reports elements and characters as it meets them, and no tree is built. An extractor
// keeps its memory for the next page and belongs to one thread at a time.

typedef struct ch_extractor ch_extractor;

// NULL when there is no memory.
ch_extractor *ch_create(void);
void ch_destroy(ch_extractor *extractor);

// Reads one page of valid UTF-8, at most 1 GiB; the former page's texts are gone. Returns 0 when
// there is no memory, and 1 otherwise: every page is HTML, however it is written.
int ch_read(ch_extractor *extractor, const uint8_t *html, size_t count);

// The text of the page last read, and its title, as UTF-8; `*count` is the number of bytes.
const uint8_t *ch_text(const ch_extractor *extractor, size_t *count);
const uint8_t *ch_title(const ch_extractor *extractor, size_t *count);

#endif
