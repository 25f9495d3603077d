// For noop.sh, by LD_PRELOAD: every call with which `reel` looks at a path, whether or not something
// is there. LOOKS_LOG gets a line for each, "CALL PATH".
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int log_file = -1;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("LOOKS_LOG");
  // Programs that Reel starts inherit this library and are left alone.
  if (!path || strcmp(program_invocation_short_name, "reel")) return;
  log_file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

// Notes a path, made whole where it is below a folder that is open.
static void look(const char *call, int folder, const char *path) {
  if (log_file < 0 || !path) return;
  int before = errno;
  char line[8300], base[4096];
  base[0] = 0;
  if (path[0] != '/') {
    char link[64];
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, base, sizeof base - 2);
    if (length < 0) length = 0;
    base[length] = '/';
    base[length + 1] = 0;
  }
  int length = snprintf(line, sizeof line, "%s %s%s\n", call, base, path);
  syscall(SYS_write, log_file, line, length < (int)sizeof line ? length : (int)sizeof line - 1);
  errno = before;
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

#define LOOK(type, name, parameters, folder, path, arguments) \
  type name parameters { \
    REAL(name); \
    look(#name, folder, path); \
    return real arguments; \
  }

LOOK(int, stat, (const char *path, struct stat *out), AT_FDCWD, path, (path, out))
LOOK(int, lstat, (const char *path, struct stat *out), AT_FDCWD, path, (path, out))
LOOK(int, stat64, (const char *path, struct stat64 *out), AT_FDCWD, path, (path, out))
LOOK(int, lstat64, (const char *path, struct stat64 *out), AT_FDCWD, path, (path, out))
LOOK(int, fstatat, (int in, const char *path, struct stat *out, int flags), in, path,
     (in, path, out, flags))
LOOK(int, fstatat64, (int in, const char *path, struct stat64 *out, int flags), in, path,
     (in, path, out, flags))
LOOK(int, statx, (int in, const char *path, int flags, unsigned mask, struct statx *out), in, path,
     (in, path, flags, mask, out))
LOOK(int, access, (const char *path, int mode), AT_FDCWD, path, (path, mode))
LOOK(int, faccessat, (int in, const char *path, int mode, int flags), in, path,
     (in, path, mode, flags))
LOOK(ssize_t, readlink, (const char *path, char *out, size_t size), AT_FDCWD, path,
     (path, out, size))
LOOK(ssize_t, readlinkat, (int in, const char *path, char *out, size_t size), in, path,
     (in, path, out, size))

#define OPEN(name, parameters, folder, arguments) \
  int name parameters { \
    mode_t mode = 0; \
    va_list list; \
    va_start(list, flags); \
    if (flags & (O_CREAT | O_TMPFILE)) mode = va_arg(list, mode_t); \
    va_end(list); \
    REAL(name); \
    look(#name, folder, path); \
    return real arguments; \
  }

OPEN(open, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPEN(openat, (int in, const char *path, int flags, ...), in, (in, path, flags, mode))
OPEN(openat64, (int in, const char *path, int flags, ...), in, (in, path, flags, mode))
