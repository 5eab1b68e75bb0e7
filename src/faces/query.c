#include "faces/query.h"

#include <stdio.h>

#include "format/edtf.h"
#include "register/witnessing.h"

/* ---- names ---- */

const char *
query_get(const struct query *q, const char *name)
{
	for (size_t i = 0; i < q->count; i++)
		if (strcmp(q->pairs[i].name, name) == 0 &&
		    q->pairs[i].value != NULL &&
		    (q->options || q->pairs[i].value[0] != '\0'))
			return q->pairs[i].value;
	return NULL;
}

bool
query_has(const struct query *q, const char *name)
{
	return query_get(q, name) != NULL;
}

const char *
query_name(const struct query *q, const char *name, char out[48])
{
	(void)snprintf(out, 48, "%s%.40s", q->options ? "--" : "", name);
	for (char *p = out; q->options && *p != '\0'; p++)
		if (*p == '_')
			*p = '-';
	return out;
}

/* Names the place of the error just set. */
static enum err
at_name(const struct query *q, const char *name, struct error *e)
{
	char field[48];

	error_field(e, "%s", query_name(q, name, field));
	return ERR_INPUT;
}

static bool
is_one_of(const char *const *names, const char *name)
{
	for (; *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

enum err
query_only(const struct query *q, const char *const *names, struct error *e)
{
	for (size_t i = 0; i < q->count; i++) {
		const char *name = q->pairs[i].name;

		if (!is_one_of(names, name)) {
			error_word(e, ERR_INPUT, "unknown-parameter",
			    "there is no parameter \"%s\" here", name);
			return at_name(q, name, e);
		}
		for (size_t k = 0; k < i; k++)
			if (strcmp(q->pairs[k].name, name) == 0 &&
			    strcmp(name, "kind") != 0) {
				error_word(e, ERR_INPUT, "unknown-parameter",
				    "\"%s\" is given twice", name);
				return at_name(q, name, e);
			}
	}
	return ERR_NONE;
}

/* ---- values ---- */

enum err
query_flag(const struct query *q, const char *name, bool *out,
    struct error *e)
{
	const char *text = query_get(q, name);

	if (text == NULL)
		return ERR_NONE;
	*out = true;
	if (q->options || strcmp(text, "1") == 0)
		return ERR_NONE;
	error_set(e, ERR_INPUT, "\"%s\" is not 1", text);
	at_name(q, name, e);
	return error_mend(e, ERR_INPUT, "write 1, or leave it out");
}

enum err
query_number(const struct query *q, const char *name, uint64_t max,
    uint64_t *out, struct error *e)
{
	const char *text = query_get(q, name);

	if (text == NULL || bytes_decimal(bytes_text(text), max, out))
		return ERR_NONE;
	error_set(e, ERR_INPUT, "\"%s\" is no number", text);
	at_name(q, name, e);
	return error_mend(e, ERR_INPUT, "write a number from 0 to %llu",
	    (unsigned long long)max);
}

enum err
query_who(const struct query *q, const char *name, uint32_t types,
    struct registry *r, uint64_t *out, struct arena *a, struct error *e)
{
	const char *text = query_get(q, name);
	char field[48];

	if (text == NULL)
		return ERR_NONE;
	return registry_resolve(r, text, types, query_name(q, name, field),
	    out, a, e);
}

static enum err
add_kinds(const struct query *q, const char *text, unsigned *kinds,
    struct error *e)
{
	struct bytes rest = bytes_text(text);

	while (rest.len != 0) {
		size_t len = bytes_find(rest, ',');
		int code = kind_code(bytes_of(rest.at, len));

		if (code <= 0) {
			error_set(e, ERR_INPUT,
			    "\"%.*s\" is no kind of contact",
			    (int)(len > 40 ? 40 : len), (const char *)rest.at);
			at_name(q, "kind", e);
			return error_mend(e, ERR_INPUT, "chancery help kinds");
		}
		*kinds |= KIND_BIT((unsigned)code);
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	return ERR_NONE;
}

enum err
query_kinds(const struct query *q, unsigned *out, struct error *e)
{
	unsigned kinds = 0;
	enum err rc = ERR_NONE;

	for (size_t i = 0; i < q->count && rc == ERR_NONE; i++)
		if (strcmp(q->pairs[i].name, "kind") == 0 &&
		    q->pairs[i].value != NULL)
			rc = add_kinds(q, q->pairs[i].value, &kinds, e);
	if (rc == ERR_NONE && kinds != 0)
		*out = kinds;
	return rc;
}

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

enum err
query_state(const struct query *q, char out[3], struct error *e)
{
	const char *text = query_get(q, "state");

	if (text == NULL)
		return ERR_NONE;
	if (strlen(text) == 2 && is_letter(text[0]) && is_letter(text[1])) {
		out[0] = (char)(text[0] & 0xdf);
		out[1] = (char)(text[1] & 0xdf);
		out[2] = '\0';
		return ERR_NONE;
	}
	error_set(e, ERR_INPUT, "\"%s\" is no state", text);
	at_name(q, "state", e);
	return error_mend(e, ERR_INPUT,
	    "write two letters, or ZZ for a state that is not known");
}

enum err
query_day(const struct query *q, const char *name, bool last, uint32_t *out,
    struct error *e)
{
	const char *text = query_get(q, name);
	struct edtf d;

	if (text == NULL)
		return ERR_NONE;
	if (edtf_parse(&d, bytes_text(text), NULL) == ERR_NONE &&
	    (d.kind == EDTF_DAY || d.kind == EDTF_MONTH ||
		d.kind == EDTF_YEAR) &&
	    d.qualifier == 0) {
		*out = last ? d.start_hi : d.start_lo;
		return ERR_NONE;
	}
	error_set(e, ERR_INPUT, "\"%s\" is not a date", text);
	at_name(q, name, e);
	return error_mend(e, ERR_INPUT, "write YYYY, YYYY-MM or YYYY-MM-DD");
}

/* ---- checkpoints ---- */

static enum err
keep_size(void *context, const struct truth_note *c, struct error *e)
{
	(void)e;
	*(uint64_t *)context = c->size;
	return ERR_NONE;
}

static enum err
nearest_sizes(const struct query *q, struct registry *r, uint64_t size,
    struct error *e)
{
	struct truth *t = registry_truth(r);
	uint64_t above = 0, below = 0;

	if (truth_find_checkpoint(t, size, &above, NULL) != ERR_NONE)
		above = 0;
	if (truth_last_checkpoints(t, size, 1, keep_size, &below, NULL) !=
	    ERR_NONE)
		below = 0;
	error_set(e, ERR_ABSENT, "there is no checkpoint of size %llu",
	    (unsigned long long)size);
	at_name(q, "as_of", e);
	if (above == 0 || below == 0)
		return error_mend(e, ERR_ABSENT, "the nearest is %llu",
		    (unsigned long long)(above == 0 ? below : above));
	return error_mend(e, ERR_ABSENT, "the nearest are %llu and %llu",
	    (unsigned long long)below, (unsigned long long)above);
}

/* The newest that meets the quorum, where the register's policy asks for one
 * and some checkpoint has it (A5.3). */
static enum err
newest_cosigned(struct registry *r, uint64_t *out, struct error *e)
{
	struct own_policy *p = NULL;
	struct buffer note = {0};
	enum err rc = own_policy_load(&p, r, e);

	if (rc == ERR_NONE && p->policy.quorum != QUORUM_NONE) {
		rc = registry_cosigned(r, &p->policy, out, &note, NULL, e);
		if (rc == ERR_ABSENT)
			rc = ERR_NONE; /* the newest, and it says so */
	}
	buffer_release(&note);
	own_policy_free(p);
	return rc;
}

static enum err
size_given(const struct query *q, struct registry *r, uint64_t size,
    uint64_t *out, struct error *e)
{
	struct buffer note = {0};
	enum err rc = truth_read_checkpoint(registry_truth(r), size, NULL,
	    NULL, &note, NULL);

	buffer_release(&note);
	if (rc != ERR_NONE || size == 0)
		return nearest_sizes(q, r, size, e);
	*out = size;
	return ERR_NONE;
}

/* A day, or the last of a month. */
static bool
day_given(const char *text, uint32_t *day)
{
	unsigned year, month;
	char more;

	if (day_parse(bytes_text(text), day))
		return true;
	if (strlen(text) != 7 ||
	    sscanf(text, "%4u-%2u%c", &year, &month, &more) != 2 ||
	    month < 1 || month > 12 || year < 1970)
		return false;
	*day = day_code(year, month, days_in_month(year, month));
	return true;
}

enum err
query_as_of(const struct query *q, struct registry *r, uint64_t *out,
    struct error *e)
{
	const char *text = query_get(q, "as_of");
	uint64_t size;
	uint32_t day;
	int64_t at_s;

	if (text == NULL)
		return newest_cosigned(r, out, e);
	if (strcmp(text, "newest") == 0)
		return ERR_NONE;
	if (bytes_decimal(bytes_text(text), INT64_MAX, &size))
		return size_given(q, r, size, out, e);
	if (time_parse(bytes_text(text), &at_s))
		return registry_size_at(r, at_s, out, e);
	if (!day_given(text, &day)) {
		error_set(e, ERR_INPUT, "\"%s\" is no checkpoint", text);
		at_name(q, "as_of", e);
		return error_mend(e, ERR_INPUT,
		    q->options ?
			N_("write a size, a month, a day, a time, newest or "
			   "./FILE") :
			N_("write a size, a month, a day, a time or newest"));
	}
	/* its last second */
	at_s = (int64_t)(day_number(day) + 1) * 86400 - 1;
	return registry_size_at(r, at_s, out, e);
}
