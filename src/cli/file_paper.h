/*
 * cli/file_paper.h - papers: their bytes and texts, and who points into them
 *
 * Purpose     `file document --bytes --text` takes the hashes and keeps the
 *             files; `file statement` holds every selector against the text.
 * Invariant   files are kept before the entry that names them is filed, and
 *             taken away again where it was refused.
 * Errors      those of model/selector.h and of the files.
 * Ownership   paper_release frees; bodies live in the arena of the command.
 * Source      model 3.14, 3.17; interfaces A4.3; docs/format/selectors.md
 */
#ifndef CLI_FILE_PAPER_H
#define CLI_FILE_PAPER_H

#include "base/file.h"
#include "cli/file.h"
#include "model/selector.h"

struct papers {
	struct buffer bytes, text;
	struct hash hashes[2];
	bool is_new[2];
};

/* References in a body ("s/12", "p/7") to the ids that entries use: people
 * read numbers. Digits after a slash stand in no other text of a body. */
MUST_CHECK enum err paper_references(struct cli *c, struct json *body);
MUST_CHECK enum err paper_document(struct making *m, struct papers *p);
MUST_CHECK enum err paper_statement(struct making *m, struct papers *p);
MUST_CHECK enum err paper_keep(struct making *m, struct papers *p);
/* `rc`: how the filing ended. */
void paper_release(struct making *m, struct papers *p, enum err rc);

/* Member `text` of a document in force; NULL where it has none. */
MUST_CHECK enum err paper_text_member(struct cli *c, struct bytes id_text,
    const struct json **member);
/* Appends the text that the register keeps of it. */
MUST_CHECK enum err paper_kept_text(struct cli *c, const struct json *member,
    struct buffer *out, bool *found);

#endif
