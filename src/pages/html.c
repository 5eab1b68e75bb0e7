#include "pages/html.h"

#include <stdio.h>

#include "format/json.h"
#include "format/markup.h"

/* A text may be long; a sentence of ours with its arguments is not. */
#define SENTENCE_BYTES 4096

/* May it hold what utf8_put_visible writes out? */
static bool
is_suspect(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < 0x20 || text.at[i] == 0x7f ||
		    text.at[i] == 0xc2 || text.at[i] == 0xe2)
			return true;
	return false;
}

static void
escape(struct buffer *out, struct bytes text)
{
	struct buffer visible = {0};

	if (!is_suspect(text)) {
		markup_put(out, text);
		return;
	}
	utf8_put_visible(&visible, text, "\t\n");
	markup_put(out, buffer_bytes(&visible));
	out->failed = out->failed || visible.failed;
	buffer_release(&visible);
}

static bool
is_address(const char *name)
{
	return strcmp(name, "href") == 0 || strcmp(name, "src") == 0 ||
	    strcmp(name, "action") == 0 || strcmp(name, "formaction") == 0;
}

/* "//elsewhere" and "/\elsewhere" are addresses of other places, and browsers
 * leave out tabs and line feeds (WHATWG URL 4.4). */
static bool
is_harmless(const char *value)
{
	static const char *const schemes[] = {"https://", "http://",
	    "mailto:"};

	for (const char *c = value; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20)
			return false;
	if (value[0] == '/')
		return value[1] != '/' && value[1] != '\\';
	if (value[0] == '#' || value[0] == '?')
		return true;
	for (size_t i = 0; i < COUNT(schemes); i++)
		if (strncmp(value, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

static void
put_attributes(struct html *h, va_list arguments)
{
	const char *name, *value;

	while ((name = va_arg(arguments, const char *)) != NULL) {
		value = va_arg(arguments, const char *);
		if (value == NULL)
			continue;
		buffer_byte(h->out, ' ');
		buffer_text(h->out, name);
		if (value[0] == '\0' && strcmp(name, "value") != 0 &&
		    strcmp(name, "alt") != 0)
			continue;
		if (is_address(name) && !is_harmless(value))
			value = "#";
		buffer_text(h->out, "=\"");
		escape(h->out, bytes_text(value));
		buffer_byte(h->out, '"');
	}
}

void
html_open(struct html *h, const char *tag, ...)
{
	va_list arguments;

	buffer_byte(h->out, '<');
	buffer_text(h->out, tag);
	va_start(arguments, tag);
	put_attributes(h, arguments);
	va_end(arguments);
	buffer_byte(h->out, '>');
	if (h->depth < HTML_DEPTH_MAX)
		h->open[h->depth++] = tag;
	else
		h->broken = true;
}

/* After these a line ends, so that the source reads. */
static bool
is_block(const char *tag)
{
	static const char *const inside[] = {"a", "abbr", "b", "bdi", "button",
	    "code", "del", "em", "i", "ins", "label", "option", "output", "q",
	    "small", "span", "strong", "sub", "sup", "textarea", "time"};

	for (size_t i = 0; i < COUNT(inside); i++)
		if (strcmp(tag, inside[i]) == 0)
			return false;
	return true;
}

void
html_close(struct html *h, const char *tag)
{
	if (h->depth == 0 || strcmp(h->open[h->depth - 1], tag) != 0)
		h->broken = true;
	else
		h->depth--;
	buffer_text(h->out, "</");
	buffer_text(h->out, tag);
	buffer_text(h->out, is_block(tag) ? ">\n" : ">");
}

void
html_void(struct html *h, const char *tag, ...)
{
	va_list arguments;

	buffer_byte(h->out, '<');
	buffer_text(h->out, tag);
	va_start(arguments, tag);
	put_attributes(h, arguments);
	va_end(arguments);
	buffer_text(h->out, ">");
}

void
html_bytes(struct html *h, struct bytes text)
{
	escape(h->out, text);
}

void
html_text(struct html *h, const char *text)
{
	escape(h->out, bytes_text(text));
}

void
html_say(struct html *h, const char *english)
{
	html_text(h, message_in(h->lang, english));
}

void
html_sayf(struct html *h, const char *english, ...)
{
	char sentence[SENTENCE_BYTES];
	va_list arguments;
	int len;

	va_start(arguments, english);
	len = vsnprintf(sentence, sizeof sentence,
	    message_in(h->lang, english), arguments);
	va_end(arguments);
	if (len < 0 || len >= (int)sizeof sentence)
		h->broken = true;
	else
		html_text(h, sentence);
}

/* Thousands apart, as people write them: a comma in English, a narrow no-break
 * space in French. */
void
html_number(struct html *h, uint64_t n)
{
	char digits[24];
	size_t len = (size_t)snprintf(digits, sizeof digits, "%llu",
	    (unsigned long long)n);

	for (size_t i = 0; i < len; i++) {
		buffer_byte(h->out, (uint8_t)digits[i]);
		if (i + 1 < len && (len - i - 1) % 3 == 0)
			buffer_text(h->out,
			    h->lang == LANG_FR ? "\u202f" : ",");
	}
}

void
html_element(struct html *h, const char *tag, const char *css,
    const char *text)
{
	html_open(h, tag, "class", css, NULL);
	html_text(h, text);
	html_close(h, tag);
}

void
html_element_say(struct html *h, const char *tag, const char *css,
    const char *english)
{
	html_element(h, tag, css, message_in(h->lang, english));
}

void
html_link(struct html *h, const char *href, struct bytes text)
{
	html_open(h, "a", "class", "govuk-link", "href", href, NULL);
	html_bytes(h, text);
	html_close(h, "a");
}

void
html_trusted(struct html *h, struct bytes made)
{
	buffer_add(h->out, made);
}

bool
html_good(const struct html *h)
{
	return !h->broken && !h->out->failed;
}

void
url_put(struct buffer *out, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == '-' || c == '.' ||
		    c == '_' || c == '~' || c == '/')
			buffer_byte(out, c);
		else
			buffer_printf(out, "%%%02X", c);
	}
}
