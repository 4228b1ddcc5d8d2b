package sqlite

import (
	"context"
	"crypto/sha256"
	"time"

	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/record/journal"
)

const userColumns = "name, title, roles, office, language, password, disabled, created"

// PutUser implements clearance.Desk.
func (s *Store) PutUser(ctx context.Context, u clearance.User) error {
	return s.exec(ctx, "INSERT OR REPLACE INTO users ("+userColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?)", journal.UserValues(&u)...)
}

// User implements clearance.Desk.
func (s *Store) User(ctx context.Context, name string) (*clearance.User, error) {
	list, err := s.users(ctx, "SELECT "+userColumns+" FROM users WHERE name = ?", name)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// Users implements clearance.Desk.
func (s *Store) Users(ctx context.Context) ([]clearance.User, error) {
	return s.users(ctx, "SELECT "+userColumns+" FROM users ORDER BY name")
}

func (s *Store) users(ctx context.Context, text string, args ...any) (out []clearance.User, err error) {
	err = s.rows(ctx, text, args, func(v []any) error {
		u, err := journal.ReadUser(v)
		out = append(out, u)
		return err
	})
	return out, err
}

// FindCtx implements clearance.Desk.
func (s *Store) FindCtx(ctx context.Context, token string) (b []byte, found bool, err error) {
	hash := sha256.Sum256([]byte(token))
	err = s.rows(ctx, "SELECT data FROM sessions WHERE token = ? AND expiry > ?", []any{hash[:], journal.Micros(s.now())}, func(v []any) error {
		b, found = v[0].([]byte)
		return nil
	})
	return b, found, err
}

// CommitCtx implements clearance.Desk. Sessions that have ended go at the same time.
func (s *Store) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	hash := sha256.Sum256([]byte(token))
	now := journal.Micros(s.now())
	return s.submit(&journal.Job{Ctx: ctx, Other: func() error {
		c := s.writer
		if err := c.exec("DELETE FROM sessions WHERE expiry <= ?", now); err != nil {
			return err
		}
		return c.exec("INSERT OR REPLACE INTO sessions (token, data, expiry) VALUES (?, ?, ?)", hash[:], full(b), journal.Micros(expiry))
	}})
}

// full gives an empty value, and not nil, for what is empty.
func full(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// DeleteCtx implements clearance.Desk.
func (s *Store) DeleteCtx(ctx context.Context, token string) error {
	hash := sha256.Sum256([]byte(token))
	return s.exec(ctx, "DELETE FROM sessions WHERE token = ?", hash[:])
}

// Answer implements clearance.Desk.
func (s *Store) Answer(ctx context.Context, key string, request [32]byte) (a *clearance.Answer, err error) {
	err = s.rows(ctx, "SELECT request, status, type, body, at FROM answers WHERE key = ?", []any{key}, func(v []any) error {
		a, err = journal.ReadAnswer(v, request)
		return err
	})
	return a, err
}

// KeepAnswer implements clearance.Desk. Answers are kept for journal.AnswerLife; older ones
// go at the same time.
func (s *Store) KeepAnswer(ctx context.Context, key string, request [32]byte, a clearance.Answer) error {
	return s.submit(&journal.Job{Ctx: ctx, Other: func() error {
		c := s.writer
		if err := c.exec("DELETE FROM answers WHERE at < ?", journal.Micros(a.At.Add(-journal.AnswerLife))); err != nil {
			return err
		}
		conflict := false
		err := c.query("SELECT request FROM answers WHERE key = ?", func(v []any) error {
			kept, _ := v[0].([]byte)
			conflict = string(kept) != string(request[:])
			return nil
		}, key)
		if err != nil {
			return err
		}
		if conflict {
			return fault.New("idempotency.conflict", "")
		}
		return c.exec("INSERT OR REPLACE INTO answers (key, request, status, type, body, at) VALUES (?, ?, ?, ?, ?, ?)",
			key, request[:], int64(a.Status), a.Type, full(a.Body), journal.Micros(a.At))
	}})
}
