package post

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"greenlane/exchange"
	"greenlane/item"
	"greenlane/sim/world"
)

// endings of file names; other formats end in .txt.
var endings = map[string]string{"json": ".jsonl", "cds-json": ".json", "predes-json": ".json", "asycuda-edge": ".json", "csv": ".csv",
	"itmatt-xml": ".xml", "asycuda-sad": ".xml", "asycuda-awmds": ".xml", "wco-dec": ".xml",
	"itmatt-edi": ".edi", "cusitm-edi": ".edi", "predes-edi": ".edi"}

// brokenRows stand among good ones where a format has rows.
var brokenRows = map[string]string{exchange.JSON: "{\"id\":12,\"class\":\"C\"}\n", exchange.CSV: "ZZ,not,a,row\n"}

// send drops one file, at times with a fault: 2 % have a broken row, 1 % come twice and
// 0.2 % break off.
func (p *Post) send(now time.Time, items []*item.Item, s *Sent) error {
	format := p.opt.Formats[p.rng.IntN(len(p.opt.Formats))]
	var b bytes.Buffer
	if err := p.opt.Write(&b, format, slices.Values(items)); err != nil {
		return fmt.Errorf("write %d items as %s: %w", len(items), format, err)
	}
	body := b.Bytes()
	p.files++
	name := fmt.Sprintf("%s-%06d%s", now.UTC().Format("20060102T150405"), p.files, ending(format))
	draw := p.rng.IntN(1000)
	s.Items += len(items)
	switch {
	case p.opt.Sound:
	case draw < 2:
		body = body[:len(body)*2/3]
		s.Truncated++
	case draw < 12:
		p.again = append(p.again, drop{now.Add(p.wait()), name, body})
		s.Repeated++
	case draw < 32 && brokenRows[format] != "":
		body = append(slices.Clone(body), brokenRows[format]...)
		s.Broken++
	}
	return p.drop(name, body, s)
}

func ending(format string) string {
	if e, ok := endings[format]; ok {
		return e
	}
	return ".txt"
}

// drop puts a file into the folder under a name that readers pass over, then renames it.
func (p *Post) drop(name string, body []byte, s *Sent) error {
	hidden := filepath.Join(p.opt.In, "."+name+".part")
	if err := os.WriteFile(hidden, body, 0o644); err != nil {
		return err
	}
	s.Files++
	return os.Rename(hidden, filepath.Join(p.opt.In, name))
}

// repeats drops files a second time, under a name of their own, as a resent file has.
func (p *Post) repeats(now time.Time, s *Sent) error {
	for len(p.again) > 0 && !p.again[0].due.After(now) {
		d := p.again[0]
		p.again = p.again[1:]
		if err := p.drop("again-"+d.name, d.body, s); err != nil {
			return err
		}
	}
	return nil
}

// answers sends better declarations for items that customs asked about.
func (p *Post) answers(now time.Time, s *Sent) error {
	var ready []*item.Item
	left := p.owed[:0]
	for _, a := range p.owed {
		if a.due.After(now) {
			left = append(left, a)
			continue
		}
		m, ok := p.mail[a.id]
		if !ok {
			continue
		}
		m.Item = world.Clone(m.Item)
		p.opt.World.Improve(m)
		p.mail[a.id] = m
		ready = append(ready, m.Item)
	}
	p.owed = left
	if len(ready) == 0 {
		return nil
	}
	s.Answers += len(ready)
	return p.send(now, ready, s)
}

// wait is the simulated time until an answer or a repeat.
func (p *Post) wait() time.Duration {
	return p.opt.Delay + time.Duration(p.rng.Int64N(int64(4*p.opt.Delay)))
}
