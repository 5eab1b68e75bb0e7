/*
 * keeper/desk.h - what a keeper does with one request
 *
 * Purpose     from the bytes of a request to the bytes of its reply: no socket,
 *             no process, so that tests and a fuzzer can say everything to it.
 * Invariant   1 a signature is given only over the signing bytes of a leaf that
 *               entry_parse accepts, of the register named in the key file, by
 *               the key's holder, of a type that a filer files.
 *             2 no reply holds a byte of a private half.
 *             3 whoever took over the asking side gets no more than so many
 *               signatures and openings a minute: reading everything takes
 *               long, and is seen.
 * Errors      in the reply; ERR_REFUSED "slow-down" past a rate.
 * Ownership   `held_dir` is borrowed.
 * Units       milliseconds of a clock that does not go back.
 * Source      interfaces D8; reliability 7.7
 */
#ifndef KEEPER_DESK_H
#define KEEPER_DESK_H

#include "keeper/wire.h"

/* So many at once, and one more each `each_ms`. */
struct keeper_rate {
	int64_t since_ms;
	uint32_t spent;
};

struct keeper_desk {
	const char *held_dir;
	struct keeper_rate rates[KEEPER_MAKE + 1]; /* by kind */
};

/* Appends the reply, which the caller wipes. False, and nothing appended: not
 * a request; the stream is to be closed. */
MUST_CHECK bool keeper_desk_answer(struct keeper_desk *d, struct buffer *reply,
    struct bytes message, int64_t now_ms);

#endif
