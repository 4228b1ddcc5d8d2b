package world

import "greenlane/item/money"

// Kind is the main thing to know about an item.
type Kind string

// The kinds. An item that is several things at once has the first of them in this order.
const (
	Duplicate    Kind = "duplicate"    // the same declaration as before
	Amendment    Kind = "amendment"    // a declaration told better than before
	Malformed    Kind = "malformed"    // breaks a rule of form; Fault says which
	Listed       Kind = "listed"       // a party bears a name of the watch list
	Prohibited   Kind = "prohibited"   // goods that may not be sent freely; Goods says what
	Undervalued  Kind = "undervalued"  // declared far below the price paid
	Misdescribed Kind = "misdescribed" // the words name other goods than those inside
	Vague        Kind = "vague"        // words that do not say what it is
	Clean        Kind = "clean"
)

// Truth is what nobody declares: the oracle of tests and training.
type Truth struct {
	Kind     Kind
	HS       []string       // true HS 2022 subheading of each line; "" for documents
	Values   []money.Amount // true value of each line, in the declared currency
	Goods    string         // of Prohibited: vape, drone, medicine, ...
	Fault    string         // of Malformed: check_digit, currency, ...
	Listed   string         // the name borne from the watch list
	Of       string         // of Duplicate and Amendment: the item it repeats
	Vague    bool           // a line is vague, whatever Kind says
	Miscoded bool           // a line carries a code of other goods
	Shady    bool           // the sender is of those who cheat often
}
