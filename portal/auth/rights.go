package auth

import (
	"slices"

	"greenlane/clearance"
)

// Right is something that pages and the API ask before they show or do it. What may be
// done to an item is not here: the transitions of clearance say that.
type Right string

// The rights.
const (
	Lodge     Right = "lodge items"
	Ask       Right = "ask for quotes and codes"
	Items     Right = "see items"
	People    Right = "see names and addresses" // personal data: only for those who work on items
	Selection Right = "see why an item was selected"
	Work      Right = "act on items"
	Scan      Right = "report scan events"
	Journal   Right = "read the journal"
	Numbers   Right = "see counts"
	Admin     Right = "manage users"
)

// Rights lists all rights.
func Rights() []Right {
	return []Right{Lodge, Ask, Items, People, Selection, Work, Scan, Journal, Numbers, Admin}
}

// RolesWith lists the roles that have the right; nobody has a right that is not listed.
func RolesWith(right Right) []clearance.Role {
	switch right {
	case Lodge:
		return []clearance.Role{clearance.Sender, clearance.Clerk, clearance.Officer, clearance.Supervisor}
	case Ask:
		return []clearance.Role{clearance.Sender, clearance.Clerk, clearance.Officer, clearance.Supervisor, clearance.Auditor, clearance.Admin}
	case Items:
		return []clearance.Role{clearance.Clerk, clearance.Officer, clearance.Supervisor, clearance.Auditor}
	case People, Work, Scan:
		return []clearance.Role{clearance.Clerk, clearance.Officer, clearance.Supervisor}
	case Selection:
		return []clearance.Role{clearance.Officer, clearance.Supervisor, clearance.Auditor}
	case Journal:
		return []clearance.Role{clearance.Auditor, clearance.Admin}
	case Numbers:
		return []clearance.Role{clearance.Clerk, clearance.Officer, clearance.Supervisor, clearance.Auditor, clearance.Admin}
	case Admin:
		return []clearance.Role{clearance.Admin}
	}
	return nil
}

// May says whether the user has the right; nobody (nil) has none.
func May(u *clearance.User, right Right) bool {
	if u == nil || u.Disabled {
		return false
	}
	return slices.ContainsFunc(RolesWith(right), u.Can)
}
