/// Checksums on the pages of SQLite databases.
///
/// A layer between SQLite and the file system: each page of a database ends with a checksum that is
/// made when the page is written to the file and compared when it is read. SQLite itself notices bytes
/// that contradict its structure, and takes all others for what was written.
///
/// Logs and other files beside a database pass through; SQLite verifies a log when it opens it.
#ifndef CPAGES_H
#define CPAGES_H

#include <stdint.h>

struct sqlite3;

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes at the end of each page: the checksum of the number of the page and the bytes before, then the
/// number of the page.
enum { CPAGES_RESERVED = 8 };

/// Lays the checks under all databases that the process opens from now on; calling again does nothing.
///
/// Returns 0, or an error of SQLite.
int cpages_install(void);

/// Asks for checksums in a database that is still empty; nothing changes in others.
///
/// Returns 0, or an error of SQLite.
int cpages_reserve(struct sqlite3 *database);

/// Whether the pages of an open database have checksums: what is still empty counts as having them.
int cpages_are_checked(struct sqlite3 *database);

/// The number of the page that was found damaged last, counted from 1; 0 when there was none.
uint32_t cpages_damaged(struct sqlite3 *database);

/// The error of the system behind the failure to read, write or open that a connection met last; 0 when
/// there was none.
int cpages_system_error(struct sqlite3 *database);

#ifdef __cplusplus
}
#endif

#endif
