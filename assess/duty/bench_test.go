package duty_test

import (
	"testing"

	"greenlane/assess/duty"
	"greenlane/assess/pack"
)

// One line that is exempt, as most mail is.
func BenchmarkAssessExempt(b *testing.B) { assess(b, "kh-50-cif") }

// Two lines, postage to share, a cascade of duty and tax, all traces.
func BenchmarkAssessTwoLines(b *testing.B) { assess(b, "kh-two-lines") }

func assess(b *testing.B, id string) {
	b.Helper()
	p, err := pack.Load(pack.Embedded(), "KH")
	if err != nil {
		b.Fatal(err)
	}
	for i := range p.Examples {
		if e := &p.Examples[i]; e.ID == id {
			in := duty.Inputs{At: p.Noon(e.At)}
			b.ReportAllocs()
			for b.Loop() {
				duty.Assess(e.Item, p, in)
			}
			return
		}
	}
	b.Fatal("the example is gone")
}
