#include "verify/check.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/file.h"
#include "proof/tlog_proof.h"

#define DAY_S (24 * 3600)

struct checker {
	const struct options *options;
	const struct policy *policy;
	struct bytes entry;
	bool has_entry;
	int64_t now_s;
	struct buffer file;
	struct tlog_proof tlog;
	struct answer_work work;
};

struct checker *
checker_new(const struct options *o, const struct trust *trust,
    struct bytes entry, bool has_entry, int64_t now_s)
{
	struct checker *c = calloc(1, sizeof *c);

	if (c == NULL)
		return NULL;
	c->options = o;
	c->policy = trust == NULL ? NULL : &trust->policy;
	c->entry = entry;
	c->has_entry = has_entry;
	c->now_s = now_s;
	return c;
}

void
checker_free(struct checker *c)
{
	if (c == NULL)
		return;
	buffer_release(&c->file);
	free(c);
}

static enum file_kind
kind_of(struct bytes file)
{
	struct note n;

	if (bytes_starts(file, "chancery/proof@"))
		return FILE_PROOF;
	if (bytes_starts(file, "c2sp.org/tlog-proof@"))
		return FILE_TLOG_PROOF;
	return note_parse(&n, file, NULL) == ERR_NONE ? FILE_CHECKPOINT :
	    FILE_UNKNOWN;
}

/* The checkpoint of a note, for steps 4 to 6 and the rendering. */
static enum err
take_checkpoint(struct outcome *out, struct bytes note, struct error *e)
{
	struct note n;
	enum err rc = note_parse(&n, note, e);

	if (rc == ERR_NONE)
		rc = checkpoint_parse(&out->checkpoint, n.text, e);
	out->has_as_of = rc == ERR_NONE;
	return rc;
}

/* Newest time that the reader's own witnesses vouch for; else the log's. */
static bool
newest_time(const struct outcome *out, const struct checkpoint_verdict *v,
    int64_t *time_s)
{
	uint64_t newest = 0;

	for (size_t i = 0; i < COUNT(v->times_s); i++)
		if (v->times_s[i] > newest)
			newest = v->times_s[i];
	*time_s = newest != 0 ? (int64_t)newest : out->time_s;
	return newest != 0 || out->has_time;
}

/* --max-age, once everything else holds. */
static void
check_age(const struct checker *c, struct outcome *out,
    const struct checkpoint_verdict *v)
{
	struct report *r = &out->report;
	int64_t max_s = c->options->max_age_days * DAY_S, time_s;
	struct error e = {0};

	if (max_s < 0 || report_end(r) != ERR_NONE)
		return;
	if (!newest_time(out, v, &time_s))
		(void)error_word(&e, ERR_UNCHECKED, "age_unknown",
		    "nothing tells the checkpoint's age: no witness signed");
	else if (checkpoint_check_clock(v, c->now_s, &e) != ERR_NONE)
		;
	else if (time_s > c->now_s + DAY_S)
		(void)error_word(&e, ERR_UNCHECKED, "age_unknown",
		    "the checkpoint's own time is still to come");
	else if (c->now_s - time_s > max_s)
		(void)error_word(&e, ERR_UNCHECKED, "too_old",
		    "the checkpoint is %" PRId64 " days old, more than "
		    "%" PRId64, (c->now_s - time_s) / DAY_S,
		    c->options->max_age_days);
	else
		return;
	report_error(r, STEP_WITNESS, &e);
}

static void
check_signatures(const struct checker *c, struct outcome *out,
    struct checkpoint_verdict *v, struct bytes note)
{
	memset(v, 0, sizeof *v);
	report_signatures(&out->report, v, note, c->policy);
	check_age(c, out, v);
	out->witnesses_valid = v->cosigner_count;
}

static void
run_proof(struct checker *c, struct outcome *out, struct bytes file)
{
	struct answer_asker by = {c->policy, c->options->asked,
	    c->options->asked_count};
	size_t scratch_len = answer_scratch(file.len);
	uint8_t *scratch = malloc(scratch_len);
	struct report *r = &out->report;
	struct error e = {0};

	if (scratch == NULL) {
		(void)error_word(&e, ERR_MEMORY, "scratch", "out of memory");
		report_error(r, STEP_FORM, &e);
		return;
	}
	(void)answer_check(r, &c->work, file, &by, scratch, scratch_len);
	free(scratch);
	out->proved = r->steps[STEP_ANSWER].result == STEP_OK;
	if (r->steps[STEP_FORM].result != STEP_OK)
		return;
	out->work = &c->work;
	out->witnesses_valid = c->work.signature.cosigner_count;
	(void)take_checkpoint(out, c->work.file.checkpoint, &e);
	out->time_s = c->work.root.at_s;
	out->has_time = out->proved;
	check_age(c, out, &c->work.signature);
}

/* A kind of file that answers no question was asked one. */
static bool
refuse_question(const struct checker *c, struct report *r)
{
	struct error e = {0};

	if (c->options->asked_count == 0) {
		report_none(r, STEP_QUESTION);
		report_none(r, STEP_ANSWER);
		return false;
	}
	(void)error_word(&e, ERR_INPUT, "no_question",
	    "this kind of file answers no question");
	report_error(r, STEP_QUESTION, &e);
	return true;
}

static enum err
check_entry(const struct checker *c, const struct outcome *out,
    struct error *e)
{
	struct inclusion in = {c->tlog.index, out->checkpoint.size,
	    c->tlog.path, c->tlog.path_count};
	struct hash leaf;

	if (!c->has_entry)
		return error_word(e, ERR_UNCHECKED, "no_entry",
		    "the entry itself was not given");
	leaf = hash_leaf(c->entry);
	if (inclusion_check(&in, &leaf, &out->checkpoint.root, e) != ERR_NONE)
		return error_word(e, ERR_PROOF, "entry_inclusion",
		    "the entry given is not entry %" PRIu64 " of the log of "
		    "size %" PRIu64, c->tlog.index, out->checkpoint.size);
	return ERR_NONE;
}

static void
run_tlog_proof(struct checker *c, struct outcome *out, struct bytes file)
{
	struct checkpoint_verdict v;
	struct report *r = &out->report;
	struct error e = {0};

	if (!bytes_starts(file, "c2sp.org/tlog-proof@v1\n")) {
		(void)error_word(&e, ERR_UNCHECKED, "format_version",
		    "this version of the proof format is not known here");
		report_error(r, STEP_FORM, &e);
		return;
	}
	if (tlog_proof_parse(&c->tlog, file, &e) != ERR_NONE) {
		report_error(r, STEP_FORM, &e);
		return;
	}
	if (take_checkpoint(out, c->tlog.checkpoint, &e) != ERR_NONE) {
		struct error own = e;

		(void)error_word(&e, ERR_PROOF, "checkpoint_form",
		    "checkpoint: %.300s", own.text);
		report_error(r, STEP_FORM, &e);
		return;
	}
	report_ok(r, STEP_FORM, "form_good", "%zu bytes", file.len);
	if (refuse_question(c, r))
		return;
	if (check_entry(c, out, &e) != ERR_NONE)
		report_error(r, STEP_ROOT, &e);
	else
		report_ok(r, STEP_ROOT, "entry_in_log", "entry %" PRIu64
		    " of %" PRIu64, c->tlog.index, out->checkpoint.size);
	if (!r->stopped)
		check_signatures(c, out, &v, c->tlog.checkpoint);
}

static void
run_checkpoint(struct checker *c, struct outcome *out, struct bytes file)
{
	struct checkpoint_verdict v;
	struct report *r = &out->report;
	struct error e = {0};

	if (take_checkpoint(out, file, &e) != ERR_NONE) {
		report_error(r, STEP_FORM, &e);
		return;
	}
	report_ok(r, STEP_FORM, "form_good", "%zu bytes", file.len);
	if (refuse_question(c, r))
		return;
	report_none(r, STEP_ROOT);
	check_signatures(c, out, &v, file);
}

/* What stands in the way before any step. */
static void
not_read(struct outcome *out, const struct error *e)
{
	struct error own = *e;

	memcpy(own.word, "unreadable", sizeof "unreadable");
	report_error(&out->report, STEP_FORM, &own);
	(void)report_end(&out->report);
	out->code = e->code;
}

static void
begin(struct checker *c, const char *name, struct outcome *out)
{
	memset(out, 0, sizeof *out);
	out->path = name;
	if (c->policy != NULL)
		out->witnesses_needed = policy_witnesses_needed(c->policy);
	report_init(&out->report);
}

void
checker_run_bytes(struct checker *c, const char *name, struct bytes file,
    struct outcome *out)
{
	struct error e = {0};

	begin(c, name, out);
	out->kind = kind_of(file);
	switch (out->kind) {
	case FILE_PROOF:
		run_proof(c, out, file);
		break;
	case FILE_TLOG_PROOF:
		run_tlog_proof(c, out, file);
		break;
	case FILE_CHECKPOINT:
		run_checkpoint(c, out, file);
		break;
	case FILE_UNKNOWN:
		(void)error_word(&e, ERR_INPUT, "form", "it is no proof file "
		    "and no checkpoint");
		report_error(&out->report, STEP_FORM, &e);
		break;
	}
	out->code = report_end(&out->report);
}

void
checker_run(struct checker *c, const char *path, struct outcome *out)
{
	struct error e = {0};

	buffer_clear(&c->file);
	if (file_read(&c->file, path, ANSWER_FILE_BYTES_MAX, &e) ==
	    ERR_NONE) {
		checker_run_bytes(c, path, buffer_bytes(&c->file), out);
		return;
	}
	begin(c, path, out);
	not_read(out, &e);
}

int
exit_code(enum err code)
{
	switch (code) {
	case ERR_NONE:
		return 0;
	case ERR_INPUT:
		return 3;
	case ERR_ABSENT:
		return 4;
	case ERR_PROOF:
		return 5;
	case ERR_UNCHECKED:
		return 6;
	case ERR_REFUSED:
		return 7;
	case ERR_STORE:
		return 8;
	case ERR_CONFLICT:
		return 9;
	case ERR_MEMORY:
		return 70;
	}
	return 70;
}

int
exit_worse(int a, int b)
{
	static const int order[] = {5, 6, 70, 8, 7, 9, 4, 3, 1};

	for (size_t i = 0; i < COUNT(order); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return 0;
}
