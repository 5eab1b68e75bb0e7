/*
 * verify/check.h - one file, checked
 *
 * Purpose     tells the kind of a file by its first line and runs the steps of
 *             interfaces A9.12 that this kind has.
 * Errors      in outcome->code (interfaces A2): ERR_NONE verified; ERR_INPUT,
 *             ERR_PROOF, ERR_UNCHECKED as the steps say; ERR_ABSENT,
 *             ERR_REFUSED, ERR_STORE, ERR_MEMORY where the file could not be
 *             read or held.
 * Ownership   checker_free(NULL) is fine. An outcome borrows the checker until
 *             its next file.
 */
#ifndef VERIFY_CHECK_H
#define VERIFY_CHECK_H

#include "proof/answer.h"
#include "verify/options.h"
#include "verify/trust.h"

enum file_kind { FILE_UNKNOWN, FILE_PROOF, FILE_TLOG_PROOF, FILE_CHECKPOINT };

struct outcome {
	const char *path;
	enum file_kind kind;
	enum err code;
	struct report report;
	const struct answer_work *work; /* FILE_PROOF: after step 1 */
	bool proved;      /* step 3 holds: the numbers stand */
	bool has_as_of, has_time;
	struct checkpoint checkpoint; /* has_as_of */
	int64_t time_s;               /* has_time */
	unsigned witnesses_needed, witnesses_valid;
};

struct checker;

struct checker *checker_new(const struct options *o,
    const struct trust *trust, struct bytes entry, bool has_entry,
    int64_t now_s); /* NULL: out of memory. `trust` NULL: none given */
void checker_free(struct checker *c);
void checker_run(struct checker *c, const char *path, struct outcome *out);
/* The same for bytes at hand; `name` stands for the path. Borrows `file` as
 * long as the outcome is read. */
void checker_run_bytes(struct checker *c, const char *name, struct bytes file,
    struct outcome *out);

/* Interfaces A2 and, over several files, A2.3. */
int exit_code(enum err code);
int exit_worse(int a, int b);

#endif
