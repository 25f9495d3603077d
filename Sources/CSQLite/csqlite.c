#include "csqlite.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// Loaded on first use: a run that has nothing to do opens no database, and starts sooner.

#define DECLARE(result, name, parameters, arguments) __typeof__(&name) name##_;
static struct {
  REEL_SQLITE_FUNCTIONS(DECLARE)
  __typeof__(&sqlite3_bind_text) bind_text;
  __typeof__(&sqlite3_bind_blob) bind_blob;
  __typeof__(&sqlite3_db_config) db_config;
  __typeof__(&sqlite3_file_control) file_control;
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;
static char failure_text[512];

static void fail(const char *what, const char *why) {
  snprintf(failure_text, sizeof failure_text, "%s: %s", what, why ? why : "no reason given");
  failure = failure_text;
}

static int look_up(void *handle, const char *name, void *place) {
  void *symbol = dlsym(handle, name);
  if (symbol == NULL) fail("SQLite lacks a function", name);
  memcpy(place, &symbol, sizeof symbol);
  return symbol != NULL;
}

static void load(void) {
#ifdef __APPLE__
  const char *name = "/usr/lib/libsqlite3.dylib";
#else
  const char *name = "libsqlite3.so.0";
#endif
  void *handle = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
  if (handle == NULL) {
    fail("SQLite cannot be loaded", dlerror());
    return;
  }
#define LOOK_UP(result, name, parameters, arguments) \
  if (!look_up(handle, #name, &library.name##_)) return;
  REEL_SQLITE_FUNCTIONS(LOOK_UP)
  if (!look_up(handle, "sqlite3_bind_text", &library.bind_text)) return;
  if (!look_up(handle, "sqlite3_bind_blob", &library.bind_blob)) return;
  if (!look_up(handle, "sqlite3_db_config", &library.db_config)) return;
  look_up(handle, "sqlite3_file_control", &library.file_control);
}

const char *reel_sqlite_load(void) {
  pthread_once(&once, load);
  return failure;
}

#define DEFINE(result, name, parameters, arguments) \
  result reel_##name parameters { return library.name##_ arguments; }
REEL_SQLITE_FUNCTIONS(DEFINE)

int reel_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *text, int bytes) {
  return library.bind_text(statement, place, text, bytes, SQLITE_TRANSIENT);
}

int reel_sqlite_bind_blob(sqlite3_stmt *statement, int place, const void *blob, int bytes) {
  return library.bind_blob(statement, place, blob, bytes, SQLITE_TRANSIENT);
}

int reel_sqlite_switch(sqlite3 *database, int option, int on) {
  return library.db_config(database, option, on, (int *)0);
}

int reel_sqlite_persist_log(sqlite3 *database) {
  int on = 1;
  return library.file_control(database, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}
