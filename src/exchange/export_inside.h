/*
 * exchange/export_inside.h - what the files of the export share
 *
 * Purpose     a file being written with its hash; the versions in force at one
 *             checkpoint; cells of a table.
 * Source      model 11; RFC 4180; interfaces A3.8
 */
#ifndef EXCHANGE_EXPORT_INSIDE_H
#define EXCHANGE_EXPORT_INSIDE_H

#include <stdio.h>

#include "exchange/export.h"

/* ---- a file being written (export_sink.c) ---- */

struct sink {
	FILE *file;
	struct sha256 hash;
	uint64_t bytes;
	char path[PATH_BYTES]; /* as it is now, not as it will be named */
};

/* ERR_CONFLICT: it is there. */
MUST_CHECK enum err sink_open(struct sink *s, const char *path,
    struct error *e);
MUST_CHECK enum err sink_add(struct sink *s, struct bytes text,
    struct error *e);
/* Synced; its size and hash go to `out` under the name `final`. */
MUST_CHECK enum err sink_end(struct sink *s, const char *final,
    struct exported *out, struct error *e);
/* Closes and removes what was not ended. */
void sink_drop(struct sink *s);
MUST_CHECK enum err sink_whole(const char *path, const char *final,
    struct bytes content, struct exported *out, struct error *e);

/* ---- cells ---- */

/* A line of RFC 4180; cells that would begin a formula get a "'" (A3.8). */
struct line {
	struct buffer text;
	size_t cells;
};
void cell_text(struct line *l, struct bytes text);
void cell_cstr(struct line *l, const char *text); /* NULL: empty */
void cell_number(struct line *l, uint64_t number);
void line_end(struct line *l);

/* ---- versions in force at a size (export_state.c) ---- */

struct version {
	uint64_t current; /* NUMBER_NONE: no entity begins at this number */
	uint32_t version;
	uint8_t type; /* enum entry_type */
	bool annulled;
};

/* An erasure of slots: model 3.19. */
struct erasure {
	struct id target;
	bool one_version;
	struct hash version;
	uint16_t slots;
	uint64_t number;
	char ground[40];
};

/* One version, read again from the log. */
struct loaded {
	uint64_t entity, number;
	const struct version *version;
	struct entry entry;
	struct slot_values values;
	enum slot_state states[SLOT_COUNT];
};

struct state {
	struct registry *r;
	uint64_t size;
	struct version *entities; /* by number of the first entry */
	struct bytes *names;      /* the same; {NULL, 0}: not looked up yet */
	struct arena *names_arena;
	struct erasure *erasures;
	size_t erasure_count;
};

MUST_CHECK enum err state_init(struct state *s, struct registry *r,
    uint64_t size, struct error *e);
void state_release(struct state *s);
/* The version of entity `number` in force at the size, or last before its
 * annulment. */
MUST_CHECK enum err state_load(struct state *s, uint64_t number,
    struct loaded *out, struct arena *a, struct error *e);
/* English, else the first name; words of state_slot where it is not public;
 * the reference where there is none. Kept by the state. */
MUST_CHECK enum err state_name(struct state *s, uint64_t number,
    struct bytes *out, struct error *e);
/* Number of the entity of an id text; NUMBER_NONE: empty or none here. */
uint64_t state_number(const struct state *s, struct bytes id_text);
/* Appends "sealed", "delayed until DAY", "withheld, GROUND" or "erased, entry
 * N, GROUND"; nothing for a public slot. */
void state_slot_words(const struct state *s, const struct loaded *x,
    unsigned slot, struct buffer *out);

/* ---- tables (export_tables.c) ---- */

struct column {
	const char *name, *type; /* of Table Schema; NULL: "string" */
};

struct table {
	const char *name; /* "contacts": the file is contacts.csv */
	const char *title[LANG_COUNT];
	enum entry_type type;
	bool unique_ids; /* `id` is the primary key */
	const struct column *columns;
	size_t column_count;
};

#define EXPORT_TABLES 8
#define EXPORT_TABLE_PARTIES 5 /* written with the contacts before it */
extern const struct table export_tables[EXPORT_TABLES];

/* Rows that one version gives: none where the filter leaves it out. `more`
 * takes the lines of parties, for contacts alone. */
MUST_CHECK enum err table_rows(struct state *s, const struct table *t,
    const struct export_filter *filter, const struct loaded *x,
    struct line *line, struct buffer *more, uint64_t *rows, uint64_t *more_rows,
    struct arena *a, struct error *e);
void table_head(const struct table *t, struct line *line);

/* ---- papers beside the data (export_papers.c) ---- */

extern const struct export_loss export_losses_csv[];
extern const size_t export_loss_csv_count;

struct papers {
	const struct export_job *job;
	struct hash root;
	char made_at[21], as_of[21];
	bool filtered;
};
MUST_CHECK enum err papers_init(struct papers *p, const struct export_job *job,
    struct buffer *note, struct error *e);
void papers_readme(const struct papers *p, const struct exported *x,
    struct buffer *out);
MUST_CHECK enum err papers_datapackage(const struct papers *p,
    const struct exported *x, struct buffer *out, struct error *e);

#endif
