package auth

import (
	"fmt"
	"io"
	"time"

	"greenlane/clearance"
)

// DemoUsers makes one user a role for trying things out, and a second officer, because a
// red item is released by two persons. The password of each comes from password; salts
// come from rand. Titles and offices are fictional.
func DemoUsers(rand io.Reader, at time.Time, password func(name string) string) ([]clearance.User, error) {
	users := []clearance.User{
		{Name: "sender", Title: "Sasha Sample, sender", Roles: []clearance.Role{clearance.Sender}, Office: "Example Shop of Freedonia"},
		{Name: "clerk", Title: "Casey Counter, postal clerk", Roles: []clearance.Role{clearance.Clerk}, Office: "Example Post of Freedonia"},
		{Name: "officer", Title: "Robin Ruler, customs officer", Roles: []clearance.Role{clearance.Officer}, Office: "Example Customs, mail centre"},
		{Name: "officer2", Title: "Jamie Gauge, customs officer", Roles: []clearance.Role{clearance.Officer}, Office: "Example Customs, mail centre"},
		{Name: "supervisor", Title: "Morgan Measure, supervisor", Roles: []clearance.Role{clearance.Supervisor}, Office: "Example Customs, mail centre"},
		{Name: "auditor", Title: "Alex Abacus, auditor", Roles: []clearance.Role{clearance.Auditor}, Office: "Example Audit Office"},
		{Name: "admin", Title: "Kim Keys, administrator", Roles: []clearance.Role{clearance.Admin}, Office: "Example Customs, systems"},
	}
	for i := range users {
		u := &users[i]
		hash, err := HashPassword(rand, password(u.Name))
		if err != nil {
			return nil, fmt.Errorf("demo user %s: %w", u.Name, err)
		}
		u.Password, u.Language, u.Created = hash, "en", at
	}
	return users, nil
}
