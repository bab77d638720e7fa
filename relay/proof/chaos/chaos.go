package chaos

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Options say how a chaos run goes. The zero value of a field means its default.
type Options struct {
	// Program is the path of the ledgerhook that is run and killed. Required.
	Program string
	// Seed decides when the process is killed and what the receiver does wrong. Nil draws one.
	Seed *uint64
	// Kills is how often the process is killed: at least 1. Zero means 20.
	Kills int
	// Rate is how many events a second are published at most, over all feeders. Zero means 400.
	Rate int
	// Subscriptions are 1 to 16. Zero means 4. The first one is fed by one feeder alone, in order.
	Subscriptions int
	// MinUptime and MaxUptime are how long a process lives between its start and its kill. Zero means 50 ms and 1.5 s:
	// some are killed before they are ready.
	MinUptime, MaxUptime time.Duration
	// Dir is where the run makes a directory of its own, and is made where it is not there. Empty means the system's temporary directory.
	Dir string
	// OnProgress is called now and then, from one goroutine. May be nil.
	OnProgress func(Progress)
}

// Progress is how far a run has come.
type Progress struct {
	Kills        int
	Acknowledged int // deliveries
	Receipts     int
}

// What bounds a run.
const (
	maxRate          = 5000
	maxSubscriptions = 16
	maxKills         = 10_000

	startLimit   = 30 * time.Second // until a process is ready that nobody kills: beside other work a start takes seconds
	restartLimit = time.Second      // what a kill and a start may take beyond the uptime
	drainLimit   = 30 * time.Second // until all that was acknowledged is final
	readLimit    = 30 * time.Second // to read the database's own view, and to reconcile
)

// errBound ends a run that takes longer than its bound.
var errBound = errors.New("the run took longer than its bound")

// WithDefaults fills in what was left out, a seed included. Its error is a *relay.InputError that names the field.
func (o Options) WithDefaults() (Options, error) {
	if o.Seed == nil {
		var raw [8]byte
		if _, err := rand.Read(raw[:]); err != nil {
			return o, fmt.Errorf("draw a seed: %w", err)
		}
		seed := binary.BigEndian.Uint64(raw[:]) >> 11 // 53 bits: every JSON reader keeps all its digits
		o.Seed = &seed
	}
	whenZero(&o.Kills, 20)
	whenZero(&o.Rate, 400)
	whenZero(&o.Subscriptions, 4)
	whenZero(&o.MinUptime, 50*time.Millisecond)
	whenZero(&o.MaxUptime, 1500*time.Millisecond)
	for _, number := range []struct {
		field           string
		value, from, to int
	}{
		{"kills", o.Kills, 1, maxKills},
		{"rate", o.Rate, 1, maxRate},
		{"subscriptions", o.Subscriptions, 1, maxSubscriptions},
	} {
		if number.value < number.from || number.value > number.to {
			return o, &relay.InputError{Field: number.field, Problem: fmt.Sprintf("%d is not between %d and %d", number.value, number.from, number.to)}
		}
	}
	if o.MinUptime < 0 || o.MaxUptime < o.MinUptime || o.MaxUptime > time.Minute {
		return o, &relay.InputError{Field: "max-uptime", Problem: fmt.Sprintf("%v to %v is no span between 0 and 1m", o.MinUptime, o.MaxUptime)}
	}
	return o, nil
}

func whenZero[T int | time.Duration](value *T, fallback T) {
	if *value == 0 {
		*value = fallback
	}
}

// Bound is the longest that a run with these options takes, once they have their defaults.
func (o *Options) Bound() time.Duration {
	return time.Duration(o.Kills)*(o.MaxUptime+restartLimit) + 2*startLimit + drainLimit + readLimit
}

// Expected is about how long such a run takes on a machine that has little else to do.
func (o *Options) Expected() time.Duration {
	return time.Duration(o.Kills)*(o.MinUptime+o.MaxUptime)/2 + 3*time.Second
}

// Run runs a ledgerhook in a process of its own, feeds it, kills it and starts it again as often as wanted, and compares what
// it acknowledged with what a receiver outside it accepted. The report says whether the promises held; an error means that the run
// could not be brought to an end. Where they held, all files of the run are removed; else the report or the error names
// the directory. No process is left behind. Stopping ctx ends the run with its cause.
func Run(ctx context.Context, opt Options) (report Report, err error) {
	opt, err = opt.WithDefaults()
	if err != nil {
		return Report{}, err
	}
	if opt.Dir != "" {
		if err := os.MkdirAll(opt.Dir, 0o700); err != nil {
			return Report{}, fmt.Errorf("make a directory for the run: %w", err)
		}
	}
	dir, err := os.MkdirTemp(opt.Dir, "ledgerhook-chaos-")
	if err != nil {
		return Report{}, fmt.Errorf("make a directory for the run: %w", err)
	}
	bounded, cancel := context.WithTimeoutCause(ctx, opt.Bound(), errBound)
	defer cancel()
	report, err = inDirectory(bounded, opt, dir)
	switch {
	case err == nil && !report.Held():
		report.Dir = dir
		return report, nil
	case err != nil && ctx.Err() == nil:
		return report, fmt.Errorf("%w; the database and the server's log stay in %s", err, dir)
	}
	return report, errors.Join(err, os.RemoveAll(dir))
}
