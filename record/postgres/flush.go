package postgres

import (
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"greenlane/clearance"
	"greenlane/record/audit"
	"greenlane/record/journal"
)

const insertJournal = "INSERT INTO journal (seq, item, month, kind, at, actor, rulebook, late, leaf, event, body, assessment)" +
	" SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[], $9::bytea[], $10::bytea[], $11::bytea[], $12::bytea[])"

// queueJournal queues the journal rows and appends their leaves to the log.
func (w *writer) queueJournal(b *pgx.Batch, g *journal.Group) []tlog.Hash {
	n := len(g.Records)
	leaves := make([]tlog.Hash, n)
	seq, at, late := make([]int64, n), make([]int64, n), make([]int64, n)
	item, month, kind, actor, rulebook := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	leaf, event, body, assessment := make([][]byte, n), make([][]byte, n), make([][]byte, n), make([][]byte, n)
	for i := range g.Records {
		r := &g.Records[i]
		leaves[i], w.leaf = audit.Leaf(r, w.leaf)
		w.tree.Append(leaves[i])
		seq[i], item[i], month[i], kind[i], at[i], actor[i], rulebook[i] = r.Seq, r.Item, r.Month, r.Kind, r.At, r.Actor, r.Rulebook
		if r.Late {
			late[i] = 1
		}
		leaf[i], event[i], body[i], assessment[i] = leaves[i][:], r.Event, r.Body, r.Assessment
	}
	b.Queue(insertJournal, seq, item, month, kind, at, actor, rulebook, late, leaf, event, body, assessment)
	return leaves
}

// queueRows queues the state rows: one array a column, text or whole numbers.
func queueRows(b *pgx.Batch, g *journal.Group) {
	columns := make([]any, journal.RowWidth)
	texts, numbers := make([][]string, journal.RowWidth), make([][]int64, journal.RowWidth)
	var values []any
	_ = g.Changed(func(r *clearance.Row) error {
		values = journal.RowValues(values[:0], r)
		for i, v := range values {
			switch v := v.(type) {
			case string:
				texts[i] = append(texts[i], v)
			case int64:
				numbers[i] = append(numbers[i], v)
			}
		}
		return nil
	})
	types := make([]string, journal.RowWidth)
	for i := range columns {
		if texts[i] != nil {
			columns[i], types[i] = texts[i], "text"
		} else {
			columns[i], types[i] = numbers[i], "bigint"
		}
	}
	b.Queue(upsertRows(types), columns...)
}

func upsertRows(types []string) string {
	var holds, sets []string
	for i, name := range strings.Split(journal.RowColumns, ", ") {
		holds = append(holds, "$"+strconv.Itoa(i+1)+"::"+types[i]+"[]")
		if name != "month" && name != "id" {
			sets = append(sets, name+" = excluded."+name)
		}
	}
	return "INSERT INTO items (" + journal.RowColumns + ") SELECT * FROM unnest(" + strings.Join(holds, ", ") + ") ON CONFLICT (month, id) DO UPDATE SET " + strings.Join(sets, ", ")
}

const (
	insertPosting = "INSERT INTO postings (month, item, seq, n, at, kind, debit, credit, minor, places, currency)" +
		" SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::text[])"
	addBalance = "INSERT INTO balances (account, currency, places, debit, credit) VALUES ($1, $2, $3, $4, $5)" +
		" ON CONFLICT (account, currency, places) DO UPDATE SET debit = balances.debit + excluded.debit, credit = balances.credit + excluded.credit"
	addCounter = "INSERT INTO counters (lane, state, items) VALUES ($1, $2, $3) ON CONFLICT (lane, state) DO UPDATE SET items = counters.items + excluded.items"
)

func queueSums(b *pgx.Batch, g *journal.Group) {
	if n := len(g.Postings); n > 0 {
		var texts [6][]string
		var numbers [5][]int64
		for i := range g.Postings {
			p := &g.Postings[i]
			for c, v := range [6]string{p.Month, p.Item, p.Kind, string(p.Debit), string(p.Credit), p.Currency} {
				texts[c] = append(texts[c], v)
			}
			for c, v := range [5]int64{p.Seq, int64(p.N), journal.Micros(p.At), p.Minor, int64(p.Places)} {
				numbers[c] = append(numbers[c], v)
			}
		}
		b.Queue(insertPosting, texts[0], texts[1], numbers[0], numbers[1], numbers[2], texts[2], texts[3], texts[4], numbers[3], numbers[4], texts[5])
	}
	for a, sum := range g.Balances() {
		b.Queue(addBalance, string(a.Name), a.Currency, int64(a.Places), sum.Debit, sum.Credit)
	}
	for c, n := range g.Counts() {
		b.Queue(addCounter, string(c.Lane), string(c.State), n)
	}
}
