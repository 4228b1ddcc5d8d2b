package post

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlane/exchange"
	"greenlane/exchange/cds"
	"greenlane/item"
	"greenlane/item/fault"
	"greenlane/item/jsontext"
	"greenlane/sim/world"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, o Options) *Post {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	o.World = world.New(1, world.Options{Pace: 20000})
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func run(t *testing.T, p *Post, from, steps int) {
	t.Helper()
	for i := range steps {
		if _, err := p.Step(noon.Add(time.Duration(from+i) * time.Second)); err != nil {
			t.Fatal(err)
		}
	}
}

func folder(t *testing.T, p *Post) map[string]string {
	t.Helper()
	files := map[string]string{}
	list, err := os.ReadDir(p.opt.In)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		b, err := os.ReadFile(filepath.Join(p.opt.In, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(b)
	}
	return files
}

func TestSameSeedSameFiles(t *testing.T) {
	a, b := open(t, Options{Rate: 20, Seed: 4}), open(t, Options{Rate: 20, Seed: 4})
	run(t, a, 0, 300)
	run(t, b, 0, 300)
	fa, fb := folder(t, a), folder(t, b)
	if len(fa) < 250 {
		t.Fatalf("only %d files", len(fa))
	}
	for name, body := range fa {
		if fb[name] != body {
			t.Fatalf("%s differs", name)
		}
	}
}

func TestRateAndFaults(t *testing.T) {
	p := open(t, Options{Rate: 4, Seed: 4, FileItems: 10, Formats: []string{"json"}})
	run(t, p, 0, 3000)
	s := p.Totals()
	t.Logf("%+v", s)
	if s.Items < 11500 || s.Items > 12500 {
		t.Errorf("%d items in 3,000 seconds at 4 a second", s.Items)
	}
	if s.Truncated == 0 || s.Repeated < 10 || s.Broken < 20 {
		t.Errorf("faults are missing: %+v", s)
	}
	if s.Truncated > 20 || s.Repeated > 60 || s.Broken > 100 {
		t.Errorf("too many faults: %+v", s)
	}
	repeats, hidden, unreadable := 0, 0, 0
	files := folder(t, p)
	for name, body := range files {
		if strings.HasPrefix(name, ".") {
			hidden++
		}
		if first, ok := strings.CutPrefix(name, "again-"); ok {
			repeats++
			if files[first] != body {
				t.Errorf("%s is not the same as its first copy", name)
			}
			continue
		}
		for line := range strings.Lines(body) {
			if _, err := item.ReadJSON(jsontext.NewReader([]byte(line))); err != nil {
				unreadable++
			}
		}
	}
	if hidden > 0 || repeats < s.Repeated-3 || unreadable != s.Truncated+s.Broken {
		t.Errorf("%d hidden files, %d repeats of %d, %d unreadable lines of %d", hidden, repeats, s.Repeated, unreadable, s.Truncated+s.Broken)
	}
}

// TestPartnersCanReadIt reads the files of all formats as the other side does.
func TestPartnersCanReadIt(t *testing.T) {
	p := open(t, Options{Rate: 50, Sound: true})
	run(t, p, 0, 120)
	read, refused := 0, map[string]int{}
	formats := map[string]int{}
	for name, body := range folder(t, p) {
		for rec, err := range exchange.Read(strings.NewReader(body), exchange.Options{Name: name}) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			read++
			if rec.Item != nil {
				formats[rec.Item.Source.Format]++
			}
			if len(rec.Faults) == 0 {
				continue
			}
			refused[rec.Faults[0].Code]++
			if m, ok := p.mail[rec.Item.ID]; ok && m.Truth.Fault == "" {
				t.Errorf("%s: %s is sound, but refused: %v", name, rec.Item.ID, rec.Faults)
			}
		}
	}
	t.Logf("%d of %d read, %v, refused %v", read, p.Totals().Items, formats, refused)
	if read != p.Totals().Items || len(formats) != 4 {
		t.Errorf("%d of %d items read, formats %v", read, p.Totals().Items, formats)
	}
}

func TestAnswersReferrals(t *testing.T) {
	p := open(t, Options{Rate: 20, Sound: true})
	run(t, p, 0, 10)
	if err := os.MkdirAll(p.opt.Out, 0o755); err != nil {
		t.Fatal(err)
	}
	var ids []string
	var text strings.Builder
	for i, id := range p.order {
		decision := "release"
		if i%2 == 0 && p.mail[id].Truth.Fault == "" {
			decision = "refer"
			ids = append(ids, id)
		}
		fmt.Fprintf(&text, `{"item":%q,"decision":%q,"reasons":[{"code":"quality.vague"}],"status":"final"}`+"\n", id, decision)
	}
	text.WriteString("{\"item\":\"ZZ000000000ZZ\",\"decision\":\"refer\"}\nnot JSON\n{\"item\":\n")
	if err := os.WriteFile(filepath.Join(p.opt.Out, "r1.jsonl"), []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	before := map[string]string{}
	for _, id := range ids {
		before[id] = string(item.AppendJSON(nil, p.mail[id].Item))
	}
	run(t, p, 10, 150)
	answers := p.Totals().Answers
	if answers < len(ids)*7/10 || answers > len(ids) {
		t.Errorf("%d answers to %d questions, want about nine of ten", answers, len(ids))
	}
	changed := 0
	for _, id := range ids {
		m := p.mail[id]
		if string(item.AppendJSON(nil, m.Item)) == before[id] {
			continue
		}
		changed++
		for i, l := range m.Item.Declaration.Lines {
			if l.HS != m.Truth.HS[i] {
				t.Errorf("%s answered with code %q, true is %q", id, l.HS, m.Truth.HS[i])
			}
		}
	}
	if changed < answers {
		t.Errorf("%d answers changed only %d declarations", answers, changed)
	}
}

func TestReplyFiles(t *testing.T) {
	response, err := cds.AppendResponse(nil, &cds.Outcome{Item: "CP123456785CN", Decision: "refer"}, cds.Illustrative())
	if err != nil {
		t.Fatal(err)
	}
	want := []Reply{{Item: "CP123456785CN", Decision: "refer"}}
	for _, tt := range []struct {
		name, text string
		want       []Reply
	}{
		{"CDS response", string(response), want},
		{"list of CDS responses", "[" + string(response) + "," + string(response) + "]", append(want, want...)},
		{"decisions a line each", `{"item":"A","decision":"release"}` + "\n" + `{"item":"B","decision":"hold","status":"needs_input","lines":[]}` + "\n",
			[]Reply{{Item: "A", Decision: "release"}, {Item: "B", Decision: "hold", Status: "needs_input"}}},
		{"faults of refused rows", `{"item":"A","faults":[]}` + "\n", nil},
		{"not JSON", "UNB+UNOC:3+CN", nil},
		{"empty", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := readReplies("r", strings.NewReader(tt.text)); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("got %v (%v), want %v", got, err, tt.want)
			}
		})
	}
}

func FuzzReplies(f *testing.F) {
	f.Add(`{"item":"A","decision":"release"}`)
	f.Add(`[{"MailObject":{"Id":"CP123456785CN"},"Response":{"Data":{"DecisionCd":"5"}}}]`)
	f.Add("{\"item\":\n")
	f.Fuzz(func(t *testing.T, text string) {
		replies, _ := readReplies("r", strings.NewReader(text))
		for _, r := range replies {
			if r.Item == "" {
				t.Error("a reply about nothing")
			}
		}
	})
}

func TestScansAreToldInOrder(t *testing.T) {
	var last time.Time
	told := map[string]int{}
	refuse := true
	p := open(t, Options{Rate: 20, Scanned: func(_ context.Context, id string, s world.Scan) error {
		if s.Told.Before(last) {
			t.Errorf("%s told after a later one", s.Ref)
		}
		last = s.Told
		told[s.Kind]++
		if refuse = !refuse; refuse {
			return fault.New("item.not_found", "", id)
		}
		return nil
	}})
	for i := range 120 {
		now := noon.Add(time.Duration(i) * time.Second)
		if _, err := p.Step(now); err != nil {
			t.Fatal(err)
		}
		if err := p.Tell(t.Context(), now); err != nil {
			t.Fatal(err)
		}
	}
	if told["departed"] == 0 || told["arrived"] == 0 || told["presented"] == 0 {
		t.Errorf("told %v", told)
	}
	down := errors.New("the house is closed")
	p.opt.Scanned = func(context.Context, string, world.Scan) error { return down }
	n := len(p.scans)
	if err := p.Tell(t.Context(), noon.Add(time.Hour)); !errors.Is(err, down) || len(p.scans) != n {
		t.Errorf("got %v; the scan must stay", err)
	}
}

func TestFormatsAndRefusals(t *testing.T) {
	if _, err := New(Options{}); err == nil {
		t.Error("a post without a world was made")
	}
	p := open(t, Options{Rate: 100, Formats: []string{"no-such"}})
	var err error
	for i := 0; i < 5 && err == nil; i++ {
		_, err = p.Step(noon.Add(time.Duration(i) * time.Second))
	}
	if err == nil || !strings.Contains(err.Error(), "no-such") {
		t.Errorf("got %v", err)
	}
	if p.Run(t.Context()) == nil {
		t.Error("Run without a clock")
	}
	if !slices.Equal([]string{ending("csv"), ending("itmatt-xml"), ending("x")}, []string{".csv", ".xml", ".txt"}) {
		t.Error("endings")
	}
}
