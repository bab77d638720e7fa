package bench

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/shirou/gopsutil/v4/process"
)

// Cost is what one part took.
type Cost struct {
	Part string  `json:"part"`
	RPS  float64 `json:"rps"` // events a second
	// IngestRPS is how many events a second were acknowledged, where events are taken in; delivery may lag behind that.
	IngestRPS float64 `json:"ingest_rps,omitzero"`
	// CPU time for each event, of the load generator, the receiver, the server, and all of them.
	ClientUS   float64 `json:"client_us"`
	ReceiverUS float64 `json:"receiver_us"`
	ServerUS   float64 `json:"server_us"`
	CPUUS      float64 `json:"cpu_us"`
}

// costs are those of a run, in order.
type costs []Cost

// ceilingPart is the part that the others are compared to.
const ceilingPart = "ceiling"

// of finds a part, and the mean of the ceilings right before and after it.
func (c costs) of(part string) (cost, ceiling Cost, found bool) {
	for i := range c {
		if c[i].Part != part {
			continue
		}
		var around costs
		for j := i; j >= 0 && len(around) == 0; j-- {
			around = c.ceilingAt(j, around)
		}
		for j, before := i, len(around); j < len(c) && len(around) == before; j++ {
			around = c.ceilingAt(j, around)
		}
		return c[i], around.mean(), true
	}
	return Cost{}, Cost{}, false
}

func (c costs) ceilingAt(i int, found costs) costs {
	if c[i].Part == ceilingPart {
		return append(found, c[i])
	}
	return found
}

func (c costs) ceilings() costs {
	var found costs
	for i := range c {
		found = c.ceilingAt(i, found)
	}
	return found
}

// mean is that of rates and of times, each by itself.
func (c costs) mean() Cost {
	m := Cost{Part: ceilingPart}
	for _, cost := range c {
		m.RPS += cost.RPS / float64(len(c))
		m.ClientUS += cost.ClientUS / float64(len(c))
		m.ReceiverUS += cost.ReceiverUS / float64(len(c))
		m.ServerUS += cost.ServerUS / float64(len(c))
		m.CPUUS += cost.CPUUS / float64(len(c))
	}
	return m
}

// cpuTimes are seconds of CPU since the processes began.
type cpuTimes struct{ client, receiver, server float64 }

// cpu reads the processes' times; server may be nil.
func (b *bench) cpu(ctx context.Context, server *serverProcess) (t cpuTimes, err error) {
	if t.client, err = cpuOf(ctx, os.Getpid()); err != nil {
		return t, err
	}
	if t.receiver, err = cpuOf(ctx, b.receiver.command.Process.Pid); err != nil || server == nil {
		return t, err
	}
	t.server, err = cpuOf(ctx, server.command.Process.Pid)
	return t, err
}

func cpuOf(ctx context.Context, pid int) (float64, error) {
	p, err := process.NewProcessWithContext(ctx, int32(pid))
	if err != nil {
		return 0, fmt.Errorf("look at process %d: %w", pid, err)
	}
	times, err := p.TimesWithContext(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the CPU time of process %d: %w", pid, err)
	}
	return times.User + times.System, nil
}

// memoryOf is a process's resident memory in MB of a million bytes.
func memoryOf(ctx context.Context, pid int) (float64, error) {
	p, err := process.NewProcessWithContext(ctx, int32(pid))
	if err != nil {
		return 0, fmt.Errorf("look at process %d: %w", pid, err)
	}
	memory, err := p.MemoryInfoWithContext(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the memory of process %d: %w", pid, err)
	}
	return float64(memory.RSS) / 1e6, nil
}

// spent notes what a part took from one reading to the next, and returns the note.
func (b *bench) spent(part string, events int, took time.Duration, from, to cpuTimes) *Cost {
	us := func(seconds float64) float64 { return round(seconds * 1e6 / float64(events)) }
	c := Cost{
		Part: part, RPS: round(float64(events) / took.Seconds()),
		ClientUS: us(to.client - from.client), ReceiverUS: us(to.receiver - from.receiver), ServerUS: us(to.server - from.server),
	}
	c.CPUUS = round(c.ClientUS + c.ReceiverUS + c.ServerUS)
	b.costs = append(b.costs, c)
	return &b.costs[len(b.costs)-1]
}
