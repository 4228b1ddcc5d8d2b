// Package pgserver starts a private PostgreSQL server for tests, measurements and trials:
// an empty cluster in a folder of its own, on a free port of the loopback interface, with
// fsync as a real server has it.
//
//	url, stop, err := pgserver.Start(ctx, dir)
//	defer stop()
//
// The programs initdb and postgres are looked for in PATH and where Debian puts them.
// PostgreSQL refuses to run as root; started by root it runs as the user postgres.
package pgserver
