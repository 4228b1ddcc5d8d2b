package item_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/item/money"
)

func whole() *item.Item {
	return &item.Item{
		ID: "EE000000012KH", LocalID: "L1", Flow: item.Inbound, Class: "E", Category: "A", OriginPost: "CNA", DestinationPost: "KHA",
		Origin: "CN", Destination: "KH", Receptacle: "R", Posted: "2026-11-20",
		Declaration: item.Declaration{
			Number: "N", Nature: "11", Vendor: "IM0000000001",
			Sender:      item.Party{Name: "A", Company: "B", Address: []string{"1", "2"}, City: "C", State: "S", Postcode: "P", Country: "CN", Telephone: "+86", Email: "a@example.org", Reference: "r", Extra: []item.Extra{{Key: "x", Value: "1"}}},
			Recipient:   item.Party{Name: "សុខា"},
			GrossWeight: item.Kilograms(money.MustParse("0.350")),
			Postage:     money.New(money.MustParse("10.05"), "EUR"), Insured: money.New(money.Zero, "EUR"), Insurance: money.New(money.One, "EUR"), Prepaid: money.New(money.One, "USD"),
			Documents: []item.Document{{Type: "invoice", Number: "7", Name: "i"}},
			Lines: []item.Line{{Index: 1, Description: "scarf \"silk\"", Quantity: 2, NetWeight: item.Kilograms(money.MustParse("0.3")), Value: money.New(money.MustParse("24.00"), "EUR"),
				HS: "621410", Origin: "CN", RevisedDescription: "silk scarf", RevisedHS: "621410", Extra: []item.Extra{{Key: "cds:Foo", Value: `{"a":1}`}}}, {Index: 2}},
			Extra: []item.Extra{{Key: "cds:Fax", Value: `"1"`}},
		},
		Source: item.Source{Format: "csv", Message: "m", Partner: "p", Line: 3, Offset: 9},
		Extra:  []item.Extra{{Key: "json:foo", Value: "[1]"}},
	}
}

func read(t *testing.T, text string) *item.Item {
	t.Helper()
	it, err := item.ReadJSON(jsontext.NewReader([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func TestOwnJSONRoundTrip(t *testing.T) {
	it := whole()
	text := string(item.AppendJSON(nil, it))
	back := read(t, text)
	same := cmp.Comparer(func(a, b money.Decimal) bool { return a.Known() == b.Known() && a.String() == b.String() })
	if d := cmp.Diff(it, back, same); d != "" {
		t.Error(d)
	}
	if again := string(item.AppendJSON(nil, back)); again != text {
		t.Errorf("second writing differs:\n%s\n%s", text, again)
	}
}

func TestEncodeIsTheWritingAndTheDigest(t *testing.T) {
	for _, source := range []item.Source{{}, {Format: "csv", Line: 3}} {
		it := whole()
		it.Source = source
		text, digest := item.Encode(it)
		if string(text) != string(item.AppendJSON(nil, it)) || digest != it.Digest() {
			t.Errorf("%s", text)
		}
	}
}

func TestUnknownMembersSurvive(t *testing.T) {
	it := read(t, `{"id":"X","colour":{"a":[1,2]},"declaration":{"lines":[{"shade":"red"}]}}`)
	again := read(t, string(item.AppendJSON(nil, it)))
	if again.Extra[0] != (item.Extra{Key: "json:colour", Value: `{"a":[1,2]}`}) || again.Declaration.Lines[0].Extra[0].Value != `"red"` {
		t.Errorf("%+v", again)
	}
}

func TestDigestIgnoresWhereItCameFrom(t *testing.T) {
	a, b := whole(), whole()
	b.Source = item.Source{}
	if a.Digest() != b.Digest() {
		t.Error("the source changes the digest")
	}
	b.Declaration.Lines[0].Value = money.New(money.MustParse("24.01"), "EUR")
	if a.Digest() == b.Digest() {
		t.Error("a cent does not change the digest")
	}
}

func TestBadValuesNameTheField(t *testing.T) {
	for in, want := range map[string]string{
		`{"declaration":{"lines":[{},{"value":{"amount":"1,5"}}]}}`: "money.syntax /declaration/lines/1/value/amount",
		`{"declaration":{"gross_weight":"two"}}`:                    "weight.syntax /declaration/gross_weight",
		`{"posted":"21.11.2026"}`:                                   "date.syntax /posted",
		`{"declaration":{"lines":[{"quantity":1.5}]}}`:              "json.type /declaration/lines/0/quantity",
	} {
		_, err := item.ReadJSON(jsontext.NewReader([]byte(in)))
		f, ok := fault.As(err)
		if !ok || f.Code+" "+f.Field != want || f.Offset == 0 {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
}

func FuzzReadJSON(f *testing.F) {
	f.Add(item.AppendJSON(nil, whole()))
	f.Add([]byte(`{"id":"X","declaration":{"lines":[{"value":{"amount":1e3}}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		it, err := item.ReadJSON(jsontext.NewReader(data))
		if err != nil {
			return
		}
		once := item.AppendJSON(nil, it)
		back, err := item.ReadJSON(jsontext.NewReader(once))
		if err != nil {
			t.Fatalf("own text is refused: %v\n%s", err, once)
		}
		if twice := item.AppendJSON(nil, back); string(twice) != string(once) {
			t.Fatalf("not stable:\n%s\n%s", once, twice)
		}
	})
}
