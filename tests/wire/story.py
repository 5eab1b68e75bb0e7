"""Two parties on a wire: an office's register and a department, with folders
and keys of their own, on loopback. A note goes office, department,
acknowledgement; the department's own register cosigns as a witness; a canary
stands nowhere but in the sealed file. reliability 9.5, privacy.canary;
format/wire 1.3, 3.1, 3.2, 3.3, 3.4, 4.1"""
import base64
import json
import os
import shutil
import sqlite3

from wire import (DIR, ENV, VERIFY, Proxy, Server, end, found, path, run,
                  shell, subprocess, test, wait_for)

CANARY = 'CANARY-gannet-tern-7731'
CONTROL = 'CONTROL-puffin-auk-4412'


def memory(pid, needle):
    """Does a writable mapping of the process hold the bytes?"""
    found_it = False
    with open(f'/proc/{pid}/maps') as maps, open(f'/proc/{pid}/mem', 'rb') as m:
        for line in maps:
            span, mode = line.split()[:2]
            if not mode.startswith('rw') and not mode.startswith('r-'):
                continue
            first, last = (int(x, 16) for x in span.split('-'))
            if last - first > 1 << 30:
                continue                  # a sanitizer's own
            try:
                m.seek(first)
                block = m.read(last - first)
            except (OSError, ValueError, OverflowError):
                continue
            found_it = found_it or needle in block
    return found_it


def files_with(needle, *folders):
    hits = []
    for folder in folders:
        for at, _, names in os.walk(path(folder)):
            for name in names:
                with open(os.path.join(at, name), 'rb') as f:
                    if needle in f.read():
                        hits.append(os.path.join(at, name))
    return hits


found(department=True)
os.mkdir(path('desk'))           # the department's machine
for name in ('department.key', 'seal.key'):
    shutil.move(path(name), path('desk', name))
shutil.copy(path('trust.txt'), path('desk', 'office-trust.txt'))
OFFICE = ('--store', 'register')
state = {}


@test('the department founds a register of its own, and a witness key in it')
def _():
    run('init', 'desk/own', '--origin', 'department.example/own', '--title',
        'en:Register of the Department', '--registrar', 'en:The Department',
        '--civil-zone', 'Europe/Paris', '--home-state', 'xa')
    run('key', 'new', '--purpose', 'witness', '--name',
        'department.example/witness', '--out', 'desk/own.keys/witness.key',
        '--store', 'desk/own')
    state['vkeys'] = [line for line in open(path('desk/office-trust.txt'))
                      .read().split() if '+' in line]


@test('the office serves; the department mirrors with the key it was given')
def _():
    office = state['office'] = Server('serve', '--interval', '100', '--log',
                                      'json')
    out = run('mirror', office.url, 'desk/mirror', '--trust',
              'desk/office-trust.txt', '--json')
    assert '"consistent":true' in out, out
    run('mirror', office.url, 'desk/other', code=6)
    # words, questions and proofs work on the mirror
    assert 'p/3' in run('search', 'Member', '--store', 'desk/mirror')
    assert '1 call' in run('ask', 'calls', '--of', 'p/3', '--with', 'p/15',
                           '--store', 'desk/mirror')
    run('audit', '--store', 'desk/mirror')
    run('audit', 'desk/mirror/public', '--trust', 'desk/office-trust.txt',
        '--store', 'desk/mirror')


@test('a second writer is told to file through the server')
def _():
    run('file', 'person', '--name', 'en:Somebody', *OFFICE, code=9)
    assert '--url' in run.err, run.err
    run('search', 'Member', *OFFICE)      # readers are welcome


@test('the office seals a note and files it with its own key, over the wire')
def _():
    office = state['office']
    run('mirror', office.url, 'office-mirror', '--trust', 'trust.txt')
    with open(path('call.txt'), 'w') as f:
        f.write(f'What was said: {CANARY}.\n')
    remote = ('--url', office.url, '--store', 'office-mirror')
    out = run('note', 'seal', 'call.txt', '--for', 'c/21', '--to', 'o/25',
              '--made', '2021-03-05', '--key-file', 'office.key', '--receipt',
              'note.tlog-proof', *remote)
    assert 'n/37 filed as entry 37' in out, out
    leaf = run('show', 'n/37', '--raw', '--store', 'office-mirror')
    with open(path('leaf'), 'w') as f:
        f.write(leaf.rstrip('\n'))
    done = subprocess.run([VERIFY, 'note.tlog-proof', '--trust', 'trust.txt',
                           '--entry', 'leaf'], cwd=DIR, env=ENV,
                          capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    # a text that is public, so that the scans below are known to find things
    run('file', 'person', '--name', f'en:{CONTROL}', '--key-file',
        'register.keys/registrar.key', *remote)
    shell('rm call.txt')


@test('the department mirrors, asks for the sealed file with its key, opens it')
def _():
    office = state['office']
    desk = ('--url', office.url, '--store', 'desk/mirror', '--key-file',
            'desk/department.key')
    run('note', 'fetch', 'n/37', '--out', 'desk/n37.age', *desk)
    run('note', 'open', 'n/37', '--identity', 'desk/seal.key', '--out',
        'desk/n37.txt', '--store', 'desk/mirror')
    assert CANARY in open(path('desk/n37.txt')).read()
    if shutil.which('age'):
        out = subprocess.run(['age', '-d', '-i', 'desk/seal.key',
                              'desk/n37.age'], cwd=DIR, capture_output=True)
        assert out.returncode == 0 and CANARY.encode() in out.stdout, out


@test('the registrar is refused without a basis, shown with one; all are rows')
def _():
    office = state['office']
    words = ('note', 'fetch', 'n/37', '--url', office.url, '--store',
             'office-mirror', '--key-file', 'register.keys/registrar.key')
    run(*words, '--out', 'reg.age', code=7)
    run(*words, '--out', 'reg.age', '--basis', 'order d/1')
    rows = sqlite3.connect(f'file:{path("register/register.db")}?mode=ro',
                           uri=True).execute(
        'SELECT count(*) FROM private_read').fetchone()[0]
    assert rows == 3, rows


@test('the department acknowledges over the wire; the office sees it')
def _():
    office = state['office']
    desk = ('--url', office.url, '--store', 'desk/mirror', '--key-file',
            'desk/department.key')
    out = run('ack', 'n/37', '--reference', 'FA-2021-0617', '--saw',
              'plaintext-compared', *desk)
    assert 'filed as entry' in out, out
    assert 'acknowledged' in run('show', 'n/37', *OFFICE)
    receipt = [w for w in out.split() if w.startswith('r/')][0]
    assert 'FA-2021-0617' in run('show', receipt, '--json', *OFFICE)


@test('a second note is returned, and shows its question')
def _():
    office = state['office']
    with open(path('second.txt'), 'w') as f:
        f.write('Which call? A second text.\n')
    run('note', 'seal', 'second.txt', '--for', 'c/21', '--to', 'o/25',
        '--made', '2021-03-05', '--key-file', 'office.key', '--url',
        office.url, '--store', 'office-mirror')
    run('mirror', office.url, 'desk/mirror')
    note = run('inbox', '--of', 'o/25', '--state', 'new', '--store',
               'desk/mirror').split()[0]
    run('ack', note, '--return', 'Which of the two calls is meant?', '--url',
        office.url, '--store', 'desk/mirror', '--key-file',
        'desk/department.key')
    assert 'Which of the two calls' in run('show', note, *OFFICE)
    run('mirror', office.url, 'office-mirror')
    assert 'Which of the two calls' in run('show', note, '--store',
                                           'office-mirror')
    state['note'] = note


@test('the canary is in no memory, file or log of the register; a control is')
def _():
    pid = state['office'].pid
    control, canary = CONTROL.encode(), CANARY.encode()
    assert files_with(control, 'register'), 'the scan of files finds nothing'
    assert not files_with(canary, 'register', 'register.keys',
                          'office-mirror', 'state')
    log = open(path('register.log'), 'rb').read()
    assert b'/api/v1/blobs/read' in log and canary not in log
    assert b'127.0.0.1' not in log
    # the control of the scan of memory: the origin, held as long as it serves
    assert memory(pid, b'register.example/contacts')
    assert not memory(pid, canary)


@test('a changed sealed file is refused with exit 5')
def _():
    office = state['office']
    desk = ('--store', 'desk/mirror', '--key-file', 'desk/department.key')

    def spoil(target, body):
        if target != '/api/v1/blobs/read':
            return body
        v = json.loads(body)
        blob = bytearray(base64.b64decode(v['blob']))
        blob[len(blob) // 2] ^= 1
        v['blob'] = base64.b64encode(blob).decode()
        return json.dumps(v, separators=(',', ':')).encode()

    def shift(target, body):
        if target != '/api/v1/blobs/read':
            return body
        v = json.loads(body)
        v['opening']['slots'][0]['value']['sha256'] = 'a' * 64
        return json.dumps(v, separators=(',', ':')).encode()

    for number, change in enumerate((None, spoil, shift)):
        with Proxy(office, change) as proxy:
            run('note', 'fetch', 'n/37', '--out', f'desk/got{number}.age',
                '--url', proxy.url, *desk, code=5 if change else 0)
        assert os.path.exists(path(f'desk/got{number}.age')) == (not change)
    # and what came through another door
    with open(path('desk/n37.age'), 'rb') as f:
        changed = bytearray(f.read())
    changed[-1] ^= 1
    with open(path('desk/changed.age'), 'wb') as f:
        f.write(changed)
    run('note', 'open', 'n/37', '--identity', 'desk/seal.key', '--blob',
        'desk/changed.age', '--out', 'desk/changed.txt', '--store',
        'desk/mirror', code=5)
    assert not os.path.exists(path('desk/changed.txt'))


@test('a receipt for other bytes, or a spoiled one, is refused with exit 5')
def _():
    office = state['office']
    who = ('--key-file', 'office.key', '--store', 'office-mirror', '--confirm')

    def other(target, body):
        if not target.startswith('/api/v1/entries'):
            return body
        v = json.loads(body)
        v['filed'][0]['leaf'] = '0' * 64
        return json.dumps(v).encode()

    def spoiled(target, body):
        if not target.startswith('/api/v1/entries'):
            return body
        v = json.loads(body)
        lines = v['receipts'][0].split('\n')
        lines[2] = lines[3]
        v['receipts'][0] = '\n'.join(lines)
        return json.dumps(v).encode()

    for number, change in enumerate((None, other, spoiled)):
        with Proxy(office, change) as proxy:
            run('file', 'contact', '--kind', 'call', '--with', 'p/15', '--on',
                f'2021-05-0{number + 1}', '--topic', 'visas', '--summary',
                f'en:Processing times, part {number}', '--url', proxy.url,
                *who, code=5 if change else 0)
    # nothing is lost: the bytes wait, and are in the log already
    out = run('file', '--resend', '--url', office.url, *who)
    assert 'already' in out, out
    run('file', '--resend', '--url', office.url, *who)
    run('file', '--resend', '--url', office.url, *who, code=4)


@test('the department cosigns as witness; checkpoint-cosigned carries it')
def _():
    office = state['office']
    office.stop()
    vkey = [w for w in open(path('desk/office-trust.txt')).read().split()
            if w.startswith('register.example/contacts+')][0]
    run('witness', 'add', vkey, office.url, '--store', 'desk/own')
    witness = Server('witness', 'serve', '--json', store='desk/own',
                     log='witness.log')
    run('witness', 'add', witness.first['vkey'], witness.url, '--name',
        'department', '--quorum', '1', *OFFICE)
    office = state['office'] = Server('serve', '--interval', '100')
    note = wait_for(lambda: office.ask('GET', '/checkpoint-cosigned')[2]
                    if office.ask('GET', '/checkpoint-cosigned')[0] == 200
                    else None)
    assert b'department.example/witness' in note, note
    # a mirror whose policy asks for the witness takes it, and keeps its line
    run('mirror', office.url, 'desk/strict', '--trust',
        'register/public/policy')
    assert b'department.example/witness' in open(
        path('desk/strict/public/checkpoint'), 'rb').read()
    witness.stop()


if 'office' in state:
    state['office'].stop()
end()
