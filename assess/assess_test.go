package assess_test

import (
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/assess/pack"
	"greenlane/assess/screening"
)

func builtin(t testing.TB) *assess.Rulebook {
	t.Helper()
	packs, err := pack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	list, err := screening.Demo()
	if err != nil {
		t.Fatal(err)
	}
	book, err := assess.New(assess.Parts{Packs: packs, Classifier: classify.New(), Screening: list, Key: []byte("test key")})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// Every pack that ships gets its own worked examples right.
func TestWorkedExamplesOfThePacks(t *testing.T) {
	book := builtin(t)
	for _, p := range book.Packs() {
		if len(p.Examples) < 10 {
			t.Errorf("%s has only %d worked examples", p.ID, len(p.Examples))
		}
		for _, f := range book.CheckExamples(p.ID) {
			t.Error(f.Err(p.ID))
		}
	}
}

func BenchmarkAssess(b *testing.B) {
	book := builtin(b)
	w := mail(4000)
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		book.Assess(w[i%len(w)], assess.Inputs{At: at, Pack: "KH"})
		i++
	}
}
