#include "ccurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// curl.h wraps these in type-checking macros, which cannot go through a pointer.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

// Every function that is looked up, in one list: it declares the table and fills it.
#define FUNCTIONS(X)     \
  X(curl_global_init)    \
  X(curl_version_info)   \
  X(curl_easy_init)      \
  X(curl_easy_cleanup)   \
  X(curl_easy_strerror)  \
  X(curl_easy_setopt)    \
  X(curl_easy_getinfo)   \
  X(curl_slist_append)   \
  X(curl_slist_free_all) \
  X(curl_multi_init)     \
  X(curl_multi_cleanup)  \
  X(curl_multi_setopt)   \
  X(curl_multi_add_handle)    \
  X(curl_multi_remove_handle) \
  X(curl_multi_socket_action) \
  X(curl_multi_info_read) \
  X(curl_url)             \
  X(curl_url_cleanup)     \
  X(curl_url_set)         \
  X(curl_url_get)         \
  X(curl_free)

#define DECLARE(name) __typeof__(&name) name##_;
static struct { FUNCTIONS(DECLARE) } library;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;
static char failure_text[512];

static void fail(const char *what, const char *why) {
  snprintf(failure_text, sizeof failure_text, "%s: %s", what, why ? why : "no reason given");
  failure = failure_text;
}

static void load(void) {
#ifdef __APPLE__
  const char *names[] = {"/usr/lib/libcurl.4.dylib", "libcurl.4.dylib"};
#else
  const char *names[] = {"libcurl.so.4"};
#endif
  void *handle = NULL;
  for (size_t index = 0; handle == NULL && index < sizeof names / sizeof *names; index++) {
    handle = dlopen(names[index], RTLD_NOW | RTLD_LOCAL);
  }
  if (handle == NULL) {
    fail("libcurl cannot be loaded", dlerror());
    return;
  }

#define LOOK_UP(name)                                        \
  {                                                          \
    void *symbol = dlsym(handle, #name);                     \
    if (symbol == NULL) {                                    \
      fail("libcurl lacks a function", #name);               \
      return;                                                \
    }                                                        \
    memcpy(&library.name##_, &symbol, sizeof symbol);        \
  }
  FUNCTIONS(LOOK_UP)

  curl_version_info_data *version = library.curl_version_info_(CURLVERSION_NOW);
  if (version->version_num < 0x075700) {
    fail("libcurl 7.87 or newer is needed, but this is", version->version);
    return;
  }
  CURLcode code = library.curl_global_init_(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) fail("libcurl cannot start", library.curl_easy_strerror_(code));
}

const char *reel_curl_load(void) {
  pthread_once(&once, load);
  return failure;
}

CURL *reel_curl_easy_init(void) { return library.curl_easy_init_(); }
void reel_curl_easy_cleanup(CURL *easy) { library.curl_easy_cleanup_(easy); }
const char *reel_curl_easy_text(CURLcode code) { return library.curl_easy_strerror_(code); }

CURLcode reel_curl_set_long(CURL *easy, CURLoption option, long value) {
  return library.curl_easy_setopt_(easy, option, value);
}

CURLcode reel_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return library.curl_easy_setopt_(easy, option, value);
}

CURLcode reel_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return library.curl_easy_setopt_(easy, option, value);
}

CURLcode reel_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return library.curl_easy_setopt_(easy, option, value);
}

CURLcode reel_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return library.curl_easy_setopt_(easy, option, value);
}

CURLcode reel_curl_set_body(CURL *easy, const void *bytes) {
  return library.curl_easy_setopt_(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

CURLcode reel_curl_set_read(CURL *easy, size_t (*read)(char *, size_t, size_t, void *), void *context) {
  CURLcode code = library.curl_easy_setopt_(easy, CURLOPT_READFUNCTION, read);
  return code != CURLE_OK ? code : library.curl_easy_setopt_(easy, CURLOPT_READDATA, context);
}

CURLcode reel_curl_set_seek(CURL *easy, int (*seek)(void *, curl_off_t, int), void *context) {
  CURLcode code = library.curl_easy_setopt_(easy, CURLOPT_SEEKFUNCTION, seek);
  return code != CURLE_OK ? code : library.curl_easy_setopt_(easy, CURLOPT_SEEKDATA, context);
}

CURLcode reel_curl_set_write(CURL *easy, size_t (*write)(char *, size_t, size_t, void *), void *context) {
  CURLcode code = library.curl_easy_setopt_(easy, CURLOPT_WRITEFUNCTION, write);
  return code != CURLE_OK ? code : library.curl_easy_setopt_(easy, CURLOPT_WRITEDATA, context);
}

CURLcode reel_curl_set_prerequest(
    CURL *easy, int (*begin)(void *, char *, char *, int, int), void *context) {
  CURLcode code = library.curl_easy_setopt_(easy, CURLOPT_PREREQFUNCTION, begin);
  return code != CURLE_OK ? code : library.curl_easy_setopt_(easy, CURLOPT_PREREQDATA, context);
}

CURLcode reel_curl_set_header(CURL *easy, size_t (*header)(char *, size_t, size_t, void *), void *context) {
  CURLcode code = library.curl_easy_setopt_(easy, CURLOPT_HEADERFUNCTION, header);
  return code != CURLE_OK ? code : library.curl_easy_setopt_(easy, CURLOPT_HEADERDATA, context);
}

long reel_curl_get_long(CURL *easy, CURLINFO info) {
  long value = 0;
  return library.curl_easy_getinfo_(easy, info, &value) == CURLE_OK ? value : 0;
}

curl_off_t reel_curl_get_offset(CURL *easy, CURLINFO info) {
  curl_off_t value = 0;
  return library.curl_easy_getinfo_(easy, info, &value) == CURLE_OK ? value : 0;
}

void *reel_curl_get_pointer(CURL *easy, CURLINFO info) {
  void *value = NULL;
  return library.curl_easy_getinfo_(easy, info, &value) == CURLE_OK ? value : NULL;
}

struct curl_slist *reel_curl_list_append(struct curl_slist *list, const char *text) {
  return library.curl_slist_append_(list, text);
}

void reel_curl_list_free(struct curl_slist *list) { library.curl_slist_free_all_(list); }

CURLM *reel_curl_multi_init(void) { return library.curl_multi_init_(); }
CURLMcode reel_curl_multi_cleanup(CURLM *multi) { return library.curl_multi_cleanup_(multi); }

CURLMcode reel_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return library.curl_multi_setopt_(multi, option, value);
}

CURLMcode reel_curl_multi_add(CURLM *multi, CURL *easy) {
  return library.curl_multi_add_handle_(multi, easy);
}

CURLMcode reel_curl_multi_remove(CURLM *multi, CURL *easy) {
  return library.curl_multi_remove_handle_(multi, easy);
}

CURLMcode reel_curl_multi_set_sockets(CURLM *multi, curl_socket_callback watch, void *context) {
  CURLMcode code = library.curl_multi_setopt_(multi, CURLMOPT_SOCKETFUNCTION, watch);
  return code != CURLM_OK ? code : library.curl_multi_setopt_(multi, CURLMOPT_SOCKETDATA, context);
}

CURLMcode reel_curl_multi_set_timer(CURLM *multi, curl_multi_timer_callback timer, void *context) {
  CURLMcode code = library.curl_multi_setopt_(multi, CURLMOPT_TIMERFUNCTION, timer);
  return code != CURLM_OK ? code : library.curl_multi_setopt_(multi, CURLMOPT_TIMERDATA, context);
}

CURLMcode reel_curl_multi_act(CURLM *multi, curl_socket_t socket, int events) {
  int running = 0;
  return library.curl_multi_socket_action_(multi, socket, events, &running);
}

CURL *reel_curl_multi_next_ended(CURLM *multi, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = library.curl_multi_info_read_(multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    *result = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}

CURLU *reel_curl_url(void) { return library.curl_url_(); }
void reel_curl_url_cleanup(CURLU *url) { library.curl_url_cleanup_(url); }

CURLUcode reel_curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags) {
  return library.curl_url_set_(url, part, text, flags);
}

char *reel_curl_url_get(CURLU *url, CURLUPart part, unsigned int flags) {
  char *text = NULL;
  return library.curl_url_get_(url, part, &text, flags) == CURLUE_OK ? text : NULL;
}

void reel_curl_free(void *memory) { library.curl_free_(memory); }
