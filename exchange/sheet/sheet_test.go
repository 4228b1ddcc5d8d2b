package sheet

import (
	"os"
	"strings"
	"testing"

	"greenlane/exchange/stream"
	"greenlane/item"
)

func TestColumnNamesAreUnambiguous(t *testing.T) {
	seen := make(map[string]string)
	aliases := 0
	for _, c := range Columns() {
		for _, name := range append([]string{fold(c.Name)}, c.Aliases...) {
			if name != fold(name) || name == "" {
				t.Errorf("%s: the alias %q is not folded", c.Name, name)
			}
			if other, twice := seen[name]; twice && other != c.Name {
				t.Errorf("%q means %s and %s", name, other, c.Name)
			}
			seen[name] = c.Name
		}
		aliases += len(c.Aliases)
	}
	if aliases < 60 {
		t.Errorf("only %d aliases", aliases)
	}
}

// The manual names every column of the canonical form, in order.
func TestManualListsTheColumns(t *testing.T) {
	manual, err := os.ReadFile("../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	rest := string(manual)
	for _, c := range Columns() {
		_, after, found := strings.Cut(rest, "| `"+c.Name+"` |")
		if !found {
			t.Fatalf("docs/formats.md has no row for %s behind the column before it", c.Name)
		}
		rest = after
	}
}

func read(t *testing.T, in string) []stream.Record {
	t.Helper()
	var out []stream.Record
	for rec, err := range Read(strings.NewReader(in), stream.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rec)
	}
	return out
}

func TestHeaderSpellings(t *testing.T) {
	for _, header := range []string{
		"item,description,value,currency", "Tracking Number,Goods Description,Declared Value,Currency Code",
		"ITEM_ID;Contents;Amount;CURRENCY", "Bar-code\tProduct Name\tline value\tcurrency", "\xef\xbb\xbf\"item\",\"description\",\"value\",\"currency\"",
	} {
		row := "LX000000015DE,Book,7.00,EUR"
		for _, d := range []string{";", "\t"} {
			if strings.Contains(header, d) {
				row = strings.ReplaceAll(row, ",", d)
			}
		}
		for _, eol := range []string{"\n", "\r\n"} {
			recs := read(t, header+eol+row)
			if len(recs) != 1 || recs[0].Faults != nil {
				t.Fatalf("%q: %+v", header, recs)
			}
			it := recs[0].Item
			if it.ID != "LX000000015DE" || it.Declaration.Lines[0].Description != "Book" || it.Declaration.Lines[0].Value.String() != "7.00 EUR" {
				t.Errorf("%q: %s", header, item.AppendJSON(nil, it))
			}
		}
	}
}

// A row that cannot be read refuses its item, whole, and no other.
func TestBrokenRowsRefuseTheirItem(t *testing.T) {
	const head = "item,description,value,currency\n"
	for _, c := range []struct {
		name, rows string
		refused    string // identifiers of refused items
		line       int    // of the first fault
	}{
		{"second row short", "A,x,1,EUR\nA,y,1\nB,z,1,EUR\n", "A", 3},
		{"first row short", "A,x,1\nA,y,1,EUR\nB,z,1,EUR\n", "A", 2},
		{"quote in a cell", "A,x,1,EUR\nA,5\" disk,1,EUR\nB,z,1,EUR\n", "A", 3},
		{"open quote", "A,x,1,EUR\nA,\"y,1,EUR\nB,z,1,EUR\n", "A", 3},
		{"open quote at the end", "B,x,1,EUR\nA,\"y,1,EUR\n", "A", 3},
		{"open quote that another line closes", "A,\"y,1,EUR\nA,\"y,1,EUR\nB,z,1,EUR\n", "A", 2},
		{"no identifier and broken", "A,x,1,EUR\n,y\nB,z,1,EUR\n", "A", 3},
		{"comma for a point", "A,x,\"1,5\",EUR\nB,z,1,EUR\n", "A", 2},
		{"not UTF-8", "A,\xff,1,EUR\nB,z,1,EUR\n", "A", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			var refused, taken []string
			line := 0
			for _, rec := range read(t, head+c.rows) {
				if rec.Faults == nil {
					taken = append(taken, rec.Item.ID)
					continue
				}
				if refused = append(refused, rec.Item.ID); line == 0 {
					line = rec.Faults[0].Line
				}
			}
			if strings.Join(refused, " ") != c.refused || strings.Join(taken, " ") != "B" || line != c.line {
				t.Errorf("refused %v at line %d, took %v", refused, line, taken)
			}
		})
	}
}

func TestCells(t *testing.T) {
	recs := read(t, "item,description,value,currency,nature,sender_address,sender_address_2,documents,hs,net_weight,line,posted\n"+
		"A,\" a, \"\"b\"\" \",1,EUR,Gift,\"Street 1\nFloor 2\",Back door,INV-1,6204 42.00,0.5,7,2026-11-20\n")
	it := recs[0].Item
	d := &it.Declaration
	l := d.Lines[0]
	if recs[0].Faults != nil || l.Description != `a, "b"` || d.Nature != "31" || strings.Join(d.Sender.Address, "|") != "Street 1|Floor 2|Back door" ||
		d.Documents[0].Number != "INV-1" || l.HS != "62044200" || l.NetWeight.Decimal.String() != "0.5" || l.Index != 7 || it.Posted != "2026-11-20" {
		t.Errorf("%v %s", recs[0].Faults, item.AppendJSON(nil, it))
	}
}
