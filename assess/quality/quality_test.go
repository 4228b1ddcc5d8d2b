package quality

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"greenlane/assess/pack"
	"greenlane/item"
	"greenlane/item/money"
)

func kg(s string) item.Weight { return item.Kilograms(money.MustParse(s)) }

func good() *item.Item {
	return &item.Item{
		ID: "RL000000012US", Class: "C", Origin: "US", Destination: "KH",
		Declaration: item.Declaration{
			Nature:      "11",
			Sender:      item.Party{Name: "Ada Nemo", Address: []string{"1 Example Road"}, City: "Springfield", Postcode: "00001", Country: "US", Telephone: "+1 555 010 0000", Email: "ada@example.org"},
			Recipient:   item.Party{Name: "សុខ សុភា", Address: []string{"ផ្ទះលេខ ១២ ផ្លូវ ៣០"}, City: "ភ្នំពេញ", Country: "KH", Telephone: "០១២ ៣៤៥ ៦៧៨"},
			GrossWeight: kg("0.5"),
			Lines: []item.Line{
				{Description: "women's dress, knitted cotton", Quantity: 1, NetWeight: kg("0.3"), Value: money.New(money.MustParse("24.00"), "USD"), HS: "610442", Origin: "US"},
			},
		},
	}
}

func codes(r Report) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Code+" "+f.Field)
	}
	return out
}

func TestGoodDeclarationHasNoFindings(t *testing.T) {
	han := good()
	han.Declaration.Recipient = item.Party{Name: "王芳", Address: []string{"人民路1号"}, City: "上海", Postcode: "200000", Country: "KH"}
	han.Declaration.Lines[0].Description = "女式棉连衣裙"
	for name, it := range map[string]*item.Item{"khmer": good(), "han": han} {
		if r := Check(it, Compile(pack.Requirements{}), "2026-11-21"); r.Score != 100 || len(r.Findings) != 0 {
			t.Errorf("%s: %d %v", name, r.Score, codes(r))
		}
	}
}

func TestFindings(t *testing.T) {
	cases := []struct {
		name   string
		change func(*item.Item)
		want   string
	}{
		{"single letter name", func(it *item.Item) { it.Declaration.Sender.Name = "X." }, "quality.party.name /declaration/sender/name"},
		{"digits name", func(it *item.Item) { it.Declaration.Sender.Name = "12345" }, "quality.party.name /declaration/sender/name"},
		{"placeholder name", func(it *item.Item) { it.Declaration.Recipient.Name = "N/A" }, "quality.party.name /declaration/recipient/name"},
		{"repeated letter name", func(it *item.Item) { it.Declaration.Recipient.Name = "aaaa" }, "quality.party.name /declaration/recipient/name"},
		{"no street", func(it *item.Item) { it.Declaration.Recipient.Address = nil }, "quality.address.street /declaration/recipient/address"},
		{"placeholder street", func(it *item.Item) { it.Declaration.Recipient.Address = []string{"xxx", "..."} }, "quality.address.street_filling /declaration/recipient/address"},
		{"no city", func(it *item.Item) { it.Declaration.Recipient.City = "" }, "quality.address.city /declaration/recipient/city"},
		{"city of digits", func(it *item.Item) { it.Declaration.Recipient.City = "0000" }, "quality.address.city_filling /declaration/recipient/city"},
		{"postcode", func(it *item.Item) { it.Declaration.Recipient.Postcode = "none" }, "quality.address.postcode /declaration/recipient/postcode"},
		{"country form", func(it *item.Item) { it.Declaration.Sender.Country = "usa" }, "quality.address.country_form /declaration/sender/country"},
		{"other country", func(it *item.Item) { it.Declaration.Recipient.Country = "VN" }, "quality.address.other_country /declaration/recipient/country"},
		{"telephone", func(it *item.Item) { it.Declaration.Recipient.Telephone = "call me" }, "quality.party.telephone /declaration/recipient/telephone"},
		{"mail", func(it *item.Item) { it.Declaration.Sender.Email = "ada at example" }, "quality.party.email /declaration/sender/email"},
		{"gross unknown", func(it *item.Item) { it.Declaration.GrossWeight = item.Weight{} }, "quality.weight.gross_unknown /declaration/gross_weight"},
		{"net above gross", func(it *item.Item) { it.Declaration.Lines[0].NetWeight = kg("0.501") }, "quality.weight.net_above_gross /declaration/gross_weight"},
		{"net zero", func(it *item.Item) { it.Declaration.Lines[0].NetWeight = kg("0.00") }, "quality.weight.net_zero /declaration/lines/0/net_weight"},
		{"too heavy", func(it *item.Item) { it.Declaration.GrossWeight = kg("31.6") }, "quality.weight.above_parcel /declaration/gross_weight"},
		{"heavy letter", func(it *item.Item) { it.Class = "U"; it.Declaration.GrossWeight = kg("2.1") }, "quality.weight.above_letter /declaration/gross_weight"},
		{"value zero", func(it *item.Item) { it.Declaration.Lines[0].Value = money.New(money.Zero, "USD") }, "quality.value.zero /declaration/lines/0/value"},
		{"value one", func(it *item.Item) { it.Declaration.Lines[0].Value = money.New(money.One, "USD") }, "quality.value.one /declaration/lines"},
		{"no currency", func(it *item.Item) { it.Declaration.Lines[0].Value.Currency = "" }, "quality.currency.missing /declaration/lines/0/value/currency"},
		{"two currencies", func(it *item.Item) {
			l := it.Declaration.Lines[0]
			l.Value.Currency = "EUR"
			l.NetWeight = kg("0.1")
			it.Declaration.Lines = append(it.Declaration.Lines, l)
		}, "quality.currency.mixed /declaration/lines"},
		{"no quantity", func(it *item.Item) { it.Declaration.Lines[0].Quantity = 0 }, "quality.quantity.missing /declaration/lines/0/quantity"},
		{"gift with invoice", func(it *item.Item) {
			it.Declaration.Nature = "31"
			it.Declaration.Documents = []item.Document{{Type: "invoice"}}
		}, "quality.nature.sale_as_gift /declaration/nature"},
		{"same person", func(it *item.Item) {
			it.Declaration.Sender = it.Declaration.Recipient
		}, "quality.party.same /declaration/recipient/name"},
	}
	req := Compile(pack.Requirements{})
	for _, c := range cases {
		it := good()
		c.change(it)
		r := Check(it, req, "2026-11-21")
		if got := codes(r); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		} else if f := r.Findings[0]; r.Score != 100-f.Points || f.Text == "" || f.Fix == "" || f.Complete {
			t.Errorf("%s: score %d, finding %+v", c.name, r.Score, f)
		}
	}
}

func TestNoDeclarationIsOneFinding(t *testing.T) {
	r := Check(&item.Item{ID: "RL200000006IE"}, Compile(pack.Requirements{Required: []pack.Requirement{{Field: "/declaration/nature"}}}), "2026-11-21")
	if !slices.Equal(codes(r), []string{"quality.no_declaration /declaration"}) || !r.Incomplete() || r.Score != 0 {
		t.Errorf("%d %v", r.Score, codes(r))
	}
}

func TestDocumentsMayBeCalledDocuments(t *testing.T) {
	it, req := good(), Compile(pack.Requirements{})
	it.Declaration.Lines[0].Description = "Documents"
	if r := Check(it, req, "2026-11-21"); !r.Incomplete() {
		t.Error("a sale of documents passes")
	}
	it.Declaration.Nature = "91"
	it.Declaration.Lines[0].Value = money.New(money.Zero, "USD")
	if r := Check(it, req, "2026-11-21"); len(r.Findings) > 0 {
		t.Errorf("documents without a value: %v", codes(r))
	}
}

func TestRequirementsHoldByClassNatureAndPeriod(t *testing.T) {
	reqs := pack.Requirements{Required: []pack.Requirement{
		{Field: "/declaration/recipient/address", Classes: []string{"C", "E"}, Action: "complete", Reason: "nl.address"},
		{Field: "/declaration/lines/*/origin", Natures: []string{"11"}, Action: "complete"},
		{Field: "/declaration/recipient/email", Action: "advise"},
		{Field: "/declaration/postage", Period: pack.Period{From: "2027-01-01"}},
		{Field: "/declaration/colour"},
	}}
	if got := Unknown(reqs); !slices.Equal(got, []string{"/declaration/colour"}) {
		t.Errorf("unknown fields %v", got)
	}
	req := Compile(reqs)
	it := good()
	it.Declaration.Recipient.Address = nil
	it.Declaration.Lines[0].Origin = ""
	r := Check(it, req, "2026-11-21")
	want := []string{"nl.address /declaration/recipient/address", "quality.missing /declaration/lines/0/origin", "quality.missing /declaration/recipient/email"}
	if !slices.Equal(codes(r), want) || !r.Incomplete() || r.Findings[1].Text != "the origin of a content piece is missing" {
		t.Errorf("got %v, want %v; %q", codes(r), want, r.Findings[1].Text)
	}
	it.Class, it.Declaration.Nature = "U", "31"
	if r := Check(it, req, "2027-01-01"); !r.Incomplete() || codes(r)[1] != "quality.missing /declaration/postage" {
		t.Errorf("in 2027: %v", codes(r))
	}
	if r := Check(it, req, "2026-12-31"); r.Incomplete() {
		t.Errorf("a gift letter: %v", codes(r))
	}
}

func TestVagueDescriptions(t *testing.T) {
	cases := map[string]string{
		"": VagueEmpty, " - ": VagueEmpty, "4711": VagueNumeric, "12 / 34": VagueNumeric, "XJ-2231B": VagueSKU,
		"red XL": VagueSizeColour, "clothes": VagueStopword, "Consolidated  CARGO.": VagueStopword, "Nike": VagueBrand,
		"gift": VagueTransaction, "GIFTS!": VagueTransaction, "gift for my family": VagueTransaction, "sample": VagueTransaction,
		"parts": VagueHead, "various items": VagueHead, "new shoes 2 pcs": VagueHead, "ab": VagueShort,
		"????": VagueScript, "\uE000\uE001\uE002": VagueScript,
		"cadeau": VagueTransaction, "vetements": VagueStopword, "Vêtements": VagueStopword, "regalo de cumpleaños": VagueTransaction,
		"Kleidung": VagueStopword, "Geschenk": VagueTransaction, "roupas": VagueStopword, "អំណោយ": VagueTransaction, "សម្លៀកបំពាក់": VagueStopword,
		"礼物": VagueTransaction, "衣服": VagueStopword, "هدية": VagueTransaction, "ملابس": VagueStopword, "подарок": VagueTransaction, "одежда": VagueStopword, "ОДЕЖДА": VagueStopword,
		"my own word": VagueStopword,

		"Automated Test Stuff1": "", "Automated stuff": "", "cotton T-shirt, red, XL": "", "wooden toys": "", "wood toys": "", "tv": "", "USB cable": "",
		"mu er": "", "Canon PG-545": "", "CO2小钢瓶": "", "plastic bag": "", "bag": VagueStopword, "ab c": VagueShort, "x1 22": VagueSKU, "documents": VagueStopword,
		"កាហ្វេលីង": "", "棉裙": "", "茶": "", "платье хлопковое": "", "brake pads for bicycles": "", "Nike running shoes": "", "gift: silk scarf": "",
	}
	req := Compile(pack.Requirements{VagueTerms: []string{"My own word"}})
	for text, want := range cases {
		if got := req.words.vague(text, req.limits.description, nil); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestVocabularyIsReadWhole(t *testing.T) {
	v := newVocabulary()
	if len(v.terms) < 900 {
		t.Errorf("%d terms, want at least 900", len(v.terms))
	}
	for term, w := range v.terms {
		if w == 0 || strings.ContainsAny(term, ",[]") {
			t.Errorf("term %q has kind %d", term, w)
		}
	}
	l := newLimits()
	if l.parcel.String() != "31.5" || l.letter.String() != "2" || l.pieces != 20 || l.description != 512 {
		t.Errorf("limits %+v", l)
	}
	for _, w := range []string{VagueEmpty, VagueNumeric, VagueSKU, VagueSizeColour, VagueStopword, VagueBrand, VagueTransaction, VagueHead, VagueShort, VagueScript} {
		if !slices.ContainsFunc(vagueAnswers[:], func(a struct{ code, text, fix string }) bool { return a.code == w && a.text != "" && a.fix != "" }) {
			t.Errorf("%s has no answer", w)
		}
	}
}

func TestScoreIsWhatThePointsLeave(t *testing.T) {
	req := Compile(pack.Requirements{})
	rapid.Check(t, func(t *rapid.T) {
		it := good()
		d := &it.Declaration
		d.Sender.Name, d.Recipient.City = rapid.String().Draw(t, "name"), rapid.String().Draw(t, "city")
		d.Lines[0].Description = rapid.String().Draw(t, "description")
		d.Sender.Email, d.Recipient.Telephone = rapid.String().Draw(t, "email"), rapid.String().Draw(t, "telephone")
		r := Check(it, req, "2026-11-21")
		sum := 100
		for _, f := range r.Findings {
			sum -= f.Points
		}
		if r.Score != max(sum, 0) {
			t.Fatalf("score %d, points leave %d", r.Score, sum)
		}
	})
}

func FuzzDescription(f *testing.F) {
	for _, s := range []string{"gift", "women's dress", "\xff\xfe", "4711", "អំណោយ", "礼物", "a\u0301b", "....", "é", "ŀ"} {
		f.Add(s)
	}
	req := Compile(pack.Requirements{})
	f.Fuzz(func(t *testing.T, s string) {
		n := req.words.normalise(nil, s)
		if again := req.words.normalise(nil, string(n)); string(again) != string(n) {
			t.Errorf("%q is normalised to %q and then to %q", s, n, again)
		}
		if a, b := req.words.vague(s, 512, nil), req.words.vague(s+" ", 512, nil); a != b && len(s) < 512 {
			t.Errorf("%q: %q, with a blank behind it %q", s, a, b)
		}
		it := good()
		it.Declaration.Lines[0].Description, it.Declaration.Sender.Name, it.Declaration.Sender.Telephone = s, s, s
		Check(it, req, "2026-11-21")
	})
}

func BenchmarkCheck(b *testing.B) {
	req := Compile(pack.Requirements{Required: []pack.Requirement{
		{Field: "/declaration/recipient/address", Classes: []string{"C", "E"}}, {Field: "/declaration/lines/*/origin"}, {Field: "/declaration/lines/*/value"},
		{Field: "/declaration/nature"}, {Field: "/declaration/recipient/telephone"}, {Field: "/declaration/gross_weight"},
	}})
	it := good()
	for range 2 {
		it.Declaration.Lines = append(it.Declaration.Lines, it.Declaration.Lines[0])
	}
	b.ReportAllocs()
	for b.Loop() {
		Check(it, req, "2026-11-21")
	}
}
