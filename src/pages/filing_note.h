/*
 * pages/filing_note.h - a note that is attached to a filing
 *
 * Purpose     what was typed or chosen as a file is sealed at once for office,
 *             department and registrar; the draft keeps the sealed bytes, their
 *             hash and size, and the commitment.
 * Terms       a packet: {"name","to","office","lang","sealed","made","text",
 *             "blob","file","plain"}, text of a public note alone.
 * Invariant   the text of a sealed note leaves the request's memory in no form
 *             but sealed (amendments C6.3).
 * Errors      ERR_INPUT, field `note`, `note_to`, `note_made`; ERR_ABSENT: a
 *             seal key is missing.
 * Source      model 3.12, 7.8; interfaces C6.2
 */
#ifndef PAGES_FILING_NOTE_H
#define PAGES_FILING_NOTE_H

#include "pages/filing.h"
#include "register/noting.h"

#define NOTE_PACKET "note"
/* Sealed and in base 64 it fits into a draft. */
#define NOTE_ATTACHED_BYTES ((size_t)480 * KIB)
#define NOTE_FIELDS "note_to note_how note_lang note_made"

/* What a file is, by its first bytes: PDF, PNG, JPEG, plain text; NULL: none of
 * these. */
const char *file_media(struct bytes bytes);
/* The office that files; ERR_ABSENT: the official is not chosen yet. */
MUST_CHECK enum err note_office(struct filing *f, struct id *out);
MUST_CHECK enum err note_put_fields(struct filing *f);
/* The note of a form into the draft's packet; nothing where it holds none.
 * What is wrong goes into f->errors. */
MUST_CHECK enum err note_take(struct filing *f, const struct form *form);
/* NULL: none is attached. */
const struct json *note_packet(const struct typed *t);
/* "text of the note, sealed for ..." of an attached note, on its own page row:
 * what people read of it before it is filed. */
void note_put_summary(struct filing *f);

/* The draft of the note of these contacts (array of ids). */
MUST_CHECK enum err note_draft(struct draft *out, const struct json *packet,
    struct json *contacts, struct arena *a, struct error *e);
/* Its sealed bytes into the register, before it is filed; and after: they go
 * again where it was refused. */
MUST_CHECK enum err note_keep(struct registry *r, const struct json *packet,
    bool *kept, struct arena *a, struct error *e);
void note_settle(struct registry *r, const struct json *packet, bool kept,
    enum err rc);

#endif
