#include "cli/show_contact.h"

#include "register/naming.h"

static const char *const statuses[][2] = {
    {"proposed",  N_("proposed") },
    {"arranged",  N_("arranged") },
    {"cancelled", N_("cancelled")},
    {"declined",  N_("declined") }
};

static const char *const sides[][2] = {
    {"home",    N_("the home side")   },
    {"foreign", N_("the foreign side")},
    {"third",   N_("a third side")    }
};

/* The words of a code; "" where it says nothing. */
static const char *
words_of(const struct cli *c, const char *const (*table)[2], size_t count,
    struct bytes code)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_is(code, table[i][0]))
			return TR(c, table[i][1]);
	return "";
}

static struct bytes
in_language(const struct cli *c, const struct json *both)
{
	const char *own = c->lang == LANG_FR ? "fr" : "en";
	struct bytes text = json_get_text(both, own);

	if (text.len == 0 && !json_is_null(both) && both->first != NULL)
		text = both->first->text;
	return text;
}

static void
put(struct cli *c, struct bytes text)
{
	buffer_add(&c->out, text);
}

/* "The Member (p/3)"; the reference alone where no name is public. */
static void
put_thing(struct cli *c, const struct json *thing)
{
	struct bytes name = in_language(c, json_get(thing, "name"));

	put(c, name);
	if (name.len != 0)
		buffer_text(&c->out, " (");
	put(c, json_get_text(thing, "ref"));
	if (name.len != 0)
		buffer_byte(&c->out, ')');
}

static void
put_things(struct cli *c, const char *label, const struct json *list)
{
	if (json_is_null(list) || list->first == NULL)
		return;
	buffer_text(&c->out, label);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		put_thing(c, m);
		buffer_text(&c->out, m->next == NULL ? "\n" : ", ");
	}
}

/* Who, in which capacity; or the words for somebody not identified. */
static void
put_counterpart(struct cli *c, const struct json *with)
{
	const struct json *who = json_get(with, "who");
	const struct json *as = json_get(with, "as");
	struct bytes words = in_language(c, json_get(with, "described"));

	if (!json_is_null(who))
		put_thing(c, who);
	if (!json_is_null(who) && !json_is_null(as))
		buffer_text(&c->out, TR(c, ", as "));
	if (!json_is_null(as))
		put_thing(c, as);
	if (json_is_null(who) && json_is_null(as))
		put(c, words.len != 0 ? words :
			bytes_text(TR(c, "somebody described only")));
}

static void
put_with(struct cli *c, const struct json *row)
{
	const struct json *list = json_get(row, "with");
	struct bytes state = json_get_text(row, "state");

	buffer_text(&c->out, TR(c, "with: "));
	if (json_is_null(list) || list->first == NULL)
		buffer_text(&c->out, TR(c, "sealed"));
	for (const struct json *m = json_is_null(list) ? NULL : list->first;
	     m != NULL; m = m->next) {
		put_counterpart(c, m);
		buffer_text(&c->out, m->next == NULL ? "" : ", ");
	}
	if (state.len != 0) {
		buffer_text(&c->out, TR(c, ", state "));
		put(c, state);
	}
	buffer_byte(&c->out, '\n');
}

static void
put_codes(struct cli *c, const char *label, const struct json *list)
{
	if (json_is_null(list) || list->first == NULL)
		return;
	buffer_text(&c->out, label);
	for (const struct json *m = list->first; m != NULL; m = m->next) {
		put(c, m->text);
		buffer_text(&c->out, m->next == NULL ? "\n" : ", ");
	}
}

static void
put_line(struct cli *c, const char *label, struct bytes text)
{
	if (text.len == 0)
		return;
	buffer_text(&c->out, label);
	put(c, text);
	buffer_byte(&c->out, '\n');
}

/* "calls stand for 5" is never left to the reader to guess. */
static void
put_headline(struct cli *c, const struct json *row)
{
	int64_t times = json_get_number(row, "times", 1);
	const char *status = words_of(c, statuses, COUNT(statuses),
	    json_get_text(row, "status"));

	buffer_text(&c->out, TR(c, kind_words(json_get_text(row, "kind"))));
	if (times > 1)
		buffer_printf(&c->out,
		    TR(c, ", %lld of them in one entry, days unknown"),
		    (long long)times);
	if (*status != '\0')
		buffer_printf(&c->out, ", %s", status);
	buffer_byte(&c->out, '\n');
}

void
show_contact(struct cli *c, const struct objects *o,
    const struct entry *entry, uint64_t version)
{
	const struct json *row = object_row(o, version, 0);
	const struct json *source = json_get(entry->body, "source_of_record");

	if (json_is_null(row))
		return;
	put_headline(c, row);
	put_line(c, TR(c, "when: "),
	    in_language(c, json_get(json_get(row, "when"), "text")));
	put_things(c, TR(c, "of: "), json_get(row, "of"));
	put_with(c, row);
	put_line(c, TR(c, "initiated by: "),
	    bytes_text(words_of(c, sides, COUNT(sides),
		json_get_text(row, "initiated_by"))));
	put_things(c, TR(c, "arranged by: "), json_get(row, "arranged_by"));
	put_line(c, TR(c, "place: "), json_get_text(row, "place"));
	put_codes(c, TR(c, "topics: "), json_get(row, "topics"));
	put_line(c, TR(c, "basis: "), json_get_text(source, "basis"));
	buffer_text(&c->out, TR(c, "filed by: "));
	put_thing(c, object_thing_of_id(o, entry->by_text));
	buffer_byte(&c->out, '\n');
}
