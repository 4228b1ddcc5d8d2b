// Package risk judges items by the selectivity rules of a country pack and draws lots.
//
// Rules are written in CEL over typed facts (see docs/rules.md). [Compile] type-checks
// them, reads from each rule the plain comparisons that stand at its top level, and builds
// an index on them, so that an item meets only the rules that can hold for it:
//
//	set, err := risk.Compile(p.Rules, p.Lists)
//	var f risk.Facts
//	f.Read(it)              // what the item itself says
//	f.Value = 24.00         // what the caller found out
//	for _, hit := range set.Evaluate(&f, day) { ... }
//
// A rule that cannot be evaluated gives a hit with Err set, never a panic and never
// silence: the caller chooses the safe side.
//
// A [Key] draws lots that nobody can steer and everybody with the key can recompute:
//
//	key.Draw("examine", it.ID, "2026-11").Below(share)
package risk
