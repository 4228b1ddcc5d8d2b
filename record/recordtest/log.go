package recordtest

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"greenlane/assess"
	"greenlane/clearance"
	"greenlane/record/audit"
)

// verify checks the log and fails on any finding.
func verify(t *testing.T, src audit.Source, checkpoint []byte) audit.Report {
	t.Helper()
	report, err := audit.Verify(t.Context(), src, audit.Options{Checkpoint: checkpoint})
	if err != nil {
		t.Fatalf("verify: %v", err)
	}
	if err := report.Err(); err != nil {
		t.Errorf("verify: %v", err)
	}
	return report
}

// grow writes 700 rows in commits of many sizes: more than two whole tiles. Rows 601 to 610
// are commits of their own.
func grow(t *testing.T, r clearance.Store) {
	t.Helper()
	for from, n := 0, 0; from < 600; from += n {
		n = min(1+from*7%90, 600-from)
		lodge(t, r, Facts(clearance.Lodged, assess.Green, from%100), keys(from, from+n)...)
	}
	arrival := clearance.Event{Kind: clearance.Arrival, At: Start, Actor: "system"}
	for n := range 10 {
		happen(t, r, Key(n*3, "2026-11"), arrival)
	}
	arrived := keys(100, 190)
	err := r.Update(t.Context(), arrived, func(rows []*clearance.Row) ([]clearance.Write, error) {
		out := make([]clearance.Write, len(rows))
		for i, row := range rows {
			var err error
			if out[i], err = Apply(row, arrived[i], arrival); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func testVerifyWhole(t *testing.T, r Opened) {
	if report := verify(t, r, nil); report.Rows != 0 {
		t.Errorf("an empty log has %d rows", report.Rows)
	}
	lodge(t, r, Facts(clearance.Lodged, assess.Green, 0), keys(1000, 1001)...)
	first := verify(t, r, nil)
	grow(t, r)
	report := verify(t, r, first.Last)
	if report.Rows != 701 || report.Items != 601 || report.Checkpoints < 20 || report.Root == (tlog.Hash{}) {
		t.Errorf("report %+v", report)
	}
	_, stranger, err := note.GenerateKey(strings.NewReader(strings.Repeat("another suite", 8)), "example.org/greenlane")
	if err != nil {
		t.Fatal(err)
	}
	forged, err := audit.Verify(t.Context(), r, audit.Options{Keys: []string{stranger}})
	if err != nil || forged.Bad != 1 {
		t.Errorf("under another key: row %d (%s), %v", forged.Bad, forged.Problem, err)
	}
	newest, err := r.Newest(t.Context())
	if err != nil || newest.Size != 701 || newest.Root != report.Root {
		t.Errorf("newest checkpoint %+v, %v", newest, err)
	}
}

func testProof(t *testing.T, r Opened) {
	grow(t, r)
	_, verifier := Signer(t)
	for _, seq := range []int64{1, 2, 256, 257, 511, 513, 700} {
		p, err := r.Prove(t.Context(), seq)
		if err != nil {
			t.Fatalf("row %d: %v", seq, err)
		}
		if err := p.Check(verifier); err != nil {
			t.Errorf("row %d: %v", seq, err)
		}
		p.Leaf[0] ^= 1
		if err := p.Check(verifier); err == nil {
			t.Errorf("row %d: a false leaf was proved", seq)
		}
	}
	if _, err := r.Prove(t.Context(), 701); err == nil {
		t.Error("a row that is not there was proved")
	}
}

// tampering is what somebody with SQL and without the key may try.
var tampering = []struct {
	name string
	sql  string
	mend bool // then set leaves and tiles right again
	bad  int64
}{
	{"edit an actor", "UPDATE journal SET actor = 'somebody else' WHERE seq = 313", false, 313},
	{"edit a declaration", "UPDATE journal SET body = CAST('{}' AS BYTES) WHERE seq = 1", false, 1},
	{"edit the last row", "UPDATE journal SET at = at + 1 WHERE seq = 700", false, 700},
	{"edit the month", "UPDATE journal SET month = '2026-10' WHERE seq = 20", false, 20},
	{"edit the late mark", "UPDATE journal SET late = 1 WHERE seq = 555", false, 555},
	{"edit a leaf", "UPDATE journal SET leaf = (SELECT leaf FROM journal WHERE seq = 9) WHERE seq = 10", false, 10},
	{"edit and mend the hashes", "UPDATE journal SET actor = 'somebody else' WHERE seq = 313", true, 313},
	{"edit two and mend the hashes", "UPDATE journal SET actor = 'somebody else' WHERE seq IN (414, 602)", true, 414},
	{"delete a row", "DELETE FROM journal WHERE seq = 200", false, 200},
	{"delete the first row", "DELETE FROM journal WHERE seq = 1", false, 1},
	{"delete the last row", "DELETE FROM journal WHERE seq = 700", false, 700},
	{"delete and close the gap", "DELETE FROM journal WHERE seq = 650; UPDATE journal SET seq = -(seq - 1) WHERE seq > 650; UPDATE journal SET seq = -seq WHERE seq < 0", true, 650},
	{"insert a row behind", "INSERT INTO journal SELECT 701, item, month, kind, at, actor, rulebook, late, leaf, event, body, assessment FROM journal WHERE seq = 1", true, 701},
	{"insert a row between", "UPDATE journal SET seq = -(seq + 1) WHERE seq > 650; UPDATE journal SET seq = -seq WHERE seq < 0;" +
		"INSERT INTO journal SELECT 651, item, month, kind, at, actor, rulebook, late, leaf, event, body, assessment FROM journal WHERE seq = 3", true, 651},
	{"swap two rows", "UPDATE journal SET seq = -99 WHERE seq = 99; UPDATE journal SET seq = 99 WHERE seq = 101; UPDATE journal SET seq = 101 WHERE seq = -99", false, 99},
	{"swap and mend the hashes", "UPDATE journal SET seq = -99 WHERE seq = 99; UPDATE journal SET seq = 99 WHERE seq = 101; UPDATE journal SET seq = 101 WHERE seq = -99", true, 99},
	{"edit a tile", "UPDATE tiles SET data = (SELECT data FROM tiles WHERE level = 0 AND n = 1) WHERE level = 0 AND n = 0", false, 1},
	{"delete a checkpoint", "DELETE FROM checkpoints WHERE size = 605", false, 605},
	{"edit a checkpoint", "UPDATE checkpoints SET note = (SELECT note FROM checkpoints WHERE size = 605) WHERE size = 606", false, 606},
	{"edit a state row", "UPDATE items SET state = 'released' WHERE id = 'LX000000500XX'", false, 501},
	{"edit a sum of a state row", "UPDATE items SET paid = '3.20 USD' WHERE id = 'LX000000000XX'", false, 601},
	{"delete a state row", "DELETE FROM items WHERE id = 'LX000000500XX'", false, 501},
}

func testTamper(t *testing.T, fresh func(*testing.T) Opened) {
	for _, c := range tampering {
		t.Run(c.name, func(t *testing.T) {
			r := fresh(t)
			grow(t, r)
			verify(t, r, nil)
			r.SQL(t, c.sql)
			if c.mend {
				mend(t, r)
			}
			report, err := audit.Verify(t.Context(), r, audit.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if report.Bad != c.bad || report.Err() == nil {
				t.Errorf("found row %d (%s), want row %d", report.Bad, report.Problem, c.bad)
			}
		})
	}
}

// mend does what a careful forger would: it computes all leaves and tiles again.
func mend(t *testing.T, r Opened) {
	t.Helper()
	list, err := r.Records(t.Context(), 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	var tree audit.Tree
	var script strings.Builder
	for i := range list {
		leaf, _ := audit.Leaf(&list[i], nil)
		fmt.Fprintf(&script, "UPDATE journal SET leaf = %s WHERE seq = %d;", hexadecimal(leaf[:]), list[i].Seq)
		tree.Append(leaf)
	}
	for _, tile := range tree.Tiles() {
		fmt.Fprintf(&script, "UPDATE tiles SET data = %s WHERE level = %d AND n = %d;", hexadecimal(tile.Data), tile.Level, tile.N)
	}
	r.SQL(t, script.String())
}

// hexadecimal is bytes as Opened.SQL takes them.
func hexadecimal(b []byte) string { return fmt.Sprintf("HEX'%x'", b) }

func testCutOff(t *testing.T, r Opened) {
	grow(t, r)
	kept := verify(t, r, nil).Last
	for _, text := range []string{"DELETE FROM journal WHERE seq > 600", "DELETE FROM checkpoints WHERE size > 600", "DELETE FROM tiles"} {
		r.SQL(t, text)
	}
	list, err := r.Records(t.Context(), 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	var tree audit.Tree
	for i := range list {
		leaf, _ := audit.Leaf(&list[i], nil)
		tree.Append(leaf)
	}
	for _, tile := range tree.Tiles() {
		r.SQL(t, fmt.Sprintf("INSERT INTO tiles (level, n, data) VALUES (%d, %d, %s)", tile.Level, tile.N, hexadecimal(tile.Data)))
	}
	report, err := audit.Verify(t.Context(), r, audit.Options{Checkpoint: kept})
	if err != nil {
		t.Fatal(err)
	}
	if report.Bad != 601 {
		t.Errorf("found row %d (%s), want row 601", report.Bad, report.Problem)
	}
}
