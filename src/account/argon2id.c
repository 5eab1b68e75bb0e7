#include "account/argon2id.h"

#include <argon2.h>

/* libargon2 takes pointers that it could write through; it does so only where
 * ARGON2_FLAG_CLEAR_... says. */
static uint8_t *
borrowed(struct bytes b)
{
	union {
		const uint8_t *in;
		uint8_t *out;
	} u = {.in = b.at};

	return u.out;
}

enum err
argon2id(uint8_t tag[ARGON2ID_TAG_BYTES], const struct argon2id *p,
    struct error *e)
{
	argon2_context c = {.out = tag,
	    .outlen = ARGON2ID_TAG_BYTES,
	    .pwd = borrowed(p->password),
	    .pwdlen = (uint32_t)p->password.len,
	    .salt = borrowed(p->salt),
	    .saltlen = (uint32_t)p->salt.len,
	    .secret = borrowed(p->secret),
	    .secretlen = (uint32_t)p->secret.len,
	    .ad = borrowed(p->data),
	    .adlen = (uint32_t)p->data.len,
	    .t_cost = p->passes,
	    .m_cost = p->memory_kib,
	    .lanes = p->lanes,
	    .threads = 1,
	    .version = ARGON2_VERSION_13,
	    .flags = ARGON2_DEFAULT_FLAGS};
	int code = argon2id_ctx(&c);

	if (code == ARGON2_OK)
		return ERR_NONE;
	if (code == ARGON2_MEMORY_ALLOCATION_ERROR)
		return error_set(e, ERR_MEMORY,
		    "no memory for hashing a password");
	return error_set(e, ERR_INPUT, "these parameters of Argon2id are not "
				       "allowed");
}
