/* Two tables compared: interfaces A6.7, the invariants of exchange/diff.h. */
#include "exchange/diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/testing.h"

struct told {
	struct buffer text;
	uint64_t changed, removed, added;
};

static enum err
tell(void *context, const struct difference *d, struct error *e)
{
	static const char letters[] = "~-+";
	struct told *t = context;

	(void)e;
	t->changed += d->kind == DIFF_CHANGED;
	t->removed += d->kind == DIFF_REMOVED;
	t->added += d->kind == DIFF_ADDED;
	buffer_byte(&t->text, (uint8_t)letters[d->kind]);
	for (size_t i = 0; i < d->key_count; i++) {
		struct bytes v = d->kind == DIFF_ADDED ? d->key[i].new_ :
							 d->key[i].old;

		if (i != 0)
			buffer_byte(&t->text, ',');
		buffer_add(&t->text, v);
	}
	for (size_t i = 0; i < d->field_count; i++) {
		const struct diff_field *f = &d->fields[i];

		buffer_printf(&t->text, " %.*s:%.*s>%.*s", (int)f->name.len,
		    (const char *)f->name.at, (int)f->old.len,
		    f->old.at == NULL ? "" : (const char *)f->old.at,
		    (int)f->new_.len,
		    f->new_.at == NULL ? "" : (const char *)f->new_.at);
	}
	buffer_byte(&t->text, '\n');
	return ERR_NONE;
}

static const struct row {
	const char *name, *old, *new_, *want;
	const char *key, *compare, *day, *still;
	bool fold, once, skip_bad;
	uint64_t same;
	enum err rc;
} rows[] = {
    {.name = "equal files",
	.old = "id,a\n1,x\n2,y\n",
	.new_ = "id,a\n2,y\n1,x\n",
	.want = "",
	.key = "id",
	.same = 2},
    {.name = "another value, a row gone, a row new",
	.old = "id,a\n1,x\n2,y\n",
	.new_ = "id,a\n1,z\n3,w\n",
	.want = "~1 a:x>z\n-2 a:y>\n+3 a:>w\n",
	.key = "id"},
    {.name = "columns in another order",
	.old = "id,a,b\n1,x,y\n",
	.new_ = "b,id,a\nq,1,x\n",
	.want = "~1 b:y>q\n",
	.key = "id"},
    {.name = "a column of one file alone is not compared",
	.old = "id,a\n1,x\n",
	.new_ = ",id,a\n0,1,x\n",
	.want = "",
	.key = "id",
	.same = 1},
    {.name = "id is the key where none is named",
	.old = "id,a\n1,x\n",
	.new_ = "id,a\n1,y\n",
	.want = "~1 a:x>y\n"},
    {.name = "else the whole row is",
	.old = "n,a\n1,x\n1,x\n",
	.new_ = "n,a\n1,x\n1,y\n",
	.want = "-1,x\n+1,y\n",
	.same = 1},
    {.name = "equal rows of one key are matched before the others",
	.old = "k,a\n1,x\n1,y\n1,z\n",
	.new_ = "k,a\n1,z\n1,q\n",
	.want = "~1 a:x>q\n-1 a:y>\n",
	.key = "k",
	.same = 1},
    {.name = "a copy that went is a difference",
	.old = "k,a\n1,x\n1,x\n",
	.new_ = "k,a\n1,x\n",
	.want = "-1 a:x>\n",
	.key = "k",
	.same = 1},
    {.name = "unless equal rows count once",
	.old = "k,a\n1,x\n1,x\n",
	.new_ = "k,a\n1,x\n",
	.want = "",
	.key = "k",
	.once = true,
	.same = 1},
    {.name = "capitals and blanks count",
	.old = "k,a\n1,A  b\n",
	.new_ = "k,a\n1,a b\n",
	.want = "~1 a:A  b>a b\n",
	.key = "k"},
    {.name = "unless they are folded",
	.old = "k,a\n1,\xC3\x89  b\n",
	.new_ = "k,a\n1,\xC3\xA9 b \n",
	.want = "",
	.key = "k",
	.fold = true,
	.same = 1},
    {.name = "days are days however they are written",
	.old = "k,d\n1,09/02/2021\n2,09.02.2021\n",
	.new_ = "k,d\n1,09-02-2021\n2,2021-02-09\n",
	.want = "",
	.key = "k",
	.day = "d",
	.same = 2},
    {.name = "and what is no day is a text",
	.old = "k,d\n1,9/2/2021\n",
	.new_ = "k,d\n1,09/02/2021\n",
	.want = "~1 d:9/2/2021>09/02/2021\n",
	.key = "k",
	.day = "d"},
    {.name = "rows of members that left are left out",
	.old = "m,a\n7,x\n8,y\n",
	.new_ = "m,a\n7,z\n",
	.want = "~7 a:x>z\n",
	.key = "m",
	.still = "m"},
    {.name = "only the columns named are compared",
	.old = "k,a,b\n1,x,y\n",
	.new_ = "k,a,b\n1,x,z\n",
	.want = "",
	.key = "k",
	.compare = "a",
	.same = 1},
    {.name = "a short row stops",
	.old = "k,a\n1\n",
	.new_ = "k,a\n1,x\n",
	.want = "",
	.key = "k",
	.rc = ERR_INPUT},
    {.name = "or is left out",
	.old = "k,a\n1\n",
	.new_ = "k,a\n1,x\n",
	.want = "+1 a:>x\n",
	.key = "k",
	.skip_bad = true},
    {.name = "a column that is not there",
	.old = "k\n1\n",
	.new_ = "q\n1\n",
	.want = "",
	.key = "k",
	.rc = ERR_INPUT},
    {.name = "no column in common",
	.old = "k\n1\n",
	.new_ = "q\n1\n",
	.want = "",
	.rc = ERR_INPUT},
    {.name = "one name twice",
	.old = "k,k\n1,2\n",
	.new_ = "k\n1\n",
	.want = "",
	.rc = ERR_INPUT},
    {.name = "an empty file",
	.old = "",
	.new_ = "k\n1\n",
	.want = "",
	.rc = ERR_INPUT},
    {.name = "lines of JSON",
	.old = "{\"leaf_hash\":\"aa\",\"number\":1,\"v\":true}\n"
	       "{\"leaf_hash\":\"bb\",\"number\":2,\"v\":null}\n",
	.new_ = "{\"leaf_hash\":\"aa\",\"number\":1,\"v\":false}\n"
		"{\"leaf_hash\":\"bb\",\"number\":2,\"v\":null}\n",
	.want = "~1 v:true>false\n",
	.same = 1},
    {.name = "a line that is none",
	.old = "{\"number\":1}\n{\n",
	.new_ = "{\"number\":1}\n",
	.want = "",
	.rc = ERR_INPUT},
};

static void
one_name(struct diff_names *names, const char *name)
{
	if (name != NULL)
		names->at[names->count++] = name;
}

static void
check_row(void **state)
{
	const struct row *r = *state;
	struct diff_options o = {.still = r->still,
	    .fold = r->fold,
	    .once = r->once,
	    .skip_bad = r->skip_bad,
	    .format = {.separator = ','}};
	char folder[] = "/tmp/chancery-diff-XXXXXX";
	char a[PATH_BYTES], b[PATH_BYTES];
	struct told told = {.changed = 0};
	struct diff_totals t;
	struct error e = {0};

	assert_non_null(mkdtemp(folder));
	assert_int_equal(path_join(a, folder, "old", &e), ERR_NONE);
	assert_int_equal(path_join(b, folder, "new", &e), ERR_NONE);
	assert_int_equal(file_create(a, bytes_text(r->old), 0600, &e),
	    ERR_NONE);
	assert_int_equal(file_create(b, bytes_text(r->new_), 0600, &e),
	    ERR_NONE);
	one_name(&o.key, r->key);
	one_name(&o.compare, r->compare);
	one_name(&o.days, r->day);
	assert_int_equal(diff_paths(&t, a, b, &o, tell, &told, &e), r->rc);
	if (r->rc == ERR_NONE) {
		assert_string_equal(buffer_cstr(&told.text), r->want);
		assert_int_equal(t.same, r->same);
		/* diff.h, invariants 1 and 2 */
		assert_int_equal(t.old.compared,
		    t.same + t.changed + t.removed);
		assert_int_equal(t.new_.compared, t.same + t.changed + t.added);
		assert_int_equal(t.old.rows,
		    t.old.compared + t.old.repeated + t.old.left_out +
			t.old.bad);
		assert_int_equal(t.changed, told.changed);
		assert_int_equal(t.removed, told.removed);
		assert_int_equal(t.added, told.added);
	} else {
		assert_int_equal(told.text.len, 0);
	}
	diff_totals_release(&t);
	buffer_release(&told.text);
	assert_int_equal(unlink(a), 0);
	assert_int_equal(unlink(b), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* The number of rows under a key is told, and whether the key stayed. */
static enum err
count_keys(void *context, const struct difference *d, struct error *e)
{
	uint64_t *seen = context;

	(void)e;
	seen[0] = d->key_rows_old;
	seen[1] = d->key_rows_new;
	return ERR_NONE;
}

static void
keys_are_counted(void **state)
{
	struct diff_options o = {.key = {{"k"}, 1},
	    .format = {.separator = ','}};
	char a[] = "/tmp/chancery-diff-XXXXXX",
	     b[] = "/tmp/chancery-diff-XXXXXX";
	int fa = mkstemp(a), fb = mkstemp(b);
	uint64_t seen[2] = {0, 0};
	struct diff_totals t;
	struct error e = {0};

	(void)state;
	assert_true(fa >= 0 && fb >= 0);
	assert_int_equal(write(fa, "k,a\n1,x\n1,y\n2,z\n", 16), 16);
	assert_int_equal(write(fb, "k,a\n1,x\n3,z\n3,z\n", 16), 16);
	(void)close(fa);
	(void)close(fb);
	assert_int_equal(diff_paths(&t, a, b, &o, count_keys, seen, &e),
	    ERR_NONE);
	assert_int_equal(t.keys_gone, 1);
	assert_int_equal(t.keys_new, 1);
	assert_int_equal(t.removed, 2);
	assert_int_equal(t.removed_key_kept, 1);
	assert_int_equal(seen[0], 0);
	assert_int_equal(seen[1], 2);
	diff_totals_release(&t);
	assert_int_equal(unlink(a), 0);
	assert_int_equal(unlink(b), 0);
}

int
main(void)
{
	struct CMUnitTest tests[COUNT(rows) + 1];

	for (size_t i = 0; i < COUNT(rows); i++)
		tests[i] = (struct CMUnitTest){.name = rows[i].name,
		    .test_func = check_row,
		    .initial_state = (void *)(uintptr_t)&rows[i]};
	tests[COUNT(rows)] = (struct CMUnitTest)cmocka_unit_test(
	    keys_are_counted);
	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
