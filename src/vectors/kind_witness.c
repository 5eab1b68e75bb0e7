/* Steps against one witness: C2SP tlog-witness. log 5.2.2 decides where the
 * file is of an older text: an unknown log is 404. */
#include "witness/witness.h"

#include <stdio.h>
#include <stdlib.h>

#include "vectors/kinds.h"

/* One origin is all that a scenario has: its state, in memory. */
struct memory {
	struct witness_seen seen;
	struct buffer note;
	size_t kept;
};

static enum err
memory_read(void *context, struct bytes origin, struct witness_seen *out,
    struct buffer *note, struct error *e)
{
	struct memory *m = context;

	(void)origin;
	(void)e;
	*out = m->seen;
	if (note != NULL)
		buffer_add(note, buffer_bytes(&m->note));
	return ERR_NONE;
}

static enum err
memory_step(void *context, const struct witness_step *step, bool *done,
    struct witness_seen *seen, struct error *e)
{
	struct memory *m = context;
	enum err rc;

	buffer_clear(&m->note);
	rc = step->sign(step->context, step->now_s, &m->note, e);
	m->seen = (struct witness_seen){step->new_size, step->new_root,
	    step->now_s};
	*seen = m->seen;
	*done = rc == ERR_NONE;
	return rc;
}

static enum err
memory_keep(void *context, const struct witness_evidence *v, struct error *e)
{
	struct memory *m = context;

	(void)v;
	(void)e;
	m->kept++;
	return ERR_NONE;
}

static int64_t
fixed_time(void *context)
{
	(void)context;
	return 1700000000;
}

/* The log's key: a vkey, or 32 bytes and the origin as its name. */
static enum err
read_log(const struct json *scenario, struct witness_log *log,
    struct arena *a, struct error *e)
{
	struct bytes origin = json_get_text(scenario, "log_origin"), raw;
	struct public_key key;

	if (origin.len == 0 || origin.len > KEY_NAME_MAX)
		return error_set(e, ERR_INPUT, "no log_origin");
	*log = (struct witness_log){.origin = ""};
	memcpy(log->origin, origin.at, origin.len);
	if (json_get(scenario, "log_vkey") != NULL)
		return vkey_parse(&log->key, json_get_text(scenario,
		    "log_vkey"), e);
	if (!json_hex(json_get(scenario, "log_key_hex"), a, &raw) ||
	    raw.len != sizeof key.at)
		return error_set(e, ERR_INPUT, "no log_key_hex");
	memcpy(key.at, raw.at, sizeof key.at);
	return vkey_init(&log->key, origin, KEY_LOG, &key, e);
}

/* The line holds, and is all of the body. */
static bool
is_our_line(const struct signer *signer, struct bytes request,
    struct bytes body)
{
	struct vkey key = signer_vkey(signer, KEY_WITNESS);
	struct witness_request *r = malloc(sizeof *r);
	struct note_line line;
	uint64_t time_s = 0;
	bool good = r != NULL && body.len != 0 &&
	    body.at[body.len - 1] == '\n' &&
	    witness_request_parse(r, request, NULL) == ERR_NONE &&
	    note_line_parse(&line, bytes_of(body.at, body.len - 1), NULL) ==
		ERR_NONE &&
	    note_line_holds(&line, &key, r->note.text, &time_s) &&
	    time_s == 1700000000;

	free(r);
	return good;
}

static void
run_step(struct run *r, const struct witness *w, const struct json *step,
    const char *where)
{
	struct witness_result result = {.status = 0};
	struct bytes request = json_get_text(step, "request_body"), equals;
	uint64_t status = 0;
	bool good;

	(void)json_u64(json_get(step, "status"), &status);
	/* the text of 2025 had 403 for an unknown log */
	if (status == 403 && bytes_is(json_get_text(step, "body_contains"),
	    "unknown log"))
		status = 404;
	good = witness_add_checkpoint(w, request, &result, NULL) == ERR_NONE &&
	    result.status == status;
	if (good && status == 200)
		good = is_our_line(w->signer, request,
		    buffer_bytes(&result.body)) &&
		    strcmp(result.type, WITNESS_TYPE_TEXT) == 0;
	equals = json_get_text(step, "body_equals");
	if (good && status == 409)
		good = bytes_equal(equals, buffer_bytes(&result.body)) &&
		    strcmp(result.type, WITNESS_TYPE_SIZE) == 0;
	case_count(r, good, "%s: status %u, wanted %u", where, result.status,
	    (unsigned)status);
	witness_result_release(&result);
}

static enum err
run_scenario(struct run *r, const struct json *scenario, struct error *e)
{
	struct memory m = {.seen.root = hash_empty()};
	struct signer signer = {.key = NULL};
	struct witness_log log;
	struct witness_logs logs = {&log, 1};
	struct witness w = {&signer, &logs,
	    {&m, memory_read, memory_step, memory_keep}, {fixed_time, NULL}};
	const struct json *steps = json_get(scenario, "steps");
	uint8_t seed[32] = {7};
	char where[120];
	enum err rc = read_log(scenario, &log, r->arena, e);

	if (rc == ERR_NONE)
		rc = signer_init(&signer, json_get_text(scenario,
		    "witness_name"), seed, e);
	for (size_t i = 0; rc == ERR_NONE && steps != NULL &&
	    json_at(steps, i) != NULL; i++) {
		(void)snprintf(where, sizeof where, "%.80s: step %zu",
		    json_name(scenario, "name", r->arena), i + 1);
		run_step(r, &w, json_at(steps, i), where);
	}
	signer_release(&signer);
	buffer_release(&m.note);
	return rc;
}

static enum err
run(struct run *r, struct error *e)
{
	const struct json *all = NULL;
	enum err rc = run_read_json(r, &all, "", e);

	for (size_t i = 0; rc == ERR_NONE && json_at(all, i) != NULL; i++)
		rc = run_scenario(r, json_at(all, i), e);
	return rc;
}

const struct kind kind_witness = {"witness",
    "steps of add-checkpoint against one witness (JSON)", run};
