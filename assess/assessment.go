package assess

import (
	"time"

	"greenlane/assess/classify"
	"greenlane/assess/duty"
	"greenlane/assess/quality"
	"greenlane/item/money"
)

// Lane is what happens to an item physically.
type Lane string

// The lanes, strongest first.
const (
	Red    Lane = "red"    // physical examination
	Yellow Lane = "yellow" // documents
	Blue   Lane = "blue"   // release now, audit later
	Green  Lane = "green"  // release
)

// Rank orders lanes: 3 red, 2 yellow, 1 blue, 0 green.
func (l Lane) Rank() int {
	switch l {
	case Red:
		return 3
	case Yellow:
		return 2
	case Blue:
		return 1
	}
	return 0
}

// Decision is what the assessment says should be done.
type Decision string

// The decisions.
const (
	Release Decision = "release"
	Hold    Decision = "hold"   // wait for documents, an examination or a payment
	Refer   Decision = "refer"  // ask the origin post or the sender before the item moves
	Refuse  Decision = "refuse" // may not enter; goes back
	Seize   Decision = "seize"  // prohibited; an officer must confirm
)

// Status says how firm the result is.
type Status string

// The statuses.
const (
	Final       Status = "final"
	Provisional Status = "provisional" // rests on a proposed code or an illustrative figure
	NeedsInput  Status = "needs_input" // a fact is missing; Reasons name it
)

// Assessment is everything that was found about one item, and the decision. It is a pure
// function of the item, the rulebook, the day and the history given.
type Assessment struct {
	Item     string
	Pack     string
	Decision Decision
	Lane     Lane
	Hold     HoldReason // why it waits; empty unless Decision is Hold
	Status   Status
	Reasons  []Reason // strongest first
	Lines    []Line
	Charges  []duty.Charge // charges of the item as a whole, such as a fee
	Total    money.Amount  // all charges; unknown while a charge is unknown
	Regime   string        // the regime of the law that was applied
	Notes    []string      // what the reader must know, such as "tariff rates are illustrative"
	Quality  quality.Report
	Risk     Risk
	Outcome  string // the pack's own outcome code, where a rule gave one
	Rulebook string // "sha256:..."
	At       time.Time
}

// HoldReason is what a held item waits for.
type HoldReason string

// The reasons.
const (
	ForDocuments   HoldReason = "documents"
	ForExamination HoldReason = "examination"
	ForPayment     HoldReason = "payment"
	ForAgency      HoldReason = "agency"
)

// Reason is one ground of the decision, told so that anyone can check it.
type Reason struct {
	Code   string // stable
	Field  string // JSON Pointer of the item, if it is about one
	Text   string
	Fix    string
	Weight int  // 0..100: how much it counts
	Lane   Lane // the lane it argues for
	Secret bool // known to officers only: never told to sender or recipient

	Decision Decision // what a rule demands, if it demands more than its lane
}

// Line is the result for one content piece.
type Line struct {
	HS         string
	HSSource   string // declared, proposed, officer; "" if no code is known
	Candidates []classify.Candidate
	duty.LineResult
}

// Risk is the risk part of an assessment.
type Risk struct {
	P          float64 // probability of an irregularity; 0 while no model is loaded
	Score      int     // sum of rule scores, 0..100
	Top        []Effect
	SelectedBy string   // rule, model, random, screening, none
	Rules      []string // ids of the rules that matched
	Draw       string   // the keyed random draw, as a fraction of one with nine places
}

// Effect is what one feature adds to the risk.
type Effect struct {
	Feature string
	Effect  float64
	Text    string
}

// TypeTotal is what is owed of one type.
type TypeTotal struct {
	Type   duty.ChargeType
	Amount money.Amount
}

// ChargesByType adds up what is owed over all lines, types in the order of first
// appearance.
func (a *Assessment) ChargesByType() []TypeTotal {
	var out []TypeTotal
	add := func(charges []duty.Charge) {
		for i := range charges {
			c := &charges[i]
			found := false
			for j := range out {
				if out[j].Type == c.Type {
					out[j].Amount = out[j].Amount.Plus(c.Amount)
					found = true
				}
			}
			if !found {
				out = append(out, TypeTotal{c.Type, c.Amount})
			}
		}
	}
	for i := range a.Lines {
		add(a.Lines[i].Charges)
	}
	add(a.Charges)
	return out
}
