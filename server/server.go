package server

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"greenlane/assess"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/portal/auth"
	"greenlane/portal/web"
)

// Config is the whole configuration. Every member can be set on the command line, in a
// file, or as GREENLANE_NAME in the environment; the command reads them.
type Config struct {
	DB      string // sqlite:PATH or postgres://...
	Addr    string // host:port to listen on
	KeyFile string // the house key; made at the first start
	Name    string // of the decision log; "" is "greenlane"
	Packs   string // folder of further country packs
	List    string // screening list, CSV
	Mailbox string // folder of the mailbox; "" has none
	Secure  bool   // served over HTTPS (by a proxy in front): cookies are Secure
	Demo    bool
	Seed    []byte // of the house key instead of KeyFile, for the demo and tests
}

// Parts are what the server uses of the outside.
type Parts struct {
	Clock  func() time.Time
	Random io.Reader
	Log    *slog.Logger
}

// Server is a running house.
type Server struct {
	config   Config
	parts    Parts
	Keys     *Keys
	Store    Store
	Intake   *intake.Service
	Casework *casework.Service
	rulebook atomic.Pointer[assess.Rulebook]
	auth     *auth.Service
	handler  http.Handler
	metrics  *metrics
	Logins   []web.Login // of the demo
	draining atomic.Bool
}

// Open opens the record, loads the rulebook and wires everything; nothing runs yet.
func Open(ctx context.Context, c Config, p Parts) (*Server, error) {
	if c.Name == "" {
		c.Name = "greenlane"
	}
	seed := c.Seed
	if seed == nil {
		var err error
		if seed, err = LoadSeed(c.DB, c.KeyFile, p.Random); err != nil {
			return nil, err
		}
	}
	keys, err := DeriveKeys(seed, c.Name)
	if err != nil {
		return nil, err
	}
	s := &Server{config: c, parts: p, Keys: keys}
	var group errgroup.Group // the rulebook takes a moment: load it while the record opens
	group.Go(func() error {
		book, err := BuildRulebook(RulebookOptions{Packs: c.Packs, List: c.List, Key: keys.Draw})
		s.rulebook.Store(book)
		return err
	})
	group.Go(func() (err error) {
		s.Store, err = OpenStore(ctx, c.DB, keys, p.Clock)
		return err
	})
	if err := group.Wait(); err != nil {
		if s.Store != nil {
			err = errors.Join(err, s.Store.Close())
		}
		return nil, err
	}
	debug.FreeOSMemory() // what building the rulebook needed is not needed again
	s.Intake = &intake.Service{Store: s.Store, Rulebook: s.Rulebook, Clock: p.Clock}
	s.Casework = &casework.Service{Store: s.Store, Clock: p.Clock}
	s.metrics = newMetrics(s.Store)
	if c.Demo {
		if s.Logins, err = s.demoUsers(ctx); err != nil {
			return nil, errors.Join(err, s.Store.Close())
		}
	}
	if err := s.wire(); err != nil {
		return nil, errors.Join(err, s.Store.Close())
	}
	return s, nil
}

// Rulebook is the rulebook in force.
func (s *Server) Rulebook() *assess.Rulebook { return s.rulebook.Load() }

// Handler serves pages, API, health and metrics.
func (s *Server) Handler() http.Handler { return s.handler }

// Close closes the record; call it after Run has returned.
func (s *Server) Close() error { return s.Store.Close() }

// Run serves on the listener until the context ends, then lets requests in flight finish
// (at most 20 seconds) and stops. The mailbox, if there is one, runs beside.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	srv := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, WriteTimeout: 5 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.parts.Log.Handler(), slog.LevelDebug),
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := srv.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		s.draining.Store(true)
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		return srv.Shutdown(drain)
	})
	if s.config.Mailbox != "" {
		group.Go(func() error { return s.runMailbox(ctx) })
		group.Go(func() error { return s.runFollowers(ctx) })
	}
	return group.Wait()
}

// Ready is nil while the server can take work.
func (s *Server) Ready() error {
	if s.draining.Load() {
		return errors.New("stopping")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_, err := s.Store.Counts(ctx)
	return err
}
