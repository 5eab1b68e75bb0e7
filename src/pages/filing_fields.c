/* The fields of each step of filing a contact */
#include "faces/words.h"
#include "pages/filing.h"
#include "pages/filing_note.h"

static const struct {
	const char *word, *fields, *title;
} steps[FILING_STEP_COUNT] = {
    {"with", "of with_q with as described state", N_("With whom")},
    {"when", "when_mode", N_("How well is the day known?")},
    {"days", "day month year earliest latest from to times time",
	N_("When")},
    {"how", "kind status initiated_by arranged_by place country minutes "
	    "present basis", N_("How")},
    {"about", "lang summary topic sought law sealed public_range public_on",
	N_("What it was about")},
    {"note", "", N_("Note of the contact")},
};

const char *
filing_step_word(enum filing_step step)
{
	return steps[step].word;
}

const char *
filing_step_fields(enum filing_step step)
{
	return steps[step].fields;
}

const char *
filing_step_title(enum filing_step step)
{
	return steps[step].title;
}

const char *
filing_path(struct filing *f, const char *below, enum filing_step step)
{
	struct page *p = &f->x.p;

	return page_path(p, "%s?view=%s%s%s%s%s", below,
	    f->one ? "one" : "steps",
	    step == FILING_STEP_COUNT || f->one ? "" : "&step=",
	    step == FILING_STEP_COUNT || f->one ? "" : steps[step].word,
	    f->t.kept.id[0] == '\0' ? "" : "&draft=", f->t.kept.id);
}

static void
put(struct filing *f, const char *name, const char *label, const char *hint,
    const char *css)
{
	field_put(&f->x.p, &(struct input){.name = name, .label = label,
	    .hint = hint, .value = typed_get(&f->t, name), .css = css},
	    &f->errors);
}

static void
put_text(struct filing *f, const char *name, const char *label,
    const char *hint, unsigned rows)
{
	field_put(&f->x.p, &(struct input){.name = name, .label = label,
	    .hint = hint, .value = typed_get(&f->t, name), .rows = rows},
	    &f->errors);
}

/* ---- when ---- */

static const struct {
	const char *mode, *label, *hint;
} modes[] = {
    {"day", N_("The day is known"), NULL},
    {"month", N_("Only the month is known"), NULL},
    {"about", N_("About: a day, a month or a year, more or less"),
	N_("You say the earliest and the latest day that it can have been")},
    {"between", N_("Some day between two dates"), NULL},
    {"several", N_("Several contacts, their days not known"),
	N_("You say how many there were: they are filed as one tally")},
    {"lasting", N_("It lasted from one day to another (travel, event)"),
	NULL},
    {"unsure", N_("Not sure"),
	N_("A year, a first or a last date; or nothing: some day up to "
	   "today")},
};

static void
put_modes(struct filing *f)
{
	struct choice list[COUNT(modes)];
	struct page *p = &f->x.p;

	for (size_t i = 0; i < COUNT(modes); i++)
		list[i] = (struct choice){.value = modes[i].mode,
		    .label = HTML_TR(&p->h, modes[i].label),
		    .hint = modes[i].hint == NULL ? NULL :
			HTML_TR(&p->h, modes[i].hint),
		    .chosen = typed_has(&f->t, "when_mode", modes[i].mode)};
	field_choices(p, "when_mode", N_("How well is the day known?"), NULL,
	    list, COUNT(modes), false, &f->errors);
}

/* What was not sure is asked about before it counts. */
static void
put_meant(struct filing *f)
{
	struct choice list[DATE_READINGS_MAX + 1];
	struct page *p = &f->x.p;
	size_t n = 0;

	if (f->asked_field == NULL)
		return;
	for (; n < f->asked.count; n++) {
		struct buffer words = {0};

		when_words(&words, bytes_text(f->asked.edtf[n]), p->lang);
		list[n] = (struct choice){.value = f->asked.edtf[n],
		    .label = page_text(p, N_("Yes, %s"), buffer_cstr(&words)),
		    .chosen = f->asked.count == 1};
		buffer_release(&words);
	}
	list[n++] = (struct choice){.value = "no",
	    .label = HTML_TR(&p->h, N_("No, I correct it below"))};
	field_choices(p, "meant", N_("Which day is meant?"), NULL, list, n,
	    false, &f->errors);
	field_hidden(p, "meant_for", f->asked_field);
}

static bool
mode_is(const struct filing *f, const char *a, const char *b, const char *c)
{
	const char *mode = typed_get(&f->t, "when_mode");

	return f->one || mode[0] == '\0' || strcmp(mode, a) == 0 ||
	    strcmp(mode, b) == 0 || strcmp(mode, c) == 0;
}

static void
put_parts(struct filing *f)
{
	static const char *const names[] = {"day", "month", "year"};
	static const char *const labels[] = {N_("Day"), N_("Month"),
	    N_("Year")};
	struct page *p = &f->x.p;
	struct html *h = &p->h;
	bool any = false;

	for (size_t i = 0; i < COUNT(names); i++)
		any = any || field_error_of(&f->errors, names[i]) != NULL;
	html_open(h, "div", "class", any ?
	    "govuk-form-group govuk-form-group--error" : "govuk-form-group",
	    NULL);
	html_open(h, "fieldset", "class", "govuk-fieldset", "role", "group",
	    "aria-describedby", "date-hint", NULL);
	html_open(h, "legend", "class",
	    "govuk-fieldset__legend govuk-fieldset__legend--s", NULL);
	html_say(h, N_("Date"));
	html_close(h, "legend");
	html_open(h, "div", "class", "govuk-hint", "id", "date-hint", NULL);
	html_say(h, N_("For example 14 2 2021, or 14 February 2021. Leave "
	    "empty what is not known."));
	html_close(h, "div");
	html_open(h, "div", "class", "govuk-date-input", NULL);
	for (size_t i = 0; i < COUNT(names); i++) {
		html_open(h, "div", "class", "govuk-date-input__item", NULL);
		field_put(p, &(struct input){.name = names[i],
		    .label = labels[i], .value = typed_get(&f->t, names[i]),
		    .css = i == 2 ? "govuk-date-input__input "
				    "govuk-input--width-4" :
				    "govuk-date-input__input "
				    "govuk-input--width-5"}, &f->errors);
		html_close(h, "div");
	}
	html_close(h, "div");
	html_close(h, "fieldset");
	html_close(h, "div");
}

static void
put_days(struct filing *f)
{
	put_meant(f);
	if (mode_is(f, "day", "month", "about") ||
	    mode_is(f, "unsure", "", ""))
		put_parts(f);
	if (mode_is(f, "about", "", "")) {
		put(f, "earliest", N_("Earliest day that it can have been"),
		    N_("For “About”: 2021-02-15, or 15 February 2021"),
		    "govuk-input--width-10");
		put(f, "latest", N_("Latest day that it can have been"),
		    NULL, "govuk-input--width-10");
	}
	if (mode_is(f, "between", "several", "lasting") ||
	    mode_is(f, "unsure", "", "")) {
		put(f, "from", N_("From"),
		    N_("A day, a month or a year: 2021-03-04, March 2021, "
		       "2020"), "govuk-input--width-10");
		put(f, "to", N_("To"), NULL, "govuk-input--width-10");
	}
	if (mode_is(f, "several", "", ""))
		put(f, "times", N_("How many there were"),
		    N_("For several contacts alone"), "govuk-input--width-5");
	if (mode_is(f, "day", "", ""))
		put(f, "time", N_("Time (optional)"), N_("For example 14:05"),
		    "govuk-input--width-5");
}

/* ---- how ---- */

static void
put_codes(struct filing *f, const char *name, const char *label,
    enum code_family family, const char *usual, bool empty)
{
	struct choice list[32];
	struct page *p = &f->x.p;
	const char *typed = typed_get(&f->t, name), *code;
	size_t n = 0;

	if (empty)
		list[n++] = (struct choice){.value = "",
		    .label = HTML_TR(&p->h, N_("choose"))};
	for (size_t i = 0; n < COUNT(list) &&
	     (code = code_at(family, i)) != NULL; i++) {
		/* 0 of the index: nobody chooses these */
		if (family == CODE_KIND && kind_code(bytes_text(code)) < 1)
			continue;
		list[n++] = (struct choice){.value = code,
		    .label = code_words(family, bytes_text(code), p->lang),
		    .chosen = strcmp(typed[0] == '\0' ? usual : typed,
			code) == 0};
	}
	field_select(p, name, label, list, n, &f->errors);
}

static void
put_sides(struct filing *f)
{
	static const char *const sides[][2] = {
	    {"home", N_("our side")}, {"foreign", N_("the other side")},
	    {"third", N_("somebody else")}, {"unknown", N_("not known")}};
	struct choice list[COUNT(sides)];
	struct page *p = &f->x.p;
	const char *typed = typed_get(&f->t, "initiated_by");

	for (size_t i = 0; i < COUNT(sides); i++)
		list[i] = (struct choice){.value = sides[i][0],
		    .label = HTML_TR(&p->h, sides[i][1]),
		    .chosen = strcmp(typed[0] == '\0' && !f->amending ?
			    "unknown" : typed, sides[i][0]) == 0};
	field_choices(p, "initiated_by", N_("Who asked for the contact"), NULL,
	    list, COUNT(sides), false, &f->errors);
}

static void
put_how(struct filing *f)
{
	put_codes(f, "kind", N_("Kind of contact"), CODE_KIND, "", true);
	put_sides(f);
	put_text(f, "arranged_by", N_("Who arranged it (optional)"),
	    N_("A name or a reference on each line"), 2);
	put_codes(f, "status", N_("Status"), CODE_STATUS, "held", false);
	put(f, "place", N_("Place (optional)"), NULL, NULL);
	put(f, "country", N_("Country of the place (optional)"),
	    N_("Two letters"), "govuk-input--width-2");
	put(f, "minutes", N_("How many minutes (optional)"), NULL,
	    "govuk-input--width-5");
	put_text(f, "present", N_("Who else was there (optional)"),
	    N_("A name or a reference on each line. Private people are not "
	       "named."), 3);
	put_codes(f, "basis", N_("Where you know it from"), CODE_BASIS,
	    "own-record", false);
}

/* ---- about ---- */

static void
put_lang(struct filing *f)
{
	struct page *p = &f->x.p;
	const char *typed = typed_get(&f->t, "lang");
	struct choice list[] = {{.value = "en", .label = "English"},
	    {.value = "fr", .label = "Français"}};

	for (size_t i = 0; i < COUNT(list); i++)
		list[i].chosen = strcmp(typed[0] == '\0' ? page_lang(p) :
		    typed, list[i].value) == 0;
	field_select(p, "lang", N_("Language of what you write"), list,
	    COUNT(list), &f->errors);
}

/* Several codes stand in one field, with commas. */
static void
put_joined(struct filing *f, const char *name, const char *label,
    const char *hint)
{
	struct buffer all = {0};
	const char *one;

	for (size_t i = 0; (one = typed_at(&f->t, name, i)) != NULL; i++)
		buffer_printf(&all, "%s%s", i == 0 ? "" : ", ", one);
	field_put(&f->x.p, &(struct input){.name = name, .label = label,
	    .hint = hint, .value = arena_text(f->x.p.a, buffer_bytes(&all))},
	    &f->errors);
	buffer_release(&all);
}

static const char *const sealed_labels[][2] = {
    {"with", N_("with whom")}, {"when", N_("when: a public range stays")},
    {"time", N_("the time of day")}, {"minutes", N_("how long")},
    {"place", N_("where")}, {"topics", N_("topics")},
    {"arranging", N_("who asked and arranged")},
    {"summary", N_("what it was about")}, {"detail", N_("what was sought")},
    {"particulars", N_("particulars of a gift or travel")},
    {"kind", N_("the kind of contact")}, {"materials", N_("materials")},
};

static void
put_sealed(struct filing *f)
{
	struct choice list[COUNT(sealed_labels)];
	struct page *p = &f->x.p;

	for (size_t i = 0; i < COUNT(sealed_labels); i++)
		list[i] = (struct choice){.value = sealed_labels[i][0],
		    .label = HTML_TR(&p->h, sealed_labels[i][1]),
		    .chosen = typed_has(&f->t, "sealed",
			sealed_labels[i][0])};
	field_choices(p, "sealed", N_("What stays sealed (optional)"),
	    N_("It is filed behind a hash, counted, and shown to nobody until "
	       "it is opened."), list, COUNT(list), true, &f->errors);
}

static void
put_about(struct filing *f)
{
	put_lang(f);
	put_text(f, "summary", N_("What it was about"),
	    N_("A sentence or two that say what was spoken of"), 4);
	put_joined(f, "topic", N_("Topics"),
	    N_("With commas between: visas, trade"));
	put_text(f, "sought", N_("What was sought (optional)"),
	    N_("What the other side asked for"), 2);
	put_joined(f, "law", N_("Laws and bills concerned (optional)"),
	    N_("With commas between: bill-12"));
	if (f->amending)
		return;
	put_sealed(f);
	put(f, "public_range", N_("Public range of a sealed date"),
	    N_("A year, or a quarter such as 2022-34"),
	    "govuk-input--width-10");
	put(f, "public_on", N_("Public only from this day (optional)"),
	    N_("For example 2027-01-31"), "govuk-input--width-10");
}

bool
filing_put_fields(struct filing *f, enum filing_step step)
{
	switch (step) {
	case FILING_WITH:
		return filing_put_whom(f) == ERR_NONE;
	case FILING_WHEN:
		put_modes(f);
		break;
	case FILING_DAYS:
		put_days(f);
		break;
	case FILING_HOW:
		put_how(f);
		break;
	case FILING_ABOUT:
		put_about(f);
		break;
	case FILING_NOTE:
		return note_put_fields(f) == ERR_NONE;
	case FILING_STEP_COUNT:
		break;
	}
	return true;
}
