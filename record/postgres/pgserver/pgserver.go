package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrAbsent says that PostgreSQL is not installed here, or that there is no user to run it.
var ErrAbsent = errors.New("postgresql is not installed")

// Start makes a cluster in a new folder below dir and starts its server. stop ends the
// server, waits for it and removes the folder.
func Start(ctx context.Context, dir string) (url string, stop func(), err error) {
	bin, err := programs()
	if err != nil {
		return "", nil, err
	}
	who, err := runAs()
	if err != nil {
		return "", nil, err
	}
	home, err := os.MkdirTemp(dir, "postgres-")
	if err != nil {
		return "", nil, err
	}
	remove := func() { _ = os.RemoveAll(home) }
	if who != nil {
		if err := os.Chown(home, int(who.Uid), int(who.Gid)); err != nil {
			remove()
			return "", nil, err
		}
	}
	data := filepath.Join(home, "data")
	command := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(filepath.Join(bin, name), args...)
		c.Dir = home
		c.SysProcAttr = &syscall.SysProcAttr{Credential: who}
		return c
	}
	out, err := command("initdb", "-D", data, "-U", "greenlane", "-A", "trust", "-E", "UTF8", "--locale=C").CombinedOutput()
	if err != nil {
		remove()
		return "", nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	port, err := freePort()
	if err != nil {
		remove()
		return "", nil, err
	}
	server := command("postgres", "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
		"-c", "fsync=on", "-c", "shared_buffers=128MB", "-c", "max_wal_size=2GB")
	var log bytes.Buffer
	server.Stdout, server.Stderr = &log, &log
	if err := server.Start(); err != nil {
		remove()
		return "", nil, fmt.Errorf("start postgres: %w", err)
	}
	stop = func() {
		_ = server.Process.Signal(syscall.SIGINT) // "fast": ends sessions, then itself
		_ = server.Wait()
		remove()
	}
	url = "postgres://greenlane@127.0.0.1:" + strconv.Itoa(port) + "/postgres?sslmode=disable"
	if err := ready(ctx, url); err != nil {
		stop()
		return "", nil, fmt.Errorf("start postgres: %w: %s", err, log.String())
	}
	return url, stop, nil
}

// programs finds the folder of the newest server that is installed.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", ErrAbsent
	}
	slices.Sort(found)
	return filepath.Dir(found[len(found)-1]), nil
}

// runAs gives the user that the server runs as; nil is the present one.
func runAs() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("%w: there is no user postgres to run it", ErrAbsent)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// ready waits until the server takes connections.
func ready(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		c, err := pgx.Connect(ctx, url)
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
}
