package server_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"greenlane/exchange"
	"greenlane/item"
	"greenlane/record/audit"
	"greenlane/record/sqlite"
	"greenlane/server"
)

// disk mounts a small disk of its own, which only root may.
func disk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a small disk cannot be mounted here (it takes root): %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	})
	return dir
}

// On a full disk intake is refused with 503 and a reason, reading goes on, and when there
// is space again intake works by itself. What was answered is there, and the log is whole.
func TestFullDisk(t *testing.T) {
	dir := disk(t, "12m")
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, bytes.Repeat([]byte{1}, 6<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "house.db")
	m := &mailbox{dir: t.TempDir()} // on another disk
	m.house = open(t, server.Config{DB: "sqlite:" + file, Mailbox: m.dir})
	h := m.house
	batch := func(from int) (int, string) {
		var items []*item.Item
		for n := range 50 {
			items = append(items, shirts(from+n, "60"))
		}
		return h.call(http.MethodPost, "/v1/items:batch", "cleo", text(t, exchange.JSON, items...), "Content-Type", "application/x-ndjson")
	}
	taken := 0
	for {
		code, answer := batch(taken)
		if code != http.StatusOK {
			if code != http.StatusServiceUnavailable || !strings.Contains(answer, "record.full") {
				t.Errorf("a full disk is answered with %d %s", code, answer)
			}
			break
		}
		if taken += 50; taken > 10_000 {
			t.Fatal("the disk does not get full")
		}
	}
	if taken == 0 {
		t.Fatal("nothing was taken before the disk was full")
	}
	for range 3 { // it stays refused, and does not fall over
		if code, answer := batch(taken); code != http.StatusServiceUnavailable {
			t.Errorf("on a full disk: %d %s", code, answer)
		}
	}
	if code, answer := h.call(http.MethodPost, "/v1/items/"+number(0)+"/actions", "ann", `{"kind":"noted","reason":"`+strings.Repeat("x", 1500)+`"}`); code != http.StatusServiceUnavailable && code != http.StatusOK {
		t.Errorf("an action on a full disk: %d %s", code, answer)
	}
	for _, path := range []string{"/v1/items/" + number(0), "/v1/items/" + number(taken-1), "/v1/counts"} {
		if code, answer := h.call(http.MethodGet, path, "ann", ""); code != http.StatusOK {
			t.Errorf("reading %s on a full disk: %d %s", path, code, answer)
		}
	}
	if code, _ := h.call(http.MethodGet, "/v1/items/"+number(taken), "ann", ""); code != http.StatusNotFound {
		t.Errorf("an item that was refused is there: %d", code)
	}
	m.put("waiting.jsonl", text(t, exchange.JSON, shirts(20_000, "60")))
	time.Sleep(1200 * time.Millisecond) // two looks into the mailbox
	if failed, err := os.ReadDir(filepath.Join(m.dir, "failed")); err != nil || len(failed) > 0 {
		t.Errorf("a file was given up because the disk is full: %v, %v", failed, err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if code, answer := batch(taken); code != http.StatusOK || strings.Count(answer, `"result":"decided"`) != 50 {
		t.Errorf("with space again: %d %.300s", code, answer)
	}
	if reply := m.wait(filepath.Join(m.dir, "out/waiting.jsonl.decisions.jsonl")); !strings.Contains(reply, number(20_000)) {
		t.Errorf("reply %s", reply)
	}
	report, err := verify(t, file)
	if err != nil || report.Err() != nil || report.Items < int64(taken)+51 {
		t.Errorf("log: %+v, %v", report, err)
	}
	t.Logf("%d items were taken before the disk was full", taken)
}

func verify(t *testing.T, file string) (audit.Report, error) {
	t.Helper()
	store, err := sqlite.View(file)
	if err != nil {
		return audit.Report{}, err
	}
	defer store.Close()
	return audit.Verify(t.Context(), store, audit.Options{})
}
