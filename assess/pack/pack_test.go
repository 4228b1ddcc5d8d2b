package pack_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"greenlane/assess/pack"
	"greenlane/item/fault"
)

// small is a pack that loads; tests change one file of it.
func small() fstest.MapFS {
	files := map[string]string{
		"pack.yaml": `id: XX
title: Freedonia
version: "1"
country: XX
currency: EUR
time_zone: Europe/Paris
sources:
  - {id: law, title: Act, reference: Act 1, checked: 2026-11-21, standing: verified}
`,
		"thresholds.yaml": `thresholds:
  - {id: low, title: low value, amount: 10.00 EUR, basis: goods, compare: "<=", effect: full, scope: item, source: law}
`,
		"regimes.yaml": `valuation:
  - {basis: cif, allocate: value, postage: ask, source: law}
regimes:
  - {id: low, title: low value, when: {within: low}, then: {apply: []}, source: law}
  - {id: all, title: everything else, then: {apply: [duty]}, source: law}
`,
		"taxes.yaml": `taxes:
  - id: duty
    type: duty
    name: customs duty
    base: [customs_value]
    table: tariff
    unit: "0.01"
    mode: half_up
    scope: line
    source: law
`,
		"tariff.csv": "hs,expression,from,to,source\n6204,15 %,2020-01-01,2027-01-01,law\n6204,10 %,2027-01-01,,law\n",
		"fx.yaml": `rates:
  - {authority: Bank, kind: monthly, base: EUR, direction: divide, from: 2026-11-01, to: 2026-12-01, source: law, values: {USD: "1.10"}}
`,
		"settings.yaml": "payment: on_delivery\nselection: {random_percent: \"1\", random_blue_percent: \"2\", source: law}\n",
	}
	m := fstest.MapFS{}
	for name, text := range files {
		m["XX/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func change(fsys fstest.MapFS, name, old, now string) {
	f := fsys["XX/"+name]
	fsys["XX/"+name] = &fstest.MapFile{Data: []byte(strings.Replace(string(f.Data), old, now, 1))}
}

func TestLoadSmall(t *testing.T) {
	p, err := pack.Load(small(), "XX")
	if err != nil {
		t.Fatal(err)
	}
	if p.Law.Rate("USD", "EUR", "2026-11-30") == nil || p.Law.Rate("USD", "EUR", "2026-12-01") != nil || p.Law.Rate("EUR", "USD", "2026-11-30") != nil {
		t.Error("a rate holds from its first day to the day before its end, and only in its direction")
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct{ file, old, now, text, line string }{
		"no source":          {"thresholds.yaml", ", source: law", "", "thresholds.yaml: a figure without a source", "line 2"},
		"unknown source":     {"tariff.csv", "2027-01-01,law", "2027-01-01,other", "tariff.csv: unknown source other", "line 2"},
		"unknown member":     {"taxes.yaml", "name:", "nome:", "field nome not found", "line 4"},
		"overlap in table":   {"tariff.csv", "10 %,2027-01-01", "10 %,2026-12-31", "overlaps another row", "line 3"},
		"overlap of rates":   {"fx.yaml", "rates:", "rates:\n  - {authority: Bank, kind: daily, base: EUR, direction: divide, from: 2026-11-30, source: law, values: {USD: \"1.2\"}}", "overlaps in time", "line"},
		"wrong date":         {"fx.yaml", "2026-11-01", "2026-11-31", "2026-11-31 is not a date", "line 2"},
		"period reversed":    {"tariff.csv", "2020-01-01,2027-01-01", "2027-01-02,2027-01-01", "ends before it begins", "line 2"},
		"bad rate":           {"tariff.csv", "15 %", "15 per cent", "cannot be read", "line 2"},
		"unknown column":     {"tariff.csv", "hs,expression", "hs,expresion", "unknown column expresion", "line 1"},
		"unknown tax":        {"regimes.yaml", "[duty]", "[excise]", "unknown tax excise", "line 5"},
		"unknown threshold":  {"regimes.yaml", "within: low", "within: high", "unknown threshold high", "line 4"},
		"unknown condition":  {"regimes.yaml", "within: low", "inside: low", "unknown condition inside", "line 4"},
		"missing table":      {"taxes.yaml", "table: tariff", "table: rates", "no file rates.csv", "line 6"},
		"bad base":           {"taxes.yaml", "[customs_value]", "[vat]", "a base is made of", "line 5"},
		"threshold unstated": {"thresholds.yaml", "basis: goods, ", "", "a threshold states", "line 2"},
		"zone":               {"pack.yaml", "Europe/Paris", "Europe/Atlantis", "unknown time zone", "line 1"},
		"id":                 {"pack.yaml", "id: XX", "id: YY", "the id must be the name of the directory", "line 1"},
		"nought rate":        {"fx.yaml", "1.10", "0", "a value above nought", "line 2"},
		"other currency":     {"thresholds.yaml", "10.00 EUR", "10.00 USD", "an amount in USD, but charges are owed in EUR", "line 2"},
		"share":              {"settings.yaml", "\"1\"", "\"101\"", "between 0 and 100", "line 2"},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := small()
			change(fsys, c.file, c.old, c.now)
			_, err := pack.Load(fsys, "XX")
			if !fault.Is(err, "pack.invalid") || !strings.Contains(err.Error(), c.text) || !strings.Contains(err.Error(), c.line) {
				t.Errorf("got %v, want %q at %s", err, c.text, c.line)
			}
		})
	}
}

func TestNotThere(t *testing.T) {
	for _, id := range []string{"YY", "../XX", "", "XX/tests"} {
		if _, err := pack.Load(small(), id); !fault.Is(err, "pack.not_found") {
			t.Errorf("%q: %v", id, err)
		}
	}
	fsys := small()
	fsys["XX/notes.txt"] = &fstest.MapFile{Data: []byte("x")}
	if _, err := pack.Load(fsys, "XX"); !fault.Is(err, "pack.invalid") {
		t.Errorf("a file without a place: %v", err)
	}
}

func TestHashNamesTheBytes(t *testing.T) {
	a, _ := pack.Load(small(), "XX")
	b, _ := pack.Load(small(), "XX")
	fsys := small()
	change(fsys, "tariff.csv", "15 %", "16 %")
	c, err := pack.Load(fsys, "XX")
	if err != nil {
		t.Fatal(err)
	}
	if a.Hash != b.Hash || a.Hash == c.Hash {
		t.Error("equal bytes give equal hashes, other bytes others")
	}
}

func TestDiff(t *testing.T) {
	a, err := pack.Load(small(), "XX")
	if err != nil {
		t.Fatal(err)
	}
	if d := pack.Diff(a, a); len(d) != 0 {
		t.Errorf("a pack differs from itself: %v", d)
	}
	fsys := small()
	change(fsys, "tariff.csv", "6204,10 %", "6204,8 %")
	change(fsys, "thresholds.yaml", "10.00 EUR", "12.00 EUR")
	b, err := pack.Load(fsys, "XX")
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, c := range pack.Diff(a, b) {
		text = append(text, c.Text)
	}
	got := strings.Join(text, "\n")
	want := "Customs duty on 6204: 10 % becomes 8 % from 2027-01-01 (source law)\n" +
		`The threshold low changes from "10.00 EUR on goods, compared <=, effect full, counted for the item (source law)" to "12.00 EUR on goods, compared <=, effect full, counted for the item (source law)".`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The member's pack is the union's, with its own values in front.
func TestInheritance(t *testing.T) {
	eu, err := pack.Load(pack.Embedded(), "EU")
	if err != nil {
		t.Fatal(err)
	}
	nl, err := pack.Load(pack.Embedded(), "NL")
	if err != nil {
		t.Fatal(err)
	}
	if nl.Currency != "EUR" || nl.Country != "NL" || len(nl.Law.Regimes) != len(eu.Law.Regimes) || nl.Hash == eu.Hash {
		t.Errorf("%s %s %d regimes", nl.Currency, nl.Country, len(nl.Law.Regimes))
	}
	if got := nl.Law.Tables["vat-rates"].Find(nil, "490199", "2026-11-21"); len(got) == 0 || got[0].Expr.Text != "9 %" {
		t.Errorf("books: %v", got)
	}
	standard := 0
	for _, m := range nl.Law.Tables["vat-rates"].Find(nil, "610910", "2026-11-21") {
		if m.Holds("", "", "NL") {
			standard++
			if m.Source != "nl-vat" {
				t.Errorf("the union's row for NL should have been replaced: %v", m)
			}
		}
	}
	if standard != 1 {
		t.Errorf("%d standard rates", standard)
	}
}

func TestBuiltin(t *testing.T) {
	packs, err := pack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, p := range packs {
		ids = append(ids, p.ID)
		if len(p.Rules) == 0 || len(p.Restrictions) == 0 || len(p.Quality.Required) == 0 || p.Selection.RandomPercent == "" {
			t.Errorf("%s lacks rules, restrictions, requirements or selection", p.ID)
		}
	}
	if got := strings.Join(ids, " "); got != "EU GB KH NL US" {
		t.Errorf("packs %s", got)
	}
}

// The civil day is that of the country whose law it is.
func TestDayFollowsTheZone(t *testing.T) {
	p, err := pack.Load(pack.Embedded(), "KH")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 8, 7, 17, 0, 0, 0, time.UTC) // midnight in Phnom Penh
	if d := p.Day(at); d != "2025-08-08" {
		t.Errorf("day %s", d)
	}
	if d := p.Day(at.Add(-time.Second)); d != "2025-08-07" {
		t.Errorf("day %s", d)
	}
}

// No bytes of a pack file make the loader panic.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"pack.yaml", "regimes.yaml", "taxes.yaml", "thresholds.yaml", "fx.yaml", "tariff.csv", "settings.yaml", "rules.yaml", "tests/examples.json", "restrictions.yaml"} {
		data, err := fs.ReadFile(pack.Embedded(), "KH/"+name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, string(data))
	}
	f.Fuzz(func(t *testing.T, name, data string) {
		if !fs.ValidPath("XX/"+name) || name == "." {
			return
		}
		fsys := small()
		fsys["XX/"+name] = &fstest.MapFile{Data: []byte(data)}
		if _, err := pack.Load(fsys, "XX"); err != nil {
			if _, ok := fault.As(err); !ok && !strings.Contains(err.Error(), "extends") && !strings.Contains(err.Error(), "read pack") {
				t.Errorf("an error without a fault: %v", err)
			}
		}
	})
}

func BenchmarkLoadUS(b *testing.B) {
	for b.Loop() {
		if _, err := pack.Load(pack.Embedded(), "US"); err != nil {
			b.Fatal(err)
		}
	}
}
