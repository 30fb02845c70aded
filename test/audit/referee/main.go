// Referee checks an exported audit log with code that is not ours: the tree, tile and note packages
// behind Go's checksum database.
//
//	referee TILES         the exported folder: signatures, every tile, every record
//	referee TILES OLD     and that the signed checkpoint in the file OLD is the beginning of it
//
// It prints "agrees: SIZE records" or "disagrees: WHY".
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

const tileHeight = 8

// epoch is a key and the number of the record that announced it.
type epoch struct {
	since int64
	key   string
}

func readKeys(dir string) ([]epoch, error) {
	text, err := os.ReadFile(filepath.Join(dir, "keys"))
	if err != nil {
		return nil, err
	}
	var epochs []epoch
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		number, key, _ := strings.Cut(line, " ")
		since, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, err
		}
		epochs = append(epochs, epoch{since, key})
	}
	return epochs, nil
}

// openCheckpoint checks a note against the key of its time and reads the tree that it signs.
func openCheckpoint(text []byte, key string) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("checkpoint of another form or origin")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tree, fmt.Errorf("no root in the checkpoint")
	}
	copy(tree.Hash[:], root)
	return tree, nil
}

// folder reads tiles from files. tlog names them tile/8/LEVEL/NUMBER, tlog-tiles leaves the 8 out.
type folder string

func (f folder) Height() int                     { return tileHeight }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		name := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), name))
		if err != nil && tile.W < 1<<tileHeight {
			// A full tile serves for a partial one.
			full := tile
			full.W = 1 << tileHeight
			data, err = os.ReadFile(filepath.Join(string(f), strings.Replace(full.Path(), "tile/8/", "tile/", 1)))
			if err == nil {
				data = data[:tile.W*tlog.HashSize]
			}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// readRecords reads the bundles of tile/entries.
func readRecords(dir string, size int64) ([][]byte, error) {
	var records [][]byte
	for number := int64(0); int64(len(records)) < size; number++ {
		width := min(size-number<<tileHeight, 1<<tileHeight)
		tile := tlog.Tile{H: tileHeight, L: 0, N: number, W: int(width)}
		name := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		for i := int64(0); i < width; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("%s: too short", name)
			}
			length := int(binary.BigEndian.Uint16(data))
			records = append(records, data[2:2+length])
			data = data[2+length:]
		}
		if len(data) != 0 {
			return nil, fmt.Errorf("%s: bytes after the last record", name)
		}
	}
	return records, nil
}

// checkRecords compares each record with the leaf that the authenticated tiles hold for it.
func checkRecords(dir string, tree tlog.Tree) error {
	reader := tlog.TileHashReader(tree, folder(dir))
	records, err := readRecords(dir, tree.N)
	if err != nil {
		return err
	}
	indexes := make([]int64, len(records))
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, int64(i))
	}
	leaves, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for i, record := range records {
		if tlog.RecordHash(record) != leaves[i] {
			return fmt.Errorf("record %d is not the one in the tree", i)
		}
		if i > 0 && !bytes.Contains(record, []byte(fmt.Sprintf(`"prev":"%x"`, leaves[i-1][:]))) {
			return fmt.Errorf("record %d does not hold the hash of record %d", i, i-1)
		}
		proof, err := tlog.ProveRecord(tree.N, int64(i), reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), leaves[i]); err != nil {
			return fmt.Errorf("record %d: %v", i, err)
		}
	}
	return nil
}

func checkPrefix(dir string, tree, old tlog.Tree) error {
	if old.N > tree.N {
		return fmt.Errorf("rollback: the old checkpoint has %d records, this log %d", old.N, tree.N)
	}
	proof, err := tlog.ProveTree(tree.N, old.N, tlog.TileHashReader(tree, folder(dir)))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

func sizeOf(checkpoint []byte) int64 {
	lines := strings.Split(string(checkpoint), "\n")
	if len(lines) < 2 {
		return 0
	}
	size, _ := strconv.ParseInt(lines[1], 10, 64)
	return size
}

// keyFor is the key that signs checkpoints of size records.
func keyFor(epochs []epoch, size int64) string {
	key := ""
	for _, epoch := range epochs {
		if epoch.since < size {
			key = epoch.key
		}
	}
	return key
}

func referee(dir, old string) (int64, error) {
	epochs, err := readKeys(dir)
	if err != nil {
		return 0, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return 0, err
	}
	tree, err := openCheckpoint(text, keyFor(epochs, sizeOf(text)))
	if err != nil {
		return 0, err
	}
	if err := checkRecords(dir, tree); err != nil {
		return 0, err
	}
	for i := 1; i < len(epochs); i++ {
		size := epochs[i].since + 1
		closing, err := os.ReadFile(filepath.Join(dir, "epochs", strconv.FormatInt(size, 10)))
		if err != nil {
			return 0, err
		}
		closed, err := openCheckpoint(closing, epochs[i-1].key)
		if err != nil {
			return 0, fmt.Errorf("epoch %d: %v", i, err)
		}
		if err := checkPrefix(dir, tree, closed); err != nil {
			return 0, fmt.Errorf("epoch %d: %v", i, err)
		}
	}
	if old != "" {
		text, err := os.ReadFile(old)
		if err != nil {
			return 0, err
		}
		earlier, err := openCheckpoint(text, keyFor(epochs, sizeOf(text)))
		if err != nil {
			return 0, err
		}
		if err := checkPrefix(dir, tree, earlier); err != nil {
			return 0, err
		}
	}
	return tree.N, nil
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: referee TILES [OLD-CHECKPOINT]")
		os.Exit(2)
	}
	old := ""
	if len(os.Args) > 2 {
		old = os.Args[2]
	}
	size, err := referee(os.Args[1], old)
	if err != nil {
		fmt.Println("disagrees:", err)
		os.Exit(1)
	}
	fmt.Println("agrees:", size, "records")
}
