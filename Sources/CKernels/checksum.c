#include "ckernels.h"
uint32_t ck_crc32c(uint32_t crc, const void *bytes, size_t count) { return crc; }
