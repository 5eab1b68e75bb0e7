#!/usr/bin/env python3
"""bench/bench_load.py CHANCERY - requests a second under load, in ratios.

One register of 10,000 contacts of one person is made and served; wrk asks for
each address of PAGES over 8 connections. Beside it, in the same run on the same
machine: Datasette (--immutable) on the register's own read.db, asked for the
row or rows that the page shows; nginx for a tile of public/. Then 1,000 connections
that say nothing, or one byte now and then, are held open while others ask.

An address that this build does not serve is told as null, and so is a ratio
without Datasette, nginx or wrk: a line on standard error says what is missing.
Datasette comes from CHANCERY_DATASETTE, or the path, or from pip into a folder
of its own. Figures: requests a second and seconds of the slowest hundredth,
bytes plain and gzipped, the time of the first asking, memory at its highest.
"""
import gzip
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

CHANCERY = os.path.abspath(sys.argv[1])
QUICK = '--quick' in sys.argv
CONTACTS = 1000 if QUICK else 10000
SECONDS = 1 if QUICK else 5

# Name, our address, Datasette's. C: a contact, P: the person, W: another; N:
# one contact after the other, more than are kept: each page is made anew.
PAGES = (
    ('contact_page', '/en/c/{C}', '/read/contact/{C}'),
    ('contact_pages', '/en/c/{N}', '/read/contact/{N}'),
    ('person_page', '/en/p/{P}', '/read/contact?subject={P}&_size=100'),
    ('ask_page', '/en/ask?of=p/{P}&with=p/{W}', None),
    ('home_page', '/en/', '/read'),
    ('contact_json', '/api/v1/contacts/{C}', '/read/contact/{C}.json'),
    ('contacts_json', '/api/v1/contacts?of=p/{P}&limit=100',
     '/read/contact.json?subject={P}&_size=100'),
    ('ask_json', '/api/v1/ask?of=p/{P}&with=p/{W}',
     '/read.json?sql=select+count(*)+from+contact+join+party+on+party.contact'
     '%3Dcontact.n+where+subject%3D{P}+and+counterpart%3D{W}'),
    ('ask_proof', '/api/v1/ask.proof?of=p/{P}&with=p/{W}', None),
    ('entry', '/api/v1/entries/{C}', None),
    ('tile', '/tile/0/000', None),
)
MAP = {
    'map': 1, 'dataset': 'load', 'licence': 'none',
    'title': {'en': 'Contacts made for a load test'},
    'parts': [{
        'file': 'contacts.csv',
        'reader': {'format': 'csv', 'encoding': 'utf-8', 'separator': ',',
                   'line_end': 'lf'},
        'entries': [{
            'type': 'contact', 'as': 'contact', 'key': {'column': 'key'},
            'body': {
                'kind': {'column': 'kind', 'map': {
                    'call': 'call', 'meeting': 'meeting', 'email': 'email'}},
                'status': 'held', 'times': 1,
                'subject': {'entity': {'type': 'person',
                                       'name': {'column': 'of'}}},
                'parties': [{
                    'as': None, 'described': None, 'org': None,
                    'role': 'principal', 'side': side, 'state': state,
                    'who': {'entity': {'type': 'person',
                                       'name': {'column': column}}}}
                    for side, state, column in (('home', 'xa', 'of'),
                                                ('foreign', 'xb', 'with'))],
                'when': {'column': 'day', 'date': ['YYYY-MM-DD']},
                'initiated_by': 'unknown', 'arranged_by': [],
                'minutes': None, 'country': None, 'language': None,
                'topics': [], 'materials': [],
                'source_of_record': {
                    'basis': 'import', 'document': None,
                    'origin': {'this': 'origin'}, 'statement': None},
                'visibility': {'tier': 'public'}},
            'slots': {'summary': {'en': {'column': 'summary'}},
                      'origin_key': {'this': 'key'}}}]}]}
processes = []


def say(text):
    print(text, file=sys.stderr, flush=True)


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def fill(folder):
    """-> numbers of a contact, the person and another"""
    env = {**os.environ, 'XDG_STATE_HOME': folder + '/state',
           'CHANCERY_STORE': 'register', 'LC_ALL': 'C'}

    def run(*words):
        return subprocess.run((CHANCERY, '--quiet') + words, cwd=folder,
                              env=env, check=True, capture_output=True,
                              text=True).stdout

    run('init', 'register', '--origin', 'load.example/contacts', '--title',
        'en:Register', '--title', 'fr:Registre', '--registrar',
        'en:The Registrar', '--registrar', 'fr:Le greffe', '--civil-zone',
        'Europe/Paris', '--home-state', 'xa')
    run('file', 'person', '--name', 'en:The Member', '--state', 'xa')
    for name in ('The Consul', 'The Attaché'):
        run('file', 'person', '--name', 'en:' + name, '--state', 'xb')
    with open(folder + '/map.json', 'w', encoding='utf-8') as f:
        json.dump(MAP, f)
    with open(folder + '/contacts.csv', 'w', encoding='utf-8') as f:
        f.write('key,of,with,kind,day,summary\n')
        for i in range(CONTACTS):
            day = f'{2010 + i % 15}-{1 + i % 12:02}-{1 + i % 28:02}'
            f.write(f'k{i},The Member,The {("Consul", "Attaché")[i % 2]},'
                    f'{("call", "meeting", "email")[i % 3]},{day},'
                    f'Matter {i} of the day\n')
    run('import', 'contacts.csv', '--map', 'map.json')
    return {'C': str(20 + CONTACTS // 2), 'P': '3', 'W': '5', 'N': '{N}'}


def start(words, **more):
    process = subprocess.Popen(words, **more)
    processes.append(process)
    return process


def await_port(port, process):
    for _ in range(600):
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
            return True
        except OSError:
            if process.poll() is not None:
                return False
            time.sleep(0.05)
    return False


def datasette(folder):
    """-> where it listens, or None"""
    program = os.environ.get('CHANCERY_DATASETTE') or shutil.which('datasette')
    if not program:
        venv = folder + '/venv'
        program = venv + '/bin/datasette'
        if subprocess.run((sys.executable, '-m', 'venv', venv),
                          check=False, capture_output=True).returncode or \
           subprocess.run((venv + '/bin/pip', 'install', '--quiet',
                           'datasette==0.65.5'), check=False,
                          capture_output=True).returncode:
            say('skip: Datasette cannot be had; its ratios are null')
            return None
    shutil.copy(folder + '/register/read.db', folder + '/read.db')
    port = free_port()
    process = start((program, 'serve', '--immutable', folder + '/read.db',
                     '--port', str(port), '--setting', 'max_returned_rows',
                     '1000'), stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL)
    return f'http://127.0.0.1:{port}' if await_port(port, process) else None


def nginx(folder):
    program = shutil.which('nginx', path=os.environ['PATH'] + ':/usr/sbin')
    if not program:
        say('skip: nginx is not here; the tile has no ratio')
        return None
    port = free_port()
    user = 'user root;' if os.geteuid() == 0 else ''
    with open(folder + '/nginx.conf', 'w', encoding='utf-8') as f:
        f.write(f'{user} daemon off; pid {folder}/nginx.pid;\n'
                f'worker_processes auto; error_log {folder}/nginx.log;\n'
                'events { }\nhttp { access_log off; sendfile on;\n'
                'keepalive_requests 1000000;\n'
                f'server {{ listen 127.0.0.1:{port}; root {folder}/register/'
                'public; } }\n')
    process = start((program, '-e', folder + '/nginx.log', '-c',
                     folder + '/nginx.conf'))
    return f'http://127.0.0.1:{port}' if await_port(port, process) else None


def get(url, *headers):
    """-> (status, body, seconds)"""
    started = time.monotonic()
    request = urllib.request.Request(url, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=60) as r:
            body = r.read()
            return r.status, body, time.monotonic() - started
    except urllib.error.HTTPError as e:
        return e.code, e.read(), time.monotonic() - started


def path_of(url):
    """Of an address with {N}, as a pattern of Lua's string.format."""
    return '/' + url.split('/', 3)[3].replace('{N}', '%d')


def wrk(folder, url):
    """-> (requests a second, seconds that 99 of 100 take less than)"""
    words = ['wrk', '-t1', '-c8', f'-d{SECONDS}s', '--latency', '--timeout',
             '10s']
    if '{N}' in url:
        with open(folder + '/each.lua', 'w', encoding='utf-8') as f:
            f.write('local n = 0\nrequest = function()\n  n = n + 1\n'
                    f'  return wrk.format(nil, string.format("{path_of(url)}",'
                    f' 20 + n % {CONTACTS - 40}))\nend\n')
        words += ['-s', folder + '/each.lua']
    text = subprocess.run(words + [url.replace('{N}', '20')], check=True,
                          capture_output=True, text=True).stdout
    assert 'Non-2xx' not in text, (url, text)
    rate = float(re.search(r'Requests/sec:\s*([\d.]+)', text)[1])
    value, unit = re.search(r'99%\s+([\d.]+)(us|ms|s)\b', text).groups()
    return rate, float(value) * {'us': 1e-6, 'ms': 1e-3, 's': 1}[unit]


def measure(folder, ours, theirs, path, their_path):
    one = path.replace('{N}', '20')
    code, body, first = get(ours + one)
    if code != 200:
        say(f'skip: {path} answers {code}')
        return None
    packed = get(ours + one, ('Accept-Encoding', 'gzip'))[1]
    if packed[:2] == b'\x1f\x8b':
        assert gzip.decompress(packed) == body, path
    rate, slow = wrk(folder, ours + path)
    told = {'per_s': round(rate), 'p99_s': slow, 'bytes': len(body),
            'bytes_gzip': len(packed), 'first_s': round(first, 4),
            'ratio': None}
    if theirs and their_path:
        code, _, _ = get(theirs + their_path.replace('{N}', '20'))
        assert code == 200, (their_path, code)
        other = wrk(folder, theirs + their_path)[0]
        told['beside_per_s'] = round(other)
        told['ratio'] = round(rate / other, 2)
    return told


def hold(host, port, seconds):
    """1,000 connections of 20 addresses: half say nothing, half one byte a
    second; beside them one request after the other. -> slowest, median"""
    held, times = [], []
    try:
        for i in range(1000):
            held.append(socket.create_connection(
                (host, port), 5, (f'127.0.1.{1 + i % 20}', 0)))
        end = time.monotonic() + seconds
        next_byte = 0
        while time.monotonic() < end:
            if time.monotonic() >= next_byte:
                next_byte = time.monotonic() + 1
                for s in held[::2]:
                    s.sendall(b'G')
            started = time.monotonic()
            code, _, _ = get(f'http://{host}:{port}/api/v1/status')
            times.append(time.monotonic() - started)
            assert code == 200
    finally:
        for s in held:
            s.close()
    return max(times), statistics.median(times), len(held)


def memory(pid, name):
    with open(f'/proc/{pid}/status', encoding='utf-8') as f:
        return round(int(re.search(rf'{name}:\s*(\d+)', f.read())[1]) / 1024)


def bench(folder):
    numbers = fill(folder)
    server = start((CHANCERY, 'serve', '--listen', '127.0.0.1:0', '--rate',
                    'read=0,question=0', '--store', folder + '/register'),
                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    address = json.loads(server.stdout.readline())['listening'][0]
    host, port = address.split(':')
    ours, theirs = 'http://' + address, datasette(folder)
    values = {'contacts': CONTACTS, 'seconds_each': SECONDS}
    for name, path, other in PAGES:
        say(name)
        values[name] = measure(folder, ours, theirs, path.format(**numbers),
                               other and other.format(**numbers))
    edge = nginx(folder)
    if edge and values['tile']:
        other = wrk(folder, edge + '/tile/0/000')[0]
        values['tile']['beside_per_s'] = round(other)
        values['tile']['ratio'] = round(values['tile']['per_s'] / other, 2)
    slowest, median, count = hold(host, int(port), 6)
    values['held'] = {'connections': count, 'others_slowest_s': round(
        slowest, 4), 'others_median_s': round(median, 4)}
    values['rss_peak_mib'] = memory(server.pid, 'VmHWM')
    values['rss_own_mib'] = memory(server.pid, 'RssAnon')
    failures = (slowest >= 0.1) + (values['rss_peak_mib'] >= 256)
    for name in ('contact_page', 'person_page'):
        told = values[name]
        failures += bool(told and told['ratio'] and told['ratio'] < 20)
    print(json.dumps({'figure': 'load', 'runs': 1, 'failures': failures,
                      'values': values}))


def main():
    if not shutil.which('wrk'):
        say('skip: wrk is not here; nothing is measured')
        return
    with tempfile.TemporaryDirectory(prefix='chancery-load-') as folder:
        try:
            bench(folder)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(30)


main()
