package item

import (
	"crypto/sha256"
	"strconv"
	"strings"

	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// AppendJSON appends the item in our own JSON form (format name "json"), members in a
// fixed order, absent ones left out: the same item always gives the same bytes.
func AppendJSON(dst []byte, it *Item) []byte {
	var w jsontext.Writer
	WriteJSON(&w, it)
	return append(dst, w.Bytes()...)
}

// WriteJSON writes the item as one JSON object.
func WriteJSON(w *jsontext.Writer, it *Item) {
	w.Begin('{')
	w.Key("id").String(it.ID)
	w.OptString("local_id", it.LocalID)
	w.OptString("flow", string(it.Flow))
	w.OptString("class", it.Class)
	w.OptString("category", it.Category)
	w.OptString("origin_post", it.OriginPost)
	w.OptString("destination_post", it.DestinationPost)
	w.OptString("origin", it.Origin)
	w.OptString("destination", it.Destination)
	w.OptString("receptacle", it.Receptacle)
	w.OptString("posted", string(it.Posted))
	w.Key("declaration")
	writeDeclaration(w, &it.Declaration)
	writeExtra(w, it.Extra)
	writeSource(w, &it.Source) // last: Encode relies on it
	w.End('}')
}

func writeSource(w *jsontext.Writer, s *Source) {
	if *s == (Source{}) {
		return
	}
	w.Key("source").Begin('{')
	w.OptString("format", s.Format)
	w.OptString("message", s.Message)
	w.OptString("partner", s.Partner)
	w.OptInt("line", int64(s.Line))
	w.OptInt("offset", s.Offset)
	w.End('}')
}

func writeDeclaration(w *jsontext.Writer, d *Declaration) {
	w.Begin('{')
	w.OptString("number", d.Number)
	w.OptString("nature", d.Nature)
	w.Key("sender")
	writeParty(w, &d.Sender)
	w.Key("recipient")
	writeParty(w, &d.Recipient)
	w.OptDecimal("gross_weight", d.GrossWeight.Decimal)
	writeAmount(w, "postage", d.Postage)
	writeAmount(w, "insured", d.Insured)
	writeAmount(w, "insurance", d.Insurance)
	w.OptString("vendor", d.Vendor)
	writeAmount(w, "prepaid", d.Prepaid)
	if len(d.Documents) > 0 {
		w.Key("documents").Begin('[')
		for _, doc := range d.Documents {
			w.Begin('{')
			w.OptString("type", doc.Type)
			w.OptString("number", doc.Number)
			w.OptString("name", doc.Name)
			w.End('}')
		}
		w.End(']')
	}
	w.Key("lines").Begin('[')
	for i := range d.Lines {
		writeLine(w, &d.Lines[i])
	}
	w.End(']')
	writeExtra(w, d.Extra)
	w.End('}')
}

func writeParty(w *jsontext.Writer, p *Party) {
	w.Begin('{')
	w.OptString("name", p.Name)
	w.OptString("company", p.Company)
	if len(p.Address) > 0 {
		w.Key("address").Strings(p.Address)
	}
	w.OptString("city", p.City)
	w.OptString("state", p.State)
	w.OptString("postcode", p.Postcode)
	w.OptString("country", p.Country)
	w.OptString("telephone", p.Telephone)
	w.OptString("email", p.Email)
	w.OptString("reference", p.Reference)
	writeExtra(w, p.Extra)
	w.End('}')
}

func writeLine(w *jsontext.Writer, l *Line) {
	w.Begin('{')
	w.OptInt("index", int64(l.Index))
	w.OptString("description", l.Description)
	w.OptInt("quantity", l.Quantity)
	w.OptDecimal("net_weight", l.NetWeight.Decimal)
	writeAmount(w, "value", l.Value)
	w.OptString("hs", l.HS)
	w.OptString("origin", l.Origin)
	w.OptString("revised_description", l.RevisedDescription)
	w.OptString("revised_hs", l.RevisedHS)
	writeExtra(w, l.Extra)
	w.End('}')
}

func writeAmount(w *jsontext.Writer, key string, a money.Amount) {
	if !a.Known() && a.Currency == "" {
		return
	}
	w.Key(key).Begin('{')
	w.OptDecimal("amount", a.Decimal)
	w.OptString("currency", a.Currency)
	w.End('}')
}

func writeExtra(w *jsontext.Writer, extra []Extra) {
	if len(extra) == 0 {
		return
	}
	w.Key("extra").Begin('[')
	for _, e := range extra {
		w.Begin('[')
		w.String(e.Key)
		w.String(e.Value)
		w.End(']')
	}
	w.End(']')
}

// ReadJSON reads the form that WriteJSON writes. Members that are not known are kept as
// Extra with the prefix "json:" on the level where they stood.
func ReadJSON(r *jsontext.Reader) (*Item, error) {
	it := new(Item)
	err := r.Object(func(key string) error {
		switch key {
		case "id":
			return r.String(&it.ID)
		case "local_id":
			return r.String(&it.LocalID)
		case "flow":
			return r.String((*string)(&it.Flow))
		case "class":
			return r.String(&it.Class)
		case "category":
			return r.String(&it.Category)
		case "origin_post":
			return r.String(&it.OriginPost)
		case "destination_post":
			return r.String(&it.DestinationPost)
		case "origin":
			return r.String(&it.Origin)
		case "destination":
			return r.String(&it.Destination)
		case "receptacle":
			return r.String(&it.Receptacle)
		case "posted":
			return readDate(r, &it.Posted, "/posted")
		case "declaration":
			return readDeclaration(r, &it.Declaration)
		case "source":
			return readSource(r, &it.Source)
		}
		return readExtra(r, key, &it.Extra)
	})
	return it, err
}

func readDeclaration(r *jsontext.Reader, d *Declaration) error {
	const at = "/declaration"
	return r.Object(func(key string) error {
		switch key {
		case "number":
			return r.String(&d.Number)
		case "nature":
			return r.String(&d.Nature)
		case "sender":
			return readParty(r, &d.Sender)
		case "recipient":
			return readParty(r, &d.Recipient)
		case "gross_weight":
			return readDecimal(r, &d.GrossWeight.Decimal, "weight.syntax", at+"/gross_weight")
		case "postage":
			return readAmount(r, &d.Postage, at+"/postage")
		case "insured":
			return readAmount(r, &d.Insured, at+"/insured")
		case "insurance":
			return readAmount(r, &d.Insurance, at+"/insurance")
		case "vendor":
			return r.String(&d.Vendor)
		case "prepaid":
			return readAmount(r, &d.Prepaid, at+"/prepaid")
		case "documents":
			return r.Array(func(int) error {
				var doc Document
				err := r.Object(func(key string) error {
					switch key {
					case "type":
						return r.String(&doc.Type)
					case "number":
						return r.String(&doc.Number)
					case "name":
						return r.String(&doc.Name)
					}
					_, err := r.Raw()
					return err
				})
				d.Documents = append(d.Documents, doc)
				return err
			})
		case "lines":
			return r.Array(func(i int) error {
				d.Lines = append(d.Lines, Line{Index: i + 1})
				return readLine(r, &d.Lines[i])
			})
		}
		return readExtra(r, key, &d.Extra)
	})
}

func readParty(r *jsontext.Reader, p *Party) error {
	return r.Object(func(key string) error {
		switch key {
		case "name":
			return r.String(&p.Name)
		case "company":
			return r.String(&p.Company)
		case "address":
			return r.Array(func(int) error {
				var s string
				err := r.String(&s)
				p.Address = append(p.Address, s)
				return err
			})
		case "city":
			return r.String(&p.City)
		case "state":
			return r.String(&p.State)
		case "postcode":
			return r.String(&p.Postcode)
		case "country":
			return r.String(&p.Country)
		case "telephone":
			return r.String(&p.Telephone)
		case "email":
			return r.String(&p.Email)
		case "reference":
			return r.String(&p.Reference)
		}
		return readExtra(r, key, &p.Extra)
	})
}

func readLine(r *jsontext.Reader, l *Line) error {
	at := Pointer("/declaration/lines", l.Index-1)
	return r.Object(func(key string) error {
		switch key {
		case "index":
			var n int64
			err := r.Int(&n)
			l.Index = int(n)
			return err
		case "description":
			return r.String(&l.Description)
		case "quantity":
			return r.Int(&l.Quantity)
		case "net_weight":
			return readDecimal(r, &l.NetWeight.Decimal, "weight.syntax", at+"/net_weight")
		case "value":
			return readAmount(r, &l.Value, at+"/value")
		case "hs":
			return r.String(&l.HS)
		case "origin":
			return r.String(&l.Origin)
		case "revised_description":
			return r.String(&l.RevisedDescription)
		case "revised_hs":
			return r.String(&l.RevisedHS)
		}
		return readExtra(r, key, &l.Extra)
	})
}

func readSource(r *jsontext.Reader, s *Source) error {
	return r.Object(func(key string) error {
		switch key {
		case "format":
			return r.String(&s.Format)
		case "message":
			return r.String(&s.Message)
		case "partner":
			return r.String(&s.Partner)
		case "line":
			var n int64
			err := r.Int(&n)
			s.Line = int(n)
			return err
		case "offset":
			return r.Int(&s.Offset)
		}
		_, err := r.Raw()
		return err
	})
}

func readAmount(r *jsontext.Reader, a *money.Amount, at string) error {
	return r.Object(func(key string) error {
		switch key {
		case "amount":
			return readDecimal(r, &a.Decimal, "money.syntax", at+"/amount")
		case "currency":
			return r.String(&a.Currency)
		}
		_, err := r.Raw()
		return err
	})
}

func readDecimal(r *jsontext.Reader, d *money.Decimal, code, at string) error {
	var s string
	if err := r.Scalar(&s); err != nil || s == "" {
		return err
	}
	var err error
	if *d, err = money.Parse(s); err != nil {
		return r.Fault(NumberFault(err, code, at, s))
	}
	return nil
}

// NumberFault names what is wrong with the text of a number: the syntax code given, or
// money.too_large, or money.too_fine.
func NumberFault(err error, syntaxCode, field, text string) *fault.Fault {
	if len(text) > 40 {
		text = text[:40] + "..."
	}
	switch err {
	case money.ErrTooLarge:
		return fault.New("money.too_large", field, text)
	case money.ErrTooFine:
		return fault.New("money.too_fine", field, text)
	}
	return fault.New(syntaxCode, field, text)
}

func readDate(r *jsontext.Reader, d *Date, at string) error {
	var s string
	if err := r.String(&s); err != nil || s == "" {
		return err
	}
	*d = Date(s)
	if _, ok := d.Time(); !ok {
		return r.Fault(fault.New("date.syntax", at, s))
	}
	return nil
}

func readExtra(r *jsontext.Reader, key string, to *[]Extra) error {
	if key != "extra" {
		raw, err := r.Raw()
		*to = append(*to, Extra{"json:" + key, string(raw)})
		return err
	}
	return r.Array(func(int) error {
		var e Extra
		err := r.Array(func(i int) error {
			switch i {
			case 0:
				return r.String(&e.Key)
			case 1:
				return r.String(&e.Value)
			}
			_, err := r.Raw()
			return err
		})
		*to = append(*to, e)
		return err
	})
}

// Digest is the SHA-256 of what was declared: the canonical JSON without Source. Two
// messages with the same digest say the same thing about the same item.
func (it *Item) Digest() [32]byte {
	_, digest := Encode(it)
	return digest
}

// Encode gives the canonical JSON of the item and its digest in one go.
func Encode(it *Item) (json []byte, digest [32]byte) {
	bare := *it
	bare.Source = Source{}
	w := jsontext.NewWriter(make([]byte, 0, 1536))
	WriteJSON(w, &bare)
	digest = sha256.Sum256(w.Bytes())
	if it.Source != (Source{}) {
		w.Reopen()
		writeSource(w, &it.Source)
		w.End('}')
	}
	return w.Bytes(), digest
}

// Pointer gives a JSON Pointer below base: Pointer("/declaration/lines", 0, "value").
func Pointer(base string, parts ...any) string {
	var b strings.Builder
	b.WriteString(base)
	for _, p := range parts {
		b.WriteByte('/')
		switch v := p.(type) {
		case int:
			b.WriteString(strconv.Itoa(v))
		case string:
			b.WriteString(v)
		}
	}
	return b.String()
}
