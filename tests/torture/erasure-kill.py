#!/usr/bin/env python3
"""An erasure under kill -9: it is resumed, and no word is left.

usage: erasure-kill.py CHANCERY FAULT.SO [--points N] [--all] [--keep DIR]

Founds a register with a word of its own in slots and in a file that it keeps,
then files one erasure again and again from the same state, and kills it before
one of its file calls (sync, rename, unlink, truncate, write), another one each
time. After each kill the next command that writes must bring the erasure to
its end, if its entry is in the log: the word is then in no file of the
register, the public files audit clean, doctor says that none is under way. If
the entry is not in the log, nothing was destroyed and the erasure is filed
anew. Control: after some of the kills, with the entry in the log, the word is
still there before that next command; without the resume it would stay.
Output is TAP.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

WORD = 'Canaryofthequay'
CALLS = ('fsync', 'fdatasync', 'rename', 'renameat', 'unlink', 'unlinkat',
         'ftruncate', 'pwrite', 'write')
RUN_S = 60


class Broken(Exception):
    """A promise that did not hold, as a sentence."""


class Register:
    def __init__(self, program, fault, folder):
        self.program, self.fault, self.folder = program, fault, folder
        self.env = dict(os.environ, CHANCERY_STORE='register',
                        CHANCERY_LANG='en',
                        XDG_STATE_HOME=os.path.join(folder, 'state'),
                        XDG_CONFIG_HOME=os.path.join(folder, 'config'))

    def call(self, *words, **fault):
        env = self.env
        if fault:
            env = dict(env, LD_PRELOAD=self.fault,
                       **{k: str(v) for k, v in fault.items()})
        return subprocess.run((self.program,) + words, cwd=self.folder,
                              env=env, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=RUN_S)

    def run(self, *words):
        got = self.call(*words)
        if got.returncode != 0:
            raise Broken(f'{" ".join(words)}: exit {got.returncode}: '
                         f'{got.stderr.decode(errors="replace")[-300:]}')
        return got.stdout.decode()

    def file(self, kind, body, slots, *more):
        for name, value in (('body.json', body), ('slots.json', slots)):
            with open(self.at(name), 'w', encoding='utf-8') as f:
                json.dump(value, f)
        said = json.loads(self.run('--json', 'file', kind, '--body',
                                   'body.json', '--slots', 'slots.json',
                                   *more))
        os.remove(self.at('body.json'))
        os.remove(self.at('slots.json'))
        return said

    def at(self, name):
        return os.path.join(self.folder, name)

    def found(self):
        self.run('init', 'register', '--origin', 'register.example/erase',
                 '--title', 'en:A register', '--civil-zone', 'UTC',
                 '--home-state', 'xa')
        self.run('file', 'person', '--name', 'en:The Member', '--state',
                 'xa')
        self.run('file', 'person', '--name', f'en:The Consul {WORD}',
                 '--state', 'xb')
        self.run('file', 'org', '--name', 'en:Commission', '--org-kind',
                 'commission')
        self.run('file', 'contact', '--kind', 'call', '--of', 'The Member',
                 '--with', f'The Consul {WORD}', '--on', '2021-03-04',
                 '--topic', 'visas', '--summary',
                 f'en:What {WORD} said about the harbour')
        paper = {k: None for k in (
            'bytes', 'captured', 'issued', 'language', 'pages', 'part_of',
            'proceeding', 'publisher', 'status', 'text')}
        paper.update(authors=[], custody=[], kind='decision')
        order = self.file('document', paper, {'title': {'en': 'Order'}})
        self.order = order['id']
        self.run('key', 'new', '--name', 'commission.example/c', '--out',
                 'commission.key', '--owner', 'Commission')
        self.run('key', 'grant', 'Commission', '--role', 'authority',
                 '--authority', self.order)
        self.run('key', 'export', '--out', 'trust.txt')
        self.targets = [json.loads(self.run('--json', 'search', word,
                                            '--type', kind))
                        ['items'][0]['thing']['ref']
                        for word, kind in ((WORD, 'person'),
                                           ('harbour', 'contact'))]
        shutil.copytree(self.at('register'), self.at('saved'))
        shutil.copytree(self.at('register.keys'), self.at('saved.keys'))

    def again(self):
        for name in ('register', 'register.keys'):
            shutil.rmtree(self.at(name))
            shutil.copytree(self.at(name.replace('register', 'saved')),
                            self.at(name))
        shutil.rmtree(self.at('state'), ignore_errors=True)

    def erase(self, **fault):
        return self.call('erase', *self.targets, '--all', '--order',
                         self.order, '--approve-by', 'Commission',
                         '--approve-key-file', 'commission.key', **fault)

    def holding(self):
        """Files of the register in which the word stands."""
        hits = []
        for top in ('register', 'register.keys', 'state'):
            for at, _, names in os.walk(self.at(top)):
                for name in names:
                    path = os.path.join(at, name)
                    with open(path, 'rb') as f:
                        if WORD.encode() in f.read():
                            hits.append(os.path.relpath(path, self.folder))
        return hits

    def is_filed(self):
        out = self.run('--jsonl', 'log', 'tail', '--from', '0')
        return any(json.loads(line).get('type') == 'erase'
                   for line in out.splitlines())


def counts(r):
    """How often each kind of call is made by one whole erasure."""
    out = {}
    for call in CALLS:
        r.again()
        path = r.at('count')
        got = r.erase(FAULT_CALL=call, FAULT_COUNT=path)
        if got.returncode != 0:
            raise Broken(f'erase: {got.stderr.decode()[-300:]}')
        with open(path, encoding='utf-8') as f:
            out[call] = int(f.read().split()[0])
        os.remove(path)
    if r.holding():
        raise Broken(f'a whole erasure leaves the word in {r.holding()}')
    return out


def points(made, wanted):
    every = [(call, n) for call in CALLS for n in range(1, made[call] + 1)]
    if wanted is None or len(every) <= wanted:
        return every
    return [every[i * len(every) // wanted] for i in range(wanted)]


def one(r, call, n):
    """What a kill before call n leaves, and that the next command mends it."""
    r.again()
    got = r.erase(FAULT_CALL=call, FAULT_AT=n, FAULT_ERR='kill')
    if got.returncode == 0:
        return 'went through'   # counts differ a little from run to run
    if got.returncode != -9:
        raise Broken(f'{call} {n}: exit {got.returncode}')
    filed = r.is_filed()
    left = r.holding()
    r.run('publish')
    if not filed:
        if not left:
            raise Broken(f'{call} {n}: destroyed before it was filed')
        got = r.erase()
        if got.returncode != 0:
            raise Broken(f'{call} {n}: filed anew: '
                         f'{got.stderr.decode()[-300:]}')
    if r.holding():
        raise Broken(f'{call} {n}: the word is in {r.holding()}')
    if 'no erasure is under way' not in r.run('doctor'):
        raise Broken(f'{call} {n}: doctor does not say that it is done')
    r.run('audit', 'register/public', '--trust', 'trust.txt')
    return 'not filed' if not filed else 'left' if left else 'gone'


def run(given):
    folder = given.keep or tempfile.mkdtemp(prefix='erasure-kill-')
    os.makedirs(folder, exist_ok=True)
    r = Register(os.path.abspath(given.chancery),
                 os.path.abspath(given.fault), folder)
    print('1..2')
    try:
        r.found()
        if len(r.holding()) < 3:
            raise Broken('the word was not filed')
        made = counts(r)
        todo = points(made, None if given.all else given.points)
        outcome = {}
        for call, n in todo:
            said = one(r, call, n)
            outcome[said] = outcome.get(said, 0) + 1
        print(f'ok 1 - {len(todo)} kills: resumed, no word is left')
        print(f'# {outcome}, calls {made}')
        good = outcome.get('left', 0) > 0
        print(f'{"ok" if good else "not ok"} 2 - control: before the next '
              f'command the word was still there')
        return 0 if good else 1
    except Broken as b:
        print(f'not ok 1 - an erasure is resumed\n# {b}')
        return 1
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)


def main():
    p = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    p.add_argument('chancery')
    p.add_argument('fault')
    p.add_argument('--points', type=int, default=40)
    p.add_argument('--all', action='store_true')
    p.add_argument('--keep', metavar='DIR')
    return run(p.parse_args())


if __name__ == '__main__':
    sys.exit(main())
