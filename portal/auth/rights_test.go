package auth

import (
	"strconv"
	"testing"
	"time"

	"greenlane/clearance"
)

// The whole matrix: one letter a right, in the order of Rights.
func TestRightsMatrix(t *testing.T) {
	matrix := map[clearance.Role]string{
		//                    lodge ask items people selection work scan journal numbers admin
		clearance.System:     "..........",
		clearance.Sender:     "yy........",
		clearance.Clerk:      "yyyy.yy.y.",
		clearance.Officer:    "yyyyyyy.y.",
		clearance.Supervisor: "yyyyyyy.y.",
		clearance.Auditor:    ".yy.y..yy.",
		clearance.Admin:      ".y.....yyy",
	}
	for role, row := range matrix {
		for i, right := range Rights() {
			u := &clearance.User{Name: "x", Roles: []clearance.Role{role}}
			if want := row[i] == 'y'; May(u, right) != want {
				t.Errorf("%s may %s: %v, want %v", role, right, !want, want)
			}
			u.Disabled = true
			if May(u, right) {
				t.Errorf("disabled %s may %s", role, right)
			}
		}
	}
	for _, right := range append(Rights(), "fly") {
		if May(nil, right) || May(&clearance.User{Name: "x"}, right) {
			t.Errorf("nobody, or a user without a role, may %s", right)
		}
	}
	if both := (&clearance.User{Roles: []clearance.Role{clearance.Sender, clearance.Admin}}); !May(both, Lodge) || !May(both, Admin) || May(both, Items) {
		t.Error("two roles do not add up")
	}
	if May(&clearance.User{Roles: []clearance.Role{clearance.Admin}}, "fly") {
		t.Error("a right that does not exist is given")
	}
}

func TestThrottleForgetsTheOldest(t *testing.T) {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	th := NewThrottle(time.Second, 2, 100)
	for i := range 1000 {
		th.Allow(strconv.Itoa(i), now)
	}
	if len(th.known) != 100 || th.order.Len() != 100 {
		t.Errorf("%d keys kept", len(th.known))
	}
	if !th.AllowN("a", now, 2) || th.Allow("a", now) || th.Allow("a", now.Add(900*time.Millisecond)) || !th.Allow("a", now.Add(2*time.Second)) {
		t.Error("two at once and one a second is not what happens")
	}
	if th.AllowN("b", now, 3) {
		t.Error("more at once than the burst")
	}
}
