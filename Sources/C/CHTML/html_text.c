#include "chtml.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>

// What an element does to the text.
enum {
  INLINE = 0,
  // Its text stands on lines of its own.
  BLOCK,
  // A line ends.
  BREAK,
  // It is parted from its neighbours by a space.
  CELL,
  // White space in it stands as it is.
  PREFORMATTED,
  // Nothing in it is shown as text.
  HIDDEN,
  TITLE,
};

// Sorted, for bisection; all other elements are inline.
static const struct {
  const char *name;
  int kind;
} elements[] = {
  {"address", BLOCK},    {"article", BLOCK}, {"aside", BLOCK},      {"blockquote", BLOCK},
  {"body", BLOCK},       {"br", BREAK},      {"button", CELL},      {"caption", BLOCK},
  {"center", BLOCK},     {"dd", BLOCK},      {"details", BLOCK},    {"dialog", BLOCK},
  {"dir", BLOCK},        {"div", BLOCK},     {"dl", BLOCK},         {"dt", BLOCK},
  {"fieldset", BLOCK},   {"figcaption", BLOCK}, {"figure", BLOCK},  {"footer", BLOCK},
  {"form", BLOCK},       {"h1", BLOCK},      {"h2", BLOCK},         {"h3", BLOCK},
  {"h4", BLOCK},         {"h5", BLOCK},      {"h6", BLOCK},         {"head", BLOCK},
  {"header", BLOCK},     {"hgroup", BLOCK},  {"hr", BLOCK},         {"iframe", HIDDEN},
  {"legend", BLOCK},     {"li", BLOCK},      {"main", BLOCK},       {"menu", BLOCK},
  {"nav", BLOCK},        {"noframes", HIDDEN}, {"noscript", HIDDEN}, {"ol", BLOCK},
  {"optgroup", BLOCK},   {"option", BLOCK},  {"p", BLOCK},          {"pre", PREFORMATTED},
  {"script", HIDDEN},    {"section", BLOCK}, {"select", BLOCK},     {"style", HIDDEN},
  {"summary", BLOCK},    {"svg", HIDDEN},    {"table", BLOCK},      {"tbody", BLOCK},
  {"td", CELL},          {"template", HIDDEN}, {"textarea", PREFORMATTED}, {"tfoot", BLOCK},
  {"th", CELL},          {"thead", BLOCK},   {"title", TITLE},      {"tr", BLOCK},
  {"ul", BLOCK},
};

static int kind_of(const xmlChar *name) {
  size_t low = 0, high = sizeof(elements) / sizeof(elements[0]);
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp((const char *)name, elements[middle].name);
    if (order == 0) return elements[middle].kind;
    if (order < 0) high = middle; else low = middle + 1;
  }
  return INLINE;
}

typedef struct {
  uint8_t *bytes;
  size_t count, capacity;
  // What stands between the last character and the next: nothing, a space or a line break.
  uint8_t gap;
} ch_output;

struct ch_extractor {
  ch_output text, title;
  htmlSAXHandler handler;
  // Open elements of each kind.
  size_t hidden, preformatted, titles;
  // The first title is the page's.
  int has_title;
  int is_out_of_memory;
};

static int reserve(ch_extractor *e, ch_output *output, size_t extra) {
  if (output->count + extra <= output->capacity) return 1;
  size_t capacity = output->capacity + output->capacity / 2 + extra + 4096;
  uint8_t *bytes = realloc(output->bytes, capacity);
  if (!bytes) {
    e->is_out_of_memory = 1;
    return 0;
  }
  output->bytes = bytes;
  output->capacity = capacity;
  return 1;
}

static void part(ch_output *output, uint8_t gap) {
  // A line break outweighs a space.
  if (output->gap != '\n') output->gap = gap;
}

// White space of HTML, and the space that does not break, which pages use for indents: the number
// of its bytes, or 0.
static size_t space_at(const xmlChar *text, size_t left) {
  xmlChar c = text[0];
  if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f') return 1;
  return c == 0xC2 && left > 1 && text[1] == 0xA0 ? 2 : 0;
}

static void append(ch_extractor *e, ch_output *output, const xmlChar *text, size_t count) {
  if (count == 0 || !reserve(e, output, count + 1)) return;
  if (output->gap && output->count > 0) output->bytes[output->count++] = output->gap;
  output->gap = 0;
  memcpy(output->bytes + output->count, text, count);
  output->count += count;
}

static void append_words(ch_extractor *e, ch_output *output, const xmlChar *text, size_t count) {
  size_t at = 0;
  while (at < count) {
    size_t space = space_at(text + at, count - at);
    if (space > 0) {
      part(output, ' ');
      at += space;
      continue;
    }
    size_t end = at + 1;
    while (end < count && space_at(text + end, count - end) == 0) end++;
    append(e, output, text + at, end - at);
    at = end;
  }
}

static void on_characters(void *context, const xmlChar *text, int count) {
  ch_extractor *e = context;
  if (e->hidden > 0 || count <= 0) return;
  if (e->titles > 0) {
    if (!e->has_title) append_words(e, &e->title, text, (size_t)count);
  } else if (e->preformatted > 0) {
    append(e, &e->text, text, (size_t)count);
  } else {
    append_words(e, &e->text, text, (size_t)count);
  }
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes) {
  ch_extractor *e = context;
  (void)attributes;
  switch (kind_of(name)) {
  case BLOCK:
  case BREAK: part(&e->text, '\n'); break;
  case CELL: part(&e->text, ' '); break;
  case PREFORMATTED:
    part(&e->text, '\n');
    e->preformatted++;
    break;
  case HIDDEN: e->hidden++; break;
  case TITLE: e->titles++; break;
  }
}

static void on_end(void *context, const xmlChar *name) {
  ch_extractor *e = context;
  switch (kind_of(name)) {
  case BLOCK: part(&e->text, '\n'); break;
  case CELL: part(&e->text, ' '); break;
  case PREFORMATTED:
    part(&e->text, '\n');
    if (e->preformatted > 0) e->preformatted--;
    break;
  case HIDDEN:
    if (e->hidden > 0) e->hidden--;
    break;
  case TITLE:
    if (e->titles > 0) e->titles--;
    if (e->title.count > 0) e->has_title = 1;
    break;
  }
}

ch_extractor *ch_create(void) {
  ch_extractor *e = calloc(1, sizeof(ch_extractor));
  if (!e) return NULL;
  // May be called any number of times, by any thread.
  xmlInitParser();
  e->handler.startElement = on_start;
  e->handler.endElement = on_end;
  e->handler.characters = on_characters;
  e->handler.ignorableWhitespace = on_characters;
  // Contents of scripts and styles are reported as CDATA, and hidden like the rest of them.
  e->handler.cdataBlock = on_characters;
  return e;
}

void ch_destroy(ch_extractor *e) {
  if (!e) return;
  free(e->text.bytes);
  free(e->title.bytes);
  free(e);
}

int ch_read(ch_extractor *e, const uint8_t *html, size_t count) {
  e->text.count = e->title.count = 0;
  e->text.gap = e->title.gap = 0;
  e->hidden = e->preformatted = e->titles = 0;
  e->has_title = e->is_out_of_memory = 0;
  if (count == 0) return 1;
  if (count > (size_t)1 << 30) return 0;
  htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt((const char *)html, (int)count);
  if (!parser) return 0;
  htmlSAXHandlerPtr own = parser->sax;
  parser->sax = &e->handler;
  parser->userData = e;
  // The bytes are UTF-8 whatever the page says; nothing is fetched, printed or limited in depth.
  htmlCtxtUseOptions(
    parser, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC
      | XML_PARSE_HUGE);
  xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
  htmlParseDocument(parser);
  int has_memory = parser->errNo != XML_ERR_NO_MEMORY && !e->is_out_of_memory;
  parser->sax = own;
  htmlFreeParserCtxt(parser);
  return has_memory;
}

const uint8_t *ch_text(const ch_extractor *e, size_t *count) {
  *count = e->text.count;
  return e->text.bytes;
}

const uint8_t *ch_title(const ch_extractor *e, size_t *count) {
  *count = e->title.count;
  return e->title.bytes;
}
