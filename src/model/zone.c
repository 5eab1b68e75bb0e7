/* A reader of TZif files (model/zone.h) */
#include "model/zone.h"

#include "base/file.h"
#include "format/day.h"

#include <stdio.h>

#define ZONE_BYTES_MAX ((size_t)1 << 20)
#define ZONE_ROOT "/usr/share/zoneinfo/"
#define DAY_S INT64_C(86400)

/* Counts of one data block, RFC 8536 3.1. */
struct block {
	uint32_t isut, isstd, leap, times, types, chars;
	unsigned width; /* of a time: 4 or 8 */
};

static bool
read_header(struct cursor *c, struct block *b, uint8_t *version)
{
	if (!bytes_is(cursor_bytes(c, 4), "TZif"))
		return false;
	*version = cursor_u8(c);
	(void)cursor_bytes(c, 15);
	b->isut = cursor_u32be(c);
	b->isstd = cursor_u32be(c);
	b->leap = cursor_u32be(c);
	b->times = cursor_u32be(c);
	b->types = cursor_u32be(c);
	b->chars = cursor_u32be(c);
	return !c->short_read && b->types >= 1 && b->types <= 256 &&
	    b->times <= 1 << 16 && b->chars <= 1 << 16 && b->leap <= 1 << 16 &&
	    b->isut <= 256 && b->isstd <= 256;
}

static size_t
block_bytes(const struct block *b)
{
	return (size_t)b->times * b->width + b->times + (size_t)b->types * 6 +
	    b->chars + (size_t)b->leap * (b->width + 4) + b->isstd + b->isut;
}

static int64_t
signed_be(const uint8_t *at, unsigned width)
{
	uint64_t v = get_be(at, width);

	return width == 4 ? (int64_t)(int32_t)(uint32_t)v : (int64_t)v;
}

/* The rule after the last transition, RFC 8536 3.3: POSIX TZ. */
struct rule {
	unsigned month, week, day; /* Mm.w.d */
	int32_t at_s;
};

struct footer {
	int32_t standard_s, summer_s; /* east of UTC */
	bool has_summer;
	struct rule from, to;
};

static bool
digits(struct bytes *rest, unsigned max, unsigned *out)
{
	size_t len = 0;

	*out = 0;
	while (len < rest->len && rest->at[len] >= '0' &&
	    rest->at[len] <= '9' && len < 4)
		*out = *out * 10 + (unsigned)(rest->at[len++] - '0');
	*rest = bytes_of(rest->at + len, rest->len - len);
	return len > 0 && *out <= max;
}

static bool
take_byte(struct bytes *rest, char c)
{
	if (rest->len == 0 || rest->at[0] != (uint8_t)c)
		return false;
	*rest = bytes_of(rest->at + 1, rest->len - 1);
	return true;
}

static bool
skip_name(struct bytes *rest)
{
	size_t len = 0;

	if (take_byte(rest, '<')) {
		len = bytes_find(*rest, '>');
		if (len == rest->len)
			return false;
		*rest = bytes_of(rest->at + len + 1, rest->len - len - 1);
		return true;
	}
	while (len < rest->len &&
	    ((rest->at[len] | 0x20) >= 'a' && (rest->at[len] | 0x20) <= 'z'))
		len++;
	*rest = bytes_of(rest->at + len, rest->len - len);
	return len >= 3;
}

/* [+-]hh[:mm[:ss]] in seconds; hours up to 167. */
static bool
read_offset(struct bytes *rest, int32_t *out)
{
	bool minus = take_byte(rest, '-');
	unsigned hour, minute = 0, second = 0;

	if (!minus)
		(void)take_byte(rest, '+');
	if (!digits(rest, 167, &hour))
		return false;
	if (take_byte(rest, ':') && !digits(rest, 59, &minute))
		return false;
	if (take_byte(rest, ':') && !digits(rest, 59, &second))
		return false;
	*out = (int32_t)(hour * 3600 + minute * 60 + second);
	if (minus)
		*out = -*out;
	return true;
}

static bool
read_rule(struct bytes *rest, struct rule *out)
{
	out->at_s = 2 * 3600;
	if (!take_byte(rest, ',') || !take_byte(rest, 'M') ||
	    !digits(rest, 12, &out->month) || out->month < 1 ||
	    !take_byte(rest, '.') || !digits(rest, 5, &out->week) ||
	    out->week < 1 || !take_byte(rest, '.') ||
	    !digits(rest, 6, &out->day))
		return false;
	return !take_byte(rest, '/') || read_offset(rest, &out->at_s);
}

static bool
read_footer(struct bytes text, struct footer *out)
{
	int32_t west;

	*out = (struct footer){0};
	if (!skip_name(&text) || !read_offset(&text, &west))
		return false;
	out->standard_s = -west;
	if (text.len == 0)
		return true;
	out->has_summer = true;
	out->summer_s = out->standard_s + 3600;
	if (!skip_name(&text))
		return false;
	if (text.len > 0 && text.at[0] != ',') {
		if (!read_offset(&text, &west))
			return false;
		out->summer_s = -west;
	}
	return read_rule(&text, &out->from) && read_rule(&text, &out->to) &&
	    text.len == 0;
}

/* Local seconds since 1970 at which the rule acts in that year. */
static int64_t
rule_time(const struct rule *r, unsigned year)
{
	int32_t first = day_number(day_code(year, r->month, 1));
	unsigned weekday = (unsigned)(((first + 4) % 7 + 7) % 7);
	unsigned day = 1 + (r->day + 7 - weekday) % 7 + (r->week - 1) * 7;

	while (day > days_in_month(year, r->month))
		day -= 7;
	return (int64_t)(first + (int32_t)day - 1) * DAY_S + r->at_s;
}

static int32_t
footer_offset(const struct footer *f, int64_t at_s)
{
	unsigned year = day_year(day_of_time(at_s + f->standard_s));
	int64_t from, to;
	bool summer;

	if (!f->has_summer || year > 9999)
		return f->standard_s;
	from = rule_time(&f->from, year) - f->standard_s;
	to = rule_time(&f->to, year) - f->summer_s;
	summer = from < to ? at_s >= from && at_s < to :
			     at_s >= from || at_s < to;
	return summer ? f->summer_s : f->standard_s;
}

/* The offset of local time type `index`. */
static bool
type_offset(const struct block *b, struct bytes data, uint8_t index,
    int32_t *out)
{
	size_t types = (size_t)b->times * (b->width + 1);

	if (index >= b->types)
		return false;
	*out = (int32_t)signed_be(data.at + types + (size_t)index * 6, 4);
	return *out > -2 * DAY_S && *out < 2 * DAY_S;
}

static bool
block_offset(const struct block *b, struct bytes data, struct bytes footer,
    int64_t at_s, int32_t *out)
{
	size_t low = 0, high = b->times;
	struct footer f;

	while (low < high) { /* first transition after at_s */
		size_t mid = low + (high - low) / 2;

		if (signed_be(data.at + mid * b->width, b->width) <= at_s)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == b->times && footer.len > 0 && read_footer(footer, &f)) {
		*out = footer_offset(&f, at_s);
		return true;
	}
	if (low == 0)
		return type_offset(b, data, 0, out);
	return type_offset(b, data,
	    data.at[(size_t)b->times * b->width + low - 1], out);
}

bool
zone_offset_in(struct bytes tzif, int64_t at_s, int32_t *offset_s)
{
	struct cursor c = cursor_over(tzif);
	struct bytes data, footer = {NULL, 0};
	struct block b = {.width = 4};
	uint8_t version;

	if (!read_header(&c, &b, &version))
		return false;
	if (version >= '2') { /* the 64-bit block follows */
		(void)cursor_bytes(&c, block_bytes(&b));
		b.width = 8;
		if (!read_header(&c, &b, &version))
			return false;
	}
	data = cursor_bytes(&c, block_bytes(&b));
	if (c.short_read)
		return false;
	if (b.width == 8 && c.left >= 2 && c.at[0] == '\n') {
		footer = bytes_of(c.at + 1, c.left - 1);
		footer.len = bytes_find(footer, '\n');
	}
	return block_offset(&b, data, footer, at_s, offset_s);
}

static bool
name_is_plain(const char *zone)
{
	return zone[0] != '\0' && zone[0] != '/' && zone[0] != '-' &&
	    strstr(zone, "..") == NULL && strlen(zone) <= 64;
}

bool
zone_offset(const char *zone, int64_t at_s, int32_t *offset_s)
{
	struct buffer file = {0};
	char path[128];
	bool ok;

	*offset_s = 0;
	if (strcmp(zone, "UTC") == 0)
		return true;
	if (!name_is_plain(zone))
		return false;
	(void)snprintf(path, sizeof path, ZONE_ROOT "%s", zone);
	ok = file_read(&file, path, ZONE_BYTES_MAX, NULL) == ERR_NONE &&
	    zone_offset_in(buffer_bytes(&file), at_s, offset_s);
	buffer_release(&file);
	return ok;
}
