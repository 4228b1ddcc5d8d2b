package intake

import (
	"context"
	"encoding/hex"
	"runtime"
	"slices"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"greenlane/assess"
	"greenlane/assess/pack"
	"greenlane/clearance"
	"greenlane/item"
	"greenlane/item/codes"
	"greenlane/item/fault"
	"greenlane/item/money"
	"greenlane/item/s10"
	"greenlane/item/structure"
	"greenlane/ledger"
)

// MaxBatch is how many items one call may take.
const MaxBatch = 10_000

// Store is what intake needs of the record.
type Store interface {
	Update(ctx context.Context, keys []clearance.Key, change func(rows []*clearance.Row) ([]clearance.Write, error)) error
	Find(ctx context.Context, id string) (*clearance.Row, error)
	Entries(ctx context.Context, k clearance.Key) ([]clearance.Entry, error)
}

// Service takes items in. Its parts are set once, before use.
type Service struct {
	Store    Store
	Rulebook func() *assess.Rulebook // taken once per batch
	Clock    func() time.Time
	Workers  int // goroutines that assess; 0 is one per processor
}

// Origin says who brings a batch, and under which pack it is judged.
type Origin struct {
	Actor string
	Pack  string // "" judges each item by its destination
	// Amend says which items that were declared before may be declared anew.
	Amend Amend
}

// Amend is a right to declare an item anew.
type Amend uint8

// The rights.
const (
	AmendAny  Amend = iota // posts, customs and their systems
	AmendOwn               // a sender: what the same actor declared first
	AmendNone              // a visitor who did not sign in
)

// Outcome is what became of one item of a batch.
type Outcome string

// The outcomes.
const (
	Decided   Outcome = "decided"
	Amended   Outcome = "amended"   // declared before, otherwise; decided again
	Duplicate Outcome = "duplicate" // the same declaration was decided before; nothing happened
	Noted     Outcome = "noted"     // a dispatch names an item that is known; its departure is recorded
	Late      Outcome = "late"      // the item has moved on; recorded, not applied
	Refused   Outcome = "refused"   // Faults say why; nothing was recorded
)

// Result is the answer for one item, in the order of the batch.
type Result struct {
	Item       string
	Outcome    Outcome
	Row        *clearance.Row
	Assessment *assess.Assessment
	Faults     fault.List
	// DecisionJSON is the decision of the contract, as it is recorded.
	DecisionJSON []byte
}

// maxCharge is what one item may owe, in any currency: far more than a postal item can be
// worth, and so little that the sums of an account hold millions of such items.
const maxCharge = 10_000_000_000

// Judged is one item validated and assessed, not yet recorded.
type Judged struct {
	Item         *item.Item // with its identifier in canonical form
	Outcome      Outcome    // Decided or Refused
	Faults       fault.List // why it was refused
	Assessment   *assess.Assessment
	Facts        *clearance.Facts
	ItemJSON     []byte // canonical
	DecisionJSON []byte // the decision of the contract
	Bare         bool   // no declaration came with it, only its identifier
	key          clearance.Key
	unknown      bool // nobody had declared it when its owner was asked for
}

// Take validates, assesses and records the items. The error is about the batch as a whole
// (too large, the record not available): then nothing was recorded and the caller may send
// it again.
func (s *Service) Take(ctx context.Context, items []*item.Item, from Origin) ([]Result, error) {
	if len(items) > MaxBatch {
		return nil, fault.New("input.too_many", "", MaxBatch, "items")
	}
	now := s.Clock().UTC().Truncate(time.Microsecond)
	book := s.Rulebook()
	judged, err := judgeAll(ctx, items, from.Pack, book, now, s.Workers)
	if err != nil {
		return nil, err
	}
	if err := s.protect(ctx, judged, from, now); err != nil {
		return nil, err
	}
	results := make([]Result, len(items))
	keys := make([]clearance.Key, 0, len(items))
	at := make([]int, 0, len(items))
	month := item.DateOf(now).Month()
	for i := range judged {
		j := &judged[i]
		results[i] = Result{Item: j.Item.ID, Outcome: j.Outcome, Assessment: j.Assessment, Faults: j.Faults, DecisionJSON: j.DecisionJSON}
		if j.Outcome != Refused {
			keys = append(keys, j.key)
			at = append(at, i)
		}
	}
	for _, i := range at { // a declaration that came before may have told another day of posting
		if j := &judged[i]; j.key.Month != month {
			keys = append(keys, clearance.Key{ID: j.key.ID, Month: month})
		}
	}
	if len(keys) == 0 {
		return results, nil
	}
	err = s.Store.Update(ctx, keys, func(rows []*clearance.Row) ([]clearance.Write, error) {
		writes := make([]clearance.Write, 0, len(rows))
		written := make(fresh, len(rows))
		also := rows[len(at):]
		for n, i := range at {
			w, r, row := &judged[i], &results[i], rows[n]
			if w.key.Month != month {
				row, also = newer(row, also[0]), also[1:]
			}
			if w.unknown && row != nil && row.Digest != w.Facts.Digest { // somebody else was faster
				r.Outcome, r.Faults = Refused, fault.List{fault.New("role.not_owner", "/id")}
				continue
			}
			if write, ok := settle(written.row(w.key, month, row), w, r, from, now); ok {
				writes = append(writes, write)
				written.put(&writes[len(writes)-1].Row)
			}
		}
		return writes, nil
	})
	if err != nil {
		return nil, err
	}
	return results, s.number(ctx, results)
}

// number gives the rows of what has no decision of its own the place of the decision that
// stands, where that was recorded in this very batch.
func (s *Service) number(ctx context.Context, results []Result) error {
	for i := range results {
		r := &results[i]
		if r.Outcome != Late && r.Outcome != Noted && r.Outcome != Duplicate || r.Row.LodgedSeq != 0 {
			continue
		}
		row, err := s.Store.Find(ctx, r.Item)
		if err != nil {
			return err
		}
		if row.Key == r.Row.Key {
			r.Row = row
		}
	}
	return nil
}

// JudgeAll validates and assesses items on all cores without recording them, in order.
func JudgeAll(ctx context.Context, items []*item.Item, packID string, book *assess.Rulebook, now time.Time) ([]Judged, error) {
	return judgeAll(ctx, items, packID, book, now, 0)
}

func judgeAll(ctx context.Context, items []*item.Item, packID string, book *assess.Rulebook, now time.Time, workers int) ([]Judged, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	const chunk = 16
	judged := make([]Judged, len(items))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for start := 0; start < len(items); start += chunk {
		group.Go(func() error {
			for i := start; i < min(start+chunk, len(items)); i++ {
				judged[i] = Judge(items[i], packID, book, now)
			}
			return ctx.Err()
		})
	}
	return judged, group.Wait()
}

// Judge validates and assesses one item without recording it.
func Judge(it *item.Item, packID string, book *assess.Rulebook, now time.Time) Judged {
	own := *it
	own.ID = s10.Canonical(own.ID)
	j := Judged{Item: &own, Outcome: Refused}
	if j.Faults, _ = structure.Split(structure.Check(&own, item.DateOf(now))); len(j.Faults) > 0 {
		return j
	}
	a := book.Assess(&own, assess.Inputs{At: now, Pack: packID})
	p, ok := book.Pack(a.Pack)
	if !ok {
		j.Faults = fault.List{fault.New("pack.not_found", "/destination", own.Destination)}
		return j
	}
	month := monthOf(own.Posted, item.DateOf(now))
	itemJSON, digest := item.Encode(&own)
	j.Bare = len(own.Declaration.Lines) == 0 && own.Declaration.Sender.Name == "" && own.Declaration.Recipient.Name == ""
	j.Assessment, j.key = a, clearance.Key{ID: own.ID, Month: month}
	j.Facts = facts(&own, a, p, book.Hash(), hex.EncodeToString(digest[:]), now)
	if a.Total.Known() && a.Total.Cmp(money.FromMinor(maxCharge, 0)) > 0 {
		j.Faults = fault.List{fault.New("money.beyond", "/declaration/lines", a.Total.String())}
		return j
	}
	if _, ok := postings(j.key, a.Pack, now, a.Total, j.Facts.Charges); !ok {
		j.Faults = fault.List{fault.New("pack.invalid", "", a.Pack, "it charges less than the smallest coin of "+a.Total.Currency)}
		return j
	}
	j.Outcome = Decided
	j.ItemJSON = itemJSON
	j.DecisionJSON = assess.AppendJSON(make([]byte, 0, 3072), a, string(j.Facts.State))
	return j
}

// monthOf gives the month under which an item is kept: that of posting if it is one of the
// last twelve, and otherwise the present one. A day to come, or one long ago, would hide the
// item from those who look for it, and open a month for nothing.
func monthOf(posted, today item.Date) string {
	month := posted.Month()
	if age := months(today.Month()) - months(month); month == "" || age < 0 || age > 12 {
		return today.Month()
	}
	return month
}

// protect refuses to change what somebody else declared. Who declared an item first never
// changes, so it is asked before the items are written.
func (s *Service) protect(ctx context.Context, judged []Judged, from Origin, now time.Time) error {
	if from.Amend == AmendAny {
		return nil
	}
	for i := range judged {
		j := &judged[i]
		if j.Outcome == Refused {
			continue
		}
		if at := revised(j.Item); at >= 0 {
			j.Outcome = Refused
			j.Faults = fault.List{fault.New("role.not_allowed", item.Pointer("/declaration/lines", at, "revised_hs"), "to revise a declaration", "clerk, officer or supervisor")}
			continue
		}
		row, err := s.Store.Find(ctx, j.Item.ID)
		month := item.DateOf(now).Month()
		if fault.Of(err, fault.NotFound) || err == nil && !near(row.Month, j.key.Month) && !near(row.Month, month) {
			j.unknown = true
			continue
		}
		if err == nil && row.Digest == j.Facts.Digest {
			continue
		}
		if err != nil {
			return err
		}
		own := false
		if from.Amend == AmendOwn {
			entries, err := s.Store.Entries(ctx, row.Key)
			if err != nil {
				return err
			}
			own = len(entries) > 0 && entries[0].Event.Actor == from.Actor
		}
		if !own {
			j.Outcome, j.Faults = Refused, fault.List{fault.New("role.not_owner", "/id")}
		}
	}
	return nil
}

// revised gives the first line that claims to hold an officer's correction; -1 for none.
func revised(it *item.Item) int {
	return slices.IndexFunc(it.Declaration.Lines, func(l item.Line) bool { return l.RevisedHS != "" || l.RevisedDescription != "" })
}

// settle decides what one item of the batch does to the record.
func settle(row *clearance.Row, w *Judged, r *Result, from Origin, now time.Time) (clearance.Write, bool) {
	r.Faults, r.Assessment, r.DecisionJSON = nil, w.Assessment, w.DecisionJSON
	var before clearance.Row
	if row != nil {
		before = *row
		if row.Digest == w.Facts.Digest || row.Seen(clearance.Decided, w.Facts.Digest) || w.Bare && row.Seen(clearance.Departed, w.Facts.Digest) {
			r.Outcome, r.Row = Duplicate, row
			return clearance.Write{}, false
		}
	} else {
		before = clearance.Row{Key: w.key}
	}
	w = w.after(&before)
	event := clearance.Event{Kind: clearance.Decided, At: now, Actor: from.Actor, Ref: w.Facts.Digest, Facts: w.Facts}
	if row != nil && w.Bare {
		// A dispatch names the item, whose declaration came before: that it left is news, the
		// missing declaration is not.
		event = clearance.Event{Kind: clearance.Departed, At: now, Actor: from.Actor, Ref: w.Facts.Digest, Reason: receptacle(w.Item)}
	}
	after, late, err := before.Apply(event)
	if err != nil {
		f, _ := fault.As(err)
		r.Outcome, r.Faults = Refused, fault.List{f}
		return clearance.Write{}, false
	}
	out := clearance.Write{Row: after, Entry: clearance.Entry{Key: after.Key, Event: event, Late: late}}
	if event.Kind == clearance.Decided {
		out.Entry.Item, out.Entry.Assessment = w.ItemJSON, w.DecisionJSON
	}
	if event.Kind == clearance.Decided && !late {
		r.Assessment, r.DecisionJSON = w.Assessment, w.DecisionJSON
	}
	switch {
	case event.Kind != clearance.Decided:
		r.Outcome = Noted
	case late:
		r.Outcome = Late
	case row == nil:
		r.Outcome = Decided
		out.Postings, _ = postings(after.Key, after.Pack, now, after.Due, after.Charges)
	default: // what was charged goes back to where it was charged, under another pack perhaps
		r.Outcome = Amended
		charged, _ := postings(before.Key, before.Pack, now, before.Due, before.Charges)
		anew, _ := postings(after.Key, after.Pack, now, after.Due, after.Charges)
		out.Postings = append(ledger.Reverse(charged, now), anew...)
	}
	r.Row = &out.Row
	return out, true
}

// receptacle says in what an item travels.
func receptacle(it *item.Item) string {
	if it.Receptacle == "" {
		return "named in a dispatch"
	}
	return "in receptacle " + it.Receptacle
}

// postings books charges; Judge has made sure that it can be done. While one of them is
// unknown nothing is owed yet, and the others are not booked either.
func postings(k clearance.Key, packID string, now time.Time, due money.Amount, charges []ledger.Charge) ([]ledger.Posting, bool) {
	if len(charges) == 0 || !due.Known() {
		return nil, true
	}
	return ledger.Charges(k.ID, k.Month, packID, now, charges, codes.MinorUnits(charges[0].Amount.Currency))
}

// facts picks what the row keeps.
func facts(it *item.Item, a *assess.Assessment, p *pack.Pack, rulebook, digest string, now time.Time) *clearance.Facts {
	d := &it.Declaration
	f := &clearance.Facts{
		Hold: a.Hold, Lane: a.Lane, Decision: a.Decision, Status: a.Status, Pack: a.Pack, Flow: it.Flow, Class: it.Class, Origin: it.Origin,
		Destination: it.Destination, Score: a.Risk.Score, Lines: len(d.Lines), Due: a.Total, PayFirst: p.Settings.Payment == "before_release",
		Digest: digest, Rulebook: rulebook,
	}
	if len(d.Lines) > 0 {
		f.Summary = cut(d.Lines[0].Description, 80)
		f.Value = d.Lines[0].Value
		for _, l := range d.Lines[1:] {
			f.Value = f.Value.Plus(l.Value)
		}
	}
	if len(a.Reasons) > 0 {
		f.Reason = a.Reasons[0].Code
	}
	for _, c := range a.ChargesByType() {
		f.Charges = append(f.Charges, ledger.Charge{Type: string(c.Type), Amount: c.Amount})
	}
	f.State = stateOf(a, f)
	if f.State == clearance.Held && a.Hold == assess.ForDocuments || f.State == clearance.Referred {
		f.Deadline = now.AddDate(0, 0, p.Settings.AskDays)
	}
	return f
}

// stateOf says where a decision takes an item.
func stateOf(a *assess.Assessment, f *clearance.Facts) clearance.State {
	switch a.Decision {
	case assess.Release:
		return clearance.Released
	case assess.Refer:
		return clearance.Referred
	case assess.Refuse:
		return clearance.Refused
	}
	if a.Hold == assess.ForPayment {
		return clearance.Assessed
	}
	return clearance.Held // a seizure waits for an officer's hand
}

// cut shortens a text to at most n bytes at a character's end.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
