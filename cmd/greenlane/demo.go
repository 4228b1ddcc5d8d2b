package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"greenlane/server"
)

type demoCmd struct {
	Addr string  `help:"Address to listen on." default:"127.0.0.1:8080"`
	Dir  string  `help:"Keep database and mailbox in this folder; without it they are removed at the end." placeholder:"DIR"`
	Seed uint64  `help:"The same seed gives the same mail." default:"1"`
	Rate float64 `help:"Items a second." default:"4"`
	Log  string  `help:"debug, info, warn or error." default:"warn" enum:"debug,info,warn,error"`
}

func (c *demoCmd) Help() string {
	return "Everything in it is made up. Stop it with Ctrl-C."
}

func (c *demoCmd) Run(e env) error {
	if c.Rate < 0 || c.Rate > 1000 {
		return usagef("--rate is from 0 to 1000 items a second")
	}
	dir, done, err := server.MakeDir(c.Dir)
	if err != nil {
		return err
	}
	defer done()
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w (choose another with --addr)", c.Addr, err)
	}
	defer listener.Close()
	seed := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("greenlane demo"), c.Seed))
	mailbox := filepath.Join(dir, "mailbox")
	s, err := server.Open(e.ctx, server.Config{DB: "sqlite:" + filepath.Join(dir, "greenlane.db"), Seed: seed[:], Mailbox: mailbox, Demo: true, Addr: c.Addr},
		server.Parts{Clock: e.now, Random: rand.Reader, Log: logger(e, c.Log)})
	if err != nil {
		return err
	}
	defer s.Close()
	address := "http://" + listener.Addr().String()
	fmt.Fprintf(e.out, "Greenlane demo: %s\n\n", address)
	fmt.Fprintf(e.out, "  watch the mail      %s/demo\n  declare an item     %s/declare\n  where is my item    %s/track\n  officers            %s/officer\n  API                 %s/v1/docs\n\n", address, address, address, address, address)
	fmt.Fprintln(e.out, "  sign in as          password")
	for _, l := range s.Logins {
		fmt.Fprintf(e.out, "  %-18s  %-24s %s\n", l.Name, l.Password, l.Title)
	}
	fmt.Fprintf(e.out, "\n  files               %s\n  log key             %s\n\nEverything here is made up. Ctrl-C stops it.\n", dir, s.Keys.Verifier)
	group, ctx := errgroup.WithContext(e.ctx)
	group.Go(func() error { return s.Run(ctx, listener) })
	group.Go(func() error { return s.RunDemo(ctx, server.Demo{Seed: c.Seed, Rate: c.Rate, Dir: mailbox}) })
	return group.Wait()
}
