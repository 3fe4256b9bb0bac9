/* What the C library declares for GNU sources only. */
#define _GNU_SOURCE
#include "CKernels.h"
#include <fcntl.h>

void ck_start_writing(int descriptor) {
#if defined(SYNC_FILE_RANGE_WRITE)
  /* No bytes mean all up to the end. A failure shows when they are waited for. */
  (void)sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
  (void)descriptor;
#endif
}
