package main

import (
	"context"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"
)

// A server that is asked to stop ends by itself with code 0, and what it answered is kept;
// a second one on its address says so.
func TestStopsWhenAsked(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the real server")
	}
	p, key := build(t)
	p.start()
	_, body := parcels(t, 1, 20)
	status, lines, ok := post(t.Context(), http.DefaultClient, p.addr, key, "one", body)
	if !ok || status != http.StatusOK || len(lines) != 20 {
		t.Fatalf("%d %v", status, lines)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	second := p.command("serve", "--addr", p.addr)
	if err := second.Start(); err != nil {
		t.Fatal(err)
	}
	if code := wait(ctx, t, second.Wait); code == 0 {
		t.Error("a second server on the same address ended well")
	}
	if err := p.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := wait(ctx, t, p.process.Wait); code != 0 {
		t.Errorf("exit %d: %s", code, p.log.String())
	}
	p.process = nil
	if c, err := net.Dial("tcp", p.addr); err == nil {
		c.Close()
		t.Error("somebody still listens")
	}
	p.run("", "verify", "--log", "house.db")
	p.start()
	status, lines, ok = post(t.Context(), http.DefaultClient, p.addr, key, "two", body)
	if !ok || status != http.StatusOK || len(lines) != 20 {
		t.Fatalf("after the restart: %d %v", status, lines)
	}
}

// wait waits for the end of a process and gives 0 or 1.
func wait(ctx context.Context, t *testing.T, end func() error) int {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- end() }()
	select {
	case err := <-done:
		if err != nil {
			return 1
		}
		return 0
	case <-ctx.Done():
		t.Fatal("the process does not end")
		return 1
	}
}
