#!/usr/bin/env python3
"""What script/demo makes, judged by the second implementation.

usage: check_demo.py [DIR]

Runs script/demo into a folder of its own (or takes DIR, a demo that was made
earlier), then verifies its public tree and every proof file with the programs
beside this one, and lets them refuse copies with one thing changed. Output is
TAP.
"""

import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


class Checks:
    def __init__(self):
        self.count = self.failed = 0

    def expect(self, name, good, done):
        self.count += 1
        held = done.returncode == (0 if good else 1)
        self.failed += not held
        print(f"{'ok' if held else 'not ok'} {self.count} - {name}")
        said = (done.stdout + done.stderr).strip().split("\n")
        print(f"# exit {done.returncode}: {said[-1]}")


def run(program, *words):
    return subprocess.run(
        (sys.executable, os.path.join(HERE, program)) + words, timeout=120,
        capture_output=True, text=True, errors="replace", check=False)


def read(path):
    with open(path, "rb") as f:
        return f.read()


def write(path, data):
    with open(path, "wb") as f:
        f.write(data)
    return path


def copies(data):
    """(what was changed, bytes) of a proof file."""
    lines = data.split(b"\n")
    at = next(i for i, line in enumerate(lines)
              if line.startswith(b"answer "))
    number = lines[at].split(b"certain=")[1].split(b" ")[0]
    more = b"certain=%d" % (int(number) + 1)
    yield "another number", b"\n".join(
        lines[:at] + [lines[at].replace(b"certain=" + number, more)] +
        lines[at + 1:])
    middle = len(data) // 2
    yield "one bit", data[:middle] + bytes([data[middle] ^ 1]) + \
        data[middle + 1:]
    yield "cut short", data[:len(data) - 40]
    yield "a line more", data + b"\n"


def first_file(folder):
    for at, _, names in sorted(os.walk(folder)):
        if names:
            return os.path.join(at, sorted(names)[0])
    raise SystemExit(f"{folder} is empty")


def flip(path, offset):
    data = bytearray(read(path))
    data[offset % len(data)] ^= 1
    write(path, bytes(data))


def check_tree(c, public, key, work):
    c.expect("public tree", True, run("verify_tree.py", public, key))
    for name in ("tile/entries", "tile/0", "openings", "checkpoint"):
        copy = os.path.join(work, "public")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(public, copy)
        path = os.path.join(copy, name)
        flip(path if os.path.isfile(path) else first_file(path), 100)
        c.expect(f"public tree, one bit of {name} changed", False,
                 run("verify_tree.py", copy, key))


def check_demo(c, demo, work):
    key = read(os.path.join(demo, "trust.txt")).decode().split("\n")[0]
    key = key.removeprefix("log ")
    proofs = sorted(f for f in os.listdir(demo)
                    if f.endswith(".chancery-proof"))
    for name in proofs:
        path = os.path.join(demo, name)
        c.expect(name, name != "spoiled.chancery-proof",
                 run("verify_proof.py", path, key))
    for what, data in copies(read(os.path.join(demo,
                                               "both.chancery-proof"))):
        c.expect(f"both.chancery-proof, {what}", False,
                 run("verify_proof.py",
                     write(os.path.join(work, "copy"), data), key))
    receipt = os.path.join(demo, "tally.tlog-proof")
    entry = os.path.join(demo, "tally.entry")
    c.expect("receipt", True,
             run("verify_proof.py", receipt, key, "--entry", entry))
    other = write(os.path.join(work, "entry"),
                  read(entry).replace(b'"times":5', b'"times":4'))
    c.expect("receipt, another entry", False,
             run("verify_proof.py", receipt, key, "--entry", other))
    check_tree(c, os.path.join(demo, "register", "public"), key, work)
    if len(proofs) < 6:
        raise SystemExit(f"the demo made {len(proofs)} proof files")


def main():
    work = tempfile.mkdtemp(prefix="check-demo-")
    try:
        demo = sys.argv[1] if len(sys.argv) > 1 else \
            os.path.join(work, "demo")
        if len(sys.argv) == 1:
            done = subprocess.run(
                (os.path.join(TOP, "script", "demo"), "--no-bootstrap",
                 "--no-serve", demo), capture_output=True, text=True,
                errors="replace", check=False, timeout=120)
            if done.returncode != 0:
                print("1..1\nnot ok 1 - script/demo")
                print("# " + done.stderr.strip().split("\n")[-1])
                return 1
        c = Checks()
        check_demo(c, demo, work)
        print(f"1..{c.count}")
        return 1 if c.failed else 0
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
