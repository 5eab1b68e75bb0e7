/* Bodies, dates, ids and slots by form alone */
/* format/entry 2.4, 3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 3.7, 3.8, 3.9, 3.10
 * format/entry 3.11, 3.12, 3.13, 3.15, 3.16, 3.17, 3.18, 4.1, 4.5, 4.6
 * format/slots 2.1, 2.2, 4.1, 5.1, 5.2, 5.3 */
#include "format/day.h"
#include "model/body.h"
#include "model/contact.h"
#include "model/shapes.h"
#include "model/slot_tables.h"

#include <stdlib.h>

#include "base/testing.h"

/* Every table is in byte order, or the walker would be slow and a canonical
 * body could look out of order. */
static void
check_table(const struct shape *s)
{
	for (size_t i = 1; i < s->field_count; i++)
		assert_true(
		    strcmp(s->fields[i - 1].name, s->fields[i].name) < 0);
	for (size_t i = 0; i < s->field_count; i++)
		check_table(s->fields[i].shape);
	if (s->of != NULL)
		check_table(s->of);
}

static void
tables_are_sorted(void **state)
{
	(void)state;
	for (unsigned t = TYPE_POLICY; t < TYPE_COUNT; t++) {
		check_table(body_shape((enum entry_type)t));
		for (size_t i = 0; i < slot_tables[t].row_count; i++)
			check_table(slot_tables[t].rows[i].shape);
	}
}

/* model 7.4 and 2.1: slots of every type but five. */
static void
types_have_slots(void **state)
{
	(void)state;
	for (unsigned t = TYPE_POLICY; t < TYPE_COUNT; t++) {
		bool none = t == TYPE_POLICY || t == TYPE_KEY ||
		    t == TYPE_GRANT || t == TYPE_SAME || t == TYPE_INDEX_ROOT;

		assert_true(type_has_slots((enum entry_type)t) != none);
		assert_int_equal(t,
		    type_by_name(bytes_text(type_name((enum entry_type)t))));
		if (!none)
			assert_string_equal("reason",
			    slot_name((enum entry_type)t, SLOT_REASON));
	}
	assert_int_equal(8, slot_by_name(TYPE_CONTACT, bytes_text("summary")));
	assert_int_equal(-1, slot_by_name(TYPE_CONTACT, bytes_text("title")));
}

static void
ids_return(void **state)
{
	char text[ID_TEXT_BYTES];
	struct id id, back;

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		id_random(&id, (enum entry_type)(1 + i % (TYPE_COUNT - 1)));
		id_print(text, &id);
		assert_true(id_parse(bytes_text(text), &back));
		assert_true(id_equal(&id, &back));
	}
	id_of_number(&id, TYPE_INDEX_ROOT, 32);
	id_print(text, &id);
	assert_string_equal("index-root:00000000000000000000000010", text);
}

/* Bodies. P is a person, O an org, C a contact, ... of 26 zeros. */

#define Z "00000000000000000000000000"
#define PERSON "\"person:" Z "\""
#define ORG "\"org:" Z "\""
#define POST "\"post:" Z "\""
#define DOCUMENT "\"document:" Z "\""
#define STATEMENT "\"statement:" Z "\""
#define HASH \
	"\"" \
	"0000000000000000000000000000000000000000000000000000000000000000\""
#define HOME                                                         \
	"{\"as\":null,\"described\":null,\"org\":null,"              \
	"\"role\":\"principal\",\"side\":\"home\",\"state\":\"xa\"," \
	"\"who\":" PERSON "}"
#define FOREIGN                                                         \
	"{\"as\":" POST ",\"described\":null,\"org\":null,"             \
	"\"role\":\"principal\",\"side\":\"foreign\",\"state\":\"xb\"," \
	"\"who\":null}"
#define CONTACT(kind, minutes, parties, basis, status, times, tier, when)  \
	"{\"arranged_by\":[],\"country\":null,\"initiated_by\":\"home\","  \
	"\"kind\":\"" kind "\",\"language\":null,\"materials\":[],"        \
	"\"minutes\":" minutes ",\"parties\":[" parties "],"               \
	"\"source_of_record\":{\"basis\":\"" basis "\",\"document\":null," \
	"\"origin\":null,\"statement\":null},\"status\":\"" status "\","   \
	"\"subject\":" PERSON ",\"times\":" times ",\"topics\":[],"        \
	"\"visibility\":" tier ",\"when\":" when "}"
#define PUBLIC "{\"tier\":\"public\"}"
#define DAY "{\"edtf\":\"2021-03-04\"}"
#define BOTH HOME "," FOREIGN
#define DOCUMENT_BODY(rest)                                                   \
	"{\"authors\":[],\"bytes\":null,"                                     \
	"\"captured\":" rest ",\"custody\":[],\"issued\":null,"               \
	"\"kind\":\"web\",\"language\":null,\"pages\":null,\"part_of\":null," \
	"\"proceeding\":null,\"publisher\":null,\"status\":null,\"text\":null}"
#define STATEMENT_BODY(act, claims, speaker, status)                           \
	"{\"about\":[],"                                                       \
	"\"act\":\"" act "\",\"circumstances\":[],\"claims\":[" claims "],"    \
	"\"confidence\":null,\"document\":" DOCUMENT ",\"hedged\":false,"      \
	"\"lang\":\"en\",\"reply_to\":null,\"said\":null,"                     \
	"\"select\":[{\"page\":1,\"type\":\"page\"}],\"speaker\":" speaker "," \
	"\"status\":" status ",\"via\":[]}"
#define SOMEBODY "{\"described\":true,\"who\":null}"
#define COMPLETE(form, nil, period, rule, scope, times)                       \
	"{\"exceptions\":0,\"form\":\"" form "\",\"kinds\":null,\"nil\":" nil \
	","                                                                   \
	"\"period\":" period ",\"rule\":" rule ",\"scope\":" scope ","        \
	"\"subject\":" PERSON ",\"times\":" times ","                         \
	"\"to_knowledge_of\":" PERSON ","                                     \
	"\"window\":{\"from\":\"2020-01-01\",\"to\":null}}"

static const struct row {
	const char *name;
	enum entry_type type;
	const char *body;
	const char *word, *field; /* NULL: accepted */
} rows[] = {
    {"an empty person",			    TYPE_PERSON,                        "{}",                                     NULL,                               NULL},
    {"a person of a state",                        TYPE_PERSON,                        "{\"states\":[\"xb\"]}",                  NULL,                               NULL},
    {"a state in capitals",                        TYPE_PERSON,                        "{\"states\":[\"XB\"]}",                  "body",
     "/states/0"},
    {"an amendment in a first version",            TYPE_PERSON,
     "{\"amendment\":{\"changed\":[],\"code\":\"correction\","
	"\"evidence\":[]}}",												     "body",			     "/amendment"},
    {"an office",				  TYPE_ORG,                           "{\"kind\":\"office\",\"state\":\"xa\"}", NULL,
     NULL},
    {"a mission without receiving",                TYPE_ORG,
     "{\"kind\":\"mission\",\"mission\":\"embassy\",\"state\":\"xb\"}",							  "body",			     "/receiving"},
    {"an office that is an embassy",               TYPE_ORG,
     "{\"kind\":\"office\",\"mission\":\"embassy\",\"state\":\"xb\"}",							   "body",			     "/mission"},
    {"a delegate without acts_for",                TYPE_GRANT,
     "{\"role\":\"delegate\",\"state\":\"active\",\"subjects\":null,"
	"\"to\":" PERSON ",\"types\":null,"
	"\"window\":{\"from\":null,\"to\":null}}",									       "body",			     "/acts_for"},
    {"a span that ends before it begins",          TYPE_GRANT,
     "{\"role\":\"office\",\"state\":\"active\",\"subjects\":null,"
	"\"to\":" ORG ",\"types\":null,"
	"\"window\":{\"from\":\"2024-01-02\",\"to\":\"2024-01-01\"}}",							   "body",			     "/window"},
    {"a key of 31 bytes",			  TYPE_KEY,
     "{\"alg\":\"ed25519\",\"holder\":" ORG
	",\"public\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\","
	"\"state\":\"active\"}",												 "body",			     "/public"},
    {"an age recipient",			   TYPE_KEY,
     "{\"alg\":\"age-x25519\",\"holder\":" ORG
	",\"public\":\"age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
	"qqqqqqqqqqqqqq\",\"state\":\"active\"}",										NULL,			       NULL},
    {"a post of all time",                         TYPE_POST,
     "{\"accredited_to\":[],\"exists\":"
	"\"1974/..\",\"org\":" ORG ",\"sent_by\":null}",
     NULL,																			   NULL},
    {"a post that exists on a day",                TYPE_POST,
     "{\"accredited_to\":[],"
	"\"exists\":\"1974\",\"org\":" ORG ",\"sent_by\":null}",
     "body",																			 "/exists"},
    {"a tenure of a year",                         TYPE_TENURE,
     "{\"acting\":false,\"person\":" PERSON ",\"post\":" POST
	",\"when\":{\"edtf\":\"2017\"}}",											"body",			     "/when"},
    {"a call",				     TYPE_CONTACT,
     CONTACT("call",													     "null",                             BOTH,"own-record", "held", "1", PUBLIC, DAY),
     NULL, NULL},
    {"nobody foreign, public",				      TYPE_CONTACT,
     CONTACT("call",												       "null",																     HOME,"own-record", "held", "1", PUBLIC, DAY),
     "body", "/parties"},
    {"nobody foreign, sealed",					    TYPE_CONTACT,
     CONTACT("call",					      "null",																		 HOME,"own-record", "held", "1",
     "{\"tier\":\"sealed\"}", DAY),
     NULL, NULL},
    {"a third party alone",				TYPE_CONTACT,
     CONTACT("call",												 "null",
     HOME ",{\"as\":null,\"described\":0,\"org\":null,"
		 "\"role\":\"principal\",\"side\":\"third\",\"state\":null,"
		 "\"who\":null}","own-record", "held", "1", PUBLIC, DAY),
     NULL, NULL},
    {"a party that is nobody",				  TYPE_CONTACT,
     CONTACT("call",										     "null",
     HOME ",{\"as\":null,\"described\":null,\"org\":null,"
		 "\"role\":\"principal\",\"side\":\"third\",\"state\":null,"
		 "\"who\":null}","own-record", "held", "1", PUBLIC, DAY),
     "body", "/parties/1"},
    {"a foreign party without state",					TYPE_CONTACT,
     CONTACT("call",												"null",
     HOME ",{\"as\":" POST ",\"described\":null,\"org\":null,"
		 "\"role\":\"principal\",\"side\":\"foreign\",\"state\":null,"
		 "\"who\":null}","own-record", "held", "1", PUBLIC, DAY),
     "body", "/parties/1/state"},
    {"the subject is not there",					 TYPE_CONTACT,
     CONTACT("call",													       "null",
     "{\"as\":" POST ",\"described\":null,\"org\":null,"
	    "\"role\":\"principal\",\"side\":\"home\",\"state\":\"xa\","
	    "\"who\":null}," FOREIGN,
     "own-record", "held", "1", PUBLIC, DAY),
     "body", "/subject"},
    {"a tally",				      TYPE_CONTACT,
     CONTACT("call",										  "null",													      BOTH,"own-record", "held", "5", PUBLIC, DAY),
     NULL, NULL},
    {"a tally of minutes",					TYPE_CONTACT,
     CONTACT("call",														 "5",																		   BOTH,"own-record", "held", "5", PUBLIC, DAY),
     "body", "/times"},
    {"a tally that is arranged",                               TYPE_CONTACT,
     CONTACT("call",												"null",														      BOTH,"own-record", "arranged", "5", PUBLIC,
     DAY),
     "body", "/times"},
    {"times 0",				      TYPE_CONTACT,
     CONTACT("call",														     "null",																	   BOTH,"own-record", "held", "0", PUBLIC, DAY),
     "body", "/times"},
    {"held without a date",TYPE_CONTACT,
     CONTACT("call",      "null",																    BOTH,"own-record", "held", "1", PUBLIC,
     "null"),
     "body", "/when"},
    {"proposed without a date",					 TYPE_CONTACT,
     CONTACT("call",													 "null",																			 BOTH,"own-record", "proposed", "1", PUBLIC,
     "null"),
     NULL, NULL},
    {"import without origin",                   TYPE_CONTACT,
     CONTACT("call",													     "null",                           BOTH,"import", "held", "1", PUBLIC, DAY),
     "body", "/source_of_record/origin"},
    {"a gift without particulars",				      TYPE_CONTACT,
     CONTACT("gift",												       "null",																     BOTH,"own-record", "held", "1", PUBLIC, DAY),
     "body", "/gift"},
    {"a public contact of sealed kind",					    TYPE_CONTACT,
     CONTACT("sealed",							     "null",																		 BOTH,"own-record", "held", "1", PUBLIC, DAY),
     "body", "/kind"},
    {"withheld without ground",				TYPE_CONTACT,
     CONTACT("call",												 "null",															     BOTH,"own-record", "held", "1",
     "{\"authority\":null,\"tier\":\"withheld\"}", DAY),
     "body", "/visibility/ground"},
    {"the 31st of February",					TYPE_CONTACT,
     CONTACT("call",											       "null",									      BOTH,"own-record", "held", "1", PUBLIC,
     "{\"edtf\":\"2021-02-31\"}"),
     "when: day-range", "/when"},
    {"a time without a day",					TYPE_CONTACT,
     CONTACT("call",												"null",BOTH,"own-record", "held", "1", PUBLIC,
     "{\"edtf\":\"2021-02\",\"time\":\"10:00\"}"),
     "when_time", "/when"},
    {"an offset without a time",				       TYPE_CONTACT,
     CONTACT("call",													 "null",														  BOTH,"own-record", "held", "1", PUBLIC,
     "{\"edtf\":\"2021-02-03\",\"utc_offset\":\"+01:00\"}"),
     "when_time", "/when"},
    {"an offset of 15 hours",				      TYPE_CONTACT,
     CONTACT("call", "null",BOTH,"own-record", "held", "1", PUBLIC,
     "{\"edtf\":\"2021-02-03\","
	    "\"time\":\"10:00\",\"utc_offset\":\"+14:01\"}"),
     "when_time", "/when"},
    {"a qualified date without bounds",					 TYPE_CONTACT,
     CONTACT("call",													   "null",																	     BOTH,"own-record", "held", "1", PUBLIC,
     "{\"edtf\":\"2021-02?\"}"),
     "when_bounds", "/when"},
    {"bounds of an exact date",                               TYPE_CONTACT,
     CONTACT("call","null",BOTH,"own-record", "held", "1", PUBLIC,
     "{\"earliest\":null,"
	    "\"edtf\":\"2021-02\",\"latest\":null}"),
     "when_bounds", "/when"},
    {"a public note with a blob",				      TYPE_NOTE,
     "{\"addressed_to\":" ORG
	",\"blob\":{\"media\":\"application/age\",\"sha256\":" HASH
	",\"size\":1},\"contacts\":[],\"lang\":\"en\",\"made\":" DAY
	",\"visibility\":" PUBLIC "}",
     "body",																	       "/blob"},
    {"a sealed note without one",					TYPE_NOTE,
     "{\"addressed_to\":" ORG ",\"blob\":null,\"lang\":\"en\","
	"\"visibility\":{\"tier\":\"sealed\"}}",												"body","/blob"},
    {"a document",					 TYPE_DOCUMENT,								     DOCUMENT_BODY("null"),														    NULL,																			 NULL},
    {"captured at no time",                    TYPE_DOCUMENT,
     DOCUMENT_BODY("{\"at\":\"2024-02-30T00:00:00Z\",\"warc\":null}"),
     "body",				 "/captured/at"},
    {"a statement",				  TYPE_STATEMENT,
     STATEMENT_BODY("denies",												   "{\"p\":\"text\"}",																			SOMEBODY,"null"), NULL,
     NULL},
    {"a decision without status",					    TYPE_STATEMENT,
     STATEMENT_BODY("finds",								  "{\"p\":\"text\"}",																		 SOMEBODY,"null"), "body",
     "/status"},
    {"a denial with status",				    TYPE_STATEMENT,
     STATEMENT_BODY("denies",												     "{\"p\":\"text\"}",																 SOMEBODY,"\"final\""),
     "body", "/status"},
    {"no speaker",                  TYPE_STATEMENT,
     STATEMENT_BODY("denies",								 "{\"p\":\"text\"}",
     "{\"described\":false,\"who\":null}","null"),
     "body", "/speaker"},
    {"an unknown claim",					TYPE_STATEMENT,
     STATEMENT_BODY("denies",												"{\"p\":\"guess\"}",SOMEBODY,"null"), "body",
     "/claims/0/p"},
    {"a claim with words",				       TYPE_STATEMENT,
     STATEMENT_BODY("denies",													  "{\"p\":\"text\",\"text\":\"no\"}",													    SOMEBODY,
     "null"),
     "body", "/claims/0/text"},
    {"a target of two",				      TYPE_STATEMENT,
     STATEMENT_BODY("denies",
     "{\"counterparts\":[{\"org\":" ORG ",\"state\":\"xb\"}],"
	    "\"kinds\":null,\"n\":1,\"p\":\"occurred\",\"subject\":" PERSON
	    ",\"window\":null}",SOMEBODY,"null"),
     "body", "/claims/0/counterparts/0"},
    {"a link in tension",					TYPE_LINK,
     "{\"contacts\":[],"
	"\"relation\":\"in-tension\",\"statement\":" STATEMENT
	",\"statements\":[" STATEMENT "]}",
     NULL,																	      NULL},
    {"a link to nothing",			       TYPE_LINK,
     "{\"contacts\":[],"
	"\"relation\":\"speaks-of\",\"statement\":" STATEMENT
	",\"statements\":[]}","body","/contacts"},
    {"same of two types", TYPE_SAME,
     "{\"a\":" PERSON ",\"b\":" ORG
	",\"basis\":\"other\",\"evidence\":[],\"judgement\":\"same\"}",														     "body",																   "/b"},
    {"an annulment by order of nobody",TYPE_ANNUL,
     "{\"authority\":null,"
	"\"code\":\"order\",\"target\":" PERSON ",\"version\":" HASH "}",
     "body","/authority"},
    {"slots that do not ascend",					 TYPE_OPEN,
     "{\"authority\":null,"
	"\"blobs\":[],\"ground\":\"released\",\"slots\":[1,1],"
	"\"target\":" PERSON ",\"version\":" HASH "}",
     "body",																	      "/slots"},
    {"an erasure of nothing",                       TYPE_ERASE,
     "{\"approved_by\":" ORG
	",\"ground\":\"order\",\"hold\":null,\"order\":" DOCUMENT
	",\"targets\":[]}",													     "body",					  "/targets"},
    {"a declaration",				      TYPE_COMPLETE,
     COMPLETE("declaration",												       "false",														   "null","null", "{\"all\":true}", "3"),
     NULL, NULL},
    {"a nil return of three",					    TYPE_COMPLETE,
     COMPLETE("declaration",					   "true",																		 "null","null", "{\"all\":true}", "3"),
     "body", "/nil"},
    {"a return without period",				TYPE_COMPLETE,
     COMPLETE("return",												 "false",															     "null","\"duty:" Z "\"", "{\"all\":true}",
     "3"),
     "body", "/period"},
    {"a declaration with a duty",				     TYPE_COMPLETE,
     COMPLETE("declaration",											 "false",									  "null","\"duty:" Z "\"",
     "{\"all\":true}", "3"),
     "body", "/rule"},
    {"a scope of nothing",					TYPE_COMPLETE,
     COMPLETE("declaration",												"false",																											    "null",																																		   "null", "{}", "3"), "body",
     "/scope"},
    {"a duty",				  TYPE_DUTY,
     "{\"applies_to\":null,\"confirmed\":false,"
	"\"deadlines\":[{\"add\":{\"days\":15,\"hours\":0,\"months\":0},"
	"\"base\":\"month-end\",\"event\":\"contact\",\"kinds\":null}],"
	"\"rule\":\"ca-lobby\",\"window\":{\"from\":null,\"to\":null}}",												     NULL,												       NULL},
    {"a duty of another base",				      TYPE_DUTY,
     "{\"applies_to\":null,"
	"\"confirmed\":false,\"deadlines\":[{\"add\":{\"days\":15,"
	"\"hours\":0,\"months\":0},\"base\":\"week-end\","
	"\"event\":\"contact\",\"kinds\":null}],\"rule\":\"ca-lobby\","
	"\"window\":{\"from\":null,\"to\":null}}","body","/deadlines/0/base"},
    {"an index root",                   TYPE_INDEX_ROOT,
     "{\"covered\":3,\"mapping\":1,"
	"\"root\":" HASH ",\"top\":\"000000000000000000000000000000"
	"000000000000000000000000000000000000000000000000000000000000\"}",												     NULL,																       NULL},
    {"a top of 44 bytes",			       TYPE_INDEX_ROOT,
     "{\"covered\":3,\"mapping\":1,"
	"\"root\":" HASH ",\"top\":\"0000000000000000000000000000"
	"000000000000000000000000000000000000000000000000000000000000\"}",														     "body",																																		     "/top"																																										   },
};

static void
check_row(void **state)
{
	const struct row *row = *state;
	struct arena *a = arena_new(MIB);
	const struct json *body;
	struct error e = {0};
	enum err rc;

	assert_non_null(a);
	assert_int_equal(ERR_NONE,
	    json_parse(&body, bytes_text(row->body), &json_entry_limits, a,
		&e));
	rc = body_check(body, row->type, false, &e);
	assert_string_equal(row->word == NULL ? "" : row->word, e.word);
	assert_int_equal(row->word == NULL ? ERR_NONE : ERR_INPUT, rc);
	assert_string_equal(row->field == NULL ? "" : row->field, e.field);
	if (rc != ERR_NONE)
		assert_int_not_equal('\0', e.text[0]);
	arena_free(a);
}

/* model 2.6: topmost members that differ, sorted, without amendment. */
static void
changed_names_members(void **state)
{
	struct arena *a = arena_new(MIB);
	const struct json *before, *after, *changed;

	(void)state;
	assert_non_null(a);
	assert_int_equal(ERR_NONE,
	    json_parse(&before,
		bytes_text("{\"a\":1,\"b\":[1,2],\"d\":null,\"z\":{\"x\":1}}"),
		&json_entry_limits, a, NULL));
	assert_int_equal(ERR_NONE,
	    json_parse(&after,
		bytes_text(
		    "{\"a\":1,\"amendment\":{},\"b\":[2,1],\"c\":0,\"z\":{\"x\":2}}"),
		&json_entry_limits, a, NULL));
	changed = body_changed(before, after, a);
	assert_non_null(changed);
	assert_int_equal(4, changed->count);
	assert_true(bytes_is(json_at(changed, 0)->text, "/b"));
	assert_true(bytes_is(json_at(changed, 1)->text, "/c"));
	assert_true(bytes_is(json_at(changed, 2)->text, "/d"));
	assert_true(bytes_is(json_at(changed, 3)->text, "/z"));
	arena_free(a);
}

/* format/entry 4.7: L is cut to F_late for what was held; E after it is refused. */
static void
bounds_are_cut(void **state)
{
	static const char arranged[] = CONTACT("call", "null", BOTH,
	    "own-record", "arranged", "1", PUBLIC, "{\"edtf\":\"2021\"}");
	static const char held[] = CONTACT("call", "null", BOTH, "own-record",
	    "held", "1", PUBLIC, "{\"edtf\":\"2021\"}");
	static const char later[] = CONTACT("call", "null", BOTH, "own-record",
	    "held", "1", PUBLIC, "{\"edtf\":\"2021-07\"}");
	struct arena *a = arena_new(MIB);
	struct entry entry = {.type = TYPE_CONTACT,
	    .at_s = INT64_C(1623276000)}; /* 2021-06-09T22:00:00Z */
	struct contact c;
	struct error e;

	(void)state;
	assert_non_null(a);
	assert_int_equal(day_code(2021, 6, 10), filing_day_last(entry.at_s));
	assert_int_equal(day_code(2021, 6, 9), filing_day_first(entry.at_s));
	assert_int_equal(ERR_NONE,
	    json_parse(&entry.body, bytes_text(arranged), &json_entry_limits, a,
		NULL));
	assert_int_equal(ERR_NONE, contact_read(&c, &entry, a, &e));
	assert_int_equal(day_code(2021, 12, 31), c.l);
	assert_false(c.posted);
	assert_int_equal(ERR_NONE,
	    json_parse(&entry.body, bytes_text(held), &json_entry_limits, a,
		NULL));
	assert_int_equal(ERR_NONE, contact_read(&c, &entry, a, &e));
	assert_int_equal(day_code(2021, 1, 1), c.e);
	assert_int_equal(day_code(2021, 6, 10), c.l);
	assert_true(c.posted);
	assert_int_equal(ERR_NONE,
	    json_parse(&entry.body, bytes_text(later), &json_entry_limits, a,
		NULL));
	assert_int_equal(ERR_INPUT, contact_read(&c, &entry, a, &e));
	assert_string_equal("future", e.word);
	arena_free(a);
}

/* model 7.3, line by line. */
static void
slot_states(void **state)
{
	uint32_t until = day_code(2032, 1, 1), before = day_code(2031, 12, 31);
	struct visibility public = {.tier = TIER_PUBLIC, .sealed = 1u << 14};
	struct visibility delayed = {.tier = TIER_DELAYED, .until = until};
	struct visibility sealed = {.tier = TIER_SEALED};
	struct visibility withheld = {.tier = TIER_WITHHELD};

	(void)state;
	assert_int_equal(SLOT_PUBLIC, slot_state(&public, 8, 0, 0, before));
	assert_int_equal(SLOT_SEALED, slot_state(&public, 14, 0, 0, before));
	assert_int_equal(SLOT_PUBLIC,
	    slot_state(&public, 14, 1u << 14, 0, before));
	assert_int_equal(SLOT_ERASED,
	    slot_state(&public, 8, 1u << 8, 1u << 8, before));
	assert_int_equal(SLOT_DELAYED, slot_state(&delayed, 8, 0, 0, before));
	assert_int_equal(SLOT_PUBLIC, slot_state(&delayed, 8, 0, 0, until));
	assert_int_equal(SLOT_SEALED, slot_state(&sealed, 8, 0, 0, until));
	assert_int_equal(SLOT_WITHHELD, slot_state(&withheld, 8, 0, 0, until));
	assert_int_equal(0xbfff, slots_public(&public, 0, 0, before));
	assert_int_equal(1u << 3, slots_public(&sealed, 1u << 3, 0, before));
}

/* An opening that is touched anywhere does not verify. */
static void
openings_break_when_touched(void **state)
{
	static const char values_text[] =
	    "[[{\"lang\":\"en\",\"text\":\"The "
	    "Member\"}],null,{\"en\":\"a note\"}]";
	struct arena *a = arena_new(16 * MIB), *each = arena_new(4 * MIB);
	struct slot_values values = {{NULL}};
	struct entry entry = {.type = TYPE_PERSON, .has_seal = true};
	struct seed seed = {{7}};
	struct buffer line = {0};
	const struct json *list;
	struct opening o;
	struct seal seal;
	uint64_t number = 7;

	(void)state;
	id_random(&entry.id, TYPE_PERSON);
	assert_int_equal(ERR_NONE,
	    json_parse(&list, bytes_text(values_text), &json_entry_limits, a,
		NULL));
	for (size_t i = 0; i < 3; i++)
		values.at[i] = json_at(list, i);
	assert_int_equal(ERR_NONE,
	    json_parse(&entry.body, bytes_text("{}"), &json_entry_limits, a,
		NULL));
	assert_int_equal(ERR_NONE,
	    seal_compute(&seal, &seed, entry.id.at, &values, NULL));
	entry.seal = seal.root;
	for (unsigned form = 0; form < 2; form++) {
		buffer_clear(&line);
		if (form == 0)
			opening_print_whole(&line, &number, &seed, &values);
		else
			opening_print_slots(&line, number, 1 | 4, &values,
			    seal.salts, seal.leaves);
		assert_int_equal(ERR_NONE,
		    opening_parse(&o, buffer_bytes(&line), false, a, NULL));
		assert_int_equal(ERR_NONE, opening_verify(&o, &entry, 7, NULL));
		assert_int_equal(form == 0 ? SLOT_ALL : 5, o.shown);
		for (size_t bit = 0; bit < line.len * 8; bit++) {
			line.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
			arena_reset(each);
			assert_false(opening_parse(&o, buffer_bytes(&line),
					 false, each, NULL) == ERR_NONE &&
			    opening_verify(&o, &entry, 7, NULL) == ERR_NONE);
			line.at[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		for (size_t len = 0; len < line.len; len++) {
			arena_reset(each);
			assert_int_not_equal(ERR_NONE,
			    opening_parse(&o, bytes_of(line.at, len), false,
				each, NULL));
		}
	}
	buffer_release(&line);
	arena_free(a);
	arena_free(each);
}

static void
opening_files_have_names(void **state)
{
	char name[64];

	(void)state;
	opening_file_name(name, 0);
	assert_string_equal("openings/000", name);
	opening_file_name(name, 1234);
	assert_string_equal("openings/x001/234", name);
	opening_file_name(name, 1234067);
	assert_string_equal("openings/x001/x234/067", name);
}

int
main(void)
{
	static const struct CMUnitTest fixed[] = {
	    cmocka_unit_test(tables_are_sorted),
	    cmocka_unit_test(types_have_slots),
	    cmocka_unit_test(ids_return),
	    cmocka_unit_test(changed_names_members),
	    cmocka_unit_test(bounds_are_cut),
	    cmocka_unit_test(slot_states),
	    cmocka_unit_test(openings_break_when_touched),
	    cmocka_unit_test(opening_files_have_names),
	};
	static struct CMUnitTest tests[COUNT(rows) + COUNT(fixed)];
	size_t count = 0;

	for (; count < COUNT(rows); count++)
		tests[count] = (struct CMUnitTest){.name = rows[count].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[count]};
	for (size_t i = 0; i < COUNT(fixed); i++)
		tests[count++] = fixed[i];
	return cmocka_run_group_tests_name("body", tests, NULL, NULL);
}
