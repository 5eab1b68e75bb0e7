/* The body of a statement (model 3.15 to 3.18) */
#include "model/shapes.h"

#define WORDS(...)                \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

/* Selectors (3.17) */

static const struct shape selector_type = {.kind = SHAPE_WORD,
    .words = WORDS("quote", "position", "page", "part", "time")};

static const struct shape_field bare_fields[] = {
    {"type", MANDATORY, &selector_type},
};
static const struct shape bare = {.kind = SHAPE_OBJECT, FIELDS(bare_fields)};
static const struct shape_field position_fields[] = {
    {"end",   MANDATORY, &shape_count  },
    {"start", MANDATORY, &shape_count  },
    {"type",  MANDATORY, &selector_type},
};
static const struct shape position = {.kind = SHAPE_OBJECT,
    FIELDS(position_fields)};
static const struct shape_field page_fields[] = {
    {"line",     OPTIONAL,  &shape_count  },
    {"line_end", OPTIONAL,  &shape_count  },
    {"page",     MANDATORY, &shape_count  },
    {"type",     MANDATORY, &selector_type},
};
static const struct shape page = {.kind = SHAPE_OBJECT, FIELDS(page_fields)};
static const struct shape_field time_fields[] = {
    {"end_ms",   MANDATORY, &shape_count  },
    {"start_ms", MANDATORY, &shape_count  },
    {"type",     MANDATORY, &selector_type},
};
static const struct shape time_range = {.kind = SHAPE_OBJECT,
    FIELDS(time_fields)};

/* A value whose table depends on one of its members. */
struct variant {
	const char *name;
	const struct shape *shape;
};

static enum err
check_variant(const struct json *v, const char *member,
    const struct variant *variants, size_t count, const struct shape_path *at,
    const char *word, struct error *e)
{
	struct bytes name = json_get_text(v, member);

	for (size_t i = 0; i < count; i++)
		if (bytes_is(name, variants[i].name))
			return shape_check(v, variants[i].shape, at, word, e);
	return shape_fail(e, word, at, member, "is none of the known words");
}

static enum err
selector_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	static const struct variant variants[] = {
	    {"quote",    &bare      },
	    {"position", &position  },
	    {"page",     &page      },
	    {"part",     &bare      },
	    {"time",     &time_range},
	};

	return check_variant(v, "type", variants, COUNT(variants), at, word, e);
}

static const struct shape selector = {.kind = SHAPE_CHECK,
    .check = selector_rules};
static const struct shape selectors = {.kind = SHAPE_ARRAY,
    .max = 8,
    .of = &selector};

/* Claims (3.18) */

static enum err
target_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	enum err rc;

	if (v->type == JSON_OBJECT && v->count == 1)
		return ERR_NONE;
	rc = shape_fail(e, word, at, NULL, "is not one target");
	return error_mend(e, rc, "give one of person, post, org or state");
}

static const struct shape_field target_fields[] = {
    {"org",    OPTIONAL, &shape_org   },
    {"person", OPTIONAL, &shape_person},
    {"post",   OPTIONAL, &shape_post  },
    {"state",  OPTIONAL, &shape_state },
};
static const struct shape target = {.kind = SHAPE_OBJECT,
    FIELDS(target_fields),
    .check = target_rules};
static const struct shape targets = {.kind = SHAPE_ARRAY,
    .max = MANY,
    .of = &target};
static const struct shape universe = {.kind = SHAPE_ARRAY,
    .max = 4,
    .of = &target};
static const struct shape admits = {.kind = SHAPE_ARRAY,
    .max = MANY,
    .of = &shape_id};
static const struct shape about_contacts = {.kind = SHAPE_ARRAY,
    .max = MANY,
    .of = &shape_contact_id};
static const struct shape unclear_word = {.kind = SHAPE_WORD,
    .words = WORDS("counterparts", "kinds", "window", "subject")};
static const struct shape unclear = {.kind = SHAPE_ARRAY,
    .max = 4,
    .of = &unclear_word};
static const struct shape claim_p = {.kind = SHAPE_WORD,
    .words = WORDS("occurred", "count", "only", "none", "noted", "initiated",
	"held", "content", "text")};
static const struct shape op = {.kind = SHAPE_WORD,
    .words = WORDS("eq", "ge", "le", "about")};
static const struct shape at_least_one = {.kind = SHAPE_INT,
    .min = 1,
    .max = JSON_NUMBER_MAX};
static const struct shape noted_q = {.kind = SHAPE_WORD,
    .words = WORDS("each", "some", "none")};
static const struct shape initiated_q = {.kind = SHAPE_WORD,
    .words = WORDS("each", "some", "usually")};
static const struct shape what = {.kind = SHAPE_WORD,
    .words = WORDS("contact", "arrangement")};

static enum err
true_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	if (v->truth)
		return ERR_NONE;
	return shape_fail(e, word, at, NULL, "is true, or left out");
}

static const struct shape only_true = {.kind = SHAPE_BOOL, .check = true_rules};

#define CLAIM(table)                                \
	{                                           \
		.kind = SHAPE_OBJECT, FIELDS(table) \
	}

static const struct shape_field occurred_fields[] = {
    {"counterparts", MANDATORY, &targets        },
    {"hedged",       OPTIONAL,  &only_true      },
    {"kinds",        MANDATORY, &shape_kinds    },
    {"n",	    MANDATORY, &at_least_one   },
    {"p",	    MANDATORY, &claim_p        },
    {"subject",      MANDATORY, &shape_person   },
    {"unclear",      OPTIONAL,  &unclear        },
    {"window",       MANDATORY, &shape_span_null},
};
static const struct shape_field count_fields[] = {
    {"counterparts", MANDATORY, &targets        },
    {"hedged",       OPTIONAL,  &only_true      },
    {"kinds",        MANDATORY, &shape_kinds    },
    {"n",	    MANDATORY, &shape_count    },
    {"op",	   MANDATORY, &op             },
    {"p",	    MANDATORY, &claim_p        },
    {"subject",      MANDATORY, &shape_person   },
    {"unclear",      OPTIONAL,  &unclear        },
    {"window",       MANDATORY, &shape_span_null},
};
static const struct shape_field only_fields[] = {
    {"admits",   MANDATORY, &admits         },
    {"hedged",   OPTIONAL,  &only_true      },
    {"kinds",    MANDATORY, &shape_kinds    },
    {"p",        MANDATORY, &claim_p        },
    {"subject",  MANDATORY, &shape_person   },
    {"unclear",  OPTIONAL,  &unclear        },
    {"universe", MANDATORY, &universe       },
    {"window",   MANDATORY, &shape_span_null},
};
static const struct shape_field none_fields[] = {
    {"hedged",   OPTIONAL,  &only_true      },
    {"kinds",    MANDATORY, &shape_kinds    },
    {"p",        MANDATORY, &claim_p        },
    {"subject",  MANDATORY, &shape_person   },
    {"unclear",  OPTIONAL,  &unclear        },
    {"universe", MANDATORY, &universe       },
    {"window",   MANDATORY, &shape_span_null},
};
static const struct shape_field noted_fields[] = {
    {"counterparts", MANDATORY, &targets        },
    {"department",   MANDATORY, &shape_org      },
    {"hedged",       OPTIONAL,  &only_true      },
    {"kinds",        MANDATORY, &shape_kinds    },
    {"p",	    MANDATORY, &claim_p        },
    {"q",	    MANDATORY, &noted_q        },
    {"subject",      MANDATORY, &shape_person   },
    {"unclear",      OPTIONAL,  &unclear        },
    {"window",       MANDATORY, &shape_span_null},
};
static const struct shape_field initiated_fields[] = {
    {"by",	   MANDATORY, &shape_side     },
    {"counterparts", MANDATORY, &targets        },
    {"hedged",       OPTIONAL,  &only_true      },
    {"kinds",        MANDATORY, &shape_kinds    },
    {"p",	    MANDATORY, &claim_p        },
    {"q",	    MANDATORY, &initiated_q    },
    {"subject",      MANDATORY, &shape_person   },
    {"unclear",      OPTIONAL,  &unclear        },
    {"what",         MANDATORY, &what           },
    {"window",       MANDATORY, &shape_span_null},
};
static const struct shape_field held_fields[] = {
    {"hedged",  OPTIONAL,  &only_true      },
    {"p",       MANDATORY, &claim_p        },
    {"person",  MANDATORY, &shape_person   },
    {"post",    MANDATORY, &shape_post     },
    {"unclear", OPTIONAL,  &unclear        },
    {"window",  MANDATORY, &shape_span_null},
};
static const struct shape_field content_fields[] = {
    {"about",   MANDATORY, &about_contacts},
    {"hedged",  OPTIONAL,  &only_true     },
    {"p",       MANDATORY, &claim_p       },
    {"unclear", OPTIONAL,  &unclear       },
};
static const struct shape_field text_fields[] = {
    {"hedged",  OPTIONAL,  &only_true},
    {"p",       MANDATORY, &claim_p  },
    {"unclear", OPTIONAL,  &unclear  },
};
static const struct shape claim_occurred = CLAIM(occurred_fields),
			  claim_count = CLAIM(count_fields),
			  claim_only = CLAIM(only_fields),
			  claim_none = CLAIM(none_fields),
			  claim_noted = CLAIM(noted_fields),
			  claim_initiated = CLAIM(initiated_fields),
			  claim_held = CLAIM(held_fields),
			  claim_content = CLAIM(content_fields),
			  claim_text = CLAIM(text_fields);

static enum err
claim_rules(const struct json *v, const struct shape_path *at, const char *word,
    struct error *e)
{
	static const struct variant variants[] = {
	    {"occurred",  &claim_occurred },
	    {"count",     &claim_count    },
	    {"only",      &claim_only     },
	    {"none",      &claim_none     },
	    {"noted",     &claim_noted    },
	    {"initiated", &claim_initiated},
	    {"held",      &claim_held     },
	    {"content",   &claim_content  },
	    {"text",      &claim_text     },
	};

	return check_variant(v, "p", variants, COUNT(variants), at, word, e);
}

static const struct shape claim = {.kind = SHAPE_CHECK, .check = claim_rules};
static const struct shape claims = {.kind = SHAPE_ARRAY,
    .max = 32,
    .of = &claim};

/* Speaker and chain */

static const struct shape_field unnamed_fields[] = {
    {"label",  MANDATORY, &shape_code    },
    {"number", MANDATORY, &shape_int_null},
    {"scope",  MANDATORY, &shape_document},
};
static const struct shape unnamed = {.kind = SHAPE_OBJECT,
    FIELDS(unnamed_fields)};

static enum err
speaker_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	enum err rc;

	if (json_get_bool(v, "described") || !json_is_null(json_get(v, "who")))
		return ERR_NONE;
	rc = shape_fail(e, word, at, NULL, "no speaker");
	return error_mend(e, rc,
	    "name who spoke, or set described and give the words in a slot");
}

static const struct shape_field speaker_fields[] = {
    {"as",        OPTIONAL,  &shape_post   },
    {"described", MANDATORY, &shape_bool   },
    {"for",       OPTIONAL,  &shape_id     },
    {"unnamed",   OPTIONAL,  &unnamed      },
    {"who",       MANDATORY, &shape_id_null},
};
static const struct shape speaker = {.kind = SHAPE_OBJECT,
    FIELDS(speaker_fields),
    .check = speaker_rules};

static const struct shape hop_act = {.kind = SHAPE_WORD,
    .words = WORDS("reports", "quotes", "cites", "adopts", "records")};
static const struct shape_field hop_fields[] = {
    {"act",       MANDATORY, &hop_act            },
    {"described", MANDATORY, &shape_bool         },
    {"document",  MANDATORY, &shape_document_null},
    {"select",    MANDATORY, &selectors          },
    {"who",       MANDATORY, &shape_id_null      },
};
static const struct shape hop = {.kind = SHAPE_OBJECT, FIELDS(hop_fields)};
static const struct shape via = {.kind = SHAPE_ARRAY, .max = 16, .of = &hop};

/* The statement */

static const struct shape act = {.kind = SHAPE_WORD,
    .words = WORDS("records", "acknowledges", "states", "testifies", "denies",
	"contends", "characterises", "alleges", "assesses", "finds", "orders",
	"corrects", "clarifies", "retracts", "reports", "asks", "declines",
	"leaves_undecided")};
static const struct shape circumstance = {.kind = SHAPE_WORD,
    .words = WORDS("oath", "summons", "privilege", "interview", "leak",
	"in-camera")};
static const struct shape circumstances = {.kind = SHAPE_ARRAY,
    .max = MANY,
    .of = &circumstance};
static const struct shape confidence = {.kind = SHAPE_WORD,
    .or_null = true,
    .words = WORDS("low", "moderate", "high", "unstated")};
static const struct shape decided = {.kind = SHAPE_WORD,
    .or_null = true,
    .words = WORDS("final", "under-appeal", "set-aside", "unknown")};
static const struct shape reply_to = {.kind = SHAPE_ID,
    .or_null = true,
    .types = TYPE_BIT(TYPE_STATEMENT)};

static enum err
statement_rules(const struct json *v, const struct shape_path *at,
    const char *word, struct error *e)
{
	struct bytes is = json_get_text(v, "act");
	bool decides = bytes_is(is, "finds") || bytes_is(is, "orders") ||
	    bytes_is(is, "leaves_undecided");

	if (json_is_null(json_get(v, "status")) != decides)
		return ERR_NONE;
	return shape_fail(e, word, at, "status",
	    decides ?
		"is null; a decision is final, under-appeal, set-aside or unknown" :
		"belongs to finds, orders and leaves_undecided; write null");
}

static const struct shape_field statement_fields[] = {
    {"about",         MANDATORY, &shape_ids_64    },
    {"act",           MANDATORY, &act             },
    {"amendment",     OPTIONAL,  &shape_amendment },
    {"circumstances", MANDATORY, &circumstances   },
    {"claims",        MANDATORY, &claims          },
    {"confidence",    MANDATORY, &confidence      },
    {"document",      MANDATORY, &shape_document  },
    {"hedged",        MANDATORY, &shape_bool      },
    {"lang",          MANDATORY, &shape_lang      },
    {"reply_to",      MANDATORY, &reply_to        },
    {"said",          MANDATORY, &shape_when_null },
    {"select",        MANDATORY, &selectors       },
    {"speaker",       MANDATORY, &speaker         },
    {"status",        MANDATORY, &decided         },
    {"via",           MANDATORY, &via             },
    {"visibility",    OPTIONAL,  &shape_visibility},
};
const struct shape body_statement = {.kind = SHAPE_OBJECT,
    FIELDS(statement_fields),
    .check = statement_rules};
