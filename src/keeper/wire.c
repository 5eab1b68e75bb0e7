#include "keeper/wire.h"

/* Types of ids on the wire. */
enum { WIRE_KEY = 1, WIRE_ORG = 2, WIRE_PERSON = 3 };

static const enum entry_type wire_types[] = {TYPE_UNKNOWN, TYPE_KEY, TYPE_ORG,
    TYPE_PERSON};

size_t
keeper_request_bytes(const uint8_t head[KEEPER_HEAD_BYTES])
{
	size_t len = (size_t)get_be(head, 4);
	size_t most = head[4] == KEEPER_OPEN ? KEEPER_OPEN_MAX :
	    head[4] >= KEEPER_LIST && head[4] <= KEEPER_MAKE ? KEEPER_BODY_MAX :
	    0;

	return len >= 1 && len <= most ? len - 1 : 0;
}

size_t
keeper_reply_bytes(const uint8_t head[KEEPER_HEAD_BYTES])
{
	size_t len = (size_t)get_be(head, 4);

	return len >= 1 && len <= KEEPER_OPEN_MAX && head[4] <= ERR_MEMORY ?
	    len - 1 : SIZE_MAX;
}

static void
put_id(struct buffer *out, const struct id *id)
{
	uint8_t type = id->type == TYPE_KEY ? WIRE_KEY :
	    id->type == TYPE_ORG ? WIRE_ORG : WIRE_PERSON;

	buffer_byte(out, type);
	buffer_append(out, id->at, sizeof id->at);
}

static bool
take_id(struct cursor *c, struct id *out)
{
	uint8_t type = cursor_u8(c);
	struct bytes at = cursor_bytes(c, sizeof out->at);

	if (c->short_read || type == 0 || type >= COUNT(wire_types))
		return false;
	out->type = wire_types[type];
	memcpy(out->at, at.at, sizeof out->at);
	return true;
}

/* The length goes in once it is known. */
static size_t
begin(struct buffer *out, uint8_t first)
{
	size_t at = out->len;

	(void)buffer_grow(out, 4);
	buffer_byte(out, first);
	return at;
}

void
keeper_reply_end(struct buffer *out, size_t begun)
{
	if (!out->failed)
		put_be(out->at + begun, 4, out->len - begun - 4);
}

size_t
keeper_reply_begin(struct buffer *out)
{
	return begin(out, ERR_NONE);
}

/* ---- requests ---- */

void
keeper_request_print(struct buffer *out, const struct keeper_request *r)
{
	size_t at = begin(out, (uint8_t)r->kind);

	buffer_byte(out, (uint8_t)r->lang);
	if (r->kind != KEEPER_LIST) {
		put_id(out, &r->id);
		buffer_add(out, r->bytes);
	}
	keeper_reply_end(out, at);
}

enum err
keeper_request_parse(struct keeper_request *out, struct bytes message,
    struct error *e)
{
	struct cursor c = cursor_over(message);
	struct keeper_request r = {.kind = 0};
	uint32_t len = cursor_u32be(&c);
	uint8_t kind = cursor_u8(&c), lang = cursor_u8(&c);
	bool is_key;

	if (c.short_read || len != message.len - 4 || kind < KEEPER_LIST ||
	    kind > KEEPER_MAKE || lang >= LANG_COUNT)
		goto malformed;
	r.kind = (enum keeper_kind)kind;
	r.lang = (enum lang)lang;
	if (r.kind == KEEPER_LIST) {
		if (c.left != 0)
			goto malformed;
	} else {
		if (!take_id(&c, &r.id))
			goto malformed;
		is_key = r.id.type == TYPE_KEY;
		if (is_key != (r.kind == KEEPER_SIGN) || c.left == 0)
			goto malformed;
		r.bytes = cursor_bytes(&c, c.left);
	}
	*out = r;
	return ERR_NONE;
malformed:
	return error_set(e, ERR_INPUT, "not a request to a keeper");
}

/* ---- replies ---- */

static void
put_short_text(struct buffer *out, const char *text)
{
	uint8_t len[2];

	put_be(len, sizeof len, strlen(text));
	buffer_append(out, len, sizeof len);
	buffer_text(out, text);
}

void
keeper_refusal_print(struct buffer *out, const struct error *e)
{
	size_t at = begin(out, (uint8_t)e->code);

	put_short_text(out, e->word);
	put_short_text(out, e->text);
	put_short_text(out, e->mend);
	keeper_reply_end(out, at);
}

/* A text that fits and has no control characters: it goes to a terminal. */
static bool
take_short_text(struct cursor *c, char *out, size_t room)
{
	struct bytes text = cursor_bytes(c, cursor_u16be(c));

	if (text.len >= room)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < 0x20 || text.at[i] == 0x7f)
			return false;
	if (text.len != 0)
		memcpy(out, text.at, text.len);
	out[text.len] = '\0';
	return true;
}

static enum err
take_refusal(struct cursor *c, uint8_t status, struct error *e)
{
	struct error said = error_like(e);

	if (!take_short_text(c, said.word, sizeof said.word) ||
	    !take_short_text(c, said.text, sizeof said.text) ||
	    !take_short_text(c, said.mend, sizeof said.mend) ||
	    c->short_read || c->left != 0)
		return error_set(e, ERR_INPUT, "not a reply of a keeper");
	said.code = (enum err)status;
	if (e != NULL)
		*e = said;
	return said.code;
}

enum err
keeper_reply_parse(struct bytes *content, struct bytes message,
    struct error *e)
{
	struct cursor c = cursor_over(message);
	uint32_t len = cursor_u32be(&c);
	uint8_t status = cursor_u8(&c);

	if (c.short_read || len != message.len - 4 || status > ERR_MEMORY)
		return error_set(e, ERR_INPUT, "not a reply of a keeper");
	if (status != ERR_NONE)
		return take_refusal(&c, status, e);
	*content = cursor_bytes(&c, c.left);
	return ERR_NONE;
}

void
keeper_list_print(struct buffer *out, const struct held_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		put_id(out, &list->at[i].holder);
		put_id(out, &list->at[i].key);
		buffer_byte(out, list->at[i].signs);
	}
}

enum err
keeper_list_parse(struct held_list *out, struct bytes content,
    struct error *e)
{
	struct cursor c = cursor_over(content);
	bool whole = true;

	out->count = 0;
	while (c.left != 0 && whole) {
		struct held h = {.signs = false};
		uint8_t signs;

		whole = out->count < HELD_MAX && take_id(&c, &h.holder) &&
		    take_id(&c, &h.key);
		signs = cursor_u8(&c);
		whole = whole && !c.short_read && signs <= 1 &&
		    h.holder.type != TYPE_KEY && h.key.type == TYPE_KEY;
		h.signs = signs == 1;
		if (whole)
			out->at[out->count++] = h;
	}
	return whole ? ERR_NONE :
		       error_set(e, ERR_INPUT, "not a reply of a keeper");
}

void
keeper_made_print(struct buffer *out, const struct held_made *made)
{
	put_id(out, &made->entry_key);
	buffer_append(out, made->public.at, sizeof made->public.at);
	put_id(out, &made->seal_key);
	buffer_append(out, made->recipient.at, sizeof made->recipient.at);
}

enum err
keeper_made_parse(struct held_made *out, struct bytes content,
    struct error *e)
{
	struct cursor c = cursor_over(content);
	struct held_made m;
	struct bytes public, recipient;
	bool ids = take_id(&c, &m.entry_key);

	public = cursor_bytes(&c, sizeof m.public.at);
	ids = take_id(&c, &m.seal_key) && ids;
	recipient = cursor_bytes(&c, sizeof m.recipient.at);
	if (!ids || c.short_read || c.left != 0 ||
	    m.entry_key.type != TYPE_KEY || m.seal_key.type != TYPE_KEY)
		return error_set(e, ERR_INPUT, "not a reply of a keeper");
	memcpy(m.public.at, public.at, sizeof m.public.at);
	memcpy(m.recipient.at, recipient.at, sizeof m.recipient.at);
	*out = m;
	return ERR_NONE;
}
