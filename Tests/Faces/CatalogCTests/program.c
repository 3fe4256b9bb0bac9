/* Uses all of catalog.h as a pipeline in C would. Ends with 0 when everything is as it must be.
 *
 * program FOLDER: an empty folder to work in. */
#define _POSIX_C_SOURCE 200809L
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "catalog.h"

static int failures = 0;

static void expect_at(int line, int holds, const char *what) {
  if (holds) return;
  failures++;
  fprintf(stderr, "program.c:%d: %s\n", line, what);
}
#define EXPECT(condition) expect_at(__LINE__, (condition) != 0, #condition)

/* Prints an error, if there is one, and gives it back. */
static void report_at(int line, catalog_error *error) {
  if (!error) return;
  failures++;
  fprintf(stderr, "program.c:%d: %s\n", line, catalog_error_json(error));
  catalog_error_free(error);
}
#define FINE(error) (report_at(__LINE__, error), error = NULL)

/* Whether a text that is given back here contains another. */
static int has_at(int line, char *text, const char *part) {
  int found = text && strstr(text, part);
  if (!found) fprintf(stderr, "program.c:%d: %s lacks %s\n", line, text ? text : "NULL", part);
  catalog_free(text);
  return found;
}
#define HAS(text, part) expect_at(__LINE__, has_at(__LINE__, text, part), "a text is as expected")

/* ---- Arrays that are handed in -------------------------------------------------------------- */

/* How many arrays, schemas and streams of ours were not released. */
static int alive = 0;

static void release_schema(struct ArrowSchema *schema) {
  for (int64_t i = 0; i < schema->n_children; i++) {
    if (schema->children[i]->release) schema->children[i]->release(schema->children[i]);
    free(schema->children[i]);
  }
  if (schema->dictionary) {
    if (schema->dictionary->release) schema->dictionary->release(schema->dictionary);
    free(schema->dictionary);
  }
  free(schema->children);
  schema->release = NULL;
  alive--;
}

static struct ArrowSchema *schema_of(const char *format, const char *name, int children) {
  struct ArrowSchema *schema = calloc(1, sizeof *schema);
  schema->format = format;
  schema->name = name;
  schema->flags = ARROW_FLAG_NULLABLE;
  schema->n_children = children;
  schema->children = calloc(children ? children : 1, sizeof *schema->children);
  schema->release = release_schema;
  alive++;
  return schema;
}

static void release_array(struct ArrowArray *array) {
  for (int64_t i = 0; i < array->n_children; i++) {
    if (array->children[i]->release) array->children[i]->release(array->children[i]);
    free(array->children[i]);
  }
  if (array->dictionary) {
    if (array->dictionary->release) array->dictionary->release(array->dictionary);
    free(array->dictionary);
  }
  for (int64_t i = 0; i < array->n_buffers; i++) free((void *)array->buffers[i]);
  free(array->children);
  free(array->buffers);
  array->release = NULL;
  alive--;
}

static struct ArrowArray *array_of(int64_t length, int64_t offset, int buffers, int children) {
  struct ArrowArray *array = calloc(1, sizeof *array);
  array->length = length;
  array->offset = offset;
  array->n_buffers = buffers;
  array->n_children = children;
  array->buffers = calloc(buffers ? buffers : 1, sizeof *array->buffers);
  array->children = calloc(children ? children : 1, sizeof *array->children);
  array->release = release_array;
  alive++;
  return array;
}

/* A copy on the heap, so that a sanitizer sees every byte read too many. */
static void *copy(const void *bytes, size_t size) {
  void *memory = malloc(size ? size : 1);
  memcpy(memory, bytes, size);
  return memory;
}

#define BUFFER(array, number, ...)                              \
  do {                                                          \
    __VA_ARGS__;                                                \
    (array)->buffers[number] = copy(values, sizeof values);     \
  } while (0)

/* Three rows of most types. Every array begins one value before its first row, so that offsets
 * matter; the second row is null wherever a type allows it. */
enum { ROWS = 3 };

typedef struct {
  struct ArrowSchema *schema;
  struct ArrowArray *array;
} column;

static column nullable(const char *format, const char *name, int buffers, int children) {
  column made = {schema_of(format, name, children), array_of(ROWS, 1, buffers, children)};
  made.array->null_count = 1;
  /* Bits from the lowest: the value in front, rows 0 and 2. */
  uint8_t bits = 0x0b;
  made.array->buffers[0] = copy(&bits, 1);
  return made;
}

static column numbers(const char *format, const char *name, const void *values, size_t size) {
  column made = nullable(format, name, 2, 0);
  made.array->buffers[1] = copy(values, size);
  return made;
}

static column texts(
    const char *format, const char *name, const void *offsets, size_t size, const char *bytes) {
  column made = nullable(format, name, 3, 0);
  made.array->buffers[1] = copy(offsets, size);
  made.array->buffers[2] = copy(bytes, strlen(bytes));
  return made;
}

static int columns_of(column *columns) {
  int n = 0;
  {
    int32_t offsets[] = {0, 1, 3, 3, 5};
    columns[n] = texts("u", "id", offsets, sizeof offsets, "-r0r2");
    columns[n].array->null_count = 0;
    free((void *)columns[n].array->buffers[0]);
    columns[n++].array->buffers[0] = NULL;
  }
  {
    int64_t offsets[] = {0, 4, 19, 19, 29};
    columns[n] = texts("U", "text", offsets, sizeof offsets, "nonethe white whalea \"whale\"\n");
    columns[n].array->null_count = -1;
    n++;
  }
  {
    /* Short values lie in their view, long ones in a buffer. */
    struct {
      int32_t length;
      char bytes[12];
    } views[4] = {{1, "x"}, {5, "short"}, {0, ""}, {13, "long"}};
    int32_t place[2] = {0, 2};
    memcpy(views[3].bytes + 4, place, sizeof place);
    columns[n] = nullable("vu", "view", 4, 0);
    columns[n].array->buffers[1] = copy(views, sizeof views);
    columns[n].array->buffers[2] = copy("--long enough.", 15);
    int64_t sizes[] = {15};
    columns[n++].array->buffers[3] = copy(sizes, sizeof sizes);
  }
  {
    int32_t offsets[] = {0, 1, 3, 3, 4};
    columns[n++] = texts("z", "bytes", offsets, sizeof offsets, "-\x01\x02\xff");
  }
  {
    int8_t values[] = {0, -7, 0, 7};
    columns[n++] = numbers("c", "int8", values, sizeof values);
  }
  {
    uint64_t values[] = {0, 18446744073709551615u, 0, 1};
    columns[n++] = numbers("L", "uint64", values, sizeof values);
  }
  {
    double values[] = {0, 0.1, 0, 1e300};
    columns[n++] = numbers("g", "real", values, sizeof values);
  }
  {
    uint8_t values[] = {0x02};
    columns[n++] = numbers("b", "truth", values, sizeof values);
  }
  {
    int64_t values[] = {0, 0, -12345, -1, 0, 0, 5, 0};
    columns[n++] = numbers("d:38,2", "decimal", values, sizeof values);
  }
  {
    int32_t values[] = {0, 0, 0, 19000};
    columns[n++] = numbers("tdD", "date", values, sizeof values);
  }
  {
    int64_t values[] = {0, 1500000, 0, -1};
    columns[n++] = numbers("tsu:UTC", "time", values, sizeof values);
  }
  {
    int8_t values[] = {0, 1, 0, 0};
    columns[n] = numbers("c", "lang", values, sizeof values);
    columns[n].schema->dictionary = schema_of("u", "", 0);
    columns[n].array->dictionary = array_of(2, 0, 3, 0);
    int32_t offsets[] = {0, 2, 4};
    columns[n].array->dictionary->buffers[1] = copy(offsets, sizeof offsets);
    columns[n].array->dictionary->buffers[2] = copy("zhen", 4);
    n++;
  }
  {
    int32_t offsets[] = {0, 1, 3, 3, 3};
    columns[n] = nullable("+l", "tags", 2, 1);
    columns[n].array->buffers[1] = copy(offsets, sizeof offsets);
    columns[n].schema->children[0] = schema_of("s", "item", 0);
    struct ArrowArray *items = array_of(3, 0, 2, 0);
    int16_t values[] = {1, 2, 3};
    items->buffers[1] = copy(values, sizeof values);
    columns[n++].array->children[0] = items;
  }
  {
    columns[n] = nullable("+s", "meta", 1, 1);
    columns[n].schema->children[0] = schema_of("i", "year", 0);
    struct ArrowArray *years = array_of(4, 0, 2, 0);
    int32_t values[] = {0, 1851, 0, 2024};
    years->buffers[1] = copy(values, sizeof values);
    columns[n++].array->children[0] = years;
  }
  {
    int32_t offsets[] = {0, 0, 1, 1, 2};
    columns[n] = nullable("+m", "map", 2, 1);
    columns[n].array->buffers[1] = copy(offsets, sizeof offsets);
    struct ArrowSchema *pair = schema_of("+s", "entries", 2);
    pair->children[0] = schema_of("u", "key", 0);
    pair->children[1] = schema_of("n", "value", 0);
    columns[n].schema->children[0] = pair;
    struct ArrowArray *entries = array_of(2, 0, 1, 2);
    entries->children[0] = array_of(2, 0, 3, 0);
    int32_t keys[] = {0, 1, 2};
    entries->children[0]->buffers[1] = copy(keys, sizeof keys);
    entries->children[0]->buffers[2] = copy("ab", 2);
    entries->children[1] = array_of(2, 0, 0, 0);
    columns[n++].array->children[0] = entries;
  }
  return n;
}

typedef struct {
  int batches;
  int fails;
  const char *odd_format;
} feed;

static int feed_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
  feed *state = stream->private_data;
  column columns[32];
  int count = columns_of(columns);
  struct ArrowSchema *root = schema_of("+s", "", count);
  for (int i = 0; i < count; i++) {
    root->children[i] = columns[i].schema;
    columns[i].array->release(columns[i].array);
    free(columns[i].array);
  }
  if (state->odd_format) root->children[count - 1]->format = state->odd_format;
  *out = *root;
  free(root);
  return 0;
}

static int feed_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
  feed *state = stream->private_data;
  if (state->fails) return 5;
  memset(out, 0, sizeof *out);
  if (state->batches-- <= 0) return 0;
  column columns[32];
  int count = columns_of(columns);
  struct ArrowArray *root = array_of(ROWS, 0, 1, count);
  for (int i = 0; i < count; i++) {
    root->children[i] = columns[i].array;
    columns[i].schema->release(columns[i].schema);
    free(columns[i].schema);
  }
  *out = *root;
  free(root);
  return 0;
}

static const char *feed_error(struct ArrowArrayStream *stream) {
  (void)stream;
  return "the well is dry";
}

static void feed_release(struct ArrowArrayStream *stream) {
  free(stream->private_data);
  stream->release = NULL;
  alive--;
}

static struct ArrowArrayStream feed_of(int batches, int fails, const char *odd_format) {
  feed state = {batches, fails, odd_format};
  struct ArrowArrayStream stream = {
      feed_schema, feed_next, feed_error, feed_release, copy(&state, sizeof state)};
  alive++;
  return stream;
}

/* ---- What is tried -------------------------------------------------------------------------- */

static const char *whole_record =
    "\"value\":{\"id\":\"r0\",\"text\":\"the white whale\",\"view\":\"short\",\"bytes\":\"AQI=\","
    "\"int8\":-7,\"uint64\":18446744073709551615,\"real\":0.1,\"truth\":true,\"decimal\":-123.45,"
    "\"date\":\"1970-01-01\",\"time\":\"1970-01-01T00:00:01.500000Z\",\"lang\":\"en\","
    "\"tags\":[2,3],\"meta\":{\"year\":1851},\"map\":{\"a\":null}}";

static const char *other_record =
    "\"value\":{\"id\":\"r2\",\"text\":\"a \\\"whale\\\"\\n\",\"view\":\"long enough.\\u0000\","
    "\"bytes\":\"/w==\",\"int8\":7,\"uint64\":1,\"real\":1e+300,\"truth\":false,\"decimal\":0.05,"
    "\"date\":\"2022-01-08\",\"time\":\"1969-12-31T23:59:59.999999Z\",\"lang\":\"zh\","
    "\"tags\":[],\"meta\":{\"year\":2024},\"map\":{\"b\":null}}";

static void try_writing(catalog_index *index) {
  catalog_error *error = NULL;
  EXPECT(!catalog_index_snapshot(index, &error));
  EXPECT(error && !strcmp(catalog_error_code(error), "notFound"));
  EXPECT(error && catalog_error_status(error) == 66);
  EXPECT(error && catalog_error_remedy(error));
  EXPECT(error && catalog_error_place(error));
  catalog_error_free(error);
  error = NULL;

  EXPECT(!catalog_index_write(index, "{\"texts\": [\"text\"]}", &error));
  EXPECT(error && strstr(catalog_error_message(error), "texts"));
  catalog_error_free(error);
  error = NULL;

  catalog_writer *writer = catalog_index_write(
      index, "{\"text\": [\"text\"], \"record_id\": \"id\", \"memory\": 33554432, \"jobs\": 2}",
      &error);
  FINE(error);
  struct ArrowArrayStream stream = feed_of(1, 0, NULL);
  EXPECT(catalog_writer_append(writer, &stream, NULL, &error) == 0);
  FINE(error);
  EXPECT(stream.release == NULL);
  const char *lines = "{\"id\": \"j\", \"text\": \"a whale in JSON\", \"lang\": \"en\"}\n\nnonsense\n";
  EXPECT(catalog_writer_append_json(writer, lines, strlen(lines), NULL, &error) == 0);
  FINE(error);
  /* The row without a text is a record, and the line that is no JSON is none; both are counted. */
  char *report = catalog_writer_commit(writer, NULL, &error);
  FINE(error);
  EXPECT(report && strstr(report, "\"records\":4,"));
  EXPECT(report && strstr(report, "\"records_without_text\":1"));
  EXPECT(report && strstr(report, "\"where\":\"row 5\""));
  HAS(report, "\"bad_records\":1");

  /* The writer goes on, and what is not committed is not there. */
  EXPECT(catalog_writer_append_json(writer, "{\"id\":\"k\",\"text\":\"gone\"}", 24, NULL, &error) == 0);
  FINE(error);
  catalog_writer_close(writer);
  EXPECT(alive == 0);
}

static void try_failing(catalog_index *index) {
  catalog_error *error = NULL;
  catalog_writer *writer = catalog_index_write(index, NULL, &error);
  struct ArrowArrayStream stream = feed_of(1, 1, NULL);
  EXPECT(catalog_writer_append(writer, &stream, NULL, &error) != 0);
  EXPECT(error && strstr(catalog_error_message(error), "the well is dry"));
  catalog_error_free(error);
  error = NULL;
  /* A writer that has failed says so. */
  stream = feed_of(1, 0, NULL);
  EXPECT(catalog_writer_append(writer, &stream, NULL, &error) != 0);
  EXPECT(error != NULL);
  catalog_error_free(error);
  error = NULL;
  catalog_writer_close(writer);

  writer = catalog_index_write(index, "{}", &error);
  stream = feed_of(1, 0, "tiM");
  EXPECT(catalog_writer_append(writer, &stream, NULL, &error) != 0);
  EXPECT(error && !strcmp(catalog_error_place(error), "map"));
  catalog_error_free(error);
  error = NULL;
  /* Released before: an error and no crash. */
  EXPECT(catalog_writer_append(writer, &stream, NULL, NULL) != 0);
  catalog_writer_close(writer);
  EXPECT(alive == 0);

  /* Cancelled before it begins. */
  catalog_task *task = catalog_task_new();
  catalog_task_cancel(task);
  writer = catalog_index_write(index, NULL, &error);
  stream = feed_of(1000, 0, NULL);
  EXPECT(catalog_writer_append(writer, &stream, task, &error) != 0);
  EXPECT(error && !strcmp(catalog_error_code(error), "interrupted"));
  EXPECT(error && catalog_error_status(error) == 130);
  catalog_error_free(error);
  error = NULL;
  /* The stream is gone, so what follows it would not be all. */
  EXPECT(catalog_writer_append_json(writer, "{\"id\":\"k\",\"text\":\"late\"}", 24, NULL, &error) != 0);
  EXPECT(error && !strcmp(catalog_error_code(error), "usage"));
  catalog_error_free(error);
  error = NULL;
  catalog_writer_close(writer);
  catalog_task_free(task);
  EXPECT(alive == 0);
}

/* Cancels from a thread of its own as soon as records are taken in. */
static void *cancel(void *task) {
  catalog_progress progress = {0, 0, 0, 0};
  while (progress.records == 0) catalog_task_progress(task, &progress);
  catalog_task_cancel(task);
  return NULL;
}

static void try_cancelling(catalog_index *index) {
  catalog_error *error = NULL;
  catalog_task *task = catalog_task_new();
  pthread_t thread;
  EXPECT(pthread_create(&thread, NULL, cancel, task) == 0);
  catalog_writer *writer =
      catalog_index_write(index, "{\"memory\": 16777216, \"max_errors\": 100000000}", &error);
  FINE(error);
  int failed = 0;
  /* Far more than it takes until somebody says stop. */
  for (int i = 0; i < 1000 && !failed; i++) {
    struct ArrowArrayStream stream = feed_of(20000, 0, NULL);
    failed = catalog_writer_append(writer, &stream, task, &error);
  }
  EXPECT(failed);
  EXPECT(error && !strcmp(catalog_error_code(error), "interrupted"));
  if (error) catalog_error_free(error);
  catalog_writer_close(writer);
  pthread_join(thread, NULL);
  catalog_task_free(task);
  EXPECT(alive == 0);
}

/* ---- Cancelling what is not written --------------------------------------------------------- */

/* What takes a task beside writing; 0 when the call was done. */
static int merge(catalog_index *index, catalog_task *task, catalog_error **error) {
  return catalog_index_merge(index, 0, task, error);
}

static int check(catalog_index *index, catalog_task *task, catalog_error **error) {
  char *told = catalog_index_check(index, 0, task, error);
  catalog_free(told);
  return told == NULL;
}

static int delete_ids(catalog_index *index, catalog_task *task, catalog_error **error) {
  char *told = catalog_index_delete(index, "{\"records\": [\"n1\"]}", task, error);
  catalog_free(told);
  return told == NULL;
}

/* Patterns that every term is held against. */
#define PATTERNS(d) \
  "/.*" d ".*0/ /.*" d ".*1/ /.*" d ".*2/ /.*" d ".*3/ /.*" d ".*4/ " \
  "/.*" d ".*5/ /.*" d ".*6/ /.*" d ".*7/ /.*" d ".*8/ /.*" d ".*9/ "
#define SLOW PATTERNS("0") PATTERNS("1") PATTERNS("2") PATTERNS("3") PATTERNS("4")

static int delete_slowly(catalog_index *index, catalog_task *task, catalog_error **error) {
  char *told = catalog_index_delete(index, "{\"query\": \"" SLOW "\"}", task, error);
  catalog_free(told);
  return told == NULL;
}

static int search(catalog_index *index, catalog_task *task, catalog_error **error) {
  catalog_snapshot *snapshot = catalog_index_snapshot(index, NULL);
  char *told = catalog_snapshot_search(snapshot, SLOW, NULL, task, error);
  catalog_free(told);
  catalog_snapshot_close(snapshot);
  return told == NULL;
}

static int count_them(catalog_index *index, catalog_task *task, catalog_error **error) {
  catalog_snapshot *snapshot = catalog_index_snapshot(index, NULL);
  char *told = catalog_snapshot_count(snapshot, SLOW, NULL, task, error);
  catalog_free(told);
  catalog_snapshot_close(snapshot);
  return told == NULL;
}

static int hits(catalog_index *index, catalog_task *task, catalog_error **error) {
  catalog_snapshot *snapshot = catalog_index_snapshot(index, NULL);
  struct ArrowArrayStream stream = {0};
  int failed = catalog_snapshot_hits(snapshot, SLOW, NULL, task, &stream, error);
  if (!failed) stream.release(&stream);
  catalog_snapshot_close(snapshot);
  return failed;
}

typedef int (*call)(catalog_index *, catalog_task *, catalog_error **);

/* Whether a call was ended by its task. */
static void expect_cancelled(int line, call call, catalog_index *index, catalog_task *task) {
  catalog_error *error = NULL;
  int failed = call(index, task, &error);
  expect_at(line, failed, "a cancelled call fails");
  expect_at(
      line, error && !strcmp(catalog_error_code(error), "interrupted"), "it says that it was cancelled");
  if (error) catalog_error_free(error);
}

typedef struct {
  pthread_t thread;
  int asked;
  int strangers;
} looks;

/* Goes on at the first question and ends at the second. */
static int32_t look(void *context) {
  looks *seen = context;
  if (!pthread_equal(seen->thread, pthread_self())) seen->strangers++;
  return ++seen->asked > 1;
}

static void *cancel_soon(void *task) {
  struct timespec pause = {0, 20000000};
  nanosleep(&pause, NULL);
  catalog_task_cancel(task);
  return NULL;
}

static void try_cancelling_others(const char *folder) {
  enum { RECORDS = 2000, WORDS = 40 };
  catalog_error *error = NULL;
  char path[4096];
  snprintf(path, sizeof path, "%s/long", folder);
  catalog_index *index = catalog_index_open(path, &error);
  /* Two commits are two segments; words with numbers make many terms. */
  for (int half = 0; half < 2; half++) {
    char *lines = malloc(RECORDS * (WORDS * 16 + 64)), *end = lines;
    for (int i = 0; i < RECORDS; i++) {
      end += sprintf(end, "{\"id\": \"n%d\", \"text\": \"word", half * RECORDS + i);
      for (int j = 0; j < WORDS; j++) end += sprintf(end, " a%d", (i * WORDS + j) * 7919 % 100003);
      end += sprintf(end, "\"}\n");
    }
    catalog_writer *writer = catalog_index_write(index, "{\"reorder\": \"off\"}", &error);
    EXPECT(catalog_writer_append_json(writer, lines, (size_t)(end - lines), NULL, &error) == 0);
    HAS(catalog_writer_commit(writer, NULL, &error), "\"records\":2000,");
    FINE(error);
    catalog_writer_close(writer);
    free(lines);
  }
  catalog_snapshot *snapshot = catalog_index_snapshot(index, &error);
  uint64_t segments = catalog_snapshot_segments(snapshot);
  uint64_t generation = catalog_snapshot_generation(snapshot);
  EXPECT(segments == 2);
  call calls[] = {merge, check, delete_ids, delete_slowly, search, count_them, hits};
  int count = sizeof calls / sizeof *calls;
  for (int i = 0; i < count; i++) {
    /* Before it begins. */
    catalog_task *task = catalog_task_new();
    catalog_task_cancel(task);
    expect_cancelled(__LINE__, calls[i], index, task);
    catalog_task_free(task);
  }
  /* While it runs, from another thread. */
  call slow[] = {merge, check, delete_slowly, search, count_them, hits};
  for (int i = 0; i < 6; i++) {
    catalog_task *task = catalog_task_new();
    pthread_t thread;
    EXPECT(pthread_create(&thread, NULL, cancel_soon, task) == 0);
    expect_cancelled(__LINE__, slow[i], index, task);
    pthread_join(thread, NULL);
    catalog_task_free(task);
  }
  /* While it runs, from its own. */
  catalog_task *task = catalog_task_new();
  looks seen = {pthread_self(), 0, 0};
  catalog_task_ask(task, look, &seen);
  expect_cancelled(__LINE__, check, index, task);
  EXPECT(seen.asked == 2 && seen.strangers == 0);
  catalog_task_free(task);
  /* A stream that was begun. */
  task = catalog_task_new();
  struct ArrowArrayStream stream;
  struct ArrowArray rows;
  EXPECT(catalog_snapshot_scan(snapshot, "word", "{\"batch\": 10}", task, &stream, &error) == 0);
  FINE(error);
  EXPECT(stream.get_next(&stream, &rows) == 0 && rows.length == 10);
  rows.release(&rows);
  catalog_task_cancel(task);
  catalog_task_free(task);
  EXPECT(stream.get_next(&stream, &rows) != 0);
  EXPECT(strstr(stream.get_last_error(&stream), "interrupted"));
  stream.release(&stream);
  catalog_snapshot_close(snapshot);
  /* Nothing has changed, and nothing is locked. */
  snapshot = catalog_index_snapshot(index, &error);
  EXPECT(catalog_snapshot_generation(snapshot) == generation);
  EXPECT(catalog_snapshot_records(snapshot) == 2 * RECORDS);
  catalog_snapshot_close(snapshot);
  EXPECT(merge(index, NULL, &error) == 0 && check(index, NULL, &error) == 0);
  FINE(error);
  snapshot = catalog_index_snapshot(index, &error);
  EXPECT(catalog_snapshot_segments(snapshot) == 1);
  catalog_snapshot_close(snapshot);
  catalog_index_close(index);
}

static void try_streams(catalog_snapshot *snapshot) {
  catalog_error *error = NULL;
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray array;
  EXPECT(
      catalog_snapshot_scan(
          snapshot, "whale",
          "{\"columns\": [\"number\", \"record\", \"lang\", \"int8\", \"text\", \"value\"]}", NULL, &stream,
          &error) == 0);
  FINE(error);
  EXPECT(stream.get_schema(&stream, &schema) == 0);
  EXPECT(schema.n_children == 6 && !strcmp(schema.format, "+s"));
  EXPECT(!strcmp(schema.children[0]->format, "L") && !strcmp(schema.children[0]->name, "number"));
  EXPECT(!strcmp(schema.children[3]->format, "l"));
  EXPECT(!strcmp(schema.children[4]->format, "U"));
  schema.release(&schema);
  EXPECT(stream.get_next(&stream, &array) == 0);
  EXPECT(array.length == 3 && array.n_children == 6);
  const uint64_t *found = array.children[0]->buffers[1];
  EXPECT(found[0] == 0 && found[1] == 2 && found[2] == 3);
  const int64_t *offsets = array.children[1]->buffers[1];
  EXPECT(offsets[3] == 5 && !memcmp(array.children[1]->buffers[2], "r0r2j", 5));
  const int64_t *small = array.children[3]->buffers[1];
  EXPECT(small[0] == -7 && small[1] == 7 && array.children[3]->null_count == 1);
  EXPECT(*(const uint8_t *)array.children[3]->buffers[0] == 3);
  /* A child may be taken out and lives longer than the rest. */
  struct ArrowArray taken = *array.children[4];
  array.children[4]->release = NULL;
  array.release(&array);
  EXPECT(!memcmp(taken.buffers[2], "the white whale", 15));
  taken.release(&taken);
  EXPECT(stream.get_next(&stream, &array) == 0 && array.release == NULL);
  EXPECT(stream.get_last_error(&stream) == NULL);
  stream.release(&stream);

  EXPECT(catalog_snapshot_scan(snapshot, "whale", "{\"columns\": [\"no\"]}", NULL, &stream, &error) != 0);
  EXPECT(error && !strcmp(catalog_error_place(error), "no"));
  catalog_error_free(error);
  error = NULL;

  EXPECT(catalog_snapshot_hits(snapshot, "whale", "{\"limit\": 2}", NULL, &stream, &error) == 0);
  FINE(error);
  EXPECT(stream.get_next(&stream, &array) == 0);
  EXPECT(array.length == 2 && array.n_children == 4);
  array.release(&array);
  stream.release(&stream);
}

static void try_reading(catalog_index *index) {
  catalog_error *error = NULL;
  catalog_snapshot *snapshot = catalog_index_snapshot(index, &error);
  FINE(error);
  EXPECT(catalog_snapshot_records(snapshot) == 4);
  EXPECT(catalog_snapshot_generation(snapshot) > 0);
  HAS(catalog_snapshot_summary(snapshot, &error), "\"records\":4,");
  HAS(catalog_snapshot_record(snapshot, "r0", &error), whole_record);
  HAS(catalog_snapshot_record(snapshot, "r2", &error), other_record);
  EXPECT(!catalog_snapshot_record(snapshot, "r1", &error));
  EXPECT(error && !strcmp(catalog_error_code(error), "notFound"));
  catalog_error_free(error);
  error = NULL;
  HAS(catalog_snapshot_search(snapshot, "\"white whale\"", NULL, NULL, &error), "\"record\":\"r0\"");
  HAS(
      catalog_snapshot_search(snapshot, "whale", "{\"limit\": 1, \"facet\": [\"lang\"]}", NULL, &error),
      "\"facets\":{\"lang\":[{\"value\":\"en\",\"count\":2}");
  HAS(
      catalog_snapshot_count(snapshot, "whale", "{\"where\": \"lang = zh\"}", NULL, &error),
      "\"records\":1,");
  EXPECT(!catalog_snapshot_search(snapshot, "whale AND (", NULL, NULL, &error));
  EXPECT(error && !strcmp(catalog_error_code(error), "badQuery"));
  EXPECT(error && strstr(catalog_error_json(error), "\"column\":"));
  catalog_error_free(error);
  error = NULL;
  try_streams(snapshot);

  /* A snapshot stays what it was. */
  HAS(catalog_index_delete(index, "{\"records\": [\"r0\", \"x\"]}", NULL, &error), "\"missing\":[\"x\"]");
  FINE(error);
  HAS(catalog_index_delete(index, "{\"query\": \"lang:zh\"}", NULL, &error), "\"deleted\":1");
  FINE(error);
  EXPECT(catalog_snapshot_records(snapshot) == 4);
  catalog_snapshot_close(snapshot);
  snapshot = catalog_index_snapshot(index, &error);
  EXPECT(catalog_snapshot_records(snapshot) == 2);
  catalog_snapshot_close(snapshot);
  EXPECT(catalog_index_merge(index, 0, NULL, &error) == 0);
  HAS(catalog_index_check(index, 0, NULL, &error), "\"ok\":true");
  FINE(error);
}

static void try_home(const char *folder, const char *data) {
  char path[4096], arguments[8192];
  catalog_error *error = NULL;
  snprintf(path, sizeof path, "%s/home", folder);
  catalog_home *home = catalog_home_open(path, &error);
  FINE(error);
  HAS(catalog_home_path(home), "/home");
  snprintf(arguments, sizeof arguments, "{\"source\": [\"%s\"], \"id\": \"web\"}", data);
  catalog_task *task = catalog_task_new();
  HAS(catalog_call(home, "add", arguments, task, &error), "\"records\":2,");
  FINE(error);
  catalog_progress progress;
  catalog_task_progress(task, &progress);
  EXPECT(progress.phase == 4 && progress.records == 2);
  catalog_task_free(task);
  HAS(catalog_call(home, "find", "{\"query\": \"whale\", \"in\": \"web\"}", NULL, &error), "\"hits\":[{");
  HAS(catalog_call(home, "count", "{\"query\": \"whale\"}", NULL, &error), "\"records\":1,");
  HAS(catalog_call(home, "record", "{\"id\": \"web\", \"record\": \"b\"}", NULL, &error), "\"n\":1.10");
  task = catalog_task_new();
  catalog_task_cancel(task);
  const char *cancelled[][2] = {
      {"check", "{\"id\": \"web\"}"},
      {"delete", "{\"id\": \"web\", \"query\": \"whale\"}"},
      {"find", "{\"query\": \"whale\"}"},
      {"count", "{\"query\": \"whale\"}"},
  };
  for (size_t i = 0; i < sizeof cancelled / sizeof *cancelled; i++) {
    EXPECT(!catalog_call(home, cancelled[i][0], cancelled[i][1], task, &error));
    EXPECT(error && !strcmp(catalog_error_code(error), "interrupted"));
    catalog_error_free(error);
    error = NULL;
  }
  catalog_task_free(task);
  HAS(catalog_call(home, "list", "{\"limit\": 1}", NULL, &error), "catalog.list/1");
  HAS(catalog_call(home, "show", "{\"id\": \"web\"}", NULL, &error), "\"records\":2");
  HAS(catalog_call(home, "license", "{\"id\": [\"web\"]}", NULL, &error), "\"verdict\"");
  HAS(catalog_call(home, "profile", "{\"id\": \"web\"}", NULL, &error), "catalog.profile/1");
  snprintf(arguments, sizeof arguments, "{\"query\": \"whale\", \"to\": \"%s/out.jsonl\"}", folder);
  HAS(catalog_call(home, "extract", arguments, NULL, &error), "\"records\":1,");
  FINE(error);
  EXPECT(!catalog_call(home, "show", "{\"id\": \"web\", \"x\": 1}", NULL, &error));
  EXPECT(error && !strcmp(catalog_error_place(error), "x"));
  catalog_error_free(error);
  error = NULL;
  EXPECT(!catalog_call(home, "dance", NULL, NULL, &error));
  EXPECT(error && !strcmp(catalog_error_code(error), "usage"));
  catalog_error_free(error);
  error = NULL;
  /* What a verb does not use is refused, and no dataset does not mean all. */
  const char *useless[][3] = {
      {"plan", "{\"source\": \"web\", \"max_errors\": 1}", "max_errors"},
      {"publish", "{\"id\": \"web\", \"folder\": \"x\", \"analyzer\": \"plain\"}", "analyzer"},
      {"publish", "{\"id\": \"web\", \"folder\": \"x\", \"max_errors\": 1}", "max_errors"},
      {"find", "{\"query\": \"whale\", \"in\": []}", "in"},
      {"count", "{\"query\": \"whale\", \"in\": []}", "in"},
  };
  for (size_t i = 0; i < sizeof useless / sizeof *useless; i++) {
    EXPECT(!catalog_call(home, useless[i][0], useless[i][1], NULL, &error));
    EXPECT(error && !strcmp(catalog_error_code(error), "usage"));
    EXPECT(error && !strcmp(catalog_error_place(error), useless[i][2]));
    catalog_error_free(error);
    error = NULL;
  }
  EXPECT(!catalog_home_snapshot(home, "[]", &error));
  EXPECT(error && !strcmp(catalog_error_place(error), "datasets"));
  catalog_error_free(error);
  error = NULL;
  catalog_snapshot *snapshot = catalog_home_snapshot(home, "[\"web\"]", &error);
  FINE(error);
  EXPECT(catalog_snapshot_records(snapshot) == 2);
  catalog_home_close(home);
  HAS(catalog_snapshot_count(snapshot, "whale", NULL, NULL, &error), "\"records\":1,");
  catalog_snapshot_close(snapshot);
}

/* Two indexes become one, which is asked in parts. */
static void try_taking_over(const char *folder) {
  catalog_error *error = NULL;
  char path[4096], options[8192], others[12288];
  const char *names[] = {"one", "two"};
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s/part-%s", folder, names[i]);
    catalog_index *part = catalog_index_open(path, &error);
    snprintf(options, sizeof options, "{\"like\": \"%s/part-one\"}", folder);
    catalog_writer *writer = catalog_index_write(
        part, i == 0 ? "{\"text\": [\"text\"], \"stop_words\": [\"a\"]}" : options, &error);
    FINE(error);
    const char *line = i == 0 ? "{\"text\": \"a whale\"}" : "{\"text\": \"a whale and a whale\"}";
    EXPECT(catalog_writer_append_json(writer, line, strlen(line), NULL, &error) == 0);
    HAS(catalog_writer_commit(writer, NULL, &error), "\"records\":1,");
    FINE(error);
    catalog_writer_close(writer);
    catalog_index_close(part);
  }
  snprintf(path, sizeof path, "%s/joined", folder);
  catalog_index *index = catalog_index_open(path, &error);
  const char *others_of_like[] = {"\"rebuild\": true", "\"store\": \"zstd\"", "\"text\": \"text\""};
  for (size_t i = 0; i < sizeof others_of_like / sizeof *others_of_like; i++) {
    snprintf(options, sizeof options, "{\"like\": \"%s/part-one\", %s}", folder, others_of_like[i]);
    EXPECT(!catalog_index_write(index, options, &error));
    EXPECT(error && !strcmp(catalog_error_code(error), "usage"));
    catalog_error_free(error);
    error = NULL;
  }
  snprintf(
      others, sizeof others,
      "[{\"path\": \"%s/part-one\", \"name\": \"one\"}, {\"path\": \"%s/part-two\", \"name\": \"two\"}]",
      folder, folder);
  HAS(catalog_index_take_over(index, others, "{\"jobs\": 1}", NULL, &error), "\"records\":2,");
  HAS(catalog_index_take_over(index, others, "{\"replacing\": true}", NULL, &error), "\"records\":0,");
  FINE(error);
  catalog_snapshot *snapshot = catalog_index_snapshot(index, &error);
  EXPECT(catalog_snapshot_segments(snapshot) == 2);
  catalog_snapshot *part = catalog_snapshot_part(snapshot, 1, 1, &error);
  FINE(error);
  EXPECT(catalog_snapshot_records(part) == 1 && catalog_snapshot_records(snapshot) == 2);
  HAS(catalog_snapshot_count(part, "whale", NULL, NULL, &error), "\"occurrences\":2");
  HAS(catalog_snapshot_count(snapshot, "whale", NULL, NULL, &error), "\"occurrences\":3");
  struct ArrowArrayStream stream;
  EXPECT(catalog_snapshot_scan(part, "whale", "{\"columns\": [\"score\"]}", NULL, &stream, &error) == 0);
  FINE(error);
  struct ArrowArray rows;
  EXPECT(stream.get_next(&stream, &rows) == 0 && rows.length == 1);
  EXPECT(((const double *)rows.children[0]->buffers[1])[0] > 0);
  rows.release(&rows);
  stream.release(&stream);
  EXPECT(!catalog_snapshot_part(snapshot, 1, 2, &error));
  EXPECT(error && !strcmp(catalog_error_code(error), "usage"));
  catalog_error_free(error);
  catalog_snapshot_close(part);
  catalog_snapshot_close(snapshot);
  catalog_index_close(index);
}

int main(int count, char **arguments) {
  if (count != 2) return 64;
  const char *folder = arguments[1];
  char path[4096], data[4096], sources[8192];
  EXPECT(catalog_abi_version() == CATALOG_ABI_VERSION);
  EXPECT(strlen(catalog_version()) > 0);

  catalog_error *error = NULL;
  snprintf(path, sizeof path, "%s/index", folder);
  catalog_index *index = catalog_index_open(path, &error);
  FINE(error);
  try_writing(index);
  try_failing(index);
  try_reading(index);
  try_cancelling(index);
  catalog_index_close(index);

  snprintf(data, sizeof data, "%s/data.jsonl", folder);
  FILE *file = fopen(data, "w");
  fputs("{\"id\": \"a\", \"text\": \"a whale\"}\n{\"id\": \"b\", \"text\": \"no fish\", \"n\": 1.10}\n", file);
  fclose(file);
  snprintf(path, sizeof path, "%s/files", folder);
  index = catalog_index_open(path, &error);
  snprintf(sources, sizeof sources, "[\"%s\"]", data);
  HAS(catalog_index_ingest(index, sources, NULL, NULL, &error), "\"records\":2,");
  FINE(error);
  EXPECT(!catalog_index_ingest(index, "[\"/nowhere/at/all\"]", NULL, NULL, &error));
  EXPECT(error && !strcmp(catalog_error_code(error), "notFound"));
  catalog_error_free(error);
  catalog_index_close(index);
  try_home(folder, data);
  try_taking_over(folder);
  try_cancelling_others(folder);

  if (failures) fprintf(stderr, "%d failures\n", failures);
  return failures ? 1 : 0;
}
