package quality

import (
	"slices"
	"strconv"
	"strings"

	"greenlane/assess/pack"
	"greenlane/item"
)

// Compiled is the requirements of a pack with the vocabulary, ready for use. It is
// immutable; the zero value is not usable.
type Compiled struct {
	words   *vocabulary
	limits  limits
	demands []demand
}

// demand is one requirement: exactly one of ofItem and ofLine is set.
type demand struct {
	field  string
	before string // the pointer up to the number of the line
	after  string
	ofItem func(*item.Item) bool
	ofLine func(*item.Line) bool
	pack.Requirement
}

// Compile prepares the requirements of a pack. A field that is not one of Unknown's
// answers is left out.
func Compile(r pack.Requirements) Compiled {
	c := Compiled{words: newVocabulary(), limits: newLimits()}
	for _, term := range r.VagueTerms {
		c.words.add(term, stop)
	}
	whole, each := itemFields(), lineFields()
	for _, req := range r.Required {
		if has, ok := whole[req.Field]; ok {
			c.demands = append(c.demands, demand{field: req.Field, ofItem: has, Requirement: req})
		} else if has, ok := each[req.Field]; ok {
			before, after, _ := strings.Cut(req.Field, "*")
			c.demands = append(c.demands, demand{field: req.Field, before: before, after: after, ofLine: has, Requirement: req})
		}
	}
	return c
}

// Unknown lists the required fields that no item has: mistakes of the pack.
func Unknown(r pack.Requirements) []string {
	whole, each := itemFields(), lineFields()
	var out []string
	for _, req := range r.Required {
		if whole[req.Field] == nil && each[req.Field] == nil {
			out = append(out, req.Field)
		}
	}
	return out
}

func itemFields() map[string]func(*item.Item) bool {
	m := map[string]func(*item.Item) bool{
		"/id":                       func(it *item.Item) bool { return it.ID != "" },
		"/class":                    func(it *item.Item) bool { return it.Class != "" },
		"/category":                 func(it *item.Item) bool { return it.Category != "" },
		"/origin":                   func(it *item.Item) bool { return it.Origin != "" },
		"/destination":              func(it *item.Item) bool { return it.Destination != "" },
		"/origin_post":              func(it *item.Item) bool { return it.OriginPost != "" },
		"/destination_post":         func(it *item.Item) bool { return it.DestinationPost != "" },
		"/receptacle":               func(it *item.Item) bool { return it.Receptacle != "" },
		"/posted":                   func(it *item.Item) bool { return it.Posted != "" },
		"/declaration/number":       func(it *item.Item) bool { return it.Declaration.Number != "" },
		"/declaration/nature":       func(it *item.Item) bool { return it.Declaration.Nature != "" },
		"/declaration/vendor":       func(it *item.Item) bool { return it.Declaration.Vendor != "" },
		"/declaration/documents":    func(it *item.Item) bool { return len(it.Declaration.Documents) > 0 },
		"/declaration/lines":        func(it *item.Item) bool { return len(it.Declaration.Lines) > 0 },
		"/declaration/gross_weight": func(it *item.Item) bool { return it.Declaration.GrossWeight.Known() },
		"/declaration/postage":      func(it *item.Item) bool { return it.Declaration.Postage.Known() },
		"/declaration/insured":      func(it *item.Item) bool { return it.Declaration.Insured.Known() },
		"/declaration/insurance":    func(it *item.Item) bool { return it.Declaration.Insurance.Known() },
		"/declaration/prepaid":      func(it *item.Item) bool { return it.Declaration.Prepaid.Known() },
	}
	party := map[string]func(*item.Party) bool{
		"name":      func(p *item.Party) bool { return p.Name != "" || p.Company != "" },
		"company":   func(p *item.Party) bool { return p.Company != "" },
		"address":   func(p *item.Party) bool { return len(p.Address) > 0 },
		"city":      func(p *item.Party) bool { return p.City != "" },
		"state":     func(p *item.Party) bool { return p.State != "" },
		"postcode":  func(p *item.Party) bool { return p.Postcode != "" },
		"country":   func(p *item.Party) bool { return p.Country != "" },
		"telephone": func(p *item.Party) bool { return p.Telephone != "" },
		"email":     func(p *item.Party) bool { return p.Email != "" },
		"reference": func(p *item.Party) bool { return p.Reference != "" },
	}
	for name, has := range party {
		m["/declaration/sender/"+name] = func(it *item.Item) bool { return has(&it.Declaration.Sender) }
		m["/declaration/recipient/"+name] = func(it *item.Item) bool { return has(&it.Declaration.Recipient) }
	}
	return m
}

func lineFields() map[string]func(*item.Line) bool {
	return map[string]func(*item.Line) bool{
		"/declaration/lines/*/description": func(l *item.Line) bool { return l.Description != "" },
		"/declaration/lines/*/quantity":    func(l *item.Line) bool { return l.Quantity > 0 },
		"/declaration/lines/*/net_weight":  func(l *item.Line) bool { return l.NetWeight.Known() },
		"/declaration/lines/*/value":       func(l *item.Line) bool { return l.Value.Known() },
		"/declaration/lines/*/hs":          func(l *item.Line) bool { return l.HS != "" },
		"/declaration/lines/*/origin":      func(l *item.Line) bool { return l.Origin != "" },
	}
}

// required reports what the pack requires and the item does not have.
func (c *Compiled) required(it *item.Item, day item.Date, out *Report) {
	for i := range c.demands {
		d := &c.demands[i]
		if !d.Period.Covers(day) ||
			len(d.Classes) > 0 && !slices.Contains(d.Classes, it.Class) ||
			len(d.Natures) > 0 && !slices.Contains(d.Natures, it.Declaration.Nature) {
			continue
		}
		if d.ofItem != nil {
			if !d.ofItem(it) {
				out.lack(d, d.field)
			}
			continue
		}
		for j := range it.Declaration.Lines {
			if !d.ofLine(&it.Declaration.Lines[j]) {
				out.lack(d, d.before+strconv.Itoa(j)+d.after)
			}
		}
	}
}

func (r *Report) lack(d *demand, field string) {
	f := Finding{
		Code: "quality.missing", Field: field, Points: 5,
		Text: plainName(d.field) + " is missing",
		Fix:  "ask the sender for it and send the declaration again",
	}
	if d.Action != "advise" {
		f.Complete, f.Points = true, 15
		f.Fix = "the destination requires it: " + f.Fix
	}
	if d.Reason != "" {
		f.Code = d.Reason
	}
	r.Findings = append(r.Findings, f)
}

// plainName says a pointer in words: "recipient address", "origin of a content piece".
func plainName(pointer string) string {
	p := strings.TrimPrefix(strings.TrimPrefix(pointer, "/"), "declaration/")
	if rest, ok := strings.CutPrefix(p, "lines/*/"); ok {
		p = rest + " of a content piece"
	}
	return "the " + strings.NewReplacer("/", " ", "_", " ", "hs ", "HS code ", "lines", "list of contents").Replace(p)
}
