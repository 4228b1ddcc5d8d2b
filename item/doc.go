// Package item is the vocabulary: one noun, [Item], travels through the whole product.
//
// Every wire format decodes to it and encodes from it; assessment reads it; the record
// keeps it. It holds what somebody declared, exactly as declared: nothing is trimmed,
// padded or corrected here. What is absent is unknown, never nought: see [money.Decimal].
//
// Rooms below: money (exact numbers), s10 (item identifiers), codes (dated code lists),
// hs (nomenclature and everyday phrases), fault (what is wrong, where, and the fix),
// jsontext (reading and writing JSON with positions).
package item
