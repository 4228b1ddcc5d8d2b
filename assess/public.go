package assess

// Public is the part of the decision that may be told outside customs: to the sender, the
// recipient, and the post of origin. Why an item was selected is left out, because who
// knows it can avoid it: secret reasons, the whole of risk, and the outcome code that a rule
// gave. That a released item will be audited is not told either: blue is called green.
func (a *Assessment) Public() *Assessment {
	open := *a
	open.Reasons = nil
	for i := range a.Reasons {
		if !a.Reasons[i].Secret {
			open.Reasons = append(open.Reasons, a.Reasons[i])
		}
	}
	open.Risk, open.Outcome = Risk{}, ""
	if open.Lane == Blue {
		open.Lane = Green
	}
	for i := range open.Reasons {
		if open.Reasons[i].Lane == Blue {
			open.Reasons[i].Lane = Green
		}
	}
	return &open
}
