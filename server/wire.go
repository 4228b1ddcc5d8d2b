package server

import (
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
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
	mux.Handle("GET /metrics", s.auth.Load(s.insiders(s.metrics.handler())))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if err := s.Ready(); err != nil {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		w.Write([]byte("ready\n"))
	})
	mux.Handle("/", compressed(http.NewCrossOriginProtection().Handler(s.auth.Load(pages))))
	s.handler = s.watch(s.behind(mux))
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

// behind finds the visitor's address where a proxy of this house asks in the visitor's
// place: the last one in X-Forwarded-For, which the proxy itself has written. Attempts are
// counted by it.
func (s *Server) behind(next http.Handler) http.Handler {
	if !s.config.Secure {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		visitor, bad := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1]))
		if err == nil && bad == nil && (peer.Addr().Unmap().IsLoopback() || peer.Addr().Unmap().IsPrivate()) {
			r.RemoteAddr = netip.AddrPortFrom(visitor, peer.Port()).String()
		}
		next.ServeHTTP(w, r)
	})
}

// insiders lets those pass who may see the numbers of the house, by key or session, and
// without either who asks from the same machine, unless that may be a proxy.
func (s *Server) insiders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if !auth.May(s.auth.User(r), auth.Numbers) && (s.config.Secure || err != nil || !peer.Addr().Unmap().IsLoopback()) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "the key of a user who may see counts is needed", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// status remembers what was answered.
type status struct {
	http.ResponseWriter
	code  int
	begun bool
}

func (w *status) WriteHeader(code int) {
	w.code, w.begun = code, w.begun || code >= 200
	w.ResponseWriter.WriteHeader(code)
}

func (w *status) Write(p []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(p)
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
			x := recover()
			whole := x == nil
			if x != nil && x != http.ErrAbortHandler {
				s.parts.Log.Error("request failed", slog.Any("panic", x), slog.String("stack", string(debug.Stack())))
				if whole = !out.begun; whole {
					http.Error(out, "something went wrong on our side; nothing was lost", http.StatusInternalServerError)
				}
			}
			s.metrics.observe(r.Method, out.code, time.Since(start))
			if !whole { // half an answer must not look like all of it
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(out, r)
	})
}
