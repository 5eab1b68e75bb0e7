#include "register/witnessing.h"

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
	uint64_t at = 0; /* from the largest that is cosigned */
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

#define TURNS_BYTES ((size_t)64 * 1024)
#define TURN_FIELDS 7 /* the key, too */

/* "<vkey> <said> <done_size> <done_s> <asked_s> <not_before_s> <wait_s>" */
static bool
read_turn(struct bytes line, struct bytes *key, struct witness_memory *out)
{
	uint64_t n[TURN_FIELDS];
	size_t count = 0, space = bytes_find(line, ' ');

	*key = bytes_of(line.at, space);
	while (space != line.len && count < TURN_FIELDS) {
		line = bytes_of(line.at + space + 1, line.len - space - 1);
		space = bytes_find(line, ' ');
		if (!bytes_decimal(bytes_of(line.at, space), INT64_MAX,
		    &n[count++]))
			return false;
	}
	if (count != TURN_FIELDS - 1 || space != line.len ||
	    n[0] > WITNESS_FORGED || n[5] > WITNESS_WAIT_MAX_S)
		return false;
	*out = (struct witness_memory){
	    .turn = {n[1], (int64_t)n[2], (int64_t)n[3], (int64_t)n[4],
		(unsigned)n[5]},
	    .said = (enum witness_said)n[0],
	    .asked = true};
	return true;
}

static enum err
read_turns(struct registry *r, char path[PATH_BYTES], struct buffer *text,
    struct error *e)
{
	enum err rc = path_join(path, r->dir, WITNESS_TURNS, e);

	if (rc == ERR_NONE && file_exists(path))
		rc = file_read(text, path, TURNS_BYTES, e);
	return rc;
}

enum err
registry_witness_memory(struct registry *r, const struct policy_witness *w,
    struct witness_memory *out, struct error *e)
{
	struct buffer text = {0};
	struct bytes rest, line, key;
	struct witness_memory m;
	char path[PATH_BYTES], vkey[VKEY_BYTES];
	bool complete;
	enum err rc = read_turns(r, path, &text, e);

	*out = (struct witness_memory){.asked = false};
	(void)vkey_print(vkey, &w->key);
	rest = buffer_bytes(&text);
	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete))
		if (read_turn(line, &key, &m) && bytes_is(key, vkey))
			*out = m;
	buffer_release(&text);
	return rc;
}

/* The other witnesses' lines, and this one's. */
static enum err
write_turn(struct registry *r, const char *vkey,
    const struct witness_memory *m, struct error *e)
{
	struct buffer text = {0}, out = {0};
	struct bytes rest, line, key;
	struct witness_memory other;
	char path[PATH_BYTES];
	bool complete;
	enum err rc = read_turns(r, path, &text, e);

	rest = buffer_bytes(&text);
	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete))
		if (read_turn(line, &key, &other) && !bytes_is(key, vkey)) {
			buffer_add(&out, line);
			buffer_byte(&out, '\n');
		}
	buffer_printf(&out, "%s %d %" PRIu64 " %" PRId64 " %" PRId64
	    " %" PRId64 " %u\n", vkey, (int)m->said, m->turn.done_size,
	    m->turn.done_s, m->turn.asked_s, m->turn.not_before_s,
	    m->turn.wait_s);
	if (rc == ERR_NONE && out.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE && out.len <= TURNS_BYTES)
		rc = file_write_atomic(path, buffer_bytes(&out), 0644, e);
	buffer_release(&text);
	buffer_release(&out);
	return rc;
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
	struct truth *writer;         /* the log's own, or one beside it */
	struct vkey log_key;
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
	enum err rc = truth_add_cosignature(a->writer, &c, e);

	a->out->size = a->size;
	a->out->time_s = v->time_s;
	return rc;
}

/* A note of our key for a larger tree, or another root, by the store as it is
 * now: the log may have grown since the request was made. */
static enum err
contradicts(struct asking_witness *a, struct bytes bytes, bool *found,
    struct error *e)
{
	struct note *note = malloc(sizeof *note);
	struct checkpoint c;
	struct truth_head head;
	struct hash root;
	uint64_t time_s;
	bool ours = false;
	enum err rc;

	*found = false;
	if (note == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	if (note_parse(note, bytes, NULL) == ERR_NONE &&
	    checkpoint_parse(&c, note->text, NULL) == ERR_NONE &&
	    strcmp(c.origin, a->r->head.origin) == 0)
		for (size_t i = 0; i < note->line_count; i++)
			ours = ours || note_line_holds(&note->lines[i],
			    &a->log_key, note->text, &time_s);
	free(note);
	if (!ours)
		return ERR_NONE;
	rc = truth_head(a->r->truth, &head, e);
	if (rc == ERR_NONE && c.size <= head.size) {
		rc = tree_source_root(a->r->tree, c.size, &root, e);
		*found = rc == ERR_NONE && !hash_equal(&root, &c.root);
	} else {
		*found = rc == ERR_NONE;
	}
	return rc;
}

/* Where the log is another process's: the file that it looks at. */
static enum err
leave_evidence(struct registry *r, struct bytes note, struct error *e)
{
	char dir[PATH_BYTES], path[PATH_BYTES];
	enum err rc = path_join(dir, r->dir, "evidence", e);

	if (rc == ERR_NONE)
		rc = directory_make(dir, 0755, e);
	if (rc == ERR_NONE)
		rc = path_join(path, r->dir, LOG_MET_FILE, e);
	if (rc == ERR_NONE)
		rc = file_write_atomic(path, note, 0644, e);
	if (rc == ERR_NONE)
		(void)snprintf(r->refusal, sizeof r->refusal, "R5: %s",
		    error_say(e, "a witness holds a checkpoint of this log "
		    "that the store does not have"));
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
	bool found = false;
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
	rc = contradicts(a, buffer_bytes(&a->reply.body), &found, e);
	if (rc != ERR_NONE || !found)
		return rc;
	a->out->alarm = "R5";
	if (a->r->log == NULL)
		return leave_evidence(a->r, buffer_bytes(&a->reply.body), e);
	return merkle_log_meet(a->r->log, buffer_bytes(&a->reply.body), where,
	    e);
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
	a->writer = a->r->log == NULL ? NULL : a->r->truth;
	rc = log_key(a->r, &a->log_key, e);
	if (rc == ERR_NONE && a->writer == NULL)
		rc = truth_open(&a->writer, truth_path(a->r->truth),
		    TRUTH_BESIDE, e);
	if (rc == ERR_NONE)
		rc = truth_read_checkpoint(a->r->truth, 0, &a->size, NULL,
		    &a->note, e);
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
	enum err rc = registry_witness_memory(a->r, a->w, &m, e);

	if (rc != ERR_NONE)
		return rc;
	if (a->out->said == WITNESS_COSIGNED)
		witness_turn_done(&m.turn, a->size, registry_now(a->r));
	else
		witness_turn_failed(&m.turn, a->reply.retry_after_s,
		    registry_now(a->r));
	m.said = a->out->said;
	return write_turn(a->r, a->key, &m, e);
}

enum err
registry_witness_due(struct registry *r, const struct policy_witness *w,
    bool *due, struct error *e)
{
	struct witness_memory m;
	enum err rc = registry_witness_memory(r, w, &m, e);

	if (rc == ERR_NONE)
		*due = w->url.len != 0 && witness_turn_is_due(&m.turn,
		    r->head.size, registry_now(r), false);
	return rc;
}

enum err
registry_ask_witness(struct registry *r, const struct policy *p, size_t i,
    const struct witness_transport *t, struct witness_outcome *out,
    struct error *e)
{
	struct asking_witness a = {.r = r, .t = t, .out = out};
	enum err rc;

	*out = (struct witness_outcome){.said = WITNESS_LATER, .alarm = ""};
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
	if (a.writer != r->truth)
		truth_close(a.writer);
	buffer_release(&a.note);
	buffer_release(&a.reply.body);
	return rc;
}
