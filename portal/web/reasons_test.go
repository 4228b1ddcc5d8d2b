package web

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"greenlane/assess"
	"greenlane/assess/classify"
	"greenlane/assess/pack"
	"greenlane/assess/quality"
	"greenlane/assess/screening"
	"greenlane/clearance"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/sim/world"
)

// judging are the sources whose codes senders, recipients and officers meet.
var judging = []string{"assess/*.go", "assess/quality/*.go", "assess/duty/*.go", "item/structure/*.go", "item/s10/*.go", "item/json.go", "clearance/intake/*.go", "portal/web/draft.go", "portal/web/declare.go"}

// unsaid are codes in those sources without a sentence of the catalogue, and why.
var unsaid = map[string]string{
	"field.missing":    "the page names the field in its own sentence",
	"input.too_large":  "a form of this size is no person's work",
	"pack.invalid":     "about the making of a pack, told to its maker",
	"pack.test_failed": "about the making of a pack, told to its maker",
}

// told are codes whose English holds a fact that the page shows by other means.
var told = map[string]string{
	"duty.value_missing":  "the line stands before the sentence",
	"duty.regime_missing": "the day is that of the decision",
	"payment.due":         "the total stands on the page",
	"pack.none":           "the destination stands on the page",
	"pack.not_found":      "the destination stands on the page",
	"quality.party.name":  "the sentence names all the cases",
	"quality.value.one":   "the values stand on the page",
	"record.unavailable":  "the cause is for the operator and is in the log",
}

var codeForm = regexp.MustCompile(`^[a-z0-9]+(\.[a-z0-9_]+)+$`)

// sourceCode is a code as the sources name it. Computed says that the English sentence that
// stands with it is put together.
type sourceCode struct{ computed bool }

// sourceCodes reads the codes out of the sources of the judgement.
func sourceCodes(t *testing.T) map[string]*sourceCode {
	t.Helper()
	families := map[string]bool{"quality": true, "destination": true, "goods": true, "selection": true, "screening": true, "payment": true, "pack": true}
	for _, row := range fault.Catalogue() {
		family, _, _ := strings.Cut(row.Code, ".")
		families[family] = true
	}
	codes := map[string]*sourceCode{}
	set := token.NewFileSet()
	note := func(e ast.Expr) *sourceCode {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return nil
		}
		code, err := strconv.Unquote(lit.Value)
		family, rest, _ := strings.Cut(code, ".")
		if err != nil || !codeForm.MatchString(code) || !families[family] || family == "field" && rest != "missing" {
			return nil
		}
		if codes[code] == nil {
			codes[code] = &sourceCode{}
		}
		return codes[code]
	}
	for _, pattern := range judging {
		files, err := filepath.Glob("../../" + pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no sources (%v)", pattern, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(set, name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CompositeLit:
					reasonLiteral(n, codes, note)
				case *ast.CallExpr:
					if len(n.Args) >= 6 { // r.add(code, field, points, complete, text, fix)
						if c := note(n.Args[0]); c != nil {
							c.computed = c.computed || !constant(n.Args[4])
						}
					}
				case ast.Expr:
					note(n)
				}
				return true
			})
		}
	}
	return codes
}

// reasonLiteral looks at Reason{Code: ..., Text: ...}.
func reasonLiteral(n *ast.CompositeLit, codes map[string]*sourceCode, note func(ast.Expr) *sourceCode) {
	var c *sourceCode
	var text ast.Expr
	for _, e := range n.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch key, _ := kv.Key.(*ast.Ident); {
		case key != nil && key.Name == "Code":
			if lit, ok := kv.Value.(*ast.BasicLit); ok && lit.Value == `"clear"` {
				codes["clear"] = &sourceCode{}
			}
			c = note(kv.Value)
		case key != nil && key.Name == "Text":
			text = kv.Value
		}
	}
	if c != nil && text != nil {
		c.computed = c.computed || !constant(text)
	}
}

func constant(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.SelectorExpr: // a.text of the table of vague descriptions
		return e.Sel.Name == "text"
	}
	return false
}

func catalogues(t *testing.T) *catalogue {
	t.Helper()
	c, err := loadCatalogue(messages)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every code that the judgement can produce has its sentence in every language, and there
// is no sentence for a code that does not exist.
func TestEveryCodeHasWords(t *testing.T) {
	c, codes := catalogues(t), sourceCodes(t)
	if len(codes) < 90 || codes["clear"] == nil || codes["goods.restricted"] == nil || codes["quality.vague.too_short"] == nil || codes["selection.stands"] == nil {
		t.Fatalf("only %d codes were found in the sources", len(codes))
	}
	for _, row := range fault.Catalogue() {
		if row.Code == "record.full" { // made by the record, met by senders
			codes[row.Code] = &sourceCode{}
		}
	}
	for _, tongue := range tongues {
		words := c.languages[tongue.tag]
		for code := range codes {
			_, has := words.reasons[code]
			switch _, left := unsaid[code]; {
			case left && has:
				t.Errorf("%s: %s has words and stands among those without", tongue.tag, code)
			case !left && !has && tongue.tag != "en":
				t.Errorf("%s: %s has no words", tongue.tag, code)
			}
		}
		for code := range words.reasons {
			if codes[code] == nil {
				t.Errorf("%s: no source knows the code %s", tongue.tag, code)
			}
		}
	}
	for code := range unsaid {
		if codes[code] == nil {
			t.Errorf("no source knows the code %s of the list", code)
		}
	}
}

// No fact of the English sentence is lost: it stands behind the sentence of the catalogue,
// or the page shows it by other means.
func TestNoFactIsLost(t *testing.T) {
	words, codes := catalogues(t).languages["km"], sourceCodes(t)
	rows := map[string]fault.Row{}
	for _, row := range fault.Catalogue() {
		rows[row.Code] = row
	}
	for code, source := range codes {
		if _, left := unsaid[code]; left {
			continue
		}
		family, _, _ := strings.Cut(code, ".")
		typed := slices.Contains([]string{"s10", "money", "weight", "date", "quantity"}, family) || code == "code.country" || code == "code.currency" // what was typed stands in the field of the form
		filled := source.computed || strings.Contains(rows[code].Text, "%")
		if _, other := told[code]; filled && !typed && !other && !words.facts.inText(code) {
			t.Errorf("%s: the English sentence holds a fact that the catalogue's does not", code)
		}
	}
	for _, list := range [][]string{words.facts.Text, words.facts.Fix} {
		for _, code := range list {
			if codes[code] == nil {
				t.Errorf("no source knows the code %s of the list", code)
			}
		}
	}
}

var scripts = map[string]*unicode.RangeTable{"ar": unicode.Arabic, "zh": unicode.Han, "ru": unicode.Cyrillic, "km": unicode.Khmer, "en": unicode.Latin, "fr": unicode.Latin, "es": unicode.Latin}

var verbs = regexp.MustCompile(`%[a-zA-Z\[]`)

// Sentences are whole: no places to fill, no stray spaces, the script of the language, and
// something to do wherever the judgement says what to do.
func TestWordsAreWhole(t *testing.T) {
	c := catalogues(t)
	fixes := map[string]bool{}
	for _, row := range fault.Catalogue() {
		fixes[row.Code] = row.Fix != ""
	}
	for _, tongue := range tongues {
		words := c.languages[tongue.tag]
		for code, s := range words.reasons {
			if s.Text == "" || !strings.ContainsFunc(s.Text, func(r rune) bool { return unicode.Is(scripts[tongue.tag], r) }) {
				t.Errorf("%s: %s says %q", tongue.tag, code, s.Text)
			}
			if must := fixes[code] || strings.HasPrefix(code, "quality."); must && s.Fix == "" {
				t.Errorf("%s: %s does not say what to do", tongue.tag, code)
			}
			if (c.languages["fr"].reasons[code].Fix == "") != (s.Fix == "") {
				t.Errorf("%s: %s: one language says what to do and another does not", tongue.tag, code)
			}
			for _, text := range []string{s.Text, s.Fix} {
				if strings.TrimSpace(text) != text || strings.ContainsAny(text, "{}⟦⟧<>") || verbs.MatchString(text) || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "。") {
					t.Errorf("%s: %s: %q", tongue.tag, code, text)
				}
			}
		}
	}
}

// The files hold each code once and nothing beside text and fix.
func TestReasonFilesAreClean(t *testing.T) {
	names, err := fs.Glob(messages, "messages/reasons/*.json")
	if err != nil || len(names) != len(tongues)+1 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(messages, name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "facts.json") {
			continue
		}
		d := json.NewDecoder(strings.NewReader(string(raw)))
		seen := map[string]bool{}
		if _, err := d.Token(); err != nil {
			t.Fatal(err)
		}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			var s struct{ Text, Fix string }
			d.DisallowUnknownFields()
			if err := d.Decode(&s); err != nil {
				t.Fatalf("%s: %v: %v", name, key, err)
			}
			if code := key.(string); seen[code] {
				t.Errorf("%s: %s stands twice", name, code)
			} else {
				seen[code] = true
			}
		}
	}
}

// Mail of every kind meets no code without words, but for the rules of a pack.
func TestSimulatedMailHasWords(t *testing.T) {
	packs, err := pack.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	list, err := screening.Demo()
	if err != nil {
		t.Fatal(err)
	}
	book, err := assess.New(assess.Parts{Packs: packs, Classifier: classify.New(), Screening: list, Key: []byte("test key")})
	if err != nil {
		t.Fatal(err)
	}
	n := 20000
	if testing.Short() {
		n = 2000
	}
	words := catalogues(t).languages["km"]
	day, met := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), map[string]int{}
	for _, it := range world.New(11, world.Options{}).Batch(day, n) {
		a := book.Assess(it, assess.Inputs{At: day})
		for _, r := range a.Reasons {
			if s := words.Say(r.Code, r.Text, r.Fix); s.Lang != "" && !strings.HasPrefix(r.Code, "rule.") {
				t.Errorf("%s: %s: %s", it.ID, r.Code, r.Text)
			}
			met[r.Code]++
		}
		for _, f := range a.Quality.Findings {
			if s := words.Say(f.Code, f.Text, f.Fix); s.Lang != "" {
				t.Errorf("%s: %s: %s", it.ID, f.Code, f.Text)
			}
			met[f.Code]++
		}
	}
	if len(met) < 10 {
		t.Errorf("only %d codes were met: %v", len(met), met)
	}
}

func TestSay(t *testing.T) {
	c := catalogues(t)
	for _, test := range []struct {
		name, lang, code, text, fix string
		want                        Said
	}{
		{"translated", "fr", "quality.vague.empty", "the description is empty", "say what it is", Said{Text: "La description est vide", Fix: c.languages["fr"].reasons["quality.vague.empty"].Fix}},
		{"unknown code", "ar", "rule.kh-7", "a rule of the pack", "look inside", Said{Text: "A rule of the pack", Fix: "Look inside", Lang: "en"}},
		{"unknown code in English", "en", "rule.kh-7", "a rule of the pack", "", Said{Text: "A rule of the pack"}},
		{"a fact stays", "es", "goods.prohibited", "knives (“dagger”)", "", Said{Text: "Estas mercancías están prohibidas", Original: "Knives (“dagger”)"}},
		{"a fact of the fix stays", "es", "goods.restricted", "medicines (“pills”)", "send the permit (from: ministry)", Said{Text: "Estas mercancías necesitan un permiso", Fix: "Envíe el permiso que se nombra abajo", Original: "Medicines (“pills”). Send the permit (from: ministry)"}},
		{"English with a fact", "en", "duty.hs_missing", "line 2 has no HS code", "declare it", Said{Text: "Line 2 has no HS code", Fix: "Declare it"}},
		{"better English", "en", "quality.value.zero", "the value is nought", "x", Said{Text: "The value is zero", Fix: "Give what the goods would cost in a shop, for a gift too"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := c.languages[test.lang].Say(test.code, test.text, test.fix); got != test.want {
				t.Errorf("%+v\nwant %+v", got, test.want)
			}
		})
	}
}

// vague puts an item with a description that says nothing into the house and gives the
// address of its public page.
func vague(h *house) string {
	it := sampleItem("CP000000990FR", "Gift")
	a := h.Assess(it, assess.Inputs{At: testNow})
	a.Reasons = []assess.Reason{
		{Code: "quality.vague.transaction_word", Field: "/declaration/lines/0/description", Text: "the description says why it is sent, not what it is", Fix: "say what is inside", Weight: 55, Lane: assess.Yellow},
		{Code: "goods.restricted", Field: "/declaration/lines/0/description", Text: "medicines (“<b>pills</b>”)", Fix: "send the permit", Weight: 65, Lane: assess.Yellow},
		{Code: "pack.own", Text: "a ground that only this pack has", Weight: 10, Lane: assess.Yellow},
	}
	a.Quality.Findings = []quality.Finding{{Code: "quality.missing", Field: "/declaration/recipient/telephone", Text: "the recipient telephone is missing", Fix: "ask the sender for it", Points: 5}}
	key := clearance.Key{ID: it.ID, Month: "2026-11"}
	h.add(clearance.Row{Key: key, Version: 1, State: clearance.Referred, Lane: assess.Yellow, Decision: assess.Refer, Status: a.Status, Pack: "KH", Flow: item.Inbound, Class: "C", Origin: "FR", Destination: "KH",
		Summary: "Gift", Reason: a.Reasons[0].Code, Lines: 1, LodgedAt: testNow, DecidedAt: testNow, UpdatedAt: testNow}, it, a)
	return "/track/" + it.ID + "?secret=" + url.QueryEscape(clearance.Secret(testKey, key))
}

func TestPagesSpeakTheReadersLanguage(t *testing.T) {
	h := newHouse()
	address := vague(h)
	site := newSite(t, h)
	c := catalogues(t)
	for _, lang := range []string{"km", "ar"} {
		said := c.languages[lang].reasons
		pages := []string{address + "&lang=" + lang, strings.Replace(address, "/track/", "/declare/receipt/", 1) + "&lang=" + lang}
		if lang == "km" {
			pages = append(pages, "/officer/items/CP000000990FR?lang=km")
		}
		for _, path := range pages {
			page := body(t, get(t, site, path))
			checkMarkup(t, path, page)
			want(t, page, said["quality.vague.transaction_word"].Text, said["quality.vague.transaction_word"].Fix, said["goods.restricted"].Text,
				`<span class="gl-fix gl-faint"><bdi lang="en" dir="ltr">Medicines (“&lt;b&gt;pills&lt;/b&gt;”). Send the permit</bdi></span>`, `<bdi lang="en" dir="ltr">A ground that only this pack has</bdi>`)
			if strings.Contains(page, "The description says why") {
				t.Errorf("%s: English stands where a translation is", path)
			}
		}
	}
	want(t, body(t, get(t, site, "/officer?lang=km")), c.languages["km"].reasons["quality.vague.transaction_word"].Text)
	want(t, body(t, get(t, site, "/officer?lang=en")), "The description says why it is sent")
}

func TestFormFaultsSpeakTheReadersLanguage(t *testing.T) {
	site := newSite(t, newHouse())
	form := validForm()
	form.Set("lines.0.value", "a lot")
	form.Set("id", "RR473124820GB")
	said := catalogues(t).languages["ru"].reasons
	page := body(t, post(t, site, "/declare?lang=ru", form))
	checkMarkup(t, "declare", page)
	want(t, page, said["money.syntax"].Text, said["money.syntax"].Fix, said["s10.check_digit"].Text)
	if strings.Contains(page, "is not a plain decimal") || strings.Contains(page, "check digit") {
		t.Error("English stands where a translation is")
	}
}
