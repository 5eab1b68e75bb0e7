/* Sealed notes, receipts and readings inside a register: opened by three
 * holders against what the log committed to, refused where anything differs.
 * format/note 1.1, 1.5, 3.1, 3.2, 3.3, 4.1, 4.2 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "format/base64.h"
#include "register/readings.h"
#include "register/receipts.h"
#include "register/sealed_note.h"
#include "register/test_support.h"

#include "base/testing.h"

static const char content[] = "From time to time the office gave notes.\n";

struct scene {
	struct place p;
	struct filer registrar, office, department, other;
	uint64_t office_n, department_n, other_n, note;
	struct age_identities *seals[4]; /* office, department, registrar, of
	                                  * nobody here */
	struct buffer blob;
	struct hash blob_sha256;
	struct entry entry; /* of the note */
};

static uint64_t
org(struct scene *x, const char *kind, const char *name)
{
	char body[120], slots[120];

	(void)snprintf(body, sizeof body, "{\"kind\":\"%s\",\"state\":\"xa\"}",
	    kind);
	(void)snprintf(slots, sizeof slots,
	    "{\"names\":[{\"lang\":\"en\",\"text\":\"%s\"}]}", name);
	return place_file_one(&x->p, TYPE_ORG, body, slots).number;
}

static void
register_key(struct scene *x, uint64_t holder, const char *alg,
    const char *public)
{
	char body[300];

	(void)snprintf(body, sizeof body,
	    "{\"alg\":\"%s\",\"holder\":\"%s\",\"public\":\"%s\","
	    "\"state\":\"active\"}",
	    alg, id_text(&x->p, holder), public);
	(void)place_file_one(&x->p, TYPE_KEY, body, NULL);
}

static struct filer
signs(struct scene *x, uint64_t holder)
{
	struct filer f = {.secret = NULL};
	char public[BASE64_LEN(ED25519_KEY_BYTES) + 1];

	assert_ok(&x->p, secret_key_random(&f.secret, &x->p.e));
	base64_print(public, bytes_of(secret_key_public(f.secret)->at, 32));
	register_key(x, holder, "ed25519", public);
	assert_ok(&x->p, read_model_key_of(registry_read_model(x->p.r),
			     secret_key_public(f.secret), &f.key, &x->p.e));
	return f;
}

static struct age_identities *
seals(struct scene *x, uint64_t holder)
{
	struct age_identities *ids;
	uint8_t secret[X25519_BYTES];
	char public[AGE_RECIPIENT_TEXT_BYTES];

	random_bytes(secret, sizeof secret);
	assert_ok(&x->p, age_identities_new(&ids, secret, &x->p.e));
	age_recipient_print(public, &ids->at[0].public);
	if (holder != NUMBER_NONE)
		register_key(x, holder, "age-x25519", public);
	return ids;
}

static void
grant(struct scene *x, uint64_t to, const char *role)
{
	char body[240];

	(void)snprintf(body, sizeof body,
	    "{\"role\":\"%s\",\"state\":\"active\",\"subjects\":null,"
	    "\"to\":\"%s\",\"types\":null,\"window\":{\"from\":null,"
	    "\"to\":null}}",
	    role, id_text(&x->p, to));
	(void)place_file_one(&x->p, TYPE_GRANT, body, NULL);
}

static void
add(struct scene *x, struct note_recipients *list, uint64_t holder)
{
	struct row_entity row;

	assert_ok(&x->p, read_model_by_number(registry_read_model(x->p.r),
			     holder, &row, &x->p.e));
	assert_ok(&x->p, sealed_note_add(list, x->p.r, &row.id, &x->p.e));
}

/* A blob of `what`, kept, for the three holders. */
static void
seal(struct scene *x, struct buffer *blob, struct hash *h, const char *what)
{
	struct note_recipients keys = {.count = 0};

	add(x, &keys, x->office_n);
	add(x, &keys, x->department_n);
	add(x, &keys, 1); /* the registrar */
	assert_int_equal(keys.count, 3);
	assert_ok(&x->p, sealed_note_seal(blob, bytes_text(what), &keys,
			     &x->p.e));
	assert_ok(&x->p, truth_put_blob(registry_truth(x->p.r),
			     buffer_bytes(blob), h, &x->p.e));
}

/* A note that names `blob` and commits to `what`. */
static uint64_t
note(struct scene *x, const struct buffer *blob, const char *what)
{
	struct hash of_blob = hash_bytes(buffer_bytes(blob)),
		    of_plain = hash_bytes(bytes_text(what));
	char body[400], slots[240], hex[65];
	struct filed filed;

	hash_print(hex, &of_blob);
	(void)snprintf(body, sizeof body,
	    "{\"addressed_to\":\"%s\",\"blob\":{\"media\":\"application/age\","
	    "\"sha256\":\"%s\",\"size\":%zu},\"lang\":\"en\","
	    "\"visibility\":{\"tier\":\"sealed\"}}",
	    id_text(&x->p, x->department_n), hex, blob->len);
	hash_print(hex, &of_plain);
	(void)snprintf(slots, sizeof slots,
	    "{\"plain\":{\"media\":\"text/plain\",\"sha256\":\"%s\","
	    "\"size\":%zu}}",
	    hex, strlen(what));
	x->p.filer = x->office;
	filed = place_file_one(&x->p, TYPE_NOTE, body, slots);
	x->p.filer = x->registrar;
	assert_ok(&x->p, registry_entry(x->p.r, filed.number, &x->entry,
			     x->p.arena, &x->p.e));
	return filed.number;
}

static struct scene *
scene(void)
{
	struct scene *x = calloc(1, sizeof *x);

	assert_non_null(x);
	place_make(&x->p);
	place_found(&x->p);
	x->registrar = x->p.filer;
	x->office_n = org(x, "office", "Office of the Member");
	x->department_n = org(x, "ministry", "The Department");
	x->other_n = org(x, "ministry", "Another department");
	x->office = signs(x, x->office_n);
	x->department = signs(x, x->department_n);
	x->other = signs(x, x->other_n);
	grant(x, x->office_n, "office");
	grant(x, x->department_n, "department");
	grant(x, x->other_n, "department");
	x->seals[0] = seals(x, x->office_n);
	x->seals[1] = seals(x, x->department_n);
	x->seals[2] = seals(x, 1);
	x->seals[3] = seals(x, NUMBER_NONE);
	seal(x, &x->blob, &x->blob_sha256, content);
	x->note = note(x, &x->blob, content);
	return x;
}

static void
end(struct scene *x)
{
	filer_release(&x->office);
	filer_release(&x->department);
	filer_release(&x->other);
	for (unsigned i = 0; i < COUNT(x->seals); i++)
		age_identities_free(x->seals[i]);
	buffer_release(&x->blob);
	place_remove(&x->p);
	free(x);
}

static enum err
desk_open(void *context, struct buffer *plain, struct bytes file,
    const struct id *holder, struct error *e)
{
	assert_int_equal(holder->type, TYPE_ORG);
	return age_open(plain, file, context, NULL, e);
}

/* By a desk that has the keys: the same answer. */
static void
opens_at_a_desk_too(struct scene *x, struct bytes blob,
    const struct note_commitment *plain, unsigned who, enum err want)
{
	const struct opening_desk desk = {x->seals[who], desk_open};
	struct error e = {.code = ERR_NONE};
	struct id holder = {.type = TYPE_ORG};
	struct bytes within = {NULL, 0};
	struct buffer out = {0};

	assert_int_equal(sealed_note_open_at(&out, &within, blob, &x->entry,
	    plain, &desk, &holder, &e), want);
	assert_int_equal(within.len, want == ERR_NONE ? strlen(content) : 0);
	buffer_wipe(&out);
}

static enum err
open_by(struct scene *x, struct bytes blob, unsigned who)
{
	struct note_commitment plain;
	struct buffer out = {0};
	struct bytes within = {NULL, 0};
	size_t which = 9;
	enum err rc = sealed_note_commitment(x->p.r, &x->entry, x->note, &plain,
	    x->p.arena, &x->p.e);

	if (rc == ERR_NONE) {
		rc = sealed_note_open(&out, &within, blob, &x->entry, &plain,
		    x->seals[who], &which, &x->p.e);
		opens_at_a_desk_too(x, blob, &plain, who, rc);
	}
	if (rc == ERR_NONE) {
		assert_int_equal(which, 0);
		assert_true(bytes_is(within, content));
		assert_string_equal(plain.media, "text/plain");
	} else {
		assert_int_equal(within.len, 0);
	}
	buffer_wipe(&out);
	return rc;
}

static void
three_holders_open_a_note(void **state)
{
	struct scene *x = scene();
	struct buffer kept = {0};
	struct id holder;

	(void)state;
	assert_ok(&x->p, truth_read_blob(registry_truth(x->p.r),
			     &x->blob_sha256, &kept, &x->p.e));
	for (unsigned i = 0; i < 3; i++)
		assert_ok(&x->p, open_by(x, buffer_bytes(&kept), i));
	assert_int_equal(open_by(x, buffer_bytes(&kept), 3), ERR_REFUSED);
	assert_ok(&x->p, sealed_note_holder(x->p.r, &x->seals[1]->at[0].public,
			     &holder, &x->p.e));
	assert_int_equal(sealed_note_holder(x->p.r,
			     &x->seals[3]->at[0].public, &holder, &x->p.e),
	    ERR_ABSENT);
	buffer_release(&kept);
	end(x);
}

static void
every_byte_of_the_sealed_file_counts(void **state)
{
	struct scene *x = scene();

	(void)state;
	for (size_t i = 0; i < x->blob.len; i++) {
		x->blob.at[i] ^= 1;
		if (sealed_note_check_blob(&x->entry, buffer_bytes(&x->blob),
			&x->p.e) != ERR_PROOF)
			fail_msg("byte %zu", i);
		if (i % 997 == 0)
			assert_int_equal(
			    open_by(x, buffer_bytes(&x->blob), 1), ERR_PROOF);
		x->blob.at[i] ^= 1;
	}
	assert_int_equal(open_by(x, bytes_of(x->blob.at, x->blob.len - 1), 1),
	    ERR_PROOF);
	assert_ok(&x->p, open_by(x, buffer_bytes(&x->blob), 1));
	end(x);
}

/* An office that seals one thing and commits to another. */
static void
another_content_than_committed_is_refused(void **state)
{
	struct scene *x = scene();
	struct buffer blob = {0};
	struct hash h;

	(void)state;
	seal(x, &blob, &h, "Something else was said.\n");
	x->note = note(x, &blob, content);
	assert_int_equal(open_by(x, buffer_bytes(&blob), 0), ERR_PROOF);
	assert_string_equal(x->p.e.word, "commitment");
	/* the same blob under its own commitment opens */
	x->note = note(x, &x->blob, content);
	assert_ok(&x->p, open_by(x, buffer_bytes(&x->blob), 0));
	buffer_release(&blob);
	end(x);
}

static void
run_sql(struct scene *x, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(truth_path(registry_truth(x->p.r)), &db),
	    SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
}

/* What the register keeps of slot 8 is checked against the leaf. */
static void
a_commitment_changed_in_the_store_is_refused(void **state)
{
	struct scene *x = scene();
	char sql[200];

	(void)state;
	assert_ok(&x->p, open_by(x, buffer_bytes(&x->blob), 0));
	(void)snprintf(sql, sizeof sql,
	    "UPDATE private_slots SET opening = CAST(replace(CAST(opening"
	    " AS TEXT), '\"size\":41', '\"size\":42') AS BLOB) WHERE n = %llu",
	    (unsigned long long)x->note);
	run_sql(x, sql);
	assert_int_equal(open_by(x, buffer_bytes(&x->blob), 0), ERR_PROOF);
	(void)snprintf(sql, sizeof sql,
	    "DELETE FROM private_slots WHERE n = %llu",
	    (unsigned long long)x->note);
	run_sql(x, sql);
	assert_int_equal(open_by(x, buffer_bytes(&x->blob), 0), ERR_UNCHECKED);
	end(x);
}

static void
nobody_seals_for_a_body_without_a_key(void **state)
{
	struct scene *x = scene();
	struct note_recipients keys = {.count = 0};
	struct row_entity row;
	struct submission s;
	struct draft d = {.type = TYPE_UNKNOWN};
	struct filed filed;
	char public[AGE_RECIPIENT_TEXT_BYTES], body[300];

	(void)state;
	assert_ok(&x->p, read_model_by_number(registry_read_model(x->p.r),
			     x->other_n, &row, &x->p.e));
	assert_int_equal(sealed_note_add(&keys, x->p.r, &row.id, &x->p.e),
	    ERR_ABSENT);
	/* a recipient with one letter changed is not registered */
	age_recipient_print(public, &x->seals[3]->at[0].public);
	for (unsigned wrong = 0; wrong < 2; wrong++) {
		if (wrong == 0)
			public[20] = public[20] == 'q' ? 'p' : 'q';
		else
			age_recipient_print(public,
			    &x->seals[3]->at[0].public);
		(void)snprintf(body, sizeof body,
		    "{\"alg\":\"age-x25519\",\"holder\":\"%s\","
		    "\"public\":\"%s\",\"state\":\"active\"}",
		    id_text(&x->p, x->other_n), public);
		d = (struct draft){.type = TYPE_UNKNOWN};
		place_prepare(&x->p, &s, TYPE_KEY, body, NULL, &d);
		assert_int_equal(place_file(&x->p, &s, 1,
				     (struct file_options){.confirm = true},
				     &filed),
		    wrong == 0 ? ERR_INPUT : ERR_NONE);
	}
	assert_ok(&x->p, sealed_note_add(&keys, x->p.r, &row.id, &x->p.e));
	assert_int_equal(keys.count, 1);
	assert_ok(&x->p, sealed_note_add(&keys, x->p.r, &row.id, &x->p.e));
	assert_int_equal(keys.count, 1);
	end(x);
}

/* ---- receipts ---- */

static void
prepare_receipt(struct scene *x, struct submission *s,
    const struct filer *filer, uint64_t of, const struct hash *version,
    const char *outcome, const char *slots)
{
	struct draft d = {.type = TYPE_UNKNOWN};
	char body[400], hex[65];

	hash_print(hex, version);
	(void)snprintf(body, sizeof body,
	    "{\"note\":\"%s\",\"note_version\":\"%s\",\"outcome\":\"%s\","
	    "\"post\":null,\"received\":\"2024-01-08\","
	    "\"saw\":\"ciphertext-only\"}",
	    id_text(&x->p, of), hex, outcome);
	x->p.filer = *filer;
	place_prepare(&x->p, s, TYPE_RECEIPT, body, slots, &d);
	x->p.filer = x->registrar;
}

static enum err
file_one(struct scene *x, const struct submission *s, struct filed *filed)
{
	return place_file(&x->p, s, 1, (struct file_options){.confirm = true},
	    filed);
}

static const char by_number[] = "{\"reference\":\"FA-2024-1\"}";

static void
a_receipt_is_the_departments_alone(void **state)
{
	struct scene *x = scene();
	const struct filer *others[] = {&x->registrar, &x->office, &x->other};
	struct submission s;
	struct filed filed;

	(void)state;
	for (unsigned i = 0; i < COUNT(others); i++) {
		prepare_receipt(x, &s, others[i], x->note,
		    &x->entry.leaf_hash, "acknowledged", by_number);
		assert_int_equal(file_one(x, &s, &filed), ERR_REFUSED);
		assert_string_equal(x->p.e.word, "not_granted");
	}
	prepare_receipt(x, &s, &x->department, x->note, &x->entry.leaf_hash,
	    "acknowledged", by_number);
	assert_ok(&x->p, file_one(x, &s, &filed));
	end(x);
}

static void
a_forged_receipt_is_refused(void **state)
{
	struct scene *x = scene();
	struct submission s, forged;
	struct draft d = {.type = TYPE_UNKNOWN};
	struct filed filed;
	uint8_t *leaf;
	char body[400], hex[65];
	struct row_entity row;

	(void)state;
	/* signed by the office in the department's name */
	hash_print(hex, &x->entry.leaf_hash);
	(void)snprintf(body, sizeof body,
	    "{\"note\":\"%s\",\"note_version\":\"%s\","
	    "\"outcome\":\"acknowledged\",\"post\":null,"
	    "\"received\":\"2024-01-08\",\"saw\":\"ciphertext-only\"}",
	    id_text(&x->p, x->note), hex);
	assert_ok(&x->p, read_model_by_number(registry_read_model(x->p.r),
			     x->department_n, &row, &x->p.e));
	d.by = row.id;
	x->p.filer = x->office;
	place_prepare(&x->p, &s, TYPE_RECEIPT, body, by_number, &d);
	x->p.filer = x->registrar;
	assert_int_equal(file_one(x, &s, &filed), ERR_REFUSED);
	assert_string_equal(x->p.e.word, "sig_unknown_key");
	/* a true one with one character of its outcome changed */
	prepare_receipt(x, &s, &x->department, x->note, &x->entry.leaf_hash,
	    "received", by_number);
	forged = s;
	leaf = arena_take(x->p.arena, s.leaf.len);
	assert_non_null(leaf);
	memcpy(leaf, s.leaf.at, s.leaf.len);
	for (size_t i = 0; i + 10 < s.leaf.len; i++)
		if (memcmp(leaf + i, "2024-01-08\"", 11) == 0)
			leaf[i + 9] = '7';
	forged.leaf = bytes_of(leaf, s.leaf.len);
	assert_int_equal(file_one(x, &forged, &filed), ERR_PROOF);
	assert_string_equal(x->p.e.word, "sig_invalid");
	assert_ok(&x->p, file_one(x, &s, &filed));
	end(x);
}

static void
a_replayed_receipt_adds_nothing(void **state)
{
	struct scene *x = scene(), *two = scene();
	struct submission s, next;
	struct filed filed, again;
	struct receipt *list;
	char body[400], hex[65];
	uint64_t size;
	size_t count;

	(void)state;
	prepare_receipt(x, &s, &x->department, x->note, &x->entry.leaf_hash,
	    "received", by_number);
	assert_ok(&x->p, file_one(x, &s, &filed));
	size = registry_next(x->p.r);
	assert_ok(&x->p, file_one(x, &s, &again));
	assert_true(again.already);
	assert_int_equal(again.number, filed.number);
	assert_int_equal(registry_next(x->p.r), size);
	/* after it was amended the old bytes do not bring the old state back */
	hash_print(hex, &x->entry.leaf_hash);
	(void)snprintf(body, sizeof body,
	    "{\"note\":\"%s\",\"note_version\":\"%s\","
	    "\"outcome\":\"acknowledged\",\"post\":null,"
	    "\"received\":\"2024-01-08\",\"saw\":\"plaintext-read\"}",
	    id_text(&x->p, x->note), hex);
	x->p.filer = x->department;
	place_prepare_next(&x->p, &next, filed.number, body, by_number);
	x->p.filer = x->registrar;
	assert_ok(&x->p, file_one(x, &next, &again));
	/* another department's key amends it not, nor the office's */
	x->p.filer = x->other;
	place_prepare_next(&x->p, &next, filed.number, body,
	    "{\"reference\":\"FA-2024-2\"}");
	x->p.filer = x->registrar;
	assert_int_equal(file_one(x, &next, &again), ERR_REFUSED);
	assert_string_equal(x->p.e.word, "not_granted");
	assert_ok(&x->p, file_one(x, &s, &again));
	assert_true(again.already);
	/* in another register it is refused: another note, other keys */
	assert_int_not_equal(file_one(two, &s, &again), ERR_NONE);
	assert_ok(&x->p, receipts_of(x->p.r, x->note, &list, &count,
			     x->p.arena, &x->p.e));
	assert_int_equal(count, 1);
	assert_true(bytes_is(list[0].outcome, "acknowledged"));
	end(two);
	end(x);
}

static void
a_receipt_names_a_version_of_its_note(void **state)
{
	struct scene *x = scene();
	const uint64_t first = x->note;
	const struct hash version = x->entry.leaf_hash;
	struct submission s;
	struct filed filed;
	uint64_t second;

	(void)state;
	second = note(x, &x->blob, content);
	prepare_receipt(x, &s, &x->department, second, &version,
	    "acknowledged", by_number);
	assert_int_equal(file_one(x, &s, &filed), ERR_INPUT);
	assert_string_equal(x->p.e.word, "reference");
	prepare_receipt(x, &s, &x->department, first, &version,
	    "acknowledged", by_number);
	assert_ok(&x->p, file_one(x, &s, &filed));
	/* a question comes with `returned` alone */
	prepare_receipt(x, &s, &x->department, second, &x->entry.leaf_hash,
	    "acknowledged", "{\"question\":{\"en\":\"Which one?\"}}");
	assert_int_equal(file_one(x, &s, &filed), ERR_INPUT);
	prepare_receipt(x, &s, &x->department, second, &x->entry.leaf_hash,
	    "returned", "{\"question\":{\"en\":\"Which one?\"}}");
	assert_ok(&x->p, file_one(x, &s, &filed));
	end(x);
}

/* ---- what a note waits for ---- */

static const struct {
	const char *name, *outcome[2];
	bool current[2];
	enum note_state want;
} states[] = {
    {"no receipt", {NULL, NULL}, {false, false}, NOTE_NEW},
    {"it came", {"received", NULL}, {true, false}, NOTE_DUE},
    {"acknowledged", {"acknowledged", NULL}, {true, false},
     NOTE_ACKNOWLEDGED},
    {"acknowledged, then amended", {"acknowledged", NULL}, {false, false},
     NOTE_DUE},
    {"returned", {"returned", NULL}, {true, false}, NOTE_RETURNED},
    {"returned, then amended: it waits", {"returned", NULL}, {false, false},
     NOTE_DUE},
    {"for others", {"not-for-us", NULL}, {true, false}, NOTE_RETURNED},
    {"returned, and acknowledged later", {"returned", "acknowledged"},
     {true, true}, NOTE_ACKNOWLEDGED},
    {"acknowledged, and the next version returned",
     {"acknowledged", "returned"}, {false, true}, NOTE_RETURNED},
};

static void
a_note_waits_for_what_was_not_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(states); i++) {
		struct receipt list[2];
		size_t n = 0;
		enum note_state got, again;

		while (n < 2 && states[i].outcome[n] != NULL) {
			list[n] = (struct receipt){
			    .outcome = bytes_text(states[i].outcome[n]),
			    .current = states[i].current[n]};
			n++;
		}
		got = receipts_state(list, n);
		if (got != states[i].want)
			fail_msg("%s: %s", states[i].name,
			    note_state_name(got));
		assert_true(note_state_by_name(note_state_name(got), &again));
		assert_int_equal(again, got);
	}
}

/* ---- readings ---- */

static void
three_readings(struct scene *x)
{
	struct reading row = {.account = "u:7",
	    .act = "open",
	    .channel = "web",
	    .outcome = "shown"};
	uint64_t n;

	for (unsigned i = 0; i < 3; i++) {
		row.basis = i == 1 ? "order CI-2026-14" : NULL;
		row.object = id_text(&x->p, x->note);
		assert_ok(&x->p, reading_record(x->p.r, &row, &n, x->p.arena,
				     &x->p.e));
		assert_int_equal(n, i + 1);
	}
}

static void
a_reading_that_was_changed_or_dropped_is_told(void **state)
{
	static const char *const changes[] = {
	    "UPDATE private_read SET row = replace(row, '7', '8') WHERE n = 2",
	    "UPDATE private_read SET hash = zeroblob(32) WHERE n = 3",
	    "DELETE FROM private_read WHERE n = 1",
	    "DELETE FROM private_read WHERE n = 2",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(changes); i++) {
		struct scene *x = scene();
		struct readings_head all, two;

		three_readings(x);
		assert_ok(&x->p, readings_check(x->p.r, 0, NULL, NULL, &all,
				     &x->p.e));
		assert_int_equal(all.count, 3);
		assert_ok(&x->p, readings_check(x->p.r, 2, NULL, NULL, &two,
				     &x->p.e));
		assert_int_equal(two.count, 2);
		assert_false(hash_equal(&two.head, &all.head));
		run_sql(x, changes[i]);
		assert_int_equal(readings_check(x->p.r, 0, NULL, NULL, &all,
				     &x->p.e),
		    ERR_PROOF);
		end(x);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(three_holders_open_a_note),
	    cmocka_unit_test(every_byte_of_the_sealed_file_counts),
	    cmocka_unit_test(another_content_than_committed_is_refused),
	    cmocka_unit_test(a_commitment_changed_in_the_store_is_refused),
	    cmocka_unit_test(nobody_seals_for_a_body_without_a_key),
	    cmocka_unit_test(a_receipt_is_the_departments_alone),
	    cmocka_unit_test(a_forged_receipt_is_refused),
	    cmocka_unit_test(a_replayed_receipt_adds_nothing),
	    cmocka_unit_test(a_receipt_names_a_version_of_its_note),
	    cmocka_unit_test(a_note_waits_for_what_was_not_said),
	    cmocka_unit_test(a_reading_that_was_changed_or_dropped_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
