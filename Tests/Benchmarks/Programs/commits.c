// The floor under recording: results put into Reel's own tables, so many in a transaction, by SQLite
// alone. Of every one the request that brought it is ended.
//   commits DATABASE ROWS-IN-A-TRANSACTION [JOURNAL]
// With a journal, lines like Reel's are added to it and made durable before each transaction is: what
// Reel promises takes as much.
// Prints the seconds that it took, the CPU seconds, and the number of transactions.
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static sqlite3 *database;

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(database));
  exit(1);
}

static void run(const char *text) {
  if (sqlite3_exec(database, text, NULL, NULL, NULL) != SQLITE_OK) fail(text);
}

static sqlite3_stmt *prepared(const char *text) {
  sqlite3_stmt *statement = NULL;
  if (sqlite3_prepare_v2(database, text, -1, &statement, NULL) != SQLITE_OK) fail(text);
  return statement;
}

static void step(sqlite3_stmt *statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) fail("step");
  sqlite3_reset(statement);
}

static void bind_result(sqlite3_stmt *insert, const unsigned char *fingerprint, long long request) {
  sqlite3_bind_blob(insert, 1, fingerprint, 32, SQLITE_STATIC);
  sqlite3_bind_blob(insert, 2, fingerprint, 32, SQLITE_STATIC);
  sqlite3_bind_text(insert, 3, "image/jpeg", -1, SQLITE_STATIC);
  sqlite3_bind_text(insert, 4, "grok-imagine-image", -1, SQLITE_STATIC);
  sqlite3_bind_text(insert, 5, "0123456789abcdef0123456789abcdef", -1, SQLITE_STATIC);
  sqlite3_bind_int64(insert, 6, request);
}

// Writes the line of Reel's journal for a result; gives its length.
static int write_line(char *line, size_t room, const unsigned char *fingerprint, long long request) {
  char hex[65];
  for (int byte = 0; byte < 32; byte++) snprintf(hex + 2 * byte, 3, "%02x", fingerprint[byte]);
  return snprintf(
      line, room,
      "{\"at\":1700000000,\"collects\":true,\"fingerprint\":\"%s\",\"kind\":\"kept\","
      "\"request\":%lld,\"slots\":{\"1\":{\"media\":{\"bytes\":1000,\"digest\":\"%s\","
      "\"height\":48,\"type\":\"image/jpeg\",\"width\":64},\"served\":{"
      "\"model\":\"grok-imagine-image\",\"request_id\":\"0123456789abcdef0123456789abcdef\"}}},"
      "\"sum\":\"95be000b683fca37\",\"v\":1}\n",
      hex, request, hex);
}

// Adds the lines of a transaction to the journal, durably.
static void append(int journal, const char *lines, size_t length) {
  if (write(journal, lines, length) != (ssize_t)length || fsync(journal) != 0) {
    perror("journal");
    exit(1);
  }
}

int main(int argc, char **argv) {
#ifdef __GLIBC__
  // Else, for one database in four, the end of the heap is given back and taken again with every
  // statement: up to three times the time of all of it.
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
  if (argc < 3 || argc > 4 || sqlite3_open_v2(argv[1], &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
    fprintf(stderr, "usage: commits DATABASE ROWS [JOURNAL]\n");
    return 2;
  }
  int rows = atoi(argv[2]);
  if (rows < 1) rows = 1;
  int journal = argc == 4 ? open(argv[3], O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;
  if (argc == 4 && journal < 0) {
    perror(argv[3]);
    return 2;
  }
  char *lines = malloc((size_t)rows * 512);
  run("PRAGMA journal_mode = WAL");
  run("PRAGMA synchronous = FULL");
  size_t count = 0, room = 1 << 20;
  unsigned char *fingerprints = malloc(room * 32);
  long long *requests = malloc(room * sizeof *requests);
  sqlite3_stmt *open = prepared("SELECT id, fingerprint FROM request WHERE state = 'begun'");
  while (count < room && sqlite3_step(open) == SQLITE_ROW) {
    requests[count] = sqlite3_column_int64(open, 0);
    memcpy(fingerprints + 32 * count, sqlite3_column_blob(open, 1), 32);
    count++;
  }
  sqlite3_finalize(open);
  sqlite3_stmt *insert = prepared(
      "INSERT OR REPLACE INTO slot (fingerprint, slot, moderated, digest, media_type, byte_count,"
      " width, height, served_model, provider_request, request, kept_at)"
      " VALUES (?, 1, 0, ?, ?, 1000, 64, 48, ?, ?, ?, 1700000000)");
  sqlite3_stmt *update = prepared(
      "UPDATE request SET state = 'collected', settled_at = 1700000000 WHERE id = ?");
  double start = seconds(), start_cpu = cpu();
  long transactions = 0;
  for (size_t index = 0; index < count;) {
    size_t length = 0;
    run("BEGIN IMMEDIATE");
    for (int row = 0; row < rows && index < count; row++, index++) {
      bind_result(insert, fingerprints + 32 * index, requests[index]);
      step(insert);
      sqlite3_bind_int64(update, 1, requests[index]);
      step(update);
      if (journal >= 0)
        length += (size_t)write_line(lines + length, 512, fingerprints + 32 * index, requests[index]);
    }
    if (journal >= 0) append(journal, lines, length);
    run("COMMIT");
    transactions++;
  }
  printf("%f %f %ld\n", seconds() - start, cpu() - start_cpu, transactions);
  sqlite3_finalize(insert);
  sqlite3_finalize(update);
  sqlite3_close(database);
  return count > 0 ? 0 : 1;
}
