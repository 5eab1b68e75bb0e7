/* The sentences of an answer, interfaces A5.11 to A5.13 (faces/answered.h) */
#include "faces/answered.h"
#include "faces/slot_words.h"
#include "register/checking.h"
#include "register/naming.h"

typedef unsigned long long ull;

/* ---- the question ---- */

/* Number 0 is whoever is described alone. */
static void
add_name(struct buffer *out, const struct answered *x, const char *word,
    uint64_t number, enum lang lang)
{
	if (number == NUMBER_NONE)
		return;
	buffer_printf(out, " %s ", message_in(lang, word));
	entity_words(out, &x->o, number == 0 ? NUMBER_NONE : number, lang);
}

static void
add_days(struct buffer *out, const struct answered *x, enum lang lang)
{
	char day[11];

	if (x->q.from != DAY_FIRST) {
		day_print(day, x->q.from);
		buffer_printf(out, message_in(lang, ", from %s"), day);
	}
	if (x->q.to != DAY_LAST) {
		day_print(day, x->q.to);
		buffer_printf(out, message_in(lang, ", to %s"), day);
	}
}

void
answered_question_words(struct buffer *out, const struct answered *x,
    enum lang lang)
{
	const char *noun = message_in(lang, x->noun->many);

	buffer_printf(out,
	    message_in(lang,
		x->q.mode == ASK_ANYONE_ELSE ? N_("Whom else: %s") :
		    x->q.mode == ASK_LIST    ? N_("Which %s") :
					       N_("How many %s")),
	    noun);
	add_name(out, x, N_("of"), x->q.of, lang);
	add_name(out, x, N_("with"), x->q.with, lang);
	add_name(out, x, N_("with the post"), x->q.with_post, lang);
	if (x->q.state[0] != '\0')
		buffer_printf(out, message_in(lang, " with state %s"),
		    x->q.state);
	add_days(out, x, lang);
	buffer_text(out, message_in(lang, "?"));
}

/* ---- the number ---- */

static bool
is_plural(uint64_t n, enum lang lang)
{
	return lang == LANG_FR ? n >= 2 : n != 1;
}

static bool
is_none(const struct answered *x)
{
	return x->answer.sums.possible + x->answer.sealed == 0;
}

/* That there is nobody else is the word of who declared it, and said so
 * (model 6.4); without a declaration it is not said. */
static void
none_words(struct buffer *out, const struct answered *x, enum lang lang)
{
	ull size = x->answer.size;

	if (x->q.mode != ASK_ANYONE_ELSE)
		buffer_printf(out,
		    message_in(lang,
			"None filed in this register up to checkpoint %llu."),
		    size);
	else if (x->coverage.covered)
		buffer_printf(out,
		    message_in(lang,
			"Nobody else, in the words of the declaration in entry "
			"%llu; none filed with anyone else up to checkpoint "
			"%llu."),
		    (ull)x->coverage.declaration, size);
	else
		buffer_printf(out,
		    message_in(lang,
			"None filed with anyone else up to checkpoint %llu."),
		    size);
}

void
answered_number_words(struct buffer *out, const struct answered *x,
    enum lang lang)
{
	const struct answer *n = &x->answer.sums;
	const char *noun = message_in(lang,
	    is_plural(n->possible, lang) ? x->noun->many : x->noun->one);

	if (is_none(x))
		none_words(out, x, lang);
	else if (n->certain == n->possible)
		buffer_printf(out, message_in(lang, "%llu %s"),
		    (ull)n->possible, noun);
	else if (n->certain == 0)
		buffer_printf(out,
		    message_in(lang,
			"none shown for certain, up to %llu %s cannot be "
			"excluded"),
		    (ull)n->possible, noun);
	else
		buffer_printf(out,
		    message_in(lang, "at least %llu and at most %llu %s"),
		    (ull)n->certain, (ull)n->possible, noun);
}

void
answered_unit_words(struct buffer *out, const struct answered *x,
    enum lang lang)
{
	if (!is_none(x))
		buffer_printf(out, message_in(lang, "counted: %s"),
		    message_in(lang, x->answer.unit));
}

static void
withdrawn_words(struct buffer *out, uint64_t struck, enum lang lang)
{
	if (struck == 1)
		buffer_text(out,
		    message_in(lang,
			"1 was filed and later amended or withdrawn."));
	else if (struck > 1)
		buffer_printf(out,
		    message_in(lang,
			"%llu were filed and later amended or withdrawn."),
		    (ull)struck);
}

void
answered_sums_words(struct buffer *out, const struct answered *x,
    enum lang lang)
{
	const struct asked *r = &x->answer;

	if (is_none(x)) {
		withdrawn_words(out, r->sums.struck, lang);
		return;
	}
	buffer_printf(out, message_in(lang, "certain %llu, possible %llu"),
	    (ull)r->sums.certain, (ull)r->sums.possible);
	if (r->sums.struck != 0)
		buffer_printf(out, message_in(lang, ", struck %llu"),
		    (ull)r->sums.struck);
	if (r->sealed != 0)
		buffer_printf(out,
		    message_in(lang, ", and %llu sealed cannot be excluded"),
		    (ull)r->sealed);
}

void
answered_group_words(struct buffer *out, const struct asked_group *g,
    enum lang lang)
{
	buffer_printf(out, message_in(lang, ": certain %llu, possible %llu"),
	    (ull)g->sums.certain, (ull)g->sums.possible);
	if (g->sums.struck != 0)
		buffer_printf(out, message_in(lang, ", struck %llu"),
		    (ull)g->sums.struck);
	if (g->asked)
		buffer_text(out,
		    message_in(lang, " (asked, not counted above)"));
}

struct bytes
answered_name(const struct answered *x, uint64_t number, enum lang lang)
{
	struct bytes name = bytes_text("");
	struct buffer words = {0};

	if (number != 0 &&
	    name_or_erased(&x->o, number, lang, &name, NULL) == ERR_NONE &&
	    name.len != 0)
		return name;
	entity_words(&words, &x->o, number == 0 ? NUMBER_NONE : number, lang);
	name = arena_copy(x->o.a, buffer_bytes(&words));
	buffer_release(&words);
	return name;
}

/* ---- what stands below it ---- */

void
answered_as_of_words(struct buffer *out, const struct answered *x,
    enum lang lang)
{
	ull size = x->answer.size;
	char time[21];

	time_print(time, x->answer.time_s);
	if (x->cosigner_count == 0)
		buffer_printf(out,
		    message_in(lang,
			"As of checkpoint %llu (%s), not cosigned."),
		    size, time);
	else if (x->quorum)
		buffer_printf(out,
		    message_in(lang,
			"As of checkpoint %llu (%s), witnessed by %u of %u: "
			"%s."),
		    size, time, x->cosigner_count, x->witness_count,
		    x->cosigners);
	else
		buffer_printf(out,
		    message_in(lang,
			"As of checkpoint %llu (%s), not cosigned by as many "
			"as this register asks for: %u of %u: %s."),
		    size, time, x->cosigner_count, x->witness_count,
		    x->cosigners);
}

const char *
limits_words(enum lang lang)
{
	return message_in(lang,
	    "This register holds what was filed with it; it cannot show "
	    "contacts that nobody filed.");
}

/* The one of no declaration where it cannot be made. */
const char *
answered_coverage_words(const struct answered *x, enum lang lang)
{
	const struct covering none = {.declaration = NUMBER_NONE,
	    .overtaken_by = NUMBER_NONE};
	const char *text = "";

	if (completeness_sentence(&x->o, &x->coverage, lang, &text, NULL) !=
		ERR_NONE &&
	    completeness_sentence(&x->o, &none, lang, &text, NULL) != ERR_NONE)
		return "";
	return text;
}

enum err
answered_citation(struct buffer *out, const struct answered *x,
    const char *url, enum lang lang, struct error *e)
{
	struct buffer note = {0};
	struct hash root;
	char hex[65], time[21];
	enum err rc = truth_read_checkpoint(registry_truth(x->o.r),
	    x->answer.size, NULL, &root, &note, e);

	buffer_release(&note);
	if (rc != ERR_NONE)
		return rc;
	hash_print(hex, &root);
	time_print(time, x->answer.time_s);
	buffer_printf(out, "%s, ", registry_origin(x->o.r));
	answered_question_words(out, x, lang);
	buffer_byte(out, ' ');
	answered_number_words(out, x, lang);
	buffer_text(out, lang == LANG_FR ? " ; " : "; ");
	answered_sums_words(out, x, lang);
	buffer_printf(out,
	    message_in(lang, ", as of checkpoint %llu (%.10s), root %.12s"),
	    (ull)x->answer.size, time, hex);
	if (url != NULL)
		buffer_printf(out, ", %s", url);
	return ERR_NONE;
}

/* ---- rows ---- */

static struct bytes
ref_of(const struct answered *x, uint64_t number)
{
	struct row_entity row;
	char ref[REF_BYTES] = "";

	if (number != 0 &&
	    read_model_by_number(registry_read_model(x->o.r), number, &row,
		NULL) == ERR_NONE)
		ref_print(ref, row.id.type, number);
	return arena_copy(x->o.a, bytes_text(ref));
}

void
group_cells(struct cells *row, const struct answered *x,
    const struct asked_group *g, enum lang lang)
{
	cells_text(row, ref_of(x, g->who));
	cells_text(row, answered_name(x, g->who, lang));
	cells_text(row, bytes_text(g->state));
	cells_number(row, (int64_t)g->sums.certain, x->o.a);
	cells_number(row, (int64_t)g->sums.possible, x->o.a);
	cells_number(row, (int64_t)g->sums.struck, x->o.a);
	cells_text(row, bytes_text(g->asked ? "yes" : "no"));
}

/* A text in that language, else in the first it has. */
static struct bytes
first_text(const struct json *text, enum lang lang)
{
	struct bytes own = json_get_text(text, lang == LANG_FR ? "fr" : "en");

	if (own.len != 0 || json_is_null(text) || text->first == NULL)
		return own;
	return text->first->text;
}

void
entry_cells(struct cells *row, const struct answered *x,
    const struct asked_entry *n, const struct json *v, enum lang lang)
{
	const struct json *of = json_get(v, "row");
	struct bytes words = first_text(json_get(of, "summary"), lang);

	if (words.len == 0 &&
	    erased_words(&x->o, n->number, CONTACT_SUMMARY, lang, &words,
		NULL) != ERR_NONE)
		words = bytes_text("");
	cells_number(row, (int64_t)n->number, x->o.a);
	cells_text(row, json_get_text(of, "ref"));
	cells_text(row, json_get_text(of, "kind"));
	cells_number(row, n->times, x->o.a);
	cells_text(row, json_get_text(json_get(of, "when"), "edtf"));
	cells_text(row, words);
	cells_text(row, bytes_text(fit_name(n->fit)));
}
