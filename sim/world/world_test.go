package world_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlane/item"
	"greenlane/item/s10"
	"greenlane/sim/world"
)

var update = flag.Bool("update", false, "rewrite goldens")

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

var fictional = []string{"Baron Zorg of Freedonia", "Rufus Firefly Arms Company"}

func TestSameSeedSameBytes(t *testing.T) {
	w := world.New(42, world.Options{Watch: fictional, Destinations: []world.Share{{Country: "KH", Weight: 6}, {Country: "GB", Weight: 2}, {Country: "NL", Weight: 1}, {Country: "US", Weight: 1}}})
	h := sha256.New()
	for range 5000 {
		m := w.Next(noon)
		h.Write(item.AppendJSON(nil, m.Item))
		fmt.Fprintf(h, "%v %v", m.Truth.Kind, m.Truth.HS)
		for _, s := range w.Events(m.Item, noon) {
			fmt.Fprint(h, s.Kind, s.At.UnixNano(), s.Told.UnixNano())
		}
	}
	flow := w.Flow(50)
	for range 1000 {
		fmt.Fprint(h, int64(flow()))
	}
	got := hex.EncodeToString(h.Sum(nil)) + "\n"
	golden := filepath.Join("testdata", "seed42.sha256")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("5,000 items of seed 42 hash to %s, the golden says %s", got, want)
	}
	if a, b := world.New(1, world.Options{}).Next(noon), world.New(2, world.Options{}).Next(noon); string(item.AppendJSON(nil, a.Item)) == string(item.AppendJSON(nil, b.Item)) {
		t.Error("two seeds give the same item")
	}
}

// tally counts what 20,000 items are like.
type tally struct {
	items, lines                       int
	byLines                            [9]int
	kinds                              map[world.Kind]int
	nature, class, origin, destination map[string]int
	faults                             map[string]int
	descriptions, senders              map[string]int
	noHS, vague, miscoded              int
	phone, mail                        int
	ids                                map[string]bool
	repeatedID                         int
	usd                                []int64
}

func take(w *world.World, n int) *tally {
	c := &tally{kinds: map[world.Kind]int{}, nature: map[string]int{}, class: map[string]int{}, origin: map[string]int{}, destination: map[string]int{},
		faults: map[string]int{}, descriptions: map[string]int{}, senders: map[string]int{}, ids: map[string]bool{}}
	for range n {
		c.add(w.Next(noon))
	}
	return c
}

func (c *tally) add(m world.Mail) {
	c.items++
	c.kinds[m.Truth.Kind]++
	d := &m.Item.Declaration
	c.nature[d.Nature]++
	c.class[m.Item.Class]++
	c.origin[m.Item.Origin]++
	c.destination[m.Item.Destination]++
	c.senders[d.Sender.Name+d.Sender.Company+strings.Join(d.Sender.Address, "")]++
	if m.Truth.Fault != "" {
		c.faults[m.Truth.Fault]++
	}
	if m.Truth.Vague {
		c.vague++
	}
	if m.Truth.Miscoded {
		c.miscoded++
	}
	if d.Recipient.Telephone != "" {
		c.phone++
	}
	if d.Recipient.Email != "" {
		c.mail++
	}
	if m.Truth.Kind == world.Duplicate || m.Truth.Kind == world.Amendment {
		return
	}
	if c.ids[m.Item.ID] {
		c.repeatedID++
	}
	c.ids[m.Item.ID] = true
	if d.Nature == "91" || m.Truth.Fault != "" {
		return
	}
	c.byLines[len(d.Lines)]++
	var sum int64
	for _, l := range d.Lines {
		c.lines++
		c.descriptions[l.Description]++
		if l.HS == "" {
			c.noHS++
		}
		if cents, ok := l.Value.Minor(2); ok && l.Value.Currency == "USD" {
			sum += cents
		}
	}
	if sum > 0 {
		c.usd = append(c.usd, sum)
	}
}

func TestMailLooksLikeMail(t *testing.T) {
	const n = 20000
	c := take(world.New(7, world.Options{Watch: fictional}), n)
	goods := 0
	for _, k := range c.byLines {
		goods += k
	}
	once := 0
	for _, k := range c.descriptions {
		if k == 1 {
			once++
		}
	}
	slices.Sort(c.usd)
	tail := len(c.usd) - sortedAbove(c.usd, 30000)
	largest := 0
	for _, k := range c.senders {
		largest = max(largest, k)
	}
	vagueLines := 0
	for _, v := range []string{"gift", "clothes", "accessories", "parts", "sample"} {
		vagueLines += c.descriptions[v]
	}
	for _, tt := range []struct {
		name      string
		got, of   int
		low, high float64 // per cent
	}{
		{"one line", c.byLines[1], goods, 60, 64},
		{"two lines", c.byLines[2], goods, 20, 24},
		{"three lines", c.byLines[3], goods, 8, 10},
		{"items with a vague line", c.vague, n, 12, 21},
		{"five well-known vague words", vagueLines, c.lines, 1.5, 3.5},
		{"lines without a code", c.noHS, c.lines, 28, 32},
		{"items with another good's code", c.miscoded, n, 4, 8},
		{"descriptions that come once", once, c.lines, 36, 44},
		{"duplicates", c.kinds[world.Duplicate], n, 0.8, 1.2},
		{"amendments", c.kinds[world.Amendment], n, 0.8, 1.2},
		{"malformed", c.kinds[world.Malformed], n, 0.35, 0.65},
		{"gifts", c.nature["31"], n, 8, 10},
		{"documents", c.nature["91"], n, 4.3, 5.7},
		{"returns", c.nature["21"], n, 0.7, 1.3},
		{"undervalued", c.kinds[world.Undervalued], n, 3.7, 6},
		{"misdescribed", c.kinds[world.Misdescribed], n, 1, 2},
		{"prohibited", c.kinds[world.Prohibited], n, 0.4, 0.8},
		{"listed", c.kinds[world.Listed], n, 0.05, 0.2},
		{"from China", c.origin["CN"], n, 48, 56},
		{"letters", c.class["U"], n, 50, 75},
		{"parcels", c.class["C"], n, 10, 35},
		{"EMS", c.class["E"], n, 10, 25},
		{"worth over USD 300", tail, len(c.usd), 0.8, 3},
		{"of the largest sender", largest, n, 12, 20},
		{"recipients with a telephone", c.phone, n, 60, 80},
		{"recipients with an e-mail address", c.mail, n, 35, 55},
	} {
		share := 100 * float64(tt.got) / float64(tt.of)
		t.Logf("%-34s %6.2f %%", tt.name, share)
		if share < tt.low || share > tt.high {
			t.Errorf("%s: %.2f %%, want %v to %v", tt.name, share, tt.low, tt.high)
		}
	}
	median := c.usd[len(c.usd)/2]
	t.Logf("median USD %d.%02d, %d goods words, faults %v", median/100, median%100, len(c.descriptions), c.faults)
	if median < 1400 || median > 2200 {
		t.Errorf("median value is %d cents, want about 1800", median)
	}
	if c.repeatedID > 0 {
		t.Errorf("%d identifiers were given twice", c.repeatedID)
	}
	if len(c.faults) < 9 {
		t.Errorf("only these faults of form: %v", c.faults)
	}
}

func sortedAbove(list []int64, x int64) int {
	i, _ := slices.BinarySearch(list, x)
	return i
}

func TestIdentifiersAreS10(t *testing.T) {
	w := world.New(3, world.Options{})
	for range 5000 {
		m := w.Next(noon)
		if m.Truth.Fault == "check_digit" {
			if goodCheckDigit(m.Item.ID) {
				t.Errorf("%s should have a bad check digit", m.Item.ID)
			}
			continue
		}
		id := m.Item.ID
		if len(id) != 13 || !goodCheckDigit(id) || id[11:] != m.Item.Origin {
			t.Fatalf("%q of %s is not an S10 identifier of its post", id, m.Item.Origin)
		}
		if parsed, err := s10.Parse(id); err != nil || parsed.String() != id {
			t.Fatalf("%q read as %v: %v", id, parsed, err)
		}
		if want := map[string]string{"U": "URL", "C": "C", "E": "E"}[m.Item.Class]; !strings.Contains(want, id[:1]) {
			t.Errorf("%s in class %s", id, m.Item.Class)
		}
	}
	if !goodCheckDigit("RR473124829GB") { // the worked example of UPU S10
		t.Error("the check of this test is wrong")
	}
}

func goodCheckDigit(id string) bool {
	sum := 0
	for i, w := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += w * int(id[2+i]-'0')
	}
	want := 11 - sum%11
	if want == 10 {
		want = 0
	} else if want == 11 {
		want = 5
	}
	return int(id[10]-'0') == want
}

func TestNobodyIsReal(t *testing.T) {
	prefixes := []string{"+44 7700 900", "+1 202 555 01", "+61 2 5550 ", "+33 1 99 00 ", "+49 30 23125 ", "+855 00 ", "+86 000 ", "+852 0000", "+66 00 ", "+84 00 ", "+81 00 ", "+82 00 ", "+65 0000", "+31 00 "}
	w := world.New(9, world.Options{Destinations: []world.Share{{Country: "KH", Weight: 1}, {Country: "GB", Weight: 1}, {Country: "NL", Weight: 1}, {Country: "US", Weight: 1}}})
	for range 10000 {
		d := w.Next(noon).Item.Declaration
		for _, p := range []item.Party{d.Sender, d.Recipient} {
			if p.Telephone != "" && !slices.ContainsFunc(prefixes, func(x string) bool { return strings.HasPrefix(p.Telephone, x) }) {
				t.Fatalf("telephone %q is not of a range kept for fiction", p.Telephone)
			}
			if _, host, _ := strings.Cut(p.Email, "@"); p.Email != "" && host != "example.org" && host != "example.com" && host != "example.net" {
				t.Fatalf("e-mail %q", p.Email)
			}
			if p.Company != "" && !strings.HasSuffix(p.Company, " Ltd") {
				t.Fatalf("company %q", p.Company)
			}
		}
	}
}

func TestMixOfDestinations(t *testing.T) {
	w := world.New(9, world.Options{Destinations: []world.Share{{Country: "KH", Weight: 50}, {Country: "GB", Weight: 30}, {Country: "FR", Weight: 20}}})
	got := map[string]int{}
	for range 10000 {
		it := w.Next(noon).Item
		got[it.Destination]++
		if it.Origin == it.Destination {
			t.Fatalf("%s stays in %s", it.ID, it.Origin)
		}
		if c := it.Declaration.Recipient.Country; c != it.Destination {
			t.Fatalf("%s goes to %s, its recipient lives in %s", it.ID, it.Destination, c)
		}
	}
	if got["KH"] < 4700 || got["KH"] > 5300 || got["GB"] < 2700 || got["GB"] > 3300 {
		t.Errorf("got %v", got)
	}
	if it := world.New(9, world.Options{Destination: "GB"}).Batch(noon, 100); len(it) != 100 || it[99].Destination != "GB" {
		t.Error("Batch")
	}
}

func TestRepeatsAndAmendments(t *testing.T) {
	w := world.New(5, world.Options{})
	last := map[string]string{}
	repeats, amendments := 0, 0
	for range 10000 {
		m := w.Next(noon)
		now := string(item.AppendJSON(nil, m.Item))
		switch m.Truth.Kind {
		case world.Duplicate:
			repeats++
			if last[m.Item.ID] != now {
				t.Fatalf("%s repeated, but not the same", m.Item.ID)
			}
		case world.Amendment:
			amendments++
			if last[m.Item.ID] == now || last[m.Item.ID] == "" {
				t.Fatalf("%s amended without a change", m.Item.ID)
			}
		}
		last[m.Item.ID] = now
		m.Item.Declaration.Recipient.Address = nil // what a reader does to an item must not come back
		if len(m.Item.Declaration.Lines) > 0 {
			m.Item.Declaration.Lines[0].Description = "changed by the reader"
		}
	}
	if repeats == 0 || amendments == 0 {
		t.Errorf("%d repeats, %d amendments", repeats, amendments)
	}
}

func TestEvents(t *testing.T) {
	w := world.New(5, world.Options{})
	odd := 0
	for range 5000 {
		m := w.Next(noon)
		scans := w.Events(m.Item, noon)
		if !slices.Equal(scans, w.Events(m.Item, noon)) {
			t.Fatal("events change when asked again")
		}
		order := ""
		for i, s := range scans {
			order += s.Kind[:1]
			if s.Told.Before(s.At) || i > 0 && s.Told.Before(scans[i-1].Told) {
				t.Fatalf("told before it happened or out of order: %v", scans)
			}
			if s.Kind == "arrived" && (s.At.Sub(noon) < 96*time.Hour || s.At.Sub(noon) > 288*time.Hour) {
				t.Fatalf("arrived after %v", s.At.Sub(noon))
			}
		}
		if order != "dap" {
			odd++
		}
	}
	if odd < 60 || odd > 150 {
		t.Errorf("%d of 5000 items have late, repeated or overtaken scans; want about 100", odd)
	}
}

func TestFlow(t *testing.T) {
	flow := world.New(5, world.Options{}).Flow(200)
	var sum time.Duration
	for range 20000 {
		sum += flow()
	}
	if s := sum.Seconds(); s < 97 || s > 103 {
		t.Errorf("20,000 items at 200 a second took %.1f s, want about 100", s)
	}
}

// TestCodesExist checks the catalogues against the nomenclature, where it is at hand.
func TestCodesExist(t *testing.T) {
	shared := os.Getenv("GREENLANE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(shared, "data", "hs", "hs2022-nomenclature.csv.gz"))
	if err != nil {
		t.Skip("no HS nomenclature at hand; set GREENLANE_SHARED")
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, row := range rows {
		known[row[1]] = true
	}
	n := 0
	for _, file := range []string{"catalogue.txt", "banned.txt"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			n++
			if f := strings.Split(strings.TrimSpace(line), "|"); len(f) != 6 || !known[f[0]] {
				t.Errorf("%s: %s", file, line)
			}
		}
	}
	if n < 250 {
		t.Errorf("only %d goods", n)
	}
}

func BenchmarkNext(b *testing.B) {
	w := world.New(1, world.Options{Watch: fictional})
	b.ReportAllocs()
	for b.Loop() {
		w.Next(noon)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		world.New(1, world.Options{})
	}
}
