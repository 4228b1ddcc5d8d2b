// Package journal gives a journal entry its canonical bytes, reads them back, folds an
// item's entries to its row, and runs followers.
//
// A [Record] is an entry as it is stored: columns of numbers, texts and bytes that both
// databases can hold and that the audit log hashes. The same entry always gives the same
// record.
//
//	rec := journal.Encode(&entry)
//	back, err := rec.Entry()
//	row, err := journal.Fold(entries) // what the state row must say
//
// A [Follower] is called with new entries at least once, in order, and keeps its place in
// the record:
//
//	run := journal.Runner{Source: store, Clock: clock, Jitter: rng.Float64}
//	err := run.Run(ctx, journal.Follower{Name: "notices", Handle: send})
package journal
