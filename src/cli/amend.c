/* chancery amend REF: the next version (A4.4) */
#include "base/file.h"
#include "cli/amend.h"
#include "register/naming.h"
#include "register/next_version.h"

enum err
amending_reason(struct amending *m)
{
	const char *text = cli_arg(m->c, "reason"), *colon, *words;
	char lang[4] = "en";

	m->reason = NULL;
	if (text == NULL)
		return error_mend(&m->c->e,
		    error_word(&m->c->e, ERR_INPUT, "usage",
			"--reason is missing"),
		    "say why: --reason "
		    "\"correction:en:the phone bill shows it\"");
	colon = strchr(text, ':');
	(void)snprintf(m->code, sizeof m->code, "%.*s",
	    colon == NULL ? (int)strlen(text) : (int)(colon - text), text);
	if (colon == NULL || colon[1] == '\0')
		return ERR_NONE;
	words = colon + 1;
	if (strlen(words) > 3 && words[2] == ':') {
		(void)snprintf(lang, sizeof lang, "%.2s", words);
		words += 3;
	} else if (m->c->lang == LANG_FR) {
		(void)snprintf(lang, sizeof lang, "fr");
	}
	m->reason = json_new(m->c->arena, JSON_OBJECT);
	json_put_cstr(m->c->arena, m->reason, lang, words);
	return ERR_NONE;
}

enum err
amending_load(struct amending *m, uint64_t entity)
{
	struct cli *c = m->c;
	struct next_version v;
	struct slot_store store = {.has_seed = false};
	enum err rc = next_version_load(&v, c->registry, entity, c->arena,
	    &c->e);

	if (rc != ERR_NONE)
		return rc;
	store.bare = v.bare;
	if (v.current.has_seal && submit_lacks_values(c, v.has_values ?
		ERR_NONE : ERR_ABSENT, &store))
		return c->e.code;
	m->entity = entity;
	m->row = v.row;
	m->now = v.now;
	m->current = v.current;
	m->values = v.values;
	return ERR_NONE;
}

enum err
amending_open(struct amending *m)
{
	struct cli *c = m->c;
	uint64_t entity;
	bool entry;
	enum err rc = submit_open(&m->s, c);

	if (rc == ERR_NONE)
		rc = registry_resolve_any(c->registry, c->args.words[0],
		    &entity, &entry, c->arena, &c->e);
	if (rc == ERR_NONE && entry) {
		struct row_entry row;

		rc = read_model_entry(registry_read_model(c->registry),
		    entity, &row, c->arena, &c->e);
		entity = rc == ERR_NONE ? row.entity : 0;
	}
	return rc == ERR_NONE ? amending_load(m, entity) : rc;
}

/* --if LEAF: still the version that the caller looked at? */
static enum err
check_if(struct amending *m)
{
	const char *text = cli_arg(m->c, "if");
	struct bytes name = bytes_text("?");
	struct row_entity row;
	struct hash leaf;
	char at[21];

	if (text == NULL)
		return ERR_NONE;
	if (!hash_parse(bytes_text(text), &leaf))
		return error_set(&m->c->e, ERR_INPUT, "\"%s\" is no leaf hash",
		    text);
	if (hash_equal(&leaf, &m->now.head))
		return ERR_NONE;
	time_print(at, m->current.at_s);
	at[10] = '\0'; /* the day */
	if (read_model_by_id(registry_read_model(m->c->registry),
		&m->current.by, &row, NULL) != ERR_NONE ||
	    read_model_name(registry_read_model(m->c->registry), row.number,
		m->c->lang == LANG_FR ? "fr" : "en", &name, m->c->arena,
		NULL) != ERR_NONE)
		name = bytes_text("?");
	error_word(&m->c->e, ERR_CONFLICT, "conflict",
	    "%s was amended meanwhile by entry %llu (%s, %.*s)",
	    m->c->args.words[0], (unsigned long long)m->row.current, at,
	    (int)(name.len > 80 ? 80 : name.len), (const char *)name.at);
	return error_mend(&m->c->e, ERR_CONFLICT, "chancery show %s --history",
	    m->c->args.words[0]);
}

/* Sets the member that a pointer names; only objects on the way. */
static enum err
set_member(struct amending *m, struct json *body, const char *text)
{
	const char *equals = strchr(text, '='), *slash;
	struct json_limits limits = json_entry_limits;
	const struct json *v = NULL;
	struct json *at = body;
	char name[48];

	if (text[0] != '/' || equals == NULL)
		return error_set(&m->c->e, ERR_INPUT,
		    "\"%s\" is no /path=VALUE", text);
	while ((slash = strchr(text + 1, '/')) != NULL && slash < equals) {
		struct json *next = NULL;

		for (struct json *k = at->type == JSON_OBJECT ? at->first :
								NULL;
		     k != NULL; k = k->next)
			if (bytes_equal(k->name,
				bytes_of(text + 1, (size_t)(slash - text - 1))))
				next = k;
		if (next == NULL)
			return error_set(&m->c->e, ERR_INPUT,
			    "the body has no member \"%.*s\"",
			    (int)(slash - text - 1), text + 1);
		at = next;
		text = slash;
	}
	(void)snprintf(name, sizeof name, "%.*s", (int)(equals - text - 1),
	    text + 1);
	if (json_parse(&v, bytes_text(equals + 1), &limits, m->c->arena,
		NULL) == ERR_NONE)
		json_put(m->c->arena, at, name, json_clone(m->c->arena, v));
	else
		json_put_cstr(m->c->arena, at, name, equals + 1);
	return ERR_NONE;
}

static enum err
read_json(struct cli *c, const char *path, const struct json **out)
{
	struct buffer b = {0};
	enum err rc = file_read(&b, path, AMEND_FILE_BYTES, &c->e);

	if (rc == ERR_NONE)
		rc = json_parse(out, arena_copy(c->arena, buffer_bytes(&b)),
		    &json_entry_limits, c->arena, &c->e);
	buffer_release(&b);
	return rc == ERR_NONE ? rc : error_wrap(&c->e, "%s", path);
}

enum err
amending_evidence(struct amending *m, struct json **out)
{
	const char *value;
	size_t at = 0;

	*out = json_new(m->c->arena, JSON_ARRAY);
	while ((value = args_next(&m->c->args, "evidence", &at)) != NULL) {
		char id[ID_TEXT_BYTES] = "";
		uint64_t number;
		enum err rc = registry_resolve(m->c->registry, value, TYPES_ANY,
		    "--evidence", &number, m->c->arena, &m->c->e);

		if (rc == ERR_NONE)
			rc = id_of(m->c, number, id);
		if (rc != ERR_NONE)
			return rc;
		json_add(*out, json_new_cstr(m->c->arena, id));
	}
	return ERR_NONE;
}

void
amending_next(const struct amending *m, struct draft *d, struct json *body)
{
	*d = (struct draft){.type = m->row.id.type,
	    .id = m->row.id,
	    .has_prev = true,
	    .prev = m->now.head,
	    .body = body,
	    .values = m->values};
	d->by = m->current.by;
	d->values.at[SLOT_REASON] = m->reason;
}

void
amending_as(const struct amending *m, struct draft *d)
{
	if (!id_equal(&m->s.filer.key.holder, &d->by))
		d->by = m->s.filer.key.holder;
}

static int
tell(struct amending *m, const struct json *after)
{
	struct cli *c = m->c;
	struct json *v, *previous, *parts, *changes, *changed;

	if (!c->json) {
		submit_tell(&m->s, c);
		return EXIT_DONE;
	}
	v = object_filed(&m->s.objects, &m->s.filed[0], m->s.published);
	previous = json_put(c->arena, v, "previous",
	    json_new(c->arena, JSON_OBJECT));
	json_put_number(c->arena, previous, "entry", (int64_t)m->row.current);
	json_put(c->arena, previous, "leaf",
	    json_new_hash(c->arena, m->current.leaf_hash.at));
	json_put_number(c->arena, previous, "version", m->row.version);
	changes = next_version_diff(m->current.body, after, c->arena);
	changed = json_put(c->arena, v, "changed",
	    json_new(c->arena, JSON_ARRAY));
	for (const struct json *k = changes == NULL ? NULL : changes->first;
	     k != NULL; k = k->next)
		json_add(changed,
		    json_new_text(c->arena, json_get_text(k, "path")));
	json_put(c->arena, v, "diff", changes);
	parts = json_put(c->arena, v, "parts", json_new(c->arena, JSON_ARRAY));
	for (size_t i = 1; i < m->s.count; i++)
		json_add(parts,
		    object_filed(&m->s.objects, &m->s.filed[i],
			m->s.published));
	cli_json(c, v);
	return EXIT_DONE;
}

static enum err
amend_one(struct amending *m, struct json **after)
{
	struct cli *c = m->c;
	struct json *body = filing_amendable(&m->current, c->arena), *list;
	const struct json *given, *slots;
	struct draft d;
	const char *value;
	size_t at = 0;
	bool slots_differ = false;
	enum err rc = ERR_NONE;

	if (cli_has(c, "body")) {
		rc = read_json(c, cli_arg(c, "body"), &given);
		if (rc == ERR_NONE)
			body = json_clone(c->arena, given);
	}
	while (
	    rc == ERR_NONE && (value = args_next(&c->args, "set", &at)) != NULL)
		rc = set_member(m, body, value);
	if (rc == ERR_NONE && cli_has(c, "slots")) {
		struct slot_values changed;

		rc = read_json(c, cli_arg(c, "slots"), &slots);
		if (rc == ERR_NONE)
			rc = filing_slots(&changed, m->row.id.type, slots,
			    &c->e);
		for (unsigned i = 0; rc == ERR_NONE && i < SLOT_REASON; i++)
			if (changed.at[i] != NULL) {
				slots_differ = slots_differ ||
				    !json_equal(changed.at[i], m->values.at[i]);
				m->values.at[i] = changed.at[i];
			}
	}
	if (rc == ERR_NONE)
		rc = amending_evidence(m, &list);
	if (rc != ERR_NONE)
		return rc;
	filing_amend(body, m->current.body, m->code, list, slots_differ,
	    c->arena);
	amending_next(m, &d, body);
	amending_as(m, &d);
	*after = body;
	return submit_files(&m->s, c, &d, 1);
}

int
command_amend(struct cli *c)
{
	struct amending m = {.c = c};
	struct json *after = NULL;
	enum err rc;
	int code;

	if (!cli_has(c, "split") && !cli_has(c, "set") && !cli_has(c, "body") &&
	    !cli_has(c, "slots"))
		return cli_usage(c,
		    "amend needs --set, --body, --slots or --split");
	rc = amending_reason(&m);
	if (rc == ERR_NONE)
		rc = amending_open(&m);
	if (rc == ERR_NONE)
		rc = check_if(&m);
	if (rc == ERR_NONE)
		rc = cli_has(c, "split") ? amending_split(&m, &after) :
					   amend_one(&m, &after);
	code = rc == ERR_NONE ? tell(&m, after) : cli_fail(c);
	submit_close(&m.s);
	return code;
}
