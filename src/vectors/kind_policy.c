/* Policies and proof files: log 4.1, 4.3 */
#include "proof/tlog_proof.h"
#include "vectors/kinds.h"

#include "format/base64.h"

/* log 4.3.5: cases of other programs whose verdict differs here. */
static bool
is_refused_here(struct bytes name)
{
	static const char *const names[] = {"whitespace and comments",
	    "group numerical", "group all", "group any"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (bytes_is(name, names[i]))
			return true;
	return false;
}

static bool
is_hex_key(struct bytes token)
{
	if (token.len != 64)
		return false;
	for (size_t i = 0; i < token.len; i++)
		if (!((token.at[i] >= '0' && token.at[i] <= '9') ||
		    (token.at[i] >= 'a' && token.at[i] <= 'f')))
			return false;
	return true;
}

/* The public key that a token stands for, and the name to write before it. */
static bool
token_key(struct bytes token, struct vkey *out, enum key_type type)
{
	struct vkey parsed;
	struct secret_key *secret;
	struct hash seed;
	bool done;

	if (is_hex_key(token)) {
		seed = hash_bytes(token);
		if (secret_key_new(&secret, seed.at, NULL) != ERR_NONE)
			return false;
		done = vkey_init(out, token, type, secret_key_public(secret),
		    NULL) == ERR_NONE;
		secret_key_free(secret);
		return done;
	}
	return vkey_parse(&parsed, token, NULL) == ERR_NONE &&
	    vkey_init(out, bytes_text(parsed.name), type, &parsed.key,
	    NULL) == ERR_NONE;
}

/* Cuts one field and the blanks before it. */
static bool
next_token(struct bytes *rest, struct bytes *token)
{
	size_t start = 0, end;

	while (start < rest->len && (rest->at[start] == ' ' ||
	    rest->at[start] == '\t'))
		start++;
	end = start;
	while (end < rest->len && rest->at[end] != ' ' &&
	    rest->at[end] != '\t')
		end++;
	*token = bytes_of(rest->at + start, end - start);
	*rest = bytes_of(rest->at + end, rest->len - end);
	return token->len != 0;
}

/* log 4.3.5: every key as a vkey, 0x01 in log lines, 0x04 in witness lines;
 * all else stays as it is. */
static void
line_convert(struct buffer *out, struct bytes line)
{
	struct bytes rest = line, token = {0};
	char text[VKEY_BYTES];
	struct vkey key;
	bool is_log, found;

	found = next_token(&rest, &token);
	is_log = bytes_is(token, "log");
	found = found && (is_log || bytes_is(token, "witness")) &&
	    next_token(&rest, &token) &&
	    (is_log || next_token(&rest, &token));
	if (!found || !token_key(token, &key, is_log ? KEY_LOG :
	    KEY_WITNESS)) {
		buffer_add(out, line);
		return;
	}
	buffer_append(out, line.at, (size_t)(token.at - line.at));
	buffer_append(out, text, vkey_print(text, &key));
	buffer_add(out, rest);
}

static struct bytes
policy_convert(struct bytes text, struct arena *a)
{
	struct buffer out = {0};
	struct bytes line, copy;
	bool complete;

	while (bytes_line(&text, &line, &complete)) {
		line_convert(&out, line);
		if (complete)
			buffer_byte(&out, '\n');
	}
	copy = arena_copy(a, buffer_bytes(&out));
	buffer_release(&out);
	return copy;
}

static bool
quorum_agrees(const struct policy *p, const struct json *row)
{
	const struct json *names = json_get(row, "cosigned");
	uint64_t cosigned = 0;

	if (names == NULL)
		return false;
	for (const struct json *c = names->first; c != NULL; c = c->next)
		for (size_t i = 0; i < p->witness_count; i++)
			if (bytes_equal(p->witnesses[i].name, c->text))
				cosigned |= UINT64_C(1) << i;
	return policy_quorum(p, cosigned) ==
	    json_get_bool(row, "sufficient");
}

static bool
policy_agrees(const struct json *v, struct arena *a)
{
	struct policy *p = arena_take(a, sizeof *p);
	const struct json *table = json_get(v, "quorum_table");
	bool want = json_get_bool(v, "valid_there") &&
	    !is_refused_here(json_get_text(v, "name"));
	enum err rc;

	if (p == NULL)
		return false;
	rc = policy_parse(p, policy_convert(json_get_text(v, "policy"), a),
	    NULL);
	if (rc != ERR_NONE)
		return rc == ERR_INPUT && !want;
	if (!want)
		return false;
	for (const struct json *row = table == NULL ? NULL : table->first;
	    row != NULL; row = row->next)
		if (!quorum_agrees(p, row))
			return false;
	return true;
}

static enum err
run(struct run *r, struct error *e)
{
	const struct json *all;
	size_t number = 0;
	enum err rc = run_read_json(r, &all, "", e);

	if (rc != ERR_NONE)
		return rc;
	for (const struct json *v = all->first; v != NULL; v = v->next)
		case_count(r, policy_agrees(v, r->arena), "case %zu %s",
		    number++, json_name(v, "name", r->arena));
	return ERR_NONE;
}

const struct kind kind_policy = {"policy",
    "policies with quorum tables, as policy-cases.json", run};

/* Accepted: parses, prints the same, and verifies. */
static bool
proof_holds(struct bytes text, struct bytes leaf, const struct policy *p,
    struct arena *a)
{
	struct tlog_proof t;
	struct checkpoint_verdict v;
	uint8_t *again = arena_take(a, text.len + 1);
	size_t len;

	return again != NULL &&
	    tlog_proof_parse(&t, text, NULL) == ERR_NONE &&
	    tlog_proof_print(again, text.len, &len, &t) == ERR_NONE &&
	    bytes_equal(bytes_of(again, len), text) &&
	    tlog_proof_check(&v, &t, leaf, p, NULL) == ERR_NONE;
}

static enum err
run_proof(struct run *r, struct error *e)
{
	const struct json *all, *cases;
	struct policy *p = arena_take(r->arena, sizeof *p);
	enum err rc = run_read_json(r, &all, "", e);

	if (rc == ERR_NONE && p == NULL)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = policy_parse(p, json_get_text(all, "policy"), e);
	if (rc != ERR_NONE)
		return rc;
	cases = json_get(all, "cases");
	for (const struct json *v = cases == NULL ? NULL : cases->first;
	    v != NULL; v = v->next)
		case_count(r, proof_holds(json_get_text(v, "proof"),
		    json_get_text(all, "leaf_utf8"), p, r->arena) ==
		    json_get_bool(v, "accept"), "%s",
		    json_name(v, "name", r->arena));
	return ERR_NONE;
}

const struct kind kind_tlog_proof = {"tlog-proof",
    "proof files with leaf and policy, as tlog-proof-cases.json", run_proof};
