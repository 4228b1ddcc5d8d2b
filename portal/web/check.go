package web

import (
	"net/http"
	"strings"
	"time"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/item"
)

// CheckView is what is said about a draft before it is lodged.
type CheckView struct {
	*Words
	Empty    bool // nothing is described yet
	Nowhere  bool // no destination yet: only the descriptions are judged
	Score    int
	Missing  []Finding // fields that were left empty
	Findings []Finding // what is not about the description of a line
	Reasons  []Finding
	Lines    []LineCheck
	Charges  []ChargeView
	Total    string
	Firm     bool
	Rough    bool // the total rests on a description that does not say what it is
	Notes    []string
	Known    bool // the total is known
	NoPack   bool // no law is loaded for the destination
}

// Finding is one remark with the field that it is about.
type Finding struct {
	Href, Where, Code string
	Said
}

// LineCheck is what is said about one line: remarks, proposals, one question, charges.
type LineCheck struct {
	Number      int
	Index       int
	Description string
	HS, Label   string
	Source      string // who named the code
	Findings    []Finding
	Sure        bool // the first proposal may be taken without asking
	Candidates  []CandidateView
	Question    *QuestionView
	Value       string
	Charges     []ChargeView
}

// CandidateView is one proposed code.
type CandidateView struct {
	HS, Label, Why string
	Percent        int
	Chosen         bool
}

// QuestionView is the one question whose answer settles the code of a line.
type QuestionView struct {
	Ask, Why string
	Options  []AnswerView
}

// AnswerView is one button below a question. HS is the likeliest code that the answer
// leaves, Fill what the description becomes.
type AnswerView struct{ Answer, Hint, HS, Fill string }

func (s *Site) declareCheck(w http.ResponseWriter, r *http.Request) {
	d, err := s.readDraft(w, r)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.part(w, r, http.StatusOK, "declare", "live", s.check(s.wordsFor(w, r), d))
}

// check puts what is said about a draft beside the form and below its lines.
func (v *DeclareView) check(s *Site, d *draft) {
	v.Check = s.check(v.Words, d)
	for i := range min(len(v.Lines), len(v.Check.Lines)) {
		v.Lines[i].Advice = &v.Check.Lines[i]
	}
}

// check judges a draft without recording anything.
func (s *Site) check(words *Words, d *draft) *CheckView {
	v := &CheckView{Words: words, Empty: true}
	for i := range d.lines {
		v.Empty = v.Empty && d.get(lineField(i, "description")) == ""
		v.Lines = append(v.Lines, LineCheck{Number: i + 1, Index: i})
	}
	if v.Empty {
		return v
	}
	it, faults := d.item(words, item.DateOf(s.Now()))
	for _, f := range faults {
		v.sort(found(words, f.Code, f.Field, f.Text, f.Fix))
	}
	book := s.Rulebook()
	if v.Nowhere = it.Destination == ""; v.Nowhere {
		v.describe(book, it, s.Now())
		return v
	}
	a := book.Assess(it, assess.Inputs{At: s.Now()})
	v.Score, v.NoPack = a.Quality.Score, a.Pack == ""
	for i := range a.Quality.Findings {
		v.sort(qualityFinding(words, &a.Quality.Findings[i]))
	}
	for _, reason := range publicReasons(words, a) {
		if !strings.HasPrefix(reason.Code, "quality.") { // those are among the findings
			v.Reasons = append(v.Reasons, reason)
		}
	}
	for i := range min(len(a.Lines), len(it.Declaration.Lines), len(v.Lines)) {
		v.Rough = v.Rough || a.Status == assess.NeedsInput && len(v.Lines[i].Findings) > 0
		v.Lines[i].judge(words, book.Classifier(), &it.Declaration.Lines[i], &a.Lines[i])
	}
	v.Charges = chargeViews(words, a.Charges)
	v.Known, v.Total, v.Firm, v.Notes = a.Total.Known(), a.Total.String(), a.Status == assess.Final, a.Notes
	return v
}

// describe judges the words alone: what is vague and which codes fit is the same under
// every law, so any pack will do before the sender says where the item goes.
func (v *CheckView) describe(book Judge, it *item.Item, now time.Time) {
	packs := book.Packs()
	if len(packs) == 0 {
		return
	}
	a := book.Assess(it, assess.Inputs{At: now, Pack: packs[0].ID})
	for i := range a.Quality.Findings {
		if f := qualityFinding(v.Words, &a.Quality.Findings[i]); strings.HasPrefix(f.Code, "quality.vague") {
			v.sort(f)
		}
	}
	for i := range min(len(a.Lines), len(it.Declaration.Lines), len(v.Lines)) {
		v.Lines[i].judge(v.Words, book.Classifier(), &it.Declaration.Lines[i], &a.Lines[i])
		v.Lines[i].Charges = nil
	}
}

// Clear says that nobody has anything to say against the declaration as it stands.
func (v *CheckView) Clear() bool {
	for i := range v.Lines {
		if len(v.Lines[i].Findings) > 0 {
			return false
		}
	}
	return len(v.Missing)+len(v.Findings)+len(v.Reasons) == 0
}

// sort puts a finding where the sender meets it: empty fields in one short list, what a
// description lacks right below it, the rest beside the form. A field is named once.
func (v *CheckView) sort(f Finding) {
	switch f.Code {
	case "quality.missing", "quality.address.street", "quality.address.city", "quality.address.country", "quality.quantity.missing", "quality.weight.gross_unknown":
		for _, m := range v.Missing {
			if m.Href == f.Href {
				return
			}
		}
		f.Text = whereOf(v.Words, "/declaration/"+strings.ReplaceAll(f.Href[1:], ".", "/"))
		v.Missing = append(v.Missing, f)
		return
	}
	for i := range v.Lines {
		if f.Href == "#"+lineField(i, "description") {
			v.Lines[i].Findings = append(v.Lines[i].Findings, f)
			return
		}
	}
	v.Findings = append(v.Findings, f)
}

// hopeless is the probability below which a proposal for a vague description is a guess
// that helps nobody.
const hopeless = 0.15

func (l *LineCheck) judge(words *Words, x *classify.Index, declared *item.Line, a *assess.Line) {
	l.Description, l.HS, l.Label = visible(declared.Description), a.HS, hsLabel(a.HS)
	l.Source = words.Or("hs_source."+a.HSSource, "")
	l.Value = shown(a.CustomsValue)
	l.Charges = chargeViews(words, a.LineResult.Charges)
	if len(a.Candidates) == 0 || len(l.Findings) > 0 && declared.HS == "" && a.Candidates[0].P < hopeless {
		return
	}
	l.Sure = classify.Confident(a.Candidates)
	for _, c := range a.Candidates {
		l.Candidates = append(l.Candidates, candidateView(c, declared.HS[:min(len(declared.HS), 6)]))
	}
	if declared.HS == "" && !l.Sure {
		l.Question = questionView(x.Ask(a.Candidates), declared.Description)
	}
}

func questionView(q *classify.Question, said string) *QuestionView {
	if q == nil {
		return nil
	}
	v := &QuestionView{Ask: q.Ask, Why: q.Why}
	for _, o := range q.Options {
		v.Options = append(v.Options, AnswerView{Answer: o.Answer, Hint: o.Hint, HS: o.HS[0], Fill: joined(said, o.Answer)})
	}
	return v
}
