/* A register and its keeper: entries signed by held keys are admitted, revoked
 * keys are no longer used, who holds its own keys has none here. */
#include <stdio.h>
#include <stdlib.h>

#include "format/base64.h"
#include "keeper/keeper.h"
#include "register/test_support.h"

#include "base/testing.h"

struct scene {
	struct place p;
	struct keeper *keeper;
	struct held_made made;
	struct row_entity registrar;
	char held[PATH_BYTES];
};

static void
register_pair(struct scene *x)
{
	char body[2][300], public[BASE64_LEN(ED25519_KEY_BYTES) + 1];
	char recipient[AGE_RECIPIENT_TEXT_BYTES];
	struct draft d[2] = {{.id = x->made.entry_key},
	    {.id = x->made.seal_key}};
	struct submission list[2];
	struct filed filed[2];

	base64_print(public, bytes_of(x->made.public.at, 32));
	age_recipient_print(recipient, &x->made.recipient);
	for (unsigned i = 0; i < 2; i++) {
		(void)snprintf(body[i], sizeof body[i],
		    "{\"alg\":\"%s\",\"holder\":\"%s\",\"public\":\"%s\","
		    "\"state\":\"active\"}", i == 0 ? "ed25519" : "age-x25519",
		    id_text(&x->p, 1), i == 0 ? public : recipient);
		place_prepare(&x->p, &list[i], TYPE_KEY, body[i], NULL, &d[i]);
	}
	assert_ok(&x->p, place_file(&x->p, list, 2,
	    (struct file_options){.confirm = true}, filed));
	assert_true(id_equal(&filed[0].id, &x->made.entry_key));
}

static int
set_up(void **state)
{
	struct scene *x = calloc(1, sizeof *x);
	struct keeper_options o = {.mode = SANDBOX_STRICT};

	assert_non_null(x);
	place_make(&x->p);
	(void)snprintf(x->held, sizeof x->held, "%.4000s.held", x->p.dir);
	o.held_dir = x->held;
	assert_ok(&x->p, keeper_start(&x->keeper, &o, &x->p.e));
	place_found(&x->p);
	assert_ok(&x->p, read_model_by_number(registry_read_model(x->p.r), 1,
	    &x->registrar, &x->p.e));
	assert_ok(&x->p, keeper_make(x->keeper, &x->made,
	    bytes_text(registry_origin(x->p.r)), &x->registrar.id, &x->p.e));
	*state = x;
	return 0;
}

static int
tear_down(void **state)
{
	struct scene *x = *state;

	keeper_free(x->keeper);
	place_remove(&x->p);
	free(x);
	return 0;
}

static void
a_held_key_files_once_it_is_registered(void **state)
{
	struct scene *x = *state;
	struct filer own = x->p.filer, held;

	/* made, and of nobody yet */
	assert_int_equal(keeper_filer(x->keeper, &held, x->p.r,
	    &x->registrar.id, &x->p.e), ERR_ABSENT);
	assert_string_equal(x->p.e.word, "custody");
	register_pair(x);
	assert_ok(&x->p, keeper_filer(x->keeper, &held, x->p.r,
	    &x->registrar.id, &x->p.e));
	assert_true(id_equal(&held.key.id, &x->made.entry_key));
	assert_null(held.secret);
	x->p.filer = held;
	(void)place_file_one(&x->p, TYPE_PERSON, "{\"states\":[\"xb\"]}",
	    "{\"names\":[{\"lang\":\"en\",\"text\":\"The Consul\"}]}");
	x->p.filer = own;
}

static void
without_a_keeper_nothing_is_filed_or_lost(void **state)
{
	struct scene *x = *state;
	struct filer held;
	struct submission s;
	struct draft d = {.type = TYPE_PERSON};
	const struct json *body;
	uint64_t next;

	register_pair(x);
	assert_ok(&x->p, keeper_filer(x->keeper, &held, x->p.r,
	    &x->registrar.id, &x->p.e));
	/* the folder goes: as if the disk of the keys had failed */
	held_drop(x->held, &x->registrar.id, &x->made);
	next = registry_next(x->p.r);
	assert_ok(&x->p, json_parse(&body, bytes_text(
	    "{\"states\":[\"xb\"]}"), &json_entry_limits, x->p.arena,
	    &x->p.e));
	d.body = json_clone(x->p.arena, body);
	assert_int_equal(filing_prepare(&s, &d, x->p.r, &held, x->p.arena,
	    &x->p.e), ERR_ABSENT);
	assert_int_equal(registry_next(x->p.r), next);
}

static void
a_sealed_file_opens_by_the_desk(void **state)
{
	struct scene *x = *state;
	const struct opening_desk *desk = keeper_opening(x->keeper);
	struct buffer file = {0}, plain = {0};

	assert_ok(&x->p, age_seal(&file, bytes_text("in confidence"),
	    &x->made.recipient, 1, NULL, &x->p.e));
	assert_ok(&x->p, desk->open(desk->context, &plain,
	    buffer_bytes(&file), &x->registrar.id, &x->p.e));
	assert_true(bytes_is(buffer_bytes(&plain), "in confidence"));
	buffer_release(&file);
	buffer_wipe(&plain);
}

int
main(void)
{
#define ROW(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    ROW(a_held_key_files_once_it_is_registered),
	    ROW(without_a_keeper_nothing_is_filed_or_lost),
	    ROW(a_sealed_file_opens_by_the_desk),
	};
#undef ROW

	return cmocka_run_group_tests(tests, NULL, NULL);
}
