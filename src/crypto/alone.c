#include "crypto/alone.h"

#include <stdlib.h>

#include <openssl/crypto.h>

void
crypto_init_alone(void)
{
	if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1)
		abort();
}

const char *
crypto_library(void)
{
	return OpenSSL_version(OPENSSL_VERSION);
}
