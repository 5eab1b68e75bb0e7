/* chancery inbox, chancery ack (A6.3) */
#include "cli/file.h"
#include "cli/note.h"
#include "faces/inbox.h"
#include "format/day.h"
#include "register/naming.h"
#include "register/receipting.h"

/* ---- inbox ---- */

static enum err
whose_inbox(struct cli *c, struct id *department)
{
	struct row_entity row;
	uint64_t number = NUMBER_NONE;
	enum err rc = option_who(c, "of", TYPE_BIT(TYPE_ORG), &number);

	if (rc == ERR_NONE && number != NUMBER_NONE)
		rc = read_model_by_number(registry_read_model(c->registry),
		    number, &row, &c->e);
	if (rc == ERR_NONE && number != NUMBER_NONE)
		*department = row.id;
	else if (rc == ERR_NONE)
		rc = option_by(c, department);
	if (rc == ERR_NONE && department->type == TYPE_UNKNOWN) {
		error_word(&c->e, ERR_INPUT, "usage", "--of is missing");
		return error_mend(&c->e, ERR_INPUT,
		    "name the department: --of ORG, or the setting by");
	}
	return rc;
}

static void
show_note(struct cli *c, const struct inbox_row *row, struct json *v)
{
	const struct json *from = json_get(v, "from");
	const struct json *subject = json_get(v, "subject");
	const char *lang = c->lang == LANG_FR ? "fr" : "en";
	struct bytes name = json_get_text(json_get(from, "name"), lang);
	struct cells cells = {.count = 0};
	char ref[REF_BYTES], at[21];

	ref_print(ref, TYPE_NOTE, row->note);
	time_print(at, row->filed_s);
	if (cli_lists(c)) {
		cells_text(&cells, bytes_text(ref));
		cells_text(&cells, bytes_text(at));
		cells_text(&cells, json_get_text(from, "ref"));
		cells_text(&cells, name);
		cells_text(&cells, bytes_text(note_state_name(row->state)));
		cells_text(&cells, json_get_text(subject, "ref"));
		cells_text(&cells,
		    json_get_text(json_get(subject, "name"), lang));
		cli_list_row(c, v, &cells);
		return;
	}
	buffer_printf(&c->out, "%-8s %s  %-12s  %.*s\n", ref, at,
	    note_state_name(row->state), (int)name.len,
	    name.len == 0 ? "" : (const char *)name.at);
}

int
command_inbox(struct cli *c)
{
	const char *wanted = cli_arg(c, "state");
	struct id department = {.type = TYPE_UNKNOWN};
	enum note_state state = NOTE_NEW;
	bool one = wanted != NULL && note_state_by_name(wanted, &state);
	struct inbox x = {.count = 0};
	struct json *items, *v;
	struct objects o;
	size_t shown = 0;
	enum err rc = cli_open(c, false);

	o = (struct objects){c->registry, c->arena,
	    c->settings.value[SETTING_BASE_URL]};
	items = json_new(c->arena, JSON_ARRAY);
	if (rc == ERR_NONE)
		rc = whose_inbox(c, &department);
	if (rc == ERR_NONE)
		rc = inbox_read(&x, &o, &department, false, &c->e);
	if (rc != ERR_NONE)
		return cli_fail(c);
	cli_list_begin(c,
	    "note,filed,from,from_name,state,subject,subject_name");
	for (size_t i = 0; i < x.count; i++) {
		if (one && x.rows[i].state != state)
			continue;
		v = inbox_row_json(&o, &x.rows[i]);
		shown++;
		if (c->json)
			json_add(items, v);
		else
			show_note(c, &x.rows[i], v);
	}
	cli_list_end(c, object_as_of(&o, registry_size(c->registry)));
	if (c->json) {
		v = json_new(c->arena, JSON_OBJECT);
		json_put(c->arena, v, "items", items);
		json_put_null(c->arena, v, "next");
		json_put(c->arena, v, "as_of",
		    object_as_of(&o, registry_size(c->registry)));
		cli_json(c, v);
	} else if (shown == 0 && !cli_lists(c)) {
		cli_say(c, "no such note: none filed up to checkpoint %llu",
		    (unsigned long long)registry_size(c->registry));
	}
	return shown == 0 ? EXIT_NEGATIVE : EXIT_DONE;
}

/* ---- ack ---- */

struct acking {
	struct cli *c;
	struct submitting s;
	struct receipt_words words;
	uint64_t number; /* of the note */
	struct row_entity row;
	struct entry note;
	struct draft d;
};

/* LANG:TEXT, or TEXT in the language of this call. */
static enum err
read_question(struct acking *x)
{
	struct cli *c = x->c;
	const char *text = cli_arg(c, "return");
	const char *colon = strchr(text, ':');
	bool tagged = colon != NULL && colon - text >= 2 && colon - text <= 3;

	for (const char *at = text; tagged && at < colon; at++)
		tagged = *at >= 'a' && *at <= 'z';
	if (tagged)
		return option_texts(c, "return", &x->words.question);
	x->words.question = json_new(c->arena, JSON_OBJECT);
	json_put_cstr(c->arena, x->words.question, c->lang == LANG_FR ? "fr" : "en",
	    text);
	return ERR_NONE;
}

static void
put_visibility(struct acking *x, bool reference, bool question)
{
	struct cli *c = x->c;
	struct json *list;

	if (!reference && !question)
		return;
	x->words.visibility = json_new(c->arena, JSON_OBJECT);
	list = json_put(c->arena, x->words.visibility, "sealed",
	    json_new(c->arena, JSON_ARRAY));
	if (reference)
		json_add(list, json_new_number(c->arena, 0));
	if (question)
		json_add(list, json_new_number(c->arena, 1));
	json_put_cstr(c->arena, x->words.visibility, "tier", "public");
}

static enum err
read_sealed(struct acking *x)
{
	const char *text = cli_arg(x->c, "sealed");
	struct bytes rest = bytes_text(text == NULL ? "" : text);
	bool reference = false, question = false;

	while (rest.len != 0) {
		size_t len = bytes_find(rest, ',');
		struct bytes word = bytes_of(rest.at, len);

		if (bytes_is(word, "reference")) {
			reference = true;
		} else if (bytes_is(word, "question")) {
			question = true;
		} else {
			error_set(&x->c->e, ERR_INPUT,
			    "\"%.*s\" cannot be sealed", (int)len,
			    (const char *)rest.at);
			error_field(&x->c->e, "--sealed");
			return error_mend(&x->c->e, ERR_INPUT,
			    "of a receipt it takes reference,question");
		}
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	put_visibility(x, reference, question);
	return ERR_NONE;
}

static enum err
make_receipt(struct acking *x)
{
	struct cli *c = x->c;
	char id[ID_TEXT_BYTES] = "";
	uint64_t post = NUMBER_NONE;
	struct id by = x->d.by;
	enum err rc = option_who(c, "post", TYPE_BIT(TYPE_POST), &post);

	if (rc == ERR_NONE && post != NUMBER_NONE)
		rc = id_of(c, post, id);
	if (rc == ERR_NONE)
		rc = read_sealed(x);
	if (rc != ERR_NONE)
		return rc;
	x->words.post = post == NUMBER_NONE ? NULL : id;
	x->words.received = cli_arg(c, "received");
	x->words.saw = cli_arg(c, "saw");
	if (cli_has(c, "reference"))
		x->words.reference = json_new_cstr(c->arena,
		    cli_arg(c, "reference"));
	if (by.type == TYPE_UNKNOWN)
		by = x->s.filer.key.holder;
	x->words.note_version = &x->note.leaf_hash;
	rc = receipt_draft(c->registry, x->number, &x->words, &by, &x->d,
	    c->arena, &c->e);
	if (rc == ERR_INPUT && strcmp(c->e.field, "received") == 0)
		error_field(&c->e, "--received");
	return rc;
}

static int
tell_ack(struct acking *x)
{
	struct cli *c = x->c;
	struct json *v;
	bool referred = cli_has(c, "reference");

	if (!c->json) {
		submit_tell(&x->s, c);
		return EXIT_DONE;
	}
	v = object_filed(&x->s.objects, &x->s.filed[0], x->s.published);
	json_put(c->arena, v, "note", object_thing(&x->s.objects, x->number));
	json_put(c->arena, v, "note_version",
	    json_new_hash(c->arena, x->note.leaf_hash.at));
	json_put_cstr(c->arena, v, "outcome", x->words.outcome);
	json_put_cstr(c->arena, v, "reference",
	    referred ? cli_arg(c, "reference") : NULL);
	json_put_text(c->arena, v, "received",
	    json_get_text(x->d.body, "received"));
	json_put_text(c->arena, v, "saw", json_get_text(x->d.body, "saw"));
	json_put(c->arena, v, "question",
	    x->words.question == NULL ? json_new(c->arena, JSON_NULL) :
				  json_clone(c->arena, x->words.question));
	cli_json(c, v);
	return EXIT_DONE;
}

int
command_ack(struct cli *c)
{
	struct acking x = {.c = c, .d = {.type = TYPE_RECEIPT}};
	bool back = cli_has(c, "return"), others = cli_has(c, "not-for-us");
	enum err rc;
	int code;

	if (back && others)
		return cli_usage(c, "--return and --not-for-us exclude each "
				    "other");
	x.words.outcome = back ? "returned" :
	    others	 ? "not-for-us" :
	    cli_has(c, "reference") ? "acknowledged" :
				      "received";
	rc = submit_open(&x.s, c);
	if (rc == ERR_NONE)
		rc = option_by(c, &x.d.by);
	if (rc == ERR_NONE)
		rc = note_find(c, c->args.words[0], &x.number, &x.row,
		    &x.note);
	if (rc == ERR_NONE && back)
		rc = read_question(&x);
	if (rc == ERR_NONE)
		rc = make_receipt(&x);
	if (rc == ERR_NONE)
		rc = submit_files(&x.s, c, &x.d, 1);
	code = rc == ERR_NONE ? tell_ack(&x) : cli_fail(c);
	submit_close(&x.s);
	return code;
}
