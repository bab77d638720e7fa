package workspace

import (
	"bytes"
	"context"
	"errors"
	"io/fs"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// Workspace keeps a server as a file says. Its methods are not to be called at once.
type Workspace struct {
	Client  *control.Client
	Environ func(string) string

	path    string
	applied *File  // that was applied last
	seen    []byte // the file's bytes when it was looked at last
	gone    bool   // it was not there then
}

// New returns a workspace of a file that was loaded.
func New(client *control.Client, environ func(string) string, file *File) *Workspace {
	return &Workspace{Client: client, Environ: environ, path: file.Path, seen: file.text}
}

// Apply brings the server to what a file declares, as the function of that name does.
func (w *Workspace) Apply(ctx context.Context, file *File) (Report, error) {
	report, err := Apply(ctx, w.Client, file, w.applied)
	if err == nil {
		report.HooksChanged = w.applied != nil && !sameHooks(w.applied.Hooks, file.Hooks)
		w.applied = file
	}
	return report, err
}

// News is what came of a look at the file: one of its fields is set.
type News struct {
	Report *Report
	// Err is why nothing of a save was applied: an *strictyaml.Error or strictyaml.Mistakes where the file is at fault. What was in force stays.
	Err error
	// Note is something else worth telling.
	Note string
}

// look reads the file and applies it. One that is as it was, and was not saved again, is nothing new: nil.
func (w *Workspace) look(ctx context.Context, saved bool) *News {
	text, err := strictyaml.ReadFile(w.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && w.gone:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		w.gone = true
		return &News{Note: relay.Visible(w.path) + " is gone; what it declared stays in force, and it is read again once it is back"}
	case err != nil:
		return &News{Err: err}
	case !saved && !w.gone && bytes.Equal(text, w.seen):
		return nil
	}
	w.seen, w.gone = text, false
	file, err := Decode(w.path, text, w.Environ)
	if err != nil {
		return &News{Err: err}
	}
	report, err := w.Apply(ctx, file)
	if err != nil {
		return &News{Err: err}
	}
	return &News{Report: &report}
}
