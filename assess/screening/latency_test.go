package screening

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkPublicLists measures the slowest of a hundred questions on the public lists:
// strangers, and names put together from the listed words themselves.
func BenchmarkPublicLists(b *testing.B) {
	var parts [][]Entry
	for _, f := range []struct {
		name   string
		format Format
	}{{"ofac_sdn.csv.gz", FormatOFACSDN}, {"ofac_alt.csv.gz", FormatOFACAlt}, {"un_consolidated.xml.gz", FormatUN}} {
		entries, err := Read(openShared(b, f.name), f.format)
		if err != nil {
			b.Fatal(err)
		}
		parts = append(parts, entries)
	}
	l := NewList(Join(parts...))
	r := rand.New(rand.NewPCG(11, 12))
	var mixed, strangers []string
	for _, e := range invented(r, 2000) {
		strangers = append(strangers, e.Name)
		words := make([]string, 2+r.IntN(3))
		for i := range words {
			n := l.names[r.IntN(len(l.names))]
			words[i] = l.words[n.words[r.IntN(len(n.words))]].text
		}
		mixed = append(mixed, strings.Join(words, " "))
	}
	for name, queries := range map[string][]string{"strangers": strangers, "mixed": mixed} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				l.Match(person(queries[i%len(queries)]))
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Nanoseconds()), "p50-ns")
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns")
		})
	}
}
