# Data as offices really write it: every fault is named with its row and code,
# nothing is filed while a row has a problem, and nothing is filed twice.
## mask \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ TIME
## mask [0-9a-f]{64} HASH
## timeout 140

$ . "$ROOT/tests/cli/found.sh"
$ ln -s "$ROOT/tests/fixtures/import" in
$ try() { chancery import in/$1 --map in/${2:-map.json} --dry-run --report report.jsonl 2>&1; code=$?; grep '"code"' report.jsonl 2>/dev/null | sed 's/.*"code":"\([a-z_]*\)".*/  problem \1/' | sort | uniq -c | sed 's/^ *//'; rm -f report.jsonl; return $code; }

# the people that the diaries name; two of one name, a key missing, one twice
$ try people.json
6 rows = 4 filed + 0 already + 0 amended + 0 joined + 0 skipped + 2 problems
entries by type:
         4  person
problems:
         1  no_key
         1  duplicate_row
dry run: nothing was filed
1   problem duplicate_row
1   problem no_key
[3]
$ chancery import in/people.json --map in/map.json --skip-bad
6 rows = 4 filed + 0 already + 0 amended + 0 joined + 0 skipped + 2 problems
entries by type:
         4  person
problems:
         1  no_key
         1  duplicate_row
4 entries appended

# line ends, encodings, quotes
$ try diary.csv
3 rows = 3 filed + 0 already + 0 amended + 0 joined + 0 skipped + 0 problems
entries by type:
         3  contact
dry run: nothing was filed
$ try lone-cr.csv | head -n 1
3 rows = 3 filed + 0 already + 0 amended + 0 joined + 0 skipped + 0 problems
$ try crlf.csv | head -n 1
3 rows = 3 filed + 0 already + 0 amended + 0 joined + 0 skipped + 0 problems
$ try windows-1252.csv
1 rows = 0 filed + 0 already + 0 amended + 0 joined + 0 skipped + 1 problems
problems:
         1  encoding
dry run: nothing was filed
1   problem encoding
[3]
$ try windows-1252.csv map-1252.json
1 rows = 1 filed + 0 already + 0 amended + 0 joined + 0 skipped + 0 problems
entries by type:
         1  contact
dry run: nothing was filed
$ try undefined-1252.csv map-1252.json
1 rows = 0 filed + 0 already + 0 amended + 0 joined + 0 skipped + 1 problems
problems:
         1  encoding
dry run: nothing was filed
1   problem encoding
[3]
$ try quotes.csv
3 rows = 2 filed + 0 already + 0 amended + 0 joined + 0 skipped + 1 problems
entries by type:
         2  contact
problems:
         1  quote
dry run: nothing was filed
1   problem quote
[3]
$ try open-quote.csv
2 rows = 1 filed + 0 already + 0 amended + 0 joined + 0 skipped + 1 problems
entries by type:
         1  contact
problems:
         1  quote
dry run: nothing was filed
1   problem quote
[3]
# not of the format at all
$ try sql.csv
chancery: sql.csv: the file is not the CSV that the map reads: its first line is no list of columns; it looks like lists of SQL values
[3]
$ try columns.csv
chancery: columns.csv: the file is not the CSV that the map reads: its first line has no column "Kind"
[3]
$ try empty.csv
chancery: empty.csv: the file is not the CSV that the map reads: it is empty
[3]
$ try broken.json
chancery: no part of the map reads "in/broken.json": keep the names that the data set was published under
[3]
$ try broken.xml
chancery: broken.xml: the file is not the XML that the map reads: line 1: mismatched tag; it looks like XML
[3]
$ try entities.xml
chancery: entities.xml: the file is not the XML that the map reads: line 2: a document type is not read; it looks like XML
[3]
$ try absent.csv
chancery: there is no "in/absent.csv"
[4]
# rows: dates, nil returns, widths, keys, tables, names, text
$ try dates.csv
7 rows = 1 filed + 0 already + 0 amended + 0 joined + 0 skipped + 6 problems
entries by type:
         1  contact
problems:
         3  date
         2  date_out_of_range
         1  end_before_start
dry run: nothing was filed
3   problem date
2   problem date_out_of_range
1   problem end_before_start
[3]
$ try nil.csv
3 rows = 1 filed + 0 already + 0 amended + 0 joined + 2 skipped + 0 problems
entries by type:
         1  contact
skipped:
         2  nil_return
dry run: nothing was filed
$ try width.csv
4 rows = 2 filed + 0 already + 0 amended + 0 joined + 0 skipped + 2 problems
entries by type:
         2  contact
problems:
         2  row_width
dry run: nothing was filed
2   problem row_width
[3]
$ try keys.csv
3 rows = 1 filed + 0 already + 0 amended + 0 joined + 0 skipped + 2 problems
entries by type:
         1  contact
problems:
         1  duplicate_row
         1  no_key
dry run: nothing was filed
1   problem duplicate_row
1   problem no_key
[3]
$ try tables.csv
2 rows = 0 filed + 0 already + 0 amended + 0 joined + 0 skipped + 2 problems
problems:
         1  not_in_table
         1  unknown_entity
dry run: nothing was filed
1   problem not_in_table
1   problem unknown_entity
[3]
$ try names.csv
2 rows = 1 filed + 0 already + 0 amended + 0 joined + 0 skipped + 1 problems
entries by type:
         1  contact
problems:
         1  name_ambiguous
dry run: nothing was filed
1   problem name_ambiguous
[3]
$ try text.csv
3 rows = 1 filed + 0 already + 0 amended + 0 joined + 0 skipped + 2 problems
entries by type:
         1  contact
problems:
         1  text_nfc
         1  text_bidi
dry run: nothing was filed
1   problem text_bidi
1   problem text_nfc
[3]
$ try people.json
6 rows = 0 filed + 4 already + 0 amended + 0 joined + 0 skipped + 2 problems
problems:
         1  no_key
         1  duplicate_row
dry run: nothing was filed
1   problem duplicate_row
1   problem no_key
[3]
$ try terms.xml
5 rows = 2 filed + 0 already + 0 amended + 0 joined + 1 skipped + 2 problems
entries by type:
         1  org
         1  post
         2  tenure
skipped:
         1  start_not_stated
problems:
         1  unknown_entity
         1  end_before_start
dry run: nothing was filed
1   problem end_before_start
1   problem unknown_entity
[3]

# a problem row stops the import; --skip-bad goes on; a second run files nothing
# (format/map 8.4)
$ chancery import in/dates.csv --map in/map.json
chancery: 6 rows have a problem, nothing was filed
  -> look at --report FILE, then mend the rows or add --skip-bad
7 rows = 1 filed + 0 already + 0 amended + 0 joined + 0 skipped + 6 problems
entries by type:
         1  contact
problems:
         3  date
         2  date_out_of_range
         1  end_before_start
0 entries appended
[3]
$ chancery import in/dates.csv --map in/map.json --skip-bad
7 rows = 1 filed + 0 already + 0 amended + 0 joined + 0 skipped + 6 problems
entries by type:
         1  contact
problems:
         3  date
         2  date_out_of_range
         1  end_before_start
1 entries appended
$ chancery import in/dates.csv --map in/map.json --skip-bad
7 rows = 0 filed + 1 already + 0 amended + 0 joined + 0 skipped + 6 problems
problems:
         3  date
         2  date_out_of_range
         1  end_before_start
0 entries appended
$ chancery --json import in/diary.csv --map in/map.json | grep -o '"\(rows\|filed\|already\|skipped\|problems\)":[^]}]*[]}]'
"rows":3,"filed":{"person":0,"org":0,"post":0,"tenure":0,"contact":3,"complete":0,"document":0}
"already":0,"skipped":[]
"problems":[]
$ chancery import in/diary.csv --map in/map.json --only 1..2
2 rows = 0 filed + 2 already + 0 amended + 0 joined + 0 skipped + 0 problems
0 entries appended
$ chancery import in/diary.csv --map in/map.json --only 2
chancery: "2" is no FROM..TO, --only
[3]

# maps and profiles
$ chancery import in/diary.csv
chancery: import needs --as PROFILE or --map FILE
  -> chancery help import
[2]
$ chancery import in/diary.csv --as no-such-profile
chancery: no profile "no-such-profile", --as
  -> chancery help import, or --map FILE
[4]
$ chancery import in/diary.csv --as ../map
chancery: no profile "../map", --as
  -> chancery help import, or --map FILE
[4]
$ chancery import in/diary.csv --map absent.json
chancery: cannot open "absent.json": No such file or directory
[4]
$ echo '{' >bad.json; chancery import in/diary.csv --map bad.json
chancery: map "bad.json": member name expected at byte 2
[3]
$ echo '{"map":1}' >bad.json; chancery import in/diary.csv --map bad.json
chancery: map "bad.json": "dataset" wants a text
[3]
$ chancery audit --full | head -n 1
36 entries, 15 checkpoints, 0 tiles: the bytes stored give what was signed: yes
