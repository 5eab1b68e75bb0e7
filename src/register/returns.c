#include "register/returns.h"

#include "format/day.h"
#include "register/duties.h"

static unsigned
months_of(struct bytes base)
{
	static const struct {
		const char *base;
		unsigned months;
	} lengths[] = {{"month-end", 1}, {"quarter-end", 3},
	    {"four-month-end", 4}, {"half-year-end", 6}, {"year-end", 12}};

	for (size_t i = 0; i < COUNT(lengths); i++)
		if (bytes_is(base, lengths[i].base))
			return lengths[i].months;
	return 0;
}

/* Months since year 0. */
static unsigned
month_of(uint32_t day)
{
	return day_year(day) * 12 + day_month(day) - 1;
}

static bool
applies(const struct json *body, struct bytes official)
{
	const struct json *list = json_get(body, "applies_to");

	if (json_is_null(list))
		return true;
	for (const struct json *m = list->first; m != NULL; m = m->next)
		if (bytes_equal(m->text, official))
			return true;
	return false;
}

static uint32_t
day_or(const struct json *span, const char *name, uint32_t otherwise)
{
	uint32_t day;

	return day_parse(json_get_text(span, name), &day) ? day : otherwise;
}

/* ---- what was filed ---- */

struct filed_return {
	uint64_t entity;
	uint32_t from, to;
	struct bytes rule; /* id */
	bool nil;
};

struct returning {
	struct registry *r;
	uint32_t today, founded;
	size_t max;
	struct filed_return *filed;
	size_t filed_count;
	struct return_row *rows;
	size_t count, room;
	struct arena *a;
	struct error *e;
};

static enum err
load_filed(struct returning *x, uint64_t official)
{
	struct read_model *m = registry_read_model(x->r);
	uint64_t *versions = NULL;
	size_t count = 0;
	struct entry entry;
	struct row_entity row;
	enum err rc = read_model_declared(m, official, registry_next(x->r),
	    &versions, &count, x->a, x->e);

	if (rc == ERR_NONE) {
		x->filed = arena_take_array(x->a, count + 1,
		    sizeof *x->filed);
		if (x->filed == NULL)
			rc = error_set(x->e, ERR_MEMORY, "out of memory");
	}
	for (size_t i = 0; i < count && rc == ERR_NONE; i++) {
		const struct json *window;

		rc = registry_entry(x->r, versions[i], &entry, x->a, x->e);
		if (rc == ERR_NONE)
			rc = read_model_by_id(m, &entry.id, &row, x->e);
		if (rc != ERR_NONE ||
		    !bytes_is(json_get_text(entry.body, "form"), "return"))
			continue;
		window = json_get(entry.body, "window");
		x->filed[x->filed_count++] = (struct filed_return){
		    .entity = row.number,
		    .from = day_or(window, "from", DAY_FIRST),
		    .to = day_or(window, "to", DAY_LAST),
		    .rule = json_get_text(entry.body, "rule"),
		    .nil = json_get_bool(entry.body, "nil")};
	}
	return rc;
}

/* ---- periods ---- */

static enum err
add_period(struct returning *x, const struct duty_row *duty,
    struct bytes duty_id, const struct json *deadline, unsigned first_month,
    unsigned months)
{
	unsigned last = first_month + months - 1;
	struct return_row row = {.duty = duty->number, .rule = duty->rule,
	    .confirmed = duty->confirmed, .filed = NUMBER_NONE};

	row.from = day_code(first_month / 12, first_month % 12 + 1, 1);
	row.to = day_code(last / 12, last % 12 + 1,
	    days_in_month(last / 12, last % 12 + 1));
	row.due = duty_due(deadline, row.to);
	if (row.due == row.to) /* days after the end are not laid down */
		row.due = DAY_LAST;
	for (size_t i = 0; i < x->filed_count; i++)
		if (x->filed[i].from == row.from && x->filed[i].to == row.to &&
		    bytes_equal(x->filed[i].rule, duty_id)) {
			row.filed = x->filed[i].entity;
			row.nil = x->filed[i].nil;
		}
	if (x->count == x->room) {
		size_t room = x->room == 0 ? 32 : 2 * x->room;
		struct return_row *more = arena_take_array(x->a, room,
		    sizeof *more);

		if (more == NULL)
			return error_set(x->e, ERR_MEMORY, "out of memory");
		if (x->count != 0)
			memcpy(more, x->rows, x->count * sizeof *more);
		x->rows = more;
		x->room = room;
	}
	x->rows[x->count++] = row;
	return ERR_NONE;
}

/* Whole periods from the window's first day on that are over. */
static enum err
add_deadline(struct returning *x, const struct duty_row *duty,
    struct bytes duty_id, const struct json *deadline)
{
	unsigned months = months_of(json_get_text(deadline, "base"));
	const struct json *window = json_get(duty->body, "window");
	uint32_t from = day_or(window, "from", x->founded);
	uint32_t to = day_or(window, "to", x->today);
	unsigned first, end;
	enum err rc = ERR_NONE;

	if (months == 0 ||
	    !bytes_is(json_get_text(deadline, "event"), "return"))
		return ERR_NONE;
	first = month_of(from);
	first += day_of_month(from) == 1 ? 0 : 1;
	first = (first + months - 1) / months * months;
	end = month_of(x->today < to ? x->today : to);
	end = end / months * months; /* the period that is not over */
	for (size_t n = 0; end >= first + months && n < x->max &&
	     rc == ERR_NONE; n++) {
		end -= months;
		rc = add_period(x, duty, duty_id, deadline, end, months);
	}
	return rc;
}

enum err
registry_returns(struct registry *r, uint64_t official, uint32_t today,
    size_t max, struct return_row **out, size_t *count, struct arena *a,
    struct error *e)
{
	struct read_model *m = registry_read_model(r);
	struct returning x = {.r = r, .today = today, .max = max, .a = a,
	    .e = e};
	const struct duty_row *duties = NULL;
	size_t duty_count = 0;
	struct row_entity row;
	struct row_entry first;
	char id[ID_TEXT_BYTES], duty_id[ID_TEXT_BYTES];
	enum err rc = read_model_by_number(m, official, &row, e);

	if (rc == ERR_NONE)
		rc = read_model_entry(m, 0, &first, a, e);
	if (rc == ERR_NONE) {
		x.founded = day_of_time(first.at_s);
		rc = load_filed(&x, official);
	}
	if (rc == ERR_NONE)
		rc = duties_in_force(m, registry_next(r), &duties, &duty_count,
		    a, e);
	if (rc == ERR_NONE)
		id_print(id, &row.id);
	for (size_t i = 0; i < duty_count && rc == ERR_NONE; i++) {
		const struct json *d = json_get(duties[i].body, "deadlines");

		if (!applies(duties[i].body, bytes_text(id)))
			continue;
		rc = read_model_by_number(m, duties[i].number, &row, e);
		id_print(duty_id, &row.id);
		for (d = json_is_null(d) ? NULL : d->first;
		     d != NULL && rc == ERR_NONE; d = d->next)
			rc = add_deadline(&x, &duties[i], bytes_text(duty_id),
			    d);
	}
	*out = x.rows;
	*count = rc == ERR_NONE ? x.count : 0;
	return rc;
}
