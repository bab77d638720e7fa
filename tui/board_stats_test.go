package tui

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// measured is misbooked with stats.
func measured(t *testing.T) *stub {
	s := misbooked(t)
	f := func(figure float64) *float64 { return &figure }
	stats := func(attempts int, success float64, p50, p95, p99 *float64) control.AttemptStats {
		return control.AttemptStats{Attempts: attempts, SuccessRate: f(success), LatencyMS: control.Percentiles{P50: p50, P95: p95, P99: p99}}
	}
	s.boards.stats = control.Stats{
		AttemptStats: stats(10000, 0.8731, f(4), f(1200), f(7384000)), Window: control.StatsWindow{Limit: 10000},
		Providers: map[string]control.AttemptStats{
			"fintoro": stats(6200, 0.9999, f(3.8), f(12), f(41)), "moneybird": stats(2800, 0.61, f(900), f(15400), f(7384000)),
			"finpilo": stats(1000, 0, nil, nil, nil), "silverfin": {}, "bookkeeper": {},
		},
	}
	s.boards.stats.RetrySuccessRate, s.boards.stats.SignatureFailures = f(0.833), 12
	s.boards.stats.Retries = map[string]int{"http_error 503": 804, "http_error 503 injected": 300, "timeout": 151, "connect_error": 12, "protocol_error injected": 2}
	return s
}

// busy lets some minutes pass in which more and more is delivered.
func busy(s *screen, seconds int) {
	for i := range seconds {
		took := 4 + 40*math.Abs(math.Sin(float64(i)/30))
		s.m.update(batchMsg{batch{attempts: i + 1, delivered: i / 3, took: []float64{took}}})
		s.m.update(tickMsg{start})
	}
	s.send(nil)
}

func TestStats(t *testing.T) {
	t.Parallel()
	for size, wh := range map[string][2]int{"60x24": {60, 24}, "80x24": {80, 24}} {
		for name, do := range map[string]func(s *screen){
			"end": func(s *screen) { s.press("G") },
		} {
			t.Run(name+" at "+size, func(t *testing.T) {
				t.Parallel()
				s := connected(t, wh[0], wh[1], measured(t))
				s.press("5")
				busy(s, 200)
				do(s)
				s.golden(size + "/" + name)
			})
		}
	}
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 80, 24, newStub(t))
		s.press("5")
		s.golden("none")
	})
	t.Run("ascii", func(t *testing.T) {
		t.Parallel()
		s := newScreenWith(t, 120, 40, measured(t), true)
		s.send(batchMsg{batch{opened: true}})
		s.press("5")
		busy(s, 200)
		s.golden("ascii")
	})
}

// What came in at a relay's hooks is told, also where nothing of it went on.
func TestStatsTellWhatCameIn(t *testing.T) {
	t.Parallel()
	for name, stats := range map[string]control.Stats{"with attempts": measured(t).boards.stats, "without": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newStub(t)
			server.boards.stats = stats
			s := connected(t, 80, 24, server)
			s.press("5")
			s.lacks("Came in")
			server.boards.stats.Incoming = map[string]int{"verified": 1200, "unverified": 0, "rejected": 3}
			s.send(batchMsg{batch{cameIn: map[string]int{"rejected": 1}}})
			s.later(time.Minute)
			s.press("G")
			s.wants("Came in  1,200 verified, 3 rejected")
		})
	}
}

func TestStatsScroll(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 24, measured(t))
	s.press("5")
	s.wants("1-20 of ")
	s.press("j")
	s.wants("2-21 of ")
	s.press("G")
	s.wants("protocol ⚡")
	s.press("g")
	s.wants("1-20 of ")
}

func TestStatsAreReadWhileThingsChange(t *testing.T) {
	t.Parallel()
	s := connected(t, 80, 24, measured(t))
	s.press("5")
	const call = "GET /v1/stats?window=10000"
	before := s.count(call)
	s.send(tickMsg{start})
	if got := s.count(call) - before; got != 0 {
		t.Errorf("asked %d times though nothing changed", got)
	}
	s.later(time.Minute)
	if got := s.count(call) - before; got != 1 {
		t.Errorf("asked %d times, want once", got)
	}
}

func TestMeter(t *testing.T) {
	t.Parallel()
	theme := newTheme(true, false)
	for want, value := range map[string]float64{"": 0, "▏": 0.0001, "█▌": 15, "██████████": 100, "█████": 50} {
		if got := theme.meter(value, 100, 10); got != want {
			t.Errorf("%v of 100 is drawn %q, want %q", value, got, want)
		}
	}
	for _, value := range []float64{math.NaN(), math.Inf(1), 1e300, -1} {
		if got := theme.meter(value, 100, 10); width(got) > 10 {
			t.Errorf("%v of 100 is drawn %q", value, got)
		}
	}
}

func TestPercentText(t *testing.T) {
	t.Parallel()
	for share, want := range map[float64]string{0: "0.0 %", 0.00001: "0.1 %", 0.5: "50.0 %", 0.99999: "99.9 %", 1: "100.0 %"} {
		if got := percentText(share); got != want {
			t.Errorf("%v is written %q, want %q", share, got, want)
		}
	}
}

func TestChart(t *testing.T) {
	t.Parallel()
	theme := newTheme(true, false)
	plainly := func(text ...string) string { return strings.Join(text, "") }
	var past history
	draw := func(ticks int) string {
		c := &chart{title: "x", unit: func(figure float64) string { return number(int(figure)) }, past: &past, ticks: ticks, reduce: mean, style: plainly}
		return strings.Join(theme.chartLines(c, 38, 4), "\n")
	}
	t.Run("a second more moves nothing but the newest column", func(t *testing.T) {
		for i := range 305 {
			past.add(float64(i % 7 * 10))
		}
		columns := func(ticks int) []float64 { return (&chart{past: &past, ticks: ticks, reduce: mean}).columns(30) }
		before := columns(305)
		past.add(90)
		after := columns(306)
		for i := 1; i < 29; i++ { // the oldest loses a second
			if before[i] != after[i] {
				t.Errorf("column %d was %v, is %v", i, before[i], after[i])
			}
		}
		if before[29] == after[29] {
			t.Error("the newest column does not show the newest second")
		}
	})
	t.Run("nothing happened", func(t *testing.T) {
		past = history{}
		if got := draw(10); strings.ContainsAny(got, "▁▂▃▄▅▆▇█") {
			t.Errorf("columns are drawn:\n%s", got)
		}
	})
	t.Run("the scale seldom changes", func(t *testing.T) {
		for highest, want := range map[float64]float64{0: 1, 1: 1, 1.5: 2, 3: 5, 6: 10, 99: 100, 101: 200} {
			if got := scaleOf(highest); got != want {
				t.Errorf("the scale for %v is %v, want %v", highest, got, want)
			}
		}
	})
}
