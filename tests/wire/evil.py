"""Mirrors of servers that lie: nothing unverified is used, nothing goes back,
a fork or a smaller log leaves both checkpoints in evidence. log 6.10.3 to
6.10.7, 10.2, 10.4; evil.E20; format/wire 4.1, 4.2, 4.3, 4.4"""
import http.server
import os
import shutil
import subprocess
import threading
import time

from wire import CHANCERY, DIR, ENV, Server, end, found, path, run, test


class Static:
    """A folder over HTTP; `change(target, bytes)` may spoil an answer, or give
    None for 404."""
    def __init__(self, folder, change=None):
        outer = self
        self.folder, self.change, self.asked = folder, change, []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                name = path(outer.folder, self.path.lstrip('/'))
                body = open(name, 'rb').read() if os.path.isfile(name) \
                    else None
                if outer.change is not None:
                    body = outer.change(self.path, body)
                self.send_response(404 if body is None else 200)
                self.send_header('Content-Length', str(len(body or b'')))
                self.end_headers()
                try:
                    self.wfile.write(body or b'')
                except OSError:
                    pass  # the client has had enough

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.http.server_port}'
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


def snapshot(folder):
    """What a mirror shows and holds."""
    out = {}
    for at, _, names in os.walk(path(folder)):
        for name in names:
            if name in ('lock', '.lock') or name.endswith(('-wal', '-shm')) or \
                    at.endswith('evidence') or name == 'read.db':
                continue
            with open(os.path.join(at, name), 'rb') as f:
                out[os.path.relpath(os.path.join(at, name), path(folder))] = \
                    f.read()
    out.pop('register.db', None)
    out.pop('mirror', None)
    return out


def evidence(folder):
    at = path(folder, 'evidence')
    return sorted(os.listdir(at)) if os.path.isdir(at) else []


def file_person(name, store='register'):
    run('file', 'person', '--name', f'en:{name}', '--state', 'xb', '--store',
        store, '--key-file', f'{store}.keys/registrar.key', '--confirm')


found()
TRUST = ('--trust', 'trust.txt')
shutil.copytree(path('register'), path('early'))
with Static('early/public') as good:
    run('mirror', good.url, 'mirror', *TRUST)
for number in range(3):
    file_person(f'Person {number}')
shutil.copytree(path('register'), path('fork'))
shutil.copytree(path('register.keys'), path('fork.keys'))


@test('spoiled bytes are refused, and nothing changes')
def _():
    before = snapshot('mirror')

    def spoil(what, how):
        return lambda target, body: how(body) if what in target and body \
            else body

    rows = (
        ('a bit of a bundle', spoil('/entries/', lambda b: b[:-9] + bytes(
            (b[-9] ^ 1,)) + b[-8:]), 5),
        ('a short bundle', spoil('/entries/', lambda b: b[:-1]), 3),
        ('a longer bundle', spoil('/entries/', lambda b: b + b'x'), 3),
        ('a huge bundle', spoil('/entries/', lambda b: b'x' * 17000000), 8),
        ('no bundle', spoil('/entries/', lambda b: None), 4),
        ('a bit of the signature', spoil('/checkpoint', lambda b: b.replace(
            b'/contacts ', b'/contacts  ')), 3),
        ('another root', spoil('/checkpoint', lambda b: b.replace(
            b.split(b'\n')[2][:4], b'AAAA', 1)), 5),
        ('no checkpoint', spoil('/checkpoint', lambda b: None), 4),
        ('a page', spoil('/checkpoint', lambda b: b'<html>' * 20000), 8),
    )
    for name, change, code in rows:
        with Static('register/public', change) as server:
            run('mirror', server.url, 'mirror', *TRUST, code=None)
            assert run.code == code, f'{name}: {run.code} {run.err}'
        assert snapshot('mirror') == before, name
        assert evidence('mirror') == [], name
    # the control: the same tree unspoiled is taken
    with Static('register/public') as server:
        run('mirror', server.url, 'mirror', *TRUST)
    assert snapshot('mirror') != before


@test('a smaller log: exit 5, both checkpoints kept, ours stays')
def _():
    before = snapshot('mirror')
    with Static('early/public') as server:
        run('mirror', server.url, 'mirror', *TRUST, code=5)
    assert 'shrank' in run.err, run.err
    kept = evidence('mirror')
    assert len(kept) == 1
    text = open(path('mirror/evidence', kept[0])).read()
    for folder in ('early', 'register'):
        note = open(path(folder, 'public/checkpoint')).read()
        assert note.split('\n')[2] in text, folder
    assert snapshot('mirror') == before


@test('a fork, larger or of one size: exit 5, both checkpoints kept')
def _():
    file_person('Only here')
    file_person('Only there', store='fork')
    with Static('register/public') as server:
        run('mirror', server.url, 'mirror', *TRUST)
    before = snapshot('mirror')
    with Static('fork/public') as server:
        run('mirror', server.url, 'mirror', *TRUST, code=5)
    assert 'forked' in run.err, run.err
    assert len(evidence('mirror')) == 2
    file_person('Only there, too', store='fork')
    with Static('fork/public') as server:
        run('mirror', server.url, 'mirror', *TRUST, code=5)
    assert 'forked' in run.err, run.err
    assert len(evidence('mirror')) == 3
    assert snapshot('mirror') == before
    file_person('Later')
    with Static('register/public') as server:
        run('mirror', server.url, 'mirror', *TRUST)
    assert 'Later' in run('search', 'Later', '--store', 'mirror')


@test('another origin or key: exit 6, and the mirror stays')
def _():
    run('init', 'other', '--origin', 'register.example/other', '--title',
        'en:Other', '--civil-zone', 'Europe/Paris', '--home-state', 'xa')
    before = snapshot('mirror')
    with Static('other/public') as server:
        run('mirror', server.url, 'mirror', *TRUST, code=6)
        with open(path('both.txt'), 'w') as f:
            f.write(open(path('other/public/policy')).read().replace(
                'quorum none\n', '') + open(path('trust.txt')).read())
        run('mirror', server.url, 'mirror', '--trust', 'both.txt', code=5)
    assert snapshot('mirror') == before
    # a register of its own is no place for a mirror
    with Static('register/public') as server:
        run('mirror', server.url, 'other', *TRUST, code=9)


@test('words: a spoiled line is left out and told, an absent one is kept')
def _():
    file_person('Spoilt Name')

    def spoil(target, body):
        if not target.startswith('/openings/') or not body:
            return body
        return body.replace(b'Spoilt Name', b'Forged Name')

    with Static('register/public', spoil) as server:
        run('mirror', server.url, 'mirror', *TRUST)
    assert 'fit no entry' in run.err, run.err
    run('search', 'Spoilt', '--store', 'mirror', code=1)
    run('search', 'Forged', '--store', 'mirror', code=1)
    file_person('Another one')
    with Static('register/public') as server:
        run('mirror', server.url, 'mirror', *TRUST)
    run('search', 'Spoilt', '--store', 'mirror')
    file_person('One more')
    with Static('register/public', lambda t, b: None if t.startswith(
            '/openings') else b) as server:
        run('mirror', server.url, 'mirror', *TRUST)
    assert 'no longer served' in run.err, run.err
    run('search', 'Spoilt', '--store', 'mirror')
    run('search', 'Later', '--store', 'mirror')
    assert os.path.getsize(path('mirror/public/openings/000')) > 0


@test('sealed slots: what is public of an entry is on the mirror')
def _():
    run('file', 'contact', '--kind', 'call', '--with', 'p/15', '--on',
        '2022-05-17', '--topic', 'visas', '--place', 'Quayside', '--summary',
        'en:A talk about the harbour fees', '--sealed', 'summary',
        '--key-file', 'office.key', '--confirm')
    with Static('register/public') as server:
        run('mirror', server.url, 'mirror', *TRUST)
    run('search', 'Quayside', '--store', 'mirror')
    run('search', 'harbour', '--store', 'mirror', code=1)
    run('audit', '--store', 'mirror')
    run('rebuild', '--store', 'mirror')
    run('search', 'Quayside', '--store', 'mirror')
    with open(path('mirror/public/openings/000')) as mine, open(path(
            'register/public/openings/000')) as theirs:
        assert mine.read() == theirs.read()


@test('an erasure empties the mirror before it shows the checkpoint of it')
def _():
    run('file', 'org', '--name', 'en:Commission', '--org-kind', 'commission')
    with open(path('order.json'), 'w') as f:
        f.write('{"authors":[],"bytes":null,"captured":null,"custody":[],'
                '"issued":null,"kind":"decision","language":null,"pages":null,'
                '"part_of":null,"proceeding":null,"publisher":null,'
                '"status":null,"text":null}')
    with open(path('order.slots'), 'w') as f:
        f.write('{"title":{"en":"Order of the Commission"}}')
    order = run('file', 'document', '--body', 'order.json', '--slots',
                'order.slots').split()[0]
    run('key', 'new', '--name', 'commission.example/c', '--out', 'com.key',
        '--owner', 'Commission')
    run('key', 'grant', 'Commission', '--role', 'authority', '--authority',
        order)
    with Static('register/public') as server:
        run('mirror', server.url, 'mirror', *TRUST)
    old = {}
    for name in ('openings/000', 'checkpoint'):
        with open(path('register/public', name), 'rb') as f:
            old[name] = f.read()

    def held():
        hits = []
        for at, _, names in os.walk(path('mirror')):
            for name in names:
                with open(os.path.join(at, name), 'rb') as f:
                    if b'Visa processing times' in f.read():
                        hits.append(name)
        return hits

    assert len(held()) >= 3, held()          # the control of the scan
    run('erase', 'c/21', '--slots', 'summary', '--order', order,
        '--approve-by', 'Commission', '--approve-key-file', 'com.key',
        '--ground', 'third-party')
    # also where the source still serves the words
    with Static('register/public', lambda t, b: old['openings/000']
                if t == '/openings/000' else b) as server:
        run('mirror', server.url, 'mirror', *TRUST)
    assert held() == [], held()
    run('mirror', server.url, 'mirror', *TRUST, code=8)
    with Static('register/public') as server:
        run('mirror', server.url, 'mirror', *TRUST)
    assert held() == [], held()
    run('search', 'processing', '--store', 'mirror', code=1)
    run('search', 'Consul', '--store', 'mirror')
    run('audit', '--store', 'mirror')
    with open(path('mirror/public/openings/000')) as mine, open(path(
            'register/public/openings/000')) as theirs:
        assert mine.read() == theirs.read()


@test('a mirror that was killed goes on where it was')
def _():
    server = Server('serve', '--interval', '100')
    for stop in (0.02, 0.05, 0.1, 0.2):
        p = subprocess.Popen([CHANCERY, 'mirror', server.url, 'killed',
                              *TRUST], cwd=DIR, env=ENV,
                             stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
        time.sleep(stop)
        p.kill()
        p.wait()
    run('mirror', server.url, 'killed', *TRUST)
    run('audit', '--store', 'killed')
    run('search', 'Spoilt', '--store', 'killed')
    assert not os.path.exists(path('killed/incoming'))
    server.stop()


end()
