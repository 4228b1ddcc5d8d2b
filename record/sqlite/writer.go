package sqlite

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"greenlane/clearance"
	"greenlane/record/audit"
	"greenlane/record/journal"
)

// writer is the one connection that changes the file, and what it knows of its end.
type writer struct {
	*conn
	signer  note.Signer
	tree    *audit.Tree     // nil after a commit that did not happen: load it again
	months  map[string]bool // months that hold items
	version int64           // of the file when these two were loaded
	leaf    []byte          // memory for one leaf
	values  []any           // memory for one row
}

func newWriter(path string, o Options) (*writer, error) {
	c, err := connect(address(path, toWrite))
	if err != nil {
		return nil, err
	}
	w := &writer{conn: c, signer: o.Signer}
	if err := w.keepVerifier(o.Verifier); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return w, nil
}

// keepVerifier adds the verifier key to those under which the log may be signed.
func (w *writer) keepVerifier(key string) error {
	var keys []string
	err := w.query("SELECT value FROM settings WHERE name = 'verifier'", func(v []any) error {
		text, ok := v[0].(string)
		if !ok {
			return errors.New("setting verifier is not a text")
		}
		keys = strings.Fields(text)
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k == key {
			return nil
		}
	}
	return w.exec("INSERT INTO settings (name, value) VALUES ('verifier', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", strings.Join(append(keys, key), "\n"))
}

// load reads the end of the log and the months from the file.
func (w *writer) load() error {
	w.months = make(map[string]bool)
	err := w.query("SELECT month FROM months", func(v []any) error {
		month, ok := v[0].(string)
		if !ok {
			return errors.New("a month is not a text")
		}
		w.months[month] = true
		return nil
	})
	if err != nil {
		return err
	}
	var size int64
	err = w.query("SELECT COALESCE(MAX(seq), 0) FROM journal", func(v []any) error {
		size, _ = v[0].(int64)
		return nil
	})
	if err != nil {
		return err
	}
	w.tree, err = audit.LoadTree(size, func(level int, n int64) (data []byte, err error) {
		err = w.query("SELECT data FROM tiles WHERE level = ? AND n = ?", func(v []any) error {
			data, _ = v[0].([]byte)
			return nil
		}, int64(level), n)
		return data, err
	})
	return err
}

// commit runs jobs in one transaction. An error of one change is its own; an error of the
// database is that of all.
func (w *writer) commit(jobs []*journal.Job) {
	err := w.exec("BEGIN IMMEDIATE")
	if err == nil {
		if err = w.fresh(); err == nil {
			err = w.work(jobs)
		}
		if err == nil {
			err = w.exec("COMMIT")
		}
		if err != nil {
			w.tree = nil
			// A full disk may have ended the transaction already; that is no second error.
			_ = w.exec("ROLLBACK")
		}
	}
	for _, j := range jobs {
		if err != nil && j.Err == nil {
			j.Err = err
		}
		j.Err = translate(j.Err)
	}
}

// fresh loads the end of the log again if it is not known, or if another program wrote to
// the file since the last commit: SQLite counts that for each connection.
func (w *writer) fresh() error {
	version := int64(-1)
	err := w.query("PRAGMA data_version", func(v []any) error {
		version, _ = v[0].(int64)
		return nil
	})
	if err != nil || w.tree != nil && version == w.version {
		return err
	}
	w.version = version
	return w.load()
}

func (w *writer) work(jobs []*journal.Job) error {
	g := journal.NewGroup(w.tree.Size(), w.months)
	for _, j := range jobs {
		if j.Err = j.Ctx.Err(); j.Err != nil {
			continue
		}
		if j.Other != nil {
			if err := w.apart(j); err != nil {
				return err
			}
			continue
		}
		if err := w.fetch(g, g.Missing(j.Keys)); err != nil {
			return err
		}
		writes, err := j.Call(g.Rows(j.Keys))
		if err != nil {
			j.Err = err
			continue
		}
		for _, k := range g.Unread(writes) {
			if err := w.fetch(g, map[string][]string{k.Month: {k.ID}}); err != nil {
				return err
			}
		}
		j.Err = g.Add(writes)
	}
	if len(g.Records) == 0 {
		return nil
	}
	return w.flush(g)
}

// apart runs a small write so that its failure leaves the rest of the commit alone.
func (w *writer) apart(j *journal.Job) error {
	if err := w.exec("SAVEPOINT apart"); err != nil {
		return err
	}
	if j.Err = j.Other(); j.Err != nil {
		if err := w.exec("ROLLBACK TO apart"); err != nil {
			return err
		}
	}
	return w.exec("RELEASE apart")
}

// selections are the numbers of identifiers that one prepared statement takes; the last
// identifier is repeated to fill up.
var selections = [...]int{1, 8, 64, 256}

// fetch loads rows into the group.
func (w *writer) fetch(g *journal.Group, missing map[string][]string) error {
	take := func(values []any) error {
		row, err := journal.ReadRow(values)
		if err == nil {
			g.Load(row)
		}
		return err
	}
	for month, ids := range missing {
		for len(ids) > 0 {
			size := selections[len(selections)-1]
			for _, s := range selections {
				if s >= len(ids) {
					size = s
					break
				}
			}
			n := min(size, len(ids))
			w.values = append(w.values[:0], month)
			for i := range size {
				w.values = append(w.values, ids[min(i, n-1)])
			}
			if err := w.query(selectRows(size), take, w.values...); err != nil {
				return fmt.Errorf("load items: %w", err)
			}
			ids = ids[n:]
		}
	}
	return nil
}

func selectRows(n int) string {
	switch n {
	case 1:
		return "SELECT " + journal.RowColumns + " FROM items WHERE month = ? AND id = ?"
	default:
		return "SELECT " + journal.RowColumns + " FROM items WHERE month = ? AND id IN (?" + strings.Repeat(", ?", n-1) + ")"
	}
}

const (
	insertJournal = "INSERT INTO journal (seq, item, month, kind, at, actor, rulebook, late, leaf, event, body, assessment) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	insertPosting = "INSERT INTO postings (month, item, seq, n, at, kind, debit, credit, minor, places, currency) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	addBalance    = "INSERT INTO balances (account, currency, places, debit, credit) VALUES (?, ?, ?, ?, ?)" +
		" ON CONFLICT (account, currency, places) DO UPDATE SET debit = debit + excluded.debit, credit = credit + excluded.credit"
	addCounter = "INSERT INTO counters (lane, state, items) VALUES (?, ?, ?) ON CONFLICT (lane, state) DO UPDATE SET items = items + excluded.items"
)

var replaceRow = "INSERT OR REPLACE INTO items (" + journal.RowColumns + ") VALUES (?" + strings.Repeat(", ?", journal.RowWidth-1) + ")"

// flush writes what the group collected.
func (w *writer) flush(g *journal.Group) error {
	leaves := make([]tlog.Hash, len(g.Records))
	for i := range g.Records {
		r := &g.Records[i]
		leaves[i], w.leaf = audit.Leaf(r, w.leaf)
		w.tree.Append(leaves[i])
		late := int64(0)
		if r.Late {
			late = 1
		}
		err := w.exec(insertJournal, r.Seq, r.Item, r.Month, r.Kind, r.At, r.Actor, r.Rulebook, late, leaves[i][:], r.Event, blob(r.Body), blob(r.Assessment))
		if err != nil {
			return fmt.Errorf("write journal: %w", err)
		}
	}
	err := g.Changed(func(r *clearance.Row) error {
		w.values = journal.RowValues(w.values[:0], r)
		return w.exec(replaceRow, w.values...)
	})
	if err != nil {
		return fmt.Errorf("write items: %w", err)
	}
	if err := w.flushSums(g); err != nil {
		return err
	}
	return w.flushLog(leaves)
}

// blob gives nil, and not an empty value, for what is absent.
func blob(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

func (w *writer) flushSums(g *journal.Group) error {
	for i := range g.Postings {
		p := &g.Postings[i]
		err := w.exec(insertPosting, p.Month, p.Item, p.Seq, int64(p.N), journal.Micros(p.At), p.Kind, string(p.Debit), string(p.Credit), p.Minor, int64(p.Places), p.Currency)
		if err != nil {
			return fmt.Errorf("write postings: %w", err)
		}
	}
	for _, b := range g.Balances() {
		if err := w.exec(addBalance, string(b.Name), b.Currency, int64(b.Places), b.Debit, b.Credit); err != nil {
			return fmt.Errorf("write balances: %w", err)
		}
	}
	for c, n := range g.Counts() {
		if err := w.exec(addCounter, string(c.Lane), string(c.State), n); err != nil {
			return fmt.Errorf("write counters: %w", err)
		}
	}
	months := g.NewMonths()
	if len(months) > 0 {
		w.months = maps.Clone(w.months)
	}
	for _, m := range months {
		if err := w.exec("INSERT OR IGNORE INTO months (month) VALUES (?)", m); err != nil {
			return fmt.Errorf("write months: %w", err)
		}
		w.months[m] = true
	}
	return nil
}

func (w *writer) flushLog(leaves []tlog.Hash) error {
	for _, t := range w.tree.Tiles() {
		if err := w.exec("INSERT OR REPLACE INTO tiles (level, n, data) VALUES (?, ?, ?)", int64(t.Level), t.N, t.Data); err != nil {
			return fmt.Errorf("write decision log: %w", err)
		}
	}
	c, err := audit.Sign(w.signer, w.tree, leaves)
	if err != nil {
		return fmt.Errorf("sign decision log: %w", err)
	}
	if err := w.exec("INSERT INTO checkpoints (size, note) VALUES (?, ?)", c.Size, c.Note); err != nil {
		return fmt.Errorf("write decision log: %w", err)
	}
	return nil
}
