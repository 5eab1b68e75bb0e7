#!/usr/bin/env python3
"""A whole register under kill -9: nothing acknowledged is lost.

usage: register-kill.py CHANCERY [--cycles N] [--seed S] [--keep DIR]

Founds a register, then runs commands that file one entry, amend one, or file
a split of several, and kills most of them at a random moment. What a command
acknowledged (number and leaf of its --json) is noted. After each kill the next
command must find the register well; at the end every acknowledged entry must
stand in the log with the same leaf, every other entry must belong to a killed
command, `audit` of store and of public/ must find nothing, and `rebuild` must
give the same index roots. Then the checker itself is checked: with one noted
leaf changed, one note left out and one note too many it must object.
Output is TAP.
"""
import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, 'second'))
from chancery2 import merkle, static  # noqa: E402 (the path comes first)

RUN_S = 60
PARTS = ('{"when":{"edtf":"2021-03-04"},"slots":{"summary":{"en":'
         '"One call of the tally, its day now known"}}}\n'
         '{"when":{"edtf":"2021-05"},"slots":{"summary":{"en":'
         '"Another call of the tally, its month now known"}}}\n')


class Broken(Exception):
    """A promise that did not hold, as a sentence."""


class Register:
    def __init__(self, program, folder, rng):
        self.program, self.folder, self.rng = program, folder, rng
        self.usual_s = 0.05
        self.events = []     # list of (number, leaf) lists; None: killed
        self.people = self.tallies = 0
        self.killed = self.torn = 0
        env = dict(os.environ, CHANCERY_STORE='register', CHANCERY_LANG='en',
                   XDG_STATE_HOME=os.path.join(folder, 'state'),
                   XDG_CONFIG_HOME=os.path.join(folder, 'config'))
        self.env = env

    def start(self, *words):
        return subprocess.Popen(
            (self.program,) + words, cwd=self.folder, env=self.env,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)

    def run(self, *words):
        """A command that must succeed; its JSON."""
        begun = time.monotonic()
        child = self.start('--json', *words)
        out, err = child.communicate(timeout=RUN_S)
        if child.returncode != 0:
            raise Broken(f'{" ".join(words)}: exit {child.returncode}: '
                         f'{err.decode(errors="replace").strip()[-300:]}')
        if words[0] == 'file':
            self.took(begun)
        return json.loads(out) if out.strip() else {}

    def took(self, begun):
        self.usual_s += 0.3 * (time.monotonic() - begun - self.usual_s)

    def note(self, said):
        rows = [said] + said.get('parts', [])
        self.events.append([(r['entry'], r['leaf']) for r in rows])

    def file(self, *words):
        """Files and may be killed; the JSON, or None where it was."""
        child = self.start('--json', *words)
        begun = time.monotonic()
        if self.rng.random() < 0.8:
            time.sleep(self.rng.uniform(0.1, 1.4) * self.usual_s)
            child.send_signal(signal.SIGKILL)
        out, err = child.communicate(timeout=RUN_S)
        if child.returncode not in (0, -signal.SIGKILL):
            raise Broken(f'{" ".join(words)}: exit {child.returncode}: '
                         f'{err.decode(errors="replace").strip()[-300:]}')
        try:
            said = json.loads(out)
        except ValueError:
            if child.returncode == 0:
                raise Broken('exit 0 without an answer') from None
            self.killed += 1
            self.torn += out != b''
            self.events.append(None)
            return None
        if child.returncode == 0:
            self.took(begun)
        self.note(said)
        return said

    def found(self):
        self.run('init', 'register', '--origin', 'register.example/kill',
                 '--title', 'en:A register', '--registrar',
                 'en:The Registrar', '--civil-zone', 'UTC',
                 '--home-state', 'xa')
        for words in (
                ('person', '--name', 'en:The Member'),
                ('org', '--name', 'en:Embassy of State B', '--org-kind',
                 'mission', '--state', 'xb', '--mission', 'embassy',
                 '--receiving', 'xa'),
                ('post', '--title', 'en:Ambassador', '--org',
                 'Embassy of State B', '--sent-by', 'xb', '--accredited-to',
                 'xa')):
            self.note(self.run('file', *words))
        key = self.run('key', 'new', '--name', 'office.example/member',
                       '--out', 'office.key', '--owner', 'The Registrar')
        self.events.append([(key['entry'], key['leaf'])]
                           if 'entry' in key else None)
        with open(os.path.join(self.folder, 'parts.jsonl'), 'w',
                  encoding='utf-8') as f:
            f.write(PARTS)

    def contact(self, times):
        return self.file(
            'file', 'contact', '--kind', 'call', '--times', str(times),
            '--on', '[2020..2022]', '--of', 'The Member', '--with-post',
            'Ambassador', '--initiated-by', 'home', '--basis',
            'reconstructed', '--topic', 'consular', '--summary',
            'en:Calls reconstructed from memory, days not recorded',
            '--confirm')

    def cycle(self):
        kind = self.rng.randrange(4)
        if kind == 0:
            self.people += 1
            return self.file('file', 'person', '--name',
                             f'en:Counterpart {self.people}', '--confirm')
        if kind == 1:
            return self.contact(self.rng.randint(1, 9))
        tally = self.contact(9)
        if tally is None:
            return None
        if kind == 2:
            return self.file('amend', tally['ref'], '--set', '/times=8',
                             '--reason', 'correction:en:counted again',
                             '--confirm')
        return self.file('amend', tally['ref'], '--split', 'parts.jsonl',
                         '--reason', 'split:en:the bill shows two of them',
                         '--confirm')

    def recovers(self):
        self.run('show', 'o/1')

    def log(self):
        """(leaf, is an index root) of every entry, from the public files."""
        public = os.path.join(self.folder, 'register', 'public')
        size = int(static.read(public, 'checkpoint').split(b'\n')[1])
        return [(merkle.leaf_hash(leaf).hex(),
                 json.loads(leaf)['entry']['type'] == 'index-root')
                for leaf in static.read_entries(public, size)]


def check(events, log):
    """Are the notes and the log of one mind? The first objection, or None."""
    noted, last, killed = {}, -1, {}
    pending = False
    for event in events:
        if event is None:
            pending = True
            continue
        for n, leaf in event:
            noted[n] = leaf
        first = min(n for n, _ in event)
        killed[(last, first)] = pending
        last, pending = max(n for n, _ in event), False
    killed[(last, len(log))] = pending
    for n, leaf in sorted(noted.items()):
        if n >= len(log):
            return f'entry {n} was acknowledged and is not in the log'
        if log[n][0] != leaf:
            return f'entry {n} was acknowledged with another leaf'
    for n, (_, is_root) in enumerate(log):
        if n < 2 or is_root or n in noted:
            continue    # the founding pair has no answer of its own
        if not any(a < n < b and maybe for (a, b), maybe in killed.items()):
            return f'entry {n} is of no command'
    return None


def finish(r):
    """Everything that must hold at the end; (log, R)."""
    r.run('file', 'person', '--name', 'en:The last one', '--confirm')
    r.events.append(None)   # known by no note: as if killed
    first = r.run('audit', '--full')
    built = r.run('rebuild')
    r.run('key', 'export', '--out', 'trust.txt')
    again = r.run('audit', 'register/public', '--full', '--trust',
                  'trust.txt')
    for said in (first, again):
        if said['verdict'] != 'ok':
            raise Broken(f'audit: {said}')
    if not built['root_matches']:
        raise Broken(f'rebuild: {built}')
    log = r.log()
    objection = check(r.events, log)
    if objection is not None:
        raise Broken(objection)
    return log


def spoiled(events, rng):
    """(name, notes that must not pass)."""
    at = rng.choice([i for i, e in enumerate(events) if e is not None and
                     i > 0 and events[i - 1] is not None and
                     i + 1 < len(events) and events[i + 1] is not None] or
                    [0])
    n, leaf = events[at][0]
    yield 'one leaf changed', events[:at] + [
        [(n, leaf[:-1] + ('0' if leaf[-1] != '0' else '1'))]] + \
        events[at + 1:]
    yield 'one note left out', events[:at] + events[at + 1:]
    yield 'one note too many', events + [[(1 << 40, leaf)]]


def run(given):
    folder = given.keep or tempfile.mkdtemp(prefix='register-kill-')
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(given.seed)
    r = Register(os.path.abspath(given.chancery), folder, rng)
    failed = 0
    try:
        print(f'# seed {given.seed}, {given.cycles} cycles')
        print('1..4')
        try:
            r.found()
            for _ in range(given.cycles):
                r.cycle()
                r.recovers()
            log = finish(r)
        except Broken as b:
            print(f'not ok 1 - nothing acknowledged is lost\n# {b}')
            return 1
        acked = sum(len(e) for e in r.events if e is not None)
        print('ok 1 - nothing acknowledged is lost')
        print(f'# {len(log)} entries, {acked} acknowledged, {r.killed} '
              f'commands killed, {r.torn} of them while answering')
        for i, (name, notes) in enumerate(spoiled(r.events, rng), 2):
            said = check(notes, log)
            print(f'{"not ok" if said is None else "ok"} {i} - '
                  f'control: {name}\n# {said}')
            failed += said is None
        return 1 if failed else 0
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)


def main():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('chancery')
    p.add_argument('--cycles', type=int, default=10)
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--keep', metavar='DIR')
    return run(p.parse_args())


if __name__ == '__main__':
    sys.exit(main())
