# Documents with their bytes and text, and statements that point into them:
# docs/format/selectors.md.
## mask [0-9]+\ [A-Z][a-z]+\ [0-9]{4},\ [0-9]{2}:[0-9]{2}\ UTC WHEN
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask (document|statement|person|org):[0-9a-z]{26} ID
## mask leaf [0-9a-f]{64} LEAF

$ . "$ROOT/tests/cli/found.sh"
$ printf 'Q. Anyone else? A. No. Été\nQ. Anyone else of note? A. No, nobody that I recall.\n' >transcript.txt
$ printf '%%PDF-1.4 no real one' >transcript.pdf
$ echo '{"kind":"transcript","language":"en","pages":1}' >body.json

# the hashes are taken from the files, and the files are kept:
# format/selectors 1.3
$ chancery file document --body body.json --title "en:Transcript of a hearing" --title "fr:Transcription d'une audition" --bytes transcript.pdf --text transcript.txt
published at checkpoint 27; next: chancery show d/25
d/25 filed as entry 25
$ chancery --json show d/25 | grep -o '"bytes":{[^}]*}'
"bytes":{"media":"application/pdf","sha256":"f4ae4d7f7e199357eea6d51bcd8e622ea44cc37892aeb200f82099590f9b16d9","size":20}
$ sha256sum transcript.pdf | cut -c1-64
f4ae4d7f7e199357eea6d51bcd8e622ea44cc37892aeb200f82099590f9b16d9
$ chancery --json show d/25 | grep -o '"text":{[^}]*}'
"text":{"normal":"nfc-lf","sha256":"ee0d6b5ff6cf86ce0582042106408d8401983855c211f073a1a47eec6718f811","tool":"by-hand"}
$ sha256sum transcript.txt | cut -c1-64
ee0d6b5ff6cf86ce0582042106408d8401983855c211f073a1a47eec6718f811
# other hashes than those of the files
$ echo '{"kind":"transcript","bytes":{"media":"text/plain","sha256":"00000000000000000000000000000000000000000000000000000000000000ff","size":1}}' >other.json
$ chancery file document --body other.json --title "en:Another" --bytes transcript.pdf
chancery: the body names another hash than that of the file, /bytes
  -> write null there: the hash is taken from the file
[5]
# a text that is not in its form
$ printf 'a\r\n' >crlf.txt; chancery file document --body body.json --title "en:Another" --text crlf.txt
chancery: the text has carriage returns, --text
  -> end lines with LF alone
[3]
$ printf 'e\314\201\n' >parts.txt; chancery file document --body body.json --title "en:Another" --text parts.txt
chancery: the text is not in normalization form C, --text
  -> write composed letters, for instance with uconv -x nfc
[3]
$ chancery file document --body body.json --title "en:Another" --text absent.txt
chancery: cannot open "absent.txt": No such file or directory, --text
[4]

# a statement: quotes are held against the text that is kept:
# format/selectors 3.1
$ doc=$(chancery --json show d/25 | grep -o 'document:[0-9a-z]*' | head -n 1)
$ who=$(chancery --json show p/3 | grep -o 'person:[0-9a-z]*' | head -n 1)
$ say() { printf '{"about":[],"act":"testifies","circumstances":["summons"],"claims":[{"p":"text","hedged":true}],"confidence":null,"document":"%s","hedged":true,"lang":"en","reply_to":null,"said":null,"select":%s,"speaker":{"described":false,"who":"%s"},"status":null,"via":[]}\n' "$doc" "$1" "$who" >said.json; printf '{"claims":[{"en":"Nobody else"}],"hedges":[{"claim":0,"lang":"en","text":"that I recall"}],"words":%s}\n' "$2" >slots.json; }
$ file() { chancery file statement --body said.json --slots slots.json "$@"; }
$ say '[{"type":"quote"}]' '[{"exact":"A. No","prefix":"","suffix":""}]'; file
chancery: the quoted words stand in the text more than once, /select/0
  -> add more words before and after, or a position
[3]
$ say '[{"type":"quote"}]' '[{"exact":"A. Nobody","prefix":"","suffix":""}]'; file
chancery: the quoted words do not stand in the text, /select/0
  -> quote them exactly as they stand there
[3]
$ say '[{"type":"quote"},{"type":"position","start":23,"end":26}]' '[{"exact":"No.","prefix":"","suffix":""},null]'; file
chancery: other words stand at the position than those quoted, /select/1
  -> count Unicode code points from 0, the end excluded
[3]
$ say '[{"type":"quote"}]' '[{"exact":"A. No","prefix":"","suffix":", nobody"}]'; file --text parts.txt
chancery: this is not the text that the document names, --text
  -> hand in the text whose hash stands in the document, byte for byte
[5]
$ chancery --json status | grep -o '"size":[0-9]*' | head -n 1
"size":27
$ say '[{"type":"quote"},{"type":"position","start":23,"end":26},{"type":"page","page":1}]' '[{"exact":"Été","prefix":"No. ","suffix":"\n"},null,null]'; file --text transcript.txt
published at checkpoint 29; next: chancery show s/27
s/27 filed as entry 27
# later, by anybody who has the text: format/selectors 3.2, 3.3
$ chancery show s/27 --verify-text transcript.txt
selector 1: code points 23 to 26
selector 2: code points 23 to 26
selector 3: names no place in the text
every selector fits the text that the document names
s/27  statement
entry 27, version 1, filed <TIME>
Act: Testifies
Speaker: The Member (p/3)
Document: Transcript of a hearing (d/25)
Words: "Été"
Where in the document: Code points 23 to 26; Page 1
Hedge: "that I recall", of claim 1
Claims: Words alone; "Nobody else"
Chain: Testifies The Member
Circumstances: Under a summons
Language of the words: English
Filed by: The Registrar (o/1)
Filed on: <WHEN>
chain: testifies The Member
<LEAF>
$ sed 's/recall/know/' transcript.txt >changed.txt; chancery show s/27 --verify-text changed.txt
chancery: this is not the text that the document names
  -> hand in the text whose hash stands in the document, byte for byte
[5]
$ chancery show d/25 --verify-text transcript.txt
chancery: --verify-text goes with a statement
  -> chancery help show
[2]

# references for ids, and members that are not there: a question, its answer
# relayed by a body, a denial of it, a judgement that two are in tension
$ post() { printf '%s\n' "$1" >body.json; printf '%s\n' "$2" >slots.json; }
$ post '{"act":"asks","claims":[{"p":"text"}],"document":"d/25","lang":"en","speaker":{"described":true,"who":null}}' '{"claims":[{"en":"Anyone else"}],"described":{"en":"Counsel"}}'
$ chancery -q file statement --body body.json --slots slots.json
s/29 filed as entry 29
$ post '{"act":"denies","about":["s/27"],"claims":[{"p":"text"}],"document":"d/25","lang":"en","reply_to":"s/29","speaker":{"described":false,"who":"p/3"},"via":[{"act":"records","document":"d/25","who":"o/1"}]}' '{"claims":[{"en":"Nobody at all"}],"hedges":[{"claim":0,"lang":"en","text":"of note"}]}'
$ chancery -q file statement --body body.json --slots slots.json
s/31 filed as entry 31
$ chancery show s/31 | head -n 9
s/31  statement
entry 31, version 1, filed <TIME>
Act: Denies
Speaker: The Member (p/3)
Document: Transcript of a hearing (d/25)
Hedge: "of note", of claim 1
Claims: Words alone; "Nobody at all"
About: s/27
In reply to: s/29
$ post '{"contacts":[],"relation":"in-tension","statement":"s/31","statements":["s/27"]}' '{"reason":{"en":"One of them leaves room for others"}}'
$ chancery -q file link --body body.json --slots slots.json
e/33 filed as entry 33
$ chancery check s/31 | grep tension
    beside s/27: in tension, as judged by The Registrar (entry 33)
$ post '{"contacts":[],"relation":"in-tension","statement":"s/31","statements":["s/99"]}' '{"reason":{"en":"None"}}'; chancery file link --body body.json --slots slots.json
chancery: there is no "s/99" in this register, --body
[4]
$ post '{"a":"p/3","b":"p/15","judgement":"different","basis":"own-word","evidence":["s/31"]}' '{}'
$ chancery -q file same --body body.json
e/35 filed as entry 35
