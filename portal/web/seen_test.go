package web

import (
	"strings"
	"testing"

	"greenlane/clearance"
)

// Who may see why an item was selected, and whom it concerns, is one table for pages and
// interface.
func TestPagesShowWhatThePersonMaySee(t *testing.T) {
	for role, c := range map[clearance.Role]struct{ selection, people bool }{
		clearance.Clerk: {false, true}, clearance.Officer: {true, true}, clearance.Supervisor: {true, true}, clearance.Auditor: {true, false}, clearance.Admin: {false, false},
	} {
		h := newHouse()
		h.fill()
		h.user = &clearance.User{Name: "kim", Title: "Kim", Roles: []clearance.Role{role}}
		site := newSite(t, h)
		card := body(t, get(t, site, "/officer/items/"+h.rows[4].ID)) // a blue one
		for _, text := range []string{"WATCHED-SENDER-RULE", "kh-7", "0.118273645"} {
			if strings.Contains(card, text) != c.selection {
				t.Errorf("%s: %q on the card: %t", role, text, !c.selection)
			}
		}
		for _, text := range []string{"Sok Example", "12 Example Road"} {
			if strings.Contains(card, text) != c.people {
				t.Errorf("%s: %q on the card: %t", role, text, !c.people)
			}
		}
		list := body(t, get(t, site, "/officer/rows?q="+h.rows[4].ID))
		if blue := "gl-lane gl-lane--blue"; strings.Contains(card, blue) != c.selection || strings.Contains(list, blue) != c.selection {
			t.Errorf("%s, whether there will be an audit: %t", role, !c.selection)
		}
	}
}
