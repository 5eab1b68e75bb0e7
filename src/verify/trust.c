#include "verify/trust.h"

#include "base/file.h"

static bool
is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* The next line that says something, without blanks around it. */
static bool
next_line(struct bytes *rest, struct bytes *line)
{
	bool complete;

	while (bytes_line(rest, line, &complete)) {
		while (line->len != 0 && is_blank(line->at[0]))
			*line = bytes_of(line->at + 1, line->len - 1);
		while (line->len != 0 && is_blank(line->at[line->len - 1]))
			line->len--;
		if (line->len != 0 && line->at[0] != '#')
			return true;
	}
	return false;
}

/* Keys alone: the first telling line begins with no word of a policy. */
static bool
is_key_list(struct bytes text)
{
	static const char *const words[] = {"log", "witness", "group",
	    "quorum"};
	struct bytes line;

	if (!next_line(&text, &line))
		return false;
	for (size_t i = 0; i < COUNT(words); i++) {
		size_t len = strlen(words[i]);

		if (bytes_starts(line, words[i]) &&
		    (line.len == len || is_blank(line.at[len])))
			return false;
	}
	return true;
}

static enum err
policy_of_keys(struct buffer *out, struct bytes text, struct error *e)
{
	struct buffer members = {0};
	unsigned witnesses = 0, number = 0;
	enum err rc = ERR_NONE;
	struct bytes line;
	struct vkey k;

	while (rc == ERR_NONE && next_line(&text, &line)) {
		number++;
		rc = vkey_parse(&k, line, e);
		if (rc != ERR_NONE) {
			(void)error_wrap(e, "key %u", number);
			continue;
		}
		if (k.type == KEY_LOG) {
			buffer_text(out, "log ");
		} else {
			buffer_printf(out, "witness key%u ", number);
			buffer_printf(&members, " key%u", number);
			witnesses++;
		}
		buffer_add(out, line);
		buffer_byte(out, '\n');
	}
	if (rc == ERR_NONE && witnesses == 0) {
		buffer_text(out, "quorum none\n");
	} else if (rc == ERR_NONE) {
		buffer_printf(out, "group every all%s\nquorum every\n",
		    buffer_cstr(&members));
	}
	buffer_release(&members);
	return rc;
}

enum err
trust_parse(struct trust *t, struct bytes text, struct error *e)
{
	enum err rc = ERR_NONE;

	if (is_key_list(text))
		rc = policy_of_keys(&t->text, text, e);
	else
		buffer_add(&t->text, text);
	if (rc == ERR_NONE && t->text.failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = policy_parse(&t->policy, buffer_bytes(&t->text), e);
	return rc;
}

enum err
trust_read(struct trust *t, const char *path, struct error *e)
{
	struct buffer file = {0};
	enum err rc = file_read(&file, path, POLICY_BYTES_MAX, e);

	if (rc == ERR_NONE) {
		rc = trust_parse(t, buffer_bytes(&file), e);
		if (rc != ERR_NONE)
			(void)error_wrap(e, "%s", path);
	}
	buffer_release(&file);
	return rc;
}

void
trust_release(struct trust *t)
{
	buffer_release(&t->text);
}
