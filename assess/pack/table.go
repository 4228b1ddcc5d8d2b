package pack

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"greenlane/assess/tariff"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// columns are what a table may have; countries in a cell are separated by spaces.
var columns = []string{"hs", "expression", "type", "title", "origin", "dispatch", "destination", "from", "to", "source"}

// readTable reads a CSV file of measures; its id is the file name without ".csv".
func (l *loader) readTable() {
	data, err := fs.ReadFile(l.fsys, path.Join(l.id, l.file))
	if err != nil {
		l.fail(0, err.Error())
		return
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comment = '#'
	head, err := r.Read()
	if err != nil {
		l.fail(1, err.Error())
		return
	}
	for _, c := range head {
		if !slices.Contains(columns, c) {
			l.fail(1, "unknown column "+c)
		}
	}
	expressions := map[string]*tariff.Expr{}
	var rows []*tariff.Measure
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			l.fail(lineOf(err.Error()), err.Error())
			return
		}
		line, _ := r.FieldPos(0)
		rows = append(rows, l.measure(head, rec, line, expressions))
	}
	t, err := tariff.Build(rows)
	if err != nil {
		f, _ := fault.As(err)
		l.fail(f.Line, f.Text)
		return
	}
	l.p.Law.Tables[strings.TrimSuffix(l.file, ".csv")] = t
}

func (l *loader) measure(head, rec []string, line int, expressions map[string]*tariff.Expr) *tariff.Measure {
	m := &tariff.Measure{Type: "mfn", Line: line}
	var d dated
	for i, v := range rec {
		t := text{strings.TrimSpace(v), line}
		switch head[i] {
		case "hs":
			m.HS = t.v
		case "expression":
			e := expressions[t.v]
			if e == nil {
				e = l.expression(t)
				expressions[t.v] = e
			}
			m.Expr = e
		case "type":
			m.Type = t.v
			if t.v != "mfn" && t.v != "preference" && t.v != "suspension" && t.v != "additional" && !strings.HasPrefix(t.v, "additional:") {
				l.fail(line, t.v+" is not a type of measure")
			}
		case "title":
			m.Title = t.v
		case "origin":
			m.Origin = countries(t.v)
		case "dispatch":
			m.Dispatch = countries(t.v)
		case "destination":
			m.Destination = countries(t.v)
		case "from":
			d.From = t
		case "to":
			d.To = t
		case "source":
			d.Source = t
		}
	}
	if m.Expr == nil {
		l.fail(line, "a measure needs an expression")
		m.Expr = &tariff.Expr{}
	}
	p := l.period(d)
	m.From, m.To, m.Source = p.From, p.To, l.source(d.Source, line)
	return m
}

func countries(cell string) []string {
	list := strings.Fields(cell)
	slices.Sort(list)
	return list
}

// readExamples reads an array of worked examples.
func (l *loader) readExamples() {
	data, err := fs.ReadFile(l.fsys, path.Join(l.id, l.file))
	if err != nil {
		l.fail(0, err.Error())
		return
	}
	r := jsontext.NewReader(data)
	err = r.Array(func(int) error {
		var e Example
		if err := readExample(r, &e); err != nil {
			return err
		}
		line := 1 + bytes.Count(data[:r.Offset()], []byte("\n"))
		if _, ok := e.At.Time(); !ok || e.ID == "" || e.Item == nil {
			l.fail(line, "an example needs id, at and item")
		}
		l.source(text{e.Source, line}, line)
		l.once("example "+e.ID, line, Period{})
		l.p.Examples = append(l.p.Examples, e)
		return nil
	})
	if err == nil {
		err = r.Done()
	}
	if err != nil {
		l.fail(1+bytes.Count(data[:min(r.Offset(), len(data))], []byte("\n")), err.Error())
	}
}

func readExample(r *jsontext.Reader, e *Example) error {
	return r.Object(func(key string) error {
		switch key {
		case "id":
			return r.String(&e.ID)
		case "title":
			return r.String(&e.Title)
		case "source":
			return r.String(&e.Source)
		case "at":
			return r.String((*string)(&e.At))
		case "item":
			var err error
			e.Item, err = item.ReadJSON(r)
			return err
		case "expect":
			return readExpect(r, &e.Expect)
		}
		return r.Fault(fault.New("pack.invalid", "", "example", "unknown member "+key))
	})
}

func readExpect(r *jsontext.Reader, x *Expect) error {
	return r.Object(func(key string) error {
		switch key {
		case "total":
			return r.String(&x.Total)
		case "lane":
			return r.String(&x.Lane)
		case "decision":
			return r.String(&x.Decision)
		case "status":
			return r.String(&x.Status)
		case "regime":
			return r.String(&x.Regime)
		case "charges":
			x.Charges = map[string]string{}
			return r.Object(func(kind string) error {
				var v string
				if err := r.String(&v); err != nil {
					return err
				}
				x.Charges[kind] = v
				_, err := money.Parse(v)
				return err
			})
		case "missing", "reasons":
			list := &x.Reasons
			if key == "missing" {
				list = &x.Missing
			}
			return r.Array(func(int) error {
				var v string
				err := r.String(&v)
				*list = append(*list, v)
				return err
			})
		}
		return r.Fault(fault.New("pack.invalid", "", "example", "unknown member "+key))
	})
}
