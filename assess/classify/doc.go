// Package classify proposes Harmonized System codes for the words on a declaration, checks
// a declared code against them, and knows the one plain question that would settle it.
//
//	x := classify.New()                                  // once, about a tenth of a second
//	c := x.Propose("women's dress knitted polyester", 5) // likeliest codes first
//	classify.Confident(c)                                // may be used without asking
//	x.Check("led desk lamp", "940521")                   // consistent
//	x.Ask(c)                                             // a question, or nil
//
// Two witnesses are heard. The phrases of the nomenclature nearest to the text (cosine of
// weighted words) vote for their codes with the fourth power of their similarity; and every
// word of the text speaks for each code according to how much likelier it is there than
// anywhere, alone and beside its neighbour. Half of the probability comes from each. A word
// that nobody knows is read as the known word that it resembles, begins, or leaves the
// vowels out of, and otherwise makes everything less certain. Scripts without spaces are
// read by pairs of characters.
//
// Decisions that people have confirmed are given to [NewTaught] as examples and count like
// the phrases of the nomenclature: five of them teach it a new product.
//
// A proposal is a suggestion: what was declared stays, and who decided is recorded. All of
// it is a pure function of the tables; [Index.Version] names their state.
package classify
