package main

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"strings"

	"greenlane/server"
)

// dbFlags say where the record is.
type dbFlags struct {
	DB      string `name:"db" help:"Database: sqlite:PATH or postgres://USER@HOST/NAME." env:"GREENLANE_DB" default:"sqlite:greenlane.db"`
	KeyFile string `help:"File of the house key; made at the first start. Guard it and back it up: signatures, notices and random draws rest on it." env:"GREENLANE_KEY_FILE" default:"greenlane.key"`
	Name    string `help:"Name of the decision log." env:"GREENLANE_NAME" default:"greenlane"`
}

func (f *dbFlags) keys() (*server.Keys, error) {
	seed, err := server.LoadSeed(f.DB, f.KeyFile, rand.Reader)
	if err != nil {
		return nil, err
	}
	return server.DeriveKeys(seed, f.Name)
}

type serveCmd struct {
	dbFlags
	Addr     string `help:"Address to listen on." env:"GREENLANE_ADDR" default:"127.0.0.1:8080"`
	Packs    string `help:"Folder of further country packs." env:"GREENLANE_PACKS" placeholder:"DIR"`
	List     string `help:"Screening list (CSV). Without it the fictional demonstration list is used." env:"GREENLANE_LIST" placeholder:"FILE"`
	Mailbox  string `help:"Folder of the mailbox: declarations in, replies out (docs/mailbox.md)." env:"GREENLANE_MAILBOX" placeholder:"DIR"`
	Secure   bool   `help:"Pages are reached over HTTPS (a proxy in front): cookies are marked so." env:"GREENLANE_SECURE"`
	LogLevel string `help:"debug, info, warn or error." env:"GREENLANE_LOG_LEVEL" default:"info" enum:"debug,info,warn,error"`
	Config   string `help:"File of settings, one NAME=value a line, as in the environment. The environment and the command line win." env:"GREENLANE_CONFIG" placeholder:"FILE"`
}

func (c *serveCmd) Run(e env) error {
	if err := c.fromFile(); err != nil {
		return err
	}
	log := logger(e, c.LogLevel)
	s, err := server.Open(e.ctx, server.Config{DB: c.DB, Addr: c.Addr, KeyFile: c.KeyFile, Name: c.Name, Packs: c.Packs, List: c.List, Mailbox: c.Mailbox, Secure: c.Secure},
		server.Parts{Clock: e.now, Random: rand.Reader, Log: log})
	if err != nil {
		return err
	}
	defer s.Close()
	users, err := s.Store.Users(e.ctx)
	if err != nil {
		return err
	}
	if len(users) == 0 {
		log.Warn("nobody can sign in yet: add a user with `greenlane user add NAME --role admin`")
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", c.Addr, err)
	}
	log.Info("serving", slog.String("address", "http://"+listener.Addr().String()), slog.String("rulebook", s.Rulebook().Hash()), slog.String("log key", s.Keys.Verifier))
	return s.Run(e.ctx, listener)
}

func logger(e env, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(strings.ToUpper(level))); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(e.err, &slog.HandlerOptions{Level: l}))
}
