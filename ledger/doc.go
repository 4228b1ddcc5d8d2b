// Package ledger is double-entry bookkeeping of what is owed and paid, in integer minor
// units (cents) of one currency per posting.
//
// A posting moves an amount from one account to another, so debits equal credits by
// construction. Postings are never changed; a correction is a new posting the other way.
// An assessment debits the recipient and credits customs by tax type; a payment debits the
// post's cash and credits the recipient.
package ledger
