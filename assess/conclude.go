package assess

import (
	"slices"
	"sort"

	"greenlane/assess/quality"
	"greenlane/item"
	"greenlane/item/structure"
)

// quality asks whether the declaration is good enough to judge.
func (r *run) quality() {
	r.a.Quality = quality.Check(r.item, r.book.quality, r.day)
	_, later := structure.Split(structure.Check(r.item, r.day))
	for _, f := range later {
		if f.Code == "hs.unknown" { // classify speaks of it
			continue
		}
		r.a.Quality.Findings = append(r.a.Quality.Findings, quality.Finding{Code: f.Code, Field: f.Field, Text: f.Text, Fix: f.Fix, Points: 5})
		r.a.Quality.Score = max(0, r.a.Quality.Score-5)
	}
	for i := range r.a.Quality.Findings {
		f := &r.a.Quality.Findings[i]
		if !f.Complete {
			continue
		}
		r.reason(Reason{Code: f.Code, Field: f.Field, Text: f.Text, Fix: f.Fix, Weight: 55, Lane: Yellow})
	}
}

// conclude sorts the reasons and makes lane and decision of them.
//
// Precedence: seize (prohibited goods) before refuse (a rule demands it) before refer (the
// declaration must be mended first) before hold before release. Security and screening are
// reasons like others, only stronger; nothing takes a reason away.
func (r *run) conclude() {
	a := r.a
	sort.SliceStable(a.Reasons, func(i, j int) bool {
		x, y := &a.Reasons[i], &a.Reasons[j]
		if x.Lane.Rank() != y.Lane.Rank() {
			return x.Lane.Rank() > y.Lane.Rank()
		}
		return x.Weight > y.Weight
	})
	a.Lane = r.lane()
	r.status()
	a.Decision, a.Hold = r.decision()
	if a.Decision == Hold && a.Hold == ForPayment {
		a.Reasons = append(a.Reasons, Reason{Code: "payment.due", Text: a.Total.String() + " must be paid before release", Fix: "pay the amount", Weight: 5, Lane: Green})
	}
	if len(a.Reasons) == 0 {
		a.Reasons = []Reason{{Code: "clear", Text: "nothing speaks against release", Weight: 0, Lane: Green}}
	}
}

func (r *run) status() {
	a := r.a
	if a.Status == "" {
		a.Status = Final
	}
	if a.Quality.Incomplete() || !a.Total.Known() {
		a.Status = NeedsInput
	}
}

func (r *run) decision() (Decision, HoldReason) {
	a := r.a
	has := func(code string) bool {
		return slices.ContainsFunc(a.Reasons, func(x Reason) bool { return x.Code == code })
	}
	demands := func(d Decision) bool {
		return slices.ContainsFunc(a.Reasons, func(x Reason) bool { return x.Decision == d })
	}
	switch {
	case has("goods.prohibited"):
		return Seize, ForExamination
	case demands(Refuse):
		return Refuse, ""
	case demands(Refer) || a.Quality.Incomplete() && a.Lane != Red:
		return Refer, ""
	case a.Lane == Red:
		return Hold, ForExamination
	case has("goods.restricted"):
		return Hold, ForAgency
	case a.Lane == Yellow || a.Status == NeedsInput || demands(Hold):
		return Hold, ForDocuments
	case r.flow() == item.Inbound && a.Total.Sign() > 0 && r.book.pack.Settings.Payment == "before_release":
		return Hold, ForPayment
	}
	return Release, ""
}
