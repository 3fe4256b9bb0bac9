/* catalog: full-text indexes of corpora and a catalogue of datasets, for C.
 *
 * Records go in, and hits and ids come out, through the Arrow C data interface; options and
 * answers are JSON in UTF-8, with the shapes that the command prints with --json.
 *
 * Ownership
 *   A handle belongs to whoever got it and is given back once, with the function that is named
 *   where it is made. Handles made from another one may outlive it. Texts that are returned as
 *   `char *` end with a zero byte and are given back with catalog_free. Arguments are borrowed
 *   for the call, with one exception: an ArrowArrayStream that is handed in is consumed, whatever
 *   comes of it, and its release callback is called. Streams that are handed out are released by
 *   whoever got them, with their own callback, and need no other handle to live.
 *
 * Threads
 *   catalog_index, catalog_snapshot and catalog_home may be used by any number of threads at a
 *   time. A catalog_writer takes one call after the other; those that come meanwhile wait. A
 *   catalog_task is made to be used by two threads: one works, another looks and cancels. An
 *   ArrowArrayStream that was handed out belongs to one thread at a time. Callbacks of streams
 *   that are handed in are called by the thread that made the call.
 *
 * Errors
 *   Functions that can fail take `catalog_error **error` last; it may be NULL. On failure they
 *   return NULL or a number other than 0 and set *error, which is given back with
 *   catalog_error_free. On success *error is left as it is.
 *
 * Numbers in whole records that JSON does not have are written NaN, Infinity and -Infinity, as
 * their sources have them.
 */
#ifndef CATALOG_H
#define CATALOG_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version -------------------------------------------------------------------------------- */

/* Grows when a function changes or goes; functions, options and keys of answers may come at any
 * time without. */
#define CATALOG_ABI_VERSION 2

/* The version of the library that was loaded: compare it with CATALOG_ABI_VERSION. */
uint32_t catalog_abi_version(void);

/* The version of the program, such as "0.1.0"; not to be freed. */
const char *catalog_version(void);

/* ---- The Arrow C data interface ------------------------------------------------------------- */

/* As https://arrow.apache.org/docs/format/CDataInterface.html and CStreamInterface.html define
 * it, under the guards that are meant for it. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};

#endif

/* ---- Errors and memory ---------------------------------------------------------------------- */

typedef struct catalog_error catalog_error;

/* The kind: "usage", "badQuery", "badFormat", "notFound", "exists", "system", "diskFull",
 * "locked", "interrupted", "problems" or "bug". This text and the next ones live as long as the
 * error. */
const char *catalog_error_code(const catalog_error *error);
/* The exit status that the command ends with for this kind. */
int32_t catalog_error_status(const catalog_error *error);
/* What happened, one sentence without a full stop. */
const char *catalog_error_message(const catalog_error *error);
/* Where it was seen, such as a file, a field or a row; NULL when there is no place. */
const char *catalog_error_place(const catalog_error *error);
/* What helps, in words; NULL when nothing is known to. */
const char *catalog_error_remedy(const catalog_error *error);
/* All of it as JSON (catalog.error/1), with the place in a query that cannot be read. */
const char *catalog_error_json(const catalog_error *error);
void catalog_error_free(catalog_error *error);

/* Frees a text that a function returned; NULL is fine. */
void catalog_free(void *text);

/* ---- Progress and cancellation -------------------------------------------------------------- */

/* Stands for one long call: shows how far it is, and ends it from another thread. */
typedef struct catalog_task catalog_task;

typedef struct {
  /* 0 not begun, 1 reading, 2 writing, 3 merging, 4 committing. */
  int32_t phase;
  /* Part of the input that was taken in, from 0 to 1; below 0 when unknown. */
  double fraction;
  /* Records taken in, and bytes of their text. */
  uint64_t records;
  uint64_t text_bytes;
} catalog_progress;

catalog_task *catalog_task_new(void);
/* Asks the call that was given the task to end with the error "interrupted"; it does so between two
 * pieces of work, mostly within a second. A call that has changed something for good by then goes on to
 * its end. Never taken back: calls that get the task later end at once. */
void catalog_task_cancel(catalog_task *task);
/* Has `ask` called with `context` by the thread whose call was given the task, ten times a second at
 * most and not in the first tenth of a second of the call; other than 0 cancels the task. So a thread
 * that waits for nobody else, such as the one on which an interpreter takes signals, can look for
 * itself. NULL takes it back. */
void catalog_task_ask(catalog_task *task, int32_t (*ask)(void *context), void *context);
void catalog_task_progress(const catalog_task *task, catalog_progress *out);
void catalog_task_free(catalog_task *task);

/* ---- An index ------------------------------------------------------------------------------- */

/* A folder with a full-text index of one corpus. Any number of readers, one writer at a time, also
 * among processes. */
typedef struct catalog_index catalog_index;

/* Names the folder, which is made at the first write. Given back with catalog_index_close. */
catalog_index *catalog_index_open(const char *path, catalog_error **error);
void catalog_index_close(catalog_index *index);

/* Reads files, indexes their records and commits. Files that were indexed and have not changed are
 * not read.
 *
 * sources   JSON: a list of files, folders and patterns
 * options   JSON or NULL; those of catalog_index_write, and "format", "delimiter", "quote",
 *           "encoding", "header", "skip_lines", "space", "line_end", "split", "layout" as the
 *           command has them
 * returns   a report (catalog.add/1); NULL on failure
 */
char *catalog_index_ingest(
    const catalog_index *index, const char *sources, const char *options, catalog_task *task,
    catalog_error **error);

/* Takes records out, remembered by their ids.
 *
 * selection {"query": TEXT} or {"records": [ID, ...]}
 * returns   {"deleted": N, "missing": [ID, ...], ...} (catalog.delete/1); NULL and nothing deleted also
 *           for a query that a search would only remark on, such as one with a misspelt column
 */
char *catalog_index_delete(
    const catalog_index *index, const char *selection, catalog_task *task,
    catalog_error **error);

/* Takes over the segments of other indexes of the same settings, in one commit and behind what is there:
 * how many tasks, each with an index of its own, write one. Their files are verified, and linked or copied; the
 * other indexes stay, and may be removed.
 *
 * others    JSON: [{"path": FOLDER, "name": TEXT}, ...] in the order of their records; what has a
 *           name that was taken over before is passed by, so that a call can be repeated
 * options   JSON or NULL: "replacing" (all other records go), "memory", "jobs"
 * returns   a report (catalog.add/1) with what came; NULL on failure, and then nothing has changed
 */
char *catalog_index_take_over(
    const catalog_index *index, const char *others, const char *options, catalog_task *task,
    catalog_error **error);

/* Merges all segments into one, or as few as can number all records (2^31 - 1 each), with some memory
 * (bytes; 0 is 1 GiB), which a segment may be larger than; 0 when done, and on failure nothing has
 * changed. */
int32_t catalog_index_merge(
    const catalog_index *index, uint64_t memory, catalog_task *task, catalog_error **error);

/* Verifies every checksum and invariant (catalog.check/1). `repair` other than 0 mends what can
 * be mended. */
char *catalog_index_check(
    const catalog_index *index, int32_t repair, catalog_task *task, catalog_error **error);

/* ---- Writing records ------------------------------------------------------------------------ */

/* What is appended here becomes visible with catalog_writer_commit, all at once. */
typedef struct catalog_writer catalog_writer;

/* Begins to write. Which fields are texts, ids and columns is detected in the first rows of an
 * index that is made, and kept from then on.
 *
 * options   JSON or NULL: "text" (fields to search, the body first), "record_id", "columns"
 *           ([{"name", "path", "type": "integer"|"real"|"boolean"|"string"}, ...]),
 *           "column_limit", "analyzer" ("standard", "plain", "whitespace"), "stem",
 *           "stop_words" (words), "store" ("lz4", "zstd", "none"), "reorder" ("auto", "on",
 *           "off"), "memory" (bytes), "jobs" (threads), "max_errors", "rebuild" (replace all that
 *           was indexed), "like" (the folder of an index whose fields and method one that is made gets;
 *           none of the others says anything of these then)
 * returns   a writer, to be ended with catalog_writer_close; the lock of the index is taken by the
 *           first append
 */
catalog_writer *catalog_index_write(
    const catalog_index *index, const char *options, catalog_error **error);

/* Appends the rows of a stream, whose type is a struct with a field for each key of a record.
 *
 * Rows become records as those of Parquet files do: nested values stay as they are, bytes become
 * base64, times RFC 3339, decimals keep their digits. Taken: null, bool, integers, floats,
 * decimals, utf8, large_utf8, utf8_view, binary of all kinds, dates, times, timestamps, durations
 * (as whole numbers of their unit), lists of all kinds, structs, maps, dictionaries; the rest is
 * refused with the name of the column. Rows that cannot be records are counted in the report.
 *
 * stream    consumed
 * returns   0; on failure nothing more can be appended, and closing the writer leaves nothing
 */
int32_t catalog_writer_append(
    catalog_writer *writer, struct ArrowArrayStream *stream, catalog_task *task,
    catalog_error **error);

/* Appends records that are JSON Lines: `size` bytes at `lines`; else as catalog_writer_append. */
int32_t catalog_writer_append_json(
    catalog_writer *writer, const char *lines, size_t size, catalog_task *task,
    catalog_error **error);

/* Commits everything that was appended since the last commit; afterwards the writer can be used
 * again. Returns a report (catalog.add/1). */
char *catalog_writer_commit(catalog_writer *writer, catalog_task *task, catalog_error **error);

/* Ends the writer; what was not committed is given up, and nothing of it is left. */
void catalog_writer_close(catalog_writer *writer);

/* ---- Reading -------------------------------------------------------------------------------- */

/* One commit, which stays what it is while others write. */
typedef struct catalog_snapshot catalog_snapshot;

/* The newest commit; "notFound" before the first. Given back with catalog_snapshot_close. */
catalog_snapshot *catalog_index_snapshot(const catalog_index *index, catalog_error **error);
void catalog_snapshot_close(catalog_snapshot *snapshot);

/* The same commit, of which `count` segments are asked, the first being number `first` from 0: searches,
 * counts and scans find what is in them, with the scores that a search of the whole gives. So the
 * segments can be shared among processes and machines, and their answers put together. "usage" when
 * there are not so many. Given back with catalog_snapshot_close. */
catalog_snapshot *catalog_snapshot_part(
    const catalog_snapshot *snapshot, uint64_t first, uint64_t count, catalog_error **error);

/* Segments of the commit. */
uint64_t catalog_snapshot_segments(const catalog_snapshot *snapshot);
/* The number of the commit, which rises with each. */
uint64_t catalog_snapshot_generation(const catalog_snapshot *snapshot);
/* Live records of the segments that are asked. */
uint64_t catalog_snapshot_records(const catalog_snapshot *snapshot);
/* What the commit holds, and how it was made. */
char *catalog_snapshot_summary(const catalog_snapshot *snapshot, catalog_error **error);

/* Ranked hits (catalog.find/1).
 *
 * options   JSON or NULL: "limit" (10), "where", "all", "k1", "b", "exact" (true), "snippets"
 *           (true), "fields" (true: values of metadata columns), "context" (characters), "explain",
 *           "cursor", "sort", "facet" (a list), "facet_limit", "timeout" (seconds)
 */
char *catalog_snapshot_search(
    const catalog_snapshot *snapshot, const char *query, const char *options,
    catalog_task *task, catalog_error **error);

/* Exact numbers (catalog.count/1).
 *
 * options   JSON or NULL: "where", "all", "by" (a list of columns), "facet_limit", "timeout"
 */
char *catalog_snapshot_count(
    const catalog_snapshot *snapshot, const char *query, const char *options,
    catalog_task *task, catalog_error **error);

/* Ranked hits as a stream with the columns record (large_utf8), score (double, null where "sort"
 * decides), snippet (large_utf8) and fields (large_utf8, JSON). Options of
 * catalog_snapshot_search. */
int32_t catalog_snapshot_hits(
    const catalog_snapshot *snapshot, const char *query, const char *options,
    catalog_task *task, struct ArrowArrayStream *out, catalog_error **error);

/* All matching records as a stream, segment by segment, each in the order of its source.
 *
 * options   JSON or NULL: "where", "all", "batch" (rows of a batch, 65536) and "columns", a list
 *           of: "number" (uint64, the running number of the record), "record" (large_utf8, its
 *           id), "score" (double, as a search gives it), "value" (large_utf8, the record whole as JSON), text fields (large_utf8) and
 *           columns of the index (int64, double, bool or large_utf8; lists, decimals and columns
 *           of several types as JSON in large_utf8). ["record"] when there is no list.
 *           Numbers alone are the fastest.
 * task      also ends the stream, which then fails; it keeps what it needs of the task
 */
int32_t catalog_snapshot_scan(
    const catalog_snapshot *snapshot, const char *query, const char *options,
    catalog_task *task, struct ArrowArrayStream *out, catalog_error **error);

/* One record, whole (catalog.record/1). */
char *catalog_snapshot_record(
    const catalog_snapshot *snapshot, const char *record, catalog_error **error);

/* ---- The catalogue -------------------------------------------------------------------------- */

/* A folder with descriptions of datasets and the indexes of those that are at hand. */
typedef struct catalog_home catalog_home;

/* `path` NULL is the home that the command would take. Given back with catalog_home_close. */
catalog_home *catalog_home_open(const char *path, catalog_error **error);
void catalog_home_close(catalog_home *home);
/* The folder; given back with catalog_free. */
char *catalog_home_path(const catalog_home *home);
/* The newest commits of some datasets, searched as one big index: their ids as a list in JSON, NULL
 * for all that are indexed. Given back with catalog_snapshot_close. */
catalog_snapshot *catalog_home_snapshot(
    const catalog_home *home, const char *datasets, catalog_error **error);

/* One verb of the command, with its arguments as JSON and its answer as --json prints it.
 *
 * verb       add, apply, check, count, delete, diff, export, extract, find, head, index, license,
 *            lineage, list, log, plan, profile, publish, purge, record, remove, rename, restore,
 *            sample, set, show, status, summary, tokens, undo, unit, validate, versions. "unit"
 *            makes "unit" of the plan in the folder "out"
 * arguments  JSON or NULL: an object with the verb's arguments and options under their names, "_"
 *            for "-" ({"id": "web", "query": "whale", "where": "lang=en"}); options that the verb
 *            does not have are refused
 * task       or NULL; how far the call is, it tells of add, index, extract, profile, publish and unit
 */
char *catalog_call(
    const catalog_home *home, const char *verb, const char *arguments, catalog_task *task,
    catalog_error **error);

#ifdef __cplusplus
}
#endif

#endif
