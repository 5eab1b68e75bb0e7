/*
 * faces/told_parts.h - how rows are put together; used by told*.c alone
 *
 * Invariant   a row comes into being with its first value: a member that says
 *             nothing leaves nothing behind.
 * Errors      the first is kept in `rc`; every later call does nothing.
 * Source      faces/told.h
 */
#ifndef FACES_TOLD_PARTS_H
#define FACES_TOLD_PARTS_H

#include "faces/told.h"
#include "faces/words.h"

struct telling {
	const struct showing *x;
	const struct json *body;
	enum lang lang;
	struct told *told;
	const char *id; /* of the row that values go to */
	struct told_row *row, *last;
	struct value *value; /* the last one */
	struct error *e;
	enum err rc;
};

/* Values go to this row from now on. */
void tell_row(struct telling *t, const char *id);
struct value *tell_value(struct telling *t, enum value_kind kind,
    struct bytes text);
void tell_text(struct telling *t, struct bytes text);
void tell_sentence(struct telling *t, const char *english);
/* What is in the buffer, which is released. */
void tell_buffer(struct telling *t, struct buffer *text);
void tell_number(struct telling *t, int64_t n);
void tell_code(struct telling *t, enum code_family family, struct bytes code);
/* A code without a table of its own: topics, laws, kinds of status. */
void tell_topic(struct telling *t, struct bytes code);
void tell_state(struct telling *t, struct bytes state);
void tell_language(struct telling *t, struct bytes lang);
void tell_hash(struct telling *t, struct bytes hash);
/* Somebody's words in their language; the empty tag: not known. */
void tell_quote(struct telling *t, struct bytes lang, struct bytes text);
/* T: in the language of the reader, else in every language it has. */
void tell_texts(struct telling *t, const struct json *texts);
/* Arrays of T, of names, of identifiers. */
void tell_text_list(struct telling *t, const struct json *list);
void tell_names(struct telling *t, const struct json *names);
void tell_identifiers(struct telling *t, const struct json *list);
/* when of a body; the text of an interval. */
void tell_when(struct telling *t, const struct json *when, uint32_t times);
void tell_edtf(struct telling *t, struct bytes edtf);
/* An id of the register. Returns the value, for a note behind it; NULL where
 * there is none. */
struct value *tell_id(struct telling *t, struct bytes id);
struct value *tell_entity(struct telling *t, uint64_t number);
/* A row of the one id that a member of the body holds. */
void tell_id_row(struct telling *t, const char *row, const char *member);
void tell_ids(struct telling *t, const struct json *ids);
/* {media, sha256, size} */
void tell_file(struct telling *t, const struct json *file);
/* A note behind the last value. */
void tell_note(struct telling *t, struct value *v, struct bytes note);
/* Slot `slot` is not shown today: says why. True: it is not. */
bool tell_hidden(struct telling *t, unsigned slot);
/* The public value of a slot, or NULL. */
const struct json *slot_of(const struct telling *t, unsigned slot);

/* Rows by type. */
typedef void tell_fn(struct telling *t);
void tell_contact(struct telling *t);
void tell_note_entry(struct telling *t);
void tell_receipt(struct telling *t);
void tell_document(struct telling *t);
void tell_statement(struct telling *t);
void tell_policy(struct telling *t);
void tell_key(struct telling *t);
void tell_grant(struct telling *t);
void tell_person(struct telling *t);
void tell_org(struct telling *t);
void tell_post(struct telling *t);
void tell_tenure(struct telling *t);
void tell_link(struct telling *t);
void tell_same(struct telling *t);
void tell_annul(struct telling *t);
void tell_open(struct telling *t);
void tell_erase(struct telling *t);
void tell_complete(struct telling *t);
void tell_duty(struct telling *t);
void tell_index_root(struct telling *t);

#endif
