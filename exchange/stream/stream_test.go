package stream

import (
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"greenlane/item/fault"
)

func TestID(t *testing.T) {
	for in, want := range map[string]string{
		"LX000000015DE": "LX000000015DE", "lx 000 000 015 de": "LX000000015DE", " LX000000015DE ": "LX000000015DE",
		"lx-000000015-de": "lx-000000015-de", "short": "short", "": "", "LX 00000001": "LX 00000001",
	} {
		if got := ID(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestHS(t *testing.T) {
	for in, want := range map[string]string{
		"620444": "620444", "6204.44": "620444", "6204 44 00": "62044400", "6204-44": "620444", "62.04": "62.04", "": "",
		"62O4.44": "62O4.44", "6204.44.00.00.00.00": "6204.44.00.00.00.00", "1.2.3.4.5.6.7.8.9.0.1.2.3": "1.2.3.4.5.6.7.8.9.0.1.2.3",
	} {
		if got := HS(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestValues(t *testing.T) {
	for _, c := range []struct{ kind, in, out, code string }{
		{"decimal", "12.50", "12.50", ""}, {"decimal", "", "", ""}, {"decimal", "1,5", "", "money.syntax"}, {"decimal", "1e3", "", "money.syntax"},
		{"decimal", "1234567890123456789", "", "money.too_large"}, {"decimal", "0.1234567890123", "", "money.too_fine"},
		{"quantity", "12", "12", ""}, {"quantity", "", "0", ""}, {"quantity", "1.0", "", "quantity.syntax"}, {"quantity", "-1", "", "quantity.syntax"}, {"quantity", "+1", "", "quantity.syntax"},
		{"date", "2026-11-21", "2026-11-21", ""}, {"date", "2026-11-21T08:30:00Z", "2026-11-21", ""}, {"date", "", "", ""},
		{"date", "21.11.2026", "", "date.syntax"}, {"date", "2026-02-30", "", "date.syntax"}, {"date", "2026-11-21x", "", "date.syntax"},
		{"bool", "Yes", "true", ""}, {"bool", "0", "false", ""}, {"bool", "", "unknown", ""}, {"bool", "maybe", "", "boolean.syntax"},
	} {
		var got string
		var f *fault.Fault
		switch c.kind {
		case "decimal":
			d, df := Decimal(c.in, "money.syntax", "/x")
			got, f = d.String(), df
		case "quantity":
			n, qf := Quantity(c.in, "/x")
			got, f = strconv.FormatInt(n, 10), qf
		case "date":
			d, df := Date(c.in, "/x")
			got, f = string(d), df
		case "bool":
			yes, known, bf := Bool(c.in, "/x")
			if got, f = "false", bf; yes {
				got = "true"
			} else if !known {
				got = "unknown"
			}
		}
		if c.code != "" {
			if f == nil || f.Code != c.code || f.Field != "/x" {
				t.Errorf("%s %q: %v, want %s", c.kind, c.in, f, c.code)
			}
		} else if f != nil || got != c.out {
			t.Errorf("%s %q: %q, %v", c.kind, c.in, got, f)
		}
	}
}

// TestFrames cuts the same values out of every layout, whatever the size of the reads.
func TestFrames(t *testing.T) {
	for _, c := range []struct{ in, want, end string }{
		{`[{"a":1},{"b":"]}"}]`, `1:2:{"a":1} 1:10:{"b":"]}"}`, ""},
		{"{\"a\":1}\n{\"b\":2}\n\n{\"c\":3}", `1:1:{"a":1} 2:9:{"b":2} 4:18:{"c":3}`, ""},
		{"{\"a\":\n1} {\"b\":2}", "1:1:{\"a\":\n1} 2:10:{\"b\":2}", ""},
		{"{\"a\":1\n{\"b\":2}", `1:1:{"a":1 2:8:{"b":2}`, ""},
		{`{"all":[{"a":1},{"b":2}],"n":2}`, `1:9:{"a":1} 1:17:{"b":2}`, ""},
		{`{"all":[],"n":}`, ``, "json.syntax"},
		{`{"all":[]`, ``, "input.truncated"},
		{`[]`, ``, ""},
		{`[{"a":1},]`, `1:2:{"a":1}`, "json.syntax"},
		{`[,]`, ``, "json.syntax"},
		{`[{"a":1}`, `1:2:{"a":1}`, "input.truncated"},
		{`[{"a":1}] []`, `1:2:{"a":1}`, "json.syntax"},
		{`[{"a":"\"}"}, "x\\", 5]`, `1:2:{"a":"\"}"} 1:15:"x\\" 1:22:5`, ""},
		{`{"a":"`, ``, "input.truncated"},
		{``, ``, "input.empty"},
	} {
		for name, reader := range map[string]func(string) io.Reader{
			"whole": func(s string) io.Reader { return strings.NewReader(s) },
			"bytes": func(s string) io.Reader { return iotest.OneByteReader(strings.NewReader(s)) },
		} {
			j := NewJSON(NewSource(reader(c.in), Options{}), "all")
			var got []string
			var end error
			for {
				f, err := j.Next()
				if err != nil {
					end = err
					break
				}
				got = append(got, strconv.Itoa(f.Line)+":"+strconv.FormatInt(f.Offset, 10)+":"+string(f.Data))
			}
			if strings.Join(got, " ") != c.want || c.end == "" && end != io.EOF || c.end != "" && !fault.Is(end, c.end) {
				t.Errorf("%s %q: %q, %v", name, c.in, got, end)
			}
		}
	}
}

func TestErrorsOfTheReaderEndTheReading(t *testing.T) {
	broken := io.MultiReader(strings.NewReader(`[{"a":1}`), iotest.ErrReader(io.ErrClosedPipe))
	j := NewJSON(NewSource(broken, Options{}), "")
	if _, err := j.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Next(); err != io.ErrClosedPipe {
		t.Error(err)
	}
}
