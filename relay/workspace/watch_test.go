package workspace

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/saves"
)

// settling runs settle in a bubble and notes when it looks, in milliseconds, and whether it saw a save.
type settling struct {
	events chan fsnotify.Event
	lost   chan error
	looks  []looked
}

type looked struct {
	at    time.Duration
	saved bool
}

func settles(t *testing.T, act func(s *settling), want ...looked) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := &settling{events: make(chan fsnotify.Event), lost: make(chan error)}
		p := places{path: "/w/ledgerhook.yaml", target: "/elsewhere/real.yaml"}
		start, ended := relay.RealClock{}.Now(), make(chan struct{})
		go func() {
			defer close(ended)
			p.settle(ctx, s.events, s.lost, relay.RealClock{}, func(saved bool) {
				s.looks = append(s.looks, looked{relay.RealClock{}.Now().Sub(start), saved})
			})
		}()
		act(s)
		time.Sleep(time.Minute)
		cancel()
		<-ended
		if diff := cmp.Diff(want, s.looks, cmp.AllowUnexported(looked{})); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func (s *settling) send(name string, op fsnotify.Op) {
	s.events <- fsnotify.Event{Name: name, Op: op}
}

func TestASaveIsLookedAtOnceItIsOver(t *testing.T) {
	const file, link = "/w/ledgerhook.yaml", "/elsewhere/real.yaml"
	t.Run("one write", func(t *testing.T) {
		settles(t, func(s *settling) { s.send(file, fsnotify.Write) }, looked{saves.SettleFor, true})
	})
	t.Run("what an editor does for one save", func(t *testing.T) {
		settles(t, func(s *settling) {
			for _, step := range []struct {
				name string
				op   fsnotify.Op
			}{
				{"/w/4913", fsnotify.Create}, {"/w/4913", fsnotify.Remove}, {file, fsnotify.Rename}, {"/w/ledgerhook.yaml~", fsnotify.Create},
				{file, fsnotify.Create}, {file, fsnotify.Write}, {file, fsnotify.Chmod}, {"/w/ledgerhook.yaml~", fsnotify.Remove},
			} {
				s.send(step.name, step.op)
				time.Sleep(10 * time.Millisecond)
			}
		}, looked{70*time.Millisecond + saves.SettleFor, true})
	})
	t.Run("two saves", func(t *testing.T) {
		settles(t, func(s *settling) {
			s.send(file, fsnotify.Write)
			time.Sleep(time.Second)
			s.send(file, fsnotify.Write)
		}, looked{saves.SettleFor, true}, looked{time.Second + saves.SettleFor, true})
	})
	t.Run("a burst that does not end", func(t *testing.T) {
		settles(t, func(s *settling) {
			for range 50 {
				s.send(file, fsnotify.Write)
				time.Sleep(50 * time.Millisecond)
			}
		}, looked{saves.BurstFor, true}, looked{2450*time.Millisecond + saves.SettleFor, true})
	})
	t.Run("where a link leads to", func(t *testing.T) {
		settles(t, func(s *settling) { s.send(link, fsnotify.Write) }, looked{saves.SettleFor, true})
	})
	t.Run("a link that may have been turned", func(t *testing.T) {
		settles(t, func(s *settling) { s.send("/w/..data", fsnotify.Create) }, looked{saves.SettleFor, false})
	})
	t.Run("what others write beside it", func(t *testing.T) {
		settles(t, func(s *settling) { s.send("/w/app.log", fsnotify.Write); s.send(file, fsnotify.Chmod) })
	})
	t.Run("events were lost", func(t *testing.T) {
		settles(t, func(s *settling) { s.lost <- fsnotify.ErrEventOverflow }, looked{saves.SettleFor, false})
	})
	t.Run("the watcher ends", func(t *testing.T) {
		settles(t, func(s *settling) { s.send(file, fsnotify.Write); close(s.events) })
	})
}

func TestBothEndsOfALinkAreWatched(t *testing.T) {
	t.Parallel()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	at := func(parts ...string) string { return filepath.Join(append([]string{dir}, parts...)...) }
	for _, name := range []string{"w", "one", "two"} {
		if err := os.Mkdir(at(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at(name, "real.yaml"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	watched := map[string]bool{}
	p := places{
		path: at("w", FileName), watched: map[string]bool{},
		add:    func(dir string) error { watched[dir] = true; return nil },
		remove: func(dir string) error { delete(watched, dir); return nil },
	}
	for _, step := range []struct {
		link string
		want map[string]bool
	}{
		{"", map[string]bool{at("w"): true}},
		{at("one", "real.yaml"), map[string]bool{at("w"): true, at("one"): true}},
		{at("two", "real.yaml"), map[string]bool{at("w"): true, at("two"): true}},
		{at("w", "real.yaml"), map[string]bool{at("w"): true}},
	} {
		if step.link != "" {
			_ = os.Remove(p.path)
			if err := os.Symlink(step.link, p.path); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.follow(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(step.want, watched); diff != "" {
			t.Errorf("linked to %q (-want +got):\n%s", step.link, diff)
		}
	}
}
