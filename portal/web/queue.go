package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/item/s10"
)

const pageSize = 25

// QueueView is the officers' list of items.
type QueueView struct {
	Frame
	Strip    []Tile
	Total    int64
	Rows     []RowView
	Search   string
	Lanes    []Option
	States   []Option
	Holds    []Option
	Orders   []Option
	Self     string // address of this list
	Part     string // address of the part that is refreshed; "" while refreshing is paused
	Pause    string // address of the same list with refreshing switched
	Paused   bool
	Next     string
	First    string // address of the first page; "" on the first page
	Filtered bool
	At       When
}

// Tile is one count with a link to its items.
type Tile struct {
	Href, Name, Sign, Lane string
	Count                  int64
	Current                bool
}

// RowView is one item in a list.
type RowView struct {
	Href, ID            string
	Lane                LaneView
	State, Hold         string
	Final               bool
	Summary, Route      string
	Lines               int
	Due, Value          string
	Score               int
	Deadline            When
	DeadlineIn          string
	Late                bool
	Updated             When
	UpdatedAgo, Reason  string
	Second              bool // waits for a second person
	Class, Flow, Status string
}

func (s *Site) queue(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if id := s10.Canonical(q.Get("q")); len(id) == 13 {
		if row, err := s.Record.Find(r.Context(), id); err == nil && q.Get("go") != "" {
			http.Redirect(w, r, "/officer/items/"+url.PathEscape(row.ID), http.StatusSeeOther)
			return
		}
	}
	v, err := s.queueView(w, r)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.page(w, r, http.StatusOK, "queue", v)
}

func (s *Site) queueRows(w http.ResponseWriter, r *http.Request) {
	v, err := s.queueView(w, r)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.part(w, r, http.StatusOK, "queue", "rows", v)
}

// nextItem leads to the most urgent item that the person can decide now; after names the one
// just seen.
func (s *Site) nextItem(w http.ResponseWriter, r *http.Request) {
	const most = 8 // pages looked through; who has more before him should filter
	seen, cursor := s10.Canonical(r.URL.Query().Get("after")), ""
	for range most {
		rows, next, err := s.Record.List(r.Context(), clearance.Filter{Order: clearance.Urgent, States: decidable}, cursor, 100)
		if err != nil {
			s.broken(w, r, err)
			return
		}
		for i := range rows {
			if rows[i].ID != seen && waitsFor(&rows[i], s.Gate.User(r)) {
				http.Redirect(w, r, "/officer/items/"+url.PathEscape(rows[i].ID), http.StatusSeeOther)
				return
			}
		}
		if cursor = next; next == "" {
			break
		}
	}
	s.flash(w, "done.nothing")
	http.Redirect(w, r, "/officer", http.StatusSeeOther)
}

// decidable are the states in which an item waits for customs and for nobody else.
var decidable = []clearance.State{clearance.Arrived, clearance.Held, clearance.Located, clearance.Presented, clearance.Examined}

// waitsFor says whether this person can bring the item on by releasing or approving it.
func waitsFor(row *clearance.Row, u *clearance.User) bool {
	if row.Hold == assess.ForPayment || row.First == u.Name {
		return false
	}
	for _, t := range casework.Offered(row, *u) {
		if t.Kind == clearance.ReleasedE || t.Kind == clearance.FirstYes {
			return true
		}
	}
	return false
}

func (s *Site) queueView(w http.ResponseWriter, r *http.Request) (*QueueView, error) {
	q := r.URL.Query()
	v := &QueueView{Frame: s.frame(w, r, "queue.title"), Search: strings.TrimSpace(q.Get("q")), Paused: q.Get("live") == "off"}
	v.Wide = true
	filter := clearance.Filter{Search: s10.Canonical(v.Search), Hold: assess.HoldReason(q.Get("hold")), Order: clearance.Order(q.Get("order"))}
	switch filter.Order {
	case clearance.Urgent, clearance.Deadline:
	default:
		filter.Order = clearance.Newest
		if q.Get("order") == "" && v.Search == "" {
			filter.Order = clearance.Urgent
		}
	}
	if lane := q.Get("lane"); lane != "" {
		filter.Lanes = lanesFor(assess.Lane(lane), v.User)
	}
	if state := q.Get("state"); state != "" && state != "open" {
		filter.States = []clearance.State{clearance.State(state)}
	} else if state == "open" || v.Search == "" && q.Get("lane") == "" && filter.Hold == "" {
		filter.States = openStates()
	}
	rows, next, err := s.Record.List(r.Context(), filter, q.Get("cursor"), pageSize)
	if err != nil {
		return nil, err
	}
	counts, err := s.Record.Counts(r.Context())
	if err != nil {
		return nil, err
	}
	v.At, v.Total = when(s.Now(), s.Zone), counts.Total
	for i := range rows {
		v.Rows = append(v.Rows, s.rowView(v.Words, asSeen(&rows[i], v.User)))
	}
	v.Filtered = v.Search != "" || len(filter.Lanes) > 0 || q.Get("state") != "" || filter.Hold != ""
	v.addresses(q, next)
	v.options(q)
	v.strip(q, counts)
	return v, nil
}

// openStates are those in which somebody still has to do something.
func openStates() (open []clearance.State) {
	for _, st := range clearance.States() {
		if st.Rank() < clearance.Released.Rank() && st != clearance.Drafted {
			open = append(open, st)
		}
	}
	return open
}

func (v *QueueView) addresses(q url.Values, next string) {
	address := func(path string, change ...string) string {
		out := url.Values{}
		for _, k := range []string{"q", "lane", "state", "hold", "order", "cursor", "live"} {
			if q.Get(k) != "" {
				out.Set(k, q.Get(k))
			}
		}
		for i := 0; i+1 < len(change); i += 2 {
			out.Del(change[i])
			if change[i+1] != "" {
				out.Set(change[i], change[i+1])
			}
		}
		if len(out) == 0 {
			return path
		}
		return path + "?" + out.Encode()
	}
	v.Self = address("/officer")
	if v.Paused {
		v.Pause = address("/officer", "live", "")
	} else {
		v.Pause, v.Part = address("/officer", "live", "off"), address("/officer/rows")
	}
	if next != "" {
		v.Next = address("/officer", "cursor", next)
	}
	if q.Get("cursor") != "" {
		v.First = address("/officer", "cursor", "")
	}
}

func (v *QueueView) options(q url.Values) {
	pick := func(name, value, text string) Option { return Option{value, text, q.Get(name) == value} }
	v.Lanes = []Option{pick("lane", "", v.T("queue.any"))}
	for _, l := range []assess.Lane{assess.Red, assess.Yellow, assess.Blue, assess.Green} {
		v.Lanes = append(v.Lanes, pick("lane", string(l), v.T("lane."+string(l))))
	}
	v.States = []Option{pick("state", "", v.T("queue.any")), pick("state", "open", v.T("queue.open"))}
	for _, st := range clearance.States() {
		v.States = append(v.States, pick("state", string(st), stateName(v.Words, st)))
	}
	v.Holds = []Option{pick("hold", "", v.T("queue.any"))}
	for _, h := range []assess.HoldReason{assess.ForDocuments, assess.ForExamination, assess.ForPayment, assess.ForAgency} {
		v.Holds = append(v.Holds, pick("hold", string(h), holdName(v.Words, h)))
	}
	for _, o := range []string{"urgent", "deadline", "newest"} {
		v.Orders = append(v.Orders, Option{o, v.T("queue.order." + o), q.Get("order") == o})
	}
}

func (v *QueueView) strip(q url.Values, c clearance.Counts) {
	for _, l := range []assess.Lane{assess.Red, assess.Yellow, assess.Blue, assess.Green} {
		v.Strip = append(v.Strip, Tile{Href: "/officer?lane=" + string(l), Name: v.T("lane." + string(l)), Sign: laneSign(string(l)), Lane: string(l), Count: c.Lanes[l], Current: q.Get("lane") == string(l)})
	}
	for _, st := range []clearance.State{clearance.Referred, clearance.Held, clearance.Presented, clearance.Examined, clearance.Assessed, clearance.Released} {
		v.Strip = append(v.Strip, Tile{Href: "/officer?state=" + string(st), Name: stateName(v.Words, st), Lane: "state", Count: c.States[st], Current: q.Get("state") == string(st)})
	}
}

func (s *Site) rowView(w *Words, r *clearance.Row) RowView {
	zone, now := s.zoneOf(r), s.Now()
	v := RowView{
		Href: "/officer/items/" + url.PathEscape(r.ID), ID: r.ID, Lane: laneView(w, r.Lane), State: stateName(w, r.State), Hold: holdName(w, r.Hold),
		Final: r.State.Rank() >= clearance.Released.Rank(), Summary: visible(r.Summary), Route: r.Origin + " → " + r.Destination, Lines: r.Lines,
		Score: r.Score, Deadline: when(r.Deadline, zone), Updated: when(r.UpdatedAt, zone), Reason: reasonName(w, r.Reason),
		Second: r.First != "" && r.State != clearance.Released, Class: r.Class, Flow: string(r.Flow), Status: string(r.Status),
	}
	if due := r.Outstanding(); due.Known() && due.Sign() > 0 {
		v.Due = due.String()
	}
	if r.Value.Known() {
		v.Value = r.Value.String()
	}
	if !r.UpdatedAt.IsZero() {
		v.UpdatedAgo = ago(w, now.Sub(r.UpdatedAt).Round(time.Second))
	}
	if !r.Deadline.IsZero() {
		left := r.Deadline.Sub(now)
		v.Late = left < 0
		v.DeadlineIn = ago(w, left)
	}
	return v
}
