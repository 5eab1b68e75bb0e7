'use strict';
// node make-log.js DIR SIZE: the tree that build/tests/make-log must write,
// byte for byte: entries "entry 0" .., the published test key (log 3.1.4).

const fs = require('fs');
const path = require('path');
const {files, keyOf} = require('./tree.js');

const [dir, size] = process.argv.slice(2);
if (dir === undefined || !/^[0-9]+$/.test(size ?? '')) {
  console.error('usage: make-log.js DIR SIZE');
  process.exit(2);
}
const seed = Buffer.from(Array.from({length: 32}, (_, i) => i));
const key = keyOf('register.example/log1', seed);
const entries =
  Array.from({length: Number(size)}, (_, i) => Buffer.from(`entry ${i}`));
for (const [name, bytes] of files(entries, key)) {
  const to = path.join(dir, name);
  fs.mkdirSync(path.dirname(to), {recursive: true});
  fs.writeFileSync(to, bytes);
}
