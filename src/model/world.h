/*
 * model/world.h - what the rules need to know of earlier entries
 *
 * Purpose     one interface, two makers: the in-memory ledger of model/ledger.h
 *             (auditor, tests) and the read model of the register.
 * Invariant   a world speaks of the valid entries with lower numbers than the
 *             one being judged; invalid, competing and not understood entries
 *             leave no trace in it, but for their number being used.
 * Errors      ERR_ABSENT: no such thing, no matter of the reader's; anything
 *             else ends the judgement.
 * Ownership   what is delivered lives in the arena given, or longer.
 * Source      model 2.4 to 2.8, 3.4, 3.5, 8.7
 */
#ifndef MODEL_WORLD_H
#define MODEL_WORLD_H

#include "base/arena.h"
#include "model/entry.h"

#define NUMBER_NONE UINT64_MAX

struct entity {
	struct id id;
	uint64_t number;  /* of its first entry */
	uint64_t current; /* of its current version; the last one if annulled */
	struct hash head; /* leaf hash that a next version names: the current
	                   * version, or the annul entry (model 2.8) */
	int64_t at_s;     /* filing time of `current` */
	struct id by;     /* who filed `current` */
	bool annulled;
};

struct key {
	struct id id, holder;
	/* of age-x25519 the recipient's 32 bytes, where the world keeps them;
	 * zeros otherwise */
	struct public_key public;
	bool signs;          /* ed25519 */
	uint64_t registered; /* number from which it counts */
	uint64_t revoked;    /* number from which it does not; NUMBER_NONE */
};

enum role {
	ROLE_OFFICE,
	ROLE_DEPARTMENT,
	ROLE_AUTHORITY,
	ROLE_IMPORTER,
	ROLE_REGISTRAR,
	ROLE_DELEGATE
};

struct grant {
	const struct grant *next;
	struct id id;
	enum role role;
	uint64_t number; /* of its current version */
	bool active;
	bool has_acts_for;
	struct id acts_for;
	bool all_subjects, all_types;
	const struct id *subjects;
	size_t subject_count;
	uint32_t types;    /* TYPE_BIT(...) unless all_types */
	uint32_t from, to; /* day codes, both included */
};

struct register_policy {
	uint64_t number; /* of its current version */
	struct id id, registrar;
	char home_state[3];
	char civil_zone[65];
	char sealed_floor[16];
	unsigned mapping;
};

struct world {
	void *context;
	/* By id: ERR_ABSENT where no valid first entry has it. */
	enum err (*entity)(void *context, const struct id *id,
	    struct entity *out, struct error *e);
	/* Number of the version of `id` with this leaf hash; also of annul
	 * entries in its chain. */
	enum err (*version)(void *context, const struct id *id,
	    const struct hash *leaf, uint64_t *number, struct error *e);
	/* The accepted entry with this number. */
	enum err (*entry)(void *context, uint64_t number, struct entry *out,
	    struct arena *a, struct error *e);
	enum err (*key)(void *context, const struct id *id, struct key *out,
	    struct error *e);
	/* Current versions of the grants to `to`, revoked ones included. */
	enum err (*grants)(void *context, const struct id *to,
	    const struct grant **first, struct arena *a, struct error *e);
	/* ERR_ABSENT before entry 0. */
	enum err (*policy)(void *context, struct register_policy *out,
	    struct error *e);
	/* Latest judgement `same` about these two in force? Either order. */
	enum err (*same)(void *context, const struct id *a, const struct id *b,
	    bool *same, struct error *e);
	/* The next three may be NULL. */
	/* model 3.20: certain and possible for a `complete` body, sealed
	 * included. NULL: `complete` is not admitted yet. */
	enum err (*count)(void *context, const struct json *complete_body,
	    uint64_t *certain, uint64_t *possible, struct error *e);
	/* model 8.4: an earlier contact that is probably the same, or
	 * NUMBER_NONE. NULL: no such warning. */
	enum err (*similar)(void *context, const struct entry *entry,
	    uint64_t *number, struct error *e);
	/* Bodies of the current versions of all duties. NULL: no warning. */
	enum err (*duties)(void *context, const struct json ***bodies,
	    size_t *count, struct arena *a, struct error *e);
};

/* Parts of a body as the values above; the body was accepted. */
void grant_read(struct grant *out, const struct id *id, uint64_t number,
    const struct json *body, struct arena *a);
void policy_read(struct register_policy *out, const struct id *id,
    uint64_t number, const struct json *body);
bool role_by_name(struct bytes name, enum role *out);
const char *role_name(enum role r);

#endif
