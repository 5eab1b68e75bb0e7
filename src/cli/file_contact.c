/* chancery file contact: a contact from its options (A4.2) */
#include "base/file.h"
#include "cli/file.h"
#include "faces/contact_made.h"
#include "register/naming.h"

static enum err
read_sealed(struct making *m, struct contact_words *w)
{
	const char *text = cli_arg(m->c, "sealed");
	struct bytes rest = bytes_text(text == NULL ? "" : text);

	while (rest.len != 0) {
		size_t len = bytes_find(rest, ',');
		unsigned slot;

		if (!sealable_slot(bytes_of(rest.at, len), &slot)) {
			error_set(&m->c->e, ERR_INPUT,
			    "\"%.*s\" cannot be sealed", (int)len,
			    (const char *)rest.at);
			error_field(&m->c->e, "--sealed");
			return error_mend(&m->c->e, ERR_INPUT,
			    "it takes with,"
			    "when,time,minutes,place,topics,arranging,summary,"
			    "detail,particulars,kind,materials");
		}
		w->sealed |= 1u << slot;
		len += len < rest.len;
		rest = bytes_of(rest.at + len, rest.len - len);
	}
	return ERR_NONE;
}

/* Every WHO of an option that may come again. */
static enum err
read_people(struct making *m, const char *option, uint32_t types,
    const uint64_t **out, size_t *count)
{
	uint64_t *list;
	const char *value;
	size_t at = 0, n = 0;
	enum err rc = ERR_NONE;

	while (args_next(&m->c->args, option, &at) != NULL)
		n++;
	list = arena_take_array(m->c->arena, n, sizeof *list);
	if (n != 0 && list == NULL)
		return error_set(&m->c->e, ERR_MEMORY, "out of memory");
	at = 0;
	for (n = 0; rc == ERR_NONE &&
	     (value = args_next(&m->c->args, option, &at)) != NULL; n++) {
		char name[40];

		(void)snprintf(name, sizeof name, "--%s", option);
		rc = registry_resolve(m->c->registry, value, types, name,
		    &list[n], m->c->arena, &m->c->e);
	}
	*out = list;
	*count = n;
	return rc;
}

static enum err
read_number(struct making *m, const char *option, uint64_t max, uint64_t *out,
    bool *given)
{
	const char *text = cli_arg(m->c, option);

	*given = text != NULL;
	if (text == NULL || bytes_decimal(bytes_text(text), max, out))
		return ERR_NONE;
	error_set(&m->c->e, ERR_INPUT, "\"%s\" is no number from 0 to %llu",
	    text, (unsigned long long)max);
	error_field(&m->c->e, "--%s", option);
	return ERR_INPUT;
}

static enum err
read_numbers(struct making *m, struct contact_words *w)
{
	uint64_t times = 1, minutes = 0;
	bool given;
	enum err rc = read_number(m, "times", 16777215, &times, &given);

	w->times = (uint32_t)times;
	if (rc == ERR_NONE)
		rc = read_number(m, "minutes", 100000, &minutes, &given);
	if (rc == ERR_NONE && given)
		w->minutes = (int64_t)minutes;
	return rc;
}

static struct json *
codes(struct making *m, const char *option)
{
	struct json *list = json_new(m->c->arena, JSON_ARRAY);
	const char *value;
	size_t at = 0;

	while ((value = args_next(&m->c->args, option, &at)) != NULL)
		json_add(list, json_new_cstr(m->c->arena, value));
	return list;
}

static enum err
read_materials(struct making *m, struct contact_words *w)
{
	struct material *list;
	const char *path;
	size_t at = 0, n = 0;

	while (args_next(&m->c->args, "material", &at) != NULL)
		n++;
	list = arena_take_array(m->c->arena, n, sizeof *list);
	if (n != 0 && list == NULL)
		return error_set(&m->c->e, ERR_MEMORY, "out of memory");
	at = 0;
	for (n = 0; (path = args_next(&m->c->args, "material", &at)) != NULL;
	     n++) {
		const char *name = strrchr(path, '/');
		struct buffer b = {0};
		enum err rc = file_read(&b, path, 256 * MIB, &m->c->e);

		if (rc != ERR_NONE)
			return rc;
		list[n].sha256 = hash_bytes(buffer_bytes(&b));
		list[n].title = name == NULL ? path : name + 1;
		buffer_release(&b);
	}
	w->materials = list;
	w->material_count = n;
	return ERR_NONE;
}

static enum err
read_texts(struct making *m, struct contact_words *w)
{
	struct json *summary, *sought;
	enum err rc = option_texts(m->c, "summary", &summary);

	if (rc == ERR_NONE)
		rc = option_texts(m->c, "sought", &sought);
	if (rc != ERR_NONE)
		return rc;
	w->summary = summary;
	w->sought = sought;
	w->topics = codes(m, "topic");
	w->laws = codes(m, "law");
	return ERR_NONE;
}

static enum err
read_whom(struct making *m, struct contact_words *w)
{
	struct cli *c = m->c;
	enum err rc = option_who(c, "of", TYPE_BIT(TYPE_PERSON), &w->of);

	if (rc == ERR_NONE)
		rc = option_who(c, "with", TYPES_COUNTERPART, &w->with);
	if (rc == ERR_NONE)
		rc = option_who(c, "with-post", TYPE_BIT(TYPE_POST),
		    &w->with_post);
	if (rc == ERR_NONE && w->of == NUMBER_NONE)
		rc = read_model_own_official(registry_read_model(c->registry),
		    &m->s->filer.key.holder, &w->of, c->arena, &c->e);
	if (rc == ERR_NONE && w->of == NUMBER_NONE)
		return making_needs(c, "of");
	if (rc == ERR_NONE && w->with == NUMBER_NONE &&
	    w->with_post == NUMBER_NONE)
		return making_needs(c, "with");
	if (rc == ERR_NONE)
		rc = read_people(m, "present", TYPE_BIT(TYPE_PERSON),
		    &w->present, &w->present_count);
	if (rc == ERR_NONE)
		rc = read_people(m, "arranged-by", TYPES_WHO, &w->arranged_by,
		    &w->arranged_count);
	return rc;
}

static enum err
read_sources(struct making *m, struct contact_words *w)
{
	enum err rc = option_who(m->c, "document", TYPE_BIT(TYPE_DOCUMENT),
	    &w->document);

	return rc == ERR_NONE ? option_who(m->c, "counter-of",
				    TYPE_BIT(TYPE_CONTACT), &w->counter_of) :
				rc;
}

/* The name of a field is that of its option here; "when" is --on. */
static enum err
name_option(struct cli *c, enum err rc)
{
	char field[40];

	(void)snprintf(field, sizeof field, "%.30s", c->e.field);
	if (rc != ERR_INPUT || field[0] < 'a' || field[0] > 'z')
		return rc;
	if (strcmp(c->e.word, "missing") == 0)
		return making_needs(c, strcmp(field, "when") == 0 ? "on" :
								     field);
	error_field(&c->e, "--%s", field);
	if (strcmp(c->e.word, "state_unknown") == 0)
		error_mend(&c->e, rc, "add --state CC");
	if (strcmp(c->e.word, "public_range") == 0)
		error_mend(&c->e, rc,
		    "add --public-range, a quarter such as 2022-34");
	if (strcmp(c->e.word, "tally_exact") != 0)
		c->e.word[0] = '\0';
	return rc;
}

enum err
contact_body(struct making *m)
{
	struct contact_words w = contact_words_none();
	enum err rc = read_sealed(m, &w);

	w.state = cli_arg(m->c, "state");
	w.public_range = cli_arg(m->c, "public-range");
	w.kind = cli_arg(m->c, "kind");
	w.status = cli_arg(m->c, "status");
	w.initiated_by = cli_arg(m->c, "initiated-by");
	w.place = cli_arg(m->c, "place");
	w.country = cli_arg(m->c, "country");
	w.basis = cli_arg(m->c, "basis");
	w.public_on = cli_arg(m->c, "public-on");
	w.withhold = cli_arg(m->c, "withhold");
	if (rc == ERR_NONE)
		rc = read_whom(m, &w);
	if (rc == ERR_NONE)
		rc = read_texts(m, &w);
	if (rc == ERR_NONE)
		rc = option_when(m->c, "on", &w.when);
	if (rc == ERR_NONE)
		rc = read_numbers(m, &w);
	if (rc == ERR_NONE)
		rc = read_materials(m, &w);
	if (rc == ERR_NONE)
		rc = read_sources(m, &w);
	if (rc == ERR_NONE)
		rc = name_option(m->c, contact_make(m->d, m->c->registry, &w,
		    m->c->arena, &m->c->e));
	m->body = rc == ERR_NONE ? m->d->body : m->body;
	return rc;
}
