package assess_test

import (
	"encoding/json"
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/item"
	"greenlane/item/jsontext"
)

// What is written reads back and is written again to the same bytes, for all kinds of mail.
func TestDecisionReadsBack(t *testing.T) {
	book := builtin(t)
	for _, it := range mail(3000) {
		a := book.Assess(it, assess.Inputs{At: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Pack: "KH"})
		text := assess.AppendJSON(nil, a, "held")
		if !json.Valid(text) {
			t.Fatalf("not JSON: %s", text)
		}
		back, state, err := assess.ReadJSON(jsontext.NewReader(text))
		if err != nil || state != "held" {
			t.Fatalf("%v (state %q)\n%s", err, state, text)
		}
		if again := assess.AppendJSON(nil, back, state); string(again) != string(text) {
			t.Fatalf("second writing differs:\n%s\n%s", text, again)
		}
	}
}

// The same item, day and rulebook give the same bytes, also for a rulebook built anew.
func TestJudgementIsPure(t *testing.T) {
	one, two := builtin(t), builtin(t)
	if one.Hash() != two.Hash() {
		t.Fatalf("two builds, two hashes: %s, %s", one.Hash(), two.Hash())
	}
	at := assess.Inputs{At: time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), Pack: "KH"}
	for _, it := range mail(1000) {
		before := string(item.AppendJSON(nil, it))
		a, b := assess.AppendJSON(nil, one.Assess(it, at), ""), assess.AppendJSON(nil, two.Assess(it, at), "")
		if string(a) != string(b) {
			t.Fatalf("two judgements:\n%s\n%s", a, b)
		}
		if string(item.AppendJSON(nil, it)) != before {
			t.Fatalf("judging changed the item %s", before)
		}
	}
}

func TestMembersOfAUnionHaveItsPack(t *testing.T) {
	book := builtin(t)
	for country, want := range map[string]string{"KH": "KH", "NL": "NL", "DE": "EU", "GB": "GB", "US": "US"} {
		if got, _ := book.PackFor(&item.Item{Destination: country}); got != want {
			t.Errorf("%s: pack %q, want %q", country, got, want)
		}
	}
	if got, ok := book.PackFor(&item.Item{Destination: "JP"}); ok {
		t.Errorf("JP: pack %q", got)
	}
}
