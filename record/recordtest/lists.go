package recordtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/fault"
)

// queue lodges a small mixed queue: item n has the score n.
func queue(t *testing.T, r clearance.Store) {
	t.Helper()
	for n, c := range []struct {
		state clearance.State
		hold  assess.HoldReason
		lane  assess.Lane
		days  int
	}{
		{clearance.Held, assess.ForDocuments, assess.Yellow, 5},
		{clearance.Held, assess.ForExamination, assess.Red, 3},
		{clearance.ClearedToLoad, "", assess.Green, 0},
		{clearance.Referred, "", assess.Red, 1},
		{clearance.Held, assess.ForDocuments, assess.Yellow, 0},
		{clearance.Released, "", assess.Blue, 0},
	} {
		f := Facts(c.state, c.lane, n)
		f.Hold = c.hold
		if c.days > 0 {
			f.Deadline = Start.Add(time.Duration(c.days) * 24 * time.Hour)
		}
		k := Key(n, "2026-11")
		e := clearance.Event{Kind: clearance.Decided, At: Start.Add(time.Duration(n) * time.Minute), Actor: "system", Facts: f}
		happen(t, r, k, e)
	}
}

// listed gives the numbers of the items of all pages.
func listed(t *testing.T, r clearance.Reader, f clearance.Filter, limit int) string {
	t.Helper()
	var out []string
	for cursor, n := "", 0; ; n++ {
		rows, next, err := r.List(t.Context(), f, cursor, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) > limit || n > 100 {
			t.Fatalf("page %d has %d rows", n, len(rows))
		}
		for i := range rows {
			out = append(out, strings.TrimLeft(rows[i].ID[2:11], "0")+"_")
		}
		if cursor = next; next == "" {
			return strings.Join(out, "")
		}
	}
}

func testListFilters(t *testing.T, r Opened) {
	queue(t, r)
	happen(t, r, Key(40, "2026-10"), clearance.Event{Kind: clearance.Decided, At: Start.Add(-time.Hour), Facts: Facts(clearance.Lodged, assess.Green, 0)})
	for _, c := range []struct {
		name string
		f    clearance.Filter
		want string
	}{
		{"all", clearance.Filter{}, "5_4_3_2_1__40_"},
		{"one state", clearance.Filter{States: []clearance.State{clearance.Held}}, "4_1__"},
		{"two states", clearance.Filter{States: []clearance.State{clearance.Held, clearance.Released}}, "5_4_1__"},
		{"lane", clearance.Filter{Lanes: []assess.Lane{assess.Red}}, "3_1_"},
		{"lane and state", clearance.Filter{Lanes: []assess.Lane{assess.Red, assess.Green}, States: []clearance.State{clearance.Held}}, "1_"},
		{"hold", clearance.Filter{Hold: assess.ForDocuments}, "4__"},
		{"start of an identifier", clearance.Filter{Search: "LX00000004"}, "40_"},
		{"whole identifier", clearance.Filter{Search: Key(3, "").ID}, "3_"},
		{"no such identifier", clearance.Filter{Search: "ZZ"}, ""},
		{"wild cards are letters", clearance.Filter{Search: "L%"}, ""},
	} {
		if got := listed(t, r, c.f, 50); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func testListOrders(t *testing.T, r Opened) {
	queue(t, r)
	waiting := []clearance.State{clearance.Held, clearance.Referred}
	for _, c := range []struct {
		name string
		f    clearance.Filter
		want string
	}{
		{"newest", clearance.Filter{}, "5_4_3_2_1__"},
		{"urgent", clearance.Filter{Order: clearance.Urgent, States: waiting}, "3_1_4__"},
		{"urgent, all", clearance.Filter{Order: clearance.Urgent}, "3_1_4__5_2_"},
		{"deadline", clearance.Filter{Order: clearance.Deadline, States: waiting}, "3_1__4_"},
	} {
		for limit := 1; limit < 8; limit++ {
			if got := listed(t, r, c.f, limit); got != c.want {
				t.Errorf("%s by %d: %s, want %s", c.name, limit, got, c.want)
			}
		}
	}
	_, next, err := r.List(t.Context(), clearance.Filter{}, "", 2)
	if err != nil || next == "" {
		t.Fatalf("cursor %q, %v", next, err)
	}
	for name, wrong := range map[string]string{"of another order": next, "nonsense": "no cursor!"} {
		if _, _, err := r.List(t.Context(), clearance.Filter{Order: clearance.Urgent}, wrong, 2); !fault.Is(err, "page.cursor") {
			t.Errorf("a cursor %s: %v", name, err)
		}
	}
}

func testCounts(t *testing.T, r Opened) {
	queue(t, r)
	happen(t, r, Key(1, "2026-11"), clearance.Event{Kind: clearance.Found, At: Start, Actor: "system"})
	happen(t, r, Key(1, "2026-11"), clearance.Event{Kind: clearance.Departed, At: Start, Actor: "system"}) // late
	happen(t, r, Key(0, "2026-11"), clearance.Event{Kind: clearance.Decided, At: Start, Facts: Facts(clearance.Released, assess.Green, 0)})
	got, err := r.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := clearance.Counts{Lanes: map[assess.Lane]int64{}, States: map[clearance.State]int64{}, LastSeq: 9, At: Start}
	rows, _, err := r.List(t.Context(), clearance.Filter{}, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		want.Total++
		want.Lanes[rows[i].Lane]++
		want.States[rows[i].State]++
	}
	if diff := cmp.Diff(want, got); diff != "" || got.Total != 6 {
		t.Errorf("counts (-full +kept):\n%s", diff)
	}
}

func testUsers(t *testing.T, r Opened) {
	users := []clearance.User{
		{Name: "bopha", Title: "Bopha (demo)", Roles: []clearance.Role{clearance.Officer, clearance.Auditor}, Office: "PNH", Language: "km", Password: "$argon2id$x", Created: Start},
		{Name: "dara", Title: "Dara (demo)", Disabled: true, Created: Start.Add(time.Hour)},
	}
	for _, u := range slices.Backward(users) {
		if err := r.PutUser(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	users[1].Title, users[1].Roles = "Dara", []clearance.Role{clearance.Clerk}
	if err := r.PutUser(t.Context(), users[1]); err != nil {
		t.Fatal(err)
	}
	got, err := r.Users(t.Context())
	if diff := cmp.Diff(users, got); diff != "" || err != nil {
		t.Errorf("users (-want +got):\n%s%v", diff, err)
	}
	one, err := r.User(t.Context(), "dara")
	if diff := cmp.Diff(&users[1], one); diff != "" || err != nil {
		t.Errorf("user (-want +got):\n%s%v", diff, err)
	}
	if u, err := r.User(t.Context(), "nobody"); u != nil || err != nil {
		t.Errorf("nobody is %v, %v", u, err)
	}
}

func testSessions(t *testing.T, r Opened) {
	look := func(token, want string) {
		t.Helper()
		b, found, err := r.FindCtx(t.Context(), token)
		if err != nil || found != (want != "") || string(b) != want {
			t.Errorf("session %s: %q, %t, %v; want %q", token, b, found, err, want)
		}
	}
	put := func(token, data string, life time.Duration) {
		t.Helper()
		if err := r.CommitCtx(t.Context(), token, []byte(data), Start.Add(life)); err != nil {
			t.Fatal(err)
		}
	}
	look("one", "")
	put("one", "first", time.Hour)
	put("one", "second", time.Hour)
	put("old", "gone", -time.Second)
	look("one", "second")
	look("old", "")
	for n := range 2 { // the second time there is nothing to delete
		if err := r.DeleteCtx(t.Context(), "one"); err != nil {
			t.Fatalf("delete %d: %v", n, err)
		}
	}
	look("one", "")
}

func testAnswers(t *testing.T, r Opened) {
	request, other := [32]byte{1}, [32]byte{2}
	if a, err := r.Answer(t.Context(), "k", request); a != nil || err != nil {
		t.Errorf("answer before any: %v, %v", a, err)
	}
	want := clearance.Answer{Status: 202, Type: "application/json", Body: []byte(`{"a":1}`), At: Start}
	if err := r.KeepAnswer(t.Context(), "k", request, want); err != nil {
		t.Fatal(err)
	}
	got, err := r.Answer(t.Context(), "k", request)
	if diff := cmp.Diff(&want, got); diff != "" || err != nil {
		t.Errorf("answer (-want +got):\n%s%v", diff, err)
	}
	if _, err := r.Answer(t.Context(), "k", other); !fault.Is(err, "idempotency.conflict") {
		t.Errorf("another request: %v", err)
	}
	if err := r.KeepAnswer(t.Context(), "k", other, want); !fault.Is(err, "idempotency.conflict") {
		t.Errorf("keep for another request: %v", err)
	}
	later := clearance.Answer{Status: 200, At: Start.Add(30 * 24 * time.Hour)}
	if err := r.KeepAnswer(t.Context(), "k2", request, later); err != nil {
		t.Fatal(err)
	}
	if a, err := r.Answer(t.Context(), "k", request); a != nil || err != nil {
		t.Errorf("an answer of last month is still there: %v, %v", a, err)
	}
	if _, err := r.Answer(t.Context(), "k2", request); err != nil {
		t.Error(fmt.Errorf("the new answer: %w", err))
	}
}
