/* Any bytes as XML: a tree of bounded depth, or a refusal with a sentence. */
#include "exchange/xml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
walk(const struct xml_node *n, unsigned depth, struct arena *a)
{
	if (depth > XML_DEPTH_MAX)
		abort();
	(void)xml_text(n, a);
	for (const struct xml_node *m = n->first; m != NULL; m = m->next) {
		if (m->parent != n)
			abort();
		if (m->name.at != NULL)
			walk(m, depth + 1, a);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	struct arena *a = arena_new(64 * MIB);
	const struct xml_node *root = NULL;
	struct error e = {0};

	if (a == NULL || len > 64 * KIB)
		goto done;
	if (xml_parse(&root, bytes_of(at, len), a, &e) == ERR_NONE) {
		if (root == NULL)
			abort();
		walk(root, 1, a);
	} else if (e.text[0] == '\0') {
		abort();
	}
done:
	arena_free(a);
	return 0;
}
