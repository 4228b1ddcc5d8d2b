package risk

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"greenlane/assess/pack"
)

// term draws one comparison of the kinds that officers write.
func term(t *rapid.T) string {
	country := func() string { return rapid.SampledFrom([]string{"US", "CN", "KH", ""}).Draw(t, "country") }
	hs := func() string {
		return rapid.SampledFrom([]string{"95", "9503", "950300", "06", "060490", ""}).Draw(t, "hs")
	}
	field := rapid.SampledFrom([]string{"item.origin", "item.destination", "item.sender.country", "line.origin", "item.id_country"}).Draw(t, "field")
	switch rapid.IntRange(0, 13).Draw(t, "term") {
	case 0:
		return fmt.Sprintf("%s == %q", field, country())
	case 1:
		return fmt.Sprintf("%s != %q", field, country())
	case 2:
		return fmt.Sprintf("%s in [%q, %q]", field, country(), country())
	case 3:
		return fmt.Sprintf("%s in lists.countries", field)
	case 4:
		return fmt.Sprintf("line.hs.startsWith(%q)", hs())
	case 5:
		return fmt.Sprintf("line.hs == %q", hs())
	case 6:
		return fmt.Sprintf("item.value %s %d", rapid.SampledFrom([]string{"<", "<=", ">", ">="}).Draw(t, "op"), rapid.IntRange(-1, 3).Draw(t, "n"))
	case 7:
		return fmt.Sprintf("line.quantity %s %d", rapid.SampledFrom([]string{"<", "<=", ">", ">=", "==", "!="}).Draw(t, "op"), rapid.IntRange(0, 3).Draw(t, "n"))
	case 8:
		return rapid.SampledFrom([]string{"item.gift", "!item.gift", "item.complete", "item.lines == 2", "item.lines != 1", "item.value == 2.0"}).Draw(t, "truth")
	case 9:
		return rapid.SampledFrom([]string{"item.origin == item.sender.country", "line.origin != item.origin"}).Draw(t, "pair")
	case 12:
		return fmt.Sprintf("line.hs.contains(%q)", hs())
	case 11:
		return fmt.Sprintf("(line.hs.startsWith(%q) || line.hs.startsWith(%q) || line.hs == %q)", hs(), hs(), hs())
	case 10:
		return fmt.Sprintf("(%s || %s)", term(t), term(t))
	}
	return fmt.Sprintf("!(%s)", term(t))
}

func drawFacts(t *rapid.T) *Facts {
	country := func(what string) string { return rapid.SampledFrom([]string{"US", "CN", "KH", ""}).Draw(t, what) }
	f := &Facts{
		Origin: country("origin"), Destination: country("destination"), IDCountry: country("id"),
		Gift: rapid.Bool().Draw(t, "gift"), Complete: rapid.Bool().Draw(t, "complete"),
		Value: float64(rapid.IntRange(-1, 3).Draw(t, "value")),
	}
	f.Sender.Country = country("sender")
	for range rapid.IntRange(0, 3).Draw(t, "lines") {
		f.Lines = append(f.Lines, LineFacts{
			HS:     rapid.SampledFrom([]string{"950300", "950301", "060490", "06", ""}).Draw(t, "line hs"),
			Origin: country("line origin"), Quantity: int64(rapid.IntRange(0, 3).Draw(t, "quantity")),
		})
	}
	return f
}

// evaluateAll is the same question asked without index and guards: every rule in order,
// by the language alone.
func (s *Set) evaluateAll(f *Facts) []Hit {
	var hits []Hit
	for i := range s.rules {
		r := &s.rules[i]
		sub := subject{facts: f, lists: s.lists}
		if !r.usesLine {
			if holds, err := r.evaluate(&sub); holds || err != nil {
				hits = append(hits, Hit{r.src, -1, err})
			}
			continue
		}
		for j := range f.Lines {
			sub.line = &f.Lines[j]
			if holds, err := r.evaluate(&sub); holds || err != nil {
				hits = append(hits, Hit{r.src, j, err})
				break
			}
		}
	}
	return hits
}

func TestIndexGivesWhatEvaluatingAllGives(t *testing.T) {
	lists := map[string][]string{"countries": {"US", "KH"}}
	rapid.Check(t, func(t *rapid.T) {
		var rs []pack.Rule
		for i := range rapid.IntRange(1, 12).Draw(t, "rules") {
			when := term(t)
			for range rapid.IntRange(0, 3).Draw(t, "more") {
				when += " && " + term(t)
			}
			rs = append(rs, pack.Rule{ID: fmt.Sprint(i), When: when})
		}
		s, err := Compile(rs, lists)
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			f := drawFacts(t)
			got, want := s.Evaluate(f, "2026-11-21"), s.evaluateAll(f)
			if len(got) != len(want) {
				t.Fatalf("%d hits, want %d for %+v", len(got), len(want), f)
			}
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("hit %d: rule %q line %d, want %q line %d", i, got[i].Rule.When, got[i].Line, want[i].Rule.When, want[i].Line)
				}
			}
		}
	})
}

func FuzzRule(f *testing.F) {
	for _, s := range []string{`item.origin == "US" && line.hs.startsWith("95")`, `line.hs in lists.watched_hs || !item.gift`, `lists.names.exists(n, n == item.id)`, `item.value > 3 ? true : has(item.sender.name)`, "item.id.matches('^(a+)+$')", `[1,2,3].map(x, x * item.lines).size() > 2`} {
		f.Add(s)
	}
	facts := someFacts()
	f.Fuzz(func(t *testing.T, when string) {
		s, err := Compile(rules(when), someLists)
		if err != nil {
			return
		}
		got, want := s.Evaluate(facts, "2026-11-21"), s.evaluateAll(facts)
		if len(got) == 1 && got[0].Err == nil && (len(want) != 1 || want[0].Err == nil && got[0].Line != want[0].Line) {
			t.Errorf("%q: got %+v, want %+v", when, got, want)
		}
	})
}

// officeRules are 500 rules of five terms over many origins, codes and parties, of which
// few concern any one item.
func officeRules() []pack.Rule {
	countries := []string{"US", "CN", "KH", "VN", "TH", "DE", "FR", "GB", "JP", "KR"}
	var rs []pack.Rule
	for i := range 500 {
		when := fmt.Sprintf(`item.origin == %q && line.hs.startsWith("%04d") && item.value > %d && !item.complete && item.weight < 20.0`, countries[i%10], 100+i*19, i)
		switch i % 5 {
		case 1:
			when = fmt.Sprintf(`item.recipient.postcode == "%05d" && item.class in ["C", "E"] && item.value >= 1 && line.quantity > 5 && item.origin != "KH"`, i)
		case 2:
			when = fmt.Sprintf(`item.sender.city.startsWith("City %d") && item.gift && item.value > 5 && item.lines > 0 && line.description.contains("w%d")`, i, i)
		}
		rs = append(rs, pack.Rule{ID: fmt.Sprint(i), When: when})
	}
	return rs
}

// busyRules are 500 rules of five terms of which many concern our item: fifty by its origin
// alone, and every tenth cannot be indexed or needs the language itself.
func busyRules() []pack.Rule {
	rs := officeRules()
	for i := range rs {
		switch {
		case i%20 == 3:
			rs[i].When = fmt.Sprintf(`item.value > %d && item.weight > 0.1 && item.lines < 9 && item.id_country == item.origin && item.quality > 10`, i)
		case i%20 == 13:
			rs[i].When = fmt.Sprintf(`item.origin == "US" && line.description.contains("toy %d") && item.value > 1 && item.gift && item.quality > 10`, i)
		case i%10 == 4:
			rs[i].When = fmt.Sprintf(`item.origin == "US" && item.destination == "NL" && item.value > %d && !item.gift && line.quantity > 1`, i%30)
		}
	}
	return rs
}

func benchmark(b *testing.B, rs []pack.Rule, evaluate func(*Set, *Facts) []Hit) {
	s, err := Compile(rs, nil)
	if err != nil {
		b.Fatal(err)
	}
	f := someFacts()
	b.ReportAllocs()
	for b.Loop() {
		evaluate(s, f)
	}
}

func indexed(s *Set, f *Facts) []Hit { return s.Evaluate(f, "2026-11-21") }
func inOrder(s *Set, f *Facts) []Hit { return s.evaluateAll(f) }

func BenchmarkIndexed500(b *testing.B)     { benchmark(b, officeRules(), indexed) }
func BenchmarkInOrder500(b *testing.B)     { benchmark(b, officeRules(), inOrder) }
func BenchmarkIndexedBusy500(b *testing.B) { benchmark(b, busyRules(), indexed) }
func BenchmarkInOrderBusy500(b *testing.B) { benchmark(b, busyRules(), inOrder) }
