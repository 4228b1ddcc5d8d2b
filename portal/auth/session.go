package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"greenlane/clearance"
	"greenlane/item/fault"
)

// Options are what a Service needs. Only Desk is required.
type Options struct {
	Desk     clearance.Desk
	HouseKey []byte           // signs API keys; empty: there are none
	Idle     time.Duration    // a session ends after so long without a request; 0: 30 minutes
	Lifetime time.Duration    // a session ends after so long in any case; 0: 12 hours
	Hashes   int              // passwords checked at once, 19 MiB each; 0: 2
	Secure   bool             // served over HTTPS: the cookie is Secure and bound to the host
	Clock    func() time.Time // nil: the clock of the machine
	Rand     io.Reader        // for salts; nil: that of the machine
	Logger   *slog.Logger     // nil: silent
	// Refuse answers a request that Require or Load turns away; nil: a plain text. Pages
	// lead to the sign-in form instead.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
}

// Service knows who is asking.
type Service struct {
	o        Options
	sessions *scs.SessionManager
	slots    chan struct{} // one for each hash that may be computed at a time
	names    *Throttle
	hosts    *Throttle
	decoy    string // hash that no password has, checked where a name does not exist
}

// New makes the service.
func New(o Options) (*Service, error) {
	if o.Desk == nil {
		return nil, errors.New("auth: no desk")
	}
	o.fill()
	s := &Service{
		o:     o,
		slots: make(chan struct{}, o.Hashes),
		names: NewThrottle(6*time.Second, 10, 50_000),
		hosts: NewThrottle(2*time.Second, 30, 50_000),
	}
	noise := make([]byte, 16)
	if _, err := io.ReadFull(o.Rand, noise); err != nil {
		return nil, err
	}
	var err error
	if s.decoy, err = HashPassword(o.Rand, hex.EncodeToString(noise)); err != nil {
		return nil, err
	}
	m := scs.New()
	m.Store = desk{o.Desk}
	m.Lifetime = o.Lifetime
	m.Cookie.Name = "greenlane"
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Persist, m.Cookie.Path = true, http.SameSiteLaxMode, false, "/"
	if o.Secure {
		m.Cookie.Name, m.Cookie.Secure = "__Host-greenlane", true
	}
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		o.Logger.Error("session", "error", err)
		o.Refuse(w, r, fault.New("record.unavailable", "", "the session cannot be read"))
	}
	s.sessions = m
	return s, nil
}

func (o *Options) fill() {
	if o.Idle == 0 {
		o.Idle = 30 * time.Minute
	}
	if o.Lifetime == 0 {
		o.Lifetime = 12 * time.Hour
	}
	if o.Hashes == 0 {
		o.Hashes = 2
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Refuse == nil {
		o.Refuse = refusePlain
	}
}

func refusePlain(w http.ResponseWriter, _ *http.Request, err error) {
	status, text := http.StatusServiceUnavailable, "not available now"
	if f, ok := fault.As(err); ok {
		text = f.Text
		switch {
		case f.Code == "auth.needed" || f.Code == "auth.key":
			status = http.StatusUnauthorized
		case f.Kind == fault.Forbidden:
			status = http.StatusForbidden
		}
	}
	http.Error(w, text, status)
}

// caller is what Load found out about a request.
type caller struct {
	user *clearance.User
	key  string // "name#number" of the API key used; "" with a session
	err  error  // why a key that was shown is not accepted
}

type callerKey struct{}

// Names under which a session keeps what it knows.
const (
	keptUser  = "user"
	keptMark  = "mark"  // of the password at sign-in
	keptSince = "since" // Unix seconds of the sign-in
	keptSeen  = "seen"  // Unix seconds of a recent request
)

// Load finds out who is asking, by session or by "Authorization: Bearer", before next runs.
// A request that passes a second Load keeps what the first one found.
func (s *Service) Load(next http.Handler) http.Handler {
	withSession := s.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := new(caller)
		var err error
		if c.user, err = s.resume(r.Context()); err != nil {
			s.sessions.ErrorFunc(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := r.Context().Value(callerKey{}).(*caller); ok {
			next.ServeHTTP(w, r)
			return
		}
		key, ok := bearer(r)
		if !ok {
			withSession.ServeHTTP(w, r)
			return
		}
		c, err := s.byKey(r.Context(), key)
		if err != nil {
			s.sessions.ErrorFunc(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
	})
}

func bearer(r *http.Request) (string, bool) {
	scheme, key, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(key), ok && strings.EqualFold(scheme, "Bearer")
}

func (s *Service) byKey(ctx context.Context, key string) (*caller, error) {
	name, _, ok := ReadAPIKey(s.o.HouseKey, key)
	if !ok {
		return &caller{err: fault.New("auth.key", "")}, nil
	}
	u, err := s.o.Desk.User(ctx, name)
	if err != nil {
		return nil, err
	}
	if u == nil || u.Disabled {
		return &caller{err: fault.New("auth.key", "")}, nil
	}
	return &caller{user: u, key: key[:strings.LastIndexByte(key, '_')]}, nil
}

// resume gives the user of a session that still holds. A session that does not is ended.
// The time of the last request is written only now and then, so that reading pages does
// not write to the record each time.
func (s *Service) resume(ctx context.Context) (*clearance.User, error) {
	name := s.sessions.GetString(ctx, keptUser)
	if name == "" {
		return nil, nil
	}
	u, err := s.o.Desk.User(ctx, name)
	if err != nil {
		return nil, err
	}
	now := s.o.Clock()
	seen := time.Unix(s.sessions.GetInt64(ctx, keptSeen), 0)
	since := time.Unix(s.sessions.GetInt64(ctx, keptSince), 0)
	if u == nil || u.Disabled || mark(u) != s.sessions.GetString(ctx, keptMark) || now.Sub(seen) > s.o.Idle || now.Sub(since) > s.o.Lifetime {
		return nil, s.sessions.Destroy(ctx)
	}
	if now.Sub(seen) > s.o.Idle/10 {
		s.sessions.Put(ctx, keptSeen, now.Unix())
	}
	return u, nil
}

// mark changes with the password, so that a new password ends older sessions.
func mark(u *clearance.User) string {
	sum := sha256.Sum256([]byte("session\x00" + u.Name + "\x00" + u.Password))
	return hex.EncodeToString(sum[:8])
}

// User is who is asking, or nil. The request must have passed Load.
func (s *Service) User(r *http.Request) *clearance.User {
	if c, ok := r.Context().Value(callerKey{}).(*caller); ok {
		return c.user
	}
	return nil
}

// Key names the API key that the request showed, without its secret part, or "".
func (s *Service) Key(r *http.Request) string {
	if c, ok := r.Context().Value(callerKey{}).(*caller); ok {
		return c.key
	}
	return ""
}

// Known is nil for a request of a known user, and otherwise the fault that says what is
// wrong: auth.key for a key that is not accepted, auth.needed where nobody is signed in.
func (s *Service) Known(r *http.Request) error {
	c, ok := r.Context().Value(callerKey{}).(*caller)
	switch {
	case ok && c.err != nil:
		return c.err
	case ok && c.user != nil:
		return nil
	}
	return fault.New("auth.needed", "")
}

// Require lets only users pass who have one of the roles.
func (s *Service) Require(roles ...clearance.Role) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := s.Known(r); err != nil {
				s.o.Refuse(w, r, err)
				return
			}
			for _, role := range roles {
				if s.User(r).Can(role) {
					next.ServeHTTP(w, r)
					return
				}
			}
			s.o.Refuse(w, r, fault.New("role.not_allowed", "", "this page", joinRoles(roles)))
		})
	}
}

func joinRoles(roles []clearance.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " or ")
}

// SignIn starts a session under a new token. The request must have passed Load. Faults:
// auth.refused for a wrong name or password, without saying which; auth.too_many.
func (s *Service) SignIn(w http.ResponseWriter, r *http.Request, name, password string) error {
	c, ok := r.Context().Value(callerKey{}).(*caller)
	if !ok || c.key != "" {
		return fault.New("auth.refused", "")
	}
	w.Header().Set("Cache-Control", "no-store")
	name = strings.ToLower(strings.TrimSpace(name))
	now := s.o.Clock()
	if !s.hosts.Allow(host(r.RemoteAddr), now) || len(name) > 200 || !s.names.Allow(name, now) {
		return fault.New("auth.too_many", "")
	}
	u, err := s.check(r.Context(), name, password)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, keptUser, u.Name)
	s.sessions.Put(ctx, keptMark, mark(u))
	s.sessions.Put(ctx, keptSince, now.Unix())
	s.sessions.Put(ctx, keptSeen, now.Unix())
	c.user = u
	return nil
}

// check finds the user whose password it is. Every attempt costs one hash.
func (s *Service) check(ctx context.Context, name, password string) (*clearance.User, error) {
	u, err := s.o.Desk.User(ctx, name)
	if err != nil {
		return nil, err
	}
	hash, usable := s.decoy, false
	if u != nil && !u.Disabled && u.Password != "" {
		hash, usable = u.Password, true
	}
	wait, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	select {
	case s.slots <- struct{}{}:
	case <-wait.Done():
		return nil, fault.New("auth.too_many", "")
	}
	right := CheckPassword(hash, password)
	<-s.slots
	if !right || !usable {
		return nil, fault.New("auth.refused", "")
	}
	return u, nil
}

// SignOut ends the session. The request must have passed Load.
func (s *Service) SignOut(w http.ResponseWriter, r *http.Request) error {
	c, ok := r.Context().Value(callerKey{}).(*caller)
	if !ok || c.key != "" || c.user == nil {
		return nil
	}
	w.Header().Set("Cache-Control", "no-store")
	c.user = nil
	return s.sessions.Destroy(r.Context())
}

// host is the address that attempts are counted by: one IPv4 address, or the network of
// 64 bits that one IPv6 subscriber has.
func host(remote string) string {
	h, _, err := net.SplitHostPort(remote)
	if err != nil {
		h = remote
	}
	a, err := netip.ParseAddr(h)
	if err != nil {
		return h
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return p.String()
}

// desk gives the session library the store in the shape that it asks for.
type desk struct{ clearance.Desk }

var _ scs.CtxStore = desk{}

func (d desk) Find(token string) ([]byte, bool, error) { return d.FindCtx(context.Background(), token) }
func (d desk) Delete(token string) error               { return d.DeleteCtx(context.Background(), token) }
func (d desk) Commit(token string, b []byte, expiry time.Time) error {
	return d.CommitCtx(context.Background(), token, b, expiry)
}
