#pragma once

/// libcrypto of OpenSSL 3, loaded on first use. What is called is declared here, so that building needs
/// no headers of OpenSSL, whose search paths SwiftPM cannot hand to a target that does not link it.

#include <stddef.h>

typedef struct evp_md_ctx_st EVP_MD_CTX;

/// Loads libcrypto at the first call; every call gives the same answer: NULL, or why it cannot be used.
/// Nothing else here may be called before this has given NULL. Any thread.
const char *reel_crypto_load(void);

// SHA-256. NULL and anything but 1 mean that OpenSSL cannot.
EVP_MD_CTX *reel_sha256_new(void);
void reel_sha256_free(EVP_MD_CTX *context);
int reel_sha256_update(EVP_MD_CTX *context, const void *bytes, size_t count);
int reel_sha256_finish(EVP_MD_CTX *context, unsigned char *digest);
