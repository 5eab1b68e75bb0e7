"""Requests that nobody should send: each is refused with its status, and the
server goes on. interfaces B4.2; reliability 8.5, T4, T17; log 2.8; format/wire
1.1, 1.2, 1.4, 1.5, 2.1, 2.2, 2.3, 2.4"""
import json
import socket
import threading
import time

from wire import Server, end, found, path, run, sqlite3, test

found()
run('file', 'person', '--name', 'en:Person A', '--dry-run')
server = Server('serve', '--interval', '100', '--log', 'json')


def raw(data, seconds=20, slow=None):
    """What comes back for exact bytes; b'' where the connection just ends."""
    with socket.create_connection((server.host, server.port), seconds) as s:
        got = b''
        try:
            if slow is None:
                s.sendall(data)
            else:
                for byte in data:
                    s.sendall(bytes((byte,)))
                    time.sleep(slow)
            while True:
                block = s.recv(65536)
                if not block:
                    return got
                got += block
                if got.startswith(b'HTTP/1.1 100'):
                    continue
                head, _, rest = got.partition(b'\r\n\r\n')
                length = [int(line.split(b':')[1]) for line in head.split(
                    b'\r\n') if line.lower().startswith(b'content-length:')]
                if length and len(rest) >= length[0]:
                    return got
        except (ConnectionResetError, BrokenPipeError):
            return got


def status(data, **more):
    got = raw(data, **more)
    return int(got.split(b' ')[1]) if got else 0


def alive():
    code, headers, body = server.ask('GET', '/healthz')
    assert (code, body) == (200, b'ok\n'), (code, body)
    return headers


HOST = b'Host: localhost\r\n'
ROWS = (
    ('no host', b'GET /checkpoint HTTP/1.1\r\n\r\n', (400,)),
    ('two hosts', b'GET /checkpoint HTTP/1.1\r\n' + HOST + HOST + b'\r\n',
     (400,)),
    ('length and coding', b'POST /api/v1/entries HTTP/1.1\r\n' + HOST +
     b'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}', (400,)),
    ('two lengths', b'POST /api/v1/entries HTTP/1.1\r\n' + HOST +
     b'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}', (400,)),
    ('blank before a colon', b'GET /checkpoint HTTP/1.1\r\n' + HOST +
     b'Accept : x\r\n\r\n', (400,)),
    ('a folded header', b'GET /checkpoint HTTP/1.1\r\n' + HOST +
     b'Accept: a\r\n b\r\nX: y\r\n\r\n', (400,)),
    ('the last header folded', b'GET /checkpoint HTTP/1.1\r\n' + HOST +
     b'Accept: a\r\n\tb\r\n\r\n', (400,)),
    ('the first header folded', b'GET /checkpoint HTTP/1.1\r\nHost: local'
     b'\r\n host\r\n\r\n', (400,)),
    ('a header folded to nothing', b'GET /checkpoint HTTP/1.1\r\n' + HOST +
     b'Accept: a\r\n \r\nX: y\r\n\r\n', (400,)),
    ('a fold right behind the request line', b'GET /checkpoint HTTP/1.1\r\n '
     + HOST + b'\r\n', (400,)),
    ('another host', b'GET /checkpoint HTTP/1.1\r\nHost: evil.example\r\n'
     b'\r\n', (421,)),
    ('a host that begins alike', b'GET /checkpoint HTTP/1.1\r\nHost: '
     b'localhost.evil.example\r\n\r\n', (421,)),
    ('a host with a user', b'GET /checkpoint HTTP/1.1\r\nHost: '
     b'localhost@evil.example\r\n\r\n', (421,)),
    ('control byte in a header', b'GET /checkpoint HTTP/1.1\r\n' + HOST +
     b'Accept: a\x01b\r\n\r\n', (400,)),
    ('%00', b'GET /healthz%00 HTTP/1.1\r\n' + HOST + b'\r\n', (400,)),
    ('dots', b'GET /tile/../register.db HTTP/1.1\r\n' + HOST + b'\r\n', (400,)),
    ('coded dots', b'GET /tile/%2e%2e/x HTTP/1.1\r\n' + HOST + b'\r\n',
     (400,)),
    ('backslash', b'GET /tile/..%5cx HTTP/1.1\r\n' + HOST + b'\r\n', (400,)),
    ('not UTF-8', b'GET /%ff HTTP/1.1\r\n' + HOST + b'\r\n', (400,)),
    ('a lone percent', b'GET /% HTTP/1.1\r\n' + HOST + b'\r\n', (400,)),
    ('absolute form', b'GET http://x/checkpoint HTTP/1.1\r\n' + HOST +
     b'\r\n', (400,)),
    ('a target of 9 KiB', b'GET /' + b'a' * 9216 + b' HTTP/1.1\r\n' + HOST +
     b'\r\n', (414,)),
    ('65 headers', b'GET /checkpoint HTTP/1.1\r\n' + HOST +
     b''.join(b'X-%d: y\r\n' % i for i in range(64)) + b'\r\n', (431,)),
    ('40 KiB of headers', b'GET /checkpoint HTTP/1.1\r\n' + HOST +
     b'X: ' + b'y' * 40960 + b'\r\n\r\n', (413, 431, 414)),
    ('a compressed body', b'POST /api/v1/entries HTTP/1.1\r\n' + HOST +
     b'Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}', (415,)),
    ('33 query members', b'GET /api/v1/status?' + b'&'.join(
        b'a%d=1' % i for i in range(33)) + b' HTTP/1.1\r\n' + HOST + b'\r\n',
     (400,)),
    ('an unknown query member', b'GET /api/v1/status?x=1 HTTP/1.1\r\n' + HOST +
     b'\r\n', (400,)),
    ('a member twice', b'GET /api/v1/entries/1/proof?size=3&size=3 HTTP/1.1\r\n'
     + HOST + b'\r\n', (400,)),
    ('a percent sign in a tile', b'GET /tile%2f0/000.p/3 HTTP/1.1\r\n' + HOST +
     b'\r\n', (404,)),
    ('a tile with a query', b'GET /tile/0/000.p/3?x HTTP/1.1\r\n' + HOST +
     b'\r\n', (404,)),
    ('two slashes', b'GET /tile//0/000.p/3 HTTP/1.1\r\n' + HOST + b'\r\n',
     (404,)),
    ('a folder', b'GET /tile/0 HTTP/1.1\r\n' + HOST + b'\r\n', (404,)),
    ('no HTTP', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\0' * 40,
     (400, 0)),
)


@test('hostile requests are refused, each with its status, and it goes on')
def _():
    for name, data, want in ROWS:
        got = status(data)
        assert got in want, f'{name}: {got}'
    alive()


@test('methods, bodies, media types')
def _():
    code, headers, _ = server.ask('DELETE', '/checkpoint')
    assert (code, headers['allow']) == (405, 'GET, HEAD, OPTIONS'), headers
    code, headers, _ = server.ask('PUT', '/api/v1/entries')
    assert (code, headers['allow']) == (405, 'GET, HEAD, POST, OPTIONS'), \
        headers
    code, headers, body = server.ask('HEAD', '/checkpoint')
    assert code == 200 and body == b'' and int(headers['content-length']) > 0
    assert server.ask('POST', '/api/v1/entries', b'{}')[0] == 415
    js = {'Content-Type': 'application/json'}
    for body in (b'{}', b'[]', b'', b'{"entries":[]}', b'\xff\xfe',
                 b'{"entries":[{"leaf":"x"}]}', b'{"entries":[1]}',
                 b'{"entries":[{"leaf":"x","opening":null}],"more":1}',
                 b'[' * 1000, b'{"entries":[{"leaf":"{}","opening":null}]}'):
        code, headers, got = server.ask('POST', '/api/v1/entries', body, js)
        assert code == 422, (body, code)
        assert headers['content-type'] == 'application/problem+json'
        v = json.loads(got)
        assert v['status'] == 422 and v['type'].startswith('/problems/'), v
        assert sorted(v) == ['detail', 'errors', 'exit', 'instance', 'status',
                             'title', 'type']
    french = server.ask('POST', '/api/v1/entries', b'{}',
                        {**js, 'Accept-Language': 'fr'})[2]
    assert 'le corps'.encode() in french, french
    # announced too long: refused before it is sent; and without a length
    got = raw(b'POST /api/v1/entries HTTP/1.1\r\nHost: localhost\r\nContent-Type: '
              b'application/json\r\nContent-Length: 1048577\r\n\r\n')
    assert got.startswith(b'HTTP/1.1 413'), got[:40]
    chunk = b'10000\r\n' + b' ' * 65536 + b'\r\n'
    got = raw(b'POST /api/v1/entries HTTP/1.1\r\nHost: localhost\r\nContent-Type: '
              b'application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
              + chunk * 20 + b'0\r\n\r\n')
    assert got == b'' or got.startswith(b'HTTP/1.1 413'), got[:40]
    assert server.ask('POST', '/healthz', b'x')[0] == 405
    # cut off in the middle: nothing happens
    s = socket.create_connection((server.host, server.port))
    s.sendall(b'POST /api/v1/entries HTTP/1.1\r\nHost: localhost\r\nContent-Type: '
              b'application/json\r\nContent-Length: 500\r\n\r\n{"ent')
    s.close()
    alive()


@test('headers of the static tree (log 2.8)')
def _():
    size = server.first['size']
    tile = f'/tile/0/000.p/{size}'
    rows = (('/checkpoint', 200, 'text/plain; charset=utf-8', 'no-store'),
            (tile, 200, 'application/octet-stream',
             'public, max-age=604800, immutable'),
            (tile.replace('0/000', 'entries/000'), 200,
             'application/octet-stream', 'public, max-age=604800, immutable'),
            ('/openings/000', 200, 'application/jsonl',
             'public, max-age=60, must-revalidate'),
            ('/tile/0/999', 404, 'text/plain; charset=utf-8', 'no-store'),
            (f'/tile/0/000.p/0{size}', 404, 'text/plain; charset=utf-8',
             'no-store'))
    for target, code, kind, cache in rows:
        got, headers, _ = server.ask('GET', target)
        assert (got, headers['content-type'], headers['cache-control']) == \
            (code, kind, cache), (target, got, headers)
        assert 'content-encoding' not in headers
        assert headers['x-content-type-options'] == 'nosniff'
        if code == 200:
            assert headers['access-control-allow-origin'] == '*'
    _, headers, _ = server.ask('GET', '/openings/000')
    code, _, body = server.ask('GET', '/openings/000', None,
                               {'If-None-Match': headers['etag']})
    assert (code, body) == (304, b'')


@test('signed requests: wrong purpose, key, window and signature are refused')
def _():
    for body in (b'', b'chancery/read/v1\n', b'x' * 5000, b'\0' * 100,
                 b'chancery/read/v1\nregister.example/contacts\nnote:x\n-\n-\n'):
        code, _, _ = server.ask('POST', '/api/v1/blobs/read', body)
        assert code in (413, 422), (body[:20], code)
    text = ('chancery/read/v1\nregister.example/contacts\nnote:' + 'a' * 26 +
            '\n' + '0' * 64 + '\n-\n' + time.strftime(
                '%Y-%m-%dT%H:%M:%SZ', time.gmtime()) + '\n' + 'a' * 32 +
            '\nkey:' + '0' * 26 + '\nsig ed25519 ' + 'A' * 86 + '==\n')
    code, _, got = server.ask('POST', '/api/v1/blobs/read', text.encode())
    assert code == 403 and b'sig_unknown_key' in got, (code, got)
    code, _, got = server.ask('POST', '/api/v1/blobs', b'age-encryption.org/v1\n')
    assert code == 422 and b'signed_form' in got, (code, got)
    with sqlite3.connect(f'file:{path("register/register.db")}?mode=ro',
                         uri=True) as db:
        assert db.execute('SELECT count(*) FROM private_read').fetchone()[0] \
            == 0
        assert db.execute('SELECT count(*) FROM private_blob').fetchone()[0] \
            == 0


@test('slow headers are cut off; a hundred idle connections stop nobody')
def _():
    idle = []
    try:
        for _ in range(60):
            idle.append(socket.create_connection((server.host, server.port)))
        time.sleep(0.3)
        # more than one address may have: closed, the server goes on
        more = socket.create_connection((server.host, server.port))
        more.close()
        for s in idle[:20]:
            s.close()
        time.sleep(0.3)
        started = time.time()
        for _ in range(20):
            alive()
        assert time.time() - started < 5
        got = []
        thread = threading.Thread(target=lambda: got.append(status(
            b'GET /checkpoint HTTP/1.1\r\nHost: localhost\r\nX: ' + b'y' * 100,
            seconds=30, slow=0.4)))
        started = time.time()
        thread.start()
        while thread.is_alive():
            alive()
            time.sleep(0.5)
        assert got == [0] and time.time() - started < 20, got
    finally:
        for s in idle:
            s.close()


@test('the log has a line a request, no address, no query')
def _():
    lines = [json.loads(line) for line in open(path('register.log'))
             if line.startswith('{')]
    assert len(lines) > 40
    assert sorted(lines[0]) == ['at', 'bytes', 'id', 'method', 'micros',
                                'path', 'status']
    text = open(path('register.log')).read()
    assert '127.0.0.1' not in text and 'size=3' not in text


@test('it stops when asked, and says so')
def _():
    assert server.stop() == 0
    assert 'stopped' in open(path('register.log')).read()


end()
