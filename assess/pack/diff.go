package pack

import (
	"slices"
	"strings"

	"greenlane/assess/tariff"
	"greenlane/item"
)

// Change is one difference between two packs, as a sentence.
type Change struct {
	Kind string // "tariff", "tax", "threshold", "regime", "minimum", "fee", "rate", "restriction", "rule", "source", "setting"
	ID   string // what changed
	Text string
}

// differ collects the changes from a to b.
type differ struct {
	a, b *Pack
	out  []Change
}

// Diff tells what changes from a to b, in plain sentences, in a fixed order.
func Diff(a, b *Pack) []Change {
	d := &differ{a: a, b: b}
	d.tables()
	d.thresholds()
	d.regimes()
	d.taxes()
	named(d, "minimum", a.Law.Minimums, b.Law.Minimums, func(Minimum) string { return "of collection" }, func(m Minimum) string {
		return m.Amount.String() + during(m.Period) + " (source " + m.Source + ")"
	})
	d.fees()
	d.rates()
	named(d, "restriction", a.Restrictions, b.Restrictions, func(r Restriction) string { return r.ID }, func(r Restriction) string {
		return r.Title + ": " + r.Effect + "; codes " + strings.Join(r.HS, " ") + "; words " + strings.Join(r.Words, ", ") + "; except " + strings.Join(r.Except, ", ") + during(r.Period)
	})
	named(d, "rule", a.Rules, b.Rules, func(r Rule) string { return r.ID }, func(r Rule) string {
		return r.Title + ": " + r.Lane + " when " + r.When + during(r.Period) + " (" + r.State + ")"
	})
	d.sources()
	d.settings()
	return d.out
}

func (d *differ) add(kind, id, text string) { d.out = append(d.out, Change{kind, id, text}) }

// during writes a period, or nothing for one without bounds.
func during(p Period) string {
	s := ""
	if p.From != "" {
		s += " from " + string(p.From)
	}
	if p.To != "" {
		s += " until before " + string(p.To)
	}
	return s
}

func named[R any](d *differ, kind string, a, b []R, id func(R) string, says func(R) string) {
	old, now := grouped(a, id, says), grouped(b, id, says)
	for _, k := range sortedKeys(now) {
		was, had := old[k]
		switch {
		case !had:
			d.add(kind, k, "New "+kind+" "+k+": "+now[k]+".")
		case was != now[k]:
			d.add(kind, k, "The "+kind+" "+k+" changes from \""+was+"\" to \""+now[k]+"\".")
		}
	}
	for _, k := range sortedKeys(old) {
		if _, has := now[k]; !has {
			d.add(kind, k, "The "+kind+" "+k+" is gone: "+old[k]+".")
		}
	}
}

// grouped joins what the rows of one id say.
func grouped[R any](rows []R, id func(R) string, says func(R) string) map[string]string {
	m := make(map[string]string, len(rows))
	for _, r := range rows {
		if was := m[id(r)]; was != "" {
			m[id(r)] = was + "; " + says(r)
		} else {
			m[id(r)] = says(r)
		}
	}
	return m
}

func (d *differ) thresholds() {
	says := func(t *Threshold) string {
		return t.Amount.String() + " on " + t.Basis + ", compared " + t.Compare + ", effect " + t.Effect + ", counted for the " + t.Scope + during(t.Period) + " (source " + t.Source + ")"
	}
	named(d, "threshold", d.a.Law.Thresholds, d.b.Law.Thresholds, func(t *Threshold) string { return t.ID }, says)
}

func (d *differ) regimes() {
	says := func(r *Regime) string {
		s := r.Title + ", charged: " + strings.Join(r.Apply, ", ")
		if len(r.Apply) == 0 {
			s += "nothing"
		}
		for _, id := range sortedKeys(r.Override) {
			s += ", " + id + " at " + r.Override[id].Text
		}
		return s + conditionText(r.When) + during(r.Period) + " (source " + r.Source + ")"
	}
	named(d, "regime", d.a.Law.Regimes, d.b.Law.Regimes, func(r *Regime) string { return r.ID }, says)
}

// conditionText writes a condition with the words of pack files.
func conditionText(c *Cond) string {
	if c == nil {
		return ""
	}
	return ", when " + condWords(c)
}

func condWords(c *Cond) string {
	word := ""
	for w, op := range ops {
		if op == c.Op {
			word = w
		}
	}
	if len(c.Subs) > 0 {
		parts := make([]string, len(c.Subs))
		for i, s := range c.Subs {
			parts[i] = condWords(s)
		}
		return word + "(" + strings.Join(parts, ", ") + ")"
	}
	switch {
	case c.ID != "":
		return word + " " + c.ID
	case len(c.List) > 0:
		return word + " " + strings.Join(c.List, " ")
	case c.Want:
		return word
	}
	return "no " + word
}

func (d *differ) taxes() {
	says := func(t *Tax) string {
		s := t.Name + " on"
		for i, b := range t.Base {
			if i > 0 {
				s += " +"
			}
			s += " " + b.Times.String() + " x " + b.Of
		}
		if t.Table != "" {
			s += ", rates of " + t.Table + ".csv"
		}
		for _, r := range t.Rates {
			s += ", " + r.Expr.Text + during(r.Period) + " (source " + r.Source + ")"
		}
		if t.Unit.Known() {
			s += ", rounded " + t.Mode.String() + " to " + t.Unit.String() + " a " + t.Scope
		}
		if t.Collect.Known() {
			s += ", collected from " + t.Collect.String()
		}
		return s + during(t.Period)
	}
	named(d, "tax", d.a.Law.Taxes, d.b.Law.Taxes, func(t *Tax) string { return t.ID }, says)
}

func (d *differ) fees() {
	named(d, "fee", d.a.Law.Fees, d.b.Law.Fees, func(f *FeeRule) string { return f.ID }, func(f *FeeRule) string {
		s := f.Name + " " + f.Amount.String()
		if f.Charged {
			s += " where something is charged"
		}
		return s + conditionText(f.When) + during(f.Period) + " (source " + f.Source + ")"
	})
}

func (d *differ) rates() {
	named(d, "rate", d.a.Law.Rates, d.b.Law.Rates, func(r *Rate) string { return r.Base + "/" + r.Quote + during(r.Period) }, func(r *Rate) string {
		return r.Value.String() + " " + r.Quote + " for one " + r.Base + ", " + r.Direction + " (" + r.Authority + ", source " + r.Source + ")"
	})
}

// tables compares rates code by code: "Duty on 6204: 15 % becomes 10 % from 2027-01-01".
func (d *differ) tables() {
	names := sortedKeys(d.b.Law.Tables)
	for _, n := range sortedKeys(d.a.Law.Tables) {
		if !slices.Contains(names, n) {
			d.add("tariff", n, "The table "+n+" is gone.")
		}
	}
	for _, n := range names {
		d.table(n, d.a.Law.Tables[n], d.b.Law.Tables[n])
	}
}

// mark is what identifies a rate apart from its period.
func mark(m *tariff.Measure) string {
	s := m.HS
	if s == "" {
		s = "every code"
	}
	if m.Type != "mfn" {
		s += ", " + m.Type
	}
	for _, l := range [...]struct {
		word string
		list []string
	}{{"origin", m.Origin}, {"posted in", m.Dispatch}, {"to", m.Destination}} {
		if len(l.list) > 0 {
			s += ", " + l.word + " " + strings.Join(l.list, " ")
		}
	}
	return s
}

func (d *differ) table(name string, a, b *tariff.Table) {
	old, now := byMark(a), byMark(b)
	what := d.tableTitle(name)
	for _, k := range sortedKeys(now) {
		for _, m := range now[k] {
			if same(old[k], m) {
				continue
			}
			before := onDay(old[k], m.From)
			text := what + " on " + k + ": "
			switch {
			case before == nil:
				text += m.Expr.Text + " is new"
			case before.Expr.Text == m.Expr.Text && before.From == m.From:
				text += m.Expr.Text + " now holds"
			default:
				text += before.Expr.Text + " becomes " + m.Expr.Text
			}
			d.add("tariff", m.HS, text+during(Period{m.From, m.To})+" (source "+m.Source+")")
		}
	}
	for _, k := range sortedKeys(old) {
		for _, m := range old[k] {
			if len(now[k]) == 0 {
				d.add("tariff", m.HS, what+" on "+k+": "+m.Expr.Text+during(Period{m.From, m.To})+" is gone")
			}
		}
	}
}

func byMark(t *tariff.Table) map[string][]*tariff.Measure {
	m := map[string][]*tariff.Measure{}
	if t != nil {
		for _, r := range t.Rows() {
			m[mark(r)] = append(m[mark(r)], r)
		}
	}
	return m
}

func same(rows []*tariff.Measure, m *tariff.Measure) bool {
	return slices.ContainsFunc(rows, func(o *tariff.Measure) bool {
		return o.Expr.Text == m.Expr.Text && o.From == m.From && o.To == m.To && o.Source == m.Source
	})
}

// onDay is the row in force on the day, else the last one.
func onDay(rows []*tariff.Measure, day item.Date) *tariff.Measure {
	for _, r := range rows {
		if r.Covers(day) {
			return r
		}
	}
	if len(rows) > 0 {
		return rows[len(rows)-1]
	}
	return nil
}

// tableTitle is the name of the tax that reads the table, with a capital.
func (d *differ) tableTitle(name string) string {
	for _, t := range d.b.Law.Taxes {
		if t.Table == name && t.Name != "" {
			return strings.ToUpper(t.Name[:1]) + t.Name[1:]
		}
	}
	return name
}

func (d *differ) sources() {
	for _, id := range sortedKeys(d.b.Sources) {
		s, was := d.b.Sources[id], d.a.Sources[id]
		if was.ID == "" {
			d.add("source", id, "New source "+id+": "+s.Title+" ("+string(s.Standing)+").")
		} else if was.Standing != s.Standing || was.Reference != s.Reference {
			d.add("source", id, "The source "+id+" was "+string(was.Standing)+" ("+was.Reference+") and is "+string(s.Standing)+" ("+s.Reference+").")
		}
	}
	for _, id := range sortedKeys(d.a.Sources) {
		if d.b.Sources[id].ID == "" {
			d.add("source", id, "The source "+id+" is gone.")
		}
	}
}

func (d *differ) settings() {
	if d.a.Settings != d.b.Settings {
		d.add("setting", "settings", "The settings of payment, questions and proposed codes change.")
	}
	if d.a.Selection != d.b.Selection {
		d.add("setting", "selection", "The share picked at random changes from "+d.a.Selection.RandomPercent+" % red and "+d.a.Selection.RandomBluePercent+" % blue to "+
			d.b.Selection.RandomPercent+" % red and "+d.b.Selection.RandomBluePercent+" % blue.")
	}
	if d.a.Currency != d.b.Currency {
		d.add("setting", "currency", "Amounts are owed in "+d.b.Currency+" instead of "+d.a.Currency+".")
	}
}
