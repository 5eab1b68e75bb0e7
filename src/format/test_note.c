/* log 3: keys, private keys, notes, checkpoints, and the lines we make */
/* format/log 3.1, 3.2, 3.3, 3.5, 3.6 */
#include "format/note.h"

#include <stdio.h>

#include "base/testing.h"

/* log 3.1.4, 3.2.1: seeds 00..1f and 20..3f, for tests alone */
#define LOG_VKEY "register.example/log1+a1206906+" \
    "AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define WITNESS_VKEY "witness.example/w1+20324abe+" \
    "BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
#define LOG_SECRET "PRIVATE+KEY+register.example/log1+a1206906+" \
    "AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
#define WITNESS_SECRET "PRIVATE+KEY+witness.example/w1+484bc619+" \
    "ASAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/\n"
/* log 3.5.2 and 3.6 */
#define TEXT "register.example/log1\n7\n" \
    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n"
#define LOG_LINE "\xe2\x80\x94 register.example/log1 " \
    "oSBpBv9V/Gp1nsfW1+PWWdMGsVIraLbmXOY11EA+JwmK4qGje040O054vFwpXGm0srVO" \
    "Fc7ndNrHZ0RbcZR9BVxkIwM=\n"
#define WITNESS_LINE "\xe2\x80\x94 witness.example/w1 " \
    "IDJKvgAAAABlU/EAKqJjRppIoLzY04Xhp1xLmdlN7BKXa9EtdRA600DDPSQfxHFwI9sI" \
    "U3Ut3XrVUD1ta+dJNFJcu6OIeN/nJXD7Dg==\n"

static void
keys_print_and_parse(void **state)
{
	static const char *const texts[] = {LOG_VKEY, WITNESS_VKEY};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct vkey k;
		char again[VKEY_BYTES];

		assert_int_equal(vkey_parse(&k, bytes_text(texts[i]), NULL),
		    ERR_NONE);
		assert_int_equal(vkey_print(again, &k), strlen(texts[i]));
		assert_string_equal(again, texts[i]);
	}
}

/* Any single bit of a key changed: refused, or another name's good key is
 * impossible because the id covers name, type and key. */
static void
every_flip_of_a_key_is_refused(void **state)
{
	uint8_t text[] = LOG_VKEY;
	struct vkey k;

	(void)state;
	for (size_t bit = 0; bit < (sizeof text - 1) * 8; bit++) {
		text[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(vkey_parse(&k, bytes_of(text,
		    sizeof text - 1), NULL), ERR_INPUT);
		text[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void
names_are_judged(void **state)
{
	static const struct {
		const char *name;
		bool valid;
	} cases[] = {
		{"register.example/log1", true},
		{"d\xc3\xa9p\xc3\xb4t", true},
		{"", false},
		{"a b", false},
		{"a+b", false},
		{"a\tb", false},
		{"a\x7f", false},
		{"a\xc2\x85", false},         /* U+0085 */
		{"a\xc2\xa0", false},         /* U+00A0 */
		{"a\xe1\x9a\x80", false},     /* U+1680 */
		{"a\xe2\x80\x8a", false},     /* U+200A */
		{"a\xe2\x80\x8b", true},      /* U+200B is no white space */
		{"a\xe2\x80\xa8", false},     /* U+2028 */
		{"a\xe2\x80\xaf", false},     /* U+202F */
		{"a\xe2\x81\x9f", false},     /* U+205F */
		{"a\xe3\x80\x80", false},     /* U+3000 */
		{"a\xff", false},
	};
	char longest[257];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(key_name_is_valid(bytes_text(cases[i].name)),
		    cases[i].valid);
	memset(longest, 'n', sizeof longest);
	assert_true(key_name_is_valid(bytes_of(longest, 255)));
	assert_false(key_name_is_valid(bytes_of(longest, 256)));
}

static void
private_keys_print_and_parse(void **state)
{
	static const char *const texts[] = {LOG_SECRET, WITNESS_SECRET};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct signer s = {0};
		struct buffer b = {0};

		assert_int_equal(signer_parse(&s, bytes_text(texts[i]), NULL),
		    ERR_NONE);
		signer_print(&b, &s);
		assert_string_equal(buffer_cstr(&b), texts[i]);
		buffer_wipe(&b);
		signer_release(&s);
	}
}

static void
spoiled_private_keys_are_refused(void **state)
{
	uint8_t text[] = LOG_SECRET;
	struct signer s = {0};

	(void)state;
	for (size_t bit = 0; bit < (sizeof text - 1) * 8; bit++) {
		text[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(signer_parse(&s, bytes_of(text,
		    sizeof text - 1), NULL), ERR_INPUT);
		text[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t len = 0; len < sizeof text - 1; len++)
		assert_int_equal(signer_parse(&s, bytes_of(text, len), NULL),
		    ERR_INPUT);
}

struct note_row {
	const char *name, *text;
	enum err want;
};

static const struct note_row note_rows[] = {
	{"a checkpoint with two lines", TEXT "\n" LOG_LINE WITNESS_LINE,
	    ERR_NONE},
	{"the last empty line separates", "a\n\nb\n\n" LOG_LINE, ERR_NONE},
	{"no text but a line feed", "\n\n" LOG_LINE, ERR_NONE},
	{"nothing", "", ERR_INPUT},
	{"no line", TEXT "\n", ERR_INPUT},
	{"no empty line", TEXT LOG_LINE, ERR_INPUT},
	{"an empty line behind", TEXT "\n" LOG_LINE "\n", ERR_INPUT},
	{"a hyphen for the dash", TEXT "\n- a AAAAAAA=\n", ERR_INPUT},
	{"no blank after the dash", TEXT "\n\xe2\x80\x94" "a AAAAAAA=\n",
	    ERR_INPUT},
	{"no name", TEXT "\n\xe2\x80\x94  AAAAAAA=\n", ERR_INPUT},
	{"no signature", TEXT "\n\xe2\x80\x94 a\n", ERR_INPUT},
	{"an empty signature", TEXT "\n\xe2\x80\x94 a \n", ERR_INPUT},
	{"an id and nothing more", TEXT "\n\xe2\x80\x94 a AAAAAA==\n",
	    ERR_INPUT},
	{"an id and one byte", TEXT "\n\xe2\x80\x94 a AAAAAAA=\n", ERR_NONE},
	{"unused bits set", TEXT "\n\xe2\x80\x94 a AAAAAAB=\n", ERR_INPUT},
	{"a blank behind", TEXT "\n\xe2\x80\x94 a AAAAAAA= \n", ERR_INPUT},
	{"a carriage return", "a\r\n\n" LOG_LINE, ERR_INPUT},
	{"a tab", "a\tb\n\n" LOG_LINE, ERR_INPUT},
	{"an unknown line of 100 bytes that holds padding within",
	    TEXT "\n\xe2\x80\x94 a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA====AAAA\n",
	    ERR_INPUT},
};

static void
check_note(void **state)
{
	const struct note_row *row = *state;
	struct note n;
	struct error e = {0};

	assert_int_equal(note_parse(&n, bytes_text(row->text), &e),
	    row->want);
	assert_int_equal(e.text[0] != '\0', row->want != ERR_NONE);
}

static void
sixty_four_lines_and_no_more(void **state)
{
	struct buffer b = {0};
	struct note n;

	(void)state;
	buffer_text(&b, TEXT "\n");
	for (int i = 0; i < NOTE_LINES_MAX; i++)
		buffer_text(&b, LOG_LINE);
	assert_int_equal(note_parse(&n, buffer_bytes(&b), NULL), ERR_NONE);
	assert_int_equal(n.line_count, NOTE_LINES_MAX);
	buffer_text(&b, LOG_LINE);
	assert_int_equal(note_parse(&n, buffer_bytes(&b), NULL), ERR_INPUT);
	buffer_clear(&b);
	while (b.len < NOTE_BYTES_MAX)
		buffer_byte(&b, 'a');
	buffer_text(&b, "\n\n" LOG_LINE);
	assert_int_equal(note_parse(&n, buffer_bytes(&b), NULL), ERR_INPUT);
	buffer_release(&b);
}

/* log 3.5.2, 3.6: byte for byte what the design works out */
static void
lines_are_made_as_worked(void **state)
{
	struct signer log = {0}, witness = {0};
	struct buffer b = {0};
	struct checkpoint c;

	(void)state;
	assert_int_equal(signer_parse(&log, bytes_text(LOG_SECRET), NULL),
	    ERR_NONE);
	assert_int_equal(signer_parse(&witness, bytes_text(WITNESS_SECRET),
	    NULL), ERR_NONE);
	assert_int_equal(checkpoint_parse(&c, bytes_text(TEXT), NULL),
	    ERR_NONE);
	assert_int_equal(checkpoint_sign(&b, &c, &log, NULL), ERR_NONE);
	assert_int_equal(note_cosign(&b, bytes_text(TEXT), &witness,
	    1700000000, NULL), ERR_NONE);
	assert_string_equal(buffer_cstr(&b),
	    TEXT "\n" LOG_LINE WITNESS_LINE);
	assert_int_equal(note_cosign(&b, bytes_text(TEXT), &witness, 0, NULL),
	    ERR_INPUT);
	buffer_release(&b);
	signer_release(&log);
	signer_release(&witness);
}

static void
lines_hold_for_their_key_and_text_alone(void **state)
{
	struct vkey log, witness;
	struct note_line l, w;
	uint64_t time_s;

	(void)state;
	assert_int_equal(vkey_parse(&log, bytes_text(LOG_VKEY), NULL),
	    ERR_NONE);
	assert_int_equal(vkey_parse(&witness, bytes_text(WITNESS_VKEY), NULL),
	    ERR_NONE);
	assert_int_equal(note_line_parse(&l, bytes_of(LOG_LINE,
	    sizeof LOG_LINE - 2), NULL), ERR_NONE);
	assert_int_equal(note_line_parse(&w, bytes_of(WITNESS_LINE,
	    sizeof WITNESS_LINE - 2), NULL), ERR_NONE);
	assert_true(note_line_holds(&l, &log, bytes_text(TEXT), &time_s));
	assert_int_equal(time_s, 0);
	assert_true(note_line_holds(&w, &witness, bytes_text(TEXT), &time_s));
	assert_int_equal(time_s, 1700000000);
	assert_false(note_line_holds(&l, &witness, bytes_text(TEXT),
	    &time_s));
	assert_false(note_line_holds(&l, &log, bytes_text(TEXT "\n"),
	    &time_s));
	for (size_t bit = 0; bit < NOTE_PAYLOAD_MAX * 8; bit++) {
		w.payload[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_false(note_line_holds(&w, &witness, bytes_text(TEXT),
		    &time_s));
		w.payload[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	w.payload_len--;
	assert_false(note_line_holds(&w, &witness, bytes_text(TEXT),
	    &time_s));
}

/* log 1.7, 3.5.1 */
static const struct note_row checkpoint_rows[] = {
	{"the worked checkpoint", TEXT, ERR_NONE},
	{"size 0 with the empty root", "o\n0\n"
	    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", ERR_NONE},
	{"size 0 with another root", "o\n0\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n", ERR_INPUT},
	{"the largest size", "o\n9223372036854775807\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n", ERR_NONE},
	{"a size beyond", "o\n9223372036854775808\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n", ERR_INPUT},
	{"a leading zero", "o\n07\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n", ERR_INPUT},
	{"a sign", "o\n+7\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n", ERR_INPUT},
	{"an extension line", TEXT "more\n", ERR_INPUT},
	{"no last line feed", "o\n7\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=", ERR_INPUT},
	{"no origin", "\n7\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n", ERR_INPUT},
	{"an origin of ours", "chancery/entry/v1\n7\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n", ERR_INPUT},
	{"the origin of cosignatures", "cosignature/v1\n7\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYc=\n", ERR_INPUT},
	{"a root of 33 bytes", "o\n7\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tYcA\n", ERR_INPUT},
	{"a root of 31 bytes", "o\n7\n"
	    "mMl/C6MXXNCLAx3QhLncTmSbZNGijm6mlGRlAxc6tQ==\n", ERR_INPUT},
};

static void
check_checkpoint(void **state)
{
	const struct note_row *row = *state;
	struct checkpoint c;
	char again[CHECKPOINT_BYTES];

	assert_int_equal(checkpoint_parse(&c, bytes_text(row->text), NULL),
	    row->want);
	if (row->want != ERR_NONE)
		return;
	assert_int_equal(checkpoint_print(again, &c), strlen(row->text));
	assert_string_equal(again, row->text);
}

int
main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(keys_print_and_parse),
		cmocka_unit_test(every_flip_of_a_key_is_refused),
		cmocka_unit_test(names_are_judged),
		cmocka_unit_test(private_keys_print_and_parse),
		cmocka_unit_test(spoiled_private_keys_are_refused),
		cmocka_unit_test(sixty_four_lines_and_no_more),
		cmocka_unit_test(lines_are_made_as_worked),
		cmocka_unit_test(lines_hold_for_their_key_and_text_alone),
	};
	static struct CMUnitTest tests[COUNT(others) + COUNT(note_rows) +
	    COUNT(checkpoint_rows)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(others); i++)
		tests[n++] = others[i];
	for (size_t i = 0; i < COUNT(note_rows); i++)
		tests[n++] = (struct CMUnitTest){.name = note_rows[i].name,
		    .test_func = check_note,
		    .initial_state = (void *)(uintptr_t)&note_rows[i]};
	for (size_t i = 0; i < COUNT(checkpoint_rows); i++)
		tests[n++] = (struct CMUnitTest){
		    .name = checkpoint_rows[i].name,
		    .test_func = check_checkpoint,
		    .initial_state = (void *)(uintptr_t)&checkpoint_rows[i]};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
