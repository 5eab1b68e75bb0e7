"""What the tests of tests/wire share: a folder of their own, the programs, a
server on loopback, small HTTP, TAP. Only processes started here are ended."""
import http.client
import http.server
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = sys.argv[1] if len(sys.argv) > 1 else os.path.join(SOURCE, 'build')
BUILD = os.path.abspath(BUILD)
CHANCERY = os.path.join(BUILD, 'src', 'cli', 'chancery')
VERIFY = os.path.join(BUILD, 'src', 'verify', 'chancery-verify')
DIR = tempfile.mkdtemp(prefix='chancery-wire-')
ENV = {'PATH': os.path.dirname(CHANCERY) + ':' + os.environ['PATH'],
       'HOME': DIR, 'XDG_STATE_HOME': os.path.join(DIR, 'state'),
       'LC_ALL': 'C', 'ROOT': SOURCE}
for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS'):
    if name in os.environ:
        ENV[name] = os.environ[name]
with open(CHANCERY, 'rb') as program:
    SANITIZED = b'__asan_init' in program.read()
results = []
servers = []


def path(*names):
    return os.path.join(DIR, *names)


def run(*words, code=0, stdin=None, env=None):
    """One command of chancery; its standard output. Another exit code than
    `code` (None: any) ends the test."""
    done = subprocess.run([CHANCERY, *words], cwd=DIR, env={**ENV, **(env or {})},
                          input=stdin, capture_output=True, timeout=120)
    if code is not None and done.returncode != code:
        raise AssertionError(f'{" ".join(words)}: exit {done.returncode} in '
                             f'place of {code}\n{done.stdout.decode()}'
                             f'{done.stderr.decode()}')
    run.code, run.err = done.returncode, done.stderr.decode()
    return done.stdout.decode()


def shell(text):
    done = subprocess.run(['bash', '-c', text], cwd=DIR, env=ENV,
                          capture_output=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.decode()


def found(department=False):
    """The register of tests/cli/found.sh in ./register; its key's line."""
    shell('. "$ROOT/tests/cli/found.sh"' + (
        '; . "$ROOT/tests/cli/department.sh"' if department else ''))
    assert os.path.exists(path('trust.txt')), 'no register'


class Server:
    def __init__(self, *words, store='register', log=None, env=None):
        # who looks for leaks traces the process, which no sandbox allows
        if SANITIZED and words[0] == 'serve' and '--sandbox' not in words:
            words += ('--sandbox', 'off')
        self.log = open(path(log or f'{store}.log'), 'ab')
        self.process = subprocess.Popen(
            [CHANCERY, *words, '--listen', '127.0.0.1:0', '--store', store],
            cwd=DIR, env={**ENV, **(env or {})}, stdout=subprocess.PIPE,
            stderr=self.log)
        servers.append(self)
        line = self.process.stdout.readline()
        assert line, open(self.log.name).read()
        self.first = json.loads(line)
        self.address = self.first['listening'][0]
        self.host, port = self.address.rsplit(':', 1)
        self.port = int(port)
        self.url = 'http://' + self.address
        self.pid = self.process.pid

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.log.close()
        return code

    def ask(self, method, target, body=None, headers=None, timeout=30):
        """(status, headers, body)"""
        c = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            c.request(method, target, body, headers or {})
            r = c.getresponse()
            return r.status, {k.lower(): v for k, v in r.getheaders()}, r.read()
        finally:
            c.close()


class Proxy:
    """Between a client and a server: passes on, and may change answers."""
    def __init__(self, server, change=None):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def pass_on(self):
                size = int(self.headers.get('Content-Length') or 0)
                status, headers, body = server.ask(
                    self.command, self.path, self.rfile.read(size) or None,
                    {k: v for k, v in self.headers.items()
                     if k.lower() not in ('host', 'content-length')})
                if outer.change is not None and status < 300:
                    body = outer.change(self.path, body)
                self.send_response(status)
                self.send_header('Content-Type',
                                 headers.get('content-type', 'text/plain'))
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = pass_on

            def log_message(self, *_):
                pass

        self.change = change
        self.http = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.http.server_port}'
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


def test(name):
    """Runs the function as one named test."""
    def wrap(function):
        try:
            function()
            results.append((True, name, ''))
        except Exception as e:  # every failure is a row
            results.append((False, name, f'{type(e).__name__}: {e}'))
        ok, _, why = results[-1]
        print(f'{"ok" if ok else "not ok"} {len(results)} - {name}')
        for line in why.split('\n') if why else ():
            print('#', line)
        sys.stdout.flush()
        return function
    return wrap


def end():
    print(f'1..{len(results)}')
    for s in servers:
        if s.process.poll() is None:
            s.process.kill()
            s.process.wait()
    if not os.environ.get("KEEP"):
        shutil.rmtree(DIR, ignore_errors=True)
    sys.exit(0 if all(r[0] for r in results) else 1)


def wait_for(what, seconds=20):
    until = time.time() + seconds
    while time.time() < until:
        value = what()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError('did not happen in time')
