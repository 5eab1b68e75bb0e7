/* chancery search WORDS: find people, posts, contacts (A4.7) */
#include "cli/cli.h"
#include "faces/searched.h"
#include "faces/slot_words.h"
#include "register/checking.h"
#include "register/naming.h"

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

static enum err
list_found(struct cli *c, const struct searched *x, const struct found *f)
{
	struct cells cells = {.count = 0};
	struct json *item = NULL;
	enum err rc = found_cells(&cells, x, f, c->lang, &c->e);

	if (rc == ERR_NONE)
		rc = searched_item_json(x, f, &item, &c->e);
	if (rc == ERR_NONE)
		cli_list_row(c, item, &cells);
	return rc;
}

static enum err
say_found(struct cli *c, const struct searched *x, const struct found *f)
{
	struct bytes name = bytes_text("");
	struct buffer beside = {0};
	char ref[REF_BYTES];
	enum err rc = found_beside_words(&beside, &x->o, f->number, c->lang,
	    &c->e);

	if (rc != ERR_NONE) {
		buffer_release(&beside);
		return rc;
	}
	ref_print(ref, f->type, f->number);
	if (name_or_erased(&x->o, f->number, c->lang, &name, &c->e) !=
		ERR_NONE || name.len == 0)
		name = quoted(c, f->snippet);
	buffer_printf(&c->out, "%-10s %-9s %.*s", ref, type_name(f->type),
	    (int)name.len, name.len == 0 ? "" : (const char *)name.at);
	if (beside.len != 0)
		buffer_printf(&c->out, " (%s)", buffer_cstr(&beside));
	buffer_byte(&c->out, '\n');
	buffer_release(&beside);
	return ERR_NONE;
}

static int
tell_found(struct cli *c, const struct searched *x)
{
	bool lists = cli_lists(c);

	cli_list_begin(c, FOUND_COLUMNS);
	for (size_t i = 0; i < x->count; i++)
		if ((lists ? list_found : say_found)(c, x, &x->found[i]) !=
		    ERR_NONE)
			return cli_fail(c); /* never alone: model 6.8 */
	cli_list_end(c, object_as_of(&x->o, registry_size(c->registry)));
	if (x->count == 0 && !lists)
		cli_say(c, "nothing filed here has these words");
	return x->count == 0 ? EXIT_NEGATIVE : EXIT_DONE;
}

static int
print_json(struct cli *c, const struct searched *x)
{
	struct json *v = NULL;

	if (searched_json(x, NULL, &v, &c->e) != ERR_NONE)
		return cli_fail(c);
	cli_json(c, v);
	return x->count == 0 ? EXIT_NEGATIVE : EXIT_DONE;
}

static const char *
words_of(struct cli *c)
{
	struct buffer words = {0};
	const char *text;

	for (size_t i = 0; i < c->args.word_count; i++) {
		if (i != 0)
			buffer_byte(&words, ' ');
		buffer_text(&words, c->args.words[i]);
	}
	text = arena_text(c->arena, buffer_bytes(&words));
	buffer_release(&words);
	return text;
}

int
command_search(struct cli *c)
{
	struct pair pairs[8];
	struct query q = {pairs, 0, true};
	struct searched x;
	uint64_t number;
	enum straight straight = STRAIGHT_NOWHERE;
	struct objects o;
	enum err rc = cli_open(c, false);

	if (rc != ERR_NONE)
		return cli_fail(c);
	o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	for (size_t i = 0; searched_names[i] != NULL; i++)
		pairs[q.count++] = (struct pair){searched_names[i],
		    i == 0 ? words_of(c) : cli_arg(c, searched_names[i])};
	if (c->args.word_count == 1)
		straight = search_straight(&o, c->args.words[0], &number);
	if (straight == STRAIGHT_THING || straight == STRAIGHT_ENTRY)
		return command_show(c);
	rc = searched_read(&x, &o, &q, &c->e);
	if (rc == ERR_NONE)
		rc = searched_run(&x, &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	return c->json ? print_json(c, &x) : tell_found(c, &x);
}
