#!/usr/bin/env python3
"""Does every shipped map give the totals of an independent count?

    check_totals.py PROGRAM      (PROGRAM: the built import_summary)

Reads the real data sets below CHANCERY_SHARED/data where they are at hand;
their absence is a visible skip. Output is TAP. format/map 1.3, 8.2.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

import totals

HERE = os.path.dirname(os.path.abspath(__file__))
MAPS = os.path.join(HERE, "..", "..", "maps")


def zstd(source, target):
    with open(target, "wb") as out:
        subprocess.run(["zstd", "-dcq", source], stdout=out, check=True)


def unpack(data, into):
    """-> {map: (argument of the program, the independent totals)}"""
    sets = {}
    source = os.path.join(data, "lt-seimas-agendas", "legislation9.zip")
    lt = os.path.join(into, "lt")
    zipfile.ZipFile(source).extractall(lt)
    sets["lt-seimas-agendas"] = (lt, lambda: totals.lt(lt))

    source = os.path.join(data, "us-fara-contacts-2013", "FARA_DATA.zip")
    name = "contacts-by-contact2013-12-13.csv"
    zipfile.ZipFile(source).extract(name, into)
    fara = os.path.join(into, name)
    sets["us-fara-contacts-2013"] = (fara, lambda: totals.fara(fara))

    if shutil.which("zstd") is None:
        return sets
    pocom = os.path.join(into, "pocom")
    os.mkdir(pocom)
    tar = os.path.join(into, "pocom.tar")
    zstd(os.path.join(data, "us-state-pocom", "pocom.tar.zst"), tar)
    subprocess.run(["tar", "-xf", tar, "-C", pocom], check=True)
    sets["us-state-pocom"] = (pocom, lambda: totals.pocom(pocom))

    embassies = os.path.join(into, "embassies.csv")
    zstd(os.path.join(data, "embassies", "database_of_embassies.csv.zst"),
         embassies)
    sets["embassies"] = (embassies, lambda: totals.embassies(embassies))

    popolo = os.path.join(into, "popolo")
    os.mkdir(popolo)
    files = []
    folder = os.path.join(data, "popolo-parliaments")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json.zst"):
            files.append(os.path.join(popolo, name[:-len(".zst")]))
            zstd(os.path.join(folder, name), files[-1])
    sets["popolo-parliaments"] = (popolo, lambda: totals.popolo(*files))
    return sets


def summary(program, name, argument):
    done = subprocess.run(
        [program, os.path.join(MAPS, name + ".json"), argument],
        stdout=subprocess.PIPE, check=True)
    got = json.loads(done.stdout.splitlines()[-1])
    assert got.pop("already") == 0 and got.pop("amended") == 0
    return got


def main():
    data = os.path.join(os.environ.get(
        "CHANCERY_SHARED", os.path.join(HERE, "..", "..", "..", "shared")),
        "data")
    names = sorted(n[:-len(".json")] for n in os.listdir(MAPS)
                   if n.endswith(".json"))
    print("1..%d" % len(names))
    failed = 0
    with tempfile.TemporaryDirectory() as into:
        have = os.path.isdir(data)
        sets = unpack(data, into) if have else {}
        for i, name in enumerate(names, 1):
            if name not in sets:
                print("ok %d - %s # SKIP %s" % (
                    i, name, "zstd is not installed" if have
                    else "no data at hand: set CHANCERY_SHARED"))
                continue
            argument, expected = sets[name]
            got, want = summary(sys.argv[1], name, argument), expected()
            if got == want:
                print("ok %d - %s: %d rows" % (i, name, got["rows"]))
            else:
                failed += 1
                print("not ok %d - %s\n# got  %s\n# want %s" % (
                    i, name, json.dumps(got, sort_keys=True),
                    json.dumps(want, sort_keys=True)))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
