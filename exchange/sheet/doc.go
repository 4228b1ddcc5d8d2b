// Package sheet reads and writes declarations as CSV: a header, then one row for each
// content line. Rows that follow each other with the same item identifier are the lines
// of one item; what they say about the item as a whole must agree, or stand in the first
// of them only.
//
//	for rec, err := range sheet.Read(file, stream.Options{Name: "monday.csv"}) {
//		...
//	}
//
// Comma, semicolon and tab are told apart by the header; column names are recognised by
// many spellings ([Columns]), whatever their case, spaces and punctuation. White space
// around a cell is dropped, and nothing else is. A malformed row is a fault of its item,
// named by line, and reading goes on behind it. Columns that are not known are kept as
// item.Extra of the line under "csv:" and written back.
package sheet
