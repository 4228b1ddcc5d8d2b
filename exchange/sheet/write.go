package sheet

import (
	"io"
	"iter"
	"strconv"
	"strings"

	"greenlane/item"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// Write writes the canonical form: all columns of [Columns], then a column for each kept
// field of CSV that the first item has. What is kept of other formats, and of columns
// that come up later, stands as JSON in the column "extra". What belongs to the item as
// a whole stands in its first row.
func Write(w io.Writer, items iter.Seq[*item.Item]) error {
	out := writer{w: w}
	for it := range items {
		if !out.begun {
			out.header(it)
		}
		out.item(it)
		if len(out.buf) > 32<<10 {
			if err := out.flush(); err != nil {
				return err
			}
		}
	}
	if !out.begun {
		out.header(new(item.Item))
	}
	return out.flush()
}

type writer struct {
	w     io.Writer
	buf   []byte
	begun bool
	more  []string // keys of kept fields that have a column
	json  jsontext.Writer
	cells [columnCount]string
}

func (w *writer) flush() error {
	_, err := w.w.Write(w.buf)
	w.buf = w.buf[:0]
	return err
}

func (w *writer) header(first *item.Item) {
	w.begun = true
	known := make(map[string]bool)
	for i, c := range Columns() {
		known[fold(c.Name)] = true
		for _, a := range c.Aliases {
			known[a] = true
		}
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = append(w.buf, c.Name...)
	}
	for i := range first.Declaration.Lines {
		for _, e := range first.Declaration.Lines[i].Extra {
			name, ok := strings.CutPrefix(e.Key, "csv:")
			if !ok || known[fold(name)] || name != trim(name) || fold(name) == "" {
				continue
			}
			known[fold(name)] = true
			w.more = append(w.more, e.Key)
			w.buf = appendCell(append(w.buf, ','), name)
		}
	}
	w.buf = append(w.buf, '\n')
}

func (w *writer) item(it *item.Item) {
	clear(w.cells[:])
	w.itemCells(it)
	if len(it.Declaration.Lines) == 0 {
		w.row(it, nil, true)
	}
	for i := range it.Declaration.Lines {
		if i > 0 {
			clear(w.cells[:])
			w.cells[colItem] = it.ID
		}
		w.lineCells(&it.Declaration.Lines[i])
		w.row(it, &it.Declaration.Lines[i], i == 0)
	}
}

func (w *writer) itemCells(it *item.Item) {
	c := &w.cells
	d := &it.Declaration
	c[colItem], c[colLocalID], c[colFlow] = it.ID, it.LocalID, string(it.Flow)
	c[colClass], c[colCategory] = it.Class, it.Category
	c[colOriginPost], c[colDestinationPost] = it.OriginPost, it.DestinationPost
	c[colOrigin], c[colDestination] = it.Origin, it.Destination
	c[colReceptacle], c[colPosted] = it.Receptacle, string(it.Posted)
	c[colNumber], c[colNature], c[colVendor] = d.Number, d.Nature, d.Vendor
	w.partyCells(&d.Sender, colSenderName)
	w.partyCells(&d.Recipient, colRecipientName)
	c[colGrossWeight] = d.GrossWeight.Decimal.String()
	w.amount(colPostage, d.Postage)
	w.amount(colInsured, d.Insured)
	w.amount(colInsurance, d.Insurance)
	w.amount(colPrepaid, d.Prepaid)
	if len(d.Documents) > 0 {
		w.json.Reset()
		w.json.Begin('[')
		for _, doc := range d.Documents {
			w.json.Begin('{')
			w.json.OptString("type", doc.Type)
			w.json.OptString("number", doc.Number)
			w.json.OptString("name", doc.Name)
			w.json.End('}')
		}
		w.json.End(']')
		c[colDocuments] = string(w.json.Bytes())
	}
}

// amount writes a number and the currency, whose column is the next.
func (w *writer) amount(at column, a money.Amount) {
	w.cells[at], w.cells[at+1] = a.Decimal.String(), a.Currency
}

// partyCells writes a party into the eleven columns that begin at from.
func (w *writer) partyCells(p *item.Party, from column) {
	for i, s := range [...]string{p.Name, p.Company, strings.Join(p.Address, "\n"), "", p.City, p.State, p.Postcode,
		p.Country, p.Telephone, p.Email, p.Reference} {
		w.cells[from+column(i)] = s
	}
}

func (w *writer) lineCells(l *item.Line) {
	c := &w.cells
	c[colLine] = strconv.Itoa(l.Index)
	c[colDescription], c[colHS], c[colLineOrigin] = l.Description, l.HS, l.Origin
	c[colRevisedDescription], c[colRevisedHS] = l.RevisedDescription, l.RevisedHS
	if l.Quantity != 0 {
		c[colQuantity] = strconv.FormatInt(l.Quantity, 10)
	}
	c[colNetWeight] = l.NetWeight.Decimal.String()
	c[colValue], c[colCurrency] = l.Value.Decimal.String(), l.Value.Currency
}

func (w *writer) row(it *item.Item, l *item.Line, first bool) {
	if l == nil {
		l = new(item.Line)
	}
	w.cells[colExtra] = w.extra(it, l, first)
	for i, s := range w.cells {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		w.buf = appendCell(w.buf, s)
	}
	for _, key := range w.more {
		w.buf = append(w.buf, ',')
		for k, e := range l.Extra {
			if e.Key == key && w.hasColumn(l.Extra[:k], e) {
				w.buf = appendCell(w.buf, e.Value)
				break
			}
		}
	}
	w.buf = append(w.buf, '\n')
}

// extra is the cell of kept fields that have no column of their own.
func (w *writer) extra(it *item.Item, l *item.Line, first bool) string {
	w.json.Reset()
	w.json.Begin('{')
	any := false
	for i, list := range places(it, l) {
		if !first && list != &l.Extra {
			continue
		}
		open := false
		for k, e := range *list {
			if list == &l.Extra && w.hasColumn(l.Extra[:k], e) {
				continue
			}
			if !open {
				w.json.Key(levels[i]).Begin('[')
				open, any = true, true
			}
			w.json.Strings([]string{e.Key, e.Value})
		}
		if open {
			w.json.End(']')
		}
	}
	if !any {
		return ""
	}
	w.json.End('}')
	return string(w.json.Bytes())
}

// hasColumn says whether a kept field goes into a column: its key has one, it is the
// first of its key, and reading the cell would give the same text.
func (w *writer) hasColumn(before []item.Extra, e item.Extra) bool {
	for _, b := range before {
		if b.Key == e.Key {
			return false
		}
	}
	for _, key := range w.more {
		if key == e.Key {
			return e.Value != "" && e.Value == trim(e.Value)
		}
	}
	return false
}

// appendCell quotes a cell that needs it.
func appendCell(dst []byte, s string) []byte {
	if !strings.ContainsAny(s, ",;\t\"\r\n") && s == trim(s) {
		return append(dst, s...)
	}
	dst = append(dst, '"')
	for i := range len(s) {
		if s[i] == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, s[i])
	}
	return append(dst, '"')
}
