package web

import (
	"strings"
	"time"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/assess/duty"
	"greenlane/assess/pack"
	"greenlane/assess/quality"
	"greenlane/clearance"
	"greenlane/item"
	"greenlane/item/codes"
	"greenlane/item/hs"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

// laneSign is the shape that tells a lane beside its colour and its name.
func laneSign(lane string) string {
	switch assess.Lane(lane) {
	case assess.Red:
		return "■"
	case assess.Yellow:
		return "▲"
	case assess.Blue:
		return "◆"
	case assess.Green:
		return "●"
	}
	return "○"
}

// LaneView is a lane as a chip: sign, colour and word.
type LaneView struct{ Lane, Name, Sign string }

func laneView(w *Words, lane assess.Lane) LaneView {
	if lane == "" {
		return LaneView{"none", w.T("lane.none"), laneSign("")}
	}
	return LaneView{string(lane), w.Or("lane."+string(lane), string(lane)), laneSign(string(lane))}
}

func stateName(w *Words, s clearance.State) string { return w.Or("state."+string(s), string(s)) }

func holdName(w *Words, h assess.HoldReason) string {
	if h == "" {
		return ""
	}
	return w.Or("hold."+string(h), string(h))
}

// reasonName is the short name of a reason's code.
func reasonName(w *Words, code string) string {
	if w.Has("why." + code) {
		return w.T("why." + code)
	}
	if s, ok := w.reasons[code]; ok {
		return s.Text
	}
	switch family, rest, _ := strings.Cut(code, "."); family {
	case "rule":
		return w.T("why.rule", rest)
	case "quality":
		return w.T("why.quality")
	case "duty":
		return w.T("why.duty")
	}
	return code
}

// ChargeView is one charge with its arithmetic.
type ChargeView struct {
	Type, Name, Base, Rate, Amount, Source string
	Steps                                  []StepView
}

// shown is an amount as people read it: in the smallest unit of its currency, and with a
// sign where digits were left out. The trace keeps the exact figure.
func shown(a money.Amount) string {
	if !a.Known() {
		return ""
	}
	rounded := a.Decimal.Round(money.FromMinor(1, codes.MinorUnits(a.Currency)), money.HalfUp)
	if rounded.Cmp(a.Decimal) != 0 {
		return "≈ " + money.New(rounded, a.Currency).String()
	}
	return a.String()
}

// StepView is one step of arithmetic.
type StepView struct{ Text, Law, Value string }

func chargeViews(w *Words, charges []duty.Charge) []ChargeView {
	out := make([]ChargeView, 0, len(charges))
	for _, c := range charges {
		v := ChargeView{Type: w.Or("charge."+string(c.Type), string(c.Type)), Name: c.Name, Rate: c.Rate, Amount: c.Amount.String(), Source: c.Source}
		if c.Base.Known() {
			v.Base = shown(c.Base)
		}
		if !c.Amount.Known() {
			v.Amount = w.T("amount.unknown")
		}
		for _, s := range c.Trace {
			step := StepView{Text: s.Text, Law: s.Law}
			if s.Value.Known() {
				step.Value = s.Value.String()
			}
			v.Steps = append(v.Steps, step)
		}
		out = append(out, v)
	}
	return out
}

func hsLabel(code string) string {
	if len(code) > 6 {
		code = code[:6]
	}
	label, _ := hs.Label(code)
	return label
}

func candidateView(c classify.Candidate, current string) CandidateView {
	v := CandidateView{HS: c.HS, Label: c.Label, Why: strings.Join(c.Why, ", "), Percent: int(c.P*100 + 0.5), Chosen: c.HS == current}
	if v.Label == "" {
		v.Label = hsLabel(c.HS)
	}
	return v
}

// publicReasons are the grounds that sender and recipient may know.
func publicReasons(w *Words, a *assess.Assessment) []Finding {
	var out []Finding
	for _, reason := range a.Public().Reasons {
		out = append(out, found(w, reason.Code, reason.Field, reason.Text, reason.Fix))
	}
	return out
}

// qualityFinding is a remark about the declaration.
func qualityFinding(w *Words, f *quality.Finding) Finding {
	return found(w, f.Code, f.Field, f.Text, f.Fix)
}

// lacking says in the language of the page that a field is missing.
func (f *Finding) lacking(w *Words) {
	if f.Code == "quality.missing" && f.Where != "" {
		f.Where, f.Said = w.T("fault.field.missing", f.Where), Said{}
	}
}

// whereOf says in words which field a JSON Pointer is about: "Line 1: description".
func whereOf(w *Words, pointer string) string {
	if pointer == "" {
		return ""
	}
	name := fieldOf(pointer)
	label := w.Or(labelKey(name), name)
	parts := strings.Split(name, ".")
	switch {
	case parts[0] == "lines" && len(parts) > 1:
		n := 0
		for _, c := range parts[1] {
			if c < '0' || c > '9' {
				return label
			}
			n = n*10 + int(c-'0')
		}
		return w.T("where.line", n+1, label)
	case parts[0] == "sender", parts[0] == "recipient":
		return w.T("where."+parts[0], label)
	}
	return label
}

// latest finds the declaration and the assessment that hold now, and what they say. With an
// error comes what could be read before it.
func latest(row *clearance.Row, entries []clearance.Entry) (it *item.Item, a *assess.Assessment, raw []byte, err error) {
	var entry *clearance.Entry
	for i := range entries {
		e := &entries[i]
		if e.Event.Kind != clearance.Decided || e.Item == nil {
			continue
		}
		if entry == nil || !e.Late {
			entry = e
		}
		if e.Seq == row.LodgedSeq {
			break
		}
	}
	if entry == nil {
		return nil, nil, nil, nil
	}
	if it, err = item.ReadJSON(jsontext.NewReader(entry.Item)); err != nil {
		return nil, nil, entry.Item, err
	}
	if len(entry.Assessment) > 0 {
		a, _, err = assess.ReadJSON(jsontext.NewReader(entry.Assessment))
	}
	return it, a, entry.Item, err
}

// zoneOf is the time zone of the territory that judges the item.
func (s *Site) zoneOf(row *clearance.Row) *time.Location {
	if p, ok := s.packOf(row); ok && p.TimeZone != "" {
		if zone, err := time.LoadLocation(p.TimeZone); err == nil {
			return zone
		}
	}
	return s.Zone
}

func (s *Site) packOf(row *clearance.Row) (*pack.Pack, bool) {
	if row.Pack == "" {
		return nil, false
	}
	return s.Rulebook().Pack(row.Pack)
}

// When is a moment in local time, with UTC beside it.
type When struct {
	Local, Zone, UTC, ISO, Day string
	Set                        bool
}

func when(t time.Time, zone *time.Location) When {
	if t.IsZero() {
		return When{}
	}
	local := t.In(zone)
	name := local.Format("MST")
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") { // a zone without a name of its own
		name = "UTC" + name
	}
	return When{Local: local.Format("2006-01-02 15:04"), Zone: name, UTC: t.UTC().Format("2006-01-02 15:04"), ISO: t.UTC().Format(time.RFC3339), Day: local.Format("2006-01-02"), Set: true}
}

// ago tells a span in the largest unit that fits: "3 min", "2 h", "5 d".
func ago(w *Words, d time.Duration) string {
	if d < 0 {
		d = -d
	}
	switch {
	case d < time.Minute:
		return w.T("span.s", int(d.Seconds()))
	case d < time.Hour:
		return w.T("span.min", int(d.Minutes()))
	case d < 48*time.Hour:
		return w.T("span.h", int(d.Hours()))
	}
	return w.T("span.d", int(d.Hours()/24))
}
