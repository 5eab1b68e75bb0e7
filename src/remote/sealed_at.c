#include "remote/sealed_at.h"

#include <stdio.h>
#include <stdlib.h>

#include "format/base64.h"
#include "model/slots.h"
#include "register/sealed_note.h"
#include "register/signed_text.h"

#define ANSWER_BYTES (16 * MIB)

enum err
sealed_put_at(struct http_client *http, struct registry *r,
    const struct filer *filer, struct bytes blob, struct error *e)
{
	struct signed_text t = {.purpose = SIGNED_BLOB,
	    .origin = bytes_text(registry_origin(r)), .field_count = 2,
	    .at_s = registry_now(r)};
	struct http_reply reply = {.status = 0};
	struct hash h = hash_bytes(blob);
	struct buffer text = {0}, header = {0};
	char hex[65], size[24];
	const char *headers[] = {NULL, NULL};
	enum err rc;

	hash_print(hex, &h);
	(void)snprintf(size, sizeof size, "%zu", blob.len);
	t.fields[0] = bytes_text(hex);
	t.fields[1] = bytes_text(size);
	rc = signed_text_make(&text, &t, filer, e);
	buffer_text(&header, "Chancery-Signed: ");
	base64_encode(&header, buffer_bytes(&text));
	headers[0] = buffer_cstr(&header);
	if (rc == ERR_NONE && (text.failed || header.failed))
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = http_post(http, "/api/v1/blobs",
		    "application/octet-stream", blob, headers, MIB, &reply,
		    e);
	if (rc == ERR_NONE && reply.status != 200 && reply.status != 201)
		rc = http_problem(&reply, e);
	buffer_release(&reply.body);
	buffer_release(&text);
	buffer_release(&header);
	return rc;
}

static enum err
differs(struct error *e)
{
	return error_word(e, ERR_PROOF, "opening",
	    "what the register says of this note does not lead to its seal");
}

/* {"leaves":[...],"slots":[{"i":8,"salt","value"}]}: does it lead to the seal?
 */
static enum err
check_opening(const struct json *v, const struct entry *note,
    struct buffer *out, struct error *e)
{
	const struct json *leaves = json_get(v, "leaves"), *slot;
	struct hash all[SLOT_COUNT], salt, leaf, root;
	struct slot_path path;
	unsigned i = 0;

	slot = json_at(json_get(v, "slots"), 0);
	if (leaves == NULL || leaves->type != JSON_ARRAY ||
	    leaves->count != SLOT_COUNT || slot == NULL ||
	    json_get(v, "slots")->count != 1 ||
	    json_get_number(slot, "i", -1) != NOTE_PLAIN_SLOT ||
	    !hash_parse(json_get_text(slot, "salt"), &salt) ||
	    json_is_null(json_get(slot, "value")))
		return differs(e);
	for (const struct json *h = leaves->first; h != NULL; h = h->next)
		if (h->type != JSON_STRING || !hash_parse(h->text, &all[i++]))
			return differs(e);
	if (slot_leaf(&leaf, note->id.at, NOTE_PLAIN_SLOT, &salt,
	    json_get(slot, "value"), NULL) != ERR_NONE ||
	    !hash_equal(&leaf, &all[NOTE_PLAIN_SLOT]))
		return differs(e);
	seal_path(&path, all, NOTE_PLAIN_SLOT);
	root = seal_fold(&leaf, &path, NOTE_PLAIN_SLOT);
	if (!note->has_seal || !hash_equal(&root, &note->seal))
		return differs(e);
	json_print_canonical(out, v);
	return out->failed ? error_set(e, ERR_MEMORY, "out of memory") :
			     ERR_NONE;
}

static enum err
read_answer(struct bytes body, const struct entry *note, struct buffer *blob,
    struct buffer *opening, uint64_t *read_number, struct error *e)
{
	struct arena *a = arena_new(64 * MIB);
	const struct json *v = NULL, *said;
	struct bytes text;
	size_t len = 0;
	uint8_t *at;
	enum err rc;

	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = json_parse(&v, body, &json_file_limits, a, e);
	text = json_get_text(v, "blob");
	said = json_get(v, "opening");
	at = buffer_grow(blob, text.len);
	if (rc == ERR_NONE && at == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE && !base64_decode(text, at, text.len, &len))
		rc = error_word(e, ERR_STORE, "no_answer",
		    "the register's answer cannot be read");
	blob->len = rc == ERR_NONE ? len : 0;
	if (rc == ERR_NONE)
		rc = sealed_note_check_blob(note, buffer_bytes(blob), e);
	if (rc == ERR_NONE && !json_is_null(said))
		rc = check_opening(said, note, opening, e);
	*read_number = (uint64_t)json_get_number(v, "read_number", 0);
	arena_free(a);
	return rc;
}

enum err
sealed_read_at(struct http_client *http, struct registry *r,
    const struct filer *filer, const struct entry *note, const char *basis,
    struct buffer *blob, struct buffer *opening, uint64_t *read_number,
    struct error *e)
{
	struct signed_text t = {.purpose = SIGNED_READ,
	    .origin = bytes_text(registry_origin(r)), .field_count = 3,
	    .at_s = registry_now(r)};
	struct http_reply reply = {.status = 0};
	struct buffer text = {0};
	enum err rc;

	t.fields[0] = note->id_text;
	t.fields[1] = json_get_text(json_get(note->body, "blob"), "sha256");
	t.fields[2] = bytes_text(basis == NULL ? "-" : basis);
	if (t.fields[1].len == 0)
		return error_set(e, ERR_CONFLICT,
		    "this note is public: it has no sealed file");
	rc = signed_text_make(&text, &t, filer, e);
	if (rc == ERR_NONE)
		rc = http_post(http, "/api/v1/blobs/read",
		    "text/plain; charset=utf-8", buffer_bytes(&text), NULL,
		    ANSWER_BYTES, &reply, e);
	if (rc == ERR_NONE && reply.status != 200)
		rc = http_problem(&reply, e);
	else if (rc == ERR_NONE)
		rc = read_answer(buffer_bytes(&reply.body), note, blob,
		    opening, read_number, e);
	buffer_wipe(&reply.body);
	buffer_release(&text);
	return rc;
}
