package web

import (
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/s10"
)

// TrackFormView asks for the identifier and the phrase of a notice.
type TrackFormView struct {
	Frame
	ID     string
	Phrase string
	Error  string
}

// TrackView is the public status page: nothing here names a person.
type TrackView struct {
	Frame
	ID         string
	Version    int64 // of the row, to ask whether something changed
	Heading    string
	Next       string
	Who        string
	Deadline   When
	Since      When
	Tone       string // calm, wait, act, end
	Steps      []TrackStep
	Lines      []TrackLine
	Charges    []ChargeView
	Total      string
	Paid       string
	Due        string
	NothingDue bool
	Reasons    []Finding
	Notes      []string
	Firm       bool
	Countries  string
	Unread     bool
}

// TrackStep is one milestone of the road.
type TrackStep struct {
	Name          string
	Done, Current bool
	When          When
}

// TrackLine is what is owed for one content piece, and why.
type TrackLine struct {
	Description, HS, Label, Value string
	Charges                       []ChargeView
}

func (s *Site) trackForm(w http.ResponseWriter, r *http.Request) {
	v := &TrackFormView{Frame: s.frame(w, r, "track.title"), ID: r.URL.Query().Get("id")}
	s.page(w, r, http.StatusOK, "track", v)
}

// trackOpen checks the phrase and moves on to the page of the item, which then needs no
// phrase in its address.
func (s *Site) trackOpen(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	id, phrase := s10.Canonical(r.PostFormValue("id")), r.PostFormValue("secret")
	row, err := s.unlock(r, id, phrase)
	if err != nil {
		s.trackAgain(w, r, id, err)
		return
	}
	s.rememberPhrase(w, row.ID, phrase)
	http.Redirect(w, r, "/track/"+url.PathEscape(row.ID), http.StatusSeeOther)
}

func (s *Site) trackAgain(w http.ResponseWriter, r *http.Request, id string, err error) {
	f, ok := fault.As(err)
	if !ok {
		s.broken(w, r, err)
		return
	}
	v := &TrackFormView{Frame: s.frame(w, r, "track.title"), ID: id}
	v.Error = v.Or("fault."+f.Code, titled(f.Text))
	v.Title = v.T("error.prefix") + " " + v.Title
	v.Problems = []Problem{{Href: "#id", Text: v.Error, Fix: v.Or("fix."+f.Code, titled(f.Fix))}}
	s.page(w, r, statusOf(f), "track", v)
}

// unlock gives the item if the phrase belongs to it. An identifier that nobody lodged and a
// wrong phrase look the same from outside.
func (s *Site) unlock(r *http.Request, id, phrase string) (*clearance.Row, error) {
	if s.Limiter != nil && !s.Limiter.Allow("track:"+caller(r)) {
		return nil, fault.New("auth.too_many", "")
	}
	row, err := s.Record.Find(r.Context(), id)
	if fault.Is(err, "item.not_found") {
		clearance.SecretMatches(s.Key, clearance.Key{ID: id}, phrase)
		return nil, fault.New("auth.secret", "")
	}
	if err != nil {
		return nil, err
	}
	if !clearance.SecretMatches(s.Key, row.Key, phrase) {
		return nil, fault.New("auth.secret", "")
	}
	return row, nil
}

func caller(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

const phraseCookie = "notice"

func (s *Site) rememberPhrase(w http.ResponseWriter, id, phrase string) {
	http.SetCookie(w, &http.Cookie{Name: phraseCookie, Value: url.QueryEscape(id + ":" + phrase), Path: "/", MaxAge: 3600, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
}

// phraseOf finds the phrase in the address or, for the same item, in the cookie.
func phraseOf(r *http.Request, id string) string {
	if phrase := r.URL.Query().Get("secret"); phrase != "" {
		return phrase
	}
	if c, err := r.Cookie(phraseCookie); err == nil {
		if text, err := url.QueryUnescape(c.Value); err == nil {
			if phrase, ok := strings.CutPrefix(text, id+":"); ok {
				return phrase
			}
		}
	}
	return ""
}

func (s *Site) track(w http.ResponseWriter, r *http.Request) {
	id := s10.Canonical(r.PathValue("id"))
	phrase := phraseOf(r, id)
	if phrase == "" {
		http.Redirect(w, r, "/track?id="+url.QueryEscape(id), http.StatusSeeOther)
		return
	}
	row, err := s.unlock(r, id, phrase)
	if err != nil {
		s.trackAgain(w, r, id, err)
		return
	}
	if r.URL.Query().Get("secret") != "" {
		s.rememberPhrase(w, row.ID, phrase)
	}
	entries, err := s.Record.Entries(r.Context(), row.Key)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	v := &TrackView{Frame: s.frame(w, r, "track.title"), ID: row.ID, Version: row.Version}
	v.status(s, row)
	v.steps(s, row, entries)
	it, a, _, err := latest(row, entries)
	if err != nil {
		s.Log.Error("read stored decision", "item", row.ID, "error", err)
		v.Unread = true
	}
	v.owed(row, it, a)
	s.page(w, r, http.StatusOK, "status", v)
}

// trackNow tells an open status page to load again once the item is another than it shows.
func (s *Site) trackNow(w http.ResponseWriter, r *http.Request) {
	id := s10.Canonical(r.PathValue("id"))
	row, err := s.unlock(r, id, phraseOf(r, id))
	if err == nil && strconv.FormatInt(row.Version, 10) != r.URL.Query().Get("version") {
		w.Header().Set("HX-Refresh", "true")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// stage is the public name of where an item stands; several states look the same from
// outside.
func stage(r *clearance.Row) string {
	switch r.State {
	case clearance.Drafted, clearance.Lodged:
		return "prepared"
	case clearance.ClearedToLoad, clearance.Dispatched:
		return "travelling"
	case clearance.Arrived, clearance.Located, clearance.Presented, clearance.Examined:
		return "customs"
	case clearance.Held:
		if r.Hold == assess.ForDocuments || r.Hold == assess.ForPayment || r.Hold == assess.ForAgency {
			return "held." + string(r.Hold)
		}
		return "held.examination"
	case clearance.Assessed:
		return "held.payment"
	case clearance.Paid:
		return "released"
	}
	return string(r.State)
}

var stageTone = map[string]string{"referred": "act", "held.documents": "act", "held.payment": "act", "held.examination": "wait", "held.agency": "wait", "customs": "wait",
	"released": "good", "refused": "end", "returned": "end", "abandoned": "end", "seized": "end", "destroyed": "end"}

// stageWho says whose turn it is.
var stageWho = map[string]string{"prepared": "post", "travelling": "post", "customs": "customs", "referred": "sender", "held.documents": "recipient", "held.payment": "recipient",
	"held.examination": "customs", "held.agency": "agency", "released": "post", "refused": "post", "returned": "nobody", "abandoned": "customs", "seized": "customs", "destroyed": "nobody"}

func (v *TrackView) status(s *Site, row *clearance.Row) {
	at := stage(row)
	zone := s.zoneOf(row)
	v.Heading, v.Next, v.Who = v.T("stage."+at), v.T("stage."+at+".next"), v.T("who."+stageWho[at])
	if v.Tone = stageTone[at]; v.Tone == "" {
		v.Tone = "calm"
	}
	v.Title = v.ID + ": " + v.Heading
	v.Deadline, v.Since = when(row.Deadline, zone), when(row.UpdatedAt, zone)
	v.Countries = countryName(v.Lang, row.Origin) + " → " + countryName(v.Lang, row.Destination)
	v.Paid, v.Due, v.Total = known(row.Paid), known(row.Outstanding()), known(row.Due)
	v.NothingDue = row.Outstanding().Known() && row.Outstanding().Sign() <= 0
	v.Firm = row.Status == assess.Final
}

// steps is the road in milestones, with the time where the journal knows it. What nobody
// reported, such as the departure, is left out.
func (v *TrackView) steps(s *Site, row *clearance.Row, entries []clearance.Entry) {
	zone, rank := s.zoneOf(row), row.State.Rank()
	reached := map[clearance.Kind]When{}
	for i := range entries {
		if e := &entries[i]; !reached[e.Event.Kind].Set {
			reached[e.Event.Kind] = when(e.Event.At, zone)
		}
	}
	add := func(name string, done bool, at When) {
		v.Steps = append(v.Steps, TrackStep{Name: name, Done: done, When: at})
	}
	add(v.T("step.declared"), true, reached[clearance.Decided])
	if at := reached[clearance.Departed]; at.Set {
		add(v.T("step.sent"), true, at)
	}
	if at := reached[clearance.Arrival]; at.Set {
		add(v.T("step.arrived"), true, at)
	}
	add(v.T("step.customs"), rank >= clearance.Assessed.Rank(), When{})
	if row.PayFirst && row.Due.Known() && row.Due.Sign() > 0 {
		add(v.T("status.paid"), v.NothingDue, reached[clearance.Payment])
	}
	switch {
	case rank > clearance.Released.Rank():
		add(v.Heading, true, when(row.UpdatedAt, zone))
	default:
		add(v.T("step.released"), row.State == clearance.Released, reached[clearance.ReleasedE])
	}
	for i := range v.Steps {
		if !v.Steps[i].Done {
			v.Steps[i].Current = true
			break
		}
	}
}

func (v *TrackView) owed(row *clearance.Row, it *item.Item, a *assess.Assessment) {
	if v.Unread || it == nil || a == nil {
		for _, c := range row.Charges {
			v.Charges = append(v.Charges, ChargeView{Type: v.Or("charge."+c.Type, c.Type), Amount: c.Amount.String()})
		}
		return
	}
	for i := range min(len(it.Declaration.Lines), len(a.Lines)) {
		l := TrackLine{Description: visible(it.Declaration.Lines[i].Description), HS: a.Lines[i].HS, Label: hsLabel(a.Lines[i].HS), Value: shown(a.Lines[i].CustomsValue)}
		l.Charges = chargeViews(v.Words, a.Lines[i].LineResult.Charges)
		v.Lines = append(v.Lines, l)
	}
	v.Charges = chargeViews(v.Words, a.Charges)
	v.Notes = a.Notes
	if row.State.Rank() < clearance.Released.Rank() || row.State == clearance.Refused || row.State == clearance.Seized {
		v.Reasons = publicReasons(v.Words, a)
	}
}

// ReceiptView confirms that a declaration was lodged.
type ReceiptView struct {
	Frame
	ID, Phrase, Link string
	Lodged           When
	Route, Summary   string
	Lines            int
	Value, Due       string
	Reasons          []Finding // what customs will ask about
}

func (s *Site) receipt(w http.ResponseWriter, r *http.Request) {
	id := s10.Canonical(r.PathValue("id"))
	row, err := s.unlock(r, id, phraseOf(r, id))
	if err != nil {
		s.trackAgain(w, r, id, err)
		return
	}
	v := &ReceiptView{Frame: s.frame(w, r, "receipt.title"), ID: row.ID, Phrase: clearance.Secret(s.Key, row.Key), Lodged: when(row.LodgedAt, s.zoneOf(row)), Summary: visible(row.Summary), Lines: row.Lines}
	scheme := "http"
	if r.TLS != nil || s.Secure {
		scheme = "https"
	}
	v.Link = scheme + "://" + r.Host + "/track/" + url.PathEscape(row.ID) + "?secret=" + url.QueryEscape(v.Phrase)
	v.Route = countryName(v.Lang, row.Origin) + " → " + countryName(v.Lang, row.Destination)
	v.Value, v.Due = known(row.Value), known(row.Due)
	if entries, err := s.Record.Entries(r.Context(), row.Key); err != nil {
		s.Log.Error("receipt without reasons", "id", row.ID, "error", err)
	} else if _, a, _, err := latest(row, entries); err == nil && a != nil && row.State.Rank() < clearance.Released.Rank() {
		v.Reasons = publicReasons(v.Words, a)
	}
	s.page(w, r, http.StatusOK, "receipt", v)
}
