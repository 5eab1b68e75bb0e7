#include "pages/timeline.h"

#include <assert.h>
#include <stdio.h>

#include "format/day.h"

#define WHOLE 10000 /* hundredths of a percent */
#define LANES_MAX 10
#define LANE_PX 20
#define TOP_PX 14
#define AXIS_PX 30     /* below the lanes */
#define APART 180      /* half a disc at 320 px, and air */
#define WORD 700       /* room for a count */
#define LABELS_MAX 6

/* Whole years on the axis; a label at every step-th. */
struct axis {
	unsigned year_first, year_count, step;
	int32_t day_first;
	int32_t day_count;
};

struct place {
	int32_t from, to, lane;
};

struct drawing {
	struct html *h;
	struct axis axis;
	struct place placed[TIMELINE_ITEMS_MAX];
	size_t placed_count;
	int32_t lane_count;
};

static void
look_at(const struct timeline_item *items, size_t count, uint32_t *first,
    uint32_t *last)
{
	for (size_t i = 0; i < count; i++) {
		const uint32_t ends[] = {items[i].from, items[i].to};

		for (size_t n = 0; n < COUNT(ends); n++) {
			if (!day_is_valid(ends[n]))
				continue;
			if (ends[n] < *first)
				*first = ends[n];
			if (ends[n] > *last)
				*last = ends[n];
		}
	}
}

/* The smallest of 1, 2, 5, 10, 20, 50 ... that leaves few labels. */
static unsigned
step_for(unsigned years)
{
	static const unsigned factors[] = {2, 5, 10};
	unsigned ten = 1, step = 1;

	for (unsigned i = 0; (years + step - 1) / step > LABELS_MAX; i++) {
		step = ten * factors[i % 3];
		if (i % 3 == 2)
			ten *= 10;
	}
	return step;
}

/* False: no day is known at all, and there is no axis to draw. */
static bool
axis_find(struct axis *x, const struct timeline *t)
{
	uint32_t first = DAY_LAST, last = DAY_FIRST;
	unsigned years, next;

	look_at(t->items, t->item_count, &first, &last);
	look_at(t->gaps, t->gap_count, &first, &last);
	if (first > last)
		return false;
	years = day_year(last) - day_year(first) + 1;
	x->step = step_for(years);
	x->year_first = day_year(first);
	x->year_count = (years + x->step - 1) / x->step * x->step;
	if (x->year_first + x->year_count > 10000)
		x->year_first = 10000 - x->year_count;
	x->day_first = day_number(day_code(x->year_first, 1, 1));
	next = x->year_first + x->year_count - 1;
	x->day_count = day_number(day_code(next, 12, 31)) + 1 - x->day_first;
	return true;
}

/* Where a day begins, or ends with `past` 1; the edge where it is no end. */
static int32_t
axis_place(const struct axis *x, uint32_t day, int32_t past)
{
	int64_t days;

	if (x->day_count == 0 || !day_is_valid(day))
		return past == 0 ? 0 : WHOLE;
	days = (int64_t)day_number(day) + past - x->day_first;
	return (int32_t)(days * WHOLE / x->day_count);
}

struct text {
	char at[16];
};

static struct text
percent(int32_t hundredths)
{
	struct text t;

	(void)snprintf(t.at, sizeof t.at, "%d.%02d%%", hundredths / 100,
	    hundredths % 100);
	return t;
}

static struct text
pixels(int32_t n)
{
	struct text t;

	(void)snprintf(t.at, sizeof t.at, "%d", n);
	return t;
}

static void
put_line(struct html *h, const char *css, int32_t x, int32_t from_px,
    int32_t to_px)
{
	html_open(h, "line", "class", css, "x1", percent(x).at, "x2",
	    percent(x).at, "y1", pixels(from_px).at, "y2", pixels(to_px).at,
	    NULL);
	html_close(h, "line");
}

/* Between the labels: the other years, or the quarters of a short time. */
static void
put_small_ticks(struct drawing *d, unsigned year, int32_t bottom_px)
{
	static const char css[] = "app-timeline__tick app-timeline__tick--small";
	const struct axis *x = &d->axis;

	for (unsigned n = 1; x->step <= 10 && n < x->step; n++)
		put_line(d->h, css, axis_place(x, day_code(year + n, 1, 1), 0),
		    bottom_px, bottom_px + 5);
	for (unsigned m = 4; x->year_count <= 4 && m <= 10; m += 3)
		put_line(d->h, css, axis_place(x, day_code(year, m, 1), 0),
		    bottom_px, bottom_px + 5);
}

static void
put_axis(struct drawing *d, int32_t bottom_px)
{
	const struct axis *x = &d->axis;
	struct html *h = d->h;
	struct text y = pixels(bottom_px);

	html_open(h, "line", "class", "app-timeline__axis", "x1", "0", "x2",
	    "100%", "y1", y.at, "y2", y.at, NULL);
	html_close(h, "line");
	for (unsigned n = 0; n < x->year_count; n += x->step) {
		unsigned year = x->year_first + n;
		int32_t at = axis_place(x, day_code(year, 1, 1), 0);

		put_small_ticks(d, year, bottom_px);
		put_line(h, "app-timeline__tick", at, bottom_px,
		    bottom_px + 9);
		html_open(h, "text", "x", percent(at).at, "y", y.at, "dx", "5",
		    "dy", "1.3em", NULL);
		html_text(h, pixels((int32_t)year).at);
		html_close(h, "text");
	}
}

/* The first lane where nothing stands in the way; where all are taken, marks
 * lie on one another. */
static int32_t
lane_for(struct drawing *d, int32_t from, int32_t to)
{
	struct place *p = &d->placed[d->placed_count];
	bool taken[LANES_MAX] = {false};
	int32_t lane = 0;

	for (size_t i = 0; i < d->placed_count; i++)
		if (d->placed[i].from < to && d->placed[i].to > from)
			taken[d->placed[i].lane] = true;
	while (lane < LANES_MAX && taken[lane])
		lane++;
	if (lane == LANES_MAX)
		lane = (int32_t)(d->placed_count % LANES_MAX);
	if (lane >= d->lane_count)
		d->lane_count = lane + 1;
	*p = (struct place){from, to, lane};
	d->placed_count++;
	return lane;
}

static void
put_title(struct html *h, struct bytes label)
{
	html_open(h, "title", NULL);
	html_bytes(h, label);
	html_close(h, "title");
}

/* Beside the mark, on the side that has room. */
static void
put_count(struct html *h, uint64_t times, int32_t from, int32_t to,
    int32_t y_px)
{
	bool right = to <= WHOLE - WORD, left = from >= WORD;
	int32_t at = right ? to : left ? from : (from + to) / 2;

	html_open(h, "text", "x", percent(at).at, "y", pixels(y_px).at, "dx",
	    right ? "9" : left ? "-9" : "0", "dy", "0.35em", "text-anchor",
	    right ? "start" : left ? "end" : "middle", NULL);
	html_text(h, "\u00d7");
	html_number(h, times);
	html_close(h, "text");
}

static void
put_disc(struct html *h, int32_t at, int32_t y_px, bool tally)
{
	html_open(h, "circle", "cx", percent(at).at, "cy", pixels(y_px).at,
	    "r", tally ? "7" : "5.5", NULL);
	html_close(h, "circle");
}

static void
put_bar(struct html *h, int32_t from, int32_t to, int32_t y_px, bool open)
{
	html_open(h, "rect", "class", open ? "app-timeline__open" : NULL, "x",
	    percent(from).at, "width", percent(to - from).at, "y",
	    pixels(y_px - 5).at, "height", "10", "rx", "5", NULL);
	html_close(h, "rect");
}

static void
put_item(struct drawing *d, const struct timeline_item *item)
{
	int32_t from = axis_place(&d->axis, item->from, 0);
	int32_t to = axis_place(&d->axis, item->to, 1);
	bool exact = item->from == item->to && day_is_valid(item->from);
	bool tally = item->times > 1;
	int32_t y_px;

	if (exact)
		from = to = (from + to) / 2;
	else if (to - from < APART)
		to = from + APART <= WHOLE ? from + APART : WHOLE;
	y_px = TOP_PX + LANE_PX * lane_for(d, from - APART,
	    to + APART + (tally ? WORD : 0));
	html_open(d->h, "g", "class", "app-timeline__mark", NULL);
	put_title(d->h, item->label);
	if (exact)
		put_disc(d->h, from, y_px, tally);
	else
		put_bar(d->h, from, to, y_px,
		    !day_is_valid(item->from) || !day_is_valid(item->to));
	if (tally)
		put_count(d->h, item->times, from, to, y_px);
	html_close(d->h, "g");
}

static void
put_gap(struct drawing *d, const struct timeline_item *gap, int32_t bottom_px)
{
	int32_t from = axis_place(&d->axis, gap->from, 0);
	int32_t to = axis_place(&d->axis, gap->to, 1);

	html_open(d->h, "g", "class", "app-timeline__gap", NULL);
	put_title(d->h, gap->label);
	html_open(d->h, "rect", "x", percent(from).at, "width",
	    percent(to - from).at, "y", "0", "height", pixels(bottom_px).at,
	    NULL);
	html_close(d->h, "rect");
	html_close(d->h, "g");
}

/* title and desc, by whose ids the drawing is named. */
static void
put_names(struct html *h, const struct timeline *t, const char *ids[2])
{
	html_open(h, "title", "id", ids[0], NULL);
	html_bytes(h, t->title);
	html_close(h, "title");
	html_open(h, "desc", "id", ids[1], NULL);
	html_bytes(h, t->desc);
	html_close(h, "desc");
}

static void
put_drawing(struct html *h, const struct timeline *t, struct drawing *d,
    struct bytes marks)
{
	int32_t bottom_px = TOP_PX + LANE_PX * d->lane_count;
	char ids[2][64], both[130];

	(void)snprintf(ids[0], sizeof ids[0], "%.50s-title", t->id);
	(void)snprintf(ids[1], sizeof ids[1], "%.50s-desc", t->id);
	(void)snprintf(both, sizeof both, "%s %s", ids[0], ids[1]);
	html_open(h, "figure", "class", "app-timeline", NULL);
	html_open(h, "svg", "role", "img", "aria-labelledby", both, "width",
	    "100%", "height", pixels(bottom_px + AXIS_PX).at, NULL);
	put_names(h, t, (const char *[]){ids[0], ids[1]});
	d->h = h;
	for (size_t i = 0; d->axis.year_count != 0 && i < t->gap_count; i++)
		put_gap(d, &t->gaps[i], bottom_px);
	if (d->axis.year_count != 0)
		put_axis(d, bottom_px);
	html_trusted(h, marks);
	html_close(h, "svg");
	html_close(h, "figure");
}

void
timeline_draw(struct html *h, const struct timeline *t)
{
	struct buffer marks = {0};
	struct html inside = {.out = &marks, .lang = h->lang};
	struct drawing d = {.h = &inside};

	assert(t->item_count <= TIMELINE_ITEMS_MAX &&
	    t->gap_count <= TIMELINE_ITEMS_MAX);
	/* Lanes are known once all marks are placed, so marks come first. */
	if (!axis_find(&d.axis, t))
		d.axis = (struct axis){0};
	for (size_t i = 0; i < t->item_count; i++)
		put_item(&d, &t->items[i]);
	put_drawing(h, t, &d, buffer_bytes(&marks));
	h->broken = h->broken || !html_good(&inside);
	buffer_release(&marks);
}
