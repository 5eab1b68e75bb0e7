#include "proof/tlog_proof.h"

#include <inttypes.h>
#include <stdio.h>

#include "format/base64.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

static enum err
malformed(struct error *e, const char *what)
{
	return error_set(e, ERR_INPUT, "proof file: %s",
	    message_in(e == NULL ? LANG_EN : e->lang, what));
}

static enum err
next_line(struct bytes *rest, struct bytes *line, struct error *e)
{
	bool complete;

	if (!bytes_line(rest, line, &complete) || !complete)
		return malformed(e, "it breaks off");
	return ERR_NONE;
}

static enum err
path_parse(struct tlog_proof *p, struct bytes *rest, struct error *e)
{
	struct bytes line;
	size_t len;

	p->path_count = 0;
	for (;;) {
		enum err rc = next_line(rest, &line, e);

		if (rc != ERR_NONE || line.len == 0)
			return rc;
		if (p->path_count == PATH_MAX_HASHES)
			return malformed(e, "more than 63 hashes");
		if (!base64_decode(line, p->path[p->path_count].at,
		    HASH_BYTES, &len) || len != HASH_BYTES)
			return malformed(e, "a hash is not canonical base64 "
			    "of 32 bytes");
		p->path_count++;
	}
}

enum err
tlog_proof_parse(struct tlog_proof *out, struct bytes in, struct error *e)
{
	struct bytes rest = in, line;
	size_t len;
	enum err rc;

	if (in.len > TLOG_PROOF_BYTES_MAX)
		return malformed(e, "longer than 256 KiB");
	rc = next_line(&rest, &line, e);
	if (rc != ERR_NONE)
		return rc;
	if (!bytes_is(line, FIRST_LINE))
		return malformed(e, "the first line is not " FIRST_LINE);
	rc = next_line(&rest, &line, e);
	if (rc != ERR_NONE)
		return rc;
	out->has_extra = bytes_starts(line, "extra ");
	out->extra = bytes_of(NULL, 0);
	if (out->has_extra) {
		out->extra = bytes_of(line.at + 6, line.len - 6);
		if (!base64_peek(out->extra, NULL, 0, &len) ||
		    len > TLOG_PROOF_EXTRA_MAX)
			return malformed(e, "the extra line is not canonical "
			    "base64 of at most 65,536 bytes");
		rc = next_line(&rest, &line, e);
		if (rc != ERR_NONE)
			return rc;
	}
	if (!bytes_starts(line, "index ") ||
	    !bytes_decimal(bytes_of(line.at + 6, line.len - 6), INT64_MAX,
	    &out->index))
		return malformed(e, "no line 'index NUMBER': decimal, no "
		    "leading zero, below 2^63");
	rc = path_parse(out, &rest, e);
	if (rc != ERR_NONE)
		return rc;
	out->checkpoint = rest;
	return ERR_NONE;
}

/* Appends within the caller's bytes; false where they end. */
static bool
put(uint8_t *out, size_t cap, size_t *len, struct bytes what)
{
	if (what.len > cap - *len)
		return false;
	if (what.len != 0)
		memcpy(out + *len, what.at, what.len);
	*len += what.len;
	return true;
}

enum err
tlog_proof_print(uint8_t *out, size_t cap, size_t *len,
    const struct tlog_proof *p)
{
	char line[64];
	size_t n = 0;
	bool fits = put(out, cap, &n, bytes_text(FIRST_LINE "\n"));

	if (p->has_extra)
		fits = fits && put(out, cap, &n, bytes_text("extra ")) &&
		    put(out, cap, &n, p->extra) &&
		    put(out, cap, &n, bytes_text("\n"));
	(void)snprintf(line, sizeof line, "index %" PRIu64 "\n", p->index);
	fits = fits && put(out, cap, &n, bytes_text(line));
	for (size_t i = 0; i < p->path_count; i++) {
		base64_print(line, hash_span(&p->path[i]));
		fits = fits && put(out, cap, &n, bytes_text(line)) &&
		    put(out, cap, &n, bytes_text("\n"));
	}
	fits = fits && put(out, cap, &n, bytes_text("\n")) &&
	    put(out, cap, &n, p->checkpoint);
	if (!fits)
		return ERR_MEMORY;
	*len = n;
	return ERR_NONE;
}

enum err
tlog_proof_check(struct checkpoint_verdict *out, const struct tlog_proof *p,
    struct bytes entry, const struct policy *y, struct error *e)
{
	struct hash leaf = hash_leaf(entry);
	struct checkpoint_verdict v;
	struct inclusion i;
	enum lang lang = e == NULL ? LANG_EN : e->lang;
	struct error missing = {.lang = lang}, failed = {.lang = lang};
	enum err quorum = checkpoint_check(&v, p->checkpoint, y, &missing);
	enum err rc;

	if (quorum != ERR_NONE && strcmp(missing.word, "quorum") != 0) {
		if (e != NULL)
			*e = missing;
		return quorum;
	}
	i = (struct inclusion){p->index, v.checkpoint.size, p->path,
	    p->path_count};
	rc = inclusion_check(&i, &leaf, &v.checkpoint.root, &failed);
	/* an alarm outranks homework (interfaces A2.1) */
	if (rc == ERR_NONE && quorum != ERR_NONE) {
		rc = quorum;
		failed = missing;
	}
	if (rc != ERR_NONE && e != NULL)
		*e = failed;
	if (rc == ERR_NONE)
		*out = v;
	return rc;
}
