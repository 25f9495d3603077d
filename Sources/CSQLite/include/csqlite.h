#pragma once

#include <sqlite3.h>

/// Loads SQLite at the first call; every call gives the same answer: NULL, or why it cannot be used.
/// Nothing else here may be called before this has given NULL. Any thread.
const char *reel_sqlite_load(void);

// SQLite's functions of these names without their `reel_`: result, name, parameters, arguments.
#define REEL_SQLITE_FUNCTIONS(X)                                                                     \
  X(int, sqlite3_open_v2, (const char *path, sqlite3 **database, int flags, const char *system),     \
    (path, database, flags, system))                                                                 \
  X(int, sqlite3_close_v2, (sqlite3 *database), (database))                                          \
  X(int, sqlite3_extended_result_codes, (sqlite3 *database, int on), (database, on))                 \
  X(int, sqlite3_busy_timeout, (sqlite3 *database, int milliseconds), (database, milliseconds))      \
  X(int, sqlite3_extended_errcode, (sqlite3 *database), (database))                                  \
  X(int, sqlite3_system_errno, (sqlite3 *database), (database))                                      \
  X(const char *, sqlite3_errmsg, (sqlite3 *database), (database))                                   \
  X(int, sqlite3_exec,                                                                               \
    (sqlite3 *database, const char *words, int (*row)(void *, int, char **, char **), void *context, \
     char **message),                                                                                \
    (database, words, row, context, message))                                                        \
  X(int, sqlite3_get_autocommit, (sqlite3 *database), (database))                                    \
  X(int, sqlite3_changes, (sqlite3 *database), (database))                                           \
  X(sqlite3_int64, sqlite3_last_insert_rowid, (sqlite3 *database), (database))                       \
  X(int, sqlite3_prepare_v3,                                                                         \
    (sqlite3 *database, const char *words, int bytes, unsigned int flags, sqlite3_stmt **statement,  \
     const char **rest),                                                                             \
    (database, words, bytes, flags, statement, rest))                                                \
  X(int, sqlite3_step, (sqlite3_stmt *statement), (statement))                                       \
  X(int, sqlite3_reset, (sqlite3_stmt *statement), (statement))                                      \
  X(int, sqlite3_finalize, (sqlite3_stmt *statement), (statement))                                   \
  X(int, sqlite3_clear_bindings, (sqlite3_stmt *statement), (statement))                             \
  X(int, sqlite3_bind_null, (sqlite3_stmt *statement, int place), (statement, place))                \
  X(int, sqlite3_bind_int64, (sqlite3_stmt *statement, int place, sqlite3_int64 value),              \
    (statement, place, value))                                                                       \
  X(int, sqlite3_bind_double, (sqlite3_stmt *statement, int place, double value),                    \
    (statement, place, value))                                                                       \
  X(int, sqlite3_column_count, (sqlite3_stmt *statement), (statement))                               \
  X(int, sqlite3_column_type, (sqlite3_stmt *statement, int place), (statement, place))              \
  X(int, sqlite3_column_bytes, (sqlite3_stmt *statement, int place), (statement, place))             \
  X(sqlite3_int64, sqlite3_column_int64, (sqlite3_stmt *statement, int place), (statement, place))   \
  X(double, sqlite3_column_double, (sqlite3_stmt *statement, int place), (statement, place))         \
  X(const unsigned char *, sqlite3_column_text, (sqlite3_stmt *statement, int place),                \
    (statement, place))                                                                              \
  X(const void *, sqlite3_column_blob, (sqlite3_stmt *statement, int place), (statement, place))     \
  X(sqlite3_backup *, sqlite3_backup_init,                                                           \
    (sqlite3 *target, const char *name, sqlite3 *source, const char *other),                         \
    (target, name, source, other))                                                                   \
  X(int, sqlite3_backup_step, (sqlite3_backup *backup, int pages), (backup, pages))                  \
  X(int, sqlite3_backup_finish, (sqlite3_backup *backup), (backup))

#define REEL_SQLITE_DECLARE(result, name, parameters, arguments) result reel_##name parameters;
REEL_SQLITE_FUNCTIONS(REEL_SQLITE_DECLARE)
#undef REEL_SQLITE_DECLARE

/// `SQLITE_TRANSIENT` is a cast that Swift cannot import.
int reel_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *text, int bytes);
int reel_sqlite_bind_blob(sqlite3_stmt *statement, int place, const void *blob, int bytes);

/// `sqlite3_db_config` is variadic; this is for the options that are a switch.
int reel_sqlite_switch(sqlite3 *database, int option, int on);

/// Lets the write-ahead log outlive the last connection.
int reel_sqlite_persist_log(sqlite3 *database);
