/*
 * proof/report.h - what a check found, step by step
 *
 * Purpose     the six steps of interfaces A9.12, each with a result, a stable
 *             word for translation and an English sentence.
 * Invariant   after a failed step the later ones are `cannot`. A report is
 *             never better than its worst step: failed rules over cannot.
 * Ownership   plain values; nothing allocates.
 * Source      interfaces A2.1, A9.10, A9.12
 */
#ifndef PROOF_REPORT_H
#define PROOF_REPORT_H

#include "base/error.h"

enum step {
	STEP_FORM,     /* 1 file well-formed */
	STEP_QUESTION, /* 2 question in file = question asked */
	STEP_ANSWER,   /* 3 answer follows from index path */
	STEP_ROOT,     /* 4 index root (or entry) is in log */
	STEP_SIGNED,   /* 5 checkpoint signed by trusted log key */
	STEP_WITNESS,  /* 6 witness signatures */
	STEP_COUNT
};

/* STEP_NONE: this kind of file has no such step (it counts as passed). */
enum step_result { STEP_CANNOT, STEP_OK, STEP_FAILED, STEP_NONE };

struct step_report {
	enum step_result result;
	char word[40];
	char text[320]; /* English */
};

struct report {
	struct step_report steps[STEP_COUNT];
	bool stopped; /* a step failed */
	bool input;   /* it failed for the form of the file */
	bool memory;  /* a limit of ours was met */
	enum err code; /* ERR_NONE: verified. ERR_INPUT, ERR_PROOF: failed.
	    ERR_UNCHECKED: cannot check. ERR_MEMORY: a limit of ours */
};

/* Every step `cannot`, word "not_reached", code ERR_UNCHECKED. */
void report_init(struct report *r);
void report_ok(struct report *r, enum step s, const char *word,
    const char *fmt, ...) PRINTF_LIKE(4, 5);
void report_none(struct report *r, enum step s);
/* Takes code, word and text of `e`: ERR_UNCHECKED and ERR_MEMORY make the step
 * `cannot`, everything else `failed`. */
void report_error(struct report *r, enum step s, const struct error *e);
/* Sets and returns the code from the steps. */
enum err report_end(struct report *r);

#endif
