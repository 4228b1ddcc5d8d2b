package web

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"greenlane/clearance"
)

var shots = flag.String("shots", "", "folder for screenshots of every page")

const firstID = "CP000000100FR"

// browser starts a headless browser, or skips where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed: pages are not checked in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-sync", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// styled skips where npm has not run: without styles a look at the pages says nothing.
func styled(t *testing.T, site *Site) {
	t.Helper()
	if err := site.AssetsMissing(); err != nil {
		t.Skip(err)
	}
}

func axeScript(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core is not installed: run npm ci")
	}
	return string(raw)
}

func pagesToSee(site *Site) map[string]string {
	secret := url.QueryEscape(clearance.Secret(site.Key, clearance.Key{ID: firstID, Month: "2026-11"}))
	return map[string]string{
		"landing": "/", "sign-in": "/sign-in", "declare": "/declare", "track": "/track", "status": "/track/" + firstID + "?secret=" + secret,
		"receipt": "/declare/receipt/" + firstID + "?secret=" + secret, "queue": "/officer?live=off", "card": "/officer/items/" + firstID, "demo": "/demo?live=off", "states": "/help/states", "404": "/nowhere",
	}
}

// TestAccessible runs axe-core over every page, wide and narrow, and fails on a serious or
// critical violation or on a page that scrolls sideways.
func TestAccessible(t *testing.T) {
	h := newHouse()
	h.fill()
	site := newSite(t, h)
	styled(t, site)
	axe := axeScript(t)
	ctx := browser(t)
	server := httptest.NewServer(site)
	defer server.Close()
	for name, path := range pagesToSee(site) {
		for _, width := range []int64{1280, 360} {
			for _, lang := range []string{"en", "ar", "km"} {
				if lang != "en" && width == 1280 && name != "card" && name != "status" {
					continue
				}
				checkPage(t, ctx, axe, server.URL, name, path, lang, width)
			}
		}
	}
}

func checkPage(t *testing.T, ctx context.Context, axe, base, name, path, lang string, width int64) {
	t.Helper()
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(base+path+sep+"lang="+lang), chromedp.WaitReady(chromedp.CSS("main")))
	if err != nil {
		t.Fatalf("%s %s %d: %v", name, lang, width, err)
	}
	checkShown(t, ctx, axe, name, lang, width)
}

// checkShown looks at the page as it stands.
func checkShown(t *testing.T, ctx context.Context, axe, name, lang string, width int64) {
	t.Helper()
	run := `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(r => JSON.stringify(r.violations.filter(v => v.impact === "serious" || v.impact === "critical").map(v => ({id: v.id, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + " " + n.failureSummary.slice(0, 160))}))))`
	if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](axe+";0")); err != nil {
		t.Fatalf("%s %s %d: %v", name, lang, width, err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s %s %d: axe: %v", name, lang, width, err)
	}
	over, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > document.documentElement.clientWidth + 1`))
	if err != nil {
		t.Fatal(err)
	}
	if *shots != "" {
		png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err == nil {
			err = os.WriteFile(filepath.Join(*shots, fmt.Sprintf("%s-%s-%d.png", name, lang, width)), png, 0o600)
		}
		if err != nil {
			t.Error(err)
		}
	}
	var violations []struct {
		ID    string
		Nodes []string
	}
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, v := range violations {
		t.Errorf("%s %s %d: %s\n%s", name, lang, width, v.ID, strings.Join(v.Nodes, "\n"))
	}
	if over {
		t.Errorf("%s %s %d: the page scrolls sideways", name, lang, width)
	}
}

// TestAdviceIsAccessible looks at the form while it says something: remarks, the question,
// proposals and the sum.
func TestAdviceIsAccessible(t *testing.T) {
	h := newHouse()
	h.candidates = classifier().Propose("silk scarf", 5)
	site := newSite(t, h)
	styled(t, site)
	axe := axeScript(t)
	ctx := browser(t)
	server := httptest.NewServer(site)
	defer server.Close()
	for _, lang := range []string{"en", "ar"} {
		err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 800), chromedp.Navigate(server.URL+"/declare?lang="+lang), chromedp.WaitReady(chromedp.CSS("main")),
			chromedp.Evaluate[chromedp.Void](`for (const [name, text] of [["recipient.country", "KH"], ["lines.0.description", "silk scarf"]]) document.getElementsByName(name)[0].value = text; document.getElementById("declare").dispatchEvent(new Event("input")); 0`))
		if err != nil {
			t.Fatal(err)
		}
		until(t, ctx, "the question", `document.querySelector("#advice-0 .gl-question") && document.querySelector("#sofar").innerText.includes("12.34")`)
		for _, width := range []int64{360, 1280} {
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)); err != nil {
				t.Fatal(err)
			}
			checkShown(t, ctx, axe, "advice", lang, width)
		}
	}
}
