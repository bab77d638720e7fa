package workspace

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fsnotify/fsnotify"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/saves"
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
	p.settle(ctx, watcher.Events, watcher.Errors, clock, look)
	return nil
}

// concern is what an event has to do with the file.
type concern int

const (
	unconcerned concern = iota
	nearby              // something else came or went in its directory, by which a link may lead elsewhere
	itself
)

// settle calls look after each burst of events that concern the file, until ctx ends or events do. saved says that one of them
// was the file's own.
func (p *places) settle(ctx context.Context, events <-chan fsnotify.Event, errors <-chan error, clock relay.Clock, look func(saved bool)) {
	saved := false
	concerns := func(event fsnotify.Event) bool {
		about := p.concern(event)
		saved = saved || about == itself
		return about != unconcerned
	}
	saves.Settle(ctx, events, errors, clock, concerns, func(bool) {
		look(saved)
		saved = false
	})
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
