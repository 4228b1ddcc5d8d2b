package risk

import (
	"os"
	"strings"
	"testing"
)

// TestManualIsTrue runs the examples of docs/rules.md and compares its list of fields with
// the language.
func TestManualIsTrue(t *testing.T) {
	manual, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	examples := 0
	for line := range strings.Lines(string(manual)) {
		cells := strings.Split(strings.ReplaceAll(strings.TrimSpace(line), `\|`, "\x00"), "|")
		if len(cells) < 4 {
			continue
		}
		first, second := strings.TrimSpace(strings.ReplaceAll(cells[1], "\x00", "|")), strings.TrimSpace(cells[2])
		switch {
		case strings.HasPrefix(first, "item.") || strings.HasPrefix(first, "line."):
			documented[first] = second
		case strings.HasPrefix(first, "`"):
			examples++
			set, err := Compile(rules(strings.Trim(first, "`")), someLists)
			if err != nil {
				t.Errorf("%s: %v", first, err)
				continue
			}
			hits := set.Evaluate(someFacts(), "2026-11-21")
			if holds := len(hits) == 1 && hits[0].Err == nil; holds != (second == "yes") {
				t.Errorf("%s: the manual says %s, hits %+v", first, second, hits)
			}
		}
	}
	if examples < 15 {
		t.Errorf("only %d examples were found", examples)
	}
	for _, f := range Fields() {
		if documented[f[0]] != f[1] {
			t.Errorf("%s is %s, the manual says %q", f[0], f[1], documented[f[0]])
		}
		delete(documented, f[0])
	}
	if len(documented) > 0 {
		t.Errorf("the manual names fields that do not exist: %v", documented)
	}
}
