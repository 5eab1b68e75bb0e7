#include "register/receipt.h"

#include <stdlib.h>

#include "proof/tlog_proof.h"

enum err
registry_receipt(struct registry *r, uint64_t n, uint64_t size,
    struct buffer *out, struct error *e)
{
	struct tlog_proof proof = {.index = n};
	struct buffer note = {0};
	struct log_proof found;
	uint8_t *file;
	size_t len = 0;
	enum err rc;

	if (n >= (size == 0 ? registry_size(r) : size))
		return error_set(e, ERR_ABSENT,
		    "no checkpoint covers entry %llu yet",
		    (unsigned long long)n);
	file = malloc(TLOG_PROOF_BYTES_MAX);
	if (file == NULL)
		return error_set(e, ERR_MEMORY, "out of memory");
	rc = log_prove_inclusion(registry_tree(r), n, size, &found, e);
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
	buffer_release(&note);
	free(file);
	return rc;
}
