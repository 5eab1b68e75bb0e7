#include "faces/contact_made.h"

#include "format/edtf.h"
#include "register/naming.h"

/* What may be sealed, and the slot that holds it. */
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

/* A coded member in its slot: with tier public it stands in the body (model
 * 3.10, M*). */
#define SEALED_CODED                                                       \
	(1u << CONTACT_WHEN | 1u << CONTACT_TIME | 1u << CONTACT_MINUTES | \
	    1u << CONTACT_TOPICS | 1u << CONTACT_ARRANGING |               \
	    1u << CONTACT_KIND | 1u << CONTACT_FOREIGN |                   \
	    1u << CONTACT_PLACE | 1u << CONTACT_PARTICULARS |              \
	    1u << CONTACT_MATERIALS)

struct making {
	struct draft *d;
	struct registry *r;
	const struct contact_words *w;
	struct arena *a;
	struct error *e;
	struct json *body;
	struct register_policy policy;
};

struct contact_words
contact_words_none(void)
{
	return (struct contact_words){.of = NUMBER_NONE,
	    .of_as = NUMBER_NONE,
	    .with = NUMBER_NONE,
	    .with_post = NUMBER_NONE,
	    .times = 1,
	    .minutes = -1,
	    .document = NUMBER_NONE,
	    .counter_of = NUMBER_NONE};
}

const char *
sealable_word(size_t i)
{
	return i < COUNT(sealable) ? sealable[i].name : NULL;
}

bool
sealable_slot(struct bytes word, unsigned *slot)
{
	for (size_t i = 0; i < COUNT(sealable); i++)
		if (bytes_is(word, sealable[i].name)) {
			*slot = sealable[i].slot;
			return true;
		}
	return false;
}

static bool
is_sealed(const struct making *m, unsigned slot)
{
	return (m->w->sealed >> slot & 1) != 0;
}

static enum err
missing(struct making *m, const char *field, const char *sentence)
{
	enum err rc = error_word(m->e, ERR_INPUT, "missing", "%s", sentence);

	error_field(m->e, "%s", field);
	return rc;
}

/* ---- who ---- */

static enum err
put_id(struct making *m, struct json *in, const char *member,
    uint64_t number)
{
	char id[ID_TEXT_BYTES];
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(m->r), number,
	    &row, m->e);

	if (rc != ERR_NONE)
		return rc;
	id_print(id, &row.id);
	json_put_cstr(m->a, in, member, id);
	return rc;
}

static struct json *
party(struct making *m, const char *side, const char *role)
{
	struct json *p = json_new(m->a, JSON_OBJECT);

	json_put_null(m->a, p, "as");
	json_put_null(m->a, p, "described");
	json_put_null(m->a, p, "org");
	json_put_cstr(m->a, p, "role", role);
	json_put_cstr(m->a, p, "side", side);
	json_put_null(m->a, p, "state");
	json_put_null(m->a, p, "who");
	return p;
}

static enum err
body_of(struct making *m, uint64_t number, struct entry *out)
{
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(m->r), number,
	    &row, m->e);

	if (rc == ERR_NONE && row.annulled)
		return error_set(m->e, ERR_CONFLICT, "it was withdrawn");
	return rc == ERR_NONE ?
	    registry_entry(m->r, row.current, out, m->a, m->e) : rc;
}

/* The one state that a record names; empty: none, or several. */
static enum err
state_of(struct making *m, uint64_t number, struct bytes *out)
{
	const struct json *states;
	struct entry entry;
	enum err rc = body_of(m, number, &entry);

	*out = (struct bytes){NULL, 0};
	if (rc != ERR_NONE)
		return rc;
	states = json_get(entry.body, "states");
	if (entry.type == TYPE_POST)
		*out = json_get_text(entry.body, "sent_by");
	else if (entry.type == TYPE_ORG)
		*out = json_get_text(entry.body, "state");
	else if (!json_is_null(states) && states->count == 1)
		*out = states->first->text;
	return ERR_NONE;
}

static void
small_state(char out[3], const char *given)
{
	out[0] = '\0';
	if (given == NULL || strlen(given) != 2)
		return;
	out[0] = (char)(given[0] | 0x20);
	out[1] = (char)(given[1] | 0x20);
	out[2] = '\0';
}

/* The state that the counterpart represents: as stated, else that of the post,
 * the organisation, or the one state of the person. */
static enum err
foreign_state(struct making *m, char out[3])
{
	const uint64_t from[2] = {m->w->with_post, m->w->with};
	struct bytes state = {NULL, 0};
	enum err rc = ERR_NONE;

	small_state(out, m->w->state);
	if (out[0] != '\0')
		return ERR_NONE;
	for (size_t i = 0; i < COUNT(from) && state.len == 0; i++) {
		if (from[i] != NUMBER_NONE)
			rc = state_of(m, from[i], &state);
		if (rc != ERR_NONE)
			return rc;
	}
	if (state.len != 2) {
		error_word(m->e, ERR_INPUT, "state_unknown",
		    "the state that the counterpart represents is not known");
		error_field(m->e, "with");
		return ERR_INPUT;
	}
	memcpy(out, state.at, 2);
	out[2] = '\0';
	return ERR_NONE;
}

static enum err
put_described(struct making *m, struct json *p)
{
	struct json *list;

	if (m->w->described == NULL)
		return ERR_NONE;
	list = json_new(m->a, JSON_ARRAY);
	json_add(list, json_clone(m->a, m->w->described));
	m->d->values.at[CONTACT_DESCRIBED] = list;
	json_put_number(m->a, p, "described", 0);
	return ERR_NONE;
}

static enum err
foreign_party(struct making *m, struct json **out)
{
	struct json *p = party(m, "foreign", "principal");
	struct row_entity row;
	char state[3];
	enum err rc = foreign_state(m, state);

	if (rc == ERR_NONE)
		rc = put_described(m, p);
	if (rc == ERR_NONE && m->w->with != NUMBER_NONE)
		rc = read_model_by_number(registry_read_model(m->r),
		    m->w->with, &row, m->e);
	if (rc == ERR_NONE && m->w->with != NUMBER_NONE)
		rc = put_id(m, p, row.id.type == TYPE_POST ? "as" :
			    row.id.type == TYPE_ORG	  ? "org" :
							    "who",
		    m->w->with);
	if (rc == ERR_NONE && m->w->with_post != NUMBER_NONE)
		rc = put_id(m, p, "as", m->w->with_post);
	json_put_cstr(m->a, p, "state", state);
	*out = p;
	return rc;
}

/* Somebody who was there: of the other side where the one state on record is
 * another one than ours. */
static enum err
put_present(struct making *m, struct json *parties, uint64_t number)
{
	struct bytes state = {NULL, 0};
	struct json *p;
	bool foreign;
	enum err rc = state_of(m, number, &state);

	if (rc != ERR_NONE)
		return rc;
	foreign = state.len == 2 && !bytes_is(state, m->policy.home_state);
	p = json_add(parties, party(m, foreign ? "foreign" : "home",
	    "present"));
	if (foreign)
		json_put_text(m->a, p, "state", state);
	return put_id(m, p, "who", number);
}

static enum err
put_parties(struct making *m)
{
	struct json *parties = json_new(m->a, JSON_ARRAY), *home, *foreign,
		    *list;
	enum err rc = put_id(m, m->body, "subject", m->w->of);

	home = json_add(parties, party(m, "home", "principal"));
	if (rc == ERR_NONE)
		rc = put_id(m, home, "who", m->w->of);
	if (rc == ERR_NONE && m->w->of_as != NUMBER_NONE)
		rc = put_id(m, home, "as", m->w->of_as);
	json_put_cstr(m->a, home, "state", m->policy.home_state);
	if (rc == ERR_NONE)
		rc = foreign_party(m, &foreign);
	if (rc != ERR_NONE)
		return rc;
	if (is_sealed(m, CONTACT_FOREIGN)) {
		list = json_new(m->a, JSON_ARRAY);
		json_add(list, foreign);
		m->d->values.at[CONTACT_FOREIGN] = list;
	} else {
		json_add(parties, foreign);
	}
	for (size_t i = 0; i < m->w->present_count && rc == ERR_NONE; i++)
		rc = put_present(m, parties, m->w->present[i]);
	json_put(m->a, m->body, "parties", parties);
	return rc;
}

/* ---- when, how often ---- */

/* A coded member goes into the body, or into its slot when sealed. */
static void
put_coded(struct making *m, const char *name, unsigned slot,
    struct json *value)
{
	if (is_sealed(m, slot))
		m->d->values.at[slot] = json_is_null(value) ? NULL : value;
	else
		json_put(m->a, m->body, name, value);
}

static enum err
put_when(struct making *m)
{
	struct json *outer;

	if (m->w->when == NULL)
		return missing(m, "when", N_("say when it was"));
	if (!is_sealed(m, CONTACT_WHEN)) {
		json_put(m->a, m->body, "when", m->w->when);
		return ERR_NONE;
	}
	if (m->w->public_range == NULL || m->w->public_range[0] == '\0') {
		error_word(m->e, ERR_INPUT, "public_range",
		    "a sealed date keeps a public range");
		error_field(m->e, "sealed");
		return ERR_INPUT;
	}
	m->d->values.at[CONTACT_WHEN] = m->w->when;
	outer = json_put(m->a, m->body, "when", json_new(m->a, JSON_OBJECT));
	json_put_cstr(m->a, outer, "edtf", m->w->public_range);
	return ERR_NONE;
}

/* A tally has no exact day (A4.2): several contacts of one day are filed one
 * by one. */
static enum err
check_tally(struct making *m)
{
	struct bytes on = json_get_text(m->w->when, "edtf");
	struct edtf d;

	if (m->w->times < 2 || edtf_parse(&d, on, NULL) != ERR_NONE ||
	    on.len != strlen("2021-03-04") || d.start_lo != d.start_hi)
		return ERR_NONE;
	error_word(m->e, ERR_INPUT, "tally_exact",
	    "\"%.*s\" is one known day, and a tally has none", (int)on.len,
	    (const char *)on.at);
	error_field(m->e, "times");
	return error_mend(m->e, ERR_INPUT,
	    "file the contacts of that day one by one, or give a range");
}

static enum err
put_numbers(struct making *m)
{
	json_put_number(m->a, m->body, "times", (int64_t)m->w->times);
	put_coded(m, "minutes", CONTACT_MINUTES, m->w->minutes < 0 ?
	    json_new(m->a, JSON_NULL) :
	    json_new_number(m->a, m->w->minutes));
	return check_tally(m);
}

/* ---- how ---- */

static enum err
put_arranging(struct making *m)
{
	const char *by = m->w->initiated_by == NULL ? "unknown" :
						       m->w->initiated_by;
	struct json *list = json_new(m->a, JSON_ARRAY), *both;
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < m->w->arranged_count && rc == ERR_NONE; i++) {
		char id[ID_TEXT_BYTES];
		struct row_entity row;

		rc = read_model_by_number(registry_read_model(m->r),
		    m->w->arranged_by[i], &row, m->e);
		if (rc != ERR_NONE)
			break;
		id_print(id, &row.id);
		json_add(list, json_new_cstr(m->a, id));
	}
	both = is_sealed(m, CONTACT_ARRANGING) ?
	    json_new(m->a, JSON_OBJECT) : m->body;
	json_put(m->a, both, "arranged_by", list);
	json_put_cstr(m->a, both, "initiated_by", by);
	if (both != m->body)
		m->d->values.at[CONTACT_ARRANGING] = both;
	return rc;
}

static void
put_place(struct making *m)
{
	struct json *place = NULL;
	char country[3];

	small_state(country, m->w->country);
	if (m->w->place != NULL) {
		place = json_new(m->a, JSON_OBJECT);
		json_put_cstr(m->a, place, "text", m->w->place);
	}
	if (!is_sealed(m, CONTACT_PLACE)) {
		json_put_cstr(m->a, m->body, "country",
		    country[0] == '\0' ? NULL : country);
	} else {
		if (place == NULL)
			place = json_new(m->a, JSON_OBJECT);
		json_put_cstr(m->a, place, "country",
		    country[0] == '\0' ? NULL : country);
	}
	m->d->values.at[CONTACT_PLACE] = place;
}

static void
put_materials(struct making *m)
{
	struct json *list = json_new(m->a, JSON_ARRAY);
	struct json *titles = json_new(m->a, JSON_ARRAY);
	bool sealed = is_sealed(m, CONTACT_MATERIALS);

	for (size_t i = 0; i < m->w->material_count; i++) {
		const struct material *one = &m->w->materials[i];
		struct json *item = json_new(m->a, JSON_OBJECT), *title;

		json_put_cstr(m->a, item, "direction",
		    one->direction == NULL ? "received" : one->direction);
		json_put(m->a, item, "sha256",
		    json_new_hash(m->a, one->sha256.at));
		json_add(list, item);
		item = json_add(titles, sealed ? json_clone(m->a, item) :
		    json_new(m->a, JSON_OBJECT));
		title = json_put(m->a, item, "title",
		    json_new(m->a, JSON_OBJECT));
		json_put_cstr(m->a, title, "en", one->title);
	}
	if (!sealed)
		json_put(m->a, m->body, "materials", list);
	if (titles->count != 0)
		m->d->values.at[CONTACT_MATERIALS] = titles;
}

static void
put_texts(struct making *m)
{
	struct json *detail;

	m->d->values.at[CONTACT_SUMMARY] = m->w->summary;
	if (m->w->sought != NULL) {
		detail = json_new(m->a, JSON_OBJECT);
		json_put_null(m->a, detail, "channel");
		json_put_null(m->a, detail, "occasion");
		json_put(m->a, detail, "sought",
		    json_clone(m->a, m->w->sought));
		m->d->values.at[CONTACT_DETAIL] = detail;
	}
	if (m->w->laws != NULL && m->w->laws->count != 0)
		json_put(m->a, m->body, "laws", m->w->laws);
}

/* What gifts and travels need beside their kind. */
static void
put_particulars(struct making *m)
{
	const struct json *summary = m->d->values.at[CONTACT_SUMMARY];
	struct json *words = json_new(m->a, JSON_OBJECT);
	struct json *v = json_new(m->a, JSON_OBJECT);

	json_put(m->a, words, "description", summary == NULL ?
	    json_new(m->a, JSON_NULL) : json_clone(m->a, summary));
	json_put_null(m->a, words, "destination");
	json_put_null(m->a, words, "paid_by");
	json_put_null(m->a, words, "purpose");
	m->d->values.at[CONTACT_PARTICULARS] = words;
	json_put_null(m->a, v, "paid_by");
	if (strcmp(m->w->kind, "gift") == 0) {
		json_put_null(m->a, v, "currency");
		json_put_cstr(m->a, v, "direction", "received");
		json_put_cstr(m->a, v, "disposition", "unknown");
		json_put_cstr(m->a, v, "value_class", "unknown");
		json_put_null(m->a, v, "value_minor");
	}
	json_put(m->a, is_sealed(m, CONTACT_PARTICULARS) ? words : m->body,
	    m->w->kind, v);
}

static enum err
put_kind(struct making *m)
{
	if (m->w->kind == NULL || m->w->kind[0] == '\0')
		return missing(m, "kind", N_("choose the kind of contact"));
	if (kind_code(bytes_text(m->w->kind)) < 0) {
		error_set(m->e, ERR_INPUT, "\"%s\" is no kind of contact",
		    m->w->kind);
		error_field(m->e, "kind");
		return error_mend(m->e, ERR_INPUT, "chancery help kinds");
	}
	if (is_sealed(m, CONTACT_KIND)) {
		m->d->values.at[CONTACT_KIND] = json_new_cstr(m->a,
		    m->w->kind);
		json_put_cstr(m->a, m->body, "kind", "sealed");
		return ERR_NONE;
	}
	json_put_cstr(m->a, m->body, "kind", m->w->kind);
	if (strcmp(m->w->kind, "gift") == 0 ||
	    strcmp(m->w->kind, "travel") == 0)
		put_particulars(m);
	return ERR_NONE;
}

/* ---- where it is from, who sees it ---- */

static enum err
put_source(struct making *m)
{
	struct json *v = json_put(m->a, m->body, "source_of_record",
	    json_new(m->a, JSON_OBJECT));
	enum err rc = ERR_NONE;

	json_put_cstr(m->a, v, "basis", m->w->basis == NULL ? "own-record" :
							       m->w->basis);
	json_put_null(m->a, v, "document");
	json_put_null(m->a, v, "origin");
	json_put_null(m->a, v, "statement");
	if (m->w->document != NUMBER_NONE)
		rc = put_id(m, v, "document", m->w->document);
	if (rc == ERR_NONE && m->w->counter_of != NUMBER_NONE)
		rc = put_id(m, m->body, "counter_of", m->w->counter_of);
	return rc;
}

static void
put_visibility(struct making *m)
{
	struct json *v = json_put(m->a, m->body, "visibility",
			json_new(m->a, JSON_OBJECT)),
		    *list;

	if (m->w->public_on != NULL) {
		json_put_cstr(m->a, v, "tier", "delayed");
		json_put_cstr(m->a, v, "until", m->w->public_on);
		return;
	}
	if (m->w->withhold != NULL) {
		json_put_null(m->a, v, "authority");
		json_put_cstr(m->a, v, "ground", m->w->withhold);
		json_put_cstr(m->a, v, "tier", "withheld");
		return;
	}
	if (m->w->sealed != 0) {
		list = json_put(m->a, v, "sealed",
		    json_new(m->a, JSON_ARRAY));
		for (unsigned i = 0; i < SLOT_COUNT; i++)
			if (is_sealed(m, i))
				json_add(list, json_new_number(m->a, i));
	}
	json_put_cstr(m->a, v, "tier",
	    (m->w->sealed & SEALED_CODED) != 0 ? "sealed" : "public");
}

enum err
contact_make(struct draft *out, struct registry *r,
    const struct contact_words *w, struct arena *a, struct error *e)
{
	const struct world *world = read_model_world(registry_read_model(r));
	struct making m = {.d = out, .r = r, .w = w, .a = a, .e = e,
	    .body = json_new(a, JSON_OBJECT)};
	enum err rc = world->policy(world->context, &m.policy, e);

	if (rc == ERR_NONE && w->of == NUMBER_NONE)
		rc = missing(&m, "of", N_("say whose contact it was"));
	if (rc == ERR_NONE && w->with == NUMBER_NONE &&
	    w->with_post == NUMBER_NONE && w->described == NULL)
		rc = missing(&m, "with", N_("say with whom it was"));
	if (rc != ERR_NONE)
		return rc;
	out->type = TYPE_CONTACT;
	put_texts(&m);
	rc = put_kind(&m);
	if (rc == ERR_NONE)
		rc = put_when(&m);
	if (rc == ERR_NONE)
		rc = put_parties(&m);
	if (rc == ERR_NONE)
		rc = put_numbers(&m);
	if (rc == ERR_NONE)
		rc = put_arranging(&m);
	if (rc == ERR_NONE)
		rc = put_source(&m);
	if (rc != ERR_NONE)
		return rc;
	put_place(&m);
	put_materials(&m);
	put_coded(&m, "topics", CONTACT_TOPICS, w->topics != NULL ?
	    w->topics : json_new(a, JSON_ARRAY));
	json_put_cstr(a, m.body, "status",
	    w->status == NULL ? "held" : w->status);
	json_put_null(a, m.body, "language");
	put_visibility(&m);
	out->body = m.body;
	return arena_failed(a) ? error_set(e, ERR_MEMORY, "out of memory") :
				 ERR_NONE;
}
