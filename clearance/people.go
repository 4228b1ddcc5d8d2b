package clearance

import (
	"context"
	"time"
)

// User is a person or a program that may sign in.
type User struct {
	Name     string // sign-in name, lower case
	Title    string // as shown
	Roles    []Role
	Office   string
	Language string // BCP 47
	Password string // argon2id in PHC form; "" cannot sign in with a password
	Disabled bool
	Created  time.Time
}

// Can says whether the user has the role.
func (u *User) Can(r Role) bool {
	for _, have := range u.Roles {
		if have == r {
			return true
		}
	}
	return false
}

// Desk is what the portal keeps beside the record: users, sessions and answers already
// given. Both databases implement it.
type Desk interface {
	PutUser(ctx context.Context, u User) error            // makes or replaces
	User(ctx context.Context, name string) (*User, error) // nil, nil where there is none
	Users(ctx context.Context) ([]User, error)

	// Sessions, in the shape that alexedwards/scs asks for; the token is stored hashed.
	FindCtx(ctx context.Context, token string) (b []byte, found bool, err error)
	CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error
	DeleteCtx(ctx context.Context, token string) error

	// Answer gives the answer stored under an Idempotency-Key, or nil; a key that was used
	// with another request is the fault idempotency.conflict.
	Answer(ctx context.Context, key string, request [32]byte) (*Answer, error)
	KeepAnswer(ctx context.Context, key string, request [32]byte, a Answer) error
}

// Answer is a stored HTTP answer.
type Answer struct {
	Status int
	Type   string
	Body   []byte
	At     time.Time
}
