package workspace

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/ledgerhook/ledgerhook/relay"
)

// How long a burst of events must be over before the file is read, and how long it may go on at most: an editor writes,
// renames and writes again for one save.
const (
	settleFor = 100 * time.Millisecond
	burstFor  = 2 * time.Second
)

// Watch looks at the file at every save until ctx ends, and tells what came of it. The clock says when a burst of saves is
// over. An error means that the file cannot be watched.
func (w *Workspace) Watch(ctx context.Context, clock relay.Clock, tell func(News)) error {
	path, err := filepath.Abs(w.path)
	if err != nil {
		return err
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch %s: %w", w.path, err)
	}
	defer watcher.Close()
	p := places{path: path, add: watcher.Add, remove: watcher.Remove, watched: map[string]bool{}}
	if err := p.follow(); err != nil {
		return fmt.Errorf("watch %s: %w", w.path, err)
	}
	look := func(saved bool) {
		if err := p.follow(); err != nil {
			tell(News{Note: fmt.Sprintf("saves of %s are not seen any more: %v; a new start sees them", relay.Visible(w.path), err)})
		}
		if news := w.look(ctx, saved); news != nil && ctx.Err() == nil {
			tell(*news)
		}
	}
	look(false) // it may have been saved since it was loaded
	settle(ctx, watcher.Events, watcher.Errors, clock, p.concern, look)
	return nil
}

// concern is what an event has to do with the file.
type concern int

const (
	unconcerned concern = iota
	nearby              // something else came or went in its directory, by which a link may lead elsewhere
	itself
)

// settle waits until a burst of events is over and then calls look, until ctx ends or events do. saved says that one of them
// was the file's own.
func settle(ctx context.Context, events <-chan fsnotify.Event, lost <-chan error, clock relay.Clock, concerns func(fsnotify.Event) concern, look func(saved bool)) {
	var quiet <-chan struct{}
	var latest time.Time // when the file is looked at though the burst goes on; zero: there is no burst
	stop := func() {}
	defer func() { stop() }()
	saved := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-quiet:
			look(saved)
			quiet, latest, saved = nil, time.Time{}, false
			continue
		case event, ok := <-events:
			if !ok {
				return
			}
			about := concerns(event)
			if about == unconcerned {
				continue
			}
			saved = saved || about == itself
		case _, ok := <-lost: // too many at once: the file's may have been among them
			if !ok {
				return
			}
		}
		now := clock.Now()
		if latest.IsZero() {
			latest = now.Add(burstFor)
		}
		due := now.Add(settleFor)
		if due.After(latest) {
			due = latest
		}
		stop()
		quiet, stop = clock.Alarm(due)
	}
}

// places are the directories that are watched: the file's own, and the one that it links to. A file itself is not watched,
// since a save puts another in its place.
type places struct {
	path        string // absolute
	target      string // where links lead to
	add, remove func(dir string) error
	watched     map[string]bool
}

// follow watches where the file is now.
func (p *places) follow() error {
	p.target = p.path
	if target, err := filepath.EvalSymlinks(p.path); err == nil { // else it is gone, and only its own directory can tell
		p.target = target
	}
	wanted := map[string]bool{filepath.Dir(p.path): true, filepath.Dir(p.target): true}
	for dir := range p.watched {
		if _, err := os.Stat(dir); !wanted[dir] || err != nil {
			_ = p.remove(dir) // it may have gone by itself
			delete(p.watched, dir)
		}
	}
	for dir := range wanted {
		if p.watched[dir] {
			continue
		}
		if err := p.add(dir); err != nil {
			return err
		}
		p.watched[dir] = true
	}
	return nil
}

// concern tells what an event has to do with the file. A change of its mode or times alone is none.
func (p *places) concern(event fsnotify.Event) concern {
	switch {
	case event.Op == fsnotify.Chmod:
		return unconcerned
	case event.Name == p.path, event.Name == p.target:
		return itself
	case event.Has(fsnotify.Create), event.Has(fsnotify.Rename), event.Has(fsnotify.Remove):
		return nearby
	}
	return unconcerned
}
