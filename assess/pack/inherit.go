package pack

import (
	"maps"
	"slices"

	"greenlane/assess/tariff"
)

// inherit lays the pack over the one that it extends. Single values of the own pack
// win where they are given. Rows with an id replace all rows of that id in the extended
// pack; others are put before the inherited ones, so that an own regime is met first.
// Own rows of a table replace inherited rows of the same code, type and countries.
// Lists replace lists of the same name. Worked examples are not inherited.
func (p *Pack) inherit(base *Pack) {
	for _, f := range [...]struct{ own, base *string }{{&p.Title, &base.Title}, {&p.Version, &base.Version}, {&p.Country, &base.Country},
		{&p.Currency, &base.Currency}, {&p.TimeZone, &base.TimeZone}} {
		if *f.own == "" {
			*f.own = *f.base
		}
	}
	if p.Union == nil {
		p.Union = base.Union
	}
	p.Sources = overlay(base.Sources, p.Sources)
	p.Lists = overlay(base.Lists, p.Lists)
	law, below := &p.Law, &base.Law
	if law.Valuation == nil {
		law.Valuation = below.Valuation
	}
	law.Thresholds = rows(law.Thresholds, below.Thresholds, func(t *Threshold) string { return t.ID })
	law.Regimes = rows(law.Regimes, below.Regimes, func(r *Regime) string { return r.ID })
	law.Taxes = inPlace(law.Taxes, below.Taxes, func(t *Tax) string { return t.ID })
	if law.Minimums == nil {
		law.Minimums = below.Minimums
	}
	law.Fees = rows(law.Fees, below.Fees, func(f *FeeRule) string { return f.ID })
	law.Rates = append(law.Rates, below.Rates...)
	for name, t := range below.Tables {
		law.Tables[name] = overTable(law.Tables[name], t)
	}
	if p.Quality.Source == "" {
		p.Quality = base.Quality
	}
	if p.Selection.Source == "" {
		p.Selection, p.Settings = base.Selection, base.Settings
	}
	p.Restrictions = rows(p.Restrictions, base.Restrictions, func(r Restriction) string { return r.ID })
	p.Rules = rows(p.Rules, base.Rules, func(r Rule) string { return r.ID })
}

func overlay[V any](base, own map[string]V) map[string]V {
	out := maps.Clone(base)
	maps.Copy(out, own)
	return out
}

// rows are the own rows, then those of base whose id the own ones do not have.
func rows[R any](own, base []R, id func(R) string) []R {
	out := slices.Clone(own)
	for _, b := range base {
		if !slices.ContainsFunc(own, func(o R) bool { return id(o) == id(b) }) {
			out = append(out, b)
		}
	}
	return out
}

// inPlace keeps the order of base, because taxes form a cascade; new ones come last.
func inPlace[R any](own, base []R, id func(R) string) []R {
	var out []R
	done := map[string]bool{}
	for _, b := range base {
		if done[id(b)] {
			continue
		}
		replaced := false
		for _, o := range own {
			if id(o) == id(b) {
				out, replaced = append(out, o), true
			}
		}
		done[id(b)] = replaced
		if !replaced {
			out = append(out, b)
		}
	}
	for _, o := range own {
		if !done[id(o)] {
			out = append(out, o)
		}
	}
	return out
}

func overTable(own, base *tariff.Table) *tariff.Table {
	if own == nil {
		return base
	}
	all := slices.Clone(own.Rows())
	for _, b := range base.Rows() {
		if !slices.ContainsFunc(own.Rows(), func(o *tariff.Measure) bool {
			return o.HS == b.HS && o.Type == b.Type && slices.Equal(o.Origin, b.Origin) && slices.Equal(o.Dispatch, b.Dispatch) && slices.Equal(o.Destination, b.Destination)
		}) {
			all = append(all, b)
		}
	}
	t, err := tariff.Build(all)
	if err != nil {
		return own // cannot be: own rows passed alone, and inherited ones of the same key were left out
	}
	return t
}
