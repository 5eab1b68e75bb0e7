// Xmodread asks golang.org/x/mod/sumdb whether a static tree is a sound log
// (log 9.1).
//
//	xmodread [flags] DIR VKEY [CHECKPOINT...]
//
// It opens DIR/checkpoint by the key, reads every tile and bundle through
// x/mod's own tile reader, and proves and checks: each entry (or -random of
// them), each smaller size (or -random of them), and each further CHECKPOINT
// file, which must be a smaller size of the same log. With -sweep N it then
// flips one bit, N times, in each file that it had read (in 16 of them, if they
// are more); each must be refused.
// It prints "ok ORIGIN ENTRIES SIZES" and, after a sweep, "refused N of N".
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// A tree reads the files of a static tree; a set of bits can be flipped on
// the way in.
type tree struct {
	dir   string
	files map[string][]byte
	flip  string // the file that is spoiled
	at    int    // where: bit number
}

func (t *tree) file(name string) ([]byte, error) {
	data, ok := t.files[name]
	if !ok {
		var err error
		data, err = os.ReadFile(filepath.Join(t.dir, name))
		if err != nil {
			return nil, err
		}
		t.files[name] = data
	}
	if name == t.flip {
		data = append([]byte(nil), data...)
		data[t.at/8] ^= 1 << (t.at % 8)
	}
	return data, nil
}

// Path turns x/mod's "tile/8/0/000" into our "tile/0/000", and "data" into
// "entries".
func path(t tlog.Tile) string {
	p := "tile/" + strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", height))
	return strings.Replace(p, "tile/data/", "tile/entries/", 1)
}

func (t *tree) Height() int { return height }

func (t *tree) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tree) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		data, err := t.file(path(tile))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", path(tile), len(data))
		}
		out = append(out, data)
	}
	return out, nil
}

// Bundle returns the width entries of bundle n, which must fill it.
func (t *tree) bundle(n int64, width int) ([][]byte, error) {
	name := path(tlog.Tile{H: height, L: -1, N: n, W: width})
	data, err := t.file(name)
	if err != nil {
		return nil, err
	}
	var out [][]byte
	for len(data) >= 2 {
		length := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+length {
			return nil, fmt.Errorf("%s: entry %d is cut", name, len(out))
		}
		out = append(out, data[2:2+length])
		data = data[2+length:]
	}
	if len(out) != width || len(data) != 0 {
		return nil, fmt.Errorf("%s: %d entries, %d bytes over", name,
			len(out), len(data))
	}
	return out, nil
}

func openTree(data []byte, v note.Verifier) (tlog.Tree, error) {
	n, err := note.Open(data, note.VerifierList(v))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != v.Name() || lines[3] != "" {
		return tlog.Tree{}, errors.New("checkpoint is not origin, size, root")
	}
	// x/mod knows one first line only; the rest of its form is ours.
	at := strings.Index(n.Text, "\n")
	return tlog.ParseTree([]byte("go.sum database tree" + n.Text[at:]))
}

// Chosen returns all of first..last, or count of them, the last among them.
func chosen(first, last int64, count int, r *rand.Rand) []int64 {
	var out []int64
	if count == 0 || last-first < int64(count) {
		for i := first; i <= last; i++ {
			out = append(out, i)
		}
		return out
	}
	for i := 1; i < count; i++ {
		out = append(out, first+r.Int63n(last-first))
	}
	return append(out, last)
}

func (t *tree) check(v note.Verifier, older []string, count int,
	seed int64) (entries, sizes int, err error) {
	data, err := t.file("checkpoint")
	if err != nil {
		return 0, 0, err
	}
	head, err := openTree(data, v)
	if err != nil {
		return 0, 0, err
	}
	if head.N == 0 {
		return 0, 0, nil
	}
	hashes := tlog.TileHashReader(head, t)
	r := rand.New(rand.NewSource(seed))
	seen := map[int64]bool{}
	for _, i := range chosen(0, head.N-1, count, r) {
		if n := i >> height; !seen[n] {
			seen[n] = true
			if err := t.checkBundle(n, head.N, hashes); err != nil {
				return 0, 0, err
			}
		}
		width := bundleWidth(i>>height, head.N)
		bundle, err := t.bundle(i>>height, width)
		if err != nil {
			return 0, 0, err
		}
		leaf := tlog.RecordHash(bundle[i&(1<<height-1)])
		p, err := tlog.ProveRecord(head.N, i, hashes)
		if err == nil {
			err = tlog.CheckRecord(p, head.N, head.Hash, i, leaf)
		}
		if err != nil {
			return 0, 0, fmt.Errorf("entry %d: %v", i, err)
		}
		entries++
	}
	for _, m := range chosen(1, head.N, count, r) {
		root, err := tlog.TreeHash(m, hashes)
		if err == nil {
			err = checkOlder(head, tlog.Tree{N: m, Hash: root}, hashes)
		}
		if err != nil {
			return 0, 0, fmt.Errorf("size %d: %v", m, err)
		}
		sizes++
	}
	for _, name := range older {
		data, err := os.ReadFile(name)
		if err != nil {
			return 0, 0, err
		}
		old, err := openTree(data, v)
		if err == nil {
			err = checkOlder(head, old, hashes)
		}
		if err != nil {
			return 0, 0, fmt.Errorf("%s: %v", name, err)
		}
	}
	return entries, sizes, nil
}

func checkOlder(head, old tlog.Tree, hashes tlog.HashReader) error {
	if old.N == 0 {
		return nil // the empty tree is consistent with every tree (log 1.7)
	}
	p, err := tlog.ProveTree(head.N, old.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(p, head.N, head.Hash, old.N, old.Hash)
}

func bundleWidth(n, size int64) int {
	if left := size - n<<height; left < 1<<height {
		return int(left)
	}
	return 1 << height
}

// CheckBundle compares every entry of a bundle with its leaf hash, so that no
// byte of a file that is read goes unlooked at.
func (t *tree) checkBundle(n, size int64, hashes tlog.HashReader) error {
	bundle, err := t.bundle(n, bundleWidth(n, size))
	if err != nil {
		return err
	}
	var indexes []int64
	for i := range bundle {
		indexes = append(indexes, tlog.StoredHashIndex(0, n<<height+int64(i)))
	}
	leaves, err := hashes.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for i, entry := range bundle {
		if tlog.RecordHash(entry) != leaves[i] {
			return fmt.Errorf("entry %d differs", n<<height+int64(i))
		}
	}
	return nil
}

// Sweep flips single bits in every file that was read, in the checkpoint only
// in its text: the last base64 character of a signature has spare bits.
func (t *tree) sweep(v note.Verifier, times, count int, seed int64) (int, int) {
	var names []string
	for name := range t.files {
		names = append(names, name)
	}
	sort.Strings(names)
	r := rand.New(rand.NewSource(seed + 1))
	if len(names) > 16 {
		r.Shuffle(len(names), func(i, j int) {
			names[i], names[j] = names[j], names[i]
		})
		names = names[:16]
	}
	tried, refused := 0, 0
	for _, name := range names {
		length := len(t.files[name])
		if name == "checkpoint" {
			length = bytes.Index(t.files[name], []byte("\n\n")) + 1
		}
		for i := 0; i < times && length > 0; i++ {
			t.flip, t.at = name, r.Intn(length*8)
			tried++
			if _, _, err := t.check(v, nil, count, seed); err != nil {
				refused++
			} else {
				fmt.Printf("accepted: bit %d of %s\n", t.at, name)
			}
		}
	}
	t.flip = ""
	return tried, refused
}

func main() {
	count := flag.Int("random", 0, "entries and sizes to check; 0 is all")
	times := flag.Int("sweep", 0, "flipped bits to try in each file read")
	seed := flag.Int64("seed", 1, "seed of -random and -sweep")
	flag.Parse()
	if flag.NArg() < 2 {
		fmt.Fprintln(os.Stderr, "usage: xmodread [flags] DIR VKEY [CHECKPOINT...]")
		os.Exit(2)
	}
	v, err := note.NewVerifier(flag.Arg(1))
	if err != nil {
		fmt.Fprintln(os.Stderr, "xmodread: key:", err)
		os.Exit(2)
	}
	t := &tree{dir: flag.Arg(0), files: map[string][]byte{}}
	entries, sizes, err := t.check(v, flag.Args()[2:], *count, *seed)
	if err != nil {
		fmt.Fprintln(os.Stderr, "xmodread:", err)
		os.Exit(1)
	}
	fmt.Printf("ok %s %d %d\n", v.Name(), entries, sizes)
	if *times != 0 {
		tried, refused := t.sweep(v, *times, *count, *seed)
		fmt.Printf("refused %d of %d\n", refused, tried)
		if tried != refused {
			os.Exit(1)
		}
	}
}
