package server

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"greenlane/item/fault"
	"greenlane/portal/api"
	"greenlane/portal/auth"
	"greenlane/portal/web"
)

// wire makes the handler of everything.
func (s *Server) wire() error {
	var err error
	s.auth, err = auth.New(auth.Options{Desk: s.Store, HouseKey: s.Keys.API, Secure: s.config.Secure, Clock: s.parts.Clock, Rand: s.parts.Random, Logger: s.parts.Log,
		Refuse: refuse})
	if err != nil {
		return err
	}
	pages, err := web.New(web.Options{
		Record: s.Store, Intake: s.Intake, Casework: s.Casework, Rulebook: func() web.Judge { return s.Rulebook() }, Gate: s.auth,
		Now: s.parts.Clock, Random: s.parts.Random, Key: s.Keys.Notice, Secure: s.config.Secure, Demo: s.config.Demo, Logins: s.Logins,
		Ready: s.Ready, Log: s.parts.Log, Limiter: &limiter{auth.NewThrottle(200*time.Millisecond, 100, 50_000), s.parts.Clock},
	})
	if err != nil {
		return err
	}
	programs, err := s.api()
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", programs)
	mux.Handle("GET /metrics", s.metrics.handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if err := s.Ready(); err != nil {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		w.Write([]byte("ready\n"))
	})
	mux.Handle("/", compressed(http.NewCrossOriginProtection().Handler(s.auth.Load(pages))))
	s.handler = s.watch(mux)
	return nil
}

// limiter slows down whoever guesses phrases on the public pages: generously, because a
// phrase has 58 bits, and behind a proxy all visitors come from one address.
type limiter struct {
	throttle *auth.Throttle
	clock    func() time.Time
}

func (l *limiter) Allow(key string) bool { return l.throttle.Allow(key, l.clock()) }

// refuse answers a request whose session or key cannot be checked.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		api.Refuse(w, r, err)
		return
	}
	code := http.StatusForbidden
	if fault.Of(err, fault.Unavailable) {
		code = http.StatusServiceUnavailable
	}
	http.Error(w, err.Error(), code)
}

func (s *Server) api() (http.Handler, error) {
	return api.New(api.Options{
		Reader: s.Store, Taker: s.Intake, Doer: s.Casework, Desk: s.Store, Auth: s.auth, Clock: s.parts.Clock, SecretKey: s.Keys.Notice,
		Rulebook: func() api.Book { return s.Rulebook() }, Classifier: func() api.Classifier { return s.Rulebook().Classifier() },
		Checkpoint: s.checkpoint, Leaf: leaf, Logger: s.parts.Log,
	})
}

// status remembers what was answered.
type status struct {
	http.ResponseWriter
	code int
}

func (w *status) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the real writer.
func (w *status) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// watch measures requests and turns a panic into an answer; it logs neither paths nor
// bodies, because they may name an item or a person.
func (s *Server) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		out := &status{ResponseWriter: w, code: http.StatusOK}
		defer func() {
			if x := recover(); x != nil && x != http.ErrAbortHandler {
				s.parts.Log.Error("request failed", slog.Any("panic", x), slog.String("stack", string(debug.Stack())))
				http.Error(out, "something went wrong on our side; nothing was lost", http.StatusInternalServerError)
			}
			s.metrics.requests.WithLabelValues(r.Method, strconv.Itoa(out.code)).Observe(time.Since(start).Seconds())
		}()
		next.ServeHTTP(out, r)
	})
}
