package jsontext

import (
	"encoding/json"
	"strings"
	"testing"

	"greenlane/item/fault"
	"greenlane/item/money"
)

func walk(data string) error {
	r := NewReader([]byte(data))
	if _, err := r.Raw(); err != nil {
		return err
	}
	return r.Done()
}

func TestFaultsHaveAPlace(t *testing.T) {
	for _, c := range []struct {
		in, code, field string
		line            int
		offset          int64
	}{
		{``, "input.truncated", "", 1, 1},
		{`{"a":1`, "input.truncated", "", 1, 7},
		{"{\"a\":1,\n\"a\":2}", "json.duplicate_key", "", 2, 9},
		{`{"a":[1,{"b":tru}]}`, "json.syntax", "/a/1/b", 1, 14},
		{`{"a":1,}`, "json.syntax", "", 1, 8},
		{`[1 2]`, "json.syntax", "", 1, 4},
		{`"\ud800"`, "json.syntax", "", 1, 2},
		{"\"a\x01\"", "json.syntax", "", 1, 3},
		{"\"\xff\"", "input.charset", "", 1, 2},
		{`01`, "json.syntax", "", 1, 3},
		{`{"a":1}x`, "json.syntax", "", 1, 8},
		{strings.Repeat("[", 100), "input.too_deep", "", 1, 65},
		{`{"a":"`, "input.truncated", "/a", 1, 7},
		{`1e`, "input.truncated", "", 1, 3},
	} {
		f, ok := fault.As(walk(c.in))
		if !ok || f.Code != c.code || !strings.HasPrefix(f.Field, c.field) || f.Line != c.line || f.Offset != c.offset {
			t.Errorf("%.30q: %v; want %s at %s line %d byte %d", c.in, f, c.code, c.field, c.line, c.offset)
		}
	}
}

func TestManyKeysAreStillChecked(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"k0":0`)
	for i := 1; i < 60; i++ {
		b.WriteString(`,"k` + strings.Repeat("x", i) + `":0`)
	}
	if err := walk(b.String() + "}"); err != nil {
		t.Error(err)
	}
	if err := walk(b.String() + `,"k0":1}`); !fault.Is(err, "json.duplicate_key") {
		t.Error(err)
	}
}

func TestScalars(t *testing.T) {
	r := NewReader([]byte(`["12.50",12.50,true,null,"x\u00e9\ud83d\ude00"]`))
	var got []string
	if err := r.Array(func(int) error {
		var s string
		err := r.Scalar(&s)
		got = append(got, s)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if s := strings.Join(got, "|"); s != "12.50|12.50|true||xé😀" {
		t.Error(s)
	}
}

func TestWriter(t *testing.T) {
	var w Writer
	w.Begin('{')
	w.Key("a").String("x\"</script>\u2028\n")
	w.OptString("none", "")
	w.Key("list").Strings([]string{"1", "2"})
	w.Key("d").Decimal(money.MustParse("12.50"))
	w.OptDecimal("unknown", money.Decimal{})
	w.Key("n").Int(-7)
	w.Key("p").Float(0.25, 3)
	w.Key("o").Begin('{')
	w.Key("b").Bool(true)
	w.End('}')
	w.End('}')
	want := `{"a":"x\"\u003c/script\u003e\u2028\n","list":["1","2"],"d":"12.50","n":-7,"p":0.250,"o":{"b":true}}`
	if string(w.Bytes()) != want {
		t.Errorf("got  %s\nwant %s", w.Bytes(), want)
	}
}

// Whatever is accepted is JSON for the standard library too, and texts come back.
func FuzzReader(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e3,"x",null,true]}`, `"\u0041"`, `[[[]]]`, `{"":{"":""}}`, `-0`, `nul`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if walk(string(data)) == nil && !json.Valid(data) {
			t.Fatalf("accepted what is not JSON: %q", data)
		}
		var s, back string
		r := NewReader(data)
		if r.String(&s) == nil {
			if err := NewReader(AppendString(nil, s)).String(&back); err != nil || back != s {
				t.Fatalf("%q -> %q, %v", s, back, err)
			}
		}
	})
}
