// Package assess judges items. [Rulebook.Assess] is a pure function: the same item, inputs
// and rulebook always give the same assessment, so that any decision can be made again and
// checked. It knows no clock, no network and no database.
//
// The questions about an item are rooms, asked in this order: quality (is the declaration
// good enough), classify (what is it), screening (may these parties send it, may these
// goods come), duty (what is owed, by the law in pack and tariff), risk (rules and random
// draws). This package puts the answers together: lane, decision, and the reasons.
//
// A [Rulebook] is immutable. A new law or list makes a new rulebook, which replaces the
// old one at once; each decision names the hash of the rulebook it was made under.
package assess
