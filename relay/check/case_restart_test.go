package check_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// process is an app that can be restarted; while it is down, connections are cut.
type process struct {
	*receiver
	down atomic.Bool
}

func (p *process) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.down.Load() {
		panic(http.ErrAbortHandler)
	}
	p.receiver.ServeHTTP(w, r)
}

// restart is down for a while, in which forgets is what it loses.
func (p *process) restart(forgets func(*receiver)) func(context.Context) error {
	return func(ctx context.Context) error {
		p.down.Store(true)
		defer p.down.Store(false)
		p.mu.Lock()
		forgets(p.receiver)
		p.mu.Unlock()
		return relay.RealClock{}.Pause(ctx, 50*time.Millisecond)
	}
}

// Each of these apps loses something when it is restarted, and the case that is about it names it.
func TestRestartMistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		mistake
		forgets func(*receiver)
	}{
		"remembers in memory what it booked": {mistake{"fintoro", nil, "answer/restart-repeat", check.Fail, "remembers what it booked in memory"}, func(rc *receiver) { clear(rc.seen) }},
		"keeps in memory what is to be done": {mistake{"moneybird", nil, "answer/restart-kept", check.Fail, "it keeps it in memory"}, func(rc *receiver) { rc.booked = rc.booked[:len(rc.booked)-1] }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			restarted := func(forgets func(*receiver)) check.Result {
				p := &process{receiver: rightReceiver(tt.product)}
				return tt.run(t, p, p.receiver, func(o *check.Options, rc *receiver) { o.Observed, o.Restart = rc.observed, p.restart(forgets) })
			}
			if r := restarted(func(*receiver) {}); r.Verdict != check.Pass {
				t.Errorf("one that forgets nothing: %s %q", r.Verdict, r.Detail)
			}
			tt.names(t, restarted(tt.forgets))
		})
	}
}

// Without its books nothing tells whether an app has kept what it took: that is no pass.
func TestARestartWithoutBooksIsJudgedByAnswersAlone(t *testing.T) {
	t.Parallel()
	p := &process{receiver: rightReceiver("fintoro")}
	o := newRig(t).options(t, "fintoro", p)
	o.Only, o.Restart = []string{"delivery/valid", "answer/restart*"}, p.restart(func(*receiver) {})
	results := run(t, o)
	for id, want := range map[string]check.Verdict{"answer/restart": check.Pass, "answer/restart-kept": check.Skip, "answer/restart-repeat": check.Skip} {
		if r := results[id]; r.Verdict != want || want == check.Skip && !strings.Contains(r.Detail, "--observed tells") {
			t.Errorf("%s: %s %q, want %s", id, r.Verdict, r.Detail, want)
		}
	}
}
