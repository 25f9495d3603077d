// Runs a program and says what it took.
//   launcher FOLDER OUTPUT ERRORS PROGRAM [ARGUMENT...]
// Prints "wall-ns cpu-us peak-bytes status". A process hands its own peak memory on to what it forks,
// so whoever measures memory has to be as small as this.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void replace(int descriptor, const char *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0 || dup2(file, descriptor) < 0) _exit(126);
  close(file);
}

static long long microseconds(struct timeval time) {
  return time.tv_sec * 1000000LL + time.tv_usec;
}

int main(int argc, char **argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: launcher FOLDER OUTPUT ERRORS PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  long long start = nanoseconds();
  pid_t child = fork();
  if (child < 0) {
    perror("fork");
    return 1;
  }
  if (child == 0) {
    if (chdir(argv[1]) != 0) _exit(126);
    replace(1, argv[2]);
    replace(2, argv[3]);
    execvp(argv[4], argv + 4);
    _exit(127);
  }
  int status = 0;
  struct rusage usage;
  while (wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) return 1;
  }
  long long wall = nanoseconds() - start;
  long long cpu = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
#ifdef __APPLE__
  long long peak = usage.ru_maxrss;
#else
  long long peak = usage.ru_maxrss * 1024LL;
#endif
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  printf("%lld %lld %lld %d\n", wall, cpu, peak, code);
  return 0;
}
