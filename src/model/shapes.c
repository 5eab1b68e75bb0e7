/* The constants of model/shapes.h */
#include "model/shapes.h"

#include "format/day.h"

#define WORDS(...)                \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

const struct shape shape_null = {.kind = SHAPE_ANY_NULL};
const struct shape shape_bool = {.kind = SHAPE_BOOL};
const struct shape shape_count = {.kind = SHAPE_INT,
    .min = 0,
    .max = JSON_NUMBER_MAX};
const struct shape shape_int = {.kind = SHAPE_INT,
    .min = -JSON_NUMBER_MAX,
    .max = JSON_NUMBER_MAX};
const struct shape shape_int_null = {.kind = SHAPE_INT,
    .or_null = true,
    .min = -JSON_NUMBER_MAX,
    .max = JSON_NUMBER_MAX};
const struct shape shape_day = {.kind = SHAPE_DAY};
const struct shape shape_day_null = {.kind = SHAPE_DAY, .or_null = true};
const struct shape shape_span = {.kind = SHAPE_SPAN};
const struct shape shape_span_null = {.kind = SHAPE_SPAN, .or_null = true};
const struct shape shape_when = {.kind = SHAPE_WHEN};
const struct shape shape_when_null = {.kind = SHAPE_WHEN, .or_null = true};
const struct shape shape_state = {.kind = SHAPE_STATE};
const struct shape shape_state_null = {.kind = SHAPE_STATE, .or_null = true};
const struct shape shape_states = {.kind = SHAPE_ARRAY,
    .max = MANY,
    .of = &shape_state};
const struct shape shape_hash = {.kind = SHAPE_HASH};
const struct shape shape_hash_null = {.kind = SHAPE_HASH, .or_null = true};
const struct shape shape_code = {.kind = SHAPE_CODE};
const struct shape shape_code_null = {.kind = SHAPE_CODE, .or_null = true};
const struct shape shape_codes_16 = {.kind = SHAPE_ARRAY,
    .max = 16,
    .of = &shape_code};
const struct shape shape_lang = {.kind = SHAPE_LANG};
const struct shape shape_lang_null = {.kind = SHAPE_LANG, .or_null = true};
const struct shape shape_texts = {.kind = SHAPE_TEXTS};
const struct shape shape_texts_null = {.kind = SHAPE_TEXTS, .or_null = true};

static const struct shape media = {.kind = SHAPE_MEDIA};
static const struct shape_field file_fields[] = {
    {"media",  MANDATORY, &media      },
    {"sha256", MANDATORY, &shape_hash },
    {"size",   MANDATORY, &shape_count},
};
const struct shape shape_file = {.kind = SHAPE_OBJECT, FIELDS(file_fields)};
const struct shape shape_file_null = {.kind = SHAPE_OBJECT,
    .or_null = true,
    FIELDS(file_fields)};

const struct shape shape_id = {.kind = SHAPE_ID, .types = ID_ANY};
const struct shape shape_id_null = {.kind = SHAPE_ID,
    .or_null = true,
    .types = ID_ANY};
const struct shape shape_ids_32 = {.kind = SHAPE_ARRAY,
    .max = 32,
    .of = &shape_id};
const struct shape shape_ids_64 = {.kind = SHAPE_ARRAY,
    .max = 64,
    .of = &shape_id};
const struct shape shape_actor = {.kind = SHAPE_ID, .types = ID_ACTOR};
const struct shape shape_actors = {.kind = SHAPE_ARRAY,
    .max = MANY,
    .of = &shape_actor};
const struct shape shape_person = {.kind = SHAPE_ID,
    .types = TYPE_BIT(TYPE_PERSON)};
const struct shape shape_org = {.kind = SHAPE_ID, .types = TYPE_BIT(TYPE_ORG)};
const struct shape shape_org_null = {.kind = SHAPE_ID,
    .or_null = true,
    .types = TYPE_BIT(TYPE_ORG)};
const struct shape shape_post = {.kind = SHAPE_ID,
    .types = TYPE_BIT(TYPE_POST)};
const struct shape shape_post_null = {.kind = SHAPE_ID,
    .or_null = true,
    .types = TYPE_BIT(TYPE_POST)};
const struct shape shape_document = {.kind = SHAPE_ID,
    .types = TYPE_BIT(TYPE_DOCUMENT)};
const struct shape shape_document_null = {.kind = SHAPE_ID,
    .or_null = true,
    .types = TYPE_BIT(TYPE_DOCUMENT)};
const struct shape shape_contact_id = {.kind = SHAPE_ID,
    .types = TYPE_BIT(TYPE_CONTACT)};
const struct shape shape_statement_id = {.kind = SHAPE_ID,
    .types = TYPE_BIT(TYPE_STATEMENT)};

static const struct shape kind = {.kind = SHAPE_WORD,
    .words = WORDS("call", "video", "meeting", "event", "letter", "email",
	"message", "travel", "gift", "other", "unknown")};
const struct shape shape_kinds = {.kind = SHAPE_ARRAY,
    .or_null = true,
    .min = 1,
    .max = 16,
    .of = &kind};
const struct shape shape_side = {.kind = SHAPE_WORD,
    .words = WORDS("home", "foreign", "third")};

/* model 2.6: pointers to topmost members, so "/" and one member name. */
static enum err
pointer_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	bool ok = v->text.len >= 2 && v->text.len <= 41 &&
	    v->text.at[0] == '/' && v->text.at[1] >= 'a' &&
	    v->text.at[1] <= 'z';

	for (size_t i = 2; ok && i < v->text.len; i++)
		ok = (v->text.at[i] >= 'a' && v->text.at[i] <= 'z') ||
		    (v->text.at[i] >= '0' && v->text.at[i] <= '9') ||
		    v->text.at[i] == '_';
	if (ok)
		return ERR_NONE;
	return shape_fail(e, word, at, NULL,
	    "is not a pointer to a topmost member such as /times");
}

static const struct shape pointer = {.kind = SHAPE_STR,
    .min = 1,
    .max = 41,
    .check = pointer_rules};
static const struct shape pointers = {.kind = SHAPE_ARRAY,
    .max = 256,
    .sorted = true,
    .of = &pointer};
static const struct shape amendment_code = {.kind = SHAPE_WORD,
    .words = WORDS("correction", "completion", "progress", "split", "opened",
	"revocation", "order")};
static const struct shape evidence = {.kind = SHAPE_ARRAY,
    .max = MANY,
    .of = &shape_id};
static const struct shape_field amendment_fields[] = {
    {"changed",  MANDATORY, &pointers      },
    {"code",     MANDATORY, &amendment_code},
    {"evidence", MANDATORY, &evidence      },
};
const struct shape shape_amendment = {.kind = SHAPE_OBJECT,
    FIELDS(amendment_fields)};

static const struct shape slot_number = {.kind = SHAPE_INT, .max = 15};
const struct shape shape_slot_numbers = {.kind = SHAPE_ARRAY,
    .max = 16,
    .sorted = true,
    .of = &slot_number};

static const struct shape slots_sealed = {.kind = SHAPE_ARRAY,
    .min = 1,
    .max = 16,
    .sorted = true,
    .of = &slot_number};
static const struct shape tier = {.kind = SHAPE_WORD,
    .words = WORDS("public", "delayed", "sealed", "withheld")};

/* A member that a tier demands or excludes (model 3.1). */
static enum err
tier_member(const struct json *v, const char *name, bool wanted,
    const struct shape_path *at, const char *word, struct error *e)
{
	bool has = json_get(v, name) != NULL;
	enum err rc;

	if (has == wanted)
		return ERR_NONE;
	rc = shape_fail(e, word, at, name,
	    has ? "does not belong to this tier" : "is missing in this tier");
	return error_mend(e, rc,
	    "delayed has until; withheld has ground and "
	    "authority; public and sealed have neither");
}

static enum err
visibility_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	struct bytes text = json_get_text(v, "tier");
	bool withheld = bytes_is(text, "withheld");
	enum err rc;

	rc = tier_member(v, "until", bytes_is(text, "delayed"), at, word, e);
	if (rc == ERR_NONE)
		rc = tier_member(v, "ground", withheld, at, word, e);
	if (rc == ERR_NONE)
		rc = tier_member(v, "authority", withheld, at, word, e);
	return rc;
}

static const struct shape_field visibility_fields[] = {
    {"authority", OPTIONAL,  &shape_id_null},
    {"ground",    OPTIONAL,  &shape_code   },
    {"sealed",    OPTIONAL,  &slots_sealed },
    {"tier",      MANDATORY, &tier         },
    {"until",     OPTIONAL,  &shape_day    },
};
const struct shape shape_visibility = {.kind = SHAPE_OBJECT,
    FIELDS(visibility_fields),
    .check = visibility_rules};
