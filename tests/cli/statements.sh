# tests/cli/statements.sh - sourced by stories after found.sh: documents and
# statements in one line each. Nothing is printed but what `file` says.
id() { # id REF: the full id
	chancery --json show "$1" |
		python3 -c 'import json,sys; print(json.load(sys.stdin)["thing"]["id"])'
}
document() { # document KIND TITLE
	echo '{"authors":[],"bytes":null,"captured":null,"custody":[],"issued":null,"kind":"'"$1"'","language":"en","pages":null,"part_of":null,"proceeding":null,"publisher":null,"status":null,"text":null}' >b.json
	echo '{"title":{"en":"'"$2"'"}}' >s.json
	chancery -q file document --body b.json --slots s.json
}
say() { # say ACT SPEAKER|- DOCUMENT ABOUT CLAIMS hedged|plain SLOTS; ids, JSON
	# VIA='[...]' gives the hops, SEALED='[1,2]' the slots that stay sealed
	python3 - "$@" >b.json <<'PY'
import json, os, sys
act, who, doc, about, claims, hedged = sys.argv[1:7]
body = {
    'about': about.split(), 'act': act, 'circumstances': [],
    'claims': json.loads(claims), 'confidence': None, 'document': doc,
    'hedged': hedged == 'hedged', 'lang': 'en', 'reply_to': None,
    'said': None, 'select': [{'type': 'quote'}],
    'speaker': {'described': who == '-', 'who': None if who == '-' else who},
    'status': 'final' if act in ('leaves_undecided', 'finds') else None,
    'via': json.loads(os.environ.get('VIA') or '[]')}
if os.environ.get('SEALED'):
    body['visibility'] = {'sealed': json.loads(os.environ['SEALED']),
                          'tier': 'public'}
print(json.dumps(body))
PY
	printf '%s\n' "$7" >s.json
	chancery -q file statement --body b.json --slots s.json
}
