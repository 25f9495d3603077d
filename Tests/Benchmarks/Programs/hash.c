// The floor under hashing: OpenSSL's SHA-256 of a file, read in pieces of 256 KiB.
//   hash FILE
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  size_t size = 256 * 1024;
  unsigned char *piece = malloc(size);
  int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (file < 0 || !piece || !context || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1) {
    fprintf(stderr, "usage: hash FILE\n");
    return 2;
  }
  ssize_t count;
  while ((count = read(file, piece, size)) > 0) EVP_DigestUpdate(context, piece, (size_t)count);
  EVP_DigestFinal_ex(context, digest, &length);
  for (unsigned index = 0; index < length; index++) printf("%02x", digest[index]);
  printf("\n");
  return count == 0 ? 0 : 1;
}
