/* People, organisations, posts, tenures, and what rules a register: keys,
 * grants, policies, duties (faces/told.h) */
#include "faces/told_parts.h"

static void
tell_code_row(struct telling *t, const char *row, enum code_family family,
    const char *member)
{
	tell_row(t, row);
	tell_code(t, family, json_get_text(t->body, member));
}

static void
tell_states(struct telling *t, const char *row, const char *member)
{
	const struct json *list = json_get(t->body, member);

	tell_row(t, row);
	for (list = json_is_null(list) ? NULL : list->first; list != NULL;
	     list = list->next)
		tell_state(t, list->text);
}

static void
tell_window(struct telling *t, const struct json *span)
{
	struct buffer words = {0}, large = {0};

	tell_row(t, "window");
	window_words(&words, span, t->lang);
	put_large(&large, buffer_bytes(&words));
	buffer_release(&words);
	tell_buffer(t, &large);
}

/* ---- people and bodies ---- */

static void
tell_named(struct telling *t, const char *row)
{
	tell_row(t, row);
	if (!tell_hidden(t, 0))
		tell_names(t, slot_of(t, 0));
	tell_row(t, "identifiers");
	if (!tell_hidden(t, 1))
		tell_identifiers(t, slot_of(t, 1));
}

static void
tell_remark(struct telling *t, const char *row)
{
	tell_row(t, row);
	if (!tell_hidden(t, 2))
		tell_texts(t, slot_of(t, 2));
}

void
tell_person(struct telling *t)
{
	tell_named(t, "names");
	tell_states(t, "states", "states");
	tell_remark(t, "remark");
}

void
tell_org(struct telling *t)
{
	tell_named(t, "names");
	tell_code_row(t, "kind", CODE_ORG, "kind");
	tell_code_row(t, "mission", CODE_MISSION, "mission");
	tell_row(t, "state");
	tell_state(t, json_get_text(t->body, "state"));
	tell_states(t, "receiving", "receiving");
	tell_id_row(t, "parent", "parent");
	tell_row(t, "exists");
	tell_when(t, json_get(t->body, "exists"), 1);
	tell_remark(t, "purpose");
}

void
tell_post(struct telling *t)
{
	tell_row(t, "title");
	if (!tell_hidden(t, 0))
		tell_texts(t, slot_of(t, 0));
	tell_id_row(t, "org", "org");
	tell_row(t, "sent_by");
	tell_state(t, json_get_text(t->body, "sent_by"));
	tell_states(t, "accredited_to", "accredited_to");
	tell_row(t, "exists");
	tell_edtf(t, json_get_text(t->body, "exists"));
	tell_row(t, "seat");
	if (!tell_hidden(t, 2) && slot_of(t, 2) != NULL)
		tell_text(t, slot_of(t, 2)->text);
	tell_row(t, "identifiers");
	if (!tell_hidden(t, 1))
		tell_identifiers(t, slot_of(t, 1));
}

void
tell_tenure(struct telling *t)
{
	tell_id_row(t, "person", "person");
	tell_id_row(t, "post", "post");
	tell_row(t, "when");
	tell_when(t, json_get(t->body, "when"), 1);
	tell_row(t, "acting");
	if (json_get_bool(t->body, "acting"))
		tell_sentence(t, N_("Holds the post for a time"));
	tell_row(t, "identifiers");
	if (!tell_hidden(t, 1))
		tell_identifiers(t, slot_of(t, 1));
	tell_remark(t, "remark");
}

/* ---- keys, grants ---- */

void
tell_key(struct telling *t)
{
	tell_id_row(t, "holder", "holder");
	tell_code_row(t, "alg", CODE_ALG, "alg");
	tell_code_row(t, "standing", CODE_STATE_OF, "state");
	tell_row(t, "public");
	tell_hash(t, json_get_text(t->body, "public"));
}

void
tell_grant(struct telling *t)
{
	const struct json *types = json_get(t->body, "types");

	tell_id_row(t, "to", "to");
	tell_code_row(t, "role", CODE_GRANT, "role");
	tell_row(t, "subjects");
	if (json_is_null(json_get(t->body, "subjects")))
		tell_sentence(t, N_("Every official"));
	tell_ids(t, json_get(t->body, "subjects"));
	tell_row(t, "types");
	if (json_is_null(types))
		tell_sentence(t, N_("Those usual for this right"));
	for (types = json_is_null(types) ? NULL : types->first; types != NULL;
	     types = types->next)
		tell_code(t, CODE_TYPE, types->text);
	tell_id_row(t, "acts_for", "acts_for");
	tell_id_row(t, "authority", "authority");
	tell_window(t, json_get(t->body, "window"));
	tell_code_row(t, "standing", CODE_STATE_OF, "state");
}

/* ---- the policy ---- */

static void
tell_policy_keys(struct telling *t)
{
	const struct json *k = json_get(t->body, "keys");

	tell_row(t, "keys");
	for (k = json_is_null(k) ? NULL : k->first; k != NULL; k = k->next) {
		(void)tell_id(t, json_get_text(k, "holder"));
		tell_hash(t, json_get_text(k, "public"));
	}
}

static void
tell_text_row(struct telling *t, const char *row, const char *member)
{
	tell_row(t, row);
	tell_text(t, json_get_text(t->body, member));
}

void
tell_policy(struct telling *t)
{
	const struct json *m;

	tell_row(t, "title");
	tell_texts(t, json_get(t->body, "title"));
	tell_id_row(t, "registrar", "registrar");
	tell_row(t, "home_state");
	tell_state(t, json_get_text(t->body, "home_state"));
	tell_text_row(t, "civil_zone", "civil_zone");
	tell_row(t, "languages");
	for (m = json_get(t->body, "languages")->first; m != NULL; m = m->next)
		tell_language(t, m->text);
	tell_policy_keys(t);
	tell_row(t, "log_key");
	tell_hash(t, json_get_text(t->body, "log_key"));
	tell_row(t, "witnesses");
	for (m = json_get(t->body, "witnesses")->first; m != NULL; m = m->next)
		tell_hash(t, m->text);
	tell_row(t, "quorum");
	tell_number(t, json_get_number(t->body, "quorum", 0));
	tell_code_row(t, "sealed_floor", CODE_FLOOR, "sealed_floor");
	tell_row(t, "mapping");
	tell_number(t, json_get_number(t->body, "mapping", 0));
	tell_text_row(t, "unicode", "unicode");
}

void
tell_index_root(struct telling *t)
{
	tell_row(t, "covered");
	tell_number(t, json_get_number(t->body, "covered", 0));
	tell_row(t, "mapping");
	tell_number(t, json_get_number(t->body, "mapping", 0));
	tell_row(t, "root");
	tell_hash(t, json_get_text(t->body, "root"));
	tell_row(t, "top");
	tell_hash(t, json_get_text(t->body, "top"));
}

/* ---- duties and declarations ---- */

static void
put_span(struct buffer *out, const struct json *add, enum lang lang)
{
	static const struct {
		const char *member, *one, *many;
	} units[] = {
	    {"months", N_("month"), N_("months")},
	    {"days",   N_("day"),   N_("days")  },
	    {"hours",  N_("hour"),  N_("hours") }
	};

	for (size_t i = 0; i < COUNT(units); i++) {
		int64_t n = json_get_number(add, units[i].member, 0);

		if (n == 0)
			continue;
		buffer_text(out, out->len == 0 ? "" : " ");
		buffer_printf(out, "%lld %s", (long long)n,
		    message_in(lang, n == 1 ? units[i].one : units[i].many));
	}
}

static void
put_kinds(struct buffer *out, const struct json *kinds, enum lang lang)
{
	for (const struct json *k = json_is_null(kinds) ? NULL : kinds->first;
	     k != NULL; k = k->next) {
		buffer_text(out, k == kinds->first ? " (" : ", ");
		buffer_text(out, code_words(CODE_KIND, k->text, lang));
		buffer_text(out, k->next == NULL ? ")" : "");
	}
}

/* "Each contact: 15 days after the end of the month" */
static void
tell_deadline(struct telling *t, const struct json *d)
{
	struct buffer span = {0}, words = {0}, large = {0};
	const char *base = code_words(CODE_BASE, json_get_text(d, "base"),
	    t->lang);

	put_span(&span, json_get(d, "add"), t->lang);
	buffer_text(&words,
	    code_words(CODE_EVENT, json_get_text(d, "event"), t->lang));
	put_kinds(&words, json_get(d, "kinds"), t->lang);
	buffer_text(&words, t->lang == LANG_FR ? "\302\240: " : ": ");
	if (span.len != 0)
		buffer_printf(&words, message_in(t->lang, N_("%s after %s")),
		    buffer_cstr(&span), base);
	else
		buffer_text(&words, base);
	put_large(&large, buffer_bytes(&words));
	buffer_release(&span);
	buffer_release(&words);
	tell_buffer(t, &large);
}

void
tell_duty(struct telling *t)
{
	const struct json *d = json_get(t->body, "deadlines");

	tell_row(t, "title");
	if (!tell_hidden(t, 0))
		tell_texts(t, slot_of(t, 0));
	tell_row(t, "rule");
	tell_topic(t, json_get_text(t->body, "rule"));
	tell_row(t, "confirmed");
	tell_sentence(t,
	    json_get_bool(t->body, "confirmed") ? N_("Yes") : N_("Not yet"));
	tell_row(t, "applies_to");
	if (json_is_null(json_get(t->body, "applies_to")))
		tell_sentence(t, N_("Every official"));
	tell_ids(t, json_get(t->body, "applies_to"));
	tell_window(t, json_get(t->body, "window"));
	tell_row(t, "deadlines");
	for (d = json_is_null(d) ? NULL : d->first; d != NULL; d = d->next)
		tell_deadline(t, d);
	tell_row(t, "source");
	if (!tell_hidden(t, 1) && slot_of(t, 1) != NULL)
		tell_text(t, slot_of(t, 1)->text);
}

static void
tell_scope(struct telling *t)
{
	const struct json *scope = json_get(t->body, "scope");

	tell_row(t, "scope");
	tell_state(t, json_get_text(scope, "state"));
	(void)tell_id(t, json_get_text(scope, "org"));
	(void)tell_id(t, json_get_text(scope, "person"));
	if (json_get_bool(scope, "all"))
		tell_sentence(t, N_("Every foreign counterpart"));
}

static void
tell_kinds(struct telling *t)
{
	const struct json *k = json_get(t->body, "kinds");

	tell_row(t, "kinds");
	if (json_is_null(k))
		tell_sentence(t, N_("Every kind"));
	for (k = json_is_null(k) ? NULL : k->first; k != NULL; k = k->next)
		tell_code(t, CODE_KIND, k->text);
}

void
tell_complete(struct telling *t)
{
	tell_code_row(t, "form", CODE_FORM, "form");
	tell_id_row(t, "subject", "subject");
	tell_kinds(t);
	tell_scope(t);
	tell_window(t, json_get(t->body, "window"));
	tell_row(t, "declared");
	tell_number(t, json_get_number(t->body, "times", 0));
	if (json_get_bool(t->body, "nil"))
		tell_note(t, t->value,
		    bytes_text(message_in(t->lang, N_("a nil return"))));
	tell_row(t, "exceptions");
	if (!tell_hidden(t, 0))
		tell_text_list(t, slot_of(t, 0));
	tell_id_row(t, "rule", "rule");
	tell_row(t, "period");
	tell_edtf(t, json_get_text(t->body, "period"));
	tell_id_row(t, "to_knowledge_of", "to_knowledge_of");
	tell_row(t, "standing_of");
	for (size_t i = 0; i < t->x->declaration_count; i++) {
		struct buffer words = {0};

		declaration_words(&words, &t->x->declarations[i],
		    registry_size(t->x->o.r), t->lang);
		tell_buffer(t, &words);
	}
}
