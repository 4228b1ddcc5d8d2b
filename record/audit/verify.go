package audit

import (
	"bytes"
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/record/journal"
)

// Source is what a check reads, page by page, so that a log of any length can be checked.
// All pages must be of one moment: where somebody writes meanwhile, use the method Verify of
// the store or its View.
type Source interface {
	VerifierKeys(ctx context.Context) ([]string, error)
	// Records gives journal rows after seq in order; Checkpoints the signed texts of sizes
	// after size in order; Tile the data of one tile, nil if there is none.
	Records(ctx context.Context, after int64, limit int) ([]journal.Record, error)
	Checkpoints(ctx context.Context, after int64, limit int) ([]Stored, error)
	Tile(ctx context.Context, level int, n int64) ([]byte, error)
	// Rows gives state rows after a key, by month and identifier. Histories gives the
	// journal rows (Body and Assessment may be left out) of the items after one key up to
	// another, by month, identifier and seq; Beyond the first item after a key that has
	// journal rows, or nil. The empty key is before all others.
	Rows(ctx context.Context, after clearance.Key, limit int) ([]clearance.Row, error)
	Histories(ctx context.Context, after, to clearance.Key) ([]journal.Record, error)
	Beyond(ctx context.Context, after clearance.Key) (*journal.Record, error)
}

// Stored is a row of the table of checkpoints.
type Stored struct {
	Size int64
	Note []byte
}

// Options say what a check may rely on beside the source.
type Options struct {
	// Keys are verifier keys kept elsewhere; without them those kept in the source are
	// used, which whoever replaced all signatures would have replaced as well.
	Keys []string
	// Checkpoint is a signed checkpoint kept elsewhere: the log must contain it. Without it
	// a log whose end was cut off with its checkpoints looks like a younger one.
	Checkpoint []byte
	// Progress, if not nil, is told the number of rows checked now and then.
	Progress func(rows int64)
}

// Report is the result of a check.
type Report struct {
	Rows        int64 // journal rows that were read
	Checkpoints int64
	Items       int64 // state rows that were compared with their journal
	Root        tlog.Hash
	Last        []byte // newest checkpoint, to be kept elsewhere
	Bad         int64  // first journal row that is not as it was signed; 0 if none
	Problem     string // what is wrong with it, in a sentence; "" if nothing is
}

// OK says that nothing was found.
func (r *Report) OK() bool { return r.Problem == "" }

// Err is the fault log.broken, or nil.
func (r *Report) Err() error {
	if r.OK() {
		return nil
	}
	return fault.New("log.broken", "", r.Bad, r.Problem)
}

const page = 500

// Verify checks the whole log: every row against its leaf, tile and checkpoint, every
// signature, the row numbers, and every state row against the journal of its item. The
// error tells that the check could not be made; what it found is in the report.
func Verify(ctx context.Context, src Source, o Options) (Report, error) {
	v := &verifier{src: src, options: o}
	if err := v.keys(ctx); err != nil {
		return v.report, err
	}
	if err := v.log(ctx); err != nil {
		return v.report, err
	}
	if v.report.OK() { // a broken journal would only make every later finding doubtful
		if err := v.states(ctx); err != nil {
			return v.report, err
		}
	}
	v.report.Root = v.tree.Root()
	return v.report, nil
}

type verifier struct {
	src     Source
	options Options
	known   note.Verifiers
	report  Report
	tree    Tree
	want    *Checkpoint // the one kept elsewhere

	records []journal.Record // read ahead
	at      int64            // last seq that was asked for
	ended   bool
	buf     []byte
}

// bad notes a finding; the one with the smallest row stays.
func (v *verifier) bad(seq int64, format string, args ...any) {
	if v.report.Problem == "" || seq < v.report.Bad {
		v.report.Bad, v.report.Problem = seq, fmt.Sprintf(format, args...)
	}
}

func (v *verifier) keys(ctx context.Context) error {
	keys := v.options.Keys
	if len(keys) == 0 {
		var err error
		if keys, err = v.src.VerifierKeys(ctx); err != nil {
			return fmt.Errorf("read verifier keys: %w", err)
		}
	}
	var err error
	if v.known, err = Verifiers(keys...); err != nil {
		return err
	}
	if v.options.Checkpoint != nil {
		c, err := OpenCheckpoint(v.options.Checkpoint, v.known)
		if err != nil {
			return fmt.Errorf("checkpoint kept elsewhere: %w", err)
		}
		v.want = &c
	}
	return nil
}

// next gives the next journal row; nil at the end.
func (v *verifier) next(ctx context.Context) (*journal.Record, error) {
	if len(v.records) == 0 && !v.ended {
		var err error
		if v.records, err = v.src.Records(ctx, v.at, page); err != nil {
			return nil, fmt.Errorf("read journal after row %d: %w", v.at, err)
		}
		if len(v.records) == 0 {
			v.ended = true
			return nil, nil
		}
		v.at = v.records[len(v.records)-1].Seq
		if v.options.Progress != nil {
			v.options.Progress(v.report.Rows)
		}
	}
	if len(v.records) == 0 {
		return nil, nil
	}
	r := &v.records[0]
	v.records = v.records[1:]
	v.report.Rows++
	return r, nil
}

// log goes through checkpoints and the rows that each covers. It stops at the first
// finding: behind it every root differs.
func (v *verifier) log(ctx context.Context) error {
	for after := int64(0); v.report.OK(); {
		list, err := v.src.Checkpoints(ctx, after, page)
		if err != nil {
			return fmt.Errorf("read checkpoints: %w", err)
		}
		if len(list) == 0 {
			break
		}
		for i := range list {
			after = list[i].Size
			if err := v.commit(ctx, &list[i]); err != nil || !v.report.OK() {
				return err
			}
		}
	}
	if !v.report.OK() {
		return nil
	}
	r, err := v.next(ctx)
	if err != nil {
		return err
	}
	if r != nil {
		v.bad(r.Seq, "no checkpoint covers the row")
	}
	if err := v.tiles(ctx, v.tree.Tiles()); err != nil {
		return err
	}
	if v.want != nil && v.want.Size > v.tree.Size() {
		v.bad(v.tree.Size()+1, "the log ends before the checkpoint that was kept elsewhere, at row %d", v.want.Size)
	}
	return nil
}

// commit checks the rows of one checkpoint.
func (v *verifier) commit(ctx context.Context, s *Stored) error {
	first := v.tree.Size() + 1
	c, err := OpenCheckpoint(s.Note, v.known)
	if err == nil && c.Size != s.Size {
		err = fmt.Errorf("it was signed for %d rows and stored for %d", c.Size, s.Size)
	}
	if err == nil && c.First() != first {
		err = fmt.Errorf("it begins at row %d; one before it is missing", c.First())
	}
	broken := err
	v.report.Checkpoints++
	for seq := first; seq <= s.Size; seq++ {
		leaf, problem, err := v.row(ctx, seq)
		if err != nil {
			return err
		}
		if problem == "" && broken == nil && !c.sameLeaf(seq-first, leaf) {
			problem = "the row is not the one that was signed"
		}
		if problem != "" {
			v.bad(seq, "%s", problem)
			return nil
		}
		v.tree.Append(leaf)
		if v.want != nil && v.want.Size == seq && v.tree.Root() != v.want.Root {
			v.bad(first, "rows up to %d are not those of the checkpoint that was kept elsewhere", seq)
			return nil
		}
	}
	switch {
	case broken != nil:
		v.bad(first, "the checkpoint of rows %d to %d: %v", first, s.Size, broken)
	case v.tree.Root() != c.Root:
		v.bad(first, "the root of rows 1 to %d is not the one that was signed", s.Size)
	}
	v.report.Last = s.Note
	return v.tiles(ctx, v.tree.whole())
}

// tiles compares tiles of the computed tree with those stored.
func (v *verifier) tiles(ctx context.Context, list []Tile) error {
	for _, t := range list {
		data, err := v.src.Tile(ctx, t.Level, t.N)
		if err != nil {
			return fmt.Errorf("read tile %d of level %d: %w", t.N, t.Level, err)
		}
		if bytes.Equal(data, t.Data) {
			continue
		}
		i := 0
		for i < len(data) && i < len(t.Data) && data[i] == t.Data[i] {
			i++
		}
		leaf := (t.N*tileWidth + int64(i/tlog.HashSize)) << (t.Level * Height)
		v.bad(leaf+1, "the stored hashes (tile %d of level %d) are not those of the rows", t.N, t.Level)
	}
	return nil
}

// row reads the journal row seq and gives its leaf, or what is wrong with the row.
func (v *verifier) row(ctx context.Context, seq int64) (leaf tlog.Hash, problem string, err error) {
	r, err := v.next(ctx)
	switch {
	case err != nil:
		return leaf, "", err
	case r == nil || r.Seq > seq:
		return leaf, "the row is missing", nil
	case r.Seq < seq:
		return leaf, "the row stands twice", nil
	}
	leaf, v.buf = Leaf(r, v.buf)
	if !bytes.Equal(leaf[:], r.Leaf) {
		return leaf, "the row was changed: its content does not give its hash", nil
	}
	return leaf, "", nil
}

// states folds the journal of every item and compares the result with its state row.
func (v *verifier) states(ctx context.Context) error {
	var after clearance.Key
	for {
		rows, err := v.src.Rows(ctx, after, page)
		if err != nil {
			return fmt.Errorf("read items: %w", err)
		}
		if len(rows) == 0 {
			break
		}
		last := rows[len(rows)-1].Key
		records, err := v.src.Histories(ctx, after, last)
		if err != nil {
			return fmt.Errorf("read journal of items: %w", err)
		}
		for i := range rows {
			records = v.state(&rows[i], records)
			v.report.Items++
		}
		if len(records) > 0 {
			v.bad(records[0].Seq, "item %s of %s has no state row", records[0].Item, records[0].Month)
		}
		after = last
	}
	r, err := v.src.Beyond(ctx, after)
	if err == nil && r != nil {
		v.bad(r.Seq, "item %s of %s has no state row", r.Item, r.Month)
	}
	return err
}

// state checks one row against the records at the front of the list, and gives the rest.
func (v *verifier) state(row *clearance.Row, records []journal.Record) []journal.Record {
	for len(records) > 0 && before(&records[0], row.Key) {
		v.bad(records[0].Seq, "item %s of %s has no state row", records[0].Item, records[0].Month)
		records = records[1:]
	}
	n := 0
	for n < len(records) && records[n].Item == row.ID && records[n].Month == row.Month {
		n++
	}
	if n == 0 {
		v.bad(row.LodgedSeq, "item %s of %s has a state row and no journal", row.ID, row.Month)
		return records
	}
	entries, err := journal.Entries(records[:n])
	var want clearance.Row
	if err == nil {
		want, err = journal.Fold(entries)
	}
	switch seq := records[n-1].Seq; {
	case err != nil:
		v.bad(seq, "item %s: %v", row.ID, err)
	case !journal.SameRow(&want, row):
		v.bad(seq, "the state row of item %s of %s is not what its journal gives (%s)", row.ID, row.Month, journal.Difference(row, &want))
	}
	return records[n:]
}

func before(r *journal.Record, k clearance.Key) bool {
	return r.Month < k.Month || r.Month == k.Month && r.Item < k.ID
}
