package fault

import (
	"errors"
	"fmt"
	"regexp"
	"testing"
)

func TestCatalogueIsUsable(t *testing.T) {
	code := regexp.MustCompile(`^[a-z0-9]+\.[a-z0-9_]+$`)
	for _, r := range Catalogue() {
		if !code.MatchString(r.Code) || r.Text == "" || r.Fix == "" {
			t.Errorf("%+v: a code of two words, a text and a fix are needed", r)
		}
	}
}

func TestFaultSaysPlaceTextAndFix(t *testing.T) {
	f := New("money.syntax", "/value", "1,5").Under("/lines/2").At(7, 120)
	want := `line 7: byte 120: /lines/2/value: "1,5" is not a plain decimal number (write digits with a point, such as 12.50) [money.syntax]`
	if f.Error() != want {
		t.Errorf("got  %s\nwant %s", f, want)
	}
	err := fmt.Errorf("decode: %w", List{f}.Err())
	if got, ok := As(err); !ok || got != f || !Is(err, "money.syntax") || !Of(err, Invalid) {
		t.Errorf("%v is not found in the chain", f)
	}
	if (List)(nil).Err() != nil || Is(errors.New("x"), "money.syntax") {
		t.Error("an empty list is no error; another error is no fault")
	}
}
