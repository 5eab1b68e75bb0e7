#!/usr/bin/env python3
"""readme.py BUILD - the run shown in README.md is real. TAP.

Takes the ```console blocks out of README.md, makes the demo that it starts
from, runs its commands through tools/run-story and compares the output, with
times, hashes and sizes of proofs masked on both sides.
"""
import os
import re
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
MASKS = [(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ', 'TIME'),
         (r'\(\d+ bytes\)', 'SIZE')]


def main():
    with open(os.path.join(ROOT, 'README.md'), encoding='utf-8') as f:
        text = f.read()
    blocks = re.findall(r'^```console\n(.*?)^```$', text, re.M | re.S)
    if not blocks:
        print('not ok 1 - README.md has console blocks\n1..1')
        return 1
    story = '$ CHANCERY_BUILD=$BUILD "$ROOT/script/demo" --no-bootstrap --no-serve >demo.out ' \
        '2>&1\n' + ''.join(blocks)
    for pattern, name in MASKS:
        story = re.sub(pattern, f'<{name}>', story)
    head = ''.join(f'## mask {pattern} {name}\n' for pattern, name in MASKS)
    with tempfile.TemporaryDirectory(prefix='readme-') as folder:
        path = os.path.join(folder, 'readme.t')
        with open(path, 'w', encoding='utf-8') as f:
            f.write(head + story)
        return subprocess.run([os.path.join(ROOT, 'tools', 'run-story'),
                               '--build', BUILD, path]).returncode


sys.exit(main())
