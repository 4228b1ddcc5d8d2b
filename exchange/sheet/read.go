package sheet

import (
	"bytes"
	"io"
	"iter"
	"strconv"
	"strings"

	"greenlane/exchange/stream"
	"greenlane/item"
	"greenlane/item/fault"
)

// Format is the name of this format in the contract.
const Format = "csv"

// maxLines is how many content lines one item may have.
const maxLines = 10_000

// Read gives the items of a file one after another.
func Read(r io.Reader, o stream.Options) iter.Seq2[stream.Record, error] {
	o.Format = Format
	return func(yield func(stream.Record, error) bool) {
		d := reader{o: &o, rows: rows{src: stream.NewSource(r, o)}, yield: yield}
		if err := d.header(); err != nil {
			yield(stream.Record{Line: 1, Offset: 1}, err)
			return
		}
		for {
			row, err := d.rows.next()
			if err == io.EOF {
				d.flush()
				return
			}
			if err != nil {
				if d.flush() {
					yield(stream.Record{Line: d.rows.src.Line(), Offset: d.rows.src.Offset()}, err)
				}
				return
			}
			if !d.row(&row) {
				return
			}
		}
	}
}

// reader gathers the rows of one item after another.
type reader struct {
	o     *stream.Options
	rows  rows
	lay   *layout
	yield func(stream.Record, error) bool

	it      *item.Item // the item whose rows are being read, or nil
	id      string     // as it stands in the cell
	first   []string   // cells of its first row
	faults  fault.List
	tooMany bool // lines; said once
	line    int
	offset  int64
}

func (d *reader) header() error {
	src := d.rows.src
	d.rows.maxRow = src.MaxRecord()
	if err := src.SkipBOM(); err != nil {
		return err
	}
	for !bytes.ContainsRune(src.Window(), '\n') && len(src.Window()) < d.rows.maxRow && src.More() {
	}
	head := src.Window()
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		head = head[:i]
	}
	d.rows.delimiter, _ = findDelimiter(head)
	row, err := d.rows.next()
	switch {
	case err == io.EOF:
		return fault.New("input.empty", "")
	case err != nil:
		return err
	case row.bad != nil:
		return row.bad
	}
	lay, faults := newLayout(append([]string(nil), row.cells...))
	for i := range faults {
		faults[i] = faults[i].At(row.line, row.offset)
	}
	d.lay = lay
	return faults.Err()
}

// flush gives the item that was gathered; false if the caller wants no more.
func (d *reader) flush() bool {
	if d.it == nil {
		return true
	}
	it := d.it
	d.it = nil
	if it.Origin == "" {
		it.Origin = it.Declaration.Sender.Country
	}
	if it.Destination == "" {
		it.Destination = it.Declaration.Recipient.Country
	}
	stream.Order(it)
	it.Source = d.o.Origin(d.line, d.offset)
	return d.yield(stream.Record{Item: it, Faults: d.faults, Line: d.line, Offset: d.offset}, nil)
}

// row adds a row to the item it belongs to.
func (d *reader) row(r *row) bool {
	bad := r.bad
	if bad == nil && len(r.cells) != len(d.lay.names) {
		bad = fault.New("csv.syntax", "", strconv.Itoa(len(r.cells))+" cells in a row below a header of "+strconv.Itoa(len(d.lay.names))).At(r.line, r.offset)
	}
	id := ""
	if at := d.lay.place[colItem]; at < len(r.cells) {
		id = r.cells[at]
	}
	switch {
	case id == "" && bad == nil:
		bad = fault.New("field.missing", "/id", "the item identifier").At(r.line, r.offset)
		return d.flush() && d.yield(stream.Record{Faults: fault.List{bad}, Line: r.line, Offset: r.offset}, nil)
	case id == "" && d.it == nil:
		return d.yield(stream.Record{Faults: fault.List{bad}, Line: r.line, Offset: r.offset}, nil)
	case id == "": // a broken row behind this item may well be one of its lines
		d.fault(r, bad)
		return true
	}
	begun := d.it == nil || id != d.id
	if begun {
		if !d.flush() {
			return false
		}
		d.it = &item.Item{ID: stream.ID(id)}
		d.id, d.faults, d.tooMany, d.line, d.offset = id, nil, false, r.line, r.offset
		d.first = d.first[:0]
	}
	if bad != nil { // its item is refused: a line of it is lost
		d.fault(r, bad)
		return true
	}
	if len(d.first) == 0 {
		d.first = append(d.first, r.cells...)
		d.itemCells(r)
	} else {
		d.compare(r)
	}
	d.lineCells(r)
	return true
}

func (d *reader) fault(r *row, f *fault.Fault) {
	if f != nil && len(d.faults) < stream.MaxFaults {
		d.faults = append(d.faults, f.At(r.line, r.offset))
	}
}

// compare holds a further row of the item against the first.
func (d *reader) compare(r *row) {
	for i, s := range r.cells {
		c := d.lay.meaning[i]
		if s != "" && c >= 0 && !d.lay.columns[c].PerLine && s != d.first[i] {
			d.fault(r, fault.New("field.mixed", pointer(c, d.lay.columns[c].Name), d.lay.columns[c].Name, clip(d.first[i]), clip(s)))
		}
	}
}

// pointer gives the place in the item that a column of the item as a whole fills.
func pointer(c column, name string) string {
	switch {
	case c == colItem:
		return "/id"
	case c < colNumber:
		return "/" + name
	}
	if money, ok := strings.CutSuffix(name, "_currency"); ok {
		return "/declaration/" + money + "/currency"
	}
	for _, party := range [...]string{"sender", "recipient"} {
		if member, ok := strings.CutPrefix(name, party+"_"); ok {
			return "/declaration/" + party + "/" + strings.TrimSuffix(member, "_2")
		}
	}
	return "/declaration/" + name
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "..."
	}
	return s
}

// itemCells reads what the first row says about the item as a whole.
func (d *reader) itemCells(r *row) {
	for i, s := range r.cells {
		if c := d.lay.meaning[i]; s != "" && c >= 0 && !d.lay.columns[c].PerLine {
			d.fault(r, setItem(d.it, c, s))
		}
	}
}

// lineCells adds the content line of a row, if any of its cells says something about one.
func (d *reader) lineCells(r *row) {
	decl := &d.it.Declaration
	i := len(decl.Lines)
	if i == maxLines {
		if d.tooMany {
			return
		}
		d.tooMany = true
		d.fault(r, fault.New("input.too_many", "/declaration/lines", maxLines, "lines"))
		return
	}
	l := item.Line{Index: i + 1}
	present := false
	for k, s := range r.cells {
		if s == "" {
			continue
		}
		switch c := d.lay.meaning[k]; {
		case c < 0:
			present = true
			l.Extra = append(l.Extra, item.Extra{Key: "csv:" + d.lay.names[k], Value: s})
		case c == colExtra:
			has, f := readExtra(s, d.it, &l)
			present = present || has
			d.fault(r, f)
		case d.lay.columns[c].PerLine:
			present = true
			if f := setLine(&l, c, s); f != nil {
				d.fault(r, f.Under(item.Pointer("/declaration/lines", i)))
			}
		}
	}
	if present {
		decl.Lines = append(decl.Lines, l)
	}
}
