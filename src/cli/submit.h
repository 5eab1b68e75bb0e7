/*
 * cli/submit.h - the last step of every command that files
 *
 * Purpose     open the register for writing, sign with the caller's key, file,
 *             show warnings, make the checkpoint, publish, write the receipt.
 * Errors      as registry_file; warnings without --confirm are asked about on
 *             a terminal and refused elsewhere (interfaces A1.7, A4.2).
 */
#ifndef CLI_SUBMIT_H
#define CLI_SUBMIT_H

#include "cli/cli.h"
#include "register/filing.h"
#include "register/objects.h"

struct http_client;

struct submitting {
	struct filer filer;
	struct objects objects;
	struct filed *filed; /* one for each draft, in the arena */
	size_t count;
	bool published;
	struct http_client *http; /* with --url; else NULL */
};

/* Opens the register, or with --url its mirror, without a key. */
MUST_CHECK enum err submit_reach(struct submitting *s, struct cli *c);
/* Opens the register, or with --url its mirror, and the key of --key-file
 * (setting key-file; else the registrar's own beside the register). */
MUST_CHECK enum err submit_open(struct submitting *s, struct cli *c);
void submit_close(struct submitting *s);
MUST_CHECK enum err submit_files(struct submitting *s, struct cli *c,
    struct draft *drafts, size_t count);
/* The same for what is signed already. */
MUST_CHECK enum err submit_prepared(struct submitting *s, struct cli *c,
    const struct submission *list, size_t count);
/* A version that is amended keeps its sealed values; a mirror may not have
 * them. True, and c->e, where `rc` of kept_slots_read tells so under --url. */
bool submit_lacks_values(struct cli *c, enum err rc,
    const struct slot_store *store);
/* The oldest filing that got no answer, the same bytes (log 6.4.3). */
MUST_CHECK enum err submit_again(struct submitting *s, struct cli *c);
/* Lines for people: what was filed, its number, what to do next. */
void submit_tell(struct submitting *s, struct cli *c);

/* "en:text" options into a text map; NULL: none given. */
MUST_CHECK enum err option_texts(struct cli *c, const char *name,
    struct json **out);
/* A WHO option to its number; NUMBER_NONE where it was not given. */
MUST_CHECK enum err option_who(struct cli *c, const char *name, uint32_t types,
    uint64_t *out);
/* YYYY, YYYY-MM or YYYY-MM-DD: its first or its last day; DAY_FIRST or
 * DAY_LAST where it was not given. */
MUST_CHECK enum err option_day(struct cli *c, const char *name, bool last,
    uint32_t *out);
/* --kind KIND,...: KIND_BITs; `out` keeps its value where it was not given. */
MUST_CHECK enum err option_kinds(struct cli *c, unsigned *out);
/* Whom it is filed for: --by or the setting; `out` stays where there is
 * neither (the holder of the key then). */
MUST_CHECK enum err option_by(struct cli *c, struct id *out);
/* The id text of an entity. */
MUST_CHECK enum err id_of(struct cli *c, uint64_t number, char *out);
/* The `when` of --NAME with its bounds and time. */
MUST_CHECK enum err option_when(struct cli *c, const char *name,
    struct json **out);
/* Body of the version in force of an entity. */
MUST_CHECK enum err body_of(struct cli *c, uint64_t number, struct entry *out);

#endif
