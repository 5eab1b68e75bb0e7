'use strict';
// node proofs.js COUNT SEED: random inclusion proofs, every other one spoiled,
// in the form of the published merkle-inclusion.jsonl with the entry beside.

const {Tree, chooser, leafHash} = require('./tree.js');

const count = Number(process.argv[2]), choose = chooser(Number(process.argv[3]));
const entries = Array.from({length: 2000}, (_, i) =>
  Buffer.from(`entry ${i}`));
const tree = new Tree(entries.map(leafHash));
const flip = (hash) => {
  const other = Buffer.from(hash);
  other[choose(32)] ^= 1 << choose(8);
  return other;
};

const spoils = [
  ['one bit of the path', (p) => {
    const i = choose(p.path.length);
    p.path[i] = flip(p.path[i]);
  }],
  ['path one short', (p) => p.path.splice(choose(p.path.length), 1)],
  ['path one long', (p) => p.path.splice(choose(p.path.length + 1), 0,
    tree.levels[0][choose(2000)])],
  ['two hashes swapped', (p) => {
    const i = choose(p.path.length), j = (i + 1) % p.path.length;
    if (i === j)
      p.path[i] = flip(p.path[i]);
    else
      [p.path[i], p.path[j]] = [p.path[j], p.path[i]];
  }],
  ['one bit of the root', (p) => p.root = flip(p.root)],
  ['another entry', (p) => p.entry = Buffer.from(`${p.entry}x`)],
  ['another index', (p) => p.index = (p.index + 1 + choose(p.size - 1)) %
    p.size],
  ['index not below the size', (p) => p.index += p.size],
];

for (let i = 0; i < count; i++) {
  const size = 2 + choose(i % 4 === 0 ? 8 : 1998), index = choose(size);
  const p = {size, index, entry: entries[index],
    path: tree.inclusion(index, size), root: tree.root(size)};
  let desc = 'as made';
  if (i % 2 === 1) {
    const [name, spoil] = spoils[choose(spoils.length)];
    spoil(p);
    desc = name;
  }
  console.log(JSON.stringify({leafIdx: p.index, treeSize: p.size,
    root: p.root.toString('base64'),
    leafHash: leafHash(p.entry).toString('base64'),
    proof: p.path.map((h) => h.toString('base64')), desc,
    wantErr: i % 2 === 1, entry: p.entry.toString('base64')}));
}
