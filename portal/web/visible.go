package web

import (
	"fmt"
	"strings"
)

// visible shows the characters that would turn or hide the words of a stranger: an officer
// must read what was sent, not what the sender wants to be seen.
func visible(text string) string {
	if !strings.ContainsFunc(text, turns) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if turns(r) {
			fmt.Fprintf(&b, "[U+%04X]", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// turns reports the overrides and embeddings of direction, and other control characters.
// Joiners and plain direction marks stay: scripts need them.
func turns(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r < ' ' && r != '\n' && r != '\t' || r == 0x7F || r == 0xFEFF
}
