package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// saying is what the catalogue has for one code of a reason, a finding or a fault.
type saying struct{ Text, Fix string }

// facts are the codes whose English tells more than the sentence of the catalogue, such as
// the words that were found in a description.
type facts struct{ Text, Fix []string }

func (f *facts) inText(code string) bool { return slices.Contains(f.Text, code) }
func (f *facts) inFix(code string) bool  { return slices.Contains(f.Fix, code) }

// Said is one ground, remark or fault in the words of a reader.
type Said struct {
	Text, Fix string
	Lang      string // language of Text and Fix where it is not that of the page
	Original  string // the judgement's own English, where it tells more than Text and Fix
}

// loadReasons reads the sentences by code of a language.
func (w *Words) loadReasons(files fs.FS) error {
	for name, into := range map[string]any{w.Lang: &w.reasons, "facts": &w.facts} {
		raw, err := fs.ReadFile(files, "messages/reasons/"+name+".json")
		if err == nil {
			err = json.Unmarshal(raw, into)
		}
		if err != nil {
			return fmt.Errorf("web: reasons of %s: %w", name, err)
		}
	}
	return nil
}

// Say gives the sentences of a code in the language of the page. Where the catalogue has
// none, those of the judgement stand, marked as English; where they hold a fact that the
// catalogue's sentence cannot hold, they stand behind it.
func (w *Words) Say(code, text, fix string) Said {
	own := Said{Text: titled(text), Fix: titled(fix)}
	s, ok := w.reasons[code]
	switch {
	case w.Lang == "en" && (!ok || w.facts.inText(code)):
		return own
	case !ok:
		own.Lang = "en"
		return own
	}
	said := Said{Text: s.Text, Fix: s.Fix}
	if fix == "" {
		said.Fix = ""
	}
	var more []string
	if w.facts.inText(code) && text != "" {
		more = append(more, own.Text)
	}
	if w.facts.inFix(code) && fix != "" {
		more = append(more, own.Fix)
	}
	said.Original = strings.Join(more, ". ")
	return said
}

// sayFault is Say for a fault; the general catalogue of the pages comes first, because it
// speaks to the reader of the page at hand.
func (w *Words) sayFault(code, text, fix string) Said {
	if w.Has("fault." + code) {
		return Said{Text: w.T("fault." + code), Fix: w.Or("fix."+code, titled(fix))}
	}
	return w.Say(code, text, fix)
}

// found makes a remark about a field.
func found(w *Words, code, field, text, fix string) Finding {
	f := Finding{Href: "#" + fieldOf(field), Where: whereOf(w, field), Code: code, Said: w.Say(code, text, fix)}
	if w.Has(labelKey(fieldOf(field))) {
		f.lacking(w)
	}
	return f
}
