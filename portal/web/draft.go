package web

import (
	"net/url"
	"strconv"
	"strings"

	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
	"greenlane/item/s10"
)

// maxLines is how many lines the form takes; longer declarations come as files.
const maxLines = 20

// draft is what somebody typed: nothing is trimmed away before the sender has seen it. The
// name of each field of the form is its JSON Pointer below /declaration with dots.
type draft struct {
	values url.Values
	lines  int
}

func draftOf(values url.Values) *draft {
	d := &draft{values: values, lines: 1}
	if n, err := strconv.Atoi(values.Get("line_count")); err == nil {
		d.lines = min(max(n, 1), maxLines)
	}
	return d
}

func (d *draft) get(name string) string { return strings.TrimSpace(d.values.Get(name)) }

func lineField(i int, name string) string { return "lines." + strconv.Itoa(i) + "." + name }

var lineFields = []string{"description", "quantity", "net_weight", "value", "hs", "origin"}

// addLine and removeLine change the number of lines and keep what was typed.
func (d *draft) addLine() {
	if d.lines < maxLines {
		d.lines++
	}
}

func (d *draft) removeLine(at int) {
	if at < 0 || at >= d.lines || d.lines == 1 {
		return
	}
	for i := at; i < d.lines; i++ {
		for _, f := range lineFields {
			if i+1 < d.lines {
				d.values.Set(lineField(i, f), d.values.Get(lineField(i+1, f)))
			} else {
				d.values.Del(lineField(i, f))
			}
		}
	}
	d.lines--
}

// answer takes a code that the sender chose for a line. The words of an answer to a question
// join the description, because customs read it too.
func (d *draft) answer(i int, code, words string) {
	d.values.Set(lineField(i, "hs"), code)
	d.values.Set(lineField(i, "description"), joined(d.values.Get(lineField(i, "description")), words))
}

func joined(said, words string) string {
	if words == "" || strings.Contains(strings.ToLower(said), strings.ToLower(words)) {
		return said
	}
	return strings.TrimSpace(said) + ", " + words
}

// blankLine says that nothing was typed in a line.
func (d *draft) blankLine(i int) bool {
	for _, f := range lineFields {
		if d.get(lineField(i, f)) != "" {
			return false
		}
	}
	return true
}

// reading collects what cannot be understood while a draft is made into an item.
type reading struct {
	*draft
	words    *Words
	problems fault.List
}

// item reads the draft. What cannot be read stays unknown and is named in the faults.
func (d *draft) item(words *Words, today item.Date) (*item.Item, fault.List) {
	r := &reading{draft: d, words: words}
	it := &item.Item{ID: s10.Canonical(d.get("id")), Posted: today, Class: d.get("class"), Source: item.Source{Format: "web"}}
	decl := &it.Declaration
	decl.Nature = d.get("nature")
	decl.Sender, decl.Recipient = r.party("sender"), r.party("recipient")
	decl.GrossWeight.Decimal = r.decimal("gross_weight", "weight.syntax", "/declaration/gross_weight")
	currency := strings.ToUpper(d.get("currency"))
	decl.Postage = r.amount("postage", "/declaration/postage", currency)
	decl.Vendor = d.get("vendor")
	it.Origin, it.Destination = decl.Sender.Country, decl.Recipient.Country
	last := d.lines
	for last > 1 && d.blankLine(last-1) {
		last--
	}
	for i := range last {
		decl.Lines = append(decl.Lines, r.line(i, currency))
	}
	return it, r.problems
}

func (r *reading) party(name string) item.Party {
	p := item.Party{
		Name: r.get(name + ".name"), Company: r.get(name + ".company"), City: r.get(name + ".city"), Postcode: r.get(name + ".postcode"),
		Country: r.country(name + ".country"), Telephone: r.get(name + ".telephone"), Email: r.get(name + ".email"),
	}
	if street := r.get(name + ".address"); street != "" {
		for _, line := range strings.Split(street, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				p.Address = append(p.Address, line)
			}
		}
	}
	return p
}

func (r *reading) line(i int, currency string) item.Line {
	at := item.Pointer("/declaration/lines", i)
	l := item.Line{
		Index: i + 1, Description: r.get(lineField(i, "description")), Origin: r.country(lineField(i, "origin")),
		HS: strings.NewReplacer(".", "", " ", "").Replace(r.get(lineField(i, "hs"))),
	}
	if q := r.get(lineField(i, "quantity")); q != "" {
		n, err := strconv.ParseInt(q, 10, 64)
		if err != nil || n < 0 {
			r.problems = append(r.problems, fault.New("quantity.syntax", at+"/quantity", q))
		}
		l.Quantity = max(n, 0)
	}
	l.NetWeight.Decimal = r.decimal(lineField(i, "net_weight"), "weight.syntax", at+"/net_weight")
	l.Value = r.amount(lineField(i, "value"), at+"/value", currency)
	return l
}

// decimal accepts a comma for the point, because many keyboards offer nothing else; it
// refuses numbers that have both.
func (r *reading) decimal(name, code, pointer string) money.Decimal {
	text := r.get(name)
	if text == "" {
		return money.Decimal{}
	}
	if strings.Count(text, ",") == 1 && !strings.Contains(text, ".") {
		text = strings.Replace(text, ",", ".", 1)
	}
	n, err := money.Parse(text)
	if err != nil {
		r.problems = append(r.problems, item.NumberFault(err, code, pointer, r.get(name)))
	}
	return n
}

func (r *reading) amount(name, pointer, currency string) money.Amount {
	n := r.decimal(name, "money.syntax", pointer)
	if !n.Known() {
		return money.Amount{}
	}
	return money.New(n, currency)
}

// country takes a code, or the name in the language of the page or in English.
func (r *reading) country(name string) string {
	text := r.get(name)
	if code, ok := countryCode(r.words.Lang, text); ok {
		return code
	}
	return text
}

// fieldOf gives the form field that a JSON Pointer is about.
func fieldOf(pointer string) string {
	switch pointer {
	case "/destination":
		return "recipient.country"
	case "/origin":
		return "sender.country"
	}
	name := strings.ReplaceAll(strings.TrimPrefix(strings.TrimPrefix(pointer, "/declaration"), "/"), "/", ".")
	for _, part := range []string{".amount", ".currency"} {
		name = strings.TrimSuffix(name, part)
	}
	if rest, ok := strings.CutPrefix(name, "lines."); ok {
		if i, _, _ := strings.Cut(rest, "."); i == rest {
			return name + ".description"
		}
	}
	if name == "lines" {
		return lineField(0, "description")
	}
	for _, party := range []string{"sender", "recipient"} {
		if name == party {
			return party + ".name"
		}
		if strings.HasPrefix(name, party+".address") {
			return party + ".address"
		}
	}
	return name
}
