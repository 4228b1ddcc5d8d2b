package clearance

// State is where an item stands.
type State string

// The states, in the order of their rank.
const (
	Drafted       State = "drafted"
	Lodged        State = "lodged"
	Referred      State = "referred"
	ClearedToLoad State = "cleared-to-load"
	Dispatched    State = "dispatched"
	Arrived       State = "arrived"
	Held          State = "held"
	Located       State = "located"
	Presented     State = "presented"
	Examined      State = "examined"
	Assessed      State = "assessed" // charges known, payment awaited
	Paid          State = "paid"
	Released      State = "released"
	Refused       State = "refused"
	Returned      State = "returned"
	Abandoned     State = "abandoned"
	Seized        State = "seized"
	Destroyed     State = "destroyed"
)

// States lists all states in rank order.
func States() []State {
	return []State{Drafted, Lodged, Referred, ClearedToLoad, Dispatched, Arrived, Held, Located, Presented, Examined,
		Assessed, Paid, Released, Refused, Returned, Abandoned, Seized, Destroyed}
}
