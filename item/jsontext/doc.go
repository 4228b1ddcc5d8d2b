// Package jsontext reads and writes JSON text (RFC 8259) with positions.
//
// The standard decoder neither notices a key that stands twice in one object, nor limits
// depth, nor says at which byte a value stood; declarations need all three, and the text
// of fields that nobody expected must survive. [Reader] walks a document once:
//
//	r := jsontext.NewReader(data)
//	err := r.Object(func(key string) error {
//		switch key {
//		case "Description":
//			return r.String(&line.Description)
//		}
//		return r.Keep(&line.Extra, "cds:"+key)
//	})
//
// Errors are faults (json.syntax, json.type, json.duplicate_key, input.too_deep,
// input.charset) with line and byte. [Writer] appends JSON in a fixed order, so that the
// same value always gives the same bytes; hashes and signatures rely on that.
package jsontext
