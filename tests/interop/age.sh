#!/bin/bash
# tests/interop/age.sh [BUILD]: Debian's age opens what we sealed and we open
# what it sealed, in every size that matters; both refuse what was spoiled.
# With CHANCERY_CCTV_AGE, the folder of the age vectors of C2SP/CCTV, each of
# them that concerns X25519. format/note 1.1, 2.4. TAP.
set -uo pipefail
build=$(cd "${1:-$(dirname "$0")/../../build}" && pwd) || exit 2
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

if ! command -v age >/dev/null || ! command -v age-keygen >/dev/null; then
	echo '1..0 # SKIP no age'
	exit 0
fi
check=$(find "$build" -name age-check -type f -perm -u+x | head -1)

# exits CODE NAME COMMAND...
exits() {
	local want=$1 name=$2 rc=0
	shift 2
	"$@" >"$work/out" 2>"$work/err" || rc=$?
	number=$((number + 1))
	if [ $rc = "$want" ]; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name (exit $rc)"
		head -c 300 "$work/err" | sed 's/^/# /'
	fi
}
same() { cmp "$work/back" "$work/plain"; }
to_age() { "$check" seal "${@:2}" <"$1" >"$work/file" &&
	age -d -i "$work/theirs" "$work/file" >"$work/back" && same; }
from_age() { age "${@:2}" "$1" >"$work/file" &&
	"$check" open "$work/ours" <"$work/file" >"$work/back" && same; }
opens() { "$check" open "$1" <"$2"; }

exits 0 'age-check is built' test -x "$check"
age-keygen -o "$work/theirs" 2>"$work/err"
theirs=$(age-keygen -y "$work/theirs")
age-keygen -o "$work/other" 2>"$work/err"
other=$(age-keygen -y "$work/other")
ours=$("$check" key "$work/ours")
exits 0 'age-keygen reads our identity' \
    test "$(age-keygen -y "$work/ours")" = "$ours"

for size in 0 1 100 65535 65536 65537 131072 200000; do
	head -c $size /dev/urandom >"$work/plain"
	exits 0 "$size bytes: age opens ours" to_age "$work/plain" "$theirs"
	exits 0 "$size bytes: age opens ours of three keys" \
	    to_age "$work/plain" "$other" "$theirs" "$ours"
	exits 0 "$size bytes: we open a file of age" \
	    from_age "$work/plain" -r "$ours"
	exits 0 "$size bytes: we open a file of age of three keys" \
	    from_age "$work/plain" -r "$other" -r "$ours" -r "$theirs"
done

# The content of a padded note without any program of ours.
cut_off() (
	set +o pipefail # head ends age early, where the rest is filling
	"$check" seal --pad "$theirs" <"$work/plain" >"$work/file"
	age -d -i "$work/theirs" "$work/file" | head -c "$1" >"$work/back"
	same
)
for size in 1 7 4096 16376 16377 70000; do
	head -c $size /dev/urandom >"$work/plain"
	exits 0 "a note of $size bytes: age -d | head -c $size" cut_off $size
done

# For others, and spoiled.
echo 'a note' >"$work/plain"
age -r "$other" "$work/plain" >"$work/file"
exits 1 'we do not open what is for another' opens "$work/ours" "$work/file"
age -a -r "$ours" "$work/plain" >"$work/file"
exits 3 'an armoured file is refused' opens "$work/ours" "$work/file"
printf 'a note' >"$work/file"
exits 3 'other bytes are refused' opens "$work/ours" "$work/file"
age -r "$ours" "$work/plain" >"$work/file"
exits 0 'the file before it is spoiled' opens "$work/ours" "$work/file"
printf x >>"$work/file"
exits 5 'a byte more is refused' opens "$work/ours" "$work/file"

# Published vectors: file by file, with the result that each names.
vectors=${CHANCERY_CCTV_AGE:-}
if [ -d "$vectors" ]; then
	python3 - "$vectors" "$work" >"$work/list" <<'PY'
import os, sys, zlib
folder, work = sys.argv[1:]
codes = {'success': 0, 'no match': 1, 'HMAC failure': 5,
         'header failure': 3, 'payload failure': 5}
for name in sorted(os.listdir(folder)):
    head, _, body = open(os.path.join(folder, name), 'rb').read() \
        .partition(b'\n\n')
    pairs = [line.split(': ', 1) for line in head.decode().split('\n')]
    keys = [v for k, v in pairs if k == 'identity']
    given = dict(pairs)
    if 'armored' in given or 'passphrase' in given or not keys or \
            any(not k.startswith('AGE-SECRET-KEY-1') for k in keys):
        continue
    if given.get('compressed') == 'zlib':
        body = zlib.decompress(body)
    open(f'{work}/v.{name}', 'wb').write(body)
    open(f'{work}/k.{name}', 'w').write('\n'.join(keys) + '\n')
    print(name, codes[given['expect']], given.get('payload', '-'))
PY
	while read -r name code payload; do
		exits "$code" "CCTV: $name" opens "$work/k.$name" "$work/v.$name"
		if [ "$code" = 0 ]; then
			exits 0 "CCTV: $name, its content" test \
			    "$(opens "$work/k.$name" "$work/v.$name" |
				sha256sum | cut -d' ' -f1)" = "$payload"
		fi
	done <"$work/list"
else
	number=$((number + 1))
	echo "ok $number - CCTV vectors # SKIP CHANCERY_CCTV_AGE names no folder"
fi
echo "1..$number"
