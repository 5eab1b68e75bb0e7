/* Tables and their rows: model 11.2 */
#include <assert.h>

#include "exchange/export_inside.h"
#include "format/view.h"
#include "register/beside.h"
#include "register/duties.h"
#include "register/naming.h"

#define HEAD                \
	{"id", NULL},       \
	{                   \
		"ref", NULL \
	}
#define TAIL                                                                  \
	{"not_public", NULL}, {"entry", "integer"}, {"version", "integer"},   \
	    {"version_state", NULL}, {"leaf_hash", NULL}, {"at", "datetime"}, \
	    {"by_id", NULL},                                                  \
	{                                                                     \
		"by_name", NULL                                               \
	}
#define WHO(name)                  \
	{name "_id", NULL},        \
	{                          \
		name "_name", NULL \
	}

static const struct column persons[] = {
    HEAD, {"name",        NULL},
     {"names",       NULL},
     {"identifiers", NULL},
    {"states",      NULL},
     {"note",        NULL},
     TAIL
};
static const struct column orgs[] = {
    HEAD, {"name",        NULL},
     {"names",       NULL},
     {"identifiers", NULL},
    {"kind",        NULL},
     {"state",       NULL},
     {"mission",     NULL},
     {"receiving",   NULL},
    WHO("parent"), {"exists",      NULL},
     {"purpose",     NULL},
     TAIL
};
static const struct column posts[] = {
    HEAD, {"title",         NULL},
     {"titles",        NULL},
     {"identifiers",   NULL},
    {"seat",          NULL},
     WHO("org"), {"accredited_to", NULL},
     {"sent_by",       NULL},
    {"exists",        NULL},
     TAIL
};
static const struct column tenures[] = {
    HEAD, WHO("person"), WHO("post"), {"edtf",           NULL     },
    {"start_earliest", "date"   },
       {"start_latest",   "date"   },
    {"end_earliest",   "date"   },
       {"end_latest",     "date"   },
       {"acting",         "boolean"},
    {"identifiers",    NULL     },
       {"note",           NULL     },
       TAIL
};
static const struct column contacts[] = {
    HEAD, {"kind",              NULL     },
     {"status",            NULL     },
     {"times",             "integer"},
    {"counted",           "integer"},
     {"counted_sealed",    "integer"},
     WHO("subject"),
    {"edtf",	      NULL     },
     {"earliest",          "date"   },
     {"latest",            "date"   },
     {"time",              NULL     },
    {"utc_offset",        NULL     },
     {"when_opened",       NULL     },
     {"kind_opened",       NULL     },
    {"initiated_by",      NULL     },
     {"arranged_by_ids",   NULL     },
    {"arranged_by_names", NULL     },
     {"minutes",           "integer"},
     {"country",           NULL     },
    {"place",             NULL     },
     {"language",          NULL     },
     {"topics",            NULL     },
     {"laws",              NULL     },
    {"summary",           NULL     },
     {"summaries",         NULL     },
     {"detail",            NULL     },
    {"particulars",       NULL     },
     {"gift",              NULL     },
     {"travel",            NULL     },
    {"materials",         NULL     },
     {"others",            NULL     },
     {"basis",             NULL     },
     WHO("document"),
    {"statement_id",      NULL     },
     {"imported_from",     NULL     },
     {"origin_key",        NULL     },
    {"part_of_id",        NULL     },
     {"counter_of_id",     NULL     },
     {"due_rule",          NULL     },
     {"due_confirmed",     "boolean"},
     {"due_by",            "date"   },
     {"due_state",         NULL     },
     {"late_days",         "integer"},
     {"tier",              NULL     },
     TAIL
};
static const struct column parties[] = {
    {"contact_id",    NULL     },
    {"contact_ref",   NULL     },
    {"party",         "integer"},
    {"read_from",     NULL     },
    {"side",          NULL     },
    {"role",          NULL     },
    {"state",         NULL     },
    WHO("who"), WHO("as"), WHO("org"), {"described",     NULL     },
    {"times",         "integer"},
    {"edtf",          NULL     },
    {"earliest",      "date"   },
    {"latest",        "date"   },
    {"entry",         "integer"},
    {"version",       "integer"},
    {"version_state", NULL     },
    {"leaf_hash",     NULL     }
};
static const struct column documents[] = {
    HEAD, {"kind",         NULL     },
     {"title",        NULL     },
     {"titles",       NULL     },
    {"author_ids",   NULL     },
     {"author_names", NULL     },
     WHO("publisher"),
    {"issued",       NULL     },
     {"url",          NULL     },
     {"number",       NULL     },
     {"language",     NULL     },
    {"pages",        "integer"},
     {"part_of_id",   NULL     },
     {"sha256",       NULL     },
    {"status",       NULL     },
     TAIL
};

static const struct column statements[] = {
    HEAD, {"act",           NULL     },
     WHO("speaker"), WHO("for"), {"described",     NULL     },
    {"unnamed",       NULL     },
     WHO("document"), {"said",          NULL     },
    {"lang",	      NULL     },
     {"words",         NULL     },
     {"hedged",        "boolean"},
    {"hedges",        NULL     },
     {"claims",        NULL     },
     {"claim_words",   NULL     },
    {"about_ids",     NULL     },
     {"reply_to_id",   NULL     },
     {"via",           NULL     },
    {"via_described", NULL     },
     {"circumstances", NULL     },
     {"confidence",    NULL     },
    {"status",        NULL     },
     {"denial_count",  "integer"},
     {"denials",       NULL     },
    {"replies",       NULL     },
     {"rulings",       NULL     },
     TAIL
};

#define COLUMNS(of) of, COUNT(of)
const struct table export_tables[EXPORT_TABLES] = {
    {"persons",
     {"people in public function",
	    "personnes en fonction "
	    "publique"},
	    TYPE_PERSON, true, COLUMNS(persons)},
    {"orgs",      {"bodies", "organismes"},   TYPE_ORG,      true,  COLUMNS(orgs)   },
    {"posts",     {"posts", "postes"},        TYPE_POST,     true,  COLUMNS(posts)  },
    {"tenures",
     {"who held which post when",
	    "qui a tenu quel poste et "
	    "quand"},
	    TYPE_TENURE, true, COLUMNS(tenures)},
    {"contacts",  {"contacts", "contacts"},   TYPE_CONTACT,  true,
     COLUMNS(contacts)							      },
    {"parties",
     {"who took part in each contact",
	    "qui a pris part \303\240 "
	    "chaque contact"},
	    TYPE_CONTACT, false, COLUMNS(parties)},
    {"documents", {"documents", "documents"}, TYPE_DOCUMENT, true,
     COLUMNS(documents)							     },
    {"statements",
     {"what was said, with its denials and rulings beside it",
	    "ce qui a \303\251t\303\251 dit, avec ce qui le nie et ce qui "
	    "en d\303\251cide \303\240 c\303\264t\303\251"},
	    TYPE_STATEMENT, true, COLUMNS(statements)},
};

void
table_head(const struct table *t, struct line *line)
{
	for (size_t i = 0; i < t->column_count; i++)
		cell_cstr(line, t->columns[i].name);
	line_end(line);
}

/* ---- cells of one version ---- */

struct row {
	struct state *s;
	const struct loaded *x;
	struct line *line;
	struct arena *a;
	struct error *e;
	enum err rc; /* the first failure; later cells are empty */
};

static const struct json *
member(const struct row *w, const char *name)
{
	return json_get(w->x->entry.body, name);
}

/* A text as it is, a number in digits, anything else as JSON. */
static void
put_value(struct row *w, const struct json *v)
{
	struct buffer text = {0};

	if (!json_is_null(v) && v->type == JSON_STRING)
		buffer_add(&text, v->text);
	else if (!json_is_null(v) && (v->type != JSON_ARRAY || v->count != 0))
		json_print_canonical(&text, v);
	cell_text(w->line, buffer_bytes(&text));
	buffer_release(&text);
}

/* A list of plain words, by blanks. */
static void
put_words(struct row *w, const struct json *list)
{
	struct buffer text = {0};

	for (list = json_is_null(list) ? NULL : list->first; list != NULL;
	     list = list->next) {
		if (text.len != 0)
			buffer_byte(&text, ' ');
		buffer_add(&text, list->text);
	}
	cell_text(w->line, buffer_bytes(&text));
	buffer_release(&text);
}

static void
put_hidden(struct row *w, unsigned slot)
{
	struct buffer text = {0};

	state_slot_words(w->s, w->x, slot, &text);
	cell_text(w->line, buffer_bytes(&text));
	buffer_release(&text);
}

/* The value of a slot, or why it is not shown. */
static void
put_slot(struct row *w, unsigned slot)
{
	if (w->x->states[slot] != SLOT_PUBLIC)
		put_hidden(w, slot);
	else
		put_value(w, w->x->values.at[slot]);
}

/* A text map in two cells: one language, and all of them. */
static void
put_texts(struct row *w, unsigned slot)
{
	const struct json *v = w->x->values.at[slot];

	if (w->x->states[slot] != SLOT_PUBLIC) {
		put_hidden(w, slot);
		put_hidden(w, slot);
		return;
	}
	if (json_is_null(v))
		cell_cstr(w->line, "");
	else
		put_value(w,
		    json_get(v, "en") != NULL ? json_get(v, "en") : v->first);
	put_value(w, v);
}

static void
put_name(struct row *w, uint64_t number)
{
	struct bytes name = {NULL, 0};

	if (w->rc == ERR_NONE && number != NUMBER_NONE)
		w->rc = state_name(w->s, number, &name, w->e);
	cell_text(w->line, name);
}

/* An id and the name behind it. */
static void
put_who(struct row *w, struct bytes id_text)
{
	cell_text(w->line, id_text);
	put_name(w, state_number(w->s, id_text));
}

/* Ids by blanks, names by "; ". */
static void
put_whos(struct row *w, const struct json *ids)
{
	struct buffer names = {0};
	struct bytes name;

	put_words(w, ids);
	for (ids = json_is_null(ids) ? NULL : ids->first;
	     ids != NULL && w->rc == ERR_NONE; ids = ids->next) {
		w->rc = state_name(w->s, state_number(w->s, ids->text), &name,
		    w->e);
		if (names.len != 0)
			buffer_text(&names, "; ");
		buffer_add(&names, name);
	}
	cell_text(w->line, buffer_bytes(&names));
	buffer_release(&names);
}

/* "scheme:value", by "; ". */
static void
put_identifiers(struct row *w)
{
	const struct json *v = w->x->values.at[1];
	struct buffer text = {0};

	if (w->x->states[1] != SLOT_PUBLIC) {
		put_hidden(w, 1);
		return;
	}
	for (v = json_is_null(v) ? NULL : v->first; v != NULL; v = v->next) {
		if (text.len != 0)
			buffer_text(&text, "; ");
		buffer_add(&text, json_get_text(v, "scheme"));
		buffer_byte(&text, ':');
		buffer_add(&text, json_get_text(v, "value"));
	}
	cell_text(w->line, buffer_bytes(&text));
	buffer_release(&text);
}

static void
put_day(struct row *w, uint32_t day)
{
	char text[11] = "";

	if (day != DAY_FIRST && day != DAY_LAST)
		day_print(text, day);
	cell_cstr(w->line, text);
}

/* Names of the slots that share the reason of slot `i`, and the reason; "all"
 * where all `named` do. Their reasons are emptied. */
static void
put_reason(const struct row *w, struct buffer why[SLOT_COUNT], unsigned i,
    size_t named, struct buffer *out)
{
	struct buffer names = {0}, reason = why[i];
	size_t same = 0;

	why[i] = (struct buffer){0};
	for (unsigned k = i; k < SLOT_COUNT; k++) {
		if (k != i &&
		    !bytes_equal(buffer_bytes(&why[k]), buffer_bytes(&reason)))
			continue;
		buffer_clear(&why[k]);
		if (same++ != 0)
			buffer_byte(&names, ' ');
		buffer_text(&names, slot_name(w->x->entry.type, k));
	}
	if (out->len != 0)
		buffer_text(out, "; ");
	buffer_text(out, same == named ? "all" : buffer_cstr(&names));
	buffer_text(out, ": ");
	buffer_add(out, buffer_bytes(&reason));
	buffer_release(&names);
	buffer_release(&reason);
}

/* Slots that are not public, those of one reason together: "all: sealed", or
 * "place summary: sealed; detail: erased, entry 33, order". */
static void
put_not_public(struct row *w)
{
	struct buffer why[SLOT_COUNT] = {{0}}, text = {0};
	size_t named = 0;

	for (unsigned i = 0; w->x->entry.has_seal && i < SLOT_COUNT; i++)
		if (slot_name(w->x->entry.type, i) != NULL) {
			state_slot_words(w->s, w->x, i, &why[i]);
			named++;
		}
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		if (why[i].len != 0)
			put_reason(w, why, i, named, &text);
	cell_text(w->line, buffer_bytes(&text));
	buffer_release(&text);
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		buffer_release(&why[i]);
}

static void
put_head(struct row *w)
{
	char ref[REF_BYTES];

	ref_print(ref, w->x->entry.type, w->x->entity);
	cell_text(w->line, w->x->entry.id_text);
	cell_cstr(w->line, ref);
}

static void
put_version(struct row *w)
{
	char leaf[65];

	hash_print(leaf, &w->x->entry.leaf_hash);
	cell_number(w->line, w->x->number);
	cell_number(w->line, w->x->version->version);
	cell_cstr(w->line, w->x->version->annulled ? "withdrawn" : "in_force");
	cell_cstr(w->line, leaf);
}

static void
put_tail(struct row *w)
{
	char at[21];

	put_not_public(w);
	put_version(w);
	time_print(at, w->x->entry.at_s);
	cell_cstr(w->line, at);
	put_who(w, w->x->entry.by_text);
}

static void
put_person(struct row *w)
{
	put_name(w, w->x->entity);
	put_slot(w, 0);
	put_identifiers(w);
	put_words(w, member(w, "states"));
	put_slot(w, 2);
}

static void
put_org(struct row *w)
{
	put_name(w, w->x->entity);
	put_slot(w, 0);
	put_identifiers(w);
	put_value(w, member(w, "kind"));
	put_value(w, member(w, "state"));
	put_value(w, member(w, "mission"));
	put_words(w, member(w, "receiving"));
	put_who(w, json_get_text(w->x->entry.body, "parent"));
	put_value(w, json_get(member(w, "exists"), "edtf"));
	put_slot(w, 2);
}

static void
put_post(struct row *w)
{
	put_texts(w, 0);
	put_identifiers(w);
	put_slot(w, 2);
	put_who(w, json_get_text(w->x->entry.body, "org"));
	put_words(w, member(w, "accredited_to"));
	put_value(w, member(w, "sent_by"));
	put_value(w, member(w, "exists"));
}

static void
put_tenure(struct row *w)
{
	struct when when = {.start_lo = DAY_FIRST,
	    .start_hi = DAY_LAST,
	    .end_lo = DAY_FIRST,
	    .end_hi = DAY_LAST};

	put_who(w, json_get_text(w->x->entry.body, "person"));
	put_who(w, json_get_text(w->x->entry.body, "post"));
	if (w->rc == ERR_NONE)
		w->rc = when_parse(&when, member(w, "when"), w->e);
	cell_text(w->line, when.edtf);
	put_day(w, when.start_lo);
	put_day(w, when.start_hi);
	put_day(w, when.end_lo);
	put_day(w, when.end_hi);
	put_value(w, member(w, "acting"));
	put_identifiers(w);
	put_slot(w, 2);
}

static void
put_document(struct row *w)
{
	const struct json *authors = member(w, "authors");
	struct bytes publisher = json_get_text(w->x->entry.body, "publisher");
	const struct json *issued = member(w, "issued");

	if (authors == NULL)
		authors = w->x->values.at[1];
	if (publisher.at == NULL && w->x->values.at[2] != NULL)
		publisher = w->x->values.at[2]->text;
	if (issued == NULL)
		issued = w->x->values.at[3];
	put_value(w, member(w, "kind"));
	put_texts(w, 0);
	put_whos(w, authors);
	put_who(w, publisher);
	put_value(w, json_get(issued, "edtf"));
	put_slot(w, 4);
	put_slot(w, 6);
	put_value(w, member(w, "language"));
	put_value(w, member(w, "pages"));
	put_value(w, member(w, "part_of"));
	put_value(w, json_get(member(w, "bytes"), "sha256"));
	put_value(w, member(w, "status"));
}

/* "s/31 denies The Member; s/34 leaves_undecided The Court" */
static void
put_others(struct row *w, const struct beside_other *x, size_t count)
{
	struct buffer text = {0};

	for (size_t i = 0; i < count; i++) {
		struct bytes name = {NULL, 0};
		char ref[REF_BYTES];

		ref_print(ref, TYPE_STATEMENT, x[i].number);
		if (w->rc == ERR_NONE && x[i].speaker != NUMBER_NONE)
			w->rc = state_name(w->s, x[i].speaker, &name, w->e);
		if (i != 0)
			buffer_text(&text, "; ");
		buffer_text(&text, ref);
		buffer_byte(&text, ' ');
		buffer_add(&text, x[i].act);
		if (name.len != 0)
			buffer_byte(&text, ' ');
		buffer_add(&text, name);
	}
	cell_text(w->line, buffer_bytes(&text));
	buffer_release(&text);
}

/* What stands beside a statement wherever it appears (model 6.8). */
static void
put_beside(struct row *w)
{
	struct beside b = {.denial_count = 0};
	enum err rc = ERR_ABSENT;

	if (w->rc == ERR_NONE && !w->x->version->annulled)
		rc = registry_beside(w->s->r, w->x->entity, w->s->size, &b,
		    w->a, w->e);
	if (rc != ERR_NONE && rc != ERR_ABSENT && w->rc == ERR_NONE)
		w->rc = rc;
	cell_number(w->line, b.denial_count);
	put_others(w, b.denials, b.denial_count);
	put_others(w, b.replies, b.reply_count);
	put_others(w, b.rulings, b.ruling_count);
}

static void
put_statement(struct row *w)
{
	const struct json *speaker = member(w, "speaker");

	put_value(w, member(w, "act"));
	put_who(w, json_get_text(speaker, "who"));
	put_who(w, json_get_text(speaker, "for"));
	put_slot(w, 0);
	put_value(w, json_get(speaker, "unnamed"));
	put_who(w, json_get_text(w->x->entry.body, "document"));
	put_value(w, json_get(member(w, "said"), "edtf"));
	put_value(w, member(w, "lang"));
	put_slot(w, 2);
	put_value(w, member(w, "hedged"));
	put_slot(w, 1);
	put_value(w, member(w, "claims"));
	put_slot(w, 3);
	put_words(w, member(w, "about"));
	put_value(w, member(w, "reply_to"));
	put_value(w, member(w, "via"));
	put_slot(w, 5);
	put_words(w, member(w, "circumstances"));
	put_value(w, member(w, "confidence"));
	put_value(w, member(w, "status"));
	put_beside(w);
}

/* ---- contacts ---- */

/* A coded member: in the body, or in its slot once that is public (7.3). */
static const struct json *
coded(const struct row *w, const char *name, unsigned slot, const char *inner)
{
	const struct json *v = member(w, name);

	if (v != NULL)
		return v;
	v = w->x->values.at[slot];
	return inner == NULL || v == NULL ? v : json_get(v, inner);
}

static void
put_when(struct row *w, const struct contact *c)
{
	cell_text(w->line, c->has_when ? c->when.edtf : bytes_text(""));
	put_day(w, c->has_when ? c->e : DAY_FIRST);
	put_day(w, c->has_when ? c->l : DAY_LAST);
}

static void
put_time(struct row *w)
{
	const struct json *time = json_get(member(w, "when"), "time") != NULL ?
	    member(w, "when") :
	    w->x->values.at[CONTACT_TIME];

	put_value(w, json_get(time, "time"));
	put_value(w, json_get(time, "utc_offset"));
}

/* The late flag by the entries up to the size of the export (model 3.22). */
static void
put_due(struct row *w)
{
	struct due due = {.is = LATE_NO_FLAG};

	if (w->rc == ERR_NONE)
		w->rc = registry_due(w->s->r, w->x->entity, NUMBER_NONE,
		    w->s->size, &due, w->a, w->e);
	if (due.is == LATE_NO_FLAG) {
		for (unsigned i = 0; i < 5; i++)
			cell_cstr(w->line, "");
		return;
	}
	cell_text(w->line, due.rule);
	put_value(w, json_new_bool(w->a, due.confirmed));
	put_day(w, due.by);
	cell_cstr(w->line, lateness_name(due.is));
	if (due.is == LATE)
		cell_number(w->line, (uint64_t)due.days);
	else
		cell_cstr(w->line, "");
}

static void
put_contact(struct row *w, const struct contact *c)
{
	const struct json *source = member(w, "source_of_record");
	bool counts = c->posted && !w->x->version->annulled;

	put_value(w, member(w, "kind"));
	cell_cstr(w->line, status_name(c->status));
	cell_number(w->line, c->times);
	cell_number(w->line, counts && !c->index_sealed ? c->times : 0);
	cell_number(w->line, counts && c->index_sealed ? c->times : 0);
	put_who(w, c->subject);
	put_when(w, c);
	put_time(w);
	put_value(w, json_get(w->x->values.at[CONTACT_WHEN], "edtf"));
	put_value(w, w->x->values.at[CONTACT_KIND]);
	put_value(w,
	    coded(w, "initiated_by", CONTACT_ARRANGING, "initiated_by"));
	put_whos(w, coded(w, "arranged_by", CONTACT_ARRANGING, "arranged_by"));
	put_value(w, coded(w, "minutes", CONTACT_MINUTES, NULL));
	put_value(w, coded(w, "country", CONTACT_PLACE, "country"));
	if (w->x->states[CONTACT_PLACE] != SLOT_PUBLIC)
		put_hidden(w, CONTACT_PLACE);
	else
		put_value(w, json_get(w->x->values.at[CONTACT_PLACE], "text"));
	put_value(w, member(w, "language"));
	put_words(w, coded(w, "topics", CONTACT_TOPICS, NULL));
	put_words(w, member(w, "laws"));
	put_texts(w, CONTACT_SUMMARY);
	put_slot(w, CONTACT_DETAIL);
	put_slot(w, CONTACT_PARTICULARS);
	put_value(w, member(w, "gift"));
	put_value(w, member(w, "travel"));
	if (w->x->values.at[CONTACT_MATERIALS] != NULL)
		put_slot(w, CONTACT_MATERIALS);
	else
		put_value(w, member(w, "materials"));
	put_slot(w, CONTACT_OTHERS);
	put_value(w, json_get(source, "basis"));
	put_who(w, c->source_document);
	cell_text(w->line, c->source_statement);
	put_value(w, json_get(json_get(source, "origin"), "dataset"));
	put_slot(w, CONTACT_ORIGIN_KEY);
	cell_text(w->line, c->part_of);
	cell_text(w->line, c->counter_of);
	put_due(w);
	cell_cstr(w->line, tier_name(c->visibility.tier));
}

static void
put_party(struct row *w, const struct contact *c, const struct json *p,
    uint64_t index, const char *from)
{
	const struct json *described = json_get(p, "described");
	const struct json *words = w->x->values.at[CONTACT_DESCRIBED];

	put_head(w);
	cell_number(w->line, index);
	cell_cstr(w->line, from);
	put_value(w, json_get(p, "side"));
	put_value(w, json_get(p, "role"));
	put_value(w, json_get(p, "state"));
	put_who(w, json_get_text(p, "who"));
	put_who(w, json_get_text(p, "as"));
	put_who(w, json_get_text(p, "org"));
	if (json_is_null(described))
		cell_cstr(w->line, "");
	else if (w->x->states[CONTACT_DESCRIBED] != SLOT_PUBLIC)
		put_hidden(w, CONTACT_DESCRIBED);
	else
		put_value(w, json_at(words, (size_t)described->number));
	cell_number(w->line, c->times);
	put_when(w, c);
	put_version(w);
	assert(w->line->cells == COUNT(parties));
	line_end(w->line);
}

/* Parties in the body, then those that an opened slot names. */
static void
put_parties(struct row *w, const struct contact *c, uint64_t *rows)
{
	const struct json *lists[] = {member(w, "parties"),
	    w->x->values.at[CONTACT_FOREIGN]};
	uint64_t index = 0;

	for (size_t i = 0; i < COUNT(lists); i++)
		for (const struct json *p =
			 json_is_null(lists[i]) ? NULL : lists[i]->first;
		     p != NULL; p = p->next) {
			put_party(w, c, p, index++, i == 0 ? "body" : "slot");
			++*rows;
		}
}

static bool
is_id(struct bytes text, const struct id *id)
{
	struct id other;

	return id_parse(text, &other) && id_equal(&other, id);
}

static bool
party_fits(const struct export_filter *f, const struct party *p, bool *of,
    bool *with, bool *state)
{
	if (!p->principal)
		return false;
	if (p->side == SIDE_HOME) {
		*of |= f->has_of && is_id(p->who, &f->of);
	} else {
		*with |= f->has_with &&
		    (is_id(p->counterpart, &f->with) || is_id(p->as, &f->with));
		*state |= p->side == SIDE_FOREIGN &&
		    bytes_is(p->state, f->state);
	}
	return true;
}

/* As `possible` of model 5.1, over what the body says; and a contact whose
 * counterpart or kind is sealed, which nothing but official, days and a kind
 * that is not sealed can exclude (interfaces A5.8). */
static bool
fits(const struct export_filter *f, const struct contact *c)
{
	bool of = !f->has_of;
	bool with = !f->has_with || c->index_sealed;
	bool state = f->state[0] == '\0' || c->index_sealed;

	for (size_t i = 0; i < c->party_count; i++)
		(void)party_fits(f, &c->parties[i], &of, &with, &state);
	if (f->kinds != 0 && !c->kind_sealed && (f->kinds >> c->kind & 1) == 0)
		return false;
	if ((f->from != DAY_FIRST || f->to != DAY_LAST) &&
	    (!c->has_when || c->e > f->to || c->l < f->from))
		return false;
	return of && with && state;
}

static enum err
contact_rows(struct row *w, const struct export_filter *filter,
    struct buffer *more, uint64_t *rows, uint64_t *more_rows)
{
	struct line party = {.cells = 0};
	struct row in_party = *w;
	struct contact c;
	enum err rc = contact_read(&c, &w->x->entry, w->a, w->e);

	if (rc != ERR_NONE || !fits(filter, &c))
		return rc;
	put_head(w);
	put_contact(w, &c);
	put_tail(w);
	assert(w->line->cells == COUNT(contacts));
	line_end(w->line);
	++*rows;
	in_party.line = &party;
	put_parties(&in_party, &c, more_rows);
	buffer_add(more, buffer_bytes(&party.text));
	if (party.text.failed || more->failed)
		w->rc = error_set(w->e, ERR_MEMORY, "out of memory");
	buffer_release(&party.text);
	return w->rc != ERR_NONE ? w->rc : in_party.rc;
}

enum err
table_rows(struct state *s, const struct table *t,
    const struct export_filter *filter, const struct loaded *x,
    struct line *line, struct buffer *more, uint64_t *rows, uint64_t *more_rows,
    struct arena *a, struct error *e)
{
	static void (*const put[TYPE_COUNT])(struct row * w) = {
	    [TYPE_PERSON] = put_person,
	    [TYPE_ORG] = put_org,
	    [TYPE_POST] = put_post,
	    [TYPE_TENURE] = put_tenure,
	    [TYPE_DOCUMENT] = put_document,
	    [TYPE_STATEMENT] = put_statement,
	};
	struct row w = {.s = s, .x = x, .line = line, .a = a, .e = e};
	enum err rc;

	if (t->type == TYPE_CONTACT) {
		rc = contact_rows(&w, filter, more, rows, more_rows);
	} else {
		put_head(&w);
		put[t->type](&w);
		put_tail(&w);
		assert(line->cells == t->column_count);
		line_end(line);
		++*rows;
		rc = w.rc;
	}
	if (rc == ERR_NONE && line->text.failed)
		return error_set(e, ERR_MEMORY, "out of memory");
	return rc == ERR_NONE ?
	    rc :
	    error_wrap(e, "entry %llu", (unsigned long long)x->number);
}
