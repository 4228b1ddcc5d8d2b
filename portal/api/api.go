package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/assess/pack"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/portal/auth"
)

// Reader is what the interface reads of the record.
type Reader interface {
	Find(ctx context.Context, id string) (*clearance.Row, error)
	List(ctx context.Context, f clearance.Filter, cursor string, limit int) (rows []clearance.Row, next string, err error)
	Entries(ctx context.Context, k clearance.Key) ([]clearance.Entry, error)
	Entry(ctx context.Context, seq int64) (*clearance.Entry, error)
	Follow(ctx context.Context, after int64, limit int) ([]clearance.Entry, error)
	Counts(ctx context.Context) (clearance.Counts, error)
}

// Taker takes declared items in.
type Taker interface {
	Take(ctx context.Context, items []*item.Item, from intake.Origin) ([]intake.Result, error)
}

// Doer carries out what people and scanners do.
type Doer interface {
	Do(ctx context.Context, id string, by clearance.User, a casework.Action) (*clearance.Row, error)
}

// Desk keeps the answers given under an Idempotency-Key.
type Desk interface {
	Answer(ctx context.Context, key string, request [32]byte) (*clearance.Answer, error)
	KeepAnswer(ctx context.Context, key string, request [32]byte, a clearance.Answer) error
}

// Auth says who is asking.
type Auth interface {
	Load(next http.Handler) http.Handler
	Known(r *http.Request) error
	User(r *http.Request) *clearance.User
}

// Book is what the interface asks of a rulebook.
type Book interface {
	Assess(it *item.Item, in assess.Inputs) *assess.Assessment
	Pack(id string) (*pack.Pack, bool)
	Packs() []*pack.Pack
	Hash() string
}

// Classifier proposes codes for descriptions.
type Classifier interface {
	Propose(text string, n int) []classify.Candidate
	Ask(candidates []classify.Candidate) *classify.Question
}

// Options are the parts of the interface. Classifier, Leaf, Checkpoint, Clock, Logger, Every,
// Burst and Version may be left out.
type Options struct {
	Reader   Reader
	Taker    Taker
	Doer     Doer
	Desk     Desk
	Auth     Auth
	Rulebook func() Book // taken once per request

	Classifier func() Classifier // of the rulebook in force, taken once per request
	// Leaf gives the hash under which an entry stands in the decision log.
	Leaf func(e *clearance.Entry) []byte
	// Checkpoint gives the newest signed checkpoint of the decision log.
	Checkpoint func(ctx context.Context) ([]byte, error)

	SecretKey []byte           // makes the phrases of the public status page
	Clock     func() time.Time // nil: the clock of the machine
	Every     time.Duration    // one more request of a user is allowed every so often; 0: 20 ms
	Burst     int              // requests of a user at once; 0: 200
	Logger    *slog.Logger     // nil: silent
	Version   string           // of the product, for the description
}

// server answers the operations.
type server struct {
	o         Options
	users     *auth.Throttle
	strangers *auth.Throttle
	batches   chan struct{} // one for each batch that may be in memory at a time

	mu      sync.Mutex // guards running
	running map[string]bool
}

// maxBatches bounds memory: the body of a batch may have 64 MiB.
const maxBatches = 4

// New makes the handler of everything under /v1.
func New(o Options) (http.Handler, error) {
	if o.Reader == nil || o.Taker == nil || o.Doer == nil || o.Desk == nil || o.Auth == nil || o.Rulebook == nil || len(o.SecretKey) == 0 {
		return nil, errors.New("api: Reader, Taker, Doer, Desk, Auth, Rulebook and SecretKey are needed")
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Every == 0 {
		o.Every = 20 * time.Millisecond
	}
	if o.Burst == 0 {
		o.Burst = 200
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := &server{
		o:         o,
		users:     auth.NewThrottle(o.Every, o.Burst, 10_000),
		strangers: auth.NewThrottle(time.Second, 30, 50_000),
		batches:   make(chan struct{}, maxBatches),
		running:   map[string]bool{},
	}
	mux := http.NewServeMux()
	described, err := s.register(mux)
	if err != nil {
		return nil, err
	}
	if err := serveDescription(mux, described); err != nil {
		return nil, err
	}
	return s.guard(mux), nil
}

// register puts every operation into the mux and into the description.
func (s *server) register(mux *http.ServeMux) (*huma.OpenAPI, error) {
	described := humago.New(mux, description(s.o.Version))
	for _, o := range operations() {
		op, err := describe(described.OpenAPI(), &o)
		if err != nil {
			return nil, err
		}
		described.Adapter().Handle(op, func(ctx huma.Context) {
			r, w := humago.Unwrap(ctx)
			s.serve(&o, w, r)
		})
		described.OpenAPI().AddOperation(op)
	}
	return described.OpenAPI(), nil
}

// guard stands around the mux: requests that another site makes a browser send are turned
// away, the caller is found out, and addresses and methods that do not exist are problems.
func (s *server) guard(mux *http.ServeMux) http.Handler {
	routes := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := &probe{header: http.Header{}}
		mux.ServeHTTP(probe, r)
		if probe.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", probe.header.Get("Allow"))
			s.problem(w, r, fault.New("request.method", "", r.Method))
			return
		}
		s.problem(w, r, fault.New("request.not_found", ""))
	})
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.problem(w, r, fault.New("request.origin", ""))
	}))
	return cross.Handler(s.o.Auth.Load(routes))
}

// probe takes the mux's own answer to an address that it does not know.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) WriteHeader(status int)      { p.status = status }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
