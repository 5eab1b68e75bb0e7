/*
 * register/test_support.h - registers in a folder of their own, for tests
 *
 * Purpose     found or re-create a register, feed it given leaves by the path
 *             of a follower, hold its clock still.
 * Errors      cmocka assertions.
 * Ownership   place_remove removes the folder and what lies in the place.
 */
#ifndef REGISTER_TEST_SUPPORT_H
#define REGISTER_TEST_SUPPORT_H

#include "base/file.h"
#include "register/filing.h"
#include "register/registry_parts.h"

#define ORIGIN "register.example/foreign-contacts"
#define GIVEN_MAX 64

/* One leaf of vectors/model/entries.jsonl. */
struct given {
	struct bytes name, leaf;
	int64_t at_s;
	bool has_seed;
	struct seed seed;
	const struct json *values; /* 16 of them */
	struct bytes opening;      /* their canonical array */
	bool checkpoint_after;     /* rule 2 of vectors/end-to-end */
};

struct place {
	char folder[PATH_BYTES], dir[PATH_BYTES], keys[PATH_BYTES];
	int64_t now_s;
	struct arena *arena;
	struct registry *r;
	struct error e;
	struct given given[GIVEN_MAX];
	size_t given_count;
	struct filer filer; /* who signs what is made here */
	size_t failed;      /* of the last place_file */
	/* of place_people */
	uint64_t member, embassy, ambassador, post;
	char member_id[ID_TEXT_BYTES];
};

/* A fresh folder; no register yet. */
void place_make(struct place *p);
void place_remove(struct place *p);
void place_open(struct place *p, enum registry_mode mode);
void place_close(struct place *p);
/* Path of a file below the place's register. Valid until the next call. */
const char *place_path(struct place *p, const char *name);
/* A path below the source tree, the same. */
const char *source_path(const char *name);
void read_source(struct buffer *out, const char *name);

/* An empty log with the key of vectors/end-to-end, opened for writing. */
void place_vector_log(struct place *p);
/* Appends one given leaf without admission and follows it. */
void place_append(struct place *p, const struct given *g);
/* The whole of vectors/model with index roots and checkpoints as
 * vectors/end-to-end has them; stays open for writing. */
void place_vector_register(struct place *p);
/* Founds a register as `chancery init` does and opens it for writing. */
void place_found(struct place *p);

void checkpoint(struct place *p);

/* One entry by the place's filer; body and slots (by name, NULL: none) are
 * JSON. `d` in: prev; out: the id. */
void place_prepare(struct place *p, struct submission *out,
    enum entry_type type, const char *body, const char *slots,
    struct draft *d);
enum err place_file(struct place *p, const struct submission *list,
    size_t count, struct file_options options, struct filed *filed);
/* Both in one, confirmed; must succeed. */
struct filed place_file_one(struct place *p, enum entry_type type,
    const char *body, const char *slots);
/* The next version of the entry `of`, or an annulment of it. */
void place_prepare_next(struct place *p, struct submission *out,
    uint64_t of, const char *body, const char *slots);
/* A member, an embassy of XB, its ambassador, a post. */
void place_people(struct place *p);
/* Body of a contact of the member; `with`: the other party's members "who",
 * "as" as ids or NULL; `more`: members ahead of the rest, or "". */
const char *contact_body(struct place *p, const char *edtf, unsigned times,
    const char *who, const char *visibility, const char *more);
const char *id_text(struct place *p, uint64_t number);
/* Is there an error code and does it say so? */
void assert_ok(struct place *p, enum err rc);

#endif
