package audit

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Height is the height of a tile: 256 hashes.
const Height = 8

const tileWidth = 1 << Height

// Tile is a row of the tile table: up to 256 hashes of one level of the tree, one after
// another. Level 0 holds leaves, level l the roots of whole tiles of level l-1.
type Tile struct {
	Level int
	N     int64 // place in the level
	Data  []byte
}

// Tree is the right edge of the log, enough to append to it and to know its root.
// The zero value is an empty log.
type Tree struct {
	size  int64
	edge  []Tile // the last tile of each level, never whole
	dirty []Tile // whole tiles since the last Tiles
	from  int64  // size at the last Tiles
}

// LoadTree continues a log of the given size; edge gives the last tile of a level, or nil.
func LoadTree(size int64, edge func(level int, n int64) ([]byte, error)) (*Tree, error) {
	t := &Tree{size: size, from: size}
	for level, n := 0, size; n > 0; level, n = level+1, n/tileWidth {
		tile := Tile{Level: level, N: n / tileWidth}
		want := int(n%tileWidth) * tlog.HashSize
		if want > 0 {
			data, err := edge(level, tile.N)
			if err != nil {
				return nil, err
			}
			if len(data) != want {
				return nil, fmt.Errorf("decision log: tile %d of level %d holds %d bytes, expected %d", tile.N, level, len(data), want)
			}
			tile.Data = append(make([]byte, 0, tileWidth*tlog.HashSize), data...)
		}
		t.edge = append(t.edge, tile)
	}
	return t, nil
}

// Size is the number of leaves.
func (t *Tree) Size() int64 { return t.size }

// Append adds a leaf.
func (t *Tree) Append(leaf tlog.Hash) {
	t.size++
	for level := 0; ; level++ {
		if level == len(t.edge) {
			t.edge = append(t.edge, Tile{Level: level})
		}
		tile := &t.edge[level]
		if tile.Data == nil {
			tile.Data = make([]byte, 0, tileWidth*tlog.HashSize)
		}
		tile.Data = append(tile.Data, leaf[:]...)
		if len(tile.Data) < tileWidth*tlog.HashSize {
			return
		}
		t.dirty = append(t.dirty, *tile)
		leaf = rootOf(tile.Data)
		t.edge[level] = Tile{Level: level, N: tile.N + 1}
	}
}

// Tiles gives the tiles that changed since the last call; each replaces the one stored
// under its level and place. The data of tiles that are not whole must be used before the
// next Append.
func (t *Tree) Tiles() []Tile {
	out := t.dirty
	for level := range t.edge {
		if len(t.edge[level].Data) > 0 && t.size>>(level*Height) != t.from>>(level*Height) {
			out = append(out, t.edge[level])
		}
	}
	t.dirty, t.from = nil, t.size
	return out
}

// whole gives the whole tiles since the last call of it or of Tiles.
func (t *Tree) whole() []Tile {
	out := t.dirty
	t.dirty = nil
	return out
}

// Root is the hash of the whole tree. The empty tree has the hash of nothing.
func (t *Tree) Root() tlog.Hash {
	var root tlog.Hash
	have := false
	for level := range t.edge {
		for _, peak := range peaks(t.edge[level].Data) {
			if have {
				root = tlog.NodeHash(peak, root)
			} else {
				root, have = peak, true
			}
		}
	}
	if !have {
		root, _ = tlog.TreeHash(0, nil)
	}
	return root
}

// peaks gives the roots of the whole binary trees in a tile that is not whole, smallest
// (rightmost) first.
func peaks(data []byte) []tlog.Hash {
	n := len(data) / tlog.HashSize
	var out []tlog.Hash
	for bit := 1; bit <= n; bit <<= 1 {
		if n&bit != 0 {
			end := n &^ (bit - 1)
			out = append(out, rootOf(data[(end-bit)*tlog.HashSize:end*tlog.HashSize]))
		}
	}
	return out
}

// rootOf is the root of a whole binary tree over hashes: a power of two of them.
func rootOf(data []byte) tlog.Hash {
	var level [tileWidth]tlog.Hash
	n := len(data) / tlog.HashSize
	for i := range n {
		copy(level[i][:], data[i*tlog.HashSize:])
	}
	for ; n > 1; n /= 2 {
		for i := range n / 2 {
			level[i] = tlog.NodeHash(level[2*i], level[2*i+1])
		}
	}
	return level[0]
}
