// Package upu reads and writes two messages between posts in the renderings in which they
// are seen on the wire: ITMATT as XML, the item and its declaration, and PREDES as JSON,
// the receptacles of a dispatch with the identifiers of their items.
//
//	for rec, err := range upu.ReadITMATT(file, stream.Options{Name: "0001.xml"}) {
//		...
//	}
//
// An <Item> may be the root, stand many times below any wrapper, or follow another one.
// The layout is a profile of this program, docs/formats.md lists its elements; it is not
// the text of a standard. Elements without a place in the vocabulary are kept as
// item.Extra under "itmatt:" and written back. Document types, entities other than the
// five of XML, and attributes on known elements are refused.
package upu
