/* Keys held for offices: names, messages, what a desk signs, processes that
 * die. format/keeper 1.1, 1.4, 1.5, 1.6 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/base64.h"
#include "keeper/desk.h"
#include "keeper/keeper.h"
#include "model/entry.h"

#include "base/testing.h"

#define ORIGIN "register.example/contacts"

struct scene {
	char dir[PATH_BYTES];
	struct held_made made;
	struct id office, other;
	struct keeper_desk desk;
	struct error e;
};

static int
set_up(void **state)
{
	struct scene *x = calloc(1, sizeof *x);

	assert_non_null(x);
	(void)snprintf(x->dir, sizeof x->dir, "/tmp/chancery-keeper-XXXXXX");
	assert_non_null(mkdtemp(x->dir));
	id_random(&x->office, TYPE_ORG);
	id_random(&x->other, TYPE_ORG);
	assert_int_equal(held_make(&x->made, x->dir, bytes_text(ORIGIN),
	    &x->office, &x->e), ERR_NONE);
	x->desk.held_dir = x->dir;
	*state = x;
	return 0;
}

static int
tear_down(void **state)
{
	struct scene *x = *state;
	char command[PATH_BYTES + 16];

	(void)snprintf(command, sizeof command, "rm -rf '%s'", x->dir);
	assert_int_equal(system(command), 0);
	free(x);
	return 0;
}

/* ---- files ---- */

static void
a_name_tells_whose_key(void **state)
{
	static const char *const wrong[] = {"", "-", "org-", "registrar.key",
	    "org-00000000000000000000000000.entry",
	    "key-00000000000000000000000000-00000000000000000000000000.entry",
	    "org-00000000000000000000000000-00000000000000000000000000",
	    "org-00000000000000000000000000-00000000000000000000000000.entry~",
	    "org-00000000000000000000000000_00000000000000000000000000.seal",
	    "org-0000000000000000000000000u-00000000000000000000000000.seal"};
	struct held h = {.signs = true}, again;
	char name[HELD_NAME_BYTES];

	(void)state;
	id_random(&h.holder, TYPE_PERSON);
	id_random(&h.key, TYPE_KEY);
	held_name_print(name, &h);
	assert_true(held_name_parse(&again, bytes_text(name)));
	assert_true(id_equal(&h.holder, &again.holder));
	assert_true(id_equal(&h.key, &again.key) && again.signs);
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(held_name_parse(&h, bytes_text(wrong[i])));
}

static void
a_pair_is_made_closed_and_read_again(void **state)
{
	struct scene *x = *state;
	struct held h = {x->office, x->made.entry_key, true};
	struct held_list *list = malloc(sizeof *list);
	struct signer s = {.key = NULL};
	struct age_identities *ids = NULL;
	char name[HELD_NAME_BYTES], path[PATH_BYTES];
	struct stat st;

	assert_non_null(list);
	assert_int_equal(held_read_list(list, x->dir, &x->e), ERR_NONE);
	assert_int_equal(list->count, 2);
	assert_int_equal(held_read_signer(&s, x->dir, &h, &x->e), ERR_NONE);
	assert_string_equal(s.name, ORIGIN);
	assert_memory_equal(secret_key_public(s.key), &x->made.public, 32);
	assert_int_equal(held_read_identities(&ids, x->dir, &x->office, &x->e),
	    ERR_NONE);
	assert_memory_equal(&ids->at[0].public, &x->made.recipient, 32);
	signer_release(&s);
	age_identities_free(ids);
	assert_int_equal(held_read_identities(&ids, x->dir, &x->other, &x->e),
	    ERR_ABSENT);
	held_name_print(name, &h);
	(void)snprintf(path, sizeof path, "%.3900s/%s", x->dir, name);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	/* a key that others can read is not used */
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(held_read_signer(&s, x->dir, &h, &x->e), ERR_REFUSED);
	held_drop(x->dir, &x->office, &x->made);
	assert_int_equal(held_read_list(list, x->dir, &x->e), ERR_NONE);
	assert_int_equal(list->count, 0);
	free(list);
}

/* ---- a desk ---- */

/* The signing bytes of a person entry. */
static void
put_entry(struct buffer *out, const char *origin, const struct id *by,
    const char *type, const char *body)
{
	char holder[ID_TEXT_BYTES];

	id_print(holder, by);
	buffer_printf(out, ENTRY_SIGNING_PREFIX
	    "{\"at\":\"2024-01-08T09:00:00Z\",\"body\":%s,\"by\":\"%s\","
	    "\"id\":\"%s:00000000000000000000000000\",\"prev\":null,"
	    "\"register\":\"%s\",\"seal\":null,\"type\":\"%s\"}", body, holder, type, origin,
	    type);
}

#define KEY_BODY "{\"alg\":\"ed25519\",\"holder\":" \
    "\"org:00000000000000000000000000\",\"public\":" \
    "\"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\",\"state\":\"active\"}"

static enum err
ask(struct scene *x, enum keeper_kind kind, const struct id *id,
    struct bytes bytes, struct buffer *reply, struct bytes *content)
{
	struct keeper_request r = {kind, LANG_EN, *id, bytes};
	struct buffer message = {0};
	bool answered;

	keeper_request_print(&message, &r);
	reply->len = 0;
	answered = keeper_desk_answer(&x->desk, reply, buffer_bytes(&message),
	    1);
	buffer_release(&message);
	return answered ? keeper_reply_parse(content, buffer_bytes(reply),
			      &x->e) : ERR_CONFLICT;
}

static enum err
asks_to_sign(struct scene *x, struct bytes signing)
{
	struct buffer reply = {0};
	struct bytes content;
	struct signature s;
	enum err rc = ask(x, KEEPER_SIGN, &x->made.entry_key, signing, &reply,
	    &content);

	if (rc == ERR_NONE) {
		assert_int_equal(content.len, sizeof s.at);
		memcpy(s.at, content.at, sizeof s.at);
		assert_true(ed25519_holds(&x->made.public, signing, &s));
	}
	buffer_wipe(&reply);
	return rc;
}

static void
entries_of_the_holder_are_signed(void **state)
{
	struct scene *x = *state;
	struct buffer b = {0};

	put_entry(&b, ORIGIN, &x->office, "key", KEY_BODY);
	assert_int_equal(asks_to_sign(x, buffer_bytes(&b)), ERR_NONE);
	buffer_release(&b);
}

static void
nothing_else_is_signed(void **state)
{
	struct scene *x = *state;
	static const char *const others[] = {"", "x", ENTRY_SIGNING_PREFIX,
	    ENTRY_SIGNING_PREFIX "{}", ORIGIN "\n5\nAAAA\n",
	    "chancery/login/v1\nregister.example\nAAAA\n1\n"};
	struct buffer b = {0};

	for (size_t i = 0; i < COUNT(others); i++)
		assert_int_not_equal(asks_to_sign(x, bytes_text(others[i])),
		    ERR_NONE);
	/* another's entry, another register's, a policy, an unknown type */
	put_entry(&b, ORIGIN, &x->other, "key", KEY_BODY);
	assert_int_equal(asks_to_sign(x, buffer_bytes(&b)), ERR_REFUSED);
	buffer_clear(&b);
	put_entry(&b, "other.example/contacts", &x->office, "key", KEY_BODY);
	assert_int_equal(asks_to_sign(x, buffer_bytes(&b)), ERR_INPUT);
	buffer_clear(&b);
	put_entry(&b, ORIGIN, &x->office, "wish", "{}");
	assert_int_not_equal(asks_to_sign(x, buffer_bytes(&b)), ERR_NONE);
	buffer_clear(&b);
	put_entry(&b, ORIGIN, &x->office, "key", KEY_BODY " ");
	assert_int_equal(asks_to_sign(x, buffer_bytes(&b)), ERR_INPUT);
	/* a leaf smuggled in: the signature would not be over its bytes */
	buffer_clear(&b);
	put_entry(&b, ORIGIN, &x->office, "key", KEY_BODY);
	buffer_text(&b, ",\"sig\":[]");
	assert_int_equal(asks_to_sign(x, buffer_bytes(&b)), ERR_INPUT);
	buffer_release(&b);
}

/* Each byte of an accepted entry, turned: an entry still, or no signature. */
static void
a_turned_byte_is_another_entry_or_none(void **state)
{
	struct scene *x = *state;
	struct buffer b = {0};
	size_t signed_count = 0;

	put_entry(&b, ORIGIN, &x->office, "key", KEY_BODY);
	for (size_t i = 0; i < b.len; i++) {
		uint8_t was = b.at[i];

		b.at[i] ^= 0x80;
		x->desk.rates[KEEPER_SIGN].spent = 0;
		signed_count += asks_to_sign(x, buffer_bytes(&b)) == ERR_NONE;
		b.at[i] = was;
	}
	assert_int_equal(signed_count, 0);
	buffer_release(&b);
}

static void
a_sealed_file_opens_for_its_holder_alone(void **state)
{
	struct scene *x = *state;
	struct buffer file = {0}, reply = {0};
	struct bytes content;

	assert_int_equal(age_seal(&file, bytes_text("said in confidence"),
	    &x->made.recipient, 1, NULL, &x->e), ERR_NONE);
	assert_int_equal(ask(x, KEEPER_OPEN, &x->office, buffer_bytes(&file),
	    &reply, &content), ERR_NONE);
	assert_true(bytes_is(content, "said in confidence"));
	assert_int_equal(ask(x, KEEPER_OPEN, &x->other, buffer_bytes(&file),
	    &reply, &content), ERR_ABSENT);
	file.at[file.len - 1] ^= 1;
	assert_int_equal(ask(x, KEEPER_OPEN, &x->office, buffer_bytes(&file),
	    &reply, &content), ERR_PROOF);
	buffer_wipe(&file);
	buffer_wipe(&reply);
}

static void
asking_too_often_is_refused(void **state)
{
	struct scene *x = *state;
	struct buffer reply = {0};
	struct bytes content;
	unsigned opened = 0;

	while (ask(x, KEEPER_OPEN, &x->office, bytes_text("no file"), &reply,
	    &content) == ERR_INPUT)
		opened++;
	assert_int_equal(x->e.code, ERR_REFUSED);
	assert_string_equal(x->e.word, "slow-down");
	assert_int_equal(opened, 60);
	buffer_wipe(&reply);
}

/* Messages of any length and content: none is signed, and no reply holds a
 * private half. */
static void
a_hostile_front_gets_no_key(void **state)
{
	struct scene *x = *state;
	struct held h = {x->office, x->made.entry_key, true};
	struct signer s;
	struct age_identities *ids;
	struct buffer message = {0}, reply = {0}, b = {0};
	uint8_t chance[64];
	struct bytes content;

	assert_int_equal(held_read_signer(&s, x->dir, &h, &x->e), ERR_NONE);
	assert_int_equal(held_read_identities(&ids, x->dir, &x->office, &x->e),
	    ERR_NONE);
	put_entry(&b, ORIGIN, &x->office, "key", KEY_BODY);
	for (unsigned i = 0; i < 4000; i++) {
		struct keeper_request r = {
		    (enum keeper_kind)(1 + i % KEEPER_MAKE), LANG_FR,
		    i % 4 == 1 ? x->made.entry_key : x->office,
		    buffer_bytes(&b)};

		message.len = 0;
		reply.len = 0;
		keeper_request_print(&message, &r);
		random_bytes(chance, sizeof chance);
		/* half of them cut, all of them with a byte or two changed */
		if (i % 8 >= 4)
			message.len = 1 + (size_t)get_be(chance, 2) %
			    message.len;
		for (unsigned k = 0; k < 2; k++)
			message.at[(size_t)get_be(chance + 2 + 2 * k, 2) %
			    message.len] ^= chance[6 + k];
		memset(x->desk.rates, 0, sizeof x->desk.rates);
		if (!keeper_desk_answer(&x->desk, &reply,
			buffer_bytes(&message), 1))
			continue;
		assert_null(memmem(reply.at, reply.len, secret_key_seed(s.key),
		    32));
		assert_null(memmem(reply.at, reply.len, ids->at[0].secret, 32));
		if (i % 4 != 1 ||
		    keeper_reply_parse(&content, buffer_bytes(&reply), NULL) !=
		    ERR_NONE || content.len != ED25519_SIGNATURE_BYTES)
			continue;
		/* only where the change left another entry of the holder */
		assert_true(bytes_starts(bytes_of(message.at + 23,
		    message.len - 23), ENTRY_SIGNING_PREFIX "{\"at\":\"2"));
	}
	signer_release(&s);
	age_identities_free(ids);
	buffer_wipe(&message);
	buffer_wipe(&reply);
	buffer_release(&b);
}

/* ---- processes ---- */

static struct keeper *
start(struct scene *x)
{
	struct keeper_options o = {.held_dir = x->dir,
	    .mode = SANDBOX_STRICT};
	struct keeper *k;

	assert_int_equal(keeper_start(&k, &o, &x->e), ERR_NONE);
	return k;
}

static void
a_keeper_answers_from_its_own_process(void **state)
{
	struct scene *x = *state;
	struct keeper *k = start(x);
	struct held_list *list = malloc(sizeof *list);
	struct buffer b = {0}, file = {0}, plain = {0};
	struct signature s;
	struct held_made made;

	assert_non_null(list);
	put_entry(&b, ORIGIN, &x->office, "key", KEY_BODY);
	assert_int_equal(keeper_sign(k, &s, &x->made.entry_key,
	    buffer_bytes(&b), &x->e), ERR_NONE);
	assert_true(ed25519_holds(&x->made.public, buffer_bytes(&b), &s));
	assert_int_equal(keeper_sign(k, &s, &x->made.seal_key,
	    buffer_bytes(&b), &x->e), ERR_ABSENT);
	assert_int_equal(keeper_make(k, &made, bytes_text(ORIGIN), &x->other,
	    &x->e), ERR_NONE);
	assert_int_equal(keeper_keys(k, list, &x->e), ERR_NONE);
	assert_int_equal(list->count, 4);
	/* as long as a sealed note can be */
	(void)buffer_grow(&plain, 4u << 20);
	assert_false(plain.failed);
	memset(plain.at, 'n', plain.len);
	assert_int_equal(age_seal(&file, buffer_bytes(&plain), &made.recipient,
	    1, NULL, &x->e), ERR_NONE);
	plain.len = 0;
	assert_int_equal(keeper_open(k, &plain, buffer_bytes(&file), &x->other,
	    &x->e), ERR_NONE);
	assert_int_equal(plain.len, 4u << 20);
	keeper_free(k);
	free(list);
	buffer_release(&b);
	buffer_release(&file);
	buffer_wipe(&plain);
}

/* The process at the other end of a warden: its only child. */
static pid_t
child_of(pid_t parent)
{
	char path[64], text[64] = "";
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%d/task/%d/children",
	    (int)parent, (int)parent);
	f = fopen(path, "r");
	if (f == NULL)
		return -1;
	if (fgets(text, sizeof text, f) == NULL)
		text[0] = '\0';
	(void)fclose(f);
	return (pid_t)strtol(text, NULL, 10);
}

static void
a_keeper_that_died_refuses_once_and_comes_back(void **state)
{
	struct scene *x = *state;
	struct keeper *k = start(x);
	struct buffer b = {0};
	struct signature s;
	pid_t warden = child_of(getpid()), first = child_of(warden), now;
	unsigned refused = 0, starts = 1;
	enum err rc;

	if (warden <= 0 || first <= 0)
		skip();
	put_entry(&b, ORIGIN, &x->office, "key", KEY_BODY);
	for (;; starts++) {
		now = child_of(warden);
		assert_int_equal(kill(now, SIGKILL), 0);
		(void)usleep(20000);
		rc = keeper_sign(k, &s, &x->made.entry_key, buffer_bytes(&b),
		    &x->e);
		if (rc != ERR_NONE)
			break;
		assert_true(ed25519_holds(&x->made.public, buffer_bytes(&b),
		    &s));
		assert_int_not_equal(child_of(warden), now);
	}
	/* ten a minute, then it stays away, and says so */
	assert_int_equal(starts, 10);
	for (; refused < 3; refused++) {
		assert_int_equal(rc, ERR_UNCHECKED);
		assert_string_equal(x->e.word, "keeper");
		rc = keeper_sign(k, &s, &x->made.entry_key, buffer_bytes(&b),
		    &x->e);
	}
	assert_int_equal(kill(warden, 0), 0);
	keeper_free(k);
	buffer_release(&b);
}

int
main(void)
{
#define ROW(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    ROW(a_name_tells_whose_key),
	    ROW(a_pair_is_made_closed_and_read_again),
	    ROW(entries_of_the_holder_are_signed),
	    ROW(nothing_else_is_signed),
	    ROW(a_turned_byte_is_another_entry_or_none),
	    ROW(a_sealed_file_opens_for_its_holder_alone),
	    ROW(asking_too_often_is_refused),
	    ROW(a_hostile_front_gets_no_key),
	    ROW(a_keeper_answers_from_its_own_process),
	    ROW(a_keeper_that_died_refuses_once_and_comes_back),
	};
#undef ROW

	return cmocka_run_group_tests(tests, NULL, NULL);
}
