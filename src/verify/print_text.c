#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "format/json.h"
#include "verify/print.h"

#define LINE_BYTES_MAX 240 /* A11.1 */

/* A text in which {1} ... are numbers or words. */
struct fill {
	char numbers[3][24];
	const char *args[9];
};

static void
fill_start(struct fill *f)
{
	for (size_t i = 0; i < COUNT(f->args); i++)
		f->args[i] = "";
}

static void
fill_number(struct fill *f, size_t i, uint64_t n)
{
	(void)snprintf(f->numbers[i], sizeof f->numbers[i], "%" PRIu64, n);
	f->args[i] = f->numbers[i];
}

static void
add_said(struct buffer *out, const char *text, uint64_t a, uint64_t b)
{
	struct fill f;

	fill_start(&f);
	fill_number(&f, 0, a);
	fill_number(&f, 1, b);
	say_fill(out, text, f.args);
}

/* Codepoints, for columns. */
static size_t
width(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((uint8_t)*text & 0xc0) != 0x80;
	return n;
}

static void
add_padded(struct buffer *out, const char *text, size_t columns)
{
	buffer_text(out, text);
	for (size_t n = width(text); n < columns; n++)
		buffer_byte(out, ' ');
}

static void
add_label(struct buffer *out, const char *word, enum lang lang)
{
	buffer_text(out, "  ");
	add_padded(out, say(word, lang), 12);
}

static void
add_numbers(struct buffer *out, const struct answer *a, enum lang lang)
{
	add_said(out, say("numbers", lang), a->certain, a->possible);
	if (a->struck != 0) {
		buffer_text(out, ". ");
		add_said(out, say_count("struck", a->struck, lang), a->struck,
		    0);
	}
	buffer_byte(out, '\n');
}

static const char *
role_word(enum answer_role role)
{
	switch (role) {
	case ROLE_REST:
		return "part_rest";
	case ROLE_SEALED:
		return "part_sealed";
	case ROLE_ALONE:
		return "part_alone";
	case ROLE_FIRST:
	case ROLE_FOLLOW_UP:
		break;
	}
	return NULL;
}

static void
add_groups(struct buffer *out, const struct answer_block *b, enum lang lang)
{
	bool is_state = b->question.group == FIELD_STATE;
	struct bytes rest = b->groups;
	struct answer sums;
	uint64_t value;

	while (answer_group_next(&rest, is_state, &value, &sums)) {
		add_label(out, "label_group", lang);
		if (is_state)
			buffer_printf(out, "%s=%c%c: ",
			    field_name(b->question.group),
			    (int)(value >> 8 & 0x7f), (int)(value & 0x7f));
		else
			buffer_printf(out, "%s=%" PRIu64 ": ",
			    field_name(b->question.group), value);
		add_numbers(out, &sums, lang);
	}
}

static void
add_entries(struct buffer *out, const struct answer_block *b, enum lang lang)
{
	struct bytes rest = b->entries, base64;
	uint64_t number;

	if (b->entry_count == 0)
		return;
	add_label(out, "label_entries", lang);
	for (size_t i = 0; answer_entry_next(&rest, &number, &base64); i++)
		buffer_printf(out, i == 0 ? "%" PRIu64 : " %" PRIu64, number);
	buffer_byte(out, '\n');
}

static void
add_block(struct buffer *out, const struct answer_block *b,
    enum answer_role role, enum lang lang)
{
	const char *word = role_word(role);
	char text[QUESTION_BYTES];

	(void)question_print(text, &b->question);
	add_label(out, "label_question", lang);
	buffer_text(out, text);
	if (word != NULL)
		buffer_printf(out, " %s", say(word, lang));
	buffer_byte(out, '\n');
	add_label(out, "label_unit", lang);
	buffer_printf(out, "%s\n", b->question.view->unit);
	add_label(out, "label_answer", lang);
	add_numbers(out, &b->answer, lang);
	add_groups(out, b, lang);
	add_entries(out, b, lang);
}

/* First part alone, though unknown kinds or described counterparts could be
 * meant (A5.9). */
static bool
is_first_alone(const struct answer_work *w)
{
	struct parts all;

	return w->rest_count == 0 && parts_derive(&all,
	    &w->file.blocks[0].question, 1, true, NULL) == ERR_NONE &&
	    all.rest_count != 0;
}

static void
add_summary(struct buffer *out, const struct outcome *o, enum lang lang)
{
	const struct answer_work *w = o->work;
	const struct answer *a = &w->answer;

	if (w->sealed_known && w->sealed != 0) {
		buffer_text(out, "  ");
		add_said(out, say_count("sealed", w->sealed, lang), w->sealed,
		    0);
		buffer_byte(out, '\n');
	}
	if (a->certain == 0 && a->possible == 0) {
		buffer_text(out, "  ");
		add_said(out, say("zero", lang), o->checkpoint.size, 0);
		buffer_byte(out, '\n');
	}
	if (is_first_alone(w))
		buffer_printf(out, "  %s\n", say("first_alone", lang));
}

static void
add_answer(struct buffer *out, const struct outcome *o, enum lang lang)
{
	const struct answer_work *w = o->work;

	if (w == NULL)
		return;
	if (o->code != ERR_NONE)
		buffer_printf(out, "  %s\n", say("unproved", lang));
	for (size_t i = 0; i < w->file.block_count; i++)
		add_block(out, &w->file.blocks[i], w->roles[i], lang);
	if (o->proved)
		add_summary(out, o, lang);
}

static void
add_as_of(struct buffer *out, const struct outcome *o, enum lang lang)
{
	struct fill f;
	char time[21];

	if (!o->has_as_of)
		return;
	fill_start(&f);
	fill_number(&f, 0, o->checkpoint.size);
	add_label(out, "label_as_of", lang);
	if (o->has_time) {
		time_print(time, o->time_s);
		time[10] = ' ';
		time[19] = '\0';
		f.args[1] = time;
		f.args[2] = o->checkpoint.origin;
		say_fill(out, say("as_of", lang), f.args);
	} else {
		f.args[1] = o->checkpoint.origin;
		say_fill(out, say("as_of_no_time", lang), f.args);
	}
	buffer_byte(out, '\n');
}

static void
add_trust(struct buffer *out, const struct outcome *o, const char *keys_from,
    enum lang lang)
{
	struct fill f;

	add_label(out, "label_trust", lang);
	fill_start(&f);
	fill_number(&f, 0, o->witnesses_valid);
	fill_number(&f, 1, o->witnesses_needed);
	f.args[2] = keys_from;
	if (keys_from == NULL)
		buffer_text(out, say("trust_none", lang));
	else
		say_fill(out, say("trust_line", lang), f.args);
	buffer_byte(out, '\n');
}

static const char *
result_word(enum step_result r)
{
	switch (r) {
	case STEP_OK:
		return "step_ok";
	case STEP_FAILED:
		return "step_failed";
	case STEP_NONE:
		return "step_none";
	case STEP_CANNOT:
		break;
	}
	return "step_cannot";
}

static void
add_steps(struct buffer *out, const struct report *r, enum lang lang)
{
	for (size_t i = 0; i < STEP_COUNT; i++) {
		const struct step_report *s = &r->steps[i];
		char name[8];

		(void)snprintf(name, sizeof name, "step_%d", (int)i + 1);
		buffer_printf(out, "  %d ", (int)i + 1);
		add_padded(out, say(name, lang), 50);
		buffer_byte(out, ' ');
		add_padded(out, say(result_word(s->result), lang), 11);
		buffer_byte(out, ' ');
		buffer_text(out, say_found(s->word, s->text, lang));
		buffer_byte(out, '\n');
	}
}

static const char *
verdict_word(enum err code)
{
	if (code == ERR_NONE)
		return "verified";
	return code == ERR_INPUT || code == ERR_PROOF ? "failed" :
	    "cannot_check";
}

static const char *
kind_word(enum file_kind kind)
{
	switch (kind) {
	case FILE_PROOF:
		return "kind_proof";
	case FILE_TLOG_PROOF:
		return "kind_tlog_proof";
	case FILE_CHECKPOINT:
		return "kind_checkpoint";
	case FILE_UNKNOWN:
		break;
	}
	return "kind_unknown";
}

void
print_text(struct buffer *out, const struct outcome *o,
    const char *keys_from, enum lang lang)
{
	struct buffer head = {0};

	buffer_printf(&head, "%s: %s", o->path,
	    say(verdict_word(o->code), lang));
	print_line(out, "", buffer_cstr(&head));
	buffer_release(&head);
	add_label(out, "label_kind", lang);
	buffer_printf(out, "%s\n", say(kind_word(o->kind), lang));
	add_answer(out, o, lang);
	add_as_of(out, o, lang);
	add_trust(out, o, keys_from, lang);
	add_steps(out, &o->report, lang);
	if (o->kind == FILE_PROOF && o->code == ERR_NONE)
		buffer_printf(out, "  %s %s\n  %s\n", say("shows", lang),
		    say("auditors", lang), say("limits", lang));
}

void
print_line(struct buffer *out, const char *front, const char *text)
{
	size_t start = out->len;

	buffer_text(out, front);
	while (*text != '\0') {
		size_t len = 1;

		while (len < 4 && ((uint8_t)text[len] & 0xc0) == 0x80)
			len++;
		if (out->len - start > LINE_BYTES_MAX - 8) {
			buffer_text(out, "...");
			break;
		}
		utf8_put_visible(out, bytes_of(text, len), "");
		text += len;
	}
	buffer_byte(out, '\n');
}

/* The first step that is not in order. */
static int
first_bad(const struct report *r)
{
	int cannot = -1;

	for (int i = 0; i < STEP_COUNT; i++) {
		if (r->steps[i].result == STEP_FAILED)
			return i;
		if (r->steps[i].result == STEP_CANNOT && cannot < 0)
			cannot = i;
	}
	return cannot < 0 ? 0 : cannot;
}

static const char *
mend_word(const struct outcome *o, const struct step_report *s)
{
	if (o->code == ERR_PROOF)
		return "mend_failed";
	if (strcmp(s->word, "no_question") == 0 ||
	    strcmp(s->word, "unreadable") == 0)
		return NULL;
	if (o->code == ERR_INPUT)
		return "mend_input";
	if (strcmp(s->word, "no_trust") == 0 ||
	    strcmp(s->word, "no_trusted_key") == 0)
		return "mend_trust";
	if (strcmp(s->word, "no_entry") == 0)
		return "mend_entry";
	return "mend_later";
}

void
print_complaint(struct buffer *out, const struct outcome *o,
    const char *program, enum lang lang)
{
	const struct step_report *s;
	struct buffer b = {0};
	struct fill f;
	int bad = first_bad(&o->report);
	const char *mend;

	if (o->code == ERR_NONE)
		return;
	s = &o->report.steps[bad];
	buffer_printf(&b, "%s: %s: ", program, o->path);
	fill_start(&f);
	fill_number(&f, 0, (uint64_t)bad + 1);
	f.args[1] = say_found(s->word, s->text, lang);
	if (strcmp(s->word, "unreadable") == 0)
		buffer_text(&b, f.args[1]);
	else
		say_fill(&b, say(s->result == STEP_FAILED ? "error_step" :
		    "error_cannot", lang), f.args);
	print_line(out, "", buffer_cstr(&b));
	buffer_clear(&b);
	mend = mend_word(o, s);
	f.args[0] = o->path;
	if (mend != NULL) {
		say_fill(&b, say(mend, lang), f.args);
		print_line(out, "  -> ", buffer_cstr(&b));
	}
	buffer_release(&b);
}
