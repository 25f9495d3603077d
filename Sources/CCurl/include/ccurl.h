#pragma once

#include <curl/curl.h>

#if LIBCURL_VERSION_NUM < 0x075700
#error "libcurl 7.87 or newer is needed"
#endif

/// Loads libcurl at the first call and sets it up; every call gives the same answer: NULL, or why it
/// cannot be used. Nothing else here may be called before this has given NULL. Any thread.
const char *reel_curl_load(void);

CURL *reel_curl_easy_init(void);
void reel_curl_easy_cleanup(CURL *easy);
const char *reel_curl_easy_text(CURLcode code);

// curl_easy_setopt is variadic: one function for each type of argument.
CURLcode reel_curl_set_long(CURL *easy, CURLoption option, long value);
CURLcode reel_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value);
CURLcode reel_curl_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode reel_curl_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode reel_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
/// The body of a POST whose size is set already, with CURLOPT_POSTFIELDSIZE_LARGE; it is copied.
CURLcode reel_curl_set_body(CURL *easy, const void *bytes);
CURLcode reel_curl_set_read(CURL *easy, size_t (*read)(char *, size_t, size_t, void *), void *context);
CURLcode reel_curl_set_seek(CURL *easy, int (*seek)(void *, curl_off_t, int), void *context);
CURLcode reel_curl_set_write(CURL *easy, size_t (*write)(char *, size_t, size_t, void *), void *context);
CURLcode reel_curl_set_prerequest(
    CURL *easy, int (*begin)(void *, char *, char *, int, int), void *context);
CURLcode reel_curl_set_header(CURL *easy, size_t (*header)(char *, size_t, size_t, void *), void *context);

// curl_easy_getinfo likewise; 0 or NULL where libcurl does not know.
long reel_curl_get_long(CURL *easy, CURLINFO info);
curl_off_t reel_curl_get_offset(CURL *easy, CURLINFO info);
void *reel_curl_get_pointer(CURL *easy, CURLINFO info);

struct curl_slist *reel_curl_list_append(struct curl_slist *list, const char *text);
void reel_curl_list_free(struct curl_slist *list);

CURLM *reel_curl_multi_init(void);
CURLMcode reel_curl_multi_cleanup(CURLM *multi);
CURLMcode reel_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode reel_curl_multi_add(CURLM *multi, CURL *easy);
CURLMcode reel_curl_multi_remove(CURLM *multi, CURL *easy);
CURLMcode reel_curl_multi_set_sockets(CURLM *multi, curl_socket_callback watch, void *context);
CURLMcode reel_curl_multi_set_timer(CURLM *multi, curl_multi_timer_callback timer, void *context);
/// Goes on with what waits for a socket, or, for CURL_SOCKET_TIMEOUT, with what is due. Never from a
/// callback.
CURLMcode reel_curl_multi_act(CURLM *multi, curl_socket_t socket, int events);
/// The next transfer that ended, with its result; NULL where none has.
CURL *reel_curl_multi_next_ended(CURLM *multi, CURLcode *result);

CURLU *reel_curl_url(void);
void reel_curl_url_cleanup(CURLU *url);
CURLUcode reel_curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags);
/// A part of a URL, to be freed with `reel_curl_free`; NULL where there is none.
char *reel_curl_url_get(CURLU *url, CURLUPart part, unsigned int flags);
void reel_curl_free(void *memory);
