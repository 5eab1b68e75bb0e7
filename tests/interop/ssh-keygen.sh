#!/bin/bash
# tests/interop/ssh-keygen.sh [BUILD]: OpenSSH signs and we check, we sign and
# OpenSSH checks, and both refuse what was spoiled (model 1.10). TAP.
set -uo pipefail
build=$(cd "${1:-$(dirname "$0")/../../build}" && pwd) || exit 2
cd "$(dirname "$0")"
shared=${CHANCERY_SHARED:-$PWD/../../../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0
name_space=entry@chancery

if ! command -v ssh-keygen >/dev/null; then
	echo '1..0 # SKIP no ssh-keygen'
	exit 0
fi
check=$(find "$build" -name ssh-check -type f -perm -u+x | head -1)

# exits WANT NAME COMMAND...: "yes" wants exit 0, "no" a refusal: 1, or
# ssh-keygen's 255; never a crash.
exits() {
	local want=$1 name=$2 rc=0 good=
	shift 2
	"$@" >"$work/out" 2>&1 || rc=$?
	number=$((number + 1))
	if [ "$want" = yes ]; then
		[ $rc -ne 0 ] || good=yes
	elif [ $rc = 1 ] || [ $rc = 255 ]; then
		good=yes
	fi
	if [ -n "$good" ]; then
		echo "ok $number - $name"
	else
		echo "not ok $number - $name (exit $rc)"
		tail -3 "$work/out" | sed 's/^/# /'
	fi
}

ours() { "$check" verify "$1" "$2" "$3" <"$4"; }
theirs() { # SIGNATURE PUBLIC NAMESPACE MESSAGE
	printf 'signer %s\n' "$(cut -d' ' -f1,2 "$2")" >"$work/allowed"
	ssh-keygen -Y verify -f "$work/allowed" -I signer -n "$3" -s "$1" <"$4"
}

exits yes 'ssh-check is built' test -x "$check"
printf 'chancery/entry/v1\n{"entry":"é"}' >"$work/message"
printf 'chancery/entry/v1\n{"entry":"e"}' >"$work/other"
ssh-keygen -q -t ed25519 -N '' -C 'a comment of three words' -f "$work/key"
ssh-keygen -q -t ed25519 -N '' -f "$work/key2"

# OpenSSH signs, by sha512 and by sha256.
for hash in sha512 sha256; do
	rm -f "$work/message.sig"
	ssh-keygen -q -Y sign -n $name_space -O hashalg=$hash -f "$work/key" \
	    "$work/message" 2>"$work/out"
	exits yes "$hash: ours accepts ssh-keygen -Y sign" \
	    ours "$work/message.sig" "$work/key.pub" $name_space "$work/message"
	exits no "$hash: ours refuses another message" \
	    ours "$work/message.sig" "$work/key.pub" $name_space "$work/other"
	exits no "$hash: ours refuses another key" \
	    ours "$work/message.sig" "$work/key2.pub" $name_space "$work/message"
	exits no "$hash: ours refuses another namespace" \
	    ours "$work/message.sig" "$work/key.pub" file "$work/message"
done

# One bit of each of 30 places in the blob.
python3 - "$work" <<'PY'
import base64, sys
folder = sys.argv[1]
lines = open(folder + '/message.sig').read().split('\n')
blob = base64.b64decode(''.join(lines[1:-2]))
for n in range(30):
    at = n * len(blob) // 30
    bad = bytearray(blob)
    bad[at] ^= 1 << n % 8
    text = base64.b64encode(bytes(bad)).decode()
    with open(f'{folder}/bad{n}', 'w') as f:
        f.write('\n'.join([lines[0]] + [text[i:i + 70] for i in
                range(0, len(text), 70)] + lines[-2:]))
PY
for n in $(seq 0 29); do
	exits no "ours refuses a flipped bit, place $n of 30" \
	    ours "$work/bad$n" "$work/key.pub" $name_space "$work/message"
done
ssh-keygen -q -t rsa -b 2048 -N '' -f "$work/rsa"
ssh-keygen -q -Y sign -n $name_space -f "$work/rsa" "$work/other" 2>"$work/out"
exits no 'ours refuses an RSA signature' \
    ours "$work/other.sig" "$work/key.pub" $name_space "$work/other"

# We sign.
seed=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
"$check" sign $seed $name_space "$work/ours.pub" <"$work/message" \
    >"$work/ours.sig"
exits yes 'ssh-keygen -Y verify accepts ours' \
    theirs "$work/ours.sig" "$work/ours.pub" $name_space "$work/message"
exits no 'ssh-keygen refuses ours on another message' \
    theirs "$work/ours.sig" "$work/ours.pub" $name_space "$work/other"
exits no 'ssh-keygen refuses ours in another namespace' \
    theirs "$work/ours.sig" "$work/ours.pub" file "$work/message"

# The published entries that carry such a signature.
if [ -f "$shared/vectors/model/entries.jsonl" ]; then
	python3 - "$shared/vectors/model" "$work" <<'PY'
import base64, json, struct, sys
folder, work = sys.argv[1:]
done = 0
for line in open(folder + '/entries.jsonl', encoding='utf-8'):
    leaf = json.loads(line)['canonical']
    for sig in json.loads(leaf)['sig']:
        if sig['alg'] != 'sshsig-ed25519':
            continue
        # Canonical: "entry" stands before "sig", so its bytes are a slice.
        entry = leaf[leaf.index('"entry":') + 8:leaf.rindex(',"sig":')]
        blob = base64.b64decode(sig['value'])
        length = struct.unpack('>I', blob[10:14])[0]
        key = base64.b64encode(blob[14:14 + length]).decode()
        at = f'{work}/entry{done}'
        open(at + '.pub', 'w').write(f'ssh-ed25519 {key}\n')
        open(at, 'wb').write(b'chancery/entry/v1\n' + entry.encode())
        open(at + '.sig', 'w').write(
            '-----BEGIN SSH SIGNATURE-----\n' + '\n'.join(
                sig['value'][i:i + 70] for i in
                range(0, len(sig['value']), 70)) +
            '\n-----END SSH SIGNATURE-----\n')
        done += 1
PY
	exits yes 'published entries carry OpenSSH signatures' \
	    test -f "$work/entry0.sig"
	for sig in "$work"/entry*.sig; do
		at=${sig%.sig}
		exits yes "ssh-keygen accepts the published ${at##*/}" \
		    theirs "$sig" "$at.pub" $name_space "$at"
		exits yes "ours accepts the published ${at##*/}" \
		    ours "$sig" "$at.pub" $name_space "$at"
	done
else
	number=$((number + 1))
	echo "ok $number - published entries # SKIP no shared vectors"
fi
echo "1..$number"
