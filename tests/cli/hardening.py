"""The programs are linked and compiled as reliability 7.1 says: checksec's
words about each. build.hardening"""
import os
import shutil
import subprocess
import sys

WANT = 'Full RELRO,Canary found,NX enabled,PIE enabled'
build = sys.argv[1]
names = ['src/cli/chancery', 'src/verify/chancery-verify']


def sanitized():
    out = subprocess.run(['nm', os.path.join(build, names[0])],
                         capture_output=True, text=True).stdout
    return '__asan_init' in out or '__tsan_init' in out


if shutil.which('checksec') is None:
    print('1..0 # SKIP checksec is not here')
elif sanitized():
    print('1..0 # SKIP a build with sanitizers is not for use')
else:
    for number, name in enumerate(names, 1):
        out = subprocess.run(
            ['checksec', '--file=' + os.path.join(build, name),
             '--output=csv'], capture_output=True, text=True).stdout
        # a static program that places itself is "PIE enabled", or "DSO" to
        # older versions
        good = out.startswith(WANT)
        print(f'{"ok" if good else "not ok"} {number} - {name}')
        if not good:
            print('#', out.strip())
    print(f'1..{len(names)}')
