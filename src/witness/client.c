#include "witness/client.h"

/* The witness's latest line that holds. */
static struct witness_verdict
read_lines(struct bytes body, const struct vkey *key, struct bytes text)
{
	struct witness_verdict v = {.said = WITNESS_REFUSED};
	struct bytes rest = body, line;
	struct note_line parsed;
	size_t count = 0;
	bool complete;

	while (bytes_line(&rest, &line, &complete)) {
		uint64_t time_s;

		if (!complete || count++ == NOTE_LINES_MAX ||
		    note_line_parse(&parsed, line, NULL) != ERR_NONE)
			return (struct witness_verdict){
			    .said = WITNESS_REFUSED};
		if (!note_line_is_of(&parsed, key))
			continue; /* unknown keys are dropped */
		if (!note_line_holds(&parsed, key, text, &time_s))
			return (struct witness_verdict){
			    .said = WITNESS_FORGED};
		if (v.said == WITNESS_COSIGNED && time_s <= v.time_s)
			continue;
		v.said = WITNESS_COSIGNED;
		v.line = bytes_of(line.at, line.len + 1);
		v.time_s = time_s;
	}
	return v;
}

/* "<decimal>" LF and nothing else */
static struct witness_verdict
read_size(struct bytes body)
{
	struct witness_verdict v = {.said = WITNESS_REFUSED};

	if (body.len > 1 && body.at[body.len - 1] == '\n' &&
	    bytes_decimal(bytes_of(body.at, body.len - 1), LOG_SIZE_MAX,
	    &v.size))
		v.said = WITNESS_OTHER_SIZE;
	return v;
}

struct witness_verdict
witness_answer_read(const struct witness_reply *reply, const struct vkey *key,
    struct bytes text)
{
	struct bytes body = buffer_bytes(&reply->body);

	if (body.len > WITNESS_ANSWER_MAX)
		return (struct witness_verdict){.said = WITNESS_REFUSED};
	if (reply->status == 200)
		return read_lines(body, key, text);
	if (reply->status == 409)
		return read_size(body);
	if (reply->status == 0 || reply->status == 429 ||
	    (reply->status >= 500 && reply->status <= 599))
		return (struct witness_verdict){.said = WITNESS_LATER};
	return (struct witness_verdict){.said = WITNESS_REFUSED};
}

/* ---- when ---- */

bool
witness_turn_is_due(const struct witness_turn *t, uint64_t size,
    int64_t now_s, bool at_once)
{
	if (size == 0 || now_s < t->not_before_s)
		return false;
	if (t->asked_s == 0 || t->wait_s != 0)
		return true;
	if (size != t->done_size)
		return at_once || now_s >= t->asked_s + WITNESS_INTERVAL_S;
	return now_s >= t->done_s + WITNESS_AGAIN_S;
}

int64_t
witness_turn_next(const struct witness_turn *t, uint64_t size, int64_t now_s)
{
	int64_t at_s = t->done_s + WITNESS_AGAIN_S;

	if (t->asked_s == 0 || t->wait_s != 0)
		at_s = now_s;
	else if (size != t->done_size)
		at_s = t->asked_s + WITNESS_INTERVAL_S;
	if (at_s < t->not_before_s)
		at_s = t->not_before_s;
	return at_s < now_s ? now_s : at_s;
}

void
witness_turn_done(struct witness_turn *t, uint64_t size, int64_t now_s)
{
	*t = (struct witness_turn){.done_size = size,
	    .done_s = now_s,
	    .asked_s = now_s};
}

void
witness_turn_failed(struct witness_turn *t, uint64_t retry_after_s,
    int64_t now_s)
{
	int64_t wait_s;

	t->wait_s = t->wait_s == 0 ? 1 : t->wait_s * 2;
	if (t->wait_s > WITNESS_WAIT_MAX_S)
		t->wait_s = WITNESS_WAIT_MAX_S;
	if (retry_after_s > WITNESS_RETRY_AFTER_MAX_S)
		retry_after_s = WITNESS_RETRY_AFTER_MAX_S;
	wait_s = t->wait_s;
	if ((int64_t)retry_after_s > wait_s)
		wait_s = (int64_t)retry_after_s;
	t->asked_s = now_s;
	t->not_before_s = now_s + wait_s;
}
