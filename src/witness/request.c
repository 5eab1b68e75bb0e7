/* The request of add-checkpoint and the list of known logs: log 5.1.2, 5.2.1 */
#include "format/base64.h"
#include "witness/witness.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---- requests ---- */

#define OLD "old "

static enum err
broken(struct error *e)
{
	return error_set(e, ERR_INPUT, "the request is not \"old SIZE\", "
	    "at most %d hashes, an empty line and a checkpoint",
	    WITNESS_PROOF_MAX);
}

static enum err
read_size(struct witness_request *r, struct bytes line, struct error *e)
{
	size_t front = strlen(OLD);

	if (!bytes_starts(line, OLD) ||
	    !bytes_decimal(bytes_of(line.at + front, line.len - front),
	    LOG_SIZE_MAX, &r->old_size))
		return broken(e);
	return ERR_NONE;
}

static enum err
read_hash(struct witness_request *r, struct bytes line, struct error *e)
{
	struct hash h;
	size_t len = 0;

	if (r->hash_count == WITNESS_PROOF_MAX)
		return broken(e);
	if (line.len != BASE64_LEN(HASH_BYTES) ||
	    !base64_decode(line, h.at, sizeof h.at, &len) || len != HASH_BYTES)
		return error_set(e, ERR_INPUT, "proof line %zu is not base64 "
		    "of 32 bytes", r->hash_count + 1);
	r->path[r->hash_count++] = h;
	return ERR_NONE;
}

enum err
witness_request_parse(struct witness_request *out, struct bytes body,
    struct error *e)
{
	struct bytes line = {NULL, 0};
	bool complete = false;
	enum err rc;

	out->hash_count = 0;
	if (body.len > WITNESS_BODY_MAX)
		return error_set(e, ERR_INPUT, "a request has at most %d bytes",
		    WITNESS_BODY_MAX);
	if (!bytes_line(&body, &line, &complete) || !complete)
		return broken(e);
	rc = read_size(out, line, e);
	while (rc == ERR_NONE) {
		if (!bytes_line(&body, &line, &complete) || !complete)
			return broken(e);
		if (line.len == 0)
			break;
		rc = read_hash(out, line, e);
	}
	if (rc == ERR_NONE)
		rc = note_parse_loosely(&out->note, body, &out->undecoded_count,
		    e);
	if (rc == ERR_NONE)
		rc = checkpoint_parse_syntax(&out->checkpoint, out->note.text,
		    e);
	return rc;
}

void
witness_request_print(struct buffer *out, uint64_t old_size,
    const struct hash *path, size_t hash_count, struct bytes note)
{
	buffer_printf(out, OLD "%" PRIu64 "\n", old_size);
	for (size_t i = 0; i < hash_count; i++) {
		base64_encode(out, hash_span(&path[i]));
		buffer_byte(out, '\n');
	}
	buffer_byte(out, '\n');
	buffer_add(out, note);
}

/* ---- known logs ---- */

static bool
same_log(const struct witness_log *a, const struct witness_log *b)
{
	return strcmp(a->origin, b->origin) == 0 &&
	    memcmp(a->key.key.at, b->key.key.at, sizeof a->key.key.at) == 0;
}

static enum err
read_log(struct witness_logs *l, struct bytes line, struct error *e)
{
	struct witness_log *log = &l->at[l->count];
	size_t space = bytes_find(line, ' ');
	struct bytes origin;
	enum err rc;

	if (space == line.len)
		return error_set(e, ERR_INPUT, "expected: KEY ORIGIN");
	if (l->count == WITNESS_LOGS_MAX)
		return error_set(e, ERR_INPUT, "more than %d logs",
		    WITNESS_LOGS_MAX);
	origin = bytes_of(line.at + space + 1, line.len - space - 1);
	rc = vkey_parse(&log->key, bytes_of(line.at, space), e);
	if (rc != ERR_NONE)
		return rc;
	if (log->key.type != KEY_LOG)
		return error_set(e, ERR_INPUT, "the key is of type 0x%02x, "
		    "not 0x%02x", log->key.type, KEY_LOG);
	if (!origin_is_valid(origin))
		return error_set(e, ERR_INPUT, "this is no origin of a log");
	memset(log->origin, 0, sizeof log->origin);
	memcpy(log->origin, origin.at, origin.len);
	for (size_t i = 0; i < l->count; i++)
		if (same_log(&l->at[i], log))
			return error_set(e, ERR_INPUT,
			    "this log's key stands above");
	l->count++;
	return ERR_NONE;
}

enum err
witness_logs_parse(struct witness_logs *out, struct bytes text,
    struct error *e)
{
	struct witness_logs l = {NULL, 0};
	struct bytes rest = text, line;
	size_t lines = 0, number = 0;
	bool complete;
	enum err rc = ERR_NONE;

	if (text.len > WITNESS_LOGS_BYTES)
		return error_set(e, ERR_INPUT,
		    "the list of known logs has at most %d bytes",
		    WITNESS_LOGS_BYTES);
	while (bytes_line(&rest, &line, &complete))
		lines++;
	if (lines > WITNESS_LOGS_MAX)
		lines = WITNESS_LOGS_MAX;
	l.at = calloc(lines + 1, sizeof *l.at);
	if (l.at == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	while (rc == ERR_NONE && bytes_line(&text, &line, &complete)) {
		number++;
		if (line.len != 0 && line.at[0] != '#')
			rc = read_log(&l, line, e);
		if (rc != ERR_NONE)
			(void)error_wrap(e, "known logs, line %zu", number);
	}
	if (rc == ERR_NONE) {
		*out = l;
		l = (struct witness_logs){NULL, 0};
	}
	witness_logs_release(&l);
	return rc;
}

void
witness_logs_release(struct witness_logs *l)
{
	free(l->at);
	*l = (struct witness_logs){NULL, 0};
}
