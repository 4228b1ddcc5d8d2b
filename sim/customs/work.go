package customs

// next says what is done to an item as it stands, and after how many seconds. An empty
// kind means that nothing is done: it waits for somebody else.
func (r *Robot) next(it *Item, d dice, round int) (a Action, low, high int) {
	p := d.roll("act", 100)
	switch it.State {
	case "lodged", "cleared-to-load":
		return r.clerk("departed", "left the office of exchange of origin"), 10, 60
	case "dispatched":
		return r.clerk("arrived", "reached the inward office of exchange"), 20, 90
	case "arrived", "located":
		return r.arrived(it)
	case "held":
		return r.held(it, p, round)
	case "presented":
		return r.presented(it)
	case "examined":
		return r.examined(it, p)
	case "assessed":
		return r.pay(it, p)
	case "released", "paid":
		if owes(it) && p < 80 {
			return r.pay(it, 0)
		}
	case "refused":
		return r.clerk("returned", "sent back with the next dispatch"), 60, 180
	}
	return Action{}, 0, 0
}

func (r *Robot) arrived(it *Item) (Action, int, int) {
	if it.Lane == "red" || it.Lane == "yellow" {
		return r.clerk("presented", "put before customs"), 15, 60
	}
	return r.officer("released", "nothing to object to"), 20, 60
}

func (r *Robot) held(it *Item, p, round int) (Action, int, int) {
	switch it.Hold {
	case "documents":
		if round == 0 && p < 85 {
			return r.clerk("answered", "the recipient sent an invoice"), 20, 90
		}
		if round == 0 {
			return r.clerk("returned", "the recipient sent no documents"), 60, 90
		}
		if p < 10 {
			return r.officer("ordered", "the invoice does not match the declaration"), 20, 60
		}
		return r.release(it, "the documents agree with the declaration")
	case "payment":
		return r.pay(it, p)
	case "agency":
		if p < 60 {
			return r.release(it, "the agency gave its permit")
		}
		return r.officer("refused", "the agency gave no permit"), 40, 90
	case "": // the decision was to seize, which an officer must confirm
		if p < 60 {
			a := r.officer("seized", "prohibited goods, confirmed by sight")
			a.By, a.Role = r.opt.Supervisor, "supervisor"
			return a, 60, 150
		}
		return Action{}, 0, 0
	}
	return r.clerk("presented", "taken to the examination table"), 20, 60
}

func (r *Robot) presented(it *Item) (Action, int, int) {
	if it.Lane == "red" || it.Hold == "examination" {
		a := r.officer("examined", "opened and compared with the declaration")
		a.Finding = r.finding(it)
		return a, 20, 90
	}
	if r.luck(it.ID, "ask") < 25 {
		return r.officer("asked", "an invoice is needed to settle the value"), 20, 60
	}
	return r.release(it, "the papers agree with the declaration")
}

func (r *Robot) examined(it *Item, p int) (Action, int, int) {
	switch f := r.finding(it); {
	case f == "prohibited":
		a := r.officer("seized", "prohibited goods were found")
		a.By, a.Role = r.opt.Supervisor, "supervisor"
		return a, 30, 90
	case f != "compliant" && p < 35:
		return r.officer("refused", "the goods are not those declared"), 20, 60
	case f != "compliant":
		return r.release(it, "the declaration was put right")
	}
	return r.release(it, "the goods are those declared")
}

// finding is what an examination brings to light: in most items nothing.
func (r *Robot) finding(it *Item) string {
	switch p := r.luck(it.ID, "finding"); {
	case it.Decision == "seize":
		return "prohibited"
	case p < 78:
		return "compliant"
	case p < 87:
		return "misdescribed"
	case p < 96:
		return "undervalued"
	}
	return "prohibited"
}

// luck is a number below 100 that an item keeps for its whole life.
func (r *Robot) luck(id, what string) int {
	return dice{r.opt.Seed, id, "", 0}.roll(what, 100)
}

// release lets an item go; a red one needs two persons.
func (r *Robot) release(it *Item, why string) (Action, int, int) {
	switch {
	case it.Lane != "red":
		return r.officer("released", why), 15, 60
	case it.First == "":
		return r.officer("approved", why), 20, 60
	}
	a := r.officer("released", "seen and agreed: "+why)
	a.By = r.opt.Second
	if it.First == r.opt.Second {
		a.By = r.opt.Officer
	}
	return a, 10, 45
}

// pay is what recipients do: most pay, a few refuse the item, some let it lie.
func (r *Robot) pay(it *Item, p int) (Action, int, int) {
	switch {
	case !owes(it):
		return r.officer("released", "nothing is owed"), 15, 60
	case p < 86:
		a := r.clerk("paid", "paid by the recipient on the status page")
		a.Amount, a.Currency = it.Due, it.Currency
		return a, 10, 60
	case p < 92:
		return r.clerk("returned", "the recipient will not pay the charges"), 60, 180
	}
	return Action{}, 0, 0
}

// owes says whether anything but noughts stands in Due.
func owes(it *Item) bool {
	for i := range len(it.Due) {
		if c := it.Due[i]; c >= '1' && c <= '9' {
			return it.Due[0] != '-'
		}
	}
	return false
}

func (r *Robot) clerk(kind, why string) Action {
	return Action{Kind: kind, By: r.opt.Clerk, Role: "clerk", Reason: why}
}

func (r *Robot) officer(kind, why string) Action {
	return Action{Kind: kind, By: r.opt.Officer, Role: "officer", Reason: why}
}
