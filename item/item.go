package item

import (
	"time"

	"greenlane/item/money"
)

// Item is one postal item with its declaration.
type Item struct {
	ID       string // S10 identifier in canonical form, or as received where it cannot be read
	LocalID  string // identifier of the post or the seller, if any
	Flow     Flow   // seen from the country whose pack judges
	Class    string // mail class: U letter, C parcel, E EMS, T empty
	Category string // mail category: A air, B S.A.L., C surface, D priority by surface

	OriginPost      string // operator or office of exchange that sends
	DestinationPost string // operator or office of exchange that receives
	Origin          string // ISO 3166-1 alpha-2 of the country of posting
	Destination     string // ISO 3166-1 alpha-2 of the country of delivery
	Receptacle      string // S9 identifier of the receptacle, if known
	Posted          Date   // day of posting

	Declaration Declaration

	Source Source  // where it came from
	Extra  []Extra // fields of the source format that have no place here
}

// Flow is the direction seen from the country whose pack judges.
type Flow string

// The flows. An empty flow means inbound.
const (
	Inbound  Flow = "I"
	Outbound Flow = "O"
)

// Declaration is what a CN 22 or CN 23 says.
type Declaration struct {
	Number    string // reference of the declaration, if it has one
	Nature    string // nature of transaction: 11 sale, 21 return, 31 gift, 32 sample, 91 documents, 991 mixed, 999 other; "" unknown
	Sender    Party
	Recipient Party

	GrossWeight Weight
	Postage     money.Amount // what the sender paid for carriage: the freight of a customs value
	Insured     money.Amount
	Insurance   money.Amount // what insurance cost, if declared

	Vendor    string // registration of the seller or platform: IOSS, VOEC, GST number
	Prepaid   money.Amount
	Documents []Document
	Lines     []Line
	Extra     []Extra
}

// Party is a sender or a recipient.
type Party struct {
	Name      string // full name, or first and last name joined by the reader of the format
	Company   string
	Address   []string // street lines as declared, without empty ones
	City      string
	State     string
	Postcode  string
	Country   string // ISO 3166-1 alpha-2
	Telephone string
	Email     string
	Reference string // identity or tax number
	Extra     []Extra
}

// Document is something that accompanies the declaration.
type Document struct {
	Type   string // licence, certificate, invoice
	Number string
	Name   string
}

// Line is one content piece.
type Line struct {
	Index       int          // 1-based place in the declaration
	Description string       // as declared
	Quantity    int64        // number of pieces; 0 is unknown
	NetWeight   Weight       // of the whole line
	Value       money.Amount // of the whole line
	HS          string       // declared code, digits only, 6 to 12; "" if none
	Origin      string       // ISO 3166-1 alpha-2 of the country of origin of the goods

	// What customs wrote beside the declared words; the declared ones stay.
	RevisedDescription string
	RevisedHS          string

	Extra []Extra
}

// Source says how an item came in.
type Source struct {
	Format  string // format name of the contract, such as "cds-json"
	Message string // identifier of the message or file
	Partner string // who sent it
	Line    int    // 1-based line in the file; 0 if unknown
	Offset  int64  // 1-based byte in the file; 0 if unknown
}

// Extra is a field that was received and has no place in the vocabulary. It is kept and
// written back.
type Extra struct {
	Key   string // path in the source format, such as "cds:Declaration.Data.RecipientFax"
	Value string // the raw JSON text or XML markup
}

// Date is a day of the calendar without a zone, "2026-11-21"; "" is unknown.
type Date string

// DateOf gives the day on which t falls in its own location.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Time is the start of the day in UTC; ok is false for an unknown or wrong date.
func (d Date) Time() (t time.Time, ok bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return t, err == nil
}

// Month is the calendar month "2026-11", or "".
func (d Date) Month() string {
	if len(d) < 7 {
		return ""
	}
	return string(d[:7])
}

// Gift says that the declaration calls the item a gift.
func (d *Declaration) Gift() bool { return d.Nature == "31" }

// Currency is the currency of the first line that names one.
func (d *Declaration) Currency() string {
	for i := range d.Lines {
		if c := d.Lines[i].Value.Currency; c != "" {
			return c
		}
	}
	return ""
}
