#ifndef CLANGUAGES_H
#define CLANGUAGES_H

#include <stddef.h>
#include <stdint.h>

// The language of a text, by CLD2 (Compact Language Detector 2), behind a plain C function.

#ifdef __cplusplus
extern "C" {
#endif

// The code that CLD2 has for the language in which most of the text is written, a constant string;
// NULL where it does not know, or says that its answer is not reliable. The text is UTF-8.
const char *cl_language(const uint8_t *text, size_t count);

#ifdef __cplusplus
}
#endif

#endif
