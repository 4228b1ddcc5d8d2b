package screening

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"greenlane/item"
)

func person(name string) *item.Party { return &item.Party{Name: name} }

func demo(t testing.TB) *List {
	t.Helper()
	l, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestNamesAreFoundHoweverWritten(t *testing.T) {
	l := demo(t)
	for query, want := range map[string]string{
		"Zorblax Quimbly-Vantongue":                "DEMO-1",
		"VANTONGUE QUIMBLY, ZORBLAX":               "DEMO-1",
		"Mr. Zorblax Quimbly Vantongue":            "DEMO-1",
		"Zorblax Qimbly Vantongue":                 "DEMO-1",
		"Grobnar Fizzlewik":                        "DEMO-2",
		"GrobnarFizzlewick":                        "DEMO-2",
		"Грорбнар Физзлевицк":                      "",
		"Mordekai Snurfblosom":                     "DEMO-3",
		"Erewhon Perilous Goods Trading L.L.C.":    "DEMO-4",
		"c/o Erewhon Perilous Goods Trading, gate": "DEMO-4",
		"Ogmundur Skuggavordur Prufa":              "DEMO-8",
		"OGMUNDUR SKUGGAVÖRÐUR":                    "DEMO-8",
		"Ada Nemo":                                 "",
		"Goods Trading Co":                         "",
		"":                                         "",
	} {
		hits := l.Match(person(query))
		switch {
		case want == "" && len(hits) > 0:
			t.Errorf("%q: %s %.3f, want nothing", query, hits[0].Name, hits[0].Score)
		case want != "" && (len(hits) == 0 || hits[0].Entry.ID != want || len(hits[0].Reasons) == 0):
			t.Errorf("%q: %+v, want %s", query, hits, want)
		}
	}
	company := l.Match(&item.Party{Name: "Ada Nemo", Company: "Blacklisted Receiver Company", Country: "XX"})
	if len(company) != 1 || company[0].Field != "company" || company[0].Score != 1 || !slices.Contains(company[0].Reasons, "same country") {
		t.Errorf("company: %+v", company)
	}
}

// syllables make names that are nobody's.
var syllables = strings.Fields("zor bla qui mbly van ton gue gro bnar fiz zle wick mor de kai snur blos som ere whon peri lou fre do nia kru mol tav rin sel dax pon hul wem jat yob cix lar nim ost up eg")

func invented(r *rand.Rand, n int) []Entry {
	out := make([]Entry, n)
	pool := make([]string, n) // first names repeat, as they do
	for i := range pool {
		for range 2 + r.IntN(3) {
			pool[i] += syllables[r.IntN(len(syllables))]
		}
	}
	for i := range out {
		words := make([]string, 2+r.IntN(3))
		words[0] = pool[r.IntN(1+n/20)]
		for j := 1; j < len(words); j++ {
			words[j] = pool[r.IntN(n)]
		}
		out[i] = Entry{ID: fmt.Sprint(i), Name: strings.Join(words, " "), List: "test"}
	}
	return out
}

// edit changes one letter of a word, in one of four ways.
func edit(r *rand.Rand, s string) string {
	b := []byte(s)
	i := r.IntN(len(b))
	for b[i] == ' ' {
		i = r.IntN(len(b))
	}
	c := byte('a' + r.IntN(26))
	switch r.IntN(4) {
	case 0:
		b[i] = c
	case 1:
		b = slices.Insert(b, i, c)
	case 2:
		b = slices.Delete(b, i, i+1)
	case 3:
		if i+1 < len(b) && b[i+1] != ' ' {
			b[i], b[i+1] = b[i+1], b[i]
		}
	}
	return string(b)
}

func finds(l *List, query, id string) bool {
	return slices.ContainsFunc(l.Match(person(query)), func(h Hit) bool { return h.Entry.ID == id })
}

func TestEditedAndReorderedNamesAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	entries := invented(r, 3000)
	l := NewList(entries)
	missed := 0
	for _, e := range entries {
		words := strings.Fields(e.Name)
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		for _, q := range []string{strings.Join(words, " "), edit(r, e.Name), edit(r, strings.Join(words, " "))} {
			if !finds(l, q, e.ID) {
				missed++
				t.Logf("%q not found as %q", e.Name, q)
			}
		}
	}
	if missed > 0 {
		t.Errorf("%d of %d missed", missed, 3*len(entries))
	}
}

func TestIndexMissesNothingThatComparingAllFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	l := NewList(invented(r, 60))
	rapid.Check(t, func(t *rapid.T) {
		a := l.names[rapid.IntRange(0, len(l.names)-1).Draw(t, "a")].text
		b := l.names[rapid.IntRange(0, len(l.names)-1).Draw(t, "b")].text
		words := append(strings.Fields(a), strings.Fields(b)...)
		words = words[:rapid.IntRange(1, len(words)).Draw(t, "words")]
		query := strings.Join(words, " ")
		got := map[string]float64{}
		for _, h := range l.Match(person(query)) {
			got[h.Entry.ID] = h.Score
		}
		sc := l.scratch.Get().(*scratch)
		sc.folded = l.folder.fold(sc.folded[:0], query)
		sc.tokens = l.folder.tokens(sc.tokens[:0], sc.folded)
		whole := l.prepare(sc)
		for i := range l.names {
			score, _ := l.compare(sc, &l.names[i], whole)
			id := l.entries[l.names[i].entry].ID
			if _, ok := got[id]; score >= Threshold && !ok {
				t.Fatalf("%q: %s scores %.3f but is not found", query, l.names[i].text, score)
			}
		}
	})
}

func TestStampsOfLongAgoDoNotHideNames(t *testing.T) {
	l := demo(t)
	sc := l.scratch.Get().(*scratch)
	for i := range sc.stamp {
		sc.stamp[i] = 1
	}
	sc.clock = 1<<32 - 1
	if hits := l.matchText(sc, nil, "Grobnar Fizzlewick", "name", ""); len(hits) != 1 {
		t.Errorf("after the clock came round: %+v", hits)
	}
}

func TestHashNamesTheEntries(t *testing.T) {
	a, b := Entry{ID: "1", Name: "A B"}, Entry{ID: "2", Name: "C"}
	if NewList([]Entry{a, b}).Hash() != NewList([]Entry{b, a}).Hash() {
		t.Error("the order changes the hash")
	}
	c := Entry{ID: "1", Name: "A ", Country: "B"}
	if NewList([]Entry{a, b}).Hash() == NewList([]Entry{c, b}).Hash() || NewList([]Entry{a}).Len() != 1 {
		t.Error("different entries have the same hash")
	}
}

func TestHostileNamesDoNotBreakIt(t *testing.T) {
	l := demo(t)
	many := NewList(func() []Entry {
		out := invented(rand.New(rand.NewPCG(13, 14)), 5000)
		for i := range out {
			out[i].Name = "al " + out[i].Name
		}
		return out
	}())
	start := time.Now()
	many.Match(person("al el all ale al el xal alx a l la all"))
	if took := time.Since(start); took > 100*time.Millisecond {
		t.Errorf("a name of common words took %v", took)
	}
	for _, s := range []string{strings.Repeat("a ", 100_000), strings.Repeat("x", 1<<20), "\xff\xfe\x00", strings.Repeat("\u0301", 5000), "ﷺ" + strings.Repeat("ﷺ", 500), "' OR 1=1 --", "𝕫𝕠𝕣𝕓𝕝𝕒𝕩"} {
		l.Match(&item.Party{Name: s, Company: s})
	}
	if !finds(l, "𝕫𝕠𝕣𝕓𝕝𝕒𝕩 vantongue", "DEMO-1") {
		t.Error("letters of another style are not folded")
	}
}

func FuzzMatch(f *testing.F) {
	l := demo(f)
	for _, s := range []string{"Zorblax Vantongue", "a", "..", "b.v. l.l.c.", "王芳", "សុខ សុភា", "Ö\u0308", "Şüğ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, h := range l.Match(person(s)) {
			if h.Score < Threshold || h.Score > 1 {
				t.Errorf("%q: score %v", s, h.Score)
			}
		}
	})
}

func openShared(t testing.TB, name string) *gzip.Reader {
	t.Helper()
	dir := os.Getenv("GREENLANE_SHARED")
	if dir == "" {
		root := "."
		for range 8 {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			root = filepath.Join(root, "..")
		}
		dir = filepath.Join(root, "..", "shared")
	}
	b, err := os.ReadFile(filepath.Join(dir, "data", "risk", "screening", name))
	if err != nil {
		t.Skipf("shared data are not here: %v", err)
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestPublicListsAreReadAndFound(t *testing.T) {
	var parts [][]Entry
	for _, f := range []struct {
		name   string
		format Format
	}{{"ofac_sdn.csv.gz", FormatOFACSDN}, {"ofac_alt.csv.gz", FormatOFACAlt}, {"un_consolidated.xml.gz", FormatUN}} {
		entries, err := Read(openShared(t, f.name), f.format)
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		if len(entries) < 500 {
			t.Errorf("%s: only %d entries", f.name, len(entries))
		}
		parts = append(parts, entries)
	}
	l := NewList(Join(parts...))
	r := rand.New(rand.NewPCG(5, 6))
	tried, missed := 0, 0
	for _, n := range l.names {
		if r.IntN(10) != 0 || len(n.words) < 2 || len(n.words) > 6 || !ascii(n.text) {
			continue
		}
		folded := string(l.folder.fold(nil, n.text))
		words := strings.Fields(folded)
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		for _, q := range []string{strings.Join(words, " "), edit(r, folded)} {
			tried++
			if !finds(l, q, l.entries[n.entry].ID) {
				missed++
			}
		}
	}
	t.Logf("%d entries, %d names, %d of %d changed names missed", l.Len(), len(l.names), missed, tried)
	if missed*200 > tried {
		t.Errorf("%d of %d missed, more than half a percent", missed, tried)
	}
}

func benchmarkList(b *testing.B, n int, known bool) {
	r := rand.New(rand.NewPCG(7, 8))
	entries := invented(r, n)
	l := NewList(entries)
	strangers := invented(rand.New(rand.NewPCG(9, 10)), 1000)
	if known {
		for i := range strangers {
			strangers[i].Name = edit(r, entries[i].Name)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		l.Match(person(strangers[i%len(strangers)].Name))
	}
}

func BenchmarkStranger1000(b *testing.B)  { benchmarkList(b, 1000, false) }
func BenchmarkStranger30000(b *testing.B) { benchmarkList(b, 30000, false) }
func BenchmarkListed1000(b *testing.B)    { benchmarkList(b, 1000, true) }
func BenchmarkListed30000(b *testing.B)   { benchmarkList(b, 30000, true) }
