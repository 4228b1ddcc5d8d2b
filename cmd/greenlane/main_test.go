package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The scripts under testdata/script run the real command. Beside it they may use:
//
//	mail KIND N      print N made-up declarations (csv, broken, cds-json, itmatt-xml, ...)
//	fill DB KEY N    take N made-up items into a database, pay and release some
//	tamper DB SQL    change a database behind the program's back
//	exits CODE CMD   run a command that must exit with this code
//	jsonlines N      check that standard input is N JSON objects, one a line
func TestMain(m *testing.M) {
	exit := func(do func(args []string) error) func() {
		return func() {
			if err := do(os.Args[1:]); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
	}
	testscript.Main(m, map[string]func(){
		"greenlane": main, "mail": exit(printMail), "fill": exit(fill), "tamper": exit(tamper), "jsonlines": exit(jsonLines),
	})
}

func TestScripts(t *testing.T) {
	root := repository(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("REPO", root)
			for _, name := range []string{"GREENLANE_DB", "GREENLANE_KEY_FILE", "GREENLANE_PACKS", "GREENLANE_LIST", "GREENLANE_MAILBOX"} {
				e.Setenv(name, "")
			}
			return nil
		},
		RequireUniqueNames: true,
		Cmds:               map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits},
	})
}

// exits runs a command that must exit with a code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if want := args[0]; strconv.Itoa(code) != want {
		ts.Fatalf("exit code %d, not %s", code, want)
	}
}

// repository is the folder of go.mod.
func repository(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// inside runs the command inside of the test, for tests that look closely at its output.
func inside(t testing.TB, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	now := func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC) }
	code = run(env{ctx: context.Background(), in: strings.NewReader(stdin), out: &o, err: &e, now: now}, args)
	return code, o.String(), e.String()
}
