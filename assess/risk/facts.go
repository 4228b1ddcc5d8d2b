package risk

import (
	"strconv"
	"strings"

	"greenlane/item"
	"greenlane/item/money"
)

// Facts are what rules can ask about one item. Numbers here are risk facts for
// comparison, never money that is owed: -1 is unknown. Texts that are unknown are empty.
type Facts struct {
	ID              string
	IDCountry       string // last two letters of the S10 identifier: the country that issued it
	Class           string
	Category        string
	Origin          string
	Destination     string
	OriginPost      string
	DestinationPost string
	Receptacle      string
	Flow            string // "I" or "O"
	Nature          string
	Gift            bool
	Value           float64 // of all lines, in the currency of the pack; -1 unknown
	Weight          float64 // gross, kg; -1 unknown
	NetWeight       float64 // sum of the lines, kg; -1 unknown
	Postage         float64 // in PostageCurrency; -1 unknown
	PostageCurrency string
	Declared        bool // a declaration came for it
	Complete        bool // nothing that the pack requires is missing
	Quality         int64
	Sender          PartyFacts
	Recipient       PartyFacts
	Lines           []LineFacts
}

// PartyFacts are what rules can ask about the sender or the recipient.
type PartyFacts struct {
	Name, Company, Country, City, Postcode, Telephone, Email string
}

// LineFacts are what rules can ask about one content piece.
type LineFacts struct {
	HS          string  // declared, digits only
	Description string  // lower case
	Value       float64 // of the line, in the currency of the pack; -1 unknown
	UnitValue   float64 // of one piece; -1 unknown
	Weight      float64 // net, of the line, kg; -1 unknown
	Quantity    int64   // 0 unknown
	Origin      string
	ProposedHS  string
	Agreement   string // of declared code and description: consistent, plausible, mismatch, unknown
}

// Read fills in all that the item itself says and sets what it cannot know, which the
// caller fills in after it, to unknown: Value, Complete and Quality, and of each line
// Value, UnitValue, ProposedHS and Agreement. The room of Lines is used again.
func (f *Facts) Read(it *item.Item) {
	d := &it.Declaration
	lines := f.Lines[:0]
	*f = Facts{
		ID: it.ID, IDCountry: idCountry(it.ID), Class: it.Class, Category: it.Category,
		Origin: it.Origin, Destination: it.Destination,
		OriginPost: it.OriginPost, DestinationPost: it.DestinationPost,
		Receptacle: it.Receptacle, Flow: string(it.Flow), Nature: d.Nature, Gift: d.Gift(),
		Value: -1, Weight: Number(d.GrossWeight.Decimal), Postage: Number(d.Postage.Decimal),
		PostageCurrency: d.Postage.Currency, NetWeight: -1,
		Declared: len(d.Lines) > 0 || d.Number != "" || named(&d.Sender) || named(&d.Recipient),
		Sender:   partyFacts(&d.Sender), Recipient: partyFacts(&d.Recipient),
	}
	if f.Flow == "" {
		f.Flow = string(item.Inbound)
	}
	net, known := 0.0, len(d.Lines) > 0
	for i := range d.Lines {
		l := &d.Lines[i]
		w := Number(l.NetWeight.Decimal)
		known = known && w >= 0
		net += w
		lines = append(lines, LineFacts{
			HS: l.HS, Description: strings.ToLower(l.Description), Value: -1, UnitValue: -1,
			Weight: w, Quantity: l.Quantity, Origin: l.Origin, Agreement: "unknown",
		})
	}
	if known {
		f.NetWeight = net
	}
	f.Lines = lines
}

// Number is a decimal as a risk fact: rounded to the nearest double, -1 where unknown.
func Number(d money.Decimal) float64 {
	if !d.Known() {
		return -1
	}
	var room [48]byte
	x, err := strconv.ParseFloat(string(d.Append(room[:0])), 64)
	if err != nil {
		return -1
	}
	return x
}

func named(p *item.Party) bool { return p.Name != "" || p.Company != "" }

func partyFacts(p *item.Party) PartyFacts {
	return PartyFacts{
		Name: p.Name, Company: p.Company, Country: p.Country, City: p.City,
		Postcode: p.Postcode, Telephone: p.Telephone, Email: p.Email,
	}
}

// idCountry is the issuing country of an S10 identifier (UPU S10: the last two of
// thirteen characters), or "".
func idCountry(id string) string {
	if len(id) != 13 || id[11] < 'A' || id[11] > 'Z' || id[12] < 'A' || id[12] > 'Z' {
		return ""
	}
	return id[11:]
}
