#include "log/head.h"

#include "base/file.h"

#define HEAD_BYTES_MAX 65536

enum err
log_head_read(const char *keys_dir, struct buffer *note, struct error *e)
{
	char path[PATH_BYTES];
	enum err rc = path_join(path, keys_dir, LOG_HEAD_FILE, e);

	if (rc == ERR_NONE)
		rc = file_read(note, path, HEAD_BYTES_MAX, e);
	return rc;
}

enum err
log_head_write(const char *keys_dir, struct bytes note, struct error *e)
{
	char path[PATH_BYTES];
	enum err rc = path_join(path, keys_dir, LOG_HEAD_FILE, e);

	if (rc == ERR_NONE)
		rc = file_write_atomic(path, note, 0600, e);
	return rc;
}
