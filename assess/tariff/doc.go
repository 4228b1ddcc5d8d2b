// Package tariff is the dated table of measures and the language of their rates.
//
// A [Table] holds the rows of a pack's tariff file. A measure stands on a code or on any
// of its ancestors, holds for a half-open period, and may be limited to countries of
// origin, of dispatch or of destination:
//
//	t, err := tariff.Build(rows)
//	found := t.Find(nil, "620444", "2026-11-21") // longest code first
//
// An [Expr] is a rate as the law writes it, read once when the table is built:
//
//	tariff.Parse("1.104 USD/kg + 14.9 %")
//	tariff.Parse("12 % MIN 3.50 EUR/kg MAX 30 EUR/kg")
package tariff
