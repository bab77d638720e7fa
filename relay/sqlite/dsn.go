package sqlite

import (
	"context"
	"database/sql/driver"
	"net/url"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
)

// Sizes in pages of 4 KiB, or KiB where negative, as SQLite has it.
const (
	busyTimeout = "busy_timeout(2000)" // another program may hold the file for a moment, such as the sqlite3 tool

	// The writer's, while another program holds the file for longer.
	patient   = "PRAGMA busy_timeout = 2000"
	impatient = "PRAGMA busy_timeout = 100"

	// A checkpoint costs two fsyncs whatever its size: 16 MiB of log make it rare.
	autoCheckpoint = "wal_autocheckpoint(4000)"
	logLimit       = "journal_size_limit(67108864)"
)

// writerDSN names the file with the settings of the one connection that writes. more are those of the file's kind; they
// replace the others.
func writerDSN(path string, noSync bool, more ...string) string {
	pragmas := []string{
		busyTimeout, "journal_mode(WAL)", synchronous(noSync), "foreign_keys(1)", autoCheckpoint, logLimit, "cache_size(-8192)", "temp_store(MEMORY)",
	}
	return dsn(path, "rw", append(pragmas, more...)...)
}

// readerDSN names the file with the settings of the connections that read.
func readerDSN(path string) string {
	return dsn(path, "rw", busyTimeout, "query_only(1)", "cache_size(-2048)", "temp_store(MEMORY)")
}

// freshDSN names a file that nobody knows of yet, for making its schema: it is thrown away where that fails, and synced once it is whole.
func freshDSN(path string) string { return dsn(path, "rw", "journal_mode(MEMORY)", synchronous(true)) }

// buildDSN names the file for changing its schema: without a log aside, so that the file's own header
// tells its version at any moment.
func buildDSN(path string, noSync bool) string {
	return dsn(path, "rw", busyTimeout, "journal_mode(DELETE)", synchronous(noSync), "secure_delete(1)")
}

func synchronous(noSync bool) string {
	if noSync {
		return "synchronous(OFF)"
	}
	return "synchronous(FULL)"
}

// dsn puts the pragmas in the name: run by Exec they would reach one connection of a pool only.
func dsn(path, mode string, pragmas ...string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/…
	}
	query := url.Values{"_pragma": pragmas, "_txlock": {"immediate"}, "mode": {mode}}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: query.Encode()}).String()
}

// connector opens connections with a driver of our own, which carries our functions and no one else's.
type connector struct {
	driver *sqlite.Driver
	dsn    string
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.driver }
