package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"modernc.org/sqlite"
)

// conn is the writer's connection. It stands on the driver itself: one goroutine owns it,
// and the pool of database/sql would only add work to each of the many small statements
// of a commit.
type conn struct {
	raw   driver.Conn
	stmts map[string]statement
	args  []driver.NamedValue
}

type statement interface {
	driver.StmtExecContext
	driver.StmtQueryContext
	Close() error
}

func connect(address string) (*conn, error) {
	raw, err := new(sqlite.Driver).Open(address)
	if err != nil {
		return nil, err
	}
	return &conn{raw: raw, stmts: make(map[string]statement)}, nil
}

func (c *conn) close() error {
	var errs []error
	for _, st := range c.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, c.raw.Close())...)
}

// prepared gives the statement of a constant text, prepared once.
func (c *conn) prepared(text string) (statement, error) {
	if st, ok := c.stmts[text]; ok {
		return st, nil
	}
	st, err := c.raw.Prepare(text)
	if err != nil {
		return nil, err
	}
	both, ok := st.(statement)
	if !ok {
		return nil, fmt.Errorf("the driver's statement is a %T", st)
	}
	c.stmts[text] = both
	return both, nil
}

func (c *conn) bind(args []any) []driver.NamedValue {
	c.args = c.args[:0]
	for i, a := range args {
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return c.args
}

// exec runs a statement; arguments are int64, string, []byte or nil.
func (c *conn) exec(text string, args ...any) error {
	st, err := c.prepared(text)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background(), c.bind(args))
	return err
}

// query calls each with every row; the values are valid until it returns.
func (c *conn) query(text string, each func(values []any) error, args ...any) (err error) {
	st, err := c.prepared(text)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(context.Background(), c.bind(args))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	values := make([]driver.Value, len(rows.Columns()))
	out := make([]any, len(values))
	for {
		switch err := rows.Next(values); err {
		case nil:
		case io.EOF:
			return nil
		default:
			return err
		}
		for i, v := range values {
			out[i] = v
		}
		if err := each(out); err != nil {
			return err
		}
	}
}
