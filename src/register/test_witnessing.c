/* A register and its witnesses, in one process: log 4.3, 5.1, 6.8 (R5) */
#include "register/witnessing.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "register/test_support.h"
#include "witness/witness.h"

#include "base/testing.h"

#define WITNESSES 3

/* What a witness does when it is asked. */
enum mood { MOOD_FINE, MOOD_SILENT, MOOD_FORGES, MOOD_BUSY, MOOD_LARGER };

struct other {
	struct signer signer;
	struct witness_store *store;
	char path[PATH_BYTES];
	enum mood mood;
	struct buffer shown; /* for GET; empty: its own note */
	unsigned posts, gets;
};

struct town {
	struct place *p;
	struct witness_log known;
	struct witness_logs logs;
	struct other w[WITNESSES];
	struct witness_transport transport;
};

static struct other *
of_url(struct town *t, const char *url)
{
	for (size_t i = 0; i < WITNESSES; i++) {
		char front[64];

		(void)snprintf(front, sizeof front, "http://w%zu.example/",
		    i + 1);
		if (strncmp(url, front, strlen(front)) == 0)
			return &t->w[i];
	}
	fail_msg("no witness at %s", url);
	return NULL;
}

static struct witness
witness_of(struct town *t, struct other *o)
{
	return (struct witness){&o->signer, &t->logs,
	    witness_store_states(o->store), clock_fixed(&t->p->now_s)};
}

static enum err
post(void *context, const char *url, struct bytes body, struct witness_reply *out,
    struct error *e)
{
	struct town *t = context;
	struct other *o = of_url(t, url);
	struct witness w = witness_of(t, o);
	struct witness_result r;
	size_t len = strlen(url);

	assert_true(len > 15);
	assert_string_equal(url + len - 15, "/add-checkpoint");
	o->posts++;
	if (o->mood == MOOD_SILENT)
		return error_set(e, ERR_STORE, "nobody answers");
	if (o->mood == MOOD_BUSY || o->mood == MOOD_LARGER) {
		out->status = o->mood == MOOD_BUSY ? 503 : 409;
		out->retry_after_s = 90;
		buffer_text(&out->body, "1000000\n");
		return ERR_NONE;
	}
	assert_int_equal(witness_add_checkpoint(&w, body, &r, e), ERR_NONE);
	out->status = r.status;
	buffer_add(&out->body, buffer_bytes(&r.body));
	if (o->mood == MOOD_FORGES && out->body.len > 9) /* not padding */
		out->body.at[out->body.len - 9] =
		    out->body.at[out->body.len - 9] == 'A' ? 'B' : 'A';
	witness_result_release(&r);
	return ERR_NONE;
}

static enum err
get(void *context, const char *url, struct witness_reply *out, struct error *e)
{
	struct town *t = context;
	struct other *o = of_url(t, url);
	struct witness w = witness_of(t, o);
	struct witness_result r;
	const char *hex = strchr(url + 8, '/') + 1;

	o->gets++;
	if (o->shown.len != 0) {
		out->status = 200;
		buffer_add(&out->body, buffer_bytes(&o->shown));
		return ERR_NONE;
	}
	assert_int_equal(witness_get_checkpoint(&w, bytes_of(hex, 64), &r, e),
	    ERR_NONE);
	out->status = r.status;
	buffer_add(&out->body, buffer_bytes(&r.body));
	witness_result_release(&r);
	return ERR_NONE;
}

static void
open_witness(struct town *t, size_t i)
{
	assert_ok(t->p, witness_store_open(&t->w[i].store, t->w[i].path,
	    &t->p->e));
}

static int
set_up(void **state)
{
	struct town *t = calloc(1, sizeof *t);

	assert_non_null(t);
	t->p = calloc(1, sizeof *t->p);
	assert_non_null(t->p);
	place_make(t->p);
	place_found(t->p);
	t->known.key = signer_vkey(&t->p->r->log_key, KEY_LOG);
	(void)snprintf(t->known.origin, sizeof t->known.origin, "%s",
	    registry_origin(t->p->r));
	t->logs = (struct witness_logs){&t->known, 1};
	t->transport = (struct witness_transport){t, post, get};
	for (size_t i = 0; i < WITNESSES; i++) {
		uint8_t seed[32] = {(uint8_t)(50 + i)};
		char name[32];

		(void)snprintf(name, sizeof name, "w%zu.example/w", i + 1);
		assert_ok(t->p, signer_init(&t->w[i].signer, bytes_text(name),
		    seed, &t->p->e));
		(void)snprintf(name, sizeof name, "witness%zu.db", i + 1);
		assert_ok(t->p, path_join(t->w[i].path, t->p->folder, name,
		    &t->p->e));
		open_witness(t, i);
	}
	*state = t;
	return 0;
}

static int
tear_down(void **state)
{
	struct town *t = *state;

	for (size_t i = 0; i < WITNESSES; i++) {
		witness_store_close(t->w[i].store);
		signer_release(&t->w[i].signer);
		buffer_release(&t->w[i].shown);
	}
	place_remove(t->p);
	free(t->p);
	free(t);
	return 0;
}

/* DIR/policy: our log, `count` witnesses, and what is given. */
static void
write_policy(struct town *t, size_t count, const char *rest)
{
	struct buffer b = {0};
	char text[VKEY_BYTES];

	(void)vkey_print(text, &t->known.key);
	buffer_printf(&b, "log %s\n", text);
	for (size_t i = 0; i < count; i++) {
		struct vkey k = signer_vkey(&t->w[i].signer, KEY_WITNESS);

		(void)vkey_print(text, &k);
		buffer_printf(&b, "witness w%zu %s http://w%zu.example/\n",
		    i + 1, text, i + 1);
	}
	buffer_text(&b, rest);
	assert_ok(t->p, file_write_atomic(place_path(t->p, "policy"),
	    buffer_bytes(&b), 0644, &t->p->e));
	buffer_release(&b);
}

static struct own_policy *
load(struct town *t)
{
	struct own_policy *p = NULL;

	assert_ok(t->p, own_policy_load(&p, t->p->r, &t->p->e));
	return p;
}

static struct witness_outcome
ask(struct town *t, size_t i)
{
	struct own_policy *p = load(t);
	struct witness_outcome out;

	assert_ok(t->p, registry_ask_witness(t->p->r, &p->policy, i,
	    &t->transport, &out, &t->p->e));
	own_policy_free(p);
	return out;
}

static struct witness_memory
memory(struct town *t, size_t i)
{
	struct own_policy *p = load(t);
	struct witness_memory m;

	assert_ok(t->p, registry_witness_memory(t->p->r,
	    &p->policy.witnesses[i], &m, &t->p->e));
	own_policy_free(p);
	return m;
}

static void
grow(struct town *t)
{
	t->p->now_s++;
	place_people(t->p);
	checkpoint(t->p);
}

static void
publish(struct town *t)
{
	assert_ok(t->p, registry_publish(t->p->r, NULL, false, NULL,
	    &t->p->e));
}

/* The size that a published note shows; 0: no file. `lines` may be NULL. */
static uint64_t
shown(struct town *t, const char *name, size_t *line_count)
{
	struct buffer b = {0};
	struct checkpoint c;
	struct note note;
	char path[64];
	enum err rc;

	(void)snprintf(path, sizeof path, "public/%s", name);
	rc = file_read(&b, place_path(t->p, path), NOTE_BYTES_MAX, NULL);
	if (rc == ERR_ABSENT)
		return 0;
	assert_int_equal(rc, ERR_NONE);
	assert_ok(t->p, note_parse(&note, buffer_bytes(&b), &t->p->e));
	assert_ok(t->p, checkpoint_parse(&c, note.text, &t->p->e));
	if (line_count != NULL)
		*line_count = note.line_count;
	buffer_release(&b);
	return c.size;
}

/* format/log 8.11 */
static void
the_policy_file(void **state)
{
	struct town *t = *state;
	struct own_policy *p = load(t);

	assert_false(p->from_file);
	assert_int_equal(p->policy.quorum, QUORUM_NONE);
	assert_int_equal(p->policy.log_count, 1);
	own_policy_free(p);
	write_policy(t, 3, "group g 2 w1 w2 w3\nquorum g\n");
	p = load(t);
	assert_true(p->from_file);
	assert_int_equal(p->policy.witness_count, 3);
	own_policy_free(p);
	/* malformed, and of another log */
	write_policy(t, 1, "quorum w9\n");
	assert_int_equal(own_policy_load(&p, t->p->r, &t->p->e), ERR_INPUT);
	assert_ok(t->p, file_write_atomic(place_path(t->p, "policy"),
	    bytes_text("log register.example/log1+a1206906+AQOhB7/zzhC+HXDdGO"
	    "dLwJln5NYwm6UNXx3chmQSVTG4\nquorum none\n"), 0644, &t->p->e));
	assert_int_equal(own_policy_load(&p, t->p->r, &t->p->e), ERR_INPUT);
	/* nothing is published by a policy that is not ours */
	assert_int_equal(registry_publish(t->p->r, NULL, false, NULL,
	    &t->p->e), ERR_INPUT);
}

/* format/log 8.12 */
static void
cosigned_and_published(void **state)
{
	struct town *t = *state;
	struct witness_outcome out;
	size_t lines = 0;
	uint64_t first = registry_size(t->p->r);

	write_policy(t, 3, "group g 2 w1 w2 w3\nquorum g\n");
	publish(t);
	assert_int_equal(shown(t, "checkpoint", NULL), first);
	assert_int_equal(shown(t, "checkpoint-cosigned", NULL), 0);
	out = ask(t, 0);
	assert_int_equal(out.said, WITNESS_COSIGNED);
	assert_int_equal(out.size, first);
	assert_int_equal(out.request_count, 1);
	publish(t);
	assert_int_equal(shown(t, "checkpoint-cosigned", NULL), 0);
	out = ask(t, 1);
	assert_int_equal(out.said, WITNESS_COSIGNED);
	publish(t);
	assert_int_equal(shown(t, "checkpoint-cosigned", &lines), first);
	assert_int_equal(lines, 3);
	/* it stays while the log grows, until two signed again */
	grow(t);
	publish(t);
	assert_int_equal(shown(t, "checkpoint", NULL), registry_size(t->p->r));
	assert_int_equal(shown(t, "checkpoint-cosigned", NULL), first);
	out = ask(t, 2);
	assert_int_equal(out.said, WITNESS_COSIGNED);
	out = ask(t, 0);
	assert_int_equal(out.said, WITNESS_COSIGNED);
	assert_int_equal(out.request_count, 1); /* it knew where to go on */
	publish(t);
	assert_int_equal(shown(t, "checkpoint-cosigned", NULL),
	    registry_size(t->p->r));
}

/* 409 is healed: the witness knows another size than we think. */
static void
another_size(void **state)
{
	struct town *t = *state;
	struct witness_outcome out;
	struct own_policy *p;
	char name[VKEY_BYTES + 16];

	write_policy(t, 1, "quorum w1\n");
	assert_int_equal(ask(t, 0).said, WITNESS_COSIGNED);
	grow(t);
	/* the witness's answer was lost: it is ahead of what we know */
	p = load(t);
	{
		struct buffer note = {0}, body = {0};
		struct hash path[TREE_PATH_MAX];
		struct witness w = witness_of(t, &t->w[0]);
		struct witness_result r;
		uint64_t size = 0;
		size_t count = 0;
		int64_t stamp_s;

		(void)vkey_print(name, &p->policy.witnesses[0].key);
		assert_ok(t->p, truth_last_cosignature(registry_truth(t->p->r),
		    bytes_text(name), &size, &stamp_s, &t->p->e));
		assert_ok(t->p, tree_source_prove_consistency(
		    registry_tree(t->p->r), size, registry_size(t->p->r), path,
		    &count, &t->p->e));
		assert_ok(t->p, truth_read_checkpoint(registry_truth(t->p->r),
		    0, NULL, NULL, &note, &t->p->e));
		witness_request_print(&body, size, path, count,
		    buffer_bytes(&note));
		assert_ok(t->p, witness_add_checkpoint(&w, buffer_bytes(&body),
		    &r, &t->p->e));
		assert_int_equal(r.status, 200);
		witness_result_release(&r);
		buffer_release(&note);
		buffer_release(&body);
	}
	own_policy_free(p);
	out = ask(t, 0);
	assert_int_equal(out.said, WITNESS_COSIGNED);
	assert_int_equal(out.request_count, 2);
	assert_int_equal(out.size, registry_size(t->p->r));
	assert_string_equal(out.alarm, "");
}

/* Once an hour the same checkpoint again: fresh times, one line in the note. */
static void
fresh_times(void **state)
{
	struct town *t = *state;
	size_t lines = 0;

	write_policy(t, 1, "quorum w1\n");
	for (size_t i = 0; i < 70; i++) {
		t->p->now_s += 3600;
		assert_int_equal(ask(t, 0).time_s, (uint64_t)t->p->now_s);
	}
	publish(t);
	assert_int_equal(shown(t, "checkpoint-cosigned", &lines),
	    registry_size(t->p->r));
	assert_int_equal(lines, 2);
}

static bool
is_stored(struct town *t, size_t i)
{
	struct vkey k = signer_vkey(&t->w[i].signer, KEY_WITNESS);
	char text[VKEY_BYTES];
	uint64_t size;
	int64_t stamp_s;

	(void)vkey_print(text, &k);
	return truth_last_cosignature(registry_truth(t->p->r),
		   bytes_text(text), &size, &stamp_s, NULL) == ERR_NONE;
}

/* format/log 8.9 */
static void
alarms(void **state)
{
	struct town *t = *state;
	struct witness_outcome out;

	write_policy(t, 3, "quorum none\n");
	/* W3: a line of its key that does not hold */
	t->w[0].mood = MOOD_FORGES;
	out = ask(t, 0);
	assert_int_equal(out.said, WITNESS_FORGED);
	assert_string_equal(out.alarm, "W3");
	assert_false(is_stored(t, 0));
	/* W2: a larger size, and nothing of ours to show for it */
	t->w[1].mood = MOOD_LARGER;
	out = ask(t, 1);
	assert_string_equal(out.alarm, "W2");
	assert_int_equal(out.size, 1000000);
	assert_int_equal(t->w[1].gets, 1);
	assert_null(registry_refusal(t->p->r));
	/* W1: it has forgotten what it signed */
	assert_int_equal(ask(t, 2).said, WITNESS_COSIGNED);
	grow(t);
	witness_store_close(t->w[2].store);
	assert_int_equal(unlink(t->w[2].path), 0);
	open_witness(t, 2);
	out = ask(t, 2);
	assert_string_equal(out.alarm, "W1");
	assert_int_equal(out.size, 0);
	assert_int_equal(memory(t, 2).said, WITNESS_OTHER_SIZE);
}

static void
silence(void **state)
{
	struct town *t = *state;
	struct witness_memory m;

	write_policy(t, 2, "quorum none\n");
	t->w[0].mood = MOOD_SILENT;
	assert_int_equal(ask(t, 0).said, WITNESS_LATER);
	m = memory(t, 0);
	assert_int_equal(m.turn.not_before_s, t->p->now_s + 1);
	assert_int_equal(ask(t, 0).said, WITNESS_LATER);
	m = memory(t, 0);
	assert_int_equal(m.turn.not_before_s, t->p->now_s + 2);
	/* Retry-After */
	t->w[1].mood = MOOD_BUSY;
	assert_int_equal(ask(t, 1).said, WITNESS_LATER);
	m = memory(t, 1);
	assert_int_equal(m.turn.not_before_s, t->p->now_s + 90);
	t->w[1].mood = MOOD_FINE;
	assert_int_equal(ask(t, 1).said, WITNESS_COSIGNED);
	m = memory(t, 1);
	assert_int_equal(m.turn.not_before_s, 0);
}

/* R5: a witness shows our own signature under a larger tree, or another root.
 * Signing stops, at the next start, too, until the store has caught up. */
static void
check_r5(struct town *t, uint64_t size)
{
	struct checkpoint c = {.size = size, .root = {{9}}};
	struct witness_outcome out;
	struct submission one;
	struct draft d = {.type = TYPE_ORG};
	struct filed filed;
	const char *why;

	write_policy(t, 1, "quorum none\n");
	(void)snprintf(c.origin, sizeof c.origin, "%s",
	    registry_origin(t->p->r));
	assert_ok(t->p, checkpoint_sign(&t->w[0].shown, &c,
	    &t->p->r->log_key, &t->p->e));
	t->w[0].mood = MOOD_LARGER;
	out = ask(t, 0);
	assert_string_equal(out.alarm, "R5");
	why = registry_refusal(t->p->r);
	assert_non_null(why);
	assert_memory_equal(why, "R5", 2);
	place_close(t->p);
	assert_true(file_exists(place_path(t->p, "evidence/witness.note")));
	place_open(t->p, REGISTRY_WRITE);
	why = registry_refusal(t->p->r);
	assert_non_null(why);
	assert_memory_equal(why, "R5", 2);
	place_prepare(t->p, &one, TYPE_ORG, "{\"kind\":\"mission\","
	    "\"mission\":\"embassy\",\"receiving\":[\"xa\"],\"state\":"
	    "\"xb\"}", "{\"names\":[{\"lang\":\"en\",\"text\":\"Embassy\"}]}",
	    &d);
	assert_int_equal(place_file(t->p, &one, 1,
	    (struct file_options){.confirm = true}, &filed), ERR_UNCHECKED);
}

static void
a_larger_tree(void **state)
{
	struct town *t = *state;

	check_r5(t, registry_size(t->p->r) + 5);
}

static void
another_root(void **state)
{
	struct town *t = *state;

	check_r5(t, registry_size(t->p->r));
}

/* While another process holds the register: cosignatures come in beside it. */
static void
beside_a_writer(void **state)
{
	struct town *t = *state;
	struct registry *writer = t->p->r, *reader = NULL;
	uint64_t size = registry_size(writer);

	write_policy(t, 1, "quorum w1\n");
	assert_ok(t->p, registry_open(&reader, t->p->dir, REGISTRY_READ,
	    clock_fixed(&t->p->now_s), &t->p->e));
	t->p->r = reader;
	for (size_t i = 0; i < 40; i++) { /* more than make a log grow */
		t->p->now_s += 3600;
		assert_int_equal(ask(t, 0).said, WITNESS_COSIGNED);
	}
	assert_ok(t->p, registry_publish_notes(reader, &t->p->e));
	assert_int_equal(shown(t, "checkpoint-cosigned", NULL), size);
	/* the writer goes on, and is asked again by the one beside it */
	t->p->r = writer;
	grow(t);
	t->p->r = reader;
	assert_int_equal(ask(t, 0).said, WITNESS_COSIGNED);
	assert_ok(t->p, registry_publish_notes(reader, &t->p->e));
	assert_int_equal(shown(t, "checkpoint-cosigned", NULL),
	    registry_size(writer));
	registry_close(reader);
	t->p->r = writer;
	publish(t);
}

/* R5 found beside a writer stops it before its next write. */
static void
r5_beside_a_writer(void **state)
{
	struct town *t = *state;
	struct registry *writer = t->p->r, *reader = NULL;
	struct checkpoint c = {.size = registry_size(writer) + 9,
	    .root = {{9}}};
	struct submission one;
	struct draft d = {.type = TYPE_ORG};
	struct filed filed;

	write_policy(t, 1, "quorum none\n");
	(void)snprintf(c.origin, sizeof c.origin, "%s",
	    registry_origin(writer));
	assert_ok(t->p, checkpoint_sign(&t->w[0].shown, &c, &writer->log_key,
	    &t->p->e));
	assert_ok(t->p, registry_open(&reader, t->p->dir, REGISTRY_READ,
	    clock_fixed(&t->p->now_s), &t->p->e));
	t->w[0].mood = MOOD_LARGER;
	t->p->r = reader;
	assert_string_equal(ask(t, 0).alarm, "R5");
	assert_non_null(registry_refusal(reader));
	registry_close(reader);
	t->p->r = writer;
	place_prepare(t->p, &one, TYPE_ORG, "{\"kind\":\"mission\","
	    "\"mission\":\"embassy\",\"receiving\":[\"xa\"],\"state\":"
	    "\"xb\"}", "{\"names\":[{\"lang\":\"en\",\"text\":\"Embassy\"}]}",
	    &d);
	assert_int_not_equal(place_file(t->p, &one, 1,
	    (struct file_options){.confirm = true}, &filed), ERR_NONE);
	assert_non_null(registry_refusal(writer));
	assert_memory_equal(registry_refusal(writer), "R5", 2);
}

/* A note of somebody else stops nobody. */
static void
a_strangers_note(void **state)
{
	struct town *t = *state;
	struct checkpoint c = {.size = 500, .root = {{9}}};
	uint8_t seed[32] = {77};
	struct signer s;

	write_policy(t, 1, "quorum none\n");
	(void)snprintf(c.origin, sizeof c.origin, "%s",
	    registry_origin(t->p->r));
	assert_ok(t->p, signer_init(&s, bytes_text(c.origin), seed, &t->p->e));
	assert_ok(t->p, checkpoint_sign(&t->w[0].shown, &c, &s, &t->p->e));
	signer_release(&s);
	t->w[0].mood = MOOD_LARGER;
	assert_string_equal(ask(t, 0).alarm, "W2");
	assert_null(registry_refusal(t->p->r));
	assert_false(file_exists(place_path(t->p, "evidence/witness.note")));
}

/* format/log 8.12: with quorum-required, checkpoint moves with its quorum. */
static void
quorum_required(void **state)
{
	struct town *t = *state;
	struct own_policy *p;
	uint64_t first = registry_size(t->p->r), second, files = 0;
	int64_t age_s = -1;

	/* the founding was shown before there was a rule */
	assert_int_equal(shown(t, "checkpoint", NULL), first);
	write_policy(t, 2, "group g all w1 w2\nquorum g\n");
	registry_require_quorum(t->p->r, true);
	grow(t);
	second = registry_size(t->p->r);
	publish(t);
	assert_int_equal(shown(t, "checkpoint", NULL), first);
	/* a folder that shows nothing yet stays empty */
	assert_ok(t->p, registry_publish(t->p->r, place_path(t->p, "copy"),
	    false, &files, &t->p->e));
	assert_int_equal(files, 0);
	assert_false(file_exists(place_path(t->p, "copy/checkpoint")));
	p = load(t);
	t->p->now_s += QUORUM_ALARM_S + 1;
	assert_ok(t->p, registry_quorum_age(t->p->r, &p->policy, &age_s,
	    &t->p->e));
	assert_true(age_s > QUORUM_ALARM_S);
	assert_int_equal(ask(t, 0).said, WITNESS_COSIGNED);
	publish(t);
	assert_int_equal(shown(t, "checkpoint", NULL), first);
	assert_int_equal(ask(t, 1).said, WITNESS_COSIGNED);
	publish(t);
	assert_int_equal(shown(t, "checkpoint", NULL), second);
	assert_int_equal(shown(t, "checkpoint-cosigned", NULL), second);
	assert_ok(t->p, registry_quorum_age(t->p->r, &p->policy, &age_s,
	    &t->p->e));
	assert_int_equal(age_s, 0);
	grow(t);
	publish(t);
	assert_int_equal(shown(t, "checkpoint", NULL), second);
	/* without the rule it moves; with it again it does not go back */
	registry_require_quorum(t->p->r, false);
	publish(t);
	assert_int_equal(shown(t, "checkpoint", NULL), registry_size(t->p->r));
	registry_require_quorum(t->p->r, true);
	publish(t);
	assert_int_equal(shown(t, "checkpoint", NULL), registry_size(t->p->r));
	own_policy_free(p);
}

int
main(void)
{
#define ROW(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		ROW(the_policy_file),
		ROW(cosigned_and_published),
		ROW(another_size),
		ROW(fresh_times),
		ROW(alarms),
		ROW(silence),
		ROW(a_larger_tree),
		ROW(another_root),
		ROW(beside_a_writer),
		ROW(r5_beside_a_writer),
		ROW(a_strangers_note),
		ROW(quorum_required),
	};

	return cmocka_run_group_tests_name("witnessing", tests, NULL, NULL);
}
