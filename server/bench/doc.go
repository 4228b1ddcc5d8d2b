// Package bench measures the whole road of an item: files of declarations are made, read,
// judged and recorded durably, and then every answer is checked by an oracle that shares
// no code with the judgement: it recomputes Cambodian law in rational numbers from the raw
// tables of the pack, and holds lanes and decisions against what the simulated senders
// really did. Where PostgreSQL is installed, pgbench TPC-B runs in the same run as a peer.
//
//	result, err := bench.Run(ctx, bench.Options{Items: 100_000, Dir: dir})
package bench
