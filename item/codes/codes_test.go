package codes

import (
	"regexp"
	"strings"
	"testing"

	"greenlane/item"
)

func TestListsAreDated(t *testing.T) {
	for _, c := range []struct {
		name string
		list *List
		code string
		day  item.Date
		want string // name; "" for not in force
	}{
		{"kuna on its last day", Currencies(), "HRK", "2022-12-31", "Croatian kuna"},
		{"kuna a day later", Currencies(), "HRK", "2023-01-01", ""},
		{"lev in 2025", Currencies(), "BGN", "2025-12-31", "Bulgarian lev"},
		{"lev in 2026", Currencies(), "BGN", "2026-01-01", ""},
		{"euro before its birth", Currencies(), "EUR", "1998-12-31", ""},
		{"Czechoslovakia", Countries(), "CS", "1992-01-01", "Czechoslovakia"},
		{"nobody between the two CS", Countries(), "CS", "2000-01-01", ""},
		{"Serbia and Montenegro", Countries(), "CS", "2005-01-01", "Serbia and Montenegro"},
		{"CS today", Countries(), "CS", "2026-11-21", ""},
		{"Antilles", Countries(), "AN", "2010-12-14", "Netherlands Antilles"},
		{"Curaçao", Countries(), "CW", "2026-11-21", "Curaçao"},
		{"unknown day asks for what lasts", Countries(), "AN", "", ""},
		{"unknown day, country of today", Countries(), "SS", "", "South Sudan"},
		{"lower case is another code", Countries(), "kh", "2026-11-21", ""},
		{"no such country", Countries(), "XX", "2026-11-21", ""},
		{"mixed", Natures(), "991", "2026-11-21", "mixed"},
		{"parcel", Classes(), "C", "2026-11-21", "parcel"},
		{"surface", Categories(), "C", "2026-11-21", "surface"},
		{"air", Transports(), "4", "2026-11-21", "air"},
		{"pairs", Units(), "NPR", "2026-11-21", "number of pairs"},
	} {
		e, ok := c.list.On(c.code, c.day)
		if e.Name != c.want || ok != (c.want != "") || c.list.Has(c.code, c.day) != ok {
			t.Errorf("%s: %s on %s is %q, %v; want %q", c.name, c.code, c.day, e.Name, ok, c.want)
		}
	}
	if e, ok := Currencies().Last("HRK"); !ok || e.To != "2022-12-31" {
		t.Errorf("the kuna's last day is %+v", e)
	}
}

func TestListsAreWhole(t *testing.T) {
	today := item.Date("2026-11-21")
	assigned := 0
	for _, e := range Countries().All(today) {
		if !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(e.Code) || e.Name == "" {
			t.Errorf("%+v", e)
		}
		if e.Value == "iso" {
			assigned++
		}
	}
	if assigned != 249 {
		t.Errorf("%d assigned country codes; ISO 3166-1 has 249", assigned)
	}
	for _, e := range Currencies().rows {
		if !regexp.MustCompile(`^[A-Z]{3}$`).MatchString(e.Code) || !regexp.MustCompile(`^[0-5]$`).MatchString(e.Value) {
			t.Errorf("%+v", e)
		}
	}
	for code, want := range map[string]int{"USD": 2, "JPY": 0, "KWD": 3, "KHR": 2, "VND": 0, "EUR": 2} {
		if e, ok := Currency(code, today); !ok || e.Places() != want {
			t.Errorf("%s has %d places, want %d", code, e.Places(), want)
		}
	}
	for name, l := range map[string]*List{"natures": Natures(), "classes": Classes(), "categories": Categories(), "transports": Transports(), "units": Units()} {
		if len(l.All(today)) < 4 {
			t.Errorf("%s is too short", name)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"one column":    {"A", "line 1"},
		"no code":       {"\tname", "line 1"},
		"wrong date":    {"# c\nA\ta\t2026-13-01", "line 2"},
		"ends first":    {"A\ta\t2026-01-02\t2026-01-01", "before it begins"},
		"overlap":       {"A\ta\t\t2026-01-02\nA\tb\t2026-01-02", "overlap"},
		"twice forever": {"A\ta\nA\tb", "overlap"},
	} {
		if _, err := Read([]byte(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	l, err := Read([]byte("\ufeff1\tgo\t\t\trelease\r\n2\tstop\t2026-01-01\t\thold\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := l.On("2", "2026-01-01"); !ok || e.Value != "hold" {
		t.Errorf("a partner's decision table gives %+v", e)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("1\tgo\t2026-01-01\t2026-02-01\trelease\n# x\n\n2\tstop")
	f.Fuzz(func(t *testing.T, s string) {
		l, err := Read([]byte(s))
		if err != nil {
			return
		}
		for _, e := range l.rows {
			day := e.From
			if day == "" {
				day = e.To
			}
			if got, ok := l.On(e.Code, day); !ok || got != e {
				t.Fatalf("%+v is not found on %s: %+v", e, day, got)
			}
		}
	})
}

func BenchmarkCountry(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Country("KH", "2026-11-21")
	}
}
