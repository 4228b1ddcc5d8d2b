package exchange

import (
	"io"
	"iter"

	"greenlane/exchange/cds"
	"greenlane/exchange/sheet"
	"greenlane/exchange/stream"
	"greenlane/exchange/upu"
	"greenlane/item"
	"greenlane/item/fault"
)

// Record is one declaration of a file, accepted or refused.
type Record = stream.Record

// Options says what is read and how much of it is allowed.
type Options = stream.Options

// The formats, by their names in the contract.
const (
	CDS    = cds.Format       // JSON of the CDS API
	ITMATT = upu.FormatITMATT // item attributes between posts, as XML
	PREDES = upu.FormatPREDES // receptacles of a dispatch, as JSON
	CSV    = sheet.Format     // a table with a header
	JSON   = "json"           // our own item
)

// Formats lists the formats that can be read and written.
func Formats() []string { return []string{CDS, ITMATT, PREDES, CSV, JSON} }

// headSize is how much of a file is looked at to find out its format.
const headSize = 16 << 10

// Read gives the declarations of a stream one after another. A refused one comes as a
// Record with Faults and does not stop the others; an error ends the reading.
func Read(r io.Reader, o Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		src := r
		if o.Format == "" {
			head, err := readHead(r)
			if err != nil {
				yield(Record{}, err)
				return
			}
			if o.Format, err = Detect(head); err != nil {
				yield(Record{}, err)
				return
			}
			src = &rejoined{head: head, rest: r}
		}
		var seq iter.Seq2[Record, error]
		switch o.Format {
		case CDS:
			seq = cds.Read(src, o)
		case ITMATT:
			seq = upu.ReadITMATT(src, o)
		case PREDES:
			seq = upu.ReadPREDES(src, o)
		case CSV:
			seq = sheet.Read(src, o)
		case JSON:
			seq = readJSON(src, o)
		default:
			yield(Record{}, fault.New("format.unsupported", "", o.Format, "read"))
			return
		}
		seq(yield)
	}
}

// Write writes items in a format. Fields kept from the same format are written back.
func Write(w io.Writer, format string, items iter.Seq[*item.Item]) error {
	switch format {
	case CDS:
		return cds.Write(w, items)
	case ITMATT:
		return upu.WriteITMATT(w, items)
	case PREDES:
		return upu.WritePREDES(w, items)
	case CSV:
		return sheet.Write(w, items)
	case JSON:
		return writeJSON(w, items)
	}
	return fault.New("format.unsupported", "", format, "written")
}

func readHead(r io.Reader) ([]byte, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return head[:n], err
}

// rejoined is the head that was looked at, followed by the rest.
type rejoined struct {
	head []byte
	rest io.Reader
}

func (j *rejoined) Read(p []byte) (int, error) {
	if len(j.head) > 0 {
		n := copy(p, j.head)
		j.head = j.head[n:]
		return n, nil
	}
	return j.rest.Read(p)
}

// readJSON reads our own items: one a line, one behind the other, or in a list.
func readJSON(r io.Reader, o Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		frames := stream.NewJSON(stream.NewSource(r, o), "items")
		for {
			f, err := frames.Next()
			if err == io.EOF {
				return
			}
			rec := Record{Line: f.Line, Offset: f.Offset}
			if err != nil {
				yield(rec, err)
				return
			}
			if f.Fault != nil {
				rec.Faults = fault.List{f.Fault}
			} else {
				readOwn(&f, &rec)
			}
			if rec.Item != nil {
				rec.Item.Source = o.Origin(f.Line, f.Offset)
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

func readOwn(f *stream.Frame, rec *Record) {
	jr := f.Reader()
	it, err := item.ReadJSON(jr)
	if err == nil {
		err = jr.Done()
	}
	rec.Item = it
	it.ID = stream.ID(it.ID)
	if known, ok := fault.As(err); ok {
		rec.Faults = fault.List{known}
	} else if err != nil {
		rec.Faults = fault.List{fault.New("json.syntax", "", err.Error()).At(f.Line, f.Offset)}
	}
}

// writeJSON writes one item a line (NDJSON).
func writeJSON(w io.Writer, items iter.Seq[*item.Item]) error {
	var buf []byte
	for it := range items {
		buf = append(item.AppendJSON(buf[:0], it), '\n')
		if _, err := w.Write(buf); err != nil {
			return err
		}
	}
	return nil
}
