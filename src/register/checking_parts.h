/* register/checking_parts.h - what the files of checking share */
#ifndef REGISTER_CHECKING_PARTS_H
#define REGISTER_CHECKING_PARTS_H

#include "register/checking.h"
#include "register/covering.h"
#include "register/past.h"

/* Look-ups as of one size; the first failure stays. */
struct lookup {
	struct registry *r;
	uint64_t size;
	struct arena *a;
	struct error *e;
	enum err rc;
};
struct target_world lookup_world(struct lookup *s);

/* A target, its own number and all judged the same. */
struct resolved {
	enum entry_type type; /* TYPE_UNKNOWN: a state */
	char state[3];        /* small letters */
	struct same_set set;
};
MUST_CHECK enum err lookup_resolve(struct lookup *s, const struct json *targets,
    struct resolved **out, size_t *count);
/* Ids of `admits`. */
MUST_CHECK enum err lookup_resolve_ids(struct lookup *s,
    const struct json *ids, struct resolved **out, size_t *count);

enum fits { FITS_NOT, FITS_MAYBE, FITS_SURELY };
/* Is the contact one with any of these? No targets: with anybody. */
enum fits lookup_fits(struct lookup *s, const struct contact *c,
    const struct resolved *targets, size_t count);
/* Has it a counterpart in the reading (`count` 0: any) who is not admitted? */
enum fits lookup_fits_others(struct lookup *s, const struct contact *c,
    const struct resolved *reading, const struct resolved *admits,
    size_t admit_count);

/* One statement at the size, with its claims. */
struct spoken {
	uint64_t number, version;
	struct entry entry;
	bool commits;
	struct claim claims[CLAIMS_MAX];
	struct same_set subjects[CLAIMS_MAX]; /* of claims with one */
	size_t claim_count;
	struct claimed *claimed;
	size_t claimed_count;
};
MUST_CHECK enum err lookup_statement(struct lookup *s, uint64_t number,
    struct spoken **out);
/* Compares; the first has claim k alone where k is not CLAIMS_MAX. */
struct compared spoken_compare(struct lookup *s, const struct spoken *a,
    size_t k, const struct spoken *b);
/* Fills against and origins of every claim. */
MUST_CHECK enum err checking_against(struct lookup *s,
    const struct spoken *self, struct checked *out);

MUST_CHECK enum err checked_add_by(struct checked_claim *c, uint64_t contact,
    uint32_t times, enum how how, struct arena *a, struct error *e);
MUST_CHECK enum err checked_add_against(struct checked_claim *c,
    const struct checked_against *x, struct arena *a, struct error *e);

/* Joins answer files of one checkpoint into one; equal questions once. */
MUST_CHECK enum err proof_files_join(struct buffer *out,
    const struct buffer *const *files, size_t count, struct error *e);

#endif
