#include "common.h"

#include <stdio.h>
#include <stdlib.h>

int
torture_exit(enum err rc, const struct error *e)
{
	switch (rc) {
	case ERR_NONE:
		return EXIT_DONE;
	case ERR_CONFLICT:
		return EXIT_CONFLICT;
	case ERR_REFUSED:
		return e->word[0] == 'R' ? EXIT_UNCHECKED : 7;
	case ERR_MEMORY:
		return EXIT_INTERNAL;
	case ERR_INPUT:
		return 3;
	case ERR_ABSENT:
		return 4;
	case ERR_PROOF:
		return 5;
	case ERR_UNCHECKED:
		return EXIT_UNCHECKED;
	case ERR_STORE:
		return EXIT_STORE;
	}
	return EXIT_INTERNAL;
}

void
torture_signer(struct signer *out)
{
	uint8_t seed[32];
	struct error e = {0};

	for (uint8_t i = 0; i < 32; i++)
		seed[i] = i;
	if (signer_init(out, bytes_text(TORTURE_ORIGIN), seed, &e) !=
	    ERR_NONE) {
		(void)fprintf(stderr, "torture: %s\n", e.text);
		exit(EXIT_INTERNAL);
	}
}

bool
torture_root_parse(struct bytes entry, uint64_t *covered, int64_t *at_s)
{
	struct bytes first, second;
	uint64_t at;
	size_t space;

	if (!bytes_starts(entry, "root "))
		return false;
	first = bytes_of(entry.at + 5, entry.len - 5);
	space = bytes_find(first, ' ');
	second = bytes_of(first.at + space, first.len - space);
	if (!bytes_starts(second, " at "))
		return false;
	second = bytes_of(second.at + 4, second.len - 4);
	if (!bytes_decimal(bytes_of(first.at, space), INT64_MAX, covered) ||
	    !bytes_decimal(second, INT64_MAX, &at))
		return false;
	*at_s = (int64_t)at;
	return true;
}

bool
torture_control(int *argc, char **argv)
{
	if (*argc < 3 || strcmp(argv[1], "--control") != 0)
		return true;
#ifdef CHANCERY_CONTROLS
	if (!control_choose(argv[2]))
		return false;
	for (int i = 3; i <= *argc; i++) /* the final NULL, too */
		argv[i - 2] = argv[i];
	*argc -= 2;
	return true;
#else
	return false;
#endif
}
