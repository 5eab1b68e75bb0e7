/*
 * keeper/wire.h - what is said to a keeper, byte by byte
 *
 * Purpose     requests and replies on a stream, each behind its length; read
 *             once, by one cursor, on either side.
 * Invariant   one message has one encoding: what is read prints to itself.
 * Errors      ERR_INPUT: not a message of this form. The other side is closed,
 *             for a stream that is out of step cannot be mended.
 * Ownership   spans borrow the message that was read.
 * Limits      a message has at most 1 MiB, but for a sealed file, which is
 *             opened whole and has at most 8 MiB (reliability 8.5).
 * Source      docs/format/keeper.md; reliability 7.7
 */
#ifndef KEEPER_WIRE_H
#define KEEPER_WIRE_H

#include "keeper/held.h"

#define KEEPER_HEAD_BYTES 5 /* length of what follows, kind or status */
#define KEEPER_BODY_MAX ((size_t)1024 * 1024)
#define KEEPER_OPEN_MAX ((size_t)8 * 1024 * 1024 + 64)

enum keeper_kind {
	KEEPER_LIST = 1,
	KEEPER_SIGN = 2,
	KEEPER_OPEN = 3,
	KEEPER_MAKE = 4
};

struct keeper_request {
	enum keeper_kind kind;
	enum lang lang;     /* of the sentence that refuses */
	struct id id;       /* SIGN: the key; OPEN, MAKE: the holder */
	struct bytes bytes; /* SIGN: signing bytes; OPEN: file; MAKE: origin */
};

/* How much may follow a head; 0: not a head of this protocol. */
size_t keeper_request_bytes(const uint8_t head[KEEPER_HEAD_BYTES]);
size_t keeper_reply_bytes(const uint8_t head[KEEPER_HEAD_BYTES]);

/* Head and all. */
void keeper_request_print(struct buffer *out, const struct keeper_request *r);
MUST_CHECK enum err keeper_request_parse(struct keeper_request *out,
    struct bytes message, struct error *e);

/* What is refused says why: code, word, sentence, mend. */
void keeper_refusal_print(struct buffer *out, const struct error *e);
/* A reply whose content is appended between the two calls. */
size_t keeper_reply_begin(struct buffer *out);
void keeper_reply_end(struct buffer *out, size_t begun);
/* The content; or the refusal as its code, with `e` as the keeper said it. */
MUST_CHECK enum err keeper_reply_parse(struct bytes *content,
    struct bytes message, struct error *e);

void keeper_list_print(struct buffer *out, const struct held_list *list);
MUST_CHECK enum err keeper_list_parse(struct held_list *out,
    struct bytes content, struct error *e);
void keeper_made_print(struct buffer *out, const struct held_made *made);
MUST_CHECK enum err keeper_made_parse(struct held_made *out,
    struct bytes content, struct error *e);

#endif
