package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"greenlane/item/fault"
)

// Handler works on one file. What it writes to reply goes to out/ under the name that it
// returns, a file name without a folder; "" gives no reply. An error sends the file to
// failed/, but for one of the kind fault.Unavailable or the end of ctx: then the file stays
// and is tried again by a later Poll.
type Handler func(ctx context.Context, name string, file io.ReadSeeker, reply io.Writer) (string, error)

// Report says what one Poll did, by file name.
type Report struct {
	Done    []string
	Failed  []string
	Waiting []string // tried, and to be tried again
}

// Mailbox is a folder that is worked through.
type Mailbox struct {
	dir    string
	handle Handler
	settle time.Duration
	seen   map[string]stamp // of files in in/ at the last Poll
}

type stamp struct {
	size  int64
	mtime time.Time
}

// maxTries is how often a file may end the program before it is put aside.
const maxTries = 3

// settle is how long a file must have been left alone before it is taken.
const settle = 2 * time.Second

var folders = [...]string{"in", "work", "done", "failed", "out"}

// Open makes the folders where they are missing.
func Open(dir string, handle Handler) (*Mailbox, error) {
	for _, f := range folders {
		if err := os.MkdirAll(filepath.Join(dir, f), 0o750); err != nil {
			return nil, fmt.Errorf("open mailbox: %w", err)
		}
	}
	return &Mailbox{dir: dir, handle: handle, settle: settle, seen: make(map[string]stamp)}, nil
}

// Poll takes up what a crash left in work/, then takes each file in in/ that did not
// change since the last Poll and was left alone for two seconds before now, in the order
// of names. An error is one of the disk; it leaves all files where they can be found.
func (m *Mailbox) Poll(ctx context.Context, now time.Time) (Report, error) {
	var rep Report
	left, err := m.names("work")
	if err != nil {
		return rep, err
	}
	for _, name := range left {
		if ctx.Err() != nil {
			return rep, ctx.Err()
		}
		if err := m.work(ctx, name, &rep); err != nil {
			return rep, err
		}
	}
	ready, err := m.ready(now)
	if err != nil {
		return rep, err
	}
	for _, name := range ready {
		if ctx.Err() != nil {
			return rep, ctx.Err()
		}
		if m.exists("work", name) { // the file before it under this name still waits
			continue
		}
		if err := m.move("in", name, "work", name); err != nil {
			return rep, err
		}
		delete(m.seen, name)
		if err := m.work(ctx, name, &rep); err != nil {
			return rep, err
		}
	}
	return rep, nil
}

// names lists the regular files of a folder, without hidden and unfinished ones.
func (m *Mailbox) names(folder string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(m.dir, folder))
	if err != nil {
		return nil, fmt.Errorf("read mailbox: %w", err)
	}
	var out []string
	for _, e := range entries {
		name := e.Name()
		lower := strings.ToLower(name)
		if !e.Type().IsRegular() || name[0] == '.' || strings.HasSuffix(lower, ".part") || strings.HasSuffix(lower, ".tmp") {
			continue
		}
		out = append(out, name)
	}
	return out, nil
}

// ready lists the files in in/ that are complete, and remembers how the others look.
func (m *Mailbox) ready(now time.Time) ([]string, error) {
	names, err := m.names("in")
	if err != nil {
		return nil, err
	}
	seen := make(map[string]stamp, len(names))
	var out []string
	for _, name := range names {
		info, err := os.Lstat(filepath.Join(m.dir, "in", name))
		if errors.Is(err, os.ErrNotExist) {
			continue // taken back by the partner
		}
		if err != nil {
			return nil, fmt.Errorf("read mailbox: %w", err)
		}
		s := stamp{info.Size(), info.ModTime()}
		seen[name] = s
		if before, ok := m.seen[name]; ok && before.size == s.size && before.mtime.Equal(s.mtime) && now.Sub(s.mtime) >= m.settle {
			out = append(out, name)
		}
	}
	m.seen = seen
	return out, nil
}

// work handles a file in work/ and puts it where it belongs.
func (m *Mailbox) work(ctx context.Context, name string, rep *Report) error {
	tries, err := m.countTry(name)
	if err != nil {
		return err
	}
	if tries > maxTries {
		rep.Failed = append(rep.Failed, name)
		return m.fail(name, fault.New("mailbox.crashed", "", tries-1))
	}
	reply, as, err := m.call(ctx, name)
	if reply != "" {
		defer os.Remove(reply) // gone already if it was sent
	}
	switch {
	case err == nil:
		rep.Done = append(rep.Done, name)
		return m.finish(name, reply, as)
	case ctx.Err() != nil || fault.Of(err, fault.Unavailable):
		rep.Waiting = append(rep.Waiting, name)
		return m.forgetTries(name)
	}
	rep.Failed = append(rep.Failed, name)
	return m.fail(name, err)
}

// call runs the handler; a panic in it is a failure of this file alone. The reply lies in a
// hidden file, forced to disk: it may be larger than memory.
func (m *Mailbox) call(ctx context.Context, name string) (reply, as string, err error) {
	path := filepath.Join(m.dir, "work", name)
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() { // exchanged for a link while it was moved
		err = errors.New("not a regular file")
	}
	if err != nil {
		return "", "", fmt.Errorf("open %s: %w", name, err)
	}
	file, err := os.Open(path)
	if err != nil {
		return "", "", fmt.Errorf("open %s: %w", name, err)
	}
	defer file.Close()
	reply = filepath.Join(m.dir, "out", ".reply.tmp")
	out, err := os.OpenFile(reply, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return "", "", fault.New("record.unavailable", "", "the reply cannot be written: "+err.Error())
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the program stumbled over this file: %v", p)
		}
		if err == nil {
			err = out.Sync()
		}
		if closed := out.Close(); err == nil {
			err = closed
		}
	}()
	as, err = m.handle(ctx, name, file, out)
	if err == nil && as != "" && (as != filepath.Base(as) || as[0] == '.') {
		return reply, "", fmt.Errorf("the reply %q is not a plain file name", as)
	}
	return reply, as, err
}

// finish sends the reply, and only then lets the file go. A reply that the partner has not
// taken yet is not overwritten by one to another file of the same name.
func (m *Mailbox) finish(name, reply, as string) error {
	if as != "" {
		to := filepath.Join(m.dir, "out", as)
		if repeated, err := same(reply, to); err != nil {
			return err
		} else if !repeated { // and not the one that was sent before a crash
			to = filepath.Join(m.dir, "out", m.free("out", as))
		}
		if err := os.Rename(reply, to); err != nil {
			return fmt.Errorf("send %s: %w", as, err)
		}
		if err := m.sync("out"); err != nil {
			return err
		}
	}
	if err := m.move("work", name, "done", m.free("done", name)); err != nil {
		return err
	}
	return m.forgetTries(name)
}

func (m *Mailbox) fail(name string, reason error) error {
	to := m.free("failed", name)
	if err := m.write("failed", to+".reason.txt", []byte(reason.Error()+"\n")); err != nil {
		return err
	}
	if err := m.move("work", name, "failed", to); err != nil {
		return err
	}
	return m.forgetTries(name)
}

// tries is the hidden file that counts how often the work on a file began.
func (m *Mailbox) tries(name string) string {
	return filepath.Join(m.dir, "work", "."+name+".tries")
}

func (m *Mailbox) countTry(name string) (int, error) {
	n := 0
	switch old, err := os.ReadFile(m.tries(name)); {
	case err == nil:
		n, _ = strconv.Atoi(string(old)) // a torn count begins again
	case !errors.Is(err, os.ErrNotExist):
		return 0, fmt.Errorf("count tries: %w", err)
	}
	n++
	if err := os.WriteFile(m.tries(name), []byte(strconv.Itoa(n)), 0o640); err != nil {
		return 0, fmt.Errorf("count tries: %w", err)
	}
	return n, nil
}

func (m *Mailbox) forgetTries(name string) error {
	if err := os.Remove(m.tries(name)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("count tries: %w", err)
	}
	return nil
}

func (m *Mailbox) exists(folder, name string) bool {
	_, err := os.Lstat(filepath.Join(m.dir, folder, name))
	return err == nil
}

// free gives the name, or the name with a number before its ending, under which nothing
// stands in the folder: nothing received is ever overwritten.
func (m *Mailbox) free(folder, name string) string {
	if !m.exists(folder, name) {
		return name
	}
	ext := filepath.Ext(name)
	for i := 2; ; i++ {
		other := strings.TrimSuffix(name, ext) + "-" + strconv.Itoa(i) + ext
		if !m.exists(folder, other) {
			return other
		}
	}
}

// same says whether two files are there and hold the same.
func same(one, other string) (bool, error) {
	b, err := os.Open(other)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("compare replies: %w", err)
	}
	defer b.Close()
	a, err := os.Open(one)
	if err != nil {
		return false, fmt.Errorf("compare replies: %w", err)
	}
	defer a.Close()
	x, y := make([]byte, 1<<16), make([]byte, 1<<16)
	for {
		n, errA := io.ReadFull(a, x)
		m, errB := io.ReadFull(b, y)
		if !bytes.Equal(x[:n], y[:m]) {
			return false, nil
		}
		for _, err := range [...]error{errA, errB} {
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				return true, nil
			}
			if err != nil {
				return false, fmt.Errorf("compare replies: %w", err)
			}
		}
	}
}

// move renames a file and makes the move durable.
func (m *Mailbox) move(from, name, to, as string) error {
	if err := os.Rename(filepath.Join(m.dir, from, name), filepath.Join(m.dir, to, as)); err != nil {
		return fmt.Errorf("move %s: %w", name, err)
	}
	for _, folder := range slices.Compact([]string{to, from}) {
		if err := m.sync(folder); err != nil {
			return err
		}
	}
	return nil
}

// write makes a file appear whole: a hidden one, forced to disk, then renamed.
func (m *Mailbox) write(folder, name string, body []byte) (err error) {
	hidden := filepath.Join(m.dir, folder, "."+name+".tmp")
	f, err := os.OpenFile(hidden, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = f.Write(body)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(hidden, filepath.Join(m.dir, folder, name))
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, errors.Join(err, os.Remove(hidden)))
	}
	return m.sync(folder)
}

func (m *Mailbox) sync(folder string) error {
	d, err := os.Open(filepath.Join(m.dir, folder))
	if err != nil {
		return fmt.Errorf("sync %s: %w", folder, err)
	}
	err = errors.Join(d.Sync(), d.Close())
	if err != nil {
		return fmt.Errorf("sync %s: %w", folder, err)
	}
	return nil
}
