package saves

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Folders are folders whose files are watched, not those of folders below. They need not be there yet, and may go and come again.
type Folders struct {
	// Clock says when a burst of saves is over.
	Clock relay.Clock
	// Of names the folders, absolute. It is asked at the start and after each burst, since what was saved may name others.
	Of func() []string
	// Counts says whether a file of these matters, so that somebody's log beside them wakes nobody. Nil: each does.
	Counts func(path string) bool
}

// Saved is what a burst of saves touched.
type Saved struct {
	// Files were written, came or went, by their absolute paths.
	Files map[string]bool
	// All means that any file may have been: a folder came or went, or the system lost count.
	All bool
}

// Watch tells first that any file may have been saved before it began, and then of each burst of saves, one at a time, until
// ctx ends. What is saved while tell runs is told next. tell and the functions of f are called in the caller's goroutine. An
// error means that the folders cannot be watched.
func (f *Folders) Watch(ctx context.Context, tell func(Saved)) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch files: %w", err)
	}
	defer watcher.Close()
	w := watch{folders: f, watcher: watcher, watched: map[string]bool{}}
	if _, err := w.follow(); err != nil {
		return err
	}
	tell(Saved{All: true})
	if _, err := w.follow(); err != nil { // tell may have found out about further folders
		return err
	}
	var problem error
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	Settle(ctx, watcher.Events, watcher.Errors, f.Clock, w.concerns, func(lost bool) {
		if problem = w.look(lost, tell); problem != nil {
			cancel()
		}
	})
	return problem
}

// watch is what is watched now.
type watch struct {
	folders *Folders
	watcher *fsnotify.Watcher
	wanted  map[string]bool // the folders asked for
	watched map[string]bool // those that are there, and the nearest folder above each that is
	files   map[string]bool // of the burst so far
	moved   map[string]bool // folders that came or went in it
}

// look tells of a burst that is over.
func (w *watch) look(lost bool, tell func(Saved)) error {
	changed, err := w.follow()
	if err != nil {
		return err
	}
	now := Saved{Files: w.files, All: lost || changed}
	w.files = nil
	if !now.All && len(now.Files) == 0 {
		return nil
	}
	tell(now)
	_, err = w.follow()
	return err
}

// follow watches what is there of the folders. changed says that one of them came or went since the last time.
func (w *watch) follow() (changed bool, err error) {
	first := w.wanted == nil
	before := w.wanted
	w.wanted = map[string]bool{}
	needed := map[string]bool{}
	for _, dir := range w.folders.Of() {
		w.wanted[dir] = true
		needed[dir] = true
		needed[filepath.Dir(nearestAbove(dir))] = true // where its own coming and going is seen
	}
	for dir := range w.watched {
		if !needed[dir] || w.moved[dir] || !isDir(dir) {
			_ = w.watcher.Remove(dir) // it may have gone by itself
			delete(w.watched, dir)
			changed = changed || w.wanted[dir]
		}
	}
	for dir := range needed {
		if w.watched[dir] || !isDir(dir) {
			continue
		}
		if err := w.watcher.Add(dir); err != nil {
			if !isDir(dir) { // gone since
				continue
			}
			return false, fmt.Errorf("watch %s: %w", relay.Visible(dir), err)
		}
		w.watched[dir] = true
		changed = changed || before[dir] // it came again; one that is new here was read before it was named
	}
	w.moved = nil
	return changed && !first, nil
}

// nearestAbove is a path itself, or the nearest above it whose parent is a folder that is there.
func nearestAbove(path string) string {
	for !isDir(filepath.Dir(path)) && filepath.Dir(path) != path {
		path = filepath.Dir(path)
	}
	return path
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// concerns notes which file an event is about. A change of its mode or times alone is none.
func (w *watch) concerns(event fsnotify.Event) bool {
	if event.Op == fsnotify.Chmod {
		return false
	}
	if w.wanted[filepath.Dir(event.Name)] && (w.folders.Counts == nil || w.folders.Counts(event.Name)) {
		if w.files == nil {
			w.files = map[string]bool{}
		}
		w.files[event.Name] = true
		return true
	}
	if !event.Has(fsnotify.Create) && !event.Has(fsnotify.Rename) && !event.Has(fsnotify.Remove) {
		return false
	}
	about := false
	for dir := range w.wanted {
		if dir == event.Name || strings.HasPrefix(dir, event.Name+string(filepath.Separator)) {
			about = true
			if w.moved == nil {
				w.moved = map[string]bool{}
			}
			w.moved[dir] = true
		}
	}
	return about
}
