#!/usr/bin/env python3
"""quorum.py BUILD - chancery-verify enforces the quorum of a policy.

Three witnesses cosign one checkpoint of a register. For each policy below and
each of the 8 sets of their lines, the verdict of chancery-verify is what the
rule beside the policy says: 0, or 6 with "too few witnesses". A line that was
changed is an alarm, 5, whatever the quorum (interfaces A2.1). log 4.3, 4.1.2.
TAP.
"""
import itertools
import os
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(sys.argv[1])
NAMES = ('w1', 'w2', 'w3')
POLICIES = (  # group and quorum lines, rule
    ('quorum none', lambda s: True),
    ('quorum w2', lambda s: 'w2' in s),
    ('group g 1 w1 w2 w3\nquorum g', lambda s: len(s) >= 1),
    ('group g 2 w1 w2 w3\nquorum g', lambda s: len(s) >= 2),
    ('group g 3 w1 w2 w3\nquorum g', lambda s: len(s) == 3),
    ('group g any w1 w3\nquorum g', lambda s: s & {'w1', 'w3'}),
    ('group g all w1 w3\nquorum g', lambda s: s >= {'w1', 'w3'}),
    ('group a any w1 w2\ngroup g all a w3\nquorum g',
     lambda s: s & {'w1', 'w2'} and 'w3' in s),
    ('group a all w1 w2\ngroup g any a w3\nquorum g',
     lambda s: s >= {'w1', 'w2'} or 'w3' in s),
)
PREPARE = r'''
set -e
export CHANCERY_STORE=register
chancery init register --origin register.example/contacts --title en:R \
	--civil-zone UTC --home-state xa
log=$(chancery key export | sed -n 's/^log //p')
echo "log $log" >log.line
for w in w1 w2 w3; do
	chancery key new --purpose witness --name $w.example/w --out $w.key |
	    sed -n "2s,^,witness $w ,p" >>witness.lines
	chancery -q witness add "$log" http://127.0.0.1:1 --store $w
	chancery witness sign register/public/checkpoint --store $w \
		--key-file $w.key --out $w.line
done
chancery log checkpoint >checkpoint
'''


def main():
    number = failed = 0

    def result(good, name, detail=''):
        nonlocal number, failed
        number += 1
        failed += not good
        print(f'{"ok" if good else "not ok"} {number} - {name}')
        if not good:
            for line in str(detail).splitlines()[:10]:
                print(f'# {line}')

    with tempfile.TemporaryDirectory(prefix='quorum-') as folder:
        env = {k: v for k, v in os.environ.items()
               if not k.startswith(('CHANCERY', 'LC_', 'LANG'))}
        env.update(PATH=os.pathsep.join((
            os.path.join(BUILD, 'src', 'cli'),
            os.path.join(BUILD, 'src', 'verify'), env['PATH'])),
            HOME=folder, LC_ALL='C.UTF-8',
            XDG_STATE_HOME=os.path.join(folder, 'state'))
        made = subprocess.run(['bash', '-c', PREPARE], cwd=folder, env=env,
                              capture_output=True, text=True)
        result(made.returncode == 0, 'a register and three witnesses',
               made.stdout + made.stderr)
        if failed:
            print(f'1..{number}')
            return 1

        def read(name):
            with open(os.path.join(folder, name), encoding='utf-8') as f:
                return f.read()

        def write(name, text):
            with open(os.path.join(folder, name), 'w', encoding='utf-8') as f:
                f.write(text)

        def verify():
            return subprocess.run(
                ['chancery-verify', 'note', '--trust', 'policy'], cwd=folder,
                env=env, capture_output=True, text=True)

        lines = {w: read(w + '.line') for w in NAMES}
        front = read('log.line') + read('witness.lines')
        for text, rule in POLICIES:
            write('policy', front + text + '\n')
            wrong = []
            for count in range(4):
                for some in itertools.combinations(NAMES, count):
                    write('note', read('checkpoint') +
                          ''.join(lines[w] for w in some))
                    got = verify()
                    want = 0 if rule(set(some)) else 6
                    if got.returncode != want or \
                            (want == 6) != ('too few witnesses' in
                                            got.stdout + got.stderr):
                        wrong.append(f'{some}: exit {got.returncode}, '
                                     f'wanted {want}\n{got.stderr}')
            result(not wrong, text.replace('\n', '; '), '\n'.join(wrong))
        # a line of a witness of the policy that does not hold
        write('policy', front + 'quorum none\n')
        bad = lines['w1'][:-10] + ('A' if lines['w1'][-10] != 'A' else 'B') + \
            lines['w1'][-9:]
        write('note', read('checkpoint') + bad + lines['w2'] + lines['w3'])
        got = verify()
        result(got.returncode == 5, 'a line that was changed is an alarm',
               f'exit {got.returncode}\n{got.stderr}')
    print(f'1..{number}')
    return 1 if failed else 0


sys.exit(main())
