// Package server joins the wings: it opens the record, loads the rulebook, wires intake,
// casework, portal and mailbox together, serves, drains and stops.
//
//	s, err := server.Open(ctx, server.Config{DB: "sqlite:greenlane.db", KeyFile: "greenlane.key"}, server.Parts{...})
//	defer s.Close()
//	err = s.Run(ctx)
//
// Everything from outside comes in as an argument: clock, randomness, logger. The demo is
// the same server with simulated counterparts beside it.
package server
