/* chancery file document, file statement: papers in hand and where a statement
 * points in them (model 3.14, 3.17) */
#include "cli/file_paper.h"
#include "register/naming.h"

/* ---- references ---- */

static bool
is_reference(struct bytes text)
{
	size_t slash = bytes_find(text, '/');

	if (slash == 0 || slash > 10 || slash + 1 >= text.len ||
	    text.len - slash > 17)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (i < slash ? text.at[i] < 'a' || text.at[i] > 'z' :
			i > slash && (text.at[i] < '0' || text.at[i] > '9'))
			return false;
	return true;
}

enum err
paper_references(struct cli *c, struct json *v)
{
	char id[ID_TEXT_BYTES];
	uint64_t number;
	enum err rc = ERR_NONE;

	if (v->type == JSON_STRING && is_reference(v->text)) {
		rc = registry_resolve(c->registry,
		    arena_text(c->arena, v->text), TYPES_ANY, "--body",
		    &number, c->arena, &c->e);
		if (rc == ERR_NONE)
			rc = id_of(c, number, id);
		if (rc == ERR_NONE)
			v->text = arena_copy(c->arena, bytes_text(id));
		return rc;
	}
	if (v->type != JSON_ARRAY && v->type != JSON_OBJECT)
		return rc;
	for (struct json *m = v->first; m != NULL && rc == ERR_NONE;
	     m = m->next)
		rc = paper_references(c, m);
	return rc;
}

/* ---- documents ---- */

static enum err
read_paper(struct cli *c, const char *option, struct buffer *out)
{
	enum err rc = file_read(out, cli_arg(c, option), TRUTH_BLOB_BYTES,
	    &c->e);

	if (rc != ERR_NONE)
		error_field(&c->e, "--%s", option);
	return rc;
}

/* By the end of the file's name; a register asks nobody else. */
static const char *
media_of(const char *path)
{
	static const char *const known[][2] = {
	    {".pdf",  "application/pdf" },
	    {".html", "text/html"       },
	    {".txt",  "text/plain"      },
	    {".json", "application/json"},
	    {".eml",  "message/rfc822"  },
	    {".png",  "image/png"       },
	    {".jpg",  "image/jpeg"      },
	    {".mp3",  "audio/mpeg"      },
	    {".mp4",  "video/mp4"       },
	};
	size_t len = strlen(path);

	for (size_t i = 0; i < COUNT(known); i++) {
		size_t tail = strlen(known[i][0]);

		if (len > tail && strcmp(path + len - tail, known[i][0]) == 0)
			return known[i][1];
	}
	return "application/octet-stream";
}

/* What the body says already must be what the file is. */
static enum err
put_same(struct making *m, const char *member, struct json *v)
{
	const struct json *given = json_get(m->body, member);
	struct error *e = &m->c->e;
	enum err rc;

	if (!json_is_null(given) &&
	    !bytes_equal(json_get_text(given, "sha256"),
		json_get_text(v, "sha256"))) {
		rc = error_word(e, ERR_PROOF, "hash_differs",
		    "the body names another hash than that of the file");
		error_field(e, "/%s", member);
		return error_mend(e, rc,
		    "write null there: the hash is taken from the file");
	}
	json_put(m->c->arena, m->body, member, v);
	return ERR_NONE;
}

static enum err
put_bytes(struct making *m, struct papers *p)
{
	struct cli *c = m->c;
	struct json *v = json_new(c->arena, JSON_OBJECT);
	struct hash h;
	enum err rc = read_paper(c, "bytes", &p->bytes);

	if (rc != ERR_NONE)
		return rc;
	h = hash_bytes(buffer_bytes(&p->bytes));
	json_put_cstr(c->arena, v, "media",
	    cli_has(c, "media") ? cli_arg(c, "media") :
				  media_of(cli_arg(c, "bytes")));
	json_put(c->arena, v, "sha256", json_new_hash(c->arena, h.at));
	json_put_number(c->arena, v, "size", (int64_t)p->bytes.len);
	return put_same(m, "bytes", v);
}

static enum err
put_text(struct making *m, struct papers *p)
{
	struct cli *c = m->c;
	struct json *v = json_new(c->arena, JSON_OBJECT);
	struct hash h;
	enum err rc = read_paper(c, "text", &p->text);

	if (rc == ERR_NONE)
		rc = selector_text_check(buffer_bytes(&p->text), &c->e);
	if (rc != ERR_NONE) {
		error_field(&c->e, "--text");
		return rc;
	}
	h = hash_bytes(buffer_bytes(&p->text));
	json_put_cstr(c->arena, v, "normal", "nfc-lf");
	json_put(c->arena, v, "sha256", json_new_hash(c->arena, h.at));
	json_put_cstr(c->arena, v, "tool",
	    cli_has(c, "tool") ? cli_arg(c, "tool") : "by-hand");
	return put_same(m, "text", v);
}

/* Members that a paper does not have, so that a body names what it has. With
 * another tier than public an absent author is "in its slot". */
static void
put_defaults(struct making *m)
{
	static const struct {
		const char *name;
		bool list, coded;
	} members[] = {
	    {"authors",    true,  true },
	    {"bytes",      false, false},
	    {"captured",   false, false},
	    {"custody",    true,  false},
	    {"issued",     false, true },
	    {"language",   false, false},
	    {"pages",      false, false},
	    {"part_of",    false, false},
	    {"proceeding", false, false},
	    {"publisher",  false, true },
	    {"status",     false, false},
	    {"text",       false, false},
	};
	bool public = json_get(m->body, "visibility") == NULL;

	for (size_t i = 0; i < COUNT(members); i++)
		if (json_get(m->body, members[i].name) == NULL &&
		    (public || !members[i].coded))
			json_put(m->c->arena, m->body, members[i].name,
			    json_new(m->c->arena,
				members[i].list ? JSON_ARRAY : JSON_NULL));
}

enum err
paper_document(struct making *m, struct papers *p)
{
	struct json *title = NULL;
	enum err rc = option_texts(m->c, "title", &title);

	if (rc == ERR_NONE && title != NULL)
		m->d->values.at[0] = title;
	if (rc == ERR_NONE && m->d->values.at[0] == NULL)
		return making_needs(m->c, "title");
	if (rc == ERR_NONE)
		put_defaults(m);
	if (rc == ERR_NONE && cli_has(m->c, "bytes"))
		rc = put_bytes(m, p);
	if (rc == ERR_NONE && cli_has(m->c, "text"))
		rc = put_text(m, p);
	return rc;
}

/* ---- keeping ---- */

static enum err
keep_one(struct making *m, const struct buffer *b, struct hash *h, bool *new)
{
	struct truth *t = registry_truth(m->c->registry);
	struct buffer old = {0};
	enum err rc;

	*h = hash_bytes(buffer_bytes(b));
	rc = truth_read_blob(t, h, &old, &m->c->e);
	buffer_release(&old);
	if (rc != ERR_ABSENT)
		return rc;
	error_clear(&m->c->e);
	rc = truth_put_blob(t, buffer_bytes(b), h, &m->c->e);
	*new = rc == ERR_NONE;
	return rc;
}

enum err
paper_keep(struct making *m, struct papers *p)
{
	enum err rc = ERR_NONE;

	if (m->d->type != TYPE_DOCUMENT || cli_has(m->c, "dry-run"))
		return ERR_NONE;
	if (cli_has(m->c, "bytes"))
		rc = keep_one(m, &p->bytes, &p->hashes[0], &p->is_new[0]);
	if (rc == ERR_NONE && cli_has(m->c, "text"))
		rc = keep_one(m, &p->text, &p->hashes[1], &p->is_new[1]);
	return rc;
}

void
paper_release(struct making *m, struct papers *p, enum err rc)
{
	/* after ERR_STORE the entry may be in the log: its files stay */
	for (size_t i = 0; i < COUNT(p->is_new); i++)
		if (rc != ERR_NONE && rc != ERR_STORE && p->is_new[i] &&
		    truth_erase_blob(registry_truth(m->c->registry),
			&p->hashes[i], NULL) != ERR_NONE)
			cli_talk(m->c, "a file that nothing names stays kept");
	buffer_release(&p->bytes);
	buffer_release(&p->text);
}

/* ---- statements ---- */

enum err
paper_text_member(struct cli *c, struct bytes id_text,
    const struct json **member)
{
	struct row_entity row;
	struct entry entry;
	struct id id;
	enum err rc;

	*member = NULL;
	if (!id_parse(id_text, &id) || id.type != TYPE_DOCUMENT)
		return ERR_NONE; /* admission says what is wrong */
	rc = read_model_by_id(registry_read_model(c->registry), &id, &row,
	    &c->e);
	if (rc == ERR_ABSENT) {
		error_clear(&c->e);
		return ERR_NONE;
	}
	if (rc == ERR_NONE)
		rc = registry_entry(c->registry, row.current, &entry, c->arena,
		    &c->e);
	if (rc == ERR_NONE && !json_is_null(json_get(entry.body, "text")))
		*member = json_get(entry.body, "text");
	return rc;
}

enum err
paper_kept_text(struct cli *c, const struct json *member, struct buffer *out,
    bool *found)
{
	struct hash h;
	enum err rc;

	*found = false;
	if (member == NULL ||
	    !hash_parse(json_get_text(member, "sha256"), &h))
		return ERR_NONE;
	rc = truth_read_blob(registry_truth(c->registry), &h, out, &c->e);
	if (rc == ERR_ABSENT) {
		error_clear(&c->e);
		return ERR_NONE;
	}
	*found = rc == ERR_NONE;
	return rc;
}

/* Selectors against the text handed in (`given`, NULL: none) or kept. */
static enum err
hold(struct making *m, struct bytes document, const struct json *select,
    const struct json *words, const struct bytes *given)
{
	struct cli *c = m->c;
	const struct json *member;
	struct buffer kept = {0};
	struct bytes text = {NULL, 0};
	bool found = given != NULL;
	enum err rc = paper_text_member(c, document, &member);

	if (rc == ERR_NONE && given != NULL) {
		text = *given;
		rc = selector_text_is(text, member, &c->e);
		if (rc != ERR_NONE)
			error_field(&c->e, "--text");
	} else if (rc == ERR_NONE) {
		rc = paper_kept_text(c, member, &kept, &found);
		text = buffer_bytes(&kept);
	}
	if (rc == ERR_NONE)
		rc = selectors_check(select, words, found ? &text : NULL, NULL,
		    &c->e);
	buffer_release(&kept);
	return rc;
}

/* Members that a statement does not have; `hedged` follows its slot. What
 * decides nothing by default - act, document, speaker, lang - is asked for. */
static void
put_statement_defaults(struct making *m)
{
	static const char *const lists[] = {"about", "circumstances", "claims",
	    "select", "via"};
	static const char *const nulls[] = {"confidence", "reply_to", "said",
	    "status"};
	static const char *const of_hop[] = {"document", "who"};
	struct arena *a = m->c->arena;
	struct json *via;

	for (size_t i = 0; i < COUNT(lists); i++)
		if (json_get(m->body, lists[i]) == NULL)
			json_put(a, m->body, lists[i],
			    json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < COUNT(nulls); i++)
		if (json_get(m->body, nulls[i]) == NULL)
			json_put_null(a, m->body, nulls[i]);
	if (json_get(m->body, "hedged") == NULL)
		json_put_bool(a, m->body, "hedged",
		    !json_is_null(m->d->values.at[1]));
	via = json_clone(a, json_get(m->body, "via"));
	for (struct json *h = via->type == JSON_ARRAY ? via->first : NULL;
	     h != NULL; h = h->next) {
		if (h->type != JSON_OBJECT)
			continue;
		for (size_t i = 0; i < COUNT(of_hop); i++)
			if (json_get(h, of_hop[i]) == NULL)
				json_put_null(a, h, of_hop[i]);
		if (json_get(h, "described") == NULL)
			json_put_bool(a, h, "described", false);
		if (json_get(h, "select") == NULL)
			json_put(a, h, "select", json_new(a, JSON_ARRAY));
	}
	json_put(a, m->body, "via", via);
}

enum err
paper_statement(struct making *m, struct papers *p)
{
	struct cli *c = m->c;
	const struct json *via;
	const struct json *words = m->d->values.at[6];
	struct bytes text;
	size_t i = 0;
	enum err rc = ERR_NONE;

	put_statement_defaults(m);
	via = json_get(m->body, "via");
	if (cli_has(c, "text"))
		rc = read_paper(c, "text", &p->text);
	text = buffer_bytes(&p->text);
	if (rc == ERR_NONE)
		rc = hold(m, json_get_text(m->body, "document"),
		    json_get(m->body, "select"), m->d->values.at[2],
		    cli_has(c, "text") ? &text : NULL);
	if (rc != ERR_NONE || via == NULL || via->type != JSON_ARRAY)
		return rc;
	for (const struct json *h = via->first; h != NULL && rc == ERR_NONE;
	     h = h->next, i++) {
		rc = hold(m, json_get_text(h, "document"),
		    json_get(h, "select"),
		    words == NULL ? NULL : json_at(words, i), NULL);
		if (rc != ERR_NONE) {
			char field[sizeof c->e.field];

			(void)snprintf(field, sizeof field, "/via/%zu%.60s", i,
			    c->e.field);
			error_field(&c->e, "%s", field);
		}
	}
	return rc;
}
