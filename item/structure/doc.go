// Package structure checks what an item must look like, whatever the country: identifiers,
// codes in force, numbers that can be true, texts that can be kept and shown. What a
// declaration should say is another question, asked by the quality room of assess.
//
//	faults := structure.Check(it, "2026-11-21")
//	if bad := structure.Unusable(faults); len(bad) > 0 {
//		return bad.Err() // it cannot be kept as it is
//	}
//
// An item with a wrong check digit or an unknown country is still an item on its way: such
// faults are told, and [Unusable] leaves them out.
package structure
