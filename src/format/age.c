#include "format/age.h"

#include <stdio.h>

#include "crypto/ed25519.h"
#include "format/base64.h"

#define VERSION_LINE "age-encryption.org/v1\n"
#define KEY_INFO "age-encryption.org/v1/X25519"
#define FILE_KEY_BYTES 16
#define WRAPPED_BYTES (FILE_KEY_BYTES + AEAD_TAG_BYTES)
#define NONCE_BYTES 16
#define LINE_CHARS 64 /* of a stanza's body; 48 bytes */
#define SEALED_CHUNK (AGE_CHUNK_BYTES + AEAD_TAG_BYTES)

/* base64 without padding, one spelling a value. */
static bool
unpadded(struct bytes text, uint8_t *out, size_t max, size_t *len)
{
	uint8_t whole[BASE64_LEN(LINE_CHARS)];
	size_t n = text.len;

	if (n > LINE_CHARS || n % 4 == 1 ||
	    bytes_find(text, '=') != text.len)
		return false;
	if (n != 0)
		memcpy(whole, text.at, n);
	while (n % 4 != 0)
		whole[n++] = '=';
	return base64_decode(bytes_of(whole, n), out, max, len);
}

static void
put_unpadded(struct buffer *out, struct bytes in)
{
	char text[BASE64_LEN(48) + 1];
	size_t len;

	base64_print(text, in);
	for (len = strlen(text); len != 0 && text[len - 1] == '=';)
		len--;
	buffer_append(out, text, len);
}

/* ---- sealing ---- */

static enum err
put_stanza(struct buffer *out, const struct age_recipient *to,
    const uint8_t ephemeral[X25519_BYTES], const uint8_t file_key[16],
    struct error *e)
{
	static const uint8_t nonce[AEAD_NONCE_BYTES];
	uint8_t salt[2 * X25519_BYTES], shared[X25519_BYTES] = {0};
	uint8_t key[HASH_BYTES] = {0}, body[WRAPPED_BYTES];
	enum err rc = x25519_public(salt, ephemeral, e);

	memcpy(salt + X25519_BYTES, to->at, X25519_BYTES);
	if (rc == ERR_NONE)
		rc = x25519_shared(shared, ephemeral, to->at, e);
	if (rc == ERR_NONE) {
		hkdf_sha256(key, bytes_of(salt, sizeof salt),
		    bytes_of(shared, sizeof shared), bytes_text(KEY_INFO));
		rc = aead_seal(body, key, nonce,
		    bytes_of(file_key, FILE_KEY_BYTES), e);
	}
	if (rc == ERR_NONE) {
		buffer_text(out, "-> X25519 ");
		put_unpadded(out, bytes_of(salt, X25519_BYTES));
		buffer_byte(out, '\n');
		put_unpadded(out, bytes_of(body, sizeof body));
		buffer_byte(out, '\n');
	}
	explicit_bzero(shared, sizeof shared);
	explicit_bzero(key, sizeof key);
	return rc;
}

static struct hash
header_mac(const uint8_t file_key[FILE_KEY_BYTES], struct bytes header)
{
	uint8_t key[HASH_BYTES];
	struct hash mac;

	hkdf_sha256(key, bytes_of(NULL, 0), bytes_of(file_key, FILE_KEY_BYTES),
	    bytes_text("header"));
	mac = hmac_sha256(bytes_of(key, sizeof key), header);
	explicit_bzero(key, sizeof key);
	return mac;
}

/* Eleven bytes of counter, one that tells the last chunk. */
static void
chunk_nonce(uint8_t out[AEAD_NONCE_BYTES], uint64_t chunk, bool last)
{
	memset(out, 0, AEAD_NONCE_BYTES);
	put_be(out + 3, 8, chunk);
	out[11] = last ? 1 : 0;
}

static enum err
put_payload(struct buffer *out, struct bytes plain,
    const uint8_t file_key[FILE_KEY_BYTES], const uint8_t nonce[NONCE_BYTES],
    struct error *e)
{
	uint8_t key[HASH_BYTES], counter[AEAD_NONCE_BYTES];
	enum err rc = ERR_NONE;
	bool last = false;

	hkdf_sha256(key, bytes_of(nonce, NONCE_BYTES),
	    bytes_of(file_key, FILE_KEY_BYTES), bytes_text("payload"));
	buffer_append(out, nonce, NONCE_BYTES);
	for (uint64_t n = 0; !last && rc == ERR_NONE; n++) {
		struct bytes chunk = bytes_of(plain.at,
		    plain.len < AGE_CHUNK_BYTES ? plain.len : AGE_CHUNK_BYTES);
		uint8_t *at = buffer_grow(out, chunk.len + AEAD_TAG_BYTES);

		last = chunk.len == plain.len;
		chunk_nonce(counter, n, last);
		rc = at == NULL ?
		    error_set(e, ERR_MEMORY, "out of memory") :
		    aead_seal(at, key, counter, chunk, e);
		if (!last)
			plain = bytes_of(plain.at + chunk.len,
			    plain.len - chunk.len);
	}
	explicit_bzero(key, sizeof key);
	return rc;
}

static enum err
seal_by(struct buffer *out, struct bytes plain, const struct age_recipient *to,
    size_t count, const struct age_chance *chance, struct error *e)
{
	size_t start = out->len;
	struct hash mac;
	enum err rc = ERR_NONE;

	buffer_reserve(out, plain.len + plain.len / AGE_CHUNK_BYTES *
		    AEAD_TAG_BYTES + count * 128 + 256);
	buffer_text(out, VERSION_LINE);
	for (size_t i = 0; i < count && rc == ERR_NONE; i++)
		rc = put_stanza(out, &to[i], chance->ephemeral[i],
		    chance->file_key, e);
	if (rc != ERR_NONE)
		return rc;
	buffer_text(out, "---");
	if (out->failed)
		return error_set(e, ERR_MEMORY, "out of memory");
	mac = header_mac(chance->file_key,
	    bytes_of(out->at + start, out->len - start));
	buffer_byte(out, ' ');
	put_unpadded(out, hash_span(&mac));
	buffer_byte(out, '\n');
	return put_payload(out, plain, chance->file_key, chance->nonce, e);
}

enum err
age_seal(struct buffer *out, struct bytes plain,
    const struct age_recipient *to, size_t count,
    const struct age_chance *chance, struct error *e)
{
	struct age_chance drawn;
	size_t start = out->len;
	enum err rc;

	if (count == 0 || count > AGE_RECIPIENTS_MAX)
		return error_set(e, ERR_INPUT,
		    "a sealed file has 1 to %d keys that open it",
		    AGE_RECIPIENTS_MAX);
	if (chance == NULL)
		random_bytes(&drawn, sizeof drawn);
	rc = seal_by(out, plain, to, count, chance == NULL ? &drawn : chance,
	    e);
	explicit_bzero(&drawn, sizeof drawn);
	if (rc == ERR_NONE && out->failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc != ERR_NONE && !out->failed)
		out->len = start;
	return rc;
}

/* ---- opening: the header ---- */

struct stanza {
	uint8_t share[X25519_BYTES], wrapped[WRAPPED_BYTES];
};

struct header {
	struct bytes text; /* what the MAC covers: up to "---" */
	struct hash mac;
	struct stanza ours[AGE_STANZAS_MAX]; /* X25519 alone */
	size_t our_count, count;
	bool scrypt;
};

static enum err
malformed(struct error *e, const char *text)
{
	return error_word(e, ERR_INPUT, "age_header", "%s", text);
}

/* Its words: one or more of printable characters, one blank between. */
#define WORDS_MAX 16
struct words {
	struct bytes at[WORDS_MAX];
	size_t count;
};

static bool
split_words(struct words *w, struct bytes line)
{
	w->count = 0;
	for (;;) {
		size_t len = bytes_find(line, ' ');

		if (len == 0 || w->count == WORDS_MAX)
			return false;
		for (size_t i = 0; i < len; i++)
			if (line.at[i] < 0x21 || line.at[i] > 0x7e)
				return false;
		w->at[w->count++] = bytes_of(line.at, len);
		if (len == line.len)
			return true;
		line = bytes_of(line.at + len + 1, line.len - len - 1);
	}
}

/* Lines of 64 characters and a shorter last one. The first `max` bytes go to
 * `out`; *len counts all. */
static enum err
take_body(struct bytes *rest, uint8_t *out, size_t max, size_t *len,
    struct error *e)
{
	struct bytes line;
	bool complete;

	*len = 0;
	do {
		uint8_t piece[48];
		size_t n;

		if (!bytes_line(rest, &line, &complete) || !complete)
			return malformed(e, "its header ends within a stanza");
		if (!unpadded(line, piece, sizeof piece, &n))
			return malformed(e,
			    "a line of a stanza is not base64 without filling");
		for (size_t i = 0; i < n; i++)
			if (*len + i < max)
				out[*len + i] = piece[i];
		*len += n;
	} while (line.len == LINE_CHARS);
	return ERR_NONE;
}

static enum err
take_stanza(struct header *h, struct bytes line, struct bytes *rest,
    struct error *e)
{
	struct stanza *s = &h->ours[h->our_count];
	struct words w;
	size_t len, share_len;
	enum err rc;

	if (h->count == AGE_STANZAS_MAX)
		return malformed(e, "it has more than 64 stanzas");
	h->count++;
	if (!bytes_starts(line, "-> ") ||
	    !split_words(&w, bytes_of(line.at + 3, line.len - 3)))
		return malformed(e,
		    "a stanza does not begin with -> and its words");
	rc = take_body(rest, s->wrapped, sizeof s->wrapped, &len, e);
	if (rc != ERR_NONE)
		return rc;
	h->scrypt = h->scrypt || bytes_is(w.at[0], "scrypt");
	if (!bytes_is(w.at[0], "X25519"))
		return ERR_NONE;
	if (w.count != 2 || len != sizeof s->wrapped ||
	    !unpadded(w.at[1], s->share, sizeof s->share, &share_len) ||
	    share_len != sizeof s->share)
		return malformed(e, "an X25519 stanza is not of its form");
	h->our_count++;
	return ERR_NONE;
}

static enum err
take_header(struct header *h, struct bytes file, struct bytes *payload,
    struct error *e)
{
	struct bytes rest = file, line;
	bool complete;
	size_t len;

	*h = (struct header){.count = 0};
	if (!bytes_starts(file, VERSION_LINE))
		return malformed(e, "it is no age file of version 1");
	if (rest.len > AGE_HEADER_BYTES_MAX)
		rest.len = AGE_HEADER_BYTES_MAX;
	(void)bytes_line(&rest, &line, &complete);
	for (;;) {
		enum err rc;

		if (!bytes_line(&rest, &line, &complete) || !complete)
			return malformed(e, "its header does not end");
		if (bytes_starts(line, "---"))
			break;
		rc = take_stanza(h, line, &rest, e);
		if (rc != ERR_NONE)
			return rc;
	}
	if (h->count == 0)
		return malformed(e, "its header has no stanza");
	if (h->scrypt && h->count != 1)
		return malformed(e,
		    "a stanza for a passphrase stands beside another");
	if (!bytes_starts(line, "--- ") ||
	    !unpadded(bytes_of(line.at + 4, line.len - 4), h->mac.at,
		HASH_BYTES, &len) ||
	    len != HASH_BYTES)
		return malformed(e, "its header has no MAC");
	h->text = bytes_of(file.at, (size_t)(line.at - file.at) + 3);
	*payload = bytes_of(line.at + line.len + 1,
	    file.len - (size_t)(line.at - file.at) - line.len - 1);
	return ERR_NONE;
}

/* ---- opening: the file key ---- */

static enum err
unwrap(uint8_t file_key[FILE_KEY_BYTES], const struct stanza *s,
    const struct age_identity *id, struct error *e)
{
	static const uint8_t nonce[AEAD_NONCE_BYTES];
	uint8_t salt[2 * X25519_BYTES], shared[X25519_BYTES] = {0};
	uint8_t key[HASH_BYTES] = {0};
	enum err rc = x25519_shared(shared, id->secret, s->share, e);

	if (rc == ERR_NONE) {
		memcpy(salt, s->share, X25519_BYTES);
		memcpy(salt + X25519_BYTES, id->public.at, X25519_BYTES);
		hkdf_sha256(key, bytes_of(salt, sizeof salt),
		    bytes_of(shared, sizeof shared), bytes_text(KEY_INFO));
		if (!aead_open(file_key, key, nonce,
			bytes_of(s->wrapped, sizeof s->wrapped)))
			rc = ERR_ABSENT; /* wrapped for another */
	}
	explicit_bzero(shared, sizeof shared);
	explicit_bzero(key, sizeof key);
	return rc;
}

static enum err
find_file_key(uint8_t file_key[FILE_KEY_BYTES], const struct header *h,
    const struct age_identities *ids, size_t *which, struct error *e)
{
	for (size_t i = 0; i < h->our_count; i++)
		for (size_t k = 0; k < ids->count; k++) {
			enum err rc = unwrap(file_key, &h->ours[i],
			    &ids->at[k], e);

			if (rc == ERR_NONE && which != NULL)
				*which = k;
			if (rc != ERR_ABSENT)
				return rc;
		}
	return error_word(e, ERR_ABSENT, "age_no_match",
	    "none of these identities opens it");
}

/* ---- opening: the payload ---- */

static enum err
fault(struct error *e, const char *text)
{
	return error_word(e, ERR_PROOF, "age_payload", "%s", text);
}

/* How many bytes are within; false: no such payload exists. */
static bool
plain_size(size_t sealed, size_t *out)
{
	size_t whole = sealed / SEALED_CHUNK, tail = sealed % SEALED_CHUNK;

	if (sealed < AEAD_TAG_BYTES || (tail != 0 && tail < AEAD_TAG_BYTES) ||
	    (tail == AEAD_TAG_BYTES && whole != 0))
		return false; /* an empty last chunk stands alone */
	*out = whole * AGE_CHUNK_BYTES +
	    (tail == 0 ? 0 : tail - AEAD_TAG_BYTES);
	return true;
}

static enum err
open_payload(struct buffer *out, struct bytes payload,
    const uint8_t file_key[FILE_KEY_BYTES], struct error *e)
{
	uint8_t key[HASH_BYTES], counter[AEAD_NONCE_BYTES];
	struct bytes rest;
	uint8_t *at;
	size_t size;
	enum err rc = ERR_NONE;

	if (payload.len < NONCE_BYTES)
		return malformed(e, "it ends before its nonce");
	if (!plain_size(payload.len - NONCE_BYTES, &size))
		return fault(e, "the sealed file is cut off, or has a piece "
				 "too many");
	at = buffer_grow(out, size);
	if (at == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	hkdf_sha256(key, bytes_of(payload.at, NONCE_BYTES),
	    bytes_of(file_key, FILE_KEY_BYTES), bytes_text("payload"));
	rest = bytes_of(payload.at + NONCE_BYTES, payload.len - NONCE_BYTES);
	for (uint64_t n = 0; rest.len != 0 && rc == ERR_NONE; n++) {
		struct bytes chunk = bytes_of(rest.at,
		    rest.len < SEALED_CHUNK ? rest.len : SEALED_CHUNK);

		rest = bytes_of(rest.at + chunk.len, rest.len - chunk.len);
		chunk_nonce(counter, n, rest.len == 0);
		if (!aead_open(at, key, counter, chunk))
			rc = fault(e,
			    "the sealed file was changed after it was made");
		at += chunk.len - AEAD_TAG_BYTES;
	}
	explicit_bzero(key, sizeof key);
	return rc;
}

enum err
age_open(struct buffer *out, struct bytes file,
    const struct age_identities *ids, size_t *which, struct error *e)
{
	uint8_t file_key[FILE_KEY_BYTES] = {0};
	struct bytes payload = {NULL, 0};
	struct header h;
	struct hash mac;
	size_t start = out->len;
	enum err rc = take_header(&h, file, &payload, e);

	if (rc == ERR_NONE)
		rc = find_file_key(file_key, &h, ids, which, e);
	if (rc == ERR_NONE) {
		mac = header_mac(file_key, h.text);
		if (!secret_equal(mac.at, h.mac.at, HASH_BYTES))
			rc = fault(e, "the header of the sealed file was "
				       "changed after it was made");
	}
	if (rc == ERR_NONE)
		rc = open_payload(out, payload, file_key, e);
	explicit_bzero(file_key, sizeof file_key);
	if (rc != ERR_NONE && out->len > start) {
		explicit_bzero(out->at + start, out->len - start);
		out->len = start;
	}
	return rc;
}

/* ---- padding ---- */

#define STEP ((size_t)256 * 1024)

size_t
padded_size(size_t content_bytes)
{
	static const size_t classes[] = {(size_t)16 * 1024, (size_t)64 * 1024};
	size_t need = content_bytes + PADDED_LENGTH_BYTES;

	for (size_t i = 0; i < COUNT(classes); i++)
		if (need <= classes[i])
			return classes[i];
	return (need + STEP - 1) / STEP * STEP;
}

void
pad_put(struct buffer *out, struct bytes content)
{
	size_t size = padded_size(content.len);
	uint8_t *at = buffer_grow(out, size);

	if (at == NULL)
		return;
	if (content.len != 0)
		memcpy(at, content.at, content.len);
	memset(at + content.len, 0, size - content.len - PADDED_LENGTH_BYTES);
	put_be(at + size - PADDED_LENGTH_BYTES, PADDED_LENGTH_BYTES,
	    content.len);
}

/* 4 KiB is read, though never written: see docs/format/note.md 2. */
static bool
is_padded_size(size_t size)
{
	return size == (size_t)4 * 1024 || size == (size_t)16 * 1024 ||
	    size == (size_t)64 * 1024 || (size != 0 && size % STEP == 0);
}

enum err
pad_take(struct bytes *content, struct bytes padded, struct error *e)
{
	uint64_t len;
	uint8_t any = 0;

	if (!is_padded_size(padded.len))
		return error_word(e, ERR_INPUT, "padding",
		    "what was sealed is not filled up to a size of notes");
	len = get_be(padded.at + padded.len - PADDED_LENGTH_BYTES,
	    PADDED_LENGTH_BYTES);
	if (len > padded.len - PADDED_LENGTH_BYTES)
		return error_word(e, ERR_INPUT, "padding",
		    "what was sealed is shorter than its length says");
	for (size_t i = (size_t)len; i < padded.len - PADDED_LENGTH_BYTES; i++)
		any |= padded.at[i];
	if (any != 0)
		return error_word(e, ERR_INPUT, "padding",
		    "what was sealed is not filled up with zero bytes");
	*content = bytes_of(padded.at, (size_t)len);
	return ERR_NONE;
}
