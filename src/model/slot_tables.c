/* The tables of model 7.4 */
#include "model/slot_tables.h"

#include "model/shapes.h"

#define STR(n)                                          \
	{                                               \
		.kind = SHAPE_STR, .min = 1, .max = (n) \
	}
#define LIST(least, most, shape)                                    \
	{                                                           \
		.kind = SHAPE_ARRAY, .min = (least), .max = (most), \
		.of = (shape)                                       \
	}
#define OBJECT(table)                               \
	{                                           \
		.kind = SHAPE_OBJECT, FIELDS(table) \
	}

static const struct shape str_100 = STR(100), str_200 = STR(200),
			  str_300 = STR(300), str_2000 = STR(2000);
static const struct shape str_100_null = {.kind = SHAPE_STR,
    .or_null = true,
    .min = 1,
    .max = 100};

/* An object of which every member is optional says something (7.4). */
static enum err
some_member(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	if (v->count > 0)
		return ERR_NONE;
	return shape_fail(e, word, at, NULL,
	    "is empty; an unused slot is null");
}

/* names, identifiers, L (model 3.1) */

static enum err
script_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	for (size_t i = 0; i < v->text.len; i++)
		if ((v->text.at[i] | 0x20) < 'a' ||
		    (v->text.at[i] | 0x20) > 'z')
			return shape_fail(e, word, at, NULL,
			    "is not a script of four letters such as Latn");
	return ERR_NONE;
}

static const struct shape script = {.kind = SHAPE_STR,
    .min = 4,
    .max = 4,
    .check = script_rules};
static const struct shape_field name_fields[] = {
    {"lang",   MANDATORY, &shape_lang},
    {"script", OPTIONAL,  &script    },
    {"text",   MANDATORY, &str_300   },
    {"when",   OPTIONAL,  &shape_when},
};
static const struct shape one_name = OBJECT(name_fields);
static const struct shape names = LIST(1, 16, &one_name);
static const struct shape_field identifier_fields[] = {
    {"scheme", MANDATORY, &str_100},
    {"value",  MANDATORY, &str_200},
};
static const struct shape identifier = OBJECT(identifier_fields);
static const struct shape identifiers = LIST(1, 32, &identifier);
static const struct shape long_text = STR(16000);
static const struct shape_field prose_fields[] = {
    {"lang", MANDATORY, &shape_lang},
    {"text", MANDATORY, &long_text },
};
static const struct shape prose = OBJECT(prose_fields);

#define REASON                                    \
	{                                         \
		15, "reason", false, &shape_texts \
	}

static const struct slot_row person_rows[] = {
    {0, "names",       true,  &names      },
    {1, "identifiers", false, &identifiers},
    {2, "note",        false, &shape_texts},
    REASON,
};
static const struct slot_row org_rows[] = {
    {0, "names",       true,  &names      },
    {1, "identifiers", false, &identifiers},
    {2, "purpose",     false, &shape_texts},
    REASON,
};
static const struct slot_row post_rows[] = {
    {0, "title",       true,  &shape_texts},
    {1, "identifiers", false, &identifiers},
    {2, "seat",        false, &str_200    },
    REASON,
};
static const struct slot_row tenure_rows[] = {
    {1, "identifiers", false, &identifiers},
    {2, "note",        false, &shape_texts},
    REASON,
};

/* Contact */

static enum err
foreign_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	for (const struct json *p = v->first; p != NULL; p = p->next)
		if (!bytes_is(json_get_text(p, "side"), "foreign") ||
		    !bytes_is(json_get_text(p, "role"), "principal"))
			return shape_fail(e, word, at, NULL,
			    "holds foreign principals alone");
	return ERR_NONE;
}

static const struct shape foreign = {.kind = SHAPE_ARRAY,
    .min = 1,
    .max = 64,
    .of = &shape_party,
    .check = foreign_rules};

/* hh:mm and +hh:mm, by way of a `when` of one day. */
static enum err
clock_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	const struct json *time = json_get(v, "time");
	const struct json *offset = json_get(v, "utc_offset");
	struct json day = {.type = JSON_STRING,
	    .name = bytes_text("edtf"),
	    .text = bytes_text("2000-01-01")};
	struct json t = *time, o;
	struct json whole = {.type = JSON_OBJECT, .count = 2, .first = &day};
	struct when when;
	struct error inner = error_like(e);

	day.next = &t;
	t.next = NULL;
	if (offset != NULL) {
		o = *offset;
		o.next = NULL;
		t.next = &o;
		whole.count = 3;
	}
	if (when_parse(&when, &whole, &inner) == ERR_NONE)
		return ERR_NONE;
	return shape_fail(e, word, at, NULL, "%s", inner.text);
}

static const struct shape clock_text = STR(6);
static const struct shape_field time_fields[] = {
    {"time",       MANDATORY, &clock_text},
    {"utc_offset", OPTIONAL,  &clock_text},
};
static const struct shape contact_time = {.kind = SHAPE_OBJECT,
    FIELDS(time_fields),
    .check = clock_rules};
static const struct shape minutes = {.kind = SHAPE_INT, .max = 100000};
static const struct shape_field place_fields[] = {
    {"country", OPTIONAL, &shape_state_null},
    {"text",    OPTIONAL, &str_300         },
};
static const struct shape place = {.kind = SHAPE_OBJECT,
    FIELDS(place_fields),
    .check = some_member};
static const struct shape topics = LIST(1, 16, &shape_code);
static const struct shape_field arranging_fields[] = {
    {"arranged_by",  OPTIONAL, &shape_actors      },
    {"initiated_by", OPTIONAL, &shape_initiated_by},
};
static const struct shape arranging = {.kind = SHAPE_OBJECT,
    FIELDS(arranging_fields),
    .check = some_member};
static const struct shape described = LIST(1, 64, &shape_texts);
static const struct shape_field detail_fields[] = {
    {"channel",  MANDATORY, &str_100_null    },
    {"occasion", MANDATORY, &shape_texts_null},
    {"sought",   MANDATORY, &shape_texts_null},
};
static const struct shape detail = OBJECT(detail_fields);
static const struct shape_field particulars_fields[] = {
    {"description", MANDATORY, &shape_texts_null},
    {"destination", MANDATORY, &shape_texts_null},
    {"gift",        OPTIONAL,  &shape_gift      },
    {"paid_by",     MANDATORY, &shape_texts_null},
    {"purpose",     MANDATORY, &shape_texts_null},
    {"travel",      OPTIONAL,  &shape_travel    },
};
static const struct shape particulars = OBJECT(particulars_fields);

/* The kind itself; "sealed" is what the body says meanwhile. */
static const struct shape slot_kind = {
    .kind = SHAPE_WORD,
    .words = (const char *const[]){"call", "video", "meeting", "event",
				   "letter", "email", "message", "travel", "gift", "other", "unknown",
				   NULL}
};
static const struct shape_field material_fields[] = {
    {"direction", OPTIONAL, &shape_direction},
    {"sha256",    OPTIONAL, &shape_hash_null},
    {"title",     OPTIONAL, &shape_texts    },
};
static const struct shape material = {.kind = SHAPE_OBJECT,
    .or_null = true,
    FIELDS(material_fields),
    .check = some_member};
static const struct shape materials = LIST(1, 32, &material);

static enum err
other_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	if (bytes_is(json_get_text(v, "role"), "principal"))
		return shape_fail(e, word, at, "role",
		    "principals stand in parties or in slot foreign");
	if (json_is_null(json_get(v, "who")) &&
	    json_is_null(json_get(v, "as")) &&
	    json_is_null(json_get(v, "org")) &&
	    json_is_null(json_get(v, "text")))
		return shape_fail(e, word, at, NULL, "names nobody");
	return ERR_NONE;
}

static const struct shape other_role = {
    .kind = SHAPE_WORD,
    .words = (const char *const[]){"principal", "staff", "interpreter",
				   "intermediary", "note-taker", "present", NULL}
};
static const struct shape actor_null = {.kind = SHAPE_ID,
    .or_null = true,
    .types = ID_ACTOR};
static const struct shape_field other_fields[] = {
    {"as",    MANDATORY, &shape_post_null },
    {"org",   MANDATORY, &shape_org_null  },
    {"role",  MANDATORY, &other_role      },
    {"side",  MANDATORY, &shape_side      },
    {"state", MANDATORY, &shape_state_null},
    {"text",  MANDATORY, &shape_texts_null},
    {"who",   MANDATORY, &actor_null      },
};
static const struct shape other = {.kind = SHAPE_OBJECT,
    FIELDS(other_fields),
    .check = other_rules};
static const struct shape others = LIST(1, 64, &other);

static const struct slot_row contact_rows[] = {
    {0,  "foreign",     false, &foreign     },
    {1,  "when",        false, &shape_when  },
    {2,  "time",        false, &contact_time},
    {3,  "minutes",     false, &minutes     },
    {4,  "place",       false, &place       },
    {5,  "topics",      false, &topics      },
    {6,  "arranging",   false, &arranging   },
    {7,  "described",   false, &described   },
    {8,  "summary",     false, &shape_texts },
    {9,  "detail",      false, &detail      },
    {10, "particulars", false, &particulars },
    {11, "kind",        false, &slot_kind   },
    {12, "origin_key",  false, &str_200     },
    {13, "materials",   false, &materials   },
    {14, "others",      false, &others      },
    REASON,
};

/* Note, receipt, document */

static const struct shape contacts = LIST(1, 64, &shape_contact_id);
static const struct slot_row note_rows[] = {
    {0, "contacts", false, &contacts    },
    {1, "made",     false, &shape_when  },
    {2, "author",   false, &shape_person},
    {3, "text",     false, &prose       },
    {8, "plain",    false, &shape_file  },
    REASON,
};
static const struct slot_row receipt_rows[] = {
    {0, "reference", false, &str_100    },
    {1, "question",  false, &shape_texts},
    REASON,
};
static const struct shape authors = LIST(1, 32, &shape_id);
static const struct shape custody = LIST(1, 32, &shape_texts_null);
static const struct slot_row document_rows[] = {
    {0, "title",     true,  &shape_texts},
    {1, "authors",   false, &authors    },
    {2, "publisher", false, &shape_id   },
    {3, "issued",    false, &shape_when },
    {4, "url",       false, &str_2000   },
    {5, "custody",   false, &custody    },
    {6, "number",    false, &str_100    },
    {8, "plain",     false, &shape_file },
    REASON,
};

/* Statement */

static const struct shape claim_number = {.kind = SHAPE_INT,
    .or_null = true,
    .max = 31};
static const struct shape_field hedge_fields[] = {
    {"claim", MANDATORY, &claim_number},
    {"lang",  MANDATORY, &shape_lang  },
    {"text",  MANDATORY, &str_2000    },
};
static const struct shape hedge = OBJECT(hedge_fields);
static const struct shape hedges = LIST(1, 16, &hedge);

static const struct shape beside = {.kind = SHAPE_STR, .max = 2000};
static const struct shape_field quote_fields[] = {
    {"exact",  MANDATORY, &str_2000},
    {"prefix", MANDATORY, &beside  },
    {"suffix", MANDATORY, &beside  },
};
static const struct shape quote = OBJECT(quote_fields);
static const struct shape_field part_fields[] = {
    {"paragraph", OPTIONAL,  &shape_count},
    {"section",   MANDATORY, &str_100    },
};
static const struct shape part = OBJECT(part_fields);

static enum err
words_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	return shape_check(v, json_get(v, "exact") != NULL ? &quote : &part, at,
	    word, e);
}

static const struct shape words_of_one = {.kind = SHAPE_CHECK,
    .or_null = true,
    .check = words_rules};
static const struct shape words = LIST(1, 8, &words_of_one);
static const struct shape claims = LIST(1, 32, &shape_texts_null);
static const struct shape via = LIST(1, 16, &shape_texts_null);
static const struct shape words_of_hop = {.kind = SHAPE_ARRAY,
    .or_null = true,
    .min = 1,
    .max = 8,
    .of = &words_of_one};
static const struct shape via_words = LIST(1, 16, &words_of_hop);

static const struct slot_row statement_rows[] = {
    {0, "described", false, &shape_texts},
    {1, "hedges",    false, &hedges     },
    {2, "words",     false, &words      },
    {3, "claims",    false, &claims     },
    {4, "worded",    false, &prose      },
    {5, "via",       false, &via        },
    {6, "via_words", false, &via_words  },
    REASON,
};

/* The rest */

static const struct shape exceptions = LIST(1, 16, &shape_texts);
static const struct slot_row complete_rows[] = {
    {0, "exceptions", false, &exceptions},
    REASON,
};
static const struct slot_row duty_rows[] = {
    {0, "title",  true, &shape_texts},
    {1, "source", true, &str_300    },
    REASON,
};
static const struct slot_row judged_rows[] = {
    {15, "reason", true, &shape_texts},
};
static const struct slot_row reason_rows[] = {
    REASON,
};

#define TABLE(table)                  \
	{                             \
		(table), COUNT(table) \
	}

const struct slot_table slot_tables[TYPE_COUNT] = {
    [TYPE_PERSON] = TABLE(person_rows),
    [TYPE_ORG] = TABLE(org_rows),
    [TYPE_POST] = TABLE(post_rows),
    [TYPE_TENURE] = TABLE(tenure_rows),
    [TYPE_CONTACT] = TABLE(contact_rows),
    [TYPE_NOTE] = TABLE(note_rows),
    [TYPE_RECEIPT] = TABLE(receipt_rows),
    [TYPE_DOCUMENT] = TABLE(document_rows),
    [TYPE_STATEMENT] = TABLE(statement_rows),
    [TYPE_LINK] = TABLE(judged_rows),
    [TYPE_ANNUL] = TABLE(judged_rows),
    [TYPE_OPEN] = TABLE(reason_rows),
    [TYPE_ERASE] = TABLE(reason_rows),
    [TYPE_COMPLETE] = TABLE(complete_rows),
    [TYPE_DUTY] = TABLE(duty_rows),
};

const struct slot_row *
slot_row(enum entry_type type, unsigned slot)
{
	const struct slot_table *t = &slot_tables[type];

	for (size_t i = 0; i < t->row_count; i++)
		if (t->rows[i].slot == slot)
			return &t->rows[i];
	return NULL;
}
