package web

import (
	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/portal/auth"
)

// asSeen gives the row as the person may see it: why and how strongly an item was selected,
// and that it will be audited after release, is for customs only.
func asSeen(row *clearance.Row, u *clearance.User) *clearance.Row {
	if auth.May(u, auth.Selection) {
		return row
	}
	open := *row
	open.Lane, open.Reason, open.Score = laneFor(row.Lane, u), "", 0
	return &open
}

// laneFor gives the lane as the person may see it.
func laneFor(l assess.Lane, u *clearance.User) assess.Lane {
	if l == assess.Blue && !auth.May(u, auth.Selection) {
		return assess.Green
	}
	return l
}

// lanesFor gives the lanes that a filter by one lane means for the person.
func lanesFor(l assess.Lane, u *clearance.User) []assess.Lane {
	if !auth.May(u, auth.Selection) && laneFor(l, u) == assess.Green {
		return []assess.Lane{assess.Green, assess.Blue}
	}
	return []assess.Lane{l}
}
