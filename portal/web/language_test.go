package web

import (
	"io/fs"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// staffOnly are the texts that only people of the house see; they need English, French
// and Khmer.
var staffOnly = []string{"queue.", "keys.", "card.", "verb.", "event.", "finding.", "done.", "selected.", "hs_source.", "class.", "decision.", "party.", "role.", "why.",
	"status.final", "status.provisional", "status.needs_input", "fault.record.", "fix.record.", "fault.role.", "fix.role.", "fault.reason.", "fix.reason."}

func staffKey(key string) bool {
	return key != "nav.queue" && slices.ContainsFunc(staffOnly, func(p string) bool { return strings.HasPrefix(key, p) })
}

var holes = regexp.MustCompile(`\{[0-9]\}`)

func TestCataloguesAreComplete(t *testing.T) {
	c, err := loadCatalogue(messages)
	if err != nil {
		t.Fatal(err)
	}
	english := c.languages["en"].texts
	for _, tongue := range tongues {
		texts := c.languages[tongue.tag].texts
		whole := slices.Contains([]string{"en", "fr", "km"}, tongue.tag)
		for key, text := range english {
			got, ok := texts[key]
			if !ok {
				if whole || !staffKey(key) {
					t.Errorf("%s: %s is missing", tongue.tag, key)
				}
				continue
			}
			a, b := holes.FindAllString(text, -1), holes.FindAllString(got, -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				t.Errorf("%s: %s has the places %v, English has %v", tongue.tag, key, b, a)
			}
		}
		for key := range texts {
			if _, ok := english[key]; !ok {
				t.Errorf("%s: %s is not in English", tongue.tag, key)
			}
		}
	}
}

var keyUse = regexp.MustCompile(`T "([a-z][a-z0-9_.-]*)"|T\("([a-z][a-z0-9_.-]*)"`)

// TestKeysOfPagesExist reads every key that the templates and handlers name.
func TestKeysOfPagesExist(t *testing.T) {
	c, err := loadCatalogue(messages)
	if err != nil {
		t.Fatal(err)
	}
	english := c.languages["en"]
	names, err := fs.Glob(templates, "templates/*.html")
	if err != nil || len(names) < 10 {
		t.Fatalf("templates: %v, %v", names, err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(templates, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keyUse.FindAllStringSubmatch(string(raw), -1) {
			if key := m[1] + m[2]; !english.Has(key) {
				t.Errorf("%s: no text %q", name, key)
			}
		}
	}
}

func TestLanguageIsChosen(t *testing.T) {
	site := newSite(t, newHouse())
	for _, test := range []struct{ name, query, cookie, header, user, want string }{
		{"nothing said", "", "", "", "", "en"},
		{"the browser", "", "", "fr-CA,fr;q=0.9,en;q=0.5", "", "fr"},
		{"a language that is not there", "", "", "sw", "", "en"},
		{"the cookie wins over the browser", "", "km", "fr", "", "km"},
		{"the address wins over the cookie", "ar", "km", "fr", "", "ar"},
		{"a wrong address is passed over", "tlh", "km", "fr", "", "km"},
		{"traditional Chinese", "", "", "zh-TW", "", "zh"},
		{"the user's own", "", "", "fr", "ru", "ru"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/?lang="+test.query, nil)
			if test.cookie != "" {
				r.Header.Set("Cookie", "lang="+test.cookie)
			}
			r.Header.Set("Accept-Language", test.header)
			site.Gate.(*house).user.Language = test.user
			if got := site.wordsFor(httptest.NewRecorder(), r).Lang; got != test.want {
				t.Errorf("language %s, want %s", got, test.want)
			}
		})
	}
}
