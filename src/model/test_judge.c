/* Admission, verification, ledger and mapping over one small register */
/* format/entry 2.2, 2.7, 5.2, 5.3, 5.5, 5.6, 5.7, 5.8, 5.9, 5.10, 5.11
 * format/entry 5.12, 6.1, 6.4
 * format/slots 2.4, 3.1, 3.2
 * format/index 1.2, 3.1, 3.2, 3.3, 3.4, 3.5 */
#include "model/judge.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "crypto/hash.h"
#include "format/base64.h"
#include "format/note.h"
#include "model/duty.h"
#include "model/ledger.h"
#include "model/mapping.h"
#include "model/zone.h"

#include "base/testing.h"

#define ORIGIN "test.example/contacts"
#define NOW INT64_C(1717200000) /* 2024-06-01T00:00:00Z */

/* One filing in words. "@type:name" in body and slots stands for the id of
 * that name; a number in front of it is added to the clock. */
struct filing {
	const char *key;          /* whose key signs: registrar, office, ... */
	const char *by;           /* "org:office" */
	const char *id;           /* "contact:call" */
	const char *body, *slots; /* slots: {"name":value}, "" for none */
	bool amend;               /* names the head of its chain */
	int64_t at_s;             /* seconds after NOW */
};

enum spoil { NOTHING, NO_OPENING, OTHER_SEED, TOUCHED, OTHER_REGISTER };

struct desk {
	struct ledger *ledger;
	struct judge judge;
	struct arena *arena, *kept;
	struct warnings warnings;
	struct hash head; /* of what was filed last */
	enum spoil spoil;
	const struct hash *prev; /* instead of the head of the chain */
	const char *second;      /* a second key that signs */
	int64_t now_s;
};

static void
name_hash(struct hash *out, const char *what, struct bytes name)
{
	struct buffer b = {0};

	buffer_printf(&b, "test %s %.*s", what, (int)name.len,
	    (const char *)name.at);
	*out = hash_bytes(buffer_bytes(&b));
	buffer_release(&b);
}

static void
id_of(struct id *out, struct bytes name)
{
	struct hash h;

	name_hash(&h, "id", name);
	out->type = type_by_name(bytes_of(name.at, bytes_find(name, ':')));
	memcpy(out->at, h.at, ID_BYTES);
}

static struct secret_key *
key_of(const char *name)
{
	struct secret_key *k = NULL;
	struct hash h;

	name_hash(&h, "key", bytes_text(name));
	assert_int_equal(ERR_NONE, secret_key_new(&k, h.at, NULL));
	return k;
}

/* Writes ids and keys in the place of "@type:name" and "$name". */
static void
expand(struct buffer *out, const char *text)
{
	char id_text[ID_TEXT_BYTES], key_text[BASE64_LEN(32) + 1];

	for (size_t i = 0, len; text[i] != '\0'; i += len) {
		struct bytes name;
		struct id id;

		if (text[i] != '@' && text[i] != '$') {
			buffer_byte(out, (uint8_t)text[i]);
			len = 1;
			continue;
		}
		len = 1 + strcspn(text + i + 1, "\",]}");
		name = bytes_of(text + i + 1, len - 1);
		if (text[i] == '@') {
			id_of(&id, name);
			id_print(id_text, &id);
			buffer_text(out, id_text);
		} else {
			char copy[40] = "";
			struct secret_key *k;

			memcpy(copy, name.at, name.len);
			k = key_of(copy);
			base64_print(key_text,
			    bytes_of(secret_key_public(k)->at, 32));
			buffer_text(out, key_text);
			secret_key_free(k);
		}
	}
}

static const struct json *
json_of(struct desk *d, const char *text)
{
	const struct json *v = NULL;
	struct buffer b = {0};
	struct error e = {0};

	expand(&b, text);
	assert_false(b.failed);
	if (json_parse(&v, arena_copy(d->kept, buffer_bytes(&b)),
		&json_entry_limits, d->kept, &e) != ERR_NONE)
		fail_msg("%s: %s", text, e.text);
	buffer_release(&b);
	return v;
}

static void
slots_of(struct desk *d, struct slot_values *out, enum entry_type type,
    const char *text)
{
	const struct json *v = text[0] == '\0' ? NULL : json_of(d, text);

	*out = (struct slot_values){{NULL}};
	for (const struct json *m = v == NULL ? NULL : v->first; m != NULL;
	     m = m->next) {
		int slot = slot_by_name(type, m->name);

		assert_true(slot >= 0);
		out->at[slot] = m;
	}
}

static void
sign(struct desk *d, struct buffer *leaf, const struct json *json,
    const char *key)
{
	const char *names[2] = {key, d->second};
	struct entry_signer signers[2];
	struct signature made[2];
	char ids[2][ID_TEXT_BYTES], name[60];
	struct buffer signing = {0};
	size_t count = 0;

	entry_signing_bytes(&signing, json);
	for (size_t i = 0; i < 2; i++) {
		struct secret_key *k;
		struct id id;

		if (names[i] == NULL)
			continue;
		k = key_of(names[i]);
		(void)snprintf(name, sizeof name, "key:%s", names[i]);
		id_of(&id, bytes_text(name));
		id_print(ids[count], &id);
		assert_int_equal(ERR_NONE,
		    ed25519_sign(&made[count], k, buffer_bytes(&signing),
			NULL));
		signers[count] = (struct entry_signer){"ed25519", ids[count],
		    bytes_of(made[count].at, sizeof made[count].at)};
		count++;
		secret_key_free(k);
	}
	assert_int_equal(ERR_NONE,
	    entry_assemble(leaf, json, signers, count, d->arena, NULL));
	buffer_release(&signing);
}

/* The leaf and, where it has slots, the line of its opening. */
static void
write_filing(struct desk *d, const struct filing *f, struct buffer *leaf,
    struct buffer *line)
{
	struct entry_draft draft = {.origin = d->spoil == OTHER_REGISTER ?
		"other.example" :
		ORIGIN,
	    .at_s = d->now_s + f->at_s};
	struct slot_values values;
	struct entity entity;
	struct seed seed = {{0}};
	struct seal seal;

	id_of(&draft.id, bytes_text(f->id));
	id_of(&draft.by, bytes_text(f->by));
	draft.body = json_clone(d->kept, json_of(d, f->body));
	if (f->amend) {
		const struct world *w = ledger_world(d->ledger);

		assert_int_equal(ERR_NONE,
		    w->entity(w->context, &draft.id, &entity, NULL));
		draft.prev = d->prev != NULL ? d->prev : &entity.head;
	}
	if (type_has_slots(draft.id.type)) {
		random_bytes(seed.at, sizeof seed.at);
		slots_of(d, &values, draft.id.type, f->slots);
		assert_int_equal(ERR_NONE,
		    seal_compute(&seal, &seed, draft.id.at, &values, NULL));
		draft.seal = &seal.root;
		if (d->spoil == OTHER_SEED)
			seed.at[0] ^= 1;
		opening_print_whole(line, NULL, &seed, &values);
	}
	sign(d, leaf, entry_json_new(d->kept, &draft), f->key);
	if (d->spoil == TOUCHED) { /* the year of `at` */
		uint8_t *at = memmem(leaf->at, leaf->len, "\"at\":\"20", 8);

		assert_non_null(at);
		at[9] ^= 1;
		d->now_s += (at[9] - (at[9] ^ 1)) * INT64_C(31536000);
	}
}

/* Files it; on acceptance it must verify, too, and is taken up if `keep`. */
static enum err
file(struct desk *d, const struct filing *f, bool keep, struct error *e)
{
	struct admission admission = {.warnings = &d->warnings};
	struct buffer leaf = {0}, line = {0};
	struct judge copy;
	struct opening opening;
	struct outcome outcome;
	struct entry entry;
	uint64_t number = ledger_count(d->ledger);
	enum err rc;

	*e = (struct error){0};
	d->warnings.count = 0;
	write_filing(d, f, &leaf, &line);
	admission.now_s = d->now_s;
	rc = entry_parse(&entry, arena_copy(d->kept, buffer_bytes(&leaf)), NULL,
	    d->kept, e);
	if (rc == ERR_NONE && line.len > 0 && d->spoil != NO_OPENING) {
		rc = opening_parse(&opening,
		    arena_copy(d->kept, buffer_bytes(&line)), true, d->kept, e);
		admission.opening = &opening;
	}
	copy = d->judge;
	if (rc == ERR_NONE)
		rc = judge_admit(&d->judge, &entry, number, &admission,
		    d->arena, e);
	if (rc == ERR_NONE) {
		assert_int_equal(ERR_NONE,
		    judge_verify(&copy, &entry, number, &outcome, d->arena, e));
		assert_true(outcome.kind == OUTCOME_VALID ||
		    outcome.notes == NOTE_BY_REGISTRAR);
		assert_memory_equal(&copy.split, &d->judge.split,
		    sizeof copy.split);
	}
	if (rc == ERR_NONE && keep) {
		d->head = entry.leaf_hash;
		assert_int_equal(ERR_NONE,
		    ledger_add(d->ledger, &entry, &outcome, e));
	} else {
		d->judge = copy;
	}
	buffer_release(&leaf);
	buffer_release(&line);
	arena_reset(d->arena);
	return rc;
}

static void
must_file(struct desk *d, const struct filing *f)
{
	struct error e;

	if (file(d, f, true, &e) != ERR_NONE)
		fail_msg("%s: %s %s %s", f->id, e.word, e.field, e.text);
}

/* Bodies */

#define T(text) "{\"en\":\"" text "\"}"
#define NAMES(text) "{\"names\":[{\"lang\":\"en\",\"text\":\"" text "\"}]}"
#define REASON "{\"reason\":" T("a reason") "}"
#define ORG(kind, state) "{\"kind\":\"" kind "\",\"state\":\"" state "\"}"
#define KEY(holder, name)                                  \
	"{\"alg\":\"ed25519\",\"holder\":\"@" holder "\"," \
	"\"public\":\"$" name "\",\"state\":\"active\"}"
#define GRANT(role, to, subjects)                                            \
	"{\"role\":\"" role "\","                                            \
	"\"state\":\"active\",\"subjects\":" subjects ",\"to\":\"@" to "\"," \
	"\"types\":null,\"window\":{\"from\":\"2024-01-01\",\"to\":null}}"
#define PARTY(side, state, who)                                      \
	"{\"as\":null,\"described\":null,"                           \
	"\"org\":null,\"role\":\"principal\",\"side\":\"" side "\"," \
	"\"state\":\"" state "\",\"who\":\"@" who "\"}"
#define MEMBER PARTY("home", "xa", "person:member")
#define CONSUL PARTY("foreign", "xb", "person:consul")
#define TWO MEMBER "," CONSUL
#define CONTACT(front, kind, rest, parties, status, times, tier, when)         \
	"{" front "\"arranged_by\":[],\"country\":null,"                       \
	"\"initiated_by\":\"home\",\"kind\":\"" kind "\",\"language\":null,"   \
	"\"materials\":[],\"minutes\":null," rest "\"parties\":[" parties "]," \
	"\"source_of_record\":{\"basis\":\"own-record\",\"document\":null,"    \
	"\"origin\":null,\"statement\":null},\"status\":\"" status "\","       \
	"\"subject\":\"@person:member\",\"times\":" times ",\"topics\":[],"    \
	"\"visibility\":" tier ",\"when\":" when "}"
#define SEALED(tier, when)                                            \
	"{\"kind\":\"call\",\"language\":null,"                       \
	"\"parties\":[" MEMBER "],\"source_of_record\":{"             \
	"\"basis\":\"own-record\",\"document\":null,\"origin\":null," \
	"\"statement\":null},\"status\":\"held\","                    \
	"\"subject\":\"@person:member\",\"times\":1,"                 \
	"\"visibility\":" tier ",\"when\":" when "}"
#define PUBLIC "{\"tier\":\"public\"}"
#define EDTF(text) "{\"edtf\":\"" text "\"}"
#define CALL(when) CONTACT("", "call", "", TWO, "held", "1", PUBLIC, when)
#define AMEND(changed, code)                        \
	"\"amendment\":{\"changed\":[" changed "]," \
	"\"code\":\"" code "\",\"evidence\":[]},"
#define AMENDED(changed, code, status, times, when)                           \
	CONTACT(AMEND(changed, code), "call", "", TWO, status, times, PUBLIC, \
	    when)
#define PART(times, when)                                                   \
	CONTACT("", "call", "\"part_of\":\"@contact:tally\",", TWO, "held", \
	    times, PUBLIC, when)
#define DOCUMENT                                                \
	"{\"authors\":[],\"bytes\":null,\"captured\":null,"     \
	"\"custody\":[],\"issued\":null,\"kind\":\"decision\"," \
	"\"language\":null,\"pages\":null,\"part_of\":null,"    \
	"\"proceeding\":null,\"publisher\":null,\"status\":null,\"text\":null}"
#define STATEMENT(hedged)                                                  \
	"{\"about\":[],\"act\":\"denies\","                                \
	"\"circumstances\":[],\"claims\":[{\"p\":\"text\"}],"              \
	"\"confidence\":null,\"document\":\"@document:order\","            \
	"\"hedged\":" hedged ",\"lang\":\"en\",\"reply_to\":null,"         \
	"\"said\":null,\"select\":[{\"type\":\"quote\"}],\"speaker\":{"    \
	"\"described\":false,\"who\":\"@person:member\"},\"status\":null," \
	"\"via\":[]}"
#define NOTE(to)                                            \
	"{\"addressed_to\":\"@" to "\",\"blob\":null,"      \
	"\"contacts\":[\"@contact:call\"],\"lang\":\"en\"," \
	"\"made\":{\"edtf\":\"2021-03-05\"},"               \
	"\"visibility\":{\"tier\":\"public\"}}"
#define NOTE_TEXT "{\"text\":{\"lang\":\"en\",\"text\":\"What was said.\"}}"
#define ERASE(approver)                                                     \
	"{\"approved_by\":\"@" approver "\","                               \
	"\"ground\":\"order\",\"hold\":null,\"order\":\"@document:order\"," \
	"\"targets\":[{\"blobs\":[],\"slots\":[8],"                         \
	"\"target\":\"@contact:call\",\"version\":null}]}"
#define SAME(a, b)                                                \
	"{\"a\":\"@" a "\",\"b\":\"@" b "\",\"basis\":\"other\"," \
	"\"evidence\":[],\"judgement\":\"same\"}"
#define REG "registrar", "org:registrar"
#define OFF "office", "org:office"
#define DEP "department", "org:department"

static const struct filing base[] = {
    {REG,		   "policy:register",   "",				     "",false,                                      0}, /* body made below */
    {REG,		   "org:registrar",     ORG("registrar",                        "xa"),NAMES("Registrar"),                         false,
     0},
    {REG,		     "org:office",				      ORG("office",					    "xa"),NAMES("Office"),false,0},
    {REG,		    "org:department",				       ORG("department",									   "xa"),NAMES("Department"),false,
     0},
    {REG,		"org:authority",					  ORG("commission",										"xa"),NAMES("Commission"),false,
     0},
    {REG,  "key:office",                KEY("org:office",										  "office"),"",false,0},
    {REG,	    "key:department",			     KEY("org:department","department"),"",false,0},
    {REG, "key:authority",KEY("org:authority",                                   "authority"),"",										false,											       0},
    {REG,      "person:member",			    "{}",                    NAMES("The Member"),false,0},
    {REG,		   "person:other",                  "{}",                         NAMES("Another member"),false, 0																			 },
    {REG,		   "person:consul",      "{}",                       NAMES("The Consul"),false,                           0                       },
    {REG,		   "person:twin",     "{}",				  NAMES("The Consul, too"),false,                                                       0                         },
    {REG,		   "same:twin",       SAME("person:consul",                                     "person:twin"),"",                         false,0},
    {REG,		   "grant:office",         GRANT("office",                     "org:office","[\"@person:member\"]"),
     "", false, 0},
    {REG,		     "grant:department",				      GRANT("department",                                            "org:department","null"),"",
     false, 0},
    {REG,		"document:order",				  DOCUMENT,									"{\"title\":" T("An order") "}",false,
     0},
    {REG,	      "grant:authority",			       GRANT("authority",									      "org:authority","null"),"",
     false, 0},
    {OFF,	     "contact:tally",
     CONTACT("","call","",TWO,													  "held", "5", PUBLIC, EDTF("[2020..2022]")),
     "", false, 0},
    {OFF,    "contact:call",CALL(EDTF("2021-03-04")),
     "{\"summary\":" T("Visas for students, no result") "}",false,0},
    {OFF,		   "contact:plan",
     CONTACT("",									 "call", "",											       TWO,												      "proposed", "1", PUBLIC, "null"), "",
     false, 0},
    {OFF,		  "note:one",			       NOTE("org:department"),						NOTE_TEXT,false,0},
};

static const char policy_body[] =
    "{\"civil_zone\":\"UTC\","
    "\"home_state\":\"xa\",\"keys\":[{\"alg\":\"ed25519\","
    "\"holder\":\"@org:registrar\",\"id\":\"@key:registrar\","
    "\"public\":\"$registrar\"}],\"languages\":[\"en\"],\"log_key\":\"%s\","
    "\"mapping\":1,\"quorum\":0,\"registrar\":\"@org:registrar\","
    "\"sealed_floor\":\"quarter\",\"title\":{\"en\":\"Test\"},"
    "\"unicode\":\"15.0\",\"witnesses\":[]}";

static int
open_desk(void **state)
{
	struct desk *d = calloc(1, sizeof *d);
	struct secret_key *log = key_of("log");
	char key[VKEY_BYTES];
	struct buffer body = {0};
	struct filing founding = base[0];
	struct vkey vkey;

	assert_non_null(d);
	d->arena = arena_new(16 * MIB);
	d->kept = arena_new(256 * MIB);
	d->now_s = NOW;
	assert_int_equal(ERR_NONE, ledger_new(&d->ledger, NULL, NULL));
	judge_init(&d->judge, ledger_world(d->ledger), ORIGIN);
	assert_int_equal(ERR_NONE,
	    vkey_init(&vkey, bytes_text(ORIGIN), KEY_LOG,
		secret_key_public(log), NULL));
	(void)vkey_print(key, &vkey);
	buffer_text(&body, policy_body);
	buffer_clear(&body);
	for (const char *c = policy_body; *c != '\0'; c++)
		if (c[0] == '%' && c[1] == 's') {
			buffer_text(&body, key);
			c++;
		} else {
			buffer_byte(&body, (uint8_t)*c);
		}
	founding.body = buffer_cstr(&body);
	must_file(d, &founding);
	for (size_t i = 1; i < COUNT(base); i++)
		must_file(d, &base[i]);
	buffer_release(&body);
	secret_key_free(log);
	*state = d;
	return 0;
}

static int
close_desk(void **state)
{
	struct desk *d = *state;

	ledger_free(d->ledger);
	arena_free(d->arena);
	arena_free(d->kept);
	free(d);
	return 0;
}

/* Rows: one filing each on top of the base, none is kept */

static const struct row {
	const char *name;
	struct filing f;
	enum spoil spoil;
	const char *second;
	const char *word; /* NULL: accepted */
	const char *warning;
} rows[] = {
    {"a call",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")),
	    "{\"summary\":" T("Visas for students, no result") "}", false, 0},
     NOTHING,											     NULL, NULL,                "topics_empty"  },
    {"a short summary",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")),
	    "{\"summary\":" T("Meeting") "}", false, 0},
     NOTHING,											     NULL, NULL,                "summary_short" },
    {"a wide range",
     {OFF, "contact:x", CALL(EDTF("[2020-01-02..2022-03-04]")), "", false,
	    0},
     NOTHING,											     NULL, NULL,                "when_wide"     },
    {"signed an hour before",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")), "", false, -3600},                          NOTHING,
     NULL,												      NULL,                "signed_earlier"},
    {"signed 31 days before",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")), "", false, -31 * 86400},
     NOTHING,											     NULL, "clock",             NULL            },
    {"signed 301 s ahead",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")), "", false, 301},                            NOTHING,
     NULL,												      "clock",             NULL            },
    {"of another register",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")), "", false, 0},
     OTHER_REGISTER,										      NULL, "register",          NULL            },
    {"signed by another office",
     {"department", "org:office", "contact:x", CALL(EDTF("2024-05-01")), "",
	    false, 0},
     NOTHING,											     NULL, "sig_unknown_key",   NULL            },
    {"signed by nobody known",
     {"stranger", "org:office", "contact:x", CALL(EDTF("2024-05-01")), "",
	    false, 0},
     NOTHING,											     NULL, "sig_unknown_key",   NULL            },
    {"a stranger signs, too",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")), "", false, 0},                              NOTHING,
     "stranger",												"sig_unknown_key",   NULL            },
    {"a touched leaf",
     {OFF, "contact:x", CALL(EDTF("2019-05-01")), "", false, 0},                              TOUCHED,
     NULL,												      "sig_invalid",       NULL            },
    {"of a member of others",
     {OFF, "contact:x",
	    "{\"arranged_by\":[],"
	    "\"country\":null,\"initiated_by\":\"home\",\"kind\":\"call\","
	    "\"language\":null,\"materials\":[],\"minutes\":null,\"parties\":[" PARTY(
		"home", "xa",
		"person:other") "," CONSUL "],"
				"\"source_of_record\":{\"basis\":\"own-record\","
				"\"document\":null,\"origin\":null,\"statement\":null},"
				"\"status\":\"held\",\"subject\":\"@person:other\",\"times\":1,"
				"\"topics\":[],\"visibility\":{\"tier\":\"public\"},"
				"\"when\":{\"edtf\":\"2024-05-01\"}}",
	    "", false, 0},
     NOTHING,											     NULL, "not_granted",       NULL            },
    {"an office grants",
     {OFF, "grant:x", GRANT("office", "org:office", "null"), "", false, 0},
     NOTHING,											     NULL, "not_granted",       NULL            },
    {"a department writes a note",
     {DEP, "note:x", NOTE("org:department"), NOTE_TEXT, false, 0},                            NOTHING,
     NULL,												      "not_granted",       NULL            },
    {"of somebody never filed",
     {OFF, "contact:x",
	    CONTACT("", "call", "",
		MEMBER "," PARTY("foreign", "xb", "person:nobody"), "held", "1",
		PUBLIC, EDTF("2024-05-01")),
	    "", false, 0},
     NOTHING,											     NULL, "reference",         NULL            },
    {"in a slot, somebody never filed",
     {OFF, "contact:x", SEALED("{\"tier\":\"sealed\"}", EDTF("2022-34")),
	    "{\"foreign\":[" PARTY("foreign", "xb", "person:nobody") "]}",
	    false, 0},
     NOTHING,											     NULL, "reference",         NULL            },
    {"an id twice",
     {OFF, "contact:call", CALL(EDTF("2024-05-01")), "", false, 0},                           NOTHING,
     NULL,												      "id_taken",          NULL            },
    {"the id of a policy key",
     {REG, "key:registrar", KEY("org:registrar", "registrar"), "", false, 0},
     NOTHING,											     NULL, "id_taken",          NULL            },
    {"a second policy",                  {REG, "policy:second", "", "", false, 0},            NOTHING,    NULL,
     "conflict",														     NULL            },
    {"a correction",
     {OFF, "contact:call",
	    AMENDED("\"/when\"", "correction", "held", "1", EDTF("2021-03-05")),
	    "", true, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"a correction by the registrar",
     {REG, "contact:call",
	    AMENDED("\"/when\"", "correction", "held", "1", EDTF("2021-03-05")),
	    "", true, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"a correction by the department",
     {DEP, "contact:call",
	    AMENDED("\"/when\"", "correction", "held", "1", EDTF("2021-03-05")),
	    "", true, 0},
     NOTHING,											     NULL, "not_granted",       NULL            },
    {"a change not named",
     {OFF, "contact:call",
	    AMENDED("\"/times\"", "correction", "held", "1",
		EDTF("2021-03-05")),
	    "", true, 0},
     NOTHING,											     NULL, "amendment_changed", NULL            },
    {"no change",
     {OFF, "contact:call",
	    AMENDED("", "correction", "held", "1", EDTF("2021-03-04")), "",
	    true, 0},
     NOTHING,											     NULL, "amendment_changed", NULL            },
    {"a change of words alone",
     {OFF, "contact:call",
	    AMENDED("\"/seal\"", "correction", "held", "1", EDTF("2021-03-04")),
	    "", true, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"before the version replaced",
     {OFF, "contact:call",
	    AMENDED("\"/when\"", "correction", "held", "1", EDTF("2021-03-05")),
	    "", true, -60},
     NOTHING,											     NULL, "clock",             NULL            },
    {"held becomes cancelled",
     {OFF, "contact:call",
	    AMENDED("\"/status\"", "progress", "cancelled", "1",
		EDTF("2021-03-04")),
	    "", true, 0},
     NOTHING,											     NULL, "status",            NULL            },
    {"held is corrected to cancelled",
     {OFF, "contact:call",
	    AMENDED("\"/status\"", "correction", "cancelled", "1",
		EDTF("2021-03-04")),
	    "", true, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"proposed becomes held",
     {OFF, "contact:plan",
	    AMENDED("\"/status\",\"/when\"", "progress", "held", "1",
		EDTF("2024-05-31")),
	    "", true, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"held next week",
     {OFF, "contact:x", CALL(EDTF("2024-06-08")), "", false, 0},                              NOTHING,
     NULL,												      "future",            NULL            },
    {"a part of no split",
     {OFF, "contact:x", PART("1", EDTF("2021-03-04")), "", false, 0},
     NOTHING,											     NULL, "split_mismatch",    NULL            },
    {"a split that takes nothing",
     {OFF, "contact:tally",
	    AMENDED("\"/topics\"", "split", "held", "5", EDTF("[2020..2022]")),
	    "", true, 0},
     NOTHING,											     NULL, "amendment_changed", NULL            },
    {"one person twice",
     {OFF, "contact:x",
	    CONTACT("", "call", "", TWO "," CONSUL, "held", "1", PUBLIC,
		EDTF("2024-05-01")),
	    "", false, 0},
     NOTHING,											     NULL, "same_twice",        NULL            },
    {"two judged the same",
     {OFF, "contact:x",
	    CONTACT("", "call", "",
		TWO "," PARTY("foreign", "xb", "person:twin"), "held", "1",
		PUBLIC, EDTF("2024-05-01")),
	    "", false, 0},
     NOTHING,											     NULL, "same_twice",        NULL            },
    {"a call that lasts for months",
     {OFF, "contact:x", CALL(EDTF("2024-01/2024-03")), "", false, 0},
     NOTHING,											     NULL, "when_lasting",      NULL            },
    {"an event that lasts",
     {OFF, "contact:x",
	    CONTACT("", "event", "", TWO, "held", "1", PUBLIC,
		EDTF("2024-05-01/2024-05-03")),
	    "", false, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"a time of the next day in UTC",
     {OFF, "contact:x",
	    CALL("{\"edtf\":\"2024-05-01\",\"time\":\"23:30\","
		 "\"utc_offset\":\"-05:00\"}"),
	    "", false, 0},
     NOTHING,											     NULL, "day_zone_mismatch", NULL            },
    {"a time of that day in UTC",
     {OFF, "contact:x",
	    CALL("{\"edtf\":\"2024-05-01\",\"time\":\"18:59\","
		 "\"utc_offset\":\"-05:00\"}"),
	    "", false, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"no opening, public",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")), "", false, 0},                              NO_OPENING,
     NULL,												      "seal_missing",      NULL            },
    {"no opening, sealed",
     {OFF, "contact:x", SEALED("{\"tier\":\"sealed\"}", EDTF("2022-34")), "",
	    false, 0},
     NO_OPENING,											  NULL, NULL,                NULL            },
    {"another opening",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")), "", false, 0},                              OTHER_SEED,
     NULL,												      "open_mismatch",     NULL            },
    {"a person without a name",          {REG, "person:x", "{}", "", false, 0},               NOTHING,
     NULL,												      "slot",              NULL            },
    {"a quarter is sealed enough",
     {OFF, "contact:x", SEALED("{\"tier\":\"sealed\"}", EDTF("2022-34")),
	    "{\"when\":{\"edtf\":\"2022-05-17\"}}", false, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"a year is too coarse",
     {OFF, "contact:x", SEALED("{\"tier\":\"sealed\"}", EDTF("2022")),
	    "{\"when\":{\"edtf\":\"2022-05-17\"}}", false, 0},
     NOTHING,											     NULL, "seal_floor",        NULL            },
    {"outside its quarter",
     {OFF, "contact:x", SEALED("{\"tier\":\"sealed\"}", EDTF("2022-34")),
	    "{\"when\":{\"edtf\":\"2022-07-17\"}}", false, 0},
     NOTHING,											     NULL, "seal_floor",        NULL            },
    {"minutes in body and slot",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")), "{\"minutes\":5}", false,
	    0},
     NOTHING,											     NULL, "seal_both",         NULL            },
    {"others in the open",
     {OFF, "contact:x", CALL(EDTF("2024-05-01")),
	    "{\"others\":[{\"as\":null,\"org\":null,\"role\":\"present\","
	    "\"side\":\"third\",\"state\":null,\"text\":" T(
		"a constituent") ",\"who\":null}]}",
	    false, 0},
     NOTHING,											     NULL, "seal_third",        NULL            },
    {"described without words",
     {OFF, "contact:x",
	    CONTACT("", "call", "",
		TWO ",{\"as\":null,\"described\":0,\"org\":null,"
		    "\"role\":\"staff\",\"side\":\"foreign\",\"state\":\"xb\","
		    "\"who\":null}",
		"held", "1", PUBLIC, EDTF("2024-05-01")),
	    "", false, 0},
     NOTHING,											     NULL, "slot",              NULL            },
    {"described with words",
     {OFF, "contact:x",
	    CONTACT("", "call", "",
		TWO ",{\"as\":null,\"described\":0,\"org\":null,"
		    "\"role\":\"staff\",\"side\":\"foreign\",\"state\":\"xb\","
		    "\"who\":null}",
		"held", "1", PUBLIC, EDTF("2024-05-01")),
	    "{\"described\":[" T("a secretary") "]}", false, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"decomposed letters",
     {REG, "person:x", "{}", NAMES("Rene\xcc\x81"), false, 0},                                NOTHING,    NULL,
     "text_nfc",														     NULL            },
    {"composed letters",
     {REG, "person:x", "{}", NAMES("Ren\xc3\xa9"), false, 0},                                 NOTHING,    NULL,
     NULL,															   NULL            },
    {"a letter not assigned",
     {REG, "person:x", "{}", NAMES("x\xcd\xb8"), false, 0},                                   NOTHING,    NULL,
     "text_unassigned",													      NULL            },
    {"writing turned round",
     {REG, "person:x", "{}",
	    NAMES("a\xe2\x80\xae"
		  "b"),
	    false, 0},
     NOTHING,											     NULL, "text_bidi",         NULL            },
    {"a name that steers a terminal",
     {REG, "person:x", "{}",
	    NAMES("a\\u001b[31mb"),
	    false, 0},
     NOTHING,											     NULL, "text_control",      NULL            },
    {"a name of two lines",
     {REG, "person:x", "{}",
	    NAMES("a\\nb"),
	    false, 0},
     NOTHING,											     NULL, "text_control",      NULL            },
    {"a name with a control of Latin-1",
     {REG, "person:x", "{}",
	    NAMES("a\xc2\x9b"
		  "31m"),
	    false, 0},
     NOTHING,											     NULL, "text_control",      NULL            },
    {"an isolate left open",
     {REG, "person:x", "{}",
	    NAMES("a\xe2\x81\xa6"
		  "b"),
	    false, 0},
     NOTHING,											     NULL, "text_bidi",         NULL            },
    {"an isolate",
     {REG, "person:x", "{}",
	    NAMES("a\xe2\x81\xa6"
		  "b\xe2\x81\xa9"),
	    false, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"a blank at the end",               {REG, "person:x", "{}", NAMES("A Name "), false, 0},
     NOTHING,											     NULL, "text_space",        NULL            },
    {"two scripts in a word",
     {REG, "person:x", "{}", NAMES("P\xd0\xb0ul"), false, 0},                                 NOTHING,    NULL,
     NULL,															   "mixed_script"  },
    {"a document by the department",
     {DEP, "document:x", DOCUMENT, "{\"title\":" T("A memo") "}", false, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"a statement",
     {DEP, "statement:x", STATEMENT("false"),
	    "{\"claims\":[" T("no") "],\"words\":[{\"exact\":\"No.\","
				    "\"prefix\":\"\",\"suffix\":\"\"}]}",
	    false, 0},
     NOTHING,											     NULL, NULL,                NULL            },
    {"hedged without its words",
     {DEP, "statement:x", STATEMENT("true"), "{\"claims\":[" T("no") "]}",
	    false, 0},
     NOTHING,											     NULL, "slot",              NULL            },
    {"words of another selector",
     {DEP, "statement:x", STATEMENT("false"),
	    "{\"claims\":[" T("no") "],\"words\":[{\"section\":\"1\"}]}", false,
	    0},
     NOTHING,											     NULL, "slot",              NULL            },
    {"a link without a reason",
     {OFF, "link:x",
	    "{\"contacts\":[\"@contact:call\"],\"relation\":\"speaks-of\","
	    "\"statement\":\"@statement:x\",\"statements\":[]}",
	    "", false, 0},
     NOTHING,											     NULL, "reference",         NULL            },
    {"a declaration, without counts",
     {OFF, "complete:x",
	    "{\"exceptions\":0,\"form\":\"declaration\",\"kinds\":null,"
	    "\"nil\":false,\"period\":null,\"rule\":null,"
	    "\"scope\":{\"all\":true},\"subject\":\"@person:member\","
	    "\"times\":6,\"to_knowledge_of\":\"@person:member\","
	    "\"window\":{\"from\":null,\"to\":null}}",
	    "", false, 0},
     NOTHING,											     NULL, "not_yet",           NULL            },
    {"an annulment of no version",
     {OFF, "annul:x",
	    "{\"authority\":null,"
	    "\"code\":\"error\",\"target\":\"@contact:call\",\"version\":"
	    "\"0000000000000000000000000000000000000000000000000000000000"
	    "000000\"}",
	    REASON, false, 0},
     NOTHING,											     NULL, "reference",         NULL            },
    {"an erasure by two",
     {REG, "erase:x", ERASE("org:authority"), REASON, false, 0},                              NOTHING,
     "authority",											       NULL,                NULL            },
    {"an erasure by one",
     {REG, "erase:x", ERASE("org:authority"), REASON, false, 0},                              NOTHING,
     NULL,												      "erase_two",         NULL            },
    {"an erasure approved by oneself",
     {REG, "erase:x", ERASE("org:registrar"), REASON, false, 0},                              NOTHING,
     "authority",											       "erase_two",         NULL            },
    {"an erasure approved by an office",
     {REG, "erase:x", ERASE("org:office"), REASON, false, 0},                                 NOTHING,
     "office",												  "erase_two",         NULL            },
};

static void
admit_row(void **state)
{
	const struct row *row = *state;
	void *at = NULL;
	struct filing f = row->f;
	struct desk *d;
	struct error e;
	bool warned = row->warning == NULL;
	enum err rc;

	(void)open_desk(&at);
	d = at;
	d->spoil = row->spoil;
	d->second = row->second;
	if (f.body[0] == '\0') { /* a policy: the one in force */
		struct entry policy;

		assert_int_equal(ERR_NONE,
		    ledger_world(d->ledger)->entry(d->ledger, 0, &policy,
			d->kept, &e));
		struct buffer b = {0};

		json_print_canonical(&b, policy.body);
		f.body = arena_text(d->kept, buffer_bytes(&b));
		buffer_release(&b);
	}
	rc = file(d, &f, false, &e);
	if (rc != ERR_NONE)
		print_message("# %s: %s (%s)\n", e.word, e.text, e.mend);
	assert_string_equal(row->word == NULL ? "" : row->word, e.word);
	assert_int_equal(row->word == NULL, rc == ERR_NONE);
	for (size_t i = 0; i < d->warnings.count; i++)
		if (row->warning != NULL &&
		    strcmp(row->warning, d->warnings.at[i].code) == 0)
			warned = true;
	assert_true(warned);
	(void)close_desk(&at);
}

/* Stories */

static const struct filing less = {OFF, "contact:tally",
    AMENDED("\"/times\"", "split", "held", "3", EDTF("[2020..2022]")), REASON,
    true, 0};
static const struct filing part_1 = {OFF, "contact:part-1",
    PART("1", EDTF("2021-03-04")), "", false, 0};
static const struct filing part_2 = {OFF, "contact:part-2",
    PART("1", EDTF("2021")), "", false, 0};

static void
a_split_adds_up(void **state)
{
	static const struct filing wide = {OFF, "contact:part-w",
	    PART("1", EDTF("2023")), "", false, 0};
	static const struct filing late = {OFF, "contact:part-l",
	    PART("1", EDTF("2021")), "", false, 0};
	static const struct filing much = {OFF, "contact:part-m",
	    PART("2", EDTF("2021")), "", false, 0};
	struct desk *d = *state;
	struct error e;
	uint64_t number;

	must_file(d, &less);
	must_file(d, &part_1);
	assert_int_equal(ERR_INPUT, file(d, &wide, true, &e));
	assert_string_equal("split_mismatch", e.word);
	assert_int_equal(ERR_INPUT, file(d, &much, true, &e));
	assert_string_equal("split_mismatch", e.word);
	must_file(d, &part_2);
	assert_true(judge_finish(&d->judge, &number));
	/* the tally gives no more parts */
	assert_int_equal(ERR_INPUT, file(d, &late, true, &e));
	assert_string_equal("split_mismatch", e.word);
}

static void
a_split_without_parts_is_told(void **state)
{
	struct desk *d = *state;
	uint64_t split = ledger_count(d->ledger), number;
	struct outcome outcome;
	struct entry entry;
	struct error e;

	must_file(d, &less);
	must_file(d, &part_1);
	/* another entry follows: a verifier names the split */
	assert_int_equal(ERR_NONE,
	    ledger_world(d->ledger)->entry(d->ledger, 2, &entry, d->kept,
		NULL));
	id_random(&entry.id, TYPE_ORG);
	assert_int_equal(ERR_NONE,
	    judge_verify(&d->judge, &entry, ledger_count(d->ledger), &outcome,
		d->arena, &e));
	assert_int_equal(split, outcome.broken_split);
	/* and the end of the log does likewise */
	d->judge.split.open = true;
	assert_false(judge_finish(&d->judge, &number));
	assert_int_equal(split, number);
}

static char annul_text[512];

static struct filing
annul_of(const char *target, const struct hash *version, const char *code)
{
	char hex[65];

	hash_print(hex, version);
	(void)snprintf(annul_text, sizeof annul_text,
	    "{\"authority\":null,"
	    "\"code\":\"%s\",\"target\":\"@%s\",\"version\":\"%s\"}",
	    code, target, hex);
	return (struct filing){OFF, "annul:x", annul_text, REASON, false, 0};
}

static struct hash
head_of(struct desk *d, const char *name)
{
	const struct world *w = ledger_world(d->ledger);
	struct entity entity;
	struct id id;

	id_of(&id, bytes_text(name));
	assert_int_equal(ERR_NONE, w->entity(w->context, &id, &entity, NULL));
	return entity.head;
}

/* model 2.7, 2.8: annul, competing version, revival. */
static void
annulled_and_revived(void **state)
{
	static const struct filing change = {OFF, "contact:call",
	    AMENDED("\"/when\"", "correction", "held", "1", EDTF("2021-03-05")),
	    "", true, 0};
	struct desk *d = *state;
	const struct world *w = ledger_world(d->ledger);
	struct hash first = head_of(d, "contact:call");
	struct filing annul = annul_of("contact:call", &first, "error");
	struct entity entity;
	struct error e;
	struct id id;

	id_of(&id, bytes_text("contact:call"));
	must_file(d, &annul);
	assert_int_equal(ERR_NONE, w->entity(w->context, &id, &entity, NULL));
	assert_true(entity.annulled);
	/* a version of what is gone competes, and is refused */
	d->prev = &first;
	assert_int_equal(ERR_CONFLICT, file(d, &change, true, &e));
	assert_string_equal("conflict", e.word);
	d->prev = NULL;
	must_file(d, &change); /* prev = the annulment */
	assert_int_equal(ERR_NONE, w->entity(w->context, &id, &entity, NULL));
	assert_false(entity.annulled);
	/* the first version can no longer be annulled, the present one can */
	annul.id = "annul:y";
	assert_int_equal(ERR_CONFLICT, file(d, &annul, true, &e));
	annul = annul_of("contact:call", &entity.head, "error");
	annul.id = "annul:z";
	must_file(d, &annul);
	/* and an annulment stays */
	entity.head = head_of(d, "annul:z");
	annul = annul_of("annul:z", &entity.head, "error");
	annul.id = "annul:last";
	assert_int_equal(ERR_CONFLICT, file(d, &annul, true, &e));
}

/* format/entry 5.4: from its number on a revoked key signs nothing. */
static void
a_revoked_key_signs_no_more(void **state)
{
	static const struct filing revoke = {OFF, "key:office",
	    "{" AMEND("\"/state\"",
		"revocation") "\"alg\":\"ed25519\","
			      "\"holder\":\"@org:office\",\"public\":\"$office\","
			      "\"state\":\"revoked\"}",
	    "", true, 0};
	static const struct filing call = {OFF, "contact:x",
	    CALL(EDTF("2024-05-01")), "", false, 0};
	struct desk *d = *state;
	struct error e;

	must_file(d, &revoke);
	assert_int_equal(ERR_REFUSED, file(d, &call, true, &e));
	assert_string_equal("sig_unknown_key", e.word);
}

/* model 3.5: the key of a delegate signs for the org. */
static void
a_delegate_signs(void **state)
{
	static const struct filing key = {REG, "key:clerk",
	    KEY("person:other", "clerk"), "", false, 0};
	static const struct filing grant = {REG, "grant:clerk",
	    "{\"acts_for\":\"@org:office\",\"role\":\"delegate\","
	    "\"state\":\"active\",\"subjects\":null,"
	    "\"to\":\"@person:other\",\"types\":null,"
	    "\"window\":{\"from\":null,\"to\":\"2024-06-01\"}}",
	    "", false, 0};
	static const struct filing call = {"clerk", "org:office", "contact:x",
	    CALL(EDTF("2024-05-01")), "", false, 0};
	static const struct filing late = {"clerk", "org:office", "contact:y",
	    CALL(EDTF("2024-05-01")), "", false, 0};
	struct desk *d = *state;
	struct error e;

	must_file(d, &key);
	assert_int_equal(ERR_REFUSED, file(d, &call, true, &e));
	must_file(d, &grant);
	must_file(d, &call);
	d->now_s += 86400; /* the window is over */
	assert_int_equal(ERR_REFUSED, file(d, &late, true, &e));
}

static char receipt_text[512];

/* amendments 3.13: the department addressed, by its own key. */
static void
a_receipt_is_the_departments(void **state)
{
	struct desk *d = *state;
	struct hash note = head_of(d, "note:one");
	struct filing receipt = {DEP, "receipt:x", receipt_text, "", false, 0};
	char hex[65];
	struct error e;

	hash_print(hex, &note);
	(void)snprintf(receipt_text, sizeof receipt_text,
	    "{\"note\":\"@note:one\",\"note_version\":\"%s\","
	    "\"outcome\":\"received\",\"post\":null,"
	    "\"received\":\"2024-05-31\",\"saw\":\"plaintext-read\"}",
	    hex);
	must_file(d, &receipt);
	receipt = (struct filing){REG, "receipt:y", receipt_text, "", false, 0};
	assert_int_equal(ERR_REFUSED, file(d, &receipt, true, &e));
	assert_string_equal("not_granted", e.word);
}

/* model 7.3, 7.12: an erasure in force names slots of every earlier version;
 * the ledger tells. */
static void
erased_slots_are_told(void **state)
{
	static const struct filing erase = {REG, "erase:x",
	    ERASE("org:authority"), REASON, false, 0};
	struct desk *d = *state;
	uint16_t opened, erased;

	ledger_slots(d->ledger, 18, &opened, &erased);
	assert_int_equal(0, erased);
	d->second = "authority";
	must_file(d, &erase);
	ledger_slots(d->ledger, 18, &opened, &erased);
	assert_int_equal(1u << 8, erased);
	assert_int_equal(0, opened);
}

/* Whatever the office has filed maps to keys that are all different. */
static void
postings_differ(void **state)
{
	static const struct filing many = {OFF, "contact:x",
	    CONTACT("", "meeting", "",
		TWO "," PARTY("home", "xa", "person:other") "," PARTY("foreign",
		    "xc", "person:consul") "," PARTY("third", "xb",
		    "org:department") ",{\"as\":null,"
				      "\"described\":0,\"org\":null,\"role\":\"principal\","
				      "\"side\":\"foreign\",\"state\":\"xb\",\"who\":null},{\"as\":null,"
				      "\"described\":1,\"org\":null,\"role\":\"principal\","
				      "\"side\":\"foreign\",\"state\":\"xb\",\"who\":null}",
		"held", "1", PUBLIC, EDTF("2024-05-01")),
	    "{\"described\":[" T("one") "," T("two") "]}", false, 0};
	struct outcome valid = {.kind = OUTCOME_VALID};
	struct desk *d = *state;
	struct entry entry;
	struct mapped m;
	struct error e = {0};

	/* The consul of two states is one person on one side: admission
	 * refuses that, mapping is total. */
	assert_int_equal(ERR_INPUT, file(d, &many, true, &e));
	struct buffer leaf = {0}, line = {0};

	write_filing(d, &many, &leaf, &line);
	assert_int_equal(ERR_NONE,
	    entry_parse(&entry, buffer_bytes(&leaf), ORIGIN, d->kept, &e));
	assert_int_equal(ERR_NONE,
	    mapping_apply(&m, ledger_world(d->ledger), &entry, 99, &valid,
		d->kept, &e));
	/* 2 officials; counterparts consul/xb, consul/xc, department/xb,
	 * 0/xb: 8 pairs; 2; states 2; unique counterparts 3: 6; versions 1 */
	assert_int_equal(8 + 2 + 2 + 6 + 1, m.added_count);
	for (size_t i = 0; i < m.added_count; i++)
		for (size_t k = 0; k < i; k++)
			assert_int_not_equal(0,
			    bytes_compare(bytes_of(m.added[i].key,
					      m.added[i].key_len),
				bytes_of(m.added[k].key, m.added[k].key_len)));
	valid.notes = NOTE_COMPETING;
	assert_int_equal(ERR_NONE,
	    mapping_apply(&m, ledger_world(d->ledger), &entry, 99, &valid,
		d->kept, &e));
	assert_int_equal(0, m.added_count);
	buffer_release(&leaf);
	buffer_release(&line);
}

/* format/duty 1.1, 1.2: months keep the last day, hours round up to days. */
static void
deadlines_fall_due(void **state)
{
	static const struct {
		const char *base;
		unsigned months, days, hours;
		const char *event, *due;
	} known[] = {
	    {"event",          0, 14, 0,  "2024-02-20", "2024-03-05"},
	    {"event",          0, 0,  48, "2024-02-28", "2024-03-01"},
	    {"event",          0, 0,  49, "2024-02-28", "2024-03-02"},
	    {"event",          1, 0,  0,  "2024-01-30", "2024-02-29"},
	    {"event",          1, 0,  0,  "2024-02-29", "2024-03-31"},
	    {"event",          1, 0,  0,  "2024-01-15", "2024-02-15"},
	    {"month-end",      0, 15, 0,  "2024-01-03", "2024-02-15"},
	    {"quarter-end",    3, 0,  0,  "2024-02-10", "2024-06-30"},
	    {"four-month-end", 0, 21, 0,  "2024-05-01", "2024-09-21"},
	    {"half-year-end",  0, 0,  0,  "2024-06-30", "2024-06-30"},
	    {"year-end",       0, 1,  0,  "2024-12-31", "2025-01-01"},
	};
	struct desk *d = *state;
	char text[200], day[11];
	uint32_t event;

	for (size_t i = 0; i < COUNT(known); i++) {
		(void)snprintf(text, sizeof text,
		    "{\"add\":{\"days\":%u,\"hours\":%u,\"months\":%u},"
		    "\"base\":\"%s\"}",
		    known[i].days, known[i].hours, known[i].months,
		    known[i].base);
		assert_true(day_parse(bytes_text(known[i].event), &event));
		day_print(day, duty_due(json_of(d, text), event));
		assert_string_equal(known[i].due, day);
	}
}

/* model 3.22: the subject's office is warned, others are not. */
static void
late_filings_are_told(void **state)
{
	static const struct filing duty = {REG, "duty:x",
	    "{\"applies_to\":null,\"confirmed\":false,\"deadlines\":[{"
	    "\"add\":{\"days\":3,\"hours\":0,\"months\":0},"
	    "\"base\":\"event\",\"event\":\"contact\",\"kinds\":null}],"
	    "\"rule\":\"si-kpk\",\"window\":{\"from\":\"2024-01-01\","
	    "\"to\":null}}",
	    "{\"title\":" T("Three days") ",\"source\":\"a law\"}", false, 0};
	static const struct {
		const char *when, *by, *text; /* NULL: no warning */
	} known[] = {
	    {EDTF("2024-05-30"), "office", NULL},
	    {EDTF("2024-05-20"), "office",
		"late: filed after the day that a duty gives"},
	    {EDTF("[2024-05-20..2024-05-30]"), "office",
		"perhaps late: the day that a duty gives may have passed"},
	    {EDTF("2023-05-20"), "office", NULL},
	    {EDTF("2024-05-20"), "registrar", NULL},
	};
	struct desk *d = *state;
	struct error e;

	must_file(d, &duty);
	for (size_t i = 0; i < COUNT(known); i++) {
		char by[40], body[1200];
		struct filing f = {known[i].by, by, "contact:x", body, "",
		    false, 0};
		const char *told = NULL;

		(void)snprintf(by, sizeof by, "org:%s", known[i].by);
		(void)snprintf(body, sizeof body,
		    CONTACT("", "call", "", TWO, "held", "1", PUBLIC, "%s"),
		    known[i].when);
		assert_int_equal(ERR_NONE, file(d, &f, false, &e));
		for (size_t k = 0; k < d->warnings.count; k++)
			if (strcmp(d->warnings.at[k].code, "late") == 0)
				told = d->warnings.at[k].text;
		if (known[i].text == NULL)
			assert_null(told);
		else
			assert_string_equal(known[i].text, told);
	}
}

static enum err
held_here(void *context, const struct json *body, uint64_t *certain,
    uint64_t *possible, struct error *e)
{
	(void)context;
	(void)body;
	(void)e;
	*certain = 5;
	*possible = 7;
	return ERR_NONE;
}

/* format/declaration 2.1: from certain to possible, both included. */
static void
counts_are_held_to(void **state)
{
	static const struct {
		const char *times, *nil, *code; /* NULL: admitted */
	} known[] = {
	    {"4", "false", "count_mismatch"},
	    {"5", "false", NULL            },
	    {"7", "false", NULL            },
	    {"8", "false", "count_mismatch"},
	    {"0", "true",  "count_mismatch"},
	};
	struct desk *d = *state;
	struct world world = *ledger_world(d->ledger);
	struct error e;

	world.count = held_here;
	d->judge.world = &world;
	for (size_t i = 0; i < COUNT(known); i++) {
		char body[500];
		struct filing f = {OFF, "complete:x", body, "", false, 0};
		enum err rc;

		(void)snprintf(body, sizeof body,
		    "{\"exceptions\":0,\"form\":\"declaration\","
		    "\"kinds\":null,\"nil\":%s,\"period\":null,"
		    "\"rule\":null,\"scope\":{\"all\":true},"
		    "\"subject\":\"@person:member\",\"times\":%s,"
		    "\"to_knowledge_of\":\"@person:member\","
		    "\"window\":{\"from\":null,\"to\":null}}",
		    known[i].nil, known[i].times);
		rc = file(d, &f, false, &e);
		if (known[i].code == NULL)
			assert_int_equal(ERR_NONE, rc);
		else
			assert_string_equal(known[i].code, e.word);
	}
	d->judge.world = ledger_world(d->ledger);
}

/* format/declaration 7.2: of the same official, of a record that counts. */
static void
counter_records_pair(void **state)
{
	static const struct {
		const char *more, *code; /* NULL: admitted */
	} known[] = {
	    {"\"counter_of\":\"@contact:call\",",    NULL       },
	    {"\"counter_of\":\"@contact:counter\",", "reference"},
	    {"\"counter_of\":\"@contact:x\",",       "reference"},
	};
	static const struct filing counter = {REG, "contact:counter",
	    CONTACT("\"counter_of\":\"@contact:call\",", "call", "", TWO,
		"held", "1", PUBLIC, EDTF("2024-05-20")),
	    "", false, 0};
	struct desk *d = *state;
	struct error e;

	must_file(d, &counter);
	for (size_t i = 0; i < COUNT(known); i++) {
		char body[1400];
		struct filing f = {REG, "contact:x", body, "", false, 0};
		enum err rc;

		(void)snprintf(body, sizeof body,
		    CONTACT("%s", "call", "", TWO, "held", "1", PUBLIC,
			EDTF("2024-05-20")),
		    known[i].more);
		rc = file(d, &f, false, &e);
		if (known[i].code == NULL)
			assert_int_equal(ERR_NONE, rc);
		else
			assert_string_equal(known[i].code, e.word);
	}
}

/* RFC 8536: a file of version 2 with one transition and a footer. */
static void
zones_have_offsets(void **state)
{
	static const struct {
		const char *zone;
		int64_t at_s;
		int32_t offset_s;
	} known[] = {
	    {"UTC",              0,                   0     },
	    {"Europe/Vilnius",   INT64_C(1704067200), 7200  },
	    {"Europe/Vilnius",   INT64_C(1720000000), 10800 },
	    {"Europe/Vilnius",   INT64_C(2540000000), 10800 }, /* 2050-06 */
	    {"America/Toronto",  INT64_C(1704067200), -18000},
	    {"America/Toronto",  INT64_C(1720000000), -14400},
	    {"Australia/Sydney", INT64_C(1704067200), 39600 },
	};
	static const char tzif[] =
	    "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\1\0\0\0\4"
	    "\0\0\0\0\0\0"
	    "UTC\0"
	    "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\2\0\0\0\4"
	    "\0\0\0\0\0\0\0\144\1"
	    "\0\0\0\0\0\0"
	    "\0\0\016\020\0\0"
	    "XYZ\0"
	    "\n<+01>-1\n";
	struct bytes file = bytes_of(tzif, sizeof tzif - 1);
	int32_t offset_s;

	(void)state;
	assert_true(zone_offset_in(file, 99, &offset_s));
	assert_int_equal(0, offset_s);
	assert_true(zone_offset_in(file, 100, &offset_s));
	assert_int_equal(3600, offset_s);
	for (size_t len = 0; len < file.len - 9; len++)
		assert_false(
		    zone_offset_in(bytes_of(tzif, len), 100, &offset_s));
	assert_false(zone_offset("../etc/passwd", 0, &offset_s));
	assert_false(zone_offset("/etc/passwd", 0, &offset_s));
	assert_false(zone_offset("No/Where", 0, &offset_s));
	for (size_t i = 0; i < COUNT(known); i++) {
		if (!zone_offset(known[i].zone, known[i].at_s, &offset_s)) {
			print_message("# SKIP %s: no tables here\n",
			    known[i].zone);
			continue;
		}
		assert_int_equal(known[i].offset_s, offset_s);
	}
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)

int
main(void)
{
	static const struct CMUnitTest stories[] = {
	    STORY(a_split_adds_up),
	    STORY(a_split_without_parts_is_told),
	    STORY(annulled_and_revived),
	    STORY(a_revoked_key_signs_no_more),
	    STORY(a_delegate_signs),
	    STORY(a_receipt_is_the_departments),
	    STORY(erased_slots_are_told),
	    STORY(postings_differ),
	    STORY(deadlines_fall_due),
	    STORY(late_filings_are_told),
	    STORY(counts_are_held_to),
	    STORY(counter_records_pair),
	    cmocka_unit_test(zones_have_offsets),
	};
	static struct CMUnitTest tests[COUNT(rows) + COUNT(stories)];
	size_t count = 0;

	for (; count < COUNT(rows); count++)
		tests[count] = (struct CMUnitTest){.name = rows[count].name,
		    .test_func = admit_row,
		    .initial_state = (void *)(uintptr_t)&rows[count]};
	for (size_t i = 0; i < COUNT(stories); i++)
		tests[count++] = stories[i];
	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
