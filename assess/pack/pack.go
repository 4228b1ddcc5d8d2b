package pack

import (
	"time"
	_ "time/tzdata" // the zones of laws must be known on a machine without a zone database

	"greenlane/item"
)

// Pack is the law and the settings of one customs territory. It is immutable after it
// was loaded; Hash names exactly these bytes.
type Pack struct {
	ID       string // "KH", "GB", "NL"
	Title    string
	Version  string
	Country  string   // ISO 3166-1 alpha-2 of the destination whose law this is
	Union    []string // countries that count as home: the members of a customs union
	Currency string   // ISO 4217, in which duty and tax are owed
	TimeZone string   // IANA name; the civil date of the law
	Period   Period
	Sources  map[string]Source

	Law          Law // valuation, regimes, taxes, fees, exchange rates
	Quality      Requirements
	Restrictions []Restriction
	Rules        []Rule
	Lists        map[string][]string // named lists that rules may use
	Selection    Selection
	Settings     Settings
	Examples     []Example

	Hash [32]byte

	zone *time.Location
}

// Day is the civil date of a moment where the law is made.
func (p *Pack) Day(at time.Time) item.Date {
	if p.zone != nil {
		at = at.In(p.zone)
	}
	return item.DateOf(at)
}

// Noon is the middle of a civil day where the law is made; the zero time for a wrong date.
func (p *Pack) Noon(day item.Date) time.Time {
	t, ok := day.Time()
	if !ok {
		return time.Time{}
	}
	zone := p.zone
	if zone == nil {
		zone = time.UTC
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, zone)
}

// Period is half open: From <= day < To; an empty bound is open.
type Period struct{ From, To item.Date }

// Covers says whether the day lies in the period.
func (p Period) Covers(day item.Date) bool {
	return (p.From == "" || p.From <= day) && (p.To == "" || day < p.To)
}

// Standing says how far a figure may be trusted.
type Standing string

// The standings.
const (
	Verified     Standing = "verified"     // read in the law or in the authority's own publication
	Secondary    Standing = "secondary"    // published by others; check at the authority
	Illustrative Standing = "illustrative" // a plausible figure for trying things out; not law
)

// Source is where figures come from.
type Source struct {
	ID        string
	Title     string    // act, article, publication
	Reference string    // citation or address
	Checked   item.Date // when somebody last looked
	Standing  Standing
	Note      string // what to tell the reader where a figure of it was used; set for illustrative sources
}

// Requirements say what a declaration must contain to be complete.
type Requirements struct {
	Required   []Requirement
	VagueTerms []string // goods descriptions that are refused when they stand alone, beside the built-in ones
	Source     string
}

// Requirement is one field that must be there.
type Requirement struct {
	Field   string   // pointer with * for every line: /declaration/lines/*/origin
	Classes []string // mail classes it holds for; empty: all
	Natures []string // natures of transaction it holds for; empty: all
	Action  string   // "complete": incomplete without it; "advise": only lowers the score
	Reason  string   // code shown with the finding, where the pack wants its own
	Period  Period
	Source  string
}

// Restriction forbids goods or makes them depend on a permit.
type Restriction struct {
	ID      string
	Title   string
	Effect  string   // "prohibited", "restricted" (a permit lifts it), "attention"
	HS      []string // code prefixes
	Words   []string // words or phrases of a description, matched as whole words
	Except  []string // words that take a match back, such as "toy"
	Origins []string // countries of origin it holds for; empty: all
	Flow    item.Flow
	Permit  string // what lifts it
	Where   string // where to get the permit
	Agency  string // who decides
	Period  Period
	Source  string
}

// Rule is a selectivity rule.
type Rule struct {
	ID          string
	Title       string
	When        string // CEL over the facts of an item; see docs/rules.md
	Lane        string // "red", "yellow", "blue", "green"
	Percent     int    // share of matching items that get the lane, 1..100; 0 means 100
	Score       int    // adds to the score, 0..100
	Decision    string // "", or a decision that the rule demands: hold, refer, refuse
	Code        string // "" or the pack's own outcome code, such as "017", shown as the reason
	Message     string // what the officer reads
	Instruction string // what to look for
	State       string // "live" or "shadow"
	Priority    int    // of rules with an outcome Code the highest wins; ties by ID
	Period      Period
	Source      string
}

// Selection is how items are picked at random.
type Selection struct {
	RandomPercent     string // share of otherwise green items examined, as a decimal percentage such as "1.5"
	RandomBluePercent string // share of otherwise green items sent to the blue lane
	Source            string
}

// Settings are the choices an administration makes about the flow.
type Settings struct {
	Payment      string // "before_release": an item with charges waits for payment; "on_delivery": released, collected at the door
	AskDays      int    // days given to answer a request for documents
	HoldMismatch bool   // a declared code that contradicts the description goes to yellow
	ProposeHS    bool   // where no code is declared, duty is computed on the proposed one, as provisional
}

// Example is a worked example that the pack must get right.
type Example struct {
	ID     string
	Title  string
	Source string
	At     item.Date
	Item   *item.Item
	Expect Expect
}

// Expect lists what must come out; empty members are not checked.
type Expect struct {
	Total    string            // "12.34"
	Charges  map[string]string // type to sum over all lines: duty, vat, excise, fee
	Lane     string
	Decision string
	Status   string
	Regime   string
	Reasons  []string // codes that must be among the reasons
	Missing  []string // codes of the facts without which no amount can be computed
}
