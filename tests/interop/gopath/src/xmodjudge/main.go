// Xmodjudge reads inclusion proofs, one JSON object a line, and prints the
// verdict of golang.org/x/mod/sumdb/tlog on each: 1 accepted, 0 refused.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/tlog"
)

type proof struct {
	Index int64    `json:"leafIdx"`
	Size  int64    `json:"treeSize"`
	Root  []byte   `json:"root"`
	Leaf  []byte   `json:"leafHash"`
	Path  [][]byte `json:"proof"`
}

func judge(p proof) bool {
	var root, leaf tlog.Hash
	if len(p.Root) != len(root) || len(p.Leaf) != len(leaf) ||
		p.Index < 0 || p.Index >= p.Size {
		return false
	}
	copy(root[:], p.Root)
	copy(leaf[:], p.Leaf)
	var path tlog.RecordProof
	for _, h := range p.Path {
		var hash tlog.Hash
		if copy(hash[:], h) != len(hash) || len(h) != len(hash) {
			return false
		}
		path = append(path, hash)
	}
	return tlog.CheckRecord(path, p.Size, root, p.Index, leaf) == nil
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var p proof
		if err := json.Unmarshal(in.Bytes(), &p); err != nil {
			fmt.Fprintln(os.Stderr, "xmodjudge:", err)
			os.Exit(2)
		}
		if judge(p) {
			fmt.Println(1)
		} else {
			fmt.Println(0)
		}
	}
}
