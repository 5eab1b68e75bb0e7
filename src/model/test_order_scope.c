/* What an order asks for, and which contacts fit: format/disclosure 1.3, 2.2,
 * 2.3, 2.4. */
#include "model/order_scope.h"

#include <stdio.h>

#include "base/testing.h"

#define ID(type, digit) type ":0000000000000000000000000" digit
#define ORDER ID("document", "1")
#define AUTHORITY ID("org", "2")
#define MEMBER ID("person", "3")
#define CONSUL ID("person", "4")
#define OTHER ID("person", "5")
#define REST "\"order\":\"" ORDER "\",\"reference\":\"CI-1\"," \
	     "\"register\":\"register.example/2026\","
#define SCOPE(from, kinds, needs, state, to, with)                           \
	"{\"authority\":\"" AUTHORITY "\",\"due\":null,"                      \
	"\"format\":\"chancery/scope@v1\",\"from\":" from ",\"kinds\":" kinds \
	",\"needs\":" needs ",\"of\":\"" MEMBER "\"," REST "\"state\":" state \
	",\"to\":" to ",\"with\":" with "}"
#define CALLS                                                              \
	SCOPE("\"2020-01-01\"", "[\"call\"]", "[\"slots\"]", "\"xb\"",      \
	    "\"2022-12-31\"", "null")

static struct arena *a;

static enum err
parse(struct order_scope *s, const char *text)
{
	struct error e = {0};

	return order_scope_parse(s, bytes_text(text), a, &e);
}

static void
what_is_printed_parses(void **state)
{
	static const char *const texts[] = {CALLS,
	    SCOPE("null", "null", "[\"notes\",\"slots\"]", "null", "null",
		"\"" CONSUL "\""),
	    SCOPE("null", "[\"call\",\"meeting\"]", "[\"notes\"]", "null",
		"null", "null")};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct buffer b = {0};
		struct order_scope s;

		assert_int_equal(parse(&s, texts[i]), ERR_NONE);
		order_scope_print(&b, &s);
		assert_string_equal(buffer_cstr(&b), texts[i]);
		buffer_release(&b);
	}
}

/* Whatever is accepted breaks when a byte of it goes. */
static void
a_byte_less_is_refused(void **state)
{
	static const char text[] = CALLS;
	struct order_scope s;
	struct error e = {0};

	(void)state;
	for (size_t i = 0; i < sizeof text - 1; i++) {
		char cut[sizeof text];
		enum err rc;

		memcpy(cut, text, i);
		memcpy(cut + i, text + i + 1, sizeof text - i - 1);
		arena_reset(a);
		rc = order_scope_parse(&s, bytes_of(cut, sizeof text - 2), a,
		    &e);
		/* a shorter name of the register or the order is a name, too */
		if (rc == ERR_NONE)
			assert_true(
			    !bytes_is(s.origin, "register.example/2026") ||
			    !bytes_is(s.reference, "CI-1"));
	}
}

static const struct refusal {
	const char *name, *text;
} refusals[] = {
    {"a counterpart and a state",
	SCOPE("null", "null", "[\"slots\"]", "\"xb\"", "null",
	    "\"" CONSUL "\"")},
    {"nothing is needed", SCOPE("null", "null", "[]", "null", "null", "null")},
    {"something unknown is needed",
	SCOPE("null", "null", "[\"seeds\",\"slots\"]", "null", "null", "null")},
    {"needs in another order",
	SCOPE("null", "null", "[\"slots\",\"notes\"]", "null", "null", "null")},
    {"kinds in another order",
	SCOPE("null", "[\"meeting\",\"call\"]", "[\"slots\"]", "null", "null",
	    "null")},
    {"no such kind",
	SCOPE("null", "[\"sealed\"]", "[\"slots\"]", "null", "null", "null")},
    {"no kinds at all",
	SCOPE("null", "[]", "[\"slots\"]", "null", "null", "null")},
    {"a state in capitals",
	SCOPE("null", "null", "[\"slots\"]", "\"XB\"", "null", "null")},
    {"it ends before it begins",
	SCOPE("\"2022-01-01\"", "null", "[\"slots\"]", "null",
	    "\"2021-01-01\"", "null")},
    {"the thirtieth of February",
	SCOPE("\"2022-02-30\"", "null", "[\"slots\"]", "null", "null",
	    "null")},
    {"a contact as counterpart",
	SCOPE("null", "null", "[\"slots\"]", "null", "null",
	    "\"" ID("contact", "4") "\"")},
    {"a blank", " " CALLS},
    {"a line end", CALLS "\n"},
    {"nothing", ""},
};

static void
check_refusal(void **state)
{
	const struct refusal *r = *state;
	struct order_scope s;

	assert_int_equal(parse(&s, r->text), ERR_INPUT);
}

/* ---- which contacts fit ---- */

#define HOME                                                             \
	"{\"as\":null,\"described\":null,\"org\":null,"                   \
	"\"role\":\"principal\",\"side\":\"home\",\"state\":null,"        \
	"\"who\":\"" MEMBER "\"}"
#define PARTY(state, who)                                                  \
	"{\"as\":null,\"described\":null,\"org\":null,"                     \
	"\"role\":\"principal\",\"side\":\"foreign\",\"state\":\"" state     \
	"\",\"who\":" who "}"
#define WHO(id) "\"" id "\""
#define FOREIGN(state, who) HOME "," PARTY(state, who)

static const struct fit {
	const char *name, *kind, *parties, *edtf, *visibility;
	const char *slot0, *slot1, *slot11; /* NULL: not known */
	const char *scope;
	enum order_fit want;
} fits[] = {
    {"of the state, kind and days", "call", FOREIGN("xb", WHO(CONSUL)),
	"2021-03-04", "{\"tier\":\"public\"}", NULL, NULL, NULL, CALLS,
	ORDER_IN},
    {"another state", "call", FOREIGN("xc", WHO(OTHER)), "2021-03-04",
	"{\"tier\":\"public\"}", NULL, NULL, NULL, CALLS, ORDER_OUT},
    {"another kind", "meeting", FOREIGN("xb", WHO(CONSUL)), "2021-03-04",
	"{\"tier\":\"public\"}", NULL, NULL, NULL, CALLS, ORDER_OUT},
    {"an unknown kind may be any", "unknown", FOREIGN("xb", WHO(CONSUL)),
	"2021-03-04", "{\"tier\":\"public\"}", NULL, NULL, NULL, CALLS,
	ORDER_IN},
    {"after the period", "call", FOREIGN("xb", WHO(CONSUL)), "2023-01-01",
	"{\"tier\":\"public\"}", NULL, NULL, NULL, CALLS, ORDER_OUT},
    {"a range that reaches in", "call", FOREIGN("xb", WHO(CONSUL)),
	"[2019..2020]", "{\"tier\":\"public\"}", NULL, NULL, NULL, CALLS,
	ORDER_IN},
    {"who is sealed is not known", "call", HOME, "2021-03-04",
	"{\"tier\":\"sealed\"}", NULL, NULL, NULL, CALLS, ORDER_UNKNOWN},
    {"until it is opened", "call", HOME, "2021-03-04",
	"{\"tier\":\"sealed\"}", "[" PARTY("xb", WHO(CONSUL)) "]", NULL, NULL,
	CALLS, ORDER_IN},
    {"and may be another's", "call", HOME, "2021-03-04",
	"{\"tier\":\"sealed\"}", "[" PARTY("xc", WHO(OTHER)) "]", NULL, NULL,
	CALLS, ORDER_OUT},
    {"a sealed kind is not known", "sealed", FOREIGN("xb", WHO(CONSUL)),
	"2021-03-04", "{\"tier\":\"sealed\"}", NULL, NULL, NULL, CALLS,
	ORDER_UNKNOWN},
    {"until it is opened, too", "sealed", FOREIGN("xb", WHO(CONSUL)),
	"2021-03-04", "{\"tier\":\"sealed\"}", NULL, NULL, "\"call\"", CALLS,
	ORDER_IN},
    {"a sealed meeting is no call", "sealed", FOREIGN("xb", WHO(CONSUL)),
	"2021-03-04", "{\"tier\":\"sealed\"}", NULL, NULL, "\"meeting\"",
	CALLS, ORDER_OUT},
    {"a sealed day in a range that sticks out", "call",
	FOREIGN("xb", WHO(CONSUL)), "[2022-12-01..2023-01-31]",
	"{\"tier\":\"sealed\"}", NULL, NULL, NULL, CALLS, ORDER_UNKNOWN},
    {"is in", "call", FOREIGN("xb", WHO(CONSUL)),
	"[2022-12-01..2023-01-31]", "{\"tier\":\"sealed\"}", NULL,
	"{\"edtf\":\"2022-12-24\"}", NULL, CALLS, ORDER_IN},
    {"or out", "call", FOREIGN("xb", WHO(CONSUL)),
	"[2022-12-01..2023-01-31]", "{\"tier\":\"sealed\"}", NULL,
	"{\"edtf\":\"2023-01-02\"}", NULL, CALLS, ORDER_OUT},
    {"what excludes goes before what is not known", "sealed",
	FOREIGN("xc", WHO(OTHER)), "2021-03-04", "{\"tier\":\"sealed\"}",
	NULL, NULL, NULL, CALLS, ORDER_OUT},
    {"with one counterpart", "call", FOREIGN("xb", WHO(CONSUL)),
	"2021-03-04", "{\"tier\":\"public\"}", NULL, NULL, NULL,
	SCOPE("null", "null", "[\"slots\"]", "null", "null", WHO(CONSUL)),
	ORDER_IN},
    {"with another one", "call", FOREIGN("xb", WHO(OTHER)), "2021-03-04",
	"{\"tier\":\"public\"}", NULL, NULL, NULL,
	SCOPE("null", "null", "[\"slots\"]", "null", "null", WHO(CONSUL)),
	ORDER_OUT},
    {"any counterpart", "call", HOME, "2021-03-04", "{\"tier\":\"sealed\"}",
	NULL, NULL, NULL,
	SCOPE("null", "null", "[\"slots\"]", "null", "null", "null"),
	ORDER_IN},
    {"of another official", "call", FOREIGN("xb", WHO(CONSUL)), "2021-03-04",
	"{\"tier\":\"public\"}", NULL, NULL, NULL,
	"{\"authority\":\"" AUTHORITY "\",\"due\":null,"
	"\"format\":\"chancery/scope@v1\",\"from\":null,\"kinds\":null,"
	"\"needs\":[\"slots\"],\"of\":\"" OTHER "\"," REST
	"\"state\":null,\"to\":null,\"with\":null}",
	ORDER_OUT},
};

static void
make_entry(struct entry *out, const struct fit *f)
{
	struct error e = {0};
	char text[4096];

	(void)snprintf(text, sizeof text,
	    "{\"kind\":\"%s\",\"parties\":[%s],\"status\":\"held\","
	    "\"subject\":\"" MEMBER "\",\"times\":1,\"visibility\":%s,"
	    "\"when\":{\"edtf\":\"%s\"}}",
	    f->kind, f->parties, f->visibility, f->edtf);
	*out = (struct entry){.type = TYPE_CONTACT,
	    .at_s = INT64_C(1793000000)};
	assert_int_equal(json_parse(&out->body,
			     arena_copy(a, bytes_text(text)),
			     &json_entry_limits, a, &e),
	    ERR_NONE);
}

static void
know(struct slot_values *v, uint16_t *known, unsigned slot, const char *text)
{
	struct error e = {0};

	if (text == NULL)
		return;
	assert_int_equal(json_parse(&v->at[slot], bytes_text(text),
			     &json_entry_limits, a, &e),
	    ERR_NONE);
	*known |= (uint16_t)(1u << slot);
}

static void
check_fit(void **state)
{
	const struct fit *f = *state;
	struct slot_values values = {{NULL}};
	struct order_scope s;
	struct entry entry;
	struct error e = {0};
	uint16_t known = 0;
	enum order_fit got = ORDER_OUT;

	assert_int_equal(parse(&s, f->scope), ERR_NONE);
	make_entry(&entry, f);
	know(&values, &known, CONTACT_FOREIGN, f->slot0);
	know(&values, &known, CONTACT_WHEN, f->slot1);
	know(&values, &known, CONTACT_KIND, f->slot11);
	assert_int_equal(order_scope_judge(&got, &s, &entry, &values, known, a,
			     &e),
	    ERR_NONE);
	assert_int_equal(got, f->want);
}

static void
third_parties_are_never_opened(void **state)
{
	struct order_scope s;
	struct entry entry;

	(void)state;
	assert_int_equal(parse(&s, CALLS), ERR_NONE);
	make_entry(&entry, &fits[6]);
	assert_int_equal(order_scope_opens(&s, &entry, a),
	    SLOT_ALL & ~(1u << CONTACT_OTHERS));
	s.slots = false;
	s.notes = true;
	assert_int_equal(order_scope_opens(&s, &entry, a),
	    1u << CONTACT_FOREIGN | 1u << CONTACT_WHEN | 1u << CONTACT_KIND);
	make_entry(&entry, &fits[0]);
	assert_int_equal(order_scope_opens(&s, &entry, a), 0);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(refusals) + COUNT(fits) + 3];
	size_t n = 0;
	int failed;

	for (size_t i = 0; i < COUNT(refusals); i++)
		tests[n++] = (struct CMUnitTest){.name = refusals[i].name,
		    .test_func = check_refusal,
		    .initial_state = (void *)(uintptr_t)&refusals[i]};
	for (size_t i = 0; i < COUNT(fits); i++)
		tests[n++] = (struct CMUnitTest){.name = fits[i].name,
		    .test_func = check_fit,
		    .initial_state = (void *)(uintptr_t)&fits[i]};
	tests[n++] =
	    (struct CMUnitTest)cmocka_unit_test(what_is_printed_parses);
	tests[n++] =
	    (struct CMUnitTest)cmocka_unit_test(a_byte_less_is_refused);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(
	    third_parties_are_never_opened);
	a = arena_new(64 * MIB);
	failed = cmocka_run_group_tests_name("order scope", tests, NULL, NULL);
	arena_free(a);
	return failed;
}
