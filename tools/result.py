#!/usr/bin/env python3
"""tools/result.py: writes bench/results/<figure>.json (reliability 3.2).

    tools/result.py COMMAND <file-with-objects

reads JSON objects {"figure","runs","failures","seed","control","values"}, one
a line (figure and values are needed), and adds commit, time and machine.
Other lines are passed on to standard output. Importable: write().
"""
import datetime
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, 'bench', 'results')


def git(*args):
    try:
        return subprocess.run(('git', '-C', ROOT) + args, check=True,
                              capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ''


def field(path, name):
    try:
        with open(path, encoding='utf-8') as f:
            for line in f:
                if line.startswith(name):
                    return line.split(':', 1)[1].strip()
    except OSError:
        pass
    return 'unknown'


def machine(disk_at):
    disk = subprocess.run(('stat', '-f', '-c', '%T', disk_at),
                          capture_output=True, text=True, check=False)
    memory = field('/proc/meminfo', 'MemTotal').split()[0]
    return {'cpu': field('/proc/cpuinfo', 'model name'),
            'cores': len(os.sched_getaffinity(0)),
            'memory_mib': int(memory) // 1024 if memory.isdigit() else 0,
            'kernel': os.uname().release,
            'disk': disk.stdout.strip() or 'unknown'}


def write(result, command, disk_at=ROOT):
    """Completes one result and writes it; returns the path."""
    figure = result['figure']
    if not re.fullmatch(r'[a-z0-9][a-z0-9.-]*', figure):
        raise ValueError(f'figure name {figure!r}')
    full = {'figure': figure, 'commit': git('rev-parse', 'HEAD'),
            'changed': bool(git('status', '--porcelain', '--', 'src', 'bench',
                                'tests', 'meson.build')),
            'at': datetime.datetime.now(datetime.timezone.utc)
            .strftime('%Y-%m-%dT%H:%M:%SZ'),
            'command': command, 'machine': machine(disk_at),
            'seed': result.get('seed', 0), 'runs': result.get('runs', 1),
            'failures': result.get('failures', 0)}
    if full['failures'] == 0 and full['runs'] > 0:
        full['bound95'] = float(f"{3 / full['runs']:.3g}")
    full['control'] = result.get('control', [])
    full['values'] = result['values']
    if any(c['failures'] == 0 for c in full['control']):
        raise ValueError(f'{figure}: a control passed')
    os.makedirs(FOLDER, exist_ok=True)
    path = os.path.join(FOLDER, figure + '.json')
    with open(path + '.tmp', 'w', encoding='utf-8') as f:
        json.dump(full, f, indent=1, ensure_ascii=False)
        f.write('\n')
    os.rename(path + '.tmp', path)
    return os.path.relpath(path, ROOT)


def main():
    if len(sys.argv) != 2:
        print('usage: tools/result.py COMMAND <objects', file=sys.stderr)
        return 2
    written = 0
    for line in sys.stdin:
        try:
            result = json.loads(line)
        except ValueError:
            result = None
        if isinstance(result, dict) and 'figure' in result:
            print(write(result, sys.argv[1]))
            written += 1
        else:
            print(line, end='')
    return 0 if written else 1


if __name__ == '__main__':
    sys.exit(main())
