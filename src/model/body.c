/* The bodies of model/body.h, but for contacts and statements */
#include "model/body.h"

#include "format/base64.h"
#include "format/edtf.h"
#include "format/note.h"
#include "model/shapes.h"

#include <stdlib.h>

#define WORDS(...)                \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}
#define EDTF_TEXT_MAX 64 /* room for every text of the profile */

static const struct shape state_word = {.kind = SHAPE_WORD,
    .words = WORDS("active", "revoked")};
static const struct shape key_id = {.kind = SHAPE_ID,
    .types = TYPE_BIT(TYPE_KEY)};

/* Keys (3.4) */

static bool
is_public_key(struct bytes text)
{
	uint8_t raw[ED25519_KEY_BYTES];
	size_t len;

	return base64_decode(text, raw, sizeof raw, &len) && len == sizeof raw;
}

/* age1 and 58 characters of bech32; the checksum is for age to judge. */
static bool
is_age_recipient(struct bytes text)
{
	static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

	if (text.len != 62 || !bytes_starts(text, "age1"))
		return false;
	for (size_t i = 4; i < text.len; i++)
		if (memchr(alphabet, text.at[i], 32) == NULL)
			return false;
	return true;
}

static enum err
public_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	if (is_public_key(v->text))
		return ERR_NONE;
	return shape_fail(e, word, at, NULL, "is not base64 of 32 bytes");
}

static enum err
key_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	bool age = bytes_is(json_get_text(v, "alg"), "age-x25519");
	struct bytes text = json_get_text(v, "public");

	if (age ? is_age_recipient(text) : is_public_key(text))
		return ERR_NONE;
	return shape_fail(e, word, at, "public",
	    age ? "is not an age1 recipient" : "is not base64 of 32 bytes");
}

static const struct shape key_alg = {.kind = SHAPE_WORD,
    .words = WORDS("ed25519", "age-x25519")};
static const struct shape public_text = {.kind = SHAPE_STR,
    .min = 1,
    .max = 100};
static const struct shape_field key_fields[] = {
    {"alg",       MANDATORY, &key_alg        },
    {"amendment", OPTIONAL,  &shape_amendment},
    {"holder",    MANDATORY, &shape_actor    },
    {"public",    MANDATORY, &public_text    },
    {"state",     MANDATORY, &state_word     },
};
const struct shape body_key = {.kind = SHAPE_OBJECT,
    FIELDS(key_fields),
    .check = key_rules};

/* Policy (3.3) */

static const struct shape ed25519 = {.kind = SHAPE_WORD,
    .words = WORDS("ed25519")};
static const struct shape ed25519_public = {.kind = SHAPE_STR,
    .min = 44,
    .max = 44,
    .check = public_rules};
static const struct shape_field policy_key_fields[] = {
    {"alg",    MANDATORY, &ed25519       },
    {"holder", MANDATORY, &shape_org     },
    {"id",     MANDATORY, &key_id        },
    {"public", MANDATORY, &ed25519_public},
};
static const struct shape policy_key = {.kind = SHAPE_OBJECT,
    FIELDS(policy_key_fields)};
static const struct shape policy_keys = {.kind = SHAPE_ARRAY,
    .min = 1,
    .max = 8,
    .of = &policy_key};

static enum err
zone_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	for (size_t i = 0; i < v->text.len; i++) {
		uint8_t c = v->text.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && memchr("_+/-", c, 4) == NULL)
			return shape_fail(e, word, at, NULL,
			    "is not a time-zone name such as Europe/Vilnius");
	}
	return ERR_NONE;
}

static enum err
vkey_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	struct vkey key;
	struct error inner = error_like(e);
	enum err rc = vkey_parse(&key, v->text, &inner);

	/* ERR_UNCHECKED: a well-formed key of a kind we cannot verify */
	if (rc == ERR_NONE || rc == ERR_UNCHECKED)
		return ERR_NONE;
	return shape_fail(e, word, at, NULL, "%s", inner.text);
}

static enum err
unicode_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	size_t dot = bytes_find(v->text, '.');
	uint64_t ignored;

	if (dot < v->text.len &&
	    bytes_decimal(bytes_of(v->text.at, dot), 999, &ignored) &&
	    bytes_decimal(bytes_of(v->text.at + dot + 1, v->text.len - dot - 1),
		999, &ignored))
		return ERR_NONE;
	return shape_fail(e, word, at, NULL,
	    "is not a Unicode version such as 15.0");
}

static enum err
policy_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	if (json_get_number(v, "quorum", 0) >
	    (int64_t)json_get(v, "witnesses")->count)
		return shape_fail(e, word, at, "quorum",
		    "is larger than the number of witnesses");
	return ERR_NONE;
}

static const struct shape zone = {.kind = SHAPE_STR,
    .min = 1,
    .max = 64,
    .check = zone_rules};
static const struct shape languages = {.kind = SHAPE_ARRAY,
    .min = 1,
    .max = MANY,
    .of = &shape_lang};
static const struct shape vkey = {.kind = SHAPE_STR,
    .min = 1,
    .max = 1000,
    .check = vkey_rules};
static const struct shape witnesses = {.kind = SHAPE_ARRAY,
    .max = MANY,
    .of = &vkey};
static const struct shape mapping = {.kind = SHAPE_INT, .min = 1, .max = 65535};
static const struct shape floor_word = {.kind = SHAPE_WORD,
    .words = WORDS("month", "quarter", "half-year", "year")};
static const struct shape unicode = {.kind = SHAPE_STR,
    .min = 3,
    .max = 7,
    .check = unicode_rules};
static const struct shape_field policy_fields[] = {
    {"amendment",    OPTIONAL,  &shape_amendment},
    {"civil_zone",   MANDATORY, &zone           },
    {"home_state",   MANDATORY, &shape_state    },
    {"keys",         MANDATORY, &policy_keys    },
    {"languages",    MANDATORY, &languages      },
    {"log_key",      MANDATORY, &vkey           },
    {"mapping",      MANDATORY, &mapping        },
    {"quorum",       MANDATORY, &shape_count    },
    {"registrar",    MANDATORY, &shape_org      },
    {"sealed_floor", MANDATORY, &floor_word     },
    {"title",        MANDATORY, &shape_texts    },
    {"unicode",      MANDATORY, &unicode        },
    {"witnesses",    MANDATORY, &witnesses      },
};
const struct shape body_policy = {.kind = SHAPE_OBJECT,
    FIELDS(policy_fields),
    .check = policy_rules};

/* Grant (3.5) */

static enum err
grant_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	if (!bytes_is(json_get_text(v, "role"), "delegate") ||
	    json_get(v, "acts_for") != NULL)
		return ERR_NONE;
	return shape_fail(e, word, at, "acts_for",
	    "is missing; a delegate signs for an org");
}

static const struct shape role = {.kind = SHAPE_WORD,
    .words = WORDS("office", "department", "authority", "importer", "registrar",
	"delegate")};
static const struct shape persons_null = {.kind = SHAPE_ARRAY,
    .or_null = true,
    .max = MANY,
    .of = &shape_person};
static const struct shape type_word = {.kind = SHAPE_WORD,
    .words = WORDS("policy", "key", "grant", "person", "org", "post", "tenure",
	"contact", "note", "receipt", "document", "statement", "link", "same",
	"annul", "open", "erase", "complete", "duty", "index-root")};
static const struct shape types_null = {.kind = SHAPE_ARRAY,
    .or_null = true,
    .max = MANY,
    .of = &type_word};
static const struct shape_field grant_fields[] = {
    {"acts_for",  OPTIONAL,  &shape_org      },
    {"amendment", OPTIONAL,  &shape_amendment},
    {"authority", OPTIONAL,  &shape_document },
    {"role",      MANDATORY, &role           },
    {"state",     MANDATORY, &state_word     },
    {"subjects",  MANDATORY, &persons_null   },
    {"to",        MANDATORY, &shape_actor    },
    {"types",     MANDATORY, &types_null     },
    {"window",    MANDATORY, &shape_span     },
};
const struct shape body_grant = {.kind = SHAPE_OBJECT,
    FIELDS(grant_fields),
    .check = grant_rules};

/* Person, org, post, tenure (3.6 to 3.9) */

static const struct shape_field person_fields[] = {
    {"amendment",  OPTIONAL, &shape_amendment },
    {"states",     OPTIONAL, &shape_states    },
    {"visibility", OPTIONAL, &shape_visibility},
};
const struct shape body_person = {.kind = SHAPE_OBJECT, FIELDS(person_fields)};

static enum err
org_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	static const char *const names[] = {"mission", "receiving"};
	bool mission = bytes_is(json_get_text(v, "kind"), "mission");

	for (size_t i = 0; i < COUNT(names); i++)
		if ((json_get(v, names[i]) != NULL) != mission)
			return shape_fail(e, word, at, names[i],
			    mission ? "is missing; a mission has it" :
				      "belongs to missions alone");
	return ERR_NONE;
}

static const struct shape org_kind = {.kind = SHAPE_WORD,
    .words = WORDS("state", "ministry", "department", "mission", "parliament",
	"committee", "friendship-group", "party", "office", "registrar",
	"company", "media", "court", "commission", "service", "association",
	"other")};
static const struct shape mission_word = {.kind = SHAPE_WORD,
    .words = WORDS("embassy", "consulate-general", "consulate",
	"permanent-mission", "representative-office", "de-facto", "honorary",
	"other")};
static const struct shape_field org_fields[] = {
    {"amendment",  OPTIONAL,  &shape_amendment },
    {"exists",     OPTIONAL,  &shape_when      },
    {"kind",       MANDATORY, &org_kind        },
    {"mission",    OPTIONAL,  &mission_word    },
    {"parent",     OPTIONAL,  &shape_org       },
    {"receiving",  OPTIONAL,  &shape_states    },
    {"state",      MANDATORY, &shape_state_null},
    {"visibility", OPTIONAL,  &shape_visibility},
};
const struct shape body_org = {.kind = SHAPE_OBJECT,
    FIELDS(org_fields),
    .check = org_rules};

static enum err
check_edtf(const struct json *v, bool interval, const struct shape_path *at,
    const char *word, struct error *e)
{
	struct error inner = error_like(e);
	struct edtf d;

	if (edtf_parse(&d, v->text, &inner) != ERR_NONE)
		return shape_fail(e, word, at, NULL, "%s", inner.text);
	if (d.bounds_required)
		return shape_fail(e, word, at, NULL,
		    "a qualifier needs stated bounds, which have no place here");
	if (interval && d.kind != EDTF_INTERVAL)
		return shape_fail(e, word, at, NULL,
		    "is not an interval such as 1974/..");
	return ERR_NONE;
}

static enum err
interval_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	return check_edtf(v, true, at, word, e);
}

static const struct shape interval_null = {.kind = SHAPE_STR,
    .or_null = true,
    .min = 1,
    .max = EDTF_TEXT_MAX,
    .check = interval_rules};
static const struct shape_field post_fields[] = {
    {"accredited_to", MANDATORY, &shape_states    },
    {"amendment",     OPTIONAL,  &shape_amendment },
    {"exists",        MANDATORY, &interval_null   },
    {"org",           MANDATORY, &shape_org       },
    {"sent_by",       MANDATORY, &shape_state_null},
    {"visibility",    OPTIONAL,  &shape_visibility},
};
const struct shape body_post = {.kind = SHAPE_OBJECT, FIELDS(post_fields)};

static enum err
tenure_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	enum err rc;

	if (bytes_find(json_get_text(json_get(v, "when"), "edtf"), '/') <
	    json_get_text(json_get(v, "when"), "edtf").len)
		return ERR_NONE;
	rc = shape_fail(e, word, at, "when", "is not an interval");
	return error_mend(e, rc, "write START/END, with .. for an open end");
}

static const struct shape_field tenure_fields[] = {
    {"acting",     MANDATORY, &shape_bool      },
    {"amendment",  OPTIONAL,  &shape_amendment },
    {"person",     MANDATORY, &shape_person    },
    {"post",       MANDATORY, &shape_post      },
    {"visibility", OPTIONAL,  &shape_visibility},
    {"when",       MANDATORY, &shape_when      },
};
const struct shape body_tenure = {.kind = SHAPE_OBJECT,
    FIELDS(tenure_fields),
    .check = tenure_rules};

/* Small types (3.19) */

static enum err
link_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	if (json_get(v, "contacts")->count != 0 ||
	    json_get(v, "statements")->count != 0)
		return ERR_NONE;
	return shape_fail(e, word, at, "contacts",
	    "names no contact, and statements no statement");
}

static const struct shape link_contacts = {.kind = SHAPE_ARRAY,
    .max = 64,
    .of = &shape_contact_id};
static const struct shape relation = {.kind = SHAPE_WORD,
    .words = WORDS("speaks-of", "in-tension")};
static const struct shape link_statements = {.kind = SHAPE_ARRAY,
    .max = 8,
    .of = &shape_statement_id};
static const struct shape_field link_fields[] = {
    {"amendment",  OPTIONAL,  &shape_amendment   },
    {"contacts",   MANDATORY, &link_contacts     },
    {"relation",   MANDATORY, &relation          },
    {"statement",  MANDATORY, &shape_statement_id},
    {"statements", MANDATORY, &link_statements   },
    {"visibility", OPTIONAL,  &shape_visibility  },
};
const struct shape body_link = {.kind = SHAPE_OBJECT,
    FIELDS(link_fields),
    .check = link_rules};

static enum err
same_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	struct id a, b;

	if (!id_parse(json_get_text(v, "a"), &a) ||
	    !id_parse(json_get_text(v, "b"), &b) || a.type != b.type)
		return shape_fail(e, word, at, "b",
		    "is of another type than a");
	if (id_equal(&a, &b))
		return shape_fail(e, word, at, "b", "is a itself");
	return ERR_NONE;
}

static const struct shape same_id = {.kind = SHAPE_ID,
    .types = ID_ACTOR | TYPE_BIT(TYPE_POST) | TYPE_BIT(TYPE_DOCUMENT) |
	TYPE_BIT(TYPE_STATEMENT) | TYPE_BIT(TYPE_CONTACT)};
static const struct shape judgement = {.kind = SHAPE_WORD,
    .words = WORDS("same", "different", "unsure")};
static const struct shape same_basis = {.kind = SHAPE_WORD,
    .words = WORDS("identifier", "name-and-office", "document", "own-word",
	"other")};
static const struct shape_field same_fields[] = {
    {"a",         MANDATORY, &same_id        },
    {"amendment", OPTIONAL,  &shape_amendment},
    {"b",         MANDATORY, &same_id        },
    {"basis",     MANDATORY, &same_basis     },
    {"evidence",  MANDATORY, &shape_ids_32   },
    {"judgement", MANDATORY, &judgement      },
};
const struct shape body_same = {.kind = SHAPE_OBJECT,
    FIELDS(same_fields),
    .check = same_rules};

static enum err
need_authority(const struct json *v, const char *member,
    const struct shape_path *at, const char *word, struct error *e)
{
	if (!bytes_is(json_get_text(v, member), "order") ||
	    !json_is_null(json_get(v, "authority")))
		return ERR_NONE;
	return shape_fail(e, word, at, "authority",
	    "is null; an order names the authority");
}

static enum err
annul_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	return need_authority(v, "code", at, word, e);
}

static const struct shape annul_code = {.kind = SHAPE_WORD,
    .words = WORDS("error", "duplicate", "split", "order")};
static const struct shape_field annul_fields[] = {
    {"amendment",  OPTIONAL,  &shape_amendment },
    {"authority",  MANDATORY, &shape_id_null   },
    {"code",       MANDATORY, &annul_code      },
    {"target",     MANDATORY, &shape_id        },
    {"version",    MANDATORY, &shape_hash      },
    {"visibility", OPTIONAL,  &shape_visibility},
};
const struct shape body_annul = {.kind = SHAPE_OBJECT,
    FIELDS(annul_fields),
    .check = annul_rules};

static enum err
open_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	return need_authority(v, "ground", at, word, e);
}

static const struct shape_field open_blob_fields[] = {
    {"plain",  MANDATORY, &shape_file},
    {"sha256", MANDATORY, &shape_hash},
};
static const struct shape open_blob = {.kind = SHAPE_OBJECT,
    FIELDS(open_blob_fields)};
static const struct shape open_blobs = {.kind = SHAPE_ARRAY,
    .max = 4,
    .of = &open_blob};
static const struct shape open_ground = {.kind = SHAPE_WORD,
    .words = WORDS("released", "consent", "delay-over", "order")};
static const struct shape_field open_fields[] = {
    {"amendment",  OPTIONAL,  &shape_amendment   },
    {"authority",  MANDATORY, &shape_id_null     },
    {"blobs",      MANDATORY, &open_blobs        },
    {"ground",     MANDATORY, &open_ground       },
    {"slots",      MANDATORY, &shape_slot_numbers},
    {"target",     MANDATORY, &shape_id          },
    {"version",    MANDATORY, &shape_hash        },
    {"visibility", OPTIONAL,  &shape_visibility  },
};
const struct shape body_open = {.kind = SHAPE_OBJECT,
    FIELDS(open_fields),
    .check = open_rules};

static const struct shape slot_number = {.kind = SHAPE_INT, .max = 15};
static const struct shape slots_null = {.kind = SHAPE_ARRAY,
    .or_null = true,
    .max = 16,
    .sorted = true,
    .of = &slot_number};
static const struct shape erase_blobs = {.kind = SHAPE_ARRAY,
    .max = 4,
    .of = &shape_hash};
static const struct shape_field erase_target_fields[] = {
    {"blobs",   MANDATORY, &erase_blobs    },
    {"slots",   MANDATORY, &slots_null     },
    {"target",  MANDATORY, &shape_id       },
    {"version", MANDATORY, &shape_hash_null},
};
static const struct shape erase_target = {.kind = SHAPE_OBJECT,
    FIELDS(erase_target_fields)};
static const struct shape erase_targets = {.kind = SHAPE_ARRAY,
    .min = 1,
    .max = 256,
    .of = &erase_target};
static const struct shape erase_ground = {.kind = SHAPE_WORD,
    .words = WORDS("order", "data-protection", "third-party", "safety",
	"filed-in-error")};
static const struct shape_field erase_fields[] = {
    {"amendment",   OPTIONAL,  &shape_amendment },
    {"approved_by", MANDATORY, &shape_actor     },
    {"ground",      MANDATORY, &erase_ground    },
    {"hold",        MANDATORY, &shape_day_null  },
    {"order",       MANDATORY, &shape_document  },
    {"targets",     MANDATORY, &erase_targets   },
    {"visibility",  OPTIONAL,  &shape_visibility},
};
const struct shape body_erase = {.kind = SHAPE_OBJECT, FIELDS(erase_fields)};

/* Complete (3.20) */

static enum err
complete_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	bool is_return = bytes_is(json_get_text(v, "form"), "return");

	if (json_get_bool(v, "nil") != (json_get_number(v, "times", 0) == 0))
		return shape_fail(e, word, at, "nil",
		    "is true exactly when times is 0");
	if (json_is_null(json_get(v, "period")) == is_return)
		return shape_fail(e, word, at, "period",
		    is_return ? "is null; a return names its period" :
				"belongs to returns; write null");
	if (json_is_null(json_get(v, "rule")) == is_return)
		return shape_fail(e, word, at, "rule",
		    is_return ? "is null; a return names its duty" :
				"belongs to returns; write null");
	return ERR_NONE;
}

static enum err
scope_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	const struct json *all = json_get(v, "all");

	if (v->count != 1 || (all != NULL && !all->truth))
		return shape_fail(e, word, at, NULL,
		    "is not one of state, org, person or \"all\":true");
	return ERR_NONE;
}

static enum err
period_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	return check_edtf(v, false, at, word, e);
}

static const struct shape exceptions = {.kind = SHAPE_INT, .max = 16};
static const struct shape form = {.kind = SHAPE_WORD,
    .words = WORDS("declaration", "return")};
static const struct shape period_null = {.kind = SHAPE_STR,
    .or_null = true,
    .min = 1,
    .max = EDTF_TEXT_MAX,
    .check = period_rules};
static const struct shape duty_null = {.kind = SHAPE_ID,
    .or_null = true,
    .types = TYPE_BIT(TYPE_DUTY)};
static const struct shape_field scope_fields[] = {
    {"all",    OPTIONAL, &shape_bool  },
    {"org",    OPTIONAL, &shape_org   },
    {"person", OPTIONAL, &shape_person},
    {"state",  OPTIONAL, &shape_state },
};
static const struct shape scope = {.kind = SHAPE_OBJECT,
    FIELDS(scope_fields),
    .check = scope_rules};
static const struct shape_field complete_fields[] = {
    {"amendment",       OPTIONAL,  &shape_amendment },
    {"exceptions",      MANDATORY, &exceptions      },
    {"form",            MANDATORY, &form            },
    {"kinds",           MANDATORY, &shape_kinds     },
    {"nil",	     MANDATORY, &shape_bool      },
    {"period",          MANDATORY, &period_null     },
    {"rule",            MANDATORY, &duty_null       },
    {"scope",           MANDATORY, &scope           },
    {"subject",         MANDATORY, &shape_person    },
    {"times",           MANDATORY, &shape_count     },
    {"to_knowledge_of", MANDATORY, &shape_person    },
    {"visibility",      OPTIONAL,  &shape_visibility},
    {"window",          MANDATORY, &shape_span      },
};
const struct shape body_complete = {.kind = SHAPE_OBJECT,
    FIELDS(complete_fields),
    .check = complete_rules};

/* Duty (3.21) */

static const struct shape applies_to = {.kind = SHAPE_ARRAY,
    .or_null = true,
    .max = MANY,
    .of = &shape_id};
static const struct shape_field add_fields[] = {
    {"days",   MANDATORY, &shape_count},
    {"hours",  MANDATORY, &shape_count},
    {"months", MANDATORY, &shape_count},
};
static const struct shape add = {.kind = SHAPE_OBJECT, FIELDS(add_fields)};
static const struct shape duty_base = {.kind = SHAPE_WORD,
    .words = WORDS("event", "month-end", "four-month-end", "quarter-end",
	"half-year-end", "year-end")};
static const struct shape duty_event = {.kind = SHAPE_WORD,
    .words = WORDS("contact", "note", "change", "registration", "return",
	"material")};
static const struct shape_field deadline_fields[] = {
    {"add",   MANDATORY, &add        },
    {"base",  MANDATORY, &duty_base  },
    {"event", MANDATORY, &duty_event },
    {"kinds", MANDATORY, &shape_kinds},
};
static const struct shape deadline = {.kind = SHAPE_OBJECT,
    FIELDS(deadline_fields)};
static const struct shape deadlines = {.kind = SHAPE_ARRAY,
    .min = 1,
    .max = 16,
    .of = &deadline};
static const struct shape_field duty_fields[] = {
    {"amendment",  OPTIONAL,  &shape_amendment },
    {"applies_to", MANDATORY, &applies_to      },
    {"confirmed",  MANDATORY, &shape_bool      },
    {"deadlines",  MANDATORY, &deadlines       },
    {"rule",       MANDATORY, &shape_code      },
    {"visibility", OPTIONAL,  &shape_visibility},
    {"window",     MANDATORY, &shape_span      },
};
const struct shape body_duty = {.kind = SHAPE_OBJECT, FIELDS(duty_fields)};

/* Index root (2.11) */

static enum err
top_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	for (size_t i = 0; i < v->text.len; i++)
		if (!(v->text.at[i] >= '0' && v->text.at[i] <= '9') &&
		    !(v->text.at[i] >= 'a' && v->text.at[i] <= 'f'))
			return shape_fail(e, word, at, NULL,
			    "is not lower-case hex of 45 bytes");
	return ERR_NONE;
}

static const struct shape top = {.kind = SHAPE_STR,
    .min = 90,
    .max = 90,
    .check = top_rules};
static const struct shape_field index_root_fields[] = {
    {"covered", MANDATORY, &shape_count},
    {"mapping", MANDATORY, &mapping    },
    {"root",    MANDATORY, &shape_hash },
    {"top",     MANDATORY, &top        },
};
const struct shape body_index_root = {.kind = SHAPE_OBJECT,
    FIELDS(index_root_fields)};

/* All of them */

static const struct shape *const bodies[TYPE_COUNT] = {
    [TYPE_POLICY] = &body_policy,
    [TYPE_KEY] = &body_key,
    [TYPE_GRANT] = &body_grant,
    [TYPE_PERSON] = &body_person,
    [TYPE_ORG] = &body_org,
    [TYPE_POST] = &body_post,
    [TYPE_TENURE] = &body_tenure,
    [TYPE_CONTACT] = &body_contact,
    [TYPE_NOTE] = &body_note,
    [TYPE_RECEIPT] = &body_receipt,
    [TYPE_DOCUMENT] = &body_document,
    [TYPE_STATEMENT] = &body_statement,
    [TYPE_LINK] = &body_link,
    [TYPE_SAME] = &body_same,
    [TYPE_ANNUL] = &body_annul,
    [TYPE_OPEN] = &body_open,
    [TYPE_ERASE] = &body_erase,
    [TYPE_COMPLETE] = &body_complete,
    [TYPE_DUTY] = &body_duty,
    [TYPE_INDEX_ROOT] = &body_index_root,
};

const struct shape *
body_shape(enum entry_type type)
{
	return (unsigned)type < TYPE_COUNT ? bodies[type] : NULL;
}

enum err
body_check(const struct json *body, enum entry_type type, bool has_prev,
    struct error *e)
{
	const struct shape *shape = body_shape(type);
	enum err rc;

	if (body == NULL || body->type != JSON_OBJECT)
		return shape_fail(e, "body", NULL, NULL, "is not an object");
	if (shape == NULL)
		return ERR_NONE; /* not understood: nothing to hold against */
	rc = shape_check(body, shape, NULL, "body", e);
	if (rc != ERR_NONE)
		return rc;
	if ((json_get(body, "amendment") != NULL) == has_prev)
		return ERR_NONE;
	return shape_fail(e, "body", NULL, "amendment",
	    has_prev ? "is missing; a later version says what it changes" :
		       "belongs to later versions; prev is null");
}

/* Differences and references */

static int
compare_names(const void *a, const void *b)
{
	const struct bytes *x = a, *y = b;

	return bytes_compare(*x, *y);
}

static size_t
gather_names(struct bytes *names, size_t count, const struct json *from,
    const struct json *other)
{
	for (const struct json *m = from->first; m != NULL; m = m->next) {
		const struct json *n = NULL, *o;

		if (bytes_is(m->name, "amendment"))
			continue;
		for (o = other->first; o != NULL; o = o->next)
			if (bytes_equal(o->name, m->name))
				n = o;
		if (n == NULL || !json_equal(m, n))
			names[count++] = m->name;
	}
	return count;
}

const struct json *
body_changed(const struct json *before, const struct json *after,
    struct arena *a)
{
	struct bytes *names = arena_take_array(a,
	    before->count + after->count + 1, sizeof *names);
	struct json *list = json_new(a, JSON_ARRAY);
	size_t count;

	if (names == NULL || list == NULL)
		return NULL;
	count = gather_names(names, 0, before, after);
	count = gather_names(names, count, after, before);
	qsort(names, count, sizeof *names, compare_names);
	for (size_t i = 0; i < count; i++) {
		uint8_t pointer[42] = "/";
		size_t len = names[i].len < 40 ? names[i].len : 40;

		if (i > 0 && bytes_equal(names[i], names[i - 1]))
			continue;
		memcpy(pointer + 1, names[i].at, len);
		json_add(list, json_new_text(a, bytes_of(pointer, len + 1)));
	}
	return list;
}

static enum err
visit(const struct json *v, id_visit *each, void *context, struct error *e)
{
	struct id id;
	enum err rc = ERR_NONE;

	if (v->type == JSON_STRING)
		return id_parse(v->text, &id) ? each(context, v->text, e) :
						ERR_NONE;
	if (v->type != JSON_ARRAY && v->type != JSON_OBJECT)
		return ERR_NONE;
	for (const struct json *m = v->first; m != NULL && rc == ERR_NONE;
	     m = m->next)
		rc = visit(m, each, context, e);
	return rc;
}

/* Nothing in a body but ids has the form of an id (codes have no colon, dates
 * and keys other lengths), except in the policy, which names keys and has a
 * title. */
enum err
body_each_id(const struct json *body, enum entry_type type, id_visit *each,
    void *context, struct error *e)
{
	enum err rc = ERR_NONE;

	if (type != TYPE_POLICY)
		return visit(body, each, context, e);
	for (const struct json *k = json_get(body, "keys")->first;
	     k != NULL && rc == ERR_NONE; k = k->next)
		rc = each(context, json_get_text(k, "holder"), e);
	if (rc == ERR_NONE)
		rc = each(context, json_get_text(body, "registrar"), e);
	if (rc == ERR_NONE && json_get(body, "amendment") != NULL)
		rc = visit(json_get(json_get(body, "amendment"), "evidence"),
		    each, context, e);
	return rc;
}
