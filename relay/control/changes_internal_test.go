package control

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/danielgtaylor/huma/v2/sse"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// streaming is a change stream without a network, in the time of a bubble.
type streaming struct {
	changes *relay.Changes
	sent    chan string // what was sent, such as "heartbeat" or "7 missed"
	ended   chan error
	stop    context.CancelFunc
}

// streamAfter starts a stream; send may block or fail.
func streamAfter(t *testing.T, changes *relay.Changes, after uint64, send func(sse.Message) error) *streaming {
	t.Helper()
	s := &streaming{changes: changes, sent: make(chan string, 100), ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	s.stop = cancel
	engine := &relay.Engine{Options: relay.Options{Changes: s.changes, Clock: relay.NewVirtualClock(time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC))}}
	go func() {
		s.ended <- (&server{Options: Options{Engine: engine}}).stream(ctx, after, func(m sse.Message) error {
			if send != nil {
				if err := send(m); err != nil {
					return err
				}
			}
			switch data := m.Data.(type) {
			case Heartbeat:
				s.sent <- "heartbeat"
			case Change:
				text := fmt.Sprint(data.Number)
				if data.Missed {
					text += " missed"
				}
				if uint64(m.ID) != data.Number {
					text += fmt.Sprintf(" with the id %d", m.ID)
				}
				s.sent <- text
			}
			return nil
		})
	}()
	return s
}

// heard is what was sent since it was asked last.
func (s *streaming) heard() []string {
	synctest.Wait()
	var all []string
	for len(s.sent) > 0 {
		all = append(all, <-s.sent)
	}
	return all
}

func (s *streaming) want(t *testing.T, when string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, s.heard()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

// wait lets time pass in the bubble.
func wait(t *testing.T, d time.Duration) {
	t.Helper()
	if err := (relay.RealClock{}).Pause(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

func TestQuietStreamsBeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := streamAfter(t, relay.NewChanges(8), 0, nil)
		s.want(t, "at once", "heartbeat")
		wait(t, heartbeat-1)
		s.want(t, "just before the first beat")
		wait(t, 2)
		s.want(t, "at the first beat", "heartbeat")
		wait(t, heartbeat/2)
		s.changes.Add(relay.Change{}, relay.Change{})
		s.want(t, "at a change", "1", "2")
		wait(t, heartbeat-1)
		s.want(t, "a change puts the next beat off")
		wait(t, 2)
		s.want(t, "and then it comes", "heartbeat")
		wait(t, 3*heartbeat)
		s.want(t, "and again", "heartbeat", "heartbeat", "heartbeat")
		s.stop()
		if err := <-s.ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the stream ended with %v", err)
		}
		s.want(t, "nothing behind the end")
	})
}

// A reader that is slow keeps nothing but its place: what falls out of the ring meanwhile is missed, and said to be.
func TestSlowReadersHoldNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		s := streamAfter(t, relay.NewChanges(8), 0, func(m sse.Message) error {
			if _, change := m.Data.(Change); change {
				<-goOn
			}
			return nil
		})
		s.want(t, "at once", "heartbeat")
		s.changes.Add(relay.Change{})
		s.want(t, "while it is stuck")
		for range 1000 {
			s.changes.Add(relay.Change{})
		}
		close(goOn)
		want := []string{"1", "994 missed"}
		for n := 995; n <= 1001; n++ {
			want = append(want, fmt.Sprint(n))
		}
		s.want(t, "then", want...)
		s.stop()
		<-s.ended
	})
}

func TestStreamsEndWithTheirReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("gone")
		for name, fails := range map[string]int{"at the hello": 1, "at a change": 2, "at a beat": 3} {
			n := 0
			s := streamAfter(t, relay.NewChanges(8), 0, func(sse.Message) error {
				if n++; n == fails {
					return gone
				}
				return nil
			})
			synctest.Wait()
			s.changes.Add(relay.Change{})
			wait(t, 2*heartbeat)
			synctest.Wait()
			if len(s.ended) != 1 {
				t.Errorf("%s: it goes on", name)
			} else if err := <-s.ended; !errors.Is(err, gone) {
				t.Errorf("%s: it ended with %v", name, err)
			}
			s.stop()
		}
	})
}

func TestStreamsResume(t *testing.T) {
	tests := map[string]struct {
		after uint64
		want  []string
	}{
		"behind one that is kept":             {1004, []string{"heartbeat", "1005", "1006"}},
		"behind the newest":                   {1006, []string{"heartbeat"}},
		"behind one that is kept no longer":   {1001, []string{"heartbeat", "1003 missed", "1004", "1005", "1006"}},
		"behind one of an earlier process":    {17, []string{"heartbeat", "1003 missed", "1004", "1005", "1006"}},
		"behind one that there never was yet": {5000, []string{"heartbeat", "1003 missed", "1004", "1005", "1006"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				changes := relay.NewChangesBehind(1000, 4)
				changes.Add(make([]relay.Change, 6)...)
				s := streamAfter(t, changes, tt.after, nil)
				s.want(t, "resumed", tt.want...)
				s.stop()
				<-s.ended
			})
		})
	}
}
