package tariff_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"greenlane/assess/tariff"
	"greenlane/item"
	"greenlane/item/fault"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in     string
		terms  int
		bounds int
	}{
		{"FREE", 0, 0}, {"NIL", 0, 0}, {"UNKNOWN", 0, 0}, {"15 %", 1, 0}, {"2.70%", 1, 0}, {"35.10 GBP / DTN", 1, 0}, {"35.10 GBP/DTN", 1, 0}, {"EUR 3 per item", 1, 0},
		{"1.104 USD/kg + 14.9 %", 2, 0}, {"12 % MIN 3.50 EUR/kg MAX 30 EUR/kg", 1, 2}, {"10 % - 1.00 GBP / LPA", 2, 0}, {"0.50 GBP/ASV/HLT", 1, 0}, {"80 USD/package", 1, 0},
		{"5 EUR", 1, 0}, {"- 1.00 GBP/LPA", 1, 0},
	} {
		e, err := tariff.Parse(c.in)
		if err != nil || len(e.Terms) != c.terms || len(e.Bounds) != c.bounds || e.Text != c.in {
			t.Errorf("%q: %+v, %v", c.in, e, err)
		}
	}
	for _, bad := range []string{"", " ", "15", "15 percent", "% 15", "15 % +", "+ 15 %", "15 % 3 %", "3 EUR/furlong", "3 EUR/kg/kg/kg", "MIN 3 %", "3 % MIN", "1e3 %", "-3 %", "free", "3 eur", "EUR", "FREE + 3 %", strings.Repeat("1 % + ", 100)} {
		if _, err := tariff.Parse(bad); !fault.Is(err, "tariff.expression") {
			t.Errorf("%q is read: %v", bad, err)
		}
	}
}

func TestFreeAndUnknown(t *testing.T) {
	free, _ := tariff.Parse("FREE")
	unknown, _ := tariff.Parse("UNKNOWN")
	nought, _ := tariff.Parse("0 %")
	if !free.Free() || unknown.Free() || !unknown.Absent || nought.Free() {
		t.Error("FREE is free; UNKNOWN is owed but not known; 0 % is a rate")
	}
}

func row(hs, rate, kind string, from, to item.Date) *tariff.Measure {
	e, err := tariff.Parse(rate)
	if err != nil {
		panic(err)
	}
	return &tariff.Measure{HS: hs, Type: kind, Expr: e, From: from, To: to, Source: "law"}
}

func texts(list []*tariff.Measure) string {
	s := make([]string, len(list))
	for i, m := range list {
		s[i] = m.Expr.Text
	}
	return strings.Join(s, ", ")
}

func TestFind(t *testing.T) {
	us := row("", "FREE", "preference", "2025-08-08", "")
	us.Origin = []string{"US"}
	table, err := tariff.Build([]*tariff.Measure{
		row("62", "12 %", "mfn", "", ""), row("6204", "15 %", "mfn", "2020-01-01", "2027-01-01"), row("6204", "10 %", "mfn", "2027-01-01", ""), row("620443", "8 %", "mfn", "2026-07-01", "2026-07-02"), us,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code string
		day  item.Date
		want string
	}{
		{"620443", "2026-06-30", "15 %, 12 %, FREE"}, {"620443", "2026-07-01", "8 %, 15 %, 12 %, FREE"}, {"620443", "2026-07-02", "15 %, 12 %, FREE"},
		{"62044310", "2026-12-31", "15 %, 12 %, FREE"}, {"6204", "2027-01-01", "10 %, 12 %, FREE"}, {"6203", "2025-08-07", "12 %"}, {"62", "2019-12-31", "12 %"},
		{"61", "2025-08-08", "FREE"}, {"", "2025-08-08", "FREE"},
	} {
		if got := texts(table.Find(nil, c.code, c.day)); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.code, c.day, got, c.want)
		}
	}
	if !table.Splits("6204") || !table.Splits("62") || table.Splits("620443") || table.Splits("63") || table.Splits("") || !table.NeedsCode() {
		t.Error("a code with longer codes below it splits")
	}
	if !us.Holds("US", "", "") || us.Holds("CN", "", "") || us.Holds("", "", "") {
		t.Error("an origin that is not declared does not get a preference")
	}
}

func TestBuildRefuses(t *testing.T) {
	for name, rows := range map[string][]*tariff.Measure{
		"overlap":  {row("6204", "15 %", "mfn", "2020-01-01", "2027-01-02"), row("6204", "10 %", "mfn", "2027-01-01", "")},
		"open":     {row("6204", "15 %", "mfn", "", ""), row("6204", "10 %", "mfn", "2027-01-01", "")},
		"reversed": {row("6204", "15 %", "mfn", "2027-01-01", "2027-01-01")},
		"letters":  {row("62a4", "15 %", "mfn", "", "")},
		"long":     {row("6204430000000000", "15 %", "mfn", "", "")},
	} {
		if _, err := tariff.Build(rows); !fault.Is(err, "tariff.row") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Find equals a scan over all rows.
func TestFindAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []*tariff.Measure
		seen := map[string]bool{}
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			hs := rapid.StringMatching(`[12]{0,4}`).Draw(t, "hs")
			if seen[hs] {
				continue
			}
			seen[hs] = true
			from := rapid.SampledFrom([]item.Date{"", "2026-01-01", "2026-01-02"}).Draw(t, "from")
			to := rapid.SampledFrom([]item.Date{"", "2026-01-03", "2026-01-04"}).Draw(t, "to")
			rows = append(rows, row(hs, "1 %", "mfn", from, to))
		}
		table, err := tariff.Build(rows)
		if err != nil {
			t.Fatal(err)
		}
		code := rapid.StringMatching(`[12]{0,5}`).Draw(t, "code")
		day := rapid.SampledFrom([]item.Date{"2025-12-31", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"}).Draw(t, "day")
		want := 0
		for _, r := range rows {
			if strings.HasPrefix(code, r.HS) && r.Covers(day) {
				want++
			}
		}
		got := table.Find(nil, code, day)
		if len(got) != want {
			t.Fatalf("%d measures, want %d", len(got), want)
		}
		for i := 1; i < len(got); i++ {
			if len(got[i].HS) > len(got[i-1].HS) {
				t.Fatal("a shorter code comes before a longer one")
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"15 %", "1.104 USD/kg + 14.9 %", "12 % MIN 3.50 EUR/kg MAX 30 EUR/kg", "FREE", "EUR 3 per item", "- 1.00 GBP / LPA", "$1.104/kg"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := tariff.Parse(s)
		if err != nil {
			if !fault.Is(err, "tariff.expression") {
				t.Fatal(err)
			}
			return
		}
		again, err := tariff.Parse(e.Text)
		if err != nil || len(again.Terms) != len(e.Terms) || len(again.Bounds) != len(e.Bounds) {
			t.Fatalf("%q does not read again: %v", e.Text, err)
		}
	})
}

// No text of the published American schedule makes the parser panic; what it cannot
// read it refuses by name.
func TestCorpusOfRateTexts(t *testing.T) {
	shared := os.Getenv("GREENLANE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	file, err := os.Open(filepath.Join(shared, "data", "tariff", "us_rate_text_corpus.csv"))
	if err != nil {
		t.Skip("the corpus of rate texts is not here: ", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if _, err := tariff.Parse(strings.Trim(lines.Text(), `"`)); err != nil && !fault.Is(err, "tariff.expression") {
			t.Fatal(err)
		}
	}
	if lines.Err() != nil {
		t.Fatal(lines.Err())
	}
}

func BenchmarkFind(b *testing.B) {
	var rows []*tariff.Measure
	for i := range 10_000 {
		rows = append(rows, row(string([]byte{byte('0' + i/1000%10), byte('0' + i/100%10), byte('0' + i/10%10), byte('0' + i%10), '0', '0'}), "1 %", "mfn", "", ""))
	}
	rows = append(rows, row("62", "12 %", "mfn", "", ""), row("", "FREE", "preference", "", ""))
	t, err := tariff.Build(rows)
	if err != nil {
		b.Fatal(err)
	}
	var dst []*tariff.Measure
	b.ReportAllocs()
	for b.Loop() {
		dst = t.Find(dst[:0], "62044300", "2026-11-21")
	}
}
