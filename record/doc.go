// Package record is the wing of everything durable.
//
// Rooms: journal (the bytes of an entry, the fold, the follower runner), audit (the Merkle
// log over the journal and its offline check), migrations (the schema, per database),
// sqlite and postgres (the two stores), recordtest (the suite that both pass).
//
// Each store implements clearance.Store and clearance.Desk:
//
//	signer, verifier, err := audit.NewSigner(key)
//	store, err := sqlite.Open(ctx, "greenlane.db", sqlite.Options{Signer: signer, Verifier: verifier})
//	defer store.Close()
//	err = store.Update(ctx, keys, change) // durable and signed when it returns
package record
