// Package postgres is the record on PostgreSQL, for any number of nodes on one database.
//
// Each node gathers the updates that wait and commits them together, as the record on
// SQLite does. The nodes take turns by a lock on the one row of the table head: whoever
// holds it gives out the next sequence numbers and signs, and nobody else can until that
// commit is done. So the numbers are without gaps and in the order of commits, and whoever
// reads behind a number never misses a row that becomes visible later.
//
//	store, err := postgres.Open(ctx, "postgres://...", postgres.Options{Signer: signer, Verifier: verifier})
//	defer store.Close()
//
// A commit that the database asks to repeat is repeated; one whose answer was lost is
// looked up before anything is said about it.
package postgres
