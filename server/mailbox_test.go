package server_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/exchange"
	"greenlane/item"
	"greenlane/item/money"
	"greenlane/server"
)

// mailbox is a house with a mailbox.
type mailbox struct {
	*house
	dir string
}

func openMailbox(t *testing.T) *mailbox {
	dir := t.TempDir()
	return &mailbox{open(t, server.Config{Mailbox: dir}), dir}
}

// drop puts a file into the folder and gives the reply to it.
func (m *mailbox) drop(name, body, reply string) string {
	m.Helper()
	m.put(name, body)
	return m.wait(filepath.Join(m.dir, reply))
}

// put puts a file into the folder.
func (m *mailbox) put(name, body string) {
	m.Helper()
	part := filepath.Join(m.dir, "in", name+".part")
	if err := os.MkdirAll(filepath.Dir(part), 0o755); err != nil {
		m.Fatal(err)
	}
	if err := os.WriteFile(part, []byte(body), 0o600); err != nil {
		m.Fatal(err)
	}
	old := time.Now().Add(-time.Minute) // nobody is writing to it any more
	if err := os.Chtimes(part, old, old); err != nil {
		m.Fatal(err)
	}
	if err := os.Rename(part, strings.TrimSuffix(part, ".part")); err != nil {
		m.Fatal(err)
	}
}

// wait waits for a file and gives what it holds.
func (m *mailbox) wait(file string) string {
	m.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if text, err := os.ReadFile(file); err == nil {
			return string(text)
		}
	}
	m.Fatalf("%s did not appear", file)
	return ""
}

func TestMailboxAnswersEveryRecord(t *testing.T) {
	m := openMailbox(t)
	bad := shirts(3, "60")
	bad.ID = "CP000000015TH"
	reply := m.drop("first.jsonl", text(t, exchange.JSON, shirts(1, "60"), bad, shirts(2, "20")), "out/first.jsonl.decisions.jsonl")
	lines := strings.Split(strings.TrimSpace(reply), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], `"total_due":"18.29"`) || !strings.Contains(lines[1], "s10.check_digit") || !strings.Contains(lines[2], `"decision":"release"`) {
		t.Errorf("reply %s", reply)
	}
	reply = m.drop("second.cds", text(t, exchange.CDS, shirts(4, "60")), "out/second.cds.response.jsonl")
	if strings.Count(reply, "\n") != 1 || !strings.Contains(reply, number(4)) {
		t.Errorf("reply %s", reply)
	}
	reason := m.drop("letter.txt", "Dear customs, please find enclosed one shirt.\n", "failed/letter.txt.reason.txt")
	if !strings.Contains(reason, "input.unknown_format") {
		t.Errorf("reason %s", reason)
	}
	done := m.wait(filepath.Join(m.dir, "done", "first.jsonl"))
	if !strings.Contains(done, number(1)) {
		t.Error("the file is not kept as received")
	}
}

// A repeat, a late amendment and a dispatch are answered with the decision that stands.
func TestMailboxTellsTheDecisionThatStands(t *testing.T) {
	m := openMailbox(t)
	first := m.drop("1.jsonl", text(t, exchange.JSON, shirts(1, "20")), "out/1.jsonl.decisions.jsonl")
	if !strings.Contains(first, `"decision":"release"`) {
		t.Fatal(first)
	}
	bare := &item.Item{ID: number(1), Flow: item.Inbound, Class: "C", Origin: "TH", Destination: "KH", Posted: shirts(1, "20").Posted, Receptacle: "THBKKAKHPNHACUN60001001011234"}
	for name, it := range map[string]*item.Item{"repeat": shirts(1, "20"), "late": shirts(1, "300"), "dispatch": bare} {
		if again := m.drop(name+".jsonl", text(t, exchange.JSON, it), "out/"+name+".jsonl.decisions.jsonl"); again != first {
			t.Errorf("%s: %s, and not %s", name, again, first)
		}
	}
	two := shirts(1, "400")
	two.Declaration.Lines = append(two.Declaration.Lines, two.Declaration.Lines[0])
	two.Declaration.Lines[1].Index = 2
	if reply := m.drop("two.cds", text(t, exchange.CDS, two), "out/two.cds.response.jsonl"); strings.Count(reply, "\n") != 1 || strings.Contains(reply, "81.89") {
		t.Errorf("late, with another number of lines: %s", reply)
	}
}

// What happens to an item after its decision is told in event files.
func TestMailboxTellsEvents(t *testing.T) {
	m := openMailbox(t)
	m.lodge(shirts(1, "60"))
	_, err := m.Casework.Do(t.Context(), number(1), clearance.User{Name: "till", Roles: []clearance.Role{clearance.Clerk}},
		casework.Action{Kind: clearance.Payment, Amount: money.New(money.MustParse("18.29"), "USD")})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		files, err := filepath.Glob(filepath.Join(m.dir, "out", "events-*.jsonl"))
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("no event file, %v", err)
		}
		if len(files) == 0 {
			continue
		}
		event, err := os.ReadFile(files[0])
		if err != nil || !strings.Contains(string(event), `"item":"`+number(1)+`","event":"paid"`) || !strings.Contains(string(event), `"amount":"18.29","currency":"USD"`) {
			t.Errorf("%s %v", event, err)
		}
		return
	}
}
