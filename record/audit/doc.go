// Package audit is the decision log: a Merkle tree (RFC 6962, as in golang.org/x/mod/sumdb)
// with one leaf per journal row, and the offline check of it.
//
// Each commit of a store appends its leaves, stores the tree as tiles of 256 hashes, and
// signs a checkpoint in its own transaction. A checkpoint names the size, the root, and a
// fingerprint of each leaf of that commit, so that a check can name the very row that was
// changed even when everything that is not signed was mended after it.
//
//	report, err := audit.Verify(ctx, store, audit.Options{Checkpoint: kept})
//	if err == nil && !report.OK() {
//		fmt.Println(report.Bad, report.Problem)
//	}
//
// A check needs the database file and nothing else. What it cannot know by itself is
// whether the end of the log was cut off together with its checkpoints, or whether
// everything was signed again with another key: keep a checkpoint and the verifier key
// elsewhere and hand them in.
package audit
