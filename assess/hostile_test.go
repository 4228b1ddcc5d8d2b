package assess_test

import (
	"strings"
	"testing"
	"time"

	"greenlane/assess"
	"greenlane/item"
	"greenlane/item/money"
)

var noon = time.Date(2026, 11, 21, 5, 0, 0, 0, time.UTC)

// declared is an item to Cambodia that owes duty and is otherwise without fault.
func declared(description, code string) *item.Item {
	return &item.Item{ID: "CP000000015TH", Class: "C", Origin: "TH", Destination: "KH", Posted: "2026-11-20", Declaration: item.Declaration{
		Nature: "11", GrossWeight: item.Weight{Decimal: money.MustParse("1.2")}, Postage: money.New(money.MustParse("4.00"), "USD"),
		Sender:    item.Party{Name: "Sample Shop of Freedonia", Address: []string{"1 Sample Street"}, City: "Sample City", Country: "TH", Postcode: "10100", Telephone: "+66000000000"},
		Recipient: item.Party{Name: "Sasha Sample", Address: []string{"2 Sample Street"}, City: "Phnom Penh", Country: "KH", Postcode: "120101", Telephone: "+85500000000"},
		Lines: []item.Line{{Index: 1, Description: description, Quantity: 2, HS: code, Origin: "TH", NetWeight: item.Weight{Decimal: money.MustParse("1.0")},
			Value: money.New(money.MustParse("120.00"), "USD")}}}}
}

func judge(t *testing.T, book *assess.Rulebook, it *item.Item) *assess.Assessment {
	t.Helper()
	return book.Assess(it, assess.Inputs{At: noon})
}

func has(a *assess.Assessment, code string) bool {
	for _, r := range a.Reasons {
		if r.Code == code {
			return true
		}
	}
	return false
}

const shirts = "men's knitted cotton T-shirts"

// Who declares cannot choose the direction: what comes to the country of the pack comes in.
func TestADeclaredDirectionOpensNoDoor(t *testing.T) {
	book := builtin(t)
	plain := judge(t, book, declared(shirts, "610910"))
	if plain.Decision != assess.Hold || plain.Hold != assess.ForPayment {
		t.Fatalf("without direction: %s %s", plain.Decision, plain.Hold)
	}
	weapon := judge(t, book, declared("hand grenade", ""))
	if weapon.Decision != assess.Seize {
		t.Fatalf("a grenade: %s %v", weapon.Decision, weapon.Reasons)
	}
	for _, flow := range []item.Flow{"O", "X"} {
		it := declared(shirts, "610910")
		it.Flow = flow
		if a := judge(t, book, it); a.Decision != plain.Decision || a.Total.String() != plain.Total.String() {
			t.Errorf("flow %q: %s, due %s and not %s", flow, a.Decision, a.Total, plain.Total)
		}
		it = declared("hand grenade", "")
		it.Flow = flow
		if a := judge(t, book, it); a.Decision != assess.Seize {
			t.Errorf("flow %q, a grenade: %s", flow, a.Decision)
		}
	}
}

// Nobody chooses a law: a recipient in another country than the destination is asked about.
func TestADestinationChoosesNoLaw(t *testing.T) {
	book := builtin(t)
	it := declared(shirts, "610910")
	it.Destination = "GB"
	if a := judge(t, book, it); a.Decision == assess.Release || !has(a, "destination.unclear") {
		t.Errorf("%s %s %v", a.Pack, a.Decision, a.Reasons)
	}
	if a := book.Assess(it, assess.Inputs{At: noon, Pack: "GB"}); has(a, "destination.unclear") {
		t.Error("where the pack is named, nobody asks")
	}
}

// A code that is said to be an officer's is held against the description like any other,
// and hides neither the declared code nor the declared words.
func TestARevisionHidesNothing(t *testing.T) {
	book := builtin(t)
	const phone = "smartphone 128 GB with charger"
	if has(judge(t, book, declared(phone, "851713")), "hs.mismatch") || !has(judge(t, book, declared(phone, "610910")), "hs.mismatch") {
		t.Fatal("the classifier does not tell a telephone from a shirt: this test shows nothing")
	}
	it := declared(phone, "851713")
	it.Declaration.Lines[0].RevisedHS = "610910"
	if a := judge(t, book, it); !has(a, "hs.mismatch") {
		t.Errorf("another code under the same words: %s %v", a.Lane, a.Reasons)
	}
	it = declared("hand grenade", "")
	it.Declaration.Lines[0].RevisedDescription, it.Declaration.Lines[0].RevisedHS = shirts, "610910"
	if a := judge(t, book, it); a.Decision != assess.Seize {
		t.Errorf("a grenade under other words: %s", a.Decision)
	}
	it = declared(shirts, "610910")
	it.Declaration.Lines[0].RevisedDescription = "hand grenade"
	if a := judge(t, book, it); a.Decision != assess.Seize {
		t.Errorf("a grenade that an officer found: %s", a.Decision)
	}
}

// Reliefs are not had for two letters: a registration has a form, and that goods come back
// is shown by the identifier or by papers.
func TestReliefsAreNotHadForAWord(t *testing.T) {
	book := builtin(t)
	to := func(change func(*item.Item)) *assess.Assessment {
		it := declared(shirts, "610910")
		it.Destination, it.Declaration.Recipient.Country, it.Declaration.Recipient.City, it.Declaration.Recipient.Postcode = "NL", "NL", "Rotterdam", "3011 AA"
		change(it)
		return judge(t, book, it)
	}
	plain := to(func(*item.Item) {})
	if a := to(func(it *item.Item) { it.Declaration.Vendor = "IM1234567890" }); a.Total.String() == plain.Total.String() {
		t.Errorf("a registration changes nothing: %s", a.Total)
	}
	for _, vendor := range []string{"IM", "IMPORT", "IM123456789", "IM12345678901", "im1234567890"} {
		if a := to(func(it *item.Item) { it.Declaration.Vendor = vendor }); a.Total.String() != plain.Total.String() {
			t.Errorf("%s: due %s and not %s", vendor, a.Total, plain.Total)
		}
	}
	if a := to(func(it *item.Item) { it.Declaration.Nature = "21" }); a.Decision == assess.Release {
		t.Errorf("called returned: %s", a.Decision)
	}
}

// Prohibited words are found however they are written.
func TestDisguisedWords(t *testing.T) {
	book := builtin(t)
	for name, text := range map[string]string{
		"plain":             "hand grenade",
		"capitals":          "HAND GRENADE",
		"full width":        "ｈａｎｄ ｇｒｅｎａｄｅ",
		"zero width space":  "hand gre\u200bnade",
		"zero width joiner": "hand gre\u200dnade",
		"soft hyphen":       "hand gre\u00adnade",
		"word joiner":       "hand gre\u2060nade",
		"byte order mark":   "hand gre\ufeffnade",
		"variation mark":    "hand gre\ufe0fnade",
		"direction marks":   "hand \u202agrenade\u202c",
		"tags":              "hand gren\U000E0061ade",
		"combining marks":   "hand g\u0332r\u0332e\u0332n\u0332a\u0332d\u0332e\u0332",
		"marks of another":  "hand gre\u20ddnade",
		"Cyrillic letters":  "hand grеnаdе",
		"Greek letters":     "hand grεnαdε",
		"small capitals":    "hand ɢʀᴇɴᴀᴅᴇ",
		"mathematical":      "hand 𝐠𝐫𝐞𝐧𝐚𝐝𝐞",
		"circled":           "hand ⓖⓡⓔⓝⓐⓓⓔ",
		"entities":          "hand gr&#101;nade",
		"named entities":    "hand gre&shy;nade",
		"after much else":   strings.Repeat("soft cushion ", 150) + "hand grenade",
		"between commas":    "cups,hand grenade,cups",
		"after long words":  strings.Repeat("ស្រោមដៃ", 250) + " hand grenade",
		"underscore":        "hand_grenade",
	} {
		if a := judge(t, book, declared(text, "")); a.Decision != assess.Seize {
			t.Errorf("%s (%q): %s %s", name, text, a.Decision, a.Lane)
		}
	}
}

// What may be told outside customs holds nothing of why an item was selected.
func TestPublicFormTellsNoSelection(t *testing.T) {
	a := &assess.Assessment{Item: "EE000000012KH", Decision: assess.Release, Lane: assess.Blue, Outcome: "017",
		Reasons: []assess.Reason{{Code: "rule.kh-1", Text: "WATCHED", Secret: true, Lane: assess.Red}, {Code: "goods.attention", Text: "told", Lane: assess.Blue}},
		Risk:    assess.Risk{P: 0.5, Score: 44, SelectedBy: "rule", Rules: []string{"kh-1"}, Draw: "0.123456789", Top: []assess.Effect{{Feature: "f", Text: "WATCHED"}}}, At: noon}
	before := string(assess.AppendJSON(nil, a, ""))
	open := string(assess.AppendJSON(nil, a.Public(), ""))
	for _, word := range []string{"WATCHED", "kh-1", "secret", "0.123456789", "017", "44", "0.5", "blue"} {
		if strings.Contains(open, word) {
			t.Errorf("%q is told: %s", word, open)
		}
	}
	if !strings.Contains(open, "told") {
		t.Error("what may be told is not")
	}
	if string(assess.AppendJSON(nil, a, "")) != before {
		t.Error("the decision itself was changed")
	}
}

// Mail of every kind in its public form carries no rule, no draw and no secret.
func TestPublicFormOfAllMail(t *testing.T) {
	book := builtin(t)
	for _, it := range mail(2000) {
		a := judge(t, book, it)
		open := string(assess.AppendJSON(nil, a.Public(), ""))
		if strings.Contains(open, `"secret"`) || strings.Contains(open, `"rule.`) || strings.Contains(open, "screening.") || a.Risk.Draw != "" && strings.Contains(open, a.Risk.Draw) {
			t.Fatalf("%s: %s", it.ID, open)
		}
	}
}
