package risk

import (
	"fmt"
	"strings"
	"testing"

	"greenlane/assess/pack"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

func rules(when ...string) []pack.Rule {
	out := make([]pack.Rule, len(when))
	for i, w := range when {
		out[i] = pack.Rule{ID: fmt.Sprintf("r%d", i), When: w, State: "live"}
	}
	return out
}

var someLists = map[string][]string{
	"watched_hs": {"060490", "930100"},
	"names":      {"Ivan Nemo", "Blacklisted Name"},
	"empty":      {},
}

func someFacts() *Facts {
	f := new(Facts)
	f.Read(&item.Item{
		ID: "RL000000012US", Class: "U", Origin: "US", Destination: "NL", Flow: item.Inbound,
		Declaration: item.Declaration{
			Nature:      "31",
			Sender:      item.Party{Name: "Ada Nemo", City: "New York", Country: "US"},
			Recipient:   item.Party{Name: "Ivan Nemo", City: "Den Haag", Country: "NL"},
			GrossWeight: item.Kilograms(money.MustParse("0.5")),
			Postage:     money.New(money.MustParse("10.05"), "EUR"),
			Lines: []item.Line{
				{HS: "950300", Description: "Wooden Toy", Quantity: 2, Origin: "CN", NetWeight: item.Kilograms(money.MustParse("0.2"))},
				{HS: "060490", Description: "Dried Moss", Quantity: 1, Origin: "ES", NetWeight: item.Kilograms(money.MustParse("0.1"))},
			},
		},
	})
	f.Value, f.Complete, f.Quality = 24, true, 91
	f.Lines[0].Value, f.Lines[0].UnitValue = 20, 10
	return f
}

func TestRulesSayWhatTheyMean(t *testing.T) {
	cases := []struct {
		when string
		line int // -2: does not hold
	}{
		{`true`, -1},
		{`item.origin == "US"`, -1},
		{`"US" == item.origin && item.destination != "KH"`, -1},
		{`item.origin == "CN"`, -2},
		{`item.origin == "CN" || item.origin == "US"`, -1},
		{`item.origin in ["CN", "US"]`, -1},
		{`item.gift && !(item.class == "C")`, -1},
		{`!item.gift`, -2},
		{`item.value > 20`, -1},
		{`20 < item.value && item.value <= 24.0`, -1},
		{`item.postage > 300.0 && item.postage_currency == "EUR"`, -2},
		{`item.lines == 2 && item.quality >= 91`, -1},
		{`item.id_country == item.origin`, -1},
		{`item.id_country == item.destination`, -2},
		{`item.recipient.name in lists.names`, -1},
		{`item.recipient.name in lists.empty`, -2},
		{`lists.names.exists(n, n.lowerAscii() == item.recipient.name.lowerAscii())`, -1},
		{`line.hs in lists.watched_hs`, 1},
		{`line.hs.startsWith("9503")`, 0},
		{`line.hs.startsWith("") && line.origin == "ES"`, 1},
		{`line.description.contains("moss")`, 1},
		{`line.origin == item.origin`, -2},
		{`line.quantity > 1 && line.unit_value < 11.0 && has(line.value)`, 0},
		{`line.proposed_hs != "" && line.agreement == "mismatch"`, -2},
		{`!has(line.value)`, 1},
		{`item.net_weight > 0.29 && item.net_weight < 0.31`, -1},
		{`has(item.sender.company)`, -2},
		{`item.flow == "I" && item.declared && item.complete`, -1},
	}
	for _, c := range cases {
		s, err := Compile(rules(c.when), someLists)
		if err != nil {
			t.Errorf("%s: %v", c.when, err)
			continue
		}
		hits := s.Evaluate(someFacts(), "2026-11-21")
		switch {
		case c.line == -2 && len(hits) > 0:
			t.Errorf("%s: holds on %d (%v), want nothing", c.when, hits[0].Line, hits[0].Err)
		case c.line >= -1 && (len(hits) != 1 || hits[0].Line != c.line || hits[0].Err != nil):
			t.Errorf("%s: got %+v, want line %d", c.when, hits, c.line)
		}
	}
}

func TestWrongRulesAreRefusedWithTheirPlace(t *testing.T) {
	cases := []struct{ when, want string }{
		{``, "line 1"},
		{`item.orgin == "US"`, "line 1, column 5"},
		{`item.value > "3"`, "column 12"},
		{`item.origin`, "not true or false"},
		{`item == item`, "name a field"},
		{`item.sender == item.recipient`, "column 13"},
		{`dyn(item) == 3`, "name a field"},
		{`line in lists.names`, "column"},
		{`item.origin in lists.unknown`, "unknown"},
		{`lists.names.exists(item, item == "x")`, "loop variable"},
		{`greenlane.Item{id: "x"}.id == "x"`, "cannot make"},
		{`now() > 3`, "column 4"},
		{"item.origin == \"US\" &&\n  item.gift >", "line 2"},
		{strings.Repeat("!", 9000) + "true", "longer than"},
		{strings.Repeat("(", 500) + "true" + strings.Repeat(")", 500), "column"},
	}
	for _, c := range cases {
		_, err := Compile(rules(c.when), someLists)
		if !fault.Is(err, "rule.invalid") || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "rule r0") {
			t.Errorf("%.60s: %v, want rule.invalid with %q", c.when, err, c.want)
		}
	}
	twice := []pack.Rule{{ID: "a", When: "true"}, {ID: "a", When: "true", Period: pack.Period{From: "2026-06-01"}}}
	if _, err := Compile(twice, nil); !fault.Is(err, "rule.invalid") {
		t.Errorf("an id used twice for one day is accepted: %v", err)
	}
	twice[0].Period.To = "2026-06-01"
	if s, err := Compile(twice, nil); err != nil || len(s.Evaluate(someFacts(), "2026-06-01")) != 1 {
		t.Errorf("a rule that follows itself: %v", err)
	}
}

func TestRuleThatFailsIsReportedAsFailing(t *testing.T) {
	heavy := make([]string, 2000)
	for i := range heavy {
		heavy[i] = fmt.Sprint(i)
	}
	s, err := Compile(rules(
		`lists.heavy.all(a, lists.heavy.all(b, a + b != "x"))`,
		`9223372036854775807 + item.lines > 0`,
		`item.origin.charAt(7) == "x"`,
		`10 / (item.lines - 2) > 1`,
		`line.description.charAt(9) == "s"`,
		`item.origin == "US"`,
	), map[string][]string{"heavy": heavy})
	if err != nil {
		t.Fatal(err)
	}
	hits := s.Evaluate(someFacts(), "2026-11-21")
	if len(hits) != 6 {
		t.Fatalf("%d hits, want 6: %+v", len(hits), hits)
	}
	for i, h := range hits {
		if fails := i < 4; (h.Err != nil) != fails {
			t.Errorf("rule %d: err %v", i, h.Err)
		}
	}
	if hits[4].Line != 1 {
		t.Errorf("held on line %d, want 1", hits[4].Line)
	}
}

func TestPeriodAndStateDecideWhichRulesCount(t *testing.T) {
	rs := rules("true", "true", "true", "true")
	rs[0].Period = pack.Period{From: "2026-12-01"}
	rs[1].Period = pack.Period{To: "2026-11-21"}
	rs[2].State = "draft"
	rs[3].State = "shadow"
	s, err := Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	hits := s.Evaluate(someFacts(), "2026-11-21")
	if len(hits) != 1 || hits[0].Rule.ID != "r3" {
		t.Errorf("got %+v, want r3 alone", hits)
	}
}

func TestReadSaysWhatTheItemSays(t *testing.T) {
	f := new(Facts)
	f.Read(&item.Item{ID: "RL200000006IE"})
	if f.Declared || f.IDCountry != "IE" || f.Value != -1 || f.Weight != -1 || f.NetWeight != -1 || f.Postage != -1 || f.Flow != "I" {
		t.Errorf("an item without declaration: %+v", f)
	}
	g := someFacts()
	if !g.Declared || !g.Gift || g.Weight != 0.5 || g.Lines[0].Description != "wooden toy" || g.Lines[1].Value != -1 {
		t.Errorf("an item with declaration: %+v", g)
	}
}
