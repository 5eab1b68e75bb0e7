#include "format/note.h"

#include <inttypes.h>
#include <stdio.h>

#include "format/base64.h"
#include "format/json.h"

#define DASH "\xe2\x80\x94 " /* U+2014 SP */
#define DASH_LEN 4
#define PRIVATE_KEY "PRIVATE+KEY+"
#define TYPE_ML_DSA 0x06

/* Keys */

bool
key_name_is_valid(struct bytes name)
{
	if (name.len == 0 || name.len > KEY_NAME_MAX ||
	    !utf8_check(name, NULL))
		return false;
	while (name.len != 0) {
		uint32_t c = utf8_next(&name);

		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == '+' ||
		    utf8_is_space(c))
			return false;
	}
	return true;
}

/* log 3.1.3 */
static uint32_t
key_id(struct bytes name, uint8_t type, struct bytes key)
{
	struct sha256 s;
	struct hash h;
	uint8_t between[2] = {'\n', type};

	sha256_init(&s);
	sha256_add(&s, name.at, name.len);
	sha256_add(&s, between, sizeof between);
	sha256_add(&s, key.at, key.len);
	sha256_end(&s, &h);
	return (uint32_t)get_be(h.at, 4);
}

static void
name_copy(char out[KEY_NAME_BYTES], struct bytes name)
{
	if (name.len != 0)
		memcpy(out, name.at, name.len);
	out[name.len] = '\0';
}

static enum err
name_check(struct bytes name, struct error *e)
{
	if (key_name_is_valid(name))
		return ERR_NONE;
	return error_mend(e, error_set(e, ERR_INPUT, "the key has no valid "
	    "name"), "a name is 1 to 255 bytes of UTF-8 without white space, "
	    "control characters and '+'");
}

enum err
vkey_init(struct vkey *out, struct bytes name, enum key_type type,
    const struct public_key *key, struct error *e)
{
	enum err rc = name_check(name, e);

	if (rc != ERR_NONE)
		return rc;
	if (public_key_refused(key))
		return error_set(e, ERR_INPUT, "this public key is refused: "
		    "anyone could sign for it (log 3.4)");
	name_copy(out->name, name);
	out->type = type;
	out->key = *key;
	out->id = key_id(name, (uint8_t)type, bytes_of(key->at,
	    sizeof key->at));
	return ERR_NONE;
}

/* 8 lower-case hex digits */
static bool
id_parse(struct bytes text, uint32_t *id)
{
	uint32_t value = 0;

	if (text.len != 8)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if (c >= '0' && c <= '9')
			value = value << 4 | (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (uint32_t)(c - 'a' + 10);
		else
			return false;
	}
	*id = value;
	return true;
}

/* Cuts NAME "+" ID "+" off the front and leaves the base64. */
static enum err
name_and_id(struct bytes *rest, struct bytes *name, uint32_t *id,
    struct error *e)
{
	size_t plus = bytes_find(*rest, '+');

	if (plus + 10 > rest->len || rest->at[plus + 9] != '+' ||
	    !id_parse(bytes_of(rest->at + plus + 1, 8), id))
		return error_mend(e, error_set(e, ERR_INPUT,
		    "not a key: NAME+ID+BASE64 expected"),
		    "ID is 8 lower-case hex digits; copy the key whole");
	*name = bytes_of(rest->at, plus);
	*rest = bytes_of(rest->at + plus + 10, rest->len - plus - 10);
	return name_check(*name, e);
}

static enum err
id_differs(struct error *e, uint32_t given, uint32_t computed)
{
	return error_mend(e, error_set(e, ERR_INPUT, "the key's id is %08"
	    PRIx32 ", computed %08" PRIx32, given, computed),
	    "copy the key again: a character was changed");
}

enum err
vkey_parse(struct vkey *out, struct bytes text, struct error *e)
{
	enum { ML_DSA_BYTES = 1312 };
	uint8_t raw[1 + ML_DSA_BYTES];
	struct public_key public;
	struct bytes name = {0}, key;
	size_t len = 0;
	uint32_t id = 0, computed;
	enum err rc = name_and_id(&text, &name, &id, e);

	if (rc != ERR_NONE)
		return rc;
	if (!base64_decode(text, raw, sizeof raw, &len) || len == 0)
		return error_set(e, ERR_INPUT,
		    "the key is not canonical base64");
	key = bytes_of(raw + 1, len - 1);
	computed = key_id(name, raw[0], key);
	if (raw[0] == TYPE_ML_DSA && key.len == ML_DSA_BYTES &&
	    computed == id)
		return error_set(e, ERR_UNCHECKED, "key type 0x06 (ML-DSA-44) "
		    "is not verified by this version");
	if (raw[0] != KEY_LOG && raw[0] != KEY_WITNESS)
		return error_set(e, ERR_INPUT, "key type 0x%02x is unknown",
		    raw[0]);
	if (key.len != ED25519_KEY_BYTES)
		return error_set(e, ERR_INPUT, "a key of this type has 32 "
		    "bytes, not %zu", key.len);
	if (computed != id)
		return id_differs(e, id, computed);
	memcpy(public.at, key.at, sizeof public.at);
	return vkey_init(out, name, (enum key_type)raw[0], &public, e);
}

size_t
vkey_print(char out[VKEY_BYTES], const struct vkey *k)
{
	uint8_t raw[1 + ED25519_KEY_BYTES];
	char base64[BASE64_LEN(sizeof raw) + 1];

	raw[0] = (uint8_t)k->type;
	memcpy(raw + 1, k->key.at, sizeof k->key.at);
	base64_print(base64, bytes_of(raw, sizeof raw));
	return (size_t)snprintf(out, VKEY_BYTES, "%s+%08" PRIx32 "+%s",
	    k->name, k->id, base64);
}

enum err
signer_init(struct signer *out, struct bytes name, const uint8_t seed[32],
    struct error *e)
{
	enum err rc = name_check(name, e);

	if (rc == ERR_NONE)
		rc = secret_key_new(&out->key, seed, e);
	if (rc == ERR_NONE)
		name_copy(out->name, name);
	return rc;
}

enum err
signer_parse(struct signer *out, struct bytes file, struct error *e)
{
	static const char form[] = "PRIVATE+KEY+NAME+ID+BASE64 and one line "
	    "feed expected";
	struct signer s = {0};
	struct bytes name = {0};
	uint8_t raw[1 + 32];
	uint32_t id = 0, computed;
	size_t len = 0;
	enum err rc;

	if (file.len > SIGNER_FILE_BYTES || !bytes_starts(file, PRIVATE_KEY) ||
	    file.at[file.len - 1] != '\n')
		return error_mend(e, error_set(e, ERR_INPUT,
		    "not a private key file"), "%s", message_in(e == NULL ?
		    LANG_EN : e->lang, form));
	file = bytes_of(file.at + sizeof PRIVATE_KEY - 1,
	    file.len - sizeof PRIVATE_KEY);
	rc = name_and_id(&file, &name, &id, e);
	if (rc != ERR_NONE)
		return rc;
	if (!base64_decode(file, raw, sizeof raw, &len) ||
	    len != sizeof raw || raw[0] != KEY_LOG) {
		rc = error_mend(e, error_set(e, ERR_INPUT,
		    "not a private key file"), "%s", message_in(e == NULL ?
		    LANG_EN : e->lang, form));
		goto done;
	}
	rc = signer_init(&s, name, raw + 1, e);
	if (rc != ERR_NONE)
		goto done;
	computed = signer_vkey(&s, KEY_LOG).id;
	if (computed != id) {
		rc = id_differs(e, id, computed);
		goto done;
	}
	*out = s;
	s = (struct signer){0};
done:
	explicit_bzero(raw, sizeof raw);
	signer_release(&s);
	return rc;
}

void
signer_print(struct buffer *out, const struct signer *s)
{
	uint8_t raw[1 + 32] = {KEY_LOG};
	char base64[BASE64_LEN(sizeof raw) + 1];

	memcpy(raw + 1, secret_key_seed(s->key), 32);
	base64_print(base64, bytes_of(raw, sizeof raw));
	buffer_text(out, PRIVATE_KEY);
	buffer_text(out, s->name);
	buffer_printf(out, "+%08" PRIx32 "+", signer_vkey(s, KEY_LOG).id);
	buffer_text(out, base64);
	buffer_byte(out, '\n');
	explicit_bzero(raw, sizeof raw);
	explicit_bzero(base64, sizeof base64);
}

void
signer_release(struct signer *s)
{
	secret_key_free(s->key);
	*s = (struct signer){0};
}

struct vkey
signer_vkey(const struct signer *s, enum key_type type)
{
	struct vkey k = {.type = type, .key = *secret_key_public(s->key)};

	memcpy(k.name, s->name, sizeof k.name);
	k.id = key_id(bytes_text(k.name), (uint8_t)type,
	    bytes_of(k.key.at, sizeof k.key.at));
	return k;
}

/* Notes */

/* Id and payload; of a longer payload the first bytes are kept. */
static bool
payload_decode(struct note_line *out, struct bytes text)
{
	uint8_t kept[4 + NOTE_PAYLOAD_MAX] = {0};
	size_t len;

	if (!base64_peek(text, kept, sizeof kept, &len) || len < 5)
		return false;
	out->id = (uint32_t)get_be(kept, 4);
	out->payload_len = len - 4;
	memcpy(out->payload, kept + 4, sizeof out->payload);
	return true;
}

/* Dash and name; `*rest` gets the base64. */
static enum err
line_split(struct note_line *out, struct bytes line, struct bytes *payload,
    struct error *e)
{
	struct bytes rest;
	size_t space;

	if (!bytes_starts(line, DASH))
		return error_set(e, ERR_INPUT, "a signature line does not "
		    "begin with a long dash and a space");
	rest = bytes_of(line.at + DASH_LEN, line.len - DASH_LEN);
	space = bytes_find(rest, ' ');
	out->line = line;
	out->name = bytes_of(rest.at, space);
	if (space == rest.len || !key_name_is_valid(out->name))
		return error_set(e, ERR_INPUT,
		    "a signature line has no valid key name");
	*payload = bytes_of(rest.at + space + 1, rest.len - space - 1);
	return ERR_NONE;
}

enum err
note_line_parse(struct note_line *out, struct bytes line, struct error *e)
{
	struct bytes payload = {NULL, 0};
	enum err rc = line_split(out, line, &payload, e);

	if (rc == ERR_NONE && !payload_decode(out, payload))
		return error_set(e, ERR_INPUT,
		    "a signature is not canonical base64 of 5 bytes or more");
	return rc;
}

/* `undecoded_count` NULL: base64 that is not canonical is refused. */
static enum err
line_take(struct note_line *out, struct bytes line, size_t *undecoded_count,
    struct error *e)
{
	struct bytes payload = {NULL, 0};
	enum err rc;

	if (undecoded_count == NULL)
		return note_line_parse(out, line, e);
	rc = line_split(out, line, &payload, e);
	if (rc == ERR_NONE && !payload_decode(out, payload)) {
		out->id = 0;
		out->payload_len = 0;
		(*undecoded_count)++;
	}
	return rc;
}

static enum err
note_bytes_check(struct bytes in, struct error *e)
{
	size_t bad;

	if (in.len > NOTE_BYTES_MAX)
		return error_set(e, ERR_INPUT, "a signed note has at most %d "
		    "bytes", NOTE_BYTES_MAX);
	if (!utf8_check(in, &bad))
		return error_set(e, ERR_INPUT,
		    "a signed note is UTF-8, broken at byte %zu", bad);
	for (size_t i = 0; i < in.len; i++)
		if (in.at[i] < 0x20 && in.at[i] != '\n')
			return error_set(e, ERR_INPUT, "a signed note has no "
			    "control character but line feeds; byte %zu is "
			    "0x%02x", i, in.at[i]);
	if (in.len == 0 || in.at[in.len - 1] != '\n')
		return error_set(e, ERR_INPUT,
		    "a signed note ends in a line feed");
	return ERR_NONE;
}

static enum err
parse(struct note *out, struct bytes in, size_t *undecoded_count,
    struct error *e)
{
	struct bytes rest, line;
	size_t at = 0;
	bool complete;
	enum err rc = note_bytes_check(in, e);

	if (rc != ERR_NONE)
		return rc;
	/* the last empty line separates (log 3.3.1) */
	for (size_t i = in.len - 1; i > 0 && at == 0; i--)
		if (in.at[i] == '\n' && in.at[i - 1] == '\n')
			at = i;
	if (at == 0)
		return error_set(e, ERR_INPUT, "no empty line between the "
		    "text and its signatures");
	out->text = bytes_of(in.at, at);
	out->line_count = 0;
	rest = bytes_of(in.at + at + 1, in.len - at - 1);
	while (bytes_line(&rest, &line, &complete)) {
		if (out->line_count == NOTE_LINES_MAX)
			return error_set(e, ERR_INPUT,
			    "more than %d signature lines", NOTE_LINES_MAX);
		rc = line_take(&out->lines[out->line_count], line,
		    undecoded_count, e);
		if (rc != ERR_NONE)
			return error_wrap(e, "signature line %zu",
			    out->line_count + 1);
		out->lines[out->line_count++].line.len++;
	}
	if (out->line_count == 0)
		return error_set(e, ERR_INPUT,
		    "the note carries no signature");
	return ERR_NONE;
}

enum err
note_parse(struct note *out, struct bytes in, struct error *e)
{
	return parse(out, in, NULL, e);
}

enum err
note_parse_loosely(struct note *out, struct bytes in, size_t *undecoded_count,
    struct error *e)
{
	*undecoded_count = 0;
	return parse(out, in, undecoded_count, e);
}

bool
note_line_is_of(const struct note_line *l, const struct vkey *k)
{
	return l->id == k->id && bytes_is(l->name, k->name);
}

/* log 3.6: longer than any checkpoint text is no checkpoint */
#define COSIGNED_MAX 1024

static struct bytes
cosigned_message(uint8_t out[COSIGNED_MAX], struct bytes text,
    uint64_t time_s)
{
	int front = snprintf((char *)out, COSIGNED_MAX,
	    "cosignature/v1\ntime %" PRIu64 "\n", time_s);

	if (front < 0 || text.len > COSIGNED_MAX - (size_t)front)
		return bytes_of(NULL, 0);
	memcpy(out + front, text.at, text.len);
	return bytes_of(out, (size_t)front + text.len);
}

bool
note_line_holds(const struct note_line *l, const struct vkey *k,
    struct bytes text, uint64_t *time_s)
{
	uint8_t at[COSIGNED_MAX];
	struct signature s;
	struct bytes message;

	*time_s = 0;
	if (!note_line_is_of(l, k))
		return false;
	if (k->type == KEY_LOG) {
		if (l->payload_len != sizeof s.at)
			return false;
		memcpy(s.at, l->payload, sizeof s.at);
		return ed25519_holds(&k->key, text, &s);
	}
	if (l->payload_len != 8 + sizeof s.at)
		return false;
	*time_s = get_be(l->payload, 8);
	memcpy(s.at, l->payload + 8, sizeof s.at);
	message = cosigned_message(at, text, *time_s);
	return *time_s >= 1 && *time_s <= INT64_MAX && message.len != 0 &&
	    ed25519_holds(&k->key, message, &s);
}

/* Checkpoints */

bool
origin_is_valid(struct bytes origin)
{
	return origin.len != 0 && origin.len <= KEY_NAME_MAX &&
	    bytes_find(origin, '\0') == origin.len &&
	    bytes_find(origin, '\n') == origin.len &&
	    !bytes_is(origin, "cosignature/v1") &&
	    !bytes_starts(origin, "chancery/");
}

enum err
checkpoint_parse(struct checkpoint *out, struct bytes text, struct error *e)
{
	struct hash empty = hash_empty();
	struct checkpoint c;
	enum err rc = checkpoint_parse_syntax(&c, text, e);

	if (rc == ERR_NONE && c.size == 0 && !hash_equal(&c.root, &empty))
		return error_set(e, ERR_INPUT, "a checkpoint of size 0 has "
		    "the root of the empty tree (log 1.7)");
	if (rc == ERR_NONE)
		*out = c;
	return rc;
}

enum err
checkpoint_parse_syntax(struct checkpoint *out, struct bytes text,
    struct error *e)
{
	struct bytes line[3], rest = text;
	struct checkpoint c;
	size_t len = 0;
	bool complete = true;

	for (size_t i = 0; i < COUNT(line); i++)
		if (!bytes_line(&rest, &line[i], &complete) || !complete)
			return error_set(e, ERR_INPUT, "a checkpoint is three "
			    "lines: origin, size, root");
	if (rest.len != 0)
		return error_set(e, ERR_INPUT, "a checkpoint has no line "
		    "after the root (log 3.5.1)");
	if (!origin_is_valid(line[0]))
		return error_set(e, ERR_INPUT,
		    "the first line is no origin of a log");
	if (!bytes_decimal(line[1], LOG_SIZE_MAX, &c.size))
		return error_set(e, ERR_INPUT, "the second line is no size: "
		    "decimal, no leading zero, below 2^63");
	if (line[2].len != BASE64_LEN(HASH_BYTES) ||
	    !base64_decode(line[2], c.root.at, sizeof c.root.at, &len) ||
	    len != HASH_BYTES)
		return error_set(e, ERR_INPUT, "the third line is no root: "
		    "base64 of 32 bytes");
	memset(c.origin, 0, sizeof c.origin);
	name_copy(c.origin, line[0]);
	*out = c;
	return ERR_NONE;
}

size_t
checkpoint_print(char out[CHECKPOINT_BYTES], const struct checkpoint *c)
{
	char root[BASE64_LEN(HASH_BYTES) + 1];

	base64_print(root, hash_span(&c->root));
	return (size_t)snprintf(out, CHECKPOINT_BYTES, "%s\n%" PRIu64
	    "\n%s\n", c->origin, c->size, root);
}

/* Making lines */

static void
line_add(struct buffer *out, const struct signer *s, enum key_type type,
    struct bytes payload)
{
	uint8_t raw[4 + NOTE_PAYLOAD_MAX];

	put_be(raw, 4, signer_vkey(s, type).id);
	memcpy(raw + 4, payload.at, payload.len);
	buffer_text(out, DASH);
	buffer_text(out, s->name);
	buffer_byte(out, ' ');
	base64_encode(out, bytes_of(raw, 4 + payload.len));
	buffer_byte(out, '\n');
}

static enum err
buffer_err(const struct buffer *b, struct error *e)
{
	return b->failed ? error_set(e, ERR_MEMORY, "out of memory for a "
	    "signature line") : ERR_NONE;
}

enum err
note_sign(struct buffer *out, struct bytes text, const struct signer *log,
    struct error *e)
{
	struct signature s;
	enum err rc = ed25519_sign(&s, log->key, text, e);

	if (rc != ERR_NONE)
		return rc;
	line_add(out, log, KEY_LOG, bytes_of(s.at, sizeof s.at));
	return buffer_err(out, e);
}

enum err
note_cosign(struct buffer *out, struct bytes text,
    const struct signer *witness, uint64_t time_s, struct error *e)
{
	uint8_t at[COSIGNED_MAX], payload[NOTE_PAYLOAD_MAX];
	struct signature s;
	struct bytes message = cosigned_message(at, text, time_s);
	enum err rc;

	if (time_s < 1 || time_s > INT64_MAX || message.len == 0)
		return error_set(e, ERR_INPUT,
		    "a cosignature needs a time above 0 and a checkpoint");
	rc = ed25519_sign(&s, witness->key, message, e);
	if (rc != ERR_NONE)
		return rc;
	put_be(payload, 8, time_s);
	memcpy(payload + 8, s.at, sizeof s.at);
	line_add(out, witness, KEY_WITNESS, bytes_of(payload,
	    sizeof payload));
	return buffer_err(out, e);
}

enum err
checkpoint_sign(struct buffer *out, const struct checkpoint *c,
    const struct signer *log, struct error *e)
{
	char text[CHECKPOINT_BYTES];
	struct bytes span = bytes_of(text, checkpoint_print(text, c));
	struct checkpoint again;
	enum err rc = checkpoint_parse(&again, span, e);

	if (rc != ERR_NONE) /* never sign what no verifier would read */
		return rc;
	buffer_add(out, span);
	buffer_byte(out, '\n');
	return note_sign(out, span, log, e);
}
