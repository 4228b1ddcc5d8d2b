package assess

import (
	"slices"
	"strings"
	"time"

	"greenlane/assess/classify"
	"greenlane/assess/duty"
	"greenlane/assess/risk"
	"greenlane/assess/screening"
	"greenlane/item"
	"greenlane/item/codes"
	"greenlane/item/hs"
	"greenlane/item/money"
)

// Inputs are what a judgement needs besides item and rulebook.
type Inputs struct {
	At   time.Time // moment of the decision; its civil date in the pack's zone picks law and rates
	Pack string    // "" judges by the destination
}

// run carries one judgement from question to question.
type run struct {
	book  *book
	whole *Rulebook
	item  *item.Item
	in    Inputs
	day   item.Date
	a     *Assessment

	codes   []string // per line: the code that duty is computed on
	sources []string
	facts   risk.Facts
}

// Assess judges one item. It never fails: what is wrong with the item is among the reasons
// and findings. Where no pack fits, Pack is empty and the item is held.
func (b *Rulebook) Assess(it *item.Item, in Inputs) *Assessment {
	id := in.Pack
	if id == "" {
		id, _ = b.PackFor(it)
	}
	a := &Assessment{Item: it.ID, Rulebook: b.hash, At: in.At, Risk: Risk{SelectedBy: "none"}}
	k, ok := b.books[id]
	if !ok {
		a.Decision, a.Lane, a.Hold, a.Status, a.Quality.Score = Hold, Yellow, ForDocuments, NeedsInput, 100
		a.Reasons = []Reason{{Code: "pack.none", Field: "/destination", Text: "no loaded country pack covers the destination " + it.Destination,
			Fix: "name the pack, or load the pack of the country", Weight: 100, Lane: Yellow}}
		return a
	}
	a.Pack = id
	r := &run{book: k, whole: b, item: b.directed(it, id), in: in, day: k.pack.Day(in.At), a: a}
	r.quality()
	r.place()
	r.classify()
	r.screen()
	r.duty()
	r.rules()
	r.draw()
	r.conclude()
	return a
}

// directed gives the item with the direction that it has for the pack, whatever was
// declared: what goes to a country whose law the pack is comes in. Only of other items does
// the declaration say that they leave.
func (b *Rulebook) directed(it *item.Item, id string) *item.Item {
	if it.Flow == "" || it.Flow == item.Inbound || it.Flow == item.Outbound && it.Destination != "" && b.home[it.Destination] != id {
		return it
	}
	own := *it
	own.Flow = item.Inbound
	return &own
}

// place asks under whose law the item falls where destination and recipient tell otherwise:
// nobody chooses a law by naming another destination.
func (r *run) place() {
	country := r.item.Declaration.Recipient.Country
	if other, known := r.whole.home[country]; r.in.Pack == "" && known && other != r.a.Pack {
		r.reason(Reason{Code: "destination.unclear", Field: "/destination", Text: "the item goes to " + r.item.Destination + ", but its recipient lives in " + country,
			Fix: "correct the destination or the recipient's country", Weight: 50, Lane: Yellow})
	}
}

// lineField gives the pointer of a member of a line.
func lineField(i int, member string) string {
	return item.Pointer("/declaration/lines", i, member)
}

func (r *run) reason(x Reason) { r.a.Reasons = append(r.a.Reasons, x) }

// classify checks declared codes against descriptions and proposes codes where none was
// declared.
func (r *run) classify() {
	lines := r.item.Declaration.Lines
	r.a.Lines = make([]Line, len(lines))
	r.codes, r.sources = make([]string, len(lines)), make([]string, len(lines))
	r.facts.Read(r.item)
	index := r.whole.parts.Classifier
	for i := range lines {
		l, out, fact := &lines[i], &r.a.Lines[i], &r.facts.Lines[i]
		declared, source := l.HS, "declared"
		if l.RevisedHS != "" {
			declared, source = l.RevisedHS, "officer"
		}
		text := l.Description
		if l.RevisedDescription != "" {
			text = l.RevisedDescription
		}
		candidates, agreement := index.Weigh(text, declared, 5)
		out.Candidates = candidates
		if len(candidates) > 0 {
			fact.ProposedHS = candidates[0].HS
		}
		if declared != "" {
			r.declaredCode(i, declared, source, candidates, agreement)
		} else if len(candidates) > 0 && r.book.pack.Settings.ProposeHS {
			out.HS, out.HSSource = candidates[0].HS, "proposed"
		}
		r.codes[i], r.sources[i] = out.HS, out.HSSource
		fact.HS = declared
	}
}

func (r *run) declaredCode(i int, declared, source string, candidates []classify.Candidate, agreement classify.Agreement) {
	out, fact := &r.a.Lines[i], &r.facts.Lines[i]
	if !hs.Valid(declared) {
		r.reason(Reason{Code: "hs.unknown", Field: lineField(i, "hs"), Text: "the declared code " + declared + " is not in HS " + hs.Edition,
			Fix: "look the code up again; the proposals beside the line may help", Weight: 45, Lane: Yellow})
		fact.Agreement = "unknown"
		return
	}
	out.HS, out.HSSource = declared, source
	fact.Agreement = string(agreement)
	if agreement == classify.Mismatch && r.book.pack.Settings.HoldMismatch {
		label, _ := hs.Label(declared[:6])
		r.reason(Reason{Code: "hs.mismatch", Field: lineField(i, "hs"),
			Text: "the declared code " + declared + " stands for “" + label + "”, but the description reads like " + candidates[0].HS + " “" + candidates[0].Label + "”",
			Fix:  "correct the code or describe the goods better", Weight: 50, Lane: Yellow})
	}
}

// screen compares parties with the list and goods with the restrictions of the pack.
func (r *run) screen() {
	d := &r.item.Declaration
	for _, p := range [...]struct {
		party *item.Party
		field string
	}{{&d.Sender, "/declaration/sender/name"}, {&d.Recipient, "/declaration/recipient/name"}} {
		for _, hit := range r.whole.parts.Screening.Match(p.party) {
			r.reason(Reason{Code: "screening.party", Field: p.field, Text: partyText(&hit), Weight: 90, Lane: Red, Secret: true})
			r.a.Risk.SelectedBy = "screening"
		}
	}
	for i := range d.Lines {
		l, c := &d.Lines[i], r.content(i)
		declared := r.book.goods.Match(c, r.flow(), r.day)
		for _, hit := range declared {
			r.goods(i, hit)
		}
		if l.RevisedDescription == "" && l.RevisedHS == "" {
			continue
		}
		c.Description, c.HS = l.RevisedDescription, l.RevisedHS // a revision adds to what was declared and hides none of it
		for _, hit := range r.book.goods.Match(c, r.flow(), r.day) {
			if !slices.ContainsFunc(declared, func(x screening.GoodsHit) bool { return x.Restriction == hit.Restriction }) {
				r.goods(i, hit)
			}
		}
	}
}

// content is what restrictions look at; a proposed code only where the classifier is sure.
func (r *run) content(i int) screening.Content {
	l, out := &r.item.Declaration.Lines[i], &r.a.Lines[i]
	c := screening.Content{Description: l.Description, HS: l.HS, Origin: l.Origin}
	if l.HS == "" && classify.Confident(out.Candidates) {
		c.ProposedHS = out.Candidates[0].HS
	}
	return c
}

// partyText says whom a party resembles, and how closely.
func partyText(hit *screening.Hit) string {
	e := hit.Entry
	return "the " + hit.Field + " resembles “" + hit.Name + "” of list " + e.List + ", entry " + e.ID + " (" + strings.Join(hit.Reasons, "; ") + ")"
}

func (r *run) flow() item.Flow {
	if r.item.Flow == "" {
		return item.Inbound
	}
	return r.item.Flow
}

func (r *run) goods(i int, hit screening.GoodsHit) {
	x := Reason{Field: lineField(i, "description"), Text: hit.Restriction.Title + " (“" + hit.Matched + "”)"}
	if hit.By == "hs" {
		x.Field = lineField(i, "hs")
	}
	guessed := hit.By == "proposed_hs" // our own guess at the code alone condemns nothing
	switch {
	case hit.Restriction.Effect == "prohibited" && guessed:
		x.Code, x.Weight, x.Lane, x.Secret = "goods.suspected", 75, Red, true
	case hit.Restriction.Effect == "prohibited":
		x.Code, x.Weight, x.Lane, x.Fix = "goods.prohibited", 95, Red, "these goods may not be sent by post to this country"
	case hit.Restriction.Effect == "restricted":
		x.Code, x.Weight, x.Lane = "goods.restricted", 65, Yellow
		x.Fix = "send the " + hit.Restriction.Permit
		if hit.Restriction.Where != "" {
			x.Fix += " (from: " + hit.Restriction.Where + ")"
		}
	default:
		x.Code, x.Weight, x.Lane = "goods.attention", 30, Blue
	}
	r.reason(x)
}

// duty computes what is owed. An item of which only the identifier is known owes nothing
// yet: the missing declaration is told by the quality findings.
func (r *run) duty() {
	if len(r.item.Declaration.Lines) == 0 {
		r.a.Total = money.Amount{Currency: r.book.pack.Currency}
		return
	}
	res := duty.Assess(r.item, r.book.pack, duty.Inputs{At: r.in.At, HS: r.codes, HSSource: r.sources})
	r.a.Regime, r.a.Total, r.a.Charges, r.a.Notes = res.Regime, res.Total, res.Charges, res.Notes
	r.a.Total.Decimal = r.a.Total.Pad(codes.MinorUnits(r.a.Total.Currency))
	for i := range res.Lines {
		r.a.Lines[i].LineResult = res.Lines[i]
		r.lineValue(i)
	}
	r.a.Status = Final
	if res.Total.Sign() != 0 && (res.Illustrative || r.proposed()) {
		r.a.Status = Provisional
	}
	for _, m := range res.Missing {
		r.a.Status = NeedsInput
		r.reason(Reason{Code: m.Code, Field: m.Field, Text: m.Text, Fix: m.Fix, Weight: 60, Lane: Yellow})
	}
}

func (r *run) proposed() bool {
	for _, s := range r.sources {
		if s == "proposed" {
			return true
		}
	}
	return false
}

// lineValue gives the risk facts the value of a line in the currency of the pack.
func (r *run) lineValue(i int) {
	f := &r.facts
	f.Lines[i].Value = risk.Number(r.home(r.item.Declaration.Lines[i].Value))
	if n := f.Lines[i].Quantity; n > 0 && f.Lines[i].Value >= 0 {
		f.Lines[i].UnitValue = f.Lines[i].Value / float64(n)
	}
	switch {
	case f.Lines[i].Value < 0 || i > 0 && f.Value < 0:
		f.Value = -1
	case i == 0:
		f.Value = f.Lines[i].Value
	default:
		f.Value += f.Lines[i].Value
	}
}

// home turns an amount into the currency of the pack, for comparison only: six places.
func (r *run) home(a money.Amount) money.Decimal {
	to := r.book.pack.Currency
	if a.Currency == to {
		return a.Decimal
	}
	rate := r.book.pack.Law.Rate(a.Currency, to, r.day)
	if rate == nil {
		return money.Decimal{}
	}
	if rate.Direction == "multiply" {
		return a.Mul(rate.Value)
	}
	return a.Quo(rate.Value, 6)
}

// rules applies the selectivity rules.
func (r *run) rules() {
	r.facts.Complete, r.facts.Quality = !r.a.Quality.Incomplete(), int64(r.a.Quality.Score)
	best := -1
	for _, hit := range r.book.rules.Evaluate(&r.facts, r.day) {
		if hit.Err != nil { // fail safe: a rule that cannot be evaluated sends the item to a person
			r.reason(Reason{Code: "rule.failed", Text: "rule " + hit.Rule.ID + " could not be evaluated", Weight: 70, Lane: Yellow, Secret: true})
			continue
		}
		if !r.lot("rule:" + hit.Rule.ID).Below(risk.Percent(hit.Rule.Percent)) {
			continue
		}
		r.a.Risk.Rules = append(r.a.Risk.Rules, hit.Rule.ID)
		if hit.Rule.State == "shadow" {
			continue
		}
		r.a.Risk.Score = min(100, r.a.Risk.Score+hit.Rule.Score)
		if hit.Rule.Code != "" && hit.Rule.Priority > best {
			best, r.a.Outcome = hit.Rule.Priority, hit.Rule.Code
		}
		r.ruleReason(hit)
	}
}

func (r *run) ruleReason(hit risk.Hit) {
	rule := hit.Rule
	x := Reason{Code: "rule." + rule.ID, Text: rule.Message, Fix: rule.Instruction, Weight: 40 + 15*Lane(rule.Lane).Rank(), Lane: Lane(rule.Lane), Secret: true, Decision: Decision(rule.Decision)}
	if x.Text == "" {
		x.Text = rule.Title
	}
	if hit.Line >= 0 {
		x.Field = lineField(hit.Line, "")
		x.Field = x.Field[:len(x.Field)-1]
	}
	r.reason(x)
	if r.a.Risk.SelectedBy == "none" && x.Lane.Rank() > 0 {
		r.a.Risk.SelectedBy = "rule"
	}
}

func (r *run) lot(purpose string) risk.Draw {
	month := r.item.Posted.Month()
	if month == "" {
		month = r.day.Month()
	}
	return r.whole.parts.Key.Draw(purpose, r.item.ID, month)
}

// draw sends a share of the items that nothing else selected to examination or audit.
func (r *run) draw() {
	lot := r.lot("examine")
	r.a.Risk.Draw = lot.String()
	if r.lane().Rank() > 0 {
		return
	}
	switch {
	case lot.Below(r.book.examine):
		r.reason(Reason{Code: "selection.random", Text: "drawn at random for examination", Weight: 35, Lane: Red, Secret: true})
	case lot.Below(r.book.examine + r.book.audit):
		r.reason(Reason{Code: "selection.random_audit", Text: "drawn at random for audit after release", Weight: 10, Lane: Blue, Secret: true})
	default:
		return
	}
	r.a.Risk.SelectedBy = "random"
}

func (r *run) lane() Lane {
	lane := Green
	for _, x := range r.a.Reasons {
		if x.Lane.Rank() > lane.Rank() {
			lane = x.Lane
		}
	}
	return lane
}
