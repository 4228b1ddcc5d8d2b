package server

import (
	"context"
	"errors"
	"os"

	"golang.org/x/sync/errgroup"

	"greenlane/clearance"
	"greenlane/clearance/casework"
	"greenlane/exchange"
	"greenlane/item"
	"greenlane/item/money"
	"greenlane/portal/auth"
	"greenlane/portal/web"
	"greenlane/sim/customs"
	"greenlane/sim/post"
	"greenlane/sim/world"
)

// DemoPassword is the password of a demo user. It is shown on the pages of the demo.
func DemoPassword(name string) string { return name + "-greenlane" }

// demoUsers puts the demo users into the record and gives their logins. Users that are
// there already stay as they are.
func (s *Server) demoUsers(ctx context.Context) ([]web.Login, error) {
	users, err := auth.DemoUsers(s.parts.Random, s.parts.Clock(), DemoPassword)
	if err != nil {
		return nil, err
	}
	logins := make([]web.Login, 0, len(users))
	for _, u := range users {
		logins = append(logins, web.Login{Name: u.Name, Password: DemoPassword(u.Name), Title: u.Title})
		have, err := s.Store.User(ctx, u.Name)
		if err != nil {
			return nil, err
		}
		if have == nil {
			if err := s.Store.PutUser(ctx, u); err != nil {
				return nil, err
			}
		}
	}
	return logins, nil
}

// Demo says how the simulated world moves.
type Demo struct {
	Seed uint64
	Rate float64 // items a second
	Dir  string  // of the mailbox
}

// RunDemo lets mail flow: an origin post drops files into the mailbox, scans come in, and
// a robot at the destination works off a share of what waits.
func (s *Server) RunDemo(ctx context.Context, d Demo) error {
	origin, err := post.New(post.Options{
		World: world.New(d.Seed, world.Options{Watch: s.Rulebook().ListedNames(16), Pace: 6000}), Clock: s.parts.Clock, Dir: d.Dir, Rate: d.Rate, Seed: d.Seed,
		Formats: []string{exchange.CDS, exchange.CDS, exchange.ITMATT, exchange.CSV, exchange.JSON}, FileItems: 8,
		Scanned: s.scanned,
	})
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return ended(ctx, origin.Run(ctx)) })
	group.Go(func() error {
		return ended(ctx, customs.New(&house{s}, customs.Options{Seed: d.Seed, Share: 60}).Run(ctx, s.parts.Clock))
	})
	return group.Wait()
}

// ended turns the error of a stop that was asked for into none.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil
	}
	return err
}

// scanned records a scan of the origin post.
func (s *Server) scanned(ctx context.Context, id string, scan world.Scan) error {
	_, err := s.Casework.Do(ctx, id, clearance.User{Name: "post", Roles: []clearance.Role{clearance.System}},
		casework.Action{Kind: clearance.Kind(scan.Kind), At: scan.At, Ref: scan.Ref})
	return err
}

// house lets the robot of the destination into the product by the same door as people.
type house struct{ s *Server }

var waiting = []clearance.State{clearance.Referred, clearance.Arrived, clearance.Held, clearance.Located, clearance.Presented, clearance.Examined, clearance.Assessed}

func (h *house) Waiting(ctx context.Context, cursor string, limit int) ([]customs.Item, string, error) {
	rows, next, err := h.s.Store.List(ctx, clearance.Filter{States: waiting}, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	out := make([]customs.Item, len(rows))
	for i := range rows {
		r := &rows[i]
		owed := r.Outstanding()
		out[i] = customs.Item{ID: r.ID, State: string(r.State), Decision: string(r.Decision), Lane: string(r.Lane), Hold: string(r.Hold), First: r.First, Due: owed.Decimal.String(), Currency: owed.Currency}
	}
	return out, next, nil
}

func (h *house) Do(ctx context.Context, id string, a customs.Action) error {
	action := casework.Action{Kind: clearance.Kind(a.Kind), Reason: a.Reason, Ref: a.Ref, Finding: a.Finding}
	if a.Amount != "" {
		d, err := money.Parse(a.Amount)
		if err != nil {
			return item.NumberFault(err, "money.syntax", "/amount", a.Amount)
		}
		action.Amount = money.New(d, a.Currency)
	}
	if action.Kind == clearance.FirstYes { // the first of two persons asks for the release like the second
		action.Kind = clearance.ReleasedE
	}
	_, err := h.s.Casework.Do(ctx, id, clearance.User{Name: a.By, Title: a.By, Roles: []clearance.Role{clearance.Role(a.Role)}}, action)
	return err
}

// MakeDir makes a folder for a demo: the one given, or a new one under the folder for
// temporary files. done removes the latter.
func MakeDir(dir string) (path string, done func(), err error) {
	if dir != "" {
		return dir, func() {}, os.MkdirAll(dir, 0o755)
	}
	path, err = os.MkdirTemp("", "greenlane-demo-")
	return path, func() { os.RemoveAll(path) }, err
}
