/* Any bytes as a form: what is accepted is text within the bounds, and written
 * again gives an equal form. reliability 8.5 */
#include "web/fuzz_form_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static const struct form_shape shape = {.repeated = "r", .texts = "t"};
#define TYPE "application/x-www-form-urlencoded"

static void
write_part(struct buffer *out, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		buffer_printf(out, "%%%02X", text.at[i]);
}

static void
check_again(const struct form *f, struct arena *a)
{
	struct buffer text = {0};
	struct form again;

	for (size_t i = 0; i < f->field_count; i++) {
		write_part(&text, f->fields[i].name);
		buffer_byte(&text, '=');
		write_part(&text, f->fields[i].value);
		buffer_byte(&text, '&');
	}
	if (text.len != 0)
		text.len--;
	assert(form_parse(&again, bytes_text(TYPE), buffer_bytes(&text), &shape,
	    a, NULL) == ERR_NONE);
	assert(again.field_count == f->field_count);
	for (size_t i = 0; i < f->field_count; i++)
		assert(bytes_equal(again.fields[i].value, f->fields[i].value) &&
		    bytes_equal(again.fields[i].name, f->fields[i].name));
	buffer_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *a = arena_new(8 * MIB);
	struct form f;

	if (a != NULL && form_parse(&f, bytes_text(TYPE "; charset=utf-8"),
	    bytes_of(at, len), &shape, a, NULL) == ERR_NONE) {
		check_form(&f, bytes_of(at, len));
		assert(f.file_count == 0);
		check_again(&f, a);
	}
	arena_free(a);
	return 0;
}
