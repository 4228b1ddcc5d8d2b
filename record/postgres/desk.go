package postgres

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
	const text = "INSERT INTO users (" + userColumns + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO UPDATE SET title = excluded.title, roles = excluded.roles," +
		" office = excluded.office, language = excluded.language, password = excluded.password, disabled = excluded.disabled, created = excluded.created"
	_, err := s.exec(ctx, text, journal.UserValues(&u)...)
	return err
}

// User implements clearance.Desk.
func (s reader) User(ctx context.Context, name string) (*clearance.User, error) {
	list, err := s.users(ctx, "SELECT "+userColumns+" FROM users WHERE name = $1", name)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// Users implements clearance.Desk.
func (s reader) Users(ctx context.Context) ([]clearance.User, error) {
	return s.users(ctx, "SELECT "+userColumns+" FROM users ORDER BY name")
}

func (s reader) users(ctx context.Context, text string, args ...any) (out []clearance.User, err error) {
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
	err = s.rows(ctx, "SELECT data FROM sessions WHERE token = $1 AND expiry > $2", []any{hash[:], journal.Micros(s.now())}, func(v []any) error {
		b, found = v[0].([]byte)
		return nil
	})
	return b, found, err
}

// CommitCtx implements clearance.Desk. Sessions that have ended go at the same time.
func (s *Store) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	hash := sha256.Sum256([]byte(token))
	if _, err := s.exec(ctx, "DELETE FROM sessions WHERE expiry <= $1", journal.Micros(s.now())); err != nil {
		return err
	}
	_, err := s.exec(ctx, "INSERT INTO sessions (token, data, expiry) VALUES ($1, $2, $3) ON CONFLICT (token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry",
		hash[:], full(b), journal.Micros(expiry))
	return err
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
	_, err := s.exec(ctx, "DELETE FROM sessions WHERE token = $1", hash[:])
	return err
}

// Answer implements clearance.Desk.
func (s reader) Answer(ctx context.Context, key string, request [32]byte) (a *clearance.Answer, err error) {
	err = s.rows(ctx, "SELECT request, status, type, body, at FROM answers WHERE key = $1", []any{key}, func(v []any) error {
		a, err = journal.ReadAnswer(v, request)
		return err
	})
	return a, err
}

// KeepAnswer implements clearance.Desk. Answers are kept for journal.AnswerLife; older ones
// go at the same time.
func (s *Store) KeepAnswer(ctx context.Context, key string, request [32]byte, a clearance.Answer) error {
	if _, err := s.exec(ctx, "DELETE FROM answers WHERE at < $1", journal.Micros(a.At.Add(-journal.AnswerLife))); err != nil {
		return err
	}
	const text = "INSERT INTO answers (key, request, status, type, body, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key) DO UPDATE" +
		" SET status = excluded.status, type = excluded.type, body = excluded.body, at = excluded.at WHERE answers.request = excluded.request"
	n, err := s.exec(ctx, text, key, request[:], int64(a.Status), a.Type, full(a.Body), journal.Micros(a.At))
	if err == nil && n == 0 {
		return fault.New("idempotency.conflict", "")
	}
	return err
}
