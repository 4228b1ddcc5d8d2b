package bench

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"
)

// A small run: every answer is right by the oracle, nothing is lost, the log is whole.
func TestSmallRunIsRight(t *testing.T) {
	r, err := Run(t.Context(), Options{Items: 4000, Dir: t.TempDir(), Seed: 3, Clock: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed > 0 || r.Verified < 3900 {
		t.Errorf("%d right, %d wrong: %s", r.Verified, r.Failed, strings.Join(r.FirstFailures, "; "))
	}
	t.Logf("%.0f items/s, %.0f us CPU an item, outcomes %v", r.ItemsPerS, r.CPUusPerItem, r.Outcomes)
}

// The oracle is no rubber stamp: a cent, a lane or a lost charge is seen.
func TestOracleSeesMistakes(t *testing.T) {
	o, err := NewOracle()
	if err != nil {
		t.Fatal(err)
	}
	item := `{"id":"X","flow":"I","origin":"CN","declaration":{"nature":"11","postage":{"amount":"10.00","currency":"USD"},"lines":[{"value":{"amount":"90.00","currency":"USD"},"origin":"CN"}]}}`
	right := `{"item":"X","decision":"hold","hold":"payment","lane":"green","state":"assessed","status":"provisional","reasons":[{"code":"payment.due","lane":"green"}],"lines":[{"hs":"950300","charges":[{"type":"duty","amount":"15.00"},{"type":"vat","amount":"11.50"}]}],"total_due":"26.50","currency":"USD"}`
	if wrong := o.Check([]byte(item), []byte(right), "2026-11-21"); wrong != "" {
		t.Fatalf("a right decision: %s", wrong)
	}
	for name, change := range map[string][2]string{
		"a cent":           {`"26.50"`, `"26.51"`},
		"a lost charge":    {`,{"type":"vat","amount":"11.50"}`, ``},
		"a wrong lane":     {`"lane":"green","state"`, `"lane":"blue","state"`},
		"a wrong state":    {`"state":"assessed"`, `"state":"released"`},
		"nothing is owed":  {`"total_due":"26.50"`, `"total_due":"0"`},
		"unknown":          {`"total_due":"26.50"`, `"total_due":null`},
		"another item":     {`{"item":"X"`, `{"item":"Y"`},
		"released for all": {`"decision":"hold","hold":"payment"`, `"decision":"release"`},
	} {
		bad := strings.Replace(right, change[0], change[1], 1)
		if bad == right || o.Check([]byte(item), []byte(bad), "2026-11-21") == "" {
			t.Errorf("%s: not seen", name)
		}
	}
}
