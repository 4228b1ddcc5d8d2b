package s10

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"greenlane/item"
	"greenlane/item/codes"
	"greenlane/item/fault"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, in, want, code string }{
		{"worked example", "RR473124829GB", "RR473124829GB", ""},
		{"spaces and lower case", " rr 4731 2482 9 gb", "RR473124829GB", ""},
		{"no-break space", "RR\u00a0473124829\u00a0GB", "RR473124829GB", ""},
		{"rest 0 gives 5", "EA100000025KH", "EA100000025KH", ""},
		{"rest 1 gives 0", "CP100000140KH", "CP100000140KH", ""},
		{"former country", "RR473124829CS", "RR473124829CS", ""},
		{"empty", "", "", "s10.length"},
		{"short", "RR47312482GB", "", "s10.length"},
		{"digits in front", "1R473124829GB", "", "s10.form"},
		{"letter in the serial", "RR4731248O9GB", "", "s10.form"},
		{"letter for the check digit", "RR47312482XGB", "", "s10.check_digit_letter"},
		{"sign for the check digit", "RR47312482-GB", "", "s10.form"},
		{"no such country", "RR473124829QQ", "", "s10.country"},
		{"reserved", "JA473124829GB", "", "s10.indicator"},
		{"wrong check digit", "RR473124820GB", "", "s10.check_digit"},
		{"accent", "RR47312482éGB", "", "s10.length"},
	} {
		id, err := Parse(c.in)
		if id.String() != c.want || (err == nil) != (c.code == "") || err != nil && !fault.Is(err, c.code) {
			t.Errorf("%s: %q gives %q, %v", c.name, c.in, id, err)
		}
	}
	id, _ := Parse("RR473124829GB")
	if id.Indicator() != "RR" || id.Serial() != "47312482" || id.Country() != "GB" {
		t.Errorf("parts of %s", id)
	}
}

func TestServices(t *testing.T) {
	for in, want := range map[string]Service{
		"RA": {International, "U", "registered letter"},
		"CP": {International, "C", "parcel"},
		"HZ": {International, "C", "e-commerce parcel"},
		"QM": {International, "U", "international business reply service"},
		"QN": {},
		"AV": {Domestic, "", "domestic, bilateral or multilateral use"},
		"AA": {},
		"GA": {Domestic, "", "domestic, bilateral or multilateral use"},
		"GB": {},
		"TT": {Reserved, "", "reserved"},
		"1A": {},
		"":   {},
	} {
		if got := ServiceOf(in, "2026-11-21"); got != want {
			t.Errorf("%s is %+v, want %+v", in, got, want)
		}
	}
}

func countryCodes() []string {
	var out []string
	for _, e := range codes.Countries().All(item.Date("2026-11-21")) {
		out = append(out, e.Code)
	}
	return out
}

func TestMadeIdentifiersAreRead(t *testing.T) {
	countries := countryCodes()
	rapid.Check(t, func(t *rapid.T) {
		indicator := rapid.StringMatching(`[CEHLMRUV][A-Z]`).Draw(t, "indicator")
		country := rapid.SampledFrom(countries).Draw(t, "country")
		id, err := New(indicator, rapid.Uint32Range(0, 99999999).Draw(t, "serial"), country)
		if err != nil {
			t.Fatal(err)
		}
		s := id.String()
		again, err := Parse(strings.ToLower(s[:4] + " " + s[4:9] + " " + s[9:]))
		if err != nil || again != id || id.Country() != country || id.Indicator() != indicator {
			t.Fatalf("%s reads as %s, %v", id, again, err)
		}
		if c, ok := CheckDigit(id.Serial()); !ok || c != s[10:11] {
			t.Fatalf("%s has check digit %s", id, c)
		}
	})
}

// A single wrong digit in the serial is found unless it trades the sums that both give 0
// or 5; two neighbours exchanged likewise.
func TestWrongDigitsAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, err := New("RR", rapid.Uint32Range(0, 99999999).Draw(t, "serial"), "KH")
		if err != nil {
			t.Fatal(err)
		}
		b := []byte(id.String())
		at := rapid.IntRange(2, 9).Draw(t, "place")
		b[at] = '0' + (b[at]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "step")))%10
		if _, err := Parse(string(b)); err == nil && b[10] != '0' && b[10] != '5' {
			t.Fatalf("%s passes for %s", b, id)
		}
	})
}

func TestNewRefuses(t *testing.T) {
	for name, f := range map[string]func() (ID, error){
		"long serial":    func() (ID, error) { return New("RR", 100000000, "KH") },
		"indicator":      func() (ID, error) { return New("R", 1, "KH") },
		"long indicator": func() (ID, error) { return New("RRR", 1, "KH") },
		"country":        func() (ID, error) { return New("RR", 1, "K") },
		"no country":     func() (ID, error) { return New("RR", 1, "QQ") },
		"reserved":       func() (ID, error) { return New("SA", 1, "KH") },
	} {
		if id, err := f(); err == nil || id != (ID{}) {
			t.Errorf("%s: %s is accepted", name, id)
		}
	}
	for _, s := range []string{"", "1234567", "1234567a", "123456789"} {
		if _, ok := CheckDigit(s); ok {
			t.Errorf("%q has a check digit", s)
		}
	}
}

// shared opens a reference file outside the repository, or skips.
func shared(t *testing.T, name string) *os.File {
	t.Helper()
	dir := os.Getenv("GREENLANE_SHARED")
	if dir == "" {
		root, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
				break
			}
			root = filepath.Dir(root)
		}
		dir = filepath.Join(root, "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Skipf("reference data is not here: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestOutsideVectors(t *testing.T) {
	rows, err := csv.NewReader(shared(t, "data/upu-messages/s10-vectors.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[1:] {
		_, err := Parse(r[0])
		switch r[1] {
		case "valid":
			if err != nil {
				t.Errorf("%s (%s): %v", r[0], r[2], err)
			}
		case "invalid-check-digit":
			if !fault.Is(err, "s10.check_digit") {
				t.Errorf("%s (%s): %v", r[0], r[2], err)
			}
		default:
			t.Errorf("%s: unknown expectation %q", r[0], r[1])
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"RR473124829GB", " rr 4731 2482 9 gb", "EE471108151FR", "RR47312482XGB", "", "éééééé"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := Parse(s)
		if err != nil {
			return
		}
		if again, err := Parse(id.String()); err != nil || again != id || len(id.String()) != Length {
			t.Fatalf("%q gives %s and then %s, %v", s, id, again, err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("RR473124829GB"); err != nil {
			b.Fatal(err)
		}
	}
}
