package saves_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/saves"
)

// watching is a watch of folders below a temporary one.
type watching struct {
	*testing.T
	dir  string
	told chan saves.Saved

	before map[string]bool // what was touched so far
}

// watch watches folders, for files named .yaml.
func watch(t *testing.T, folders ...string) *watching {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &watching{T: t, dir: dir, told: make(chan saves.Saved, 100), before: map[string]bool{}}
	w.must(os.Mkdir(w.at("here"), 0o700))
	asked := make(chan struct{}, 100)
	f := saves.Folders{
		Clock: relay.RealClock{},
		Of: func() []string {
			asked <- struct{}{}
			var all []string
			for _, name := range folders {
				all = append(all, w.at(name))
			}
			return all
		},
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	ready := make(chan struct{})
	f.Counts = func(path string) bool {
		if strings.HasSuffix(path, "ready.yaml") {
			select {
			case <-ready:
			default:
				close(ready)
			}
			return false
		}
		return strings.HasSuffix(path, ".yaml")
	}
	go func() { ended <- f.Watch(ctx, func(now saves.Saved) { w.told <- now }) }()
	t.Cleanup(func() {
		cancel()
		w.must(<-ended)
	})
	<-asked
	for { // a save that is seen means that the watch has begun
		w.save("here/ready.yaml")
		pause, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(time.Millisecond))
		select {
		case <-ready:
			stop()
			if first := <-w.told; !first.All {
				t.Errorf("first it told %v: what was saved before it began was not seen", first)
			}
			return w
		case <-pause:
		}
	}
}

func (w *watching) at(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *watching) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *watching) save(name string) {
	w.Helper()
	w.must(os.WriteFile(w.at(name), []byte("steps: []\n"), 0o600))
}

// wants waits until these files have been told, or that any may have been touched. A machine that is slow may make two of one
// burst, so that files that were wanted before may be told again; others may not.
func (w *watching) wants(all bool, files ...string) {
	w.Helper()
	late, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(30 * time.Second))
	defer stop()
	missing := map[string]bool{}
	for _, name := range files {
		missing[w.at(name)], w.before[w.at(name)] = true, true
	}
	for all || len(missing) > 0 {
		select {
		case got := <-w.told:
			for path := range got.Files {
				if !w.before[path] {
					w.Errorf("%s was told, which nobody touched", path)
				}
				delete(missing, path)
			}
			if got.All {
				all, missing = false, nil
			}
		case <-late:
			w.Fatalf("nothing was told of %v, all %v", missing, all)
		}
	}
}

func TestASaveIsTold(t *testing.T) {
	t.Parallel()
	t.Run("written", func(t *testing.T) {
		t.Parallel()
		w := watch(t, "here")
		w.save("here/a.yaml")
		w.wants(false, "here/a.yaml")
		w.save("here/b.yaml")
		w.wants(false, "here/b.yaml")
	})
	t.Run("put in the place of the old one, as editors do", func(t *testing.T) {
		t.Parallel()
		w := watch(t, "here")
		w.save("here/a.yaml")
		w.wants(false, "here/a.yaml")
		for range 3 { // a watch of the file itself would end with the first
			w.must(os.Rename(w.at("here/a.yaml"), w.at("here/a.yaml~")))
			w.save("here/4913")
			w.must(os.Remove(w.at("here/4913")))
			w.must(os.Rename(w.at("here/a.yaml~"), w.at("here/a.yaml")))
			w.wants(false, "here/a.yaml")
		}
	})
	t.Run("many at once are one", func(t *testing.T) {
		t.Parallel()
		w := watch(t, "here")
		var names []string
		for _, name := range strings.Fields("a b c d e f g h i j") {
			names = append(names, "here/"+name+".yaml")
			w.save(names[len(names)-1])
		}
		w.wants(false, names...)
	})
	t.Run("removed", func(t *testing.T) {
		t.Parallel()
		w := watch(t, "here")
		w.save("here/a.yaml")
		w.wants(false, "here/a.yaml")
		w.must(os.Remove(w.at("here/a.yaml")))
		w.wants(false, "here/a.yaml")
	})
	t.Run("somebody's log is not told", func(t *testing.T) {
		t.Parallel()
		w := watch(t, "here")
		w.save("here/app.log")
		w.save("here/a.yaml")
		w.wants(false, "here/a.yaml")
	})
}

func TestAFolderThatComesLater(t *testing.T) {
	t.Parallel()
	w := watch(t, "here", "later/below")
	w.must(os.MkdirAll(w.at("later/below"), 0o700))
	w.save("later/below/a.yaml")
	w.wants(true)
	w.save("later/below/a.yaml")
	w.wants(false, "later/below/a.yaml")
}

func TestAFolderThatGoesAndComesAgain(t *testing.T) {
	t.Parallel()
	for _, pause := range []bool{false, true} {
		w := watch(t, "here")
		w.must(os.RemoveAll(w.at("here")))
		if pause {
			w.wants(true)
		}
		w.must(os.Mkdir(w.at("here"), 0o700))
		w.wants(true)
		w.save("here/a.yaml")
		w.wants(false, "here/a.yaml")
	}
}
