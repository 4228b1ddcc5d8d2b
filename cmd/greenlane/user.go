package main

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"strings"
	"text/tabwriter"

	"greenlane/clearance"
	"greenlane/portal/auth"
	"greenlane/server"
)

type userCmd struct {
	List     userListCmd     `cmd:"" help:"List users."`
	Add      userAddCmd      `cmd:"" help:"Add a user; the password is read from standard input."`
	Password userPasswordCmd `cmd:"" help:"Set a password, read from standard input."`
	Disable  userDisableCmd  `cmd:"" help:"A disabled user cannot sign in, and the user's API keys no longer open anything."`
	Enable   userEnableCmd   `cmd:"" help:"Undo disable."`
	Key      userKeyCmd      `cmd:"" help:"Print an API key of a user."`
}

// existing is desk for commands that a new, empty database would only mislead.
func (f *dbFlags) existing(e env, do func(server.Store, *server.Keys) error) error {
	if !server.Exists(f.DB) {
		return fmt.Errorf("there is no database %s; name it with --db", f.DB)
	}
	return f.desk(e, do)
}

// desk runs do with the open database, made where it is missing.
func (f *dbFlags) desk(e env, do func(server.Store, *server.Keys) error) error {
	keys, err := f.keys()
	if err != nil {
		return err
	}
	store, err := server.OpenStore(e.ctx, f.DB, keys, e.now)
	if err != nil {
		return err
	}
	defer store.Close()
	return do(store, keys)
}

// change loads a user, changes it and puts it back.
func (f *dbFlags) change(e env, name string, how func(*clearance.User) error) error {
	return f.existing(e, func(s server.Store, _ *server.Keys) error {
		u, err := s.User(e.ctx, strings.ToLower(name))
		if err != nil {
			return err
		}
		if u == nil {
			return fmt.Errorf("no user %q", name)
		}
		if err := how(u); err != nil {
			return err
		}
		return s.PutUser(e.ctx, *u)
	})
}

type userListCmd struct{ dbFlags }

func (c *userListCmd) Run(e env) error {
	return c.existing(e, func(s server.Store, _ *server.Keys) error {
		users, err := s.Users(e.ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "NAME\tTITLE\tROLES\tOFFICE\tSTATE")
		for _, u := range users {
			state := "active"
			if u.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.Name, u.Title, roleText(u.Roles), u.Office, state)
		}
		return w.Flush()
	})
}

func roleText(roles []clearance.Role) string {
	parts := make([]string, len(roles))
	for i, r := range roles {
		parts[i] = string(r)
	}
	return strings.Join(parts, ",")
}

type userAddCmd struct {
	dbFlags
	Name   string   `arg:"" help:"Sign-in name."`
	Title  string   `help:"Name as shown."`
	Role   []string `help:"sender, clerk, officer, supervisor, auditor or admin; may be given several times." required:"" enum:"sender,clerk,officer,supervisor,auditor,admin"`
	Office string   `help:"Office."`
}

func (c *userAddCmd) Run(e env) error {
	if err := auth.CheckName(strings.ToLower(c.Name)); err != nil {
		return usageError{err}
	}
	hash, err := readPassword(e)
	if err != nil {
		return err
	}
	u := clearance.User{Name: strings.ToLower(c.Name), Title: c.Title, Office: c.Office, Password: hash, Created: e.now()}
	if u.Title == "" {
		u.Title = c.Name
	}
	for _, r := range c.Role {
		u.Roles = append(u.Roles, clearance.Role(r))
	}
	return c.desk(e, func(s server.Store, _ *server.Keys) error {
		if have, err := s.User(e.ctx, u.Name); err != nil || have != nil {
			if err == nil {
				err = fmt.Errorf("user %q exists already; see greenlane user password", u.Name)
			}
			return err
		}
		if err := s.PutUser(e.ctx, u); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "added %s, %s\n", u.Name, roleText(u.Roles))
		return nil
	})
}

func readPassword(e env) (string, error) {
	if e.terminal {
		fmt.Fprint(e.err, "Password (at least 10 characters), then Enter: ")
	}
	line, err := bufio.NewReader(e.in).ReadString('\n')
	if err != nil && line == "" {
		return "", fmt.Errorf("read password from standard input: %w", err)
	}
	return auth.HashPassword(rand.Reader, strings.TrimRight(line, "\r\n"))
}

type userPasswordCmd struct {
	dbFlags
	Name string `arg:"" help:"Sign-in name."`
}

func (c *userPasswordCmd) Run(e env) error {
	hash, err := readPassword(e)
	if err != nil {
		return err
	}
	return c.change(e, c.Name, func(u *clearance.User) error { u.Password = hash; return nil })
}

type userDisableCmd struct {
	dbFlags
	Name string `arg:"" help:"Sign-in name."`
}

func (c *userDisableCmd) Run(e env) error {
	return c.change(e, c.Name, func(u *clearance.User) error { u.Disabled = true; return nil })
}

type userEnableCmd struct {
	dbFlags
	Name string `arg:"" help:"Sign-in name."`
}

func (c *userEnableCmd) Run(e env) error {
	return c.change(e, c.Name, func(u *clearance.User) error { u.Disabled = false; return nil })
}

type userKeyCmd struct {
	dbFlags
	Name   string `arg:"" help:"Sign-in name."`
	Number int    `help:"Number of the key; each number is another key." default:"1"`
}

func (c *userKeyCmd) Run(e env) error {
	return c.existing(e, func(s server.Store, keys *server.Keys) error {
		u, err := s.User(e.ctx, strings.ToLower(c.Name))
		if err != nil {
			return err
		}
		if u == nil {
			return fmt.Errorf("no user %q", c.Name)
		}
		fmt.Fprintln(e.out, auth.APIKey(keys.API, u.Name, c.Number))
		return nil
	})
}
