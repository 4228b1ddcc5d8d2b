// Package money holds exact decimals and amounts.
//
// A [Decimal] is an immutable exact number that may be unknown. The zero value is
// unknown, and unknown travels through arithmetic: unknown plus one is unknown. So a
// missing price can never turn into a duty of nought; whoever needs the number asks
// [Decimal.Known] and names the missing fact.
//
// An [Amount] is a decimal with an ISO 4217 currency. Amounts of two currencies never
// add up: that is a mistake of the program and gives an unknown amount.
//
// Rounding happens only where a law names it, through [Decimal.Round], which takes the
// unit (0.01, 0.05, 1, 1000) and the mode. All other operations are exact, but for
// [Decimal.Quo], which takes the number of places to keep.
//
// Arithmetic is done by cockroachdb/apd; no binary floating point occurs.
package money
