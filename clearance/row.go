package clearance

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"greenlane/assess"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
	"greenlane/ledger"
)

// Key names one item. S10 identifiers may be used again after twelve months, so the month
// of posting (of receipt, where no posting day was declared) belongs to the key.
type Key struct {
	ID    string // S10 identifier, canonical
	Month string // "2026-11"
}

// Row is the current state of an item: what queues and counts are made from.
type Row struct {
	Key
	Version     int64 // number of journal entries of the item
	State       State
	Hold        assess.HoldReason
	Lane        assess.Lane
	Decision    assess.Decision
	Status      assess.Status
	Pack        string
	Flow        item.Flow
	Class       string
	Origin      string
	Destination string
	Summary     string // description of the first line, cut to 80 characters
	Reason      string // code of the strongest reason
	Score       int    // risk score 0..100, for sorting the queue
	Lines       int
	Value       money.Amount // declared value of all lines, where they share a currency
	Due         money.Amount // charges of the last assessment
	Paid        money.Amount
	Charges     []ledger.Charge // what Due is made of, by type
	PayFirst    bool            // charges are paid before release
	Digest      string          // of the declaration last decided, hexadecimal
	Rulebook    string          // hash of the rulebook that decided last

	LodgedAt  time.Time
	DecidedAt time.Time
	ArrivedAt time.Time // zero until an arrival was reported
	UpdatedAt time.Time
	Deadline  time.Time // zero, or when an answer is due
	First     string    // who asked for the release of a red item and waits for a second person
	LodgedSeq int64     // journal row of the last declaration and assessment
	Refs      []string  // marks of the last events applied, so that a repeat is seen; see Mark
}

// Bounds on the marks that a row keeps: more events than a postal item meets, and more
// payments than anybody splits a charge into.
const (
	maxRefs     = 16
	maxPayments = 64
)

// Mark is the short form of an event's kind and reference that a row keeps: 16 hexadecimal
// digits of a SHA-256, behind "p" for a payment.
func Mark(k Kind, ref string) string {
	sum := sha256.Sum256([]byte(string(k) + "\x00" + ref))
	mark := hex.EncodeToString(sum[:8])
	if k == Payment {
		return "p" + mark
	}
	return mark
}

// Seen says whether an event of this kind and reference was recorded before. Payments are
// remembered for ever, other events until sixteen younger ones came.
func (r *Row) Seen(k Kind, ref string) bool {
	return ref != "" && slices.Contains(r.Refs, Mark(k, ref))
}

// remember keeps the mark of an event; the slice is made anew because rows are copied.
func (r *Row) remember(k Kind, ref string) error {
	if ref == "" || r.Seen(k, ref) {
		return nil
	}
	kept := slices.Clone(r.Refs)
	paid := 0
	for _, m := range kept {
		if m[0] == 'p' {
			paid++
		}
	}
	switch {
	case k == Payment && paid >= maxPayments:
		return fault.New("input.too_many", "/ref", maxPayments, "payments")
	case k != Payment && len(kept)-paid >= maxRefs:
		oldest := slices.IndexFunc(kept, func(m string) bool { return m[0] != 'p' })
		kept = slices.Delete(kept, oldest, oldest+1)
	}
	r.Refs = append(kept, Mark(k, ref))
	return nil
}

// Outstanding is what is still to be paid; unknown while the charges are. Money paid in
// another currency, before an amendment took the item to another country, does not count.
func (r *Row) Outstanding() money.Amount {
	if !r.Paid.Known() || r.Paid.Currency != r.Due.Currency {
		return r.Due
	}
	return money.New(r.Due.Sub(r.Paid.Decimal), r.Due.Currency)
}

// Wanted says what customs waits for with an item whatever is declared next: an examination
// (of a red item, or ordered by an officer), a permit, or papers that a person asked for. What
// the declaration alone lacked, a better one mends.
func (r *Row) Wanted() (assess.HoldReason, bool) {
	switch {
	case r.Lane == assess.Red || r.Hold == assess.ForExamination:
		return assess.ForExamination, true
	case r.Hold == assess.ForAgency:
		return assess.ForAgency, true
	case r.State == Held && r.Hold == assess.ForDocuments && r.Lane.Rank() < assess.Yellow.Rank() && r.Status != assess.NeedsInput:
		return assess.ForDocuments, true
	}
	return "", false
}

// Kind is what a journal entry tells.
type Kind string

// The kinds of event.
const (
	Decided   Kind = "decided"   // a declaration was lodged or amended, and assessed
	Departed  Kind = "departed"  // left the origin country
	Arrival   Kind = "arrived"   // reached the inward office of exchange
	Found     Kind = "located"   // found after being flagged
	Shown     Kind = "presented" // put before customs
	AskedFor  Kind = "asked"     // documents asked for
	Answered  Kind = "answered"  // documents received
	Ordered   Kind = "ordered"   // examination ordered
	Result    Kind = "examined"  // result of an examination
	Payment   Kind = "paid"
	FirstYes  Kind = "approved" // first of two persons released a red item
	ReleasedE Kind = "released"
	RefusedE  Kind = "refused"
	ReturnedE Kind = "returned"
	AbandonE  Kind = "abandoned"
	SeizedE   Kind = "seized"
	DestroyE  Kind = "destroyed"
	Noted     Kind = "noted" // a remark; changes nothing
)

// Event is what happened to an item.
type Event struct {
	Kind    Kind
	At      time.Time    // when it happened
	Actor   string       // user name, or "system", "post:CNA", "customs:KH"
	Reason  string       // why, in a sentence; needed for what people do
	Ref     string       // identifier of the event at its source: the same one twice has one effect
	Amount  money.Amount // of a payment
	Finding string       // code of an examination's result: compliant, misdescribed, undervalued, prohibited, other
	Facts   *Facts       // of Decided
}

// Facts is the part of a declaration and its assessment that the row keeps.
type Facts struct {
	State                                       State // where the decision takes the item
	Hold                                        assess.HoldReason
	Lane                                        assess.Lane
	Decision                                    assess.Decision
	Status                                      assess.Status
	Pack                                        string
	Flow                                        item.Flow
	Class, Origin, Destination, Summary, Reason string
	Score, Lines                                int
	Value, Due                                  money.Amount
	Charges                                     []ledger.Charge
	PayFirst                                    bool
	Digest                                      string
	Rulebook                                    string
	Deadline                                    time.Time
}

// Entry is one immutable row of the journal.
type Entry struct {
	Seq   int64 // place in the journal, from 1, without gaps
	Key   Key
	Event Event
	Late  bool // recorded, not applied: it came after the item had moved on
	// Item and Assessment are the JSON of the declaration as received and of the decision;
	// only Decided has them.
	Item       []byte
	Assessment []byte
}

// ErrNoItem is the fault of an identifier that nobody lodged.
func ErrNoItem(id string) error { return fault.New("item.not_found", "", id) }
