package exchange

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"testing"

	"greenlane/item"
	"greenlane/item/money"
)

// benchItems makes items with two lines and both parties, as most declarations have.
func benchItems(n int) []*item.Item {
	items := make([]*item.Item, n)
	for i := range items {
		it := &item.Item{ID: fmt.Sprintf("LX%09dDE", i), Class: "U", Category: "A", OriginPost: "DEFRAA", DestinationPost: "KHPNHA",
			Origin: "DE", Destination: "KH", Posted: "2026-11-20", Receptacle: "DEFRAAKHPNHAAUN60012001100105"}
		d := &it.Declaration
		d.Nature = "11"
		d.Sender = item.Party{Name: "Ada Example", Address: []string{"Sample Street 1"}, City: "Berlin", Postcode: "10115", Country: "DE", Email: "ada@example.org"}
		d.Recipient = item.Party{Name: "Bo Example", Address: []string{"House 2"}, City: "Phnom Penh", Postcode: "12000", Country: "KH", Telephone: "+855 12 000 000"}
		d.GrossWeight.Decimal = money.MustParse("1.250")
		d.Postage = money.New(money.MustParse("12.50"), "EUR")
		for k, text := range []string{"Women's dress of woven cotton", "Wooden toy train for children"} {
			l := item.Line{Index: k + 1, Description: text, Quantity: 2, Value: money.New(money.MustParse("45.90"), "EUR"), HS: "950300", Origin: "VN"}
			l.NetWeight.Decimal = money.MustParse("0.400")
			d.Lines = append(d.Lines, l)
		}
		items[i] = it
	}
	return items
}

func BenchmarkRead(b *testing.B) {
	items := benchItems(1000)
	for _, format := range Formats() {
		b.Run(format, func(b *testing.B) {
			data := write(b, format, items)
			b.SetBytes(int64(len(data) / len(items)))
			b.ReportAllocs()
			n := 0
			for n < b.N {
				for rec, err := range Read(bytes.NewReader(data), Options{Format: format}) {
					if err != nil || rec.Faults != nil {
						b.Fatal(err, rec.Faults)
					}
					if n++; n == b.N {
						break
					}
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "items/s")
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	items := benchItems(1000)
	for _, format := range Formats() {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for n := 0; n < b.N; n += len(items) {
				if err := Write(io.Discard, format, slices.Values(items[:min(len(items), b.N-n)])); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "items/s")
		})
	}
}
