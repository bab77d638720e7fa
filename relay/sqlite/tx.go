package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// tx is the writer's connection with its statements, each prepared once. Its errors are translated.
type tx struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	raised     raised
	answers    answers
	shown      shown // to write one in; empty again with the next row
	stored     int64 // bytes in the database at the start of the transaction; zero before somebody asked
}

func newTx(conn *sql.Conn) *tx {
	return &tx{conn: conn, statements: map[string]*sql.Stmt{}, raised: raised{}, answers: answers{}}
}

const (
	beginImmediate = `BEGIN IMMEDIATE`
	commit         = `COMMIT`
	rollback       = `ROLLBACK`
)

func (t *tx) begin() error {
	clear(t.raised)
	clear(t.answers)
	t.stored = 0
	_, err := t.exec(beginImmediate)
	return err
}

func (t *tx) commit() error {
	if err := t.raised.write(t); err != nil {
		return err
	}
	if err := t.answers.write(t); err != nil {
		return err
	}
	_, err := t.exec(commit)
	return err
}

// rollback fails only where SQLite has rolled back by itself.
func (t *tx) rollback() { _, _ = t.exec(rollback) }

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int, error) {
	result, err := t.run(query, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// insert runs a statement and returns the number of the row it made.
func (t *tx) insert(query string, args ...any) (int64, error) {
	result, err := t.run(query, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// mostShown is how large a buffer is kept, in bytes: few rows show more.
const mostShown = 64 << 10

// keep keeps the buffer behind what was written in t.shown.
func (t *tx) keep(s shown) {
	if cap(s) <= mostShown {
		t.shown = s[:0]
	}
}

// The transaction belongs to many callers, so none of their contexts may interrupt it.

func (t *tx) run(query string, args ...any) (sql.Result, error) {
	statement, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	result, err := statement.ExecContext(context.Background(), args...)
	return result, translate(err)
}

// row reads one row into dest and reports whether there was one.
func (t *tx) row(query string, args []any, dest ...any) (bool, error) {
	statement, err := t.prepare(query)
	if err != nil {
		return false, err
	}
	err = statement.QueryRowContext(context.Background(), args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, translate(err)
}

// query runs a statement that returns rows. It is not kept: what uses it has many forms.
func (t *tx) query(query string, args ...any) (*sql.Rows, error) {
	rows, err := t.conn.QueryContext(context.Background(), query, args...)
	return rows, translate(err)
}

func (t *tx) prepare(query string) (*sql.Stmt, error) {
	if statement, ok := t.statements[query]; ok {
		return statement, nil
	}
	statement, err := t.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, translate(err)
	}
	t.statements[query] = statement
	return statement, nil
}

func (t *tx) close() error {
	var errs []error
	for _, statement := range t.statements {
		errs = append(errs, statement.Close())
	}
	return errors.Join(append(errs, t.conn.Close())...)
}
