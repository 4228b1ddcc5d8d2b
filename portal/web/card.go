package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
	"greenlane/item/s10"
	"greenlane/portal/auth"
)

// CardView is everything that an officer sees about one item.
type CardView struct {
	Frame
	Row        RowView
	Version    int64
	Decision   string
	Status     string
	Firm       bool
	Outcome    string
	Regime     string
	Notes      []string
	Reasons    []ReasonView
	Lines      []CardLine
	Charges    []ChargeView // of the item as a whole
	Total      string
	Paid       string
	Due        string
	Currency   string
	Quality    int
	Findings   []Finding
	Risk       RiskView
	Parties    []PartyView
	Facts      []Fact
	History    []EntryView
	Raw        string
	Rulebook   string
	Decided    When
	Assessed   bool // the stored assessment could be read
	Undeclared bool // only an announcement came so far
	Actions    []ActionView
	First      string // who approved a red item first
	FirstMe    bool
	TwoEyes    bool
	Phrase     string // for the notice
	Unread     string // why the stored declaration cannot be shown
	Selected   bool   // the person may know why an item was selected
}

// ReasonView is one ground of the decision.
type ReasonView struct {
	Code, Where string
	Said
	Weight int
	Lane   LaneView
	Secret bool
}

// CardLine is one content piece.
type CardLine struct {
	Number                                  int
	Description, Revised, Quantity, Weight  string
	Value, Origin, Customs                  string
	DeclaredHS, DeclaredLabel, HS, HSSource string
	Label                                   string
	Differs                                 bool
	Candidates                              []CandidateView
	Charges                                 []ChargeView
}

// RiskView is why the item was selected.
type RiskView struct {
	P          string
	Score      int
	SelectedBy string
	Rules      []string
	Draw       string
	Top        []assess.Effect
}

// PartyView is a sender or recipient.
type PartyView struct {
	Role  string
	Lines []string
}

// Fact is one label with its value.
type Fact struct{ Label, Value string }

// EntryView is one row of the journal.
type EntryView struct {
	Seq                            int64
	Kind, Actor, Reason, Ref, Note string
	When                           When
	Late                           bool
}

// ActionView is one form of the action panel.
type ActionView struct {
	Kind, Label, Help string
	Open, Grave       bool
	Reason            string // as typed, after an error
	Error             string
	Findings          []Option
	Finding           string
	Amount            string
	Currency          string
}

func (s *Site) card(w http.ResponseWriter, r *http.Request) {
	row, err := s.Record.Find(r.Context(), s10.Canonical(r.PathValue("id")))
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.showCard(w, r, row, http.StatusOK, nil)
}

// act carries out one action and shows the card again; after an error nothing typed is lost.
func (s *Site) act(w http.ResponseWriter, r *http.Request) {
	id := s10.Canonical(r.PathValue("id"))
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.broken(w, r, fault.New("input.too_large", "", strconv.Itoa(maxForm)+" bytes"))
		return
	}
	action := casework.Action{Kind: clearance.Kind(r.PostForm.Get("kind")), Reason: r.PostForm.Get("reason"), Finding: r.PostForm.Get("finding"), Ref: r.PostForm.Get("ref")}
	action.Version, _ = strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	var err error
	if text := r.PostForm.Get("amount"); text != "" {
		var n money.Decimal
		if n, err = money.Parse(text); err != nil {
			err = item.NumberFault(err, "money.syntax", "/amount", text)
		}
		action.Amount = money.New(n, r.PostForm.Get("currency"))
	}
	var after *clearance.Row
	if err == nil {
		after, err = s.Casework.Do(r.Context(), id, *s.Gate.User(r), action)
	}
	if err != nil {
		s.actFailed(w, r, id, err)
		return
	}
	key := "done." + string(action.Kind)
	switch {
	case action.Kind == clearance.ReleasedE && after.State == clearance.Assessed:
		key = "done.unpaid"
	case action.Kind == clearance.ReleasedE && after.State != clearance.Released:
		key = "done.first"
	}
	s.flash(w, key)
	http.Redirect(w, r, "/officer/items/"+url.PathEscape(after.ID), http.StatusSeeOther)
}

func (s *Site) actFailed(w http.ResponseWriter, r *http.Request, id string, err error) {
	f, ok := fault.As(err)
	if !ok || f.Kind == fault.NotFound {
		s.broken(w, r, err)
		return
	}
	row, findErr := s.Record.Find(r.Context(), id)
	if findErr != nil {
		s.broken(w, r, findErr)
		return
	}
	s.showCard(w, r, row, statusOf(f), f)
}

func (s *Site) showCard(w http.ResponseWriter, r *http.Request, row *clearance.Row, status int, f *fault.Fault) {
	entries, err := s.Record.Entries(r.Context(), row.Key)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	v := &CardView{Frame: s.frame(w, r, "card.title"), Version: row.Version, First: row.First}
	v.Selected, row = auth.May(v.User, auth.Selection), asSeen(row, v.User)
	v.Title, v.Wide = row.ID, true
	v.Row = s.rowView(v.Words, row)
	v.Decision, v.Status = v.Or("decision."+string(row.Decision), string(row.Decision)), v.Or("status."+string(row.Status), string(row.Status))
	v.Firm = row.Status == assess.Final
	v.Paid, v.Currency = known(row.Paid), row.Due.Currency
	v.Due, v.Total = known(row.Outstanding()), known(row.Due)
	v.Rulebook, v.Decided = row.Rulebook, when(row.DecidedAt, s.zoneOf(row))
	v.Phrase = clearance.Secret(s.Key, row.Key)
	it, a, raw, err := latest(row, entries)
	if err != nil {
		v.Unread = err.Error()
	}
	if !v.Selected && a != nil {
		a = a.Public()
	}
	v.declared(it)
	if v.Raw = indented(raw); !auth.May(v.User, auth.People) {
		v.Raw, v.Parties = "", nil
	}
	v.assessed(it, a)
	v.history(entries, s, row)
	v.FirstMe = row.First == v.User.Name
	v.TwoEyes = row.Lane == assess.Red && row.State.Rank() < clearance.Released.Rank()
	v.actions(row, r, f)
	if f != nil {
		v.Problems = []Problem{{Href: "#actions", Text: v.Or("fault."+f.Code, titled(f.Text)), Fix: v.Or("fix."+f.Code, titled(f.Fix))}}
	}
	s.page(w, r, status, "card", v)
}

func known(a money.Amount) string {
	if !a.Known() {
		return ""
	}
	return a.String()
}

func indented(raw []byte) string {
	var buf bytes.Buffer
	if json.Indent(&buf, raw, "", "  ") != nil {
		return string(raw)
	}
	return buf.String()
}

func (v *CardView) declared(it *item.Item) {
	if it == nil {
		return
	}
	d := &it.Declaration
	for _, p := range []struct {
		role  string
		party *item.Party
	}{{"sender", &d.Sender}, {"recipient", &d.Recipient}} {
		pv := PartyView{Role: v.T("party." + p.role)}
		add := func(text string) {
			if text != "" {
				pv.Lines = append(pv.Lines, visible(text))
			}
		}
		add(p.party.Name)
		add(p.party.Company)
		for _, l := range p.party.Address {
			add(l)
		}
		add(join(p.party.Postcode, p.party.City, p.party.State))
		add(countryName(v.Lang, p.party.Country))
		add(p.party.Telephone)
		add(p.party.Email)
		add(p.party.Reference)
		if len(pv.Lines) > 0 {
			v.Parties = append(v.Parties, pv)
		}
	}
	fact := func(key, value string) {
		if value != "" {
			v.Facts = append(v.Facts, Fact{v.T(key), value})
		}
	}
	fact("field.nature", v.Or("nature."+d.Nature, d.Nature))
	fact("card.class", v.Or("class."+it.Class, it.Class))
	if d.GrossWeight.Known() {
		fact("field.gross_weight", d.GrossWeight.Decimal.String()+" kg")
	}
	fact("field.postage", known(d.Postage))
	fact("field.vendor", d.Vendor)
	fact("card.prepaid", known(d.Prepaid))
	fact("card.receptacle", it.Receptacle)
	fact("card.posted", string(it.Posted))
	fact("card.source", join(it.Source.Format, it.Source.Partner, it.Source.Message))
	for _, doc := range d.Documents {
		fact("card.document", join(doc.Type, doc.Number, doc.Name))
	}
}

func join(parts ...string) string {
	out := ""
	for _, p := range parts {
		if p != "" && out != "" {
			out += " "
		}
		out += p
	}
	return out
}

func (v *CardView) assessed(it *item.Item, a *assess.Assessment) {
	if it != nil {
		v.Undeclared = len(it.Declaration.Lines) == 0
		for i := range it.Declaration.Lines {
			v.Lines = append(v.Lines, cardLine(v.Words, &it.Declaration.Lines[i], i))
		}
	}
	if a == nil {
		return
	}
	v.Assessed = v.Unread == ""
	v.Outcome, v.Regime, v.Notes = a.Outcome, a.Regime, a.Notes
	for _, reason := range a.Reasons {
		f := found(v.Words, reason.Code, reason.Field, reason.Text, reason.Fix)
		if f.Text == "" {
			f.Where, f.Text = "", f.Where
		}
		v.Reasons = append(v.Reasons, ReasonView{Code: f.Code, Where: f.Where, Said: f.Said,
			Weight: reason.Weight, Lane: laneView(v.Words, reason.Lane), Secret: reason.Secret})
	}
	for i := range min(len(a.Lines), len(v.Lines)) {
		v.Lines[i].judge(v.Words, &a.Lines[i])
	}
	for _, reason := range a.Reasons {
		for i := range v.Lines {
			if reason.Code == "hs.mismatch" && strings.HasPrefix(fieldOf(reason.Field), lineField(i, "")) {
				v.Lines[i].Differs = true
			}
		}
	}
	v.Charges = chargeViews(v.Words, a.Charges)
	v.Quality = a.Quality.Score
	for i := range a.Quality.Findings {
		v.Findings = append(v.Findings, qualityFinding(v.Words, &a.Quality.Findings[i]))
	}
	v.Risk = RiskView{Score: a.Risk.Score, SelectedBy: v.Or("selected."+a.Risk.SelectedBy, a.Risk.SelectedBy), Rules: a.Risk.Rules, Draw: a.Risk.Draw, Top: a.Risk.Top}
	if a.Risk.P > 0 {
		v.Risk.P = strconv.FormatFloat(a.Risk.P*100, 'f', 1, 64) + " %"
	}
}

func cardLine(w *Words, l *item.Line, i int) CardLine {
	c := CardLine{Number: i + 1, Description: visible(l.Description), Revised: visible(l.RevisedDescription), Value: known(l.Value), DeclaredHS: l.HS, DeclaredLabel: hsLabel(l.HS)}
	if l.Origin != "" {
		c.Origin = countryName(w.Lang, l.Origin) + " (" + l.Origin + ")"
	}
	if l.Quantity > 0 {
		c.Quantity = strconv.FormatInt(l.Quantity, 10)
	}
	if l.NetWeight.Known() {
		c.Weight = l.NetWeight.Decimal.String() + " kg"
	}
	return c
}

func (c *CardLine) judge(w *Words, a *assess.Line) {
	c.HS, c.Label, c.HSSource = a.HS, hsLabel(a.HS), w.Or("hs_source."+a.HSSource, a.HSSource)
	c.Customs = shown(a.CustomsValue)
	c.Charges = chargeViews(w, a.LineResult.Charges)
	for _, k := range a.Candidates {
		c.Candidates = append(c.Candidates, candidateView(k, a.HS))
	}
}

func (v *CardView) history(entries []clearance.Entry, s *Site, row *clearance.Row) {
	zone := s.zoneOf(row)
	for i := len(entries) - 1; i >= 0; i-- {
		e := &entries[i]
		h := EntryView{Seq: e.Seq, Kind: v.Or("event."+string(e.Event.Kind), string(e.Event.Kind)), Actor: e.Event.Actor, Reason: e.Event.Reason,
			When: when(e.Event.At, zone), Late: e.Late}
		switch {
		case e.Event.Finding != "":
			h.Note = v.Or("finding."+e.Event.Finding, e.Event.Finding)
		case e.Event.Amount.Known():
			h.Note = e.Event.Amount.String()
		case e.Event.Facts != nil:
			h.Note = join(v.Or("decision."+string(e.Event.Facts.Decision), string(e.Event.Facts.Decision)), "·", laneView(v.Words, laneFor(e.Event.Facts.Lane, v.User)).Name)
		default:
			h.Ref = e.Event.Ref
		}
		v.History = append(v.History, h)
	}
}

// graveKinds take the item or the goods away; their buttons look the part.
var graveKinds = map[clearance.Kind]bool{clearance.RefusedE: true, clearance.SeizedE: true, clearance.DestroyE: true, clearance.AbandonE: true, clearance.ReturnedE: true}

func (v *CardView) actions(row *clearance.Row, r *http.Request, f *fault.Fault) {
	tried := ""
	if f != nil {
		tried = r.PostForm.Get("kind")
	}
	for _, t := range casework.Offered(row, *v.User) {
		a := ActionView{Kind: string(t.Kind), Label: v.Or("verb."+string(t.Kind), t.Verb), Grave: graveKinds[t.Kind]}
		switch {
		case t.Kind == clearance.ReleasedE && row.Lane == assess.Red && row.First == "":
			a.Label, a.Help = v.T("verb.approved"), v.T("card.two.first")
		case t.Kind == clearance.ReleasedE && row.Lane == assess.Red:
			a.Help = v.T("card.two.second", row.First)
		case t.Kind == clearance.ReleasedE && row.PayFirst && row.Outstanding().Sign() > 0:
			a.Help = v.T("card.payfirst", row.Outstanding().String())
		}
		if t.Kind == clearance.Result {
			for _, code := range casework.Findings() {
				a.Findings = append(a.Findings, Option{code, v.Or("finding."+code, code), f != nil && r.PostForm.Get("finding") == code})
			}
		}
		if t.Kind == clearance.Payment {
			a.Amount, a.Currency = row.Outstanding().Decimal.String(), row.Due.Currency
		}
		if tried == a.Kind {
			a.Open, a.Reason, a.Error = true, r.PostForm.Get("reason"), v.Or("fault."+f.Code, titled(f.Text))
			if t.Kind == clearance.Payment {
				a.Amount = r.PostForm.Get("amount")
			}
		}
		v.Actions = append(v.Actions, a)
	}
	if tried == "" && len(v.Actions) > 0 {
		first := 0
		for i, a := range v.Actions {
			if a.Kind == string(clearance.ReleasedE) {
				first = i
			}
		}
		v.Actions[0], v.Actions[first] = v.Actions[first], v.Actions[0]
		v.Actions[0].Open = true
	}
}
