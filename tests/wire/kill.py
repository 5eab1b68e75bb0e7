"""kill -9 of the server during POSTs: nothing that was acknowledged is lost,
no number is given twice, and the same bytes again give the first number. The
control is a server that answers before it appends: the same check finds what it
lost. log 6.4.3, 6.4.6; reliability 0.2, fault.kill; format/wire 1.3, 1.4, 1.6"""
import glob
import hashlib
import json
import os
import random
import shutil
import signal
import threading
import time

from wire import Server, end, found, http, path, run, test

COUNT, ROUNDS = 48, 4
JS = {'Content-Type': 'application/json'}
found()


def make_bodies():
    """Signed entries that never got an answer: the files of `pending`."""
    server = Server('serve')
    run('mirror', server.url, 'mirror', '--trust', 'trust.txt')
    server.stop()
    for number in range(COUNT):
        run('file', 'contact', '--kind', 'call', '--with', 'p/15', '--on',
            f'20{10 + number // 12}-{number % 12 + 1:02}-03', '--topic',
            'visas', '--summary', f'en:Processing times, number {number}',
            '--url', server.url, '--store', 'mirror', '--key-file',
            'office.key', '--confirm', code=8)
    bodies = []
    for name in sorted(glob.glob(path('state/chancery/pending/*'))):
        entries = [json.loads(line) for line in open(name)]
        bodies.append(json.dumps({'entries': entries, 'confirm': True},
                                 ensure_ascii=False).encode())
    assert len(bodies) == COUNT, len(bodies)
    shutil.rmtree(path('state'))
    return bodies


def leaf_hash(leaf):
    return hashlib.sha256(b'\0' + leaf).hexdigest()


def post_all(ask, bodies, acknowledged, wait):
    """Four clients at once; what they were told goes into the list."""
    todo = list(bodies)

    def client():
        while todo:
            try:
                body = todo.pop()
            except IndexError:
                return
            try:
                code, _, got = ask('POST', '/api/v1/entries?wait=' + wait,
                                   body, JS)
            except (OSError, http.client.HTTPException):
                return                    # killed: not known
            if code in (200, 201):
                v = json.loads(got)
                acknowledged.append((v['filed'][0]['entry'],
                                     v['filed'][0]['leaf'], body))

    threads = [threading.Thread(target=client) for _ in range(4)]
    for t in threads:
        t.start()
    return threads


def lost(server, acknowledged):
    """Acknowledged entries that the log does not have under their number."""
    out = []
    for number, leaf, _ in acknowledged:
        code, _, got = server.ask('GET', f'/api/v1/entries/{number}')
        if code != 200 or leaf_hash(got) != leaf:
            out.append(number)
    return out


bodies = make_bodies()
acknowledged = []


@test('four rounds of kill -9 during POSTs lose nothing acknowledged')
def _():
    rest = list(bodies)
    for turn in range(ROUNDS):
        server = Server('serve', '--interval', '20')
        before = len(acknowledged)
        threads = post_all(server.ask, rest, acknowledged, '01'[turn % 2])
        while len(acknowledged) < before + 4 and \
                any(t.is_alive() for t in threads):
            time.sleep(0.002)
        time.sleep(random.uniform(0, 0.05))
        server.stop(signal.SIGKILL)
        for t in threads:
            t.join()
        done = {body for _, _, body in acknowledged}
        rest = [b for b in rest if b not in done]
    assert len(acknowledged) >= 4 * ROUNDS, len(acknowledged)
    server = Server('serve', '--interval', '20')
    assert lost(server, acknowledged) == []
    # the rest, and everything again: one number for each
    post_all(server.ask, bodies[:1], [], '1')[0].join()
    again = []
    for t in post_all(server.ask, bodies, again, '1'):
        t.join()
    assert len(again) == COUNT
    first = {body: (number, leaf) for number, leaf, body in acknowledged}
    for number, leaf, body in again:
        assert first.get(body, (number, leaf)) == (number, leaf), number
    assert len({number for number, _, _ in again}) == COUNT
    assert lost(server, again) == []
    assert server.stop() == 0
    run('audit', '--store', 'register')


@test('an Idempotency-Key: the same body is replayed, another refused')
def _():
    server = Server('serve', '--interval', '20')
    key = {**JS, 'Idempotency-Key': 'k-1'}
    run('file', 'person', '--name', 'en:Somebody', '--url',
        'http://127.0.0.1:9', '--store', 'mirror', '--key-file',
        'register.keys/registrar.key', '--confirm', code=8)
    name = glob.glob(path('state/chancery/pending/*'))[0]
    body = json.dumps({'entries': [json.loads(open(name).read())],
                       'confirm': True}, ensure_ascii=False).encode()
    code, headers, got = server.ask('POST', '/api/v1/entries', body, key)
    assert code == 201 and 'idempotency-replayed' not in headers, (code, got)
    v = json.loads(got)
    assert v['filed'][0]['stage'] == 'published' and len(v['receipts']) == 1
    code, headers, got = server.ask('POST', '/api/v1/entries', body, key)
    assert code == 200 and headers['idempotency-replayed'] == 'true'
    assert json.loads(got)['filed'][0]['entry'] == v['filed'][0]['entry']
    code, _, got = server.ask('POST', '/api/v1/entries', bodies[0], key)
    assert code == 422 and b'idempotency-mismatch' in got, (code, got)
    code, _, got = server.ask('POST', '/api/v1/entries', body,
                              {**JS, 'Idempotency-Key': 'a b'})
    assert code == 422, code
    code, _, got = server.ask('POST', '/api/v1/entries?wait=0', body, JS)
    assert code == 200
    assert server.stop() == 0


@test('control: a server that answers before it appends is found out')
def _():
    server = Server('serve', '--interval', '20')
    size = json.loads(server.ask('GET', '/api/v1/status')[2])['size']
    told = []

    def hasty(method, target, body, headers):
        leaf = json.loads(body)['entries'][0]['leaf'].encode()
        number = size + len(told)
        told.append(number)
        return 201, {}, json.dumps({'filed': [{
            'entry': number, 'leaf': leaf_hash(leaf)}]}).encode()

    hastily = []
    for t in post_all(hasty, bodies[:4], hastily, '0'):
        t.join()
    server.stop(signal.SIGKILL)
    server = Server('serve', '--interval', '20')
    assert len(lost(server, hastily)) == 4
    server.stop()


end()
