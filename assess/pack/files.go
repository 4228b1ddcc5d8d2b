package pack

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"greenlane/assess/tariff"
	"greenlane/item"
	"greenlane/item/money"
)

// readHead reads pack.yaml and gives the id of the extended pack.
func (l *loader) readHead() (extends string) {
	l.file = "pack.yaml"
	var f struct {
		ID       text     `yaml:"id"`
		Title    text     `yaml:"title"`
		Version  text     `yaml:"version"`
		Extends  text     `yaml:"extends"`
		Country  text     `yaml:"country"`
		Union    []string `yaml:"union"`
		Currency text     `yaml:"currency"`
		TimeZone text     `yaml:"time_zone"`
		From     text     `yaml:"from"`
		To       text     `yaml:"to"`
		Sources  []struct {
			ID        text `yaml:"id"`
			Title     text `yaml:"title"`
			Reference text `yaml:"reference"`
			Checked   text `yaml:"checked"`
			Standing  text `yaml:"standing"`
		} `yaml:"sources"`
	}
	if !l.readHere(&f) {
		return ""
	}
	p := l.p
	p.ID, p.Title, p.Version, p.Country, p.Union = f.ID.v, f.Title.v, f.Version.v, f.Country.v, f.Union
	p.Currency, p.TimeZone = f.Currency.v, f.TimeZone.v
	p.Period = l.period(dated{From: f.From, To: f.To})
	if p.ID != l.id {
		l.fail(f.ID.line, "the id must be the name of the directory")
	}
	for _, need := range [...]struct{ name, v string }{{"title", p.Title}, {"version", p.Version}, {"country", p.Country}, {"currency", p.Currency}, {"time_zone", p.TimeZone}} {
		if need.v == "" && f.Extends.v == "" {
			l.fail(1, need.name+" is missing")
		}
	}
	for _, s := range f.Sources {
		if _, twice := p.Sources[s.ID.v]; twice || s.ID.v == "" || s.Title.v == "" || s.Reference.v == "" || s.Checked.v == "" {
			l.fail(s.ID.line, "source "+s.ID.v+": id (once), title, reference and checked are needed")
		}
		src := Source{ID: s.ID.v, Title: s.Title.v, Reference: s.Reference.v, Checked: l.date(s.Checked),
			Standing: Standing(l.oneOf(s.Standing, s.ID.line, "illustrative", "secondary", "verified"))}
		if src.Standing == Illustrative {
			src.Note = "Not law, only for trying things out: " + src.Title + "."
		}
		p.Sources[src.ID] = src
	}
	return f.Extends.v
}

func (l *loader) readRegimes() {
	var f struct {
		Valuation []struct {
			Basis     text  `yaml:"basis"`
			Allocate  text  `yaml:"allocate"`
			Postage   text  `yaml:"postage"`
			Insurance text  `yaml:"insurance_percent"`
			Unit      text  `yaml:"unit"`
			Mode      text  `yaml:"mode"`
			Dated     dated `yaml:",inline"`
		} `yaml:"valuation"`
		Regimes []struct {
			ID    text      `yaml:"id"`
			Title text      `yaml:"title"`
			When  yaml.Node `yaml:"when"`
			Then  struct {
				Apply       []text          `yaml:"apply"`
				Override    map[string]text `yaml:"override"`
				Relief      text            `yaml:"relief"`
				Declaration text            `yaml:"declaration"`
				Note        text            `yaml:"note"`
			} `yaml:"then"`
			Dated dated `yaml:",inline"`
		} `yaml:"regimes"`
	}
	if !l.readHere(&f) {
		return
	}
	for _, v := range f.Valuation {
		val := Valuation{Basis: l.oneOf(v.Basis, 1, "cif", "cfr", "goods"), Allocate: l.oneOf(v.Allocate, 1, "value", "weight"),
			Postage: l.oneOf(v.Postage, 1, "ask", "included"), Insurance: l.decimal(v.Insurance), Unit: l.decimal(v.Unit), Mode: l.mode(v.Mode),
			Period: l.period(v.Dated), Source: l.source(v.Dated.Source, v.Basis.line)}
		l.p.Law.Valuation = append(l.p.Law.Valuation, val)
		l.once("valuation", v.Basis.line, val.Period)
	}
	for _, r := range f.Regimes {
		reg := &Regime{ID: r.ID.v, Title: r.Title.v, When: l.condition(&r.When), Relief: r.Then.Relief.v, Declaration: r.Then.Declaration.v,
			Note: r.Then.Note.v, Period: l.period(r.Dated), Source: l.source(r.Dated.Source, r.ID.line)}
		if reg.ID == "" || reg.Title == "" {
			l.fail(r.ID.line, "a regime needs id and title")
		}
		for _, t := range r.Then.Apply {
			reg.Apply = append(reg.Apply, t.v)
			l.taxesUsed = append(l.taxesUsed, place{l.file, t.line, t.v})
		}
		if reg.Relief != "" {
			l.thresholdsUsed = append(l.thresholdsUsed, place{l.file, r.Then.Relief.line, reg.Relief})
		}
		if len(r.Then.Override) > 0 {
			reg.Override = make(map[string]*tariff.Expr, len(r.Then.Override))
		}
		for id, t := range r.Then.Override {
			reg.Override[id] = l.expression(t)
			l.taxesUsed = append(l.taxesUsed, place{l.file, t.line, id})
		}
		l.p.Law.Regimes = append(l.p.Law.Regimes, reg)
		l.once("regime "+reg.ID, r.ID.line, reg.Period)
	}
}

func (l *loader) readTaxes() {
	var f struct {
		Taxes []struct {
			ID     text   `yaml:"id"`
			Type   text   `yaml:"type"`
			Name   text   `yaml:"name"`
			Base   []text `yaml:"base"`
			Table  text   `yaml:"table"`
			Absent text   `yaml:"absent"`
			Rates  []struct {
				Rate  text  `yaml:"rate"`
				Dated dated `yaml:",inline"`
			} `yaml:"rates"`
			GrossUp  text  `yaml:"gross_up"`
			BaseUnit text  `yaml:"base_unit"`
			BaseMode text  `yaml:"base_mode"`
			Unit     text  `yaml:"unit"`
			Mode     text  `yaml:"mode"`
			Scope    text  `yaml:"scope"`
			Collect  text  `yaml:"collect_from"`
			Dated    dated `yaml:",inline"`
		} `yaml:"taxes"`
		Minimums []struct {
			Collect text  `yaml:"collect_from"`
			Dated   dated `yaml:",inline"`
		} `yaml:"minimums"`
	}
	if !l.readHere(&f) {
		return
	}
	for _, m := range f.Minimums {
		low := Minimum{Amount: l.amount(m.Collect), Period: l.period(m.Dated), Source: l.source(m.Dated.Source, m.Collect.line)}
		if !low.Amount.Known() {
			l.fail(m.Collect.line, "a minimum states collect_from")
		}
		l.p.Law.Minimums = append(l.p.Law.Minimums, low)
		l.once("minimum", m.Collect.line, low.Period)
	}
	for _, t := range f.Taxes {
		tax := &Tax{ID: t.ID.v, Type: l.oneOf(t.Type, t.ID.line, "duty", "vat", "excise", "fee"), Name: t.Name.v, Table: t.Table.v,
			Absent: l.oneOf(t.Absent, t.ID.line, "ask", "none"), GrossUp: l.decimal(t.GrossUp), BaseUnit: l.decimal(t.BaseUnit), BaseMode: l.mode(t.BaseMode),
			Unit: l.decimal(t.Unit), Mode: l.mode(t.Mode), Scope: l.oneOf(t.Scope, t.ID.line, "line", "item"), Collect: l.amount(t.Collect),
			Period: l.period(t.Dated), Source: l.source(t.Dated.Source, t.ID.line)}
		if tax.ID == "" || tax.Name == "" || len(t.Base) == 0 || (tax.Table == "") == (len(t.Rates) == 0) {
			l.fail(t.ID.line, "a tax needs id, name, base, and either a table or rates")
		}
		for _, b := range t.Base {
			tax.Base = append(tax.Base, l.part(b))
		}
		for _, r := range t.Rates {
			rate := TaxRate{Expr: l.expression(r.Rate), Period: l.period(r.Dated), Source: l.source(r.Dated.Source, r.Rate.line)}
			tax.Rates = append(tax.Rates, rate)
			l.once("rate of "+tax.ID, r.Rate.line, rate.Period)
		}
		if tax.Table != "" {
			l.tablesUsed = append(l.tablesUsed, place{l.file, t.Table.line, tax.Table})
		}
		l.p.Law.Taxes = append(l.p.Law.Taxes, tax)
		l.once("tax "+tax.ID, t.ID.line, tax.Period)
	}
}

// part reads "customs_value" or "1.10 x customs_value".
func (l *loader) part(t text) Part {
	times, of, ok := strings.Cut(t.v, " x ")
	if !ok {
		times, of = "1", t.v
	}
	p := Part{Of: of, Times: l.decimal(text{times, t.line})}
	switch of {
	case "customs_value", "goods", "freight", "insurance":
		return p
	}
	for _, before := range l.p.Law.Taxes {
		if before.ID == of {
			return p
		}
	}
	l.fail(t.line, "a base is made of customs_value, goods, freight, insurance and taxes before it, not of "+of)
	return p
}

func (l *loader) readThresholds() {
	var f struct {
		Thresholds []struct {
			ID      text  `yaml:"id"`
			Title   text  `yaml:"title"`
			Amount  text  `yaml:"amount"`
			Basis   text  `yaml:"basis"`
			Compare text  `yaml:"compare"`
			Effect  text  `yaml:"effect"`
			Scope   text  `yaml:"scope"`
			Dated   dated `yaml:",inline"`
		} `yaml:"thresholds"`
	}
	if !l.readHere(&f) {
		return
	}
	for _, t := range f.Thresholds {
		th := &Threshold{ID: t.ID.v, Title: t.Title.v, Amount: l.amount(t.Amount), Basis: l.oneOf(t.Basis, t.ID.line, "goods", "goods_freight", "cif"),
			Compare: l.oneOf(t.Compare, t.ID.line, "<=", "<"), Effect: l.oneOf(t.Effect, t.ID.line, "full", "excess", "whole_items"),
			Scope: l.oneOf(t.Scope, t.ID.line, "item", "line"), Period: l.period(t.Dated), Source: l.source(t.Dated.Source, t.ID.line)}
		if th.ID == "" || !th.Amount.Known() || t.Basis.v == "" || t.Compare.v == "" || t.Effect.v == "" || t.Scope.v == "" {
			l.fail(t.ID.line, "a threshold states id, amount, basis, compare, effect and scope")
		}
		l.p.Law.Thresholds = append(l.p.Law.Thresholds, th)
		l.once("threshold "+th.ID, t.ID.line, th.Period)
	}
}

func (l *loader) readFees() {
	var f struct {
		Fees []struct {
			ID      text      `yaml:"id"`
			Name    text      `yaml:"name"`
			Amount  text      `yaml:"amount"`
			Charged bool      `yaml:"only_if_charged"`
			When    yaml.Node `yaml:"when"`
			Dated   dated     `yaml:",inline"`
		} `yaml:"fees"`
	}
	if !l.readHere(&f) {
		return
	}
	for _, r := range f.Fees {
		fee := &FeeRule{ID: r.ID.v, Name: r.Name.v, Amount: l.amount(r.Amount), Charged: r.Charged, When: l.condition(&r.When),
			Period: l.period(r.Dated), Source: l.source(r.Dated.Source, r.ID.line)}
		if fee.ID == "" || fee.Name == "" || !fee.Amount.Known() {
			l.fail(r.ID.line, "a fee needs id, name and amount")
		}
		l.p.Law.Fees = append(l.p.Law.Fees, fee)
		l.once("fee "+fee.ID, r.ID.line, fee.Period)
	}
}

func (l *loader) readRates() {
	var f struct {
		Rates []struct {
			Authority text            `yaml:"authority"`
			Kind      text            `yaml:"kind"`
			Base      text            `yaml:"base"`
			Direction text            `yaml:"direction"`
			Values    map[string]text `yaml:"values"`
			Dated     dated           `yaml:",inline"`
		} `yaml:"rates"`
	}
	if !l.readHere(&f) {
		return
	}
	for _, r := range f.Rates {
		period, source := l.period(r.Dated), l.source(r.Dated.Source, r.Base.line)
		for _, quote := range sortedKeys(r.Values) {
			v := r.Values[quote]
			rate := &Rate{Authority: r.Authority.v, Kind: r.Kind.v, Base: r.Base.v, Quote: quote, Direction: l.oneOf(r.Direction, r.Base.line, "divide", "multiply"),
				Value: l.decimal(v), Period: period, Source: source}
			if rate.Value.Sign() <= 0 || rate.Authority == "" || len(rate.Base) != 3 || len(quote) != 3 {
				l.fail(v.line, "a rate needs authority, base, quote and a value above nought")
			}
			l.p.Law.Rates = append(l.p.Law.Rates, rate)
			l.once("rate "+rate.Base+quote+" "+rate.Direction, v.line, period)
		}
	}
}

func (l *loader) readSettings() {
	var f struct {
		Payment      text `yaml:"payment"`
		AskDays      int  `yaml:"ask_days"`
		HoldMismatch bool `yaml:"hold_mismatch"`
		ProposeHS    bool `yaml:"propose_hs"`
		Selection    struct {
			Random     text `yaml:"random_percent"`
			RandomBlue text `yaml:"random_blue_percent"`
			Source     text `yaml:"source"`
		} `yaml:"selection"`
	}
	if !l.readHere(&f) {
		return
	}
	l.p.Settings = Settings{Payment: l.oneOf(f.Payment, 1, "before_release", "on_delivery"), AskDays: f.AskDays, HoldMismatch: f.HoldMismatch, ProposeHS: f.ProposeHS}
	for _, share := range [...]text{f.Selection.Random, f.Selection.RandomBlue} {
		if d := l.decimal(share); d.Known() && (d.Sign() < 0 || d.Cmp(money.FromInt(100)) > 0) {
			l.fail(share.line, "a share is between 0 and 100")
		}
	}
	l.p.Selection = Selection{RandomPercent: f.Selection.Random.v, RandomBluePercent: f.Selection.RandomBlue.v, Source: l.source(f.Selection.Source, 1)}
}

func (l *loader) readLists() {
	var f map[string][]string
	if l.readHere(&f) {
		for name, list := range f {
			l.p.Lists[name] = list
		}
	}
}

// flow reads the direction of a restriction.
func (l *loader) flow(t text) item.Flow { return item.Flow(l.oneOf(t, 0, "", "I", "O")) }
