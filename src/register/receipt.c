#include "register/receipt.h"

#include <stdlib.h>

#include "proof/tlog_proof.h"

enum err
receipt_make(struct buffer *out, struct registry *r, uint64_t number,
    uint64_t size, struct error *e)
{
	uint8_t *file = malloc(TLOG_PROOF_BYTES_MAX);
	struct tlog_proof proof = {.index = number};
	struct buffer note = {0};
	struct log_proof found;
	size_t len = 0;
	enum err rc;

	if (file == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = log_prove_inclusion(registry_tree(r), number, size, &found, e);
	if (rc == ERR_NONE)
		rc = log_read_note(registry_truth(r), found.size, &note, e);
	if (rc == ERR_NONE) {
		proof.path_count = found.path_count;
		memcpy(proof.path, found.path,
		    found.path_count * sizeof *found.path);
		proof.checkpoint = buffer_bytes(&note);
		rc = tlog_proof_print(file, TLOG_PROOF_BYTES_MAX, &len, &proof);
	}
	if (rc == ERR_NONE)
		buffer_append(out, file, len);
	if (rc == ERR_NONE && out->failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	buffer_release(&note);
	free(file);
	return rc;
}
