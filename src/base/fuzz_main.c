/*
 * Replays a corpus through a fuzz target as a plain test, in TAP: each file
 * or each file of each folder named. With libFuzzer this file is not linked.
 */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static unsigned done;

static void
replay(const char *path)
{
	struct buffer b = {0};

	if (file_read(&b, path, 64 * 1024 * 1024, NULL) == ERR_NONE) {
		(void)LLVMFuzzerTestOneInput(b.at, b.len);
		printf("ok %u - %s\n", ++done, path);
	} else {
		printf("not ok %u - cannot read %s\n", ++done, path);
	}
	buffer_release(&b);
}

int
main(int argc, char **argv)
{
	static const uint8_t nothing[1];

	(void)LLVMFuzzerTestOneInput(nothing, 0);
	printf("ok %u - the empty input\n", ++done);
	for (int i = 1; i < argc; i++) {
		char path[PATH_BYTES];
		struct dirent *entry;
		DIR *dir = opendir(argv[i]);

		if (dir == NULL) {
			replay(argv[i]);
			continue;
		}
		while ((entry = readdir(dir)) != NULL) {
			if (entry->d_name[0] != '.' && path_join(path, argv[i],
			    entry->d_name, NULL) == ERR_NONE)
				replay(path);
		}
		(void)closedir(dir);
	}
	printf("1..%u\n", done);
	return 0;
}
