#include <inttypes.h>

#include "format/base64.h"
#include "proof/answer.h"

/* The question that a groups(state) block is followed by, for one state. */
static void
follow_up(struct question *out, const struct question *states,
    uint64_t state)
{
	*out = *states;
	(void)question_set(out, FIELD_STATE, state, state);
	out->group = FIELD_COUNTERPART;
}

/* A5.4, last row: after groups(state) either nothing, or groups(counterpart)
 * for each state found. Advances `at` over them; false: they are not right. */
static bool
match_follow_ups(struct answer_work *w, size_t *at)
{
	const struct answer_file *f = &w->file;
	const struct answer_block *states = &f->blocks[*at - 1];
	struct bytes rest = states->groups;
	struct question due;
	struct answer sums;
	uint64_t state;
	bool first = true;

	if (states->question.mode != MODE_GROUPS ||
	    states->question.group != FIELD_STATE)
		return true;
	while (answer_group_next(&rest, true, &state, &sums)) {
		follow_up(&due, &states->question, state);
		if (*at == f->block_count ||
		    !question_equal(&f->blocks[*at].question, &due))
			return first;
		w->roles[(*at)++] = ROLE_FOLLOW_UP;
		first = false;
	}
	return true;
}

static enum answer_role
part_role(const struct parts *p, size_t i)
{
	if (i < p->first_count)
		return ROLE_FIRST;
	return p->sealed && i + 1 == p->count ? ROLE_SEALED : ROLE_REST;
}

/* Do the blocks of the file answer exactly `p`? Gives every block its role;
 * `*at` is the first block that does not fit, `*due` the part due there. */
static bool
match_parts(struct answer_work *w, const struct parts *p, size_t *at,
    size_t *due)
{
	*at = 0;
	for (*due = 0; *due < p->count; ++*due) {
		if (*at == w->file.block_count || !question_equal(
		    &w->file.blocks[*at].question, &p->at[*due]))
			return false;
		w->roles[(*at)++] = part_role(p, *due);
		if (!match_follow_ups(w, at))
			return false;
	}
	return *at == w->file.block_count;
}

/* With and without rest parts (A5.9). */
static bool
match_firsts(struct answer_work *w, const struct question *first,
    size_t count, size_t *at, size_t *due)
{
	size_t at_alone = 0, due_alone = 0;

	*at = *due = 0;
	if (parts_derive(&w->parts, first, count, true, NULL) == ERR_NONE &&
	    match_parts(w, &w->parts, at, due))
		return true;
	if (parts_derive(&w->parts, first, count, false, NULL) != ERR_NONE)
		return false;
	if (match_parts(w, &w->parts, &at_alone, &due_alone))
		return true;
	*at = at_alone;
	*due = due_alone;
	return false;
}

static enum err
not_asked(const struct answer_work *w, size_t at, size_t due,
    struct error *e)
{
	char text[QUESTION_BYTES];

	if (due >= w->parts.count)
		return error_word(e, ERR_PROOF, "question_extra",
		    "block %zu answers a question that was not asked", at + 1);
	(void)question_print(text, &w->parts.at[due]);
	if (at == w->file.block_count)
		return error_word(e, ERR_PROOF, "question_missing",
		    "the file ends without the answer to: %s", text);
	return error_word(e, ERR_PROOF, "question_differs",
	    "block %zu answers another question than: %s", at + 1, text);
}

static void
step_question(struct report *r, struct answer_work *w,
    const struct answer_asker *by)
{
	struct question firsts[PARTS_MAX];
	struct error e = {0};
	size_t at, due;

	if (by->asked_count != 0) {
		w->first_count = by->asked_count;
		if (match_firsts(w, by->asked, by->asked_count, &at, &due)) {
			w->rest_count = w->parts.rest_count;
			report_ok(r, STEP_QUESTION, "question_equal",
			    "the question is the one asked");
			return;
		}
		if (parts_derive(&w->parts, by->asked, by->asked_count, false,
		    &e) == ERR_NONE)
			(void)not_asked(w, at, due, &e);
		report_error(r, STEP_QUESTION, &e);
		return;
	}
	report_ok(r, STEP_QUESTION, "question_shown", "shown, not compared");
	for (size_t i = 0; i < w->file.block_count; i++) {
		firsts[i] = w->file.blocks[i].question;
		if (match_firsts(w, firsts, i + 1, &at, &due)) {
			w->first_count = i + 1;
			w->rest_count = w->parts.rest_count;
			return;
		}
	}
	w->first_count = 1;
	w->rest_count = 0;
	for (size_t i = 0; i < w->file.block_count; i++)
		w->roles[i] = i == 0 ? ROLE_FIRST : ROLE_ALONE;
}

/* The index root's own form, and that its fields are the hashed ones. */
static enum err
check_root(struct answer_work *w, struct error *e)
{
	size_t len;
	enum err rc;

	if (!base64_decode(w->file.root, w->root_bytes, sizeof w->root_bytes,
	    &len))
		return error_word(e, ERR_PROOF, "root_entry",
		    "the root line does not hold an index-root entry");
	w->root_len = len;
	rc = root_entry_parse(&w->root, bytes_of(w->root_bytes, len), e);
	if (rc != ERR_NONE)
		return rc;
	if (w->root.covered != w->file.covered)
		return error_word(e, ERR_PROOF, "root_covered",
		    "the index root speaks of the first %" PRIu64
		    " entries, the file of %" PRIu64, w->root.covered,
		    w->file.covered);
	rc = root_entry_check(&w->root, e);
	if (rc != ERR_NONE)
		return rc;
	if (w->root.mapping != MAPPING_VERSION)
		return error_word(e, ERR_UNCHECKED, "mapping_version",
		    "the index follows mapping %u, this program knows "
		    "mapping %d", w->root.mapping, MAPPING_VERSION);
	return ERR_NONE;
}

static enum err
check_blocks(struct answer_work *w, uint8_t *scratch, size_t scratch_len,
    struct error *e)
{
	for (size_t i = 0; i < w->file.block_count; i++) {
		struct heading top;
		enum err rc = answer_block_check(&w->file.blocks[i],
		    &w->reader, scratch, scratch_len, &top, e);

		if (rc == ERR_NONE && !heading_equal(&top, &w->root.top))
			rc = error_word(e, ERR_PROOF, "trie_top",
			    "the index path leads to another top than the "
			    "index root's");
		if (rc != ERR_NONE) {
			(void)error_wrap(e, "block %zu", i + 1);
			return rc;
		}
	}
	return ERR_NONE;
}

/* 7.5: possible of kind 0 and of the kinds asked. */
static void
add_sealed(struct answer_work *w, const struct answer_block *b)
{
	struct bytes rest = b->groups;
	struct answer sums;
	uint64_t kind;

	w->sealed_known = true;
	while (answer_group_next(&rest, false, &kind, &sums))
		if (parts_kind_counts(w->parts.at, w->parts.first_count,
		    kind))
			w->sealed += sums.possible;
}

static void
sum_up(struct answer_work *w)
{
	for (size_t i = 0; i < w->file.block_count; i++) {
		const struct answer_block *b = &w->file.blocks[i];

		switch (w->roles[i]) {
		case ROLE_FIRST:
			w->answer.certain += b->answer.certain;
			w->answer.possible += b->answer.possible;
			w->answer.struck += b->answer.struck;
			break;
		case ROLE_REST: /* A5.9: to `possible` alone */
			w->answer.possible += b->answer.possible;
			break;
		case ROLE_SEALED:
			add_sealed(w, b);
			break;
		case ROLE_ALONE:
		case ROLE_FOLLOW_UP:
			break;
		}
	}
}

static void
step_answer(struct report *r, struct answer_work *w, uint8_t *scratch,
    size_t scratch_len)
{
	struct error e = {0};
	enum err rc = check_root(w, &e);

	if (rc == ERR_NONE)
		rc = check_blocks(w, scratch, scratch_len, &e);
	if (rc != ERR_NONE) {
		report_error(r, STEP_ANSWER, &e);
		return;
	}
	sum_up(w);
	report_ok(r, STEP_ANSWER, "answer_follows",
	    "the answer follows from the index of the first %" PRIu64
	    " entries", w->root.covered);
}

static enum err
check_place(const struct answer_work *w, const struct checkpoint *c,
    struct error *e)
{
	struct inclusion in = {w->file.covered, c->size, w->file.path,
	    w->file.path_count};
	struct hash leaf;
	enum err rc;

	if (!bytes_is(w->root.origin, c->origin))
		return error_word(e, ERR_PROOF, "root_origin",
		    "the index root is of another register than the "
		    "checkpoint, %.200s", c->origin);
	if (c->size != w->file.covered + 1)
		return error_word(e, ERR_PROOF, "root_size",
		    "the index root is entry %" PRIu64 ", not the last of the "
		    "checkpoint's %" PRIu64, w->file.covered, c->size);
	leaf = hash_leaf(bytes_of(w->root_bytes, w->root_len));
	rc = inclusion_check(&in, &leaf, &c->root, e);
	if (rc == ERR_NONE)
		return rc;
	return error_word(e, ERR_PROOF, "root_inclusion",
	    "the index root is not entry %" PRIu64 " of the checkpoint's log",
	    w->file.covered);
}

static void
step_root(struct report *r, struct answer_work *w)
{
	struct checkpoint c;
	struct note n;
	struct error e = {0};

	/* both were parsed with the form */
	if (note_parse(&n, w->file.checkpoint, &e) != ERR_NONE ||
	    checkpoint_parse(&c, n.text, &e) != ERR_NONE ||
	    check_place(w, &c, &e) != ERR_NONE) {
		report_error(r, STEP_ROOT, &e);
		return;
	}
	w->size = c.size;
	report_ok(r, STEP_ROOT, "root_in_log", "the index root is entry %"
	    PRIu64 ", the last of %" PRIu64, w->file.covered, c.size);
}

void
report_signatures(struct report *r, struct checkpoint_verdict *v,
    struct bytes note, const struct policy *p)
{
	struct error e = {0};
	enum err rc;

	if (p == NULL) {
		(void)error_word(&e, ERR_UNCHECKED, "no_trust",
		    "no trusted key was given");
		report_error(r, STEP_SIGNED, &e);
		report_error(r, STEP_WITNESS, &e);
		return;
	}
	rc = checkpoint_check(v, note, p, &e);
	if (rc != ERR_NONE && strcmp(e.word, "quorum") != 0) {
		report_error(r, STEP_SIGNED, &e);
		return;
	}
	report_ok(r, STEP_SIGNED, "signed", "signed by %s",
	    p->logs[v->log].key.name);
	if (rc != ERR_NONE)
		report_error(r, STEP_WITNESS, &e);
	else
		report_ok(r, STEP_WITNESS, "witnessed",
		    "%u valid, %u needed", v->cosigner_count,
		    policy_witnesses_needed(p));
}

static void
work_init(struct answer_work *w)
{
	w->first_count = w->rest_count = 0;
	w->sealed_known = false;
	w->sealed = w->size = 0;
	w->root_len = 0;
	w->answer = (struct answer){0, 0, 0};
	memset(&w->root, 0, sizeof w->root);
	memset(&w->signature, 0, sizeof w->signature);
	memset(w->roles, 0, sizeof w->roles);
	w->file.block_count = 0;
}

enum err
answer_check(struct report *report, struct answer_work *w, struct bytes file,
    const struct answer_asker *by, uint8_t *scratch, size_t scratch_len)
{
	struct error e = {0};

	report_init(report);
	work_init(w);
	if (answer_file_parse(&w->file, file, &e) != ERR_NONE) {
		report_error(report, STEP_FORM, &e);
		return report_end(report);
	}
	report_ok(report, STEP_FORM, "form_good", "%zu questions, %zu bytes",
	    w->file.block_count, file.len);
	step_question(report, w, by);
	if (!report->stopped)
		step_answer(report, w, scratch, scratch_len);
	if (!report->stopped && w->root_len != 0)
		step_root(report, w);
	if (!report->stopped)
		report_signatures(report, &w->signature, w->file.checkpoint,
		    by->policy);
	return report_end(report);
}
