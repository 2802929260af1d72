// Checks an exported log with golang.org/x/mod/sumdb, which knows nothing of this program: the signed
// note, every tile and entry, inclusion of every record, consistency with every earlier checkpoint, and
// the proof files that `dangol log prove` wrote. Its tiles are those of C2SP tlog-tiles under other paths.
//
//	verify DIR ORIGIN KEY [PROOF...]
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, args ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func must(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

// open checks a checkpoint's signature and form.
func open(bytes []byte, origin, key string) tlog.Tree {
	verifier, err := note.NewVerifier(key)
	must(err, "key")
	signed, err := note.Open(bytes, note.VerifierList(verifier))
	must(err, "checkpoint")
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != origin {
		fail("checkpoint is not of %s", origin)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	root, err := tlog.ParseHash(lines[2])
	must(err, "root")
	return tlog.Tree{N: size, Hash: root}
}

// folder reads tiles where C2SP tlog-tiles puts them: without the height, which is always 8.
type folder string

func (f folder) Height() int                     { return 8 }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := strings.TrimPrefix(tile.Path(), "tile/8/")
		hashes, err := os.ReadFile(filepath.Join(string(f), "tile", path))
		if os.IsNotExist(err) && tile.W < 256 {
			// Once a tile is full its parts may go; they are its beginning.
			full := strings.TrimPrefix(tlog.Tile{H: 8, L: tile.L, N: tile.N, W: 256}.Path(), "tile/8/")
			hashes, err = os.ReadFile(filepath.Join(string(f), "tile", full))
			if err == nil {
				hashes = hashes[:tile.W*tlog.HashSize]
			}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, hashes)
	}
	return all, nil
}

// entries reads every bundle.
func (f folder) entries(size int64) [][]byte {
	var all [][]byte
	for first := int64(0); first < size; first += 256 {
		width := 256
		if size-first < 256 {
			width = int(size - first)
		}
		path := tlog.Tile{H: 8, L: -1, N: first / 256, W: width}.Path()
		path = strings.TrimPrefix(path, "tile/8/data/")
		bundle, err := os.ReadFile(filepath.Join(string(f), "tile/entries", path))
		must(err, "entries")
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			all = append(all, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
	}
	return all
}

// proofFile splits a proof into its head line's number, hashes and checkpoint.
func proofFile(path, head string) (number int64, extra []byte, hashes []tlog.Hash, checkpoint []byte) {
	text, err := os.ReadFile(path)
	must(err, "proof")
	parts := bytes.SplitN(text, []byte("\n\n"), 2)
	for _, line := range strings.Split(string(parts[0]), "\n") {
		if strings.HasPrefix(line, head) {
			number, err = strconv.ParseInt(line[len(head):], 10, 64)
			must(err, "number")
		} else if strings.HasPrefix(line, "extra ") {
			extra, err = base64.StdEncoding.DecodeString(line[6:])
			must(err, "extra")
		} else if !strings.HasPrefix(line, "c2sp.org/") {
			hash, err := tlog.ParseHash(line)
			must(err, "hash")
			hashes = append(hashes, hash)
		}
	}
	return number, extra, hashes, parts[1]
}

func main() {
	dir, origin, key := os.Args[1], os.Args[2], os.Args[3]
	latest, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	must(err, "checkpoint")
	tree := open(latest, origin, key)
	// Every hash that this gives out was compared with the tree's root.
	hashes := tlog.TileHashReader(tree, folder(dir))

	entries := folder(dir).entries(tree.N)
	if int64(len(entries)) != tree.N {
		fail("%d entries of %d", len(entries), tree.N)
	}
	for index, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(index), hashes)
		must(err, "proof")
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry)), "inclusion")
	}

	names, err := filepath.Glob(filepath.Join(dir, "checkpoints", "*"))
	must(err, "checkpoints")
	earlier := map[int64]tlog.Tree{}
	for _, name := range names {
		bytes, err := os.ReadFile(name)
		must(err, name)
		old := open(bytes, origin, key)
		earlier[old.N] = old
		proof, err := tlog.ProveTree(tree.N, old.N, hashes)
		must(err, name)
		must(tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash), name)
		// What that earlier checkpoint needs is served, too.
		_, err = tlog.TileHashReader(old, folder(dir)).ReadHashes([]int64{tlog.StoredHashIndex(0, old.N-1)})
		must(err, "tiles of "+name)
	}

	for _, path := range os.Args[4:] {
		text, err := os.ReadFile(path)
		must(err, path)
		if bytes.HasPrefix(text, []byte("c2sp.org/tlog-proof@v1\n")) {
			index, entry, proof, checkpoint := proofFile(path, "index ")
			of := open(checkpoint, origin, key)
			must(tlog.CheckRecord(proof, of.N, of.Hash, index, tlog.RecordHash(entry)), path)
		} else {
			size, _, proof, checkpoint := proofFile(path, "old ")
			of := open(checkpoint, origin, key)
			old, known := earlier[size]
			if !known {
				fail("%s: no checkpoint of %d", path, size)
			}
			must(tlog.CheckTree(proof, of.N, of.Hash, old.N, old.Hash), path)
		}
	}
	fmt.Printf("%d entries, %d checkpoints, %d proofs\n", len(entries), len(names), len(os.Args)-4)
}
