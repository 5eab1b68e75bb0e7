/* chancery diff OLD NEW: what differs between two tables (A6.7) */
#include "exchange/diff.h"
#include "cli/cli.h"

#define SHOWN_MAX 200 /* bytes of a value in text; --json has all */

struct diffing {
	struct cli *c;
	struct diff_options o;
	struct buffer lists[3]; /* by diff_kind: JSON objects */
};

static enum err
take_names(struct cli *c, const char *option, struct diff_names *names)
{
	size_t at = 0;
	const char *name;

	while ((name = args_next(&c->args, option, &at)) != NULL) {
		if (names->count == DIFF_COLUMNS_MAX) {
			error_set(&c->e, ERR_INPUT,
			    "more than %d columns are named", DIFF_COLUMNS_MAX);
			error_field(&c->e, "--%s", option);
			return ERR_INPUT;
		}
		names->at[names->count++] = name;
	}
	return ERR_NONE;
}

static enum err
take_separator(struct cli *c, uint8_t *out)
{
	const char *text = cli_arg(c, "separator");

	*out = ',';
	if (text == NULL)
		return ERR_NONE;
	if (strcmp(text, "tab") == 0 || strcmp(text, "\t") == 0) {
		*out = '\t';
		return ERR_NONE;
	}
	if (strlen(text) == 1 && strchr(",;|", text[0]) != NULL) {
		*out = (uint8_t)text[0];
		return ERR_NONE;
	}
	error_set(&c->e, ERR_INPUT, "\"%s\" is no separator", text);
	error_field(&c->e, "--separator");
	return error_mend(&c->e, ERR_INPUT, "it takes , ; | or tab");
}

/* ---- JSON ---- */

static void
put_value(struct buffer *out, const char *name, struct bytes value)
{
	buffer_printf(out, ",\"%s\":", name);
	if (value.at == NULL)
		buffer_text(out, "null");
	else
		json_print_string(out, value);
}

static void
put_fields(struct buffer *out, const struct difference *d)
{
	buffer_text(out, "\"fields\":[");
	for (size_t i = 0; i < d->field_count; i++) {
		const struct diff_field *f = &d->fields[i];

		buffer_text(out, i == 0 ? "{\"name\":" : ",{\"name\":");
		json_print_string(out, f->name);
		put_value(out, "old", f->old);
		put_value(out, "new", f->new_);
		buffer_byte(out, '}');
	}
	buffer_byte(out, ']');
}

static void
put_object(struct buffer *out, const struct difference *d)
{
	if (out->len != 0)
		buffer_byte(out, ',');
	buffer_text(out, "{\"table\":");
	if (d->table == NULL)
		buffer_text(out, "null");
	else
		json_print_string(out, bytes_text(d->table));
	buffer_text(out, ",\"key\":[");
	for (size_t i = 0; i < d->key_count; i++) {
		const struct diff_field *k = &d->key[i];

		buffer_text(out, i == 0 ? "{\"name\":" : ",{\"name\":");
		json_print_string(out, k->name);
		put_value(out, "value",
		    d->kind == DIFF_ADDED ? k->new_ : k->old);
		buffer_byte(out, '}');
	}
	buffer_printf(out, "],\"key_rows\":{\"old\":%llu,\"new\":%llu},",
	    (unsigned long long)d->key_rows_old,
	    (unsigned long long)d->key_rows_new);
	put_fields(out, d);
	buffer_byte(out, '}');
}

static void
put_side(struct buffer *out, const char *name, const struct diff_side *s)
{
	buffer_printf(out,
	    "\"%s\":{\"rows\":%llu,\"compared\":%llu,\"repeated\":%llu,"
	    "\"left_out\":%llu,\"not_readable\":%llu,\"columns\":",
	    name, (unsigned long long)s->rows, (unsigned long long)s->compared,
	    (unsigned long long)s->repeated, (unsigned long long)s->left_out,
	    (unsigned long long)s->bad);
	json_print_string(out, buffer_bytes(&s->columns));
	buffer_byte(out, '}');
}

static void
put_document(struct diffing *x, const struct diff_totals *t)
{
	static const char *const names[] = {"changed", "removed", "added"};
	static const enum diff_kind order[] = {DIFF_ADDED, DIFF_REMOVED,
	    DIFF_CHANGED};
	struct buffer *out = &x->c->out;

	for (size_t i = 0; i < COUNT(order); i++) {
		const struct buffer *list = &x->lists[order[i]];

		buffer_printf(out, "%s\"%s\":[", i == 0 ? "{" : ",",
		    names[order[i]]);
		buffer_add(out, buffer_bytes(list));
		buffer_byte(out, ']');
		out->failed = out->failed || list->failed;
	}
	buffer_printf(out, ",\"same\":%llu,\"totals\":{",
	    (unsigned long long)t->same);
	put_side(out, "old", &t->old);
	buffer_byte(out, ',');
	put_side(out, "new", &t->new_);
	buffer_printf(out,
	    ",\"added\":%llu,\"removed\":%llu,\"changed\":%llu,"
	    "\"keys_gone\":%llu,\"keys_new\":%llu,"
	    "\"removed_key_kept\":%llu}}\n",
	    (unsigned long long)t->added, (unsigned long long)t->removed,
	    (unsigned long long)t->changed, (unsigned long long)t->keys_gone,
	    (unsigned long long)t->keys_new,
	    (unsigned long long)t->removed_key_kept);
}

/* ---- text ---- */

/* One line: control characters as \xNN, cut where a letter begins. */
static void
put_shown(struct buffer *out, struct bytes value)
{
	size_t len = value.len;

	if (len > SHOWN_MAX) {
		len = SHOWN_MAX;
		while (len != 0 && (value.at[len] & 0xC0) == 0x80)
			len--;
	}
	buffer_byte(out, '"');
	for (size_t i = 0; i < len; i++)
		if (value.at[i] < 0x20 || value.at[i] == 0x7F)
			buffer_printf(out, "\\x%02X", value.at[i]);
		else
			buffer_byte(out, value.at[i]);
	buffer_text(out, len < value.len ? "\" ..." : "\"");
}

static void
put_text(struct cli *c, const struct difference *d)
{
	struct buffer *out = &c->out;

	buffer_text(out,
	    d->kind == DIFF_CHANGED     ? TR(c, "changed") :
		d->kind == DIFF_REMOVED ? TR(c, "removed") :
					  TR(c, "added"));
	if (d->table != NULL)
		buffer_printf(out, " %s", d->table);
	for (size_t i = 0; i < d->key_count; i++) {
		const struct diff_field *k = &d->key[i];

		buffer_printf(out, " %.*s=", (int)k->name.len,
		    (const char *)k->name.at);
		put_shown(out, d->kind == DIFF_ADDED ? k->new_ : k->old);
	}
	if (d->key_rows_old > 1 || d->key_rows_new > 1)
		buffer_printf(out,
		    TR(c, "  (rows with this key: %llu, now %llu)"),
		    (unsigned long long)d->key_rows_old,
		    (unsigned long long)d->key_rows_new);
	buffer_byte(out, '\n');
	for (size_t i = 0; i < d->field_count; i++) {
		const struct diff_field *f = &d->fields[i];

		buffer_printf(out, "  %.*s: ", (int)f->name.len,
		    (const char *)f->name.at);
		if (f->old.at != NULL)
			put_shown(out, f->old);
		if (d->kind == DIFF_CHANGED)
			buffer_text(out, " -> ");
		if (f->new_.at != NULL)
			put_shown(out, f->new_);
		buffer_byte(out, '\n');
	}
}

static void
say_side(struct cli *c, const char *path, const struct diff_side *s)
{
	cli_say(c, "%s: %llu rows, %llu compared", path,
	    (unsigned long long)s->rows, (unsigned long long)s->compared);
	if (s->left_out != 0)
		cli_say(c, "  %llu left out: the other file has no such value",
		    (unsigned long long)s->left_out);
	if (s->repeated != 0)
		cli_say(c, "  %llu repeat another row and are not counted",
		    (unsigned long long)s->repeated);
	if (s->bad != 0)
		cli_say(c, "  %llu left out: they cannot be read",
		    (unsigned long long)s->bad);
	if (s->columns.len != 0)
		cli_say(c, "  columns that are here alone: %.*s",
		    (int)s->columns.len, (const char *)s->columns.at);
}

static void
say_totals(struct cli *c, const struct diff_totals *t)
{
	say_side(c, c->args.words[0], &t->old);
	say_side(c, c->args.words[1], &t->new_);
	cli_say(c, "%llu the same, %llu changed, %llu removed, %llu added",
	    (unsigned long long)t->same, (unsigned long long)t->changed,
	    (unsigned long long)t->removed, (unsigned long long)t->added);
	if (t->removed != 0)
		cli_say(c,
		    "of the rows removed, %llu stood under a key that is still "
		    "there",
		    (unsigned long long)t->removed_key_kept);
	if (t->keys_gone != 0 || t->keys_new != 0)
		cli_say(c, "%llu keys are gone, %llu keys are new",
		    (unsigned long long)t->keys_gone,
		    (unsigned long long)t->keys_new);
}

static enum err
tell(void *context, const struct difference *d, struct error *e)
{
	struct diffing *x = context;
	struct buffer *out = x->c->json ? &x->lists[d->kind] : &x->c->out;

	if (x->c->json)
		put_object(out, d);
	else
		put_text(x->c, d);
	return out->failed ? error_set(e, ERR_MEMORY, "out of memory") :
			     ERR_NONE;
}

int
command_diff(struct cli *c)
{
	struct diffing x = {.c = c};
	struct diff_totals totals = {.same = 0};
	const char *encoding = cli_arg(c, "encoding");
	int code = EXIT_DONE;
	enum err rc = take_separator(c, &x.o.format.separator);

	x.o.still = cli_arg(c, "still");
	x.o.fold = cli_has(c, "fold");
	x.o.once = cli_has(c, "once");
	x.o.skip_bad = cli_has(c, "skip-bad");
	x.o.format.encoding = encoding != NULL &&
		strcmp(encoding, "windows-1252") == 0 ?
	    CSV_WINDOWS_1252 :
	    CSV_UTF8;
	if (rc == ERR_NONE)
		rc = take_names(c, "key", &x.o.key);
	if (rc == ERR_NONE)
		rc = take_names(c, "compare", &x.o.compare);
	if (rc == ERR_NONE)
		rc = take_names(c, "day", &x.o.days);
	if (rc != ERR_NONE)
		return cli_fail_usage(c);
	rc = diff_paths(&totals, c->args.words[0], c->args.words[1], &x.o, tell,
	    &x, &c->e);
	if (rc != ERR_NONE) {
		buffer_clear(&c->out);
		code = cli_fail(c);
	} else {
		if (c->json)
			put_document(&x, &totals);
		else
			say_totals(c, &totals);
		if (totals.changed + totals.removed + totals.added != 0)
			code = EXIT_NEGATIVE;
	}
	diff_totals_release(&totals);
	for (size_t i = 0; i < COUNT(x.lists); i++)
		buffer_release(&x.lists[i]);
	return code;
}
