'use strict';
// node synthetic.js SHARED: tree.js and @sigstore/verify against the published
// synthetic log of 70,000 entries and the worked example. TAP.

const fs = require('fs');
const path = require('path');
const {Tree, checkpoint, files, keyOf, leafHash, sha256} =
  require('./tree.js');
const {verifyMerkleInclusion} = require(path.join(
  path.dirname(require.resolve('@sigstore/verify')), 'tlog/merkle.js'));

const dir = path.join(process.argv[2], 'vectors/tlog');
const load = (name) => JSON.parse(fs.readFileSync(path.join(dir, name)));
let number = 0;
const say = (good, text) =>
  console.log(`${good ? 'ok' : 'not ok'} ${++number} - ${text}`);

const worked = load('worked-example.json'), synthetic =
  load('synthetic-70000.json');
const key = keyOf('register.example/log1',
  Buffer.from(worked.log_seed_hex, 'hex'));
say(key.vkey === worked.log_vkey, 'worked verifier key');
const seven = worked.entries_utf8.map((text) => Buffer.from(text));
const small = new Tree(seven.map(leafHash));
for (const size of [3, 7])
  say(checkpoint(small, size, key) === worked[`checkpoint_${size}`],
    `worked checkpoint of size ${size}`);
say(files(seven, key).get('tile/entries/000.p/7').toString('hex') ===
  worked['entry_bundle_000.p_7_hex'], 'worked bundle');

const entries = Array.from({length: synthetic.size}, (_, i) =>
  Buffer.from(`chancery test entry ${i}`));
const tree = new Tree(entries.map(leafHash));
const roots = Object.entries(synthetic.roots);
say(roots.every(([size, root]) =>
  tree.root(Number(size)).toString('base64') === root),
`${roots.length} roots`);
const made = files(entries, key);
const tiles = Object.entries(synthetic.tile_sha256);
say(tiles.every(([name, hash]) =>
  sha256(made.get(name)).toString('hex') === hash),
`${tiles.length} digests of tiles and bundles`);

const proofs = fs.readFileSync(path.join(dir, 'synthetic-70000-proofs.jsonl'),
  'utf8').trim().split('\n').map((line) => JSON.parse(line));
let asked = 0, accepted = 0, equal = 0;
for (const p of proofs) {
  const mine = p.kind === 'inclusion' ? tree.inclusion(p.index, p.size) :
    tree.consistency(p.old, p.size);
  equal += JSON.stringify(mine.map((h) => h.toString('base64'))) ===
    JSON.stringify(p.proof) ? 1 : 0;
  if (p.kind !== 'inclusion')
    continue;
  asked++;
  try {
    verifyMerkleInclusion({canonicalizedBody: entries[p.index],
      inclusionProof: {logIndex: String(p.index),
        hashes: p.proof.map((h) => Buffer.from(h, 'base64'))}},
    {logSize: BigInt(p.size), logHash: Buffer.from(p.root, 'base64')});
    accepted++;
  } catch (error) {
    console.log(`# ${p.index} of ${p.size}: ${error.message}`);
  }
}
say(equal === proofs.length, `${proofs.length} proofs are those of tree.js`);
say(accepted === asked, `@sigstore/verify accepts ${asked} inclusion proofs`);
console.log(`1..${number}`);
