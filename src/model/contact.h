/*
 * model/contact.h - the body of a contact as a value
 *
 * Purpose     what mapping, read model and faces need of a contact entry.
 * Invariant   taken from a body that body_check has accepted.
 * Ownership   texts point into the body; parties live in the arena.
 * Source      model 3.10, 3.11, 4.6, 7.7
 */
#ifndef MODEL_CONTACT_H
#define MODEL_CONTACT_H

#include "base/arena.h"
#include "model/entry.h"
#include "model/when.h"

enum contact_status {
	STATUS_PROPOSED,
	STATUS_ARRANGED,
	STATUS_HELD,
	STATUS_CANCELLED,
	STATUS_DECLINED
};

enum tier { TIER_PUBLIC, TIER_DELAYED, TIER_SEALED, TIER_WITHHELD };
enum side { SIDE_HOME, SIDE_FOREIGN, SIDE_THIRD };

struct party {
	enum side side;
	struct bytes role;
	bool principal;
	struct bytes state;        /* empty: null */
	struct bytes who, as, org; /* id texts; empty: null */
	int described;             /* -1: null */
	/* who, else as, else org: model 3.11; empty: described alone */
	struct bytes counterpart;
};

struct visibility {
	enum tier tier;
	uint32_t until;      /* day, delayed alone */
	struct bytes ground; /* withheld alone */
	uint16_t sealed;     /* bit i: slot i stays sealed in every tier */
};

struct contact {
	unsigned kind; /* index code, 0 unknown or sealed */
	bool kind_sealed;
	enum contact_status status;
	uint32_t times;
	struct bytes subject;
	size_t party_count;
	const struct party *parties;
	bool has_when;
	struct when when;
	/* bounds with L cut to F_late of the filing time for status held */
	uint32_t e, l;
	int64_t minutes;           /* -1: null or not in the body */
	struct bytes initiated_by; /* empty: not in the body */
	struct bytes country, language, basis;
	struct bytes part_of, counter_of;               /* empty: none */
	struct bytes source_statement, source_document; /* empty: null */
	struct visibility visibility;
	/* model 7.7: its counterpart or its kind is not in the body */
	bool index_sealed;
	/* held and no counter-record: mapping 1 posts it */
	bool posted;
};

/* The contact of an accepted entry of type contact. ERR_INPUT `future`:
 * status held and E after F_late (model 4.6). */
MUST_CHECK enum err contact_read(struct contact *out, const struct entry *entry,
    struct arena *a, struct error *e);
/* Any accepted body with O or M visibility; absent = public. */
void visibility_read(struct visibility *out, const struct json *body);
const char *status_name(enum contact_status s);
const char *tier_name(enum tier t);
const char *side_name(enum side s);

#endif
