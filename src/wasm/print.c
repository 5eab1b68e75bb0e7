#include "wasm/print.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct printing {
	char *out;
	size_t size, len;
};

static void
put(struct printing *p, char c)
{
	if (p->len + 1 < p->size)
		p->out[p->len] = c;
	p->len++;
}

static void
put_padded(struct printing *p, const char *at, size_t len, size_t width,
    bool zeros, bool minus)
{
	size_t shown = len + minus;

	if (minus && zeros)
		put(p, '-');
	for (size_t i = shown; i < width; i++)
		put(p, zeros ? '0' : ' ');
	if (minus && !zeros)
		put(p, '-');
	for (size_t i = 0; i < len; i++)
		put(p, at[i]);
}

struct conversion {
	bool zeros, has_precision;
	size_t width, precision;
	unsigned longs; /* 0: int, 1: long, 2: long long, 3: size_t */
};

static const char *
read_number(const char *fmt, size_t *out)
{
	for (*out = 0; *fmt >= '0' && *fmt <= '9'; fmt++)
		*out = *out * 10 + (size_t)(*fmt - '0');
	return fmt;
}

static const char *
read_conversion(struct conversion *c, const char *fmt, va_list *args)
{
	*c = (struct conversion){.zeros = *fmt == '0'};
	fmt = read_number(fmt, &c->width);
	if (*fmt == '.') {
		c->has_precision = true;
		if (*++fmt == '*') {
			c->precision = (size_t)va_arg(*args, int);
			fmt++;
		} else {
			fmt = read_number(fmt, &c->precision);
		}
	}
	for (; *fmt == 'l' || *fmt == 'h'; fmt++)
		c->longs += *fmt == 'l';
	if (*fmt == 'z') {
		c->longs = 3;
		fmt++;
	}
	return fmt;
}

static void
put_number(struct printing *p, const struct conversion *c, uint64_t value,
    unsigned base, bool minus)
{
	char digits[24];
	size_t at = sizeof digits;

	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value != 0);
	put_padded(p, digits + at, sizeof digits - at, c->width, c->zeros,
	    minus);
}

static int64_t
take_signed(const struct conversion *c, va_list *args)
{
	switch (c->longs) {
	case 0:
		return va_arg(*args, int);
	case 1:
		return va_arg(*args, long);
	default:
		return va_arg(*args, long long);
	}
}

static uint64_t
take_unsigned(const struct conversion *c, va_list *args)
{
	switch (c->longs) {
	case 0:
		return va_arg(*args, unsigned);
	case 1:
		return va_arg(*args, unsigned long);
	case 3:
		return va_arg(*args, size_t);
	default:
		return va_arg(*args, unsigned long long);
	}
}

static void
put_text(struct printing *p, const struct conversion *c, const char *text)
{
	size_t len = c->has_precision ? strnlen(text, c->precision) :
	    strlen(text);

	put_padded(p, text, len, c->width, false, false);
}

int
small_vsnprintf(char *out, size_t size, const char *fmt, va_list given)
{
	struct printing p = {out, size, 0};
	va_list args;

	va_copy(args, given);
	for (; *fmt != '\0'; fmt++) {
		struct conversion c;
		int64_t value;

		if (*fmt != '%') {
			put(&p, *fmt);
			continue;
		}
		fmt = read_conversion(&c, fmt + 1, &args);
		switch (*fmt) {
		case 'd':
			value = take_signed(&c, &args);
			put_number(&p, &c, value < 0 ? 0 - (uint64_t)value :
			    (uint64_t)value, 10, value < 0);
			break;
		case 'u':
			put_number(&p, &c, take_unsigned(&c, &args), 10,
			    false);
			break;
		case 'x':
			put_number(&p, &c, take_unsigned(&c, &args), 16,
			    false);
			break;
		case 's':
			put_text(&p, &c, va_arg(args, const char *));
			break;
		case 'c':
			put(&p, (char)va_arg(args, int));
			break;
		case '\0':
			fmt--;
			break;
		default:
			put(&p, *fmt);
			break;
		}
	}
	va_end(args);
	if (size != 0)
		out[p.len < size ? p.len : size - 1] = '\0';
	return (int)p.len;
}
