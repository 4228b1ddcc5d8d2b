package duty_test

import (
	"testing"

	"greenlane/assess/duty"
	"greenlane/assess/pack"
)

// The worked examples of every pack in the binary come out to the cent.
func TestWorkedExamples(t *testing.T) {
	packs, err := pack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packs {
		t.Run(p.ID, func(t *testing.T) {
			if len(p.Examples) < 10 {
				t.Errorf("only %d worked examples", len(p.Examples))
			}
			for _, f := range duty.CheckExamples(p) {
				t.Errorf("%s: %s is %s, want %s", f.Example, f.What, f.Got, f.Want)
			}
		})
	}
}
