package customs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// shed is a small house with the product's transitions.
type shed struct {
	items []*Item
	log   []string
	acts  map[string][]Action
	err   error
}

func newShed(n int) *shed {
	s := &shed{acts: map[string][]Action{}}
	starts := []Item{{State: "cleared-to-load", Lane: "green"}, {State: "lodged", Lane: "red"}, {State: "held", Lane: "yellow", Hold: "documents"},
		{State: "held", Lane: "red", Hold: "examination"}, {State: "assessed", Lane: "blue", Hold: "payment", Due: "12.34", Currency: "USD"}, {State: "held", Lane: "yellow", Hold: "agency"},
		{State: "held", Lane: "red"}, {State: "arrived", Lane: "blue"}, {State: "arrived", Lane: "yellow"}}
	for i := range n {
		it := starts[i%len(starts)]
		it.ID = "EE" + fmt.Sprintf("%08d", i) + "0CN"
		s.items = append(s.items, &it)
	}
	return s
}

func (s *shed) Waiting(_ context.Context, cursor string, limit int) (items []Item, next string, err error) {
	from, _ := strconv.Atoi(cursor)
	to := min(from+limit, len(s.items))
	for _, it := range s.items[from:to] {
		if !slices.Contains([]string{"returned", "seized", "gone"}, it.State) {
			items = append(items, *it)
		}
	}
	if to < len(s.items) {
		next = strconv.Itoa(to)
	}
	return items, next, s.err
}

func (s *shed) Do(_ context.Context, id string, a Action) error {
	at := slices.IndexFunc(s.items, func(it *Item) bool { return it.ID == id })
	it := s.items[at]
	if a.By == "" || a.Reason == "" || a.Ref == "" {
		return errors.New("who, why or which is missing")
	}
	if a.Kind == "released" && it.Lane == "red" && (it.First == "" || it.First == a.By) {
		return errors.New("a second person is needed")
	}
	s.log = append(s.log, id+" "+a.Kind+" "+a.Finding)
	s.acts[id] = append(s.acts[id], a)
	switch a.Kind {
	case "departed":
		it.State = "dispatched"
	case "approved":
		it.First = a.By
	case "answered":
	case "asked":
		it.State, it.Hold = "held", "documents"
	case "ordered":
		it.State, it.Hold = "held", "examination"
	case "paid":
		it.Due, it.State, it.Hold = "0.00", "released", ""
	default:
		it.State, it.Hold, it.First = a.Kind, "", ""
	}
	if it.State == "released" {
		it.State = "gone"
	}
	return nil
}

func work(t *testing.T, s *shed, o Options, seconds int) *Robot {
	t.Helper()
	r := New(s, o)
	for i := range seconds {
		if _, err := r.Step(t.Context(), noon.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func TestSameSeedSameWork(t *testing.T) {
	a, b, c := newShed(300), newShed(300), newShed(300)
	work(t, a, Options{Seed: 1}, 200)
	work(t, b, Options{Seed: 1}, 200)
	work(t, c, Options{Seed: 2}, 200)
	if !slices.Equal(a.log, b.log) {
		t.Error("the same seed worked differently")
	}
	if slices.Equal(a.log, c.log) {
		t.Error("another seed worked the same")
	}
}

func TestWorksAShareAndLeavesARest(t *testing.T) {
	s := newShed(400)
	r := work(t, s, Options{Seed: 1}, 420)
	gone, left := 0, map[string]int{}
	for _, it := range s.items {
		if slices.Contains([]string{"gone", "returned", "seized"}, it.State) {
			gone++
			continue
		}
		left[it.Lane]++
	}
	t.Logf("%d of 400 done, left %v, refused %d, acts %d", gone, left, r.Refused, len(s.log))
	if gone < 200 || gone > 360 {
		t.Errorf("%d of 400 done after seven minutes, want most, not all", gone)
	}
	if left["red"] == 0 || left["yellow"] == 0 {
		t.Errorf("nothing left for people: %v", left)
	}
	if r.Refused > 0 {
		t.Errorf("%d acts were not allowed", r.Refused)
	}
	text := strings.Join(s.log, "\n")
	for _, kind := range []string{"departed", "arrived", "presented", "answered", "asked", "examined compliant", "examined undervalued", "paid", "approved", "released", "refused", "returned", "seized"} {
		if !strings.Contains(text, " "+kind) {
			t.Errorf("nobody %s in seven minutes", kind)
		}
	}
}

func TestTwoPersonsReleaseRed(t *testing.T) {
	s := newShed(400)
	work(t, s, Options{Seed: 3}, 600)
	seen := 0
	for _, it := range s.items {
		acts := s.acts[it.ID]
		if it.Lane != "red" || len(acts) == 0 || acts[len(acts)-1].Kind != "released" {
			continue
		}
		seen++
		if before := acts[len(acts)-2]; before.Kind != "approved" || before.By == acts[len(acts)-1].By {
			t.Errorf("%s: %v", it.ID, acts)
		}
	}
	if seen == 0 {
		t.Error("no red item was released")
	}
}

func TestFirstActsWithinNinetySeconds(t *testing.T) {
	s := newShed(80)
	r := New(s, Options{Seed: 1, Share: 100})
	if n, _ := r.Step(t.Context(), noon); n != 0 {
		t.Errorf("%d acts without a wait", n)
	}
	for i := 1; i <= 181; i++ {
		if _, err := r.Step(t.Context(), noon.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	idle := 0
	for _, it := range s.items {
		if len(s.acts[it.ID]) == 0 {
			idle++
		}
	}
	if idle > 8 {
		t.Errorf("%d of 80 items were not touched in three minutes", idle)
	}
}

func TestProhibitedGoodsAreSeized(t *testing.T) {
	s := newShed(0)
	for i := range 40 {
		s.items = append(s.items, &Item{ID: fmt.Sprintf("CP%08d0CN", i), State: "presented", Lane: "red", Decision: "seize"})
	}
	work(t, s, Options{Seed: 1, Share: 100}, 300)
	for _, it := range s.items {
		if acts := s.acts[it.ID]; it.State != "seized" || acts[len(acts)-1].Role != "supervisor" {
			t.Errorf("%s is %s after %v", it.ID, it.State, acts)
		}
	}
}

// stubborn refuses everything.
type stubborn struct{ *shed }

func (stubborn) Do(context.Context, string, Action) error { return errors.New("not allowed") }

func TestRefusedActIsNotRepeated(t *testing.T) {
	r := New(stubborn{newShed(40)}, Options{Seed: 1, Share: 100, Most: 100})
	for i := range 400 {
		if _, err := r.Step(t.Context(), noon.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if r.Refused == 0 || r.Refused > 40 {
		t.Errorf("%d refused acts for 40 items, want at most one each", r.Refused)
	}
}

func TestErrorOfTheHouse(t *testing.T) {
	s := newShed(1)
	s.err = errors.New("the house is closed")
	if _, err := New(s, Options{}).Step(t.Context(), noon); !errors.Is(err, s.err) {
		t.Errorf("got %v", err)
	}
}
