package journal

import (
	"fmt"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/ledger"
)

// Group collects what the updates of one commit read and write: later ones see what those
// before them wrote, though nothing is in the database yet. Both stores flush one.
type Group struct {
	Records  []Record
	Postings []Posting
	Months   map[string]bool // months that hold items, those of this commit included
	size     int64           // journal rows before this commit
	cells    map[clearance.Key]*cell
	changed  []*cell
	balances map[Account]*Balance
	probes   map[string][]string // Months of a month, remembered
}

// Posting is a posting with its place: the journal row it came with, and its number there.
type Posting struct {
	Seq int64
	N   int
	ledger.Posting
}

// Account is what a balance is kept for.
type Account struct {
	Name     ledger.Account
	Currency string
	Places   int
}

// Balance is the sums of both sides of an account, in units of 10^-Places.
type Balance struct {
	Account
	Debit  int64
	Credit int64
}

// Count is a lane and a state: what items are counted by.
type Count struct {
	Lane  assess.Lane
	State clearance.State
}

type cell struct {
	row     *clearance.Row // nil: there is none
	before  Count
	existed bool
	changed bool
}

// NewGroup starts a commit behind journal row size.
func NewGroup(size int64, months map[string]bool) *Group {
	return &Group{size: size, Months: months, cells: make(map[clearance.Key]*cell), balances: make(map[Account]*Balance), probes: make(map[string][]string)}
}

func (g *Group) probe(month string) []string {
	list, ok := g.probes[month]
	if !ok {
		list = Months(month)
		g.probes[month] = list
	}
	return list
}

// Missing gives the rows that must be loaded before Rows may be called for the keys,
// by month. Months that hold no item are left out.
func (g *Group) Missing(keys []clearance.Key) map[string][]string {
	var out map[string][]string
	for _, k := range keys {
		for _, month := range g.probe(k.Month) {
			at := clearance.Key{ID: k.ID, Month: month}
			if g.cells[at] != nil || !g.Months[month] {
				continue
			}
			g.cells[at] = &cell{}
			if out == nil {
				out = make(map[string][]string)
			}
			out[month] = append(out[month], k.ID)
		}
	}
	return out
}

// Load takes in a row of the database.
func (g *Group) Load(r clearance.Row) {
	g.cells[r.Key] = &cell{row: &r, existed: true, before: Count{r.Lane, r.State}}
}

// Rows gives the rows of the keys, as copies, in their order; nil where there is none.
func (g *Group) Rows(keys []clearance.Key) []*clearance.Row {
	out := make([]*clearance.Row, len(keys))
	for i, k := range keys {
		for _, month := range g.probe(k.Month) {
			if c := g.cells[clearance.Key{ID: k.ID, Month: month}]; c != nil && c.row != nil {
				row := *c.row
				out[i] = &row
				break
			}
		}
	}
	return out
}

// Unread gives the keys of writes whose rows were not among those asked for.
func (g *Group) Unread(writes []clearance.Write) []clearance.Key {
	var out []clearance.Key
	for i := range writes {
		if k := writes[i].Row.Key; g.cells[k] == nil && g.Months[k.Month] {
			out = append(out, k)
		}
	}
	return out
}

// Add takes the writes of one update. A write that can never be stored is an error, and
// then none of them is taken.
func (g *Group) Add(writes []clearance.Write) error {
	for i := range writes {
		if k := writes[i].Row.Key; k.ID == "" || k.Month == "" || plain(k.ID+k.Month) != k.ID+k.Month {
			return fmt.Errorf("write %d: an item needs an identifier and a month, not %q and %q", i, k.ID, k.Month)
		}
	}
	for i := range writes {
		g.add(&writes[i])
	}
	return nil
}

func (g *Group) add(w *clearance.Write) {
	seq := g.size + int64(len(g.Records)) + 1
	c := g.cells[w.Row.Key]
	if c == nil {
		c = &cell{}
		g.cells[w.Row.Key] = c
	}
	row := w.Row
	row.LodgedSeq = 0
	if c.row != nil {
		row.LodgedSeq = c.row.LodgedSeq
	}
	entry := w.Entry
	entry.Seq, entry.Key = seq, row.Key
	if entry.Event.Kind == clearance.Decided && !entry.Late {
		row.LodgedSeq = seq
	}
	c.row = &row
	if !c.changed {
		c.changed = true
		g.changed = append(g.changed, c)
	}
	g.Records = append(g.Records, Encode(&entry))
	for n, p := range w.Postings {
		g.Postings = append(g.Postings, Posting{Seq: seq, N: n, Posting: p})
		g.balance(p.Debit, p).Debit += p.Minor
		g.balance(p.Credit, p).Credit += p.Minor
	}
}

func (g *Group) balance(name ledger.Account, p ledger.Posting) *Balance {
	at := Account{name, p.Currency, p.Places}
	b := g.balances[at]
	if b == nil {
		b = &Balance{Account: at}
		g.balances[at] = b
	}
	return b
}

// Changed calls each with the last state of every row that was written.
func (g *Group) Changed(each func(*clearance.Row) error) error {
	for _, c := range g.changed {
		if err := each(c.row); err != nil {
			return err
		}
	}
	return nil
}

// Counts gives by how much the number of items per lane and state changed.
func (g *Group) Counts() map[Count]int64 {
	out := make(map[Count]int64)
	for _, c := range g.changed {
		if c.existed {
			out[c.before]--
		}
		out[Count{c.row.Lane, c.row.State}]++
	}
	for k, n := range out {
		if n == 0 {
			delete(out, k)
		}
	}
	return out
}

// NewMonths gives the months that hold items for the first time.
func (g *Group) NewMonths() []string {
	var out []string
	seen := make(map[string]bool)
	for _, c := range g.changed {
		if m := c.row.Month; !g.Months[m] && !seen[m] {
			seen[m] = true
			out = append(out, m)
		}
	}
	return out
}

// Balances gives what the postings of the commit add to accounts, in no order.
func (g *Group) Balances() map[Account]*Balance { return g.balances }
