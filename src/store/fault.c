#include "store/fault.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real; /* lies behind this struct */
};

/* One per process: SQLite's list of disks is global, too. */
static struct {
	sqlite3_vfs vfs, *real;
	bool installed, planned, hit;
	struct fault_plan plan;
	uint64_t calls;
	const char *flip; /* text before the byte that changes */
} disk;

void
fault_flip_after(const char *text)
{
	disk.flip = text;
	disk.hit = false;
}

void
fault_plan(const struct fault_plan *plan)
{
	disk.planned = plan != NULL;
	if (plan != NULL)
		disk.plan = *plan;
	disk.calls = 0;
	disk.hit = false;
}

uint64_t
fault_calls(void)
{
	return disk.calls;
}

bool
fault_hit(void)
{
	return disk.hit;
}

/* Does this call fail? */
static bool
strikes(void)
{
	uint64_t call = disk.calls++;

	if (!disk.planned || call < disk.plan.calls_left)
		return false;
	if (call > disk.plan.calls_left && !disk.plan.for_good)
		return false;
	disk.hit = true;
	return true;
}

static int
code(int io)
{
	return disk.plan.kind == FAULT_FULL ? SQLITE_FULL : io;
}

static sqlite3_file *
real_of(sqlite3_file *f)
{
	return ((struct fault_file *)f)->real;
}

/* ---- calls that may fail ---- */

/* Writes, with one bit changed where the text stands. */
static int
write_flipped(sqlite3_file *real, const void *at, int len, sqlite3_int64 offset)
{
	size_t count = (size_t)len, text_len = strlen(disk.flip);
	const uint8_t *found = memmem(at, count, disk.flip, text_len);
	uint8_t *copy = found == NULL ? NULL : malloc(count);
	int rc;

	if (copy == NULL ||
	    (size_t)(found - (const uint8_t *)at) + text_len == count) {
		free(copy);
		return real->pMethods->xWrite(real, at, len, offset);
	}
	memcpy(copy, at, count);
	copy[(size_t)(found - (const uint8_t *)at) + text_len] ^= 1;
	rc = real->pMethods->xWrite(real, copy, len, offset);
	free(copy);
	disk.flip = NULL;
	disk.hit = true;
	return rc;
}

static int
fault_write(sqlite3_file *f, const void *at, int len, sqlite3_int64 offset)
{
	sqlite3_file *real = real_of(f);

	if (disk.flip != NULL)
		return write_flipped(real, at, len, offset);
	if (!strikes())
		return real->pMethods->xWrite(real, at, len, offset);
	if (disk.plan.kind == FAULT_LOST)
		return SQLITE_OK;
	if (disk.plan.kind == FAULT_TORN && len > 1)
		(void)real->pMethods->xWrite(real, at, len / 2, offset);
	return code(SQLITE_IOERR_WRITE);
}

static int
fault_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	sqlite3_file *real = real_of(f);

	if (!strikes())
		return real->pMethods->xTruncate(real, size);
	return disk.plan.kind == FAULT_LOST ? SQLITE_OK :
					      code(SQLITE_IOERR_TRUNCATE);
}

static int
fault_sync(sqlite3_file *f, int flags)
{
	sqlite3_file *real = real_of(f);

	if (!strikes())
		return real->pMethods->xSync(real, flags);
	return disk.plan.kind == FAULT_LOST ? SQLITE_OK :
					      code(SQLITE_IOERR_FSYNC);
}

static int
fault_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	if (!strikes() || disk.plan.kind == FAULT_LOST)
		return disk.real->xDelete(disk.real, name, sync);
	return SQLITE_IOERR_DELETE;
}

/* ---- calls that pass through ---- */

static int
pass_close(sqlite3_file *f)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods == NULL ? SQLITE_OK :
					real->pMethods->xClose(real);
}

static int
pass_read(sqlite3_file *f, void *at, int len, sqlite3_int64 offset)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xRead(real, at, len, offset);
}

static int
pass_size(sqlite3_file *f, sqlite3_int64 *size)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xFileSize(real, size);
}

static int
pass_lock(sqlite3_file *f, int level)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xLock(real, level);
}

static int
pass_unlock(sqlite3_file *f, int level)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xUnlock(real, level);
}

static int
pass_reserved(sqlite3_file *f, int *out)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xCheckReservedLock(real, out);
}

static int
pass_control(sqlite3_file *f, int op, void *arg)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xFileControl(real, op, arg);
}

static int
pass_sector(sqlite3_file *f)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xSectorSize(real);
}

static int
pass_traits(sqlite3_file *f)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xDeviceCharacteristics(real);
}

static int
pass_shm_map(sqlite3_file *f, int page, int size, int extend,
    void volatile **out)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xShmMap(real, page, size, extend, out);
}

static int
pass_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xShmLock(real, offset, n, flags);
}

static void
pass_shm_barrier(sqlite3_file *f)
{
	sqlite3_file *real = real_of(f);

	real->pMethods->xShmBarrier(real);
}

static int
pass_shm_unmap(sqlite3_file *f, int delete)
{
	sqlite3_file *real = real_of(f);

	return real->pMethods->xShmUnmap(real, delete);
}

static int
fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags,
    int *out_flags)
{
	static const sqlite3_io_methods methods = {
	    .iVersion = 2,
	    .xClose = pass_close,
	    .xRead = pass_read,
	    .xWrite = fault_write,
	    .xTruncate = fault_truncate,
	    .xSync = fault_sync,
	    .xFileSize = pass_size,
	    .xLock = pass_lock,
	    .xUnlock = pass_unlock,
	    .xCheckReservedLock = pass_reserved,
	    .xFileControl = pass_control,
	    .xSectorSize = pass_sector,
	    .xDeviceCharacteristics = pass_traits,
	    .xShmMap = pass_shm_map,
	    .xShmLock = pass_shm_lock,
	    .xShmBarrier = pass_shm_barrier,
	    .xShmUnmap = pass_shm_unmap,
	};
	struct fault_file *file = (struct fault_file *)f;
	int rc;

	(void)vfs;
	file->base.pMethods = NULL;
	file->real = (sqlite3_file *)(void *)(file + 1);
	if ((flags & SQLITE_OPEN_READWRITE) != 0 && strikes() &&
	    disk.plan.kind != FAULT_LOST)
		return SQLITE_CANTOPEN;
	rc = disk.real->xOpen(disk.real, name, file->real, flags, out_flags);
	/* even after an error SQLite closes what has methods */
	if (file->real->pMethods != NULL)
		file->base.pMethods = &methods;
	return rc;
}

enum err
fault_install(struct error *e)
{
	if (disk.installed)
		return ERR_NONE;
	if (sqlite3_initialize() != SQLITE_OK)
		return error_set(e, ERR_MEMORY, "out of memory");
	disk.real = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.real;
	disk.vfs.zName = "fault";
	disk.vfs.pNext = NULL;
	disk.vfs.szOsFile = (int)sizeof(struct fault_file) +
	    disk.real->szOsFile;
	disk.vfs.xOpen = fault_open;
	disk.vfs.xDelete = fault_delete;
	if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
		return error_set(e, ERR_MEMORY, "out of memory");
	disk.installed = true;
	return ERR_NONE;
}

void
fault_remove(void)
{
	if (!disk.installed)
		return;
	(void)sqlite3_vfs_unregister(&disk.vfs);
	(void)sqlite3_vfs_register(disk.real, 1);
	disk.installed = false;
	disk.planned = false;
}

bool
fault_tamper(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
	return sqlite3_close(db) == SQLITE_OK && rc == SQLITE_OK;
}
