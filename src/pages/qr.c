#include "pages/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <stdio.h>

#define QUIET 4

/* Runs of dark modules as one path: M x y h n v 1 h -n z. */
static void
put_modules(struct buffer *path, const QRcode *code)
{
	for (int y = 0; y < code->width; y++)
		for (int x = 0, run; x < code->width; x += run + 1) {
			const unsigned char *row =
			    code->data + (size_t)y * (size_t)code->width;

			for (run = 0; x + run < code->width &&
			    (row[x + run] & 1) != 0;)
				run++;
			if (run != 0)
				buffer_printf(path, "M%d %dh%dv1h-%dz",
				    x + QUIET, y + QUIET, run, run);
		}
}

static void
put_svg(struct html *h, const char *path, int side, const char *title)
{
	char box[48];

	(void)snprintf(box, sizeof box, "0 0 %d %d", side, side);
	html_open(h, "svg", "xmlns", "http://www.w3.org/2000/svg", "class",
	    "app-qr", "role", "img", "viewBox", box, "shape-rendering",
	    "crispEdges", NULL);
	html_element(h, "title", NULL, title);
	html_open(h, "rect", "width", "100%", "height", "100%", "fill", "#fff",
	    NULL);
	html_close(h, "rect");
	html_open(h, "path", "fill", "#000", "d", path, NULL);
	html_close(h, "path");
	html_close(h, "svg");
}

enum err
qr_draw(struct html *h, struct bytes data, const char *title,
    struct error *e)
{
	struct buffer path = {0};
	QRcode *code = NULL;
	enum err rc = ERR_NONE;

	if (data.len == 0 || data.len > QR_BYTES_MAX)
		return error_set(e, ERR_INPUT,
		    N_("a QR code holds 1 to %d bytes, not %zu"),
		    QR_BYTES_MAX, data.len);
	code = QRcode_encodeData((int)data.len, data.at, 0, QR_ECLEVEL_M);
	if (code == NULL) {
		rc = errno == ERANGE ?
		    error_set(e, ERR_INPUT, N_("too long for a QR code")) :
		    error_set(e, ERR_MEMORY, N_("out of memory"));
		goto done;
	}
	put_modules(&path, code);
	if (path.failed) {
		rc = error_set(e, ERR_MEMORY, N_("out of memory"));
		goto done;
	}
	put_svg(h, buffer_cstr(&path), code->width + 2 * QUIET, title);
done:
	QRcode_free(code);
	buffer_release(&path);
	return rc;
}
