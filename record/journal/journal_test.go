package journal_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"greenlane/clearance"
	"greenlane/item/money"
	"greenlane/ledger"
	"greenlane/record/journal"
)

var at = time.Date(2026, 11, 21, 8, 0, 0, 123456000, time.UTC)

// fill puts something different into every member, so that one that is not stored shows.
func fill(v reflect.Value, n *int64) {
	*n++
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = at.Add(time.Duration(*n) * time.Second)
		return
	case *money.Amount:
		*x = money.New(money.FromMinor(*n, 2), fmt.Sprintf("C%02d", *n%100))
		return
	case *[]ledger.Charge:
		*x = []ledger.Charge{{Type: "a;b=c%3D", Amount: money.New(money.FromMinor(*n, 2), "USD")}, {Type: "unknown"}, {Type: "", Amount: money.Amount{Currency: "EUR"}}}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text \"%d\" é <b>", *n))
	case reflect.Int, reflect.Int64:
		v.SetInt(*n)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.ValueOf([]string{"00ff", "11ee"}))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("a member of kind " + v.Kind().String())
	}
}

var amounts = cmp.Comparer(func(a, b money.Amount) bool {
	return a.Decimal.String() == b.Decimal.String() && a.Currency == b.Currency
})

func TestEveryMemberOfARowIsStored(t *testing.T) {
	for name, want := range map[string]clearance.Row{"empty": {}, "full": func() (r clearance.Row) {
		n := int64(0)
		fill(reflect.ValueOf(&r).Elem(), &n)
		return r
	}()} {
		values := journal.RowValues(nil, &want)
		if columns := strings.Split(journal.RowColumns, ", "); len(columns) != journal.RowWidth || len(values) != journal.RowWidth {
			t.Fatalf("%d columns, %d values, width %d", len(columns), len(values), journal.RowWidth)
		}
		got, err := journal.ReadRow(values)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, amounts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestEveryMemberOfAnEventIsStored(t *testing.T) {
	for name, want := range map[string]clearance.Event{"empty": {Facts: &clearance.Facts{}}, "full": func() (e clearance.Event) {
		n := int64(0)
		fill(reflect.ValueOf(&e).Elem(), &n)
		return e
	}()} {
		text := journal.AppendEvent(nil, &want)
		got, err := journal.ReadEvent(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got, amounts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if again := journal.AppendEvent(nil, &got); string(again) != string(text) {
			t.Errorf("%s: written again as\n%s\nfirst\n%s", name, again, text)
		}
	}
}

func TestTextsThatADatabaseRefuses(t *testing.T) {
	r := clearance.Row{Summary: "a\x00b\xffc"}
	got, err := journal.ReadRow(journal.RowValues(nil, &r))
	if err != nil || got.Summary != "a\ufffdb\ufffdc" {
		t.Errorf("%q, %v", got.Summary, err)
	}
}

// No two records share their canonical bytes: moving a letter from one member to its
// neighbour must change them.
func TestCanonicalBytes(t *testing.T) {
	base := journal.Record{Seq: 1, Item: "ab", Month: "cd", Kind: "ef", At: 2, Actor: "gh", Rulebook: "ij", Event: []byte("kl"), Body: []byte("mn"), Assessment: []byte("op")}
	seen := map[string]string{string(base.AppendCanonical(nil)): "base"}
	for name, change := range map[string]func(*journal.Record){
		"seq":      func(r *journal.Record) { r.Seq = 3 },
		"item":     func(r *journal.Record) { r.Item, r.Month = "abc", "d" },
		"kind":     func(r *journal.Record) { r.Kind, r.Month = "f", "cde" },
		"at":       func(r *journal.Record) { r.At = -2 },
		"actor":    func(r *journal.Record) { r.Actor, r.Rulebook = "ghi", "j" },
		"late":     func(r *journal.Record) { r.Late = true },
		"event":    func(r *journal.Record) { r.Event, r.Body = []byte("klm"), []byte("n") },
		"decision": func(r *journal.Record) { r.Body, r.Assessment = []byte("mno"), []byte("p") },
		"no body":  func(r *journal.Record) { r.Body, r.Assessment = nil, []byte("mnop") },
	} {
		r := base
		change(&r)
		text := string(r.AppendCanonical(nil))
		if other, ok := seen[text]; ok {
			t.Errorf("%s has the bytes of %s", name, other)
		}
		seen[text] = name
	}
}

func TestAmountText(t *testing.T) {
	for want, a := range map[string]money.Amount{
		"":          {},
		" USD":      {Currency: "USD"},
		"12.50":     {Decimal: money.MustParse("12.50")},
		"12.50 USD": money.New(money.MustParse("12.50"), "USD"),
		"0 USD":     money.New(money.Zero, "USD"),
		"-0.01 USD": money.New(money.MustParse("-0.01"), "USD"),
	} {
		got := journal.AmountText(a)
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
		back, err := journal.ReadAmount(got)
		if err != nil || back.Known() != a.Known() || journal.AmountText(back) != want {
			t.Errorf("%q came back as %q, %v", want, journal.AmountText(back), err)
		}
	}
	if _, err := journal.ReadAmount("1e9 USD"); err == nil {
		t.Error("an exponent was read")
	}
}

func TestMonths(t *testing.T) {
	for month, want := range map[string]string{"2026-11": "2026-11 2026-10 2026-09", "2026-01": "2026-01 2025-12 2025-11", "2026-03": "2026-03 2026-02 2026-01", "x": "x"} {
		if got := strings.Join(journal.Months(month), " "); got != want {
			t.Errorf("%s: %s, want %s", month, got, want)
		}
	}
}

func TestFoldRefuses(t *testing.T) {
	k := clearance.Key{ID: "LX000000001XX", Month: "2026-11"}
	decided := clearance.Entry{Seq: 1, Key: k, Event: clearance.Event{Kind: clearance.Decided, At: at, Facts: &clearance.Facts{State: clearance.Released}}}
	note := func(e clearance.Entry) clearance.Entry { e.Event.Kind = clearance.Noted; e.Seq = 2; return e }
	other := note(decided)
	other.Key.Month = "2026-10"
	late := note(decided)
	late.Late = true
	seized := note(decided)
	seized.Event.Kind = clearance.SeizedE
	for name, second := range map[string]clearance.Entry{"of another item": other, "marked late": late, "impossible": seized} {
		if _, err := journal.Fold([]clearance.Entry{decided, second}); err == nil || !strings.Contains(err.Error(), "row 2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	row, err := journal.Fold([]clearance.Entry{decided, note(decided)})
	if err != nil || row.Version != 2 || row.LodgedSeq != 1 || row.Key != k {
		t.Errorf("%+v, %v", row, err)
	}
}

func TestChargesText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want []ledger.Charge
		for range rapid.IntRange(0, 4).Draw(t, "n") {
			c := ledger.Charge{Type: rapid.String().Draw(t, "type")}
			if rapid.Bool().Draw(t, "known") {
				c.Amount = money.New(money.FromMinor(rapid.Int64Range(-1e15, 1e15).Draw(t, "minor"), rapid.IntRange(0, 6).Draw(t, "places")), "USD")
			}
			want = append(want, c)
		}
		got, err := journal.ReadCharges(journal.ChargesText(want))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, amounts); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzReadEvent(f *testing.F) {
	var full clearance.Event
	n := int64(0)
	fill(reflect.ValueOf(&full).Elem(), &n)
	for _, seed := range []string{"{}", `{"kind":"noted","at":"2026-11-21T08:00:00.000000Z"}`, `{"facts":{"charges":"a=1 USD;b="}}`, string(journal.AppendEvent(nil, &full))} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := journal.ReadEvent(data)
		if err != nil {
			return
		}
		text := journal.AppendEvent(nil, &e)
		again, err := journal.ReadEvent(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if second := journal.AppendEvent(nil, &again); string(second) != string(text) {
			t.Fatalf("%s\n%s", text, second)
		}
	})
}
