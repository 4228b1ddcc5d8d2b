package screening

import (
	"strings"
	"testing"

	"greenlane/item"
)

// A listed name is found however it is written and wherever it stands in the text.
func TestDisguisedNames(t *testing.T) {
	l, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	wide := func(s string) string {
		return strings.Map(func(r rune) rune {
			if '!' <= r && r <= '~' {
				return r + 0xFEE0
			}
			return r
		}, s)
	}
	for _, name := range l.Names(8) {
		for how, text := range map[string]string{
			"as listed":         name,
			"Cyrillic letters":  strings.NewReplacer("a", "\u0430", "e", "\u0435", "o", "\u043e").Replace(name),
			"zero width spaces": strings.Join(strings.Split(name, ""), "\u200b"),
			"soft hyphens":      strings.Join(strings.Split(name, ""), "\u00ad"),
			"entities":          strings.NewReplacer("a", "&#97;", "o", "&amp;#111;").Replace(name),
			"full width":        wide(name),
			"after many words":  "qw er ty ui op as df gh jk lz xc vb " + name,
			"between words":     "qw er ty ui op as df gh jk " + name + " yx cv bn mq we rt zu io pa sd fg",
			"after one word":    strings.Repeat("x", 240) + " " + name,
		} {
			if len(l.Match(&item.Party{Name: text})) == 0 {
				t.Errorf("%s: %q is not found", how, text)
			}
		}
	}
	if hits := l.Match(&item.Party{Name: strings.Repeat("plain words of nobody at all ", 60)}); len(hits) > 0 {
		t.Errorf("found in words of nobody: %v", hits)
	}
}
