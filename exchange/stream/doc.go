// Package stream is what all readers of wire formats share: the [Record] that they give,
// a [Source] that hands out a bounded window of a file with line and byte, a [JSON]
// framer that cuts a file into its top-level values without holding all of it, and the
// few rules by which texts become numbers, dates and codes.
//
//	src := stream.NewSource(file, o)
//	frames := stream.NewJSON(src, "CDSViews")
//	for {
//		f, err := frames.Next() // f.Data is valid until the next call
//		...
//	}
//
// A value that cannot be read refuses its record and no other; only a file whose
// syntax is lost ends the reading, with the place.
package stream
