package screening

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"greenlane/item/fault"
)

func TestListsAreRead(t *testing.T) {
	cases := []struct {
		name, text string
		format     Format
		want       []Entry
	}{
		{"ours", "\uFEFFID,Name,aliases,country\n1,\"Nemo, Ada\",A. Nemo| Adah Nemo |,XX\n", FormatCSV, []Entry{{ID: "1", Name: "Nemo, Ada", Aliases: []string{"A. Nemo", "Adah Nemo"}, Country: "XX"}}},
		{"main file", "12,\"NEMO, Ada\",\"individual\",\"TRIAL\",-0- ,-0- \n13,\"NEMO TRADING\",-0- ,\"TRIAL\"\n\x1a\n", FormatOFACSDN, []Entry{
			{ID: "12", Name: "NEMO, Ada", Kind: "individual", Program: "TRIAL", List: "OFAC", Source: "Office of Foreign Assets Control"},
			{ID: "13", Name: "NEMO TRADING", Kind: "entity", Program: "TRIAL", List: "OFAC", Source: "Office of Foreign Assets Control"}}},
		{"alias file", "12,7,\"aka\",\"NEMA, Ada\",-0- \n", FormatOFACAlt, []Entry{{ID: "12", Aliases: []string{"NEMA, Ada"}, List: "OFAC", Source: "Office of Foreign Assets Control"}}},
		{"united nations", `<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>ADA</FIRST_NAME><THIRD_NAME>NEMO</THIRD_NAME><REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Adah</ALIAS_NAME></INDIVIDUAL_ALIAS><INDIVIDUAL_ALIAS><ALIAS_NAME/></INDIVIDUAL_ALIAS></INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>NEMO
			TRUST</FIRST_NAME><REFERENCE_NUMBER>XXe.001</REFERENCE_NUMBER></ENTITY></ENTITIES></CONSOLIDATED_LIST>`, FormatUN, []Entry{
			{ID: "XXi.001", Name: "ADA NEMO", Aliases: []string{"Adah"}, Kind: "person", List: "UN", Source: "United Nations Security Council Consolidated List"},
			{ID: "XXe.001", Name: "NEMO TRUST", Kind: "entity", List: "UN", Source: "United Nations Security Council Consolidated List"}}},
	}
	for _, c := range cases {
		got, err := Read(strings.NewReader(c.text), c.format)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

func TestBadListsAreRefused(t *testing.T) {
	for _, c := range []struct {
		text   string
		format Format
		code   string
	}{
		{"", FormatCSV, "list.header"},
		{"id,nom\n1,x\n", FormatCSV, "list.header"},
		{"id,name\n1,\n", FormatCSV, "list.row"},
		{"id,name\n1,\"x\n", FormatCSV, "list.row"},
		{"1,x\n", FormatOFACSDN, "list.row"},
		{"<A><B>", FormatUN, "list.row"},
		{strings.Repeat("<A>", 100), FormatUN, "list.row"},
		{"", "pdf", "list.format"},
	} {
		if _, err := Read(strings.NewReader(c.text), c.format); !fault.Is(err, c.code) {
			t.Errorf("%.20q as %s: %v, want %s", c.text, c.format, err, c.code)
		}
	}
}

func TestAliasFileJoinsItsList(t *testing.T) {
	main := []Entry{{ID: "1", Name: "A", List: "L", Aliases: []string{"x"}}, {ID: "1", Name: "B", List: "M"}}
	alias := []Entry{{ID: "1", List: "L", Aliases: []string{"y"}}, {ID: "1", List: "L", Aliases: []string{"z"}}}
	for _, parts := range [][][]Entry{{main, alias}, {alias, main}} {
		got := Join(parts...)
		if len(got) != 2 || got[0].Name != "A" || len(got[0].Aliases) != 3 || len(main[0].Aliases) != 1 {
			t.Errorf("got %+v", got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("id,name,aliases\n1,A B,C|D\n", "csv")
	f.Add("12,\"NEMO\",-0- ,\"T\"\n", "ofac-sdn")
	f.Add("<L><I><INDIVIDUAL><FIRST_NAME>A</FIRST_NAME></INDIVIDUAL></I></L>", "un-xml")
	f.Fuzz(func(t *testing.T, text, format string) {
		entries, err := Read(strings.NewReader(text), Format(format))
		if err == nil && len(entries) < 50 {
			NewList(Join(entries)).Match(person("A B"))
		}
	})
}
