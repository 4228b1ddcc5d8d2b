package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item/fault"
)

// LandingView is the first page: three doors.
type LandingView struct {
	Frame
	Counts *clearance.Counts
	Logins []Login
}

func (s *Site) landing(w http.ResponseWriter, r *http.Request) {
	v := &LandingView{Frame: s.frame(w, r, "landing.title")}
	if s.Demo {
		v.Logins = s.Logins
		if c, err := s.Record.Counts(r.Context()); err == nil {
			v.Counts = &c
		}
	}
	s.page(w, r, http.StatusOK, "landing", v)
}

// SignInView asks who is there.
type SignInView struct {
	Frame
	Name, Next string
	Error      string
	Logins     []Login
}

func (s *Site) toSignIn(w http.ResponseWriter, r *http.Request) {
	next := "/officer"
	if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/officer/rows") {
		next = r.URL.RequestURI()
	}
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", "/sign-in?next="+url.QueryEscape(next))
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, "/sign-in?next="+url.QueryEscape(next), http.StatusSeeOther)
}

func (s *Site) signInForm(w http.ResponseWriter, r *http.Request) {
	s.page(w, r, http.StatusOK, "signin", s.signInView(w, r, r.URL.Query().Get("next")))
}

func (s *Site) signInView(w http.ResponseWriter, r *http.Request, next string) *SignInView {
	v := &SignInView{Frame: s.frame(w, r, "signin.title"), Next: safePath(next)}
	if s.Demo {
		v.Logins = s.Logins
	}
	return v
}

// safePath keeps a return address inside this site.
func safePath(next string) string {
	u, err := url.Parse(next)
	if err != nil || next == "" || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") {
		return "/start"
	}
	return next
}

// start leads to where somebody works: officers and clerks to the queue, senders to the form.
func (s *Site) start(w http.ResponseWriter, r *http.Request) {
	to := "/"
	if u := s.Gate.User(r); u != nil && isStaff(u) {
		to = "/officer"
	} else if u != nil {
		to = "/declare"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *Site) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	name := strings.ToLower(strings.TrimSpace(r.PostFormValue("name")))
	next := r.PostFormValue("next")
	err := s.allowed("sign-in:" + caller(r))
	if err == nil {
		err = s.Gate.SignIn(w, r, name, r.PostFormValue("password"))
	}
	if err == nil {
		http.Redirect(w, r, safePath(next), http.StatusSeeOther)
		return
	}
	f, ok := fault.As(err)
	if !ok {
		s.broken(w, r, err)
		return
	}
	v := s.signInView(w, r, next)
	v.Name, v.Error = name, v.Or("fault."+f.Code, titled(f.Text))
	v.Title = v.T("error.prefix") + " " + v.Title
	v.Problems = []Problem{{Href: "#name", Text: v.Error}}
	s.page(w, r, statusOf(f), "signin", v)
}

func (s *Site) allowed(key string) error {
	if s.Limiter != nil && !s.Limiter.Allow(key) {
		return fault.New("auth.too_many", "")
	}
	return nil
}

func (s *Site) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.Gate.SignOut(w, r); err != nil {
		s.broken(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// DemoView is the live view of the simulated flow.
type DemoView struct {
	Frame
	Total  int64
	Bar    []Slice
	States []StateBar
	Rows   []RowView
	Paused bool
	At     When
}

// Slice is one lane of the bar; X and Width are in thousandths.
type Slice struct {
	Lane, Name, Sign string
	Count            int64
	X, Width         int
	Percent          string
}

// StateBar is one state with its share of the largest.
type StateBar struct {
	Name  string
	Count int64
	Width int
}

func (s *Site) demo(w http.ResponseWriter, r *http.Request) { s.demoPage(w, r, "layout") }

func (s *Site) demoLive(w http.ResponseWriter, r *http.Request) { s.demoPage(w, r, "live") }

func (s *Site) demoPage(w http.ResponseWriter, r *http.Request, part string) {
	if !s.Demo {
		s.notFound(w, r)
		return
	}
	v := &DemoView{Frame: s.frame(w, r, "demo.title"), Paused: r.URL.Query().Get("live") == "off", At: when(s.Now(), s.Zone)}
	v.Wide = true
	counts, err := s.Record.Counts(r.Context())
	if err != nil {
		s.broken(w, r, err)
		return
	}
	rows, _, err := s.Record.List(r.Context(), clearance.Filter{Order: clearance.Newest}, "", 12)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	v.count(counts)
	for i := range rows {
		row := s.rowView(v.Words, &rows[i])
		if !v.Staff {
			row.Href = ""
		}
		v.Rows = append(v.Rows, row)
	}
	s.part(w, r, http.StatusOK, "demo", part, v)
}

func (v *DemoView) count(c clearance.Counts) {
	v.Total = c.Total
	var all, most int64
	for _, n := range c.Lanes {
		all += n
	}
	x := 0
	for _, l := range []assess.Lane{assess.Green, assess.Blue, assess.Yellow, assess.Red} {
		b := Slice{Lane: string(l), Name: v.T("lane." + string(l)), Sign: laneSign(string(l)), Count: c.Lanes[l], X: x}
		if all > 0 {
			b.Width = int(c.Lanes[l] * 1000 / all)
			tenths := c.Lanes[l] * 1000 / all
			b.Percent = strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + " %"
		}
		x += b.Width
		v.Bar = append(v.Bar, b)
	}
	for _, n := range c.States {
		most = max(most, n)
	}
	for _, st := range clearance.States() {
		if n := c.States[st]; n > 0 {
			v.States = append(v.States, StateBar{Name: stateName(v.Words, st), Count: n, Width: int(max(n*1000/most, 4))})
		}
	}
}

// StatesView explains the state machine from its own table.
type StatesView struct {
	Frame
	States []StateHelp
	Rows   []TransitionHelp
}

// StateHelp is one state of the ladder.
type StateHelp struct {
	Name   string
	Y      int
	Ending bool
}

// TransitionHelp is one row of the table.
type TransitionHelp struct {
	Verb, To string
	From     []string
	Roles    []string
	Late     bool
}

func (s *Site) helpStates(w http.ResponseWriter, r *http.Request) {
	v := &StatesView{Frame: s.frame(w, r, "states.title")}
	v.Wide = true
	for i, st := range clearance.States() {
		v.States = append(v.States, StateHelp{Name: stateName(v.Words, st), Y: 8 + i*34, Ending: st.Rank() >= clearance.Released.Rank()})
	}
	for _, t := range clearance.Transitions() {
		row := TransitionHelp{Verb: titled(v.Or("verb."+string(t.Kind), t.Verb)), Late: t.Late}
		for _, from := range t.From {
			if from != "" {
				row.From = append(row.From, stateName(v.Words, from))
			}
		}
		switch {
		case t.To != "":
			row.To = join(stateName(v.Words, t.To), holdName(v.Words, t.Hold))
		case t.Kind == clearance.Decided || t.Kind == clearance.Payment:
			row.To = v.T("states.computed")
		default:
			row.To = v.T("states.stays")
		}
		for _, role := range t.Roles {
			row.Roles = append(row.Roles, v.Or("role."+string(role), string(role)))
		}
		v.Rows = append(v.Rows, row)
	}
	s.page(w, r, http.StatusOK, "states", v)
}
