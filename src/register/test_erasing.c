/* Erasing by order: what goes, what stays, who may, and a crash between the
 * steps (format/slots 6.1, reliability 9) */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "crypto/ed25519.h"
#include "model/order_scope.h"
#include "format/base64.h"
#include "register/auditing.h"
#include "register/erasing.h"
#include "register/kept_slots.h"
#include "register/test_support.h"
#include "register/unsealing.h"

#include "base/testing.h"

#define PUBLIC "{\"tier\":\"public\"}"
#define CONFIRMED (struct file_options){.confirm = true}
#define WORDS "Canary of the harbour"
#define DAY_S 86400

/* A register with two holders: registrar and commission. */
struct desk {
	struct place p;
	struct filer authority;
	uint64_t commission, order;
	char commission_id[ID_TEXT_BYTES], order_id[ID_TEXT_BYTES];
};

static uint64_t
file_document(struct place *p, const char *status, const char *bytes,
    const char *part_of)
{
	struct buffer b = {0};
	uint64_t number;

	buffer_printf(&b, "{\"authors\":[],\"bytes\":%s,\"captured\":null,"
	    "\"custody\":[],\"issued\":null,\"kind\":\"decision\","
	    "\"language\":null,\"pages\":null,\"part_of\":%s,"
	    "\"proceeding\":null,\"publisher\":null,\"status\":%s,"
	    "\"text\":null}", bytes, part_of, status);
	number = place_file_one(p, TYPE_DOCUMENT, buffer_cstr(&b),
	    "{\"title\":{\"en\":\"A paper\"}}").number;
	buffer_release(&b);
	return number;
}

static void
make_key(struct place *p, struct filer *f, const char *holder)
{
	struct buffer body = {0}, public = {0};

	assert_ok(p, secret_key_random(&f->secret, &p->e));
	base64_encode(&public, bytes_of(secret_key_public(f->secret)->at,
	    ED25519_KEY_BYTES));
	buffer_printf(&body, "{\"alg\":\"ed25519\",\"holder\":\"%s\","
	    "\"public\":\"%s\",\"state\":\"active\"}", holder,
	    buffer_cstr(&public));
	(void)place_file_one(p, TYPE_KEY, buffer_cstr(&body), NULL);
	assert_ok(p, read_model_key_of(registry_read_model(p->r),
	    secret_key_public(f->secret), &f->key, &p->e));
	buffer_release(&body);
	buffer_release(&public);
}

static void
give_role(struct place *p, const char *to, const char *role,
    const char *authority, const char *acts_for)
{
	struct buffer b = {0};

	buffer_text(&b, "{");
	if (acts_for != NULL)
		buffer_printf(&b, "\"acts_for\":\"%s\",", acts_for);
	if (authority != NULL)
		buffer_printf(&b, "\"authority\":\"%s\",", authority);
	buffer_printf(&b, "\"role\":\"%s\",\"state\":\"active\","
	    "\"subjects\":null,\"to\":\"%s\",\"types\":null,"
	    "\"window\":{\"from\":null,\"to\":null}}", role, to);
	(void)place_file_one(p, TYPE_GRANT, buffer_cstr(&b), NULL);
	buffer_release(&b);
}

static void
make_desk(struct desk *d)
{
	struct place *p = &d->p;

	memset(d, 0, sizeof *d);
	place_make(p);
	place_found(p);
	place_people(p);
	d->commission = place_file_one(p, TYPE_ORG,
	    "{\"kind\":\"commission\",\"state\":\"xa\"}", "{\"names\":"
	    "[{\"lang\":\"en\",\"text\":\"Commission\"}]}").number;
	(void)snprintf(d->commission_id, sizeof d->commission_id, "%s",
	    id_text(p, d->commission));
	d->order = file_document(p, "null", "null", "null");
	(void)snprintf(d->order_id, sizeof d->order_id, "%s",
	    id_text(p, d->order));
	make_key(p, &d->authority, d->commission_id);
	give_role(p, d->commission_id, "authority", d->order_id, NULL);
}

static void
remove_desk(struct desk *d)
{
	filer_release(&d->authority);
	place_remove(&d->p);
}

static struct filed
file_call(struct place *p, const char *visibility)
{
	char with[200];

	(void)snprintf(with, sizeof with,
	    "\"as\":null,\"described\":null,\"who\":\"%s\"",
	    id_text(p, p->ambassador));
	return place_file_one(p, TYPE_CONTACT, contact_body(p, "2021-03-04",
	    1, with, visibility, ""), "{\"summary\":{\"en\":\"" WORDS "\"},"
	    "\"place\":{\"text\":\"The quay of the old port\"}}");
}

/* The file as a whole, its write-ahead log and the derived ones. */
static bool
somewhere(struct place *p, const char *word)
{
	static const char *const names[] = {"register.db", "register.db-wal",
	    "read.db", "read.db-wal", "trie.db", "public/openings/000",
	    "public/tile/entries/000"};
	bool found = false;

	for (size_t i = 0; i < COUNT(names); i++) {
		struct buffer b = {0};

		if (file_read(&b, place_path(p, names[i]), 1 * GIB, NULL) ==
		    ERR_NONE && memmem(b.at, b.len, word, strlen(word)) !=
		    NULL)
			found = true;
		buffer_release(&b);
	}
	return found;
}

static const char *
erase_body(struct desk *d, uint64_t target, const char *slots,
    const char *hold, const char *blobs)
{
	struct place *p = &d->p;
	struct buffer b = {0};
	const char *text;

	buffer_printf(&b, "{\"approved_by\":\"%s\",\"ground\":\"third-party\","
	    "\"hold\":%s,\"order\":\"%s\",\"targets\":[{\"blobs\":%s,"
	    "\"slots\":%s,\"target\":\"%s\",\"version\":null}]}",
	    d->commission_id, hold, d->order_id, blobs, slots,
	    id_text(p, target));
	text = arena_text(p->arena, buffer_bytes(&b));
	buffer_release(&b);
	return text;
}

static enum err
file_erase(struct desk *d, const char *body, const struct filer *second,
    struct filed *out)
{
	struct draft draft = {.type = TYPE_UNKNOWN, .second = second};
	struct submission s;

	place_prepare(&d->p, &s, TYPE_ERASE, body, NULL, &draft);
	return place_file(&d->p, &s, 1, CONFIRMED, out);
}

static void
publish(struct place *p)
{
	bool made;

	assert_ok(p, registry_checkpoint(p->r, &made, &p->e));
	assert_ok(p, registry_publish(p->r, NULL, false, NULL, &p->e));
}

static enum erasing_state
state_of_erasure(struct place *p, uint64_t number)
{
	struct erasing *list = NULL;
	size_t count = 0;

	assert_ok(p, registry_erasures(p->r, &list, &count, p->arena, &p->e));
	for (size_t i = 0; i < count; i++)
		if (list[i].number == number)
			return list[i].state;
	fail_msg("entry %d is no erasure in force", (int)number);
	return ERASING_DONE;
}

static struct slot_values
shown_now(struct place *p, uint64_t n, enum slot_state states[SLOT_COUNT])
{
	struct slot_values values;
	struct entry entry;

	assert_ok(p, registry_entry(p->r, n, &entry, p->arena, &p->e));
	assert_ok(p, registry_slots(p->r, &entry, n, &values, states,
	    p->arena, &p->e));
	return values;
}

static bool
found_by_words(struct place *p, const char *words)
{
	struct search s = {.words = bytes_text(words), .kind = -1,
	    .from = DAY_FIRST, .to = DAY_LAST, .after = NUMBER_NONE,
	    .limit = 4};
	struct found out[4];
	uint64_t totals[TYPE_COUNT];
	size_t count = 0;

	assert_ok(p, read_model_search(registry_read_model(p->r), &s, out,
	    &count, totals, p->arena, &p->e));
	return count != 0;
}

/* ---- format/slots 6.1, 6.2: the vectors through the real path ---- */

static void
compare_openings(struct place *p, uint64_t size, const char *vector)
{
	struct buffer want = {0}, got = {0};

	read_source(&want, vector);
	assert_ok(p, tree_source_openings(registry_tree(p->r), 0, size, &got,
	    &p->e));
	if (got.len != want.len || memcmp(got.at, want.at, want.len) != 0)
		fail_msg("the opening file of size %d differs from %s",
		    (int)size, vector);
	buffer_release(&want);
	buffer_release(&got);
}

static void
test_vectors(void **state)
{
	struct place p;
	struct slot_store store;
	struct entry entry;

	(void)state;
	place_make(&p);
	place_vector_log(&p);
	for (size_t i = 0; i < p.given_count; i++) {
		p.now_s = p.given[i].at_s;
		place_append(&p, &p.given[i]);
		if (i == 32)
			compare_openings(&p, 33,
			    "tests/vectors/model/openings-000.size33.jsonl");
	}
	assert_true(somewhere(&p, "examining counsel"));
	assert_ok(&p, registry_erase(p.r, &p.e));
	assert_false(somewhere(&p, "examining counsel"));
	compare_openings(&p, 34, "tests/vectors/model/openings-000.jsonl");
	assert_ok(&p, registry_entry(p.r, 26, &entry, p.arena, &p.e));
	assert_ok(&p, kept_slots_read(&store, p.r, &entry, 26, p.arena,
	    &p.e));
	assert_false(store.has_seed);
	assert_null(store.values.at[0]);
	assert_false(hash_equal(&store.leaves[0], &store.leaves[1]));
	place_remove(&p);
}

/* ---- one erasure from its order to its end ---- */

static void
test_end_to_end(void **state)
{
	struct desk d;
	struct place *p = &d.p;
	struct filed call, filed;
	enum slot_state states[SLOT_COUNT];
	struct slot_values values;

	(void)state;
	make_desk(&d);
	call = file_call(p, PUBLIC);
	publish(p);
	assert_true(somewhere(p, WORDS));
	assert_true(found_by_words(p, "canary"));
	assert_ok(p, file_erase(&d, erase_body(&d, call.number, "[8]", "null",
	    "[]"), &d.authority, &filed));
	/* durable, destroyed, not yet published */
	assert_int_equal(state_of_erasure(p, filed.number),
	    ERASING_UNDER_WAY);
	assert_int_equal(registry_erasing_why(p->r)->code, ERR_NONE);
	publish(p);
	assert_int_equal(state_of_erasure(p, filed.number), ERASING_DONE);
	assert_false(somewhere(p, WORDS));
	assert_false(found_by_words(p, "canary"));
	assert_true(found_by_words(p, "quay")); /* what stays is found */
	assert_true(somewhere(p, "The quay of the old port"));
	values = shown_now(p, call.number, states);
	assert_int_equal(states[CONTACT_SUMMARY], SLOT_ERASED);
	assert_null(values.at[CONTACT_SUMMARY]);
	assert_non_null(values.at[CONTACT_PLACE]);
	/* nothing more to do when it is opened again */
	place_open(p, REGISTRY_WRITE);
	assert_int_equal(state_of_erasure(p, filed.number), ERASING_DONE);
	assert_int_equal(p->r->erased_count, 0);
	remove_desk(&d);
}

/* All slots and a file that the register keeps (model 3.19). */
static void
test_files_go(void **state)
{
	struct desk d;
	struct place *p = &d.p;
	struct filed filed;
	struct buffer text = {0}, back = {0};
	uint64_t paper;
	struct hash h;
	char hex[65], bytes[200], blobs[80];

	(void)state;
	make_desk(&d);
	for (unsigned i = 0; i < 3000; i++)
		buffer_printf(&text, "Canary-File %u ", i);
	assert_ok(p, truth_put_blob(p->r->truth, buffer_bytes(&text), &h,
	    &p->e));
	hash_print(hex, &h);
	(void)snprintf(bytes, sizeof bytes, "{\"media\":\"text/plain\","
	    "\"sha256\":\"%s\",\"size\":%zu}", hex, text.len);
	paper = file_document(p, "null", bytes, "null");
	(void)snprintf(blobs, sizeof blobs, "[\"%s\"]", hex);
	assert_true(somewhere(p, "Canary-File"));
	assert_ok(p, file_erase(&d, erase_body(&d, paper, "null", "null",
	    blobs), &d.authority, &filed));
	publish(p);
	assert_false(somewhere(p, "Canary-File"));
	assert_int_equal(truth_read_blob(p->r->truth, &h, &back, &p->e),
	    ERR_ABSENT);
	buffer_release(&text);
	buffer_release(&back);
	remove_desk(&d);
}

/* ---- the day `hold` ---- */

static struct filed
annul_erase(struct desk *d, const struct filed *erase, const char *code,
    enum err want)
{
	struct place *p = &d->p;
	struct buffer b = {0};
	struct submission s;
	struct draft draft = {.type = TYPE_UNKNOWN};
	struct filed filed;
	char hex[65];

	hash_print(hex, &erase->leaf);
	buffer_printf(&b, "{\"authority\":\"%s\",\"code\":\"%s\","
	    "\"target\":\"%s\",\"version\":\"%s\"}", d->order_id, code,
	    id_text(p, erase->entity), hex);
	place_prepare(p, &s, TYPE_ANNUL, buffer_cstr(&b),
	    "{\"reason\":{\"en\":\"An appeal was won\"}}", &draft);
	assert_int_equal(place_file(p, &s, 1, CONFIRMED, &filed), want);
	buffer_release(&b);
	return filed;
}

static void
test_hold(void **state)
{
	struct desk d;
	struct place *p = &d.p;
	struct filed call, erase;
	enum slot_state states[SLOT_COUNT];

	(void)state;
	make_desk(&d);
	call = file_call(p, PUBLIC);
	publish(p);
	/* the day is 2024-01-08 */
	assert_ok(p, file_erase(&d, erase_body(&d, call.number, "[8]",
	    "\"2024-01-10\"", "[]"), &d.authority, &erase));
	publish(p);
	assert_int_equal(state_of_erasure(p, erase.number), ERASING_WAITS);
	assert_null(shown_now(p, call.number, states).at[CONTACT_SUMMARY]);
	assert_int_equal(states[CONTACT_SUMMARY], SLOT_ERASED);
	assert_false(found_by_words(p, "canary"));
	assert_true(somewhere(p, WORDS)); /* still kept */
	(void)annul_erase(&d, &erase, "error", ERR_CONFLICT);
	(void)annul_erase(&d, &erase, "order", ERR_NONE);
	publish(p);
	assert_non_null(shown_now(p, call.number,
	    states).at[CONTACT_SUMMARY]);
	assert_int_equal(states[CONTACT_SUMMARY], SLOT_PUBLIC);
	assert_true(found_by_words(p, "canary"));
	/* a fold from the start comes to the same */
	place_close(p);
	assert_int_equal(unlink(place_path(p, "read.db")), 0);
	place_open(p, REGISTRY_WRITE);
	assert_true(found_by_words(p, "canary"));
	assert_int_equal(shown_now(p, call.number, states).at[8] == NULL, 0);

	assert_ok(p, file_erase(&d, erase_body(&d, call.number, "[8]",
	    "\"2024-01-10\"", "[]"), &d.authority, &erase));
	publish(p);
	p->now_s += 2 * DAY_S;
	(void)annul_erase(&d, &erase, "order", ERR_CONFLICT);
	assert_string_equal(p->e.word, "conflict");
	place_open(p, REGISTRY_WRITE);
	publish(p);
	assert_int_equal(state_of_erasure(p, erase.number), ERASING_DONE);
	assert_false(somewhere(p, WORDS));
	remove_desk(&d);
}

/* ---- privacy.abuse: who may, and what ---- */

static void
refused(struct desk *d, const char *body, const struct filer *second,
    enum err want, const char *word)
{
	struct place *p = &d->p;
	uint64_t next = registry_next(p->r);
	struct filed filed;

	assert_int_equal(file_erase(d, body, second, &filed), want);
	if (strcmp(p->e.word, word) != 0)
		fail_msg("\"%s\" in place of \"%s\"", p->e.word, word);
	assert_int_equal(registry_next(p->r), next);
}

/* format/slots 6.4 */
static void
test_abuse(void **state)
{
	struct desk d;
	struct place *p = &d.p;
	struct filed call, filed;
	struct filer both = {.secret = NULL}, registrar = {.secret = NULL};
	const char *body, *registrar_id;
	char mine[ID_TEXT_BYTES], second[ID_TEXT_BYTES];
	uint64_t person;

	(void)state;
	make_desk(&d);
	call = file_call(p, PUBLIC);
	body = erase_body(&d, call.number, "[8]", "null", "[]");
	refused(&d, body, NULL, ERR_REFUSED, "erase_two");
	refused(&d, body, &p->filer, ERR_INPUT, "sig");

	/* one person who may sign for both signs for one of them */
	id_print(mine, &p->filer.key.holder);
	person = place_file_one(p, TYPE_PERSON, "{}", "{\"names\":[{\"lang\":"
	    "\"en\",\"text\":\"A delegate\"}]}").number;
	make_key(p, &both, id_text(p, person));
	give_role(p, id_text(p, person), "delegate", NULL, mine);
	give_role(p, id_text(p, person), "delegate", NULL, d.commission_id);
	{
		struct filer own = p->filer;

		p->filer = both;
		p->filer.key.holder = own.key.holder;
		refused(&d, body, NULL, ERR_REFUSED, "erase_two");
		p->filer = own;
	}

	/* the same role twice: another holder with a grant as registrar */
	filed = place_file_one(p, TYPE_ORG, "{\"kind\":\"registrar\","
	    "\"state\":\"xa\"}", "{\"names\":[{\"lang\":\"en\",\"text\":"
	    "\"Second registrar\"}]}");
	registrar_id = id_text(p, filed.number);
	(void)snprintf(second, sizeof second, "%s", registrar_id);
	make_key(p, &registrar, second);
	give_role(p, second, "registrar", NULL, NULL);
	{
		char keep[ID_TEXT_BYTES];

		memcpy(keep, d.commission_id, sizeof keep);
		memcpy(d.commission_id, second, sizeof second);
		refused(&d, erase_body(&d, call.number, "[8]", "null", "[]"),
		    &registrar, ERR_REFUSED, "erase_two");
		memcpy(d.commission_id, keep, sizeof keep);
	}

	/* slots and files that are not there */
	refused(&d, erase_body(&d, d.commission, "[7]", "null", "[]"),
	    &d.authority, ERR_INPUT, "reference");
	refused(&d, erase_body(&d, call.number, "[]", "null", "[]"),
	    &d.authority, ERR_INPUT, "reference");
	refused(&d, erase_body(&d, call.number, "[8]", "null", "[\""
	    "00000000000000000000000000000000"
	    "00000000000000000000000000000000\"]"), &d.authority, ERR_INPUT,
	    "reference");

	/* the control: nothing of it stands in the way of a lawful one */
	assert_true(somewhere(p, WORDS));
	assert_ok(p, file_erase(&d, body, &d.authority, &filed));
	filer_release(&both);
	filer_release(&registrar);
	remove_desk(&d);
}

static void
order_lists(struct desk *d, uint64_t target)
{
	struct buffer b = {0};

	buffer_printf(&b, "{\"about\":[\"%s\"],\"act\":\"orders\","
	    "\"circumstances\":[],\"claims\":[{\"p\":\"text\"}],"
	    "\"confidence\":null,\"document\":\"%s\",\"hedged\":false,"
	    "\"lang\":\"en\",\"reply_to\":null,\"said\":null,"
	    "\"select\":[],\"speaker\":{\"described\":false,\"who\":\"%s\"},"
	    "\"status\":\"final\",\"via\":[]}", id_text(&d->p, target),
	    d->order_id, d->commission_id);
	(void)place_file_one(&d->p, TYPE_STATEMENT, buffer_cstr(&b),
	    "{\"claims\":[{\"en\":\"These words are to be erased\"}]}");
	buffer_release(&b);
}

/* format/slots 6.5 */
static void
test_outside_order(void **state)
{
	struct desk d;
	struct place *p = &d.p;
	struct filed one, two, filed;

	(void)state;
	make_desk(&d);
	one = file_call(p, PUBLIC);
	two = file_call(p, PUBLIC);
	order_lists(&d, one.number);
	refused(&d, erase_body(&d, two.number, "[8]", "null", "[]"),
	    &d.authority, ERR_REFUSED, "outside_order");
	assert_ok(p, file_erase(&d, erase_body(&d, one.number, "[8]", "null",
	    "[]"), &d.authority, &filed));
	remove_desk(&d);
}

/* reliability T26: a legal hold wins, until its disclosure is filed */
static void
test_held(void **state)
{
	struct desk d;
	struct place *p = &d.p;
	struct filed call, filed;
	uint64_t summons;
	char part_of[ID_TEXT_BYTES + 3];
	const char *body;

	(void)state;
	make_desk(&d);
	call = file_call(p, PUBLIC);
	body = erase_body(&d, call.number, "[8]", "null", "[]");
	summons = file_document(p, "\"summons\"", "null", "null");
	refused(&d, body, &d.authority, ERR_REFUSED, "held");
	(void)snprintf(part_of, sizeof part_of, "\"%s\"",
	    id_text(p, summons));
	(void)file_document(p, "\"other\"", "null", part_of);
	refused(&d, body, &d.authority, ERR_REFUSED, "held");
	(void)file_document(p, "\"disclosure\"", "null", part_of);
	assert_ok(p, file_erase(&d, body, &d.authority, &filed));
	remove_desk(&d);
}

/* A scope that can be read holds what may be in it, and no more. */
static void
test_held_by_scope(void **state)
{
	struct desk d;
	struct place *p = &d.p;
	struct filed call, filed;
	struct order_scope scope = {.origin = bytes_text(ORIGIN),
	    .reference = bytes_text("CI-2026-14"), .state = "xb",
	    .from = day_code(2020, 1, 1), .to = day_code(2021, 12, 31),
	    .slots = true};
	struct buffer file = {0};
	struct hash h;
	char hex[65], bytes[200];
	uint64_t paper;
	bool in;

	(void)state;
	for (unsigned round = 0; round < 2; round++) {
		in = round == 0;
		make_desk(&d);
		call = file_call(p, PUBLIC); /* with xb, 4 March 2021 */
		paper = file_document(p, "null", "null", "null");
		if (!in)
			scope.to = day_code(2020, 12, 31);
		assert_true(id_parse(bytes_text(p->member_id), &scope.of));
		assert_true(id_parse(bytes_text(d.order_id), &scope.order));
		assert_true(id_parse(bytes_text(d.commission_id),
		    &scope.authority));
		buffer_clear(&file);
		order_scope_print(&file, &scope);
		assert_ok(p, truth_put_blob(p->r->truth, buffer_bytes(&file),
		    &h, &p->e));
		hash_print(hex, &h);
		(void)snprintf(bytes, sizeof bytes, "{\"media\":\"%s\","
		    "\"sha256\":\"%s\",\"size\":%zu}", ORDER_SCOPE_MEDIA,
		    hex, file.len);
		(void)file_document(p, "\"summons\"", bytes, "null");
		if (in)
			refused(&d, erase_body(&d, call.number, "[8]", "null",
			    "[]"), &d.authority, ERR_REFUSED, "held");
		else
			assert_ok(p, file_erase(&d, erase_body(&d,
			    call.number, "[8]", "null", "[]"), &d.authority,
			    &filed));
		/* the order itself stays; another paper does not */
		refused(&d, erase_body(&d, d.order, "null", "null", "[]"),
		    &d.authority, ERR_REFUSED, "held");
		assert_ok(p, file_erase(&d, erase_body(&d, paper, "null",
		    "null", "[]"), &d.authority, &filed));
		remove_desk(&d);
	}
	buffer_release(&file);
}

/* ---- a crash between the steps, an older copy ---- */

static void
copy_store(struct place *p, const char *from, const char *to)
{
	struct buffer b = {0};

	assert_ok(p, file_read(&b, from, 1 * GIB, &p->e));
	(void)unlink(to);
	assert_ok(p, file_create(to, buffer_bytes(&b), 0600, &p->e));
	buffer_release(&b);
}

/* The store as it was before the destruction, with the erase entry in its log:
 * what a crash after the append leaves, and what a backup of that moment
 * brings back. */
static void
test_resumed(void **state)
{
	struct desk d;
	struct place *p = &d.p;
	struct filed call, erase;
	struct truth *t = NULL;
	struct truth_slots row;
	struct buffer kept = {0};
	uint8_t seed[32];
	bool known;

	(void)state;
	make_desk(&d);
	call = file_call(p, PUBLIC);
	publish(p);
	assert_ok(p, truth_read_slots(p->r->truth, call.number, &call.leaf,
	    seed, &known, &kept, &p->e));
	assert_true(known);
	assert_ok(p, file_erase(&d, erase_body(&d, call.number, "[8]", "null",
	    "[]"), &d.authority, &erase));
	place_close(p);

	assert_ok(p, truth_open(&t, place_path(p, "register.db"), TRUTH_WRITE,
	    &p->e));
	row = (struct truth_slots){.n = call.number, .leaf = call.leaf,
	    .seed = seed, .opening = buffer_bytes(&kept)};
	assert_ok(p, truth_put_slots(t, &row, &p->e));
	truth_close(t);
	assert_true(somewhere(p, WORDS)); /* the control: it is there */

	/* a reader shows nothing of it, and destroys nothing */
	place_open(p, REGISTRY_READ);
	assert_null(shown_now(p, call.number, NULL).at[CONTACT_SUMMARY]);
	assert_false(found_by_words(p, "canary"));
	assert_int_equal(state_of_erasure(p, erase.number),
	    ERASING_UNDER_WAY);
	place_open(p, REGISTRY_WRITE);
	assert_int_equal(state_of_erasure(p, erase.number),
	    ERASING_UNDER_WAY);
	assert_true(registry_is_erasing(p->r));
	assert_ok(p, registry_erase_resume(p->r, &p->e));
	assert_false(registry_is_erasing(p->r));
	assert_int_equal(state_of_erasure(p, erase.number), ERASING_DONE);
	assert_false(somewhere(p, WORDS));
	buffer_wipe(&kept);
	remove_desk(&d);
}

/* format/slots 6.3, privacy.restore: a copy made before the erasure knows
 * nothing of it. Whoever sees that something newer was signed shows no words
 * until the missing entries are there. */
static void
test_older_copy(void **state)
{
	struct desk d;
	struct place *p = &d.p;
	struct filed call, erase;
	struct buffer bytes = {0};
	struct truth_entry missing;
	struct truth_batch batch = {.entries = &missing, .entry_count = 1};
	char before[PATH_BYTES], store[PATH_BYTES], head[PATH_BYTES];
	char aside[PATH_BYTES];
	uint64_t first;

	(void)state;
	make_desk(&d);
	call = file_call(p, PUBLIC);
	publish(p);
	place_close(p);
	(void)snprintf(before, sizeof before, "%.4000s/before.db", p->folder);
	(void)snprintf(store, sizeof store, "%s", place_path(p,
	    "register.db"));
	copy_store(p, store, before);
	place_open(p, REGISTRY_WRITE);
	assert_ok(p, file_erase(&d, erase_body(&d, call.number, "[8]", "null",
	    "[]"), &d.authority, &erase));
	assert_ok(p, truth_read_entry(p->r->truth, erase.number, &bytes,
	    &missing.leaf, &p->e));
	publish(p);
	assert_false(somewhere(p, WORDS));
	place_close(p);
	copy_store(p, before, store);

	place_open(p, REGISTRY_READ);
	assert_null(shown_now(p, call.number, NULL).at[CONTACT_SUMMARY]);
	assert_false(found_by_words(p, "canary"));
	place_open(p, REGISTRY_WRITE);
	assert_non_null(registry_refusal(p->r));
	assert_null(shown_now(p, call.number, NULL).at[CONTACT_SUMMARY]);
	assert_false(found_by_words(p, "canary"));
	/* the missing entry comes back: its erasure is done again */
	missing.bytes = buffer_bytes(&bytes);
	assert_ok(p, truth_append(p->r->truth, &batch, p->r->head.epoch,
	    p->r->head.next, &p->e));
	first = p->r->head.next;
	assert_int_equal(first, erase.number);
	place_open(p, REGISTRY_WRITE);
	assert_int_equal(state_of_erasure(p, erase.number),
	    ERASING_UNDER_WAY);
	assert_ok(p, truth_compact(p->r->truth, &p->e));
	assert_false(somewhere(p, WORDS));

	/* the control: where nobody knows of a newer state the words are
	 * back, so it was that knowledge that kept them away */
	place_close(p);
	copy_store(p, before, store);
	(void)snprintf(head, sizeof head, "%.4000s/log.head", p->keys);
	(void)snprintf(aside, sizeof aside, "%.4000s/aside", p->folder);
	assert_int_equal(rename(head, aside), 0);
	(void)snprintf(before, sizeof before, "%.4000s/gone", p->folder);
	assert_int_equal(rename(place_path(p, "public"), before), 0);
	place_open(p, REGISTRY_READ);
	assert_non_null(shown_now(p, call.number, NULL).at[CONTACT_SUMMARY]);
	assert_true(found_by_words(p, "canary"));
	buffer_release(&bytes);
	remove_desk(&d);
}

/* ---- T14: what a slot's hash tells ---- */

static void
test_guess(void **state)
{
	enum { GUESSES = 1000000 };
	static const uint8_t id16[ID_BYTES] = {1};
	struct seed seed = {{0}}, other = {{1}};
	struct slot_values values = {{NULL}};
	struct arena *a = arena_new(1 * MIB);
	struct json *value;
	struct seal one, two;
	struct hash leaf, salt;
	struct error e;

	(void)state;
	assert_non_null(a);
	value = json_new_cstr(a, "name 123456 of 2021-03-04");
	values.at[8] = value;
	seed.at[31] = 7;
	assert_int_equal(seal_compute(&one, &seed, id16, &values, &e), 0);
	assert_int_equal(seal_compute(&two, &other, id16, &values, &e), 0);
	for (unsigned i = 0; i < SLOT_COUNT; i++)
		assert_false(hash_equal(&one.leaves[i], &two.leaves[i]));
	/* whoever guesses the value has no salt to try it with: every guess
	 * under the salts that are public (none, or those of other slots)
	 * misses, the right words among them */
	for (unsigned i = 0; i < GUESSES; i++) {
		char guess[60];

		(void)snprintf(guess, sizeof guess,
		    "name %u of 2021-03-04", i);
		arena_reset(a);
		salt = i % 2 == 0 ? (struct hash){{0}} : one.salts[i % 8];
		assert_int_equal(slot_leaf(&leaf, id16, 8, &salt,
		    json_new_cstr(a, guess), &e), 0);
		if (hash_equal(&leaf, &one.leaves[8]))
			fail_msg("guess %u fits", i);
	}
	/* the control: with its salt the right words fit */
	arena_reset(a);
	assert_int_equal(slot_leaf(&leaf, id16, 8, &one.salts[8],
	    json_new_cstr(a, "name 123456 of 2021-03-04"), &e), 0);
	assert_true(hash_equal(&leaf, &one.leaves[8]));
	arena_free(a);
}

/* ---- model 7.9 ---- */

static void
test_unsealing(void **state)
{
	static const char sealed[] = "{\"sealed\":[0,8],\"tier\":\"sealed\"}";
	struct desk d;
	struct place *p = &d.p;
	struct filed call;
	struct slot_values values = {{NULL}};
	struct unsealing u;
	struct entry entry;
	struct json *list;

	(void)state;
	make_desk(&d);
	call = file_call(p, sealed);
	assert_ok(p, registry_entry(p->r, call.number, &entry, p->arena,
	    &p->e));
	list = json_new(p->arena, JSON_ARRAY);
	json_add(list, json_clone(p->arena, json_at(json_get(entry.body,
	    "parties"), 1)));
	values.at[CONTACT_FOREIGN] = list;
	values.at[CONTACT_SUMMARY] = json_new_cstr(p->arena, "x");
	values.at[CONTACT_MINUTES] = json_new_number(p->arena, 12);

	/* words alone: no next version */
	u = (struct unsealing){.before = &entry, .values = &values,
	    .open = 1u << CONTACT_SUMMARY};
	assert_ok(p, unsealing_make(&u, p->arena, &p->e));
	assert_null(u.body);

	/* one coded value of two: the tier stays, the words open again */
	u = (struct unsealing){.before = &entry, .values = &values,
	    .open = 1u << CONTACT_SUMMARY | 1u << CONTACT_FOREIGN};
	assert_ok(p, unsealing_make(&u, p->arena, &p->e));
	assert_non_null(u.body);
	assert_int_equal(json_get(u.body, "parties")->count, 3);
	assert_null(u.next.at[CONTACT_FOREIGN]);
	assert_non_null(u.next.at[CONTACT_MINUTES]);
	assert_int_equal(u.open_next, 1u << CONTACT_SUMMARY);
	assert_true(bytes_is(json_get_text(json_get(u.body, "visibility"),
	    "tier"), "sealed"));

	/* the last coded one: public, with what stays shut named */
	u = (struct unsealing){.before = &entry, .values = &values,
	    .open = 1u << CONTACT_MINUTES | 1u << CONTACT_FOREIGN};
	assert_ok(p, unsealing_make(&u, p->arena, &p->e));
	assert_int_equal(u.open_next, 0);
	assert_int_equal(json_get_number(u.body, "minutes", 0), 12);
	assert_true(bytes_is(json_get_text(json_get(u.body, "visibility"),
	    "tier"), "public"));
	assert_int_equal(json_get(json_get(u.body, "visibility"),
	    "sealed")->first->number, CONTACT_SUMMARY);
	remove_desk(&d);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_end_to_end),
		cmocka_unit_test(test_files_go),
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_abuse),
		cmocka_unit_test(test_outside_order),
		cmocka_unit_test(test_held),
		cmocka_unit_test(test_held_by_scope),
		cmocka_unit_test(test_resumed),
		cmocka_unit_test(test_older_copy),
		cmocka_unit_test(test_guess),
		cmocka_unit_test(test_unsealing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
