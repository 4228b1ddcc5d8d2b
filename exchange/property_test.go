package exchange

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"greenlane/item"
	"greenlane/item/money"
)

var (
	words    = rapid.StringMatching(`[A-Za-zÀ-ž0-9<>&"',;:.\\/=+@\-]([ A-Za-zÀ-ž0-9<>&"',;:.\\/=+@\-]{0,20}[A-Za-z0-9"'>])?`)
	decimals = rapid.StringMatching(`(0|[1-9][0-9]{0,6})(\.[0-9]{1,4})?`)
	maybe    = rapid.OneOf(rapid.Just(""), words)
	country  = rapid.SampledFrom([]string{"", "DE", "KH", "US", "VN"})
	currency = rapid.SampledFrom([]string{"", "EUR", "USD", "KHR"})
)

func drawDecimal(t *rapid.T) money.Decimal {
	if rapid.Bool().Draw(t, "unknown") {
		return money.Decimal{}
	}
	return money.MustParse(decimals.Draw(t, "decimal"))
}

func drawAmount(t *rapid.T) money.Amount {
	return money.New(drawDecimal(t), currency.Draw(t, "currency"))
}

func drawParty(t *rapid.T) item.Party {
	p := item.Party{Name: maybe.Draw(t, "name"), City: maybe.Draw(t, "city"), State: maybe.Draw(t, "state"),
		Postcode: maybe.Draw(t, "postcode"), Country: country.Draw(t, "country"), Telephone: maybe.Draw(t, "tel"), Email: maybe.Draw(t, "mail")}
	if line := maybe.Draw(t, "address"); line != "" {
		p.Address = []string{line}
	}
	return p
}

// drawItem makes an item with the fields that every format of a declaration can hold.
func drawItem(t *rapid.T, n int) *item.Item {
	it := &item.Item{ID: fmt.Sprintf("LX%09dDE", n), Class: rapid.SampledFrom([]string{"", "U", "C", "E"}).Draw(t, "class")}
	d := &it.Declaration
	d.Nature = rapid.SampledFrom([]string{"", "11", "31", "91"}).Draw(t, "nature")
	d.Sender, d.Recipient = drawParty(t), drawParty(t)
	it.Origin, it.Destination = d.Sender.Country, d.Recipient.Country
	d.GrossWeight.Decimal = drawDecimal(t)
	d.Postage = drawAmount(t)
	for i := range rapid.IntRange(0, 3).Draw(t, "lines") {
		l := item.Line{Index: i + 1, Description: maybe.Draw(t, "description"), Quantity: rapid.Int64Range(0, 99).Draw(t, "quantity"),
			Value: drawAmount(t), HS: rapid.SampledFrom([]string{"", "950300", "62044200", "12"}).Draw(t, "hs"), Origin: country.Draw(t, "origin")}
		l.NetWeight.Decimal = drawDecimal(t)
		d.Lines = append(d.Lines, l)
	}
	return it
}

// drawMore adds what only some formats hold.
func drawMore(t *rapid.T, format string, it *item.Item) {
	d := &it.Declaration
	switch format {
	case CSV, JSON:
		d.Number, d.Vendor, d.Sender.Company = maybe.Draw(t, "number"), maybe.Draw(t, "vendor"), maybe.Draw(t, "company")
		d.Prepaid, d.Insurance = drawAmount(t), drawAmount(t)
		it.Receptacle, it.Origin, it.Destination = maybe.Draw(t, "receptacle"), "NL", "BE"
		d.Sender.Extra = []item.Extra{{Key: "csv:x", Value: maybe.Draw(t, "kept")}}
		fallthrough
	case CDS:
		it.LocalID, it.Category, it.OriginPost = maybe.Draw(t, "local"), maybe.Draw(t, "category"), maybe.Draw(t, "post")
		it.Posted = rapid.SampledFrom([]item.Date{"", "2026-11-20"}).Draw(t, "posted")
		d.Insured = drawAmount(t)
		d.Sender.Reference = maybe.Draw(t, "reference")
		if rapid.Bool().Draw(t, "document") {
			d.Documents = []item.Document{{Type: words.Draw(t, "type"), Number: words.Draw(t, "no"), Name: maybe.Draw(t, "doc")}}
		}
		for i := range d.Lines {
			d.Lines[i].RevisedDescription = maybe.Draw(t, "revised")
		}
	}
}

// TestWrittenItemsAreReadAgain is the round trip of every declaration format.
func TestWrittenItemsAreReadAgain(t *testing.T) {
	for _, format := range []string{CDS, ITMATT, CSV, JSON} {
		t.Run(format, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				var items []*item.Item
				for n := range rapid.IntRange(1, 4).Draw(t, "items") {
					it := drawItem(t, n)
					drawMore(t, format, it)
					items = append(items, it)
				}
				var b bytes.Buffer
				if err := Write(&b, format, slices.Values(items)); err != nil {
					t.Fatal(err)
				}
				if got, err := Detect(b.Bytes()); got != format {
					t.Fatalf("detected %q, %v", got, err)
				}
				i := 0
				for rec, err := range Read(&b, Options{Format: format}) {
					if err != nil || rec.Faults != nil {
						t.Fatalf("%v %v", err, rec.Faults)
					}
					if i >= len(items) {
						t.Fatal("more items than were written")
					}
					if want, got := items[i], rec.Item; want.Digest() != got.Digest() {
						got.Source = item.Source{}
						t.Fatalf("wrote %s\nread  %s", item.AppendJSON(nil, want), item.AppendJSON(nil, got))
					}
					i++
				}
				if i != len(items) {
					t.Fatalf("%d items of %d", i, len(items))
				}
			})
		})
	}
}

// TestKeptFieldsCannotForge writes items whose kept fields try to stand for declared ones.
func TestKeptFieldsCannotForge(t *testing.T) {
	forged := func(prefix string, names ...string) (extra []item.Extra) {
		for _, n := range names {
			for _, v := range []string{`"FORGED"`, `1},{"FORGED":1`, `<ItemId>FORGED</ItemId>`, `<Note>x</Note><ItemId>FORGED</ItemId>`, `</Item><Item>`} {
				extra = append(extra, item.Extra{Key: prefix + n, Value: v})
			}
		}
		return extra
	}
	it := &item.Item{ID: "LX000000015DE", Class: "U", Receptacle: "DEFRAAKHPNHAAUN"}
	fromReceptacle := *it
	it.Extra = slices.Concat(forged("cds:MailObject.", "Id"), forged("cds:", "MailObject", "SenderName", "CDSViews"),
		forged("itmatt:", "ItemId", "Note", "Item"), forged("predes:PWS_Receptacle.Item.", "ItemId"), forged("predes:", "PWS_Receptacle"))
	it.Declaration.Extra = forged("cds:Declaration.", "Data")
	it.Declaration.Lines = []item.Line{{Index: 1, Description: "Book", Extra: slices.Concat(forged("cds:Declaration.Data.ContentPieces.", "Description"),
		forged("itmatt:ContentPiece.", "Description"), forged("csv:", "item", "Tracking Number"))}}
	for _, format := range []string{CDS, ITMATT, PREDES, CSV} {
		out := write(t, format, []*item.Item{it})
		got := readAll(t, out, Options{Format: format})
		if len(got) != 1 || got[0].ID != fromReceptacle.ID {
			t.Errorf("%s: %d items\n%s", format, len(got), out)
			continue
		}
		if format != PREDES && got[0].Declaration.Lines[0].Description != "Book" {
			t.Errorf("%s: %s", format, out)
		}
		if format != CSV && strings.Contains(got[0].ID+got[0].Declaration.Sender.Name, "FORGED") {
			t.Errorf("%s: %s", format, out)
		}
	}
}
