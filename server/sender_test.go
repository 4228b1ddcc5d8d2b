package server_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"greenlane/clearance"
	"greenlane/clearance/casework"
)

// write puts text in a field as a person does: what stood there goes, then key after key.
func (b *tab) write(name, text string) {
	b.Helper()
	b.eval(`{ const e = document.querySelector('main [name="` + name + `"]'); e.focus(); e.select(); "" }`)
	b.do(chromedp.SendKeys(chromedp.CSS(`main [name="`+name+`"]`), text))
}

// tap presses what the selector names, after it came in sight.
func (b *tab) tap(selector string) {
	b.Helper()
	b.wait(selector, `document.querySelector('`+selector+`')`)
	b.do(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
}

// at waits for an address.
func (b *tab) at(prefix string) {
	b.Helper()
	b.wait("the page "+prefix, `location.pathname.startsWith("`+prefix+`") && document.readyState === "complete"`)
}

var (
	numberWanted = regexp.MustCompile(`UX\d{9}FR`)
	phraseWanted = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`)
)

// addresses fills in who sends and who receives.
func (b *tab) addresses() {
	b.Helper()
	for _, f := range [][2]string{
		{"recipient.name", "Sok Example"}, {"recipient.address", "12 Example Road"}, {"recipient.city", "Phnom Penh"}, {"recipient.country", "Cambodia"}, {"recipient.telephone", "+855 23 000 000"},
		{"sender.name", "Ada Example"}, {"sender.address", "1 Example Street"}, {"sender.city", "Lyon"}, {"sender.country", "France"}, {"gross_weight", "0.2"},
	} {
		b.write(f[0], f[1])
	}
}

// receipt reads number and phrase off the receipt and goes on to the status page.
func (b *tab) receipt() (number string) {
	b.Helper()
	b.at("/declare/receipt/")
	page := b.text()
	number = numberWanted.FindString(page)
	if number == "" || !phraseWanted.MatchString(page) || !strings.Contains(page, "16.96 USD") {
		b.Fatalf("the receipt lacks number, phrase or sum:\n%s", page)
	}
	b.tap(`main a[href*="/track/"]`)
	b.at("/track/" + number)
	if page := b.text(); !strings.Contains(page, "16.96 USD") || !strings.Contains(page, "silk scarf") {
		b.Errorf("the status page does not show what is owed:\n%s", page)
	}
	return number
}

// A small seller with a telephone and no account: a vague word is answered at once and a
// better wording shown, the code is a tap, the sum is in sight without asking, and after
// the payment the open status page changes by itself.
func TestSenderOnATelephone(t *testing.T) {
	s, base := demo(t)
	b := &tab{t, browser(t), base}
	b.do(chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch))
	b.see("/declare?lang=en")

	b.write("lines.0.description", "gift")
	advice := `document.getElementById("advice-0")`
	b.wait("a better wording", advice+`.innerText.includes('instead of “gift” write')`)
	b.wait("the advice in sight", `(r => r.top > 0 && r.bottom < document.getElementById("sofar").getBoundingClientRect().top)(`+advice+`.getBoundingClientRect())`)
	b.shot("phone-gift")

	b.write("lines.0.description", "women's woven silk scarf")
	b.wait("proposals", `!`+advice+`.innerText.includes("gift") && document.querySelector('#advice-0 .gl-candidates [data-hs="621410"]')`)
	b.wait("the one question", `document.querySelector("#advice-0 .gl-question").innerText.includes("knitted or woven")`)
	b.shot("phone-scarf")
	b.tap(`#advice-0 .gl-candidates [data-hs="621410"]`)
	b.wait("the chosen code", `document.querySelector('[name="lines.0.hs"]').value === "621410" && `+advice+`.querySelector(".gl-chosen") && !`+advice+`.querySelector(".gl-question")`)
	b.write("lines.0.quantity", "1")
	b.write("lines.0.value", "64")
	b.write("lines.0.net_weight", "0.12")
	b.addresses()
	b.wait("the sum in sight", `(e => e.innerText.includes("16.96 USD") && e.getBoundingClientRect().bottom <= innerHeight + 1)(document.getElementById("sofar"))`)
	b.shot("phone-sum")
	b.tap(`button[value="lodge"].govuk-button`)

	number := b.receipt()
	b.shot("phone-status")
	if heading := b.eval(`document.querySelector("h1").innerText`); heading != "Payment needed" {
		t.Fatalf("the status is %q", heading)
	}
	row, err := s.Store.Find(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Casework.Do(t.Context(), number, clearance.User{Name: "till", Roles: []clearance.Role{clearance.Clerk}}, casework.Action{Kind: clearance.Payment, Amount: row.Outstanding(), Ref: "till-1"})
	if err != nil {
		t.Fatal(err)
	}
	b.wait("the status page renews itself", `document.querySelector("h1").innerText === "Released by customs"`)
}

// The same without scripts: each button is a submit, and nothing typed is lost.
func TestSenderWithoutScript(t *testing.T) {
	_, base := demo(t)
	b := &tab{t, browser(t), base}
	b.do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
	b.see("/declare?lang=en")
	again := func() { b.tap(`.gl-declare__end button[value="check"]`); b.at("/declare") }

	b.write("lines.0.description", "gift")
	again()
	b.wait("a better wording", `document.getElementById("advice-0").innerText.includes('instead of “gift” write')`)
	b.write("lines.0.description", "women's silk scarf")
	b.write("lines.0.quantity", "1")
	b.write("lines.0.value", "64")
	b.addresses()
	again()
	b.wait("the one question", `document.querySelector("#advice-0 .gl-question")`)
	b.tap(`#advice-0 .gl-question [data-hs="621410"]`)
	b.wait("the answer in the fields", `document.querySelector('[name="lines.0.hs"]').value === "621410" && document.querySelector('[name="lines.0.description"]').value === "women's silk scarf, woven silk"`)
	b.wait("the line in sight after the answer", `location.hash === "#advice-0"`)
	b.wait("the sum", `document.querySelector("#check .gl-total").innerText.includes("16.96 USD")`)
	b.tap(`button[value="lodge"].govuk-button`)
	b.receipt()
}
