package web

import (
	"context"
	"crypto/rand"
	"errors"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"time"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/assess/pack"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/item"
)

// Intake takes declarations; it answers after they are durable.
type Intake interface {
	Take(ctx context.Context, items []*item.Item, from intake.Origin) ([]intake.Result, error)
}

// Casework does what a person decided about an item.
type Casework interface {
	Do(ctx context.Context, id string, by clearance.User, a casework.Action) (*clearance.Row, error)
}

// Judge is the part of a rulebook that pages ask; *assess.Rulebook is one.
type Judge interface {
	Assess(it *item.Item, in assess.Inputs) *assess.Assessment
	Pack(id string) (*pack.Pack, bool)
	Packs() []*pack.Pack
	Classifier() *classify.Index
	Hash() string
}

// Gate knows who is signed in. SignIn answers with the fault auth.refused or auth.too_many.
type Gate interface {
	SignIn(w http.ResponseWriter, r *http.Request, name, password string) error
	SignOut(w http.ResponseWriter, r *http.Request) error
	User(r *http.Request) *clearance.User // nil for a visitor
}

// Limiter says whether somebody may try once more; key names the place and the caller.
type Limiter interface {
	Allow(key string) bool
}

// Login is one demo account to show on the landing and sign-in pages.
type Login struct{ Name, Password, Title string }

// Options are what pages need from the house.
type Options struct {
	Record   clearance.Reader
	Intake   Intake
	Casework Casework
	Rulebook func() Judge
	Gate     Gate
	Limiter  Limiter          // nil: no limit
	Now      func() time.Time // nil: time.Now
	Random   io.Reader        // nil: crypto/rand; draws the serial of an item without a label
	Key      []byte           // of the house, for the phrase on notices
	Zone     *time.Location   // nil: UTC; used where the pack of an item names none
	Secure   bool             // cookies are sent over HTTPS only
	Demo     bool             // shows the live view and Logins
	Logins   []Login
	Ready    func() error // nil: always; an error is shown on every page as a banner
	Log      *slog.Logger // nil: slog.Default
}

// Site serves the pages.
type Site struct {
	Options
	assets  *assets
	words   *catalogue
	pages   map[string]*template.Template
	handler http.Handler
}

// New checks the options and the embedded templates and catalogues.
func New(o Options) (*Site, error) {
	if o.Record == nil || o.Intake == nil || o.Casework == nil || o.Rulebook == nil || o.Gate == nil {
		return nil, errors.New("web: record, intake, casework, rulebook and gate are needed")
	}
	if len(o.Key) < 16 {
		return nil, errors.New("web: a key of at least 16 bytes is needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &Site{Options: o, assets: loadAssets(embedded)}
	var err error
	if s.words, err = loadCatalogue(messages); err != nil {
		return nil, err
	}
	if s.pages, err = parsePages(templates); err != nil {
		return nil, err
	}
	if err := s.AssetsMissing(); err != nil {
		o.Log.Warn("pages are unstyled", "error", err)
	}
	s.handler = secured(s.routes())
	return s, nil
}

// ServeHTTP serves a page.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// AssetsMissing is an error while the styles and scripts are not in the binary. The server
// shows it in its health report.
func (s *Site) AssetsMissing() error { return s.assets.missing() }

func (s *Site) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.landing)
	mux.Handle("GET /static/", s.assets)
	mux.HandleFunc("GET /sign-in", s.signInForm)
	mux.HandleFunc("POST /sign-in", s.signIn)
	mux.HandleFunc("POST /sign-out", s.signOut)
	mux.HandleFunc("GET /start", s.start)

	mux.HandleFunc("GET /declare", s.declareForm)
	mux.HandleFunc("POST /declare", s.declare)
	mux.HandleFunc("POST /declare/check", s.declareCheck)
	mux.HandleFunc("GET /declare/receipt/{id}", s.receipt)

	mux.HandleFunc("GET /track", s.trackForm)
	mux.HandleFunc("POST /track", s.trackOpen)
	mux.HandleFunc("GET /track/{id}", s.track)
	mux.HandleFunc("GET /track/{id}/now", s.trackNow)

	mux.HandleFunc("GET /officer", s.staff(s.queue))
	mux.HandleFunc("GET /officer/rows", s.staff(s.queueRows))
	mux.HandleFunc("GET /officer/next", s.staff(s.nextItem))
	mux.HandleFunc("GET /officer/items/{id}", s.staff(s.card))
	mux.HandleFunc("POST /officer/items/{id}", s.staff(s.act))

	mux.HandleFunc("GET /demo", s.demo)
	mux.HandleFunc("GET /demo/live", s.demoLive)
	mux.HandleFunc("GET /help/states", s.helpStates)
	mux.HandleFunc("/", s.notFound)
	return mux
}

// staff lets people of the house in; visitors are sent to sign in and back.
func (s *Site) staff(page http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		u := s.Gate.User(r)
		if u == nil {
			s.toSignIn(w, r)
			return
		}
		if !isStaff(u) {
			s.fail(w, r, http.StatusForbidden, nil)
			return
		}
		page(w, r)
	}
}

func isStaff(u *clearance.User) bool {
	for _, role := range []clearance.Role{clearance.Clerk, clearance.Officer, clearance.Supervisor, clearance.Auditor, clearance.Admin} {
		if u.Can(role) {
			return true
		}
	}
	return false
}
