#include "cli/pending.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#define PENDING_BYTES (64 * MIB)

static enum err
folder(char out[PATH_BYTES], struct cli *c)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state != NULL && *state != '\0')
		return path_join(out, state, "chancery/pending", &c->e);
	if (home == NULL || *home == '\0') {
		enum err rc = error_set(&c->e, ERR_INPUT,
		    "there is no place to keep the filing until it is "
		    "answered");

		return error_mend(&c->e, rc, "set HOME or XDG_STATE_HOME");
	}
	return path_join(out, home, ".local/state/chancery/pending", &c->e);
}

enum err
pending_save(struct cli *c, const struct submission *list, size_t count,
    char path[PATH_BYTES])
{
	struct buffer out = {0};
	char dir[PATH_BYTES], name[120], hex[65];
	struct hash h;
	enum err rc = folder(dir, c);

	path[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		buffer_text(&out, "{\"leaf\":");
		json_print_string(&out, list[i].leaf);
		buffer_text(&out, ",\"opening\":");
		if (list[i].has_opening)
			opening_print_whole(&out, NULL, &list[i].seed,
			    &list[i].values);
		else
			buffer_text(&out, "null");
		buffer_text(&out, "}\n");
	}
	h = hash_bytes(buffer_bytes(&out));
	hash_print(hex, &h);
	hex[16] = '\0';
	(void)snprintf(name, sizeof name, "%020lld-%s.jsonl",
	    (long long)registry_now(c->registry), hex);
	if (out.failed)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	if (rc == ERR_NONE)
		rc = directory_make(dir, 0700, &c->e);
	if (rc == ERR_NONE)
		rc = path_join(path, dir, name, &c->e);
	if (rc == ERR_NONE)
		rc = file_write_atomic(path, buffer_bytes(&out), 0600, &c->e);
	buffer_wipe(&out);
	return rc;
}

void
pending_drop(const char *path)
{
	if (path[0] != '\0')
		(void)unlink(path);
}

static enum err
oldest(const char *dir, char name[256], struct cli *c)
{
	struct dirent *entry;
	DIR *d = opendir(dir);

	name[0] = '\0';
	while (d != NULL && (entry = readdir(d)) != NULL)
		if (entry->d_name[0] != '.' &&
		    (name[0] == '\0' || strcmp(entry->d_name, name) < 0))
			(void)snprintf(name, 256, "%s", entry->d_name);
	if (d != NULL)
		(void)closedir(d);
	return name[0] != '\0' ?
	    ERR_NONE :
	    error_set(&c->e, ERR_ABSENT, "nothing waits to be sent again");
}

static enum err
read_line(struct cli *c, struct bytes line, struct submission *out)
{
	struct json_limits limits = json_entry_limits;
	const struct json *v = NULL;
	const struct json *opening;
	struct buffer text = {0};
	struct opening o;
	enum err rc;

	limits.string_bytes = ENTRY_BYTES_MAX;
	*out = (struct submission){.has_opening = false};
	rc = json_parse(&v, line, &limits, c->arena, &c->e);
	if (rc != ERR_NONE)
		return rc;
	out->leaf = json_get_text(v, "leaf");
	opening = json_get(v, "opening");
	if (json_is_null(opening))
		return ERR_NONE;
	json_print_canonical(&text, opening);
	rc = opening_parse(&o, arena_copy(c->arena, buffer_bytes(&text)), true,
	    c->arena, &c->e);
	buffer_wipe(&text);
	if (rc == ERR_NONE) {
		out->has_opening = true;
		out->seed = o.seed;
		out->values = o.values;
	}
	return rc;
}

enum err
pending_load(struct cli *c, struct submission **list, size_t *count,
    char path[PATH_BYTES])
{
	struct buffer file = {0};
	struct bytes rest, line;
	char dir[PATH_BYTES], name[256];
	bool complete;
	size_t lines = 0;
	enum err rc = folder(dir, c);

	if (rc == ERR_NONE)
		rc = oldest(dir, name, c);
	if (rc == ERR_NONE)
		rc = path_join(path, dir, name, &c->e);
	if (rc == ERR_NONE)
		rc = file_read_secret(&file, path, PENDING_BYTES, &c->e);
	rest = arena_copy(c->arena, buffer_bytes(&file));
	buffer_wipe(&file);
	for (size_t i = 0; i < rest.len; i++)
		lines += rest.at[i] == '\n';
	*list = arena_take_array(c->arena, lines + 1, sizeof **list);
	*count = 0;
	if (rc == ERR_NONE && *list == NULL)
		rc = error_set(&c->e, ERR_MEMORY, "out of memory");
	while (rc == ERR_NONE && bytes_line(&rest, &line, &complete))
		rc = read_line(c, line, &(*list)[(*count)++]);
	return rc;
}
