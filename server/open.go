package server

import (
	"context"
	"database/sql"

	_ "modernc.org/sqlite" // the driver whose version SQLiteVersion asks

	"greenlane/assess/classify"
	"greenlane/clearance"
	"greenlane/portal/api"
	"greenlane/record/audit"
	"greenlane/record/journal"
	"greenlane/record/postgres"
	"greenlane/record/sqlite"
)

// Migrate brings a database to the current schema.
func Migrate(ctx context.Context, db string) error {
	if IsPostgres(db) {
		return postgres.Migrate(ctx, db)
	}
	path, err := SQLitePath(db)
	if err != nil {
		return err
	}
	return sqlite.Migrate(ctx, path)
}

// OpenLog opens a database for reading only, without its key.
func OpenLog(ctx context.Context, db string) (audit.Source, func() error, error) {
	if IsPostgres(db) {
		s, err := postgres.View(ctx, db)
		if err != nil {
			return nil, nil, err
		}
		return s, s.Close, nil
	}
	path, err := SQLitePath(db)
	if err != nil {
		return nil, nil, err
	}
	s, err := sqlite.View(path)
	if err != nil {
		return nil, nil, err
	}
	return s, s.Close, nil
}

// SQLiteVersion is the version of the database inside the binary.
func SQLiteVersion(ctx context.Context) (version string, err error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return "", err
	}
	defer db.Close()
	err = db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version)
	return version, err
}

// classify answers the interface for programs.
func (s *Server) classify(_ context.Context, text string, top int) (api.Proposal, error) {
	index := s.Rulebook().Classifier()
	p := api.Proposal{Candidates: index.Propose(text, top)}
	p.Confident = classify.Confident(p.Candidates)
	if q := index.Ask(p.Candidates); q != nil && !p.Confident {
		p.Question = &api.Question{Ask: q.Ask}
		for _, o := range q.Options {
			p.Question.Options = append(p.Question.Options, api.Option{Answer: o.Answer, HS: o.HS})
		}
	}
	return p, nil
}

// leaf gives the hash under which an entry stands in the decision log.
func leaf(e *clearance.Entry) []byte {
	record := journal.Encode(e)
	hash, _ := audit.Leaf(&record, nil)
	return hash[:]
}
