/* A note between options and draft; see cli/note.h */
#include "base/file.h"
#include "cli/file.h"
#include "cli/note.h"
#include "register/kept_slots.h"
#include "register/naming.h"
#include "register/noting.h"
#include "remote/sealed_at.h"

/* ---- to whom ---- */

static const struct id *
office_of(const struct noting *x)
{
	return x->draft.by.type == TYPE_UNKNOWN ? &x->s->filer.key.holder :
						  &x->draft.by;
}

/* The one that has a seal key beside office and registrar. */
static enum err
only_department(struct noting *x)
{
	struct row_entity row;
	struct id found;
	size_t count = 0;
	enum err rc = noting_departments(x->c->registry, office_of(x), &found,
	    1, &count, &x->c->e);

	if (rc == ERR_NONE && count != 1)
		return making_needs(x->c, "to");
	if (rc == ERR_NONE)
		rc = read_model_by_id(registry_read_model(x->c->registry),
		    &found, &row, &x->c->e);
	if (rc == ERR_NONE)
		x->to = row.number;
	return rc;
}

enum err
noting_to(struct noting *x)
{
	struct row_entity row;
	struct id id;
	enum err rc = option_who(x->c, "to", TYPE_BIT(TYPE_ORG), &x->to);

	if (rc != ERR_NONE || x->to != NUMBER_NONE)
		return rc;
	if (x->before == NULL)
		return only_department(x);
	if (!id_parse(json_get_text(x->before->body, "addressed_to"), &id))
		return making_needs(x->c, "to");
	rc = read_model_by_id(registry_read_model(x->c->registry), &id, &row,
	    &x->c->e);
	if (rc == ERR_NONE)
		x->to = row.number;
	return rc;
}

/* ---- what it says ---- */

static const char *
media_of(const char *path)
{
	static const char *const known[][2] = {
	    {".txt",  "text/plain"			     },
	    {".md",   "text/markdown"			  },
	    {".html", "text/html"			      },
	    {".pdf",  "application/pdf"			},
	    {".odt",  "application/vnd.oasis.opendocument.text"},
	    {".eml",  "message/rfc822"			 },
	    {".json", "application/json"		       },
	    {".png",  "image/png"			      },
	    {".jpg",  "image/jpeg"			     },
	};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot != NULL && i < COUNT(known); i++)
		if (strcmp(dot, known[i][0]) == 0)
			return known[i][1];
	return "application/octet-stream";
}

static enum err
read_content(struct noting *x, const char *path)
{
	enum err rc;

	/* taken once, so that no copy of it stays behind in freed memory */
	buffer_reserve(&x->content, NOTE_CONTENT_BYTES + 128 * KIB);
	rc = file_read(&x->content, path, NOTE_CONTENT_BYTES, &x->c->e);
	if (rc == ERR_NONE && x->content.len == 0)
		rc = error_set(&x->c->e, ERR_INPUT, "\"%s\" is empty", path);
	return rc;
}

static enum err
put_sealed(struct noting *x, const char *path)
{
	struct arena *a = x->c->arena;
	struct json *blob;
	enum err rc = sealed_note_seal(&x->blob, buffer_bytes(&x->content),
	    &x->keys, &x->c->e);

	if (rc != ERR_NONE)
		return rc;
	blob = noting_file(a, AGE_MEDIA, buffer_bytes(&x->blob));
	x->blob_sha256 = hash_bytes(buffer_bytes(&x->blob));
	json_put(a, x->draft.body, "blob", blob);
	x->draft.values.at[NOTE_PLAIN_SLOT] = noting_file(a, media_of(path),
	    buffer_bytes(&x->content));
	return ERR_NONE;
}

static enum err
put_public(struct noting *x, const char *lang)
{
	struct json *text;
	enum err rc = noting_public(&text, buffer_bytes(&x->content), lang,
	    x->c->arena, &x->c->e);

	if (rc != ERR_NONE)
		return rc;
	x->draft.values.at[3] = text;
	json_put_null(x->c->arena, x->draft.body, "blob");
	return ERR_NONE;
}

static enum err
sealed_words(struct noting *x, unsigned *sealed)
{
	static const char *const names[] = {"contacts", "made", "author"};
	const char *text = cli_arg(x->c, "sealed");
	struct bytes rest = bytes_text(text == NULL ||
		    strcmp(x->c->args.command->name, "note") != 0 ?
		"" :
		text);

	*sealed = 0;
	while (rest.len != 0) {
		size_t len = bytes_find(rest, ','), i;

		for (i = 0; i < COUNT(names); i++)
			if (bytes_is(bytes_of(rest.at, len), names[i]))
				break;
		if (i == COUNT(names) || !x->sealed) {
			error_set(&x->c->e, ERR_INPUT,
			    "\"%.*s\" cannot be sealed", (int)len,
			    (const char *)rest.at);
			error_field(&x->c->e, "--sealed");
			return error_mend(&x->c->e, ERR_INPUT,
			    "of a sealed note it takes contacts,made,author");
		}
		*sealed |= 1u << i;
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	return ERR_NONE;
}

/* A coded member into the body, or into its slot when sealed. */
static void
put_coded(struct noting *x, unsigned sealed, unsigned slot, const char *name,
    struct json *value)
{
	bool empty = value == NULL ||
	    (value->type == JSON_ARRAY && value->count == 0);

	if ((sealed >> slot & 1) == 0) {
		if (value != NULL)
			json_put(x->c->arena, x->draft.body, name, value);
	} else if (!empty) {
		x->draft.values.at[slot] = value;
	}
}

static enum err
put_members(struct noting *x, const char *lang)
{
	struct arena *a = x->c->arena;
	struct json *made, *author = NULL, *visibility;
	char id[ID_TEXT_BYTES] = "";
	uint64_t number = NUMBER_NONE;
	unsigned sealed;
	enum err rc = sealed_words(x, &sealed);

	if (rc == ERR_NONE)
		rc = option_when(x->c, "made", &made);
	if (rc == ERR_NONE && made == NULL && !x->sealed && x->before == NULL)
		rc = making_needs(x->c, "made");
	if (rc == ERR_NONE)
		rc = option_who(x->c, "author", TYPE_BIT(TYPE_PERSON),
		    &number);
	if (rc == ERR_NONE && number != NUMBER_NONE) {
		rc = id_of(x->c, number, id);
		author = json_new_cstr(a, id);
	}
	if (rc != ERR_NONE)
		return rc;
	put_coded(x, sealed, 0, "contacts", x->contacts);
	put_coded(x, sealed, 1, "made", made);
	put_coded(x, sealed, 2, "author", author);
	json_put_cstr(a, x->draft.body, "lang", lang);
	visibility = json_put(a, x->draft.body, "visibility",
	    json_new(a, JSON_OBJECT));
	json_put_cstr(a, visibility, "tier", x->sealed ? "sealed" : "public");
	return ERR_NONE;
}

/* What the version before says or seals and this call does not: it stays. */
static enum err
carry_over(struct noting *x)
{
	static const char *const members[] = {"contacts", "made", "author"};
	struct slot_store kept = {.has_seed = false};
	enum err rc;

	if (x->before == NULL)
		return ERR_NONE;
	rc = kept_slots_read(&kept, x->c->registry, x->before,
	    x->before_number, x->c->arena, &x->c->e);
	explicit_bzero(&kept.seed, sizeof kept.seed);
	if (submit_lacks_values(x->c, rc, &kept))
		return x->c->e.code;
	if (rc == ERR_ABSENT)
		rc = ERR_NONE;
	for (unsigned i = 0; i < COUNT(members) && rc == ERR_NONE; i++) {
		const struct json *old = json_get(x->before->body, members[i]);

		if (json_get(x->draft.body, members[i]) != NULL ||
		    x->draft.values.at[i] != NULL)
			continue;
		if (old != NULL)
			json_put(x->c->arena, x->draft.body, members[i],
			    json_clone(x->c->arena, old));
		else if (!json_is_null(kept.values.at[i]))
			x->draft.values.at[i] = kept.values.at[i];
	}
	return rc;
}

enum err
noting_prepare(struct noting *x, const char *path)
{
	const char *lang = cli_arg(x->c, "note-lang");
	char id[ID_TEXT_BYTES] = "";
	struct row_entity row;
	enum err rc;

	if (lang == NULL)
		lang = x->c->lang == LANG_FR ? "fr" : "en";
	x->draft.type = TYPE_NOTE;
	if (x->draft.id.type == TYPE_UNKNOWN)
		id_random(&x->draft.id, TYPE_NOTE);
	x->draft.body = json_new(x->c->arena, JSON_OBJECT);
	rc = read_model_by_number(registry_read_model(x->c->registry), x->to,
	    &row, &x->c->e);
	if (rc != ERR_NONE)
		return rc;
	if (id_equal(&row.id, office_of(x))) {
		error_set(&x->c->e, ERR_INPUT,
		    "a note goes to another body than the one that files it");
		error_field(&x->c->e, "--to");
		return error_mend(&x->c->e, ERR_INPUT,
		    "name the department");
	}
	id_print(id, &row.id);
	json_put_cstr(x->c->arena, x->draft.body, "addressed_to", id);
	if (x->sealed)
		rc = noting_keys(&x->keys, x->c->registry, office_of(x),
		    &row.id, x->before == NULL ? NULL : &x->before->by,
		    &x->c->e);
	if (rc == ERR_NONE)
		rc = read_content(x, path);
	if (rc == ERR_NONE)
		rc = put_members(x, lang);
	if (rc == ERR_NONE)
		rc = x->sealed ? put_sealed(x, path) : put_public(x, lang);
	return rc == ERR_NONE ? carry_over(x) : rc;
}

/* ---- the sealed file ---- */

enum err
noting_keep(struct noting *x)
{
	struct hash h;
	enum err rc;

	if (!x->sealed || cli_has(x->c, "dry-run"))
		return ERR_NONE;
	if (x->s->http != NULL) /* with the register, before its note */
		return sealed_put_at(x->s->http, x->c->registry, &x->s->filer,
		    buffer_bytes(&x->blob), &x->c->e);
	rc = truth_put_blob(registry_truth(x->c->registry),
	    buffer_bytes(&x->blob), &h, &x->c->e);
	x->kept = rc == ERR_NONE;
	return rc;
}

void
noting_settle(struct noting *x, enum err rc)
{
	struct row_entity row;

	/* what was filed, or waits to be sent again, stays */
	if (!x->kept || rc == ERR_NONE || rc == ERR_STORE ||
	    (read_model_by_id(registry_read_model(x->c->registry),
		 &x->draft.id, &row, NULL) == ERR_NONE &&
		(x->before == NULL || row.current != x->before_number)))
		return;
	rc = truth_erase_blob(registry_truth(x->c->registry), &x->blob_sha256,
	    NULL);
	x->kept = rc != ERR_NONE;
}

void
noting_release(struct noting *x)
{
	buffer_wipe(&x->content);
	buffer_release(&x->blob);
}

enum err
note_blob(struct cli *c, const struct entry *note, struct buffer *out)
{
	struct hash h;
	enum err rc;

	if (!hash_parse(json_get_text(json_get(note->body, "blob"), "sha256"),
		&h))
		return error_set(&c->e, ERR_CONFLICT,
		    "this note is public: it has no sealed file");
	rc = truth_read_blob(registry_truth(c->registry), &h, out, &c->e);
	return rc != ERR_ABSENT ?
	    rc :
	    error_mend(&c->e, rc,
		"it was erased, or is kept elsewhere: give it as --blob FILE");
}

enum err
note_find(struct cli *c, const char *word, uint64_t *number,
    struct row_entity *row, struct entry *out)
{
	struct read_model *m = registry_read_model(c->registry);
	struct row_entry version = {.number = NUMBER_NONE};
	bool entry = false;
	enum err rc = registry_resolve_any(c->registry, word, number, &entry,
	    c->arena, &c->e);

	if (rc == ERR_NONE && entry) {
		rc = read_model_entry(m, *number, &version, c->arena, &c->e);
		*number = version.entity;
	}
	if (rc == ERR_NONE && *number != NUMBER_NONE)
		rc = read_model_by_number(m, *number, row, &c->e);
	if (entry)
		row->current = version.number;
	if (rc == ERR_NONE)
		rc = registry_entry(c->registry, row->current, out, c->arena,
		    &c->e);
	if (rc == ERR_NONE &&
	    (out->type != TYPE_NOTE || *number == NUMBER_NONE)) {
		rc = error_set(&c->e, ERR_INPUT, "\"%s\" is no note", word);
		error_mend(&c->e, rc, "write n/N, or e/N for one version");
	}
	return rc;
}
