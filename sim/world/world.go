package world

import (
	"math/rand/v2"
	"strconv"
	"time"

	"greenlane/item"
)

// Share is a country and its part of the mail.
type Share struct {
	Country string // ISO 3166-1 alpha-2
	Weight  int
}

// Options say which mail to make. The zero value is mail to Cambodia.
type Options struct {
	Destination  string   // of all mail, where Destinations is empty; "" is KH
	Destinations []Share  // a mix; addresses are in the style of KH, GB, NL and US, else in that of US
	Origins      []Share  // countries of posting; empty: mostly CN, HK, US, TH, VN
	Watch        []string // names of a fictional watch list, borne by 0.1 % of parties; empty: none
	Senders      int      // how many there are; 0 is 5,000
	Recipients   int      // how many there are; 0 is 20,000
	Pace         int64    // Events pass so many times faster than real mail; 0 is 1
}

// Mail is an item and what is really in it.
type Mail struct {
	Item  *item.Item
	Truth Truth
}

// World makes mail. It is not safe for use by several goroutines.
type World struct {
	seed         uint64
	opt          Options
	rng          *rand.Rand
	goods        []good
	banned       []good
	byRank       ladder
	origins      ladder
	destinations ladder
	senders      []sender
	senderRank   ladder
	recipients   []recipient
	recipientBy  ladder
	count        int64
	recent       []Mail
	day          time.Time
	posted       item.Date
	buf          []byte
}

// keepRecent is how many items are remembered for repeats and amendments.
const keepRecent = 128

// New makes a world from a seed.
func New(seed uint64, o Options) *World {
	if o.Destination == "" {
		o.Destination = "KH"
	}
	if len(o.Destinations) == 0 {
		o.Destinations = []Share{{o.Destination, 1}}
	}
	if len(o.Origins) == 0 {
		o.Origins = []Share{{"CN", 520}, {"HK", 90}, {"US", 70}, {"TH", 70}, {"VN", 60}, {"JP", 40}, {"KR", 40}, {"SG", 30},
			{"FR", 25}, {"DE", 15}, {"GB", 20}, {"AU", 20}}
	}
	if o.Senders <= 0 {
		o.Senders = 5000
	}
	if o.Recipients <= 0 {
		o.Recipients = 20000
	}
	if o.Pace <= 0 {
		o.Pace = 1
	}
	w := &World{
		seed: seed, opt: o, rng: rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)),
		goods: readGoods(catalogue), banned: readBanned(banned),
		origins: ladderOf(o.Origins), destinations: ladderOf(o.Destinations), buf: make([]byte, 0, 256),
	}
	w.byRank = zipf(len(w.goods), 0)
	w.settle()
	return w
}

// Next makes one item posted at now.
func (w *World) Next(now time.Time) Mail {
	if len(w.recent) == keepRecent {
		switch p := w.rng.IntN(1000); {
		case p < 10:
			return w.repeat()
		case p < 20:
			return w.amend()
		}
	}
	w.count++
	m := w.fresh(now)
	if w.count%8 == 0 && m.Truth.Kind != Malformed {
		w.remember(m)
	}
	return m
}

// Batch makes n items posted at now.
func (w *World) Batch(now time.Time, n int) []*item.Item {
	items := make([]*item.Item, n)
	for i := range items {
		items[i] = w.Next(now).Item
	}
	return items
}

func (w *World) remember(m Mail) {
	m.Item = Clone(m.Item)
	if len(w.recent) < keepRecent {
		w.recent = append(w.recent, m)
		return
	}
	w.recent[int(w.count/8)%keepRecent] = m
}

// repeat gives the very same declaration again.
func (w *World) repeat() Mail {
	old := w.recent[w.rng.IntN(len(w.recent))]
	old.Item = Clone(old.Item)
	old.Truth.Kind, old.Truth.Of = Duplicate, old.Item.ID
	return old
}

// amend gives a declaration again with its first line told better.
func (w *World) amend() Mail {
	at := w.rng.IntN(len(w.recent))
	m := w.recent[at]
	m.Item = Clone(m.Item)
	w.Improve(m)
	m.Truth.Kind, m.Truth.Of = Amendment, m.Item.ID
	m.Truth.Vague, m.Truth.Miscoded = false, false
	w.recent[at] = Mail{Clone(m.Item), m.Truth}
	return m
}

// Improve rewrites the lines of an item as an honest sender does when customs asks: a
// precise description of what is really in it, the right code, and the right value.
func (w *World) Improve(m Mail) {
	d := &m.Item.Declaration
	for i := range d.Lines {
		l := &d.Lines[i]
		if i >= len(m.Truth.HS) {
			return
		}
		g := w.goodOf(m.Truth.HS[i])
		if g == nil {
			l.Description = "private letters on paper, " + strconv.Itoa(2+w.rng.IntN(500)) + " sheets, no goods"
			continue
		}
		l.Description = w.compose(g)
		l.HS = m.Truth.HS[i]
		if i < len(m.Truth.Values) && m.Truth.Values[i].Known() {
			l.Value = m.Truth.Values[i]
		}
	}
}

func (w *World) goodOf(hs string) *good {
	for _, list := range [2][]good{w.goods, w.banned} {
		for i := range list {
			if list[i].hs == hs {
				return &list[i]
			}
		}
	}
	return nil
}

func (w *World) postedOn(now time.Time) item.Date {
	if w.posted == "" || !now.Equal(w.day) {
		w.day, w.posted = now, item.DateOf(now)
	}
	return w.posted
}

// Clone copies an item so that neither copy sees changes of the other.
func Clone(it *item.Item) *item.Item {
	c := *it
	d := &c.Declaration
	d.Lines = append([]item.Line(nil), d.Lines...)
	d.Documents = append([]item.Document(nil), d.Documents...)
	d.Sender.Address = append([]string(nil), d.Sender.Address...)
	d.Recipient.Address = append([]string(nil), d.Recipient.Address...)
	return &c
}
