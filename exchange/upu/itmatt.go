package upu

import (
	"bytes"
	"io"
	"iter"
	"strings"

	"greenlane/exchange/stream"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

// FormatITMATT is the name of the XML rendering of ITMATT in the contract.
const FormatITMATT = "itmatt-xml"

// Paths under which elements without a place are kept.
const (
	pathItem     = "itmatt:"
	pathPiece    = "itmatt:ContentPiece."
	pathReceiver = "itmatt:ReceiverAddress."
	pathSender   = "itmatt:SenderAddress."
	pathReach    = "itmatt:ReceiverContactInformation."
	pathReachTo  = "itmatt:SenderContactInformation."
)

// ReadITMATT gives the items of a file one after another.
func ReadITMATT(r io.Reader, o stream.Options) iter.Seq2[stream.Record, error] {
	o.Format = FormatITMATT
	return func(yield func(stream.Record, error) bool) {
		x := frames{src: stream.NewSource(r, o)}
		for {
			f, err := x.next()
			if err == io.EOF {
				return
			}
			rec := stream.Record{Line: f.Line, Offset: f.Offset}
			if err != nil {
				yield(rec, err)
				return
			}
			if f.Fault != nil {
				rec.Faults = fault.List{f.Fault}
			} else {
				rec.Item, rec.Faults = readItem(&f)
				rec.Item.Source = o.Origin(f.Line, f.Offset)
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// reader reads one Item element.
type reader struct {
	s      *scanner
	it     *item.Item
	faults fault.List
	gift   string // markup of <Gift>, if it stood there
	isGift bool
}

func readItem(f *stream.Frame) (*item.Item, fault.List) {
	d := reader{s: newScanner(f.Data, f.Line, f.Offset), it: new(item.Item)}
	t, err := d.s.openTag()
	if err == nil {
		err = d.attributes(t)
	}
	var seen names
	if err == nil {
		err = d.s.children(t, func(t tag) error { return d.top(t, &seen) })
	}
	if fl, ok := fault.As(err); ok {
		d.faults = append(d.faults, fl)
		return d.it, d.faults
	}
	d.nature()
	d.it.Destination = d.it.Declaration.Recipient.Country
	street(&d.it.Declaration.Recipient, pathReceiver)
	street(&d.it.Declaration.Sender, pathSender)
	stream.Order(d.it)
	return d.it, d.faults
}

// names remembers which elements stood in one element already.
type names struct {
	list [16][]byte // more than any element of the profile has
	n    int
}

func (d *reader) once(t tag, seen *names) error {
	for _, n := range seen.list[:seen.n] {
		if bytes.Equal(n, t.name) {
			return d.s.fail(t.start, "xml.twice", string(n))
		}
	}
	seen.list[seen.n] = t.name
	seen.n++
	return d.attributes(t)
}

// attributes refuses attributes on an element with a known meaning: a unit or a language
// that is not understood could change that meaning.
func (d *reader) attributes(t tag) error {
	if t.hasAttr {
		return d.s.fail(t.start, "xml.forbidden", "an attribute on the element "+string(t.name))
	}
	return nil
}

func (d *reader) fault(t tag, f *fault.Fault) {
	if f != nil && len(d.faults) < stream.MaxFaults {
		d.faults = append(d.faults, d.s.place(f, t.start))
	}
}

// string reads a text as it stands.
func (d *reader) string(t tag, seen *names, to *string) error {
	if err := d.once(t, seen); err != nil {
		return err
	}
	var err error
	*to, err = d.s.text(t)
	return err
}

// word reads a value without the white space around it, as XML Schema does for numbers.
func (d *reader) word(t tag, seen *names) (string, error) {
	var s string
	err := d.string(t, seen, &s)
	return strings.Trim(s, " \t\r\n"), err
}

func (d *reader) number(t tag, seen *names, to *money.Decimal, code, field string) error {
	s, err := d.word(t, seen)
	if err != nil {
		return err
	}
	v, f := stream.Decimal(s, code, field)
	*to = v
	d.fault(t, f)
	return nil
}

func (d *reader) keep(t tag, to *[]item.Extra, path string) error {
	name := string(t.name)
	markup, err := d.s.raw(t)
	if err == nil {
		*to = append(*to, item.Extra{Key: path + name, Value: markup})
	}
	return err
}

func (d *reader) top(t tag, seen *names) error {
	it := d.it
	decl := &it.Declaration
	switch string(t.name) {
	case "ItemId":
		s, err := d.word(t, seen)
		if err == nil {
			it.ID = stream.ID(s)
		}
		return err
	case "TotalWeight":
		return d.number(t, seen, &decl.GrossWeight.Decimal, "weight.syntax", "/declaration/gross_weight")
	case "MailClass":
		return d.string(t, seen, &it.Class)
	case "Gift":
		return d.readGift(t, seen)
	case "NatureOfTransaction":
		return d.string(t, seen, &decl.Nature)
	case "TransportCosts":
		return d.number(t, seen, &decl.Postage.Decimal, "money.syntax", "/declaration/postage/amount")
	case "TransportCurrency":
		return d.string(t, seen, &decl.Postage.Currency)
	case "OriginCountry":
		return d.string(t, seen, &it.Origin)
	case "ContentPiece":
		if err := d.attributes(t); err != nil {
			return err
		}
		return d.piece(t)
	case "ReceiverAddress":
		return d.party(t, seen, &decl.Recipient, pathReceiver)
	case "SenderAddress":
		return d.party(t, seen, &decl.Sender, pathSender)
	case "ReceiverContactInformation":
		return d.reach(t, seen, &decl.Recipient, pathReach)
	case "SenderContactInformation":
		return d.reach(t, seen, &decl.Sender, pathReachTo)
	}
	if string(t.name) == "Item" {
		return d.s.fail(t.start, "xml.syntax", "an Item directly inside of an Item")
	}
	return d.keep(t, &it.Extra, pathItem)
}

func (d *reader) readGift(t tag, seen *names) error {
	s, err := d.word(t, seen)
	if err != nil {
		return err
	}
	yes, known, f := stream.Bool(s, "/declaration/nature")
	d.fault(t, f)
	d.isGift = yes
	if known {
		d.gift = string(d.s.data[t.start:d.s.at])
	}
	return nil
}

// nature settles what Gift and NatureOfTransaction say together. "Not a gift" alone does
// not say what else the item is: it is kept beside an unknown nature.
func (d *reader) nature() {
	decl := &d.it.Declaration
	switch {
	case d.gift == "":
	case d.isGift && decl.Nature == "":
		decl.Nature = "31"
	case d.isGift != (decl.Nature == "31"):
		d.faults = append(d.faults, d.s.place(fault.New("itmatt.gift", "/declaration/nature", d.isGift, decl.Nature), 0))
	case decl.Nature == "":
		d.it.Extra = append(d.it.Extra, item.Extra{Key: pathItem + "Gift", Value: d.gift})
	}
}

func (d *reader) piece(t tag) error {
	decl := &d.it.Declaration
	i := len(decl.Lines)
	decl.Lines = append(decl.Lines, item.Line{Index: i + 1})
	l := &decl.Lines[i]
	var seen names
	number := func(t tag, to *money.Decimal, code, field string) error {
		before := len(d.faults)
		err := d.number(t, &seen, to, code, field)
		for k := before; k < len(d.faults); k++ {
			d.faults[k] = d.faults[k].Under(item.Pointer("/declaration/lines", i))
		}
		return err
	}
	return d.s.children(t, func(t tag) error {
		switch string(t.name) {
		case "HSCode":
			s, err := d.word(t, &seen)
			l.HS = stream.HS(s)
			return err
		case "Weight":
			return number(t, &l.NetWeight.Decimal, "weight.syntax", "/net_weight")
		case "NumberOfPieces":
			s, err := d.word(t, &seen)
			if err != nil {
				return err
			}
			n, f := stream.Quantity(s, "")
			if l.Quantity = n; f != nil {
				d.fault(t, f.Under(item.Pointer("/declaration/lines", i, "quantity")))
			}
			return nil
		case "Value":
			return number(t, &l.Value.Decimal, "money.syntax", "/value/amount")
		case "Currency":
			return d.string(t, &seen, &l.Value.Currency)
		case "OriginCountry":
			return d.string(t, &seen, &l.Origin)
		case "Description":
			return d.string(t, &seen, &l.Description)
		}
		return d.keep(t, &l.Extra, pathPiece)
	})
}

func (d *reader) party(t tag, seen *names, p *item.Party, path string) error {
	if err := d.once(t, seen); err != nil {
		return err
	}
	var inside names
	return d.s.children(t, func(t tag) error {
		switch string(t.name) {
		case "Name":
			return d.string(t, &inside, &p.Name)
		case "Company":
			return d.string(t, &inside, &p.Company)
		case "PostCode":
			return d.string(t, &inside, &p.Postcode)
		case "City":
			return d.string(t, &inside, &p.City)
		case "State":
			return d.string(t, &inside, &p.State)
		case "Country":
			return d.string(t, &inside, &p.Country)
		case "StreetAndNumber":
			var s string
			if err := d.string(t, &inside, &s); err != nil {
				return err
			}
			if s != "" {
				p.Address = append(p.Address, s)
			}
			return nil
		case "Street", "HouseNumber", "HouseNumberAddition":
			if err := d.once(t, &inside); err != nil {
				return err
			}
			name := string(t.name)
			s, err := d.s.text(t)
			p.Extra = append(p.Extra, item.Extra{Key: path + name, Value: element(name, s)})
			return err
		}
		return d.keep(t, &p.Extra, path)
	})
}

func (d *reader) reach(t tag, seen *names, p *item.Party, path string) error {
	if err := d.once(t, seen); err != nil {
		return err
	}
	var inside names
	return d.s.children(t, func(t tag) error {
		switch string(t.name) {
		case "Telephone":
			return d.string(t, &inside, &p.Telephone)
		case "Email":
			return d.string(t, &inside, &p.Email)
		}
		return d.keep(t, &p.Extra, path)
	})
}

// street makes the street line of street, house number and addition; the three are kept,
// so that writing gives the same elements back.
func street(p *item.Party, path string) {
	if line := streetLine(p, path); line != "" {
		p.Address = append([]string{line}, p.Address...)
	}
}

func streetLine(p *item.Party, path string) string {
	var parts []string
	for _, name := range [...]string{"Street", "HouseNumber", "HouseNumberAddition"} {
		for _, e := range p.Extra {
			if e.Key == path+name {
				if s := elementText(e.Value); s != "" {
					parts = append(parts, s)
				}
			}
		}
	}
	return strings.Join(parts, " ")
}

// element writes an element that holds a text.
func element(name, text string) string {
	b := append(make([]byte, 0, 2*len(name)+len(text)+8), '<')
	b = append(append(b, name...), '>')
	b = appendText(b, text)
	b = append(append(b, "</"...), name...)
	return string(append(b, '>'))
}

// elementText reads an element that holds a text; "" if it is none.
func elementText(markup string) string {
	s := newScanner([]byte(markup), 1, 1)
	t, err := s.openTag()
	if err != nil {
		return ""
	}
	text, err := s.text(t)
	if err != nil {
		return ""
	}
	return text
}
