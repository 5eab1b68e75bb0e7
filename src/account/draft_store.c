#include "account/draft_store.h"

#include "account/inside.h"

#define ID_LETTERS (DRAFT_ID_BYTES - 1)
#define FORM_BYTES_MAX 32
#define TITLE_BYTES_MAX 200

static enum err
no_draft(struct error *e)
{
	return error_set(e, ERR_ABSENT, "there is no such draft");
}

static void
make_id(char out[DRAFT_ID_BYTES])
{
	char code[ID_LETTERS + ID_LETTERS / 4];
	size_t len = 0;

	code_make(code, ID_LETTERS);
	for (const char *c = code; *c != '\0'; c++) {
		if (*c >= 'A' && *c <= 'Z')
			out[len++] = (char)(*c + 'a' - 'A');
		else if (*c != '-')
			out[len++] = *c;
	}
	out[len] = '\0';
}

/* ---- reading ---- */

#define DRAFT_COLUMNS                                                     \
	"SELECT id, form, title, made, touched, entry, content FROM "     \
	"private_draft "

static void
read_draft(const struct rows *r, struct kept_draft *out)
{
	*out = (struct kept_draft){.made_s = rows_number(r, 3),
	    .touched_s = rows_number(r, 4),
	    .filed = !rows_is_null(r, 5),
	    .entry = (uint64_t)rows_number(r, 5)};
	rows_copy(r, 0, out->id, sizeof out->id);
	rows_copy(r, 1, out->form, sizeof out->form);
	rows_copy(r, 2, out->title, sizeof out->title);
}

/* `content` may be NULL. */
static enum err
find(struct accounts *a, int64_t account, struct bytes id,
    struct kept_draft *out, struct buffer *content, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    DRAFT_COLUMNS "WHERE id = ? AND account = ?");
	enum err rc;

	rows_put_text(&r, id);
	rows_put(&r, account);
	rc = rows_one(&r, e);
	if (rc == ERR_NONE) {
		read_draft(&r, out);
		if (content != NULL)
			buffer_add(content, rows_bytes(&r, 6));
	}
	rows_end(&r);
	if (rc == ERR_NONE && content != NULL && content->failed)
		rc = error_set(e, ERR_MEMORY, "out of memory");
	return rc == ERR_ABSENT ? no_draft(e) : rc;
}

enum err
draft_get(struct accounts *a, int64_t account, struct bytes id,
    struct kept_draft *out, struct buffer *content, struct error *e)
{
	return find(a, account, id, out, content, e);
}

enum err
drafts_each(struct accounts *a, int64_t account, draft_fn *each,
    void *context, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    DRAFT_COLUMNS "WHERE account = ? AND entry IS NULL "
			  "ORDER BY touched DESC, id");
	bool more = true;
	enum err rc;

	rows_put(&r, account);
	rc = rows_next(&r, &more, e);
	while (rc == ERR_NONE && more) {
		struct kept_draft d;

		read_draft(&r, &d);
		rc = each(context, &d, e);
		if (rc == ERR_NONE)
			rc = rows_next(&r, &more, e);
	}
	rows_end(&r);
	return rc;
}

/* ---- writing ---- */

static enum err
check_room(struct accounts *a, int64_t account, struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "SELECT count(*) FROM private_draft WHERE account = ? AND "
	    "entry IS NULL");
	int64_t count = 0;
	enum err rc;

	rows_put(&r, account);
	rc = rows_one(&r, e);
	if (rc == ERR_NONE)
		count = rows_number(&r, 0);
	rows_end(&r);
	if (rc == ERR_NONE && count >= DRAFTS_MAX) {
		rc = error_set(e, ERR_INPUT,
		    "an account has 200 drafts at most");
		return error_mend(e, rc, "delete some of them");
	}
	return rc;
}

static enum err
insert(struct accounts *a, int64_t account, const struct kept_draft *d,
    struct bytes content, struct error *e)
{
	struct rows r;
	enum err rc = check_room(a, account, e);

	if (rc != ERR_NONE)
		return rc;
	r = rows_of(a->truth,
	    "INSERT INTO private_draft (id, account, form, title, content, "
	    "made, touched) VALUES (?, ?, ?, ?, ?, ?, ?)");
	rows_put_cstr(&r, d->id);
	rows_put(&r, account);
	rows_put_cstr(&r, d->form);
	rows_put_cstr(&r, d->title);
	rows_put_blob(&r, content);
	rows_put(&r, d->made_s);
	rows_put(&r, d->touched_s);
	return rows_run(&r, NULL, e);
}

static enum err
update(struct accounts *a, const struct kept_draft *d, struct bytes content,
    struct error *e)
{
	struct rows r = rows_of(a->truth, "UPDATE private_draft SET title = ?, "
	    "content = ?, touched = ? WHERE id = ?");

	rows_put_cstr(&r, d->title);
	rows_put_blob(&r, content);
	rows_put(&r, d->touched_s);
	rows_put_cstr(&r, d->id);
	return rows_run(&r, NULL, e);
}

static enum err
already_filed(struct error *e)
{
	return error_word(e, ERR_CONFLICT, "filed",
	    "this draft has been filed");
}

static enum err
put(struct accounts *a, int64_t account, struct bytes id,
    struct kept_draft *d, struct bytes content, struct error *e)
{
	struct kept_draft before;
	enum err rc;

	if (id.len == 0) {
		make_id(d->id);
		return insert(a, account, d, content, e);
	}
	rc = find(a, account, id, &before, NULL, e);
	if (rc != ERR_NONE)
		return rc;
	if (before.filed)
		return already_filed(e);
	memcpy(d->id, before.id, sizeof d->id);
	memcpy(d->form, before.form, sizeof d->form);
	d->made_s = before.made_s;
	return update(a, d, content, e);
}

enum err
draft_put(struct accounts *a, int64_t account, struct bytes id,
    struct bytes form, struct bytes title, struct bytes content,
    int64_t now_s, struct kept_draft *out, struct error *e)
{
	struct kept_draft d = {.made_s = now_s, .touched_s = now_s};
	enum err rc;

	if (content.len > DRAFT_BYTES_MAX || form.len > FORM_BYTES_MAX ||
	    title.len > TITLE_BYTES_MAX)
		return error_set(e, ERR_INPUT,
		    "a draft has at most 1 MiB, its title 200 bytes");
	if (form.len != 0)
		memcpy(d.form, form.at, form.len);
	if (title.len != 0)
		memcpy(d.title, title.at, title.len);
	rc = rows_begin(a->truth, e);
	if (rc != ERR_NONE)
		return rc;
	rc = rows_commit(a->truth, put(a, account, id, &d, content, e), e);
	if (rc == ERR_NONE)
		*out = d;
	return rc;
}

enum err
draft_delete(struct accounts *a, int64_t account, struct bytes id,
    struct error *e)
{
	struct rows r = rows_of(a->truth,
	    "DELETE FROM private_draft WHERE id = ? AND account = ? AND "
	    "entry IS NULL");
	uint64_t changed = 0;
	enum err rc;

	rows_put_text(&r, id);
	rows_put(&r, account);
	rc = rows_run(&r, &changed, e);
	return rc == ERR_NONE && changed == 0 ? no_draft(e) : rc;
}

static enum err
mark_filed(struct accounts *a, int64_t account, struct bytes id,
    uint64_t entry, int64_t now_s, struct error *e)
{
	struct kept_draft before;
	struct rows r;
	enum err rc = find(a, account, id, &before, NULL, e);

	if (rc != ERR_NONE)
		return rc;
	if (before.filed)
		return before.entry == entry ? ERR_NONE : already_filed(e);
	r = rows_of(a->truth, "UPDATE private_draft SET content = NULL, "
			      "title = '', entry = ?, touched = ? "
			      "WHERE id = ?");
	rows_put(&r, (int64_t)entry);
	rows_put(&r, now_s);
	rows_put_text(&r, id);
	return rows_run(&r, NULL, e);
}

enum err
draft_filed(struct accounts *a, int64_t account, struct bytes id,
    uint64_t entry, int64_t now_s, struct error *e)
{
	enum err rc = rows_begin(a->truth, e);

	if (rc != ERR_NONE)
		return rc;
	return rows_commit(a->truth,
	    mark_filed(a, account, id, entry, now_s, e), e);
}
