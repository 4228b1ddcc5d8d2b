// Package casework is what people and partners do with an item after it was decided: scan
// it, ask for documents, order and record an examination, take a payment, release, refuse,
// return, seize.
//
// Whether an action is possible is said by the one table in package clearance. Here are
// the rules about people: an action needs a reason, a red item is released by two persons,
// and what somebody saw must still be so (the expected version).
package casework
