package classify

import (
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"greenlane/item/hs"
)

// index is shared by the tests that only read it.
var index = sync.OnceValue(New)

// partial is an index without a fifth of the phrases.
var partial = sync.OnceValue(func() *Index {
	return build(nil, func(phrase string) bool { return !heldOut(phrase) })
})

func heldOut(phrase string) bool {
	h := fnv.New32a()
	h.Write([]byte(phrase))
	return h.Sum32()%5 == 0
}

func heldOutSet() []labelled {
	var set []labelled
	hs.Each(func(code, _ string, _ int, phrases string) {
		for phrase := range strings.SplitSeq(phrases, hs.Separator) {
			if heldOut(phrase) {
				set = append(set, labelled{phrase, code})
			}
		}
	})
	return set
}

// A fifth of our own phrases, left out of the index, finds its code. The phrases of a code
// resemble one another, so this says more about the machinery than about the world.
func TestHeldOutPhrases(t *testing.T) {
	x := partial()
	set := heldOutSet()
	f, bins := measure(x, set)
	t.Logf("%d phrases: %s; reliability%s", len(set), f, bins)
	if f.hs6 < 0.55 || f.five < 0.75 {
		t.Errorf("%s is under the floor", f)
	}
	confident, right := 0, 0
	for _, l := range set {
		if c := x.Propose(l.text, 1); Confident(c) {
			confident++
			if c[0].HS == l.hs {
				right++
			}
		}
	}
	t.Logf("confident in %d of %d, right in %d", confident, len(set), right)
	if right*100 < confident*86 {
		t.Errorf("confident in %d but right in %d", confident, right)
	}
}

// Right codes are seldom called a mismatch, wrong ones mostly are.
func TestCheckOnHeldOutPhrases(t *testing.T) {
	x := partial()
	set := heldOutSet()
	right, wrong := map[Agreement]int{}, map[Agreement]int{}
	for i, l := range set {
		right[x.Check(l.text, l.hs)]++
		wrong[x.Check(l.text, set[(i*7919+13)%len(set)].hs)]++
	}
	t.Logf("of %d, with the right code %v, with the code of another phrase %v", len(set), right, wrong)
	if right[Mismatch]*100 > 4*len(set) || wrong[Mismatch]*100 < 60*len(set) {
		t.Error("the check has become worse")
	}
}

func TestConfirmedExamplesTeach(t *testing.T) {
	const text = "zorbulon quix plush"
	var five []Example
	for i := range 5 {
		five = append(five, Example{fmt.Sprintf("zorbulon quix no %d", i), "8306290000"})
	}
	if c := index().Propose("zorbulon quix", 1); len(c) > 0 && c[0].HS == "830629" {
		t.Fatal("known before it was taught")
	}
	x := NewTaught(append(five, Example{"nonsense", "000000"}))
	if c := x.Propose("zorbulon quix", 1); len(c) == 0 || c[0].HS != "830629" {
		t.Errorf("%+v", c)
	}
	slices.Reverse(five)
	again := NewTaught(append([]Example{{"nonsense", "000000"}}, five...))
	if x.Version() == index().Version() || again.Version() != x.Version() || !reflect.DeepEqual(again.Propose(text, 9), x.Propose(text, 9)) {
		t.Error("the order of examples matters, or their being there does not")
	}
}

func TestEverydayWords(t *testing.T) {
	data, err := os.ReadFile("testdata/everyday.tsv")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		text, headings, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			continue
		}
		n++
		got := index().Propose(text, 3)
		if len(got) == 0 || !strings.Contains(headings, got[0].HS[:4]) {
			t.Errorf("%s: want a code of %s, got %+v", text, headings, got)
		}
	}
	if n < 50 {
		t.Errorf("only %d descriptions", n)
	}
}

func TestGibberishIsNotTrusted(t *testing.T) {
	for _, text := range []string{"", " ", "12345678", "qzxv wkrrj pffgh", "B08XY12345", "...", "\xff\xfe", "xxxxxxxxxxxxxxxxxxxxxxx", "gift", "<b></b>", "no commercial value"} {
		c := index().Propose(text, 5)
		if Confident(c) || len(c) > 0 && c[0].P > 0.5 {
			t.Errorf("%q: %+v", text, c)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name, text, hs string
		want           Agreement
	}{
		{"right", "bluetooth earphones", "851830", Consistent},
		{"right heading, another line, national digits", "bluetooth earphones", "8518100000", Consistent},
		{"near", "women's dress", "610443", Plausible},
		{"wrong", "bluetooth earphones", "610910", Mismatch},
		{"no code", "bluetooth earphones", "", Unknown},
		{"not in the edition", "bluetooth earphones", "851800", Unknown},
		{"no words", "", "851830", Unknown},
		{"nobody knows the words", "qzxv wkrrj", "851830", Unknown},
	} {
		got := index().Check(c.text, c.hs)
		cands, again := index().Weigh(c.text, c.hs, 2)
		if got != c.want || again != got || !reflect.DeepEqual(cands, index().Propose(c.text, 2)) {
			t.Errorf("%s: %s of %q is %s, %s; want %s", c.name, c.hs, c.text, got, again, c.want)
		}
	}
}

func TestWhyNamesWordsOfTheText(t *testing.T) {
	c := index().Propose("Women's Knitted DRESSES of polyester", 1)
	if len(c) != 1 || !slices.Contains(c[0].Why, "dress") || !slices.Contains(c[0].Why, "knitted") {
		t.Errorf("%+v", c)
	}
}

func TestProbabilities(t *testing.T) {
	words := index().words
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(words), rapid.String()), 0, 50).Draw(t, "words"), " ")
		all := index().Propose(text, hs.Len())
		sum, last := 0.0, 1.0
		for _, c := range all {
			if c.P < 0 || c.P > last || math.IsNaN(c.P) || len(c.Why) > mostWhy {
				t.Fatalf("%+v after %g", c, last)
			}
			last = c.P
			sum += c.P
		}
		if sum > 1+1e-5 {
			t.Fatalf("probabilities add up to %g", sum)
		}
		if again := index().Propose(text, hs.Len()); !reflect.DeepEqual(again, all) {
			t.Fatal("the same text gives something else the second time")
		}
	})
}

func TestBuildingTwiceGivesTheSame(t *testing.T) {
	a, b := index(), New()
	if a.Version() != b.Version() || !slices.Equal(a.words, b.words) || !slices.Equal(a.docs, b.docs) ||
		!slices.Equal(a.shares, b.shares) || !slices.Equal(a.byWord.boost, b.byWord.boost) || !reflect.DeepEqual(a.resembling, b.resembling) {
		t.Error("two builds differ")
	}
}

func TestManyAtOnce(t *testing.T) {
	texts := []string{"women's dress knitted polyester", "usb c charger", "手机壳", "smartphon hulle", "leather boots"}
	var want [][]Candidate
	for _, text := range texts {
		want = append(want, index().Propose(text, 5))
	}
	var wait sync.WaitGroup
	for g := range 8 {
		wait.Go(func() {
			for i := range 200 {
				k := (g + i) % len(texts)
				if got := index().Propose(texts[k], 5); !reflect.DeepEqual(got, want[k]) {
					t.Errorf("%s: %+v", texts[k], got)
					return
				}
			}
		})
	}
	wait.Wait()
}

func TestQuestions(t *testing.T) {
	x := index()
	c := []Candidate{{HS: "610443", P: 0.4}, {HS: "620443", P: 0.4}, {HS: "851830", P: 0.1}}
	q := x.Ask(c)
	if q == nil || len(q.Options) < 2 {
		t.Fatalf("knitted or woven: %+v", q)
	}
	for _, o := range q.Options {
		for _, code := range o.HS {
			if code != "610443" && code != "620443" {
				t.Errorf("%s keeps %s, which is no candidate", o.Answer, code)
			}
		}
	}
	if q := x.Ask(c[:1]); q != nil {
		t.Errorf("nothing is left to ask: %+v", q)
	}
	if q := x.Ask(nil); q != nil {
		t.Errorf("%+v", q)
	}
	// Plain cases, cable ties and key rings are one code: asking which of them says nothing.
	if q := x.Ask([]Candidate{{HS: "392690", P: 0.4}, {HS: "010121", P: 0.4}}); q != nil {
		t.Errorf("nothing is split by %+v", q)
	}
	for _, q := range questions().questions {
		for _, o := range q.Options {
			for _, code := range o.HS {
				if !hs.Valid(code) {
					t.Errorf("%s: %s is not in the nomenclature", q.ID, code)
				}
			}
		}
	}
	if len(questions().questions) < 1000 {
		t.Errorf("%d questions", len(questions().questions))
	}
}

func TestMemoryAndTime(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	x := New()
	took := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	size := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) >> 20
	t.Logf("built in %v, keeps %d MiB: %d words, %d phrases", took, size, len(x.words), len(x.owner))
	if size > 90 {
		t.Errorf("the index keeps %d MiB", size)
	}
	runtime.KeepAlive(x)
}

func FuzzPropose(f *testing.F) {
	for _, s := range []string{"women's dress", "<b>x</b> &amp; y’s", "手机壳 case 128gb", "100ml", "a\u0301e\xff", "ÀÉ Ａｂ", "no commercial value"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		sum := 0.0
		for _, c := range index().Propose(s, 10) {
			sum += c.P
		}
		if sum > 1+1e-5 || math.IsNaN(sum) {
			t.Fatalf("%q adds up to %g", s, sum)
		}
	})
}

func TestScan(t *testing.T) {
	for in, want := range map[string]string{
		"Women's DRESSES, knitted":             "women dress knitted",
		"l’huile d'olive":                      "l huile d olive",
		"boxes watches bodies bus gas":         "box watch body bus gas",
		"500ml bottle":                         "500 ml bottle",
		"CR2032 B08XYZ1234 123456":             "",
		"café Ñandú straße Æther":              "cafe nandu strasse aether",
		"áo khoác nữ":                          "ao khoac nu",
		"a\u0301gua":                           "agua",
		"手机壳 ok":                               "手机 机壳 ok",
		"茶":                                    "茶",
		"case手机":                               "case 手机",
		"&lt;b&gt;tea&lt;/b&gt; &amp; cup":     "tea cup",
		"<p class=x>tea</p>":                   "tea",
		"3 < 4 cups":                           "3 4 cup",
		"toy, value for customs purposes only": "toy",
		"NO COMMERCIAL VALUE sample":           "sample",
		"ＬＥＤ lamp":                             "led lamp",
	} {
		var s scanner
		s.scan(in)
		var got []string
		for i := range s.terms {
			got = append(got, string(s.text(i)))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q reads %q, want %q", in, strings.Join(got, " "), want)
		}
	}
}

func titles() []string {
	var out []string
	for i, l := range heldOutSet() {
		if i%29 == 0 && len(l.text) > 20 {
			out = append(out, l.text)
		}
	}
	return out
}

func BenchmarkPropose(b *testing.B) {
	x, set := index(), titles()
	took := make([]time.Duration, 0, 1<<16)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		start := time.Now()
		x.Propose(set[i%len(set)], 5)
		took = append(took, time.Since(start))
		i++
	}
	slices.Sort(took)
	for _, p := range []int{50, 90, 99} {
		b.ReportMetric(float64(took[len(took)*p/100].Microseconds()), fmt.Sprintf("p%d-us", p))
	}
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "texts/s")
}

func BenchmarkLongGibberish(b *testing.B) {
	x := index()
	text := strings.Repeat("zxqvorta blimpfrandel krustoly ", 65)
	for b.Loop() {
		x.Propose(text, 5)
	}
}

func BenchmarkNew(b *testing.B) {
	hs.Len()
	for b.Loop() {
		New()
	}
}

func BenchmarkAsk(b *testing.B) {
	x := index()
	c := x.Propose("women's dress", 5)
	x.Ask(c)
	b.ReportAllocs()
	for b.Loop() {
		x.Ask(c)
	}
}
