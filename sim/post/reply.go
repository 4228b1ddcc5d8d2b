package post

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"greenlane/item/jsontext"
)

// Reply is what customs answered about an item.
type Reply struct {
	Item     string
	Decision string // release, hold, refer, refuse, seize
	Status   string // needs_input asks for something
}

// asks says whether the reply wants a better declaration.
func (r *Reply) asks() bool { return r.Decision == "refer" || r.Status == "needs_input" }

// collect reads the reply files that are new, in the order of their names.
func (p *Post) collect(now time.Time) error {
	if p.opt.Out == "" {
		return nil
	}
	list, err := os.ReadDir(p.opt.Out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || p.read[e.Name()] {
			continue
		}
		p.read[e.Name()] = true
		if err := p.readReplies(now, e.Name()); err != nil {
			return fmt.Errorf("reply file %s: %w", e.Name(), err)
		}
	}
	for name := range p.read { // forget files that were tidied away
		if _, found := slices.BinarySearchFunc(list, name, func(e fs.DirEntry, n string) int { return strings.Compare(e.Name(), n) }); !found {
			delete(p.read, name)
		}
	}
	return nil
}

func (p *Post) readReplies(now time.Time, name string) error {
	f, err := os.Open(filepath.Join(p.opt.Out, name))
	if err != nil {
		return err
	}
	defer f.Close()
	replies, err := p.opt.Read(name, f)
	if err != nil {
		return err
	}
	for i := range replies {
		p.hear(now, &replies[i])
	}
	return nil
}

// Hear takes one reply. Where customs asks for something, nine of ten senders answer, once,
// after a delay; the tenth stays silent.
func (p *Post) Hear(now time.Time, r Reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hear(now, &r)
}

func (p *Post) hear(now time.Time, r *Reply) {
	if _, known := p.mail[r.Item]; !known || !r.asks() || p.asked[r.Item] {
		return
	}
	p.asked[r.Item] = true
	if p.rng.IntN(10) > 0 {
		p.owed = append(p.owed, answer{now.Add(p.wait()), r.Item})
	}
}

// maxReplies bounds a reply file.
const maxReplies = 64 << 20

// readDecisions reads decisions as JSON, one a line; lines of other things are passed over.
func readDecisions(_ string, r io.Reader) (replies []Reply, err error) {
	data, err := io.ReadAll(io.LimitReader(r, maxReplies))
	if err != nil {
		return nil, err
	}
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] != '{' {
			continue
		}
		var reply Reply
		j := jsontext.NewReader(line)
		err := j.Object(func(key string) error {
			switch key {
			case "item":
				return j.String(&reply.Item)
			case "decision":
				return j.String(&reply.Decision)
			case "status":
				return j.String(&reply.Status)
			}
			_, err := j.Raw()
			return err
		})
		if err == nil && reply.Item != "" {
			replies = append(replies, reply)
		}
	}
	return replies, nil
}
