// Package cds reads and writes the JSON of the CDS API of the postal world: the CDSView
// with its MailObject, Declaration and Response, one alone, in a list, in
// {"CDSViews": [...]} or one a line; and the data of a declaration made before posting,
// which stands alone and has no item yet.
//
//	for rec, err := range cds.Read(file, stream.Options{Name: "0001.json"}) {
//		...
//	}
//
// All members are optional. Numbers are read from JSON numbers and from texts alike, never
// through floats, and written as JSON numbers. Members without a place in the vocabulary
// are kept as item.Extra under their path, such as "cds:Declaration.Data.RecipientFax",
// and written back into the object in which they stood.
//
// [AppendResponse] writes the answer of customs. What a decision code means belongs to an
// organisation: it is a table, [Codes], that the caller passes in.
package cds
