/*
 * verify/verify.h - the whole program, for main and for `chancery verify`
 *
 * Purpose     parses the options, checks each file, prints, returns the exit
 *             code of interfaces A2. Reads the files named and nothing else:
 *             no socket, no home, no configuration (A9.13).
 */
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include <stdint.h>
#include <stdio.h>

/* argv[0] is skipped; `program` is the name in messages. */
int verify_run(int argc, char *const *argv, const char *program, FILE *out,
    FILE *err, int64_t now_s);

#endif
