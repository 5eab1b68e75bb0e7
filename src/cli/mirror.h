/*
 * cli/mirror.h - one pass of a mirror, for the commands that need it
 *
 * Purpose     `mirror` itself, and `--url` with `--store MIRROR`, which
 *             mirrors once so that the caller sees its own entry.
 * Source      interfaces A8.5
 */
#ifndef CLI_MIRROR_H
#define CLI_MIRROR_H

#include "cli/cli.h"
#include "proof/policy.h"
#include "remote/mirror.h"

/* Whom a mirror in `dir` trusts: --key, --trust, else what it was given last
 * (DIR/public/policy). `text` must outlive the policy. */
MUST_CHECK enum err mirror_policy(struct cli *c, const char *dir,
    struct policy *p, struct buffer *text);
MUST_CHECK enum err mirror_pass(struct cli *c, struct http_client *http,
    const char *dir, struct mirror_result *out);

#endif
