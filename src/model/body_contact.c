/* Bodies of contact, note and receipt (model 3.10 to 3.13) */
#include "model/shapes.h"

#include "base/clock.h"

#define WORDS(...)                \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

static bool
tier_is_public(const struct json *body)
{
	const struct json *v = json_get(body, "visibility");

	return v == NULL || bytes_is(json_get_text(v, "tier"), "public");
}

/* M*: with tier public mandatory and in the body. */
static enum err
need_if_public(const struct json *body, const char *const *names,
    const struct shape_path *at, const char *word, struct error *e)
{
	enum err rc;

	if (!tier_is_public(body))
		return ERR_NONE;
	for (; *names != NULL; names++)
		if (json_get(body, *names) == NULL) {
			rc = shape_fail(e, word, at, *names,
			    "is missing; with tier public it stands here");
			return error_mend(e, rc, "add %s", *names);
		}
	return ERR_NONE;
}

/* Parties */

enum err
party_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	enum err rc;

	if (json_is_null(json_get(v, "who")) &&
	    json_is_null(json_get(v, "as")) &&
	    json_is_null(json_get(v, "org")) &&
	    json_is_null(json_get(v, "described"))) {
		rc = shape_fail(e, word, at, NULL, "names nobody");
		return error_mend(e, rc,
		    "give who, as, org, or described with words in a slot");
	}
	if (bytes_is(json_get_text(v, "side"), "foreign") &&
	    json_is_null(json_get(v, "state"))) {
		rc = shape_fail(e, word, at, "state",
		    "a foreign party represents a state");
		return error_mend(e, rc, "write its code, or zz if unknown");
	}
	return ERR_NONE;
}

static const struct shape described = {.kind = SHAPE_INT,
    .or_null = true,
    .max = 63};
static const struct shape role = {.kind = SHAPE_WORD,
    .words = WORDS("principal", "staff", "interpreter", "intermediary",
	"note-taker", "present")};
static const struct shape actor_null = {.kind = SHAPE_ID,
    .or_null = true,
    .types = ID_ACTOR};
static const struct shape_field party_fields[] = {
    {"as",        MANDATORY, &shape_post_null },
    {"described", MANDATORY, &described       },
    {"org",       MANDATORY, &shape_org_null  },
    {"role",      MANDATORY, &role            },
    {"side",      MANDATORY, &shape_side      },
    {"state",     MANDATORY, &shape_state_null},
    {"who",       MANDATORY, &actor_null      },
};
const struct shape shape_party = {.kind = SHAPE_OBJECT,
    FIELDS(party_fields),
    .check = party_rules};
const struct shape shape_parties = {.kind = SHAPE_ARRAY,
    .min = 1,
    .max = 64,
    .of = &shape_party};

/* Members of a contact */

const struct shape shape_contact_kind = {.kind = SHAPE_WORD,
    .words = WORDS("call", "video", "meeting", "event", "letter", "email",
	"message", "travel", "gift", "other", "unknown", "sealed")};
static const struct shape status = {.kind = SHAPE_WORD,
    .words = WORDS("proposed", "arranged", "held", "cancelled", "declined")};
static const struct shape times = {.kind = SHAPE_INT,
    .min = 1,
    .max = 16777215};
const struct shape shape_initiated_by = {.kind = SHAPE_WORD,
    .words = WORDS("home", "foreign", "third", "unknown")};
const struct shape shape_minutes = {.kind = SHAPE_INT,
    .or_null = true,
    .max = 100000};
const struct shape shape_topics = {.kind = SHAPE_ARRAY,
    .max = 16,
    .of = &shape_code};
const struct shape shape_direction = {.kind = SHAPE_WORD,
    .words = WORDS("given", "received")};

static const struct shape_field material_fields[] = {
    {"direction", MANDATORY, &shape_direction},
    {"sha256",    MANDATORY, &shape_hash_null},
};
static const struct shape material = {.kind = SHAPE_OBJECT,
    FIELDS(material_fields)};
static const struct shape materials = {.kind = SHAPE_ARRAY,
    .max = 32,
    .of = &material};

static enum err
currency_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	for (size_t i = 0; i < v->text.len; i++)
		if ((v->text.at[i] | 0x20) < 'a' ||
		    (v->text.at[i] | 0x20) > 'z')
			return shape_fail(e, word, at, NULL,
			    "is not a currency code of three letters");
	return ERR_NONE;
}

static const struct shape currency = {.kind = SHAPE_STR,
    .or_null = true,
    .min = 3,
    .max = 3,
    .check = currency_rules};
static const struct shape disposition = {.kind = SHAPE_WORD,
    .words = WORDS("retained", "returned", "held-by-department", "purchased",
	"destroyed", "unknown")};
static const struct shape value_class = {.kind = SHAPE_WORD,
    .words = WORDS("exact", "estimated", "above-limit", "unknown")};
static const struct shape_field gift_fields[] = {
    {"currency",    MANDATORY, &currency       },
    {"direction",   MANDATORY, &shape_direction},
    {"disposition", MANDATORY, &disposition    },
    {"paid_by",     MANDATORY, &shape_id_null  },
    {"value_class", MANDATORY, &value_class    },
    {"value_minor", MANDATORY, &shape_int_null },
};
const struct shape shape_gift = {.kind = SHAPE_OBJECT, FIELDS(gift_fields)};
static const struct shape_field travel_fields[] = {
    {"paid_by", MANDATORY, &shape_id_null},
};
const struct shape shape_travel = {.kind = SHAPE_OBJECT, FIELDS(travel_fields)};

static const struct shape row = {.kind = SHAPE_INT,
    .min = 1,
    .max = JSON_NUMBER_MAX};
static const struct shape_field origin_fields[] = {
    {"dataset", MANDATORY, &shape_code},
    {"file",    MANDATORY, &shape_hash},
    {"row",     MANDATORY, &row       },
};
static const struct shape origin_null = {.kind = SHAPE_OBJECT,
    .or_null = true,
    FIELDS(origin_fields)};
static const struct shape basis = {.kind = SHAPE_WORD,
    .words = WORDS("own-record", "phone-log", "phone-bill", "calendar",
	"recollection", "reconstructed", "department-note", "document",
	"import")};
static const struct shape statement_null = {.kind = SHAPE_ID,
    .or_null = true,
    .types = TYPE_BIT(TYPE_STATEMENT)};

static enum err
source_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	bool import = bytes_is(json_get_text(v, "basis"), "import");

	if (json_is_null(json_get(v, "origin")) != import)
		return ERR_NONE;
	return shape_fail(e, word, at, "origin",
	    import ? "an import names file and row" :
		     "only the basis import has an origin; write null");
}

static const struct shape_field source_fields[] = {
    {"basis",     MANDATORY, &basis              },
    {"document",  MANDATORY, &shape_document_null},
    {"origin",    MANDATORY, &origin_null        },
    {"statement", MANDATORY, &statement_null     },
};
static const struct shape source = {.kind = SHAPE_OBJECT,
    FIELDS(source_fields),
    .check = source_rules};

/* How many principals of a side; whether the subject is one of them. */
static unsigned
principals(const struct json *body, const char *side, struct bytes subject,
    bool *found)
{
	unsigned count = 0;

	for (const struct json *p = json_get(body, "parties")->first; p != NULL;
	     p = p->next) {
		if (!bytes_is(json_get_text(p, "role"), "principal") ||
		    !bytes_is(json_get_text(p, "side"), side))
			continue;
		count++;
		if (bytes_equal(json_get_text(p, "who"), subject))
			*found = true;
	}
	return count;
}

static enum err
parties_rules(const struct json *body, const struct shape_path *at,
    const char *word, struct error *e)
{
	struct bytes subject = json_get_text(body, "subject");
	bool is_home = false, ignored = false;
	enum err rc;

	if (principals(body, "home", subject, &is_home) == 0)
		return shape_fail(e, word, at, "parties", "no home principal");
	if (!is_home) {
		rc = shape_fail(e, word, at, "subject",
		    "is not among the home principals");
		return error_mend(e, rc,
		    "add the subject to parties, side home, role principal");
	}
	if (tier_is_public(body) &&
	    principals(body, "foreign", subject, &ignored) +
		    principals(body, "third", subject, &ignored) ==
		0) {
		rc = shape_fail(e, word, at, "parties",
		    "no foreign or third principal, and the tier is public");
		return error_mend(e, rc, "add the counterpart, or seal it");
	}
	return ERR_NONE;
}

static enum err
contact_rules(const struct json *body, const struct shape_path *at,
    const char *word, struct error *e)
{
	static const char *const starred[] = {"arranged_by", "country",
	    "initiated_by", "materials", "minutes", "topics", NULL};
	struct bytes contact_kind = json_get_text(body, "kind");
	bool public = tier_is_public(body);
	struct bytes is = json_get_text(body, "status");
	enum err rc;

	rc = need_if_public(body, starred, at, word, e);
	if (rc != ERR_NONE)
		return rc;
	if (public && bytes_is(contact_kind, "sealed"))
		return shape_fail(e, word, at, "kind",
		    "a public contact shows its kind");
	if (public && bytes_is(contact_kind, "gift") &&
	    json_get(body, "gift") == NULL)
		return shape_fail(e, word, at, "gift",
		    "is missing; a public gift has it");
	if (public && bytes_is(contact_kind, "travel") &&
	    json_get(body, "travel") == NULL)
		return shape_fail(e, word, at, "travel",
		    "is missing; public travel has it");
	if (json_get_number(body, "times", 1) > 1 &&
	    (!bytes_is(is, "held") || !json_is_null(json_get(body, "minutes"))))
		return shape_fail(e, word, at, "times",
		    "more than 1 only if held, and minutes null");
	if (json_is_null(json_get(body, "when")) && !bytes_is(is, "proposed"))
		return shape_fail(e, word, at, "when",
		    "may be null only while the contact is proposed");
	return parties_rules(body, at, word, e);
}

static const struct shape_field contact_fields[] = {
    {"amendment",        OPTIONAL,  &shape_amendment   },
    {"arranged_by",      OPTIONAL,  &shape_actors      },
    {"counter_of",       OPTIONAL,  &shape_contact_id  },
    {"country",          OPTIONAL,  &shape_state_null  },
    {"gift",	     OPTIONAL,  &shape_gift        },
    {"initiated_by",     OPTIONAL,  &shape_initiated_by},
    {"kind",	     MANDATORY, &shape_contact_kind},
    {"language",         MANDATORY, &shape_lang_null   },
    {"laws",	     OPTIONAL,  &shape_codes_16    },
    {"materials",        OPTIONAL,  &materials         },
    {"minutes",          OPTIONAL,  &shape_minutes     },
    {"part_of",          OPTIONAL,  &shape_contact_id  },
    {"parties",          MANDATORY, &shape_parties     },
    {"source_of_record", MANDATORY, &source            },
    {"status",           MANDATORY, &status            },
    {"subject",          MANDATORY, &shape_person      },
    {"times",            MANDATORY, &times             },
    {"topics",           OPTIONAL,  &shape_topics      },
    {"travel",           OPTIONAL,  &shape_travel      },
    {"visibility",       MANDATORY, &shape_visibility  },
    {"when",	     MANDATORY, &shape_when_null   },
};
const struct shape body_contact = {.kind = SHAPE_OBJECT,
    FIELDS(contact_fields),
    .check = contact_rules};

/* Note (3.12) */

static enum err
note_rules(const struct json *body, const struct shape_path *at,
    const char *word, struct error *e)
{
	static const char *const starred[] = {"contacts", "made", NULL};
	bool public = tier_is_public(body);
	enum err rc = need_if_public(body, starred, at, word, e);

	if (rc != ERR_NONE || json_is_null(json_get(body, "blob")) == public)
		return rc;
	return shape_fail(e, word, at, "blob",
	    public ?
		"a public note has its words in slot text and no blob" :
		"is null; a note that is not public has its sealed file here");
}

static const struct shape contacts_64 = {.kind = SHAPE_ARRAY,
    .max = 64,
    .of = &shape_contact_id};
static const struct shape_field note_fields[] = {
    {"addressed_to", MANDATORY, &shape_org       },
    {"amendment",    OPTIONAL,  &shape_amendment },
    {"author",       OPTIONAL,  &shape_person    },
    {"blob",         MANDATORY, &shape_file_null },
    {"contacts",     OPTIONAL,  &contacts_64     },
    {"lang",         MANDATORY, &shape_lang      },
    {"made",         OPTIONAL,  &shape_when      },
    {"visibility",   MANDATORY, &shape_visibility},
};
const struct shape body_note = {.kind = SHAPE_OBJECT,
    FIELDS(note_fields),
    .check = note_rules};

/* Receipt (3.13) */

static const struct shape note_id = {.kind = SHAPE_ID,
    .types = TYPE_BIT(TYPE_NOTE)};
static const struct shape receipt_outcome = {.kind = SHAPE_WORD,
    .words = WORDS("received", "acknowledged", "returned", "not-for-us")};
static const struct shape saw = {.kind = SHAPE_WORD,
    .words = WORDS("ciphertext-only", "plaintext-read", "plaintext-compared")};
static const struct shape_field receipt_fields[] = {
    {"amendment",    OPTIONAL,  &shape_amendment },
    {"note",         MANDATORY, &note_id         },
    {"note_version", MANDATORY, &shape_hash      },
    {"outcome",      MANDATORY, &receipt_outcome },
    {"post",         MANDATORY, &shape_post_null },
    {"received",     MANDATORY, &shape_day       },
    {"saw",          MANDATORY, &saw             },
    {"visibility",   OPTIONAL,  &shape_visibility},
};
const struct shape body_receipt = {.kind = SHAPE_OBJECT,
    FIELDS(receipt_fields)};

/* Document (3.14); here for M* */

static enum err
captured_at_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	int64_t at_s;

	if (time_parse(v->text, &at_s))
		return ERR_NONE;
	return shape_fail(e, word, at, NULL,
	    "is not a UTC time YYYY-MM-DDThh:mm:ssZ");
}

static const struct shape captured_at = {.kind = SHAPE_STR,
    .min = 20,
    .max = 20,
    .check = captured_at_rules};
static const struct shape_field captured_fields[] = {
    {"at",   MANDATORY, &captured_at    },
    {"warc", MANDATORY, &shape_hash_null},
};
static const struct shape captured = {.kind = SHAPE_OBJECT,
    .or_null = true,
    FIELDS(captured_fields)};

static enum err
document_rules(const struct json *body, const struct shape_path *at,
    const char *word, struct error *e)
{
	static const char *const starred[] = {"authors", "issued", "publisher",
	    NULL};

	return need_if_public(body, starred, at, word, e);
}

static const struct shape document_kind = {.kind = SHAPE_WORD,
    .words = WORDS("press", "filing", "transcript", "memo", "decision",
	"report", "letter", "press-release", "statement", "proceeding", "web",
	"other")};
static const struct shape pages = {.kind = SHAPE_INT,
    .or_null = true,
    .max = JSON_NUMBER_MAX};
static const struct shape normal = {.kind = SHAPE_WORD,
    .words = WORDS("nfc-lf")};
static const struct shape_field text_fields[] = {
    {"normal", MANDATORY, &normal    },
    {"sha256", MANDATORY, &shape_hash},
    {"tool",   MANDATORY, &shape_code},
};
static const struct shape extracted = {.kind = SHAPE_OBJECT,
    .or_null = true,
    FIELDS(text_fields)};
static const struct shape_field custody_fields[] = {
    {"from", MANDATORY, &shape_day_null},
    {"who",  MANDATORY, &shape_id      },
};
static const struct shape custodian = {.kind = SHAPE_OBJECT,
    FIELDS(custody_fields)};
static const struct shape custody = {.kind = SHAPE_ARRAY,
    .max = 32,
    .of = &custodian};
static const struct shape proceeding_status = {.kind = SHAPE_WORD,
    .words = WORDS("pending", "final", "under-appeal", "set-aside", "settled",
	"unknown")};
static const struct shape_field proceeding_fields[] = {
    {"court",  MANDATORY, &shape_id_null    },
    {"status", MANDATORY, &proceeding_status},
};
static const struct shape proceeding = {.kind = SHAPE_OBJECT,
    .or_null = true,
    FIELDS(proceeding_fields)};
static const struct shape_field document_fields[] = {
    {"amendment",  OPTIONAL,  &shape_amendment    },
    {"authors",    OPTIONAL,  &shape_ids_32       },
    {"bytes",      MANDATORY, &shape_file_null    },
    {"captured",   MANDATORY, &captured           },
    {"custody",    MANDATORY, &custody            },
    {"issued",     OPTIONAL,  &shape_when_null    },
    {"kind",       MANDATORY, &document_kind      },
    {"language",   MANDATORY, &shape_lang_null    },
    {"pages",      MANDATORY, &pages              },
    {"part_of",    MANDATORY, &shape_document_null},
    {"proceeding", MANDATORY, &proceeding         },
    {"publisher",  OPTIONAL,  &shape_id_null      },
    {"status",     MANDATORY, &shape_code_null    },
    {"text",       MANDATORY, &extracted          },
    {"visibility", OPTIONAL,  &shape_visibility   },
};
const struct shape body_document = {.kind = SHAPE_OBJECT,
    FIELDS(document_fields),
    .check = document_rules};
