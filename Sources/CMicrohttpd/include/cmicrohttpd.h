// GNU libmicrohttpd behind a few plain functions. It is loaded when the first server starts.

#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

/// A listening server with its one thread.
typedef struct reel_http_server reel_http_server;
/// A client's connection, valid until the end of its request.
typedef struct reel_http_connection reel_http_connection;
/// An answer on its way.
typedef struct reel_http_response reel_http_response;

/// What the server calls, always on its own thread.
typedef struct {
  /// The headers are read. Gives the object that stands for the request.
  void *_Nonnull (*_Nonnull begin)(
      void *context, reel_http_connection *connection, const char *method, const char *path);
  /// A piece of the body.
  void (*_Nonnull body)(void *request, const char *bytes, size_t count);
  /// The request is whole; called again after each resume. Queues an answer or suspends; 0 drops
  /// the connection.
  int (*_Nonnull ready)(void *request, reel_http_connection *connection);
  /// Nothing more comes for the request: its object may go.
  void (*_Nonnull end)(void *request);
} reel_http_callbacks;

/// What `read` gives to break a body off.
#define REEL_HTTP_CUT (-2)

/// Copies up to `count` bytes of a body from `position`; gives how many.
typedef ssize_t (*reel_http_read)(void *context, uint64_t position, char *bytes, size_t count);
/// Lets the body's context go.
typedef void (*reel_http_release)(void *context);

/// Listens on 127.0.0.1; `port` 0 takes any free one. NULL on failure, with a text in `error`.
reel_http_server *_Nullable reel_http_start(
    uint16_t port, unsigned int connections, size_t connection_memory,
    const reel_http_callbacks *callbacks, void *context, char *error, size_t error_size);

/// The port it listens on.
uint16_t reel_http_port(reel_http_server *server);

/// Ends all connections and the thread. None may be suspended.
void reel_http_stop(reel_http_server *server);

/// The value of a request's header; NULL where it is absent. Valid as long as the connection.
const char *_Nullable reel_http_header(reel_http_connection *connection, const char *name);

/// The value of an argument behind the path's `?`; NULL where it is absent or has none.
const char *_Nullable reel_http_argument(reel_http_connection *connection, const char *name);

/// Breaks the connection off with a reset (SO_LINGER 0); only inside `ready`, which then gives 0.
void reel_http_reset(reel_http_connection *connection);

/// Takes the connection out of the loop; only inside `ready`, or inside `read`, which then gives 0.
void reel_http_suspend(reel_http_connection *connection);

/// Puts a suspended connection back; from any thread.
void reel_http_resume(reel_http_connection *connection);

/// An answer whose body `read` gives. `release` is called once, also on failure (NULL).
reel_http_response *_Nullable reel_http_response_create(
    uint64_t size, void *context, reel_http_read read, reel_http_release release);

/// Adds a header to an answer.
void reel_http_response_header(
    reel_http_response *response, const char *name, const char *value);

/// Sends the answer and lets go of it. 0 on failure.
int reel_http_response_send(
    reel_http_connection *connection, unsigned int status, reel_http_response *response);

#pragma clang assume_nonnull end
