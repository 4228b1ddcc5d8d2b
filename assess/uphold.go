package assess

import "slices"

// Stands is the code of the reason that Uphold gives.
const Stands = "selection.stands"

// Uphold gives the decision about a declaration that came anew for an item that customs
// wants to see: a better story does not open the way. lane is the lane in which the item
// was, hold what it waits for. A decision that is as strong by itself stays as it is.
func (a *Assessment) Uphold(lane Lane, hold HoldReason) *Assessment {
	if a.Decision == Seize || a.Lane == Red || a.Decision == Hold && a.Hold == hold && a.Lane.Rank() >= lane.Rank() {
		return a
	}
	held := *a
	held.Decision, held.Hold = Hold, hold
	if lane.Rank() > held.Lane.Rank() {
		held.Lane = lane
	}
	held.Reasons = append([]Reason{{Code: Stands, Text: "customs holds this item; another declaration does not change that", Weight: 90, Lane: lane}},
		slices.DeleteFunc(slices.Clone(a.Reasons), func(r Reason) bool { return r.Code == "clear" })...)
	return &held
}

// Upheld says how a recorded decision was upheld, so that it can be made again.
func (a *Assessment) Upheld() (lane Lane, hold HoldReason, ok bool) {
	for i := range a.Reasons {
		if a.Reasons[i].Code == Stands {
			return a.Reasons[i].Lane, a.Hold, true
		}
	}
	return "", "", false
}
