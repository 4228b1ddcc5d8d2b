// Package clearance holds what becomes of an item: its states, the events that move it,
// the row that officers query, and the store that use cases need.
//
// There is one table of transitions, [Transitions]; the diagram in docs/states.md and the
// buttons on the item page are made from it. [Row.Apply] is the only place where a row
// changes, and it is pure: intake and casework call it to make the change, and folding the
// journal calls it again to check the row.
//
// Events of scanners and other systems may come late, twice or out of order. One that
// would take the item back to a lower rank is recorded and not applied.
//
// Rooms below: intake (batches in, decided batches out), casework (what people do).
package clearance
