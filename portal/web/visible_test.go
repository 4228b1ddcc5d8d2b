package web

import "testing"

func TestTurnedWordsAreShown(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"plain", "silk scarf", "silk scarf"},
		{"an override", "silk \u202Efracs\u202C", "silk [U+202E]fracs[U+202C]"},
		{"an isolate", "\u2067knife\u2069", "[U+2067]knife[U+2069]"},
		{"a control character", "a\x00b\x1bc\nd", "a[U+0000]b[U+001B]c\nd"},
		{"joiners and marks that scripts need", "می\u200cخواهم \u200fabc", "می\u200cخواهم \u200fabc"},
		{"Khmer", "ក្រមា\u200bសូត្រ", "ក្រមា\u200bសូត្រ"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := visible(test.text); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
