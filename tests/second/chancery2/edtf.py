"""The EDTF profile: text to four bounds (model 4), and day codes (index 3).

A day is a tuple (year, month, day). -inf and +inf are the two sentinels
LOW and HIGH, chosen so that tuples compare as they should.
"""

import re
from typing import NamedTuple

from .refusal import Refusal

LOW = (-1, 0, 0)
HIGH = (10000, 99, 99)
WHITE = re.compile(r"\s")
DATE = re.compile(r"([0-9]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?\Z")
DECADE = re.compile(r"([0-9]{3})X\Z")
CENTURY = re.compile(r"([0-9]{2})XX\Z")
PARTS = {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
         37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12)}


class Date(NamedTuple):
    kind: str
    form: str       # day, month, year, part or loose: mixed-precision
    lo: tuple
    hi: tuple
    qualifier: str


class When(NamedTuple):
    kind: str
    start_lo: tuple
    start_hi: tuple
    end_lo: tuple
    end_hi: tuple
    qualifier: str

    @property
    def exact_day(self):
        return self.start_lo == self.start_hi and self.qualifier == ""


def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_days(year, month):
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def whole(year, first, last):
    return (year, first, 1), (year, last, month_days(year, last))


def year_span(first, last):
    """Years of `000X` and `00XX` start at 0001: there is no year 0000."""
    return (max(first, 1), 1, 1), (last, 12, 31)


def loose(text):
    m = DECADE.match(text)
    if m:
        lo, hi = year_span(int(m[1]) * 10, int(m[1]) * 10 + 9)
        return Date("unspecified", "loose", lo, hi, "")
    m = CENTURY.match(text)
    if m:
        lo, hi = year_span(int(m[1]) * 100, int(m[1]) * 100 + 99)
        return Date("unspecified", "loose", lo, hi, "")
    return None


def plain_date(text):
    """A date without a qualifier."""
    if re.match(r"-[0-9]{4}", text) or text.startswith("Y"):
        raise Refusal("year-range")
    out = loose(text)
    if out:
        return out
    m = DATE.match(text)
    if m is None:
        raise Refusal("syntax")
    year, month, day = int(m[1]), m[2], m[3]
    if year == 0:
        raise Refusal("year-range")
    if month is None:
        return Date("year", "year", *whole(year, 1, 12), "")
    if month == "XX":
        if day not in (None, "XX"):
            raise Refusal("syntax")
        return Date("unspecified", "loose", *whole(year, 1, 12), "")
    if "X" in month:
        raise Refusal("syntax")
    return month_date(year, int(month), day)


def month_date(year, month, day):
    if day is None and month in PARTS:
        kind = "quarter" if month < 37 else \
            "quadrimester" if month < 40 else "semester"
        return Date(kind, "part", *whole(year, *PARTS[month]), "")
    if day is None and 21 <= month <= 32:
        raise Refusal("season")
    if not 1 <= month <= 12:
        raise Refusal("month-range")
    if day is None:
        return Date("month", "month", *whole(year, month, month), "")
    if day == "XX":
        return Date("unspecified", "loose", *whole(year, month, month), "")
    if "X" in day:
        raise Refusal("syntax")
    if not 1 <= int(day) <= month_days(year, month):
        raise Refusal("day-range")
    at = (year, month, int(day))
    return Date("day", "day", at, at, "")


def date(text):
    """A date that may end in one qualifier."""
    if text[-1:] in ("?", "~", "%") and text:
        return plain_date(text[:-1])._replace(qualifier=text[-1])
    return plain_date(text)


def one_of(text):
    if not text.endswith("]") or len(text) < 2:
        raise Refusal("syntax")
    inner = text[1:-1]
    if "," in inner:
        raise Refusal("list-of-alternatives")
    if inner in ("", ".."):
        raise Refusal("syntax")
    if ".." not in inner:
        raise Refusal("single-member")
    if any(c in inner for c in "?~%"):
        raise Refusal("qualifier-not-allowed")
    first, _, last = inner.partition("..")
    a = date(first) if first else None
    b = date(last) if last else None
    if a and b and a.form != b.form:
        raise Refusal("mixed-precision")
    if a and b and not a.lo < b.lo:
        raise Refusal("order")
    lo, hi = a.lo if a else LOW, b.hi if b else HIGH
    return When("one-of", lo, hi, lo, hi, "")


def interval(text):
    ends = text.split("/")
    if len(ends) != 2:
        raise Refusal("syntax")
    a, b = (None if e in ("", "..") else e for e in ends)
    if a is None and b is None:
        raise Refusal("unbounded")
    a = date(a) if a else None
    b = date(b) if b else None
    if a and b and a.lo > b.hi:
        raise Refusal("order")
    marks = (a.qualifier if a else "") or (b.qualifier if b else "")
    if b is None:
        return When("interval", a.lo, a.hi, a.lo, HIGH, marks)
    if a is None:
        return When("interval", LOW, b.hi, b.lo, b.hi, marks)
    return When("interval", a.lo, min(a.hi, b.hi), max(a.lo, b.lo), b.hi,
                marks)


def parse(text):
    """EDTF text to its bounds; a Refusal's code is the reason word."""
    if text == "":
        raise Refusal("empty")
    if WHITE.search(text):
        raise Refusal("white-space")
    if text.startswith("{"):
        raise Refusal("all-of-set")
    if text.startswith("["):
        return one_of(text)
    if "T" in text:
        raise Refusal("time-in-date")
    if "/" in text:
        return interval(text)
    d = date(text)
    return When(d.kind, d.lo, d.hi, d.lo, d.hi, d.qualifier)


def day(text):
    """`YYYY-MM-DD` to a day, or None; year 0000 is one (index 7.2)."""
    m = re.match(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z", text) \
        if isinstance(text, str) else None
    if m is None:
        return None
    y, mo, d = int(m[1]), int(m[2]), int(m[3])
    if not 1 <= mo <= 12 or not 1 <= d <= month_days(y, mo):
        return None
    return y, mo, d


def day_text(at):
    if at == LOW:
        return "-inf"
    if at == HIGH:
        return "+inf"
    return f"{at[0]:04}-{at[1]:02}-{at[2]:02}"


def day_after(at):
    y, m, d = at
    if d < month_days(y, m):
        return y, m, d + 1
    return (y, m + 1, 1) if m < 12 else (y + 1, 1, 1)


def day_before(at):
    y, m, d = at
    if d > 1:
        return y, m, d - 1
    return (y, m - 1, month_days(y, m - 1)) if m > 1 else (y - 1, 12, 31)


def code(at):
    """The 24 bits of a day (index 3)."""
    if at == LOW:
        return 0
    if at == HIGH:
        return 0xFFFFFF
    return at[0] << 9 | at[1] << 5 | at[2]


def widen(first, last):
    """A question's days, widened to the gaps of the code (index 3)."""
    a = 0 if first is None else code(day_before(first)) + 1
    b = 0xFFFFFF if last is None else code(day_after(last)) - 1
    return a, b
