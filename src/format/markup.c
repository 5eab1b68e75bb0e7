#include "format/markup.h"

static const char *
entity_of(uint8_t byte)
{
	switch (byte) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* Runs of plain text at once: most text is these. */
void
markup_put(struct buffer *out, struct bytes text)
{
	size_t from = 0;

	if (text.len == 0)
		return;
	for (size_t i = 0; i < text.len; i++) {
		const char *entity = entity_of(text.at[i]);

		if (entity == NULL)
			continue;
		buffer_append(out, text.at + from, i - from);
		buffer_text(out, entity);
		from = i + 1;
	}
	buffer_append(out, text.at + from, text.len - from);
}

void
markup_put_xml(struct buffer *out, struct bytes text)
{
	size_t from = 0;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if (c >= 0x20 || c == '\n' || c == '\t')
			continue;
		markup_put(out, bytes_of(text.at + from, i - from));
		from = i + 1;
	}
	if (text.len != 0)
		markup_put(out, bytes_of(text.at + from, text.len - from));
}
