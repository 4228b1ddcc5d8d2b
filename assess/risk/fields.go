package risk

import (
	"cel.dev/cel-go/common/types"
)

// kind is the type of a field in the language.
type kind uint8

const (
	text kind = iota
	number
	whole
	truth
)

// field is one fact as rules name it, with the way to read it. line is the content piece
// that a rule is being tried on, nil for fields of the item.
type field struct {
	name  string // "item.sender.country", "line.hs"
	kind  kind
	rank  int // how little a value of it tells: the index prefers low ranks
	text  func(f *Facts, l *LineFacts) string
	num   func(f *Facts, l *LineFacts) float64
	whole func(f *Facts, l *LineFacts) int64
	truth func(f *Facts, l *LineFacts) bool
}

func (d *field) ofLine() bool { return d.name[0] == 'l' }

func itemText(name string, rank int, get func(*Facts) string) field {
	return field{name: "item." + name, kind: text, rank: rank, text: func(f *Facts, _ *LineFacts) string { return get(f) }}
}

func itemNum(name string, get func(*Facts) float64) field {
	return field{name: "item." + name, kind: number, num: func(f *Facts, _ *LineFacts) float64 { return get(f) }}
}

func itemWhole(name string, get func(*Facts) int64) field {
	return field{name: "item." + name, kind: whole, whole: func(f *Facts, _ *LineFacts) int64 { return get(f) }}
}

func itemTruth(name string, get func(*Facts) bool) field {
	return field{name: "item." + name, kind: truth, truth: func(f *Facts, _ *LineFacts) bool { return get(f) }}
}

func lineText(name string, rank int, get func(*LineFacts) string) field {
	return field{name: "line." + name, kind: text, rank: rank, text: func(_ *Facts, l *LineFacts) string { return get(l) }}
}

func lineNum(name string, get func(*LineFacts) float64) field {
	return field{name: "line." + name, kind: number, num: func(_ *Facts, l *LineFacts) float64 { return get(l) }}
}

func partyFields(role string, of func(*Facts) *PartyFacts) []field {
	return []field{
		itemText(role+".name", 1, func(f *Facts) string { return of(f).Name }),
		itemText(role+".company", 2, func(f *Facts) string { return of(f).Company }),
		itemText(role+".country", 5, func(f *Facts) string { return of(f).Country }),
		itemText(role+".city", 3, func(f *Facts) string { return of(f).City }),
		itemText(role+".postcode", 2, func(f *Facts) string { return of(f).Postcode }),
		itemText(role+".telephone", 2, func(f *Facts) string { return of(f).Telephone }),
		itemText(role+".email", 2, func(f *Facts) string { return of(f).Email }),
	}
}

// fieldTable lists every fact of the language once.
func fieldTable() []field {
	table := []field{
		itemText("id", 0, func(f *Facts) string { return f.ID }),
		itemText("id_country", 5, func(f *Facts) string { return f.IDCountry }),
		itemText("class", 8, func(f *Facts) string { return f.Class }),
		itemText("category", 8, func(f *Facts) string { return f.Category }),
		itemText("origin", 5, func(f *Facts) string { return f.Origin }),
		itemText("destination", 9, func(f *Facts) string { return f.Destination }),
		itemText("origin_post", 5, func(f *Facts) string { return f.OriginPost }),
		itemText("destination_post", 9, func(f *Facts) string { return f.DestinationPost }),
		itemText("receptacle", 2, func(f *Facts) string { return f.Receptacle }),
		itemText("flow", 9, func(f *Facts) string { return f.Flow }),
		itemText("nature", 7, func(f *Facts) string { return f.Nature }),
		itemTruth("gift", func(f *Facts) bool { return f.Gift }),
		itemNum("value", func(f *Facts) float64 { return f.Value }),
		itemNum("weight", func(f *Facts) float64 { return f.Weight }),
		itemNum("net_weight", func(f *Facts) float64 { return f.NetWeight }),
		itemNum("postage", func(f *Facts) float64 { return f.Postage }),
		itemText("postage_currency", 6, func(f *Facts) string { return f.PostageCurrency }),
		itemWhole("lines", func(f *Facts) int64 { return int64(len(f.Lines)) }),
		itemTruth("declared", func(f *Facts) bool { return f.Declared }),
		itemTruth("complete", func(f *Facts) bool { return f.Complete }),
		itemWhole("quality", func(f *Facts) int64 { return f.Quality }),

		lineText("hs", 3, func(l *LineFacts) string { return l.HS }),
		lineText("description", 2, func(l *LineFacts) string { return l.Description }),
		lineNum("value", func(l *LineFacts) float64 { return l.Value }),
		lineNum("unit_value", func(l *LineFacts) float64 { return l.UnitValue }),
		lineNum("weight", func(l *LineFacts) float64 { return l.Weight }),
		{name: "line.quantity", kind: whole, whole: func(_ *Facts, l *LineFacts) int64 { return l.Quantity }},
		lineText("origin", 5, func(l *LineFacts) string { return l.Origin }),
		lineText("proposed_hs", 3, func(l *LineFacts) string { return l.ProposedHS }),
		lineText("agreement", 7, func(l *LineFacts) string { return l.Agreement }),
	}
	table = append(table, partyFields("sender", func(f *Facts) *PartyFacts { return &f.Sender })...)
	return append(table, partyFields("recipient", func(f *Facts) *PartyFacts { return &f.Recipient })...)
}

// Fields gives the name and the type of every fact, for manuals and editors.
func Fields() [][2]string {
	table := fieldTable()
	out := make([][2]string, len(table))
	for i := range table {
		out[i] = [2]string{table[i].name, table[i].celType().String()}
	}
	return out
}

func (d *field) celType() *types.Type {
	switch d.kind {
	case text:
		return types.StringType
	case number:
		return types.DoubleType
	case whole:
		return types.IntType
	}
	return types.BoolType
}

// value reads the fact for the evaluator.
func (d *field) value(f *Facts, l *LineFacts) any {
	switch d.kind {
	case text:
		return types.String(d.text(f, l))
	case number:
		return types.Double(d.num(f, l))
	case whole:
		return types.Int(d.whole(f, l))
	}
	return types.Bool(d.truth(f, l))
}

// known says whether the fact is there, which is what has() asks.
func (d *field) known(f *Facts, l *LineFacts) bool {
	switch d.kind {
	case text:
		return d.text(f, l) != ""
	case number:
		return d.num(f, l) >= 0
	case whole:
		return d.whole(f, l) != 0
	}
	return true
}
