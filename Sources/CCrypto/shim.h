// SHA-256 of OpenSSL's libcrypto, for keys and content digests: the system's, fast on every CPU.
// The calls by name are used, since the general ones (EVP) bring providers and configuration files
// into every start.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
