"""Proof files: one answer (index 7.5), one entry (log 4.1), bundles (A5.7).

Each form has one writing: print(parse(x)) = x, and anything else is refused.
"""

from dataclasses import dataclass, field

from . import canon, check, entry, merkle, note, question, trie
from .note import b64, number, unb64
from .refusal import Refusal

FILE_MAX = 16 << 20
TLOG_MAX = 256 << 10
HEAD, TLOG_HEAD, BUNDLE_HEAD = "chancery/proof@v1", \
    "c2sp.org/tlog-proof@v1", "chancery/bundle@v1"
BLOCKS_MAX = 64
PATH_MAX = 63


def refuse(words):
    raise Refusal("form", words)


@dataclass
class Block:
    question: str
    answer: list                                # certain, possible, struck
    groups: list = field(default_factory=list)  # [value text, c, p, s]
    trie: bytes = b""
    entries: list = field(default_factory=list)     # [number, bytes]


@dataclass
class Proof:
    root: bytes             # the index-root entry
    index: int              # M
    path: list
    blocks: list
    checkpoint: bytes


def block_text(b):
    out = [f"question {b.question}", "answer certain={} possible={} "
           "struck={}".format(*b.answer)]
    out += ["group {} {} {} {}".format(*g) for g in b.groups]
    out.append("trie " + b64(b.trie) if b.trie else "trie")
    out += [f"entry {n} {b64(e)}" for n, e in b.entries]
    return "".join(line + "\n" for line in out) + "\n"


def print_proof(p):
    out = f"{HEAD}\nroot {b64(p.root)}\nindex {p.index}\n"
    out += "".join(b64(h) + "\n" for h in p.path)
    out += f"blocks {len(p.blocks)}\n\n"
    out += "".join(block_text(b) for b in p.blocks)
    return out.encode() + p.checkpoint


class Lines:
    """LF-ended lines of a file, one after the other."""

    def __init__(self, data, most):
        if len(data) > most:
            refuse("too long")
        self.data, self.at, self.line = data, 0, 0

    def next(self):
        end = self.data.find(b"\n", self.at)
        if end < 0:
            refuse(f"line {self.line + 1}: no line feed")
        raw = self.data[self.at:end]
        self.at, self.line = end + 1, self.line + 1
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            refuse(f"line {self.line}: not UTF-8")
        if any(c < " " or c == "\x7f" for c in text):
            refuse(f"line {self.line}: control character")
        return text

    def peek(self):
        at, line = self.at, self.line
        text = self.next()
        self.at, self.line = at, line
        return text

    def word(self, key):
        text = self.next()
        if not text.startswith(key + " "):
            refuse(f"line {self.line}: '{key} ' must stand here")
        return text[len(key) + 1:]

    def rest(self):
        return self.data[self.at:]


def read_path(lines, ends):
    """Hash lines up to one that `ends` accepts."""
    out = []
    while not ends(lines.peek()):
        h = unb64(lines.next())
        if len(h) != 32 or len(out) == PATH_MAX:
            refuse(f"line {lines.line}: hash, or too many")
        out.append(h)
    return out


def read_numbers(text):
    parts = text.split(" ")
    names = ("certain=", "possible=", "struck=")
    if len(parts) != 3 or any(not p.startswith(n)
                              for p, n in zip(parts, names)):
        refuse("answer: certain= possible= struck=")
    return [number(p[len(n):]) for p, n in zip(parts, names)]


def read_group(text):
    parts = text.split(" ")
    if len(parts) != 4:
        refuse("group: value and three numbers")
    return [parts[0], *map(number, parts[1:])]


def read_entry(text):
    n, _, data = text.partition(" ")
    return [number(n), unb64(data)]


def read_block(lines):
    b = Block(lines.word("question"), read_numbers(lines.word("answer")))
    while lines.peek().startswith("group "):
        b.groups.append(read_group(lines.word("group")))
    if lines.peek() == "trie":
        lines.next()
    else:
        b.trie = unb64(lines.word("trie"))
    while lines.peek().startswith("entry "):
        b.entries.append(read_entry(lines.word("entry")))
    if lines.next() != "":
        refuse(f"line {lines.line}: an empty line must stand here")
    return b


def parse_proof(data):
    lines = Lines(data, FILE_MAX)
    if lines.next() != HEAD:
        refuse("first line")
    root = unb64(lines.word("root"))
    index = number(lines.word("index"))
    path = read_path(lines, lambda t: t.startswith("blocks "))
    count = number(lines.word("blocks"))
    if not 1 <= count <= BLOCKS_MAX or lines.next() != "":
        refuse("1 to 64 blocks, then an empty line")
    blocks = [read_block(lines) for _ in range(count)]
    p = Proof(root, index, path, blocks, lines.rest())
    if print_proof(p) != data:
        refuse("not the one form of this proof")
    return p


@dataclass
class Checked:
    """What a proof file shows, once everything holds."""
    checkpoint: note.Checkpoint
    signers: dict
    root: entry.Entry
    tallies: list           # (Question, Tally) by block


def check_root_entry(leaf, index, register):
    e = entry.parse(leaf, register, index)
    if e.type != "index-root":
        raise Refusal("root_entry", "not an index root")
    b = e.body
    r = trie.root(register, b["mapping"], b["covered"],
                  bytes.fromhex(b["top"]))
    if b["mapping"] != 1 or r.hex() != b["root"]:
        raise Refusal("root_entry", "R does not follow from its fields")
    return e


def group_lines(q, tally):
    return [[question.value_text(q.group, g), *row]
            for g, *row in tally.answer()] if q.mode == "groups" else []


def check_listed(b, tally):
    """Mode list: the entry lines are those of the postings, no others."""
    held = {n: merkle.leaf_hash(e) for n, e in b.entries}
    order = [n for n, _ in b.entries]
    if order != sorted(set(order)):
        raise Refusal("entries", "not ascending")
    used = set()
    for key, _, _, leaf_hash in tally.listed:
        n = int.from_bytes(key[-6:], "big")
        if held.get(n) != leaf_hash:
            raise Refusal("entries", f"entry {n} is missing or another")
        used.add(n)
    if used != set(order):
        raise Refusal("entries", f"left over: {sorted(set(order) - used)}")


def check_block(b, asked, top):
    if b.question != asked:
        raise Refusal("question", f"asked {asked!r}, answered {b.question!r}")
    q = question.parse(asked)
    found, tally = check.check(b.trie, q)
    if found != top:
        raise Refusal("root", "the trie part gives another top")
    if b.answer != tally.total():
        raise Refusal("answer", f"stated {b.answer}, found {tally.total()}")
    if b.groups != group_lines(q, tally):
        raise Refusal("groups", "stated groups are not those found")
    if q.mode == "list":
        check_listed(b, tally)
    elif b.entries:
        raise Refusal("entries", "only in mode list")
    return q, tally


def check_proof(data, log_key, asked=None, witnesses=()):
    """A whole proof file, in the order of index 7.5.

    `asked`: canonical questions, block by block; None takes the file's own
    (then the result says what was answered, not that it was asked).
    """
    p = parse_proof(data)
    point, signers = note.open_checkpoint(p.checkpoint, log_key, witnesses)
    if point.size != p.index + 1:
        raise Refusal("size", f"size {point.size}, index root {p.index}")
    merkle.check_inclusion(p.index, point.size, merkle.leaf_hash(p.root),
                           p.path, point.root)
    root = check_root_entry(p.root, p.index, point.origin)
    if asked is None:
        asked = [b.question for b in p.blocks]
    if len(asked) != len(p.blocks):
        raise Refusal("question", f"{len(asked)} asked, "
                      f"{len(p.blocks)} answered")
    top = bytes.fromhex(root.body["top"])
    tallies = [check_block(b, a, top) for a, b in zip(asked, p.blocks)]
    return Checked(point, signers, root, tallies)


def make_block(top, text, leaves):
    """The block that answers a question; `leaves[n]` are entry bytes."""
    q = question.parse(text)
    data, tally = trie.prove(top, q)
    listed = sorted({int.from_bytes(k[-6:], "big")
                     for k, _, _, _ in tally.listed}) \
        if q.mode == "list" else []
    return Block(text, tally.total(), group_lines(q, tally), data,
                 [[n, leaves[n]] for n in listed])


# .tlog-proof

def print_tlog(index, path, checkpoint):
    out = f"{TLOG_HEAD}\nindex {index}\n"
    out += "".join(b64(h) + "\n" for h in path) + "\n"
    return out.encode() + checkpoint


def check_tlog(data, leaf, log_key, witnesses=()):
    """A .tlog-proof of these entry bytes: (Checkpoint, index, signers)."""
    lines = Lines(data, TLOG_MAX)
    if lines.next() != TLOG_HEAD:
        refuse("first line")
    if lines.peek().startswith("extra "):
        if len(unb64(lines.word("extra"))) > 65536:
            refuse("extra is too long")
    index = number(lines.word("index"))
    path = read_path(lines, lambda t: t == "")
    lines.next()
    point, signers = note.open_checkpoint(lines.rest(), log_key, witnesses)
    merkle.check_inclusion(index, point.size, merkle.leaf_hash(leaf), path,
                           point.root)
    return point, index, signers


# Bundles of interfaces A5.7 (index 7.5 and amendment G3 have no such form).

def parse_bundle(data):
    """Bundle bytes to (question object, [proof file bytes])."""
    lines = Lines(data, FILE_MAX)
    if lines.next() != BUNDLE_HEAD:
        refuse("first line")
    stated = lines.word("question").encode()
    asked = canon.parse(stated)
    if canon.write(asked) != stated:
        refuse("question is not canonical")
    count = number(lines.word("parts"))
    if not 1 <= count <= BLOCKS_MAX:
        refuse("1 to 64 parts")
    parts = []
    for _ in range(count):
        size = number(lines.word("part"))
        parts.append(data[lines.at:lines.at + size])
        if len(parts[-1]) != size:
            refuse("a part ends early")
        lines.at += size
    if lines.rest():
        refuse("bytes after the last part")
    return asked, parts


def check_bundle(data, log_key, asked=None, witnesses=()):
    """Every part by itself; one checkpoint; canonical questions as asked."""
    stated, parts = parse_bundle(data)
    wanted = asked or (stated.get("canonical") if isinstance(stated, dict)
                       else None)
    checked = [check_proof(p, log_key, None, witnesses) for p in parts]
    if any(c.checkpoint != checked[0].checkpoint for c in checked):
        raise Refusal("bundle", "parts of several checkpoints")
    answered = [question.text(q) for c in checked for q, _ in c.tallies]
    if wanted is not None and answered != wanted:
        raise Refusal("question", f"asked {wanted}, answered {answered}")
    return checked
