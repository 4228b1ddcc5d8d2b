package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
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
	"greenlane/portal/auth"
)

var (
	noon      = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	secretKey = []byte("a key of thirty-two bytes length")
)

// The real parts fit.
var (
	_ Auth  = (*auth.Service)(nil)
	_ Book  = (*assess.Rulebook)(nil)
	_ Taker = (*intake.Service)(nil)
	_ Doer  = (*casework.Service)(nil)

	_ Classifier = (*classify.Index)(nil)
)

// house is a fake of everything behind the interface.
type house struct {
	t       *testing.T
	handler http.Handler
	options Options
	now     time.Time

	mu      sync.Mutex
	rows    map[string]*clearance.Row
	entries []clearance.Entry
	answers map[string]kept
	taken   int
	keys    int
	acted   []casework.Action
	fail    error // what every store call answers
}

type kept struct {
	request [32]byte
	answer  clearance.Answer
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, now: noon, rows: map[string]*clearance.Row{}, answers: map[string]kept{}}
	h.options = Options{Reader: h, Taker: h, Doer: h, Desk: h, Auth: byName{}, Rulebook: func() Book { return book{} }, SecretKey: secretKey,
		Clock: func() time.Time { return h.now }, Burst: 100_000,
		Classifier: func() Classifier { return index{} },
		Leaf:       func(*clearance.Entry) []byte { return []byte("leaf") },
		Checkpoint: func(context.Context) ([]byte, error) { return []byte("example.org/log\n1\nAAAA\n"), h.fail },
	}
	h.open()
	return h
}

func (h *house) open() {
	h.t.Helper()
	var err error
	if h.handler, err = New(h.options); err != nil {
		h.t.Fatal(err)
	}
}

// byName signs in whoever says a role as bearer.
type byName struct{}

func (byName) Load(next http.Handler) http.Handler { return next }
func (a byName) Known(r *http.Request) error {
	if r.Header.Get("Authorization") == "Bearer false" {
		return fault.New("auth.key", "")
	}
	if a.User(r) == nil {
		return fault.New("auth.needed", "")
	}
	return nil
}
func (byName) User(r *http.Request) *clearance.User {
	role, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || role == "false" {
		return nil
	}
	return &clearance.User{Name: role, Roles: []clearance.Role{clearance.Role(role)}}
}

type index struct{}

func (index) Propose(text string, n int) []classify.Candidate {
	return []classify.Candidate{{HS: "610443", P: 0.42, Label: "Dresses", Why: []string{"dress"}}, {HS: "620443", P: 0.2}}[:min(n, 2)]
}
func (index) Ask([]classify.Candidate) *classify.Question {
	return &classify.Question{Ask: "Is it knitted?", Why: "it decides", Options: []classify.Option{{Answer: "knitted", Hint: "loops", HS: []string{"610443"}}}}
}

type book struct{}

func (book) Hash() string { return "sha256:book" }
func (book) Packs() []*pack.Pack {
	return []*pack.Pack{{ID: "KH", Title: "Example law", Version: "1", Country: "KH", Currency: "USD",
		Sources:      map[string]pack.Source{"law": {ID: "law", Title: "Law", Standing: pack.Illustrative}},
		Restrictions: []pack.Restriction{{ID: "arms", Title: "Arms", Effect: "prohibited", HS: []string{"93"}}}, Rules: []pack.Rule{{ID: "hidden-rule"}}}}
}
func (b book) Pack(id string) (*pack.Pack, bool) {
	p := b.Packs()[0]
	return p, id == p.ID
}
func (b book) Assess(it *item.Item, in assess.Inputs) *assess.Assessment {
	if in.Pack == "" && it.Destination != "KH" {
		return &assess.Assessment{Item: it.ID}
	}
	usd := func(s string) money.Amount { return money.New(money.MustParse(s), "USD") }
	return &assess.Assessment{Item: it.ID, Pack: "KH", Decision: assess.Hold, Lane: assess.Red, Hold: assess.ForExamination, Status: assess.Final,
		Reasons: []assess.Reason{{Code: "rule.hit", Text: "matches a profile", Weight: 90, Secret: true, Lane: assess.Red}, {Code: "hs.proposed", Field: "/declaration/lines/0/hs", Text: "the code is a proposal", Weight: 10}},
		Lines: []assess.Line{{HS: "610910", HSSource: "declared", LineResult: duty.LineResult{CustomsValue: usd("40.00"),
			Charges: []duty.Charge{{Type: duty.Duty, Name: "customs duty", Base: usd("40.00"), Rate: "15 %", Amount: usd("6.00"), Trace: []duty.Step{{Text: "40.00 x 15 %", Value: money.MustParse("6.00")}}}}}}},
		Total: usd("6.00"), Regime: "standard", Notes: []string{"rates are illustrative"},
		Quality: quality.Report{Score: 90, Findings: []quality.Finding{{Code: "quality.vague", Field: "/declaration/lines/0/description", Text: "vague", Fix: "say more", Points: 10}}},
		Risk:    assess.Risk{P: 0.7, Score: 80, SelectedBy: "rule", Rules: []string{"hidden-rule"}, Draw: "0.100000000", Top: []assess.Effect{{Feature: "origin", Effect: 0.4, Text: "origin"}}},
		Outcome: "017", Rulebook: "sha256:book", At: in.At}
}

func (h *house) Find(_ context.Context, id string) (*clearance.Row, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r, ok := h.rows[id]; ok {
		c := *r
		return &c, h.fail
	}
	return nil, errors.Join(h.fail, clearance.ErrNoItem(id))
}

func (h *house) List(_ context.Context, f clearance.Filter, cursor string, limit int) ([]clearance.Row, string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if cursor != "" && cursor != "page2" {
		return nil, "", fault.New("page.cursor", "")
	}
	var out []clearance.Row
	for _, r := range h.rows {
		if strings.HasPrefix(r.ID, f.Search) && len(out) < limit {
			out = append(out, *r)
		}
	}
	return out, "page2", h.fail
}

func (h *house) Entries(_ context.Context, k clearance.Key) ([]clearance.Entry, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []clearance.Entry
	for _, e := range h.entries {
		if e.Key == k {
			out = append(out, e)
		}
	}
	return out, h.fail
}

func (h *house) Entry(_ context.Context, seq int64) (*clearance.Entry, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return &h.entries[seq-1], h.fail
}

func (h *house) Follow(_ context.Context, after int64, limit int) ([]clearance.Entry, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	from := min(int(after), len(h.entries))
	return h.entries[from:min(from+limit, len(h.entries))], h.fail
}

func (h *house) Counts(context.Context) (clearance.Counts, error) {
	return clearance.Counts{Total: 1, Lanes: map[assess.Lane]int64{assess.Red: 1}, States: map[clearance.State]int64{clearance.Held: 1}, LastSeq: 1, At: noon}, h.fail
}

func (h *house) Take(_ context.Context, items []*item.Item, from intake.Origin) ([]intake.Result, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fail != nil {
		return nil, h.fail
	}
	h.taken++
	out := make([]intake.Result, len(items))
	for i, it := range items {
		out[i] = h.take(it, from)
	}
	return out, nil
}

func (h *house) take(it *item.Item, from intake.Origin) intake.Result {
	if len(it.ID) != 13 {
		return intake.Result{Item: it.ID, Outcome: intake.Refused, Faults: fault.List{fault.New("s10.length", "/id", len(it.ID)), fault.New("field.missing", "/posted", "the day")}}
	}
	if row, ok := h.rows[it.ID]; ok && it.LocalID == "late" {
		a := book{}.Assess(it, assess.Inputs{At: noon, Pack: "KH"})
		a.Total = money.New(money.MustParse("99.00"), "USD")
		return intake.Result{Item: it.ID, Outcome: intake.Late, Row: row, Assessment: a}
	} else if ok {
		return intake.Result{Item: it.ID, Outcome: intake.Duplicate, Row: row}
	}
	a := book{}.Assess(it, assess.Inputs{At: noon, Pack: "KH"})
	row := &clearance.Row{Key: clearance.Key{ID: it.ID, Month: "2026-11"}, Version: 1, State: clearance.Held, Hold: a.Hold, Lane: a.Lane, Decision: a.Decision, Status: a.Status,
		Pack: "KH", Lines: 1, Score: 80, Reason: "rule.hit", Due: a.Total, UpdatedAt: noon, LodgedSeq: int64(len(h.entries) + 1)}
	h.rows[it.ID] = row
	h.entries = append(h.entries, clearance.Entry{Seq: row.LodgedSeq, Key: row.Key, Event: clearance.Event{Kind: clearance.Decided, At: noon, Actor: from.Actor},
		Item: item.AppendJSON(nil, it), Assessment: assess.AppendJSON(nil, a, "held")})
	return intake.Result{Item: it.ID, Outcome: intake.Decided, Row: row, Assessment: a}
}

func (h *house) Do(_ context.Context, id string, by clearance.User, a casework.Action) (*clearance.Row, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	row := h.rows[id]
	if h.fail != nil {
		return nil, h.fail
	}
	if a.Version != 0 && a.Version != row.Version {
		return nil, fault.New("record.conflict", "")
	}
	if err := row.Allows(a.Kind, by.Roles); err != nil {
		return nil, err
	}
	h.acted = append(h.acted, a)
	row.Version++
	return row, nil
}

func (h *house) Answer(_ context.Context, key string, request [32]byte) (*clearance.Answer, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	k, ok := h.answers[key]
	if ok && k.request != request {
		return nil, fault.New("idempotency.conflict", "")
	}
	if !ok {
		return nil, nil
	}
	return &k.answer, nil
}

func (h *house) KeepAnswer(_ context.Context, key string, request [32]byte, a clearance.Answer) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answers[key] = kept{request, a}
	return nil
}

// ask sends a request as a role ("" nobody) with a new Idempotency-Key; header pairs come
// last and win, and an empty value removes.
func (h *house) ask(method, target, role, body string, header ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if role != "" {
		r.Header.Set("Authorization", "Bearer "+role)
	}
	h.keys++
	r.Header.Set("Idempotency-Key", "key-"+strconv.Itoa(h.keys))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Del(header[i])
		if header[i+1] != "" {
			r.Header.Set(header[i], header[i+1])
		}
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

const oneID = "EE000000012KH"

func itemJSON(id string) string {
	return `{"id":"` + id + `","destination":"KH","declaration":{"sender":{"name":"Sasha Sample"},"recipient":{"name":"Secret Recipient"},"lines":[{"description":"cotton T-shirt","quantity":2,"value":{"amount":"40.00","currency":"USD"}}]}}`
}

func (h *house) lodgeOne() {
	h.t.Helper()
	if w := h.ask("POST", "/v1/items", "officer", itemJSON(oneID)); w.Code != http.StatusCreated {
		h.t.Fatal(w.Code, w.Body)
	}
}
