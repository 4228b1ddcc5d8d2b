package structure

import (
	"strings"
	"testing"

	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/money"
)

const today item.Date = "2026-11-21"

func usd(s string) money.Amount { return money.New(money.MustParse(s), "USD") }

func sound() *item.Item {
	return &item.Item{
		ID: "RR473124829GB", Flow: item.Inbound, Class: "U", Category: "A",
		Origin: "GB", Destination: "KH", Posted: "2026-11-18",
		Declaration: item.Declaration{
			Nature:      "31",
			Sender:      item.Party{Name: "Alex Example", Address: []string{"1 Sample Street", "Flat 2"}, City: "Exampleton", Country: "GB", Email: "alex@example.org"},
			Recipient:   item.Party{Name: "សុខ ឧទាហរណ៍", Address: []string{"ផ្លូវ 271"}, City: "Phnom Penh", Country: "KH"},
			GrossWeight: item.Kilograms(money.MustParse("0.450")),
			Postage:     usd("8.20"),
			Lines: []item.Line{
				{Index: 1, Description: "cotton t-shirt", Quantity: 2, NetWeight: item.Kilograms(money.MustParse("0.300")), Value: usd("20"), HS: "610910", Origin: "BD"},
				{Index: 2, Description: "paperback book", Quantity: 1, Value: usd("9.99"), HS: "4901990000", Origin: "GB"},
			},
		},
	}
}

func TestSoundItem(t *testing.T) {
	if faults := Check(sound(), today); len(faults) > 0 {
		t.Error(faults)
	}
	if n := testing.AllocsPerRun(100, func() { Check(sound1, today) }); n > 0 {
		t.Errorf("%g allocations", n)
	}
}

var sound1 = sound()

func TestFaults(t *testing.T) {
	long := strings.Repeat("é", MaxText+1)
	for _, c := range []struct {
		name        string
		spoil       func(*item.Item)
		code, field string
		unusable    bool
	}{
		{"no identifier", func(it *item.Item) { it.ID = "" }, "field.missing", "/id", true},
		{"check digit", func(it *item.Item) { it.ID = "RR473124820GB" }, "s10.check_digit", "/id", true},
		{"flow", func(it *item.Item) { it.Flow = "X" }, "code.flow", "/flow", false},
		{"class", func(it *item.Item) { it.Class = "Z" }, "code.class", "/class", false},
		{"category", func(it *item.Item) { it.Category = "Z" }, "code.category", "/category", false},
		{"country", func(it *item.Item) { it.Destination = "QQ" }, "code.country", "/destination", true},
		{"lower case", func(it *item.Item) { it.Origin = "gb" }, "code.country", "/origin", true},
		{"former country", func(it *item.Item) { it.Declaration.Lines[1].Origin = "AN" }, "code.expired", "/declaration/lines/1/origin", false},
		{"party", func(it *item.Item) { it.Declaration.Recipient.Country = "??" }, "code.country", "/declaration/recipient/country", true},
		{"posting day", func(it *item.Item) { it.Posted = "2026-02-30" }, "date.syntax", "/posted", true},
		{"nature", func(it *item.Item) { it.Declaration.Nature = "12" }, "code.nature", "/declaration/nature", false},
		{"kuna too late", func(it *item.Item) { it.Declaration.Lines[0].Value.Currency = "HRK" }, "code.expired", "/declaration/lines/0/value/currency", false},
		{"no currency of that name", func(it *item.Item) { it.Declaration.Postage.Currency = "XYZ" }, "code.currency", "/declaration/postage/currency", true},
		{"guilder too early", func(it *item.Item) { it.Posted = "2025-01-01"; it.Declaration.Postage.Currency = "XCG" }, "code.not_yet", "/declaration/postage/currency", false},
		{"negative value", func(it *item.Item) { it.Declaration.Lines[0].Value.Decimal = money.MustParse("-1") }, "money.negative", "/declaration/lines/0/value/amount", true},
		{"negative insured", func(it *item.Item) { it.Declaration.Insured = usd("-0.01") }, "money.negative", "/declaration/insured/amount", true},
		{"negative weight", func(it *item.Item) { it.Declaration.Lines[1].NetWeight = item.Kilograms(money.MustParse("-1")) }, "weight.negative", "/declaration/lines/1/net_weight", true},
		{"negative gross", func(it *item.Item) { it.Declaration.GrossWeight = item.Kilograms(money.MustParse("-1")) }, "weight.negative", "/declaration/gross_weight", true},
		{"negative pieces", func(it *item.Item) { it.Declaration.Lines[0].Quantity = -1 }, "quantity.syntax", "/declaration/lines/0/quantity", true},
		{"points in the code", func(it *item.Item) { it.Declaration.Lines[0].HS = "6109.10" }, "hs.form", "/declaration/lines/0/hs", false},
		{"code of no edition", func(it *item.Item) { it.Declaration.Lines[0].HS = "610900" }, "hs.unknown", "/declaration/lines/0/hs", false},
		{"revised code", func(it *item.Item) { it.Declaration.Lines[0].RevisedHS = "61" }, "hs.form", "/declaration/lines/0/revised_hs", false},
		{"long name", func(it *item.Item) { it.Declaration.Sender.Name = long }, "input.too_long", "/declaration/sender/name", true},
		{"long address", func(it *item.Item) { it.Declaration.Sender.Address[1] = long }, "input.too_long", "/declaration/sender/address/1", true},
		{"long description", func(it *item.Item) { it.Declaration.Lines[0].Description = strings.Repeat("x", MaxDescription+1) }, "input.too_long", "/declaration/lines/0/description", true},
		{"control character", func(it *item.Item) { it.Declaration.Lines[0].Description = "cotton\x00shirt" }, "input.control", "/declaration/lines/0/description", true},
		{"C1 control", func(it *item.Item) { it.LocalID = "a\u0085b" }, "input.control", "/local_id", true},
		{"not UTF-8", func(it *item.Item) { it.Declaration.Sender.City = "caf\xe9" }, "input.charset", "/declaration/sender/city", true},
		{"many lines", func(it *item.Item) { it.Declaration.Lines = make([]item.Line, MaxLines+1) }, "input.too_many", "/declaration/lines", true},
		{"many documents", func(it *item.Item) { it.Declaration.Documents = make([]item.Document, MaxDocuments+1) }, "input.too_many", "/declaration/documents", true},
		{"many address lines", func(it *item.Item) { it.Declaration.Recipient.Address = make([]string, MaxAddress+1) }, "input.too_many", "/declaration/recipient/address", true},
		{"document", func(it *item.Item) { it.Declaration.Documents = []item.Document{{Number: "\x01"}} }, "input.control", "/declaration/documents/0/number", true},
		{"extra", func(it *item.Item) {
			it.Declaration.Lines[1].Extra = []item.Extra{{Key: "a"}, {Key: "b", Value: "\x02"}}
		}, "input.control", "/declaration/lines/1/extra/1/1", true},
		{"many extras", func(it *item.Item) { it.Extra = make([]item.Extra, MaxExtras+1) }, "input.too_many", "/extra", true},
	} {
		it := sound()
		c.spoil(it)
		faults := Check(it, today)
		if len(faults) != 1 || faults[0].Code != c.code || faults[0].Field != c.field {
			t.Errorf("%s: want %s at %s, got %v", c.name, c.code, c.field, faults)
			continue
		}
		unusable, later := Split(faults)
		if len(unusable)+len(later) != 1 {
			t.Errorf("%s: parted into %d and %d", c.name, len(unusable), len(later))
		}
		if got := len(unusable) == 1; got != c.unusable {
			t.Errorf("%s: unusable is %v", c.name, got)
		}
	}
}

func TestCodesAreThoseOfTheDayOfPosting(t *testing.T) {
	it := sound()
	it.Posted = "2022-12-30"
	it.Declaration.Postage.Currency = "HRK"
	if faults := Check(it, "2023-01-05"); len(faults) > 0 {
		t.Error(faults)
	}
	it.Posted = ""
	if faults := Check(it, "2023-01-05"); len(faults) != 1 || !fault.Is(faults, "code.expired") {
		t.Error(faults)
	}
}

func TestLineBreaksAreLetBe(t *testing.T) {
	it := sound()
	it.Declaration.Lines[0].Description = "shirt\r\n\tblue\u00a0é"
	if faults := Check(it, today); len(faults) > 0 {
		t.Error(faults)
	}
}

func BenchmarkCheck(b *testing.B) {
	it := sound()
	b.ReportAllocs()
	for b.Loop() {
		Check(it, today)
	}
}
