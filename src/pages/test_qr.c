/* QR codes, read back by another program where it is there: interfaces C8.5 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "pages/qr.h"

#include "base/testing.h"

static enum err
drawn(struct buffer *out, struct bytes data, struct error *e)
{
	struct html h = {.out = out};
	enum err rc = qr_draw(&h, data, "A <title>", e);

	assert_true(html_good(&h));
	assert_int_equal(h.depth, 0);
	return rc;
}

static void
bounds_are_kept(void **state)
{
	static uint8_t data[QR_BYTES_MAX + 1];
	struct buffer out = {0};
	struct error e = {0};

	(void)state;
	memset(data, 0xe9, sizeof data);
	assert_int_equal(drawn(&out, bytes_of(data, 0), &e), ERR_INPUT);
	assert_int_equal(drawn(&out, bytes_of(data, sizeof data), &e),
	    ERR_INPUT);
	assert_int_equal(out.len, 0);
	assert_int_equal(drawn(&out, bytes_of(data, QR_BYTES_MAX), &e),
	    ERR_NONE);
	/* Version 40 has 177 modules; four of quiet on each side. */
	assert_non_null(strstr(buffer_cstr(&out), "viewBox=\"0 0 185 185\""));
	assert_non_null(strstr(buffer_cstr(&out), "A &lt;title&gt;"));
	buffer_release(&out);
}

static bool
scanner_is_there(void)
{
	return system("command -v rsvg-convert zbarimg >/dev/null 2>&1") == 0;
}

/* What zbar reads off the drawing. */
static void
scan(struct buffer *read_back, struct bytes svg)
{
	char path[] = "/tmp/chancery-qr-XXXXXX", command[200];
	int fd = mkstemp(path);
	FILE *scanned;
	char chunk[4096];
	size_t len;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, svg.at, svg.len), svg.len);
	(void)close(fd);
	(void)snprintf(command, sizeof command, "rsvg-convert -z 6 %s | "
	    "zbarimg -q --raw -Sdisable -Sqrcode.enable - 2>/dev/null", path);
	scanned = popen(command, "r");
	assert_non_null(scanned);
	while ((len = fread(chunk, 1, sizeof chunk, scanned)) != 0)
		buffer_append(read_back, chunk, len);
	(void)pclose(scanned);
	(void)unlink(path);
}

static void
scanned_is_what_was_drawn(void **state)
{
	static const char *const texts[] = {
		"https://register.example/verify#e=14&l=9f86d081884c7d659a2feaa0"
		"c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08&s=20001&r=9f86d081884c"
		"7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		"otpauth://totp/Register:desk?secret=GEZDGNBVGY3TQOJQ&digits=6",
		"x",
	};

	(void)state;
	if (!scanner_is_there()) {
		print_message("# rsvg-convert or zbarimg is missing\n");
		skip();
	}
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct buffer svg = {0}, found = {0};

		assert_int_equal(drawn(&svg, bytes_text(texts[i]), NULL),
		    ERR_NONE);
		scan(&found, buffer_bytes(&svg));
		assert_int_equal(found.len, strlen(texts[i]) + 1);
		assert_memory_equal(found.at, texts[i], strlen(texts[i]));
		buffer_release(&svg);
		buffer_release(&found);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounds_are_kept),
		cmocka_unit_test(scanned_is_what_was_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
