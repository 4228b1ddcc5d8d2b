package mailbox

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"greenlane/item/fault"
)

var morning = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)

// desk is a handler that remembers what it was given.
type desk struct {
	got   []string
	err   error
	panic bool
}

func (d *desk) handle(_ context.Context, name string, f io.ReadSeeker, reply io.Writer) (string, error) {
	body, err := io.ReadAll(f)
	if err != nil {
		return "", err
	}
	d.got = append(d.got, name+"="+string(body))
	if d.panic {
		panic("poison")
	}
	if _, err := io.WriteString(reply, "took "+string(body)); err != nil {
		return "", err
	}
	return name + ".reply", d.err
}

func open(t *testing.T, d *desk) (*Mailbox, string) {
	t.Helper()
	dir := t.TempDir()
	m, err := Open(dir, d.handle)
	if err != nil {
		t.Fatal(err)
	}
	return m, dir
}

func put(t *testing.T, dir, name, body string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, morning, morning); err != nil {
		t.Fatal(err)
	}
}

// tree lists all files with their content, hidden ones too.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var out []string
	for _, folder := range folders {
		entries, err := os.ReadDir(filepath.Join(dir, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			body, err := os.ReadFile(filepath.Join(dir, folder, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, folder+"/"+e.Name()+"="+strings.TrimSpace(string(body)))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func poll(t *testing.T, m *Mailbox, after time.Duration) Report {
	t.Helper()
	rep, err := m.Poll(t.Context(), morning.Add(after))
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func TestFilesAreTakenWhenTheyRest(t *testing.T) {
	d := new(desk)
	m, dir := open(t, d)
	put(t, dir, "in/a.csv", "alpha")
	put(t, dir, "in/b.csv.part", "beta")
	put(t, dir, "in/c.TMP", "gamma")
	put(t, dir, "in/.hidden", "delta")
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "in/link.csv")); err != nil {
		t.Fatal(err)
	}
	if rep := poll(t, m, 10*time.Second); len(rep.Done) != 0 {
		t.Error("taken at first sight", rep)
	}
	put(t, dir, "in/a.csv", "alpha and more")
	if rep := poll(t, m, 11*time.Second); len(rep.Done) != 0 {
		t.Error("taken while growing", rep)
	}
	if rep := poll(t, m, time.Second); len(rep.Done) != 0 {
		t.Error("taken before it rested", rep)
	}
	if rep := poll(t, m, 12*time.Second); !slices.Equal(rep.Done, []string{"a.csv"}) {
		t.Error("not taken", rep)
	}
	if err := os.Remove(filepath.Join(dir, "in/link.csv")); err != nil {
		t.Fatal(err)
	}
	want := "done/a.csv=alpha and more\nin/.hidden=delta\nin/b.csv.part=beta\nin/c.TMP=gamma\nout/a.csv.reply=took alpha and more"
	if got := tree(t, dir); got != want {
		t.Errorf("got\n%s", got)
	}
	put(t, dir, "in/a.csv", "another file of that name")
	poll(t, m, 20*time.Second)
	poll(t, m, 21*time.Second)
	if got := tree(t, dir); !strings.Contains(got, "done/a-2.csv=another file of that name") || !strings.Contains(got, "done/a.csv=alpha and more") {
		t.Errorf("a file received was overwritten:\n%s", got)
	}
}

func TestFailures(t *testing.T) {
	for _, c := range []struct {
		name  string
		err   error
		panic bool
		want  string
	}{
		{"refused", fault.New("input.empty", ""), false,
			"failed/a.csv.reason.txt=the file is empty (send a file that holds at least one declaration) [input.empty]\nfailed/a.csv=alpha"},
		{"panic", nil, true, "failed/a.csv.reason.txt=the program stumbled over this file: poison\nfailed/a.csv=alpha"},
		{"unavailable", fault.New("record.unavailable", "", "starting"), false, "work/a.csv=alpha"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &desk{err: c.err, panic: c.panic}
			m, dir := open(t, d)
			put(t, dir, "in/a.csv", "alpha")
			poll(t, m, 10*time.Second)
			poll(t, m, 11*time.Second)
			if got := tree(t, dir); got != c.want {
				t.Errorf("got\n%s", got)
			}
			if c.name != "unavailable" {
				return
			}
			for range 2 * maxTries { // waiting is no crash
				poll(t, m, 12*time.Second)
			}
			d.err = nil
			if rep := poll(t, m, 13*time.Second); !slices.Equal(rep.Done, []string{"a.csv"}) {
				t.Error(rep)
			}
		})
	}
}

// After a crash the file is in work/; it is taken again, and the reply is written once
// more. A file that ends the program each time is put aside.
func TestCrashes(t *testing.T) {
	d := new(desk)
	m, dir := open(t, d)
	put(t, dir, "work/a.csv", "alpha")
	put(t, dir, "out/a.csv.reply", "took alpha")
	if rep := poll(t, m, 0); !slices.Equal(rep.Done, []string{"a.csv"}) {
		t.Error(rep)
	}
	if got := tree(t, dir); got != "done/a.csv=alpha\nout/a.csv.reply=took alpha" {
		t.Errorf("got\n%s", got)
	}
	put(t, dir, "work/poison.csv", "x")
	put(t, dir, "work/.poison.csv.tries", "3")
	if rep := poll(t, m, 0); !slices.Equal(rep.Failed, []string{"poison.csv"}) || len(d.got) != 1 {
		t.Error(rep, d.got)
	}
	if got := tree(t, dir); !strings.Contains(got, "failed/poison.csv=x") || !strings.Contains(got, "[mailbox.crashed]") || strings.Contains(got, ".tries") {
		t.Errorf("got\n%s", got)
	}
}

func TestStoppingLeavesTheFile(t *testing.T) {
	d := &desk{err: context.Canceled}
	ctx, cancel := context.WithCancel(t.Context())
	dir := t.TempDir()
	m, err := Open(dir, func(ctx context.Context, name string, f io.ReadSeeker, reply io.Writer) (string, error) {
		cancel()
		return d.handle(ctx, name, f, reply)
	})
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "work/a.csv", "alpha")
	put(t, dir, "work/b.csv", "beta")
	rep, err := m.Poll(ctx, morning)
	if !errors.Is(err, context.Canceled) || !slices.Equal(rep.Waiting, []string{"a.csv"}) {
		t.Error(rep, err)
	}
	if got := tree(t, dir); got != "work/a.csv=alpha\nwork/b.csv=beta" {
		t.Errorf("got\n%s", got)
	}
}

func TestRepliesStayInTheirFolder(t *testing.T) {
	dir := t.TempDir()
	m, err := Open(dir, func(context.Context, string, io.ReadSeeker, io.Writer) (string, error) {
		return "../in/x", nil
	})
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir, "work/a.csv", "alpha")
	if rep := poll(t, m, 0); !slices.Equal(rep.Failed, []string{"a.csv"}) {
		t.Error(rep)
	}
	if _, err := os.Stat(filepath.Join(dir, "in/x")); err == nil {
		t.Error("written outside of out/")
	}
}

// A reply that the partner has not taken yet stays when a file of the same name comes.
func TestRepliesAreNotOverwritten(t *testing.T) {
	d := &desk{}
	m, dir := open(t, d)
	for _, body := range []string{"alpha", "beta"} {
		put(t, dir, "in/a.csv", body)
		for range 2 {
			if _, err := m.Poll(t.Context(), morning.Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, want := range map[string]string{"out/a.csv.reply": "took alpha", "out/a.csv-2.reply": "took beta"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "out", ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
