// A server for clients to be measured on: a thread for every connection, answers that are ready.
//   server FILE
// Prints its address and serves until it is ended. GET gives FILE. POST to /WAIT/BYTES/... waits so
// many milliseconds and gives a picture's answer: with so many bytes in base64, or, for 0, an address.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *file;
static size_t file_size;

static int send_all(int connection, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = write(connection, bytes, count);
    if (sent <= 0) return 0;
    bytes += sent;
    count -= (size_t)sent;
  }
  return 1;
}

static int send_head(int connection, const char *type, size_t count) {
  char head[200];
  int length = snprintf(head, sizeof head,
                        "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", type,
                        count);
  return send_all(connection, head, (size_t)length);
}

static int answer_post(int connection, const char *path) {
  static const char before[] = "{\"data\":[{\"b64_json\":\"", after[] = "\"}]}";
  static const char plain[] =
      "{\"created\":1,\"data\":[{\"url\":\"http://127.0.0.1/pictures/00112233445566778899.jpg\","
      "\"revised_prompt\":\"a misty harbour at dawn, lanterns, copper rooftops, soft warm rim "
      "light\"}],\"usage\":{\"input_tokens\":0,\"output_tokens\":0,\"total_tokens\":0}}";
  unsigned wait = 0;
  unsigned long bytes = 0;
  sscanf(path, "/%u/%lu/", &wait, &bytes);
  if (wait > 0) usleep(wait * 1000);
  if (bytes == 0) {
    size_t count = strlen(plain);
    char answer[1024];
    int length = snprintf(answer, sizeof answer,
                          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                          "Content-Length: %zu\r\n\r\n%s", count, plain);
    return send_all(connection, answer, (size_t)length);
  }
  size_t text = (bytes + 2) / 3 * 4;
  if (!send_head(connection, "application/json", strlen(before) + text + strlen(after))) return 0;
  if (!send_all(connection, before, strlen(before))) return 0;
  char chunk[65536];
  memset(chunk, 'A', sizeof chunk);
  while (text > 0) {
    size_t count = text < sizeof chunk ? text : sizeof chunk;
    if (!send_all(connection, chunk, count)) return 0;
    text -= count;
  }
  return send_all(connection, after, strlen(after));
}

static size_t body_size(const char *head) {
  for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
    if (strncasecmp(line + 2, "content-length:", 15) == 0) return strtoul(line + 17, NULL, 10);
  return 0;
}

static void *serve(void *argument) {
  int connection = (int)(long)argument;
  char head[65536];
  size_t have = 0;
  for (;;) {
    char *end = NULL;
    head[have] = 0;
    while ((end = strstr(head, "\r\n\r\n")) == NULL) {
      if (have >= sizeof head - 1) goto over;
      ssize_t count = read(connection, head + have, sizeof head - 1 - have);
      if (count <= 0) goto over;
      have += (size_t)count;
      head[have] = 0;
    }
    size_t rest = have - (size_t)(end + 4 - head), wanted = body_size(head);
    while (rest < wanted) {
      char chunk[65536];
      size_t space = wanted - rest < sizeof chunk ? wanted - rest : sizeof chunk;
      ssize_t count = read(connection, chunk, space);
      if (count <= 0) goto over;
      rest += (size_t)count;
    }
    int goes_on;
    if (strncmp(head, "POST ", 5) == 0)
      goes_on = answer_post(connection, head + 5);
    else
      goes_on = send_head(connection, "video/mp4", file_size) &&
                send_all(connection, file, file_size);
    if (!goes_on || rest > wanted) break;
    have = 0;
  }
over:
  close(connection);
  return NULL;
}

int main(int argc, char **argv) {
  struct stat status;
  int on = 1, input = argc == 2 ? open(argv[1], O_RDONLY) : -1;
  if (input < 0 || fstat(input, &status) != 0) {
    fprintf(stderr, "usage: server FILE\n");
    return 2;
  }
  file_size = (size_t)status.st_size;
  file = mmap(NULL, file_size, PROT_READ, MAP_PRIVATE, input, 0);
  signal(SIGPIPE, SIG_IGN);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (file == MAP_FAILED || bind(listener, (struct sockaddr *)&address, length) != 0 ||
      listen(listener, 1024) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
    perror("server");
    return 1;
  }
  printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 512 * 1024);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) continue;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    pthread_t thread;
    if (pthread_create(&thread, &attributes, serve, (void *)(long)connection) != 0)
      close(connection);
  }
}
