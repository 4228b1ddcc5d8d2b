// Package fault is how Greenlane says that something is wrong: a stable code, the place
// (JSON Pointer into the record, line and byte of the input where known), a plain
// sentence, and what to do about it.
//
// Codes are the rows of one table, [Catalogue]; a code that is not in the table does not
// exist. The edges (HTTP, command line, message replies) map [Kind] to their own answers
// in exactly one function each.
//
//	return fault.New("money.syntax", "/lines/0/value", "value", raw)
package fault
