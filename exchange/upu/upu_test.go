package upu

import (
	"slices"
	"strings"
	"testing"

	"greenlane/exchange/stream"
	"greenlane/item"
)

func readOne(t *testing.T, in string) *item.Item {
	t.Helper()
	var out *item.Item
	for rec, err := range ReadITMATT(strings.NewReader(in), stream.Options{}) {
		if err != nil || rec.Faults != nil {
			t.Fatal(err, rec.Faults)
		}
		out = rec.Item
	}
	return out
}

// The three elements of a street come back as they were, until the street is changed.
func TestStreetElements(t *testing.T) {
	for _, elements := range []string{
		"<Street>Sample Quay</Street><HouseNumber>12</HouseNumber><HouseNumberAddition>a</HouseNumberAddition>",
		"<Street></Street><HouseNumber></HouseNumber><HouseNumberAddition></HouseNumberAddition>",
		"<Street>Sample &amp; Quay</Street>",
		"<StreetAndNumber>Sample Quay 12</StreetAndNumber>",
	} {
		it := readOne(t, "<Item><ReceiverAddress>"+elements+"</ReceiverAddress></Item>")
		if out := string(AppendItem(nil, it)); !strings.Contains(out, elements) {
			t.Errorf("%s became %s", elements, out)
		}
		it.Declaration.Recipient.Address = []string{"Other Road 1"}
		if out := string(AppendItem(nil, it)); !strings.Contains(out, "<StreetAndNumber>Other Road 1</StreetAndNumber>") || strings.Contains(out, "Quay") {
			t.Errorf("a changed street is written as %s", out)
		}
	}
}

func TestWrappersAndNeighbours(t *testing.T) {
	const one = "<Item><ItemId>LX000000015DE</ItemId></Item>"
	for _, in := range []string{
		one, "\xef\xbb\xbf" + one, one + one, "<?xml version='1.0'?>" + one + "\n<?xml version='1.0'?>" + one,
		"<a><b>text " + one + " text</b><c/>" + one + "</a>", `<x:a xmlns:x="urn:x"><x:Item><x:ItemId>LX000000015DE</x:ItemId></x:Item></x:a>`,
		"<!-- <Item> --><a><![CDATA[<Item>]]>" + one + "</a>",
		"<Item><Note><Item>nested</Item></Note><ItemId>LX000000015DE</ItemId></Item>",
	} {
		want := max(1, strings.Count(strings.ReplaceAll(in, "x:", ""), one))
		n := 0
		for rec, err := range ReadITMATT(strings.NewReader(in), stream.Options{}) {
			if err != nil || rec.Faults != nil || rec.Item.ID != "LX000000015DE" {
				t.Errorf("%s: %v %+v", in, err, rec)
			}
			n++
		}
		if n != want {
			t.Errorf("%s: %d items, want %d", in, n, want)
		}
	}
}

func TestGift(t *testing.T) {
	for in, want := range map[string]string{
		"<Gift>true</Gift>":  "31",
		"<Gift> 1 </Gift>":   "31",
		"<Gift>false</Gift>": "",
		"<Gift/>":            "",
		"<Gift>false</Gift><NatureOfTransaction>11</NatureOfTransaction>": "11",
		"<Gift>true</Gift><NatureOfTransaction>31</NatureOfTransaction>":  "31",
		"<NatureOfTransaction>91</NatureOfTransaction>":                   "91",
	} {
		it := readOne(t, "<Item>"+in+"</Item>")
		if it.Declaration.Nature != want {
			t.Errorf("%s: nature %q", in, it.Declaration.Nature)
		}
		again := readOne(t, string(AppendItem(nil, it)))
		if again.Digest() != it.Digest() {
			t.Errorf("%s: written as %s", in, AppendItem(nil, it))
		}
	}
}

func TestReceptaclesShareTheirItems(t *testing.T) {
	items := []*item.Item{{ID: "A", Receptacle: "R1"}, {ID: "B", Receptacle: "R1"}, {ID: "C", Receptacle: "R2"}, {ID: "D"}}
	var b strings.Builder
	if err := WritePREDES(&b, slices.Values(items)); err != nil {
		t.Fatal(err)
	}
	want := `{"PWS_Receptacle":{"ReceptacleId":"R1","Item":[{"ItemId":"A"},{"ItemId":"B"}]}}
{"PWS_Receptacle":{"ReceptacleId":"R2","Item":[{"ItemId":"C"}]}}
{"PWS_Receptacle":{"Item":[{"ItemId":"D"}]}}
`
	if b.String() != want {
		t.Errorf("got %s", b.String())
	}
}
