/*
 * Foreign files row by row, fixtures of tests/fixtures/import.
 * Fixtures:      format/map 2.2, 2.5, 3.1, 8.2, 8.3
 * A second run:  format/map 3.5, 3.6
 * Dates:         format/map 7.1, 7.2, 7.3
 * The report:    format/map 8.1
 * Refused maps:  format/map 1.1, 1.2
 */
#include "exchange/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/map.h"
#include "exchange/import_eval.h"

#include "base/testing.h"

/* ---- a register of one page ------------------------------------------- */

struct page {
	unsigned made;
	struct map *places; /* dataset NUL type NUL key */
	struct import_known known[64];
	unsigned count;
	const char *refuse; /* check refuses drafts of this key */
	const char *erased;
};

static struct bytes
page_key(struct buffer *b, struct bytes dataset, struct bytes type,
    struct bytes key)
{
	buffer_clear(b);
	buffer_add(b, dataset);
	buffer_byte(b, 0);
	buffer_add(b, type);
	buffer_byte(b, 0);
	buffer_add(b, key);
	return buffer_bytes(b);
}

static enum err
page_find(void *context, struct bytes dataset, struct bytes type,
    struct bytes key, struct import_known *out, struct error *e)
{
	struct page *p = context;
	struct buffer b = {0};
	uint64_t place;

	(void)e;
	if (map_get(p->places, page_key(&b, dataset, type, key), &place))
		*out = p->known[place];
	if (p->erased != NULL && bytes_is(key, p->erased))
		out->left_alone = "erased";
	buffer_release(&b);
	return ERR_NONE;
}

/* One of each, but two who are called Member Three. */
static enum err
page_find_name(void *context, struct bytes type, struct bytes name,
    size_t *count, char id[IMPORT_ID_MAX], struct error *e)
{
	(void)context;
	(void)type;
	(void)e;
	*count = bytes_is(name, "Member Three") ?
	    2 :
	    bytes_is(name, "Member One") || bytes_is(name, "Member Two");
	(void)snprintf(id, IMPORT_ID_MAX, "person:elsewhere");
	return ERR_NONE;
}

static enum err
page_new_id(void *context, struct bytes type, char id[IMPORT_ID_MAX],
    struct error *e)
{
	struct page *p = context;

	(void)e;
	(void)snprintf(id, IMPORT_ID_MAX, "%.*s:%u", (int)type.len,
	    (const char *)type.at, ++p->made);
	return ERR_NONE;
}

static enum err
page_check(void *context, const struct import_draft *draft, struct error *e)
{
	struct page *p = context;

	if (p->refuse == NULL || !bytes_is(draft->key, p->refuse))
		return ERR_NONE;
	return error_word(e, ERR_INPUT, "text_nfc", "it is not in NFC");
}

static struct import_host
page_host(struct page *p)
{
	return (struct import_host){.context = p,
	    .find = page_find,
	    .find_name = page_find_name,
	    .new_id = page_new_id,
	    .check = page_check};
}

/* Files all drafts. */
static void
page_take(struct page *p, const struct import *job, const char *dataset)
{
	struct buffer b = {0};

	for (size_t i = 0; i < import_draft_count(job); i++) {
		const struct import_draft *d = import_draft_at(job, i);
		struct import_known *k = &p->known[p->count];

		assert_in_range(p->count, 0, COUNT(p->known) - 1);
		k->found = true;
		k->content = d->content;
		(void)snprintf(k->id, sizeof(k->id), "%s", d->id);
		assert_true(map_put(p->places,
		    page_key(&b, bytes_text(dataset), d->type, d->key),
		    p->count++));
	}
	buffer_release(&b);
}

static const char *
source_path(char out[PATH_BYTES], const char *name)
{
	const char *root = getenv("CHANCERY_SOURCE");
	struct error e = {0};

	assert_int_equal(path_join(out, root != NULL ? root : ".", name, &e),
	    ERR_NONE);
	return out;
}

#define FIXTURES "tests/fixtures/import/"

/* Judges a fixture after people.json was filed; NULL: refused as a whole. */
static struct import *
judge(struct page *p, const char *map, const char *file, bool people,
    struct error *e)
{
	char path[PATH_BYTES], name[PATH_BYTES];
	struct import_map *m;
	struct import *job = NULL;
	struct import_host host = page_host(p);

	if (people) {
		job = judge(p, "map.json", "people.json", false, e);
		assert_non_null(job);
		page_take(p, job, "fixture");
		import_free(job);
		job = NULL;
	}
	(void)snprintf(name, sizeof(name), FIXTURES "%s", map);
	assert_int_equal(import_map_read(&m, source_path(path, name), e),
	    ERR_NONE);
	(void)snprintf(name, sizeof(name), FIXTURES "%s", file);
	if (import_judge(&job, m, source_path(path, name), 0, 0, &host, e) !=
	    ERR_NONE)
		job = NULL;
	import_map_free(m); /* a job keeps what it needs */
	return job;
}

static void
page_open(struct page *p)
{
	*p = (struct page){.places = map_new()};
	assert_non_null(p->places);
}

static void
page_close(struct page *p)
{
	map_free(p->places);
}

static const char *
summary(struct buffer *b, const struct import *job)
{
	size_t last;

	import_report(job, b);
	assert_true(b->len > 1);
	for (last = b->len - 1; last > 0 && b->at[last - 1] != '\n'; last--)
		;
	return buffer_cstr(b) + last;
}

/* ---- fixtures --------------------------------------------------------- */

#define COUNTS(entries, filed, joined, problems, rows, skipped)               \
	"{\"already\":0,\"amended\":0,\"entries\":{" entries                  \
	"},\"filed\":" filed ",\"joined\":" joined ",\"problems\":{" problems \
	"},\"rows\":" rows ",\"skipped\":{" skipped "}}\n"

static const struct row {
	const char *name, *map, *file, *want;
} rows[] = {
    {"a good file",			       "map.json",      "diary.csv",
     COUNTS("\"contact\":3",								      "3", "0", "",                                        "3", "")                },
    {"with lone CR",			      "map.json",      "lone-cr.csv",
     COUNTS("\"contact\":3",								      "3", "0", "",                                        "3", "")                },
    {"with CRLF",				 "map.json",      "crlf.csv",
     COUNTS("\"contact\":3",								      "3", "0", "",                                        "3", "")                },
    {"Windows-1252 as stated",                    "map-1252.json", "windows-1252.csv",
     COUNTS("\"contact\":1",								      "1", "0", "",                                        "1", "")                },
    {"Windows-1252 under the name of UTF-8",      "map.json",      "windows-1252.csv",
     COUNTS("",										   "0", "0", "\"encoding\":1",                          "1", "")                },
    {"a byte that Windows-1252 leaves undefined", "map-1252.json",
     "undefined-1252.csv",							     COUNTS("", "0", "0", "\"encoding\":1",                          "1", "")                },
    {"unescaped quotes",			  "map.json",      "quotes.csv",
     COUNTS("\"contact\":2",								      "2", "0", "\"quote\":1",                             "3", "")                },
    {"a quote that never closes",                 "map.json",      "open-quote.csv",
     COUNTS("\"contact\":1",								      "1", "0", "\"quote\":1",                             "2", "")                },
    {"31 February, 2007, 2041, end before start", "map.json",      "dates.csv",
     COUNTS("\"contact\":1",								      "1", "0",
     "\"date\":3,"
	    "\"date_out_of_range\":2,\"end_before_start\":1",											  "7", "")                },
    {"nil returns",			       "map.json",      "nil.csv",
     COUNTS("\"contact\":1",								      "1", "0", "",                                        "3", "\"nil_return\":2")},
    {"rows too narrow and too wide",              "map.json",      "width.csv",
     COUNTS("\"contact\":2",								      "2", "0", "\"row_width\":2",                         "4", "")                },
    {"a key twice, a key missing",                "map.json",      "keys.csv",
     COUNTS("\"contact\":1",								      "1", "0", "\"duplicate_row\":1,\"no_key\":1",
     "3",																		   "")                },
    {"what no table and nobody knows",            "map.json",      "tables.csv",
     COUNTS("",										   "0", "0", "\"not_in_table\":1,\"unknown_entity\":1", "2",
     "")																				       },
    {"a name that two people have",               "map.json",      "names.csv",
     COUNTS("\"contact\":1",								      "1", "0", "\"name_ambiguous\":1",                    "2", "")                },
    {"people",				    "map.json",      "people.json",
     COUNTS("\"person\":4",								       "4", "0", "\"no_key\":1,\"duplicate_row\":1",
     "6",																		   "")                },
    {"partial dates and open ends",               "map.json",      "terms.xml",
     COUNTS("\"org\":1,\"post\":1,\"tenure\":2",                                                  "2", "0",
     "\"unknown_entity\":1,\"end_before_start\":1",												    "5",
     "\"start_not_stated\":1")																		 },
};

static void
check_row(void **state)
{
	const struct row *r = *state;
	bool people = strcmp(r->file, "people.json") != 0;
	struct page p;
	struct error e = {0};
	struct import *job;
	struct buffer b = {0};

	page_open(&p);
	job = judge(&p, r->map, r->file, people, &e);
	assert_non_null(job);
	assert_string_equal(summary(&b, job), r->want);
	import_free(job);
	buffer_release(&b);
	page_close(&p);
}

static const struct whole {
	const char *name, *file, *want;
} wholes[] = {
    {"SQL tuples",                "sql.csv",
     "sql.csv: the file is not the CSV that the "
	"map reads: its first line is no list of columns; it looks like "
	"lists of SQL values"					  },
    {"other columns",             "columns.csv",
     "columns.csv: the file is not the "
	"CSV that the map reads: its first line has no column \"Kind\""},
    {"an empty file",             "empty.csv",
     "empty.csv: the file is not the CSV "
	"that the map reads: it is empty"                              },
    {"broken XML",                "broken.xml",
     "broken.xml: the file is not the XML "
	"that the map reads: line 1: mismatched tag; it looks like XML"},
    {"a document type",           "entities.xml",
     "entities.xml: the file is not "
	"the XML that the map reads: line 2: a document type is not "
	"read; it looks like XML"				      },
    {"a name that no part reads", "states.tsv",
     "no part of the map "
	"reads"							},
    {"a file that is not there",  "none.csv",     "there is no"        },
};

static void
check_whole(void **state)
{
	const struct whole *w = *state;
	struct page p;
	struct error e = {0};

	page_open(&p);
	assert_null(judge(&p, "map.json", w->file, false, &e));
	e.text[strlen(w->want)] = '\0';
	assert_string_equal(e.text, w->want);
	page_close(&p);
}

/* ---- a second run, a third -------------------------------------------- */

static void
a_second_run_files_nothing(void **state)
{
	struct page p;
	struct error e = {0};
	struct import *job;
	struct buffer b = {0};

	(void)state;
	page_open(&p);
	job = judge(&p, "map.json", "people.json", false, &e);
	assert_non_null(job);
	page_take(&p, job, "fixture");
	import_free(job);
	job = judge(&p, "map.json", "people.json", false, &e);
	assert_non_null(job);
	assert_int_equal(import_draft_count(job), 0);
	assert_string_equal(summary(&b, job),
	    "{\"already\":4,\"amended\":0,"
	    "\"entries\":{},\"filed\":0,\"joined\":0,\"problems\":"
	    "{\"no_key\":1,\"duplicate_row\":1},\"rows\":6,\"skipped\":{}}\n");
	import_free(job);
	buffer_release(&b);
	page_close(&p);
}

static void
what_changed_is_amended(void **state)
{
	struct page p;
	struct error e = {0};
	struct import *job;

	(void)state;
	page_open(&p);
	job = judge(&p, "map.json", "people.json", false, &e);
	assert_non_null(job);
	page_take(&p, job, "fixture");
	import_free(job);
	p.known[1].content.at[0] ^= 1;
	job = judge(&p, "map.json", "people.json", false, &e);
	assert_non_null(job);
	assert_int_equal(import_draft_count(job), 1);
	assert_true(import_draft_at(job, 0)->amends);
	assert_string_equal(import_draft_at(job, 0)->id, p.known[1].id);
	assert_int_equal(import_totals(job)->amended, 1);
	assert_int_equal(import_totals(job)->already, 3);
	import_free(job);
	page_close(&p);
}

static void
what_was_erased_stays_out(void **state)
{
	struct page p;
	struct error e = {0};
	struct import *job;

	(void)state;
	page_open(&p);
	p.erased = "m2";
	job = judge(&p, "map.json", "people.json", false, &e);
	assert_non_null(job);
	assert_int_equal(import_totals(job)->skipped, 1);
	assert_true(
	    bytes_is(import_totals(job)->by_reason.at[0].name, "erased"));
	assert_int_equal(import_totals(job)->filed, 3);
	import_free(job);
	page_close(&p);
}

static void
a_refusal_of_the_register_is_the_rows_problem(void **state)
{
	struct page p;
	struct error e = {0};
	struct import *job;
	const struct import_problem *problem;

	(void)state;
	page_open(&p);
	p.refuse = "m2";
	job = judge(&p, "map.json", "people.json", false, &e);
	assert_non_null(job);
	assert_int_equal(import_problem_count(job), 3);
	problem = import_problem_at(job, 0);
	assert_string_equal(problem->code, "text_nfc");
	assert_string_equal(problem->message[LANG_EN], "it is not in NFC");
	assert_int_equal(problem->row, 2);
	import_free(job);
	page_close(&p);
}

static void
drafts_are_canonical_and_in_order(void **state)
{
	struct page p;
	struct error e = {0};
	struct import *job;
	const struct import_draft *d;

	(void)state;
	page_open(&p);
	job = judge(&p, "map.json", "terms.xml", true, &e);
	assert_non_null(job);
	assert_int_equal(import_draft_count(job), 4);
	d = import_draft_at(job, 3);
	assert_true(bytes_is(d->type, "tenure"));
	assert_true(bytes_is(d->key, "b"));
	assert_int_equal(d->row, 2);
	assert_true(bytes_is(d->body,
	    "{\"acting\":false,"
	    "\"person\":\"person:2\",\"post\":\"post:6\","
	    "\"when\":{\"edtf\":\"2019/2020-05-04\"}}"));
	assert_true(bytes_is(d->slots,
	    "{\"identifiers\":[{\"scheme\":"
	    "\"fixture\",\"value\":\"b\"}],\"note\":{\"en\":\"Left early & "
	    "by train\"}}"));
	import_free(job);
	page_close(&p);
}

static void
a_report_names_row_column_and_text(void **state)
{
	struct page p;
	struct error e = {0};
	struct import *job;
	struct buffer b = {0};

	(void)state;
	page_open(&p);
	job = judge(&p, "map.json", "dates.csv", false, &e);
	assert_non_null(job);
	import_report(job, &b);
	assert_non_null(strstr(buffer_cstr(&b),
	    "{\"code\":\"date\","
	    "\"column\":\"Date\",\"file\":\"dates.csv\",\"message\":\"it is "
	    "no day of the calendar in any form that the map names\","
	    "\"row\":1,\"text\":\"2021-02-31\"}\n"));
	import_free(job);
	buffer_release(&b);
	page_close(&p);
}

/* ---- dates ------------------------------------------------------------ */

static const struct date {
	const char *name, *text, *edtf; /* NULL: it does not fit */
	enum date_pattern pattern;
	const char *first, *last;
} dates[] = {
    {"a day",			   "2021-03-04",       "2021-03-04",               DATE_YMD,       "2021-03-04", "2021-03-04"},
    {"a leap day",		      "2024-02-29",       "2024-02-29",               DATE_YMD,       "2024-02-29",
     "2024-02-29"														 },
    {"31 February",		     "2021-02-31",       NULL,                       DATE_YMD,       NULL,         NULL        },
    {"29 February of 1900",             "1900-02-29",       NULL,                       DATE_YMD,       NULL,         NULL        },
    {"month 13",			"2021-13-01",       NULL,                       DATE_YMD,       NULL,         NULL        },
    {"year 0000",		       "0000-01-01",       NULL,                       DATE_YMD,       NULL,         NULL        },
    {"something behind",                "2021-03-04x",      NULL,                       DATE_YMD,       NULL,         NULL        },
    {"a blank before",                  " 2021-03-04",      NULL,                       DATE_YMD,       NULL,         NULL        },
    {"day first with dashes",           "04-03-2021",       "2021-03-04",               DATE_DMY_DASH,
     "2021-03-04",												    "2021-03-04"},
    {"day first with slashes",          "04/03/2021",       "2021-03-04",               DATE_DMY,
     "2021-03-04",												    "2021-03-04"},
    {"month first",		     "03/04/2021",       "2021-03-04",               DATE_MDY,       "2021-03-04",
     "2021-03-04"														 },
    {"dots and blanks",                 "4. 3. 2021",       "2021-03-04",               DATE_DOTS,      "2021-03-04",
     "2021-03-04"														 },
    {"dots with two digits",            "14. 12. 2021",     "2021-12-14",               DATE_DOTS,
     "2021-12-14",												    "2021-12-14"},
    {"an hour is not taken",            "2021-03-04 23:59", "2021-03-04",               DATE_YMD_HM,
     "2021-03-04",												    "2021-03-04"},
    {"hour 24",			 "2021-03-04 24:00", NULL,                       DATE_YMD_HM,    NULL,         NULL        },
    {"a month",			 "2021-02",          "2021-02",                  DATE_YM,        "2021-02-01", "2021-02-28"},
    {"a year",			  "2021",             "2021",                     DATE_Y,         "2021-01-01", "2021-12-31"},
    {"the first that means a month",    "2012-05-01",       "2012-05-01?",              DATE_FIRST,
     "2012-05-01",												    "2012-05-31"},
    {"the second does not",             "2012-05-02",       NULL,                       DATE_FIRST,     NULL,         NULL        },
    {"a half-year to the end of March", "03/31/13*",        "[2012-10-01..2013-03-31]",
     DATE_HALF_YEAR,										    "2012-10-01", "2013-03-31"},
    {"to the end of February",          "02/28/13*",        "[2012-09-01..2013-02-28]",
     DATE_HALF_YEAR,										    "2012-09-01", "2013-02-28"},
    {"to the end of June",              "06/30/12*",        "[2012-01-01..2012-06-30]",
     DATE_HALF_YEAR,										    "2012-01-01", "2012-06-30"},
    {"to the end of December",          "12/31/10*",        "[2010-07-01..2010-12-31]",
     DATE_HALF_YEAR,										    "2010-07-01", "2010-12-31"},
    {"to a day inside a month",         "05/18/13*",        "[2012-11-19..2013-05-18]",
     DATE_HALF_YEAR,										    "2012-11-19", "2013-05-18"},
    {"to the 30th of August",           "08/30/13*",        "[2013-03-01..2013-08-30]",
     DATE_HALF_YEAR,										    "2013-03-01", "2013-08-30"},
    {"without the star",                "03/31/13",         NULL,                       DATE_HALF_YEAR, NULL,         NULL        },
};

static void
check_date(void **state)
{
	const struct date *d = *state;
	struct arena *a = arena_new(MIB);
	struct when_value w;
	char text[11];

	assert_int_equal(import_date_read(d->pattern, bytes_text(d->text), &w,
			     a),
	    d->edtf != NULL);
	if (d->edtf != NULL) {
		assert_true(bytes_is(w.edtf, d->edtf));
		day_print(text, w.first);
		assert_string_equal(text, d->first);
		day_print(text, w.last);
		assert_string_equal(text, d->last);
	}
	arena_free(a);
}

/* ---- maps that are refused -------------------------------------------- */

#define MAP(inner)                                        \
	"{\"map\":1,\"dataset\":\"d\",\"licence\":\"x\"," \
	"\"title\":{\"en\":\"x\"},\"parts\":[{\"file\":\"a.csv\"," inner "}]}"
#define CSV                                                      \
	"\"reader\":{\"format\":\"csv\",\"encoding\":\"utf-8\"," \
	"\"separator\":\",\",\"line_end\":\"any\"}"
#define ENTRY(key)                                             \
	CSV ",\"entries\":[{\"type\":\"person\",\"as\":\"p\"," \
	    "\"key\":" key ",\"body\":{},\"slots\":{}}]"

static const struct wrong {
	const char *name, *text, *want;
} wrongs[] = {
    {"no object",			  "[]",			      "it wants an object"                                           },
    {"an unknown member",                  "{\"map\":1,\"mapp\":2}",          "unknown member \"mapp\""                                      },
    {"another version",                    "{\"map\":2}",                     "\"map\" wants 1"                                              },
    {"a data set that is no code",         "{\"map\":1,\"dataset\":\"A b\"}",
     "\"dataset\" wants a code: small letters, digits and hyphens, at "
	"most 40"															    },
    {"an unknown member of a part",        MAP("\"reder\":{}"),
     "parts/0: unknown member \"reder\""												     },
    {"a path that leaves the folder",
     "{\"map\":1,\"dataset\":\"d\","
	"\"licence\":\"x\",\"title\":{},\"parts\":[{\"file\":\"../a\"}]}",    "parts/0: \"file\" wants a name or pattern below the directory"},
    {"no entries",			 MAP(CSV),                          "parts/0: \"entries\" wants a list of 1 to 16"                 },
    {"a source with a misspelt step",
     MAP(ENTRY("{\"column\":\"a\","
		  "\"splitt\":\";\"}")),
     "parts/0: entries/0: key: unknown member \"splitt\""										    },
    {"a source that is none",              MAP(ENTRY("{\"colum\":\"a\"}")),
     "parts/0: entries/0: key: it wants a source"											    },
    {"a table that is not named",
     MAP(ENTRY("{\"column\":\"a\","
		  "\"table\":\"t\"}")),
     "parts/0: entries/0: key: no table \"t\" in \"tables\""										 },
    {"a date pattern that does not exist",
     MAP(ENTRY("{\"column\":\"a\","
		  "\"date\":[\"YY\"]}")),
     "parts/0: entries/0: key: \"date\": unknown pattern \"YY\""									     },
    {"two steps that exclude each other",
     MAP(ENTRY("{\"column\":\"a\","
		  "\"date\":[\"YYYY\"],\"map\":{\"a\":1}}")),
     "parts/0: entries/0: key: one of map, table, find and date at "
	"most"															       },
    {"an entity that is not made yet",     MAP(ENTRY("{\"entity\":\"p\"}")),
     "parts/0: entries/0: key: no earlier entry is made \"as\" \"p\""									},
    {"a type that is not imported",
     MAP(CSV ",\"entries\":[{\"type\":"
		"\"policy\",\"as\":\"p\",\"key\":\"k\",\"body\":{},"
		"\"slots\":{}}]"),
     "parts/0: entries/0: \"type\": \"policy\" is "
	"not imported"														       },
    {"nodes of a csv",
     MAP(ENTRY("{\"for\":{\"nodes\":\"a/*\"},"
		  "\"do\":{}}")),
     "parts/0: entries/0: key: for: csv has no nodes below a row"									    },
    {"a condition without a test",
     MAP(CSV ",\"skip\":[{\"reason\":\"r\","
		"\"if\":{\"column\":\"a\"}}]"),
     "parts/0: skip/0: a condition wants one of"											     },
    {"a separator of two characters",
     MAP("\"reader\":{\"format\":\"csv\","
	    "\"encoding\":\"utf-8\",\"separator\":\"::\",\"line_end\":"
	    "\"any\"}"),
     "parts/0: reader: \"separator\" wants one character "
	"of ASCII"															   },
    {"text that is no JSON",               "{\"map\":1,}",                    "byte 9"						       },
};

static void
check_wrong(void **state)
{
	const struct wrong *w = *state;
	struct import_map *m = NULL;
	struct error e = {0};

	assert_int_equal(import_map_parse(&m, bytes_text(w->text), ".", &e),
	    ERR_INPUT);
	assert_null(m);
	if (strcmp(w->name, "text that is no JSON") != 0) {
		e.text[strlen(w->want)] = '\0';
		assert_string_equal(e.text, w->want);
	} else {
		assert_string_equal(e.word, "json_syntax");
	}
}

/* ---- names ------------------------------------------------------------ */

static void
patterns_fit_names(void **state)
{
	static const struct {
		const char *pattern, *name;
		bool fits;
	} cases[] = {
	    {"a.csv",          "a.csv",                  true },
	    {"a.csv",          "b.csv",                  false},
	    {"*.csv",          ".csv",                   true },
	    {"*.csv",          "x/a.csv",                false},
	    {"people/*/*.xml", "people/a/b.xml",         true },
	    {"people/*/*.xml", "people/b.xml",           false},
	    {"*popolo*.json",  "uk.ep-popolo-v1.0.json", true },
	    {"a*b*c",          "aXbXbYc",                true },
	    {"a*b*c",          "aXbX",                   false},
	    {"",               "",		       true },
	    {"*",              "",		       true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(import_name_fits(bytes_text(cases[i].pattern),
				     bytes_text(cases[i].name)),
		    cases[i].fits);
}

static void
shipped_maps_are_read(void **state)
{
	static const char *const names[] = {"embassies", "lt-seimas-agendas",
	    "popolo-parliaments", "us-fara-contacts-2013", "us-state-pocom"};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		char name[PATH_BYTES], path[PATH_BYTES];
		struct import_map *m = NULL;
		struct error e = {0};

		(void)snprintf(name, sizeof(name), "maps/%s.json", names[i]);
		assert_int_equal(import_map_read(&m, source_path(path, name),
				     &e),
		    ERR_NONE);
		assert_true(m->part_count >= 1);
		import_map_free(m);
	}
}

static struct CMUnitTest
test_of(const char *name, CMUnitTestFunction run, const void *row)
{
	union {
		const void *from;
		void *to;
	} state = {.from = row};

	return (struct CMUnitTest){.name = name,
	    .test_func = run,
	    .initial_state = state.to};
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
	    cmocka_unit_test(a_second_run_files_nothing),
	    cmocka_unit_test(what_changed_is_amended),
	    cmocka_unit_test(what_was_erased_stays_out),
	    cmocka_unit_test(a_refusal_of_the_register_is_the_rows_problem),
	    cmocka_unit_test(drafts_are_canonical_and_in_order),
	    cmocka_unit_test(a_report_names_row_column_and_text),
	    cmocka_unit_test(patterns_fit_names),
	    cmocka_unit_test(shipped_maps_are_read),
	};
	static struct CMUnitTest tests[COUNT(rows) + COUNT(wholes) +
	    COUNT(dates) + COUNT(wrongs) + COUNT(others)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[n++] = test_of(rows[i].name, check_row, &rows[i]);
	for (size_t i = 0; i < COUNT(wholes); i++)
		tests[n++] = test_of(wholes[i].name, check_whole, &wholes[i]);
	for (size_t i = 0; i < COUNT(dates); i++)
		tests[n++] = test_of(dates[i].name, check_date, &dates[i]);
	for (size_t i = 0; i < COUNT(wrongs); i++)
		tests[n++] = test_of(wrongs[i].name, check_wrong, &wrongs[i]);
	for (size_t i = 0; i < COUNT(others); i++)
		tests[n++] = others[i];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
