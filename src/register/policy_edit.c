#include "register/policy_edit.h"

#define ALL_GROUP "witnesses"
#define BIT(i) (UINT64_C(1) << (i))

static enum err
name_check(const struct policy *p, struct bytes name, struct error *e)
{
	size_t at;

	if (name.len == 0 || name.len > KEY_NAME_MAX || name.at[0] == '#' ||
	    bytes_is(name, "none") || bytes_is(name, "all") ||
	    bytes_is(name, "any"))
		return error_set(e, ERR_INPUT,
		    "none, all and any cannot be names");
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= 0x20 || name.at[i] == 0x7f)
			return error_set(e, ERR_INPUT,
			    "a name in a policy has no blanks");
	if (policy_find_witness(p, name, &at) ||
	    policy_find_group(p, name, &at))
		return error_set(e, ERR_CONFLICT,
		    "\"%.*s\" is in the policy already", (int)name.len,
		    (const char *)name.at);
	return ERR_NONE;
}

static enum err
add_group(struct policy *p, struct bytes name, size_t *at, struct error *e)
{
	enum err rc = name_check(p, name, e);

	if (rc != ERR_NONE)
		return rc;
	if (p->group_count == POLICY_GROUPS_MAX)
		return error_set(e, ERR_INPUT, "more than %d groups",
		    POLICY_GROUPS_MAX);
	*at = p->group_count++;
	p->groups[*at] = (struct policy_group){.name = name, .threshold = 1};
	return ERR_NONE;
}

/* A group that is new stands in the quorum's group, if that is another. */
static void
join_quorum(struct policy *p, size_t group)
{
	struct policy_group *q = &p->groups[p->quorum_index];

	if (p->quorum != QUORUM_GROUP || p->quorum_index == group)
		return;
	q->groups |= BIT(group);
	q->member_count++;
}

enum err
policy_add_witness(struct policy *p, const struct policy_witness *w,
    struct bytes group, struct error *e)
{
	size_t at = p->quorum_index, i = p->witness_count;
	enum err rc = name_check(p, w->name, e);

	for (size_t k = 0; k < p->witness_count && rc == ERR_NONE; k++)
		if (memcmp(p->witnesses[k].key.key.at, w->key.key.at,
		    sizeof w->key.key.at) == 0)
			rc = error_set(e, ERR_CONFLICT, "this key is the one "
			    "of \"%.*s\"", (int)p->witnesses[k].name.len,
			    (const char *)p->witnesses[k].name.at);
	if (rc == ERR_NONE && i == POLICY_WITNESSES_MAX)
		rc = error_set(e, ERR_INPUT, "more than %d witnesses",
		    POLICY_WITNESSES_MAX);
	if (rc != ERR_NONE)
		return rc;
	p->witnesses[i] = *w;
	p->witness_count++;
	if (group.len == 0 && p->quorum != QUORUM_GROUP)
		return ERR_NONE;
	if (group.len != 0 && !policy_find_group(p, group, &at)) {
		rc = add_group(p, group, &at, e);
		if (rc != ERR_NONE)
			return rc;
		join_quorum(p, at);
	}
	p->groups[at].witnesses |= BIT(i);
	p->groups[at].member_count++;
	return ERR_NONE;
}

/* Takes bit `i` out and moves the higher ones down. */
static uint64_t
without(uint64_t set, size_t i)
{
	return (set & (BIT(i) - 1)) | (i == 63 ? 0 : set >> (i + 1) << i);
}

static void
remove_group(struct policy *p, size_t at)
{
	for (size_t i = 0; i < p->group_count; i++) {
		struct policy_group *g = &p->groups[i];

		if ((g->groups >> at & 1) != 0)
			g->member_count--;
		g->groups = without(g->groups, at);
	}
	for (size_t i = at; i + 1 < p->group_count; i++)
		p->groups[i] = p->groups[i + 1];
	p->group_count--;
	if (p->quorum == QUORUM_GROUP && p->quorum_index > at)
		p->quorum_index--;
}

static enum err
unreachable(struct bytes name, struct error *e)
{
	return error_mend(e, error_set(e, ERR_CONFLICT,
	    "without it \"%.*s\" could not be reached any more",
	    (int)name.len, (const char *)name.at),
	    "set the quorum first: chancery log witness quorum NUMBER");
}

enum err
policy_remove_witness(struct policy *p, struct bytes name, struct error *e)
{
	size_t at;

	if (!policy_find_witness(p, name, &at))
		return error_set(e, ERR_ABSENT,
		    "the policy has no witness \"%.*s\"", (int)name.len,
		    (const char *)name.at);
	if (p->quorum == QUORUM_WITNESS && p->quorum_index == at)
		return unreachable(name, e);
	for (size_t i = 0; i < p->group_count; i++) {
		struct policy_group *g = &p->groups[i];

		if ((g->witnesses >> at & 1) != 0)
			g->member_count--;
		g->witnesses = without(g->witnesses, at);
	}
	for (size_t i = at; i + 1 < p->witness_count; i++)
		p->witnesses[i] = p->witnesses[i + 1];
	p->witness_count--;
	if (p->quorum == QUORUM_WITNESS && p->quorum_index > at)
		p->quorum_index--;
	/* from below: an emptied group may empty the one that holds it */
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < p->group_count && !again; i++) {
			struct policy_group *g = &p->groups[i];
			bool quorum = p->quorum == QUORUM_GROUP &&
			    p->quorum_index == i;

			if (g->member_count == 0 && !quorum) {
				remove_group(p, i);
				again = true;
			} else if (g->threshold > g->member_count) {
				return unreachable(g->name, e);
			}
		}
	}
	return ERR_NONE;
}

/* All that stand in no group but this one. */
static void
gather(struct policy *p, size_t at)
{
	struct policy_group *all = &p->groups[at];
	uint64_t witnesses = 0, groups = BIT(at);

	for (size_t i = 0; i < p->group_count; i++)
		if (i != at) {
			witnesses |= p->groups[i].witnesses;
			groups |= p->groups[i].groups;
		}
	all->witnesses = all->groups = 0;
	all->member_count = 0;
	for (size_t i = 0; i < p->witness_count; i++)
		if ((witnesses >> i & 1) == 0) {
			all->witnesses |= BIT(i);
			all->member_count++;
		}
	for (size_t i = 0; i < p->group_count; i++)
		if ((groups >> i & 1) == 0) {
			all->groups |= BIT(i);
			all->member_count++;
		}
}

static enum err
set_number(struct policy *p, uint64_t number, struct error *e)
{
	size_t at = p->quorum_index;
	enum err rc;

	if (p->quorum != QUORUM_GROUP) {
		if (!policy_find_group(p, bytes_text(ALL_GROUP), &at)) {
			rc = add_group(p, bytes_text(ALL_GROUP), &at, e);
			if (rc != ERR_NONE)
				return rc;
		}
		gather(p, at);
	}
	if (number == 0 || number > p->groups[at].member_count)
		return error_set(e, ERR_INPUT,
		    "the number needed is all, any or 1 to %u",
		    p->groups[at].member_count);
	p->groups[at].threshold = (unsigned)number;
	p->quorum = QUORUM_GROUP;
	p->quorum_index = at;
	return ERR_NONE;
}

enum err
policy_set_quorum(struct policy *p, struct bytes what, struct error *e)
{
	uint64_t number;
	size_t at;

	if (bytes_is(what, "none")) {
		p->quorum = QUORUM_NONE;
		return ERR_NONE;
	}
	if (bytes_decimal(what, POLICY_WITNESSES_MAX, &number))
		return set_number(p, number, e);
	if (policy_find_witness(p, what, &at))
		p->quorum = QUORUM_WITNESS;
	else if (policy_find_group(p, what, &at))
		p->quorum = QUORUM_GROUP;
	else
		return error_mend(e, error_set(e, ERR_ABSENT,
		    "\"%.*s\" is no number, no witness and no group",
		    (int)(what.len > 100 ? 100 : what.len),
		    what.len == 0 ? "" : (const char *)what.at),
		    "write none, 1, 2, ... or a name of the policy");
	p->quorum_index = at;
	return ERR_NONE;
}

/* ---- printing ---- */

static void
print_group(struct buffer *out, const struct policy *p, size_t at)
{
	const struct policy_group *g = &p->groups[at];

	buffer_text(out, "group ");
	buffer_add(out, g->name);
	buffer_printf(out, " %u", g->threshold);
	for (size_t i = 0; i < p->witness_count; i++)
		if ((g->witnesses >> i & 1) != 0) {
			buffer_byte(out, ' ');
			buffer_add(out, p->witnesses[i].name);
		}
	for (size_t i = 0; i < p->group_count; i++)
		if ((g->groups >> i & 1) != 0) {
			buffer_byte(out, ' ');
			buffer_add(out, p->groups[i].name);
		}
	buffer_byte(out, '\n');
}

static void
print_key(struct buffer *out, const struct vkey *key, struct bytes url)
{
	char text[VKEY_BYTES];

	(void)vkey_print(text, key);
	buffer_text(out, text);
	if (url.len != 0) {
		buffer_byte(out, ' ');
		buffer_add(out, url);
	}
	buffer_byte(out, '\n');
}

static void
print_comments(struct buffer *out, struct bytes before)
{
	struct bytes line;
	bool complete;

	while (bytes_line(&before, &line, &complete)) {
		size_t i = 0;

		while (i < line.len &&
		    (line.at[i] == ' ' || line.at[i] == '\t'))
			i++;
		if (i == line.len || line.at[i] != '#')
			continue;
		buffer_add(out, line);
		buffer_byte(out, '\n');
	}
}

void
policy_print(struct buffer *out, struct bytes before, const struct policy *p)
{
	bool grouped = p->quorum == QUORUM_GROUP;

	print_comments(out, before);
	for (size_t i = 0; i < p->log_count; i++) {
		buffer_text(out, "log ");
		print_key(out, &p->logs[i].key, p->logs[i].url);
	}
	for (size_t i = 0; i < p->witness_count; i++) {
		buffer_text(out, "witness ");
		buffer_add(out, p->witnesses[i].name);
		buffer_byte(out, ' ');
		print_key(out, &p->witnesses[i].key, p->witnesses[i].url);
	}
	for (size_t i = 0; i < p->group_count; i++)
		if (!grouped || i != p->quorum_index)
			print_group(out, p, i);
	if (grouped)
		print_group(out, p, p->quorum_index);
	buffer_text(out, "quorum ");
	if (p->quorum == QUORUM_NONE)
		buffer_text(out, "none");
	else
		buffer_add(out, grouped ? p->groups[p->quorum_index].name :
		    p->witnesses[p->quorum_index].name);
	buffer_byte(out, '\n');
}
