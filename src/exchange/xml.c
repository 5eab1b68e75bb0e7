#include "exchange/xml.h"

#include <expat.h>

struct reader {
	XML_Parser parser;
	struct arena *arena;
	struct error *e;
	struct xml_node *root, *at;
	unsigned depth;
	enum err rc;
};

static void
stop(struct reader *r, enum err code, const char *what)
{
	if (r->rc != ERR_NONE)
		return;
	r->rc = error_set(r->e, code, "line %lu: %s",
	    (unsigned long)XML_GetCurrentLineNumber(r->parser),
	    error_say(r->e, what));
	(void)XML_StopParser(r->parser, XML_FALSE);
}

static struct xml_node *
node_add(struct reader *r)
{
	struct xml_node *n = arena_take(r->arena, sizeof(*n));

	if (n == NULL) {
		stop(r, ERR_MEMORY, "the file is too large");
		return NULL;
	}
	n->parent = r->at;
	if (r->at == NULL)
		return n;
	if (r->at->last == NULL)
		r->at->first = n;
	else
		r->at->last->next = n;
	r->at->last = n;
	return n;
}

static void XMLCALL
on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct reader *r = context;
	struct xml_node *n;
	struct xml_attribute **tail;

	if (++r->depth > XML_DEPTH_MAX) {
		stop(r, ERR_INPUT, "nested deeper than 64");
		return;
	}
	n = node_add(r);
	if (n == NULL)
		return;
	n->name = arena_copy(r->arena, bytes_text(name));
	tail = &n->attributes;
	for (; *attributes != NULL; attributes += 2) {
		struct xml_attribute *x = arena_take(r->arena, sizeof(*x));

		if (x == NULL)
			break;
		x->name = arena_copy(r->arena, bytes_text(attributes[0]));
		x->value = arena_copy(r->arena, bytes_text(attributes[1]));
		*tail = x;
		tail = &x->next;
	}
	if (arena_failed(r->arena)) {
		stop(r, ERR_MEMORY, "the file is too large");
		return;
	}
	if (r->root == NULL)
		r->root = n;
	r->at = n;
}

static void XMLCALL
on_end(void *context, const XML_Char *name)
{
	struct reader *r = context;

	(void)name;
	r->depth--;
	if (r->rc == ERR_NONE && r->at != NULL)
		r->at = r->at->parent;
}

static void XMLCALL
on_text(void *context, const XML_Char *text, int len)
{
	struct reader *r = context;
	struct xml_node *n;

	if (r->rc != ERR_NONE || r->at == NULL || len <= 0)
		return;
	n = node_add(r);
	if (n == NULL)
		return;
	n->text = arena_copy(r->arena, bytes_of(text, (size_t)len));
	if (arena_failed(r->arena))
		stop(r, ERR_MEMORY, "the file is too large");
}

static void XMLCALL
on_doctype(void *context, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	stop(context, ERR_INPUT, "a document type is not read");
}

static enum err
feed(struct reader *r, struct bytes in)
{
	const size_t step = 16 * MIB;

	for (;;) {
		size_t now = in.len < step ? in.len : step;
		bool last = now == in.len;

		if (XML_Parse(r->parser, (const char *)in.at, (int)now, last) !=
			XML_STATUS_OK &&
		    r->rc == ERR_NONE)
			r->rc = error_set(r->e, ERR_INPUT, "line %lu: %s",
			    (unsigned long)XML_GetCurrentLineNumber(r->parser),
			    XML_ErrorString(XML_GetErrorCode(r->parser)));
		if (last || r->rc != ERR_NONE)
			return r->rc;
		in = bytes_of(in.at + now, in.len - now);
	}
}

enum err
xml_parse(const struct xml_node **root, struct bytes in, struct arena *a,
    struct error *e)
{
	struct reader r = {.arena = a, .e = e, .rc = ERR_NONE};
	enum err rc;

	if (in.len == 0)
		return error_set(e, ERR_INPUT, "the file is empty");
	r.parser = XML_ParserCreate(NULL);
	if (r.parser == NULL)
		return error_set(e, ERR_MEMORY, "no memory to read XML");
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_start, on_end);
	XML_SetCharacterDataHandler(r.parser, on_text);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	rc = feed(&r, in);
	XML_ParserFree(r.parser);
	if (rc == ERR_NONE)
		*root = r.root;
	return rc;
}

const struct xml_node *
xml_child(const struct xml_node *n, struct bytes name)
{
	for (n = n->first; n != NULL; n = n->next)
		if (n->name.at != NULL && bytes_equal(n->name, name))
			return n;
	return NULL;
}

const struct xml_node *
xml_twin(const struct xml_node *n)
{
	struct bytes name = n->name;

	for (n = n->next; n != NULL; n = n->next)
		if (n->name.at != NULL && bytes_equal(n->name, name))
			return n;
	return NULL;
}

/* The next node in document order inside `top`. */
static const struct xml_node *
after(const struct xml_node *n, const struct xml_node *top)
{
	if (n->first != NULL)
		return n->first;
	while (n != top && n->next == NULL)
		n = n->parent;
	return n == top ? NULL : n->next;
}

struct bytes
xml_text(const struct xml_node *top, struct arena *a)
{
	const struct xml_node *n;
	struct buffer b = {0};
	struct bytes out;

	if (top->first == NULL)
		return top->text;
	if (top->first == top->last && top->first->name.at == NULL)
		return top->first->text;
	for (n = after(top, top); n != NULL; n = after(n, top))
		buffer_add(&b, n->text);
	out = arena_copy(a, buffer_bytes(&b));
	buffer_release(&b);
	return out;
}
