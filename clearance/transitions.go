package clearance

import (
	"slices"
	"strings"
	"time"

	"greenlane/assess"
	"greenlane/item/fault"
)

// Role is what a person may do.
type Role string

// The roles.
const (
	System     Role = "system" // the product itself, and messages of partners
	Sender     Role = "sender"
	Clerk      Role = "clerk"
	Officer    Role = "officer"
	Supervisor Role = "supervisor"
	Auditor    Role = "auditor"
	Admin      Role = "admin"
)

// Transition is one row of the table: in which states an event is possible, where it
// leads, and who may cause it.
type Transition struct {
	Kind  Kind
	Verb  string  // what a button says: "release"
	From  []State // states in which it is possible
	To    State   // "" stays, or is computed (Decided, release with charges)
	Hold  assess.HoldReason
	Roles []Role
	Late  bool // in any other state it is recorded and not applied, instead of refused
}

var (
	preArrival = []State{Drafted, Lodged, Referred, ClearedToLoad, Dispatched}
	open       = []State{Lodged, Referred, ClearedToLoad, Dispatched, Arrived, Held, Located, Presented, Examined, Assessed}
	inHand     = []State{Arrived, Held, Located, Presented, Examined, Assessed}
	people     = []Role{Officer, Supervisor}
	scanners   = []Role{System, Clerk, Officer, Supervisor}
)

// Transitions is the whole state machine. Released is not the end: until the item is handed
// over an officer may call it back for an examination; whether the post still has it, the
// post says with its next scan.
func Transitions() []Transition { return slices.Clone(transitions) }

var transitions = []Transition{
	{Kind: Decided, Verb: "decide", From: []State{"", Drafted, Lodged, Referred, ClearedToLoad, Dispatched, Arrived, Held, Assessed}, Roles: []Role{System}, Late: true},
	{Kind: Departed, Verb: "record departure", From: []State{Lodged, ClearedToLoad}, To: Dispatched, Roles: scanners, Late: true},
	{Kind: Arrival, Verb: "record arrival", From: preArrival, To: Arrived, Roles: scanners, Late: true},
	{Kind: Found, Verb: "record as located", From: []State{Held}, To: Located, Roles: scanners, Late: true},
	{Kind: Shown, Verb: "record presentation", From: []State{Arrived, Held, Located}, To: Presented, Roles: scanners, Late: true},
	{Kind: AskedFor, Verb: "ask for documents", From: open, To: Held, Hold: assess.ForDocuments, Roles: people},
	{Kind: Answered, Verb: "record documents", From: open, Roles: []Role{System, Clerk, Officer, Supervisor}, Late: true},
	{Kind: Ordered, Verb: "order examination", From: append(slices.Clone(open), Released), To: Held, Hold: assess.ForExamination, Roles: people},
	{Kind: Result, Verb: "record examination", From: inHand, To: Examined, Roles: people},
	{Kind: Payment, Verb: "record payment", From: append(slices.Clone(inHand), Released), Roles: []Role{System, Clerk, Officer, Supervisor}},
	{Kind: FirstYes, Verb: "approve release", From: append(slices.Clone(open), Paid), Roles: people},
	{Kind: ReleasedE, Verb: "release", From: append(slices.Clone(open), Paid), To: Released, Roles: append([]Role{System}, people...)},
	{Kind: RefusedE, Verb: "refuse", From: open, To: Refused, Roles: people},
	{Kind: ReturnedE, Verb: "return to sender", From: append(slices.Clone(open), Refused), To: Returned, Roles: append([]Role{Clerk}, people...)},
	{Kind: AbandonE, Verb: "record abandonment", From: append(slices.Clone(inHand), Refused), To: Abandoned, Roles: append([]Role{Clerk}, people...)},
	{Kind: SeizedE, Verb: "seize", From: inHand, To: Seized, Roles: []Role{Supervisor}},
	{Kind: DestroyE, Verb: "record destruction", From: []State{Abandoned, Seized, Refused}, To: Destroyed, Roles: []Role{Supervisor}},
	{Kind: Noted, Verb: "note", From: States(), Roles: []Role{System, Clerk, Officer, Supervisor, Auditor}},
}

// TransitionOf finds the row of an event.
func TransitionOf(k Kind) (Transition, bool) {
	for _, t := range transitions {
		if t.Kind == k {
			return t, true
		}
	}
	return Transition{}, false
}

// Rank is the place of a state in the order of States; -1 if it is none.
func (s State) Rank() int { return slices.Index(States(), s) }

// Final says that nothing moves the item any more, but remarks.
func (s State) Final() bool {
	return s == Returned || s == Destroyed
}

// Allows says whether a person with these roles may cause the event now. It is what the
// item page asks before it shows a button, and what casework asks again.
func (r *Row) Allows(k Kind, roles []Role) error {
	t, ok := TransitionOf(k)
	if !ok || !slices.Contains(t.From, r.State) {
		return fault.New("state.not_allowed", "", t.verb(k), r.State)
	}
	for _, role := range roles {
		if slices.Contains(t.Roles, role) {
			return nil
		}
	}
	return fault.New("role.not_allowed", "", t.verb(k), string(t.Roles[len(t.Roles)-1]))
}

func (t Transition) verb(k Kind) string {
	if t.Verb == "" {
		return string(k)
	}
	return t.Verb
}

// Apply gives the row after an event, and whether the event came too late to be applied.
// It is pure: the same row and event always give the same row. A fault means that the
// event is not possible and nothing is to be recorded.
func (r Row) Apply(e Event) (after Row, late bool, err error) {
	t, ok := TransitionOf(e.Kind)
	if !ok {
		return r, false, fault.New("state.not_allowed", "", string(e.Kind), r.State)
	}
	r.Version++
	if err := r.remember(e.Kind, e.Ref); err != nil {
		return r, false, err
	}
	if e.Kind == Arrival && r.ArrivedAt.IsZero() {
		r.ArrivedAt = e.At
	}
	if !slices.Contains(t.From, r.State) && !recalls(&r, e) {
		if t.Late {
			return r, true, nil
		}
		return r, false, fault.New("state.not_allowed", "", t.Verb, string(r.State))
	}
	if e.At.After(r.UpdatedAt) {
		r.UpdatedAt = e.At
	}
	r.move(t, e)
	return r, false, nil
}

// recalls says that a declaration calls a released item back: one after which it must be
// examined. Otherwise who declares first, and nicely, would shut out whoever declares truly.
func recalls(r *Row, e Event) bool {
	return e.Kind == Decided && r.State == Released && e.Facts.Lane == assess.Red
}

func (r *Row) move(t Transition, e Event) {
	switch e.Kind {
	case Decided:
		r.decide(e)
		return
	case Payment:
		r.pay(e)
		return
	case FirstYes:
		r.First = e.Actor
		return
	case ReleasedE:
		if r.PayFirst && r.Outstanding().Sign() > 0 {
			r.State, r.Hold, r.First, r.Deadline = Assessed, assess.ForPayment, "", time.Time{}
			return
		}
	case Answered:
		r.Deadline = time.Time{}
		return
	}
	if t.To == "" {
		return
	}
	r.State = t.To
	if e.Kind != Arrival && e.Kind != Found && e.Kind != Shown { // being found does not end the hold
		r.Hold = t.Hold
	}
	if t.To.Rank() < Held.Rank() || t.To.Rank() >= Released.Rank() {
		r.Deadline = time.Time{}
	}
	if t.To != Located && t.To != Presented {
		r.First = ""
	}
}

func (r *Row) decide(e Event) {
	f := e.Facts
	if r.LodgedAt.IsZero() {
		r.LodgedAt = e.At
	}
	r.DecidedAt, r.State, r.Hold, r.Lane, r.Decision, r.Status = e.At, f.State, f.Hold, f.Lane, f.Decision, f.Status
	r.Pack, r.Flow, r.Class, r.Origin, r.Destination = f.Pack, f.Flow, f.Class, f.Origin, f.Destination
	r.Summary, r.Reason, r.Score, r.Lines, r.Value, r.Due = f.Summary, f.Reason, f.Score, f.Lines, f.Value, f.Due
	r.Charges = f.Charges
	r.PayFirst, r.Digest, r.Rulebook, r.Deadline, r.First = f.PayFirst, f.Digest, f.Rulebook, f.Deadline, ""
	r.settled()
}

func (r *Row) pay(e Event) {
	paid := e.Amount
	if r.Paid.Known() && r.Paid.Currency == e.Amount.Currency {
		paid = r.Paid.Plus(e.Amount)
	}
	r.Paid = paid
	r.settled()
}

// settled releases an item that waited for nothing but money that is paid by now.
func (r *Row) settled() {
	if owed := r.Outstanding(); r.State == Assessed && r.Paid.Known() && owed.Known() && owed.Sign() <= 0 {
		r.State, r.Hold = Released, ""
	}
}

// Diagram prints the machine as a Mermaid state diagram.
func Diagram() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, t := range transitions {
		if t.To == "" {
			continue
		}
		for _, from := range t.From {
			if from != "" && from != t.To {
				b.WriteString("    " + mermaid(from) + " --> " + mermaid(t.To) + ": " + t.Verb + "\n")
			}
		}
	}
	return b.String()
}

func mermaid(s State) string { return strings.ReplaceAll(string(s), "-", "_") }

// TableMarkdown prints the table for the manual.
func TableMarkdown() string {
	var b strings.Builder
	b.WriteString("| event | action | possible in | leads to | who | when it comes late |\n|---|---|---|---|---|---|\n")
	for _, t := range transitions {
		from := make([]string, 0, len(t.From))
		for _, s := range t.From {
			if s == "" {
				s = "(new)"
			}
			from = append(from, string(s))
		}
		who := make([]string, len(t.Roles))
		for i, r := range t.Roles {
			who[i] = string(r)
		}
		to, late := string(t.To), "refused"
		if to == "" {
			to = "as decided"
		}
		if t.Late {
			late = "recorded, not applied"
		}
		b.WriteString("| " + string(t.Kind) + " | " + t.Verb + " | " + strings.Join(from, ", ") + " | " + to + " | " + strings.Join(who, ", ") + " | " + late + " |\n")
	}
	return b.String()
}
