/*
 * chancery-vectors KIND FILE [KEY] - run somebody's test vectors
 *
 * Prints each case that differs, then "N agree, N differ". Exit 0: all agree.
 * 1: some differ. 2: usage. 77: the file is not there, which Meson shows as a
 * skipped test. 3: the file is there and is no vector file of this kind.
 */
#include <stdio.h>

#include "base/file.h"
#include "vectors/kinds.h"

enum { EXIT_AGREE, EXIT_DIFFER, EXIT_USAGE, EXIT_INPUT, EXIT_SKIP = 77 };

static int
usage(void)
{
	(void)fputs("usage: chancery-vectors KIND FILE [KEY]\n"
	    "kinds:\n", stderr);
	for (size_t i = 0; i < kinds_known_count; i++)
		(void)fprintf(stderr, "  %-11s %s\n", kinds_known[i]->name,
		    kinds_known[i]->files);
	return EXIT_USAGE;
}

static int
run_kind(const struct kind *kind, const char *path, const char *key)
{
	struct run r = {.path = path, .key = key,
	    .arena = arena_new(1024 * MIB)};
	struct error e = {0};
	enum err rc;

	if (r.arena == NULL) {
		(void)fputs("chancery-vectors: out of memory\n", stderr);
		return EXIT_INPUT;
	}
	rc = kind->run(&r, &e);
	if (rc == ERR_NONE && r.agree + r.differ == 0)
		rc = error_set(&e, ERR_INPUT, "no case in this file");
	if (rc != ERR_NONE)
		(void)fprintf(stderr, "chancery-vectors: %s: %s\n", path,
		    e.text);
	(void)printf("%zu agree, %zu differ\n", r.agree, r.differ);
	arena_free(r.arena);
	if (rc != ERR_NONE)
		return EXIT_INPUT;
	return r.differ == 0 ? EXIT_AGREE : EXIT_DIFFER;
}

int
main(int argc, char **argv)
{
	if (argc < 3 || argc > 4)
		return usage();
	for (size_t i = 0; i < kinds_known_count; i++) {
		if (strcmp(argv[1], kinds_known[i]->name) != 0)
			continue;
		if (!file_exists(argv[2])) {
			(void)printf("SKIP %s: no %s here\n", argv[1],
			    argv[2]);
			return EXIT_SKIP;
		}
		return run_kind(kinds_known[i], argv[2],
		    argc == 4 ? argv[3] : NULL);
	}
	return usage();
}
