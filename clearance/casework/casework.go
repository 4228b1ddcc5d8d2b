package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/codes"
	"greenlane/item/fault"
	"greenlane/item/money"
	"greenlane/ledger"
)

// Store is what casework needs of the record.
type Store interface {
	Update(ctx context.Context, keys []clearance.Key, change func(rows []*clearance.Row) ([]clearance.Write, error)) error
	Find(ctx context.Context, id string) (*clearance.Row, error)
}

// Service carries out actions. Its parts are set once, before use.
type Service struct {
	Store Store
	Clock func() time.Time
}

// Action is what somebody wants to do.
type Action struct {
	Kind    clearance.Kind
	Reason  string       // one sentence; needed for what people do, not for scans
	Ref     string       // identifier of the event at its source; the same one twice has one effect
	At      time.Time    // when it happened, for scans told later; zero is now
	Finding string       // result of an examination: see Findings
	Amount  money.Amount // of a payment
	Version int64        // row version that the person saw; 0 does not check
}

// Findings are the results that an examination may have.
var findings = []string{"compliant", "misdescribed", "undervalued", "misclassified", "restricted", "prohibited", "dangerous", "other"}

// Findings lists the results that an examination may have.
func Findings() []string { return slices.Clone(findings) }

const maxReason = 2000

// scans tell what a device or a partner saw; they need no reason.
var scans = []clearance.Kind{clearance.Departed, clearance.Arrival, clearance.Found, clearance.Shown, clearance.Payment, clearance.Answered}

// Do carries out an action and gives the row after it. Releasing a red item takes two
// persons: the first call records the approval of the first and leaves the state, the call
// of the second releases.
func (s *Service) Do(ctx context.Context, id string, by clearance.User, a Action) (*clearance.Row, error) {
	found, err := s.Store.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	var after *clearance.Row
	err = s.Store.Update(ctx, []clearance.Key{found.Key}, func(rows []*clearance.Row) ([]clearance.Write, error) {
		if rows[0] == nil {
			return nil, clearance.ErrNoItem(id)
		}
		row := *rows[0]
		if row.Seen(a.Kind, a.Ref) || a.Kind == clearance.ReleasedE && row.Seen(clearance.FirstYes, a.Ref) {
			after = &row
			return nil, nil
		}
		write, err := s.decide(row, by, a)
		if err != nil {
			return nil, err
		}
		after = &write.Row
		return []clearance.Write{write}, nil
	})
	return after, err
}

func (s *Service) decide(row clearance.Row, by clearance.User, a Action) (clearance.Write, error) {
	if a.Version != 0 && a.Version != row.Version {
		return clearance.Write{}, fault.New("record.conflict", "")
	}
	if err := check(&row, by, &a); err != nil {
		return clearance.Write{}, err
	}
	now := s.Clock().UTC().Truncate(time.Microsecond)
	at := now
	if !a.At.IsZero() && a.At.Before(now) {
		at = a.At.UTC().Truncate(time.Microsecond)
	}
	kind := a.Kind
	if kind == clearance.ReleasedE && needsTwo(&row) {
		switch row.First {
		case "":
			kind = clearance.FirstYes
		case by.Name:
			return clearance.Write{}, fault.New("role.second_person", "")
		}
	}
	event := clearance.Event{Kind: kind, At: at, Actor: by.Name, Reason: a.Reason, Ref: a.Ref, Amount: a.Amount, Finding: a.Finding}
	next, late, err := row.Apply(event)
	if err != nil {
		return clearance.Write{}, err
	}
	w := clearance.Write{Row: next, Entry: clearance.Entry{Key: row.Key, Event: event, Late: late}}
	if kind == clearance.Payment && !late {
		p, ok := ledger.Paid(row.ID, row.Month, row.Pack, now, a.Amount, codes.MinorUnits(a.Amount.Currency))
		if !ok {
			return clearance.Write{}, fault.New("money.syntax", "/amount", a.Amount.Decimal.String())
		}
		w.Postings = []ledger.Posting{p}
	}
	return w, nil
}

// needsTwo says that one person alone may not release: so it is with every red item, also
// one that was examined and found compliant, because the examiner may be the one person.
func needsTwo(r *clearance.Row) bool { return r.Lane == assess.Red }

// allowed gives the roles that may cause a transition of the item. A red item is released
// by persons and not by a program, and sent away or given up by those who may refuse it: an
// examination is not avoided by returning what should be examined.
func allowed(r *clearance.Row, t clearance.Transition) []clearance.Role {
	switch {
	case !needsTwo(r):
	case t.Kind == clearance.ReleasedE:
		t, _ = clearance.TransitionOf(clearance.FirstYes)
	case (t.Kind == clearance.ReturnedE || t.Kind == clearance.AbandonE) && r.State != clearance.Refused:
		t, _ = clearance.TransitionOf(clearance.RefusedE)
	}
	return t.Roles
}

func check(row *clearance.Row, by clearance.User, a *Action) error {
	if a.Kind == clearance.Decided || a.Kind == clearance.FirstYes {
		return fault.New("state.not_allowed", "", string(a.Kind), string(row.State))
	}
	t, ok := clearance.TransitionOf(a.Kind)
	if !ok {
		return fault.New("state.not_allowed", "", string(a.Kind), string(row.State))
	}
	roles := allowed(row, t)
	if !slices.ContainsFunc(roles, by.Can) {
		return fault.New("role.not_allowed", "", t.Verb, string(roles[len(roles)-1]))
	}
	a.Reason = strings.TrimSpace(a.Reason)
	if a.Reason == "" && !slices.Contains(scans, a.Kind) && !by.Can(clearance.System) {
		return fault.New("reason.missing", "/reason")
	}
	if len(a.Reason) > maxReason {
		return fault.New("input.too_long", "/reason", maxReason)
	}
	if a.Kind == clearance.Result && !slices.Contains(findings, a.Finding) {
		return fault.New("field.missing", "/finding", "the result of the examination")
	}
	if a.Kind == clearance.Payment {
		return checkPayment(row, a)
	}
	return nil
}

func checkPayment(row *clearance.Row, a *Action) error {
	switch {
	case !a.Amount.Known():
		return fault.New("field.missing", "/amount", "the amount paid")
	case a.Amount.Sign() <= 0:
		return fault.New("money.negative", "/amount")
	case a.Amount.Currency != row.Due.Currency:
		return fault.New("payment.currency", "/amount/currency", a.Amount.Currency, row.Due.Currency)
	case !row.Outstanding().Known() || a.Amount.Cmp(row.Outstanding().Decimal) > 0:
		return fault.New("payment.too_much", "/amount", a.Amount.String(), row.Outstanding().String())
	}
	return nil
}

// Offered lists what a person may do with the item now: the buttons of its page.
func Offered(r *clearance.Row, by clearance.User) []clearance.Transition {
	var out []clearance.Transition
	for _, t := range clearance.Transitions() {
		if t.Kind == clearance.Decided || t.Kind == clearance.FirstYes || r.Allows(t.Kind, by.Roles) != nil {
			continue
		}
		if t.Kind == clearance.Payment && r.Outstanding().Sign() <= 0 {
			continue
		}
		if !slices.ContainsFunc(allowed(r, t), by.Can) || t.Kind == clearance.ReleasedE && needsTwo(r) && r.First == by.Name {
			continue
		}
		out = append(out, t)
	}
	return out
}
