package chaos

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// chaosRun is one run: a victim that is killed, feeders that publish to it, and a witness that receives from it.
type chaosRun struct {
	opt     Options
	dir     string
	chance  relay.Chance
	clock   relay.RealClock
	log     *os.File
	witness *witness
	gate    *gate
	tally   *tally
	streams []*stream

	subscriptions map[int]string // the ids of the subscriptions, by number
	victim        *victim        // the process that lives now
	earlyKills    int
}

func inDirectory(ctx context.Context, opt Options, dir string) (report Report, err error) {
	chance := relay.Chance{Seed: *opt.Seed}
	r := &chaosRun{opt: opt, dir: dir, chance: chance, gate: newGate(), tally: &tally{}, streams: streams(opt.Subscriptions), subscriptions: map[int]string{}}
	if r.log, err = os.OpenFile(filepath.Join(dir, "serve.log"), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600); err != nil {
		return report, fmt.Errorf("make the server's log: %w", err)
	}
	defer r.log.Close()
	if r.witness, err = listen(chance); err != nil {
		return report, err
	}
	defer r.witness.close()
	defer func() {
		if r.victim != nil {
			r.victim.kill()
		}
	}()
	return r.run(ctx)
}

// run starts, feeds, kills, drains and compares.
func (r *chaosRun) run(ctx context.Context) (Report, error) {
	elapsed := r.clock.Stopwatch()
	if err := r.start(); err != nil {
		return Report{}, err
	}
	client, err := r.awaitReady(ctx)
	if err != nil {
		return Report{}, err
	}
	if err := r.subscribe(ctx, client); err != nil {
		return Report{}, err
	}
	fed, err := r.feed(ctx)
	if err != nil {
		return Report{}, err
	}
	stored, err := r.drain(ctx)
	if err != nil {
		return Report{}, err
	}
	client, err = r.gate.pass(ctx, nil) // its port has changed at every start
	if err != nil {
		return Report{}, err
	}
	taken, _ := r.witness.seen()
	reconciled, err := r.reconcile(ctx, client, taken)
	if err != nil {
		return Report{}, err
	}
	r.victim.kill()
	r.progress(r.opt.Kills)
	owed, unanswered := r.tally.all()
	visits, recovered := r.witness.seen()
	report := reportOf(compare(owed, visits, r.streams, stored), recovered)
	report.Seed, report.Kills, report.EarlyKills = *r.opt.Seed, r.opt.Kills, r.earlyKills
	report.Subscriptions, report.Unanswered, report.Reconciliation = r.opt.Subscriptions, unanswered, reconciled
	report.EventsPerSecond = perSecond(report.Events, fed)
	report.Seconds = seconds(elapsed())
	return report, nil
}

// feed publishes while the victim is killed, and ends when the last one has answered all that was asked.
func (r *chaosRun) feed(ctx context.Context) (took time.Duration, err error) {
	elapsed := r.clock.Stopwatch()
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	enough := make(chan struct{})
	var feeding sync.WaitGroup
	for _, f := range feeders(r.streams, r.opt.Rate, r.chance, r.gate, r.tally) {
		feeding.Go(func() {
			if err := f.run(ctx, enough); err != nil {
				fail(fmt.Errorf("feeder %s: %w", f.name, err))
			}
		})
	}
	err = r.kills(ctx)
	close(enough)
	if err == nil {
		_, err = r.awaitReady(ctx)
	}
	if err != nil {
		fail(err)
	}
	feeding.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return 0, cause
	}
	return elapsed(), nil
}

// kills kills the victim as often as wanted and starts it again each time.
func (r *chaosRun) kills(ctx context.Context) error {
	for n := range r.opt.Kills {
		share := r.chance.Float64("chaos/uptime", "", uint64(n))
		uptime := r.opt.MinUptime + time.Duration(share*float64(r.opt.MaxUptime-r.opt.MinUptime))
		ready, err := r.live(ctx, uptime, n == 0)
		if err != nil {
			return err
		}
		if !ready {
			r.earlyKills++
		}
		r.victim.kill()
		r.gate.shut()
		r.progress(n + 1)
		r.witness.restarted(r.clock.Stopwatch())
		if err := r.start(); err != nil {
			return err
		}
	}
	return nil
}

// live lets the victim work for so long, and reports whether it became ready in that time.
func (r *chaosRun) live(ctx context.Context, uptime time.Duration, ready bool) (bool, error) {
	over, stop := r.clock.Alarm(r.clock.Now().Add(uptime))
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return ready, context.Cause(ctx)
		case <-over:
			return ready, nil
		case <-r.victim.exited:
			return ready, r.endedByItself(ctx)
		case address := <-r.victim.ready:
			ready = true
			r.gate.open(control.NewClient(address))
		}
	}
}

// start starts the victim on the run's database.
func (r *chaosRun) start() (err error) {
	r.victim, err = startVictim(r.opt.Program, filepath.Join(r.dir, "ledgerhook.db"), *r.opt.Seed, r.log)
	return err
}

// awaitReady waits for a victim that nobody kills, and opens the gate to it.
func (r *chaosRun) awaitReady(ctx context.Context) (*control.Client, error) {
	late, stop := r.clock.Alarm(r.clock.Now().Add(startLimit))
	defer stop()
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-late:
		return nil, fmt.Errorf("the server is not ready after %v", startLimit)
	case <-r.victim.exited:
		return nil, r.endedByItself(ctx)
	case address := <-r.victim.ready:
		client := control.NewClient(address)
		r.gate.open(client)
		return client, nil
	}
}

// endedByItself tells that nobody killed the victim. An interrupt from a terminal reaches every process in it, and this
// one may hear of it last.
func (r *chaosRun) endedByItself(ctx context.Context) error {
	soon, stop := r.clock.Alarm(r.clock.Now().Add(100 * time.Millisecond))
	defer stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-soon:
		return &EndedError{State: r.victim.state()}
	}
}

// EndedError means that the server ended without being killed: a failure of what is to be proved.
type EndedError struct {
	State string // such as "exit status 70"
}

func (e *EndedError) Error() string { return "the server ended by itself: " + e.State }

func (r *chaosRun) progress(kills int) {
	if r.opt.OnProgress != nil {
		r.opt.OnProgress(Progress{Kills: kills, Acknowledged: r.tally.count(), Receipts: r.witness.count()})
	}
}
