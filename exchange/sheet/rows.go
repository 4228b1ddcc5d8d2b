package sheet

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"greenlane/exchange/stream"
	"greenlane/item/fault"
)

// row is one row of the file.
type row struct {
	cells  []string // valid until the next row, their texts for ever
	line   int
	offset int64
	bad    *fault.Fault // the row is malformed; cells hold what can be guessed
}

// rows cuts a file into rows.
type rows struct {
	src       *stream.Source
	delimiter byte
	cells     []string
	maxRow    int
}

// findDelimiter takes the one of comma, semicolon and tab that stands most often outside
// of quotes in the header.
func findDelimiter(header []byte) (byte, bool) {
	var count [256]int
	quoted := false
	for _, c := range header {
		if c == '"' {
			quoted = !quoted
		} else if !quoted {
			count[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if count[c] > count[best] {
			best = c
		}
	}
	return best, count[best] > 0
}

// next gives the next row that is not blank, io.EOF at the end, or what ended the reading.
func (r *rows) next() (row, error) {
	for {
		w, n, err := r.line(0)
		if err != nil || n == 0 {
			if err == nil {
				err = io.EOF
			}
			return row{}, err
		}
		out := row{line: r.src.Line(), offset: r.src.Offset()}
		if n < 0 { // longer than the limit
			out.bad = r.src.TooLarge(out.line, out.offset)
			r.parse(&out, string(w[:min(len(w), 4096)])) // for the identifier
			return out, r.skipLine()
		}
		if bytes.IndexByte(w[:n], '"') >= 0 {
			if n, out.bad, err = r.quotedEnd(n); err != nil {
				return row{}, err
			}
			w = r.src.Window()
		}
		text := string(trimEOL(w[:n]))
		r.src.Skip(n)
		if strings.Trim(text, " \t\r,;") == "" {
			continue // a blank line, or only delimiters as spreadsheets leave them
		}
		r.parse(&out, text)
		return out, nil
	}
}

func (r *rows) parse(out *row, text string) {
	if out.bad == nil && !utf8.ValidString(text) {
		out.bad = fault.New("input.charset", "")
	}
	cells, f := split(text, r.delimiter, r.cells[:0])
	r.cells, out.cells = cells, cells
	if out.bad == nil {
		out.bad = f
	}
	if out.bad != nil {
		out.bad = out.bad.At(out.line, out.offset)
	}
}

// line finds the end of the line that begins at byte from of the window: its length with
// the line feed, 0 at the end of the file, -1 if it is longer than the limit.
func (r *rows) line(from int) ([]byte, int, error) {
	at := from
	for {
		w := r.src.Window()
		if i := bytes.IndexByte(w[at:], '\n'); i >= 0 {
			return w, at + i + 1, nil
		}
		at = len(w)
		if at > r.maxRow {
			return w, -1, nil
		}
		if !r.src.More() {
			return r.src.Window(), len(r.src.Window()), r.src.Err()
		}
	}
}

// skipLine throws a line away that is longer than the limit.
func (r *rows) skipLine() error {
	for {
		w := r.src.Window()
		if i := bytes.IndexByte(w, '\n'); i >= 0 {
			r.src.Skip(i + 1)
			return nil
		}
		r.src.Skip(len(w))
		if !r.src.More() {
			return r.src.Err()
		}
	}
}

// quotedEnd finds the end of a row whose quoted cells may hold line breaks; n is the end
// of its first line. A quote that is never closed makes the first line a bad row of its
// own, so that reading goes on behind it.
func (r *rows) quotedEnd(n int) (int, *fault.Fault, error) {
	end := n
	open := bytes.Count(r.src.Window()[:end], []byte{'"'})%2 == 1
	for open {
		w, next, err := r.line(end)
		if err != nil {
			return 0, nil, err
		}
		if next <= end || next > r.maxRow {
			return n, fault.New("csv.syntax", "", "a quoted text does not end"), nil
		}
		if bytes.Count(w[end:next], []byte{'"'})%2 == 1 {
			open = false
		}
		end = next
	}
	if end > n {
		text := string(trimEOL(r.src.Window()[:end]))
		if _, f := split(text, r.delimiter, nil); f != nil { // the quotes do not fit together
			return n, f, nil
		}
	}
	return end, nil, nil
}

func trimEOL(w []byte) []byte {
	w = bytes.TrimSuffix(w, []byte("\n"))
	return bytes.TrimSuffix(w, []byte("\r"))
}

// split takes a row apart. White space around a cell is dropped. The cells are returned
// even with a fault, as far as they can be guessed.
func split(text string, delimiter byte, cells []string) ([]string, *fault.Fault) {
	if strings.IndexByte(text, '"') < 0 {
		for {
			i := strings.IndexByte(text, delimiter)
			if i < 0 {
				return append(cells, trim(text)), nil
			}
			cells = append(cells, trim(text[:i]))
			text = text[i+1:]
		}
	}
	var bad *fault.Fault
	for {
		cell, rest, more, f := quotedCell(text, delimiter)
		if f != nil && bad == nil {
			bad = f
		}
		cells = append(cells, cell)
		if !more {
			return cells, bad
		}
		text = rest
	}
}

// quotedCell reads one cell of a row that holds quotes somewhere.
func quotedCell(text string, delimiter byte) (cell, rest string, more bool, bad *fault.Fault) {
	body := strings.TrimLeft(text, " ")
	if body == "" || body[0] != '"' {
		cell, rest, more = strings.Cut(text, string(delimiter))
		if strings.IndexByte(cell, '"') >= 0 {
			bad = fault.New("csv.syntax", "", "a quote inside of a cell that does not begin with one")
		}
		return trim(cell), rest, more, bad
	}
	var b strings.Builder
	for at := 1; ; {
		i := strings.IndexByte(body[at:], '"')
		if i < 0 {
			cell, rest, more = strings.Cut(body[1:], string(delimiter))
			return trim(cell), rest, more, fault.New("csv.syntax", "", "a quoted text does not end")
		}
		b.WriteString(body[at : at+i])
		at += i + 1
		if at < len(body) && body[at] == '"' {
			b.WriteByte('"')
			at++
			continue
		}
		cell = trim(b.String())
		after, rest, more := strings.Cut(body[at:], string(delimiter))
		if strings.Trim(after, " \r\n") != "" {
			bad = fault.New("csv.syntax", "", "text behind a closing quote")
		}
		return cell, rest, more, bad
	}
}

func trim(s string) string {
	if s == "" || s[0] > ' ' && s[0] < 0x80 && s[len(s)-1] > ' ' && s[len(s)-1] < 0x80 {
		return s
	}
	return strings.TrimSpace(s)
}
