#include "account/password.h"

#include <stdio.h>
#include <stdlib.h>

#include <utf8proc.h>

#include "account/argon2id.h"
#include "account/common_words.h"
#include "crypto/ed25519.h"
#include "crypto/sealing.h"
#include "format/base64.h"
#include "format/json.h"

#define SALT_BYTES 16
#define SALT_LETTERS 22
#define TAG_LETTERS 43
#define MEMORY_KIB_MAX (1024 * 1024)

/* ---- what may be a password ---- */

/* Into memory of its own, to be wiped. */
static enum err
normalise(struct bytes password, struct buffer *out, struct error *e)
{
	utf8proc_uint8_t *normal = NULL;
	utf8proc_ssize_t len;
	enum err rc = ERR_NONE;

	if (password.len == 0 || password.len > PASSWORD_BYTES_MAX)
		return error_word(e, ERR_INPUT, "password",
		    "a password has 12 to 256 characters");
	len = utf8proc_map(password.at, (utf8proc_ssize_t)password.len, &normal,
	    (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
	if (len < 0)
		return error_word(e, ERR_INPUT, "password",
		    "the password is not UTF-8");
	buffer_reserve(out, (size_t)len + 1);
	buffer_append(out, normal, (size_t)len);
	explicit_bzero(normal, (size_t)len);
	free(normal);
	if (out->failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	return rc;
}

/* Small ASCII letters, without what people put between words. */
static size_t
flatten(struct bytes in, char out[PASSWORD_BYTES_MAX])
{
	size_t len = 0;

	for (size_t i = 0; i < in.len && len < PASSWORD_BYTES_MAX; i++) {
		char c = (char)in.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if (c != ' ' && c != '-' && c != '_' && c != '.')
			out[len++] = c;
	}
	return len;
}

/* p4ssw0rd */
static void
read_digits_as_letters(char *at, size_t len)
{
	static const char from[] = "013457@$!8", to[] = "oleastasib";

	for (size_t i = 0; i < len; i++) {
		const char *c = at[i] == '\0' ? NULL : strchr(from, at[i]);

		if (c != NULL)
			at[i] = to[c - from];
	}
}

/* Length of the piece of this row, forwards or backwards, that `at` begins
 * with; under 3 it is none. */
static size_t
row_piece(const char *row, const char *at, size_t len)
{
	size_t size = strlen(row), best = 0;

	for (size_t i = 0; i < size; i++) {
		size_t n = 0, back = 0;

		while (n < len && i + n < size && at[n] == row[i + n])
			n++;
		while (back < len && back <= i && at[back] == row[i - back])
			back++;
		best = n > best ? n : best;
		best = back > best ? back : best;
	}
	return best < 3 ? 0 : best;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c & 0x80) != 0;
}

/* A run of one character, or at most four that are no letters. */
static size_t
run_piece(const char *at, size_t len)
{
	size_t same = 1, other = 0;

	while (same < len && at[same] == at[0])
		same++;
	while (other < len && other < 4 && !is_letter(at[other]))
		other++;
	return same >= 3 && same > other ? same : other;
}

/* Fewest pieces that make up the text; more than 3: not common. */
static unsigned
count_pieces(const char *at, size_t len)
{
	enum { MANY = 9 };
	uint8_t fewest[PASSWORD_BYTES_MAX + 1];

	memset(fewest, MANY, sizeof fewest);
	fewest[0] = 0;
	for (size_t i = 0; i < len; i++) {
		uint8_t next = (uint8_t)(fewest[i] + 1);
		size_t n;

		if (fewest[i] >= 3)
			continue;
		n = run_piece(at + i, len - i);
		/* every beginning of a run or a row is a piece as well */
		for (size_t k = 0; k <= COUNT(common_rows); k++) {
			size_t piece = k == COUNT(common_rows) ? n :
			    row_piece(common_rows[k], at + i, len - i);

			for (; piece != 0; piece--)
				if (fewest[i + piece] > next)
					fewest[i + piece] = next;
		}
		for (size_t k = 0; k < COUNT(common_words); k++) {
			n = strlen(common_words[k]);
			if (n <= len - i && fewest[i + n] > next &&
			    memcmp(at + i, common_words[k], n) == 0)
				fewest[i + n] = next;
		}
	}
	return fewest[len];
}

/* "abc1abc1abc1" */
static bool
repeats_itself(const char *at, size_t len)
{
	for (size_t period = 1; period <= 4 && period < len; period++) {
		size_t i = period;

		while (i < len && at[i] == at[i - period])
			i++;
		if (i == len)
			return true;
	}
	return false;
}

static bool
is_common(struct bytes password)
{
	char flat[PASSWORD_BYTES_MAX];
	size_t len = flatten(password, flat);
	bool common = repeats_itself(flat, len) || count_pieces(flat, len) <= 3;

	if (!common) {
		/* a year or a mark behind the word stays what it is */
		for (size_t n = 0; n < 6 && len != 0; n++)
			len -= !is_letter(flat[len - 1]);
		read_digits_as_letters(flat, len);
		common = count_pieces(flat, len) <= 3;
	}
	explicit_bzero(flat, sizeof flat);
	return common;
}

static bool
is_name(struct bytes password, const char *name)
{
	char one[PASSWORD_BYTES_MAX], other[PASSWORD_BYTES_MAX];
	size_t len = flatten(password, one),
	       name_len = flatten(bytes_text(name), other);
	bool same = len == name_len && memcmp(one, other, len) == 0;

	explicit_bzero(one, sizeof one);
	return same;
}

static enum err
judge(struct bytes password, const char *account, const char *registry,
    struct error *e)
{
	size_t characters = utf8_count(password);
	enum err rc;

	if (characters < PASSWORD_CHARACTERS_MIN ||
	    characters > PASSWORD_CHARACTERS_MAX) {
		rc = error_word(e, ERR_INPUT, "password",
		    "a password has 12 to 256 characters");
		return error_mend(e, rc, "four or five words of your own do");
	}
	if (is_name(password, account) || is_name(password, registry))
		return error_word(e, ERR_INPUT, "password",
		    "the password is a name that everybody knows");
	if (is_common(password)) {
		rc = error_word(e, ERR_INPUT, "password",
		    "many people have passwords like this one");
		return error_mend(e, rc, "four or five words of your own do");
	}
	return ERR_NONE;
}

enum err
password_check(struct bytes password, const char *account,
    const char *registry, struct error *e)
{
	struct buffer normal = {0};
	enum err rc = normalise(password, &normal, e);

	if (rc == ERR_NONE)
		rc = judge(buffer_bytes(&normal), account, registry, e);
	buffer_wipe(&normal);
	return rc;
}

/* ---- PHC strings ---- */

/* A span of base64 without padding; false: not of that length. */
static bool
read_base64(struct bytes text, uint8_t *out, size_t len)
{
	char padded[64];
	size_t full = BASE64_LEN(len), n = 0;

	if (full > sizeof padded || text.len != full - (3 - len % 3) % 3)
		return false;
	memcpy(padded, text.at, text.len);
	memset(padded + text.len, '=', full - text.len);
	return base64_decode(bytes_of(padded, full), out, len, &n) && n == len;
}

static struct bytes
cut(struct bytes *rest, char end)
{
	size_t len = bytes_find(*rest, (uint8_t)end);
	struct bytes part = bytes_of(rest->at, len);

	len += len < rest->len;
	*rest = bytes_of(rest->at + len, rest->len - len);
	return part;
}

/* "m=" and a number. */
static bool
read_parameter(struct bytes part, const char *name, uint64_t max,
    uint32_t *out)
{
	uint64_t value;
	size_t len = strlen(name);

	if (!bytes_starts(part, name) ||
	    !bytes_decimal(bytes_of(part.at + len, part.len - len), max,
		&value))
		return false;
	*out = (uint32_t)value;
	return true;
}

static bool
parse(const char *phc, struct argon2id *p, uint8_t salt[SALT_BYTES],
    uint8_t tag[ARGON2ID_TAG_BYTES])
{
	struct bytes rest = bytes_text(phc), parameters;

	if (cut(&rest, '$').len != 0 || !bytes_is(cut(&rest, '$'), "argon2id") ||
	    !bytes_is(cut(&rest, '$'), "v=19"))
		return false;
	parameters = cut(&rest, '$');
	p->salt = bytes_of(salt, SALT_BYTES);
	return read_parameter(cut(&parameters, ','), "m=", MEMORY_KIB_MAX,
		   &p->memory_kib) &&
	    read_parameter(cut(&parameters, ','), "t=", 16, &p->passes) &&
	    read_parameter(parameters, "p=", 16, &p->lanes) &&
	    read_base64(cut(&rest, '$'), salt, SALT_BYTES) &&
	    read_base64(rest, tag, ARGON2ID_TAG_BYTES);
}

static void
print(char out[PASSWORD_HASH_BYTES], const struct argon2id *p,
    const uint8_t tag[ARGON2ID_TAG_BYTES])
{
	char salt[BASE64_LEN(SALT_BYTES) + 1],
	    text[BASE64_LEN(ARGON2ID_TAG_BYTES) + 1];

	base64_print(salt, p->salt);
	base64_print(text, bytes_of(tag, ARGON2ID_TAG_BYTES));
	(void)snprintf(out, PASSWORD_HASH_BYTES,
	    "$argon2id$v=19$m=%u,t=%u,p=%u$%.*s$%.*s", p->memory_kib,
	    p->passes, p->lanes, SALT_LETTERS, salt, TAG_LETTERS, text);
}

enum err
password_hash(char out[PASSWORD_HASH_BYTES], struct bytes password,
    struct error *e)
{
	uint8_t salt[SALT_BYTES], tag[ARGON2ID_TAG_BYTES];
	struct argon2id p = {.passes = PASSWORD_PASSES,
	    .memory_kib = PASSWORD_MEMORY_KIB,
	    .lanes = PASSWORD_LANES,
	    .salt = bytes_of(salt, sizeof salt)};
	struct buffer normal = {0};
	enum err rc = normalise(password, &normal, e);

	if (rc == ERR_NONE) {
		random_bytes(salt, sizeof salt);
		p.password = buffer_bytes(&normal);
		rc = argon2id(tag, &p, e);
	}
	if (rc == ERR_NONE)
		print(out, &p, tag);
	buffer_wipe(&normal);
	return rc;
}

enum err
password_matches(const char *phc, struct bytes password, bool *matches,
    struct error *e)
{
	uint8_t salt[SALT_BYTES], want[ARGON2ID_TAG_BYTES],
	    tag[ARGON2ID_TAG_BYTES];
	struct argon2id p = {.passes = 0};
	struct buffer normal = {0};
	enum err rc;

	if (!parse(phc, &p, salt, want))
		return error_set(e, ERR_STORE, "a password hash is damaged");
	/* what cannot be a password costs as much, and matches nothing */
	rc = normalise(password, &normal, NULL);
	if (rc == ERR_MEMORY)
		return error_set(e, rc, "out of memory");
	p.password = rc == ERR_NONE ? buffer_bytes(&normal) : bytes_text("-");
	*matches = rc == ERR_NONE;
	rc = argon2id(tag, &p, e);
	if (rc == ERR_NONE)
		*matches = secret_equal(tag, want, sizeof tag) && *matches;
	buffer_wipe(&normal);
	return rc;
}

bool
password_is_current(const char *phc)
{
	uint8_t salt[SALT_BYTES], tag[ARGON2ID_TAG_BYTES];
	struct argon2id p = {.passes = 0};

	return parse(phc, &p, salt, tag) && p.passes == PASSWORD_PASSES &&
	    p.memory_kib == PASSWORD_MEMORY_KIB && p.lanes == PASSWORD_LANES;
}

/* A tag of zeros: finding a password for it is finding a preimage. */
const char *
password_of_nobody(void)
{
	return "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$"
	       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
}
