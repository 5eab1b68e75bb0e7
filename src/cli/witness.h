/* cli/witness.h - the parts of `chancery log witness`; not for others */
#ifndef CLI_WITNESS_H
#define CLI_WITNESS_H

#include "cli/cli.h"
#include "register/witnessing.h"
#include "witness/head.h"
#include "witness/witness.h"

#define WITNESS_LOGS_FILE "witness.logs"
#define WITNESS_DATABASE "witness.db"
#define WITNESS_KEY_FILE "witness.key"
#define WITNESS_HEAD_FILE "witness.head"

/* This machine as a witness: what it knows and has signed. */
struct own_witness {
	struct signer signer;
	struct buffer logs_text;
	struct witness_logs logs;
	struct witness_store *store; /* NULL where there is none yet */
	struct witness_head *head;   /* with the key */
};

/* Logs and memory, without the key; `make`: witness.db is made. */
MUST_CHECK enum err own_witness_open(struct own_witness *w, struct cli *c,
    bool make);
/* The key of --key-file, else DIR.keys/witness.key. With `may_make` and
 * --name it is made there. Opens the second memory, DIR.keys/witness.head. */
MUST_CHECK enum err own_witness_key(struct own_witness *w, struct cli *c,
    bool may_make);
/* After the key: the memory that signs by both files (witness/head.h). */
struct witness_states own_witness_states(struct own_witness *w);
/* Says which origins are held. */
MUST_CHECK enum err own_witness_held(struct own_witness *w, struct cli *c);
void own_witness_close(struct own_witness *w);

/* Whether DIR holds a register. */
bool witness_has_register(struct cli *c);
/* The object of interfaces A8.4, or its lines. */
int witness_list(struct cli *c);
/* `words` are those behind "witness". */
int witness_add(struct cli *c, const char *const *words, size_t count);
int witness_remove(struct cli *c, const char *const *words, size_t count);
int witness_quorum(struct cli *c, const char *const *words, size_t count);
int witness_sign(struct cli *c, const char *const *words, size_t count);
int witness_serve(struct cli *c, const char *const *words, size_t count);
int witness_ask(struct cli *c, const char *const *words, size_t count);
int witness_resume(struct cli *c, const char *const *words, size_t count);
/* `chancery log witness ...`: the words from "witness" on. */
int log_witness(struct cli *c, const char *const *words, size_t count);

/* HTTP with little patience, for `serve` (log 5.1.1). */
extern const struct witness_transport witness_http_short;

#endif
