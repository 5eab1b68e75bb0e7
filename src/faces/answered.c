/* A question read from a request, and asked (faces/answered.h) */
#include "faces/answered.h"

#include "register/naming.h"
#include "register/witnessing.h"

/* By the code of the kind. */
static const struct noun nouns[] = {
    {"contacts", 0,  N_("contact"),       N_("contacts")      },
    {"calls",    1,  N_("call"),          N_("calls")         },
    {"videos",   2,  N_("video call"),    N_("video calls")   },
    {"meetings", 3,  N_("meeting"),       N_("meetings")      },
    {"events",   4,  N_("event"),         N_("events")        },
    {"letters",  5,  N_("letter"),        N_("letters")       },
    {"emails",   6,  N_("email"),         N_("emails")        },
    {"messages", 7,  N_("message"),       N_("messages")      },
    {"travels",  8,  N_("journey"),       N_("journeys")      },
    {"gifts",    9,  N_("gift"),          N_("gifts")         },
    {"others",   10, N_("other contact"), N_("other contacts")},
};

const char *const answered_names[] = {"of", "with", "with_post", "state",
    "kind", "from", "to", "anyone_else", "list", "as_of", NULL};

const struct noun *
noun_by_word(const char *word)
{
	for (size_t i = 0; i < COUNT(nouns); i++)
		if (strcmp(nouns[i].word, word) == 0)
			return &nouns[i];
	return NULL;
}

const struct noun *
noun_by_kind(unsigned kind)
{
	return &nouns[kind < COUNT(nouns) ? kind : 0];
}

/* ---- names that go together ---- */

struct fitting {
	const struct query *q;
	struct error *e;
};

static enum err
exclude(const struct fitting *f, const char *a, const char *b)
{
	char x[48], y[48];

	if (!query_has(f->q, a) || !query_has(f->q, b))
		return ERR_NONE;
	return error_word(f->e, ERR_INPUT, "usage", "%s and %s exclude each other",
	    query_name(f->q, a, x), query_name(f->q, b, y));
}

static enum err
need_of(const struct fitting *f, const char *name)
{
	char x[48], of[48];

	if (!query_has(f->q, name) || query_has(f->q, "of"))
		return ERR_NONE;
	query_name(f->q, name, x);
	query_name(f->q, "of", of);
	if (strcmp(name, "with_post") == 0)
		return error_word(f->e, ERR_INPUT, "usage",
		    "%s needs %s: an index of posts alone comes with a later "
		    "mapping",
		    x, of);
	return error_word(f->e, ERR_INPUT, "usage", "%s needs %s", x, of);
}

static enum err
name_something(const struct fitting *f)
{
	char of[48], with[48], state[48];

	query_name(f->q, "of", of);
	query_name(f->q, "with", with);
	query_name(f->q, "state", state);
	if (!query_has(f->q, "of") && !query_has(f->q, "with") &&
	    !query_has(f->q, "state"))
		return error_word(f->e, ERR_INPUT, "usage",
		    "a question names %s, %s or %s", of, with, state);
	if (query_has(f->q, "with") && query_has(f->q, "state") &&
	    !query_has(f->q, "of"))
		return error_word(f->e, ERR_INPUT, "usage",
		    "%s and %s together need %s", with, state, of);
	return ERR_NONE;
}

enum err
answered_names_fit(const struct query *q, const struct noun *noun,
    struct error *e)
{
	const struct fitting f = {q, e};
	char kind[48];
	enum err rc;

	if (noun != NULL && noun->kind != 0 && query_has(q, "kind"))
		return error_word(e, ERR_INPUT, "usage",
		    "a noun and %s say the same twice",
		    query_name(q, "kind", kind));
	rc = exclude(&f, "with", "with_post");
	if (rc == ERR_NONE)
		rc = exclude(&f, "anyone_else", "list");
	if (rc == ERR_NONE)
		rc = name_something(&f);
	if (rc == ERR_NONE)
		rc = need_of(&f, "with_post");
	return rc == ERR_NONE ? need_of(&f, "anyone_else") : rc;
}

/* ---- reading ---- */

static enum err
read_kinds(struct answered *x, const struct query *q,
    const struct noun *noun, struct error *e)
{
	enum err rc;

	x->noun = noun == NULL ? &nouns[0] : noun;
	if (x->noun->kind != 0) {
		x->q.kinds = KIND_BIT(x->noun->kind);
		return ERR_NONE;
	}
	rc = query_kinds(q, &x->q.kinds, e);
	for (unsigned k = 1; rc == ERR_NONE && k < COUNT(nouns); k++)
		if (x->q.kinds == KIND_BIT(k))
			x->noun = noun_by_kind(k);
	return rc;
}

static enum err
read_who(struct answered *x, const struct query *q, struct error *e)
{
	enum err rc = query_who(q, "of", TYPES_WHO, x->o.r, &x->q.of, x->o.a,
	    e);

	if (rc == ERR_NONE)
		rc = query_who(q, "with", TYPES_COUNTERPART, x->o.r,
		    &x->q.with, x->o.a, e);
	return rc == ERR_NONE ?
	    query_who(q, "with_post", TYPE_BIT(TYPE_POST), x->o.r,
		&x->q.with_post, x->o.a, e) :
	    rc;
}

enum err
answered_read(struct answered *x, const struct objects *o,
    const struct query *q, const struct noun *noun, struct error *e)
{
	bool anyone_else = false, list = false;
	enum err rc;

	*x = (struct answered){.o = *o,
	    .q = {.of = NUMBER_NONE,
		.with = NUMBER_NONE,
		.with_post = NUMBER_NONE,
		.from = DAY_FIRST,
		.to = DAY_LAST}};
	rc = answered_names_fit(q, noun, e);
	if (rc == ERR_NONE)
		rc = query_flag(q, "anyone_else", &anyone_else, e);
	if (rc == ERR_NONE)
		rc = query_flag(q, "list", &list, e);
	x->q.mode = list ? ASK_LIST : anyone_else ? ASK_ANYONE_ELSE : ASK_COUNT;
	if (rc == ERR_NONE)
		rc = query_state(q, x->q.state, e);
	if (rc == ERR_NONE)
		rc = read_kinds(x, q, noun, e);
	if (rc == ERR_NONE)
		rc = query_day(q, "from", false, &x->q.from, e);
	if (rc == ERR_NONE)
		rc = query_day(q, "to", true, &x->q.to, e);
	if (rc == ERR_NONE)
		rc = read_who(x, q, e);
	return rc == ERR_NONE ? query_as_of(q, o->r, &x->q.size, e) : rc;
}

/* ---- asking ---- */

static enum err
read_cosigners(struct answered *x, struct error *e)
{
	struct own_policy *p = NULL;
	struct checkpoint_verdict *v = arena_take(x->o.a, sizeof *v);
	struct buffer text = {0};
	enum err rc = own_policy_load(&p, x->o.r, e);

	if (rc == ERR_NONE && v == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc != ERR_NONE || p->policy.witness_count == 0)
		goto done;
	rc = registry_cosigners(x->o.r, &p->policy, x->answer.size, v, e);
	for (size_t i = 0; rc == ERR_NONE && i < p->policy.witness_count; i++) {
		char time[21];

		if ((v->cosigned >> i & 1) == 0)
			continue;
		time_print(time, (int64_t)v->times_s[i]);
		buffer_text(&text, text.len == 0 ? "" : ", ");
		buffer_add(&text, p->policy.witnesses[i].name);
		buffer_printf(&text, " (%s)", time);
	}
	if (rc == ERR_NONE) {
		x->cosigners = arena_text(x->o.a, buffer_bytes(&text));
		x->cosigner_count = v->cosigner_count;
		x->witness_count = (unsigned)p->policy.witness_count;
		x->quorum = v->quorum;
	}
done:
	buffer_release(&text);
	own_policy_free(p);
	return rc;
}

enum err
answered_run(struct answered *x, struct error *e)
{
	enum err rc = registry_ask(x->o.r, &x->q, &x->answer, x->o.a, e);

	if (rc == ERR_NONE)
		rc = read_cosigners(x, e);
	if (rc == ERR_NONE)
		rc = completeness_of(x->o.r, &x->q, x->answer.size,
		    &x->coverage, x->o.a, e);
	return rc;
}

void
answered_release(struct answered *x)
{
	asked_release(&x->answer);
}
