// For crash-points.sh, rebuild.sh and noop.sh, by LD_PRELOAD: counts the calls of `reel` that leave something
// behind (on disk, or with the provider) and does to call number FAULT_AT what FAULT_HOW says:
//   before, after   the process is gone, without this call or with it
//   torn            it is gone in the middle of this write
//   enospc, eio     this call fails; late: it fails, and has happened all the same (of a request, half)
//   full, dead      as enospc and eio, and so does every later one that a full disk (a dead one) fails
// A request to the provider has no disk error: it meets a reset connection instead.
// FAULT_LOG gets a line for every call, "NUMBER CALL WHAT".
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum how { NOTHING, BEFORE, AFTER, TORN, ENOSPC_ONCE, EIO_ONCE, LATE, FULL, DEAD };
enum kind { GROWS, SYNCS, NAMES, SENDS };

static enum how how;
static long at;
static int log_file = -1;
static atomic_long calls;

__attribute__((constructor)) static void begin(void) {
  static const char *const names[] = {"",       "before", "after", "torn", "enospc",
                                      "eio",    "late",   "full",  "dead"};
  const char *path = getenv("FAULT_LOG"), *word = getenv("FAULT_HOW"), *number = getenv("FAULT_AT");
  // Programs that Reel starts inherit this library and are left alone.
  if (!path || strcmp(program_invocation_short_name, "reel")) return;
  log_file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  at = number ? atol(number) : 0;
  for (int i = 1; word && i <= DEAD; i++)
    if (!strcmp(word, names[i])) how = i;
}

// The name of what a descriptor is, where a write to it counts; else 0.
static const char *counted(int fd, char *name, size_t size, enum kind *kind) {
  struct stat status;
  if (fd <= 2 || fd == log_file || fstat(fd, &status)) return 0;
  if (S_ISSOCK(status.st_mode)) {
    struct sockaddr address;
    socklen_t length = sizeof address;
    if (getsockname(fd, &address, &length) || address.sa_family != AF_INET) return 0;
    *kind = SENDS;
    return "provider";
  }
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, size - 1);
  name[length < 0 ? 0 : length] = 0;
  return name;
}

struct fate { int error; int late; int torn; int last; };

static void leave(void) { syscall(SYS_exit_group, 137); }

// What becomes of the call that is about to happen.
static struct fate meet(const char *call, const char *what, enum kind kind) {
  struct fate fate = {0, 0, 0, 0};
  if (log_file < 0) return fate;
  long number = atomic_fetch_add(&calls, 1) + 1;
  char line[4300];
  int length = snprintf(line, sizeof line, "%ld %s %s\n", number, call, what);
  syscall(SYS_write, log_file, line, length < (int)sizeof line ? length : (int)sizeof line - 1);
  if (!how || number < at) return fate;
  if (number > at) {
    // What only gives room or names, a full disk can still do.
    if (how == FULL && kind == GROWS) fate.error = ENOSPC;
    if (how == DEAD && kind != SENDS) fate.error = EIO;
    return fate;
  }
  switch (how) {
  case BEFORE: leave(); break;
  case AFTER: fate.last = 1; break;
  case TORN: fate.torn = fate.last = 1; break;
  case ENOSPC_ONCE: case FULL: fate.error = ENOSPC; break;
  case LATE: fate.late = 1; /* fall through */
  default: fate.error = EIO;
  }
  if (kind == SENDS && fate.error) fate.error = ECONNRESET;
  return fate;
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

// Runs `expression`, or not, as the fate has it.
#define PERFORM(type, met_, expression) \
  do { \
    struct fate f = (met_); \
    type result = -1; \
    if (!f.error || f.late) result = (expression); \
    if (f.last) leave(); \
    if (f.error) { errno = f.error; return -1; } \
    return result; \
  } while (0)

#define ON_FILE(type, call, fd, kind_, whole, half) \
  char name[4096]; \
  enum kind kind = kind_; \
  const char *what = counted(fd, name, sizeof name, &kind); \
  if (!what) return (whole); \
  struct fate met = meet(call, what, kind); \
  if (met.torn) { (void)!(half); leave(); } \
  /* A socket never takes all and says that it failed; it may take a part, and fail at the rest. */ \
  if (met.late && kind == SENDS) { (void)!(half); errno = met.error; return -1; } \
  PERFORM(type, met, whole)

ssize_t write(int fd, const void *bytes, size_t count) {
  REAL(write);
  ON_FILE(ssize_t, "write", fd, GROWS, real(fd, bytes, count), real(fd, bytes, count / 2));
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
  REAL(pwrite);
  ON_FILE(ssize_t, "pwrite", fd, GROWS, real(fd, bytes, count, offset),
          real(fd, bytes, count / 2, offset));
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
  REAL(pwrite64);
  ON_FILE(ssize_t, "pwrite", fd, GROWS, real(fd, bytes, count, offset),
          real(fd, bytes, count / 2, offset));
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  ON_FILE(ssize_t, "writev", fd, GROWS, real(fd, parts, count), real(fd, parts, count / 2));
}
ssize_t send(int fd, const void *bytes, size_t count, int flags) {
  REAL(send);
  ON_FILE(ssize_t, "send", fd, SENDS, real(fd, bytes, count, flags),
          real(fd, bytes, count / 2, flags));
}
ssize_t sendto(int fd, const void *bytes, size_t count, int flags, const struct sockaddr *to,
               socklen_t length) {
  REAL(sendto);
  ON_FILE(ssize_t, "send", fd, SENDS, real(fd, bytes, count, flags, to, length),
          real(fd, bytes, count / 2, flags, to, length));
}
ssize_t copy_file_range(int in, off64_t *from, int fd, off64_t *to, size_t count, unsigned flags) {
  REAL(copy_file_range);
  ON_FILE(ssize_t, "copy", fd, GROWS, real(in, from, fd, to, count, flags),
          real(in, from, fd, to, count / 2, flags));
}
int fsync(int fd) {
  REAL(fsync);
  ON_FILE(int, "fsync", fd, SYNCS, real(fd), 0);
}
int fdatasync(int fd) {
  REAL(fdatasync);
  ON_FILE(int, "fdatasync", fd, SYNCS, real(fd), 0);
}
int ftruncate(int fd, off_t size) {
  REAL(ftruncate);
  ON_FILE(int, "ftruncate", fd, NAMES, real(fd, size), 0);
}
int ftruncate64(int fd, off64_t size) {
  REAL(ftruncate64);
  ON_FILE(int, "ftruncate", fd, NAMES, real(fd, size), 0);
}
int fchmod(int fd, mode_t mode) {
  REAL(fchmod);
  ON_FILE(int, "fchmod", fd, NAMES, real(fd, mode), 0);
}
int ioctl(int fd, unsigned long request, ...) {
  va_list list;
  va_start(list, request);
  void *argument = va_arg(list, void *);
  va_end(list);
  REAL(ioctl);
  if (request != 0x40049409) return real(fd, request, argument); // FICLONE
  ON_FILE(int, "clone", fd, GROWS, real(fd, request, argument), 0);
}

#define ON_PATH(call, path, kind_, expression) PERFORM(int, meet(call, path, kind_), expression)

int rename(const char *from, const char *to) {
  REAL(rename);
  ON_PATH("rename", to, NAMES, real(from, to));
}
int renameat(int in, const char *from, int out, const char *to) {
  REAL(renameat);
  ON_PATH("rename", to, NAMES, real(in, from, out, to));
}
int renameat2(int in, const char *from, int out, const char *to, unsigned flags) {
  REAL(renameat2);
  ON_PATH("rename", to, NAMES, real(in, from, out, to, flags));
}
int unlink(const char *path) {
  REAL(unlink);
  ON_PATH("unlink", path, NAMES, real(path));
}
int unlinkat(int in, const char *path, int flags) {
  REAL(unlinkat);
  ON_PATH("unlink", path, NAMES, real(in, path, flags));
}
int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  ON_PATH("mkdir", path, GROWS, real(path, mode));
}
int mkdirat(int in, const char *path, mode_t mode) {
  REAL(mkdirat);
  ON_PATH("mkdir", path, GROWS, real(in, path, mode));
}

// A file that may be made is one that may leave a name behind.
#define OPEN(name, parameters, arguments) \
  int name parameters { \
    mode_t mode = 0; \
    va_list list; \
    va_start(list, flags); \
    if (flags & O_CREAT) mode = va_arg(list, mode_t); \
    va_end(list); \
    REAL(name); \
    if (!(flags & O_CREAT)) return real arguments; \
    ON_PATH("create", path, GROWS, real arguments); \
  }

OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, (int in, const char *path, int flags, ...), (in, path, flags, mode))
OPEN(openat64, (int in, const char *path, int flags, ...), (in, path, flags, mode))
