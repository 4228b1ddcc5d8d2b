package web

import (
	"crypto/rand"
	"math/big"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"greenlane/clearance"
	"greenlane/clearance/intake"
	"greenlane/item"
	"greenlane/item/codes"
	"greenlane/item/fault"
	"greenlane/item/s10"
)

// Field is one field of a form with everything that its label and error need.
type Field struct {
	Name, Label, Hint, Value, Error string
	Type, Mode, Auto, List          string
	Class                           string
	Optional                        string // the word for it; "" where it is needed
	Rows                            int    // above 0 it is a text area
	Suffix                          string
}

// Option is one choice of a select.
type Option struct {
	Value, Text string
	Selected    bool
}

// LineView is the part of the form for one content piece.
type LineView struct {
	Number    int // from 1
	Index     int
	What      Field // the description; the advice about it stands right below it
	Fields    []Field
	Removable bool
	Advice    *LineCheck // nil before anything is known
}

// DeclareView is the sender's form.
type DeclareView struct {
	Frame
	Item       []Field
	Natures    []Option
	Currencies []Option
	Sender     []Field
	Recipient  []Field
	Lines      []LineView
	LineCount  int
	MoreLines  bool
	Countries  []Country
	Check      *CheckView
}

func (s *Site) declareForm(w http.ResponseWriter, r *http.Request) {
	d := draftOf(url.Values{})
	d.values.Set("nature", "11")
	d.values.Set("currency", "USD")
	v := s.declareView(w, r, d, nil)
	v.check(s, d)
	s.page(w, r, http.StatusOK, "declare", v)
}

// declare carries out the buttons of the form; whatever happens, what was typed comes back.
func (s *Site) declare(w http.ResponseWriter, r *http.Request) {
	d, err := s.readDraft(w, r)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	verb, arg, _ := strings.Cut(r.PostForm.Get("action"), ":")
	switch verb {
	case "add":
		d.addLine()
	case "remove":
		if i, err := strconv.Atoi(arg); err == nil {
			d.removeLine(i)
		}
	case "choose":
		at, answer, _ := strings.Cut(arg, ":")
		code, words, _ := strings.Cut(answer, ":")
		if i, err := strconv.Atoi(at); err == nil && i >= 0 && i < d.lines {
			d.answer(i, code, words)
		}
	case "lodge":
		s.lodge(w, r, d)
		return
	}
	v := s.declareView(w, r, d, nil)
	v.check(s, d)
	s.page(w, r, http.StatusOK, "declare", v)
}

const maxForm = 256 << 10

func (s *Site) readDraft(w http.ResponseWriter, r *http.Request) (*draft, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, fault.New("input.too_large", "", strconv.Itoa(maxForm)+" bytes")
	}
	return draftOf(r.PostForm), nil
}

func (s *Site) lodge(w http.ResponseWriter, r *http.Request, d *draft) {
	words := s.wordsFor(w, r)
	it, faults := d.item(words, item.DateOf(s.Now()))
	faults = append(faults, s.needed(d, words)...)
	if it.ID == "" && len(faults) == 0 {
		id, err := s.newID(it.Origin)
		if err != nil {
			faults = append(faults, fault.New("code.country", "/declaration/sender/country", it.Origin))
		}
		it.ID = id
	} else if d.get("id") != "" {
		if _, err := s10.Parse(it.ID); err != nil {
			if f, ok := fault.As(err); ok {
				faults = append(faults, f.Under("/id"))
			}
		}
	}
	if len(faults) > 0 {
		s.declareAgain(w, r, d, http.StatusUnprocessableEntity, faults)
		return
	}
	var results []intake.Result
	err := s.allowed("lodge:" + caller(r)) // what is lodged is kept: nobody fills the record from outside
	if err == nil {
		results, err = s.Intake.Take(r.Context(), []*item.Item{it}, s.origin(r))
	}
	if err != nil {
		f, ok := fault.As(err)
		if !ok {
			s.Log.Error("lodge declaration", "error", err)
			f = fault.New("record.unavailable", "", "internal")
		}
		s.declareAgain(w, r, d, statusOf(f), fault.List{f})
		return
	}
	if result := results[0]; result.Outcome == intake.Refused || result.Row == nil {
		s.declareAgain(w, r, d, http.StatusUnprocessableEntity, result.Faults)
	} else {
		key := result.Row.Key
		query := url.Values{"secret": {clearance.Secret(s.Key, key)}}
		s.rememberPhrase(w, key.ID, query.Get("secret"))
		http.Redirect(w, r, "/declare/receipt/"+url.PathEscape(key.ID)+"?"+query.Encode(), http.StatusSeeOther)
	}
}

// needed names what a declaration cannot do without, before anything else is judged.
func (s *Site) needed(d *draft, words *Words) (faults fault.List) {
	for _, name := range []string{"sender.name", "sender.country", "recipient.name", "recipient.address", "recipient.country", "lines.0.description"} {
		if d.get(name) == "" {
			faults = append(faults, fault.New("field.missing", "/declaration/"+strings.ReplaceAll(name, ".", "/"), words.T(labelKey(name))))
		}
	}
	return faults
}

func labelKey(name string) string {
	return "field." + name[strings.LastIndexByte(name, '.')+1:]
}

// origin says who declares, and what they may declare anew: staff anything, senders their
// own, visitors nothing.
func (s *Site) origin(r *http.Request) intake.Origin {
	u := s.Gate.User(r)
	switch {
	case u == nil:
		return intake.Origin{Actor: "web", Amend: intake.AmendNone}
	case u.Can(clearance.Clerk) || u.Can(clearance.Officer) || u.Can(clearance.Supervisor):
		return intake.Origin{Actor: u.Name}
	}
	return intake.Origin{Actor: u.Name, Amend: intake.AmendOwn}
}

func (s *Site) declareAgain(w http.ResponseWriter, r *http.Request, d *draft, status int, faults fault.List) {
	v := s.declareView(w, r, d, faults)
	v.check(s, d)
	s.page(w, r, status, "declare", v)
}

// newID draws the identifier of an item that has no label yet: indicator U for letters with
// goods, X at the end for domestic use by the operator that prints the label.
func (s *Site) newID(country string) (string, error) {
	n, err := rand.Int(s.Random, big.NewInt(100_000_000))
	if err != nil {
		return "", err
	}
	id, err := s10.New("UX", uint32(n.Int64()), country)
	if err != nil {
		return "", err
	}
	return id.String(), nil
}

func (s *Site) declareView(w http.ResponseWriter, r *http.Request, d *draft, faults fault.List) *DeclareView {
	v := &DeclareView{Frame: s.frame(w, r, "declare.title"), LineCount: d.lines, MoreLines: d.lines < maxLines}
	v.Wide = true
	v.Countries = countries()[v.Lang]
	errs := map[string]string{}
	for _, f := range faults {
		name := fieldOf(f.Field)
		said := v.sayFault(f.Code, f.Text, f.Fix)
		text, entry := said.Text, Problem{Href: "#" + name, Text: said.Text, Fix: said.Fix, Original: said.Original}
		if f.Code == "field.missing" {
			text = v.T("fault.field.missing", v.Or(labelKey(name), name))
			entry.Text, entry.Fix = v.T("fault.field.missing", whereOf(v.Words, f.Field)), ""
		}
		if _, twice := errs[name]; !twice {
			errs[name] = text
		}
		if f.Field == "" {
			entry.Href = "#declare"
		}
		v.Problems = append(v.Problems, entry)
	}
	if len(faults) > 0 {
		v.Title = v.T("error.prefix") + " " + v.Title
	}
	b := &fieldMaker{v.Words, d, errs}
	v.Item = []Field{
		b.make("id", "", true, Field{Class: "gl-number", Auto: "off"}),
		b.make("gross_weight", "field.gross_weight", true, Field{Mode: "decimal", Class: "govuk-input--width-5", Suffix: "kg"}),
		b.make("postage", "field.postage", true, Field{Mode: "decimal", Class: "govuk-input--width-5"}),
	}
	for _, n := range []string{"11", "31", "32", "21", "91", "991", "999"} {
		v.Natures = append(v.Natures, Option{n, v.T("nature." + n), d.get("nature") == n})
	}
	for _, e := range codes.Currencies().All(item.DateOf(s.Now())) {
		v.Currencies = append(v.Currencies, Option{e.Code, e.Code, strings.ToUpper(d.get("currency")) == e.Code})
	}
	v.Sender, v.Recipient = b.party("sender"), b.party("recipient")
	for i := range d.lines {
		fields := b.line(i)
		v.Lines = append(v.Lines, LineView{Number: i + 1, Index: i, Removable: d.lines > 1, What: fields[0], Fields: fields[1:]})
	}
	return v
}

type fieldMaker struct {
	words  *Words
	draft  *draft
	errors map[string]string
}

func (b *fieldMaker) make(name, label string, optional bool, f Field) Field {
	if label == "" {
		label = labelKey(name)
	}
	f.Name, f.Label, f.Value, f.Error = name, b.words.T(label), b.draft.values.Get(name), b.errors[name]
	if b.words.Has(label + ".hint") {
		f.Hint = b.words.T(label + ".hint")
	}
	if optional {
		f.Optional = b.words.T("form.optional")
	}
	if f.Type == "" {
		f.Type = "text"
	}
	return f
}

func (b *fieldMaker) party(who string) []Field {
	auto := "section-" + who + " "
	return []Field{
		b.make(who+".name", "", false, Field{Auto: auto + "name"}),
		b.make(who+".address", "", who == "sender", Field{Auto: auto + "street-address"}),
		b.make(who+".postcode", "", true, Field{Auto: auto + "postal-code", Class: "govuk-input--width-10"}),
		b.make(who+".city", "", who == "sender", Field{Auto: auto + "address-level2"}),
		b.make(who+".country", "", false, Field{List: "countries", Auto: auto + "country-name"}),
		b.make(who+".telephone", "", true, Field{Type: "tel", Auto: auto + "tel", Class: "govuk-input--width-20"}),
		b.make(who+".email", "", true, Field{Type: "email", Auto: auto + "email"}),
	}
}

func (b *fieldMaker) line(i int) []Field {
	name := func(f string) string { return lineField(i, f) }
	return []Field{
		b.make(name("description"), "", false, Field{Class: "gl-wide"}),
		b.make(name("quantity"), "", false, Field{Mode: "numeric", Class: "govuk-input--width-4"}),
		b.make(name("net_weight"), "", true, Field{Mode: "decimal", Class: "govuk-input--width-5", Suffix: "kg"}),
		b.make(name("value"), "", false, Field{Mode: "decimal", Class: "govuk-input--width-5"}),
		b.make(name("origin"), "", true, Field{List: "countries", Class: "govuk-input--width-10"}),
		b.make(name("hs"), "", true, Field{Mode: "numeric", Class: "govuk-input--width-10"}),
	}
}
