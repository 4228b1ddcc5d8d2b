// Package hs holds the six-digit codes of the Harmonized System, edition 2022: our own plain
// label of each, how often it is mailed, and the phrases people use for such goods.
//
//	hs.Label("620444")     // "Women's or girls' woven dress of synthetic fibres", true
//	hs.Valid("6204440000") // true: the first six digits are in the edition
//
// The tables under data/consumer are source data written for this project: one file a
// chapter, and a line of code, label, frequency and phrases between tabs. They are read on
// first use and never change.
package hs
