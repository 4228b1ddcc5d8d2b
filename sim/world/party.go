package world

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"greenlane/item"
)

// sender is somebody who posts, and his habits.
type sender struct {
	party   item.Party
	country string
	shady   bool // cheats on values and descriptions
	habit   [4]int16
}

// recipient is somebody who gets mail.
type recipient struct{ party item.Party }

// settle makes the people of the world.
func (w *World) settle() {
	r := rand.New(rand.NewPCG(w.seed, 0xd1b54a32d192ed03))
	w.senders = make([]sender, w.opt.Senders)
	w.senderRank = zipf(len(w.senders), 0)
	share := w.spread()
	for i := range w.senders {
		s := &w.senders[i]
		s.country = share(i)
		s.party = makeParty(r, s.country, r.IntN(10) < 6)
		for k := range s.habit {
			s.habit[k] = int16(w.byRank.draw(r))
		}
	}
	w.spoil(r)
	n := w.opt.Recipients
	w.recipientBy = zipf(n, 50)
	w.recipients = make([]recipient, n*len(w.opt.Destinations))
	for d, share := range w.opt.Destinations {
		for i := range n {
			w.recipients[d*n+i].party = makeParty(r, share.Country, r.IntN(100) < 4)
		}
	}
}

// spread gives each sender the country that lacks most of its share of the mail so far, so
// that a few large senders do not upset the shares.
func (w *World) spread() func(i int) string {
	given := make([]uint64, len(w.opt.Origins))
	var all uint64
	return func(i int) string {
		mail := w.senderRank.weight(i)
		all += mail
		best, lack := 0, int64(-1)<<62
		for c := range given {
			if l := int64(w.origins.weight(c)*all/1000) - int64(given[c]*1000); l > lack {
				best, lack = c, l
			}
		}
		given[best] += mail
		return w.opt.Origins[best].Country
	}
}

// spoil makes cheats of so many senders that they post a tenth of the mail; none of the
// twenty largest is one.
func (w *World) spoil(r *rand.Rand) {
	var share uint64
	order := r.Perm(len(w.senders))
	for _, i := range order {
		if share >= 100_000 {
			return
		}
		if i >= 20 {
			w.senders[i].shady = true
			share += w.senderRank.weight(i)
		}
	}
}

func makeParty(r *rand.Rand, country string, firm bool) item.Party {
	c := cultureOf(country)
	given, family, full := c.name(r)
	p := item.Party{Name: full, Country: country}
	if firm {
		p.Company = pick(r, firmKinds[:]) + " " + pick(r, firmGoods[:]) + " " + pick(r, firmLands[:]) + " " + strconv.Itoa(1+r.IntN(99)) + " Ltd"
	}
	where := pick(r, c.cities)
	p.City, p.State, p.Postcode = where.name, where.state, where.postcode
	number := strconv.Itoa(1 + r.IntN(240))
	switch country {
	case "KH":
		khmerAddress(r, &p, number)
	case "GB":
		p.Address = []string{number + " " + pick(r, c.streets)}
		p.Postcode += " " + string(byte('0'+r.IntN(10))) + "ZZ"
	case "NL", "DE":
		p.Address = []string{pick(r, c.streets) + " " + number}
	case "US", "AU", "FR":
		p.Address = []string{number + " " + pick(r, c.streets)}
		if r.IntN(4) == 0 {
			p.Address = append(p.Address, "Apt "+strconv.Itoa(1+r.IntN(60)))
		}
	default:
		p.Address = []string{"No. " + number + ", " + pick(r, c.streets) + " " + strconv.Itoa(1+r.IntN(30))}
	}
	if r.IntN(100) < 70 {
		p.Telephone = telephone(r, &c)
	}
	if r.IntN(100) < 45 {
		p.Email = plain(given) + "." + plain(family) + strconv.Itoa(r.IntN(1000)) + "@" + pick(r, mailHosts[:])
	}
	return p
}

// khmerAddress writes house, street, sangkat and khan, one in six in Khmer script.
func khmerAddress(r *rand.Rand, p *item.Party, number string) {
	street := strconv.Itoa(900 + r.IntN(99))
	if r.IntN(6) == 0 {
		if p.Company == "" && r.IntN(2) == 0 {
			p.Name = pick(r, khmerName[:])
		}
		if p.City == "Phnom Penh" {
			p.City = "ភ្នំពេញ"
		}
		p.Address = []string{"ផ្ទះលេខ " + khmerDigits(number) + " ផ្លូវ " + khmerDigits(street), pick(r, khmerRoad[:])}
		return
	}
	place := pick(r, khans[:])
	p.Address = []string{"No " + number + ", Street " + street}
	if p.City == "Phnom Penh" {
		p.Address = append(p.Address, place[0]+", "+place[1])
	}
}

func khmerDigits(s string) string {
	var b strings.Builder
	for _, d := range s {
		b.WriteRune('០' + d - '0')
	}
	return b.String()
}

func telephone(r *rand.Rand, c *culture) string {
	b := []byte(c.dial)
	for range c.digits {
		b = append(b, byte('0'+r.IntN(10)))
	}
	return string(b)
}

// plain leaves the lower-case ASCII letters of a name.
func plain(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
			b = append(b, c)
		}
	}
	return string(b)
}
