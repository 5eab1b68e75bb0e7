/*
 * sandbox/steps.h - the two parts of the kernel that a sandbox is made of; not
 * for others
 *
 * Errors      ERR_STORE: the kernel refused. ERR_UNCHECKED: it has no such
 *             thing.
 * Source      reliability 7.4 (6) and (8)
 */
#ifndef SANDBOX_STEPS_H
#define SANDBOX_STEPS_H

#include "sandbox/sandbox.h"

/* Files, ports, signals; needs no-new-privileges. `*abi` is what is used. */
MUST_CHECK enum err landlock_restrict(const struct sandbox *s, int *abi,
    struct error *e);
/* The system calls of this kind of process, for all its threads. */
MUST_CHECK enum err seccomp_restrict(enum sandbox_kind kind, struct error *e);

/* What a build brings of its own: sanitizers need more memory and calls. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED 0
#endif

#endif
