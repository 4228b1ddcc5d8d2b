package hs

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLookups(t *testing.T) {
	for _, c := range []struct {
		name, code string
		valid      bool
		heading    string
	}{
		{"six digits", "620444", true, "6204"},
		{"national digits", "6204440000", true, "6204"},
		{"twelve digits", "620444000012", true, "6204"},
		{"thirteen digits", "6204440000123", false, "6204"},
		{"not in the edition", "620400", false, "6204"},
		{"chapter 77 is reserved", "770100", false, "7701"},
		{"heading only", "6204", false, "6204"},
		{"letters", "62044A", false, "6204"},
		{"letter after six", "620444X", false, "6204"},
		{"last heading", "970690", true, "9706"},
		{"beyond", "999999", false, "9999"},
		{"first", "010121", true, "0101"},
		{"empty", "", false, ""},
	} {
		if Valid(c.code) != c.valid || Heading(c.code) != c.heading {
			t.Errorf("%s: %q is %v in %q", c.name, c.code, Valid(c.code), Heading(c.code))
		}
		if label, ok := Label(c.code); c.valid && (!ok || label == "") {
			t.Errorf("%s: %q has no label", c.name, c.code)
		}
	}
	if Frequency("850440") < 1 || Frequency("720610") != 0 || Frequency("x") != 0 {
		t.Error("chargers are mailed, ingots are not")
	}
	if got := strings.Join(Under("9004"), " "); got != "900410 900490" {
		t.Errorf("sunglasses and other spectacles: %s", got)
	}
	if Under("77") != nil || Under("7701") != nil || Chapter("9") != "" || Chapter("90") != "90" {
		t.Error("what does not exist is found")
	}
}

func TestTableIsSound(t *testing.T) {
	last, n := "", 0
	Each(func(code, label string, frequency int, phrases string) {
		n++
		if code <= last || number(code) < 0 || label == "" || frequency < 0 || frequency > 3 {
			t.Errorf("row of %s after %s", code, last)
		}
		if !utf8.ValidString(label + phrases) {
			t.Errorf("%s is not UTF-8", code)
		}
		if got, ok := Label(code); !ok || got != label || Frequency(code) != frequency {
			t.Errorf("%s is not found", code)
		}
		last = code
	})
	if n != Len() || n < 5600 {
		t.Errorf("%d codes", n)
	}
	if !strings.HasPrefix(Checksum(), "sha256:") || len(Checksum()) != 71 {
		t.Error(Checksum())
	}
}

func FuzzValid(f *testing.F) {
	for _, s := range []string{"620444", "6204440000", "", "62", "-62044", "９９０１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if Valid(s) && (len(s) < 6 || !Valid(s[:6])) {
			t.Fatalf("%q", s)
		}
	})
}

func BenchmarkLabel(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Label("620444")
	}
}
