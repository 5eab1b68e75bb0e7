/*
 * sandbox/probe.h - does the sandbox hold? Each forbidden act, tried
 *
 * Purpose     forks a child for each act, lets it enter the sandbox, and looks
 *             at what becomes of it: once within, and once without, so that a
 *             refusal is known to come from the sandbox.
 * Invariant   one table says what is expected by Landlock's ABI, with and
 *             without seccomp.
 * Errors      ERR_STORE: no ground to try on. probe_try: the child could not
 *             enter the sandbox.
 * Ownership   probe_ground_release removes what was made.
 * Source      reliability 7.5
 */
#ifndef SANDBOX_PROBE_H
#define SANDBOX_PROBE_H

#include "sandbox/sandbox.h"

enum probe_result {
	PROBE_DONE,    /* the act succeeded */
	PROBE_REFUSED, /* with an error */
	PROBE_KILLED   /* the process ended at once */
};

struct probe_ground {
	char folder[64], granted[80], outside[80], keys[80];
	int ports[2]; /* listening: one granted, one not */
	uint16_t port_granted, port_other;
	int left; /* a descriptor that somebody left open */
};

struct probe {
	const char *name, *what; /* a word, and a sentence to be looked up */
	int (*act)(const struct probe_ground *g); /* 0, or an errno */
	int landlock_abi; /* from which Landlock alone refuses; 0: never */
	enum probe_result seccomp; /* what seccomp alone makes of it */
	bool by_start; /* refused by the steps before both */
	bool as_user;  /* tried after root was given up */
};

size_t probe_count(void);
const struct probe *probe_at(size_t i);
enum probe_result probe_expected(const struct probe *p, int landlock_abi,
    bool seccomp);

MUST_CHECK enum err probe_ground_make(struct probe_ground *g,
    struct error *e);
void probe_ground_release(struct probe_ground *g);
/* The sandbox of a server whose register lies on this ground. */
void probe_sandbox(struct sandbox *s, const struct probe_ground *g);

/* `s` NULL: without a sandbox. */
MUST_CHECK enum err probe_try(enum probe_result *out, const struct probe *p,
    const struct probe_ground *g, const struct sandbox *s, struct error *e);

#endif
