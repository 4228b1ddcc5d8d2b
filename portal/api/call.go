package api

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"greenlane/clearance"
	"greenlane/item/fault"
	"greenlane/portal/auth"
)

// call is one request on its way.
type call struct {
	s     *server
	r     *http.Request
	user  *clearance.User // nil for an operation that is open to everyone
	query url.Values
	body  []byte
	key   string // Idempotency-Key of a POST
}

func (c *call) ctx() context.Context { return c.r.Context() }

// may says whether the caller has a right.
func (c *call) may(right auth.Right) bool { return auth.May(c.user, right) }

// answer is what an operation gives back.
type answer struct {
	status int
	kind   string // media type
	body   []byte
	etag   string
}

const (
	jsonType   = "application/json"
	linesType  = "application/x-ndjson"
	bodyTime   = time.Minute // to send a body
	maxKeySize = 200
)

func jsonAnswer(status int, body []byte) answer {
	return answer{status: status, kind: jsonType, body: body}
}

// serve answers one request of an operation.
func (s *server) serve(o *operation, w http.ResponseWriter, r *http.Request) {
	a, replay, err := s.answer(o, w, r)
	if err != nil {
		s.problem(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if a.etag != "" {
		h.Set("ETag", a.etag)
		h.Set("Cache-Control", "private, no-cache")
	}
	if replay {
		h.Set("Idempotent-Replay", "true")
	}
	if a.status == http.StatusNotModified {
		w.WriteHeader(a.status)
		return
	}
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(a.status)
	w.Write(a.body)
}

func (s *server) answer(o *operation, w http.ResponseWriter, r *http.Request) (a answer, replay bool, err error) {
	c := &call{s: s, r: r, query: r.URL.Query()}
	if err := s.admit(o, c); err != nil {
		return a, false, err
	}
	if o.method != http.MethodPost {
		a, err = o.answer(c)
		return a, false, err
	}
	if c.key, err = keyOf(r); err != nil {
		return a, false, err
	}
	if o.limit > oneBody {
		select {
		case s.batches <- struct{}{}:
			defer func() { <-s.batches }()
		case <-c.ctx().Done():
			return a, false, c.ctx().Err()
		}
	}
	if c.body, err = readBody(o, w, r); err != nil {
		return a, false, err
	}
	return s.once(o, c)
}

// admit checks who is asking, how often, and whether the parameters are known.
func (s *server) admit(o *operation, c *call) error {
	c.user = s.o.Auth.User(c.r)
	now := s.o.Clock()
	if o.right == "" {
		if o.guess && !s.strangers.Allow(hostOf(c.r), now) {
			return fault.New("request.too_many", "")
		}
	} else {
		if err := s.o.Auth.Known(c.r); err != nil {
			return err
		}
		if !s.users.Allow(c.user.Name, now) {
			return fault.New("request.too_many", "")
		}
		if !c.may(o.right) {
			var roles []string
			for _, role := range auth.RolesWith(o.right) {
				roles = append(roles, string(role))
			}
			return fault.New("role.not_allowed", "", string(o.right), strings.Join(roles, " or "))
		}
	}
	for name := range c.query {
		if !slices.ContainsFunc(o.params, func(p param) bool { return p.name == name }) {
			return fault.New("request.parameter", "", strconv.Quote(cutText(name)), "a parameter of this address")
		}
	}
	return nil
}

func hostOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func cutText(s string) string {
	if len(s) > 60 {
		return s[:60]
	}
	return s
}

// keyOf reads the Idempotency-Key; the quotation marks of a structured header may stand.
func keyOf(r *http.Request) (string, error) {
	key := strings.Trim(r.Header.Get("Idempotency-Key"), `"`)
	if key == "" {
		return "", fault.New("idempotency.missing", "")
	}
	bad := func(c rune) bool { return c <= ' ' || c > '~' }
	if len(key) > maxKeySize || strings.ContainsFunc(key, bad) {
		return "", fault.New("request.parameter", "", "Idempotency-Key", "a text of 1 to 200 visible ASCII characters")
	}
	return key, nil
}

func readBody(o *operation, w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if kind := r.Header.Get("Content-Type"); kind != "" {
		media, _, err := mime.ParseMediaType(kind)
		if err != nil || media != o.inType() {
			return nil, fault.New("request.media", "", cutText(kind), o.inType())
		}
	}
	// The deadline is of the connection and so of the machine's clock. It is lifted behind
	// the body: if it passed while the answer is made, the request would count as broken off.
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Now().Add(bodyTime)); err == nil {
		defer control.SetReadDeadline(time.Time{})
	} else if !errors.Is(err, http.ErrNotSupported) {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, o.limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, fault.New("input.too_large", "", strconv.FormatInt(o.limit>>10, 10)+" KiB")
	case err != nil:
		return nil, fault.New("input.truncated", "")
	case len(body) == 0:
		return nil, fault.New("input.empty", "")
	}
	return body, nil
}

// once answers a POST the first time and repeats that answer to the same request. Only
// answers of success are kept: a request that was refused changed nothing and may be sent
// again under its key.
func (s *server) once(o *operation, c *call) (a answer, replay bool, err error) {
	key := c.user.Name + "/" + c.key
	sum := sha256.New()
	for _, part := range []string{o.method, c.r.URL.Path, c.r.URL.RawQuery, c.r.Header.Get("If-Match")} {
		io.WriteString(sum, part+"\n")
	}
	sum.Write(c.body)
	request := [32]byte(sum.Sum(nil))
	if !s.begin(key) {
		return a, false, fault.New("idempotency.running", "")
	}
	defer s.end(key)
	kept, err := s.o.Desk.Answer(c.ctx(), key, request)
	if err != nil {
		return a, false, err
	}
	if kept != nil {
		return answer{status: kept.Status, kind: kept.Type, body: kept.Body}, true, nil
	}
	if a, err = o.answer(c); err != nil || a.status >= 300 {
		return a, false, err
	}
	// What was asked is done: an answer that cannot be kept does not undo it. Items and
	// events carry references of their own, so a repeat has no second effect either way.
	err = s.o.Desk.KeepAnswer(context.WithoutCancel(c.ctx()), key, request, clearance.Answer{Status: a.status, Type: a.kind, Body: a.body, At: s.o.Clock()})
	if err != nil {
		s.o.Logger.Error("answer not kept", "path", c.r.URL.Path, "error", err)
	}
	return a, false, nil
}

func (s *server) begin(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running[key] {
		return false
	}
	s.running[key] = true
	return true
}

func (s *server) end(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, key)
}

// number reads a whole number of the query within bounds; absent gives the default.
func (c *call) number(name string, normal, low, high int64) (int64, error) {
	text := c.query.Get(name)
	if text == "" {
		return normal, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < low || n > high {
		return 0, fault.New("request.parameter", "", name, "a whole number from "+strconv.FormatInt(low, 10)+" to "+strconv.FormatInt(high, 10))
	}
	return n, nil
}

// flag reads true or false of the query; absent is false.
func (c *call) flag(name string) (bool, error) {
	switch c.query.Get(name) {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	}
	return false, fault.New("request.parameter", "", name, "true or false")
}
