// The floor under everything that reads a manifest: libyaml's events, counted and thrown away.
//   floor FILE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

static unsigned long count_events(const unsigned char *text, size_t size) {
  yaml_parser_t parser;
  yaml_event_t event;
  unsigned long count = 0;
  int is_last = 0;
  if (!yaml_parser_initialize(&parser)) return 0;
  yaml_parser_set_input_string(&parser, text, size);
  while (!is_last) {
    if (!yaml_parser_parse(&parser, &event)) {
      fprintf(stderr, "line %zu: %s\n", parser.problem_mark.line + 1,
              parser.problem ? parser.problem : "unreadable");
      count = 0;
      break;
    }
    count++;
    is_last = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return count;
}

int main(int argc, char **argv) {
  struct stat status;
  if (argc != 2) {
    fprintf(stderr, "usage: floor FILE\n");
    return 2;
  }
  int file = open(argv[1], O_RDONLY);
  if (file < 0 || fstat(file, &status) != 0) {
    perror(argv[1]);
    return 1;
  }
  void *text = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
  if (text == MAP_FAILED) {
    perror(argv[1]);
    return 1;
  }
  unsigned long count = count_events(text, (size_t)status.st_size);
  printf("%lu\n", count);
  return count > 0 ? 0 : 1;
}
