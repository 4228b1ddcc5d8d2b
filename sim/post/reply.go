package post

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"greenlane/exchange/cds"
	"greenlane/exchange/stream"
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
	if p.opt.Out == "" || now.Sub(p.looked) < lookGap {
		return nil
	}
	p.looked = now
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
		if err := p.take(now, e.Name()); err != nil {
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

func (p *Post) take(now time.Time, name string) error {
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

// readReplies reads decisions in our own JSON and CDS responses, in a list or one a line.
// What is neither, and what cannot be read, is passed over: a post does as much.
func readReplies(name string, r io.Reader) (replies []Reply, err error) {
	codes := cds.Illustrative()
	frames := stream.NewJSON(stream.NewSource(r, stream.Options{Name: name}.WithDefaults()), "CDSViews")
	for {
		f, err := frames.Next()
		if err != nil {
			return replies, nil // at the end, or where the file is lost
		}
		if f.Fault != nil {
			continue
		}
		if reply, ok := readDecision(f.Data); ok {
			replies = append(replies, reply)
			continue
		}
		if o, _ := cds.ReadResponse(f.Data, codes); o != nil && o.Item != "" {
			replies = append(replies, Reply{Item: o.Item, Decision: o.Decision})
		}
	}
}

func readDecision(data []byte) (reply Reply, ok bool) {
	j := jsontext.NewReader(data)
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
	return reply, err == nil && reply.Item != "" && reply.Decision != ""
}
