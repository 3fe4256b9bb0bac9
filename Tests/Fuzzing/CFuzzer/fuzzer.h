#ifndef CATALOG_FUZZER_H
#define CATALOG_FUZZER_H

#include <stddef.h>
#include <stdint.h>

// The door of libFuzzer for programs that have a `main` of their own; it comes with the compiler, without
// a header.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
