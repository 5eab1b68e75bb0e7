/*
 * cli/key.h - what the files of `chancery key` share
 *
 * Errors      as submit_files and held_make.
 * Source      interfaces A9.6, D8
 */
#ifndef CLI_KEY_H
#define CLI_KEY_H

#include "cli/submit.h"

/* A public key as an entry names it. */
#define PUBLIC_TEXT_BYTES 80
struct public_text {
	const char *alg;
	char text[PUBLIC_TEXT_BYTES];
};

struct json *key_body(struct cli *c, const char *holder,
    const struct public_text *key, const char *state);
/* {"keys":[...]} of the keys just registered or revoked. `file`: that was
 * written; NULL: none. */
int key_tell(struct submitting *s, struct cli *c, const char *file);
/* All keys, or those that are held here alone. */
int key_list(struct cli *c, bool held);
/* A pair that the register keeps for WHO, and its two entries. */
int key_hold(struct cli *c);

#endif
