package quality

import (
	"strconv"

	"greenlane/item"
	"greenlane/item/money"
)

// Check finds what could be better about a declaration on the day.
func Check(it *item.Item, req Compiled, day item.Date) Report {
	var r Report
	d := &it.Declaration
	if len(d.Lines) == 0 && d.Number == "" && empty(&d.Sender) && empty(&d.Recipient) {
		r.add("quality.no_declaration", "/declaration", 100, true,
			"no declaration came for this item", "the post of origin must send an ITMATT for it")
		return r
	}
	if len(d.Lines) == 0 {
		r.add("quality.no_lines", "/declaration/lines", 60, true,
			"the declaration does not say what is inside", "list the contents: what it is, how many, weight and value of each")
	}
	req.required(it, day, &r)
	req.party(&r, &d.Sender, "/declaration/sender/")
	req.party(&r, &d.Recipient, "/declaration/recipient/")
	if d.Recipient.Country != "" && it.Destination != "" && d.Recipient.Country != it.Destination {
		r.add("quality.address.other_country", "/declaration/recipient/country", 5, false,
			"the recipient's country is not the destination of the item", "correct the country, or send the item there")
	}
	if d.Sender.Name != "" && d.Sender.Name == d.Recipient.Name && sameAddress(&d.Sender, &d.Recipient) {
		r.add("quality.party.same", "/declaration/recipient/name", 10, false,
			"sender and recipient are the same person at the same address", "name the person who really sends it")
	}
	req.weights(it, &r)
	req.lines(d, &r)
	req.gift(d, &r)
	r.Score = 100
	for i := range r.Findings {
		r.Score -= r.Findings[i].Points
	}
	r.Score = max(r.Score, 0)
	return r
}

func (r *Report) add(code, field string, points int, complete bool, text, fix string) {
	r.Findings = append(r.Findings, Finding{Code: code, Field: field, Text: text, Fix: fix, Points: points, Complete: complete})
}

// lacks adds a finding about something that is not there, unless the pack's own
// requirement has said so already.
func (r *Report) lacks(code, field, text, fix string) {
	for i := range r.Findings {
		if r.Findings[i].Field == field {
			return
		}
	}
	r.add(code, field, 5, false, text, fix)
}

func line(i int, name string) string { return "/declaration/lines/" + strconv.Itoa(i) + name }

func empty(p *item.Party) bool {
	return p.Name == "" && p.Company == "" && len(p.Address) == 0 && p.City == ""
}

func (c *Compiled) weights(it *item.Item, r *Report) {
	d := &it.Declaration
	if !d.GrossWeight.Known() {
		r.lacks("quality.weight.gross_unknown", "/declaration/gross_weight",
			"the gross weight is missing", "weigh the item with its packing")
	} else if d.GrossWeight.Sign() <= 0 {
		r.add("quality.weight.gross_zero", "/declaration/gross_weight", 10, false,
			"the gross weight is nought", "weigh the item with its packing")
	}
	net := money.Zero
	for i := range d.Lines {
		w := d.Lines[i].NetWeight
		if w.IsZero() {
			r.add("quality.weight.net_zero", line(i, "/net_weight"), 5, false,
				"the weight of a content piece is nought", "give the weight in kilograms, such as 0.050")
		}
		if len(d.Lines) == 1 {
			net = w.Decimal
		} else {
			net = net.Add(w.Decimal)
		}
	}
	if net.Known() && d.GrossWeight.Known() && net.Cmp(d.GrossWeight.Decimal) > 0 {
		r.add("quality.weight.net_above_gross", "/declaration/gross_weight", 10, false,
			"the contents weigh more than the whole item", "check which weight is wrong; the gross weight includes the packing")
	}
	heaviest := money.Max(net.Or(money.Zero), d.GrossWeight.Or(money.Zero))
	switch {
	case c.limits.parcel.Known() && heaviest.Cmp(c.limits.parcel) > 0:
		r.add("quality.weight.above_parcel", "/declaration/gross_weight", 5, false,
			"heavier than any postal item may be ("+c.limits.parcel.String()+" kg)", "check the unit: weights are kilograms")
	case it.Class == "U" && c.limits.letter.Known() && heaviest.Cmp(c.limits.letter) > 0:
		r.add("quality.weight.above_letter", "/declaration/gross_weight", 2, false,
			"heavier than a letter-post item may be ("+c.limits.letter.String()+" kg)", "check the mail class and the weight")
	}
}

func (c *Compiled) lines(d *item.Declaration, r *Report) {
	var room [640]byte
	currency, mixed := "", false
	total, known := money.Zero, len(d.Lines) > 0
	for i := range d.Lines {
		l := &d.Lines[i]
		// "documents" says enough where documents are declared: correspondence needs no
		// entry summary declaration (Delegated Regulation (EU) 2015/2446, Art. 104).
		if code := c.words.vague(l.Description, c.limits.description, room[:0]); code != "" && (code != VagueStopword || d.Nature != "91") {
			for j := range vagueAnswers {
				if a := &vagueAnswers[j]; a.code == code {
					r.add(code, line(i, "/description"), 30, true, a.text, a.fix)
				}
			}
		}
		if l.Quantity <= 0 {
			r.lacks("quality.quantity.missing", line(i, "/quantity"),
				"the number of pieces is missing or nought", "count the pieces")
		}
		if !l.Value.Known() {
			known = false
			continue
		}
		if l.Value.Sign() <= 0 && d.Nature != "91" {
			r.add("quality.value.zero", line(i, "/value"), 15, false,
				"the value is nought", "give what the goods would cost at a shop, for a gift too")
		}
		if len(d.Lines) == 1 {
			total = l.Value.Decimal
		} else {
			total = total.Add(l.Value.Decimal)
		}
		mixed = mixed || currency != "" && l.Value.Currency != "" && l.Value.Currency != currency
		if currency == "" {
			currency = l.Value.Currency
		}
		if l.Value.Currency == "" {
			r.add("quality.currency.missing", line(i, "/value/currency"), 10, false,
				"the value has no currency", "name the currency, such as USD")
		}
	}
	if mixed {
		r.add("quality.currency.mixed", "/declaration/lines", 5, false,
			"values are given in several currencies", "give all values in one currency")
	}
	if known && !mixed && d.Nature != "91" && total.Sign() > 0 && total.Cmp(money.One) <= 0 {
		r.add("quality.value.one", "/declaration/lines", 10, false,
			"the whole contents are declared at one "+currency+" or less", "give the price that was paid, or what the goods would cost")
	}
}

// gift looks for signs that goods were sold although the declaration calls them a gift.
func (c *Compiled) gift(d *item.Declaration, r *Report) {
	if !d.Gift() {
		return
	}
	why := ""
	switch {
	case d.Vendor != "":
		why = "the declaration carries a seller's registration"
	case invoiced(d.Documents):
		why = "an invoice accompanies it"
	case d.Sender.Company != "" && d.Recipient.Company == "":
		why = "a company sends it to a private person"
	case d.Sender.Company != "" && d.Recipient.Company != "":
		why = "a company sends it to a company"
	default:
		for i := range d.Lines {
			if c.limits.pieces > 0 && d.Lines[i].Quantity > c.limits.pieces {
				why = "it holds more than " + strconv.FormatInt(c.limits.pieces, 10) + " pieces of one thing"
				break
			}
		}
	}
	if why != "" {
		r.add("quality.nature.sale_as_gift", "/declaration/nature", 10, false,
			"declared as a gift, but "+why, "declare goods that were bought as a sale (11), with the price that was paid")
	}
}

func invoiced(docs []item.Document) bool {
	for i := range docs {
		if docs[i].Type == "invoice" {
			return true
		}
	}
	return false
}
