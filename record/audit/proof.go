package audit

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Proof shows that one journal row is in the log of a checkpoint, without the other rows.
type Proof struct {
	Seq        int64
	Leaf       tlog.Hash
	Path       tlog.RecordProof
	Checkpoint []byte // the signed text
}

// Prove makes the proof of row seq for the newest checkpoint.
func Prove(ctx context.Context, src Source, seq int64, newest Checkpoint) (Proof, error) {
	list, err := src.Records(ctx, seq-1, 1)
	if err != nil {
		return Proof{}, fmt.Errorf("read journal row %d: %w", seq, err)
	}
	if len(list) == 0 || list[0].Seq != seq || seq > newest.Size {
		return Proof{}, fmt.Errorf("journal row %d is not in the log", seq)
	}
	leaf, _ := Leaf(&list[0], nil)
	path, err := tlog.ProveRecord(newest.Size, seq-1, hashes(ctx, src))
	if err != nil {
		return Proof{}, fmt.Errorf("prove journal row %d: %w", seq, err)
	}
	return Proof{Seq: seq, Leaf: leaf, Path: path, Checkpoint: newest.Note}, nil
}

// Check says whether the proof holds under the verifier keys.
func (p *Proof) Check(keys ...string) error {
	known, err := Verifiers(keys...)
	if err != nil {
		return err
	}
	c, err := OpenCheckpoint(p.Checkpoint, known)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(p.Path, c.Size, c.Root, p.Seq-1, p.Leaf)
}

// hashes reads hashes of the tree out of the stored tiles.
func hashes(ctx context.Context, src Source) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			t := tlog.TileForIndex(Height, index)
			data, err := src.Tile(ctx, t.L, t.N)
			if err != nil {
				return nil, err
			}
			t.W = len(data) / tlog.HashSize
			if out[i], err = tlog.HashFromTile(t, data, index); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}
