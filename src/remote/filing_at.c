#include "remote/filing_at.h"

#include <stdio.h>

#include "model/slots.h"
#include "proof/tlog_proof.h"

#define ANSWER_BYTES (64 * MIB)

void
filing_body(struct buffer *out, const struct submission *list, size_t count,
    bool confirm)
{
	buffer_printf(out, "{\"confirm\":%s,\"entries\":[",
	    confirm ? "true" : "false");
	for (size_t i = 0; i < count; i++) {
		buffer_text(out, i == 0 ? "{\"leaf\":" : ",{\"leaf\":");
		json_print_string(out, list[i].leaf);
		buffer_text(out, ",\"opening\":");
		if (list[i].has_opening)
			opening_print_whole(out, NULL, &list[i].seed,
			    &list[i].values);
		else
			buffer_text(out, "null");
		buffer_byte(out, '}');
	}
	buffer_text(out, "]}");
}

/* The answer is about our bytes, and says where they are. */
static enum err
read_filed(struct filed_at *out, const struct json *v,
    const struct submission *s, struct error *e)
{
	struct hash leaf = hash_leaf(s->leaf), said;
	int64_t number = json_get_number(v, "entry", -1);

	*out = (struct filed_at){.number = (uint64_t)number};
	if (number < 0 || !hash_parse(json_get_text(v, "leaf"), &said) ||
	    !hash_equal(&leaf, &said))
		return error_word(e, ERR_PROOF, "other_bytes",
		    "the register's answer is about other bytes than were "
		    "sent");
	return ERR_NONE;
}

static enum err
check_receipt(struct filed_at *f, struct bytes file,
    const struct submission *s, const struct policy *policy, struct arena *a,
    struct error *e)
{
	struct checkpoint_verdict verdict;
	struct tlog_proof proof;
	enum err rc = tlog_proof_parse(&proof, file, e);

	if (rc == ERR_NONE)
		rc = tlog_proof_check(&verdict, &proof, s->leaf, policy, e);
	if (rc == ERR_NONE && proof.index != f->number)
		rc = error_set(e, ERR_PROOF,
		    "the receipt is of entry %llu",
		    (unsigned long long)proof.index);
	/* the log's signature held; witnesses come later */
	if (rc == ERR_UNCHECKED && strcmp(e->word, "quorum") == 0)
		rc = ERR_NONE;
	if (rc == ERR_INPUT)
		rc = e->code = ERR_PROOF;
	if (rc != ERR_NONE)
		return error_wrap(e, "receipt of entry %llu",
		    (unsigned long long)f->number);
	f->receipt = arena_copy(a, file);
	f->published = true;
	return f->receipt.at == NULL ?
	    error_set(e, ERR_MEMORY, "out of memory") :
	    ERR_NONE;
}

static enum err
read_answer(const struct http_reply *reply, const struct submission *list,
    size_t count, const struct policy *policy, struct filed_at *out,
    struct arena *a, struct error *e)
{
	const struct json *v = NULL, *filed, *receipts;
	enum err rc = json_parse(&v, buffer_bytes(&reply->body),
	    &json_file_limits, a, NULL);

	filed = json_get(v, "filed");
	receipts = json_get(v, "receipts");
	if (rc != ERR_NONE || filed == NULL || receipts == NULL ||
	    filed->type != JSON_ARRAY || receipts->type != JSON_ARRAY ||
	    filed->count != count ||
	    (receipts->count != 0 && receipts->count != count))
		return error_word(e, ERR_STORE, "no_answer",
		    "the register's answer cannot be read");
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		rc = read_filed(&out[i], json_at(filed, i), &list[i], e);
		if (rc == ERR_NONE && receipts->count != 0)
			rc = check_receipt(&out[i],
			    json_at(receipts, i)->text, &list[i], policy, a,
			    e);
	}
	return rc;
}

/* Following the bytes, so that a repeat has the same one. */
static void
idempotency_key(char out[60], struct bytes body)
{
	struct hash h = hash_bytes(body);
	char hex[65];

	hash_print(hex, &h);
	(void)snprintf(out, 60, "Idempotency-Key: %.40s", hex);
}

enum err
filing_at(struct http_client *http, const struct submission *list,
    size_t count, bool wait, const struct policy *policy,
    struct filed_at *out, bool *already, struct arena *a, struct error *e)
{
	struct http_reply reply = {.status = 0};
	struct buffer body = {0};
	char key[60];
	const char *const headers[] = {key, NULL};
	enum err rc;

	filing_body(&body, list, count, true);
	if (body.failed)
		return error_set(e, ERR_MEMORY, "out of memory");
	idempotency_key(key, buffer_bytes(&body));
	http_client_patience(http, wait ? FILING_WAIT_MS : 0);
	rc = http_post(http,
	    wait ? "/api/v1/entries" : "/api/v1/entries?wait=0",
	    "application/json", buffer_bytes(&body), headers, ANSWER_BYTES,
	    &reply, e);
	http_client_patience(http, 0);
	buffer_wipe(&body);
	if (rc != ERR_NONE)
		return rc;
	*already = reply.status == 200;
	if (reply.status == 200 || reply.status == 201)
		rc = read_answer(&reply, list, count, policy, out, a, e);
	else
		rc = http_problem(&reply, e);
	buffer_release(&reply.body);
	return rc;
}
