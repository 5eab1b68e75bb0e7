/*
 * web/fuzz_form_check.h - what holds of every form that was accepted; for the
 * fuzz targets of both readers
 */
#ifndef WEB_FUZZ_FORM_CHECK_H
#define WEB_FUZZ_FORM_CHECK_H

#include <assert.h>

#include "format/json.h"
#include "web/form.h"

static inline bool
within(struct bytes part, struct bytes whole)
{
	return part.at >= whole.at &&
	    part.at + part.len <= whole.at + whole.len;
}

static inline void
check_text(struct bytes text, bool lines)
{
	size_t bad;

	assert(utf8_check(text, &bad));
	for (size_t i = 0; i < text.len; i++)
		assert(text.at[i] >= 0x20 ||
		    (lines && (text.at[i] == '\n' || text.at[i] == '\t')));
}

static inline void
check_form(const struct form *f, struct bytes body)
{
	assert(f->field_count + f->file_count <= FORM_FIELDS_MAX);
	for (size_t i = 0; i < f->field_count; i++) {
		struct bytes name = f->fields[i].name;

		check_text(name, false);
		check_text(f->fields[i].value, bytes_is(name, "t"));
		assert(name.len != 0);
		for (size_t k = 0; k < i && !bytes_is(name, "r"); k++)
			assert(!bytes_equal(name, f->fields[k].name));
	}
	for (size_t i = 0; i < f->file_count; i++) {
		check_text(f->files[i].name, false);
		assert(within(f->files[i].bytes, body));
	}
}

#endif
