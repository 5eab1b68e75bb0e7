#include "register/signed_text.h"

#include <stdlib.h>

#include "crypto/sshsig.h"
#include "format/base64.h"

static enum err
malformed(struct error *e)
{
	return error_word(e, ERR_INPUT, "signed_form",
	    "the signed request is not of the form laid down");
}

enum err
signed_text_make(struct buffer *out, const struct signed_text *t,
    const struct filer *filer, struct error *e)
{
	uint8_t value[SSHSIG_BLOB_MAX];
	struct entry_signer by = {.alg = NULL};
	struct buffer text = {0};
	char time[21], key[ID_TEXT_BYTES];
	uint8_t nonce[16];
	enum err rc;

	time_print(time, t->at_s);
	id_print(key, &filer->key.id);
	buffer_printf(&text, "%s\n", t->purpose);
	buffer_add(&text, t->origin);
	buffer_byte(&text, '\n');
	for (size_t i = 0; i < t->field_count; i++) {
		buffer_add(&text, t->fields[i]);
		buffer_byte(&text, '\n');
	}
	random_bytes(nonce, sizeof nonce);
	buffer_printf(&text, "%s\n%016llx%016llx\n%s\n", time,
	    (unsigned long long)get_be(nonce, 8),
	    (unsigned long long)get_be(nonce + 8, 8), key);
	rc = text.failed ? error_set(e, ERR_MEMORY, "out of memory") :
			   filer_sign(&by, value, filer, buffer_bytes(&text),
			       e);
	if (rc == ERR_NONE) {
		buffer_add(out, buffer_bytes(&text));
		buffer_printf(out, "sig %s ", by.alg);
		base64_encode(out, by.value);
		buffer_byte(out, '\n');
	}
	buffer_release(&text);
	return rc;
}

static bool
next_line(struct bytes *rest, struct bytes *line)
{
	bool complete = false;

	return bytes_line(rest, line, &complete) && complete && line->len != 0;
}

/* Two requests of one second differ. */
static bool
is_nonce(struct bytes line)
{
	for (size_t i = 0; i < line.len; i++)
		if (!(line.at[i] >= '0' && line.at[i] <= '9') &&
		    !(line.at[i] >= 'a' && line.at[i] <= 'f'))
			return false;
	return line.len == 32;
}

/* "sig ALG BASE64" */
static bool
read_signature(struct signed_text *out, struct bytes line, struct arena *a)
{
	static const char ed25519[] = "sig ed25519 ",
			  ssh[] = "sig sshsig-ed25519 ";
	bool is_ssh = bytes_starts(line, ssh);
	size_t skip = is_ssh ? sizeof ssh - 1 : sizeof ed25519 - 1, len = 0;
	uint8_t *value = arena_take(a, SSHSIG_BLOB_MAX);

	if (value == NULL || (!is_ssh && !bytes_starts(line, ed25519)) ||
	    !base64_decode(bytes_of(line.at + skip, line.len - skip), value,
		SSHSIG_BLOB_MAX, &len))
		return false;
	out->signature = (struct entry_signature){
	    .alg = is_ssh ? SIGNATURE_SSHSIG : SIGNATURE_ED25519,
	    .key = out->key,
	    .value = bytes_of(value, len)};
	return true;
}

enum err
signed_text_parse(struct signed_text *out, const char *purpose,
    size_t field_count, struct bytes text, struct arena *a, struct error *e)
{
	struct bytes rest = text, line;

	*out = (struct signed_text){.purpose = purpose,
	    .field_count = field_count};
	if (text.len > SIGNED_BYTES_MAX || !next_line(&rest, &line) ||
	    !bytes_is(line, purpose) || !next_line(&rest, &out->origin))
		return malformed(e);
	for (size_t i = 0; i < field_count; i++)
		if (!next_line(&rest, &out->fields[i]))
			return malformed(e);
	if (!next_line(&rest, &line) || !time_parse(line, &out->at_s) ||
	    !next_line(&rest, &line) || !is_nonce(line) ||
	    !next_line(&rest, &line) || !id_parse(line, &out->key) ||
	    out->key.type != TYPE_KEY)
		return malformed(e);
	out->signing = bytes_of(text.at, (size_t)(rest.at - text.at));
	if (!next_line(&rest, &line) || rest.len != 0 ||
	    !read_signature(out, line, a))
		return malformed(e);
	return ERR_NONE;
}

enum err
signed_text_check(const struct signed_text *t, struct registry *r,
    struct key *key, struct error *e)
{
	const struct world *w = read_model_world(registry_read_model(r));
	int64_t off = registry_now(r) - t->at_s;
	enum err rc;

	if (!bytes_is(t->origin, registry_origin(r)))
		return error_word(e, ERR_REFUSED, "register",
		    "the request is for another register");
	rc = w->key(w->context, &t->key, key, e);
	if (rc == ERR_ABSENT || (rc == ERR_NONE &&
	    (!key->signs || key->revoked != NUMBER_NONE)))
		return error_word(e, ERR_REFUSED, "sig_unknown_key",
		    "the request is signed by a key that is not registered "
		    "or was revoked");
	if (rc != ERR_NONE)
		return rc;
	rc = entry_signature_check(&t->signature, &key->public, t->signing,
	    e);
	if (rc == ERR_PROOF || rc == ERR_UNCHECKED)
		return error_word(e, ERR_REFUSED, "sig_invalid",
		    "the signature of the request does not hold");
	if (rc != ERR_NONE)
		return rc;
	if (off > SIGNED_WINDOW_S || off < -SIGNED_WINDOW_S) {
		rc = error_word(e, ERR_REFUSED, "clock",
		    "the request was signed more than %d s ago or ahead",
		    SIGNED_WINDOW_S);
		return error_mend(e, rc, "set this machine's clock");
	}
	return ERR_NONE;
}
