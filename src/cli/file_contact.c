/* chancery file contact: a contact from its options (A4.2) */
#include "cli/file.h"
#include "format/edtf.h"
#include "register/naming.h"

/* What --sealed may name, and the slot that holds it. */
static const struct {
	const char *name;
	unsigned slot;
} sealable[] = {
    {"with",        CONTACT_FOREIGN    },
    {"when",        CONTACT_WHEN       },
    {"time",        CONTACT_TIME       },
    {"minutes",     CONTACT_MINUTES    },
    {"place",       CONTACT_PLACE      },
    {"topics",      CONTACT_TOPICS     },
    {"arranging",   CONTACT_ARRANGING  },
    {"summary",     CONTACT_SUMMARY    },
    {"detail",      CONTACT_DETAIL     },
    {"particulars", CONTACT_PARTICULARS},
    {"kind",        CONTACT_KIND       },
    {"materials",   CONTACT_MATERIALS  },
};

static enum err
read_sealed(struct making *m)
{
	const char *text = cli_arg(m->c, "sealed");
	struct bytes rest = bytes_text(text == NULL ? "" : text);

	while (rest.len != 0) {
		size_t len = bytes_find(rest, ','), i;

		for (i = 0; i < COUNT(sealable); i++)
			if (bytes_is(bytes_of(rest.at, len), sealable[i].name))
				break;
		if (i == COUNT(sealable)) {
			error_set(&m->c->e, ERR_INPUT,
			    "\"%.*s\" cannot be sealed", (int)len,
			    (const char *)rest.at);
			error_field(&m->c->e, "--sealed");
			return error_mend(&m->c->e, ERR_INPUT,
			    "it takes with,"
			    "when,time,minutes,place,topics,arranging,summary,"
			    "detail,particulars,kind,materials");
		}
		m->sealed |= 1u << sealable[i].slot;
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	return ERR_NONE;
}

static bool
is_sealed(const struct making *m, unsigned slot)
{
	return (m->sealed >> slot & 1) != 0;
}

static struct json *
party(struct making *m, const char *side, const char *role)
{
	struct arena *a = m->c->arena;
	struct json *p = json_new(a, JSON_OBJECT);

	json_put_null(a, p, "as");
	json_put_null(a, p, "described");
	json_put_null(a, p, "org");
	json_put_cstr(a, p, "role", role);
	json_put_cstr(a, p, "side", side);
	json_put_null(a, p, "state");
	json_put_null(a, p, "who");
	return p;
}

/* The state that the counterpart represents: --state, else that of the post,
 * the organisation, or the one state of the person. */
static enum err
foreign_state(struct making *m, char out[3])
{
	const char *given = cli_arg(m->c, "state");
	uint64_t from[2] = {m->with_post, m->with};
	struct bytes state = {NULL, 0};

	out[0] = '\0';
	if (given != NULL && strlen(given) == 2) {
		out[0] = (char)(given[0] | 0x20);
		out[1] = (char)(given[1] | 0x20);
		out[2] = '\0';
		return ERR_NONE;
	}
	for (size_t i = 0; i < COUNT(from) && state.len == 0; i++) {
		struct entry entry;
		enum err rc;

		if (from[i] == NUMBER_NONE)
			continue;
		rc = body_of(m->c, from[i], &entry);
		if (rc != ERR_NONE)
			return rc;
		if (entry.type == TYPE_POST)
			state = json_get_text(entry.body, "sent_by");
		else if (entry.type == TYPE_ORG)
			state = json_get_text(entry.body, "state");
		else if (json_get(entry.body, "states") != NULL &&
		    json_get(entry.body, "states")->count == 1)
			state = json_get(entry.body, "states")->first->text;
	}
	if (state.len != 2) {
		error_set(&m->c->e, ERR_INPUT,
		    "the state that the counterpart represents is not known");
		error_field(&m->c->e, "--with");
		return error_mend(&m->c->e, ERR_INPUT, "add --state CC");
	}
	memcpy(out, state.at, 2);
	out[2] = '\0';
	return ERR_NONE;
}

static enum err
foreign_party(struct making *m, struct json **out)
{
	struct json *p = party(m, "foreign", "principal");
	char id[ID_TEXT_BYTES] = "", state[3];
	enum err rc = foreign_state(m, state);

	if (rc == ERR_NONE && m->with != NUMBER_NONE) {
		rc = id_of(m->c, m->with, id);
		json_put_cstr(m->c->arena, p,
		    strncmp(id, "post:", 5) == 0    ? "as" :
			strncmp(id, "org:", 4) == 0 ? "org" :
						      "who",
		    id);
	}
	if (rc == ERR_NONE && m->with_post != NUMBER_NONE) {
		rc = id_of(m->c, m->with_post, id);
		json_put_cstr(m->c->arena, p, "as", id);
	}
	json_put_cstr(m->c->arena, p, "state", state);
	*out = p;
	return rc;
}

static enum err
put_parties(struct making *m)
{
	struct arena *a = m->c->arena;
	struct json *parties = json_new(a, JSON_ARRAY), *home, *foreign;
	const char *present;
	char id[ID_TEXT_BYTES] = "";
	size_t at = 0;
	enum err rc = id_of(m->c, m->of, id);

	if (rc != ERR_NONE)
		return rc;
	json_put_cstr(a, m->body, "subject", id);
	home = json_add(parties, party(m, "home", "principal"));
	json_put_cstr(a, home, "who", id);
	json_put_cstr(a, home, "state", m->policy.home_state);
	rc = foreign_party(m, &foreign);
	if (rc != ERR_NONE)
		return rc;
	if (is_sealed(m, CONTACT_FOREIGN)) {
		struct json *list = json_new(a, JSON_ARRAY);

		json_add(list, foreign);
		m->d->values.at[CONTACT_FOREIGN] = list;
	} else {
		json_add(parties, foreign);
	}
	while (rc == ERR_NONE &&
	    (present = args_next(&m->c->args, "present", &at)) != NULL) {
		uint64_t number;
		struct json *p;

		rc = registry_resolve(m->c->registry, present,
		    TYPE_BIT(TYPE_PERSON), "--present", &number, a, &m->c->e);
		if (rc == ERR_NONE)
			rc = id_of(m->c, number, id);
		if (rc != ERR_NONE)
			break;
		p = json_add(parties, party(m, "home", "present"));
		json_put_cstr(a, p, "who", id);
	}
	json_put(a, m->body, "parties", parties);
	return rc;
}

/* A coded member goes into the body, or into its slot when sealed. */
static void
put_coded(struct making *m, const char *name, unsigned slot, struct json *value)
{
	if (is_sealed(m, slot))
		m->d->values.at[slot] = json_is_null(value) ? NULL : value;
	else
		json_put(m->c->arena, m->body, name, value);
}

static enum err
put_when(struct making *m)
{
	const char *range = cli_arg(m->c, "public-range");
	struct json *when, *outer;
	enum err rc = option_when(m->c, "on", &when);

	if (rc != ERR_NONE)
		return rc;
	if (when == NULL)
		return making_needs(m->c, "on");
	if (!is_sealed(m, CONTACT_WHEN)) {
		json_put(m->c->arena, m->body, "when", when);
		return ERR_NONE;
	}
	if (range == NULL) {
		error_set(&m->c->e, ERR_INPUT,
		    "a sealed date keeps a public range");
		error_field(&m->c->e, "--sealed");
		return error_mend(&m->c->e, ERR_INPUT,
		    "add --public-range, a quarter such as 2022-34");
	}
	m->d->values.at[CONTACT_WHEN] = when;
	outer = json_put(m->c->arena, m->body, "when",
	    json_new(m->c->arena, JSON_OBJECT));
	json_put_cstr(m->c->arena, outer, "edtf", range);
	return ERR_NONE;
}

static enum err
put_number(struct making *m, const char *option, uint64_t max, uint64_t *out,
    bool *given)
{
	const char *text = cli_arg(m->c, option);

	*given = text != NULL;
	if (text == NULL || bytes_decimal(bytes_text(text), max, out))
		return ERR_NONE;
	error_set(&m->c->e, ERR_INPUT, "\"%s\" is no number from 0 to %llu",
	    text, (unsigned long long)max);
	error_field(&m->c->e, "--%s", option);
	return ERR_INPUT;
}

/* A tally has no exact day (A4.2): several contacts of one day are filed one
 * by one. */
static enum err
is_a_tally(struct making *m)
{
	const char *on = cli_arg(m->c, "on");
	struct edtf d;

	if (on == NULL || edtf_parse(&d, bytes_text(on), NULL) != ERR_NONE ||
	    strlen(on) != strlen("2021-03-04") || d.start_lo != d.start_hi)
		return ERR_NONE;
	error_word(&m->c->e, ERR_INPUT, "tally_exact",
	    "\"%s\" is one known day, and a tally has none", on);
	error_field(&m->c->e, "--times");
	return error_mend(&m->c->e, ERR_INPUT,
	    "file the contacts of that day "
	    "one by one, or give a range");
}

static enum err
put_numbers(struct making *m)
{
	uint64_t times = 1, minutes = 0;
	bool given;
	enum err rc = put_number(m, "times", 16777215, &times, &given);

	if (rc == ERR_NONE && times > 1)
		rc = is_a_tally(m);
	json_put_number(m->c->arena, m->body, "times", (int64_t)times);
	if (rc == ERR_NONE)
		rc = put_number(m, "minutes", 100000, &minutes, &given);
	put_coded(m, "minutes", CONTACT_MINUTES,
	    given ? json_new_number(m->c->arena, (int64_t)minutes) :
		    json_new(m->c->arena, JSON_NULL));
	return rc;
}

static struct json *
codes(struct making *m, const char *option)
{
	struct json *list = json_new(m->c->arena, JSON_ARRAY);
	const char *value;
	size_t at = 0;

	while ((value = args_next(&m->c->args, option, &at)) != NULL)
		json_add(list, json_new_cstr(m->c->arena, value));
	return list;
}

static enum err
put_arranging(struct making *m)
{
	const char *by = cli_arg(m->c, "initiated-by"), *value;
	struct arena *a = m->c->arena;
	struct json *list = json_new(a, JSON_ARRAY), *both;
	size_t at = 0;
	enum err rc = ERR_NONE;

	while (rc == ERR_NONE &&
	    (value = args_next(&m->c->args, "arranged-by", &at)) != NULL) {
		char id[ID_TEXT_BYTES] = "";
		uint64_t number;

		rc = registry_resolve(m->c->registry, value, TYPES_WHO,
		    "--arranged-by", &number, a, &m->c->e);
		if (rc == ERR_NONE)
			rc = id_of(m->c, number, id);
		if (rc == ERR_NONE)
			json_add(list, json_new_cstr(a, id));
	}
	if (is_sealed(m, CONTACT_ARRANGING)) {
		both = json_new(a, JSON_OBJECT);
		json_put(a, both, "arranged_by", list);
		json_put_cstr(a, both, "initiated_by",
		    by == NULL ? "unknown" : by);
		m->d->values.at[CONTACT_ARRANGING] = both;
	} else {
		json_put(a, m->body, "arranged_by", list);
		json_put_cstr(a, m->body, "initiated_by",
		    by == NULL ? "unknown" : by);
	}
	return rc;
}

static enum err
put_place(struct making *m)
{
	const char *text = cli_arg(m->c, "place");
	const char *country = cli_arg(m->c, "country");
	struct arena *a = m->c->arena;
	struct json *place = NULL;
	char state[3] = "";

	if (country != NULL && strlen(country) == 2) {
		state[0] = (char)(country[0] | 0x20);
		state[1] = (char)(country[1] | 0x20);
	}
	if (text != NULL) {
		place = json_new(a, JSON_OBJECT);
		json_put_cstr(a, place, "text", text);
	}
	if (is_sealed(m, CONTACT_PLACE)) {
		if (place == NULL)
			place = json_new(a, JSON_OBJECT);
		json_put_cstr(a, place, "country",
		    state[0] == '\0' ? NULL : state);
	} else {
		json_put_cstr(a, m->body, "country",
		    state[0] == '\0' ? NULL : state);
	}
	m->d->values.at[CONTACT_PLACE] = place;
	return ERR_NONE;
}

static enum err
put_materials(struct making *m)
{
	struct arena *a = m->c->arena;
	struct json *list = json_new(a, JSON_ARRAY);
	struct json *titles = json_new(a, JSON_ARRAY);
	bool sealed = is_sealed(m, CONTACT_MATERIALS);
	const char *path;
	size_t at = 0;

	while ((path = args_next(&m->c->args, "material", &at)) != NULL) {
		const char *name = strrchr(path, '/');
		struct json *item = json_new(a, JSON_OBJECT), *title;
		struct buffer b = {0};
		struct hash h;
		enum err rc = file_read(&b, path, 256 * MIB, &m->c->e);

		if (rc != ERR_NONE)
			return rc;
		h = hash_bytes(buffer_bytes(&b));
		buffer_release(&b);
		json_put_cstr(a, item, "direction", "received");
		json_put(a, item, "sha256", json_new_hash(a, h.at));
		json_add(list, item);
		item = json_add(titles, sealed ? json_clone(a, item) :
		    json_new(a, JSON_OBJECT));
		title = json_put(a, item, "title", json_new(a, JSON_OBJECT));
		json_put_cstr(a, title, "en", name == NULL ? path : name + 1);
	}
	if (!sealed)
		json_put(a, m->body, "materials", list);
	if (titles->count != 0)
		m->d->values.at[CONTACT_MATERIALS] = titles;
	return ERR_NONE;
}

static enum err
put_texts(struct making *m)
{
	struct json *summary, *sought, *detail;
	struct arena *a = m->c->arena;
	enum err rc = option_texts(m->c, "summary", &summary);

	if (rc == ERR_NONE)
		rc = option_texts(m->c, "sought", &sought);
	if (rc != ERR_NONE)
		return rc;
	m->d->values.at[CONTACT_SUMMARY] = summary;
	if (sought != NULL) {
		detail = json_new(a, JSON_OBJECT);
		json_put_null(a, detail, "channel");
		json_put_null(a, detail, "occasion");
		json_put(a, detail, "sought", sought);
		m->d->values.at[CONTACT_DETAIL] = detail;
	}
	if (cli_has(m->c, "law"))
		json_put(a, m->body, "laws", codes(m, "law"));
	return ERR_NONE;
}

/* kind, with what gifts and travels need beside it */
static enum err
put_kind(struct making *m)
{
	const char *kind = cli_arg(m->c, "kind");
	struct arena *a = m->c->arena;
	struct json *v, *words;

	if (kind == NULL)
		return making_needs(m->c, "kind");
	if (kind_code(bytes_text(kind)) < 0) {
		error_set(&m->c->e, ERR_INPUT, "\"%s\" is no kind of contact",
		    kind);
		error_field(&m->c->e, "--kind");
		return error_mend(&m->c->e, ERR_INPUT, "chancery help kinds");
	}
	if (is_sealed(m, CONTACT_KIND)) {
		m->d->values.at[CONTACT_KIND] = json_new_cstr(a, kind);
		json_put_cstr(a, m->body, "kind", "sealed");
		return ERR_NONE;
	}
	json_put_cstr(a, m->body, "kind", kind);
	if (strcmp(kind, "gift") != 0 && strcmp(kind, "travel") != 0)
		return ERR_NONE;
	words = json_new(a, JSON_OBJECT);
	json_put(a, words, "description",
	    m->d->values.at[CONTACT_SUMMARY] == NULL ?
		json_new(a, JSON_NULL) :
		json_clone(a, m->d->values.at[CONTACT_SUMMARY]));
	json_put_null(a, words, "destination");
	json_put_null(a, words, "paid_by");
	json_put_null(a, words, "purpose");
	m->d->values.at[CONTACT_PARTICULARS] = words;
	v = json_new(a, JSON_OBJECT);
	json_put_null(a, v, "paid_by");
	if (strcmp(kind, "gift") == 0) {
		json_put_null(a, v, "currency");
		json_put_cstr(a, v, "direction", "received");
		json_put_cstr(a, v, "disposition", "unknown");
		json_put_cstr(a, v, "value_class", "unknown");
		json_put_null(a, v, "value_minor");
	}
	json_put(a, is_sealed(m, CONTACT_PARTICULARS) ? words : m->body, kind,
	    v);
	return ERR_NONE;
}

static enum err
put_source(struct making *m)
{
	const char *basis = cli_arg(m->c, "basis");
	struct arena *a = m->c->arena;
	struct json *v = json_put(a, m->body, "source_of_record",
	    json_new(a, JSON_OBJECT));
	char id[ID_TEXT_BYTES] = "";
	uint64_t number;
	enum err rc;

	json_put_cstr(a, v, "basis", basis == NULL ? "own-record" : basis);
	json_put_null(a, v, "document");
	json_put_null(a, v, "origin");
	json_put_null(a, v, "statement");
	rc = option_who(m->c, "document", TYPE_BIT(TYPE_DOCUMENT), &number);
	if (rc == ERR_NONE && number != NUMBER_NONE) {
		rc = id_of(m->c, number, id);
		json_put_cstr(a, v, "document", id);
	}
	if (rc == ERR_NONE)
		rc = option_who(m->c, "counter-of", TYPE_BIT(TYPE_CONTACT),
		    &number);
	if (rc == ERR_NONE && number != NUMBER_NONE) {
		rc = id_of(m->c, number, id);
		json_put_cstr(a, m->body, "counter_of", id);
	}
	return rc;
}

/* A coded member in its slot: with tier public it stands in the body (model
 * 3.10, M*). */
#define SEALED_CODED                                                       \
	(1u << CONTACT_WHEN | 1u << CONTACT_TIME | 1u << CONTACT_MINUTES | \
	    1u << CONTACT_TOPICS | 1u << CONTACT_ARRANGING |               \
	    1u << CONTACT_KIND | 1u << CONTACT_FOREIGN |                   \
	    1u << CONTACT_PLACE | 1u << CONTACT_PARTICULARS |              \
	    1u << CONTACT_MATERIALS)

static void
put_visibility(struct making *m)
{
	const char *until = cli_arg(m->c, "public-on");
	const char *ground = cli_arg(m->c, "withhold");
	struct arena *a = m->c->arena;
	struct json *v = json_put(a, m->body, "visibility",
			json_new(a, JSON_OBJECT)),
		    *list;

	if (until != NULL) {
		json_put_cstr(a, v, "tier", "delayed");
		json_put_cstr(a, v, "until", until);
		return;
	}
	if (ground != NULL) {
		json_put_null(a, v, "authority");
		json_put_cstr(a, v, "ground", ground);
		json_put_cstr(a, v, "tier", "withheld");
		return;
	}
	if (m->sealed != 0) {
		list = json_put(a, v, "sealed", json_new(a, JSON_ARRAY));
		for (unsigned i = 0; i < SLOT_COUNT; i++)
			if (is_sealed(m, i))
				json_add(list, json_new_number(a, i));
	}
	json_put_cstr(a, v, "tier",
	    (m->sealed & SEALED_CODED) != 0 ? "sealed" : "public");
}

static enum err
whom(struct making *m)
{
	enum err rc = option_who(m->c, "of", TYPE_BIT(TYPE_PERSON), &m->of);

	if (rc == ERR_NONE)
		rc = option_who(m->c, "with", TYPES_COUNTERPART, &m->with);
	if (rc == ERR_NONE)
		rc = option_who(m->c, "with-post", TYPE_BIT(TYPE_POST),
		    &m->with_post);
	if (rc == ERR_NONE && m->of == NUMBER_NONE)
		rc = read_model_own_official(registry_read_model(
						 m->c->registry),
		    &m->s->filer.key.holder, &m->of, m->c->arena, &m->c->e);
	if (rc == ERR_NONE && m->of == NUMBER_NONE)
		return making_needs(m->c, "of");
	if (rc == ERR_NONE && m->with == NUMBER_NONE &&
	    m->with_post == NUMBER_NONE)
		return making_needs(m->c, "with");
	return rc;
}

enum err
contact_body(struct making *m)
{
	const struct world *w = read_model_world(
	    registry_read_model(m->c->registry));
	const char *status = cli_arg(m->c, "status");
	struct arena *a = m->c->arena;
	enum err rc = w->policy(w->context, &m->policy, &m->c->e);

	if (rc == ERR_NONE)
		rc = read_sealed(m);
	if (rc == ERR_NONE)
		rc = whom(m);
	if (rc == ERR_NONE)
		rc = put_texts(m);
	if (rc == ERR_NONE)
		rc = put_kind(m);
	if (rc == ERR_NONE)
		rc = put_when(m);
	if (rc == ERR_NONE)
		rc = put_parties(m);
	if (rc == ERR_NONE)
		rc = put_numbers(m);
	if (rc == ERR_NONE)
		rc = put_arranging(m);
	if (rc == ERR_NONE)
		rc = put_place(m);
	if (rc == ERR_NONE)
		rc = put_materials(m);
	if (rc == ERR_NONE)
		rc = put_source(m);
	put_coded(m, "topics", CONTACT_TOPICS, codes(m, "topic"));
	json_put_cstr(a, m->body, "status", status == NULL ? "held" : status);
	json_put_null(a, m->body, "language");
	put_visibility(m);
	return rc;
}
