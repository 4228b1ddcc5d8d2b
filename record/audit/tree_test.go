package audit_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"greenlane/record/audit"
)

func leaf(n int64) tlog.Hash { return tlog.RecordHash(binary.BigEndian.AppendUint64(nil, uint64(n))) }

// The tree must agree with the reference at every size around the borders of tiles, also
// when it is loaded from its tiles, as after a start.
func TestTreeAgreesWithTheReference(t *testing.T) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = stored[x]
		}
		return out, nil
	})
	type place struct {
		level int
		n     int64
	}
	tiles := map[place][]byte{}
	tree := new(audit.Tree)
	for n := range int64(70_000) {
		hashes, err := tlog.StoredHashesForRecordHash(n, leaf(n), reader)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, hashes...)
		tree.Append(leaf(n))
		if size := n + 1; size < 600 || size%256 < 2 || size%4099 == 0 || size > 65_530 && size < 65_545 {
			want, err := tlog.TreeHash(size, reader)
			if err != nil {
				t.Fatal(err)
			}
			if got := tree.Root(); got != want {
				t.Fatalf("root of %d leaves is %v, want %v", size, got, want)
			}
			for _, tile := range tree.Tiles() {
				tiles[place{tile.Level, tile.N}] = bytes.Clone(tile.Data)
			}
			if tree, err = audit.LoadTree(size, func(level int, n int64) ([]byte, error) { return tiles[place{level, n}], nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	for at, data := range tiles {
		tile := tlog.Tile{H: audit.Height, L: at.level, N: at.n, W: len(data) / tlog.HashSize}
		want, err := tlog.ReadTileData(tile, reader)
		if err != nil || !bytes.Equal(want, data) {
			t.Errorf("tile %d of level %d differs, %v", at.n, at.level, err)
		}
	}
	if len(tiles) != 274+2+1 {
		t.Errorf("%d tiles", len(tiles))
	}
}

func TestLoadTreeRefusesAWrongEdge(t *testing.T) {
	if _, err := audit.LoadTree(300, func(int, int64) ([]byte, error) { return nil, nil }); err == nil {
		t.Error("a log without its tiles was continued")
	}
}

func TestCheckpoint(t *testing.T) {
	private, public, err := note.GenerateKey(nil, "example.org/log")
	if err != nil {
		t.Fatal(err)
	}
	signer, verifier, err := audit.NewSigner(private)
	if err != nil || verifier != public {
		t.Fatalf("verifier key %s, want %s, %v", verifier, public, err)
	}
	var tree audit.Tree
	leaves := []tlog.Hash{leaf(0), leaf(1), leaf(2)}
	for _, l := range leaves {
		tree.Append(l)
	}
	signed, err := audit.Sign(signer, &tree, leaves[1:])
	if err != nil {
		t.Fatal(err)
	}
	known, err := audit.Verifiers(verifier)
	if err != nil {
		t.Fatal(err)
	}
	got, err := audit.OpenCheckpoint(signed.Note, known)
	if err != nil || got.Size != 3 || got.First() != 2 || got.Root != tree.Root() || got.Origin != "example.org/log" || !bytes.Equal(got.Leaves, signed.Leaves) {
		t.Errorf("%+v, %v", got, err)
	}
	for i := range signed.Note {
		changed := bytes.Clone(signed.Note)
		changed[i] ^= 1
		if c, err := audit.OpenCheckpoint(changed, known); err == nil && (c.Size != 3 || c.Root != got.Root || !bytes.Equal(c.Leaves, got.Leaves)) {
			t.Errorf("byte %d changed unseen", i)
		}
	}
	for _, wrong := range []string{"", "PRIVATE+KEY+x", private[:len(private)-4]} {
		if _, _, err := audit.NewSigner(wrong); err == nil {
			t.Errorf("the key %q was taken", wrong)
		}
	}
}

func FuzzOpenCheckpoint(f *testing.F) {
	private, public, err := note.GenerateKey(bytes.NewReader(make([]byte, 64)), "x")
	if err != nil {
		f.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		f.Fatal(err)
	}
	known, err := audit.Verifiers(public)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"x\n1\n" + leaf(1).String() + "\nleaves AAAAAAAAAAA=\n", "x\n1\n", "x\n-1\nAA\nleaves\n", "x\n3\n" + leaf(1).String() + "\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			return
		}
		if c, err := audit.OpenCheckpoint(signed, known); err == nil && (c.Size < 0 || c.First() < 1) {
			t.Errorf("%+v", c)
		}
	})
}
