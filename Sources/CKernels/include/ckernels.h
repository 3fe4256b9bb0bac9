#ifndef CKERNELS_H
#define CKERNELS_H
#include <stddef.h>
#include <stdint.h>

uint32_t ck_crc32c(uint32_t crc, const void *bytes, size_t count);
#endif
