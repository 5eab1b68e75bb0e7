/* Cells of a table, and the words that stand for a slot that is not public:
 * interfaces A3.8, model 7.3, 7.12. The whole export is checked by
 * tests/data/check_export.py. */
#include "exchange/export_inside.h"

#include "base/testing.h"

/* ---- cells ---- */

static const struct cell_row {
	const char *name, *text, *want;
} cells[] = {
    {"a plain text stays",                 "visas",     "visas"             },
    {"an empty text is an empty cell",     "",          ""                  },
    {"a comma is quoted",                  "a,b",       "\"a,b\""           },
    {"a quote is doubled",                 "a\"b",      "\"a\"\"b\""        },
    {"a line feed is quoted",              "a\nb",      "\"a\nb\""          },
    {"a carriage return within is quoted", "a\rb",      "\"a\rb\""          },
    {"white space at the end is quoted",   "a ",        "\"a \""            },
    {"an equals sign in front",            "=1+1",      "'=1+1"             },
    {"a plus in front",                    "+02:00",    "'+02:00"           },
    {"a minus in front",                   "-5",        "'-5"               },
    {"an at sign in front",                "@x",        "'@x"               },
    {"a tab in front",                     "\tx",       "'\tx"              },
    {"a carriage return in front",         "\rx",       "\"'\rx\""          },
    {"a formula with quotes",              "=A(\"x\")", "\"'=A(\"\"x\"\")\""},
    {"an apostrophe of its own stays",     "'x",        "'x"                },
    {"signs inside stay",                  "a=b+c",     "a=b+c"             },
};

static void
check_cell(void **state)
{
	const struct cell_row *row = *state;
	struct line line = {.cells = 0};
	struct buffer want = {0};

	cell_cstr(&line, "first");
	cell_cstr(&line, row->text);
	cell_number(&line, 7);
	line_end(&line);
	buffer_printf(&want, "first,%s,7\r\n", row->want);
	assert_string_equal(buffer_cstr(&line.text), buffer_cstr(&want));
	assert_int_equal(line.cells, 0);
	buffer_release(&line.text);
	buffer_release(&want);
}

/* ---- slots that are not public ---- */

#define LEAF(n)             \
	{                   \
		{           \
			(n) \
		}           \
	}

static const struct erasure erasures[] = {
    {.target = {TYPE_CONTACT, {1}},
     .slots = 1u << 8,
     .number = 33,
     .ground = "third-party"},
    {.target = {TYPE_CONTACT, {1}},
     .slots = 1u << 4,
     .number = 40,
     .one_version = true,
     .version = LEAF(9),
     .ground = "order"},
    {.target = {TYPE_CONTACT, {2}},
     .slots = SLOT_ALL,
     .number = 50,
     .ground = "safety"      },
    {.target = {TYPE_CONTACT, {1}},
     .slots = 1u << 7,
     .number = 60,
     .ground = "order"       },
    {.target = {TYPE_CONTACT, {1}},
     .slots = 1u << 7,
     .number = 61,
     .ground = "data-protection"       },
};

static const struct words_row {
	const char *name, *body;
	enum slot_state state;
	unsigned slot;
	uint8_t id, leaf;
	uint64_t number;
	const char *want;
} slots[] = {
    {"a public slot has none",          "{}",				     SLOT_PUBLIC,   8, 1, 1, 10, ""                        },
    {"sealed",			  "{\"visibility\":{\"tier\":\"sealed\"}}", SLOT_SEALED,   8, 1, 1,
     10,												      "sealed"                  },
    {"delayed",
     "{\"visibility\":{\"tier\":\"delayed\",\"until\":"
	"\"2031-05-06\"}}",						       SLOT_DELAYED,  8, 1, 1, 10, "delayed until 2031-05-06"},
    {"withheld",
     "{\"visibility\":{\"authority\":null,\"ground\":"
	"\"safety\",\"tier\":\"withheld\"}}",				     SLOT_WITHHELD, 8, 1, 1, 10, "withheld, safety"        },
    {"erased in every earlier version", "{}",                                     SLOT_ERASED,   8, 1, 1, 10,
     "erased, entry 33, third-party"												    },
    {"erased in one version",           "{}",				     SLOT_ERASED,   4, 1, 9, 10,
     "erased, entry 40, order"													  },
    {"another version is not meant",    "{}",                                     SLOT_ERASED,   4, 1, 8, 10, "erased"                  },
    {"another entity",                  "{}",				     SLOT_ERASED,   3, 2, 1, 10,
     "erased, entry 50, safety"													 },
    {"a later version is not meant",    "{}",                                     SLOT_ERASED,   8, 1, 1, 34, "erased"                  },
    {"the last erasure is named",       "{}",                                     SLOT_ERASED,   7, 1, 1, 10,
     "erased, entry 61, data-protection"												},
};

static void
check_words(void **test_state)
{
	const struct words_row *row = *test_state;
	struct erasure kept[COUNT(erasures)];
	struct state s = {.erasures = kept, .erasure_count = COUNT(kept)};
	struct loaded x = {.number = row->number};
	struct arena *a = arena_new(64 * KIB);
	struct buffer words = {0};
	struct error e = {0};

	memcpy(kept, erasures, sizeof kept);
	x.entry.id = (struct id){TYPE_CONTACT, {row->id}};
	x.entry.leaf_hash.at[0] = row->leaf;
	x.states[row->slot] = row->state;
	assert_int_equal(json_parse(&x.entry.body, bytes_text(row->body),
			     &json_entry_limits, a, &e),
	    ERR_NONE);
	state_slot_words(&s, &x, row->slot, &words);
	assert_string_equal(buffer_cstr(&words), row->want);
	buffer_release(&words);
	arena_free(a);
}

int
main(void)
{
	static struct CMUnitTest tests[COUNT(cells) + COUNT(slots)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(cells); i++)
		tests[n++] = (struct CMUnitTest){.name = cells[i].name,
		    .test_func = check_cell,
		    .initial_state = (void *)(uintptr_t)&cells[i]};
	for (size_t i = 0; i < COUNT(slots); i++)
		tests[n++] = (struct CMUnitTest){.name = slots[i].name,
		    .test_func = check_words,
		    .initial_state = (void *)(uintptr_t)&slots[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
