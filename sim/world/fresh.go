package world

import (
	"strconv"
	"time"

	"greenlane/item"
	"greenlane/item/money"
)

// fresh makes an item that nobody declared before.
func (w *World) fresh(now time.Time) Mail {
	r := w.rng
	d := w.destinations.draw(r)
	s := &w.senders[w.senderRank.draw(r)]
	for try := 0; s.country == w.opt.Destinations[d].Country && try < 100; try++ { // mail abroad only
		s = &w.senders[w.senderRank.draw(r)]
	}
	to := &w.recipients[d*w.opt.Recipients+w.recipientBy.draw(r)]
	it := &item.Item{
		Origin: s.country, Destination: w.opt.Destinations[d].Country, Posted: w.postedOn(now),
		OriginPost: s.country + "A", DestinationPost: w.opt.Destinations[d].Country + "A", Flow: item.Inbound,
	}
	it.Declaration.Sender, it.Declaration.Recipient = s.party, to.party
	it.Declaration.Sender.Address = append([]string(nil), s.party.Address...)
	it.Declaration.Recipient.Address = append([]string(nil), to.party.Address...)
	m := Mail{Item: it, Truth: Truth{Kind: Clean, Shady: s.shady}}
	w.nature(it)
	var grams int64
	if it.Declaration.Nature == "91" {
		grams = w.papers(&m)
	} else {
		grams = w.fill(&m, s)
	}
	w.carry(it, grams)
	if len(w.opt.Watch) > 0 && r.IntN(1000) == 0 {
		w.list(&m)
	}
	if r.IntN(1000) < 5 {
		w.spoilForm(&m)
	}
	return m
}

// nature of transaction: gifts 9 %, documents 5 %, returns 1 %, samples 1 %, nothing said 2 %.
func (w *World) nature(it *item.Item) {
	d := &it.Declaration
	switch p := w.rng.IntN(100); {
	case p < 9:
		d.Nature = "31"
	case p < 14:
		d.Nature = "91"
	case p < 15:
		d.Nature = "21"
	case p < 16:
		d.Nature = "32"
	case p < 18:
	case p < 20:
		d.Nature = "999"
	default:
		d.Nature = "11"
	}
	if d.Nature == "31" {
		d.Sender.Company = ""
	}
}

// papers fills an item with documents.
func (w *World) papers(m *Mail) (grams int64) {
	grams = 20 + w.rng.Int64N(480)
	l := item.Line{Index: 1, Description: pick(w.rng, []string{"documents", "correspondence", "business documents", "university certificates", "Documents", "printed forms"}),
		Quantity: 1, NetWeight: kilograms(grams), Value: money.New(money.Zero, "USD")}
	m.Item.Declaration.Lines = []item.Line{l}
	m.Truth.HS = []string{""}
	m.Truth.Values = []money.Amount{l.Value}
	return grams
}

// fill packs goods into an item: what it is worth is drawn first, then goods that can be
// worth that much.
func (w *World) fill(m *Mail, s *sender) (grams int64) {
	r := w.rng
	n := drawLines(r)
	left := drawWorth(r)
	currency, rate, places := w.currency(s.country)
	kind := w.temptation(s, m)
	m.Item.Declaration.Lines = make([]item.Line, n)
	m.Truth.HS = make([]string, n)
	m.Truth.Values = make([]money.Amount, n)
	keep := int64(100)
	if kind == Undervalued {
		keep = 10 + r.Int64N(30)
	}
	for i := range n {
		part := left
		if i < n-1 {
			part = max(left*(20+r.Int64N(60))/100, 1)
		}
		left = max(left-part, 50)
		g := w.choose(s, part)
		if kind == Prohibited && i == 0 {
			g = &w.banned[r.IntN(len(w.banned))]
			m.Truth.Goods, part = g.kind, max(part, g.low)
		}
		grams += w.line(m, i, g, part, keep, money.New(money.FromMinor(max(part*rate/1000, 1), places), currency))
	}
	if kind == Misdescribed {
		w.disguise(m)
	}
	return grams
}

// temptation says what is wrong with an item on purpose: 5 % undervalued, 1.5 %
// misdescribed, most of them from cheats, and 0.6 % prohibited.
func (w *World) temptation(s *sender, m *Mail) Kind {
	p := w.rng.IntN(1000)
	under, mis := 17, 4
	if s.shady {
		under, mis = 350, 110
	}
	switch {
	case p < 6:
		m.Truth.Kind = Prohibited
	case p < 6+under:
		m.Truth.Kind = Undervalued
	case p < 6+under+mis:
		m.Truth.Kind = Misdescribed
	}
	return m.Truth.Kind
}

// choose finds goods whose price fits: six looks into the sender's own range and the
// catalogue, then the nearest of those.
func (w *World) choose(s *sender, cents int64) *good {
	var best *good
	gap := int64(1) << 62
	for try := range 10 {
		var g *good
		if try < 3 {
			g = &w.goods[s.habit[w.rng.IntN(len(s.habit))]]
		} else {
			g = &w.goods[w.byRank.draw(w.rng)]
		}
		off := max(g.low*7/10-cents, cents-g.high*3, 0)
		if off == 0 {
			return g
		}
		if off < gap {
			best, gap = g, off
		}
	}
	return best
}

// line writes one content piece and gives its weight.
func (w *World) line(m *Mail, i int, g *good, cents, keep int64, value money.Amount) (grams int64) {
	r := w.rng
	quantity := int64(1)
	if most := min(cents/max(g.low, 1), 12); most > 1 && r.IntN(3) == 0 {
		quantity = 1 + r.Int64N(most)
	}
	quantity = max(quantity, (cents+g.high*3-1)/(g.high*3))
	quantity = min(quantity, 40)
	grams = max(g.grams*quantity*(80+r.Int64N(41))/100, 2)
	l := &m.Item.Declaration.Lines[i]
	l.Index, l.Quantity, l.NetWeight, l.Value = i+1, quantity, kilograms(grams), value
	if keep < 100 {
		places := value.Places()
		minor, _ := value.Minor(places)
		l.Value.Decimal = money.FromMinor(max(minor*keep/100, 1), places)
	}
	l.Origin = g.origins[0]
	if len(g.origins) > 1 && r.IntN(4) == 0 {
		l.Origin = pick(r, g.origins)
	}
	if r.IntN(100) < 8 {
		l.Origin = ""
	}
	m.Truth.HS[i], m.Truth.Values[i] = g.hs, value
	if r.IntN(1000) < 120 {
		l.Description = pick(r, vague[:])
		m.Truth.Vague = true
		if m.Truth.Kind == Clean {
			m.Truth.Kind = Vague
		}
	} else {
		l.Description = w.describe(g)
	}
	l.HS = w.code(m, g)
	return grams
}

// code is what the sender declares: nothing in 30 %, another good's code in 4 %, else the
// right one, in one of four with the two or four digits of the origin's own tariff.
func (w *World) code(m *Mail, g *good) string {
	r := w.rng
	switch p := r.IntN(1000); {
	case p < 300:
		return ""
	case p < 340:
		for range 8 {
			if other := w.goods[r.IntN(len(w.goods))].hs; other[:4] != g.hs[:4] {
				m.Truth.Miscoded = true
				return other
			}
		}
	case p < 440:
		return g.hs + "00"
	case p < 515:
		return g.hs + "0090"
	}
	return g.hs
}

// disguise words the first line as cheap harmless goods, code included.
func (w *World) disguise(m *Mail) {
	l := &m.Item.Declaration.Lines[0]
	for range 20 {
		g := &w.goods[w.byRank.draw(w.rng)]
		if g.hs[:2] != m.Truth.HS[0][:2] && g.high <= 2500 {
			l.Description = w.describe(g)
			if l.HS != "" {
				l.HS = g.hs
			}
			return
		}
	}
}

// list gives sender or recipient a name of the watch list.
func (w *World) list(m *Mail) {
	name := pick(w.rng, w.opt.Watch)
	m.Truth.Kind, m.Truth.Listed = Listed, name
	if w.rng.IntN(2) == 0 {
		m.Item.Declaration.Sender.Name = name
		return
	}
	m.Item.Declaration.Recipient.Name, m.Item.Declaration.Recipient.Company = name, ""
}

// currency of a declaration posted in a country, units per 1,000 cents, decimal places.
func (w *World) currency(country string) (code string, rate int64, places int) {
	c, ok := coins[country]
	if !ok || w.rng.IntN(100) < dollars[country] {
		return "USD", 1000, 2
	}
	return c.currency, c.rate, c.places
}

// carry gives class, category, identifier, gross weight and postage.
func (w *World) carry(it *item.Item, net int64) {
	r := w.rng
	gross := net + 10 + net*(3+r.Int64N(10))/100
	d := &it.Declaration
	d.GrossWeight = kilograms(gross)
	it.Class, it.Category = "C", "A"
	switch p := r.IntN(100); {
	case gross <= 2000 && p < 70:
		it.Class = "U"
	case p >= 84:
		it.Class = "E"
	}
	if it.Class != "E" && r.IntN(10) == 0 {
		it.Category = "C"
	}
	postage := map[string]int64{"U": 220, "C": 900, "E": 1500}[it.Class] + gross*int64(map[string]int{"U": 12, "C": 9, "E": 14}[it.Class])/10
	d.Postage = money.New(money.FromMinor(postage, 2), "USD")
	it.ID = w.identifier(it.Class, it.Origin)
	if r.IntN(3) == 0 {
		it.LocalID = "EX" + strconv.FormatInt(1_000_000+w.count*7, 10)
	}
	if r.IntN(100) < 30 && d.Nature == "11" {
		d.Number = "DEC-" + strconv.FormatInt(w.count, 10)
	}
}

func kilograms(grams int64) item.Weight { return item.Kilograms(money.FromMinor(grams, 3)) }

// identifier is an S10 identifier of the origin post. Serials never come twice within the
// first 100 million items of a world: the step has no factor in common with 10^8.
func (w *World) identifier(class, origin string) string {
	r := w.rng
	first := class[0]
	if class == "U" {
		first = pick(r, []byte{'U', 'U', 'U', 'R', 'R', 'L'})
	}
	serial := (int64(w.seed%100_000_000) + w.count%100_000_000*61_803_401) % 100_000_000
	id := [13]byte{0: first, 1: byte('A' + r.IntN(26)), 11: origin[0], 12: origin[1]}
	for i := 9; i >= 2; i-- {
		id[i] = byte('0' + serial%10)
		serial /= 10
	}
	id[10] = '0' + checkDigit(id[2:10])
	return string(id[:])
}

// checkDigit is that of UPU S10: weights 8 6 4 2 3 5 9 7, eleven minus the rest by eleven;
// 10 becomes 0 and 11 becomes 5.
func checkDigit(serial []byte) byte {
	sum := 0
	for i, weight := range [8]int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += int(serial[i]-'0') * weight
	}
	switch c := 11 - sum%11; c {
	case 10:
		return 0
	case 11:
		return 5
	default:
		return byte(c)
	}
}
