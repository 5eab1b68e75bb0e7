"""Strict JSON in, canonical JSON out (model 1.1 to 1.8, 1.11)."""

from .refusal import Refusal

LEAF_MAX = 32768
DEPTH_MAX = 32
MEMBERS_MAX = 256
ELEMENTS_MAX = 4096
STRING_MAX = 16384
NUMBER_MAX = 9007199254740991

ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f",
           "n": "\n", "r": "\r", "t": "\t"}
SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t",
         "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def is_noncharacter(c):
    return 0xFDD0 <= c <= 0xFDEF or c & 0xFFFE == 0xFFFE


class Reader:
    """One pass over the text; refuses at the first offending character."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def refuse(self, code, words):
        offset = len(self.text[:self.at].encode("utf-8", "replace"))
        raise Refusal(code, f"{words} at byte {offset}")

    def blank(self):
        while self.peek() and self.peek() in " \t\n\r":
            self.at += 1

    def value(self, depth):
        c = self.peek()
        if c == "{":
            return self.object(depth + 1)
        if c == "[":
            return self.array(depth + 1)
        if c == '"':
            return self.string()
        if c == "-" or c.isascii() and c.isdigit():
            return self.number()
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        self.refuse("json_syntax", "no value")

    def object(self, depth):
        if depth > DEPTH_MAX:
            self.refuse("json_depth", "nested too deeply")
        self.at += 1
        out = {}
        self.blank()
        if self.peek() == "}":
            self.at += 1
            return out
        while True:
            self.blank()
            if self.peek() != '"':
                self.refuse("json_syntax", "a member name must stand here")
            name = self.string()
            if name in out:
                self.refuse("json_duplicate", f"member {name!r} twice")
            self.blank()
            if self.peek() != ":":
                self.refuse("json_syntax", "':' must stand here")
            self.at += 1
            self.blank()
            if len(out) == MEMBERS_MAX:
                self.refuse("json_limit", "too many members")
            out[name] = self.value(depth)
            self.blank()
            if self.peek() == ",":
                self.at += 1
                continue
            if self.peek() == "}":
                self.at += 1
                return out
            self.refuse("json_syntax", "',' or '}' must stand here")

    def array(self, depth):
        if depth > DEPTH_MAX:
            self.refuse("json_depth", "nested too deeply")
        self.at += 1
        out = []
        self.blank()
        if self.peek() == "]":
            self.at += 1
            return out
        while True:
            self.blank()
            if len(out) == ELEMENTS_MAX:
                self.refuse("json_limit", "too many elements")
            out.append(self.value(depth))
            self.blank()
            if self.peek() == ",":
                self.at += 1
                continue
            if self.peek() == "]":
                self.at += 1
                return out
            self.refuse("json_syntax", "',' or ']' must stand here")

    def hex4(self):
        digits = self.text[self.at:self.at + 4]
        if len(digits) != 4 or any(d not in "0123456789abcdefABCDEF"
                                   for d in digits):
            self.refuse("json_syntax", "\\u needs four hex digits")
        self.at += 4
        return int(digits, 16)

    def escape(self):
        c = self.peek()
        self.at += 1
        if c in ESCAPES and c:
            return ord(ESCAPES[c])
        if c != "u":
            self.refuse("json_syntax", "unknown escape")
        unit = self.hex4()
        if 0xDC00 <= unit <= 0xDFFF:
            self.refuse("json_string", "lone surrogate")
        if 0xD800 <= unit <= 0xDBFF:
            if self.text[self.at:self.at + 2] != "\\u":
                self.refuse("json_string", "lone surrogate")
            self.at += 2
            low = self.hex4()
            if not 0xDC00 <= low <= 0xDFFF:
                self.refuse("json_string", "lone surrogate")
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
        return unit

    def string(self):
        self.at += 1
        out = []
        size = 0
        while True:
            c = self.peek()
            if c == "":
                self.refuse("json_syntax", "string does not end")
            if c == '"':
                self.at += 1
                return "".join(out)
            if ord(c) < 0x20:
                self.refuse("json_syntax", "raw control in a string")
            self.at += 1
            code = self.escape() if c == "\\" else ord(c)
            if code == 0 or is_noncharacter(code):
                self.refuse("json_string", f"U+{code:04X} is not allowed")
            size += len(chr(code).encode())
            if size > STRING_MAX:
                self.refuse("json_limit", "string too long")
            out.append(chr(code))

    def digits(self):
        first = self.at
        while self.peek() and self.peek() in "0123456789":
            self.at += 1
        return self.text[first:self.at]

    def number(self):
        first = self.at
        if self.peek() == "-":
            self.at += 1
        whole = self.digits()
        if whole == "":
            self.refuse("json_syntax", "a digit must follow '-'")
        if self.peek() and self.peek() in ".eE":
            self.refuse("json_number", "only whole numbers")
        text = self.text[first:self.at]
        if len(whole) > 1 and whole[0] == "0" or text == "-0":
            self.refuse("json_number", f"{text} is not written plainly")
        if len(whole) > 16 or int(whole) > NUMBER_MAX:
            self.refuse("json_number", "number too large")
        return int(text)


def parse(data):
    """Bytes of one JSON text to a value."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as e:
        raise Refusal("json_utf8", f"byte {e.start}") from None
    if text.startswith("\ufeff"):
        raise Refusal("json_utf8", "byte order mark")
    r = Reader(text)
    r.blank()
    out = r.value(0)
    r.blank()
    if r.at != len(text):
        r.refuse("json_syntax", "text after the value")
    return out


def quote(text):
    out = []
    for c in text:
        if c in SHORT:
            out.append(SHORT[c])
        elif c < " ":
            out.append(f"\\u{ord(c):04x}")
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


def text(value):
    """The canonical text of a value (RFC 8785 within model 1)."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return "[" + ",".join(text(v) for v in value) + "]"
    names = sorted(value, key=lambda n: n.encode("utf-16-be"))
    return "{" + ",".join(quote(n) + ":" + text(value[n])
                          for n in names) + "}"


def write(value):
    return text(value).encode()


def check_names(value):
    """Model 1.4: the member names that an entry may use."""
    if isinstance(value, dict):
        for name, inner in value.items():
            ok = 1 <= len(name) <= 40 and name[0] in LOWER and \
                all(c in LOWER + DIGITS + "_" for c in name)
            if not ok:
                raise Refusal("json_name", repr(name))
            check_names(inner)
    elif isinstance(value, list):
        for inner in value:
            check_names(inner)


LOWER = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
