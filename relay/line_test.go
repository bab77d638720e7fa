package relay

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var lineStart = time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)

func dueAt(id string, seconds int) Due {
	return Due{DeliveryID: id, SubscriptionID: "sub", DueAt: lineStart.Add(time.Duration(seconds) * time.Second)}
}

// loaded is a line that has been read from a store with these deliveries in it.
func loaded(limit int, stored ...Due) *line {
	l := newLine("sub", limit, Limits{})
	l.beginLoad()
	l.endLoad(stored, lineWindow)
	return l
}

// drain starts everything that is ready at a time, in order, and settles it.
func drain(l *line, seconds int) []string {
	var started []string
	for {
		now := lineStart.Add(time.Duration(seconds) * time.Second)
		d, at, ok := l.next()
		if !ok || at.After(now) {
			return started
		}
		begin(l, d, now)
		started = append(started, d.DeliveryID)
		l.answered()
		l.settled(d.DeliveryID, nil)
	}
}

func TestLineStartsInOrderOfDueTimeAndID(t *testing.T) {
	t.Parallel()
	l := loaded(4)
	for _, d := range []Due{dueAt("c", 1), dueAt("b", 2), dueAt("a", 2), dueAt("d", 9)} {
		l.add(d)
	}
	if diff := cmp.Diff([]string{"c", "a", "b"}, drain(l, 5)); diff != "" {
		t.Errorf("started (-want +got):\n%s", diff)
	}
	if head, ok := l.head(); !ok || head.DeliveryID != "d" {
		t.Errorf("head = %v, %v; want d, which is not due yet", head, ok)
	}
}

func TestLineHoldsItsLimit(t *testing.T) {
	t.Parallel()
	l := loaded(2, dueAt("a", 0), dueAt("b", 0), dueAt("c", 0))
	for range 2 {
		d, _, _ := l.next()
		begin(l, d, lineStart)
	}
	if d, _, ok := l.next(); ok {
		t.Errorf("%s may start beside two others; the limit is 2", d.DeliveryID)
	}
	l.answered()
	if _, _, ok := l.next(); !ok {
		t.Error("nothing may start though one has been answered")
	}
}

func TestLineMovesADelivery(t *testing.T) {
	t.Parallel()
	l := loaded(4, dueAt("a", 100), dueAt("b", 50))
	l.add(dueAt("a", 0)) // retry now
	if diff := cmp.Diff([]string{"a", "b"}, drain(l, 1000)); diff != "" {
		t.Errorf("each should start once, the moved one first (-want +got):\n%s", diff)
	}
}

func TestLineForgetsWhatAPersonEnded(t *testing.T) {
	t.Parallel()
	l := loaded(4, dueAt("a", 0), dueAt("b", 0))
	l.remove("a")
	if diff := cmp.Diff([]string{"b"}, drain(l, 1)); diff != "" {
		t.Errorf("started (-want +got):\n%s", diff)
	}
}

func TestLineLeavesTheRestToTheStore(t *testing.T) {
	t.Parallel()
	l := loaded(lineWindow)
	for i := range 2*lineWindow + 1 {
		l.add(dueAt(fmt.Sprintf("d%05d", i), i))
	}
	if len(l.waiting.all) != lineWindow || l.horizon == nil {
		t.Fatalf("%d are kept, horizon %v; want %d and a horizon", len(l.waiting.all), l.horizon, lineWindow)
	}
	l.add(dueAt("late", 5*lineWindow))
	if len(l.waiting.all) != lineWindow {
		t.Error("one behind the horizon was taken in")
	}
	if l.wantsLoad() {
		t.Error("the line wants to be read though it is full")
	}
	drain(l, 10*lineWindow)
	if !l.wantsLoad() {
		t.Error("the line does not want to be read though it has run empty")
	}
}

// What happens while the store is being read is newer than what the store answers.
func TestLineWhileTheStoreIsRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		inFlight  string // started before the read
		meanwhile func(l *line)
		found     []Due
		want      []string
	}{
		"one published meanwhile is not lost":          {"", func(l *line) { l.add(dueAt("new", 3)) }, []Due{dueAt("a", 1)}, []string{"a", "new"}},
		"one settled meanwhile does not start again":   {"a", func(l *line) { l.settled("a", nil) }, []Due{dueAt("a", 1), dueAt("b", 2)}, []string{"b"}},
		"one settled meanwhile starts when due again":  {"a", func(l *line) { next := dueAt("a", 7); l.settled("a", &next) }, []Due{dueAt("a", 1), dueAt("b", 2)}, []string{"b", "a"}},
		"one ended meanwhile does not start":           {"", func(l *line) { l.remove("a") }, []Due{dueAt("a", 1), dueAt("b", 2)}, []string{"b"}},
		"one moved meanwhile starts once, at its time": {"", func(l *line) { l.add(dueAt("b", 0)) }, []Due{dueAt("a", 1), dueAt("b", 2)}, []string{"b", "a"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLine("sub", lineWindow, Limits{})
			if tt.inFlight != "" {
				l.flying[tt.inFlight] = &flight{started: true}
			}
			l.beginLoad()
			tt.meanwhile(l)
			l.endLoad(tt.found, lineWindow)
			if diff := cmp.Diff(tt.want, drain(l, 100)); diff != "" {
				t.Errorf("started (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDueHeapIsSorted(t *testing.T) {
	t.Parallel()
	l := loaded(1)
	var want []Due
	chance := Chance{Seed: 7}
	for i := range uint64(500) {
		d := dueAt(fmt.Sprintf("d%d", i), int(chance.Uint64("due", "", i)%100))
		want = append(want, d)
		l.add(d)
	}
	slices.SortFunc(want, dueOrder)
	for i := range want {
		head, _ := l.head()
		if head != want[i] {
			t.Fatalf("entry %d is %v, want %v", i, head, want[i])
		}
		begin(l, head, lineStart)
		l.answered()
		l.settled(head.DeliveryID, nil)
	}
}

func TestOrderedLineWaitsForItsHead(t *testing.T) {
	t.Parallel()
	l := newLine("sub", 16, Limits{Ordered: true})
	l.beginLoad()
	l.endLoad([]Due{dueAt("a", 0), dueAt("b", 0), dueAt("c", 0)}, lineWindow)
	head, _, _ := l.next()
	begin(l, head, lineStart)
	l.answered()
	if d, _, ok := l.next(); ok {
		t.Errorf("%s may start before the store has what became of a", d.DeliveryID)
	}
	retry := dueAt("a", 100)
	l.settled("a", &retry)
	if d, at, ok := l.next(); !ok || d != retry || !at.Equal(retry.DueAt) {
		t.Errorf("next is %v at %v; want a again, at its due time", d, at)
	}
	if d, blocked := l.blockedBy(lineStart); !blocked || d != retry {
		t.Errorf("blocked by %v, %v; want a", d, blocked)
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, drain(l, 100)); diff != "" {
		t.Errorf("started (-want +got):\n%s", diff)
	}
}

func TestLineHoldsItsRate(t *testing.T) {
	t.Parallel()
	for rate, want := range map[float64]time.Duration{
		0:    0,
		2:    1500 * time.Millisecond,
		1000: 0, // the bucket holds 50 tokens
	} {
		l := newLine("sub", 16, Limits{Rate: rate})
		l.beginLoad()
		l.endLoad([]Due{dueAt("a", 0), dueAt("b", 0), dueAt("c", 0), dueAt("d", 0)}, lineWindow)
		now := lineStart
		for range 4 {
			d, at, ok := l.next()
			if !ok {
				t.Fatal("nothing is next")
			}
			if at.After(now) {
				now = at
			}
			begin(l, d, now)
		}
		if got := now.Sub(lineStart); got != want {
			t.Errorf("at %v a second the fourth starts after %v, want %v", rate, got, want)
		}
	}
}

func TestOpenCircuitProbesWithOneAttempt(t *testing.T) {
	t.Parallel()
	l := loaded(16, dueAt("a", 0), dueAt("b", 0))
	for range circuitOpensAfter {
		l.circuit.see(Timeout)
	}
	d, _, _ := l.next()
	begin(l, d, lineStart)
	if _, _, ok := l.next(); ok {
		t.Error("a second attempt may start though the endpoint is silent")
	}
	l.circuit.see(HTTPError)
	if _, _, ok := l.next(); !ok {
		t.Error("nothing may start though the endpoint has answered")
	}
}

// begin starts a delivery that nothing puts off.
func begin(l *line, d Due, now time.Time) *flight {
	f := l.start(d)
	l.spend(d, now)
	return f
}
