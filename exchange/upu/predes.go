package upu

import (
	"io"
	"iter"
	"strings"

	"greenlane/exchange/stream"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
)

// FormatPREDES is the name of the JSON rendering of PREDES in the contract.
const FormatPREDES = "predes-json"

const (
	predesTop        = "predes:"
	predesReceptacle = "predes:PWS_Receptacle."
	predesItem       = "predes:PWS_Receptacle.Item."
)

// ReadPREDES gives one item without declaration for every identifier in the receptacles.
func ReadPREDES(r io.Reader, o stream.Options) iter.Seq2[stream.Record, error] {
	o.Format = FormatPREDES
	return func(yield func(stream.Record, error) bool) {
		frames := stream.NewJSON(stream.NewSource(r, o), "")
		for {
			f, err := frames.Next()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(stream.Record{Line: f.Line, Offset: f.Offset}, err)
				return
			}
			if !readReceptacle(&f, &o, yield) {
				return
			}
		}
	}
}

// receptacle is one PWS_Receptacle while it is read.
type receptacle struct {
	id    string
	seen  bool
	items []*item.Item
	extra []item.Extra // of the receptacle, given to each of its items
}

func readReceptacle(f *stream.Frame, o *stream.Options, yield func(stream.Record, error) bool) bool {
	refuse := func(fl *fault.Fault) bool {
		return yield(stream.Record{Faults: fault.List{fl}, Line: f.Line, Offset: f.Offset}, nil)
	}
	if f.Fault != nil {
		return refuse(f.Fault)
	}
	var rc receptacle
	r := f.Reader()
	err := r.Object(func(key string) error {
		if key != "PWS_Receptacle" {
			return keep(r, &rc.extra, predesTop, key)
		}
		rc.seen = true
		return r.Object(func(key string) error { return rc.member(r, key) })
	})
	if err == nil {
		err = r.Done()
	}
	if err != nil {
		fl, ok := fault.As(err)
		if !ok {
			fl = fault.New("json.syntax", "", err.Error()).At(f.Line, f.Offset)
		}
		return refuse(fl)
	}
	if !rc.seen {
		return refuse(fault.New("field.missing", "", "PWS_Receptacle").At(f.Line, f.Offset))
	}
	var faults fault.List
	if rc.id != "" && !receptacleForm(rc.id) {
		faults = fault.List{fault.New("s9.form", "/receptacle", rc.id).At(f.Line, f.Offset)}
	}
	if len(rc.items) == 0 {
		return refuse(fault.New("field.missing", "", "Item").At(f.Line, f.Offset))
	}
	for _, it := range rc.items {
		it.Extra = append(it.Extra, rc.extra...)
		stream.Order(it)
		it.Source = o.Origin(f.Line, f.Offset)
		if it.Receptacle = rc.id; faults == nil {
			fromReceptacle(it)
		}
		if !yield(stream.Record{Item: it, Faults: faults, Line: f.Line, Offset: f.Offset}, nil) {
			return false
		}
	}
	return true
}

func (rc *receptacle) member(r *jsontext.Reader, key string) error {
	switch key {
	case "ReceptacleId":
		err := r.Scalar(&rc.id)
		rc.id = strings.ToUpper(strings.TrimSpace(rc.id))
		return err
	case "Item":
		return r.Array(func(int) error {
			it := new(item.Item)
			rc.items = append(rc.items, it)
			return r.Object(func(key string) error {
				if key != "ItemId" {
					return keep(r, &it.Extra, predesItem, key)
				}
				err := r.Scalar(&it.ID)
				it.ID = stream.ID(it.ID)
				return err
			})
		})
	}
	return keep(r, &rc.extra, predesReceptacle, key)
}

func keep(r *jsontext.Reader, to *[]item.Extra, path, key string) error {
	raw, err := r.Raw()
	*to = append(*to, item.Extra{Key: path + stream.Escape(key), Value: string(raw)})
	return err
}

// receptacleForm says whether an identifier has its two offices, category and sub-class.
func receptacleForm(id string) bool {
	if len(id) < 15 || len(id) > 29 {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// fromReceptacle fills what the receptacle says about the journey of the item: offices of
// exchange, their countries, mail category, and the mail class that begins the sub-class.
func fromReceptacle(it *item.Item) {
	id := it.Receptacle
	if id == "" {
		return
	}
	it.OriginPost, it.DestinationPost = id[:6], id[6:12]
	it.Origin, it.Destination = id[:2], id[6:8]
	it.Category = id[12:13]
	if class := id[13:14]; strings.Contains("UCET", class) {
		it.Class = class
	}
}

// WritePREDES writes one receptacle a line; items that follow each other with the same
// receptacle share it.
func WritePREDES(w io.Writer, items iter.Seq[*item.Item]) error {
	var jw jsontext.Writer
	open := false
	last := ""
	flush := func() error {
		if !open {
			return nil
		}
		jw.End(']')
		jw.End('}')
		jw.End('}')
		_, err := w.Write(append(jw.Bytes(), '\n'))
		jw.Reset()
		return err
	}
	for it := range items {
		if !open || it.Receptacle != last {
			if err := flush(); err != nil {
				return err
			}
			open, last = true, it.Receptacle
			jw.Begin('{')
			writeKept(&jw, it.Extra, predesTop, "PWS_Receptacle")
			jw.Key("PWS_Receptacle").Begin('{')
			jw.OptString("ReceptacleId", it.Receptacle)
			writeKept(&jw, it.Extra, predesReceptacle, "ReceptacleId", "Item")
			jw.Key("Item").Begin('[')
		}
		jw.Begin('{')
		jw.Key("ItemId").String(it.ID)
		writeKept(&jw, it.Extra, predesItem, "ItemId")
		jw.End('}')
	}
	return flush()
}

// writeKept writes the members kept for one object, checked again because items come
// from other formats too.
func writeKept(w *jsontext.Writer, extra []item.Extra, path string, reserved ...string) {
	written := reserved
	for _, e := range extra {
		name, ok := strings.CutPrefix(e.Key, path)
		if !ok || strings.Contains(name, ".") {
			continue // kept for an object further down
		}
		if name = stream.Unescape(name); contains(written, name) {
			continue
		}
		written = append(written[:len(written):len(written)], name)
		r := jsontext.NewReader([]byte(e.Value))
		raw, err := r.Raw()
		if err != nil || r.Done() != nil {
			w.Key(name).String(e.Value)
			continue
		}
		w.Key(name).Raw(raw)
	}
}

func contains(list []string, s string) bool {
	for _, one := range list {
		if one == s {
			return true
		}
	}
	return false
}
