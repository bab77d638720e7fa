package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"github.com/gofrs/flock"
)

// lock is the right to use a database file: the operating system's lock on a file beside it, which ends with the
// process whatever happens. A second file says who has it; that one may be stale, since only the lock decides.
type lock struct {
	path  string
	flock *flock.Flock
}

// owner is what stands in the owner file.
type owner struct {
	PID     int    `json:"pid"`
	Address string `json:"address"`
}

// acquire takes the lock of a database file. An error is an InUseError or wraps ErrUnwritable.
func acquire(path, address string) (*lock, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, ErrUnwritable, err)
	}
	l := &lock{path: path, flock: flock.New(path+".lock", flock.SetPermissions(0o600))}
	got, err := l.flock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, ErrUnwritable, err)
	}
	if !got {
		holder := l.owner()
		return nil, &InUseError{Path: path, PID: holder.PID, Address: holder.Address}
	}
	if err := l.setOwner(address); err != nil {
		return nil, errors.Join(err, l.release())
	}
	return l, nil
}

func (l *lock) ownerPath() string { return l.path + ".owner" }

// owner reads who holds the lock; zero when nobody has said so.
func (l *lock) owner() owner {
	var o owner
	text, err := os.ReadFile(l.ownerPath())
	if err != nil || json.Unmarshal(text, &o) != nil {
		return owner{}
	}
	return o
}

// setOwner writes who holds the lock, in one step for whoever reads it.
func (l *lock) setOwner(address string) error {
	text, err := json.Marshal(owner{PID: os.Getpid(), Address: address})
	if err != nil {
		return fmt.Errorf("note the owner of %s: %w", l.path, err)
	}
	next := l.ownerPath() + ".new"
	if err := os.WriteFile(next, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("%s: %w: %w", l.path, ErrUnwritable, err)
	}
	if err := os.Rename(next, l.ownerPath()); err != nil {
		return fmt.Errorf("%s: %w: %w", l.path, ErrUnwritable, err)
	}
	return nil
}

// release removes the owner file and gives the lock back. The lock's file stays: removing it could let two processes
// hold two files of one name.
func (l *lock) release() error {
	err := os.Remove(l.ownerPath())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, l.flock.Unlock())
}
