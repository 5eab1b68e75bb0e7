/* chancery note seal|file|open|fetch|reads (A6.1, A6.2, D9) */
#include "cli/amend.h"
#include "cli/note.h"

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "format/day.h"
#include "register/naming.h"
#include "register/readings.h"
#include "remote/mirror.h"
#include "remote/sealed_at.h"

/* ---- seal, file ---- */

/* The contacts of --for c/N[,c/M]. */
static enum err
read_contacts(struct cli *c, struct json **out)
{
	const char *text = cli_arg(c, "for");
	struct bytes rest = bytes_text(text == NULL ? "" : text);

	*out = json_new(c->arena, JSON_ARRAY);
	while (rest.len != 0) {
		size_t len = bytes_find(rest, ',');
		const char *word = arena_text(c->arena, bytes_of(rest.at, len));
		char id[ID_TEXT_BYTES] = "";
		uint64_t number;
		enum err rc = word == NULL ?
		    error_set(&c->e, ERR_MEMORY, "out of memory") :
		    registry_resolve(c->registry, word,
			TYPE_BIT(TYPE_CONTACT), "--for", &number, c->arena,
			&c->e);

		if (rc == ERR_NONE)
			rc = id_of(c, number, id);
		if (rc != ERR_NONE)
			return rc;
		json_add(*out, json_new_cstr(c->arena, id));
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	return ERR_NONE;
}

static struct json *
recipients_object(struct noting *x)
{
	struct arena *a = x->c->arena;
	struct json *list = json_new(a, JSON_ARRAY);

	for (size_t i = 0; i < x->keys.count; i++) {
		struct json *v = json_add(list, json_new(a, JSON_OBJECT));
		const struct json *thing, *name;
		char id[ID_TEXT_BYTES];

		id_print(id, &x->keys.at[i].key);
		json_put_cstr(a, v, "key", id);
		id_print(id, &x->keys.at[i].holder);
		thing = object_thing_of_id(&x->s->objects, bytes_text(id));
		name = json_get(thing, "name");
		json_put(a, v, "name",
		    name == NULL ? json_new(a, JSON_NULL) :
				   json_clone(a, name));
	}
	return list;
}

static struct json *
blob_object(struct noting *x)
{
	struct arena *a = x->c->arena;
	struct json *v = json_new(a, JSON_OBJECT);

	if (!x->sealed)
		return json_new(a, JSON_NULL);
	json_put(a, v, "sha256", json_new_hash(a, x->blob_sha256.at));
	json_put_number(a, v, "bytes", (int64_t)x->blob.len);
	json_put_number(a, v, "padded_bytes",
	    (int64_t)padded_size(x->content.len));
	json_put_cstr(a, v, "media", AGE_MEDIA);
	return v;
}

static struct json *
contact_refs(struct noting *x)
{
	struct cli *c = x->c;
	struct json *list = json_new(c->arena, JSON_ARRAY);

	for (const struct json *id = x->contacts == NULL ? NULL :
							   x->contacts->first;
	     id != NULL; id = id->next) {
		const struct json *thing = object_thing_of_id(&x->s->objects,
		    id->text);

		json_add(list, json_new_text(c->arena,
		    json_get_text(thing, "ref")));
	}
	return list;
}

static int
tell_note(struct noting *x)
{
	struct cli *c = x->c;
	const struct filed *f = &x->s->filed[0];
	bool dry = cli_has(c, "dry-run");
	struct entry entry;
	struct json *v;

	if (!c->json) {
		submit_tell(x->s, c);
		for (size_t i = 0; i < x->keys.count; i++) {
			struct row_entity row;
			struct bytes name = bytes_text("");
			char ref[REF_BYTES];

			if (read_model_by_id(registry_read_model(c->registry),
				&x->keys.at[i].holder, &row,
				NULL) != ERR_NONE ||
			    read_model_name(registry_read_model(c->registry),
				row.number, c->lang == LANG_FR ? "fr" : "en",
				&name, c->arena, NULL) != ERR_NONE)
				continue;
			ref_print(ref, row.id.type, row.number);
			cli_say(c, "  opens with a key of %s %.*s", ref,
			    (int)name.len,
			    name.len == 0 ? "" : (const char *)name.at);
		}
		return EXIT_DONE;
	}
	v = object_filed(&x->s->objects, f, x->s->published);
	json_put(c->arena, v, "note",
	    object_thing(&x->s->objects, dry ? NUMBER_NONE : f->entity));
	json_put(c->arena, v, "contacts", contact_refs(x));
	json_put(c->arena, v, "addressed_to",
	    object_thing(&x->s->objects, x->to));
	json_put(c->arena, v, "seal",
	    !dry && registry_entry(c->registry, f->number, &entry, c->arena,
		    &c->e) == ERR_NONE ?
		json_new_hash(c->arena, entry.seal.at) :
		json_new(c->arena, JSON_NULL));
	json_put(c->arena, v, "blob", blob_object(x));
	json_put(c->arena, v, "recipients", recipients_object(x));
	cli_json(c, v);
	return EXIT_DONE;
}

/* --next NOTE: a further version of it, for instance after it was returned with
 * a question. */
struct replacing {
	struct amending m; /* the reason alone */
	struct row_entity row;
	struct entry before;
};

static enum err
find_before(struct noting *x, struct replacing *y)
{
	struct cli *c = x->c;
	const struct world *w = read_model_world(
	    registry_read_model(c->registry));
	struct entity now;
	uint64_t number;
	enum err rc;

	y->m.c = c;
	rc = amending_reason(&y->m);
	if (rc == ERR_NONE)
		rc = note_find(c, cli_arg(c, "next"), &number, &y->row,
		    &y->before);
	if (rc == ERR_NONE)
		rc = w->entity(w->context, &y->row.id, &now, &c->e);
	if (rc == ERR_NONE && now.current != y->row.current)
		rc = error_set(&c->e, ERR_CONFLICT,
		    "this version is no longer in force");
	if (rc != ERR_NONE)
		return rc;
	x->before = &y->before;
	x->before_number = y->row.current;
	x->draft.id = y->row.id;
	x->draft.has_prev = true;
	x->draft.prev = now.head;
	return ERR_NONE;
}

static void
put_amendment(struct noting *x, const struct replacing *y)
{
	filing_amend(x->draft.body, y->before.body, y->m.code, NULL, true,
	    x->c->arena);
	x->draft.values.at[SLOT_REASON] = y->m.reason;
}

static int
note_make(struct cli *c, bool sealed)
{
	struct submitting s = {.count = 0};
	struct noting x = {.c = c, .s = &s, .sealed = sealed};
	struct replacing y = {.row = {.number = 0}};
	enum err rc;
	int code;

	if (c->args.word_count != 2)
		return cli_usage(c, "note %s needs a FILE", c->args.words[0]);
	rc = submit_open(&s, c);
	if (rc == ERR_NONE && cli_has(c, "next"))
		rc = find_before(&x, &y);
	if (rc == ERR_NONE)
		rc = option_by(c, &x.draft.by);
	if (rc == ERR_NONE)
		rc = noting_to(&x);
	if (rc == ERR_NONE && (x.before == NULL || cli_has(c, "for")))
		rc = read_contacts(c, &x.contacts);
	if (rc == ERR_NONE)
		rc = noting_prepare(&x, c->args.words[1]);
	if (rc == ERR_NONE && x.before != NULL)
		put_amendment(&x, &y);
	if (rc == ERR_NONE)
		rc = noting_keep(&x);
	if (rc == ERR_NONE) {
		rc = submit_files(&s, c, &x.draft, 1);
		noting_settle(&x, rc);
	}
	code = rc == ERR_NONE ? tell_note(&x) : cli_fail(c);
	noting_release(&x);
	submit_close(&s);
	return code;
}

/* ---- open ---- */

struct opening_note {
	struct cli *c;
	uint64_t number;
	struct row_entity row;
	struct entry entry;
	struct note_commitment plain;
	struct age_identities *ids;
	struct buffer blob, content;
	struct bytes within;  /* content, without its filling */
	char office[ID_TEXT_BYTES]; /* whose identity; "" where unknown */
	bool registrar;
	uint64_t read_number;
	bool mirror;
};

static enum err
read_identities(struct opening_note *x)
{
	struct buffer file = {0};
	enum err rc;

	buffer_reserve(&file, AGE_IDENTITY_FILE_BYTES + 128 * KIB);
	rc = file_read_secret(&file, cli_arg(x->c, "identity"),
	    AGE_IDENTITY_FILE_BYTES, &x->c->e);
	if (rc == ERR_NONE)
		rc = age_identities_parse(&x->ids, buffer_bytes(&file),
		    &x->c->e);
	buffer_wipe(&file);
	return rc == ERR_NONE ?
	    rc :
	    error_wrap(&x->c->e, "%s", cli_arg(x->c, "identity"));
}

static enum err
whose(struct opening_note *x, size_t which)
{
	const struct world *w = read_model_world(
	    registry_read_model(x->c->registry));
	struct error own = error_like(&x->c->e); /* why it was refused stays */
	struct register_policy policy;
	struct id holder;
	enum err rc = sealed_note_holder(x->c->registry,
	    &x->ids->at[which].public, &holder, &own);

	x->office[0] = '\0';
	if (rc == ERR_ABSENT)
		return ERR_NONE; /* a key that nobody has registered */
	if (rc == ERR_NONE)
		rc = w->policy(w->context, &policy, &own);
	if (rc == ERR_NONE) {
		id_print(x->office, &holder);
		x->registrar = id_equal(&holder, &policy.registrar);
	} else {
		x->c->e = own;
	}
	return rc;
}

/* The row comes before the content, and also where it is refused (D9). */
static enum err
record(struct opening_note *x, const char *act, const char *outcome)
{
	char account[32], object[ID_TEXT_BYTES];
	struct reading row = {.account = account,
	    .act = act,
	    .basis = cli_arg(x->c, "basis"),
	    .channel = "cli",
	    .object = object,
	    .office = x->office[0] == '\0' ? NULL : x->office,
	    .outcome = outcome};
	struct error own = error_like(&x->c->e);
	enum err rc;

	if (x->mirror)
		return ERR_NONE;
	(void)snprintf(account, sizeof account, "uid:%u",
	    (unsigned)geteuid());
	id_print(object, &x->row.id);
	rc = reading_record(x->c->registry, &row, &x->read_number,
	    x->c->arena, &own);
	if (rc != ERR_NONE)
		x->c->e = own; /* unrecorded: that is what is told */
	return rc;
}

static enum err
registrar_without_basis(struct cli *c)
{
	enum err rc = error_word(&c->e, ERR_REFUSED, "basis",
	    "the registrar opens a note on an order or a ground alone");

	return error_mend(&c->e, rc, "add --basis \"order d/N\"");
}

static enum err
open_note(struct opening_note *x)
{
	struct cli *c = x->c;
	size_t which = 0;
	enum err rc = sealed_note_open(&x->content, &x->within,
	    buffer_bytes(&x->blob), &x->entry, &x->plain, x->ids, &which,
	    &c->e);
	enum err recorded = ERR_NONE;

	if (rc != ERR_NONE && rc != ERR_REFUSED && rc != ERR_PROOF)
		return rc;
	recorded = whose(x, which);
	if (recorded != ERR_NONE)
		return recorded;
	if (rc == ERR_NONE && x->registrar && !cli_has(c, "basis"))
		rc = registrar_without_basis(c);
	recorded = record(x, "open",
	    rc == ERR_NONE  ? "shown" :
		rc == ERR_PROOF ? "differs" :
				  "refused");
	return recorded != ERR_NONE ? recorded : rc;
}

static enum err
fetch(struct opening_note *x)
{
	struct cli *c = x->c;
	enum err rc = note_find(c, c->args.words[1], &x->number, &x->row,
	    &x->entry);

	if (rc == ERR_NONE)
		rc = read_identities(x);
	if (rc == ERR_NONE && cli_has(c, "blob"))
		rc = file_read(&x->blob, cli_arg(c, "blob"), NOTE_BLOB_BYTES,
		    &c->e);
	else if (rc == ERR_NONE)
		rc = note_blob(c, &x->entry, &x->blob);
	if (rc == ERR_NONE)
		rc = sealed_note_commitment(c->registry, &x->entry,
		    x->row.current, &x->plain, c->arena, &c->e);
	return rc;
}

static int
tell_opened(struct opening_note *x)
{
	struct cli *c = x->c;
	struct objects o = {c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	struct json *v, *plain;

	if (!c->json) {
		cli_say(c, "%s written; it is what the note committed to",
		    cli_arg(c, "out"));
		if (!x->mirror)
			cli_talk(c, "reading %llu is recorded",
			    (unsigned long long)x->read_number);
		return EXIT_DONE;
	}
	v = json_new(c->arena, JSON_OBJECT);
	json_put(c->arena, v, "note", object_thing(&o, x->number));
	plain = json_put(c->arena, v, "plain", json_new(c->arena, JSON_OBJECT));
	json_put(c->arena, plain, "sha256",
	    json_new_hash(c->arena, x->plain.sha256.at));
	json_put_number(c->arena, plain, "bytes", (int64_t)x->within.len);
	json_put_cstr(c->arena, plain, "media", x->plain.media);
	json_put_cstr(c->arena, v, "commitment", "matches");
	json_put_cstr(c->arena, v, "out", cli_arg(c, "out"));
	json_put_number(c->arena, v, "read_number", (int64_t)x->read_number);
	cli_json(c, v);
	return EXIT_DONE;
}

static int
note_open(struct cli *c)
{
	struct opening_note x = {.c = c};
	const char *out = cli_arg(c, "out");
	enum err rc;
	int code;

	if (c->args.word_count != 2 || !cli_has(c, "identity") || out == NULL)
		return cli_usage(c,
		    "note open needs a note, --identity FILE and --out FILE");
	if (strcmp(out, "-") == 0)
		return cli_usage(c,
		    "a sealed note goes into a file, not to standard output");
	if (file_exists(out)) {
		rc = error_set(&c->e, ERR_CONFLICT, "\"%s\" exists", out);
		error_mend(&c->e, rc, "name another file, nothing is "
				      "overwritten");
		return cli_fail(c);
	}
	/* a mirror keeps no record of readings: the register made one when it
	 * handed the file out */
	x.mirror = mirror_is(c->settings.value[SETTING_STORE], NULL);
	rc = cli_open(c, !x.mirror);
	if (rc == ERR_NONE)
		rc = fetch(&x);
	if (rc == ERR_NONE)
		rc = open_note(&x);
	if (rc == ERR_NONE)
		rc = file_create(out, x.within, 0600, &c->e);
	code = rc == ERR_NONE ? tell_opened(&x) : cli_fail(c);
	age_identities_free(x.ids);
	buffer_release(&x.blob);
	buffer_wipe(&x.content);
	return code;
}

/* ---- fetch ---- */

/* What came into the mirror's private tables, so that `note open` finds it. */
static enum err
keep_fetched(struct opening_note *x, struct bytes opening)
{
	struct truth_slots slots = {.n = x->row.current,
	    .leaf = x->entry.leaf_hash,
	    .opening = opening};
	struct truth *t = NULL;
	struct hash h;
	enum err rc = truth_open(&t, truth_path(registry_truth(x->c->registry)),
	    TRUTH_WRITE, &x->c->e);

	if (rc == ERR_NONE)
		rc = truth_put_blob(t, buffer_bytes(&x->blob), &h, &x->c->e);
	if (rc == ERR_NONE && opening.len != 0)
		rc = truth_put_slots(t, &slots, &x->c->e);
	truth_close(t);
	return rc;
}

/* From the register at --url, by a request signed with the holder's key. */
static enum err
fetch_elsewhere(struct opening_note *x, struct submitting *s)
{
	struct cli *c = x->c;
	struct buffer opening = {0};
	enum err rc = submit_open(s, c);

	if (rc == ERR_NONE)
		rc = note_find(c, c->args.words[1], &x->number, &x->row,
		    &x->entry);
	if (rc == ERR_NONE)
		rc = sealed_read_at(s->http, c->registry, &s->filer, &x->entry,
		    cli_arg(c, "basis"), &x->blob, &opening, &x->read_number,
		    &c->e);
	if (rc == ERR_NONE)
		rc = keep_fetched(x, buffer_bytes(&opening));
	buffer_wipe(&opening);
	return rc;
}

/* From this register's own store, with the row of the reading. */
static enum err
fetch_here(struct opening_note *x)
{
	struct cli *c = x->c;
	enum err rc = cli_open(c, true);

	if (rc == ERR_NONE)
		rc = note_find(c, c->args.words[1], &x->number, &x->row,
		    &x->entry);
	if (rc == ERR_NONE)
		rc = note_blob(c, &x->entry, &x->blob);
	if (rc == ERR_NONE)
		rc = sealed_note_check_blob(&x->entry, buffer_bytes(&x->blob),
		    &c->e);
	return rc == ERR_NONE ? record(x, "fetch", "shown") : rc;
}

/* The sealed file, for `age` or for another desk (C7.1); a row, too (D9). */
static int
note_fetch(struct cli *c)
{
	struct opening_note x = {.c = c};
	const char *out = cli_arg(c, "out");
	struct submitting s = {.count = 0};
	struct json *v;
	enum err rc;
	int code = EXIT_DONE;

	if (c->args.word_count != 2 || out == NULL)
		return cli_usage(c, "note fetch needs a note and --out FILE");
	if (strcmp(out, "-") == 0)
		return cli_usage(c,
		    "a sealed note goes into a file, not to standard output");
	rc = cli_has(c, "url") ? fetch_elsewhere(&x, &s) : fetch_here(&x);
	if (rc == ERR_NONE)
		rc = file_create(out, buffer_bytes(&x.blob), 0600, &c->e);
	if (rc != ERR_NONE) {
		code = cli_fail(c);
	} else if (c->json) {
		struct objects o = {c->registry, c->arena,
		    c->settings.value[SETTING_BASE_URL]};

		v = json_new(c->arena, JSON_OBJECT);
		json_put(c->arena, v, "note", object_thing(&o, x.number));
		json_put(c->arena, v, "out", cli_file(c, out));
		json_put_number(c->arena, v, "read_number",
		    (int64_t)x.read_number);
		cli_json(c, v);
	} else {
		cli_say(c, "%s written, still sealed: age -d -i KEY %s", out,
		    out);
		cli_talk(c, "reading %llu is recorded",
		    (unsigned long long)x.read_number);
	}
	buffer_release(&x.blob);
	submit_close(&s);
	return code;
}

/* ---- reads ---- */

struct listing {
	struct cli *c;
	struct objects o;
	struct json *items;
	struct id of; /* TYPE_UNKNOWN: everybody */
	uint64_t shown;
};

static void
say_row(struct listing *l, const struct json *row)
{
	struct cli *c = l->c;
	static const char *const names[] = {"at", "act", "object", "office",
	    "outcome", "basis", "account", "channel"};
	struct cells cells = {.count = 0};

	cells_number(&cells, json_get_number(row, "n", 0), c->arena);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct bytes text = json_get_text(row, names[i]);

		cells_text(&cells, text.len == 0 ? bytes_text("") : text);
	}
	if (cli_lists(c)) {
		cli_list_row(c, row, &cells);
		return;
	}
	buffer_printf(&c->out, "%lld",
	    (long long)json_get_number(row, "n", 0));
	for (size_t i = 0; i < 6; i++) {
		struct bytes text = json_get_text(row, names[i]);
		struct bytes ref = json_get_text(
		    object_thing_of_id(&l->o, text), "ref");

		if (ref.len != 0)
			text = ref;
		if (text.len != 0)
			buffer_printf(&c->out, "  %.*s", (int)text.len,
			    (const char *)text.at);
	}
	buffer_byte(&c->out, '\n');
}

/* Of a note that this body filed or that goes to it? */
static bool
concerns(struct listing *l, const struct json *row)
{
	struct registry *r = l->c->registry;
	struct row_entity entity;
	struct entry note;
	struct id id, to;

	if (l->of.type == TYPE_UNKNOWN)
		return true;
	if (!id_parse(json_get_text(row, "object"), &id) ||
	    read_model_by_id(registry_read_model(r), &id, &entity, NULL) !=
		ERR_NONE ||
	    registry_entry(r, entity.current, &note, l->c->arena, NULL) !=
		ERR_NONE)
		return false;
	return id_equal(&note.by, &l->of) ||
	    (id_parse(json_get_text(note.body, "addressed_to"), &to) &&
		id_equal(&to, &l->of));
}

static enum err
list_row(void *context, uint64_t n, struct bytes row, struct error *e)
{
	struct listing *l = context;
	const struct json *v = NULL;
	enum err rc = json_parse(&v, arena_copy(l->c->arena, row),
	    &json_entry_limits, l->c->arena, e);

	if (rc == ERR_NONE &&
	    json_get_number(v, "n", -1) != (int64_t)n)
		rc = error_word(e, ERR_PROOF, "readings",
		    "row %llu of the record of readings was changed",
		    (unsigned long long)n);
	if (rc != ERR_NONE || !concerns(l, v))
		return rc;
	l->shown++;
	if (l->c->json)
		json_add(l->items, json_clone(l->c->arena, v));
	else
		say_row(l, v);
	return ERR_NONE;
}

static struct json *
reads_body(struct cli *c, const char *day, struct bytes text)
{
	struct arena *a = c->arena;
	struct json *body = json_new(a, JSON_OBJECT), *v;
	struct hash h = hash_bytes(text);
	static const char *const null[] = {"publisher", "language", "pages",
	    "part_of", "text", "captured", "proceeding"};

	json_put(a, body, "authors", json_new(a, JSON_ARRAY));
	json_put(a, body, "custody", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < COUNT(null); i++)
		json_put_null(a, body, null[i]);
	v = json_put(a, body, "bytes", json_new(a, JSON_OBJECT));
	json_put_cstr(a, v, "media", "application/json");
	json_put(a, v, "sha256", json_new_hash(a, h.at));
	json_put_number(a, v, "size", (int64_t)text.len);
	v = json_put(a, body, "issued", json_new(a, JSON_OBJECT));
	json_put_cstr(a, v, "edtf", day);
	json_put_cstr(a, body, "kind", "other");
	json_put_cstr(a, body, "status", "reads");
	return body;
}

/* The numbers stand in the title, for whoever has the public files alone. */
static void
reads_line(char out[240], enum lang lang, const char *day, uint64_t count,
    const char *hex)
{
	(void)snprintf(out, 240,
	    message_in(lang,
		"Readings of sealed notes up to %s: %llu, last hash %s"),
	    day, (unsigned long long)count, hex);
}

static struct json *
reads_title(struct cli *c, const char *day, const struct readings_head *h)
{
	struct json *title = json_new(c->arena, JSON_OBJECT);
	char hex[65], line[240];

	hash_print(hex, &h->head);
	for (unsigned i = 0; i < LANG_COUNT; i++) {
		reads_line(line, (enum lang)i, day, h->count, hex);
		json_put_cstr(c->arena, title, i == LANG_FR ? "fr" : "en",
		    line);
	}
	return title;
}

static int
reads_file(struct cli *c)
{
	struct submitting s = {.count = 0};
	struct draft d = {.type = TYPE_DOCUMENT};
	struct readings_head all, then;
	struct buffer text = {0};
	struct hash kept;
	uint64_t filed = NUMBER_NONE;
	char day[11];
	int code;
	enum err rc = submit_open(&s, c);

	if (rc == ERR_NONE)
		rc = readings_compare(c->registry, NULL, NULL, &all, &filed,
		    &then, c->arena, &c->e);
	if (rc == ERR_NONE && all.count == (filed == NUMBER_NONE ?
	    0 : then.count)) {
		cli_say(c, "nothing was read since the last count");
		submit_close(&s);
		return EXIT_DONE;
	}
	if (rc == ERR_NONE) {
		day_print(day, day_of_time(registry_now(c->registry)));
		readings_text(&text, &all, day, c->arena);
		d.body = reads_body(c, day, buffer_bytes(&text));
		d.values.at[0] = reads_title(c, day, &all);
		rc = truth_put_blob(registry_truth(c->registry),
		    buffer_bytes(&text), &kept, &c->e);
	}
	if (rc == ERR_NONE)
		rc = submit_files(&s, c, &d, 1);
	code = rc == ERR_NONE ? EXIT_DONE : cli_fail(c);
	if (rc == ERR_NONE && c->json)
		cli_json(c, object_filed(&s.objects, &s.filed[0],
		    s.published));
	else if (rc == ERR_NONE)
		submit_tell(&s, c);
	buffer_release(&text);
	submit_close(&s);
	return code;
}

static struct json *
chain_object(struct cli *c, const struct readings_head *h)
{
	struct json *v = json_new(c->arena, JSON_OBJECT);

	json_put_number(c->arena, v, "count", (int64_t)h->count);
	json_put(c->arena, v, "head", json_new_hash(c->arena, h->head.at));
	return v;
}

static enum err
reads_of(struct listing *l)
{
	struct cli *c = l->c;
	struct row_entity row;
	uint64_t number;
	enum err rc = option_who(c, "of", TYPES_WHO, &number);

	if (rc != ERR_NONE || number == NUMBER_NONE)
		return rc;
	rc = read_model_by_number(registry_read_model(c->registry), number,
	    &row, &c->e);
	if (rc == ERR_NONE)
		l->of = row.id;
	return rc;
}

static int
note_reads(struct cli *c)
{
	struct listing l = {.c = c};
	struct readings_head all, then;
	uint64_t filed = NUMBER_NONE;
	struct json *v;
	enum err rc;

	if (cli_has(c, "file"))
		return reads_file(c);
	rc = cli_open(c, false);
	l.o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	l.items = json_new(c->arena, JSON_ARRAY);
	cli_list_begin(c,
	    "n,at,act,object,office,outcome,basis,account,channel");
	if (rc == ERR_NONE)
		rc = reads_of(&l);
	if (rc == ERR_NONE)
		rc = readings_compare(c->registry, list_row, &l, &all, &filed,
		    &then, c->arena, &c->e);
	if (rc != ERR_NONE) {
		buffer_clear(&c->out); /* rows that do not hold are no answer */
		return cli_fail(c);
	}
	cli_list_end(c, object_as_of(&l.o, registry_size(c->registry)));
	if (c->json) {
		v = json_new(c->arena, JSON_OBJECT);
		json_put(c->arena, v, "items", l.items);
		json_put_null(c->arena, v, "next");
		json_put(c->arena, v, "as_of",
		    object_as_of(&l.o, registry_size(c->registry)));
		json_put(c->arena, v, "chain", chain_object(c, &all));
		json_put(c->arena, v, "filed", object_thing(&l.o, filed));
		cli_json(c, v);
	} else if (!cli_lists(c)) {
		cli_talk(c, "%llu readings, chain whole",
		    (unsigned long long)all.count);
		if (filed != NUMBER_NONE)
			cli_talk(c, "the first %llu of them stand in d/%llu",
			    (unsigned long long)then.count,
			    (unsigned long long)filed);
	}
	return EXIT_DONE;
}

int
command_note(struct cli *c)
{
	const char *word = c->args.words[0];

	if ((c->jsonl || c->csv) &&
	    (strcmp(word, "reads") != 0 || cli_has(c, "file")))
		return cli_usage(c,
		    "note %s gives no list: --jsonl and --csv are for lists",
		    word);
	if (strcmp(word, "seal") == 0)
		return note_make(c, true);
	if (strcmp(word, "file") == 0)
		return note_make(c, false);
	if (strcmp(word, "open") == 0)
		return note_open(c);
	if (strcmp(word, "fetch") == 0)
		return note_fetch(c);
	if (strcmp(word, "reads") == 0)
		return note_reads(c);
	return cli_usage(c, "no note command \"%s\"", word);
}
