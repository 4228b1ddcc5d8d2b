package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"greenlane/clearance"
	"greenlane/clearance/intake"
	"greenlane/item/fault"
)

func manyLines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%s\n", itemJSON(fmt.Sprintf("EE%09dKH", i)))
	}
	return b.String()
}

func TestBatchOfTenThousand(t *testing.T) {
	h := newHouse(t)
	body := manyLines(intake.MaxBatch)
	body = strings.Replace(body, `"id":"EE000005000KH"`, `"id":5000`, 1)
	w := h.ask("POST", "/v1/items:batch", "clerk", body, "Content-Type", "application/x-ndjson; charset=utf-8")
	if w.Code != 200 || w.Header().Get("Content-Type") != linesType {
		t.Fatal(w.Code, w.Header())
	}
	n := 0
	for text := range strings.Lines(w.Body.String()) {
		var l batchLineShape
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("EE%09dKH", n)
		n++
		if n == 5001 {
			if l.Result != "refused" || l.Errors[0].Code != "json.type" || l.Errors[0].Line != n || l.Errors[0].Field != "/id" {
				t.Errorf("the bad line: %+v", l)
			}
			continue
		}
		if l.Line != n || l.Item != want || l.Result != "decided" {
			t.Fatalf("line %d: %+v", n, l)
		}
	}
	if n != intake.MaxBatch || h.taken != 1 {
		t.Errorf("%d answers, taken %d times", n, h.taken)
	}
	if w := h.ask("POST", "/v1/items:batch", "clerk", body+itemJSON("EE000099999KH")); w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "input.too_many") {
		t.Errorf("one more: %d %s", w.Code, w.Body)
	}
}

func TestBatchThatTheRecordRefuses(t *testing.T) {
	h := newHouse(t)
	h.fail = fault.New("record.full", "")
	if w := h.ask("POST", "/v1/items:batch", "clerk", manyLines(3)); w.Code != http.StatusServiceUnavailable || len(h.answers) != 0 {
		t.Errorf("%d, %d answers kept", w.Code, len(h.answers))
	}
}

func TestBatchOfBadLinesOnly(t *testing.T) {
	h := newHouse(t)
	w := h.ask("POST", "/v1/items:batch", "clerk", "1\nnull\n[]\n\"x\"\n{\"id\":{}}\n\xff\n{\"id\":\"a\",\"id\":\"b\"}")
	if w.Code != 200 || strings.Count(w.Body.String(), `"result":"refused"`) != 7 || h.taken != 0 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func FuzzReadLines(f *testing.F) {
	f.Add(itemJSON(oneID) + "\n{}\n")
	f.Add("\r\n \n{\"id\":")
	f.Add(`{"id":"x","declaration":{"lines":[{"value":{"amount":"1e9"}}]}}`)
	f.Fuzz(func(t *testing.T, body string) {
		lines, err := readLines([]byte(body), "x")
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		last := 0
		for _, l := range lines {
			if (l.item == nil) == (l.err == nil) || l.number <= last {
				t.Fatalf("line %d after %d: item %v, error %v", l.number, last, l.item != nil, l.err)
			}
			last = l.number
			if l.err != nil && faultsOf(l.err) == nil {
				t.Fatal(l.err)
			}
		}
	})
}

func FuzzReadAction(f *testing.F) {
	f.Add(`{"kind":"ordered","reason":"x","at":"2026-11-21T08:00:00Z","amount":{"amount":"1.5","currency":"USD"}}`)
	f.Add(`{"kind":null}`)
	f.Fuzz(func(t *testing.T, body string) {
		a, err := readAction([]byte(body), "kind")
		if err == nil {
			if _, ok := clearance.TransitionOf(a.Kind); !ok {
				t.Errorf("%q is taken as an action", a.Kind)
			}
		} else if _, ok := fault.As(err); !ok {
			t.Error(err)
		}
	})
}

// What the interface itself costs for an item of a batch: reading, handing over, answering.
func BenchmarkBatch(b *testing.B) {
	const n = 1000
	body := []byte(manyLines(n))
	c := &call{s: &server{}, user: &clearance.User{Name: "clerk", Roles: []clearance.Role{clearance.Clerk}}}
	row := &clearance.Row{Key: clearance.Key{ID: oneID}, State: clearance.Released, Version: 1}
	b.ReportAllocs()
	for b.Loop() {
		lines, err := readLines(body, "clerk")
		if err != nil {
			b.Fatal(err)
		}
		var out []byte
		for i := range lines {
			if out, err = c.appendResult(out, lines[i].number, &intake.Result{Item: oneID, Outcome: intake.Decided, Row: row}, false); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "us/item")
}
