// Package duty computes what is owed for an item under a pack's law.
//
//	r := duty.Assess(it, p, duty.Inputs{At: now, HS: []string{"620444"}})
//	r.Total // unknown while r.Missing is not empty
//
// The pipeline: regime, valuation, rates of each line, duty, excise, cascaded tax, fees,
// minimum collection, rounding, total. It is a pure function; the law, its dates, rates
// of exchange and rounding come from the pack. A fact that is needed and not declared is
// named in Missing and leaves the total unknown; a fact that the regime does not need is
// not asked for. Every charge carries its arithmetic in words and its citation.
package duty
