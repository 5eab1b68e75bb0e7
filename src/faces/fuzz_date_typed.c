/* Any bytes in any field: refused with field and reason, or a date that the
 * profile takes. interfaces C6.2 */
#include <assert.h>

#include "faces/date_typed.h"
#include "model/when.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

#define FIELDS 9

static void
check_one(struct bytes text)
{
	struct error e = {0};
	struct date_typed d;
	struct edtf parsed;

	if (date_typed_read(&d, text, &e) != ERR_NONE) {
		assert(e.code == ERR_INPUT && e.word[0] != '\0');
		return;
	}
	assert(d.count >= 1 && d.count <= DATE_READINGS_MAX);
	assert(!d.sure || d.count == 1);
	for (size_t i = 0; i < d.count; i++)
		assert(edtf_parse(&parsed, bytes_text(d.edtf[i]), NULL) ==
		    ERR_NONE);
}

/* The first byte chooses the mode, line ends part the fields. */
int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static const char *const modes[] = {"day", "month", "about", "between",
	    "several", "unsure", "lasting", "other"};
	struct arena *a = arena_new(MIB);
	struct bytes rest = bytes_of(at, len), line;
	const char *fields[FIELDS] = {NULL};
	struct when_typed typed = {.today = day_code(2026, 11, 25)};
	struct when_made made = {.times = 0};
	struct error e = {0};
	struct when when;
	bool complete;

	check_one(rest);
	if (len != 0) {
		typed.mode = modes[at[0] % COUNT(modes)];
		rest = bytes_of(at + 1, len - 1);
	}
	for (size_t i = 0; i < FIELDS && bytes_line(&rest, &line, &complete);
	     i++)
		fields[i] = arena_text(a, line);
	typed.day = fields[0];
	typed.month = fields[1];
	typed.year = fields[2];
	typed.earliest = fields[3];
	typed.latest = fields[4];
	typed.from = fields[5];
	typed.to = fields[6];
	typed.times = fields[7];
	typed.time = fields[8];
	if (when_typed_read(&made, &typed, a, &e) == ERR_NONE) {
		assert(made.times >= 1);
		assert(when_parse(&when, made.when, &e) == ERR_NONE);
	} else {
		assert(e.code == ERR_MEMORY ||
		    (e.field[0] != '\0' && e.word[0] != '\0'));
		assert(strcmp(e.word, "meant") != 0 || made.asked.count != 0);
	}
	arena_free(a);
	return 0;
}
