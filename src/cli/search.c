/* chancery search WORDS: find people, posts, contacts (A4.7) */
#include "cli/beside.h"
#include "faces/slot_words.h"
#include "register/naming.h"
#include "register/objects.h"

#define LIMIT_MAX 500

/* The filters of the command line, as {field, value}. */
static struct json *
understood(struct cli *c)
{
	static const char *const fields[] = {"type", "state", "kind", "from",
	    "to"};
	struct json *list = json_new(c->arena, JSON_ARRAY), *v;

	for (size_t i = 0; i < COUNT(fields); i++) {
		if (!cli_has(c, fields[i]))
			continue;
		v = json_add(list, json_new(c->arena, JSON_OBJECT));
		json_put_cstr(c->arena, v, "field", fields[i]);
		json_put_cstr(c->arena, v, "value", cli_arg(c, fields[i]));
	}
	return list;
}

/* Why it was found, and what stands beside it (A4.7). */
static enum err
why_found(struct cli *c, const struct objects *o, uint64_t number,
    struct json **out)
{
	struct json *why = json_new(c->arena, JSON_OBJECT);
	enum err rc = ERR_NONE;

	for (int l = 0; l < LANG_COUNT && rc == ERR_NONE; l++) {
		struct buffer text = {0}, words = {0};

		buffer_text(&text, message_in((enum lang)l,
		    N_("words found")));
		rc = search_beside(c, o, number, (enum lang)l, &words);
		if (words.len != 0)
			buffer_text(&text, l == LANG_FR ? " ; " : "; ");
		buffer_add(&text, buffer_bytes(&words));
		json_put_text(c->arena, why, l == LANG_FR ? "fr" : "en",
		    buffer_bytes(&text));
		buffer_release(&text);
		buffer_release(&words);
	}
	*out = why;
	return rc;
}

/* An error rather than an allegation alone: model 6.8. */
static enum err
found_item(struct cli *c, const struct objects *o, const struct found *f,
    struct json **out)
{
	struct arena *a = c->arena;
	struct json *item = json_new(a, JSON_OBJECT), *why = NULL;
	struct row_entity row;
	struct entry entry;
	enum err rc = why_found(c, o, f->number, &why);

	if (rc != ERR_NONE)
		return rc;

	json_put(a, item, "thing", object_thing(o, f->number));
	json_put_cstr(a, item, "type", type_name(f->type));
	json_put(a, item, "why", why);
	json_put_text(a, item, "snippet", f->snippet);
	if (f->type == TYPE_CONTACT &&
	    read_model_by_number(registry_read_model(c->registry), f->number,
		&row, NULL) == ERR_NONE &&
	    registry_entry(c->registry, row.current, &entry, a, NULL) ==
		ERR_NONE)
		json_put(a, item, "when",
		    object_when(o, json_get(entry.body, "when")));
	else
		json_put_null(a, item, "when");
	*out = item;
	return ERR_NONE;
}

static int
put_found(struct cli *c, const struct objects *o, const struct found *list,
    size_t count, size_t limit, const uint64_t totals[TYPE_COUNT],
    const struct buffer *words)
{
	static const struct {
		const char *name;
		enum entry_type type;
	} kinds[] = {
	    {"persons",    TYPE_PERSON   },
	    {"posts",      TYPE_POST     },
	    {"orgs",       TYPE_ORG      },
	    {"contacts",   TYPE_CONTACT  },
	    {"documents",  TYPE_DOCUMENT },
	    {"statements", TYPE_STATEMENT}
	};
	struct arena *a = c->arena;
	struct json *v = json_new(a, JSON_OBJECT), *query, *total, *items;

	query = json_put(a, v, "query", json_new(a, JSON_OBJECT));
	json_put_text(a, query, "text", buffer_bytes(words));
	json_put(a, query, "understood", understood(c));
	total = json_put(a, v, "total", json_new(a, JSON_OBJECT));
	for (size_t i = 0; i < COUNT(kinds); i++)
		json_put_number(a, total, kinds[i].name,
		    (int64_t)totals[kinds[i].type]);
	items = json_put(a, v, "items", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < count; i++) {
		struct json *item = NULL;

		if (found_item(c, o, &list[i], &item) != ERR_NONE)
			return cli_fail(c);
		json_add(items, item);
	}
	if (count == limit && count != 0)
		json_put_number(a, v, "next", (int64_t)list[count - 1].number);
	else
		json_put_null(a, v, "next");
	json_put(a, v, "as_of", object_as_of(o, registry_size(c->registry)));
	cli_json(c, v);
	return count == 0 ? EXIT_NEGATIVE : EXIT_DONE;
}

/* Somebody's words, never the program's: model 6.9. */
static struct bytes
quoted(struct cli *c, struct bytes text)
{
	struct buffer words = {0};
	struct bytes out;

	quoted_words(&words, text, c->lang);
	out = arena_copy(c->arena, buffer_bytes(&words));
	buffer_release(&words);
	return out;
}

static int
tell_found(struct cli *c, const struct objects *o, const struct found *list,
    size_t count)
{
	cli_list_begin(c, "ref,type,name,snippet");
	for (size_t i = 0; i < count; i++) {
		struct bytes name = bytes_text("");
		struct cells cells = {.count = 0};
		struct buffer beside = {0};
		struct json *item = NULL;
		char ref[REF_BYTES];

		if (found_item(c, o, &list[i], &item) != ERR_NONE ||
		    search_beside(c, o, list[i].number, c->lang, &beside) !=
			ERR_NONE) {
			buffer_release(&beside);
			return cli_fail(c);
		}
		ref_print(ref, list[i].type, list[i].number);
		if (name_or_erased(o, list[i].number, c->lang, &name,
			&c->e) != ERR_NONE || name.len == 0)
			name = cli_lists(c) ? list[i].snippet :
					     quoted(c, list[i].snippet);
		cells_text(&cells, bytes_text(ref));
		cells_text(&cells, bytes_text(type_name(list[i].type)));
		cells_text(&cells, name);
		if (beside.len != 0) {
			struct buffer with = {0};

			buffer_add(&with, list[i].snippet);
			buffer_printf(&with, " (%s)", buffer_cstr(&beside));
			cells_text(&cells, arena_copy(c->arena,
			    buffer_bytes(&with)));
			buffer_release(&with);
		} else {
			cells_text(&cells, list[i].snippet);
		}
		if (cli_lists(c))
			cli_list_row(c, item, &cells);
		else
			buffer_printf(&c->out, "%-10s %-9s %.*s%s%s%s\n", ref,
			    type_name(list[i].type), (int)name.len,
			    name.len == 0 ? "" : (const char *)name.at,
			    beside.len == 0 ? "" : " (",
			    buffer_cstr(&beside),
			    beside.len == 0 ? "" : ")");
		buffer_release(&beside);
	}
	cli_list_end(c, object_as_of(o, registry_size(c->registry)));
	if (count == 0 && !cli_lists(c))
		cli_say(c, "nothing filed here has these words");
	return count == 0 ? EXIT_NEGATIVE : EXIT_DONE;
}

static enum err
read_filters(struct cli *c, struct search *s)
{
	const char *type = cli_arg(c, "type"), *kind = cli_arg(c, "kind");
	const char *limit = cli_arg(c, "limit"), *after = cli_arg(c, "after");
	const char *from = cli_arg(c, "from"), *to = cli_arg(c, "to");
	const char *state = cli_arg(c, "state");
	uint64_t n = 50;

	if (type != NULL) {
		s->type = type_by_name(bytes_text(type));
		if (s->type == TYPE_UNKNOWN)
			return error_set(&c->e, ERR_INPUT, "no type \"%s\"",
			    type);
	}
	if (kind != NULL) {
		s->kind = kind_code(bytes_text(kind));
		if (s->kind < 0)
			return error_set(&c->e, ERR_INPUT,
			    "\"%s\" is no kind of contact", kind);
	}
	if (limit != NULL &&
	    (!bytes_decimal(bytes_text(limit), LIMIT_MAX, &n) || n == 0))
		return error_set(&c->e, ERR_INPUT, "--limit takes 1 to %d",
		    LIMIT_MAX);
	s->limit = (size_t)n;
	if (after != NULL &&
	    !bytes_decimal(bytes_text(after), INT64_MAX, &s->after))
		return error_set(&c->e, ERR_INPUT, "\"%s\" is no entry", after);
	if (from != NULL && !day_parse(bytes_text(from), &s->from))
		return error_set(&c->e, ERR_INPUT, "\"%s\" is no day", from);
	if (to != NULL && !day_parse(bytes_text(to), &s->to))
		return error_set(&c->e, ERR_INPUT, "\"%s\" is no day", to);
	if (state != NULL) {
		char *small = arena_text(c->arena, bytes_text(state));

		for (char *p = small; p != NULL && *p != '\0'; p++)
			*p = (char)(*p | 0x20);
		s->state = bytes_text(small == NULL ? "" : small);
	}
	return ERR_NONE;
}

int
command_search(struct cli *c)
{
	struct search s = {.kind = -1,
	    .from = DAY_FIRST,
	    .to = DAY_LAST,
	    .after = NUMBER_NONE,
	    .state = bytes_text("")};
	struct found list[LIMIT_MAX];
	struct buffer words = {0};
	uint64_t totals[TYPE_COUNT];
	struct objects o;
	size_t count = 0;
	bool entry;
	uint64_t number;
	int code;
	enum err rc = cli_open(c, false);

	if (rc == ERR_NONE && c->args.word_count == 1 &&
	    strchr(c->args.words[0], '/') != NULL &&
	    registry_resolve_any(c->registry, c->args.words[0], &number, &entry,
		c->arena, NULL) == ERR_NONE)
		return command_show(c);
	for (size_t i = 0; i < c->args.word_count; i++) {
		if (i != 0)
			buffer_byte(&words, ' ');
		buffer_text(&words, c->args.words[i]);
	}
	s.words = buffer_bytes(&words);
	if (rc == ERR_NONE)
		rc = read_filters(c, &s);
	if (rc == ERR_NONE)
		rc = read_model_search(registry_read_model(c->registry), &s,
		    list, &count, totals, c->arena, &c->e);
	o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	if (rc != ERR_NONE)
		code = cli_fail(c);
	else if (c->json)
		code = put_found(c, &o, list, count, s.limit, totals, &words);
	else
		code = tell_found(c, &o, list, count);
	buffer_release(&words);
	return code;
}
