#!/usr/bin/env python3
"""full_disk.py BUILD - a disk that fills up under a register (interfaces A2:
exit 8; nothing acknowledged is lost, nothing is half done).

A small tmpfs in a user namespace is the disk; where the machine allows none,
the test says so and is skipped. TAP.
"""
import json
import os
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
CHANCERY = os.path.join(BUILD, 'src', 'cli', 'chancery')
INSIDE = '--inside'


def run(*words):
    p = subprocess.run([CHANCERY, *words], capture_output=True, text=True)
    return p.returncode, p.stdout, p.stderr


def inside(disk):
    """In the namespace: fill the disk, then look at what is left."""
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk],
                   check=True)
    os.chdir(disk)
    os.environ.update(CHANCERY_STORE='register',
                      XDG_STATE_HOME=os.path.join(disk, 'state'))
    code, _, err = run('init', 'register', '--origin', 'register.example/d',
                       '--title', 'en:Disk', '--civil-zone', 'Europe/Paris',
                       '--home-state', 'xa')
    results = [('it is founded', code == 0, err)]
    filed, code, last = [], 0, ''
    for n in range(400):
        code, out, last = run('-q', 'file', 'person', '--state', 'xa',
                              '--name', f'en:Person number {n} ' + 'x' * 250)
        if code != 0:
            break
        filed.append(out.split()[0])
    results += [
        ('some were filed before it was full', len(filed) > 3, filed),
        ('a full disk is exit 8', code == 8, f'{code} {last}'),
        ('with a sentence that says so',
         any(w in last for w in ('full', 'No space', 'space')), last)]
    try:
        with open('filler', 'wb') as f:
            while True:
                f.write(b'x' * 4096)
                f.flush()
    except OSError:
        pass
    code, _, err = run('-q', 'file', 'person', '--name', 'en:No room')
    results.append(('refused again, not killed', code == 8, f'{code} {err}'))
    if os.path.exists('filler'):
        os.unlink('filler')
    # room again: more disk
    subprocess.run(['mount', '-o', 'remount,size=16m', disk], check=True)
    missing = [r for r in filed if run('show', r)[0] != 0]
    results.append(('nothing acknowledged is lost', missing == [], missing))
    code, out, err = run('audit', '--full')
    results.append(('the register is whole', code == 0, out + err))
    code, out, err = run('-q', '--json', 'file', 'person', '--name',
                         'en:After it')
    results.append(('and takes the next filing', code == 0 and
                    json.loads(out)['stage'] == 'published', out + err))
    code, out, err = run('doctor')
    results.append(('and is well but for free space', 'fail  store' not in out
                    and 'fail  index' not in out and
                    'fail  signing' not in out, out))
    bad = 0
    for n, (name, good, detail) in enumerate(results, 1):
        print(f'{"ok" if good else "not ok"} {n} - {name}')
        if not good:
            bad += 1
            print(f'# {detail}')
    print(f'1..{len(results)}')
    return 1 if bad else 0


def main():
    if sys.argv[2:3] == [INSIDE]:
        return inside(sys.argv[3])
    with tempfile.TemporaryDirectory(prefix='full-disk-') as disk:
        probe = subprocess.run(
            ['unshare', '-rm', 'mount', '-t', 'tmpfs', 'tmpfs', disk],
            capture_output=True)
        if probe.returncode != 0:
            print('1..0 # SKIP no user namespace with mounts here')
            return 0
        return subprocess.run(['unshare', '-rm', sys.executable,
                               os.path.abspath(__file__), BUILD, INSIDE,
                               disk]).returncode


sys.exit(main())
