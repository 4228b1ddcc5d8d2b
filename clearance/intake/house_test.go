package intake_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/assess/pack"
	"greenlane/assess/screening"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/money"
	"greenlane/item/s10"
	"greenlane/ledger"
	"greenlane/record/journal"
	"greenlane/record/recordtest"
	"greenlane/record/sqlite"
)

var start = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)

// book builds the rulebook of the built-in packs once for all tests.
var book = sync.OnceValues(func() (*assess.Rulebook, error) {
	packs, err := pack.Builtin()
	if err != nil {
		return nil, err
	}
	list, err := screening.Demo()
	if err != nil {
		return nil, err
	}
	return assess.New(assess.Parts{Packs: packs, Classifier: classify.New(), Screening: list, Key: []byte("test key")})
})

// house is intake and casework on a real record.
type house struct {
	*testing.T
	*intake.Service
	store *sqlite.Store
	cases *casework.Service
	now   time.Time
}

func open(t *testing.T) *house {
	t.Helper()
	b, err := book()
	if err != nil {
		t.Fatal(err)
	}
	signer, verifier := recordtest.Signer(t)
	h := &house{T: t, now: start}
	h.store, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "record.db"), sqlite.Options{Signer: signer, Verifier: verifier, Now: h.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.store.Close() })
	h.Service = &intake.Service{Store: h.store, Rulebook: func() *assess.Rulebook { return b }, Clock: h.clock}
	h.cases = &casework.Service{Store: h.store, Clock: h.clock}
	return h
}

func (h *house) clock() time.Time { return h.now }

// take takes items in a minute later.
func (h *house) take(items ...*item.Item) []intake.Result {
	h.Helper()
	h.now = h.now.Add(time.Minute)
	results, err := h.Take(h.Context(), items, intake.Origin{Actor: "post:XXA"})
	if err != nil {
		h.Fatal(err)
	}
	if len(results) != len(items) {
		h.Fatalf("%d results of %d items", len(results), len(items))
	}
	return results
}

func (h *house) find(id string) *clearance.Row {
	h.Helper()
	row, err := h.store.Find(h.Context(), id)
	if err != nil {
		h.Fatal(err)
	}
	return row
}

func (h *house) entries(k clearance.Key) []clearance.Entry {
	h.Helper()
	entries, err := h.store.Entries(h.Context(), k)
	if err != nil {
		h.Fatal(err)
	}
	return entries
}

func (h *house) do(id string, who clearance.User, a casework.Action) *clearance.Row {
	h.Helper()
	h.now = h.now.Add(time.Minute)
	row, err := h.cases.Do(h.Context(), id, who, a)
	if err != nil {
		h.Fatal(err)
	}
	return row
}

func (h *house) balances() map[ledger.Account]int64 {
	h.Helper()
	list, err := h.store.Balances(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	out := map[ledger.Account]int64{}
	for _, b := range list {
		if n := b.Debit - b.Credit; n != 0 {
			out[b.Name+"/"+ledger.Account(b.Currency)] += n
		}
	}
	return out
}

// checkFold compares the row with the fold of its journal.
func (h *house) checkFold(t fataler, id string) {
	t.Helper()
	row, err := h.store.Find(h.Context(), id)
	if err != nil {
		t.Fatalf("find: %v", err)
	}
	entries, err := h.store.Entries(h.Context(), row.Key)
	if err != nil {
		t.Fatalf("entries: %v", err)
	}
	folded, err := journal.Fold(entries)
	if err != nil {
		t.Fatalf("fold: %v", err)
	}
	if d := journal.Difference(row, &folded); d != "" {
		t.Fatalf("%s: the row is not the fold of its journal: %s", id, d)
	}
}

// fataler is a test, also one of rapid.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// number is the identifier of the n-th parcel of the tests.
func number(n int) string {
	id, err := s10.New("CP", uint32(n), "TH")
	if err != nil {
		panic(err)
	}
	return id.String()
}

// shirts is a good declaration of cotton shirts to Cambodia worth so many dollars.
func shirts(n int, dollars string) *item.Item {
	it := &item.Item{
		ID: number(n), Flow: item.Inbound, Class: "C", Category: "A", OriginPost: "THA", DestinationPost: "KHA", Origin: "TH", Destination: "KH", Posted: "2026-11-19",
		Declaration: item.Declaration{
			Nature:    "11",
			Sender:    item.Party{Name: "Example Textile Works of Freedonia", Address: []string{"1 Example Road"}, City: "Bangkok", Postcode: "10110", Country: "TH", Telephone: "+66 2 000 0000"},
			Recipient: item.Party{Name: "Sok Example", Address: []string{"12 Example Street"}, City: "Phnom Penh", Postcode: "120101", Country: "KH", Telephone: "+855 12 000 000"},
			Postage:   money.New(money.MustParse("9.00"), "USD"),
			Lines: []item.Line{{Index: 1, Description: "men's cotton t-shirts, knitted", Quantity: 4, NetWeight: item.Weight{Decimal: money.MustParse("0.800")},
				Value: money.New(money.MustParse(dollars), "USD"), HS: "610910", Origin: "TH"}},
		},
	}
	it.Declaration.GrossWeight = item.Weight{Decimal: money.MustParse("1.000")}
	return it
}

func officer(name string) clearance.User {
	return clearance.User{Name: name, Roles: []clearance.Role{clearance.Officer}}
}

func outcomes(results []intake.Result) string {
	s := ""
	for i := range results {
		s += fmt.Sprintf("%s ", results[i].Outcome)
	}
	return s
}
