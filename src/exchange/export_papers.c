/* README and datapackage.json: model 11.1, 11.2, 11.4 */
#include "exchange/export_inside.h"
#include "format/base64.h"

#define NO_BREAK "\302\240" /* before French colons */

const struct export_loss export_losses_csv[] = {
    {"*",
     {"versions: the tables hold the version in force at the checkpoint, "
	 "or the last one of what was withdrawn; earlier and competing "
	 "versions stand in the log",
	    "versions" NO_BREAK ": les tableaux tiennent la version en vigueur "
	    "au point de contr\303\264le, ou la derni\303\250re de ce qui fut "
	    "retir\303\251" NO_BREAK "; les versions ant\303\251rieures et "
	    "concurrentes sont dans le journal"}               },
    {"*",
     {"signatures, seals and proofs are left out; a leaf hash leads to "
	 "its entry in the log",
	    "les signatures, les scell\303\251s et les preuves sont omis" NO_BREAK
	    "; l'empreinte de feuille m\303\250ne \303\240 l'entr\303\251e du "
	    "journal"}					 },
    {"*",
     {"notes, receipts, links, declarations, openings, "
	 "duties, keys and grants have no table",
	    "les aide-m\303\251moire, accus\303\251s de r\303\251ception, "
	    "liens, d\303\251clarations de "
	    "compl\303\251tude, ouvertures, obligations, cl\303\251s et "
	    "habilitations n'ont pas de tableau"}              },
    {"not_public",
     {"words that are sealed, delayed, withheld or erased are not here; "
	 "the column names each of them and why",
	    "les mots scell\303\251s, diff\303\251r\303\251s, retenus ou "
	    "effac\303\251s n'y sont pas" NO_BREAK "; la colonne nomme chacun "
	    "et dit pourquoi"}				 },
    {"names, titles, summaries, detail, particulars, gift, travel, "
     "materials, others, described", {"nested values are JSON text in one cell",
	    "les valeurs imbriqu\303\251es sont du texte JSON dans une "
	    "cellule"}},
    {"name, title, summary",
     {"one language each, English first; the next column has all",
	    "une seule langue, l'anglais d'abord" NO_BREAK "; la colonne "
	    "suivante les a toutes"}                           },
    {"*",
     {"a cell that begins with = + - @, a tab or a carriage return has "
	 "an apostrophe in front",
	    "une cellule qui commence par = + - @, une tabulation ou un retour "
	    "chariot porte une apostrophe devant"}             },
};
const size_t export_loss_csv_count = COUNT(export_losses_csv);

static bool
is_filtered(const struct export_filter *f)
{
	return f->has_of || f->has_with || f->state[0] != '\0' ||
	    f->kinds != 0 || f->from != DAY_FIRST || f->to != DAY_LAST;
}

enum err
papers_init(struct papers *p, const struct export_job *job, struct buffer *note,
    struct error *e)
{
	int64_t at_s = 0;
	enum err rc;

	*p = (struct papers){.job = job, .filtered = is_filtered(&job->filter)};
	rc = truth_read_checkpoint(registry_truth(job->r), job->size, NULL,
	    &p->root, note, e);
	if (rc == ERR_NONE)
		rc = registry_time_of(job->r, job->size, &at_s, e);
	time_print(p->as_of, at_s);
	time_print(p->made_at, registry_now(job->r));
	return rc;
}

/* As it is named from beside the README. */
static const char *
last_part(const char *path, const char *folder)
{
	size_t len = strlen(folder);
	const char *slash = strrchr(path, '/');

	if (strncmp(path, folder, len) == 0 && path[len] == '/')
		return path + len + 1;
	return slash == NULL ? path : slash + 1;
}

static void
put_title(const struct papers *p, const char *lang, struct buffer *out)
{
	struct arena *a = arena_new(64 * KIB);
	struct bytes title = {NULL, 0};

	if (a != NULL &&
	    read_model_name(registry_read_model(p->job->r), 0, lang, &title, a,
		NULL) == ERR_NONE)
		buffer_add(out, title);
	buffer_text(out, " (");
	buffer_text(out, registry_origin(p->job->r));
	buffer_byte(out, ')');
	arena_free(a);
}

/* The words of the README, one column a language. */
enum word {
	W_REGISTER,
	W_FILES,
	W_CHOSEN,
	W_COUNT,
	W_LOSSES,
	W_NO_LOSS,
	W_EVIDENCE,
	W_OPENINGS,
	W_END
};

static const char *const words[W_END][LANG_COUNT] = {
    [W_REGISTER] = {"Register: ",					 "Registre" NO_BREAK ": "              },
    [W_FILES] = {"Files:\n",					   "Fichiers" NO_BREAK ":\n"             },
    [W_CHOSEN] = {"Contacts and parties were chosen by a filter; the other "
		  "tables are whole.\n",	      "Les contacts et leurs participants furent "
	"choisis par un filtre" NO_BREAK "; les autres tableaux sont "
	"entiers.\n"				},
    [W_COUNT] = {"The number of contacts is the sum of `counted`, not the "
		 "number of rows: one entry can stand for several contacts. "
		 "Those whose counterpart or kind is sealed are summed in "
		 "`counted_sealed`.\n",	       "Le nombre de contacts est la somme de `counted`, non le "
	"nombre de lignes" NO_BREAK ": une entr\303\251e peut valoir "
	"plusieurs contacts. Ceux dont l'interlocuteur ou le type est "
	"scell\303\251 sont dans `counted_sealed`.\n"},
    [W_LOSSES] = {"What is not here:\n",                                "Ce qui n'y est pas" NO_BREAK ":\n"   },
    [W_NO_LOSS] = {"Nothing that the log holds up to this checkpoint is "
		   "left out.\n",		     "Rien de ce que le journal contient jusqu'\303\240 "
	"ce point de contr\303\264le n'est omis.\n"        },
    [W_EVIDENCE] = {"An export is not evidence; the log is.\n",
		    "Un export ne prouve rien" NO_BREAK "; le journal, oui.\n"                                  },
    [W_OPENINGS] = {"Words are as public as on the day of the export.\n",
		    "Les mots sont publics tels qu'au jour de l'export.\n"                                      },
};

static void
put_files(const struct papers *p, const struct exported *x, enum lang lang,
    struct buffer *out)
{
	char hex[65];

	buffer_text(out, words[W_FILES][lang]);
	for (size_t i = 0; i < x->file_count; i++) {
		const struct export_file *f = &x->files[i];

		hash_print(hex, &f->sha256);
		buffer_printf(out, "  %s", last_part(f->path, p->job->path));
		if (f->has_rows)
			buffer_printf(out, ", %llu %s",
			    (unsigned long long)f->rows,
			    lang == LANG_FR ? "lignes" : "rows");
		buffer_printf(out, ", sha256 %s\n", hex);
	}
}

static void
put_language(const struct papers *p, const struct exported *x, enum lang lang,
    struct buffer *out)
{
	char root[64];

	base64_print(root, hash_span(&p->root));
	buffer_text(out, words[W_REGISTER][lang]);
	put_title(p, lang == LANG_FR ? "fr" : "en", out);
	buffer_byte(out, '\n');
	if (lang == LANG_FR)
		buffer_printf(out,
		    "Point de contr\303\264le" NO_BREAK
		    ": taille %llu, %s\nRacine" NO_BREAK
		    ": %s\nFait le" NO_BREAK ": %s\n",
		    (unsigned long long)p->job->size, p->as_of, root,
		    p->made_at);
	else
		buffer_printf(out,
		    "Checkpoint: size %llu, %s\nRoot: %s\n"
		    "Made: %s\n",
		    (unsigned long long)p->job->size, p->as_of, root,
		    p->made_at);
	put_files(p, x, lang, out);
	if (p->filtered)
		buffer_text(out, words[W_CHOSEN][lang]);
	if (x->loss_count != 0)
		buffer_text(out, words[W_COUNT][lang]);
	buffer_text(out,
	    words[x->loss_count != 0 ? W_LOSSES : W_NO_LOSS][lang]);
	for (size_t i = 0; i < x->loss_count; i++)
		buffer_printf(out, "  %s%s%s\n", x->losses[i].field,
		    lang == LANG_FR ? NO_BREAK ": " : ": ",
		    x->losses[i].text[lang]);
	buffer_text(out, words[W_OPENINGS][lang]);
	buffer_text(out, words[W_EVIDENCE][lang]);
}

void
papers_readme(const struct papers *p, const struct exported *x,
    struct buffer *out)
{
	put_language(p, x, LANG_EN, out);
	buffer_byte(out, '\n');
	put_language(p, x, LANG_FR, out);
}

/* ---- datapackage.json ---- */

static struct json *
schema_of(const struct table *t, struct arena *a)
{
	struct json *schema = json_new(a, JSON_OBJECT), *fields;

	fields = json_put(a, schema, "fields", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < t->column_count; i++) {
		struct json *f = json_add(fields, json_new(a, JSON_OBJECT));

		json_put_cstr(a, f, "name", t->columns[i].name);
		json_put_cstr(a, f, "type",
		    t->columns[i].type == NULL ? "string" : t->columns[i].type);
	}
	json_add(json_put(a, schema, "missingValues", json_new(a, JSON_ARRAY)),
	    json_new_cstr(a, ""));
	if (t->unique_ids)
		json_put_cstr(a, schema, "primaryKey", "id");
	return schema;
}

static struct json *
dialect(struct arena *a)
{
	struct json *d = json_new(a, JSON_OBJECT);

	json_put_cstr(a, d, "delimiter", ",");
	json_put_cstr(a, d, "lineTerminator", "\r\n");
	json_put_cstr(a, d, "quoteChar", "\"");
	json_put_bool(a, d, "doubleQuote", true);
	json_put_bool(a, d, "header", true);
	return d;
}

static const struct export_file *
file_of(const struct exported *x, const struct table *t)
{
	char name[64];
	int len = snprintf(name, sizeof name, "/%s.csv", t->name);

	for (size_t i = 0; len > 0 && i < x->file_count; i++) {
		size_t path = strlen(x->files[i].path);

		if (path > (size_t)len &&
		    strcmp(x->files[i].path + path - (size_t)len, name) == 0)
			return &x->files[i];
	}
	return NULL;
}

static void
add_resource(struct json *list, const struct table *t,
    const struct export_file *f, struct arena *a)
{
	struct json *r = json_add(list, json_new(a, JSON_OBJECT));
	char text[80], hex[65];

	json_put_cstr(a, r, "name", t->name);
	json_put_cstr(a, r, "title", t->title[LANG_EN]);
	json_put_cstr(a, r, "title_fr", t->title[LANG_FR]);
	(void)snprintf(text, sizeof text, "%s.csv", t->name);
	json_put_cstr(a, r, "path", text);
	json_put_cstr(a, r, "profile", "tabular-data-resource");
	json_put_cstr(a, r, "format", "csv");
	json_put_cstr(a, r, "mediatype", "text/csv");
	json_put_cstr(a, r, "encoding", "utf-8");
	json_put_number(a, r, "bytes", (int64_t)f->bytes);
	json_put_number(a, r, "rows", (int64_t)f->rows);
	hash_print(hex, &f->sha256);
	(void)snprintf(text, sizeof text, "sha256:%s", hex);
	json_put_cstr(a, r, "hash", text);
	json_put(a, r, "dialect", dialect(a));
	json_put(a, r, "schema", schema_of(t, a));
}

static struct json *
package(const struct papers *p, const struct exported *x, struct arena *a)
{
	struct json *v = json_new(a, JSON_OBJECT), *c, *list;
	struct buffer title = {0};

	put_title(p, "en", &title);
	json_put_cstr(a, v, "profile", "tabular-data-package");
	json_put_cstr(a, v, "name", "chancery-export");
	json_put_text(a, v, "title", buffer_bytes(&title));
	buffer_release(&title);
	json_put_cstr(a, v, "created", p->made_at);
	c = json_put(a, v, "checkpoint", json_new(a, JSON_OBJECT));
	json_put_cstr(a, c, "origin", registry_origin(p->job->r));
	json_put_number(a, c, "size", (int64_t)p->job->size);
	json_put(a, c, "root", json_new_hash(a, p->root.at));
	json_put_cstr(a, c, "time", p->as_of);
	json_put_cstr(a, c, "note", "tlog/checkpoint");
	json_put_bool(a, v, "filtered", p->filtered);
	list = json_put(a, v, "resources", json_new(a, JSON_ARRAY));
	for (size_t i = 0; i < EXPORT_TABLES; i++) {
		const struct export_file *f = file_of(x, &export_tables[i]);

		if (f != NULL)
			add_resource(list, &export_tables[i], f, a);
	}
	return v;
}

enum err
papers_datapackage(const struct papers *p, const struct exported *x,
    struct buffer *out, struct error *e)
{
	struct arena *a = arena_new(4 * MIB);

	if (a != NULL) {
		json_print_pretty(out, package(p, x, a));
		buffer_byte(out, '\n');
	}
	if (a == NULL || arena_failed(a) || out->failed) {
		arena_free(a);
		return error_set(e, ERR_MEMORY, "out of memory");
	}
	arena_free(a);
	return ERR_NONE;
}
