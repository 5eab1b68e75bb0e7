"""examples/nginx/chancery.conf in front of a register: TLS, HTTP/2, tiles from
the disk, one set of headers on every answer, folded headers and other names
refused, rates by the reader's address. reliability 8.2 to 8.5; log 2.8"""
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time

import wire
from wire import SOURCE, Server, end, found, path, test

nginx = shutil.which('nginx', path=os.environ['PATH'] + ':/usr/sbin')
if not nginx or not shutil.which('openssl'):
    print('1..0 # SKIP nginx and openssl are not both here')
    shutil.rmtree(wire.DIR)
    sys.exit(0)

NAME = 'register.example'
found()
wire.ENV['CHANCERY_BASE_URL'] = f'https://{NAME}'
# nothing is limited behind it: what is seen here is nginx
server = Server('serve', '--interval', '100', '--proxy', '127.0.0.1', '--rate',
                'read=5/5,question=0')


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def start():
    """The example as it is, but for ports and paths."""
    text = open(os.path.join(SOURCE, 'examples', 'nginx',
                             'chancery.conf')).read()
    for was, now in (
            ('127.0.0.1:8080;', f'{server.address};'),
            ('listen 80', f'listen 127.0.0.1:{plain}'),
            ('listen 443', f'listen 127.0.0.1:{port}'),
            ('/etc/ssl/register.example', path('edge')),
            ('/var/lib/chancery/register', path('register'))):
        assert was in text, was
        text = text.replace(was, now)
    with open(path('site.conf'), 'w') as f:
        f.write(text)
    user = 'user root;' if os.geteuid() == 0 else ''
    temporary = ''.join(f'{kind}_temp_path {path("edge-temp")};\n' for kind in (
        'client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
    with open(path('nginx.conf'), 'w') as f:
        f.write(f'{user}\ndaemon off;\npid {path("nginx.pid")};\n'
                f'error_log {path("nginx.log")};\nevents {{ }}\nhttp {{\n'
                f'access_log off;\n{temporary}include {path("site.conf")};\n'
                '}\n')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
                    '-subj', f'/CN={NAME}', '-addext',
                    f'subjectAltName=DNS:{NAME}', '-keyout', path('edge.key'),
                    '-out', path('edge.pem')], check=True, capture_output=True)
    process = subprocess.Popen([nginx, '-e', path('nginx.log'), '-p', wire.DIR,
                                '-c', path('nginx.conf')])
    for _ in range(100):
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
            return process
        except OSError:
            assert process.poll() is None, open(path('nginx.log')).read()
            time.sleep(0.05)
    raise AssertionError('nginx does not listen')


plain, port = free_port(), free_port()
edge = start()
trust = ssl.create_default_context(cafile=path('edge.pem'))


def raw(data, source='127.0.0.1'):
    with socket.create_connection(('127.0.0.1', port), 10,
                                  (source, 0)) as s:
        with trust.wrap_socket(s, server_hostname=NAME) as t:
            t.sendall(data)
            got = b''
            while True:
                block = t.recv(65536)
                if not block:
                    break
                got += block
    head, _, body = got.partition(b'\r\n\r\n')
    lines = head.decode('latin-1').split('\r\n')
    names = [line.split(': ', 1)[0].lower() for line in lines[1:]]
    once = [n for n in names if n not in ('vary', 'link')]
    assert len(set(once)) == len(once), f'a header twice: {names}'
    return int(lines[0].split(' ')[1]), dict(
        (line.split(': ', 1)[0].lower(), line.split(': ', 1)[1])
        for line in lines[1:]), body


def ask(target, *more, method='GET', host=NAME, source='127.0.0.1'):
    return raw(''.join(
        f'{line}\r\n' for line in (f'{method} {target} HTTP/1.1',
                                   f'Host: {host}', 'Connection: close',
                                   *more, '')).encode(), source)


def check(headers, what):
    direct = server.ask('GET', '/checkpoint', None, {'Host': NAME})[1]
    for name in ('content-security-policy', 'strict-transport-security',
                 'x-content-type-options', 'referrer-policy',
                 'cross-origin-opener-policy', 'permissions-policy'):
        assert headers.get(name) == direct[name], (what, name, headers)
    assert headers.get('cache-control'), (what, headers)


@test('a tile comes from the disk, with the headers of log 2.8')
def _():
    size = server.first['size']
    for target in (f'/tile/0/000.p/{size}', f'/tile/entries/000.p/{size}'):
        code, headers, body = ask(target)
        assert code == 200 and 'x-request-id' not in headers, headers
        assert body == open(path('register', 'public') + target, 'rb').read()
        assert headers['content-type'] == 'application/octet-stream', headers
        assert headers['cache-control'] == \
            'public, max-age=604800, immutable', headers
        assert headers['access-control-allow-origin'] == '*', headers
        check(headers, target)
    for target in ('/tile/0/999', f'/tile/0/000.p/0{size}', '/tile/0',
                   f'/tile%2f0/000.p/{size}', f'/tile/0/000.p/{size}?x',
                   f'/tile//0/000.p/{size}', f'/tile/0/../0/000.p/{size}'):
        code, headers, _ = ask(target)
        assert code in (400, 404), (target, code)
        assert headers['cache-control'] == 'no-store', (target, headers)
        check(headers, target)


@test('what the server says passes unchanged, and is counted by reader')
def _():
    code, headers, body = ask('/checkpoint')
    assert code == 200 and body.startswith(NAME.encode()), body
    assert headers['cache-control'] == 'no-store' and headers['x-request-id']
    check(headers, 'checkpoint')
    code, headers, body = ask('/api/v1/status')
    assert code == 200 and json.loads(body)['size'] >= 3
    check(headers, 'status')
    tag = headers['etag']
    assert ask('/api/v1/status', f'If-None-Match: {tag}')[0] == 304
    # the reader's address, whatever the reader says of it
    codes = [ask('/api/v1/status', f'X-Real-IP: 192.0.2.{i}',
                 f'X-Forwarded-For: 192.0.2.{i}')[0] for i in range(8)]
    assert 429 in codes, codes
    assert ask('/api/v1/status', source='127.0.0.2')[0] == 200


@test('nginx refuses folded headers, other names and long ones, in our headers')
def _():
    line = b'GET /checkpoint HTTP/1.1\r\nConnection: close\r\n'
    host = f'Host: {NAME}\r\n'.encode()
    for name, data, want in (
            ('folded', line + host + b'X: a\r\n b\r\n\r\n', 400),
            ('no host', line + b'\r\n', 400),
            ('two hosts', line + host + host + b'\r\n', 400),
            ('blank before a colon', line + host + b'X : a\r\n\r\n', 400),
            ('length and coding', line.replace(b'GET', b'POST') + host +
             b'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}', 400),
            ('long', line + host + b'X: ' + b'y' * 40000 + b'\r\n\r\n', 400),
            ('too large', line.replace(b'GET', b'POST') + host +
             b'Content-Length: 99999999999\r\n\r\n', 413)):
        code, headers, _ = raw(data)
        assert code == want, (name, code)
        if name not in ('no host', 'two hosts', 'blank before a colon'):
            check(headers, name)
    assert ask('/checkpoint', host='evil.example')[0] == 421


@test('TLS, HTTP/2 offered, plain HTTP sent on')
def _():
    offer = ssl.create_default_context(cafile=path('edge.pem'))
    offer.set_alpn_protocols(['h2', 'http/1.1'])
    with socket.create_connection(('127.0.0.1', port), 10) as s:
        with offer.wrap_socket(s, server_hostname=NAME) as t:
            assert t.selected_alpn_protocol() == 'h2'
            assert t.version() in ('TLSv1.2', 'TLSv1.3')
    with socket.create_connection(('127.0.0.1', plain), 10) as s:
        s.sendall(f'GET /en/x HTTP/1.1\r\nHost: {NAME}\r\n'
                  'Connection: close\r\n\r\n'.encode())
        got = s.recv(4096).decode()
    assert re.search(rf'^HTTP/1.1 308.*Location: https://{NAME}/en/x', got,
                     re.S), got


@test('too many at once: 429 with Retry-After, from nginx itself')
def _():
    source, codes = '127.0.0.3', []
    with socket.create_connection(('127.0.0.1', port), 10, (source, 0)) as s:
        with trust.wrap_socket(s, server_hostname=NAME) as t:
            t.sendall(f'GET /healthz HTTP/1.1\r\nHost: {NAME}\r\n\r\n'.encode()
                      * 600 + f'GET /healthz HTTP/1.1\r\nHost: {NAME}\r\n'
                      'Connection: close\r\n\r\n'.encode())
            got = b''
            while True:
                block = t.recv(65536)
                if not block:
                    break
                got += block
    for answer in got.decode('latin-1').split('HTTP/1.1 ')[1:]:
        codes.append(answer[:3])
        if answer[:3] == '429':
            assert 'Retry-After: 1\r\n' in answer, answer
            assert 'Content-Security-Policy' in answer, answer
    assert codes.count('200') >= 200 and codes.count('429') >= 100, \
        {c: codes.count(c) for c in codes}


@test('it stops, and the register behind it')
def _():
    edge.terminate()
    assert edge.wait(20) == 0
    assert server.stop() == 0


if edge.poll() is None:
    edge.terminate()
end()
