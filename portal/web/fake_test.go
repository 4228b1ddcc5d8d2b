package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/assess/duty"
	"greenlane/assess/pack"
	"greenlane/assess/quality"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

var testNow = time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)

func usd(s string) money.Amount { return money.New(money.MustParse(s), "USD") }

// house is an in-memory record, intake, casework, rulebook and gate for the tests.
type house struct {
	mu      sync.Mutex
	rows    []clearance.Row
	entries map[string][]clearance.Entry

	candidates []classify.Candidate // nil: two dresses
	user       *clearance.User
	broken     error
	clearance.Reader
}

func newHouse() *house {
	h := &house{entries: map[string][]clearance.Entry{}}
	h.user = &clearance.User{Name: "dara", Title: "Dara (officer)", Roles: []clearance.Role{clearance.Officer, clearance.Supervisor}}
	return h
}

func (h *house) add(row clearance.Row, it *item.Item, a *assess.Assessment) {
	h.rows = append(h.rows, row)
	h.entries[row.ID] = append(h.entries[row.ID], clearance.Entry{Seq: int64(len(h.rows)), Key: row.Key,
		Event: clearance.Event{Kind: clearance.Decided, At: row.LodgedAt, Actor: "web", Facts: &clearance.Facts{Decision: row.Decision, Lane: row.Lane}},
		Item:  item.AppendJSON(nil, it), Assessment: assess.AppendJSON(nil, a, string(row.State))})
}

func (h *house) Find(_ context.Context, id string) (*clearance.Row, error) {
	for i := range h.rows {
		if h.rows[i].ID == id {
			row := h.rows[i]
			return &row, nil
		}
	}
	return nil, clearance.ErrNoItem(id)
}

func (h *house) List(_ context.Context, f clearance.Filter, _ string, limit int) ([]clearance.Row, string, error) {
	if h.broken != nil {
		return nil, "", h.broken
	}
	var out []clearance.Row
	for _, r := range h.rows {
		ok := f.Search == "" || strings.HasPrefix(r.ID, f.Search)
		if len(f.Lanes) > 0 {
			ok = ok && r.Lane == f.Lanes[0]
		}
		if len(f.States) > 0 {
			in := false
			for _, s := range f.States {
				in = in || s == r.State
			}
			ok = ok && in
		}
		if ok && len(out) < limit {
			out = append(out, r)
		}
	}
	return out, "", nil
}

func (h *house) Entries(_ context.Context, k clearance.Key) ([]clearance.Entry, error) {
	return h.entries[k.ID], nil
}

func (h *house) Counts(context.Context) (clearance.Counts, error) {
	c := clearance.Counts{Lanes: map[assess.Lane]int64{}, States: map[clearance.State]int64{}, At: testNow}
	for _, r := range h.rows {
		c.Total++
		c.Lanes[r.Lane]++
		c.States[r.State]++
	}
	return c, nil
}

func (h *house) Take(_ context.Context, items []*item.Item, _ intake.Origin) ([]intake.Result, error) {
	if h.broken != nil {
		return nil, h.broken
	}
	it := items[0]
	a := h.Assess(it, assess.Inputs{At: testNow})
	row := clearance.Row{Key: clearance.Key{ID: it.ID, Month: "2026-11"}, State: clearance.Released, Lane: assess.Green, Decision: assess.Release, Origin: it.Origin,
		Destination: it.Destination, Summary: it.Declaration.Lines[0].Description, Lines: len(it.Declaration.Lines), LodgedAt: testNow, DecidedAt: testNow, UpdatedAt: testNow, Due: a.Total, Pack: "KH"}
	h.add(row, it, a)
	return []intake.Result{{Item: it.ID, Outcome: intake.Decided, Row: &row, Assessment: a}}, nil
}

func (h *house) Do(_ context.Context, id string, by clearance.User, a casework.Action) (*clearance.Row, error) {
	for i := range h.rows {
		r := &h.rows[i]
		if r.ID != id {
			continue
		}
		switch {
		case a.Version != 0 && a.Version != r.Version:
			return nil, fault.New("record.conflict", "")
		case strings.TrimSpace(a.Reason) == "" && a.Kind != clearance.Payment:
			return nil, fault.New("reason.missing", "/reason")
		}
		kind := a.Kind
		if kind == clearance.ReleasedE && r.Lane == assess.Red && r.First == "" {
			kind = clearance.FirstYes
		}
		event := clearance.Event{Kind: kind, At: testNow, Actor: by.Name, Reason: a.Reason, Amount: a.Amount, Finding: a.Finding}
		after, late, err := r.Apply(event)
		if err != nil {
			return nil, err
		}
		*r = after
		h.entries[id] = append(h.entries[id], clearance.Entry{Seq: int64(len(h.entries[id]) + 100), Key: r.Key, Event: event, Late: late})
		row := *r
		return &row, nil
	}
	return nil, clearance.ErrNoItem(id)
}

func (h *house) SignIn(_ http.ResponseWriter, _ *http.Request, name, password string) error {
	if password != "right" {
		return fault.New("auth.refused", "")
	}
	return nil
}
func (h *house) SignOut(http.ResponseWriter, *http.Request) error { h.user = nil; return nil }
func (h *house) User(*http.Request) *clearance.User               { return h.user }
func (h *house) Hash() string                                     { return "sha256:0f3a" }
func (h *house) Classifier() *classify.Index                      { return classifier() }
func (h *house) Packs() []*pack.Pack                              { return []*pack.Pack{cambodia} }
func (h *house) Pack(id string) (*pack.Pack, bool)                { return cambodia, id == "KH" }

var classifier = sync.OnceValue(classify.New)

var cambodia = &pack.Pack{ID: "KH", Title: "Cambodia", Country: "KH", Currency: "USD", TimeZone: "Asia/Phnom_Penh"}

func (h *house) Assess(it *item.Item, in assess.Inputs) *assess.Assessment {
	a := &assess.Assessment{Item: it.ID, Pack: "KH", Decision: assess.Hold, Hold: assess.ForDocuments, Lane: assess.Yellow, Status: assess.Provisional, Total: usd("12.34"),
		Notes: []string{"tariff rates of this pack are illustrative"}, Rulebook: "sha256:0f3a", At: in.At, Regime: "standard"}
	a.Quality = quality.Report{Score: 83, Findings: []quality.Finding{{Code: "quality.vague", Field: "/declaration/lines/0/description", Text: "“gift” does not say what is inside", Fix: "say what it is and what it is made of", Points: 17}}}
	a.Reasons = []assess.Reason{
		{Code: "value.low", Field: "/declaration/lines/0/value", Text: "the value is far below what such goods cost", Fix: "send the invoice", Weight: 70, Lane: assess.Yellow},
		{Code: "rule.kh-7", Text: "WATCHED-SENDER-RULE matched", Weight: 90, Lane: assess.Red, Secret: true},
	}
	a.Risk = assess.Risk{P: 0.031, Score: 64, SelectedBy: "rule", Rules: []string{"kh-7"}, Draw: "0.118273645", Top: []assess.Effect{{Feature: "unit_value", Effect: 0.4, Text: "unit value below the usual band"}}}
	for i := range it.Declaration.Lines {
		l := &it.Declaration.Lines[i]
		source := "declared"
		code := l.HS
		if code == "" {
			code, source = "620444", "proposed"
		}
		line := assess.Line{HS: code, HSSource: source, Candidates: []classify.Candidate{{HS: "620444", P: 0.62, Label: "Women's woven dress of synthetic fibres", Why: []string{"dress", "polyester"}}, {HS: "610444", P: 0.21, Label: "Women's knitted dress of synthetic fibres", Why: []string{"dress"}}}}
		if h.candidates != nil {
			line.Candidates = h.candidates
		}
		line.CustomsValue = usd("63.00")
		line.Charges = []duty.Charge{
			{Type: duty.Duty, Name: "customs duty", Base: usd("63.00"), Rate: "15 %", Amount: usd("9.45"), Source: "tariff", Trace: []duty.Step{{Text: "customs value 63.00 USD x 15 % = 9.4500", Law: "Customs tariff, heading 62.04"}, {Text: "rounded to 0.01 USD", Law: "Law on customs, article 20"}}},
			{Type: duty.VAT, Name: "value added tax", Base: usd("72.45"), Rate: "10 %", Amount: usd("2.89"), Source: "vat", Trace: []duty.Step{{Text: "(63.00 + 9.45) USD x 10 %"}}},
		}
		a.Lines = append(a.Lines, line)
	}
	return a
}

func sampleItem(id, description string) *item.Item {
	it := &item.Item{ID: id, Origin: "FR", Destination: "KH", Class: "C", Posted: "2026-11-18", Source: item.Source{Format: "web"}}
	d := &it.Declaration
	d.Nature = "11"
	d.Sender = item.Party{Name: "Ana Example", Company: "Example Weavers", Address: []string{"1 Example Street"}, City: "Lyon", Postcode: "69001", Country: "FR", Email: "ana@example.org"}
	d.Recipient = item.Party{Name: "Sok Example", Address: []string{"12 Example Road"}, City: "Phnom Penh", Country: "KH", Telephone: "+855 00 000 000"}
	d.GrossWeight.Decimal = money.MustParse("0.850")
	d.Postage = money.New(money.MustParse("18.40"), "EUR")
	d.Lines = []item.Line{
		{Index: 1, Description: description, Quantity: 2, Value: usd("63.00"), HS: "420292", Origin: "FR"},
	}
	d.Lines[0].NetWeight.Decimal = money.MustParse("0.700")
	return it
}

// fill gives the house rows in many lanes and states.
func (h *house) fill(descriptions ...string) {
	kinds := []struct {
		lane  assess.Lane
		state clearance.State
		hold  assess.HoldReason
		dec   assess.Decision
	}{
		{assess.Red, clearance.Held, assess.ForExamination, assess.Hold},
		{assess.Red, clearance.Presented, "", assess.Hold},
		{assess.Yellow, clearance.Held, assess.ForDocuments, assess.Hold},
		{assess.Yellow, clearance.Referred, "", assess.Refer},
		{assess.Blue, clearance.Assessed, assess.ForPayment, assess.Hold},
		{assess.Green, clearance.Released, "", assess.Release},
		{assess.Green, clearance.Released, "", assess.Release},
	}
	if len(descriptions) == 0 {
		descriptions = []string{"Women's polyester dress, woven", "Lithium power bank 20 000 mAh", "Gift", "Used car radio with cables and bracket", "Silver necklace", "Children's cotton T-shirt", "Printed books"}
	}
	for i, k := range kinds {
		it := sampleItem(fmt.Sprintf("CP%08d0FR", i+10), descriptions[i%len(descriptions)])
		a := h.Assess(it, assess.Inputs{At: testNow})
		a.Lane, a.Decision, a.Hold = k.lane, k.dec, k.hold
		row := clearance.Row{Key: clearance.Key{ID: it.ID, Month: "2026-11"}, Version: 1, State: k.state, Hold: k.hold, Lane: k.lane, Decision: k.dec, Status: a.Status, Pack: "KH", Flow: item.Inbound,
			Class: "C", Origin: "FR", Destination: "KH", Summary: it.Declaration.Lines[0].Description, Reason: "value.low", Score: 90 - i*12, Lines: 1 + i%3, Value: usd("63.00"), Due: usd("12.34"), PayFirst: true,
			Rulebook: "sha256:0f3a", LodgedAt: testNow.Add(-50 * time.Hour), DecidedAt: testNow.Add(-50 * time.Hour), UpdatedAt: testNow.Add(-time.Duration(i*17) * time.Minute)}
		if k.hold == assess.ForDocuments {
			row.Deadline = testNow.Add(-3 * time.Hour)
		}
		if k.state == clearance.Referred {
			row.Deadline = testNow.Add(5 * 24 * time.Hour)
		}
		h.add(row, it, a)
	}
}

var testKey = []byte("a key of the tests, 32 bytes long")

func newSite(t testing.TB, h *house) *Site {
	t.Helper()
	site, err := New(Options{Record: h, Intake: h, Casework: h, Rulebook: func() Judge { return h }, Gate: h, Now: func() time.Time { return testNow }, Key: testKey, Demo: true,
		Logins: []Login{{"dara", "right", "Officer"}, {"mealea", "right", "Supervisor"}}})
	if err != nil {
		t.Fatal(err)
	}
	return site
}
