package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The command line wins over the environment, and both over the file.
func TestSettingsOfAFile(t *testing.T) {
	for _, c := range []struct {
		name, text string
		line       serveCmd // as the command line and the environment left it
		env        map[string]string
		check      func(c *serveCmd) bool
		fault      string // part of the message of a wrong call
	}{
		{name: "fills what is not set", text: "# the house\nGREENLANE_DB = sqlite:/var/lib/house.db\n\nGREENLANE_SECURE=true\nGREENLANE_MAILBOX=/mail=box\n",
			check: func(c *serveCmd) bool {
				return c.DB == "sqlite:/var/lib/house.db" && c.Secure && c.Mailbox == "/mail=box" && c.Addr == "127.0.0.1:8080"
			}},
		{name: "the command line wins", text: "GREENLANE_ADDR=0.0.0.0:1\n", line: serveCmd{Addr: "127.0.0.1:9"}, check: func(c *serveCmd) bool { return c.Addr == "127.0.0.1:9" }},
		{name: "the environment wins", text: "GREENLANE_DB=sqlite:file.db\n", env: map[string]string{"GREENLANE_DB": "sqlite:greenlane.db"}, check: func(c *serveCmd) bool { return c.DB == "sqlite:greenlane.db" }},
		{name: "unknown name", text: "GREENLANE_DB=x\nGREENLANE_COLOUR=blue\n", fault: "line 2"},
		{name: "no equals sign", text: "GREENLANE_DB\n", fault: "line 1"},
		{name: "neither yes nor no", text: "GREENLANE_SECURE=perhaps\n", fault: "GREENLANE_SECURE"},
		{name: "a file that names a file", text: "GREENLANE_CONFIG=other\n", fault: "line 1"},
		{name: "unknown level", text: "GREENLANE_LOG_LEVEL=loud\n", fault: "loud"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for k, v := range c.env {
				t.Setenv(k, v)
			}
			file := filepath.Join(t.TempDir(), "settings")
			if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			s := c.line
			s.Config = file
			for _, d := range []struct {
				to       *string
				standard string
			}{{&s.DB, "sqlite:greenlane.db"}, {&s.KeyFile, "greenlane.key"}, {&s.Name, "greenlane"}, {&s.Addr, "127.0.0.1:8080"}, {&s.LogLevel, "info"}} {
				if *d.to == "" {
					*d.to = d.standard
				}
			}
			err := s.fromFile()
			if c.fault != "" {
				var usage usageError
				if !errors.As(err, &usage) || !strings.Contains(err.Error(), c.fault) {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil || !c.check(&s) {
				t.Errorf("%+v %v", s, err)
			}
		})
	}
}
