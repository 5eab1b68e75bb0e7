#include "register/witnessing.h"

#include "log/publish.h"
#include "register/registry_parts.h"
#include "witness/witness.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define COSIGNED_TRIES 4096 /* checkpoints looked at, from the newest */
#define URL_BYTES 2048
#define REQUESTS_MAX 4 /* of one turn: a wrong guess, a 409, a race */

/* ---- the policy ---- */

/* The first log key, as entry 0 has it (log 11.1). */
static enum err
log_key(struct registry *r, struct vkey *out, struct error *e)
{
	struct arena *a;
	struct entry entry;
	enum err rc;

	if (r->log_key.key != NULL) {
		*out = signer_vkey(&r->log_key, KEY_LOG);
		return ERR_NONE;
	}
	a = arena_new(ENTRY_ARENA_BYTES);
	if (a == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = registry_entry(r, 0, &entry, a, e);
	if (rc == ERR_NONE)
		rc = vkey_parse(out, json_get_text(entry.body, "log_key"), e);
	arena_free(a);
	return rc;
}

static enum err
read_file(struct own_policy *p, const char *path, const struct vkey *key,
    struct error *e)
{
	enum err rc = file_read(&p->text, path, POLICY_BYTES_MAX, e);

	if (rc != ERR_NONE)
		return rc;
	p->from_file = true;
	rc = policy_parse(&p->policy, buffer_bytes(&p->text), e);
	if (rc != ERR_NONE)
		return error_wrap(e, "\"%.200s\"", path);
	for (size_t i = 0; i < p->policy.log_count; i++)
		if (strcmp(p->policy.logs[i].key.name, key->name) == 0 &&
		    memcmp(p->policy.logs[i].key.key.at, key->key.at,
		    sizeof key->key.at) == 0)
			return ERR_NONE;
	return error_mend(e, error_set(e, ERR_INPUT,
	    "\"%.200s\" does not name this register's log key", path),
	    "chancery key export prints its log line");
}

enum err
own_policy_load(struct own_policy **out, struct registry *r, struct error *e)
{
	struct own_policy *p = calloc(1, sizeof *p);
	char path[PATH_BYTES], text[VKEY_BYTES];
	struct vkey key;
	enum err rc;

	if (p == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = log_key(r, &key, e);
	if (rc == ERR_NONE)
		rc = path_join(path, r->dir, POLICY_FILE, e);
	if (rc == ERR_NONE && file_exists(path)) {
		rc = read_file(p, path, &key, e);
	} else if (rc == ERR_NONE) {
		(void)vkey_print(text, &key);
		buffer_printf(&p->text, "log %s\nquorum none\n", text);
		rc = p->text.failed ?
		    error_set(e, ERR_MEMORY, "out of memory") :
		    policy_parse(&p->policy, buffer_bytes(&p->text), e);
	}
	if (rc != ERR_NONE) {
		own_policy_free(p);
		return rc;
	}
	*out = p;
	return ERR_NONE;
}

void
own_policy_free(struct own_policy *p)
{
	if (p == NULL)
		return;
	buffer_release(&p->text);
	free(p);
}

/* ---- what is cosigned ---- */

/* ERR_UNCHECKED alone says that the quorum is missing; `out` is written. */
static enum err
look(struct registry *r, const struct policy *p, uint64_t size,
    struct buffer *note, struct checkpoint_verdict *out, struct error *e)
{
	enum err rc;

	buffer_clear(note);
	out->quorum = false;
	rc = log_read_note(r->truth, size, note, e);
	if (rc == ERR_NONE)
		rc = checkpoint_check(out, buffer_bytes(note), p, e);
	return rc;
}

enum err
registry_cosigned(struct registry *r, const struct policy *p, uint64_t *size,
    struct buffer *note, struct checkpoint_verdict *out, struct error *e)
{
	struct checkpoint_verdict *v = malloc(sizeof *v);
	struct error own = error_like(e);
	struct buffer found = {0};
	uint64_t at = r->head.size + 1;
	enum err rc = ERR_NONE;

	if (v == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (p->quorum == QUORUM_NONE && r->head.size != 0) {
		at = r->head.size;
		rc = look(r, p, at, &found, v, e);
		goto done;
	}
	for (size_t i = 0; i < COSIGNED_TRIES; i++) {
		rc = truth_cosigned_below(r->truth, at, &at, e);
		if (rc != ERR_NONE)
			goto done;
		rc = look(r, p, at, &found, v, &own);
		/* a line that does not hold spoils its note alone */
		if (rc != ERR_UNCHECKED && rc != ERR_PROOF)
			break;
	}
	if (rc != ERR_NONE)
		rc = error_set(e, rc == ERR_UNCHECKED || rc == ERR_PROOF ?
		    ERR_ABSENT : rc, "no checkpoint has its quorum yet");
done:
	if (rc == ERR_NONE) {
		*size = at;
		buffer_add(note, buffer_bytes(&found));
		if (note->failed)
			rc = error_set(e, ERR_MEMORY, "out of memory");
	}
	if (rc == ERR_NONE && out != NULL) {
		*out = *v;
		out->text = bytes_of(NULL, 0);
	}
	buffer_release(&found);
	free(v);
	return rc;
}

enum err
registry_cosigners(struct registry *r, const struct policy *p, uint64_t size,
    struct checkpoint_verdict *out, struct error *e)
{
	struct buffer note = {0};
	enum err rc = look(r, p, size, &note, out, e);

	if (rc == ERR_UNCHECKED && strcmp(e == NULL ? "quorum" : e->word,
	    "quorum") == 0)
		rc = ERR_NONE;
	out->text = bytes_of(NULL, 0);
	buffer_release(&note);
	return rc;
}

static enum err
keep_first(void *context, const struct truth_note *c, struct error *e)
{
	(void)e;
	*(uint64_t *)context = c->size;
	return ERR_NONE;
}

enum err
registry_quorum_age(struct registry *r, const struct policy *p,
    int64_t *age_s, struct error *e)
{
	struct buffer note = {0};
	uint64_t size = 0, waits = 0;
	int64_t at_s = 0;
	enum err rc;

	*age_s = 0;
	if (p->quorum == QUORUM_NONE || r->head.size == 0)
		return ERR_NONE;
	rc = registry_cosigned(r, p, &size, &note, NULL, e);
	buffer_release(&note);
	if (rc == ERR_ABSENT)
		rc = ERR_NONE;
	if (rc == ERR_NONE)
		rc = truth_each_checkpoint(r->truth, size, 1, keep_first,
		    &waits, e);
	if (rc != ERR_NONE || waits == 0)
		return rc;
	rc = registry_time_of(r, waits, &at_s, e);
	if (rc == ERR_NONE && registry_now(r) > at_s)
		*age_s = registry_now(r) - at_s;
	return rc;
}

void
registry_require_quorum(struct registry *r, bool required)
{
	r->quorum_required = required;
}

/* ---- turns ---- */

/* One row of the read model a witness, by its key. */
static void
memory_name(char out[VKEY_BYTES + 16], const struct policy_witness *w)
{
	char text[VKEY_BYTES];

	(void)vkey_print(text, &w->key);
	(void)snprintf(out, VKEY_BYTES + 16, "witness %s", text);
}

enum err
registry_witness_memory(struct registry *r, const struct policy_witness *w,
    struct witness_memory *out, struct error *e)
{
	char name[VKEY_BYTES + 16];
	enum err rc;

	memset(out, 0, sizeof *out);
	memory_name(name, w);
	rc = read_model_kept(r->read, name, (uint8_t *)out, sizeof *out, e);
	if (rc == ERR_ABSENT)
		memset(out, 0, sizeof *out);
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

/* ---- asking ---- */

/* One turn with one witness. */
struct asking_witness {
	struct registry *r;
	const struct policy_witness *w;
	const struct witness_transport *t;
	struct witness_outcome *out;
	char key[VKEY_BYTES];
	uint64_t size, cosigned_size; /* newest; largest that it ever signed */
	struct buffer note;           /* with the log's own lines alone */
	struct bytes text;
	struct witness_reply reply;
};

static enum err
address(const struct asking_witness *a, char out[URL_BYTES],
    const char *rest, struct error *e)
{
	struct bytes url = a->w->url;
	int len;

	while (url.len != 0 && url.at[url.len - 1] == '/')
		url.len--;
	len = snprintf(out, URL_BYTES, "%.*s/%s",
	    (int)(url.len > 1500 ? 1500 : url.len),
	    url.len == 0 ? "" : (const char *)url.at, rest);
	if (url.len == 0 || url.len > 1500 || len < 0 || len >= URL_BYTES ||
	    memchr(out, '\0', (size_t)len) != NULL)
		return error_set(e, ERR_INPUT, "the witness %.*s has no usable "
		    "address", (int)a->w->name.len,
		    (const char *)a->w->name.at);
	return ERR_NONE;
}

static void
reply_clear(struct witness_reply *r)
{
	buffer_clear(&r->body);
	r->status = 0;
	r->retry_after_s = 0;
}

/* One request from `old`. */
static enum err
send_request(struct asking_witness *a, uint64_t old,
    struct witness_verdict *v, struct error *e)
{
	struct hash path[TREE_PATH_MAX];
	struct buffer body = {0};
	char url[URL_BYTES];
	size_t count = 0;
	struct error own = error_like(e);
	enum err rc = address(a, url, "add-checkpoint", e);

	if (rc == ERR_NONE && old != 0)
		rc = tree_source_prove_consistency(a->r->tree, old, a->size,
		    path, &count, e);
	if (rc != ERR_NONE)
		return rc;
	witness_request_print(&body, old, path, count, buffer_bytes(&a->note));
	reply_clear(&a->reply);
	a->out->request_count++;
	if (body.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	else if (a->t->post(a->t->context, url, buffer_bytes(&body), &a->reply,
	    &own) != ERR_NONE)
		reply_clear(&a->reply); /* no answer came */
	buffer_release(&body);
	*v = witness_answer_read(&a->reply, &a->w->key, a->text);
	a->out->status = a->reply.status;
	return rc;
}

static enum err
store(struct asking_witness *a, const struct witness_verdict *v,
    struct error *e)
{
	struct truth_cosignature c = {a->size, bytes_text(a->key),
	    (int64_t)v->time_s, v->line};
	enum err rc = truth_add_cosignature(a->r->truth, &c, e);

	a->out->size = a->size;
	a->out->time_s = v->time_s;
	return rc;
}

/* The witness names a larger size: its note, signed by us, is the evidence
 * (log 5.2.4). */
static enum err
look_at_its_note(struct asking_witness *a, struct error *e)
{
	struct hash h = hash_bytes(bytes_text(a->r->head.origin));
	char hex[65], rest[96], url[URL_BYTES], where[64];
	struct error own = error_like(e);
	enum err rc;

	hash_print(hex, &h);
	(void)snprintf(rest, sizeof rest, "%s/checkpoint", hex);
	(void)snprintf(where, sizeof where, "%.*s",
	    (int)(a->w->name.len > 60 ? 60 : a->w->name.len),
	    (const char *)a->w->name.at);
	a->out->alarm = "W2";
	rc = address(a, url, rest, e);
	if (rc != ERR_NONE)
		return rc;
	reply_clear(&a->reply);
	if (a->t->get == NULL ||
	    a->t->get(a->t->context, url, &a->reply, &own) != ERR_NONE ||
	    a->reply.status != 200 || a->reply.body.len > NOTE_BYTES_MAX)
		return ERR_NONE;
	rc = merkle_log_meet(a->r->log, buffer_bytes(&a->reply.body), where,
	    &own);
	if (rc == ERR_NONE && merkle_log_refusal(a->r->log) != NULL)
		a->out->alarm = "R5";
	if (rc == ERR_STORE || rc == ERR_MEMORY) {
		if (e != NULL)
			*e = own;
		return rc;
	}
	return ERR_NONE;
}

static enum err
talk(struct asking_witness *a, struct error *e)
{
	struct witness_verdict v = {.said = WITNESS_OTHER_SIZE};
	uint64_t old = a->cosigned_size;
	enum err rc = ERR_NONE;

	while (rc == ERR_NONE && v.said == WITNESS_OTHER_SIZE &&
	    a->out->request_count < REQUESTS_MAX) {
		rc = send_request(a, old, &v, e);
		a->out->said = v.said;
		if (rc != ERR_NONE || v.said != WITNESS_OTHER_SIZE)
			break;
		a->out->size = v.size;
		if (v.size > a->size)
			return look_at_its_note(a, e);
		if (v.size < a->cosigned_size) {
			a->out->alarm = "W1";
			break;
		}
		if (v.size == old)
			break; /* it says what we said: no sense in going on */
		old = v.size;
	}
	if (rc == ERR_NONE && v.said == WITNESS_COSIGNED)
		rc = store(a, &v, e);
	if (rc == ERR_NONE && v.said == WITNESS_FORGED)
		a->out->alarm = "W3";
	return rc;
}

static enum err
begin(struct asking_witness *a, struct error *e)
{
	struct note *note = malloc(sizeof *note);
	int64_t stamp_s;
	enum err rc;

	if (note == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	(void)vkey_print(a->key, &a->w->key);
	rc = truth_read_checkpoint(a->r->truth, 0, &a->size, NULL, &a->note, e);
	if (rc == ERR_NONE)
		rc = note_parse(note, buffer_bytes(&a->note), e);
	if (rc == ERR_NONE)
		a->text = note->text;
	free(note);
	if (rc != ERR_NONE)
		return rc;
	rc = truth_last_cosignature(a->r->truth, bytes_text(a->key),
	    &a->cosigned_size, &stamp_s, e);
	if (rc == ERR_ABSENT)
		a->cosigned_size = 0;
	return rc == ERR_ABSENT ? ERR_NONE : rc;
}

static enum err
remember(struct asking_witness *a, struct error *e)
{
	struct witness_memory m;
	char name[VKEY_BYTES + 16];
	enum err rc = registry_witness_memory(a->r, a->w, &m, e);

	if (rc != ERR_NONE)
		return rc;
	if (a->out->said == WITNESS_COSIGNED)
		witness_turn_done(&m.turn, a->size, registry_now(a->r));
	else
		witness_turn_failed(&m.turn, a->reply.retry_after_s,
		    registry_now(a->r));
	m.said = (uint32_t)a->out->said;
	m.asked = 1;
	memory_name(name, a->w);
	return read_model_keep(a->r->read, name, bytes_of(&m, sizeof m), e);
}

enum err
registry_ask_witness(struct registry *r, const struct policy *p, size_t i,
    const struct witness_transport *t, struct witness_outcome *out,
    struct error *e)
{
	struct asking_witness a = {.r = r, .t = t, .out = out};
	enum err rc;

	*out = (struct witness_outcome){.said = WITNESS_LATER, .alarm = ""};
	if (r->log == NULL)
		return error_set(e, ERR_REFUSED,
		    "the register is open for reading only");
	if (i >= p->witness_count)
		return error_set(e, ERR_ABSENT, "there is no such witness");
	a.w = &p->witnesses[i];
	if (a.w->url.len == 0)
		return error_mend(e, error_set(e, ERR_ABSENT,
		    "the witness %.*s has no address", (int)a.w->name.len,
		    (const char *)a.w->name.at),
		    "chancery log witness add KEY URL");
	rc = begin(&a, e);
	if (rc == ERR_NONE)
		rc = talk(&a, e);
	if (rc == ERR_NONE)
		rc = remember(&a, e);
	buffer_release(&a.note);
	buffer_release(&a.reply.body);
	return rc;
}
