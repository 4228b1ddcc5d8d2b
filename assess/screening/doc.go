// Package screening compares parties with lists of names and goods with lists of what is
// prohibited or restricted.
//
//	list, err := screening.Load(file, screening.FormatCSV)
//	for _, hit := range list.Match(&it.Declaration.Recipient) { ... }
//
//	goods := screening.CompileRestrictions(p.Restrictions)
//	goods.Match(screening.Content{Description: l.Description, HS: l.HS, Origin: l.Origin}, it.Flow, day)
//
// Names are folded (accents, case, Cyrillic letters), titles and legal forms are dropped, and
// the order of the words does not count. Each word of a query finds the listed words that are
// equal or one edit away through an index of deletions; only names that share enough weight
// are compared word by word (Jaro-Winkler, best assignment). So a name with its words in
// another order, or with one letter added, lost, changed or swapped, is always found.
//
// A hit is a question for an officer, not an answer. Everything here is immutable after it
// was built, safe for any number of goroutines, and bounded in time whatever the text.
package screening
