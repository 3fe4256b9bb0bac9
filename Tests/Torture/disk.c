// Stands between a program and the files below one folder: numbers the calls that change them, writes
// them down, and has one of them meet a misfortune. Loaded in front of the C library (LD_PRELOAD), so
// that it sees what the program and its libraries do, SQLite included.
//
//   DISK_FOLDER  the folder, absolute
//   DISK_AT      the number, from 1, of the change that meets the misfortune
//   DISK_DOES    the misfortune: kill (the process, before the change), short (half of a write is done),
//                full (from then on there is no room), or the number of an error that the change meets
//   DISK_LOG     a file to write the changes to, in the form that `disk.py` reads
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) real_##name = dlsym(RTLD_NEXT, #name)
#define DESCRIPTORS 65536

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static int (*real_ftruncate)(int, off_t);
static int (*real_posix_fallocate)(int, off_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_renameat)(int, const char *, int, const char *);
static int (*real_unlink)(const char *);
static int (*real_unlinkat)(int, const char *, int);
static int (*real_rmdir)(const char *);
static int (*real_mkdir)(const char *, mode_t);
static int (*real_mkdirat)(int, const char *, mode_t);

static char folder[PATH_MAX];
static size_t folder_length;
static long chosen = -1;
static enum { NOTHING, KILL, SHORT, FULL, ERROR } misfortune = NOTHING;
static int error_number;
static int log_descriptor = -1;
static long changes;
static uint32_t handles;
static struct { char *path; uint32_t handle; } files[DESCRIPTORS];
// One change at a time, so that their order in the log is the order in which they happen.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

enum { OPEN = 1, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MKDIR, RMDIR };
enum { CREATES = 1, EMPTIES = 2 };

__attribute__((constructor)) static void begin(void) {
  REAL(open); REAL(openat); REAL(close); REAL(write); REAL(pwrite); REAL(writev); REAL(ftruncate);
  REAL(posix_fallocate); REAL(fsync); REAL(fdatasync); REAL(rename); REAL(renameat); REAL(unlink);
  REAL(unlinkat); REAL(rmdir); REAL(mkdir); REAL(mkdirat);
  const char *value = getenv("DISK_FOLDER");
  if (value == NULL) return;
  snprintf(folder, sizeof folder, "%s/", value);
  folder_length = strlen(folder);
  if ((value = getenv("DISK_AT")) != NULL) chosen = atol(value);
  if ((value = getenv("DISK_DOES")) != NULL) {
    error_number = atoi(value);
    misfortune = !strcmp(value, "kill") ? KILL : !strcmp(value, "short") ? SHORT
      : !strcmp(value, "full") ? FULL : ERROR;
  }
  if ((value = getenv("DISK_LOG")) != NULL)
    log_descriptor = real_open(value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// The part of a path below the folder, empty for the folder itself; NULL for paths that are elsewhere.
// What processes share in memory through a file of SQLite does not outlive them and is no part of the
// disk.
static const char *inside(const char *path) {
  if (folder_length == 0 || path == NULL) return NULL;
  if (strncmp(path, folder, folder_length - 1) == 0 && path[folder_length - 1] == 0) return "";
  if (strncmp(path, folder, folder_length) != 0) return NULL;
  size_t length = strlen(path);
  if (length > 4 && !strcmp(path + length - 4, "-shm")) return NULL;
  return path + folder_length;
}

// The full path that a call with a folder's descriptor means; `buffer` holds PATH_MAX bytes.
static const char *from(int descriptor, const char *path, char *buffer) {
  if (path[0] == '/' || descriptor < 0 || descriptor >= DESCRIPTORS || !files[descriptor].path)
    return path;
  const char *above = files[descriptor].path, *slash = above[0] ? "/" : "";
  if (snprintf(buffer, PATH_MAX, "%s%s%s%s", folder, above, slash, path) >= PATH_MAX) abort();
  return buffer;
}

static int is_ours(int descriptor) {
  return descriptor >= 0 && descriptor < DESCRIPTORS && files[descriptor].path != NULL;
}

// Counts a change. Gives 0 when it may happen, and -1 with errno when it meets an error; for a write
// that is to be short, `size` is halved. `grows`: the change needs room.
static int meets(size_t *size, int grows) {
  changes += 1;
  if (changes < chosen || misfortune == NOTHING || (changes > chosen && misfortune != FULL)) return 0;
  int begins = changes == chosen;
  switch (misfortune) {
  case KILL:
    kill(getpid(), SIGKILL);
    for (;;) pause();
  case SHORT:
    if (size != NULL) *size = (*size + 1) / 2;
    return 0;
  case FULL:
    if (!grows) return 0;
    // The last bytes for which there is room.
    if (begins && size != NULL && *size > 1) { *size /= 2; return 0; }
    errno = ENOSPC;
    return -1;
  case ERROR:
    errno = error_number;
    return -1;
  default:
    return 0;
  }
}

static void put(const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t done = real_write(log_descriptor, next, count);
    if (done <= 0) abort();
    next += done;
    count -= (size_t)done;
  }
}

// Writes down a change that has happened. Numbers are little-endian, the sizes of texts and data stand
// in front: kind (1 byte), flags (1), change (8), handle (4), offset (8), sizes (4, 4, 4).
static void note(
  int kind, int flags, uint32_t handle, int64_t offset, const char *path, const char *other,
  const void *data, size_t count
) {
  if (log_descriptor < 0) return;
  unsigned char head[34] = {(unsigned char)kind, (unsigned char)flags};
  int64_t number = changes;
  uint32_t sizes[3] = {path ? strlen(path) : 0, other ? strlen(other) : 0, (uint32_t)count};
  memcpy(head + 2, &number, 8);
  memcpy(head + 10, &handle, 4);
  memcpy(head + 14, &offset, 8);
  memcpy(head + 22, sizes, 12);
  int saved = errno;
  put(head, sizeof head);
  put(path, sizes[0]);
  put(other, sizes[1]);
  put(data, count);
  errno = saved;
}

static int opened(int dirfd, const char *path, int flags, mode_t mode) {
  char buffer[PATH_MAX];
  const char *whole = from(dirfd, path, buffer);
  const char *name = inside(whole);
  if (name == NULL) return real_openat(dirfd, path, flags, mode);
  pthread_mutex_lock(&turn);
  int result = -1;
  int is_change = (flags & (O_CREAT | O_TRUNC)) != 0;
  if (!is_change || meets(NULL, 1) == 0) {
    int is_new = (flags & O_CREAT) && access(whole, F_OK) != 0;
    result = real_openat(dirfd, path, flags, mode);
    if (result >= 0 && result < DESCRIPTORS) {
      free(files[result].path);
      files[result].path = strdup(name);
      files[result].handle = ++handles;
      note(
        OPEN, (is_new ? CREATES : 0) | (flags & O_TRUNC ? EMPTIES : 0), handles, 0, name, NULL, NULL,
        0);
    }
  }
  pthread_mutex_unlock(&turn);
  return result;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }
int creat(const char *path, mode_t mode) {
  return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int close(int descriptor) {
  if (is_ours(descriptor)) {
    pthread_mutex_lock(&turn);
    free(files[descriptor].path);
    files[descriptor].path = NULL;
    pthread_mutex_unlock(&turn);
  }
  return real_close(descriptor);
}

static ssize_t written(int descriptor, const void *bytes, size_t count, off_t offset, int moves) {
  pthread_mutex_lock(&turn);
  ssize_t result = -1;
  if (meets(&count, 1) == 0) {
    if (moves) {
      offset = lseek(descriptor, 0, fcntl(descriptor, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
      result = real_write(descriptor, bytes, count);
    } else {
      result = real_pwrite(descriptor, bytes, count, offset);
    }
    if (result > 0)
      note(WRITE, 0, files[descriptor].handle, offset, NULL, NULL, bytes, (size_t)result);
  }
  pthread_mutex_unlock(&turn);
  return result;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  return is_ours(descriptor) ? written(descriptor, bytes, count, 0, 1)
                             : real_write(descriptor, bytes, count);
}
ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  return is_ours(descriptor) ? written(descriptor, bytes, count, offset, 0)
                             : real_pwrite(descriptor, bytes, count, offset);
}
ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
  return pwrite(descriptor, bytes, count, offset);
}
ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  // The first part alone is a short write, which every caller must be ready for.
  return is_ours(descriptor) && count > 0
           ? written(descriptor, parts[0].iov_base, parts[0].iov_len, 0, 1)
           : real_writev(descriptor, parts, count);
}

int ftruncate(int descriptor, off_t size) {
  if (!is_ours(descriptor)) return real_ftruncate(descriptor, size);
  pthread_mutex_lock(&turn);
  int result = meets(NULL, 0) == 0 ? real_ftruncate(descriptor, size) : -1;
  if (result == 0) note(TRUNCATE, 0, files[descriptor].handle, size, NULL, NULL, NULL, 0);
  pthread_mutex_unlock(&turn);
  return result;
}
int ftruncate64(int descriptor, off_t size) { return ftruncate(descriptor, size); }

int posix_fallocate(int descriptor, off_t offset, off_t size) {
  return is_ours(descriptor) ? EOPNOTSUPP : real_posix_fallocate(descriptor, offset, size);
}
int posix_fallocate64(int descriptor, off_t offset, off_t size) {
  return posix_fallocate(descriptor, offset, size);
}

static int synced(int descriptor, int (*sync)(int)) {
  if (!is_ours(descriptor)) return sync(descriptor);
  pthread_mutex_lock(&turn);
  // The disk is a simulated one: nothing has to reach the real one.
  int result = meets(NULL, 0);
  if (result == 0) note(SYNC, 0, files[descriptor].handle, 0, NULL, NULL, NULL, 0);
  pthread_mutex_unlock(&turn);
  return result;
}
int fsync(int descriptor) { return synced(descriptor, real_fsync); }
int fdatasync(int descriptor) { return synced(descriptor, real_fdatasync); }

static int renamed(int at1, const char *path, int at2, const char *other) {
  char buffer[PATH_MAX], otherBuffer[PATH_MAX];
  const char *name = inside(from(at1, path, buffer));
  const char *otherName = inside(from(at2, other, otherBuffer));
  if (name == NULL || otherName == NULL) return real_renameat(at1, path, at2, other);
  pthread_mutex_lock(&turn);
  int result = meets(NULL, 1) == 0 ? real_renameat(at1, path, at2, other) : -1;
  if (result == 0) note(RENAME, 0, 0, 0, name, otherName, NULL, 0);
  pthread_mutex_unlock(&turn);
  return result;
}
int rename(const char *path, const char *other) { return renamed(AT_FDCWD, path, AT_FDCWD, other); }
int renameat(int at1, const char *path, int at2, const char *other) {
  return renamed(at1, path, at2, other);
}

static int removed(int dirfd, const char *path, int is_folder) {
  char buffer[PATH_MAX];
  int flags = is_folder ? AT_REMOVEDIR : 0;
  const char *name = inside(from(dirfd, path, buffer));
  if (name == NULL) return real_unlinkat(dirfd, path, flags);
  pthread_mutex_lock(&turn);
  int result = meets(NULL, 0) == 0 ? real_unlinkat(dirfd, path, flags) : -1;
  if (result == 0) note(is_folder ? RMDIR : UNLINK, 0, 0, 0, name, NULL, NULL, 0);
  pthread_mutex_unlock(&turn);
  return result;
}
int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return removed(AT_FDCWD, path, 1); }
int unlinkat(int at, const char *path, int flags) { return removed(at, path, flags & AT_REMOVEDIR); }

static int made(int dirfd, const char *path, mode_t mode) {
  char buffer[PATH_MAX];
  const char *name = inside(from(dirfd, path, buffer));
  if (name == NULL) return real_mkdirat(dirfd, path, mode);
  pthread_mutex_lock(&turn);
  int result = meets(NULL, 1) == 0 ? real_mkdirat(dirfd, path, mode) : -1;
  if (result == 0) note(MKDIR, 0, 0, 0, name, NULL, NULL, 0);
  pthread_mutex_unlock(&turn);
  return result;
}
int mkdir(const char *path, mode_t mode) { return made(AT_FDCWD, path, mode); }
int mkdirat(int at, const char *path, mode_t mode) { return made(at, path, mode); }
