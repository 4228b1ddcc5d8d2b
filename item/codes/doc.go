// Package codes holds the dated code lists of postal customs: countries, currencies, units,
// natures of transaction, mail classes and categories, modes of transport.
//
// Every entry has a first and a last day, so that a declaration of 2022 in kuna is right and
// one of 2023 is not. The lists are tables under data/; an operator's own list, such as the
// decision codes of a partner, has the same columns and is read with [Read].
//
//	e, ok := codes.Currency("HRK", "2022-12-31") // Croatian kuna, 2 places
//	_, ok = codes.Currency("HRK", "2023-01-01")  // false; codes.Currencies().Last("HRK") says when it ended
package codes
