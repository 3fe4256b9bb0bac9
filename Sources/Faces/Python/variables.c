/* Debian's archives are made for programs: they reach for these variables of the C library in a way that
 * only a program can. build.py has them use these copies, which stand for what they are when the
 * library is loaded. */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <time.h>

#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN FILE *catalog_archive_stdin;
HIDDEN FILE *catalog_archive_stdout;
HIDDEN FILE *catalog_archive_stderr;
HIDDEN char *catalog_archive_tzname[2];
HIDDEN long catalog_archive_timezone;

__attribute__((constructor(101))) static void take(void) {
  catalog_archive_stdin = stdin;
  catalog_archive_stdout = stdout;
  catalog_archive_stderr = stderr;
  tzset();
  catalog_archive_tzname[0] = tzname[0];
  catalog_archive_tzname[1] = tzname[1];
  catalog_archive_timezone = timezone;
}
