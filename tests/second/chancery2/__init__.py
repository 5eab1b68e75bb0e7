"""A second, independent implementation of Chancery's public formats.

Written from the design documents alone, in plain Python 3.11 with the
standard library only. It exists to disagree with the C programs when one
of the two is wrong; it shares no code with them and is not fast.

    refusal    one exception type: a code, and words for a person
    canon      strict JSON and its canonical form        model 1
    ids        entity ids                                model 2.2
    edtf       the date profile, days and day codes      model 4, index 3
    ed25519    signatures in pure Python                 log 3.4
    sshsig     OpenSSH signature blobs                   model 1.10
    merkle     tree, proofs, tiles, bundles              log 1, 2
    note       signed notes, keys, checkpoints           log 3
    body       the body tables of the entry types        model 3
    entry      one leaf: envelope, signing bytes, hash   model 1, 2
    slots      seals, openings, slot tables              model 7
    ledger     chains, keys, grants, mapping 1           model 2, 8; index 2-4
    question   canonical questions and their parts       index 7.1
    trie       ordered sum trie: build, prove            index 5, 7.2, 7.3
    check      the verifier of the trie part             index 7.4
    proof      proof files and bundles                   index 7.5, log 4.1
    static     the published static tree                 log 2, 10
"""
