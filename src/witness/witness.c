#include "witness/witness.h"

#include "proof/consistency.h"

#include <inttypes.h>

/* What one request needs while it is judged; about 15 KiB. */
struct judging {
	const struct witness *w;
	struct bytes body;
	struct witness_request r;
	bool line_kept[NOTE_LINES_MAX]; /* of a trusted key, and it holds */
	struct buffer line;             /* ours */
	struct witness_result *out;
};

static void
answer(struct witness_result *out, unsigned status, const char *sentence)
{
	out->status = status;
	out->type = WITNESS_TYPE_TEXT;
	buffer_clear(&out->body);
	buffer_text(&out->body, sentence);
	buffer_byte(&out->body, '\n');
}

static void
answer_size(struct witness_result *out, uint64_t size)
{
	out->status = 409;
	out->type = WITNESS_TYPE_SIZE;
	buffer_clear(&out->body);
	buffer_printf(&out->body, "%" PRIu64 "\n", size);
}

/* ---- check 3 ---- */

static bool
origin_known(const struct judging *j)
{
	for (size_t i = 0; i < j->w->logs->count; i++)
		if (strcmp(j->w->logs->at[i].origin,
		    j->r.checkpoint.origin) == 0)
			return true;
	return false;
}

/* ---- check 4 ---- */

/* False: a line of a trusted key does not hold, or none is there. */
static bool
signatures_hold(struct judging *j)
{
	const struct witness_logs *logs = j->w->logs;
	bool found = false;

	if (j->r.undecoded_count != 0)
		return false;
	for (size_t i = 0; i < j->r.note.line_count; i++) {
		const struct note_line *line = &j->r.note.lines[i];

		j->line_kept[i] = false;
		for (size_t k = 0; k < logs->count; k++) {
			const struct witness_log *log = &logs->at[k];
			uint64_t time_s;

			if (strcmp(log->origin, j->r.checkpoint.origin) != 0 ||
			    !note_line_is_of(line, &log->key))
				continue;
			if (!note_line_holds(line, &log->key, j->r.note.text,
			    &time_s))
				return false;
			j->line_kept[i] = found = true;
		}
	}
	return found;
}

/* ---- check 7 ---- */

/* NULL, or the word for what contradicts the state. */
static const char *
contradiction(const struct judging *j, const struct witness_seen *seen)
{
	const struct witness_request *r = &j->r;
	const struct hash empty = hash_empty();
	struct consistency c = {r->old_size, r->checkpoint.size, r->path,
	    r->hash_count};

	if (r->checkpoint.size == 0 && !hash_equal(&r->checkpoint.root, &empty))
		return "empty";
	if (r->old_size == r->checkpoint.size &&
	    !hash_equal(&r->checkpoint.root, &seen->root))
		return "root";
	if (consistency_check_from_zero(&c, &seen->root, &r->checkpoint.root,
	    NULL) != ERR_NONE)
		return "proof";
	return NULL;
}

/* ---- check 8 ---- */

/* Text, empty line, the log's own lines once each, our line. */
static enum err
make_note(void *context, int64_t stamp_s, struct buffer *note,
    struct error *e)
{
	struct judging *j = context;
	const struct note *n = &j->r.note;
	enum err rc;

	buffer_clear(&j->line);
	buffer_add(note, n->text);
	buffer_byte(note, '\n');
	for (size_t i = 0; i < n->line_count; i++) {
		bool again = false;

		for (size_t k = 0; k < i; k++)
			again = again || (j->line_kept[k] &&
			    bytes_equal(n->lines[i].line, n->lines[k].line));
		if (j->line_kept[i] && !again)
			buffer_add(note, n->lines[i].line);
	}
	rc = note_cosign(&j->line, n->text, j->w->signer, (uint64_t)stamp_s, e);
	buffer_add(note, buffer_bytes(&j->line));
	return rc;
}

static enum err
keep_evidence(struct judging *j, const char *reason, struct error *e)
{
	struct witness_evidence v = {
	    j->w->clock.now_s(j->w->clock.context),
	    bytes_text(j->r.checkpoint.origin), reason, j->body};

	return j->w->states.keep(j->w->states.context, &v, e);
}

static enum err
advance(struct judging *j, const struct witness_seen *judged, struct error *e)
{
	const struct witness *w = j->w;
	struct witness_step step = {bytes_text(j->r.checkpoint.origin),
	    judged->size, j->r.checkpoint.size, judged->root,
	    j->r.checkpoint.root, w->clock.now_s(w->clock.context), make_note,
	    j};
	struct witness_seen seen = *judged;
	bool done = false;
	enum err rc = w->states.step(w->states.context, &step, &done, &seen, e);

	if (rc != ERR_NONE)
		return rc;
	if (!done) {
		answer_size(j->out, seen.size);
		return ERR_NONE;
	}
	j->out->status = 200;
	j->out->type = WITNESS_TYPE_TEXT;
	buffer_add(&j->out->body, buffer_bytes(&j->line));
	j->out->size = j->r.checkpoint.size;
	return ERR_NONE;
}

/* Checks 3 to 9; check 2 has passed. */
static enum err
judge(struct judging *j, struct error *e)
{
	struct witness_seen seen = {0};
	const char *reason;
	enum err rc;

	if (!origin_known(j)) {
		answer(j->out, 404, "unknown log");
		return ERR_NONE;
	}
	if (!signatures_hold(j)) {
		answer(j->out, 403, "invalid signature, or none by a key "
		    "trusted for this log");
		return ERR_NONE;
	}
	if (j->r.old_size > j->r.checkpoint.size) {
		answer(j->out, 400, "old size is larger than the checkpoint");
		return ERR_NONE;
	}
	rc = j->w->states.read(j->w->states.context,
	    bytes_text(j->r.checkpoint.origin), &seen, NULL, e);
	if (rc != ERR_NONE)
		return rc;
	if (j->r.old_size != seen.size) {
		answer_size(j->out, seen.size);
		return ERR_NONE;
	}
	reason = contradiction(j, &seen);
	if (reason != NULL) {
		rc = keep_evidence(j, reason, e);
		answer(j->out, 422, "the consistency proof does not lead from "
		    "the tree cosigned before to this one");
		return rc;
	}
	return advance(j, &seen, e);
}

enum err
witness_add_checkpoint(const struct witness *w, struct bytes body,
    struct witness_result *out, struct error *e)
{
	struct judging j = {.w = w, .body = body, .out = out};
	struct error why = error_like(NULL); /* answers are English */
	enum err rc = ERR_NONE;

	*out = (struct witness_result){.status = 0};
	if (body.len > WITNESS_BODY_MAX)
		answer(out, 413, "the request is too large");
	else if (witness_request_parse(&j.r, body, &why) != ERR_NONE)
		answer(out, 400, why.text);
	else
		rc = judge(&j, e);
	if (rc == ERR_NONE && out->body.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	buffer_release(&j.line);
	if (rc != ERR_NONE)
		witness_result_release(out);
	return rc;
}

/* ---- reading ---- */

enum err
witness_get_checkpoint(const struct witness *w, struct bytes hex,
    struct witness_result *out, struct error *e)
{
	struct hash wanted, h;
	struct witness_seen seen = {0};
	enum err rc = ERR_NONE;

	*out = (struct witness_result){.status = 0};
	if (!hash_parse(hex, &wanted)) {
		answer(out, 404, "unknown log");
		return ERR_NONE;
	}
	for (size_t i = 0; i < w->logs->count; i++) {
		struct bytes origin = bytes_text(w->logs->at[i].origin);

		h = hash_bytes(origin);
		if (!hash_equal(&h, &wanted))
			continue;
		rc = w->states.read(w->states.context, origin, &seen,
		    &out->body, e);
		break;
	}
	if (rc == ERR_NONE && out->body.len == 0) {
		answer(out, 404, "no checkpoint of this log was cosigned");
	} else if (rc == ERR_NONE) {
		out->status = 200;
		out->type = WITNESS_TYPE_TEXT;
		out->size = seen.size;
	}
	if (rc == ERR_NONE && out->body.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc != ERR_NONE)
		witness_result_release(out);
	return rc;
}

void
witness_result_release(struct witness_result *r)
{
	buffer_release(&r->body);
	*r = (struct witness_result){.status = 0};
}
