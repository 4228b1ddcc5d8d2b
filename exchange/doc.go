// Package exchange turns files of posts, sellers and customs into items and back. It
// knows the formats by their names in the contract, finds out which one a file has, and
// hands the work to the room of that format.
//
//	for rec, err := range exchange.Read(file, exchange.Options{Name: "0001.json"}) {
//		if err != nil {
//			return err // the file cannot be read beyond this place
//		}
//		if rec.Faults != nil {
//			continue // this declaration is refused, the others are not
//		}
//		items = append(items, rec.Item)
//	}
//	err := exchange.Write(out, exchange.CSV, slices.Values(items))
//
// Readers judge only the syntax of the format and of numbers and dates; whether a
// declaration makes sense is judged at intake.
package exchange
