// Command greenlane clears postal items through customs from advance data: one binary for
// the server, the demo, and the same work without a server. `greenlane --help` teaches.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// Set by the linker; see Makefile.
var version, commit = "dev", "unknown"

// Exit codes of the contract.
const (
	exitDone   = 0
	exitFailed = 1 // the work itself failed
	exitUsage  = 2
)

// errPartly says that some records failed after their faults were told.
var errPartly = errors.New("some records could not be decided")

// env is what commands may touch of the outside.
type env struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	terminal bool // err is a terminal: progress may be shown
}

type cli struct {
	Demo     demoCmd     `cmd:"" help:"Start everything on an embedded database with simulated mail, and show the addresses and logins."`
	Serve    serveCmd    `cmd:"" help:"Start the server."`
	Clear    clearCmd    `cmd:"" help:"Decide every item of declaration files, without a server."`
	Quote    quoteCmd    `cmd:"" help:"Landed cost of a basket before purchase: duty, tax and fees by line, with every step."`
	Classify classifyCmd `cmd:"" help:"Propose HS codes for descriptions."`
	Convert  convertCmd  `cmd:"" help:"Turn declarations of one format into another."`
	Pack     packCmd     `cmd:"" help:"Check, compare and test country packs."`
	Verify   verifyCmd   `cmd:"" help:"Recompute the decision log offline: hashes, checkpoints, states."`
	Replay   replayCmd   `cmd:"" help:"Decide recorded items again and show what would change."`
	Bench    benchCmd    `cmd:"" help:"Measure the whole road: generate, clear durably, check every result."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database to the current schema."`
	Backup   backupCmd   `cmd:"" help:"Copy the database to a file while it is in use, and check the copy."`
	Restore  restoreCmd  `cmd:"" help:"Put a backup in place after checking it."`
	Doctor   doctorCmd   `cmd:"" help:"Check configuration, database, packs, disk and log, and say what to mend."`
	User     userCmd     `cmd:"" help:"List, add, disable users and set passwords."`
	Version  versionCmd  `cmd:"" help:"Versions of the program and of what it carries."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(env{ctx: ctx, in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now, terminal: isTerminal(os.Stderr)}, os.Args[1:]))
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// output remembers that it could not be written: results that reach nobody are a failure.
type output struct {
	to  io.Writer
	err error
}

func (o *output) Write(b []byte) (int, error) {
	n, err := o.to.Write(b)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// run is main without the process: tests call it.
func run(e env, args []string) int {
	out := &output{to: e.out}
	e.out = out
	code := command(e, args)
	if out.err != nil && code == exitDone {
		fmt.Fprintln(e.err, "greenlane: write the results:", out.err)
		return exitFailed
	}
	return code
}

func command(e env, args []string) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("greenlane"),
		kong.Description("Customs clearance of postal items from advance data.\n\nTry: greenlane demo\n     greenlane clear --pack KH declarations.csv\n     greenlane classify \"women's silk scarf\""),
		kong.Writers(e.out, e.err),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(code int) { exited = code }),
		kong.BindTo(e.ctx, (*context.Context)(nil)),
		kong.Bind(e),
	)
	if err != nil {
		fmt.Fprintln(e.err, "greenlane:", err)
		return exitUsage
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintln(e.err, "greenlane:", err)
		fmt.Fprintln(e.err, "Run `greenlane --help`, or `greenlane COMMAND --help`.")
		return exitUsage
	}
	if err := parsed.Run(e); err != nil {
		if !errors.Is(err, errPartly) {
			fmt.Fprintln(e.err, "greenlane:", err)
		}
		var usage usageError
		if errors.As(err, &usage) {
			return exitUsage
		}
		return exitFailed
	}
	return exitDone
}

// usageError is a wrong call that the parser could not see.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }
