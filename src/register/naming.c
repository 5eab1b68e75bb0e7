#include "register/naming.h"

#include <stdio.h>

static const struct {
	const char *word;
	enum entry_type type;
} refs[] = {
	{"p", TYPE_PERSON},       {"o", TYPE_ORG},
	{"post", TYPE_POST},      {"tenure", TYPE_TENURE},
	{"c", TYPE_CONTACT},      {"n", TYPE_NOTE},
	{"d", TYPE_DOCUMENT},     {"s", TYPE_STATEMENT},
	{"complete", TYPE_COMPLETE}, {"r", TYPE_RECEIPT},
};

void
ref_print(char out[REF_BYTES], enum entry_type type, uint64_t number)
{
	const char *word = "e";

	for (size_t i = 0; i < COUNT(refs); i++)
		if (refs[i].type == type)
			word = refs[i].word;
	(void)snprintf(out, REF_BYTES, "%s/%llu", word,
	    (unsigned long long)number);
}

/* "c/14" and the paper form "C-14"; false: not a reference at all. */
static bool
parse_ref(struct bytes text, enum entry_type *type, uint64_t *number)
{
	size_t cut = bytes_find(text, '/');
	char word[16];

	if (cut == text.len)
		cut = bytes_find(text, '-');
	if (cut == text.len || cut == 0 || cut >= sizeof word)
		return false;
	for (size_t i = 0; i < cut; i++)
		word[i] = (char)(text.at[cut] == '-' && text.at[i] >= 'A' &&
		    text.at[i] <= 'Z' ? text.at[i] | 0x20 : text.at[i]);
	word[cut] = '\0';
	if (!bytes_decimal(bytes_of(text.at + cut + 1, text.len - cut - 1),
	    (uint64_t)1 << 47, number))
		return false;
	*type = TYPE_UNKNOWN;
	if (strcmp(word, "e") == 0)
		return true;
	for (size_t i = 0; i < COUNT(refs); i++)
		if (strcmp(refs[i].word, word) == 0) {
			*type = refs[i].type;
			return true;
		}
	return false;
}

static enum err
by_ref(struct registry *r, const char *text, enum entry_type type,
    uint64_t number, struct error *e)
{
	struct row_entity row;
	enum err rc = read_model_by_number(registry_read_model(r), number,
	    &row, e);

	if (rc == ERR_ABSENT)
		return error_set(e, ERR_ABSENT,
		    "there is no \"%s\" in this register", text);
	if (rc == ERR_NONE && row.id.type != type) {
		char right[REF_BYTES];

		ref_print(right, row.id.type, number);
		error_set(e, ERR_INPUT, "\"%s\" is a %s", text,
		    type_name(row.id.type));
		return error_mend(e, ERR_INPUT, "write %s", right);
	}
	return rc;
}

#define MATCHES_MAX 5

static void
list_matches(char *out, size_t size, const struct match *m, size_t count)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count && at < size; i++) {
		char ref[REF_BYTES];
		int len;

		ref_print(ref, m[i].type, m[i].number);
		len = snprintf(out + at, size - at, "%s%s %.*s",
		    i == 0 ? "" : ", ", ref,
		    (int)(m[i].name.len > 40 ? 40 : m[i].name.len),
		    m[i].name.len == 0 ? "" : (const char *)m[i].name.at);
		if (len < 0)
			return;
		at += (size_t)len;
	}
}

static enum err
ambiguous(const char *text, const char *option, const struct match *m,
    size_t count, struct error *e)
{
	size_t shown = count > MATCHES_MAX ? MATCHES_MAX : count;
	bool people = true;
	char list[240];
	enum err rc;

	for (size_t i = 0; i < shown; i++)
		people = people && m[i].type == TYPE_PERSON;
	list_matches(list, sizeof list, m, shown);
	if (people)
		rc = error_word(e, ERR_INPUT, "ambiguous",
		    "\"%s\" fits %zu people: %s", text, count, list);
	else
		rc = error_word(e, ERR_INPUT, "ambiguous",
		    "\"%s\" fits %zu: %s", text, count, list);
	error_field(e, "%s", option);
	return error_mend(e, rc, "repeat with one of these references");
}

static enum err
by_name(struct registry *r, const char *text, uint32_t types,
    const char *option, uint64_t *number, struct arena *a, struct error *e)
{
	struct match m[MATCHES_MAX];
	char list[240];
	size_t count;
	enum err rc = read_model_named(registry_read_model(r),
	    bytes_text(text), types, m, MATCHES_MAX, &count, a, e);

	if (rc != ERR_NONE)
		return rc;
	if (count == 1) {
		*number = m[0].number;
		return ERR_NONE;
	}
	if (count == 0) /* part of several names? */
		rc = read_model_near(registry_read_model(r),
		    bytes_text(text), types, true, m, MATCHES_MAX, &count, a,
		    e);
	if (rc != ERR_NONE)
		return rc;
	if (count > 1)
		return ambiguous(text, option, m, count, e);
	rc = read_model_near(registry_read_model(r), bytes_text(text), types,
	    false, m, 3, &count, a, e);
	if (rc != ERR_NONE)
		return rc;
	rc = error_word(e, ERR_ABSENT, "absent",
	    "nobody and nothing here is called \"%s\"", text);
	error_field(e, "%s", option);
	if (count == 0)
		return error_mend(e, rc, "chancery search WORDS");
	list_matches(list, sizeof list, m, count > 3 ? 3 : count);
	return error_mend(e, rc, "near to it: %s", list);
}

enum err
registry_resolve(struct registry *r, const char *text, uint32_t types,
    const char *option, uint64_t *number, struct arena *a, struct error *e)
{
	struct bytes in = bytes_text(text);
	struct row_entity row;
	enum entry_type type;
	struct id id;
	size_t colon = bytes_find(in, ':');
	enum err rc;

	if (parse_ref(in, &type, number) && type != TYPE_UNKNOWN) {
		rc = by_ref(r, text, type, *number, e);
		if (rc == ERR_NONE && (types & TYPE_BIT(type)) == 0)
			rc = error_set(e, ERR_INPUT,
			    "a %s does not fit here: \"%s\"", type_name(type),
			    text);
	} else if (id_parse(in, &id)) {
		rc = read_model_by_id(registry_read_model(r), &id, &row, e);
		*number = row.number;
		if (rc == ERR_ABSENT)
			rc = error_set(e, ERR_ABSENT,
			    "there is no \"%s\" in this register", text);
		else if (rc == ERR_NONE && (types & TYPE_BIT(id.type)) == 0)
			rc = error_set(e, ERR_INPUT,
			    "a %s does not fit here: \"%s\"",
			    type_name(id.type), text);
	} else if (colon != in.len && colon != 0 &&
	    read_model_identified(registry_read_model(r), bytes_of(in.at,
	    colon), bytes_of(in.at + colon + 1, in.len - colon - 1), number,
	    NULL) == ERR_NONE) {
		rc = ERR_NONE;
	} else {
		return by_name(r, text, types, option, number, a, e);
	}
	if (rc != ERR_NONE)
		error_field(e, "%s", option);
	return rc;
}

enum err
registry_resolve_any(struct registry *r, const char *text, uint64_t *number,
    bool *entry, struct arena *a, struct error *e)
{
	struct bytes in = bytes_text(text);
	enum entry_type type;
	struct hash leaf;

	*entry = false;
	if (bytes_decimal(in, (uint64_t)1 << 47, number) ||
	    (parse_ref(in, &type, number) && type == TYPE_UNKNOWN)) {
		*entry = true;
		if (*number >= registry_next(r))
			return error_set(e, ERR_ABSENT,
			    "there is no entry %llu", (unsigned long long)
			    *number);
		return ERR_NONE;
	}
	if (hash_parse(in, &leaf)) {
		*entry = true;
		return read_model_by_leaf(registry_read_model(r), &leaf,
		    number, e);
	}
	return registry_resolve(r, text, TYPES_ANY, "REF", number, a, e);
}

static const char *const kinds[][2] = {{"call", N_("call")},
    {"video", N_("video call")}, {"meeting", N_("meeting")},
    {"event", N_("event")}, {"letter", N_("letter")}, {"email", N_("email")},
    {"message", N_("message")}, {"travel", N_("journey")}, {"gift", N_("gift")},
    {"other", N_("other contact")}, {"unknown", N_("kind unknown")},
    {"sealed", N_("kind sealed")}};

const char *
kind_words(struct bytes kind)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (bytes_is(kind, kinds[i][0]))
			return kinds[i][1];
	return "";
}
