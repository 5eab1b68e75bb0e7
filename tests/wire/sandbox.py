"""A server under its sandbox, and the process that holds the keys of offices:
what is in force, what the server cannot reach, what happens when a keeper ends.
reliability 7.4, 7.6, 7.7; interfaces D8; format/keeper 1.5"""
import base64
import json
import os
import shutil
import signal
import time

from wire import (DIR, ENV, SANITIZED, Server, end, found, path, run,
                  subprocess, test)

STRICT = ('--sandbox', 'strict')
if SANITIZED:
    ENV['ASAN_OPTIONS'] = ENV.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
found()
state = {}
ROOT = os.geteuid() == 0


def status(pid, name):
    with open(f'/proc/{pid}/status') as f:
        for line in f:
            if line.startswith(name + ':'):
                return line.split()[1]


def children(pid):
    with open(f'/proc/{pid}/task/{pid}/children') as f:
        return [int(word) for word in f.read().split()]


def wait_gone(pid):
    for _ in range(100):
        if not os.path.exists(f'/proc/{pid}') or status(pid, 'State') == 'Z':
            return
        time.sleep(0.02)
    raise AssertionError(f'{pid} still runs')


def secrets():
    """What nobody but a keeper may have: the seeds of held entry keys, and the
    text of held seal keys."""
    found_secrets = []
    for name in os.listdir(path('register.held')):
        with open(path('register.held', name)) as f:
            text = f.read()
        if name.endswith('.entry'):
            found_secrets.append(base64.b64decode(
                text.strip().rsplit('+', 1)[1] if text.strip().count('+') == 4
                else text.strip().split('+', 4)[4])[1:])
        else:
            found_secrets.append(text.strip().splitlines()[-1].encode())
    return found_secrets


def memory_holds(pid, needle):
    with open(f'/proc/{pid}/maps') as maps, open(f'/proc/{pid}/mem', 'rb') as m:
        for line in maps:
            span, mode = line.split()[:2]
            first, last = (int(x, 16) for x in span.split('-'))
            if not mode.startswith('r') or last - first > 1 << 30:
                continue
            try:
                m.seek(first)
                if needle in m.read(last - first):
                    return True
            except (OSError, ValueError, OverflowError):
                continue
    return False


@test('a held pair is registered, listed, closed to others')
def _():
    run('key', 'hold', 'o/5', '--store', 'register')
    held = json.loads(run('key', 'held', '--store', 'register', '--json'))
    assert [k['custody'] for k in held['keys']] == ['register'] * 2, held
    assert [k['purpose'] for k in held['keys']] == ['entry', 'seal'], held
    every = json.loads(run('key', 'list', '--store', 'register', '--json'))
    assert 'own' in [k['custody'] for k in every['keys']], every
    for name in os.listdir(path('register.held')):
        mode = os.stat(path('register.held', name)).st_mode & 0o7777
        assert mode == 0o600, (name, oct(mode))
    # nobody but the registrar may: no key stays behind
    run('key', 'hold', 'o/7', '--store', 'register', '--key-file',
        'office.key', code=None)
    assert run.code != 0
    assert len(os.listdir(path('register.held'))) == 2


@test('server, warden and keeper: filters, no new privileges, no core file')
def _():
    s = state['server'] = Server('serve', *STRICT, '--interval', '50')
    warden, = children(s.pid)
    keeper, = children(warden)
    state['warden'], state['keeper'] = warden, keeper
    for pid in (s.pid, keeper):
        assert status(pid, 'Seccomp') == '2', pid
        assert status(pid, 'NoNewPrivs') == '1', pid
    for pid in (s.pid, warden, keeper):
        with open(f'/proc/{pid}/limits') as f:
            core, = [line for line in f if line.startswith('Max core')]
        assert core.split()[4:6] == ['0', '0'], core
    # nothing of the register is open in the keeper
    opened = [os.readlink(f'/proc/{keeper}/fd/{n}')
              for n in os.listdir(f'/proc/{keeper}/fd')]
    assert not [name for name in opened if '/register/' in name or 'keys' in name], opened


@test('no private half is in the memory of the server')
def _():
    s = state['server']
    assert s.ask('GET', '/healthz')[0] == 200
    for secret in secrets():
        assert not memory_holds(s.pid, secret)
    # a control: what is published is found by the same search
    assert memory_holds(s.pid, s.first['origin'].encode())


@test('doctor tells what is in force')
def _():
    out = run('doctor', '--store', 'register', '--json', code=None)
    rows = {row['name']: row for row in json.loads(out)['checks']}
    assert rows['server']['result'] == 'ok', rows['server']
    assert rows['cores']['result'] == 'ok', rows['cores']
    assert rows['held']['result'] == 'ok', rows['held']
    assert rows['user']['result'] == ('warn' if ROOT else 'ok'), rows['user']
    assert 'kernel' in rows and 'journal' in rows, rows.keys()


@test('a keeper that is ended, and its warden: the server goes on')
def _():
    s = state['server']
    for name in ('keeper', 'warden'):
        os.kill(state[name], signal.SIGKILL)
        wait_gone(state[name])
        assert s.ask('GET', '/api/v1/status')[0] == 200
    run('mirror', s.url, 'mirror', '--trust', 'trust.txt')
    run('file', 'person', '--name', 'en:Filed without a keeper', '--state',
        'xb', '--url', s.url, '--store', 'mirror', '--key-file',
        'register.keys/registrar.key')
    assert s.stop() == 0


@test('the server that ends takes warden and keeper along, killed or not')
def _():
    for how in (signal.SIGTERM, signal.SIGKILL):
        s = Server('serve', *STRICT)
        warden, = children(s.pid)
        keeper, = children(warden)
        s.stop(how)
        wait_gone(keeper)
        wait_gone(warden)


@test('--sandbox off and a reader: what is missing is said')
def _():
    s = Server('serve', '--sandbox', 'off', log='off.log')
    assert status(s.pid, 'Seccomp') == '0'
    assert 'Landlock, seccomp' in open(path('off.log')).read()
    rows = json.loads(run('doctor', '--store', 'register', '--json',
                          code=None))['checks']
    assert [r['result'] for r in rows if r['name'] == 'server'] == ['warn']
    s.stop()
    s = Server('serve', '--read-only', '--sandbox', 'best-effort')
    assert children(s.pid) == []          # nothing to sign
    assert status(s.pid, 'Seccomp') == '2'
    assert s.ask('GET', '/checkpoint')[0] == 200
    s.stop()
    run('serve', '--sandbox', 'loose', code=2)


@test('root becomes another user, and holds keys as a third' if ROOT else
      'a user is given up by root alone')
def _():
    if not ROOT:
        run('serve', '--user', 'nobody', '--store', 'register', code=7)
        return
    subprocess.run(['chown', '-R', 'nobody', path('register'),
                    path('register.keys')], check=True)
    subprocess.run(['chown', '-R', 'daemon', path('register.held')],
                   check=True)
    os.chmod(DIR, 0o755)
    # the keys are read as root, before it is given up
    for name in os.listdir(path('register.keys')):
        shutil.chown(path('register.keys', name), 'root' if
                     name.endswith('.key') else 'nobody')
    s = Server('serve', *STRICT, '--user', 'nobody', '--keeper-user',
               'daemon', '--interval', '50')
    import pwd
    nobody, daemon = (str(pwd.getpwnam(n).pw_uid) for n in
                      ('nobody', 'daemon'))
    warden, = children(s.pid)
    keeper, = children(warden)
    assert status(s.pid, 'Uid') == nobody
    assert status(warden, 'Uid') == status(keeper, 'Uid') == daemon
    run('file', 'person', '--name', 'en:Filed with a nobody', '--state', 'xb',
        '--url', s.url, '--store', 'mirror', '--key-file',
        'register.keys/registrar.key')
    assert s.stop() == 0


@test('selftest: every forbidden act ends as the table says')
def _():
    out = json.loads(run('selftest', '--sandbox', '--json'))
    assert out['worst'] == 'ok', out
    assert len(out['probes']) >= 19, out
    assert {p['result'] for p in out['probes']} == {'ok'}, out


end()
