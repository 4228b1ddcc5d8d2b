package risk

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"math/big"
	"testing"

	"greenlane/item/fault"
)

func TestDrawCanBeRecomputedFromItsDefinition(t *testing.T) {
	key := Key("a key that is only for this test")
	for i := range 200 {
		id := fmt.Sprintf("RL%09dKH", i)
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte("examine|" + id + "|2026-11"))
		n := new(big.Int).SetBytes(mac.Sum(nil)[:16])
		n.Mod(n, big.NewInt(1_000_000_000))
		if got, want := key.Draw("examine", id, "2026-11").String(), fmt.Sprintf("0.%09d", n); got != want {
			t.Fatalf("%s: %s, want %s", id, got, want)
		}
	}
	if key.Draw("a", "x", "2026-11") == key.Draw("b", "x", "2026-11") {
		t.Error("the purpose does not change the draw")
	}
	if got := Key("").Commitment(); got != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Errorf("commitment %s", got)
	}
}

func TestShareIsKept(t *testing.T) {
	share, err := ParsePercent("1.5")
	if err != nil {
		t.Fatal(err)
	}
	key, n := Key("another"), 0
	for i := range 100_000 {
		if key.Draw("examine", fmt.Sprint(i), "2026-11").Below(share) {
			n++
		}
	}
	if n < 1380 || n > 1620 { // 1,500 expected, three standard deviations are 115
		t.Errorf("%d of 100,000 drawn, want about 1,500", n)
	}
}

func TestPercentages(t *testing.T) {
	good := map[string]Share{"": 0, "0": 0, "1.5": 15_000_000, "100": 1_000_000_000, "0.0000001": 1, "33.3333333": 333_333_333}
	for s, want := range good {
		if got, err := ParsePercent(s); err != nil || got != want {
			t.Errorf("%q: %d %v, want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"-1", "100.1", "1e2", "0.00000001", "x", "1%"} {
		if _, err := ParsePercent(s); !fault.Is(err, "rule.percent") {
			t.Errorf("%q is accepted: %v", s, err)
		}
	}
	if Percent(0) != one || Percent(100) != one || Percent(25) != one/4 || Draw(0).Below(0) || !Draw(one-1).Below(one) {
		t.Error("the edges of a share are wrong")
	}
}

func BenchmarkDraw(b *testing.B) {
	key := Key("a key that is only for this test")
	for b.Loop() {
		key.Draw("examine", "RL000000012KH", "2026-11")
	}
}
