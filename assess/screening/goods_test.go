package screening

import (
	"strings"
	"testing"

	"greenlane/assess/pack"
	"greenlane/item"
)

func someGoods() *Goods {
	return CompileRestrictions([]pack.Restriction{
		{ID: "weapons", Effect: "prohibited", HS: []string{"9302", "9303"}, Words: []string{"hand gun", "gun", "rifle", "អាវុធ", "枪"}, Except: []string{"toy", "glue gun", "玩具"}},
		{ID: "knives", Effect: "restricted", Words: []string{"switchblade knife", "knife", "pepper spray"}, Except: []string{"butter knife"}},
		{ID: "lithium", Effect: "restricted", Words: []string{"lithium battery"}, Flow: item.Outbound},
		{ID: "meat", Effect: "prohibited", HS: []string{"0201"}, Words: []string{"pork"}, Origins: []string{"XA"}, Period: pack.Period{From: "2026-01-01", To: "2027-01-01"}},
	})
}

func TestRestrictionsSpeakOfTheRightGoods(t *testing.T) {
	cases := []struct {
		name string
		c    Content
		flow item.Flow
		day  item.Date
		want string
	}{
		{"plain word", Content{Description: "Air GUN, steel"}, "", "2026-11-21", "weapons words gun"},
		{"plural", Content{Description: "two hand guns"}, "I", "2026-11-21", "weapons words hand gun"},
		{"irregular plural", Content{Description: "kitchen knives"}, "I", "2026-11-21", "knives words knife"},
		{"accents", Content{Description: "rífle"}, "I", "2026-11-21", "weapons words rifle"},
		{"not inside a word", Content{Description: "begun gunpowdery riflescope"}, "I", "2026-11-21", ""},
		{"except", Content{Description: "toy gun, plastic"}, "I", "2026-11-21", ""},
		{"except phrase", Content{Description: "glue guns"}, "I", "2026-11-21", ""},
		{"except is a whole phrase", Content{Description: "gun with glue"}, "I", "2026-11-21", "weapons words gun"},
		{"y and e", Content{Description: "pepper sprays"}, "I", "2026-11-21", "knives words pepper spray"},
		{"code", Content{Description: "toy", HS: "930320"}, "I", "2026-11-21", "weapons hs 9303"},
		{"proposed code", Content{Description: "thing", HS: "950300", ProposedHS: "930200"}, "I", "2026-11-21", "weapons proposed_hs 9302"},
		{"other code", Content{HS: "9304"}, "I", "2026-11-21", ""},
		{"short code", Content{HS: "93"}, "I", "2026-11-21", ""},
		{"khmer", Content{Description: "ដឹកអាវុធធំ"}, "I", "2026-11-21", "weapons words អាវុធ"},
		{"han", Content{Description: "一支枪"}, "I", "2026-11-21", "weapons words 枪"},
		{"han toy", Content{Description: "玩具枪"}, "I", "2026-11-21", ""},
		{"other direction", Content{Description: "lithium batteries"}, "I", "2026-11-21", ""},
		{"its direction", Content{Description: "lithium batteries"}, "O", "2026-11-21", "lithium words lithium battery"},
		{"origin", Content{HS: "020110", Origin: "XA"}, "I", "2026-11-21", "meat hs 0201"},
		{"other origin", Content{HS: "020110", Origin: "XB"}, "I", "2026-11-21", ""},
		{"after its period", Content{HS: "020110", Origin: "XA"}, "I", "2027-01-01", ""},
	}
	g := someGoods()
	for _, c := range cases {
		got := ""
		if hits := g.Match(c.c, c.flow, c.day); len(hits) > 0 {
			got = hits[0].Restriction.ID + " " + hits[0].By + " " + hits[0].Matched
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPluralsMeetTheirSingulars(t *testing.T) {
	for plural, singular := range map[string]string{"knives": "knife", "batteries": "battery", "boxes": "box", "gloves": "glove", "scarves": "scarf", "toys": "toy", "sprays": "spray", "movies": "movie", "drones": "drone", "axes": "axe", "shoes": "shoe", "guns": "gun", "torches": "torch", "glasses": "glass"} {
		if a, b := string(stem([]byte(plural))), string(stem([]byte(singular))); a != b {
			t.Errorf("%s becomes %q, %s becomes %q", plural, a, singular, b)
		}
	}
}

func FuzzGoods(f *testing.F) {
	g := someGoods()
	for _, s := range []string{"toy gun", "knives", "枪", strings.Repeat("gun ", 2000), "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		g.Match(Content{Description: s, HS: s, ProposedHS: s, Origin: s}, item.Inbound, "2026-11-21")
	})
}

func BenchmarkGoods(b *testing.B) {
	var rs []pack.Restriction
	for _, w := range strings.Fields("rifle pistol ammunition explosive grenade heroin cocaine cannabis ivory coral banknote lottery asbestos switchblade taser pepper vape cigarette alcohol perfume") {
		rs = append(rs, pack.Restriction{ID: w, Words: []string{w, "used " + w, w + " oil"}, HS: []string{"9303", "2402"}, Except: []string{"toy"}})
	}
	g := CompileRestrictions(rs)
	c := Content{Description: "women's dress, knitted, 60 % cotton 40 % polyester, with belt", HS: "610442"}
	b.ReportAllocs()
	for b.Loop() {
		g.Match(c, item.Inbound, "2026-11-21")
	}
}
