"""What holds on every route, whichever there are: headers, methods, HEAD,
names, 304, rates, and a stop that loses nobody. The list is the server's own.
interfaces B4.1, B5, C1.3; reliability 8.2 to 8.5"""
import http.client
import json
import signal
import socket
import threading
import time

from wire import Server, end, found, path, run, test

found()
server = Server('serve', '--interval', '100', '--log', 'json')
routes = json.loads(run('serve', '--routes'))
ALWAYS = {
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
}
POLICY = ("default-src 'none'; style-src 'self'; img-src 'self'; "
          "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
          "object-src 'none'")
SCRIPTS = ("; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")


def paths(route):
    """Addresses that fit a route: some are there, some are not."""
    for part in ('1', '999999', 'x'):
        for lang in ('en', 'fr'):
            yield route['pattern'].replace('{lang}', lang).replace(
                '**', f'0/{part}').replace('*', part)


def check(route, code, headers, what):
    want = POLICY + (SCRIPTS if 'scripts' in route['flags'] else '')
    assert headers['content-security-policy'] == want, (what, headers)
    for name, value in ALWAYS.items():
        assert headers.get(name) == value, (what, name, headers)
    for name in ('permissions-policy', 'x-request-id', 'cache-control'):
        assert headers.get(name), (what, name, headers)
    if 'private' in route['flags'] or code >= 400:
        assert 'no-store' in headers['cache-control'], (what, code, headers)
    if code == 405:
        assert headers['allow'], what
    if 'open' in route['flags'] and code not in (405, 421):
        assert headers['access-control-allow-origin'] == '*', (what, headers)
    if code in (429, 503):
        assert int(headers['retry-after']) >= 1, what


@test('every route has its headers, on every answer')
def _():
    assert len(routes) >= 12, routes
    seen = set()
    for route in routes:
        for target in set(paths(route)):
            what = f'{route["method"]} {target}'
            body = b'{}' if route['method'] == 'POST' else None
            code, headers, _ = server.ask(route['method'], target, body)
            assert code not in (405, 421, 500), (what, code)
            check(route, code, headers, what)
            seen.add(code)
            if route['method'] == 'GET':
                again = server.ask('HEAD', target)
                assert again[0] == code and again[2] == b'', what
                if 'content-type' in headers:
                    assert again[1]['content-type'] == \
                        headers['content-type'], what
            code, headers, _ = server.ask('PATCH', target)
            assert code == 405 and headers['allow'], (what, code)
            check({'flags': []}, code, headers, what)
            code, headers, _ = server.ask('OPTIONS', target)
            assert code in (204, 405), (what, code)
            if 'open' in route['flags']:
                assert code == 204 and 'GET' in headers[
                    'access-control-allow-methods'], what
                assert 'access-control-allow-credentials' not in headers
            code, headers, _ = server.ask(
                route['method'], target, None, {'Host': 'evil.example'})
            assert code == 421, (what, code)
            check({'flags': []}, code, headers, what)
    assert {200, 404} <= seen, seen


@test('what has a tag is not sent twice')
def _():
    tagged = 0
    for route in routes:
        if route['method'] != 'GET':
            continue
        for target in set(paths(route)):
            code, headers, body = server.ask('GET', target)
            if code != 200 or 'etag' not in headers:
                continue
            tagged += 1
            for wish in (headers['etag'], 'W/' + headers['etag'], '*',
                         '"x", ' + headers['etag']):
                code, again, body = server.ask('GET', target, None,
                                               {'If-None-Match': wish})
                assert (code, body) == (304, b''), (target, wish, code)
                assert again['etag'] == headers['etag']
                assert again['cache-control'] == headers['cache-control']
                check(route, code, again, target)
            assert server.ask('GET', target, None,
                              {'If-None-Match': '"x"'})[0] == 200
    assert tagged >= 2, tagged


@test('too many requests: 429, Retry-After, and it passes')
def _():
    # another server on the same files would be a second signer
    slow = Server('serve', '--read-only', '--rate', 'read=5/10',
                  log='slow.log')
    codes = []
    for _ in range(12):
        code, headers, _ = slow.ask('GET', '/api/v1/status')
        codes.append(code)
    assert codes[:10] == [200] * 10 and codes[-1] == 429, codes
    assert headers['retry-after'] == '1', headers
    check({'flags': ['open']}, code, headers, '429')
    assert slow.ask('GET', '/nowhere')[0] == 429
    assert slow.ask('GET', '/checkpoint')[0] == 200
    time.sleep(1)
    assert slow.ask('GET', '/api/v1/status')[0] == 200
    assert slow.stop() == 0
    for rate in ('read', 'x=1', 'read=1/0'):
        run('serve', '--rate', rate, code=3)
        assert 'read=50/200' in run.err, run.err


@test('the log escapes what a request says')
def _():
    with socket.create_connection((server.host, server.port)) as s:
        s.sendall('GET /"é\x1b[2J\x7f HTTP/1.1\r\nHost: localhost\r\n'
                  'Connection: close\r\n\r\n'.encode())
        s.recv(4096)
    server.ask('GET', '/%1b%0a%22')
    time.sleep(0.2)
    data = open(path('register.log'), 'rb').read()
    assert all(32 <= c < 127 or c == 10 for c in data)
    for line in data.decode().splitlines():
        if line.startswith('{'):
            json.loads(line)


@test('SIGTERM: requests under way are answered, then it ends')
def _():
    # half a body, and the signal between the halves
    c = http.client.HTTPConnection(server.host, server.port, timeout=20)
    c.putrequest('POST', '/api/v1/entries')
    c.putheader('Content-Type', 'application/json')
    c.putheader('Content-Length', '2')
    c.endheaders()
    c.send(b'{')
    time.sleep(0.3)
    done = []
    thread = threading.Thread(
        target=lambda: done.append(server.stop(signal.SIGTERM)))
    thread.start()
    time.sleep(0.5)
    assert thread.is_alive()
    try:
        socket.create_connection((server.host, server.port), 2).close()
        refused = False
    except ConnectionRefusedError:
        refused = True
    assert refused, 'it takes new connections while it stops'
    c.send(b'}')
    answer = c.getresponse()
    assert answer.status == 422, answer.status
    assert json.loads(answer.read())['status'] == 422
    c.close()
    thread.join(20)
    assert done == [0], done


end()
