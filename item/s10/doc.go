// Package s10 reads and makes identifiers of postal items: two letters for the service,
// eight digits, a check digit and the country of the post that issued it.
//
//	id, err := s10.Parse("rr 4731 2482 9 gb") // RR473124829GB
//	id.Country()                              // GB
//	id.Service("2026-11-21").Meaning          // registered letter
//
// A wrong identifier gives a fault, never a guess: the caller decides whether the item is
// still worth having, and [Canonical] gives the text to keep it under.
package s10
