package structure

import (
	"strconv"
	"unicode/utf8"

	"greenlane/item"
	"greenlane/item/codes"
	"greenlane/item/fault"
	"greenlane/item/hs"
	"greenlane/item/money"
	"greenlane/item/s10"
)

// Limits of one item: characters of texts and numbers of parts.
const (
	MaxDescription = 2000
	MaxText        = 500 // names, address lines and all other texts
	MaxExtra       = 65536
	MaxLines       = 999
	MaxDocuments   = 100
	MaxAddress     = 20
	MaxExtras      = 1000
)

// Check gives everything that is wrong with the form of the item. Codes are those of the
// day of posting, or of the day given if that is unknown. An item without faults costs no
// allocation.
func Check(it *item.Item, day item.Date) fault.List {
	c := check{day: day}
	if it.Posted != "" {
		if _, ok := it.Posted.Time(); ok {
			c.day = it.Posted
		} else {
			c.add("date.syntax", "/posted", string(it.Posted))
		}
	}
	c.item(it)
	c.declaration(&it.Declaration)
	return c.faults
}

// mendable are the codes of faults that can be mended with the item on its way: a code of
// yesterday, one that a partner uses and we do not know, an HS code of another edition.
// With all others an item cannot be kept, found or reckoned.
func mendable(code string) bool {
	switch code {
	case "hs.unknown", "hs.form", "code.expired", "code.not_yet", "code.nature", "code.flow", "code.class", "code.category", "s10.indicator":
		return true
	}
	return false
}

// Split parts the faults of Check into those with which the item cannot be taken and those
// that can be asked about later.
func Split(faults fault.List) (unusable, later fault.List) {
	for _, f := range faults {
		if mendable(f.Code) {
			later = append(later, f)
		} else {
			unusable = append(unusable, f)
		}
	}
	return unusable, later
}

// check collects faults. Places are given in parts, joined only when something is wrong:
// the pointer is at, then the index if it is not negative, then rest.
type check struct {
	day    item.Date
	faults fault.List
}

// place is where in the item a value stands.
type place struct {
	at    string
	index int // of a list under at; -1 for none
	rest  string
}

func at(pointer string) place { return place{pointer, -1, ""} }

func (p place) String() string {
	if p.index < 0 {
		return p.at + p.rest
	}
	return p.at + "/" + strconv.Itoa(p.index) + p.rest
}

func (c *check) add(code, field string, args ...any) {
	c.faults = append(c.faults, fault.New(code, field, args...))
}

func (c *check) item(it *item.Item) {
	if it.ID == "" {
		c.add("field.missing", "/id", "the identifier")
	} else if _, err := s10.Parse(it.ID); err != nil {
		c.text(it.ID, MaxText, at("/id"))
		if f, ok := fault.As(err); ok {
			c.faults = append(c.faults, f.Under("/id"))
		}
	}
	c.text(it.LocalID, MaxText, at("/local_id"))
	c.text(it.OriginPost, MaxText, at("/origin_post"))
	c.text(it.DestinationPost, MaxText, at("/destination_post"))
	c.text(it.Receptacle, MaxText, at("/receptacle"))
	c.country(it.Origin, at("/origin"))
	c.country(it.Destination, at("/destination"))
	if it.Flow != "" && it.Flow != item.Inbound && it.Flow != item.Outbound {
		c.add("code.flow", "/flow", string(it.Flow))
	}
	if it.Class != "" && !codes.Classes().Has(it.Class, c.day) {
		c.add("code.class", "/class", it.Class)
	}
	if it.Category != "" && !codes.Categories().Has(it.Category, c.day) {
		c.add("code.category", "/category", it.Category)
	}
	c.extra(it.Extra, at("/extra"))
}

func (c *check) declaration(d *item.Declaration) {
	c.text(d.Number, MaxText, at("/declaration/number"))
	c.text(d.Vendor, MaxText, at("/declaration/vendor"))
	if d.Nature != "" && !codes.Natures().Has(d.Nature, c.day) {
		c.add("code.nature", "/declaration/nature", d.Nature)
	}
	c.party(&d.Sender, "/declaration/sender")
	c.party(&d.Recipient, "/declaration/recipient")
	c.weight(d.GrossWeight, at("/declaration/gross_weight"))
	c.amount(d.Postage, at("/declaration/postage"))
	c.amount(d.Insured, at("/declaration/insured"))
	c.amount(d.Insurance, at("/declaration/insurance"))
	c.amount(d.Prepaid, at("/declaration/prepaid"))
	if len(d.Documents) > MaxDocuments {
		c.add("input.too_many", "/declaration/documents", MaxDocuments, "documents")
	}
	for i := range d.Documents[:min(len(d.Documents), MaxDocuments)] {
		doc := &d.Documents[i]
		c.text(doc.Type, MaxText, place{"/declaration/documents", i, "/type"})
		c.text(doc.Number, MaxText, place{"/declaration/documents", i, "/number"})
		c.text(doc.Name, MaxText, place{"/declaration/documents", i, "/name"})
	}
	if len(d.Lines) > MaxLines {
		c.add("input.too_many", "/declaration/lines", MaxLines, "content pieces")
	}
	for i := range d.Lines[:min(len(d.Lines), MaxLines)] {
		c.line(&d.Lines[i], i)
	}
	c.extra(d.Extra, at("/declaration/extra"))
}

func (c *check) party(p *item.Party, where string) {
	c.text(p.Name, MaxText, place{where, -1, "/name"})
	c.text(p.Company, MaxText, place{where, -1, "/company"})
	c.text(p.City, MaxText, place{where, -1, "/city"})
	c.text(p.State, MaxText, place{where, -1, "/state"})
	c.text(p.Postcode, MaxText, place{where, -1, "/postcode"})
	c.text(p.Telephone, MaxText, place{where, -1, "/telephone"})
	c.text(p.Email, MaxText, place{where, -1, "/email"})
	c.text(p.Reference, MaxText, place{where, -1, "/reference"})
	c.country(p.Country, place{where, -1, "/country"})
	if len(p.Address) > MaxAddress {
		c.add("input.too_many", where+"/address", MaxAddress, "address lines")
	}
	for i, line := range p.Address[:min(len(p.Address), MaxAddress)] {
		if !plain(line, MaxText) {
			c.text(line, MaxText, place{where + "/address", i, ""})
		}
	}
	if len(p.Extra) > 0 {
		c.extra(p.Extra, place{where, -1, "/extra"})
	}
}

func (c *check) line(l *item.Line, i int) {
	const lines = "/declaration/lines"
	c.text(l.Description, MaxDescription, place{lines, i, "/description"})
	c.text(l.RevisedDescription, MaxDescription, place{lines, i, "/revised_description"})
	if l.Quantity < 0 {
		c.add("quantity.syntax", place{lines, i, "/quantity"}.String(), strconv.FormatInt(l.Quantity, 10))
	}
	c.weight(l.NetWeight, place{lines, i, "/net_weight"})
	c.amount(l.Value, place{lines, i, "/value"})
	c.hs(l.HS, place{lines, i, "/hs"})
	c.hs(l.RevisedHS, place{lines, i, "/revised_hs"})
	c.country(l.Origin, place{lines, i, "/origin"})
	if len(l.Extra) > 0 {
		c.extra(l.Extra, place{lines, i, "/extra"})
	}
}

func (c *check) hs(code string, p place) {
	switch {
	case code == "" || hs.Valid(code):
	case !hs.WellFormed(code):
		c.add("hs.form", p.String(), code)
	default:
		c.add("hs.unknown", p.String(), code, hs.Edition)
	}
}

func (c *check) weight(w item.Weight, p place) {
	if w.Known() && w.Sign() < 0 {
		c.add("weight.negative", p.String())
	}
}

func (c *check) amount(a money.Amount, p place) {
	if a.Known() && a.Sign() < 0 {
		c.add("money.negative", p.String()+"/amount")
	}
	if a.Currency != "" && !codes.Currencies().Has(a.Currency, c.day) {
		c.outOfForce(codes.Currencies(), "code.currency", "the currency", a.Currency, p.String()+"/currency")
	}
}

func (c *check) country(code string, p place) {
	if code != "" && !codes.Countries().Has(code, c.day) {
		c.outOfForce(codes.Countries(), "code.country", "the country", code, p.String())
	}
}

// outOfForce tells an unknown code from one that was or will be in force.
func (c *check) outOfForce(l *codes.List, unknown, noun, code, field string) {
	switch e, ever := l.Last(code); {
	case !ever:
		c.add(unknown, field, code)
	case e.To != "" && e.To < c.day:
		c.add("code.expired", field, noun, code, string(e.To))
	case e.From > c.day:
		c.add("code.not_yet", field, noun, code, string(e.From))
	default:
		c.add(unknown, field, code)
	}
}

func (c *check) extra(list []item.Extra, p place) {
	if len(list) > MaxExtras {
		c.add("input.too_many", p.String(), MaxExtras, "further fields")
	}
	for i := range list[:min(len(list), MaxExtras)] {
		e := &list[i]
		if !plain(e.Key, MaxText) || !plain(e.Value, MaxExtra) {
			c.text(e.Key, MaxText, place{p.String(), i, "/0"})
			c.text(e.Value, MaxExtra, place{p.String(), i, "/1"})
		}
	}
}

// plain says whether the text is short, printable ASCII, as most are.
func plain(s string, most int) bool {
	if len(s) > most {
		return false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// text finds bytes that are no characters, characters that cannot be seen (tabs and line
// breaks are let be) and too many of them.
func (c *check) text(s string, most int, p place) {
	if plain(s, most) {
		return
	}
	if !utf8.ValidString(s) {
		c.add("input.charset", p.String())
		return
	}
	n := 0
	for _, r := range s {
		n++
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || 0x7f <= r && r < 0xa0 {
			c.add("input.control", p.String())
			return
		}
	}
	if n > most {
		c.add("input.too_long", p.String(), most)
	}
}
