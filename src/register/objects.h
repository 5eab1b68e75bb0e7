/*
 * register/objects.h - the shared JSON objects of every face
 *
 * Purpose     thing, when, as_of, row, filed, warning: one maker each, so that
 *             command line, API and pages agree (interfaces A3.4).
 * Errors      NULL once the arena is full; lookups that fail give null names,
 *             never another thing.
 * Ownership   objects live in the arena.
 */
#ifndef REGISTER_OBJECTS_H
#define REGISTER_OBJECTS_H

#include "register/duties.h"

struct objects {
	struct registry *r;
	struct arena *a;
	const char *base_url; /* NULL: html_url is null */
};

/* NUMBER_NONE gives null. */
struct json *object_thing(const struct objects *o, uint64_t number);
struct json *object_thing_of_id(const struct objects *o, struct bytes id);
/* {"en","fr"} of two texts. */
struct json *object_both(struct arena *a, const char *en, const char *fr);
/* `body_when` as in a body; NULL gives null. */
struct json *object_when(const struct objects *o,
    const struct json *body_when);
struct json *object_as_of(const struct objects *o, uint64_t size);
struct json *object_time(struct arena *a, int64_t at_s);
/* The contact version in entry `number`. */
struct json *object_row(const struct objects *o, uint64_t number,
    uint64_t struck_by);
/* The same of a contact that is not filed yet, without numbers: `body` keeps
 * the rules of its shape, `shown` are the slots that would be public. NULL: the
 * body is none of a contact, or its day has not come. */
struct json *object_row_draft(const struct objects *o,
    const struct json *body, const struct slot_values *shown,
    struct error *e);
struct json *object_filed(const struct objects *o, const struct filed *f,
    bool published);
/* LATE_NO_FLAG gives null. */
struct json *object_due(const struct objects *o, const struct due *due);
struct json *object_warnings(const struct objects *o,
    const struct warnings *w);

/* A date in words (C8.6): "4 March 2021", "some day between 2020 and 2022",
 * "first quarter of 2021", "since 2019". */
void when_words(struct buffer *out, struct bytes edtf, enum lang lang);
/* The same with stated bounds: "about March 2021 (from 15 February to 15 April
 * 2021)"; of several contacts "between 2020 and 2022", for their days are not
 * one. `when` as in a body. */
void date_words(struct buffer *out, const struct json *when, uint32_t times,
    enum lang lang);

#endif
