package server_test

import (
	"strings"
	"testing"

	"greenlane/exchange"
	"greenlane/item"
)

// A partner learns that an item is held, and nothing of why it was selected.
func TestMailboxTellsNoSelection(t *testing.T) {
	m := openMailbox(t)
	listed := shirts(1, "60")
	listed.Declaration.Sender.Name = m.Rulebook().ListedNames(1)[0]
	items := []*item.Item{listed}
	for n := 2; n < 60; n++ {
		items = append(items, shirts(n, "60"))
	}
	reply := m.drop("listed.jsonl", text(t, exchange.JSON, items...), "out/listed.jsonl.decisions.jsonl")
	row, err := m.Store.Find(t.Context(), number(1))
	if err != nil || row.Reason != "screening.party" {
		t.Fatalf("%v %v", row, err)
	}
	if !strings.Contains(reply, `"decision":"hold"`) {
		t.Errorf("reply %s", reply)
	}
	for _, word := range []string{"screening", "secret", "resembles", `"rule.`, `"draw":"0`, "selection.", "blue"} {
		if strings.Contains(reply, word) {
			t.Errorf("%q is told: %.300s", word, reply[strings.Index(reply, word):])
		}
	}
	again := m.drop("again.jsonl", text(t, exchange.JSON, listed), "out/again.jsonl.decisions.jsonl")
	if strings.Contains(again, "screening") {
		t.Errorf("told to who asks again: %s", again)
	}
}
