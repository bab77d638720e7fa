package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// watchStory is a command that watches a folder of its own.
type watchStory struct {
	testing.TB
	dir   string
	lines chan string
	stop  context.CancelFunc
}

const (
	passing = "provider: fintoro\nsteps: [{trigger: invoices.paid, as: paid}, {expect: {deliveries: [{of: paid, state: delivered}]}}]\n"
	failing = "provider: fintoro\nsteps: [{trigger: invoices.paid, as: paid}, {expect: {deliveries: [{of: paid, state: failed}]}}]\n"
	broken  = "provider: fintoro\nstepps: []\n"
	partly  = "provider: fintoro\ninclude: parts/_part.yaml\n"
	shared  = "steps: [{trigger: invoices.paid}]\n"
)

func startWatch(t testing.TB, files map[string]string, flags ...string) *watchStory {
	t.Helper()
	return startStory(t, exitInterrupted, files, func(dir string) []string { return append([]string{"test", "--watch", dir}, flags...) })
}

// startStory runs a command over a folder of its own until the test ends; then it wants an exit code.
func startStory(t testing.TB, exit int, files map[string]string, args func(dir string) []string) *watchStory {
	t.Helper()
	w := &watchStory{TB: t, dir: t.TempDir(), lines: make(chan string, 1000)}
	for name, text := range files {
		w.save(name, text)
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.stop = cancel
	out, in := io.Pipe()
	a := &app{stdin: strings.NewReader(""), stdout: in, stderr: in, environ: func(string) string { return "" }}
	root := a.root()
	root.SetArgs(args(w.dir))
	ended := make(chan error, 1)
	go func() {
		err := root.ExecuteContext(ctx)
		_ = in.Close()
		ended <- err
	}()
	go func() {
		defer close(w.lines)
		for scanner := bufio.NewScanner(out); scanner.Scan(); {
			w.lines <- scanner.Text()
		}
	}()
	t.Cleanup(func() {
		cancel()
		for range w.lines { // until it has ended
		}
		if code := a.exitCode(ctx, <-ended); code != exit {
			t.Errorf("exit code %d when it is interrupted, want %d", code, exit)
		}
	})
	return w
}

func (w *watchStory) save(name, text string) {
	w.Helper()
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
}

// replace saves as editors do: the old file goes aside, and another comes in its place.
func (w *watchStory) replace(name, text string) {
	w.Helper()
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	w.save(name+".new", text)
	for _, move := range [][2]string{{path, path + "~"}, {path + ".new", path}} {
		if err := os.Rename(move[0], move[1]); err != nil {
			w.Fatal(err)
		}
	}
	if err := os.Remove(path + "~"); err != nil {
		w.Fatal(err)
	}
}

// until reads what is printed until a line matches, and returns all of it.
func (w *watchStory) until(want string) string {
	w.Helper()
	matches := regexp.MustCompile(want)
	late, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(30 * time.Second))
	defer stop()
	var all []string
	for {
		select {
		case line, more := <-w.lines:
			if !more {
				w.Fatalf("it ended before it printed %q; it printed\n%s", want, strings.Join(all, "\n"))
			}
			all = append(all, line)
			if matches.MatchString(line) {
				return strings.Join(all, "\n")
			}
		case <-late:
			w.Fatalf("it did not print %q; it printed\n%s", want, strings.Join(all, "\n"))
		}
	}
}

// runs wants these scenarios to be run now, and no others; each word is a name.
func (w *watchStory) runs(summary, names string) string {
	w.Helper()
	printed := w.until("^" + summary + " in ")
	ran := map[string]bool{}
	for _, line := range regexp.MustCompile(`(?m)^[✓✕!] (passed|failed|errored) +(\S+) +\S+ virtual`).FindAllStringSubmatch(printed, -1) {
		ran[line[2]] = true
	}
	for name := range strings.FieldsSeq(names) {
		if !ran[name] {
			w.Errorf("%s was not run:\n%s", name, printed)
		}
		delete(ran, name)
	}
	if len(ran) > 0 {
		w.Errorf("%v was run, too:\n%s", ran, printed)
	}
	return printed
}

func TestWatchRunsWhatASaveTouches(t *testing.T) {
	t.Parallel()
	w := startWatch(t, map[string]string{"a.yaml": passing, "b.yaml": partly, "parts/_part.yaml": shared})
	w.runs("2 passed", "a b")

	w.save("a.yaml", failing)
	w.runs("0 passed, 1 failed", "a")
	w.replace("a.yaml", passing)
	w.runs("1 passed", "a")
	w.replace("a.yaml", passing) // again, since a watch of the file itself would have ended
	w.runs("1 passed", "a")

	w.save("parts/_part.yaml", shared+"\n")
	w.runs("1 passed", "b")

	w.save("c.yaml", passing)
	w.runs("1 passed", "c")

	w.save("d/_unused.yaml", shared) // beside what is meant
	if err := os.Remove(filepath.Join(w.dir, "c.yaml")); err != nil {
		t.Fatal(err)
	}
	w.until("^saved c.yaml$")
	w.save("b.yaml", partly)
	w.runs("1 passed", "b")
}

func TestWatchGoesOnAfterAMistake(t *testing.T) {
	t.Parallel()
	w := startWatch(t, map[string]string{"a.yaml": broken, "b.yaml": passing})
	if printed := w.runs("1 passed", "b"); !strings.Contains(printed, "a.yaml:2:1: ") {
		t.Errorf("the mistake is not told:\n%s", printed)
	}
	w.save("a.yaml", passing)
	w.runs("1 passed", "a")
	w.save("b.yaml", broken)
	w.until("b.yaml:2:1: ")
	w.save("a.yaml", failing)
	w.runs("0 passed, 1 failed", "a")
	w.save("b.yaml", passing)
	w.runs("1 passed", "b")
}

func TestWatchOfAFolderThatComesLater(t *testing.T) {
	t.Parallel()
	w := startWatch(t, map[string]string{"a.yaml": passing})
	w.runs("1 passed", "a")
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	w.until("no such file|holds no scenario")
	w.save("b.yaml", passing)
	w.until("passed   b ")
}

func TestWatchRunsOnlyWhatIsMeant(t *testing.T) {
	t.Parallel()
	w := startWatch(t, map[string]string{"a.yaml": passing, "b.yaml": passing}, "--run", "b")
	w.runs("1 passed", "b")
	w.save("a.yaml", passing)
	w.until("^saved a.yaml$")
	w.save("b.yaml", passing)
	w.runs("1 passed", "b")
}

// From a save to its result: 300 ms at most are promised, of which saves.SettleFor waits for the end of the burst.
func BenchmarkWatch(b *testing.B) {
	w := startWatch(b, map[string]string{"a.yaml": passing, "b.yaml": passing})
	w.runs("2 passed", "a b")
	for b.Loop() {
		w.save("a.yaml", passing)
		w.runs("1 passed", "a")
	}
}
