package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"greenlane/record/audit"
	"greenlane/server"
)

type migrateCmd struct{ dbFlags }

func (c *migrateCmd) Run(e env) error {
	keys, err := c.keys()
	if err != nil {
		return err
	}
	if err := server.Migrate(e.ctx, c.DB); err != nil {
		return err
	}
	store, err := server.OpenStore(e.ctx, c.DB, keys, e.now)
	if err != nil {
		return err
	}
	defer store.Close()
	at, newest, err := store.Version(e.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "schema %d of %d\n", at, newest)
	return nil
}

type backupCmd struct {
	dbFlags
	To string `arg:"" help:"File to write; it must not exist yet."`
}

func (c *backupCmd) Help() string {
	return "Copies a SQLite database while it is in use and checks the whole log of the copy. Keep the house key with it, elsewhere. PostgreSQL is backed up with its own tools (docs/operate.md)."
}

func (c *backupCmd) Run(e env) error {
	if server.IsPostgres(c.DB) {
		return usagef("PostgreSQL is backed up with pg_basebackup or pg_dump; see docs/operate.md")
	}
	path, err := server.SQLitePath(c.DB)
	if err != nil {
		return usageError{err}
	}
	report, err := server.Backup(e.ctx, path, c.To)
	if err != nil {
		return err
	}
	info, err := os.Stat(c.To)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s: %d bytes, %d journal rows, log whole, root %s\n", c.To, info.Size(), report.Rows, report.Root)
	return nil
}

type restoreCmd struct {
	dbFlags
	From string `arg:"" help:"Backup file."`
}

func (c *restoreCmd) Help() string {
	return "Checks the backup and its log, then puts it in the place of the database. Stop the server first. The database that stood there is kept beside it as FILE.before-restore."
}

func (c *restoreCmd) Run(e env) error {
	if server.IsPostgres(c.DB) {
		return usagef("PostgreSQL is restored with its own tools; see docs/operate.md")
	}
	path, err := server.SQLitePath(c.DB)
	if err != nil {
		return usageError{err}
	}
	report, err := server.Restore(e.ctx, c.From, path)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s holds %d journal rows now, log whole\n", path, report.Rows)
	return nil
}

type doctorCmd struct {
	dbFlags
	Packs   string `help:"Folder of further country packs." env:"GREENLANE_PACKS" placeholder:"DIR"`
	List    string `help:"Screening list (CSV)." env:"GREENLANE_LIST" placeholder:"FILE"`
	Mailbox string `help:"Folder of the mailbox." env:"GREENLANE_MAILBOX" placeholder:"DIR"`
}

// Run makes each check, tells all results, and fails if one failed.
func (c *doctorCmd) Run(e env) error {
	failed := false
	tell := func(what string, fix string, err error) {
		if err == nil {
			fmt.Fprintf(e.out, "ok    %s\n", what)
			return
		}
		failed = true
		fmt.Fprintf(e.out, "FAIL  %s: %v\n      %s\n", what, err, fix)
	}
	_, err := os.Stat(c.KeyFile)
	tell("house key "+c.KeyFile, "it is made by `greenlane serve`; if there was one, put it back: signatures and notices rest on it", err)
	if err == nil {
		info, err := os.Stat(c.KeyFile)
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			err = fmt.Errorf("others may read it (mode %o)", info.Mode().Perm())
		}
		tell("house key is private", "chmod 600 "+c.KeyFile, err)
	}
	book, err := server.BuildRulebook(server.RulebookOptions{Packs: c.Packs, List: c.List, Key: []byte("doctor")})
	tell("packs, rules, worked examples and screening list", "run `greenlane pack check` and `greenlane pack test`", err)
	if err == nil {
		for _, p := range book.Packs() {
			fmt.Fprintf(e.out, "      pack %s %s\n", p.ID, p.Version)
		}
	}
	c.database(e, tell)
	if c.Mailbox != "" {
		tell("mailbox "+c.Mailbox+" can be written", "give the user that runs greenlane the right to write there", writable(c.Mailbox))
	}
	if failed {
		return errPartly
	}
	return nil
}

func (c *doctorCmd) database(e env, tell func(string, string, error)) {
	if !server.IsPostgres(c.DB) {
		path, err := server.SQLitePath(c.DB)
		if err == nil {
			_, err = os.Stat(path)
		}
		tell("database "+c.DB, "it is made by `greenlane serve` or `greenlane migrate`", err)
		if err != nil {
			return
		}
		tell("free disk space", "free at least 500 MB on the disk of the database", enoughSpace(filepath.Dir(path)))
	}
	report, err := verifyLog(e.ctx, c.DB, audit.Options{})
	if err == nil {
		err = report.Err()
	}
	tell(fmt.Sprintf("decision log (%d rows)", report.Rows), "keep the file as evidence and restore from a backup", err)
}

func enoughSpace(dir string) error {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return err
	}
	if free := int64(s.Bavail) * int64(s.Bsize) >> 20; free < 500 {
		return fmt.Errorf("only %d MB are free", free)
	}
	return nil
}

func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, "x")
	f.Close()
	os.Remove(f.Name())
	return err
}
