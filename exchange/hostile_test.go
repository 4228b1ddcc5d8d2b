package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"greenlane/exchange/stream"
	"greenlane/item/fault"
)

// drain reads everything and gives the faults of all records and what ended the reading.
func drain(r io.Reader, o Options) (records int, faults fault.List, end error) {
	for rec, err := range Read(r, o) {
		if err != nil {
			return records, faults, err
		}
		records++
		faults = append(faults, rec.Faults...)
	}
	return records, faults, nil
}

// TestCutFiles cuts every sample at every byte: each cut is read to its end or to a
// located fault.
func TestCutFiles(t *testing.T) {
	for _, file := range samples(t) {
		data := mustRead(t, file)
		format, err := Detect(data)
		if err != nil {
			t.Fatal(err)
		}
		for n := range data {
			_, faults, end := drain(bytes.NewReader(data[:n]), Options{Format: format})
			one := strings.Contains(file, "cds-view") || strings.Contains(file, "anonymous") || strings.HasSuffix(file, "itmatt.xml")
			if whole := bytes.TrimRight(data, "\n"); one && n < len(whole) && end == nil && len(faults) == 0 {
				t.Errorf("%s cut at %d of %d: no fault", filepath.Base(file), n, len(data))
			}
			located(t, file, faults, end)
		}
	}
}

func located(t *testing.T, name string, faults fault.List, end error) {
	t.Helper()
	for _, f := range faults {
		if f.Line == 0 {
			t.Errorf("%s: %v has no place", name, f)
		}
	}
	var list fault.List
	if f, ok := fault.As(end); end != nil && !errors.As(end, &list) && (!ok || f.Line == 0 && f.Code != "input.empty") {
		t.Errorf("%s: %v has no place", name, end)
	}
}

func TestHostileFiles(t *testing.T) {
	deep := strings.Repeat(`{"MailObject":`, 100) + "1" + strings.Repeat("}", 100)
	for _, c := range []struct{ name, format, in, code string }{
		{"empty", CDS, "", "input.empty"},
		{"empty", ITMATT, "", "input.empty"},
		{"empty", CSV, "", "input.empty"},
		{"deep", CDS, deep, "input.too_deep"},
		{"deep array", JSON, strings.Repeat("[", 1000), "input.too_deep"},
		{"utf-16", CDS, "\xff\xfe{\x00}\x00", "input.charset"},
		{"utf-16", CSV, "i\x00t\x00e\x00m\x00", "input.charset"},
		{"latin 1", CDS, `{"MailObject":{"Id":"M` + "\xfc" + `ller"}}`, "input.charset"},
		{"latin 1", CSV, "item,description,value,currency\nA,M\xfcller,1,EUR\n", "input.charset"},
		{"latin 1", ITMATT, "<Item><ItemId>M\xfcller</ItemId></Item>", "input.charset"},
		{"latin 1 declared", ITMATT, `<?xml version="1.0" encoding="ISO-8859-1"?><Item></Item>`, "input.charset"},
		{"duplicate key", CDS, `{"MailObject":{},"MailObject":{}}`, "json.duplicate_key"},
		{"no object", CDS, `7`, "json.syntax"},
		{"wrong shape", CDS, `{"hello":1}`, "cds.shape"},
		{"wrong type", CDS, `{"MailObject":[]}`, "json.type"},
		{"extra fields", CDS, `{"Declaration":{"Data":{"ExtraFieldNames":["a","b"],"ExtraFieldValues":["1"]}}}`, "cds.extra_fields"},
		{"login", CDS, `{"request":{"securityToken":"x","password":"y"}}`, "cds.not_declaration"},
		{"text behind", CDS, `[{"MailObject":{}}] x`, "json.syntax"},
		{"comma missing", CDS, `[{"MailObject":{}} {"MailObject":{}}]`, "json.syntax"},
		{"doctype", ITMATT, `<!DOCTYPE Item [<!ENTITY a "b">]><Item></Item>`, "xml.forbidden"},
		{"doctype inside", ITMATT, `<Item><!DOCTYPE x></Item>`, "xml.forbidden"},
		{"entity", ITMATT, `<Item><ItemId>&a;</ItemId></Item>`, "xml.forbidden"},
		{"entity in an unknown element", ITMATT, `<Item><X><Y z="&a;"/></X></Item>`, "xml.forbidden"},
		{"control character", ITMATT, "<Item><ItemId>a\x01</ItemId></Item>", "input.control"},
		{"control reference", ITMATT, "<Item><ItemId>a&#1;</ItemId></Item>", "xml.forbidden"},
		{"instruction", ITMATT, `<Item><?php x?></Item>`, "xml.forbidden"},
		{"deep", ITMATT, "<Item>" + strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100) + "</Item>", "input.too_deep"},
		{"deep wrapper", ITMATT, strings.Repeat("<a>", 100), "input.too_deep"},
		{"no item", ITMATT, "<a></a>", "xml.syntax"},
		{"end missing", ITMATT, "<Item><ItemId>a</ItemId>", "input.truncated"},
		{"mismatch", ITMATT, "<Item><a></b></Item>", "xml.syntax"},
		{"text beside", ITMATT, "<Item>hello</Item>", "xml.syntax"},
		{"item in item", ITMATT, "<Item><Item/></Item>", "xml.syntax"},
		{"gift and sale", ITMATT, "<Item><Gift>true</Gift><NatureOfTransaction>11</NatureOfTransaction></Item>", "itmatt.gift"},
		{"gift unclear", ITMATT, "<Item><Gift>perhaps</Gift></Item>", "boolean.syntax"},
		{"header", CSV, "item,description\nA,B\n", "csv.header"},
		{"column twice", CSV, "item,barcode,description,value,currency\nA,A,B,1,EUR\n", "csv.column_twice"},
		{"quote", CSV, "item,description,value,currency\nA,\"x\"y,1,EUR\n", "csv.syntax"},
		{"documents", CSV, "item,description,value,currency,documents\nA,x,1,EUR,[1]\n", "json.type"},
		{"no receptacle", PREDES, `{"Item":[]}`, "field.missing"},
		{"unknown format", "itmatt-edi", `UNA:+.? '`, "format.unsupported"},
	} {
		t.Run(c.format+" "+c.name, func(t *testing.T) {
			_, faults, end := drain(strings.NewReader(c.in), Options{Format: c.format})
			found := fault.Is(end, c.code)
			for _, f := range faults {
				found = found || f.Code == c.code
			}
			if !found {
				t.Errorf("%v, %v; want %s", faults, end, c.code)
			}
		})
	}
}

// TestLargeRecordsAreSkipped puts one record beyond the limit between two good ones.
func TestLargeRecordsAreSkipped(t *testing.T) {
	big := strings.Repeat("x", 300<<10)
	for _, c := range []struct{ name, format, in string }{
		{"list", CDS, `[{"MailObject":{"Id":"A"}},{"MailObject":{"Id":"` + big + `"}},{"MailObject":{"Id":"B"}}]`},
		{"lines", CDS, "{\"MailObject\":{\"Id\":\"A\"}}\n{\"MailObject\":{\"Id\":\"" + big + "\"}}\n{\"MailObject\":{\"Id\":\"B\"}}\n"},
		{"elements", ITMATT, "<Items><Item><ItemId>A</ItemId></Item><Item><Note>" + big + "</Note></Item><Item><ItemId>B</ItemId></Item></Items>"},
		{"rows", CSV, "item,description,value,currency\nA,x,1,EUR\nC," + big + ",1,EUR\nB,x,1,EUR\n"},
	} {
		t.Run(c.format+" "+c.name, func(t *testing.T) {
			n, faults, end := drain(strings.NewReader(c.in), Options{Format: c.format, MaxRecord: 64 << 10})
			if n != 3 || end != nil || len(faults) != 1 || faults[0].Code != "input.too_large" || faults[0].Line == 0 {
				t.Errorf("%d records, %v, %v", n, faults, end)
			}
		})
	}
	_, _, end := drain(strings.NewReader(strings.Repeat(" ", 1<<20)), Options{Format: CDS, MaxBytes: 1 << 10})
	if !fault.Is(end, "input.too_large") {
		t.Error(end)
	}
}

// TestManyLines reads one item of 10,000 lines in every format.
func TestManyLines(t *testing.T) {
	var json, xml, csv strings.Builder
	json.WriteString(`{"MailObject":{"Id":"A"},"Declaration":{"Data":{"ContentPieces":[`)
	xml.WriteString("<Item><ItemId>A</ItemId>")
	csv.WriteString("item,description,value,currency\n")
	for i := range 10_000 {
		if i > 0 {
			json.WriteString(",")
		}
		fmt.Fprintf(&json, `{"Description":"Book %d","Amount":1}`, i)
		fmt.Fprintf(&xml, "<ContentPiece><Description>Book %d</Description></ContentPiece>", i)
		fmt.Fprintf(&csv, "A,Book %d,1,EUR\n", i)
	}
	json.WriteString(`]}}}`)
	xml.WriteString("</Item>")
	for format, in := range map[string]string{CDS: json.String(), ITMATT: xml.String(), CSV: csv.String()} {
		items := readAll(t, []byte(in), Options{Format: format})
		if len(items) != 1 || len(items[0].Declaration.Lines) != 10_000 {
			t.Errorf("%s: %d items", format, len(items))
		}
	}
	n, faults, end := drain(strings.NewReader(csv.String()+"A,one more,1,EUR\nA,and more,1,EUR\n"), Options{Format: CSV})
	if n != 1 || len(faults) != 1 || faults[0].Code != "input.too_many" || end != nil {
		t.Error(n, faults, end)
	}
}

// TestFaultsAreBounded reads records in which everything is wrong: they cost no more time
// than their size, and tell the first faults only.
func TestFaultsAreBounded(t *testing.T) {
	for format, in := range map[string]string{
		CDS:    `{"Declaration":{"Data":{"ContentPieces":[` + strings.Repeat(`{"Amount":"x"},`, 99_000) + `{}]}}}`,
		ITMATT: "<Item>" + strings.Repeat("<ContentPiece><Value>x</Value></ContentPiece>", 90_000) + "</Item>",
		CSV:    "item,description,value,currency\n" + strings.Repeat("A,x,x,EUR\n", 9_999),
	} {
		n, faults, end := drain(strings.NewReader(in), Options{Format: format})
		if n != 1 || len(faults) != stream.MaxFaults || end != nil {
			t.Errorf("%s: %d records, %d faults, %v", format, n, len(faults), end)
		}
	}
}

// endless gives a head, then the same record again and again, and counts what was taken.
type endless struct {
	head, record string
	left         []byte
	taken        int
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.left) == 0 {
		e.left = []byte(e.record)
		if e.taken == 0 {
			e.left = []byte(e.head)
		}
	}
	n := copy(p, e.left)
	e.left = e.left[n:]
	e.taken += n
	return n, nil
}

// TestReadingIsStreaming reads 10,000 records of an endless file: the reader never runs
// far ahead of what it gives.
func TestReadingIsStreaming(t *testing.T) {
	for _, c := range []struct{ name, format, head, record string }{
		{"list", CDS, "[" + `{"MailObject":{"Id":"A"}}`, `,{"MailObject":{"Id":"LX000000015DE"}}`},
		{"wrapper", CDS, `{"CDSViews":[{"MailObject":{"Id":"A"}}`, `,{"MailObject":{"Id":"LX000000015DE"}}`},
		{"lines", JSON, `{"id":"A"}` + "\n", `{"id":"LX000000015DE","declaration":{}}` + "\n"},
		{"elements", ITMATT, "<Items>", "<Item><ItemId>LX000000015DE</ItemId></Item>\n"},
		{"rows", CSV, "item,description,value,currency\n", "A,Book,1,EUR\nB,Book,1,EUR\n"},
	} {
		t.Run(c.format+" "+c.name, func(t *testing.T) {
			src := &endless{head: c.head, record: c.record}
			n := 0
			var last Record
			for rec, err := range Read(src, Options{Format: c.format}) {
				if err != nil || rec.Faults != nil {
					t.Fatal(err, rec.Faults)
				}
				last = rec
				if n++; n == 10_000 {
					break
				}
			}
			if ahead := int64(src.taken) - last.Offset; ahead > 256<<10 {
				t.Errorf("%d bytes ahead", ahead)
			}
		})
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct{ in, format, code string }{
		{`{"MailObject":{}}`, CDS, ""},
		{"\xef\xbb\xbf [ {\"Extra\": 1, \"Declaration\": {", CDS, ""},
		{`{"request":{"securityToken":"x"}}`, CDS, ""},
		{`{"PWS_Receptacle":{`, PREDES, ""},
		{`{"id":"A"`, JSON, ""},
		{`<?xml version="1.0"?><Items><Item>`, ITMATT, ""},
		{"Tracking Number;Goods Description;Value;Currency\n", CSV, ""},
		{"item\tdescription\n", CSV, ""},
		{"description,value,currency\n", CSV, ""},
		{"name,value\n", "", "input.unknown_format"},
		{"UNA:+.? 'UNB+UNOC:3", "", "format.unsupported"},
		{"<ASYCUDA>", "", "format.unsupported"},
		{"", "", "input.empty"},
		{" \n", "", "input.empty"},
		{`{"hello":1}`, "", "input.unknown_format"},
		{`{"hello" 1}`, "", "json.syntax"},
		{"<html>", "", "input.unknown_format"},
		{"<!DOCTYPE html>", "", "xml.forbidden"},
		{"hello world", "", "input.unknown_format"},
		{"%PDF-1.7", "", "input.unknown_format"},
	} {
		got, err := Detect([]byte(c.in))
		if got != c.format || c.code != "" && !fault.Is(err, c.code) || c.code == "" && err != nil {
			t.Errorf("%q: %q, %v", c.in, got, err)
		}
	}
}

// Names with dots and tildes are kept and come back where they stood.
func TestOddNamesComeBack(t *testing.T) {
	for format, in := range map[string]string{
		CDS:    `{"MailObject":{"Id":"A","a.b":1,"~1":2},"MailObject.Id":3,"Declaration":{"Data.x":4,"Data":{"ContentPieces.y":5,"NatureTypeCd":"11"}}}`,
		PREDES: `{"PWS_Receptacle.Item":1,"PWS_Receptacle":{"Item.ItemId":2,"Item":[{"ItemId":"A","~0.":3}]}}`,
	} {
		items := readAll(t, []byte(in), Options{Format: format})
		out := write(t, format, items)
		if again := readAll(t, out, Options{Format: format}); !same(items, again) {
			t.Errorf("%s became %s", in, out)
		}
	}
}

func TestUnsupportedFormatsNameTheSupportedOnes(t *testing.T) {
	err := Write(io.Discard, "wco-dec", nil)
	f, ok := fault.As(err)
	if !ok || f.Code != "format.unsupported" {
		t.Fatal(err)
	}
	for _, name := range Formats() {
		if !strings.Contains(f.Fix, name) {
			t.Errorf("%q does not name %s", f.Fix, name)
		}
	}
}
