package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A thousand items of one sheet: all decided, in order, and a summary that adds up.
func TestThousandItemsOfASheet(t *testing.T) {
	items := declarations(1000)
	file := filepath.Join(t.TempDir(), "november.csv")
	text, _, err := brokenSheet(1000)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := inside(t, "", "clear", "--pack", "KH", "--json", file)
	if code != exitFailed {
		t.Errorf("exit %d: %s", code, errs)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 1000 {
		t.Fatalf("%d answers", len(lines))
	}
	decided := 0
	for i, l := range lines {
		var d struct{ Item, Decision, Lane, State, Status string }
		if err := json.Unmarshal([]byte(l), &d); err != nil {
			t.Fatalf("answer %d: %v", i+1, err)
		}
		if d.Status == "refused" {
			continue
		}
		if d.Item != items[i].ID || d.Decision == "" || d.Lane == "" || d.State == "" {
			t.Fatalf("answer %d is about %s and not %s: %.200s", i+1, d.Item, items[i].ID, l)
		}
		decided++
	}
	if decided != 990 {
		t.Errorf("%d decided", decided)
	}
}

// Ten broken rows of ten kinds: 990 items are decided, and ten are explained, each with the
// line, the field, what is wrong and what to do.
func TestTenBrokenRowsAreExplained(t *testing.T) {
	text, broken, err := brokenSheet(1000)
	if err != nil {
		t.Fatal(err)
	}
	if len(broken) != 10 {
		t.Fatalf("%d rows are broken", len(broken))
	}
	code, out, errs := inside(t, string(text), "clear", "--pack", "KH", "--json", "-")
	if code != exitFailed || errs != "" {
		t.Errorf("exit %d: %s", code, errs)
	}
	type explained struct {
		Item   string
		Status string
		Faults []struct {
			Code, Field, Text, Fix string
			Line                   int
		}
	}
	found := map[int]explained{}
	for l := range strings.Lines(out) {
		var x explained
		if err := json.Unmarshal([]byte(l), &x); err != nil {
			t.Fatal(err)
		}
		if x.Status == "refused" {
			found[x.Faults[0].Line] = x
		}
	}
	if len(found) != 10 {
		t.Errorf("%d records are explained", len(found))
	}
	_, table, _ := inside(t, string(text), "clear", "--pack", "KH", "-")
	if !strings.Contains(table, "1000 records: 990 decided, 10 explained") {
		t.Error("the summary does not say 990 and 10")
	}
	_, told, _ := strings.Cut(table, "not decided:\n")
	for _, b := range broken {
		x, ok := found[b.line]
		if !ok {
			t.Errorf("%s: nothing is said about line %d: %v", b.name, b.line, found)
			continue
		}
		f := x.Faults[0]
		if f.Code != b.code || f.Field != b.field || f.Text == "" || f.Fix == "" {
			t.Errorf("%s: %+v, not %s at %q", b.name, f, b.code, b.field)
		}
		if !strings.Contains(told, "line "+strconv.Itoa(b.line)+": ") || !strings.Contains(told, "["+b.code+"]") {
			t.Errorf("%s: the table does not explain line %d", b.name, b.line)
		}
	}
}
