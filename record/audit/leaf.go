package audit

import (
	"golang.org/x/mod/sumdb/tlog"

	"greenlane/record/journal"
)

// Leaf is the hash of a journal row. buf is memory to work in; the grown buffer is given
// back for the next row.
func Leaf(r *journal.Record, buf []byte) (tlog.Hash, []byte) {
	buf = r.AppendCanonical(buf[:0])
	return tlog.RecordHash(buf), buf
}
