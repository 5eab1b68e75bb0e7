#include "web/api_form.h"

static const struct {
	enum api_form form;
	const char *suffix, *media, *type;
} forms_known[] = {
    {API_JSON,  "json",  "application/json",
	"application/json; charset=utf-8"},
    {API_CSV,   "csv",   "text/csv",
	"text/csv; charset=utf-8; header=present"},
    {API_JSONL, "jsonl", "application/x-ndjson", "application/x-ndjson"},
    {API_PROOF, "proof", "application/vnd.chancery.proof",
	"application/vnd.chancery.proof"},
    {API_ATOM,  "atom",  "application/atom+xml", "application/atom+xml"},
    {API_TEXT,  "",      "text/plain", "text/plain; charset=utf-8"},
    {API_LEAF,  "",      "application/json", "application/json"},
};

enum api_form
api_form_of_suffix(unsigned forms, struct bytes suffix)
{
	for (size_t i = 0; i < COUNT(forms_known); i++)
		if ((forms & forms_known[i].form) != 0 && suffix.len != 0 &&
		    bytes_is(suffix, forms_known[i].suffix))
			return forms_known[i].form;
	return 0;
}

const char *
api_form_type(enum api_form form)
{
	for (size_t i = 0; i < COUNT(forms_known); i++)
		if (forms_known[i].form == form)
			return forms_known[i].type;
	return NULL;
}

static struct bytes
trimmed(struct bytes b)
{
	while (b.len != 0 && (b.at[0] == ' ' || b.at[0] == '\t'))
		b = bytes_of(b.at + 1, b.len - 1);
	while (b.len != 0 &&
	    (b.at[b.len - 1] == ' ' || b.at[b.len - 1] == '\t'))
		b.len--;
	return b;
}

/* What stands before `mark`; the rest goes on behind it. */
static struct bytes
cut(struct bytes *rest, uint8_t mark)
{
	size_t len = bytes_find(*rest, mark);
	struct bytes part = bytes_of(rest->at, len);

	len += len < rest->len;
	*rest = bytes_of(rest->at + len, rest->len - len);
	return trimmed(part);
}

static bool
equal_folded(struct bytes a, const char *b)
{
	if (a.len != strlen(b))
		return false;
	for (size_t i = 0; i < a.len; i++)
		if ((a.at[i] >= 'A' && a.at[i] <= 'Z' ? a.at[i] | 0x20 :
							a.at[i]) !=
		    (uint8_t)b[i])
			return false;
	return true;
}

/* "0.25" to 250; what is no weight counts as 1. */
static unsigned
weight(struct bytes q)
{
	unsigned value = 0, unit = 1000;

	if (q.len == 0 || (q.at[0] != '0' && q.at[0] != '1'))
		return 1000;
	for (size_t i = 0; i < q.len && i < 5; i++) {
		if (i == 1)
			continue;
		if (q.at[i] < '0' || q.at[i] > '9')
			return 1000;
		value += (unsigned)(q.at[i] - '0') * unit;
		unit /= 10;
	}
	return value > 1000 ? 1000 : value;
}

/* How well a range of the header fits: 0 not, 1 any, 2 its type, 3 itself. */
static unsigned
fit(struct bytes range, const char *media)
{
	size_t slash = bytes_find(bytes_text(media), '/');

	if (bytes_is(range, "*/*"))
		return 1;
	if (equal_folded(range, media))
		return 3;
	return range.len == slash + 2 && range.at[slash] == '/' &&
		range.at[slash + 1] == '*' &&
		memcmp(range.at, media, slash) == 0 ?
	    2 :
	    0;
}

static unsigned
weight_of(struct bytes accept, const char *media)
{
	unsigned best = 0, q = 0;

	while (accept.len != 0) {
		struct bytes member = cut(&accept, ',');
		unsigned how = fit(cut(&member, ';'), media), own = 1000;

		while (member.len != 0) {
			struct bytes p = cut(&member, ';');

			if (p.len >= 2 && (p.at[0] | 0x20) == 'q' &&
			    p.at[1] == '=')
				own = weight(bytes_of(p.at + 2, p.len - 2));
		}
		if (how > best) {
			best = how;
			q = own;
		}
	}
	return q;
}

enum api_form
api_form_of_accept(unsigned forms, enum api_form usual, struct bytes accept)
{
	enum api_form best = 0;
	unsigned most = 0;

	accept = trimmed(accept);
	if (accept.len == 0)
		return usual;
	for (size_t i = 0; i < COUNT(forms_known); i++) {
		unsigned q;

		if ((forms & forms_known[i].form) == 0)
			continue;
		q = weight_of(accept, forms_known[i].media);
		if (q > most ||
		    (q == most && q != 0 && forms_known[i].form == usual)) {
			most = q;
			best = forms_known[i].form;
		}
	}
	return best;
}
