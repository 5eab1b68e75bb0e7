/*
 * crypto/alone.h - libcrypto without its configuration file
 *
 * Purpose     a program that reads no file but those named to it calls this
 *             first; otherwise libcrypto looks for openssl.cnf, and a provider
 *             named there could take part in judging signatures.
 * Source      interfaces A9.13
 */
#ifndef CRYPTO_ALONE_H
#define CRYPTO_ALONE_H

void crypto_init_alone(void);
/* Name and version of the library beneath; for reports. */
const char *crypto_library(void);

#endif
