//go:build unix

package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shirou/gopsutil/v4/process"

	"github.com/ledgerhook/ledgerhook/relay"
)

// BenchmarkTUI measures the terminal UI as a user has it: the program in a pseudo-terminal of 120x40, attached to a
// server with LEDGERHOOK_BENCH_HISTORY stored deliveries (20,000) on which LEDGERHOOK_BENCH_RATE changes happen each
// second (1,000). A key is pressed each 100 ms, for 25 s.
//
//	go test ./cmd/ledgerhook -run '^$' -bench TUI -benchtime 1x
//
// It reports the time from a key to the frame that shows its effect, esc apart: there Bubble Tea first waits 50 ms for
// the rest of a sequence. Of the process of the UI alone: CPU in parts of a core, the highest RSS seen, bytes written,
// frames. first-frame counts from the start of the process, rows-ms is when deliveries were there.
//
// LEDGERHOOK_BENCH_DB keeps the database at a path for the next time, LEDGERHOOK_BENCH_PROFILE writes a CPU profile.
func BenchmarkTUI(b *testing.B) {
	history, rate := benchSetting(b, "LEDGERHOOK_BENCH_HISTORY", 20_000), benchSetting(b, "LEDGERHOOK_BENCH_RATE", 1000)
	b.Run(fmt.Sprintf("history=%d/rate=%d", history, rate), func(b *testing.B) {
		l := startLoad(b, os.Getenv("LEDGERHOOK_BENCH_DB"), history, rate)
		b.Cleanup(func() {
			if err := l.stop(); err != nil {
				b.Error(err)
			}
		})
		for b.Loop() {
			measureTUI(b, l)
		}
		b.ReportMetric(0, "ns/op") // it is as long as it is told to be
	})
}

func benchSetting(b *testing.B, name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		b.Fatalf("%s=%s: it must be a whole number of 1 or more", name, text)
	}
	return n
}

// benchKey is a key, and how its effect is seen.
type benchKey struct {
	name, bytes string
	effect      func(before, now ptyScreen) bool
}

// benchKeys are a round: each key has an effect, and the last leads back to where the first began. The deliveries are gone
// through with each tab of the inspector open.
func benchKeys() []benchKey {
	moved := func(before, now ptyScreen) bool { return now.marker() >= 0 && now.marker() != before.marker() }
	other := func(before, now ptyScreen) bool {
		return now.inspected() != "" && now.inspected() != before.inspected()
	}
	turned := func(before, now ptyScreen) bool { return now.tabs() != "" && now.tabs() != before.tabs() }
	closed := func(_, now ptyScreen) bool { return now.tabs() == "" }
	keys := []benchKey{{"j", "j", moved}, {"j", "j", moved}, {"k", "k", moved}, {"enter", "\r", turned}}
	for _, tab := range []string{"request", "response", "attempts", "ladder", "diff", "books", "faults"} {
		keys = append(keys, benchKey{"j/" + tab, "j", other}, benchKey{"k/" + tab, "k", other}, benchKey{"]", "]", turned})
	}
	return append(keys, benchKey{"[", "[", turned}, benchKey{"]", "]", turned}, benchKey{"pgdown", "\x1b[6~", other}, benchKey{"pgup", "\x1b[5~", other},
		benchKey{"G", "G", other}, benchKey{"g", "g", other}, benchKey{"esc", "\x1b", closed})
}

const (
	benchTime = 25 * time.Second
	benchWait = 15 * time.Second // for the effect of one key
)

// The keys that are measured do what the measurement looks for: else it would measure its own patience.
func TestTUIInPty(t *testing.T) {
	t.Parallel()
	l := startLoad(t, "", 200, 30)
	t.Cleanup(func() {
		if err := l.stop(); err != nil {
			t.Error(err)
		}
	})
	terminal := startTUI(t, l)
	if _, ok := terminal.await(benchWait, func(s ptyScreen) bool { return s.marker() >= 0 && s.shows("payment.confirmed") }); !ok {
		t.Fatalf("there are no deliveries on the screen:\n%s", terminal.text())
	}
	for _, key := range benchKeys() {
		if _, ok := terminal.press(key.bytes, benchWait, key.effect); !ok {
			t.Fatalf("%s had no effect:\n%s", key.name, terminal.text())
		}
	}
	if written, frames := terminal.counts(); frames < len(benchKeys()) || written < 2000 {
		t.Errorf("%d bytes in %d frames were seen", written, frames)
	}
}

// startTUI starts the UI on a server. It ends with the test.
func startTUI(b testing.TB, l *load) *ptyTerminal {
	b.Helper()
	command := exec.Command("ledgerhook", "tui", "--server", l.client.Base())
	command.Env = benchEnv("TERM=xterm-256color", "LC_ALL=C.UTF-8", "HOME="+b.TempDir())
	t := startInPty(b, command, 120, 40)
	b.Cleanup(func() {
		if err := t.end(); err != nil {
			b.Errorf("%v\n%s", err, t.text())
		}
	})
	return t
}

// measureTUI starts the UI, presses keys, and ends it.
func measureTUI(b *testing.B, l *load) {
	t := startTUI(b, l)
	first, _ := t.await(benchWait, func(s ptyScreen) bool { return s.shows("ledgerhook") })
	rows, ok := t.await(benchWait, func(s ptyScreen) bool { return s.marker() >= 0 })
	if !ok {
		b.Fatalf("there are no deliveries on the screen:\n%s", t.text())
	}
	b.ReportMetric(inMilliseconds(first), "first-frame-ms")
	b.ReportMetric(inMilliseconds(rows), "rows-ms")

	before := takeReading(b, t, l)
	took, unseen, peak := pressAll(b, t)
	after := takeReading(b, t, l)
	seconds := (after.at - before.at).Seconds()
	b.ReportMetric((after.cpu-before.cpu)/seconds*100, "cpu-%")
	b.ReportMetric((after.server-before.server)/seconds*100, "server-cpu-%")
	b.ReportMetric(float64(after.changes-before.changes)/seconds, "changes/s")
	b.ReportMetric(float64(after.frames-before.frames)/seconds, "frames/s")
	b.ReportMetric(float64(after.written-before.written)/seconds, "bytes/s")
	b.ReportMetric(float64(max(peak, after.rss))/(1<<20), "rss-MB")
	b.ReportMetric(float64(unseen), "unseen")
	var keys []time.Duration
	var table strings.Builder
	for _, name := range slices.Sorted(maps.Keys(took)) {
		times := took[name]
		slices.Sort(times)
		fmt.Fprintf(&table, " %s %.0f/%.0f", name, inMilliseconds(times[len(times)/2]), inMilliseconds(times[len(times)-1]))
		if name != "esc" {
			keys = append(keys, times...)
		}
	}
	b.Logf("p50/max of each key in ms:%s", table.String())
	slices.Sort(keys)
	b.ReportMetric(inMilliseconds(keys[len(keys)/2]), "p50-ms")
	b.ReportMetric(inMilliseconds(keys[len(keys)*99/100]), "p99-ms")
	b.ReportMetric(float64(len(keys)), "keys")
}

// pressAll presses keys round by round and returns how long each took, how many had no effect, and the highest RSS.
func pressAll(b *testing.B, t *ptyTerminal) (took map[string][]time.Duration, unseen int, peak uint64) {
	took = map[string][]time.Duration{}
	for begun := t.elapsed(); t.elapsed()-begun < benchTime; {
		for _, key := range benchKeys() {
			next := t.elapsed() + 100*time.Millisecond
			time, ok := t.press(key.bytes, benchWait, key.effect)
			took[key.name] = append(took[key.name], time)
			if !ok {
				unseen++
				b.Logf("%s had no effect:\n%s", key.name, t.text())
			}
			peak = max(peak, memoryOf(b, t.command.Process.Pid))
			if err := (relay.RealClock{}).Pause(b.Context(), next-t.elapsed()); err != nil {
				b.Fatal(err)
			}
		}
	}
	return took, unseen, peak
}

// reading is where counters stand.
type reading struct {
	at              time.Duration
	cpu, server     float64 // seconds of CPU since the processes began
	rss, changes    uint64
	written, frames int
}

func takeReading(b *testing.B, t *ptyTerminal, l *load) (r reading) {
	var err error
	if r.changes, err = l.changes(b.Context()); err != nil {
		b.Fatal(err)
	}
	r.at, r.cpu, r.server, r.rss = t.elapsed(), cpuOf(b, t.command.Process.Pid), cpuOf(b, l.pid), memoryOf(b, t.command.Process.Pid)
	r.written, r.frames = t.counts()
	return r
}

func cpuOf(b *testing.B, pid int) float64 {
	times, err := (&process.Process{Pid: int32(pid)}).TimesWithContext(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return times.User + times.System
}

func memoryOf(b *testing.B, pid int) uint64 {
	memory, err := (&process.Process{Pid: int32(pid)}).MemoryInfoWithContext(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return memory.RSS
}

func inMilliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
