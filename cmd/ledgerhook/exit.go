package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// The exit codes. Scripts rely on them.
const (
	exitDone        = 0
	exitFailed      = 1 // an expectation failed
	exitUsage       = 2
	exitUnreachable = 3
	exitTimeout     = 4
	exitNotFound    = 5
	exitRefused     = 6 // policy, conflict, port or database in use, unwritable, newer schema
	exitBug         = 70
	exitInterrupted = 130
)

// exitError is an error with its exit code and what to type next.
type exitError struct {
	code int
	err  error
	try  string // a command; empty when there is nothing to suggest
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// usage is wrong usage, exit 2.
func usage(try, format string, args ...any) error {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...), try: try}
}

// errFailed is a failed expectation that has been told already: exit 1, and nothing more is printed.
var errFailed = errors.New("an expectation failed")

// exitCode tells the code of an error.
func (a *app) exitCode(ctx context.Context, err error) int {
	var (
		exit    *exitError
		refusal *control.Error
		input   *relay.InputError
		filter  *relay.FilterError
		op      *net.OpError
	)
	switch {
	case err == nil:
		return a.commandCode
	case readerLeft(err):
		return exitInterrupted
	case errors.As(err, &exit):
		return exit.code
	case errors.Is(err, errFailed):
		return exitFailed
	case ctx.Err() != nil, errors.Is(err, context.Canceled):
		return exitInterrupted
	case !a.started, errors.As(err, &input), errors.As(err, &filter):
		return exitUsage
	case errors.As(err, &refusal):
		return codeOfStatus(refusal.Status)
	case errors.Is(err, control.ErrUnreachable):
		return exitUnreachable
	case errors.Is(err, relay.ErrNotFound):
		return exitNotFound
	case errors.Is(err, relay.ErrConflict), errors.Is(err, relay.ErrUnavailable), errors.As(err, &op),
		errors.Is(err, sqlite.ErrInUse), errors.Is(err, sqlite.ErrNewerSchema), errors.Is(err, sqlite.ErrNotADatabase), errors.Is(err, sqlite.ErrUnwritable),
		errors.Is(err, sqlite.ErrWrongKey), errors.Is(err, local.ErrKeyOpen), errors.Is(err, local.ErrBadKey),
		errors.Is(err, syscall.EACCES), errors.Is(err, local.ErrCertificates):
		return exitRefused
	}
	return exitBug
}

// readerLeft reports whether nobody reads what is printed any more, as behind `| head`: it has what it wanted.
func readerLeft(err error) bool {
	var printed *fs.PathError
	return errors.As(err, &printed) && printed.Path == os.Stdout.Name() && errors.Is(printed, syscall.EPIPE)
}

func notFound(err error) bool { return refusedWith(err, http.StatusNotFound) }
func conflict(err error) bool { return refusedWith(err, http.StatusConflict) }

// refusedWith reports whether the server answered with a status.
func refusedWith(err error, status int) bool {
	var refusal *control.Error
	return errors.As(err, &refusal) && refusal.Status == status
}

func codeOfStatus(status int) int {
	switch {
	case status == http.StatusNotFound:
		return exitNotFound
	case status == http.StatusConflict, status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusServiceUnavailable, status == http.StatusTooManyRequests:
		return exitRefused
	case status < 500:
		return exitUsage
	}
	return exitBug
}

// explain writes an error for people: what happened, and what to do.
func (a *app) explain(ctx context.Context, err error) {
	if errors.Is(err, errFailed) || readerLeft(err) {
		return
	}
	if ctx.Err() != nil {
		fmt.Fprintln(a.stderr, "ledgerhook: interrupted")
		return
	}
	text := strings.Join(strings.Fields(err.Error()), " ") // cobra writes some over several lines
	fmt.Fprintln(a.stderr, "ledgerhook: "+relay.Visible(text))
	var pointed *pointedError
	if errors.As(err, &pointed) {
		pointed.point(a.stderr)
	}
	if try := a.suggestion(err); try != "" {
		fmt.Fprintln(a.stderr, "Try: "+relay.Visible(try))
	}
}

func (a *app) suggestion(err error) string {
	var exit *exitError
	var op *net.OpError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &exit):
		return exit.try
	case errors.As(err, &unknown):
		return "name the authority behind the server's certificate: LEDGERHOOK_CA=FILE, which serve --tls prints"
	case errors.Is(err, control.ErrUnreachable):
		return "start it with `ledgerhook serve`, or name another with --server URL"
	case errors.Is(err, sqlite.ErrInUse):
		return "use that server, stop it, or choose another file with --db PATH"
	case errors.Is(err, sqlite.ErrNewerSchema):
		return "use a newer ledgerhook, or choose another file with --db PATH"
	case errors.Is(err, sqlite.ErrNotADatabase), errors.Is(err, sqlite.ErrUnwritable):
		return "choose another file with --db PATH, or --db :memory:"
	case refusedWith(err, http.StatusUnauthorized):
		return "export LEDGERHOOK_TOKEN=… with the token that `ledgerhook serve` was given or printed when it started"
	case errors.Is(err, sqlite.ErrWrongKey):
		return "restore that key's file, or give the key in LEDGERHOOK_KEY; without it the secrets are lost: choose another file with --db PATH"
	case errors.Is(err, local.ErrKeyOpen):
		return "chmod 600 that file; if somebody else may have read it, make new secrets"
	case errors.Is(err, local.ErrBadKey):
		return "restore the file or LEDGERHOOK_KEY; age-keygen, or a start without either, makes a new key for a new database"
	case notFound(err):
		return "list what there is: ledgerhook deliveries list, events list, relay list, subscriptions list, faults list"
	case refusedWith(err, http.StatusServiceUnavailable) && strings.Contains(err.Error(), "are the limit"):
		return "ledgerhook reset deletes all that is stored; or start the server with a larger limit: ledgerhook serve --max-stored 2GiB"
	case refusedWith(err, http.StatusServiceUnavailable):
		return "free space on the disk, or close what holds the database, and call again; nothing that was acknowledged is lost"
	case errors.As(err, &op) && op.Op == "listen":
		return "choose another port with --listen and --mock-listen; port 0 takes a free one"
	case !a.started:
		return "ledgerhook --help"
	}
	return ""
}
