#include "exchange/rows.h"

#include <inttypes.h>
#include <stdio.h>

#include "exchange/text.h"

#define LINES_GROUP_MAX 1000

/* ---- columns ---------------------------------------------------------- */

static struct bytes
part_cut(struct bytes *rest)
{
	size_t n = bytes_find(*rest, '/');
	struct bytes part = bytes_of(rest->at, n);

	*rest = n < rest->len ? bytes_of(rest->at + n + 1, rest->len - n - 1) :
				bytes_of(rest->at + n, 0);
	return part;
}

enum err
column_parse(struct column **out, struct bytes text, enum rows_kind kind,
    struct arena *a, struct error *e)
{
	struct column *c = arena_take(a, sizeof(*c));
	struct bytes rest;
	size_t slashes = 0;

	for (size_t i = 0; i < text.len; i++)
		slashes += text.at[i] == '/';
	if (c != NULL)
		c->names = arena_take_array(a, slashes + 1,
		    sizeof(c->names[0]));
	if (c == NULL || c->names == NULL)
		return error_set(e, ERR_MEMORY, "the map is too large");
	c->text = text;
	if (text.len == 0)
		return error_set(e, ERR_INPUT, "a column has no name");
	if (kind == ROWS_CSV) {
		c->names[c->count++] = text;
		*out = c;
		return ERR_NONE;
	}
	rest = text;
	while (bytes_starts(rest, "../")) {
		c->up++;
		rest = bytes_of(rest.at + 3, rest.len - 3);
	}
	if (rest.len != 0 && rest.at[0] == '/')
		rest = bytes_of(rest.at + 1, rest.len - 1);
	if (bytes_is(rest, ".")) {
		*out = c;
		return ERR_NONE;
	}
	do {
		struct bytes part = part_cut(&rest);

		if (part.len == 0)
			return error_set(e, ERR_INPUT,
			    "the path \"%.*s\" has an empty part",
			    (int)text.len, (const char *)text.at);
		c->names[c->count++] = part;
	} while (rest.len != 0);
	if (kind == ROWS_XML && c->names[c->count - 1].at[0] == '@') {
		struct bytes *last = &c->names[c->count - 1];

		c->attribute = true;
		*last = bytes_of(last->at + 1, last->len - 1);
	}
	*out = c;
	return ERR_NONE;
}

/* ---- what a file looks like ------------------------------------------- */

/* Words for a file that is plainly something else (map 2.5). */
static const char *
looks_like(struct bytes in)
{
	size_t i = 0;

	while (i < in.len &&
	    (in.at[i] == ' ' || in.at[i] == '\t' || in.at[i] == '\r' ||
		in.at[i] == '\n'))
		i++;
	in = bytes_of(in.at + i, in.len - i);
	if (in.len == 0)
		return "it is empty";
	if (bytes_starts(in, "PK\x03\x04"))
		return "it looks like a spreadsheet or a zip archive: unpack "
		       "it, or save it as CSV";
	if (bytes_starts(in, "\x28\xB5\x2F\xFD") ||
	    bytes_starts(in, "\x1F\x8B"))
		return "it is compressed: unpack it first";
	if (bytes_starts(in, "%PDF"))
		return "it is a PDF";
	if (in.at[0] == '(' || bytes_starts(in, "INSERT") ||
	    bytes_starts(in, "insert"))
		return "it looks like lists of SQL values";
	if (bytes_starts(in, "<!DOCTYPE html") || bytes_starts(in, "<html"))
		return "it looks like a web page";
	if (in.at[0] == '<')
		return "it looks like XML";
	if (in.at[0] == '{' || in.at[0] == '[')
		return "it looks like JSON";
	return NULL;
}

static enum err
not_format(struct error *e, const char *want, struct bytes in, const char *why)
{
	const char *like = looks_like(in);

	return error_word(e, ERR_INPUT, "format",
	    "the file is not the %s that "
	    "the map reads: %s%s%s",
	    want, why != NULL ? error_say(e, why) : "",
	    why != NULL && like != NULL ? "; " : "", like != NULL ? like : "");
}

/* ---- csv -------------------------------------------------------------- */

static bool
is_blank(struct bytes cell)
{
	for (size_t i = 0; i < cell.len; i++)
		if (cell.at[i] != ' ' && cell.at[i] != '\t' &&
		    cell.at[i] != '\r' && cell.at[i] != '\n')
			return false;
	return true;
}

static size_t
filled(const struct csv_row *row)
{
	size_t n = row->count;

	while (n != 0 && is_blank(row->cells[n - 1]))
		n--;
	return n;
}

static enum err
head_read(const struct csv_row *head, size_t width, struct column **columns,
    size_t column_count, struct bytes in, struct arena *a, struct error *e)
{
	struct bytes *names = arena_take_array(a, width + 1, sizeof(*names));
	char why[160];

	if (names == NULL)
		return error_set(e, ERR_MEMORY, "no memory for a line");
	for (size_t i = 0; i < width; i++)
		names[i] = text_clean(a, head->cells[i]);
	for (size_t k = 0; k < column_count; k++) {
		size_t i = 0;

		while (i < width && !bytes_equal(names[i], columns[k]->text))
			i++;
		if (i == width) {
			(void)snprintf(why, sizeof(why),
			    "its first line has "
			    "no column \"%.*s\"",
			    (int)(columns[k]->text.len < 100 ?
				    columns[k]->text.len :
				    100),
			    (const char *)columns[k]->text.at);
			return not_format(e, "CSV", in, why);
		}
		columns[k]->cell = i;
	}
	return ERR_NONE;
}

static enum err
line_add(struct buffer *list, const struct line *l, struct error *e)
{
	buffer_append(list, l, sizeof(*l));
	return list->failed ?
	    error_set(e, ERR_MEMORY, "the file has too many rows") :
	    ERR_NONE;
}

static enum err
csv_line(struct line *l, const struct csv_row *row, size_t width,
    struct arena *a, struct error *e)
{
	struct bytes *cells = arena_take_array(a, width + 1, sizeof(*cells));

	if (cells == NULL)
		return error_set(e, ERR_MEMORY, "the file is too large");
	for (size_t i = 0; i < width && i < row->count; i++)
		cells[i] = row->cells[i];
	l->place = (struct place){.kind = ROWS_CSV, .cells = cells};
	l->fault = row->fault;
	if (l->fault == NULL &&
	    (row->count < width || (row->count > width && filled(row) > width)))
		l->fault = "row_width";
	return ERR_NONE;
}

static bool
same_group(const struct line *x, const struct line *y,
    const struct reader_format *f, struct arena *a)
{
	if (x->fault != NULL || y->fault != NULL || f->group_count == 0)
		return false;
	for (size_t i = 0; i < f->group_count; i++)
		if (!bytes_equal(place_text(&x->place, f->group_by[i], a),
			place_text(&y->place, f->group_by[i], a)))
			return false;
	return true;
}

static enum err
csv_lines(struct buffer *list, struct csv *c, const struct csv_row *head,
    size_t width, const struct reader_format *f, struct arena *a,
    struct error *e)
{
	struct bytes *names = arena_take_array(a, width + 1, sizeof(*names));
	struct csv_row row;
	struct line before = {.fault = "none"};
	uint64_t number = 0;
	size_t grouped = 0;
	enum err rc;

	if (names == NULL)
		return error_set(e, ERR_MEMORY, "no memory for a line");
	for (size_t i = 0; i < width; i++)
		names[i] = head->cells[i];
	while (csv_next(c, &row, a)) {
		struct line l = {.number = number + 1};

		number++;
		rc = csv_line(&l, &row, width, a, e);
		if (rc != ERR_NONE)
			return rc;
		if (row.fault != NULL && row.fault_cell < width)
			l.fault_column = names[row.fault_cell];
		l.joins = same_group(&before, &l, f, a);
		grouped = l.joins ? grouped + 1 : 0;
		if (grouped >= LINES_GROUP_MAX)
			l.fault = "limit";
		rc = line_add(list, &l, e);
		if (rc != ERR_NONE)
			return rc;
		before = l;
	}
	return ERR_NONE;
}

static enum err
csv_read(struct buffer *list, struct bytes in, const struct reader_format *f,
    struct column **columns, size_t column_count, struct arena *a,
    struct error *e)
{
	struct csv c;
	struct csv_row head;
	struct bytes *kept;
	size_t width;
	enum err rc = csv_open(&c, in, f->csv, a, e);

	if (rc != ERR_NONE)
		return rc;
	if (!csv_next(&c, &head, a))
		return not_format(e, "CSV", in, NULL);
	if (head.fault != NULL)
		return not_format(e, "CSV", in,
		    strcmp(head.fault, "encoding") == 0 ?
			"its first line is not in the stated encoding" :
			"its first line is no list of columns");
	width = filled(&head);
	kept = arena_take_array(a, width + 1, sizeof(*kept));
	if (kept == NULL)
		return error_set(e, ERR_MEMORY, "no memory for a line");
	for (size_t i = 0; i < width; i++)
		kept[i] = text_clean(a, head.cells[i]);
	head.cells = kept;
	rc = head_read(&head, width, columns, column_count, in, a, e);
	if (rc == ERR_NONE)
		rc = csv_lines(list, &c, &head, width, f, a, e);
	return rc;
}

/* ---- json ------------------------------------------------------------- */

static const struct json *
member(const struct json *object, struct bytes name)
{
	if (object == NULL || object->type != JSON_OBJECT)
		return NULL;
	for (const struct json *m = object->first; m != NULL; m = m->next)
		if (bytes_equal(m->name, name))
			return m;
	return NULL;
}

struct walk {
	struct buffer *list; /* of struct place */
	struct arena *arena;
	const struct column *path;
};

/* Recursion is bounded by the length of the map's path. */
static enum err
json_walk(struct walk *w, const struct json *v, const struct frame *up,
    size_t depth, struct error *e)
{
	struct frame *here;
	enum err rc;

	if (depth == w->path->count) {
		struct place p = {.kind = ROWS_JSON,
		    .json = {.value = v, .up = up}};

		buffer_append(w->list, &p, sizeof(p));
		return w->list->failed ?
		    error_set(e, ERR_MEMORY, "the file has too many rows") :
		    ERR_NONE;
	}
	if (bytes_is(w->path->names[depth], "*")) {
		if (v->type != JSON_ARRAY)
			return ERR_NONE;
		for (v = v->first; v != NULL; v = v->next) {
			rc = json_walk(w, v, up, depth + 1, e);
			if (rc != ERR_NONE)
				return rc;
		}
		return ERR_NONE;
	}
	here = arena_take(w->arena, sizeof(*here));
	if (here == NULL)
		return error_set(e, ERR_MEMORY, "the file is too large");
	*here = (struct frame){.value = v, .up = up};
	v = member(v, w->path->names[depth]);
	return v == NULL ? ERR_NONE : json_walk(w, v, here, depth + 1, e);
}

/* ---- xml -------------------------------------------------------------- */

static enum err
xml_walk(struct walk *w, const struct xml_node *n, size_t depth,
    struct error *e)
{
	enum err rc = ERR_NONE;

	if (depth == w->path->count) {
		struct place p = {.kind = ROWS_XML, .xml = n};

		buffer_append(w->list, &p, sizeof(p));
		return w->list->failed ?
		    error_set(e, ERR_MEMORY, "the file has too many rows") :
		    ERR_NONE;
	}
	n = xml_child(n, w->path->names[depth]);
	for (; rc == ERR_NONE && n != NULL; n = xml_twin(n))
		rc = xml_walk(w, n, depth + 1, e);
	return rc;
}

static enum err
places_to_lines(struct buffer *list, const struct buffer *places,
    struct error *e)
{
	const struct place *p = (const void *)places->at;
	enum err rc = ERR_NONE;

	for (size_t i = 0; rc == ERR_NONE && i < places->len / sizeof(*p);
	     i++) {
		struct line l = {.number = i + 1};

		memcpy(&l.place, &p[i], sizeof(l.place));
		rc = line_add(list, &l, e);
	}
	return rc;
}

static enum err
json_read(struct rows *r, struct bytes in, struct arena *a, struct error *e)
{
	struct error why = {0};
	enum err rc;

	if (in.len >= 3 && memcmp(in.at, "\xEF\xBB\xBF", 3) == 0)
		in = bytes_of(in.at + 3, in.len - 3);
	rc = json_parse(&r->json, in, &json_file_limits, a, &why);
	if (rc == ERR_MEMORY)
		return error_set(e, rc, "%s", why.text);
	return rc == ERR_NONE ? rc : not_format(e, "JSON", in, why.text);
}

static enum err
xml_read(struct rows *r, struct bytes in, struct arena *a, struct error *e)
{
	struct error why = {0};
	enum err rc = xml_parse(&r->xml, in, a, &why);

	if (rc == ERR_MEMORY)
		return error_set(e, rc, "%s", why.text);
	return rc == ERR_NONE ? rc : not_format(e, "XML", in, why.text);
}

/* Appends the places that a path from the root leads to. */
static enum err
root_walk(struct buffer *places, const struct rows *r,
    const struct column *path, struct arena *a, struct error *e)
{
	struct walk w = {.list = places, .arena = a, .path = path};

	if (r->kind == ROWS_JSON)
		return json_walk(&w, r->json, NULL, 0, e);
	if (r->kind == ROWS_XML && path->count != 0 &&
	    bytes_equal(r->xml->name, path->names[0]))
		return xml_walk(&w, r->xml, 1, e);
	return ERR_NONE;
}

enum err
rows_at(const struct rows *r, const struct column *path,
    const struct place **places, size_t *count, struct arena *a,
    struct error *e)
{
	struct buffer found = {0};
	struct bytes kept;
	enum err rc = root_walk(&found, r, path, a, e);

	if (rc == ERR_NONE) {
		kept = arena_copy(a, buffer_bytes(&found));
		if (kept.at == NULL)
			rc = error_set(e, ERR_MEMORY, "the file is too large");
		*places = (const struct place *)(const void *)kept.at;
		*count = kept.len / sizeof(struct place);
	}
	buffer_release(&found);
	return rc;
}

static enum err
root_lines(struct buffer *list, const struct rows *r, const struct column *path,
    struct arena *a, struct error *e)
{
	struct buffer places = {0};
	enum err rc = root_walk(&places, r, path, a, e);

	if (rc == ERR_NONE)
		rc = places_to_lines(list, &places, e);
	buffer_release(&places);
	return rc;
}

/* ---- the face --------------------------------------------------------- */

enum err
rows_open(struct rows *out, struct bytes in, const struct reader_format *f,
    struct column **columns, size_t column_count, struct arena *a,
    struct error *e)
{
	struct buffer list = {0};
	struct bytes kept;
	enum err rc = ERR_INPUT;

	*out = (struct rows){.kind = f->kind};
	switch (f->kind) {
	case ROWS_CSV:
		rc = csv_read(&list, in, f, columns, column_count, a, e);
		break;
	case ROWS_JSON:
		rc = json_read(out, in, a, e);
		break;
	case ROWS_XML:
		rc = xml_read(out, in, a, e);
		break;
	}
	if (rc == ERR_NONE && f->kind != ROWS_CSV)
		rc = root_lines(&list, out, f->rows, a, e);
	if (rc == ERR_NONE) {
		kept = arena_copy(a, buffer_bytes(&list));
		if (kept.at == NULL)
			rc = error_set(e, ERR_MEMORY, "the file is too large");
		/* the arena aligns to 16 and the lines are ours */
		out->lines = (struct line *)(uintptr_t)kept.at;
		out->count = kept.len / sizeof(struct line);
	}
	buffer_release(&list);
	return rc;
}

static struct bytes
number_text(int64_t number, struct arena *a)
{
	char text[24];
	int n = snprintf(text, sizeof(text), "%" PRId64, number);

	return arena_copy(a, bytes_of(text, (size_t)n));
}

static struct bytes
json_text(const struct json *v, struct arena *a)
{
	switch (v->type) {
	case JSON_STRING:
	case JSON_DECIMAL:
		return v->text;
	case JSON_NUMBER:
		return number_text(v->number, a);
	case JSON_BOOL:
		return bytes_text(v->truth ? "true" : "false");
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return bytes_of(NULL, 0);
}

static struct bytes
place_json(const struct place *p, const struct column *c, struct arena *a)
{
	const struct json *v = p->json.value;
	const struct frame *up = p->json.up;

	for (unsigned i = 0; i < c->up; i++) {
		if (up == NULL)
			return bytes_of(NULL, 0);
		v = up->value;
		up = up->up;
	}
	for (size_t i = 0; v != NULL && i < c->count; i++)
		v = member(v, c->names[i]);
	return v == NULL ? bytes_of(NULL, 0) : json_text(v, a);
}

static struct bytes
xml_attribute_text(const struct xml_node *n, struct bytes name)
{
	for (const struct xml_attribute *x = n->attributes; x != NULL;
	     x = x->next)
		if (bytes_equal(x->name, name))
			return x->value;
	return bytes_of(NULL, 0);
}

static struct bytes
place_xml(const struct place *p, const struct column *c, struct arena *a)
{
	const struct xml_node *n = p->xml;
	size_t elements = c->count - (c->attribute ? 1 : 0);

	for (unsigned i = 0; n != NULL && i < c->up; i++)
		n = n->parent;
	for (size_t i = 0; n != NULL && i < elements; i++)
		n = xml_child(n, c->names[i]);
	if (n == NULL)
		return bytes_of(NULL, 0);
	return c->attribute ? xml_attribute_text(n, c->names[elements]) :
			      xml_text(n, a);
}

static struct bytes
place_raw(const struct place *p, const struct column *c, struct arena *a)
{
	switch (p->kind) {
	case ROWS_CSV:
		return p->cells[c->cell];
	case ROWS_JSON:
		return place_json(p, c, a);
	case ROWS_XML:
		return place_xml(p, c, a);
	}
	return bytes_of(NULL, 0);
}

struct bytes
place_text(const struct place *p, const struct column *c, struct arena *a)
{
	struct bytes raw = text_clean(a, place_raw(p, c, a));

	return raw.len == 0 ? bytes_of(NULL, 0) : raw;
}

const struct place *
place_nodes(const struct place *p, const struct column *c, size_t *count,
    struct arena *a)
{
	struct buffer places = {0};
	struct walk w = {.list = &places, .arena = a, .path = c};
	struct bytes kept = {NULL, 0};
	enum err rc = ERR_NONE;

	if (p->kind == ROWS_JSON)
		rc = json_walk(&w, p->json.value, p->json.up, 0, NULL);
	else if (p->kind == ROWS_XML)
		rc = xml_walk(&w, p->xml, 0, NULL);
	if (rc == ERR_NONE && places.len != 0)
		kept = arena_copy(a, buffer_bytes(&places));
	buffer_release(&places);
	*count = kept.len / sizeof(struct place);
	return (const struct place *)(const void *)kept.at;
}
