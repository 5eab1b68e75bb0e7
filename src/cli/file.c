/* chancery file TYPE: people, posts and every other type (A4.3) */
#include "cli/file.h"
#include "cli/file_paper.h"
#include "cli/note.h"
#include "register/naming.h"

#define BODY_FILE_BYTES (64 * KIB)

enum err
making_needs(struct cli *c, const char *option)
{
	error_word(&c->e, ERR_INPUT, "usage", "--%s is missing", option);
	return error_mend(&c->e, ERR_INPUT, "chancery help %s",
	    c->args.command->name);
}

static struct json *
names_of(struct cli *c)
{
	struct json *list = json_new(c->arena, JSON_ARRAY);
	const char *value;
	size_t at = 0;

	while ((value = args_next(&c->args, "name", &at)) != NULL) {
		const char *colon = strchr(value, ':');
		struct json *v = json_add(list,
		    json_new(c->arena, JSON_OBJECT));
		bool tagged = colon != NULL && colon - value >= 2 &&
		    colon - value <= 3;

		json_put_text(c->arena, v, "lang",
		    tagged ? bytes_of(value, (size_t)(colon - value)) :
			     bytes_text("und"));
		json_put_cstr(c->arena, v, "text", tagged ? colon + 1 : value);
	}
	return list->count == 0 ? NULL : list;
}

static enum err
identifiers_of(struct cli *c, struct json **out)
{
	struct json *list = json_new(c->arena, JSON_ARRAY);
	const char *value;
	size_t at = 0;

	*out = NULL;
	while ((value = args_next(&c->args, "identifier", &at)) != NULL) {
		const char *colon = strchr(value, ':');
		struct json *v = json_add(list,
		    json_new(c->arena, JSON_OBJECT));

		if (colon == NULL || colon == value || colon[1] == '\0') {
			error_set(&c->e, ERR_INPUT, "\"%s\" is no SCHEME:VALUE",
			    value);
			error_field(&c->e, "--identifier");
			return ERR_INPUT;
		}
		json_put_text(c->arena, v, "scheme",
		    bytes_of(value, (size_t)(colon - value)));
		json_put_cstr(c->arena, v, "value", colon + 1);
		*out = list;
	}
	return ERR_NONE;
}

/* Two small letters of an option; null where it was not given. */
static struct json *
state_option(struct cli *c, const char *name)
{
	const char *text = cli_arg(c, name);
	char state[3] = "";

	if (text == NULL)
		return json_new(c->arena, JSON_NULL);
	if (strlen(text) != 2)
		return json_new_cstr(c->arena, text);
	state[0] = (char)(text[0] | 0x20);
	state[1] = (char)(text[1] | 0x20);
	return json_new_cstr(c->arena, state);
}

static struct json *
state_list(struct cli *c, const char *name)
{
	struct json *list = json_new(c->arena, JSON_ARRAY);
	const char *value;
	size_t at = 0;

	while ((value = args_next(&c->args, name, &at)) != NULL) {
		char state[3] = "";

		if (strlen(value) == 2) {
			state[0] = (char)(value[0] | 0x20);
			state[1] = (char)(value[1] | 0x20);
		}
		json_add(list, json_new_cstr(c->arena, state));
	}
	return list;
}

static enum err
put_id(struct making *m, const char *option, const char *member, uint32_t types,
    bool needed)
{
	char id[ID_TEXT_BYTES] = "";
	uint64_t number;
	enum err rc = option_who(m->c, option, types, &number);

	if (rc != ERR_NONE)
		return rc;
	if (number == NUMBER_NONE)
		return needed ? making_needs(m->c, option) : ERR_NONE;
	rc = id_of(m->c, number, id);
	json_put_cstr(m->c->arena, m->body, member, id);
	return rc;
}

static enum err
named_body(struct making *m)
{
	struct arena *a = m->c->arena;
	const char *kind = cli_arg(m->c, "org-kind");
	struct json *identifiers;
	enum err rc = identifiers_of(m->c, &identifiers);

	if (rc != ERR_NONE)
		return rc;
	m->d->values.at[0] = names_of(m->c);
	m->d->values.at[1] = identifiers;
	if (m->d->values.at[0] == NULL)
		return making_needs(m->c, "name");
	if (m->d->type == TYPE_PERSON) {
		if (cli_has(m->c, "state")) {
			struct json *list = json_put(a, m->body, "states",
			    json_new(a, JSON_ARRAY));

			json_add(list, state_option(m->c, "state"));
		}
		return ERR_NONE;
	}
	if (kind == NULL)
		return making_needs(m->c, "org-kind");
	json_put_cstr(a, m->body, "kind", kind);
	json_put(a, m->body, "state", state_option(m->c, "state"));
	if (cli_has(m->c, "mission")) {
		json_put_cstr(a, m->body, "mission", cli_arg(m->c, "mission"));
		json_put(a, m->body, "receiving",
		    state_list(m->c, "receiving"));
	}
	return put_id(m, "org", "parent", TYPE_BIT(TYPE_ORG), false);
}

static enum err
post_body(struct making *m)
{
	struct arena *a = m->c->arena;
	struct json *title, *identifiers;
	enum err rc = option_texts(m->c, "title", &title);

	if (rc == ERR_NONE)
		rc = identifiers_of(m->c, &identifiers);
	if (rc != ERR_NONE)
		return rc;
	if (title == NULL)
		return making_needs(m->c, "title");
	m->d->values.at[0] = title;
	m->d->values.at[1] = identifiers;
	json_put(a, m->body, "accredited_to",
	    state_list(m->c, "accredited-to"));
	json_put(a, m->body, "sent_by", state_option(m->c, "sent-by"));
	json_put_null(a, m->body, "exists");
	return put_id(m, "org", "org", TYPE_BIT(TYPE_ORG), true);
}

static enum err
tenure_body(struct making *m)
{
	struct json *when;
	enum err rc = put_id(m, "person", "person", TYPE_BIT(TYPE_PERSON),
	    true);

	if (rc == ERR_NONE)
		rc = put_id(m, "post", "post", TYPE_BIT(TYPE_POST), true);
	if (rc == ERR_NONE)
		rc = option_when(m->c, "when", &when);
	if (rc != ERR_NONE)
		return rc;
	if (when == NULL)
		return making_needs(m->c, "when");
	json_put(m->c->arena, m->body, "when", when);
	json_put_bool(m->c->arena, m->body, "acting", cli_has(m->c, "acting"));
	return ERR_NONE;
}

static enum err
json_file(struct cli *c, const char *path, struct json **out)
{
	struct buffer b = {0};
	const struct json *v = NULL;
	enum err rc = file_read(&b, path, BODY_FILE_BYTES, &c->e);

	if (rc == ERR_NONE)
		rc = json_parse(&v, arena_copy(c->arena, buffer_bytes(&b)),
		    &json_entry_limits, c->arena, &c->e);
	buffer_release(&b);
	if (rc == ERR_NONE && v->type != JSON_OBJECT)
		rc = error_set(&c->e, ERR_INPUT, "not a JSON object");
	if (rc != ERR_NONE)
		return error_wrap(&c->e, "%s", path);
	*out = json_clone(c->arena, v);
	return ERR_NONE;
}

static enum err
body_from_files(struct making *m)
{
	struct json *slots;
	enum err rc = json_file(m->c, cli_arg(m->c, "body"), &m->body);

	if (rc == ERR_NONE)
		rc = paper_references(m->c, m->body);
	if (rc == ERR_NONE && cli_has(m->c, "slots")) {
		rc = json_file(m->c, cli_arg(m->c, "slots"), &slots);
		if (rc == ERR_NONE)
			rc = filing_slots(&m->d->values, m->d->type, slots,
			    &m->c->e);
	}
	return rc;
}

/* A shipped rule set (rules/README.md): beside the program where it runs from
 * its build folder, else where it was installed. */
static enum err
rule_path(struct cli *c, char out[PATH_BYTES])
{
	static const char *const folders[] = {CHANCERY_RULES,
	    CHANCERY_SOURCE_RULES};
	const char *rule = cli_arg(c, "rule");

	for (size_t i = 0; i < COUNT(folders); i++) {
		(void)snprintf(out, PATH_BYTES, "%s/%.40s.json", folders[i],
		    rule);
		if (strchr(rule, '/') == NULL && file_exists(out))
			return ERR_NONE;
	}
	error_set(&c->e, ERR_ABSENT, "no rule set \"%s\"", rule);
	error_field(&c->e, "--rule");
	return error_mend(&c->e, ERR_ABSENT,
	    "one of ca-lobby, ca-fitaa, uk-firs, uk-ministers, au-fits, "
	    "us-fara, ie-lobby, si-kpk, fr-hatvp, de-lobby, cl-lobby, office");
}

static struct json *
open_day(struct cli *c, uint32_t day, uint32_t open)
{
	char text[11];

	day_print(text, day);
	return json_new_cstr(c->arena, day == open ? NULL : text);
}

/* --subject, --from, --to and --title over what is shipped. */
static enum err
duty_options(struct making *m, struct json *slots)
{
	struct cli *c = m->c;
	struct json *list = json_new(c->arena, JSON_ARRAY), *title, *window;
	const char *value;
	uint32_t from, to;
	size_t at = 0;
	enum err rc = option_texts(c, "title", &title);

	if (rc == ERR_NONE && title != NULL)
		json_put(c->arena, slots, "title", title);
	while (rc == ERR_NONE &&
	    (value = args_next(&c->args, "subject", &at)) != NULL) {
		char id[ID_TEXT_BYTES] = "";
		uint64_t number;

		rc = registry_resolve(c->registry, value,
		    TYPE_BIT(TYPE_PERSON), "--subject", &number, c->arena,
		    &c->e);
		if (rc == ERR_NONE)
			rc = id_of(c, number, id);
		json_add(list, json_new_cstr(c->arena, id));
	}
	if (list->count != 0)
		json_put(c->arena, m->body, "applies_to", list);
	if (rc == ERR_NONE)
		rc = option_day(c, "from", false, &from);
	if (rc == ERR_NONE)
		rc = option_day(c, "to", true, &to);
	if (rc != ERR_NONE)
		return rc;
	window = json_put(c->arena, m->body, "window",
	    json_new(c->arena, JSON_OBJECT));
	json_put(c->arena, window, "from", open_day(c, from, DAY_FIRST));
	json_put(c->arena, window, "to", open_day(c, to, DAY_LAST));
	return ERR_NONE;
}

static enum err
duty_body(struct making *m)
{
	struct json *file, *slots;
	char path[PATH_BYTES];
	enum err rc;

	if (!cli_has(m->c, "rule"))
		return making_needs(m->c, "rule");
	rc = rule_path(m->c, path);
	if (rc == ERR_NONE)
		rc = json_file(m->c, path, &file);
	if (rc == ERR_NONE && (json_is_null(json_get(file, "body")) ||
	    json_is_null(json_get(file, "slots"))))
		rc = error_set(&m->c->e, ERR_INPUT,
		    "\"%s\" is no rule set: it has no body or no slots",
		    path);
	if (rc != ERR_NONE)
		return rc;
	m->body = json_clone(m->c->arena, json_get(file, "body"));
	slots = json_clone(m->c->arena, json_get(file, "slots"));
	rc = duty_options(m, slots);
	return rc == ERR_NONE ? filing_slots(&m->d->values, TYPE_DUTY, slots,
				    &m->c->e) :
				rc;
}

static enum err
make_body(struct making *m)
{
	if (cli_has(m->c, "body"))
		return body_from_files(m);
	if (m->d->type == TYPE_CONTACT)
		return contact_body(m);
	if (m->d->type == TYPE_PERSON || m->d->type == TYPE_ORG)
		return named_body(m);
	if (m->d->type == TYPE_POST)
		return post_body(m);
	if (m->d->type == TYPE_TENURE)
		return tenure_body(m);
	if (m->d->type == TYPE_DUTY)
		return duty_body(m);
	return making_needs(m->c, "body");
}

/* `body`: of another type than a contact; NULL: read it from the log. */
static int
report(struct submitting *s, struct cli *c, const struct json *body)
{
	bool noted = s->count == 2 && s->filed[1].type == TYPE_NOTE;
	const struct filed *f = &s->filed[0];
	bool dry = cli_has(c, "dry-run");
	struct json *v;

	if (!c->json) {
		submit_tell(s, c);
		return EXIT_DONE;
	}
	v = object_filed(&s->objects, f, s->published);
	if (f->type == TYPE_CONTACT) {
		json_put(c->arena, v, "row",
		    dry ? json_new(c->arena, JSON_NULL) :
			  object_row(&s->objects, f->number, 0));
		json_put(c->arena, v, "note",
		    object_thing(&s->objects,
			noted && !dry ? s->filed[1].entity : NUMBER_NONE));
	} else {
		json_put(c->arena, v, "thing",
		    object_thing(&s->objects, dry ? NUMBER_NONE : f->entity));
		json_put(c->arena, v, "body",
		    body == NULL ? json_new(c->arena, JSON_NULL) :
				   json_clone(c->arena, body));
	}
	cli_json(c, v);
	return EXIT_DONE;
}

/* A contact and the note of it, all or none (A4.2). */
static enum err
file_with_note(struct making *m)
{
	struct cli *c = m->c;
	struct noting x = {.c = c, .s = m->s, .sealed = true};
	struct draft both[2];
	char id[ID_TEXT_BYTES];
	enum err rc;

	id_random(&m->d->id, TYPE_CONTACT);
	id_print(id, &m->d->id);
	x.contacts = json_new(c->arena, JSON_ARRAY);
	json_add(x.contacts, json_new_cstr(c->arena, id));
	x.draft.by = m->d->by;
	rc = noting_to(&x);
	if (rc == ERR_NONE)
		rc = noting_prepare(&x, cli_arg(c, "note"));
	if (rc == ERR_NONE)
		rc = noting_keep(&x);
	both[0] = *m->d;
	both[0].body = m->body;
	both[1] = x.draft;
	if (rc == ERR_NONE)
		rc = submit_files(m->s, c, both, 2);
	noting_settle(&x, rc);
	noting_release(&x);
	return rc;
}

int
command_file(struct cli *c)
{
	struct submitting s = {.count = 0};
	struct draft d = {.type = TYPE_UNKNOWN};
	struct making m = {.c = c, .s = &s, .d = &d};
	struct papers papers = {.is_new = {false, false}};
	enum err rc;
	int code;

	if (cli_has(c, "resend")) {
		rc = submit_reach(&s, c);
		if (rc == ERR_NONE)
			rc = submit_again(&s, c);
		code = rc == ERR_NONE ? report(&s, c, NULL) : cli_fail(c);
		submit_close(&s);
		return code;
	}
	if (c->args.word_count == 0)
		return cli_usage(c, "file needs a TYPE");
	d.type = type_by_name(bytes_text(c->args.words[0]));
	if (cli_has(c, "note") && d.type != TYPE_CONTACT)
		return cli_usage(c, "--note goes with a contact");
	if (d.type == TYPE_UNKNOWN || d.type == TYPE_INDEX_ROOT)
		return cli_usage(c, "no type \"%s\"", c->args.words[0]);
	m.body = json_new(c->arena, JSON_OBJECT);
	rc = submit_open(&s, c);
	if (rc == ERR_NONE)
		rc = option_by(c, &d.by);
	if (rc == ERR_NONE)
		rc = make_body(&m);
	if (rc == ERR_NONE && d.type == TYPE_DOCUMENT)
		rc = paper_document(&m, &papers);
	if (rc == ERR_NONE && d.type == TYPE_STATEMENT)
		rc = paper_statement(&m, &papers);
	d.body = m.body;
	if (rc == ERR_NONE)
		rc = paper_keep(&m, &papers);
	if (rc == ERR_NONE)
		rc = cli_has(c, "note") ? file_with_note(&m) :
					  submit_files(&s, c, &d, 1);
	paper_release(&m, &papers, rc);
	code = rc == ERR_NONE ? report(&s, c, d.body) : cli_fail(c);
	submit_close(&s);
	return code;
}
