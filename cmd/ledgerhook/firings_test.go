package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/saves"
)

// firingStory is a `ledgerhook serve --fixtures` with an app that tells which paths it was called at. It never answers at /hang.
type firingStory struct {
	*watchStory
	app string
	got chan string
}

// startFiring serves a folder in which APP stands for the app's URL.
func startFiring(t testing.TB, files map[string]string, flags ...string) *firingStory {
	t.Helper()
	f := &firingStory{got: make(chan string, 1000)}
	hang := make(chan struct{})
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.got <- r.URL.Path
		if r.URL.Path == "/hang" {
			<-hang
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(func() {
		close(hang)
		app.Close()
	})
	f.app = app.URL
	for name, text := range files {
		files[name] = f.text(text)
	}
	f.watchStory = startStory(t, 0, files, func(dir string) []string {
		return append([]string{
			"serve", "--fixtures", dir, "--db", ":memory:", "--config", "none", "--listen", "127.0.0.1:0", "--mock-listen", "127.0.0.1:0", "--grace", "1ms",
		}, flags...)
	})
	return f
}

func (f *firingStory) text(text string) string { return strings.ReplaceAll(text, "APP", f.app) }

// fires is a scenario that sends one event to the app, at a path of its own.
func fires(path, state string) string {
	return "provider: fintoro\nsubscriptions: [{name: erp, url: 'APP/" + path + "'}]\n" +
		"steps: [{trigger: invoices.paid, as: paid}, {expect: {deliveries: [{of: paid, state: " + state + "}]}}]\n"
}

// arrives wants the next request at the app to be at a path.
func (f *firingStory) arrives(path string) {
	f.Helper()
	late, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(30 * time.Second))
	defer stop()
	select {
	case got := <-f.got:
		if got != path {
			f.Fatalf("the app got a request at %s, want %s", got, path)
		}
	case <-late:
		f.Fatalf("no request came at %s", path)
	}
}

// fired waits for the block of a firing.
func (f *firingStory) fired(file, end string) string {
	f.Helper()
	return f.until(`^\d\d:\d\d:\d\d `+file+`  trigger invoices.paid -> 1 delivery  delivered 204 `) + f.until(end)
}

func TestServeFiresWhatIsSaved(t *testing.T) {
	t.Parallel()
	f := startFiring(t, map[string]string{
		"a.yaml": fires("a", "delivered"), "b.yaml": "provider: fintoro\ninclude: parts/_part.yaml\n", "parts/_part.yaml": fires("b", "delivered")[len("provider: fintoro\n"):],
	})
	f.until("^watching .*: 2 scenarios; a save of a file fires it$")

	f.save("a.yaml", f.text(fires("a", "delivered")))
	f.fired("a.yaml", "^ {9}✓ 1 expectation$")
	f.arrives("/a") // the first request at all: nothing is fired at the start
	f.replace("a.yaml", f.text(fires("again", "delivered")))
	f.fired("a.yaml", "✓ 1 expectation")
	f.arrives("/again")
	f.save("parts/_part.yaml", f.text(fires("part", "delivered")[len("provider: fintoro\n"):]))
	f.fired("b.yaml", "✓ 1 expectation")
	f.arrives("/part")
	f.save("c.yaml", f.text(fires("new", "delivered")))
	f.fired("c.yaml", "✓ 1 expectation")
	f.arrives("/new")
	if err := os.Remove(filepath.Join(f.dir, "c.yaml")); err != nil {
		t.Fatal(err)
	}
	f.save("a.yaml", f.text(fires("a", "delivered")))
	f.fired("a.yaml", "✓ 1 expectation")
	f.arrives("/a")
}

func TestServeGoesOnAfterAFailureAndAMistake(t *testing.T) {
	t.Parallel()
	f := startFiring(t, map[string]string{"a.yaml": "provider: fintoro\nstepps: []\n", "b.yaml": fires("b", "delivered")})
	if printed := f.until("^watching .*: 1 scenario;"); !strings.Contains(printed, "a.yaml:2:1: ") {
		t.Errorf("the mistake is not told at the start:\n%s", printed)
	}
	f.save("b.yaml", f.text(fires("b", "failed")))
	printed := f.fired("b.yaml", `^    3:\d+ deliveries\[0\].state +failed +delivered$`)
	if strings.Contains(printed, "a.yaml:") || !strings.Contains(printed, "✕ failed") {
		t.Errorf("the mistake is told again, or the failure is not:\n%s", printed)
	}
	f.save("a.yaml", "provider: fintoro\nstepps: []\n")
	f.until("a.yaml:2:1: ")
	f.save("a.yaml", f.text(fires("a", "delivered")))
	f.fired("a.yaml", "✓ 1 expectation")
}

// A burst of saves is fired hardly more than once, and so is what is saved over and over while something fires.
func TestServeFiresABurstOnce(t *testing.T) {
	t.Parallel()
	f := startFiring(t, map[string]string{"a.yaml": fires("a", "delivered"), "b.yaml": fires("b", "delivered")})
	f.until("^watching ")
	const saved = 20
	for range saved {
		f.save("a.yaml", f.text(fires("a", "delivered")))
	}
	f.fired("a.yaml", "✓ 1 expectation")
	f.save("b.yaml", f.text(fires("b", "delivered")))
	f.fired("b.yaml", "✓ 1 expectation")
	firings := 0
	for path := ""; path != "/b"; firings++ {
		path = <-f.got
	}
	if firings-1 > saved/2 { // a machine that is slow may make several bursts of it
		t.Errorf("%d saves in a row were fired %d times", saved, firings-1)
	}
}

// Whoever stops serve does not wait for the app.
func TestAStopEndsAFiring(t *testing.T) {
	t.Parallel()
	f := startFiring(t, map[string]string{"a.yaml": fires("hang", "delivered")})
	f.until("^watching ")
	f.save("a.yaml", f.text(fires("hang", "delivered")))
	f.arrives("/hang")
	f.save("b.yaml", f.text(fires("b", "delivered")))
	f.save("c.yaml", "provider: fintoro\nstepps: []\n")
	f.until("c.yaml:2:1: ") // so that b.yaml waits
	f.stop()
	printed := f.until(`a.yaml  interrupted$`) + f.until("^stopping;")
	if strings.Contains(printed, "b.yaml") {
		t.Errorf("what waited was begun after the stop:\n%s", printed)
	}
}

func TestServeTellsProgramsOfFirings(t *testing.T) {
	t.Parallel()
	f := startFiring(t, map[string]string{"a.yaml": fires("a", "failed")}, "--json")
	f.until(`^{"kind":"fixtures","folder":".*","scenarios":1}$`)
	f.save("a.yaml", f.text(fires("a", "failed")))
	lines := strings.Split(f.until(`^{"kind":"firing",`), "\n")
	var row struct {
		Path, Verdict string
		Expectations  int
		Fired         []struct {
			Step       int
			Kind, Type string
			Deliveries []struct{ State string }
		}
		Failures []struct {
			Line       int
			Mismatches []struct{ What, Expected, Actual string }
		}
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &row, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%s %s %d %+v %+v", filepath.Base(row.Path), row.Verdict, row.Expectations, row.Fired, row.Failures)
	want := "a.yaml failed 1 [{Step:1 Kind:trigger Type:invoices.paid Deliveries:[{State:delivered}]}] " +
		"[{Line:3 Mismatches:[{What:deliveries[0].state Expected:failed Actual:delivered}]}]"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheFiringQueue(t *testing.T) {
	t.Parallel()
	of := func(paths ...string) (all []*scenario.Scenario) {
		for _, path := range paths {
			all = append(all, &scenario.Scenario{Path: path})
		}
		return all
	}
	var q firingQueue
	next := func(want string) {
		t.Helper()
		got := ""
		if s := q.next(); s != nil {
			got = s.Path
		}
		if got != want {
			t.Errorf("next is %q, want %q", got, want)
		}
	}
	next("")
	q.add(of("a", "b"))
	next("a")
	next("") // while it fires
	again := of("c", "b", "a")
	q.add(again)
	q.add(of("a"))
	q.keep(of("a", "b"))
	q.firing = false
	if q.waiting[0] != again[1] {
		t.Error("b is not fired as it was saved last")
	}
	next("b")
	q.firing = false
	next("a")
	q.firing = false
	next("")
}

// Where the system lost count, or the folder came again, only what was saved is fired.
func TestWhatIsFiredWhereAnyFileMayHaveBeenSaved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	save := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f := newFixtureSaves(dir)
	read := func(now saves.Saved, want string) {
		t.Helper()
		batch := f.read(now)
		got := ""
		for _, s := range batch.run {
			got += s.Name
		}
		if got != want || len(batch.problems) > 0 {
			t.Errorf("%q is to be fired, want %q; %v", got, want, batch.problems)
		}
	}
	read(saves.Saved{All: true}, "") // an empty folder
	save("a.yaml", passing)
	read(saves.Saved{All: true}, "a")
	save("b.yaml", passing)
	save("c.yaml", passing)
	read(saves.Saved{All: true}, "bc")
	read(saves.Saved{All: true}, "")
	save("b.yaml", failing)
	read(saves.Saved{All: true}, "b")
	read(saves.Saved{Files: map[string]bool{filepath.Join(dir, "c.yaml"): true}}, "c") // saved as it was
}

// From a save to the request at the app: 300 ms at most are promised, of which saves.SettleFor waits for the end of the burst.
func BenchmarkFiring(b *testing.B) {
	f := startFiring(b, map[string]string{"a.yaml": fires("a", "delivered"), "b.yaml": fires("b", "delivered")})
	f.until("^watching ")
	for b.Loop() {
		f.save("a.yaml", f.text(fires("a", "delivered")))
		f.arrives("/a")
		b.StopTimer()
		f.fired("a.yaml", "✓ 1 expectation")
		b.StartTimer()
	}
}
