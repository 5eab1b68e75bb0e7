/* chancery amend c/N --split FILE: a tally is itemised (model 2.9) */
#include <stdio.h>

#include "base/file.h"
#include "cli/amend.h"

#define PARTS_IN_SPLIT 1000

/* One line of the parts file: members of a body that differ from the tally,
 * and "slots". */
static enum err
read_part(struct amending *m, struct bytes line, struct draft *d,
    uint64_t *times)
{
	struct arena *a = m->c->arena;
	const struct json *v = NULL, *slots;
	struct json *body = filing_amendable(&m->current, a);
	enum err rc = json_parse(&v, line, &json_entry_limits, a, &m->c->e);

	if (rc != ERR_NONE)
		return rc;
	if (v->type != JSON_OBJECT)
		return error_set(&m->c->e, ERR_INPUT,
		    "a part is a JSON object");
	json_put_number(a, body, "times", 1);
	for (const struct json *k = v->first; k != NULL; k = k->next) {
		char name[64];

		(void)snprintf(name, sizeof name, "%.*s", (int)k->name.len,
		    (const char *)k->name.at);
		if (strcmp(name, "slots") != 0)
			json_put(a, body, name, json_clone(a, k));
	}
	json_put_text(a, body, "part_of", m->current.id_text);
	*d = (struct draft){.type = TYPE_CONTACT,
	    .by = m->current.by,
	    .body = body};
	amending_as(m, d);
	slots = json_get(v, "slots");
	rc = filing_slots(&d->values, TYPE_CONTACT, slots, &m->c->e);
	*times = (uint64_t)json_get_number(body, "times", 0);
	return rc;
}

/* All lines of --split FILE into drafts[1..]; their sum of times. */
static enum err
read_parts(struct amending *m, struct draft *drafts, size_t *count,
    uint64_t *sum)
{
	struct cli *c = m->c;
	struct buffer file = {0};
	struct bytes rest, line;
	uint64_t times = 0;
	bool complete;
	enum err rc = file_read(&file, cli_arg(c, "split"), AMEND_FILE_BYTES,
	    &c->e);

	rest = arena_copy(c->arena, buffer_bytes(&file));
	buffer_release(&file);
	*count = 1;
	*sum = 0;
	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete)) {
		if (line.len == 0)
			continue;
		if (*count > PARTS_IN_SPLIT)
			return error_set(&c->e, ERR_INPUT, "more than %d parts",
			    PARTS_IN_SPLIT);
		rc = read_part(m, line, &drafts[*count], &times);
		if (rc != ERR_NONE)
			return error_wrap(&c->e, "%s, line %zu",
			    cli_arg(c, "split"), *count);
		*sum += times;
		++*count;
	}
	return rc;
}

/* Nothing is left of the tally: it is annulled. */
static struct json *
annul_tally(struct amending *m, struct draft *d)
{
	struct arena *a = m->c->arena;
	struct json *body = json_new(a, JSON_OBJECT);
	char hex[65];

	hash_print(hex, &m->now.head);
	json_put_null(a, body, "authority");
	json_put_cstr(a, body, "code", "split");
	json_put_text(a, body, "target", m->current.id_text);
	json_put_cstr(a, body, "version", hex);
	if (m->reason == NULL) {
		m->reason = json_new(a, JSON_OBJECT);
		json_put_cstr(a, m->reason, "en", "itemised");
	}
	*d = (struct draft){.type = TYPE_ANNUL,
	    .by = m->current.by,
	    .body = body};
	d->values.at[SLOT_REASON] = m->reason;
	return body;
}

/* Its next version, with `left` times. */
static enum err
reduce_tally(struct amending *m, struct draft *d, uint64_t left,
    struct json **body)
{
	struct json *list;
	enum err rc = amending_evidence(m, &list);

	*body = filing_amendable(&m->current, m->c->arena);
	json_put_number(m->c->arena, *body, "times", (int64_t)left);
	if (rc != ERR_NONE)
		return rc;
	filing_amend(*body, m->current.body, m->code, list, false, m->c->arena);
	amending_next(m, d, *body);
	return ERR_NONE;
}

enum err
amending_split(struct amending *m, struct json **after)
{
	struct cli *c = m->c;
	struct draft *drafts = arena_take_array(c->arena, PARTS_IN_SPLIT + 1,
	    sizeof *drafts);
	uint64_t had, sum = 0;
	size_t count = 1;
	enum err rc = ERR_NONE;

	if (drafts == NULL)
		return error_set(&c->e, ERR_MEMORY, "out of memory");
	if (m->row.id.type != TYPE_CONTACT)
		return error_set(&c->e, ERR_INPUT,
		    "only a tally of contacts can be itemised");
	had = (uint64_t)json_get_number(m->current.body, "times", 0);
	rc = read_parts(m, drafts, &count, &sum);
	if (rc == ERR_NONE && (sum == 0 || sum > had)) {
		rc = error_word(&c->e, ERR_INPUT, "split_mismatch",
		    "the parts stand for %llu contacts, the tally for %llu",
		    (unsigned long long)sum, (unsigned long long)had);
		error_mend(&c->e, rc,
		    "a tally is itemised into at most as "
		    "many contacts as it stands for");
	}
	if (rc != ERR_NONE)
		return rc;
	(void)snprintf(m->code, sizeof m->code, "split");
	if (sum == had)
		*after = annul_tally(m, &drafts[0]);
	else
		rc = reduce_tally(m, &drafts[0], had - sum, after);
	if (rc != ERR_NONE)
		return rc;
	amending_as(m, &drafts[0]);
	return submit_files(&m->s, c, drafts, count);
}
