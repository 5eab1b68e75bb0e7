#include "faces/words.h"

#include "faces/answered.h"

/* ---- numbers, states, topics, times ---- */

void
topic_words(struct buffer *out, struct bytes code)
{
	for (size_t i = 0; i < code.len; i++) {
		uint8_t c = code.at[i];

		if (c == '-')
			c = ' ';
		if (i == 0 && c >= 'a' && c <= 'z')
			c = (uint8_t)(c & 0xdf);
		buffer_byte(out, c);
	}
}

void
state_words(struct buffer *out, struct bytes state, enum lang lang)
{
	char text[3] = "";

	if (state.len != 2)
		return;
	text[0] = (char)(state.at[0] & 0xdf);
	text[1] = (char)(state.at[1] & 0xdf);
	if (strcmp(text, "ZZ") == 0)
		buffer_text(out, message_in(lang, N_("state not known")));
	else
		buffer_printf(out, message_in(lang, N_("state %s")), text);
}

void
minutes_words(struct buffer *out, int64_t minutes, enum lang lang)
{
	int64_t hours = minutes / 60, rest = minutes % 60;

	if (hours != 0)
		buffer_printf(out,
		    message_in(lang,
			hours == 1 ? N_("%lld hour") : N_("%lld hours")),
		    (long long)hours);
	if (hours != 0 && rest != 0)
		buffer_byte(out, ' ');
	if (rest != 0 || hours == 0)
		buffer_printf(out,
		    message_in(lang,
			rest == 1 ? N_("%lld minute") : N_("%lld minutes")),
		    (long long)rest);
}

void
time_words(struct buffer *out, int64_t at_s, enum lang lang)
{
	char text[21];

	time_print(text, at_s);
	when_words(out, bytes_of(text, 10), lang);
	buffer_printf(out, message_in(lang, N_(", %.5s UTC")), text + 11);
}

void
window_words(struct buffer *out, const struct json *span, enum lang lang)
{
	struct bytes from = json_get_text(span, "from");
	struct bytes to = json_get_text(span, "to");
	struct buffer edtf = {0};

	if (from.len == 0 && to.len == 0) {
		buffer_text(out, message_in(lang, N_("no days named")));
		return;
	}
	buffer_add(&edtf, from.len == 0 ? bytes_text("..") : from);
	buffer_byte(&edtf, '/');
	buffer_add(&edtf, to.len == 0 ? bytes_text("..") : to);
	when_words(out, buffer_bytes(&edtf), lang);
	buffer_release(&edtf);
}

/* ---- a contact in one sentence ---- */

static struct bytes
in_language(const struct json *texts, enum lang lang)
{
	struct bytes own = json_get_text(texts, lang == LANG_FR ? "fr" : "en");

	if (own.len == 0 && !json_is_null(texts) && texts->first != NULL)
		return texts->first->text;
	return own;
}

static bool
put_thing(struct buffer *out, const struct json *thing, enum lang lang)
{
	struct bytes name = in_language(json_get(thing, "name"), lang);

	if (json_is_null(thing))
		return false;
	buffer_add(out,
	    name.len != 0 ? name : json_get_text(thing, "ref"));
	return true;
}

/* ", " between, " and " before the last. */
static void
put_between(struct buffer *out, const struct json *m, const struct json *list,
    enum lang lang)
{
	if (m == list->first)
		return;
	buffer_text(out,
	    m->next == NULL ? message_in(lang, N_(" and ")) : ", ");
}

static void
put_officials(struct buffer *out, const struct json *list, enum lang lang)
{
	for (const struct json *m = json_is_null(list) ? NULL : list->first;
	     m != NULL; m = m->next) {
		put_between(out, m, list, lang);
		put_thing(out, m, lang);
	}
}

static void
put_counterpart(struct buffer *out, const struct json *with, enum lang lang)
{
	struct bytes described = in_language(json_get(with, "described"),
	    lang);
	bool named = put_thing(out, json_get(with, "who"), lang);

	if (named && !json_is_null(json_get(with, "as"))) {
		buffer_text(out, " (");
		put_thing(out, json_get(with, "as"), lang);
		buffer_byte(out, ')');
	} else if (!named) {
		named = put_thing(out, json_get(with, "as"), lang);
	}
	if (named)
		return;
	buffer_add(out,
	    described.len != 0 ?
		described :
		bytes_text(message_in(lang, N_("somebody described only"))));
}

/* How many of what, with its first letter large. */
static void
put_how_many(struct buffer *out, const struct json *row, enum lang lang)
{
	int64_t times = json_get_number(row, "times", 1);
	struct bytes kind = json_get_text(row, "kind");
	int code = kind_code(kind);

	if (times <= 1) {
		put_large(out,
		    bytes_text(code_words(CODE_KIND, kind, lang)));
		return;
	}
	buffer_printf(out, "%lld %s", (long long)times,
	    message_in(lang,
		noun_by_kind(code < 0 ? 0 : (unsigned)code)->many));
}

void
contact_sentence(struct buffer *out, const struct json *row, enum lang lang)
{
	const struct json *with = json_get(row, "with");
	struct bytes when = in_language(json_get(json_get(row, "when"),
	    "text"), lang);
	struct bytes status = json_get_text(row, "status");

	put_how_many(out, row, lang);
	buffer_text(out, message_in(lang, N_(" between ")));
	put_officials(out, json_get(row, "of"), lang);
	buffer_text(out, message_in(lang, N_(" and ")));
	if (json_is_null(with) || with->first == NULL)
		buffer_text(out,
		    message_in(lang, N_("a counterpart under seal")));
	for (const struct json *m = json_is_null(with) ? NULL : with->first;
	     m != NULL; m = m->next) {
		put_between(out, m, with, lang);
		put_counterpart(out, m, lang);
	}
	if (when.len != 0) {
		buffer_text(out, ", ");
		buffer_add(out, when);
	}
	if (json_get_number(row, "times", 1) > 1)
		buffer_text(out, message_in(lang, N_(", days unknown")));
	if (!bytes_is(status, "held"))
		buffer_printf(out, " (%s)",
		    code_words(CODE_STATUS, status, lang));
}

void
put_large(struct buffer *out, struct bytes text)
{
	if (text.len == 0)
		return;
	if (text.at[0] >= 'a' && text.at[0] <= 'z') {
		buffer_byte(out, text.at[0] & 0xdf);
		buffer_add(out, bytes_of(text.at + 1, text.len - 1));
	} else if (text.len > 1 && text.at[0] == 0xc3 && text.at[1] >= 0xa0) {
		buffer_byte(out, 0xc3); /* U+00E0 to U+00FE */
		buffer_byte(out, (uint8_t)(text.at[1] - 0x20));
		buffer_add(out, bytes_of(text.at + 2, text.len - 2));
	} else {
		buffer_add(out, text);
	}
}

/* ---- declarations ---- */

void
declaration_words(struct buffer *out, const struct declaration_row *d,
    uint64_t size, enum lang lang)
{
	unsigned long long entry = d->entry;

	if (d->excepts)
		buffer_printf(out,
		    message_in(lang,
			"Declaration (entry %llu) has exceptions, and covers "
			"no question by itself."),
		    entry);
	else if (d->overtaken_by != NUMBER_NONE)
		buffer_printf(out,
		    message_in(lang,
			"Declaration (entry %llu) overtaken by entry %llu."),
		    entry, (unsigned long long)d->overtaken_by);
	else
		buffer_printf(out,
		    message_in(lang,
			"Declaration (entry %llu) in force; none overtook it "
			"of the entries filed up to checkpoint %llu."),
		    entry, (unsigned long long)size);
}
