// Package sqlite is the record in one SQLite file: nothing to install, nothing to run.
//
// One goroutine writes. It takes all updates that wait, lets each make its change on rows
// that show what those before it wrote, and commits them together with their journal
// rows, postings, counters, audit leaves and a signed checkpoint: one flush to disk for
// all of them. Readers have connections of their own and never wait for it.
//
//	store, err := sqlite.Open(ctx, "greenlane.db", sqlite.Options{Signer: signer, Verifier: verifier})
//	defer store.Close()
//
// A full disk is the fault record.full: nothing of the commit is written, and updates
// work again as soon as there is space.
package sqlite
