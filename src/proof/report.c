#include "proof/report.h"

#include <stdio.h>
#include <string.h>

static void
set_word(struct step_report *s, const char *word)
{
	(void)snprintf(s->word, sizeof s->word, "%s", word);
}

void
report_init(struct report *r)
{
	memset(r, 0, sizeof *r);
	r->code = ERR_UNCHECKED;
	for (size_t i = 0; i < STEP_COUNT; i++) {
		r->steps[i].result = STEP_CANNOT;
		set_word(&r->steps[i], "not_reached");
		(void)snprintf(r->steps[i].text, sizeof r->steps[i].text,
		    "not checked, an earlier step failed");
	}
}

void
report_ok(struct report *r, enum step s, const char *word, const char *fmt,
    ...)
{
	struct step_report *step = &r->steps[s];
	va_list args;

	step->result = STEP_OK;
	set_word(step, word);
	va_start(args, fmt);
	(void)vsnprintf(step->text, sizeof step->text, fmt, args);
	va_end(args);
}

void
report_none(struct report *r, enum step s)
{
	report_ok(r, s, "no_such_step", "not part of this kind of file");
	r->steps[s].result = STEP_NONE;
}

void
report_error(struct report *r, enum step s, const struct error *e)
{
	struct step_report *step = &r->steps[s];

	report_ok(r, s, e->word[0] != '\0' ? e->word : "refused", "%s",
	    e->text);
	if (e->code == ERR_UNCHECKED || e->code == ERR_MEMORY) {
		step->result = STEP_CANNOT;
		if (e->code == ERR_MEMORY)
			r->memory = true;
	} else {
		step->result = STEP_FAILED;
		r->stopped = true;
		r->input = e->code == ERR_INPUT;
	}
}

enum err
report_end(struct report *r)
{
	bool cannot = false;

	for (size_t i = 0; i < STEP_COUNT; i++)
		cannot = cannot || r->steps[i].result == STEP_CANNOT;
	if (r->stopped)
		r->code = r->input ? ERR_INPUT : ERR_PROOF;
	else if (r->memory)
		r->code = ERR_MEMORY;
	else
		r->code = cannot ? ERR_UNCHECKED : ERR_NONE;
	return r->code;
}
