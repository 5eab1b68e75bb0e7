#include "exchange/diff.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/map.h"
#include "crypto/hash.h"
#include "exchange/text.h"
#include "format/json.h"

#define ROW_ROOM (16 * MIB) /* one row and its folded values */
#define DIGEST 16           /* of SHA-256: 2^64 work for one collision */

enum fate { FATE_LEFT, FATE_SAME, FATE_PAIRED, FATE_REPEATED };

struct item {
	uint8_t key[DIGEST], content[DIGEST];
	uint64_t offset, number;
	uint64_t partner; /* offset of the paired row */
	uint32_t key_old, key_new;
	uint8_t fate;
};

/* One file: its bytes, its columns, its rows. */
struct table {
	const char *path;
	struct buffer data;
	struct arena *a; /* columns and the reader */
	struct bytes body;
	struct csv csv;
	bool lines; /* JSON Lines */
	struct bytes *columns;
	size_t column_count;
	struct item *items;
	size_t count, room;
};

struct row {
	struct bytes *cells; /* column_count */
	const char *fault;
	uint64_t offset;
};

/* A column that both files have. */
struct pair {
	size_t old, new_;
	bool key, compare, day;
};

struct comparison {
	const struct diff_options *o;
	struct diff_totals *out;
	const char *name; /* of the table in a folder */
	struct table old, new_;
	struct pair *pairs;
	size_t pair_count;
	size_t still_old, still_new;
	struct map *still;
	struct arena *row, *other; /* one row each */
	struct diff_field *key, *fields;
};

static enum err
no_memory(struct error *e)
{
	return error_set(e, ERR_MEMORY, "out of memory");
}

/* ---- reading ---- */

static const struct json_limits line_limits = {.depth = 40,
    .members = 256,
    .elements = 4096,
    .string_bytes = MIB,
    .any_number = true};

static struct bytes
value_text(const struct json *v, struct arena *a)
{
	struct buffer b = {0};
	struct bytes text;

	if (v == NULL || v->type == JSON_NULL)
		return bytes_of("", 0);
	if (v->type == JSON_STRING || v->type == JSON_DECIMAL)
		return v->text;
	json_print_canonical(&b, v);
	text = arena_copy(a, buffer_bytes(&b));
	buffer_release(&b);
	return text;
}

/* The next line of JSON Lines as an object; false at the end. */
static bool
next_object(struct bytes *rest, const struct json **v, const char **fault,
    struct arena *a)
{
	struct bytes line;
	bool complete;

	do {
		if (!bytes_line(rest, &line, &complete))
			return false;
	} while (line.len == 0);
	*fault = NULL;
	*v = NULL;
	if (line.len > CSV_ROW_BYTES_MAX)
		*fault = "limit";
	else if (json_parse(v, line, &line_limits, a, NULL) != ERR_NONE ||
	    (*v)->type != JSON_OBJECT)
		*fault = "json";
	return true;
}

static bool
next_row(struct table *t, struct row *row, struct arena *a)
{
	struct csv_row r;
	const struct json *v;

	*row = (struct row){.offset = (uint64_t)(t->csv.rest.at - t->body.at)};
	if (!t->lines) {
		if (!csv_next(&t->csv, &r, a))
			return false;
		row->cells = r.cells;
		row->fault = r.fault;
		if (r.fault == NULL && r.count != t->column_count)
			row->fault = "cells";
		return true;
	}
	if (!next_object(&t->csv.rest, &v, &row->fault, a))
		return false;
	row->cells = arena_take_array(a, t->column_count,
	    sizeof(row->cells[0]));
	if (row->cells == NULL)
		row->fault = "limit";
	for (size_t i = 0; row->fault == NULL && i < t->column_count; i++) {
		const struct json *m = v->first;

		while (m != NULL && !bytes_equal(m->name, t->columns[i]))
			m = m->next;
		row->cells[i] = value_text(m, a);
	}
	return true;
}

/* The row that begins at `offset`, read before without fault. */
static bool
row_at(struct table *t, uint64_t offset, struct row *row, struct arena *a)
{
	t->csv.rest = bytes_of(t->body.at + offset,
	    t->body.len - (size_t)offset);
	arena_reset(a);
	return next_row(t, row, a) && row->fault == NULL;
}

static enum err
not_a_table(const struct table *t, struct error *e)
{
	error_set(e, ERR_INPUT,
	    "\"%s\" has no first line with the names of its columns", t->path);
	return error_mend(e, ERR_INPUT,
	    "give CSV with a header, JSON Lines, or folders of CSV");
}

static enum err
read_columns(struct table *t, struct error *e)
{
	struct csv_row head;
	const struct json *v;
	const char *fault;
	size_t n = 0;

	if (!t->lines) {
		if (!csv_next(&t->csv, &head, t->a) || head.fault != NULL)
			return not_a_table(t, e);
		t->columns = arena_take_array(t->a, head.count,
		    sizeof(t->columns[0]));
		if (t->columns == NULL)
			return no_memory(e);
		t->column_count = head.count;
		for (size_t i = 0; i < head.count; i++)
			t->columns[i] = text_clean(t->a, head.cells[i]);
	} else {
		struct bytes rest = t->csv.rest;

		if (!next_object(&rest, &v, &fault, t->a) || fault != NULL)
			return not_a_table(t, e);
		t->columns = arena_take_array(t->a, v->count,
		    sizeof(t->columns[0]));
		if (t->columns == NULL)
			return no_memory(e);
		for (const struct json *m = v->first; m != NULL; m = m->next)
			t->columns[n++] = m->name;
		t->column_count = n;
	}
	for (size_t i = 0; i < t->column_count; i++)
		for (size_t k = 0; k < i; k++)
			if (bytes_equal(t->columns[i], t->columns[k]))
				return error_set(e, ERR_INPUT,
				    "\"%s\" has two columns named \"%.*s\"",
				    t->path, (int)t->columns[i].len,
				    (const char *)t->columns[i].at);
	return ERR_NONE;
}

static enum err
table_open(struct table *t, const char *path, const struct diff_options *o,
    struct error *e)
{
	size_t at = 0;
	enum err rc;

	t->path = path;
	t->a = arena_new(4 * MIB);
	if (t->a == NULL)
		return no_memory(e);
	rc = file_read(&t->data, path, DIFF_BYTES_MAX, e);
	if (rc == ERR_NONE)
		rc = csv_open(&t->csv, buffer_bytes(&t->data), o->format, t->a,
		    e);
	if (rc != ERR_NONE)
		return rc;
	t->body = t->csv.rest; /* without byte order mark */
	while (at < t->body.len && t->body.at[at] <= ' ')
		at++;
	t->lines = at < t->body.len && t->body.at[at] == '{';
	return read_columns(t, e);
}

static void
table_release(struct table *t)
{
	buffer_release(&t->data);
	arena_free(t->a);
	free(t->items);
	*t = (struct table){.path = NULL};
}

/* ---- columns ---- */

static bool
named(const struct diff_names *names, struct bytes column)
{
	for (size_t i = 0; i < names->count; i++)
		if (bytes_is(column, names->at[i]))
			return true;
	return false;
}

static bool
find_column(const struct table *t, const char *name, size_t *out)
{
	for (size_t i = 0; i < t->column_count; i++)
		if (bytes_is(t->columns[i], name)) {
			*out = i;
			return true;
		}
	return false;
}

static enum err
must_have(const struct table *t, const char *name, const char *option,
    size_t *out, struct error *e)
{
	struct buffer list = {0};

	if (find_column(t, name, out))
		return ERR_NONE;
	for (size_t i = 0; i < t->column_count; i++)
		buffer_printf(&list, "%s%.*s", i == 0 ? "" : ", ",
		    (int)t->columns[i].len, (const char *)t->columns[i].at);
	error_set(e, ERR_INPUT, "\"%s\" has no column \"%s\"", t->path, name);
	error_field(e, "%s", option);
	error_mend(e, ERR_INPUT, "it has: %s", buffer_cstr(&list));
	buffer_release(&list);
	return ERR_INPUT;
}

static enum err
check_names(const struct comparison *x, const struct diff_names *names,
    const char *option, struct error *e)
{
	size_t at;
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < names->count && rc == ERR_NONE; i++) {
		rc = must_have(&x->old, names->at[i], option, &at, e);
		if (rc == ERR_NONE)
			rc = must_have(&x->new_, names->at[i], option, &at, e);
	}
	return rc;
}

static bool
both_have(const struct comparison *x, const char *name)
{
	size_t at;

	return find_column(&x->old, name, &at) &&
	    find_column(&x->new_, name, &at);
}

/* The key of our own exports where none is given. */
static struct diff_names
key_names(const struct comparison *x)
{
	struct diff_names names = x->o->key;

	if (names.count != 0)
		return names;
	if (both_have(x, "id")) {
		names.at[names.count++] = "id";
	} else if (both_have(x, "contact_id") && both_have(x, "party")) {
		names.at[names.count++] = "contact_id";
		names.at[names.count++] = "party";
	} else if (both_have(x, "leaf_hash") && both_have(x, "number")) {
		names.at[names.count++] = "number";
	}
	return names;
}

static void
lone_columns(const struct comparison *x, const struct table *t,
    const struct table *other, struct diff_side *side)
{
	size_t at;

	for (size_t i = 0; i < t->column_count; i++) {
		char *name = arena_text(t->a, t->columns[i]);

		if (name != NULL && find_column(other, name, &at))
			continue;
		if (side->columns.len != 0)
			buffer_text(&side->columns, ", ");
		if (x->name != NULL)
			buffer_printf(&side->columns, "%s.", x->name);
		buffer_text(&side->columns,
		    name == NULL || *name == '\0' ? "\"\"" : name);
	}
}

static enum err
pair_columns(struct comparison *x, struct error *e)
{
	struct diff_names key = key_names(x);
	enum err rc = check_names(x, &x->o->key, "--key", e);

	if (rc == ERR_NONE)
		rc = check_names(x, &x->o->compare, "--compare", e);
	if (rc == ERR_NONE)
		rc = check_names(x, &x->o->days, "--day", e);
	if (rc == ERR_NONE && x->o->still != NULL)
		rc = must_have(&x->old, x->o->still, "--still", &x->still_old,
		    e);
	if (rc == ERR_NONE && x->o->still != NULL)
		rc = must_have(&x->new_, x->o->still, "--still", &x->still_new,
		    e);
	if (rc != ERR_NONE)
		return rc;
	x->pairs = arena_take_array(x->old.a, x->old.column_count,
	    sizeof(x->pairs[0]));
	x->key = arena_take_array(x->old.a, x->old.column_count,
	    sizeof(x->key[0]));
	x->fields = arena_take_array(x->old.a, x->old.column_count,
	    sizeof(x->fields[0]));
	if (x->pairs == NULL || x->key == NULL || x->fields == NULL)
		return no_memory(e);
	for (size_t i = 0; i < x->old.column_count; i++)
		for (size_t k = 0; k < x->new_.column_count; k++) {
			struct bytes c = x->old.columns[i];
			struct pair *p = &x->pairs[x->pair_count];

			if (!bytes_equal(c, x->new_.columns[k]))
				continue;
			*p = (struct pair){.old = i, .new_ = k};
			p->compare = x->o->compare.count == 0 ||
			    named(&x->o->compare, c);
			p->key = key.count == 0 ? p->compare : named(&key, c);
			p->compare = p->compare && !p->key;
			p->day = named(&x->o->days, c);
			x->pair_count++;
		}
	lone_columns(x, &x->old, &x->new_, &x->out->old);
	lone_columns(x, &x->new_, &x->old, &x->out->new_);
	if (x->pair_count != 0)
		return ERR_NONE;
	return error_set(e, ERR_INPUT,
	    "\"%s\" and \"%s\" have no column in common", x->old.path,
	    x->new_.path);
}

/* ---- values made comparable ---- */

static bool
digits(struct bytes text, size_t at, size_t count, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < count; i++) {
		uint8_t c = text.at[at + i];

		if (c < '0' || c > '9')
			return false;
		*out = *out * 10 + (unsigned)(c - '0');
	}
	return true;
}

/* 09/02/2021, 09-02-2021, 09.02.2021 and 2021-02-09 as year, month, day. */
static bool
read_day(struct bytes text, unsigned ymd[3])
{
	uint8_t c;

	if (text.len != 10)
		return false;
	if (text.at[4] == '-' && text.at[7] == '-')
		return digits(text, 0, 4, &ymd[0]) &&
		    digits(text, 5, 2, &ymd[1]) && digits(text, 8, 2, &ymd[2]);
	c = text.at[2];
	return (c == '/' || c == '-' || c == '.') && text.at[5] == c &&
	    digits(text, 6, 4, &ymd[0]) && digits(text, 3, 2, &ymd[1]) &&
	    digits(text, 0, 2, &ymd[2]);
}

static struct bytes
comparable(const struct comparison *x, struct bytes value, bool day,
    struct arena *a)
{
	unsigned ymd[3];
	char text[24];

	if (day || x->o->fold)
		value = text_clean(a, value);
	if (day && read_day(value, ymd)) {
		(void)snprintf(text, sizeof text, "%04u-%02u-%02u", ymd[0],
		    ymd[1], ymd[2]);
		return arena_copy(a, bytes_text(text));
	}
	return x->o->fold ? text_fold(a, value) : value;
}

static void
add_value(struct sha256 *h, struct bytes value)
{
	uint8_t length[8];

	put_be(length, 8, value.len);
	sha256_add(h, length, sizeof length);
	sha256_add(h, value.at, value.len);
}

static void
digest(const struct comparison *x, const struct row *row, bool is_new,
    struct item *item, struct arena *a)
{
	struct sha256 key, content;
	struct hash out;

	sha256_init(&key);
	sha256_init(&content);
	for (size_t i = 0; i < x->pair_count; i++) {
		const struct pair *p = &x->pairs[i];

		if (p->key || p->compare)
			add_value(p->key ? &key : &content,
			    comparable(x, row->cells[is_new ? p->new_ : p->old],
				p->day, a));
	}
	sha256_end(&key, &out);
	memcpy(item->key, out.at, DIGEST);
	sha256_end(&content, &out);
	memcpy(item->content, out.at, DIGEST);
}

/* ---- rows to items ---- */

static enum err
bad_row(const struct table *t, const struct row *row, uint64_t number,
    struct error *e)
{
	error_set(e, ERR_INPUT, "row %llu of \"%s\" cannot be read: %s",
	    (unsigned long long)number, t->path, row->fault);
	return error_mend(e, ERR_INPUT,
	    "mend the file, name its --separator or --encoding, or leave such "
	    "rows out with --skip-bad");
}

static enum err
keep_item(struct table *t, const struct item *item, struct error *e)
{
	if (t->count == t->room) {
		size_t room = t->room == 0 ? 1024 : t->room * 2;
		struct item *more = realloc(t->items, room * sizeof *more);

		if (more == NULL)
			return no_memory(e);
		t->items = more;
		t->room = room;
	}
	t->items[t->count++] = *item;
	return ERR_NONE;
}

static bool
left_out(struct comparison *x, const struct row *row, bool is_new, bool *failed)
{
	struct bytes value;
	uint64_t seen;

	if (x->o->still == NULL)
		return false;
	value = comparable(x, row->cells[is_new ? x->still_new : x->still_old],
	    false, x->row);
	if (!is_new)
		return !map_get(x->still, value, &seen);
	*failed = !map_put(x->still, value, 1);
	return false;
}

static enum err
read_items(struct comparison *x, struct table *t, bool is_new,
    struct diff_side *side, struct error *e)
{
	struct row row;
	enum err rc = ERR_NONE;

	for (uint64_t n = 1; rc == ERR_NONE; n++) {
		struct item item = {.number = n};
		bool failed = false;

		arena_reset(x->row);
		if (!next_row(t, &row, x->row))
			break;
		side->rows++;
		if (row.fault != NULL) {
			if (!x->o->skip_bad)
				return bad_row(t, &row, n, e);
			side->bad++;
			continue;
		}
		item.offset = row.offset;
		if (left_out(x, &row, is_new, &failed)) {
			side->left_out++;
			continue;
		}
		digest(x, &row, is_new, &item, x->row);
		rc = failed || arena_failed(x->row) ? no_memory(e) :
						      keep_item(t, &item, e);
	}
	return rc;
}

/* ---- matching ---- */

static int
by_key(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int d = memcmp(x->key, y->key, DIGEST);

	if (d == 0)
		d = memcmp(x->content, y->content, DIGEST);
	if (d == 0)
		d = x->number < y->number ? -1 : x->number > y->number;
	return d;
}

/* Rows that are still open first, in the order of the file. */
static int
open_first(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if ((x->fate == FATE_LEFT) != (y->fate == FATE_LEFT))
		return x->fate == FATE_LEFT ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int
by_number(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static size_t
group_end(const struct table *t, size_t from)
{
	size_t to = from;

	while (to < t->count &&
	    memcmp(t->items[to].key, t->items[from].key, DIGEST) == 0)
		to++;
	return to;
}

/* Equal rows of one file count once; returns how many are left. */
static uint32_t
drop_repeats(const struct diff_options *o, struct item *at, size_t count,
    struct diff_side *side)
{
	uint32_t left = 0;

	for (size_t i = 0; i < count; i++) {
		if (o->once && i != 0 &&
		    memcmp(at[i].content, at[i - 1].content, DIGEST) == 0) {
			at[i].fate = FATE_REPEATED;
			side->repeated++;
		} else {
			left++;
		}
	}
	side->compared += left;
	return left;
}

static void
match_equal(struct item *a, size_t a_count, struct item *b, size_t b_count,
    struct diff_totals *out)
{
	size_t i = 0, k = 0;

	while (i < a_count && k < b_count) {
		int d = memcmp(a[i].content, b[k].content, DIGEST);

		if (a[i].fate != FATE_LEFT || d < 0) {
			i++;
		} else if (b[k].fate != FATE_LEFT || d > 0) {
			k++;
		} else {
			a[i++].fate = b[k++].fate = FATE_SAME;
			out->same++;
		}
	}
}

static void
match_group(struct comparison *x, struct item *a, size_t a_count,
    struct item *b, size_t b_count)
{
	struct diff_totals *out = x->out;
	uint32_t left_a = drop_repeats(x->o, a, a_count, &out->old);
	uint32_t left_b = drop_repeats(x->o, b, b_count, &out->new_);
	size_t i = 0, k = 0;

	for (size_t n = 0; n < a_count; n++) {
		a[n].key_old = left_a;
		a[n].key_new = left_b;
	}
	for (size_t n = 0; n < b_count; n++) {
		b[n].key_old = left_a;
		b[n].key_new = left_b;
	}
	out->keys_gone += b_count == 0;
	out->keys_new += a_count == 0;
	match_equal(a, a_count, b, b_count, out);
	if (a_count > 1)
		qsort(a, a_count, sizeof *a, open_first);
	if (b_count > 1)
		qsort(b, b_count, sizeof *b, open_first);
	while (i < a_count && k < b_count && a[i].fate == FATE_LEFT &&
	    b[k].fate == FATE_LEFT) {
		a[i].partner = b[k].offset;
		a[i++].fate = b[k++].fate = FATE_PAIRED;
		out->changed++;
	}
	for (; i < a_count && a[i].fate == FATE_LEFT; i++) {
		out->removed++;
		out->removed_key_kept += b_count != 0;
	}
	for (; k < b_count && b[k].fate == FATE_LEFT; k++)
		out->added++;
}

static void
match(struct comparison *x)
{
	struct table *a = &x->old, *b = &x->new_;
	size_t i = 0, k = 0;

	if (a->count != 0)
		qsort(a->items, a->count, sizeof a->items[0], by_key);
	if (b->count != 0)
		qsort(b->items, b->count, sizeof b->items[0], by_key);
	while (i < a->count || k < b->count) {
		int d = i == a->count ?
		    1 :
		    k == b->count ?
		    -1 :
		    memcmp(a->items[i].key, b->items[k].key, DIGEST);
		size_t i_end = d > 0 ? i : group_end(a, i);
		size_t k_end = d < 0 ? k : group_end(b, k);

		match_group(x, i_end == i ? NULL : a->items + i, i_end - i,
		    k_end == k ? NULL : b->items + k, k_end - k);
		i = i_end;
		k = k_end;
	}
	if (a->count != 0)
		qsort(a->items, a->count, sizeof a->items[0], by_number);
	if (b->count != 0)
		qsort(b->items, b->count, sizeof b->items[0], by_number);
}

/* ---- telling ---- */

static enum err
changed_meanwhile(const struct table *t, struct error *e)
{
	return error_set(e, ERR_INPUT, "\"%s\" cannot be read again", t->path);
}

/* `a` and `b` are the rows of OLD and NEW, either NULL. */
static enum err
tell_row(struct comparison *x, const struct item *item, enum diff_kind kind,
    const struct row *a, const struct row *b, diff_tell *tell, void *context,
    struct error *e)
{
	struct difference d = {.kind = kind,
	    .table = x->name,
	    .key = x->key,
	    .fields = x->fields,
	    .key_rows_old = item->key_old,
	    .key_rows_new = item->key_new};

	for (size_t i = 0; i < x->pair_count; i++) {
		const struct pair *p = &x->pairs[i];
		struct diff_field f = {.name = x->old.columns[p->old]};

		if (!p->key && !p->compare)
			continue;
		if (a != NULL)
			f.old = a->cells[p->old];
		if (b != NULL)
			f.new_ = b->cells[p->new_];
		if (p->key)
			x->key[d.key_count++] = f;
		else if (a == NULL || b == NULL ||
		    !bytes_equal(comparable(x, f.old, p->day, x->row),
			comparable(x, f.new_, p->day, x->other)))
			x->fields[d.field_count++] = f;
	}
	if (arena_failed(x->row) || arena_failed(x->other))
		return no_memory(e);
	return tell(context, &d, e);
}

static enum err
tell_old(struct comparison *x, const struct item *item, diff_tell *tell,
    void *context, struct error *e)
{
	struct row a, b;

	if (item->fate != FATE_LEFT && item->fate != FATE_PAIRED)
		return ERR_NONE;
	if (!row_at(&x->old, item->offset, &a, x->row))
		return changed_meanwhile(&x->old, e);
	if (item->fate == FATE_LEFT)
		return tell_row(x, item, DIFF_REMOVED, &a, NULL, tell, context,
		    e);
	if (!row_at(&x->new_, item->partner, &b, x->other))
		return changed_meanwhile(&x->new_, e);
	return tell_row(x, item, DIFF_CHANGED, &a, &b, tell, context, e);
}

static enum err
tell_new(struct comparison *x, const struct item *item, diff_tell *tell,
    void *context, struct error *e)
{
	struct row b;

	if (item->fate != FATE_LEFT)
		return ERR_NONE;
	if (!row_at(&x->new_, item->offset, &b, x->other))
		return changed_meanwhile(&x->new_, e);
	return tell_row(x, item, DIFF_ADDED, NULL, &b, tell, context, e);
}

static enum err
tell_all(struct comparison *x, diff_tell *tell, void *context, struct error *e)
{
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < x->old.count && rc == ERR_NONE; i++)
		rc = tell_old(x, &x->old.items[i], tell, context, e);
	for (size_t i = 0; i < x->new_.count && rc == ERR_NONE; i++)
		rc = tell_new(x, &x->new_.items[i], tell, context, e);
	return rc;
}

static enum err
diff_tables(struct diff_totals *out, const char *name, const char *old_path,
    const char *new_path, const struct diff_options *options, diff_tell *tell,
    void *context, struct error *e)
{
	struct comparison x = {.o = options, .out = out, .name = name};
	enum err rc;

	x.row = arena_new(ROW_ROOM);
	x.other = arena_new(ROW_ROOM);
	x.still = map_new();
	rc = x.row == NULL || x.other == NULL || x.still == NULL ?
	    no_memory(e) :
	    table_open(&x.old, old_path, options, e);
	if (rc == ERR_NONE)
		rc = table_open(&x.new_, new_path, options, e);
	if (rc == ERR_NONE)
		rc = pair_columns(&x, e);
	if (rc == ERR_NONE)
		rc = read_items(&x, &x.new_, true, &out->new_, e);
	if (rc == ERR_NONE)
		rc = read_items(&x, &x.old, false, &out->old, e);
	if (rc == ERR_NONE) {
		match(&x);
		rc = tell_all(&x, tell, context, e);
	}
	table_release(&x.old);
	table_release(&x.new_);
	map_free(x.still);
	arena_free(x.row);
	arena_free(x.other);
	return rc;
}

/* ---- folders ---- */

static int
is_table(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 4 && strcmp(d->d_name + len - 4, ".csv") == 0;
}

static bool
is_folder(const char *path)
{
	struct stat s;

	return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static enum err
diff_member(struct diff_totals *out, const char *file, const char *old_path,
    const char *new_path, const struct diff_options *options, diff_tell *tell,
    void *context, struct error *e)
{
	char a[PATH_BYTES], b[PATH_BYTES], name[256];
	enum err rc = path_join(a, old_path, file, e);

	(void)snprintf(name, sizeof name, "%.*s", (int)(strlen(file) - 4),
	    file);
	if (rc == ERR_NONE)
		rc = path_join(b, new_path, file, e);
	if (rc == ERR_NONE && (!file_exists(a) || !file_exists(b))) {
		error_set(e, ERR_INPUT, "\"%s\" has no table \"%s\"",
		    file_exists(a) ? new_path : old_path, file);
		return error_mend(e, ERR_INPUT,
		    "compare two exports of one format, or two files");
	}
	return rc == ERR_NONE ?
	    diff_tables(out, name, a, b, options, tell, context, e) :
	    rc;
}

static enum err
diff_folders(struct diff_totals *out, const char *old_path,
    const char *new_path, const struct diff_options *options, diff_tell *tell,
    void *context, struct error *e)
{
	const char *const paths[] = {old_path, new_path};
	enum err rc = ERR_NONE;
	int met = 0;

	for (size_t side = 0; side < COUNT(paths) && rc == ERR_NONE; side++) {
		struct dirent **list = NULL;
		int count = scandir(paths[side], &list, is_table, alphasort);

		if (count < 0)
			return error_set(e, ERR_STORE,
			    "cannot read the folder \"%s\": %s", paths[side],
			    strerror(errno));
		met += count;
		for (int i = 0; i < count; i++) {
			char other[PATH_BYTES];

			/* once, from OLD; from NEW those that OLD lacks */
			if (rc == ERR_NONE && side == 1)
				rc = path_join(other, old_path, list[i]->d_name,
				    e);
			if (rc == ERR_NONE &&
			    (side == 0 || !file_exists(other)))
				rc = diff_member(out, list[i]->d_name, old_path,
				    new_path, options, tell, context, e);
			free(list[i]);
		}
		free(list);
	}
	if (rc == ERR_NONE && met == 0)
		rc = error_set(e, ERR_INPUT, "\"%s\" holds no CSV table",
		    old_path);
	return rc;
}

enum err
diff_paths(struct diff_totals *out, const char *old_path, const char *new_path,
    const struct diff_options *options, diff_tell *tell, void *context,
    struct error *e)
{
	bool old_folder = is_folder(old_path), new_folder = is_folder(new_path);

	*out = (struct diff_totals){.same = 0};
	if (old_folder != new_folder)
		return error_set(e, ERR_INPUT,
		    "\"%s\" is a folder and \"%s\" is not",
		    old_folder ? old_path : new_path,
		    old_folder ? new_path : old_path);
	return (old_folder ? diff_folders(out, old_path, new_path, options,
				 tell, context, e) :
			     diff_tables(out, NULL, old_path, new_path, options,
				 tell, context, e));
}

void
diff_totals_release(struct diff_totals *t)
{
	buffer_release(&t->old.columns);
	buffer_release(&t->new_.columns);
}
