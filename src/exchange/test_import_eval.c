/*
 * Sources, steps, conditions and templates; each row is one small file under
 * one small map, and its name begins with the clause.
 * Readers:     format/map 2.6, 2.7, 2.8, 2.9, 2.10, 2.11
 * Templates:   format/map 3.2, 3.3, 3.4, 3.6
 * Sources:     format/map 4.1, 4.2, 4.3, 4.4, 4.5, 4.6, 4.7, 4.8, 4.9, 4.10
 * Conditions:  format/map 5.1, 5.2, 5.3
 */
#include "exchange/import.h"

#include <stdio.h>

#include "base/testing.h"

static enum err
new_id(void *context, struct bytes type, char id[IMPORT_ID_MAX],
    struct error *e)
{
	unsigned *made = context;

	(void)e;
	(void)snprintf(id, IMPORT_ID_MAX, "%.*s:%u", (int)type.len,
	    (const char *)type.at, ++*made);
	return ERR_NONE;
}

/* One entry of type document whose body is {"x": SOURCE}. */
#define HEAD                                              \
	"{\"map\":1,\"dataset\":\"d\",\"licence\":\"x\"," \
	"\"title\":{\"en\":\"x\"},\"parts\":[{\"file\":\"f*\",\"reader\":"
#define CSV                                                \
	HEAD "{\"format\":\"csv\",\"encoding\":\"utf-8\"," \
	     "\"separator\":\",\",\"line_end\":\"any\"},"
#define GROUPS                                             \
	HEAD "{\"format\":\"csv\",\"encoding\":\"utf-8\"," \
	     "\"separator\":\",\",\"line_end\":\"any\",\"group_by\":[\"k\"]},"
#define JSON HEAD "{\"format\":\"json\",\"rows\":\"/r/*\"},"
#define XML HEAD "{\"format\":\"xml\",\"rows\":\"/r/s\"},"
#define ENTRY                                                        \
	"{\"type\":\"document\",\"as\":\"d\",\"repeat\":\"number\"," \
	"\"key\":\"k\",\"slots\":{},\"body\":{\"x\":"
#define ONE "\"entries\":[" ENTRY
#define END "}}]}]}"

static const struct row {
	const char *name, *map, *file;
	const char *want; /* the bodies of all drafts, or "!CODE" first */
} rows[] = {
    {"4.1 a column",					   CSV ONE "{\"column\":\"a\"}" END,                  "a,b\n 1  2 ,3\n",
     "{\"x\":\"1 2\"}"																					     },
    {"2.10 an empty cell is nothing, 3.3 in an object null",
     CSV ONE "{\"column\":\"a\"}" END,									    "a,b\n ,3\n",      "{\"x\":null}"                                                },
    {"4.2 joined texts",
     CSV ONE "{\"join\":[{\"column\":\"a\"},\"-\","
		"{\"column\":\"b\"}],\"with\":\"/\"}" END,
     "a,b\n1,2\n,3\n",													       "{\"x\":\"1/-/2\"}{\"x\":\"-/3\"}"                            },
    {"4.2 all or nothing",
     CSV ONE "{\"join\":[{\"column\":\"a\"},"
		"{\"column\":\"b\"}],\"with\":\"/\",\"all\":true}" END,
     "a,b\n1,2\n,3\n",													       "{\"x\":\"1/2\"}{\"x\":null}"                                 },
    {"4.3 the first of several",
     CSV ONE "{\"first\":[{\"column\":\"a\"},"
		"{\"column\":\"b\"}]}" END,
     "a,b\n1,2\n,3\n",													       "{\"x\":\"1\"}{\"x\":\"3\"}"                                  },
    {"4.4 a label goes with its text",
     CSV ONE "{\"label\":\"no.\","
		"\"of\":{\"column\":\"a\"}}" END,
     "a,b\n1,2\n,3\n",													       "{\"x\":\"no. 1\"}{\"x\":null}"                               },
    {"4.5 data set and file",
     CSV ONE "{\"join\":[{\"this\":\"dataset\"},"
		"{\"this\":\"file\"},{\"this\":\"key\"}],\"with\":\" \"}" END,
     "a\n1\n",														       "{\"x\":\"d f.1 k\"}"					 },
    {"4.5 the origin",					 JSON ONE "{\"this\":\"origin\"}" END,              "{\"r\":[{}]}",
     "{\"x\":{\"dataset\":\"d\",\"file\":\"03d620e3"
	"41e31124c48677a4525c5f0e2a8c87d3d12d92d0bff77d3bace4fba5\","
	"\"row\":1}}"																					      },
    {"4.6 a lookup",
     HEAD "{\"format\":\"json\",\"rows\":\"/r/*\"},"
	     "\"lookups\":{\"t\":{\"rows\":\"/t/*\",\"key\":\"id\"}}," ONE
	     "{\"column\":\"a\",\"lookup\":\"t\",\"take\":\"n\"}" END,
     "{\"r\":[{\"a\":1},{\"a\":2},{}],\"t\":[{\"id\":1,"
	"\"n\":\"one\"}]}",													  "{\"x\":\"one\"}{\"x\":null}{\"x\":null}"                     },
    {"4.7 once for each value",
     CSV ONE "[{\"for\":{\"column\":\"a\","
		"\"split\":\";\"},\"do\":{\"n\":{\"this\":\"index\"},\"t\":"
		"{\"this\":\"item\"}}}]" END,
     "a\np;q;;p\n",														  "{\"x\":[{\"n\":0,\"t\":\"p\"},{\"n\":1,\"t\":\"q\"},"
	"{\"n\":2,\"t\":\"p\"}]}"																	       },
    {"4.7 for each line of a group, equal ones once",
     GROUPS ONE
	"[{\"for\":\"lines\",\"do\":{\"t\":{\"column\":\"a\"}}}]" END,
     "k,a\n1,p\n1,q\n1,p\n2,r\n",												    "{\"x\":[{\"t\":\"p\"},{\"t\":\"q\"}]}{\"x\":[{\"t\":\"r\"}]}"},
    {"4.7 for each node of json",
     JSON ONE "[{\"for\":{\"nodes\":"
		 "\"l/*\"},\"do\":{\"t\":{\"column\":\"v\"},\"u\":{\"column\":"
		 "\"../w\"}}}]" END,
     "{\"r\":[{\"w\":7,\"l\":[{\"v\":1},"
	"{\"v\":true}]}]}",													  "{\"x\":[{\"t\":\"1\",\"u\":\"7\"},{\"t\":\"true\","
	"\"u\":\"7\"}]}"																		},
    {"4.7 for each node of xml",
     XML ONE
	"[{\"for\":{\"nodes\":\"l/v\"},"
	"\"do\":{\"t\":{\"column\":\".\"},\"u\":{\"column\":\"@a\"}}}]" END,
     "<r><s><l><v a='1'>p</v><v>q</v></l></s></r>",										  "{\"x\":[{\"t\":\"p\",\"u\":\"1\"},{\"t\":\"q\","
	"\"u\":null}]}"															 },
    {"4.8 an entry made before",
     CSV "\"entries\":[{\"type\":\"person\","
	    "\"as\":\"p\",\"key\":{\"column\":\"a\"},\"repeat\":\"once\","
	    "\"body\":{},\"slots\":{}}," ENTRY "{\"entity\":\"p\"}" END,
     "a\nz\nz\n",														    "{}{\"x\":\"person:1\"}{\"x\":\"person:1\"}"                  },
    {"4.8 a record by its key",
     CSV
	"\"entries\":[{\"type\":\"person\","
	"\"as\":\"p\",\"key\":{\"column\":\"a\"},\"if\":{\"not\":"
	"{\"column\":\"a\",\"empty\":true}},\"body\":{},\"slots\":{}}," ENTRY
	"{\"entity\":{\"type\":\"person\",\"key\":{\"column\":"
	"\"b\"}}}" END,
     "a,b\nz,z\n,z\n",													       "{}{\"x\":\"person:1\"}{\"x\":\"person:1\"}"                  },
    {"4.8 a record that nobody made",
     CSV ONE "{\"entity\":{\"type\":"
		"\"person\",\"key\":\"q\"}}" END,
     "a\n1\n",														       "!unknown_entity"					     },
    {"4.8 a name that one has in this run",
     CSV "\"entries\":[{\"type\":"
	    "\"person\",\"as\":\"p\",\"key\":{\"column\":\"a\"},\"body\":{},"
	    "\"slots\":{\"names\":[{\"lang\":\"en\",\"text\":\"N\"}]}}]},"
	    "{\"file\":\"f*\",\"reader\":{\"format\":\"csv\",\"encoding\":"
	    "\"utf-8\",\"separator\":\",\",\"line_end\":\"any\"}," ONE
	    "{\"entity\":{\"type\":\"person\",\"name\":\"N\"}}" END,
     "a\nz\n",														       "{}{\"x\":\"person:1\"}"                                      },
    {"4.8 a name that two have in this run",
     CSV "\"entries\":[{\"type\":"
	    "\"person\",\"as\":\"p\",\"key\":{\"column\":\"a\"},\"body\":{},"
	    "\"slots\":{\"names\":[{\"lang\":\"en\",\"text\":\"N\"}]}}]},"
	    "{\"file\":\"f*\",\"reader\":{\"format\":\"csv\",\"encoding\":"
	    "\"utf-8\",\"separator\":\",\",\"line_end\":\"any\"}," ONE
	    "{\"entity\":{\"type\":\"person\",\"name\":\"N\"}}" END,
     "a\ny\nz\n",														    "!name_ambiguous!name_ambiguous{}{}"                          },
    {"4.9 a hash of texts and dates",
     CSV ONE "{\"hash\":[{\"column\":"
		"\"a\"},{\"column\":\"b\",\"date\":[\"MM/DD/YYYY\"]},"
		"{\"column\":\"c\"}]}" END,
     "a,b,c\n1,03/04/2021,\n",												       "{\"x\":\"b1725f87b595198034c9faf763484fd2\"}"                },
    {"4.9 a span",
     CSV ONE "{\"span\":[{\"column\":\"a\",\"date\":"
		"[\"YYYY-MM\"]},{\"column\":\"b\",\"date\":[\"YYYY\"]}]}" END,
     "a,b\n2020-02,2021\n2020-02,\n,2021\n",											 "{\"x\":{\"edtf\":\"2020-02/2021\"}}"
	"{\"x\":{\"edtf\":\"2020-02/..\"}}{\"x\":{\"edtf\":\"../2021\"}}"									      },
    {"4.9 a span that states its bounds",
     CSV ONE "{\"span\":[{\"column\":"
		"\"a\",\"date\":[\"YYYY-MM-01?\"]},{\"column\":\"b\",\"date\":"
		"[\"YYYY\"]}]}" END,
     "a,b\n2020-02-01,2021\n",												       "{\"x\":{\"earliest\":\"2020-02-01\",\"edtf\":"
	"\"2020-02-01?/2021\",\"end_earliest\":\"2021-01-01\","
	"\"end_latest\":\"2021-12-31\",\"latest\":\"2020-02-29\"}}"												  },
    {"4.9 a span of nothing",
     CSV ONE
	"{\"span\":[{\"column\":\"a\","
	"\"date\":[\"YYYY\"]},{\"column\":\"a\",\"date\":[\"YYYY\"]}]}" END,
     "a,b\n,1\n",														    "!date"						       },
    {"4.9 a span that ends first",
     CSV ONE
	"{\"span\":[{\"column\":\"a\","
	"\"date\":[\"YYYY\"]},{\"column\":\"b\",\"date\":[\"YYYY\"]}]}" END,
     "a,b\n2021,2020\n",													     "!end_before_start"                                           },
    {"4.9 one or the other",
     CSV ONE "{\"if\":{\"column\":\"a\","
		"\"in\":[\"Yes\"]},\"then\":1,\"else\":[2]}" END,
     "a\nYES\nno\n",														 "{\"x\":1}{\"x\":[2]}"                                        },
    {"4.10 strip",					     CSV ONE "{\"column\":\"a\",\"strip\":\"u/\"}" END,
     "a\nu/1\nv/1\n",														"{\"x\":\"1\"}{\"x\":\"v/1\"}"                                },
    {"4.10 split, 3.4 each once",
     CSV ONE "[{\"column\":\"a\","
		"\"split\":\"|\"},\"z\"]" END,
     "a\np| q ||p\n",														"{\"x\":[\"p\",\"q\",\"z\"]}"                                 },
    {"4.10 map, 4.11 folded",
     CSV ONE "{\"column\":\"a\",\"map\":"
		"{\"Caf\xC3\xA9\":true,\"b\":{\"n\":1}}}" END,
     "a\nCAF\xC3\x89\nB\n",													  "{\"x\":true}{\"x\":{\"n\":1}}"                               },
    {"4.10 what the map does not know",
     CSV ONE "{\"column\":\"a\","
		"\"map\":{\"b\":1}}" END,
     "a\nc\n",														       "!not_in_table"					       },
    {"4.10 else",
     CSV ONE "{\"column\":\"a\",\"map\":{\"b\":1},\"else\":"
		"{\"column\":\"a\"}}" END,
     "a\nc\n",														       "{\"x\":\"c\"}"					       },
    {"4.10 else null is nothing",
     CSV ONE "[{\"column\":\"a\",\"split\":"
		"\";\",\"map\":{\"b\":1},\"else\":null}]" END,
     "a\nc;b\n",														     "{\"x\":[1]}"						 },
    {"4.10 find takes the first that occurs",
     CSV ONE "{\"column\":\"a\","
		"\"find\":[[\"bb\",2],[\"b\",1]],\"else\":0}" END,
     "a\nabba\nab\na\n",													     "{\"x\":2}{\"x\":1}{\"x\":0}"                                 },
    {"4.10 drop",
     CSV ONE "[{\"column\":\"a\",\"split\":\";\",\"drop\":"
		"[\"-\"]}]" END,
     "a\n-;b;-\n",														   "{\"x\":[\"b\"]}"					     },
    {"4.10 a date",
     CSV ONE "{\"column\":\"a\",\"date\":[\"YYYY\","
		"\"YYYY-MM-01?\"]}" END,
     "a\n2020\n2020-02-01\n",													"{\"x\":{\"edtf\":\"2020\"}}{\"x\":{\"earliest\":\"2020-02-01\","
	"\"edtf\":\"2020-02-01?\",\"latest\":\"2020-02-29\"}}"													},
    {"5.1 empty, has and after",
     CSV "\"skip\":[{\"reason\":\"e\",\"if\":"
	    "{\"column\":\"a\",\"empty\":true}},{\"reason\":\"h\",\"if\":"
	    "{\"column\":\"a\",\"has\":[\"Q\"]}},{\"reason\":\"f\",\"if\":"
	    "{\"column\":\"b\",\"date\":[\"YYYY\"],\"after\":"
	    "\"2020-12-31\"}}]," ONE "{\"column\":\"a\"}" END,
     "a,b\n,1\nxqx,1\np,2021\np,2020\n",											     "{\"x\":\"p\"}"                                               },
    {"5.2 not, all and any",
     CSV "\"skip\":[{\"reason\":\"n\",\"if\":"
	    "{\"not\":{\"any\":[{\"column\":\"a\",\"in\":[\"1\"]},{\"all\":["
	    "{\"column\":\"a\",\"in\":[\"2\"]},{\"column\":\"b\",\"in\":"
	    "[\"2\"]}]}]}}}]," ONE "{\"column\":\"a\"}" END,
     "a,b\n1,9\n2,2\n2,3\n3,2\n",												    "{\"x\":\"1\"}{\"x\":\"2\"}"                                  },
    {"5.3 what cannot be read fails a test and is no problem",
     CSV "\"skip\":[{\"reason\":\"f\",\"if\":{\"column\":\"b\",\"date\":"
	    "[\"YYYY\"],\"after\":\"2020-12-31\"}}]," ONE
	    "{\"column\":\"a\"}" END,
     "a,b\np,q\n",														   "{\"x\":\"p\"}"					       },
    {"3.3 members with a question mark",
     CSV ONE "{\"p?\":{\"column\":"
		"\"a\"},\"q?\":{\"column\":\"b\"}}" END,
     "a,b\n1,\n,\"\"\n,2\n",													 "{\"x\":{\"p\":\"1\"}}{\"x\":null}{\"x\":{\"q\":\"2\"}}"      },
    {"2.8 a parent's text in xml, 2.9 all text inside",
     XML ONE
	"{\"join\":"
	"[{\"column\":\"../n\"},{\"column\":\"t\"}],\"with\":\":\"}" END,
     "<r><n>N</n><s><t>a <b>b</b>&amp;c</t></s></r>",										"{\"x\":\"N:a b&c\"}"                                         },
    {"2.9 a parent's member in json",
     HEAD "{\"format\":\"json\","
	     "\"rows\":\"/r/*/q/*\"}," ONE "{\"column\":\"../n\"}" END,
     "{\"r\":[{\"n\":\"N\",\"q\":[{},{}]},{\"n\":\"M\",\"q\":[{}]}]}",							       "{\"x\":\"N\"}{\"x\":\"N\"}{\"x\":\"M\"}"                     },
    {"3.6 a row files all its entries or none",
     CSV "\"entries\":["
	    "{\"type\":\"person\",\"as\":\"p\",\"key\":{\"column\":\"a\"},"
	    "\"body\":{},\"slots\":{}}," ENTRY "{\"column\":\"b\",\"date\":"
	    "[\"YYYY\"]}" END,
     "a,b\nz,never\nz,2020\n",												       "!date{}"
	"{\"x\":{\"edtf\":\"2020\"}}"																},
};

static void
check_row(void **state)
{
	const struct row *r = *state;
	struct import_map *m = NULL;
	struct import *job = NULL;
	struct error e = {0};
	struct buffer got = {0};
	unsigned made = 0;
	struct import_host host = {.context = &made, .new_id = new_id};

	if (import_map_parse(&m, bytes_text(r->map), ".", &e) != ERR_NONE)
		fail_msg("%s", e.text);
	if (import_judge_bytes(&job, m, "f.1", bytes_text(r->file), 0, 0, &host,
		&e) != ERR_NONE)
		fail_msg("%s", e.text);
	for (size_t i = 0; i < import_problem_count(job); i++)
		buffer_printf(&got, "!%s", import_problem_at(job, i)->code);
	for (size_t i = 0; i < import_draft_count(job); i++)
		buffer_add(&got, import_draft_at(job, i)->body);
	assert_string_equal(buffer_cstr(&got), r->want);
	buffer_release(&got);
	import_free(job);
	import_map_free(m);
}

int
main(void)
{
	static struct CMUnitTest tests[COUNT(rows)];

	for (size_t i = 0; i < COUNT(rows); i++) {
		union {
			const void *from;
			void *to;
		} state = {.from = &rows[i]};

		tests[i] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = state.to};
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
