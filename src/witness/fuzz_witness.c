/* Any bytes as a request, as a list of known logs, as an answer of a witness.
 * What is read prints to the same bytes; an answer has a status of the table.
 * log 5.2.2 */
#include <assert.h>

#include "witness/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static enum err
read_nothing(void *context, struct bytes origin, struct witness_seen *out,
    struct buffer *note, struct error *e)
{
	(void)origin;
	(void)note;
	(void)e;
	*out = *(struct witness_seen *)context;
	return ERR_NONE;
}

static enum err
step(void *context, const struct witness_step *s, bool *done,
    struct witness_seen *seen, struct error *e)
{
	struct buffer note = {0};
	const struct witness_seen *have = context;
	struct note n;
	enum err rc = s->sign(s->context, s->now_s, &note, e);

	assert(rc == ERR_NONE);
	assert(s->new_size >= have->size && s->old_size == have->size);
	assert(note_parse(&n, buffer_bytes(&note), NULL) == ERR_NONE);
	assert(n.line_count >= 2);
	buffer_release(&note);
	*seen = (struct witness_seen){s->new_size, s->new_root, s->now_s};
	*done = true;
	return rc;
}

static enum err
keep(void *context, const struct witness_evidence *v, struct error *e)
{
	(void)context;
	(void)e;
	assert(v->request.len <= WITNESS_BODY_MAX);
	return ERR_NONE;
}

static void
judge(struct bytes in, struct witness_seen seen, struct signer *own)
{
	static const char vkey[] = "register.example/log1+a1206906+AQOhB7/zzh"
	    "C+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4 register.example/log1\n";
	static int64_t now_s = 1700000000;
	struct witness_logs logs;
	struct witness_result r = {.status = 0};
	struct witness w;
	enum err rc = witness_logs_parse(&logs, bytes_text(vkey), NULL);

	assert(rc == ERR_NONE);
	w = (struct witness){own, &logs, {&seen, read_nothing, step, keep},
	    clock_fixed(&now_s)};
	rc = witness_add_checkpoint(&w, in, &r, NULL);
	assert(rc == ERR_NONE);
	assert(r.status == 200 || r.status == 400 || r.status == 403 ||
	    r.status == 404 || r.status == 409 || r.status == 413 ||
	    r.status == 422);
	assert(r.body.len != 0);
	witness_result_release(&r);
	witness_logs_release(&logs);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static const uint8_t seed[32] = {9};
	struct signer own = {.key = NULL};
	static struct witness_request r;
	struct bytes in = bytes_of(at, len);
	struct witness_seen none = {.root = hash_empty()}, three = {.size = 3};
	struct buffer again = {0};
	struct witness_logs logs;
	struct bytes root = bytes_text("94fbd0dd836f50301692e6d0eade728ee19e"
	    "c52bfff1606ed807c8575d5aaa19");
	enum err rc = signer_init(&own, bytes_text("witness.example/w9"),
	    seed, NULL);

	assert(rc == ERR_NONE);
	if (!hash_parse(root, &three.root))
		assert(false);
	if (witness_request_parse(&r, in, NULL) == ERR_NONE) {
		size_t front = (size_t)(r.note.text.at - in.at);

		witness_request_print(&again, r.old_size, r.path, r.hash_count,
		    bytes_of(r.note.text.at, in.len - front));
		assert(bytes_equal(buffer_bytes(&again), in));
	}
	buffer_release(&again);
	if (witness_logs_parse(&logs, in, NULL) == ERR_NONE)
		witness_logs_release(&logs);
	judge(in, none, &own);
	judge(in, three, &own);
	signer_release(&own);
	return 0;
}
