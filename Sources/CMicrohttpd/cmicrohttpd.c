#include "cmicrohttpd.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#define REEL_FUNCTIONS(X)             \
  X(MHD_start_daemon)                 \
  X(MHD_stop_daemon)                  \
  X(MHD_get_daemon_info)              \
  X(MHD_get_connection_info)          \
  X(MHD_lookup_connection_value)      \
  X(MHD_suspend_connection)           \
  X(MHD_resume_connection)            \
  X(MHD_create_response_from_callback) \
  X(MHD_add_response_header)          \
  X(MHD_queue_response)               \
  X(MHD_destroy_response)

static struct {
#define REEL_FIELD(name) __typeof__(&name) name;
  REEL_FUNCTIONS(REEL_FIELD)
} mhd;

static pthread_once_t load_once = PTHREAD_ONCE_INIT;
static const char *load_error = NULL;

static void load(void) {
#ifdef __APPLE__
  static const char *const names[] = {
      "libmicrohttpd.12.dylib", "/opt/homebrew/lib/libmicrohttpd.dylib",
      "/usr/local/lib/libmicrohttpd.dylib"};
#else
  static const char *const names[] = {"libmicrohttpd.so.12", "libmicrohttpd.so"};
#endif
  void *library = NULL;
  for (size_t index = 0; library == NULL && index < sizeof names / sizeof *names; index++) {
    library = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
  }
  if (library == NULL) {
    load_error = "libmicrohttpd is not installed";
    return;
  }
#define REEL_LOAD(name)                                       \
  mhd.name = (__typeof__(&name))dlsym(library, #name);        \
  if (mhd.name == NULL) load_error = "libmicrohttpd lacks " #name;
  REEL_FUNCTIONS(REEL_LOAD)
}

struct reel_http_server {
  struct MHD_Daemon *daemon;
  reel_http_callbacks callbacks;
  void *context;
};

// What the library says while it starts; it logs on the thread that starts it.
static _Thread_local char start_log[200];

static void keep_log(void *context, const char *format, va_list arguments) {
  (void)context;
  vsnprintf(start_log, sizeof start_log, format, arguments);
}

static enum MHD_Result access_handler(
    void *context, struct MHD_Connection *connection, const char *url, const char *method,
    const char *version, const char *bytes, size_t *count, void **request) {
  (void)version;
  reel_http_server *server = context;
  reel_http_connection *handle = (reel_http_connection *)connection;
  if (*request == NULL) {
    *request = server->callbacks.begin(server->context, handle, method, url);
    return MHD_YES;
  }
  if (*count > 0) {
    server->callbacks.body(*request, bytes, *count);
    *count = 0;
    return MHD_YES;
  }
  return server->callbacks.ready(*request, handle) ? MHD_YES : MHD_NO;
}

static void completed(
    void *context, struct MHD_Connection *connection, void **request,
    enum MHD_RequestTerminationCode reason) {
  (void)connection;
  (void)reason;
  reel_http_server *server = context;
  if (*request == NULL) return;
  server->callbacks.end(*request);
  *request = NULL;
}

reel_http_server *reel_http_start(
    uint16_t port, unsigned int connections, size_t connection_memory,
    const reel_http_callbacks *callbacks, void *context, char *error, size_t error_size) {
  pthread_once(&load_once, load);
  if (load_error != NULL) {
    snprintf(error, error_size, "%s", load_error);
    return NULL;
  }
  reel_http_server *server = calloc(1, sizeof *server);
  if (server == NULL) {
    snprintf(error, error_size, "out of memory");
    return NULL;
  }
  server->callbacks = *callbacks;
  server->context = context;
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  start_log[0] = 0;
  // Its epoll mode stalls with many sockets ready at once (0.9.75): poll.
  server->daemon = mhd.MHD_start_daemon(
      MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, port, NULL,
      NULL, access_handler, server, MHD_OPTION_EXTERNAL_LOGGER, keep_log, NULL,
      MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_CONNECTION_LIMIT, connections,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory, MHD_OPTION_NOTIFY_COMPLETED, completed,
      server, MHD_OPTION_END);
  if (server->daemon == NULL) {
    start_log[strcspn(start_log, "\n")] = 0;
    snprintf(error, error_size, "%s", start_log[0] ? start_log : strerror(errno));
    free(server);
    return NULL;
  }
  return server;
}

uint16_t reel_http_port(reel_http_server *server) {
  const union MHD_DaemonInfo *info =
      mhd.MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info == NULL ? 0 : info->port;
}

void reel_http_stop(reel_http_server *server) {
  mhd.MHD_stop_daemon(server->daemon);
  free(server);
}

const char *reel_http_header(reel_http_connection *connection, const char *name) {
  return mhd.MHD_lookup_connection_value(
      (struct MHD_Connection *)connection, MHD_HEADER_KIND, name);
}

const char *reel_http_argument(reel_http_connection *connection, const char *name) {
  return mhd.MHD_lookup_connection_value(
      (struct MHD_Connection *)connection, MHD_GET_ARGUMENT_KIND, name);
}

void reel_http_reset(reel_http_connection *connection) {
  const union MHD_ConnectionInfo *info = mhd.MHD_get_connection_info(
      (struct MHD_Connection *)connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  if (info == NULL) return;
  struct linger linger = {.l_onoff = 1, .l_linger = 0};
  setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  // The library would shut the socket down first, and the client would see a plain end. Put another
  // socket in its place: the last descriptor of the real one goes, which sends the reset.
  int other = socket(AF_INET, SOCK_STREAM, 0);
  if (other < 0) return;
  dup2(other, info->connect_fd);
  close(other);
}

void reel_http_suspend(reel_http_connection *connection) {
  mhd.MHD_suspend_connection((struct MHD_Connection *)connection);
}

void reel_http_resume(reel_http_connection *connection) {
  mhd.MHD_resume_connection((struct MHD_Connection *)connection);
}

reel_http_response *reel_http_response_create(
    uint64_t size, void *context, reel_http_read read, reel_http_release release) {
  struct MHD_Response *response =
      mhd.MHD_create_response_from_callback(size, 32 * 1024, read, context, release);
  if (response == NULL) release(context);
  return (reel_http_response *)response;
}

void reel_http_response_header(
    reel_http_response *response, const char *name, const char *value) {
  mhd.MHD_add_response_header((struct MHD_Response *)response, name, value);
}

int reel_http_response_send(
    reel_http_connection *connection, unsigned int status, reel_http_response *response) {
  enum MHD_Result result = mhd.MHD_queue_response(
      (struct MHD_Connection *)connection, status, (struct MHD_Response *)response);
  mhd.MHD_destroy_response((struct MHD_Response *)response);
  return result == MHD_YES;
}
