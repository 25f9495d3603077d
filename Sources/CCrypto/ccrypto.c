#include "ccrypto.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// Linked the usual way, libcrypto alone is half of what a start costs: thousands of names that are
// looked up, for a run that has nothing to do and hashes nothing.

typedef struct evp_md_st EVP_MD;
typedef struct engine_st ENGINE;
typedef struct ossl_lib_ctx_st OSSL_LIB_CTX;

OSSL_LIB_CTX *OSSL_LIB_CTX_new(void);
EVP_MD_CTX *EVP_MD_CTX_new(void);
void EVP_MD_CTX_free(EVP_MD_CTX *context);
EVP_MD *EVP_MD_fetch(OSSL_LIB_CTX *library, const char *name, const char *properties);
int EVP_DigestInit_ex(EVP_MD_CTX *context, const EVP_MD *type, ENGINE *engine);
int EVP_DigestUpdate(EVP_MD_CTX *context, const void *bytes, size_t count);
int EVP_DigestFinal_ex(EVP_MD_CTX *context, unsigned char *digest, unsigned int *count);

// Every function that is looked up, in one list: it declares the table and fills it.
#define FUNCTIONS(X)   \
  X(OSSL_LIB_CTX_new)  \
  X(EVP_MD_CTX_new)    \
  X(EVP_MD_CTX_free)   \
  X(EVP_MD_fetch)      \
  X(EVP_DigestInit_ex) \
  X(EVP_DigestUpdate)  \
  X(EVP_DigestFinal_ex)

#define DECLARE(name) __typeof__(&name) name##_;
static struct { FUNCTIONS(DECLARE) } library;

// Fetched once: EVP_sha256 has OpenSSL look the algorithm up with every digest, which was a quarter of
// the instructions of a short text's; see "Performance" in crypto(7ossl).
static const EVP_MD *sha256;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *failure;
static char failure_text[512];

static void fail(const char *what, const char *why) {
  snprintf(failure_text, sizeof failure_text, "%s: %s", what, why ? why : "no reason given");
  failure = failure_text;
}

static void load(void) {
#ifdef __APPLE__
  const char *names[] = {
    "libcrypto.3.dylib", "/opt/homebrew/opt/openssl@3/lib/libcrypto.3.dylib",
    "/usr/local/opt/openssl@3/lib/libcrypto.3.dylib"};
#else
  const char *names[] = {"libcrypto.so.3"};
#endif
  void *handle = NULL;
  for (size_t index = 0; handle == NULL && index < sizeof names / sizeof *names; index++) {
    handle = dlopen(names[index], RTLD_LAZY | RTLD_LOCAL);
  }
  if (handle == NULL) {
    fail("libcrypto cannot be loaded", dlerror());
    return;
  }

#define LOOK_UP(name)                             \
  {                                               \
    void *symbol = dlsym(handle, #name);          \
    if (symbol == NULL) {                         \
      fail("libcrypto lacks a function", #name);  \
      return;                                     \
    }                                             \
    memcpy(&library.name##_, &symbol, sizeof symbol); \
  }
  FUNCTIONS(LOOK_UP)
  // In a context of its own nothing reads the system's configuration, which is about connections: 0.3 ms.
  OSSL_LIB_CTX *own = library.OSSL_LIB_CTX_new_();
  if (own != NULL) sha256 = library.EVP_MD_fetch_(own, "SHA256", NULL);
  if (sha256 == NULL) failure = "OpenSSL has no SHA-256";
}

const char *reel_crypto_load(void) {
  pthread_once(&once, load);
  return failure;
}

EVP_MD_CTX *reel_sha256_new(void) {
  EVP_MD_CTX *context = library.EVP_MD_CTX_new_();
  if (context != NULL && library.EVP_DigestInit_ex_(context, sha256, NULL) != 1) {
    library.EVP_MD_CTX_free_(context);
    return NULL;
  }
  return context;
}

void reel_sha256_free(EVP_MD_CTX *context) { library.EVP_MD_CTX_free_(context); }

int reel_sha256_update(EVP_MD_CTX *context, const void *bytes, size_t count) {
  return library.EVP_DigestUpdate_(context, bytes, count);
}

int reel_sha256_finish(EVP_MD_CTX *context, unsigned char *digest) {
  return library.EVP_DigestFinal_ex_(context, digest, NULL);
}
