/* What the C library declares for GNU sources only. */
#define _GNU_SOURCE
#include "CKernels.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void ck_start_writing(int descriptor) {
#if defined(SYNC_FILE_RANGE_WRITE)
  /* No bytes mean all up to the end. A failure shows when they are waited for. */
  (void)sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
  (void)descriptor;
#endif
}

int ck_open_nameless(const char *folder) {
#if defined(O_TMPFILE)
  int nameless = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  /* File systems and kernels without such files answer with one of these. */
  if (nameless >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return nameless;
#endif
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "%s/.piped-XXXXXX", folder);
  if (length < 0 || (size_t)length >= sizeof path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  int named = mkostemp(path, O_CLOEXEC);
  if (named >= 0) (void)unlink(path);
  return named;
}

int ck_processor_count(void) {
#if defined(__linux__)
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) == 0 && CPU_COUNT(&cores) > 0) return CPU_COUNT(&cores);
#endif
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int)online : 1;
}
