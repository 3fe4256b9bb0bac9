#include "cpages.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

/// A database file: what SQLite sees, then the file of the layer below.
struct page_file {
  sqlite3_file base;
  /// Bytes of a page; 0 before the first page was seen.
  uint32_t page_size;
  /// The first page says that pages have another number of bytes at their end, or none.
  int is_unchecked;
  /// The page that was found damaged last, from 1.
  uint32_t damaged;
};

static sqlite3_vfs layer;
static sqlite3_vfs *below;

static sqlite3_file *inner(sqlite3_file *file) {
  return (sqlite3_file *)((struct page_file *)file + 1);
}

// Pages

enum {
  HEADER_SIZE = 100,
  PAGE_SIZE_AT = 16,
  RESERVED_AT = 20,
  SMALLEST_PAGE = 512,
  LARGEST_PAGE = 65536
};

static void put(uint8_t *bytes, uint32_t number) {
  for (int index = 0; index < 4; index++) bytes[index] = (uint8_t)(number >> (8 * index));
}

/// Makes the end of a page.
///
/// The number of the page is part of it, so that a page which went to the place of another shows.
static void seal(const uint8_t *page, uint32_t size, uint32_t number, uint8_t end[CPAGES_RESERVED]) {
  put(end + 4, number);
  uint32_t checksum = ck_crc32c(0, end + 4, 4);
  put(end, ck_crc32c(checksum, page, size - CPAGES_RESERVED));
}

static int is_empty(const uint8_t *bytes, uint32_t count) {
  for (uint32_t index = 0; index < count; index++) {
    if (bytes[index] != 0) return 0;
  }
  return 1;
}

static int is_sound(const uint8_t *page, uint32_t size, uint32_t number) {
  uint8_t end[CPAGES_RESERVED];
  seal(page, size, number, end);
  if (memcmp(page + size - CPAGES_RESERVED, end, CPAGES_RESERVED) == 0) return 1;
  // A page that SQLite passed over when it made the file longer was never written. It is no page of
  // anything, which SQLite would notice.
  return number > 1 && is_empty(page, size);
}

/// Learns from the beginning of a database how long its pages are, and whether they have checksums.
static void look_at_header(struct page_file *file, const uint8_t *header) {
  if (memcmp(header, "SQLite format 3", 16) != 0) return;
  uint32_t size = (uint32_t)header[PAGE_SIZE_AT] << 8 | header[PAGE_SIZE_AT + 1];
  file->page_size = size == 1 ? LARGEST_PAGE : size;
  file->is_unchecked = header[RESERVED_AT] != CPAGES_RESERVED;
}

static int has_checksums(const struct page_file *file) {
  uint32_t size = file->page_size;
  return !file->is_unchecked && size >= SMALLEST_PAGE && size <= LARGEST_PAGE &&
         (size & (size - 1)) == 0;
}

/// Reads a whole page and compares it.
static int read_page(struct page_file *file, uint8_t *page, sqlite3_int64 offset) {
  sqlite3_file *under = inner(&file->base);
  int status = under->pMethods->xRead(under, page, (int)file->page_size, offset);
  uint32_t number = (uint32_t)(offset / file->page_size) + 1;
  // Behind the end of the file there is nothing; a page that has lost its end is damaged.
  if (status == SQLITE_IOERR_SHORT_READ && is_empty(page, file->page_size)) return status;
  if (status != SQLITE_OK && status != SQLITE_IOERR_SHORT_READ) return status;
  if (status == SQLITE_OK && is_sound(page, file->page_size, number)) return SQLITE_OK;
  file->damaged = number;
  sqlite3_log(SQLITE_IOERR_DATA, "page %u is not what was written", number);
  return SQLITE_IOERR_DATA;
}

// What SQLite calls

static int read_file(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
  struct page_file *file = (struct page_file *)base;
  sqlite3_file *under = inner(base);
  // The header is read by itself before anything is known, and the counter in it whenever somebody else
  // may have written; the page that both stand in is read, and compared, when its content is wanted.
  if (offset + count <= HEADER_SIZE) {
    int status = under->pMethods->xRead(under, bytes, count, offset);
    if (status == SQLITE_OK && offset == 0 && count == HEADER_SIZE) look_at_header(file, bytes);
    return status;
  }
  if (!has_checksums(file)) {
    int status = under->pMethods->xRead(under, bytes, count, offset);
    // So short that not even its header is there.
    int is_cut = status == SQLITE_IOERR_SHORT_READ && !is_empty(bytes, (uint32_t)count);
    return is_cut ? SQLITE_IOERR_DATA : status;
  }
  uint32_t size = file->page_size;
  if ((uint32_t)count == size && offset % size == 0) return read_page(file, bytes, offset);
  // A part of a page is compared with the rest of it.
  uint8_t *page = malloc(size);
  if (page == NULL) return SQLITE_IOERR_NOMEM;
  int status = SQLITE_OK;
  for (sqlite3_int64 at = offset; status == SQLITE_OK && at < offset + count;) {
    sqlite3_int64 start = at - at % size;
    sqlite3_int64 end = start + size < offset + count ? start + size : offset + count;
    status = read_page(file, page, start);
    if (status == SQLITE_OK) {
      memcpy((uint8_t *)bytes + (at - offset), page + (at - start), (size_t)(end - at));
    }
    at = end;
  }
  free(page);
  return status;
}

static int write_file(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
  struct page_file *file = (struct page_file *)base;
  sqlite3_file *under = inner(base);
  if (offset == 0 && count >= HEADER_SIZE) look_at_header(file, bytes);
  uint32_t size = file->page_size;
  if (!has_checksums(file) || (uint32_t)count != size || offset % size != 0) {
    return under->pMethods->xWrite(under, bytes, count, offset);
  }
  // SQLite may still hold the page, and leaves its last bytes to whoever asked for them.
  uint8_t *page = malloc(size);
  if (page == NULL) return SQLITE_IOERR_NOMEM;
  memcpy(page, bytes, size);
  seal(page, size, (uint32_t)(offset / size) + 1, page + size - CPAGES_RESERVED);
  int status = under->pMethods->xWrite(under, page, count, offset);
  free(page);
  return status;
}

enum { FIND_FILE = 0x43415450 };

static int control(sqlite3_file *base, int operation, void *argument) {
  if (operation == FIND_FILE) {
    *(struct page_file **)argument = (struct page_file *)base;
    return SQLITE_OK;
  }
  sqlite3_file *under = inner(base);
  return under->pMethods->xFileControl(under, operation, argument);
}

static int close_file(sqlite3_file *base) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xClose(under);
}

static int truncate_file(sqlite3_file *base, sqlite3_int64 size) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xTruncate(under, size);
}

static int sync_file(sqlite3_file *base, int flags) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xSync(under, flags);
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xFileSize(under, size);
}

static int lock(sqlite3_file *base, int level) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xLock(under, level);
}

static int unlock(sqlite3_file *base, int level) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xUnlock(under, level);
}

static int check_reserved_lock(sqlite3_file *base, int *result) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xCheckReservedLock(under, result);
}

static int sector_size(sqlite3_file *base) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xSectorSize(under);
}

static int characteristics(sqlite3_file *base) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xDeviceCharacteristics(under);
}

static int shared_map(sqlite3_file *base, int region, int size, int extend, void volatile **memory) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xShmMap(under, region, size, extend, memory);
}

static int shared_lock(sqlite3_file *base, int offset, int count, int flags) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xShmLock(under, offset, count, flags);
}

static void shared_barrier(sqlite3_file *base) {
  sqlite3_file *under = inner(base);
  under->pMethods->xShmBarrier(under);
}

static int shared_unmap(sqlite3_file *base, int removes) {
  sqlite3_file *under = inner(base);
  return under->pMethods->xShmUnmap(under, removes);
}

/// The second version: the third maps the file, which would go past the checks.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock,
    .xUnlock = unlock,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shared_map,
    .xShmLock = shared_lock,
    .xShmBarrier = shared_barrier,
    .xShmUnmap = shared_unmap,
};

static int open_file(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *flags_out) {
  (void)vfs;
  // Whatever else SQLite opens is as it is below.
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return below->xOpen(below, name, base, flags, flags_out);
  struct page_file *file = (struct page_file *)base;
  memset(file, 0, sizeof *file);
  sqlite3_file *under = inner(base);
  int status = below->xOpen(below, name, under, flags, flags_out);
  // SQLite closes what has methods, also where opening failed.
  if (under->pMethods != NULL) file->base.pMethods = &methods;
  return status;
}

// The door

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int installed = SQLITE_ERROR;

static void install(void) {
  installed = sqlite3_initialize();
  if (installed != SQLITE_OK) return;
  below = sqlite3_vfs_find(NULL);
  if (below == NULL) {
    installed = SQLITE_ERROR;
    return;
  }
  layer = *below;
  layer.pNext = NULL;
  layer.zName = "checked-pages";
  layer.szOsFile = below->szOsFile + (int)sizeof(struct page_file);
  layer.xOpen = open_file;
  installed = sqlite3_vfs_register(&layer, 1);
}

int cpages_install(void) {
  pthread_once(&once, install);
  return installed;
}

int cpages_reserve(struct sqlite3 *database) {
  int count = CPAGES_RESERVED;
  return sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &count);
}

/// The file of a database; NULL for one that has none, as in memory.
static struct page_file *file_of(struct sqlite3 *database) {
  struct page_file *file = NULL;
  return sqlite3_file_control(database, "main", FIND_FILE, &file) == SQLITE_OK ? file : NULL;
}

int cpages_are_checked(struct sqlite3 *database) {
  const struct page_file *file = file_of(database);
  return file == NULL || !file->is_unchecked;
}

uint32_t cpages_damaged(struct sqlite3 *database) {
  const struct page_file *file = file_of(database);
  return file == NULL ? 0 : file->damaged;
}

int cpages_system_error(sqlite3 *database) { return sqlite3_system_errno(database); }
