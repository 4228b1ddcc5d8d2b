package screening

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"greenlane/item/fault"
)

//go:embed data/demo.csv
var demoCSV []byte

// Format is how a list is written.
type Format string

// The formats that Read knows.
const (
	FormatCSV     Format = "csv"      // ours: header id,name,aliases,country,kind,program,list,source; aliases parted by |
	FormatOFACSDN Format = "ofac-sdn" // OFAC SDN.CSV and CONS_PRIM.CSV: no header, -0- is nothing
	FormatOFACAlt Format = "ofac-alt" // OFAC ALT.CSV and CONS_ALT.CSV: aliases; Join them to the entries
	FormatUN      Format = "un-xml"   // the consolidated list of the United Nations Security Council
)

// Bounds on a list file.
const (
	maxListBytes = 256 << 20
	maxAliases   = 2000
)

// Demo is a list of clearly fictional names, for trying out.
func Demo() (*List, error) { return Load(bytes.NewReader(demoCSV), FormatCSV) }

// Load reads a list and indexes it.
func Load(r io.Reader, format Format) (*List, error) {
	entries, err := Read(r, format)
	if err != nil {
		return nil, err
	}
	return NewList(entries), nil
}

// Read reads the entries of a list. Faults are list.format, list.header and list.row.
func Read(r io.Reader, format Format) ([]Entry, error) {
	r = io.LimitReader(r, maxListBytes)
	switch format {
	case FormatCSV:
		return readCSV(r)
	case FormatOFACSDN, FormatOFACAlt:
		return readOFAC(r, format)
	case FormatUN:
		return readUN(r)
	}
	return nil, fault.New("list.format", "", string(format))
}

// Join puts entries of the same list and ID together: the name of the first that has one,
// the aliases of all. So the alias file of a list joins its main file.
func Join(parts ...[]Entry) []Entry {
	type key struct{ list, id string }
	at := map[key]int{}
	var out []Entry
	for _, part := range parts {
		for _, e := range part {
			k := key{e.List, e.ID}
			i, ok := at[k]
			if !ok {
				at[k] = len(out)
				e.Aliases = slices.Clone(e.Aliases)
				out = append(out, e)
				continue
			}
			if out[i].Name == "" {
				e.Aliases = append(out[i].Aliases, e.Aliases...)
				out[i] = e
				continue
			}
			out[i].Aliases = append(out[i].Aliases, e.Aliases...)
		}
	}
	return out
}

func readCSV(r io.Reader) ([]Entry, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		return nil, fault.New("list.header", "", "id")
	}
	column := map[string]int{}
	for i, h := range header {
		column[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\uFEFF")))] = i
	}
	for _, need := range []string{"id", "name"} {
		if _, ok := column[need]; !ok {
			return nil, fault.New("list.header", "", need)
		}
	}
	var out []Entry
	for n := 2; ; n++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fault.New("list.row", "", n, err.Error())
		}
		get := func(name string) string {
			if i, ok := column[name]; ok && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		e := Entry{ID: get("id"), Name: get("name"), Country: get("country"), Kind: get("kind"), Program: get("program"), List: get("list"), Source: get("source")}
		if e.ID == "" || e.Name == "" {
			return nil, fault.New("list.row", "", n, "id or name is empty")
		}
		for a := range strings.SplitSeq(get("aliases"), "|") {
			if a = strings.TrimSpace(a); a != "" && len(e.Aliases) < maxAliases {
				e.Aliases = append(e.Aliases, a)
			}
		}
		out = append(out, e)
	}
}

// readOFAC reads the main file (number, name, type, program, ...) or the alias file
// (number, alias number, type, alias, ...). The last line is a lone end-of-file mark.
func readOFAC(r io.Reader, format Format) ([]Entry, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord, in.LazyQuotes = -1, true
	var out []Entry
	for n := 1; ; n++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fault.New("list.row", "", n, err.Error())
		}
		for i := range row {
			if row[i] = strings.TrimSpace(row[i]); row[i] == "-0-" {
				row[i] = ""
			}
		}
		if len(row) < 4 {
			if len(row) == 1 && (row[0] == "" || row[0] == "\x1a") {
				continue
			}
			return nil, fault.New("list.row", "", n, fmt.Sprintf("%d columns, at least 4 are needed", len(row)))
		}
		e := Entry{ID: row[0], List: "OFAC", Source: "Office of Foreign Assets Control"}
		if format == FormatOFACAlt {
			e.Aliases = []string{row[3]}
		} else {
			e.Name, e.Kind, e.Program = row[1], row[2], row[3]
			if e.Kind == "" {
				e.Kind = "entity"
			}
		}
		out = append(out, e)
	}
}

// readUN walks the XML without building a tree: INDIVIDUAL and ENTITY elements with their
// name parts, reference and aliases.
func readUN(r io.Reader) ([]Entry, error) {
	in := xml.NewDecoder(r)
	var out []Entry
	var path []string
	var e *Entry
	var parts [4]string
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			line, _ := in.InputPos()
			return nil, fault.New("list.row", "", line, err.Error())
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			if len(path) > 32 {
				line, _ := in.InputPos()
				return nil, fault.New("list.row", "", line, "nested too deep")
			}
			if kind := unKind(t.Name.Local); kind != "" && len(path) == 3 {
				e, parts = &Entry{Kind: kind, List: "UN", Source: "United Nations Security Council Consolidated List"}, [4]string{}
			}
		case xml.EndElement:
			if e != nil && len(path) == 3 {
				e.Name = strings.Join(strings.Fields(strings.Join(parts[:], " ")), " ")
				if e.Name != "" && e.ID != "" {
					out = append(out, *e)
				}
				e = nil
			}
			path = path[:len(path)-1]
		case xml.CharData:
			if e != nil {
				e.takeUN(path[3:], strings.TrimSpace(string(t)), &parts)
			}
		}
	}
}

func unKind(element string) string {
	switch element {
	case "INDIVIDUAL":
		return "person"
	case "ENTITY":
		return "entity"
	}
	return ""
}

func (e *Entry) takeUN(path []string, text string, parts *[4]string) {
	if text == "" || len(path) == 0 {
		return
	}
	switch strings.Join(path, "/") {
	case "FIRST_NAME":
		parts[0] += text
	case "SECOND_NAME":
		parts[1] += text
	case "THIRD_NAME":
		parts[2] += text
	case "FOURTH_NAME":
		parts[3] += text
	case "REFERENCE_NUMBER":
		e.ID += text
	case "UN_LIST_TYPE":
		e.Program += text
	case "NATIONALITY/VALUE":
		if e.Country == "" {
			e.Country = text
		}
	case "INDIVIDUAL_ALIAS/ALIAS_NAME", "ENTITY_ALIAS/ALIAS_NAME":
		if len(e.Aliases) < maxAliases {
			e.Aliases = append(e.Aliases, text)
		}
	}
}
