package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/proof/bench"
)

// printBench shows the figures as tables in plain words.
func (a *app) printBench(r *bench.Result) error {
	a.say("%s events of %s, %s bytes each, %d at once, on %d cores; everything durable; %.0f s in all\n",
		thousands(float64(r.Events)), r.Provider, thousands(float64(r.BodyBytes)), r.Concurrency, r.Cores, r.Seconds)
	rates := a.table("RATE", "EVENTS/S", "OF THE CEILING", "BY CPU TIME", "SERVER CPU", "TARGET")
	for _, c := range r.Rates() {
		if c.Part == "ceiling" {
			rates.row(c.Words, thousands(c.RPS), "", "", "", "")
			continue
		}
		rates.row(c.Words, thousands(c.RPS), percent(c.Ratio), percent(c.CPURatio), fmt.Sprintf("%.0f µs", c.ServerUS), target(r.Target(c.Target), percent))
	}
	if err := rates.flush(); err != nil {
		return err
	}
	a.say("")
	latency := a.table("LATENCY, MS", "P50", "P99", "DIRECT P50", "DIRECT P99", "ADDED P50", "ADDED P99")
	row := func(words string, of []bench.Latency) {
		for _, l := range of {
			latency.row(fmt.Sprintf("%d events/s%s", l.Rate, words), millisOf(l.P50MS), millisOf(l.P99MS), millisOf(l.DirectP50MS), millisOf(l.DirectP99MS), millisOf(l.AddedP50MS), millisOf(l.AddedP99MS))
		}
	}
	row("", r.Latency)
	if r.History != nil {
		row(", with history", r.History.Latency)
	}
	if err := latency.flush(); err != nil {
		return err
	}
	if err := a.printBenchMock(r); err != nil {
		return err
	}
	a.say("")
	rest := a.table("FURTHER", "FIGURE", "TARGET")
	figure := func(words, name string, value float64, show func(float64) string) {
		rest.row(words, show(value), target(r.Target(name), show))
	}
	figure("added latency at 200/s, p50", "added_p50_ms", r.AddedP50MS, ms)
	figure("added latency at 200/s, p99", "added_p99_ms", r.AddedP99MS, ms)
	figure("flush to disk (4 KiB), p99", "", r.FsyncP99MS, ms)
	pending := thousands(float64(r.Recovery.Pending)) + " pending"
	figure("memory with "+pending, "rss_mb", r.RSSMB, func(x float64) string { return fmt.Sprintf("%.0f MB", x) })
	figure("ready after kill -9 with "+pending, "recovery.ready_ms", r.Recovery.ReadyMS, ms)
	figure("first delivery after that", "recovery.first_delivery_ms", r.Recovery.FirstDeliveryMS, ms)
	if r.History != nil {
		finished := thousands(float64(r.History.Finished)) + " finished"
		figure("drain with "+finished+", of the empty", "history.drain_ratio_to_empty", r.History.DrainRatioToEmpty, percent)
		figure("p50 with "+finished+", of the empty", "history.p50_to_empty", r.History.P50ToEmpty, percent)
	}
	if memory := r.Mock.Memory; memory.Receipts > 0 {
		words := fmt.Sprintf("the mock's memory over %s receipts, of the first tenth's %.0f MB", thousands(float64(memory.Receipts)), memory.RSSMB[0])
		figure(words, "mock_rss_growth", r.MockRSSGrowth, percent)
	}
	return rest.flush()
}

// printBenchMock shows how fast the mock is by itself.
func (a *app) printBenchMock(r *bench.Result) error {
	a.say("")
	rates := a.table("THE MOCK BY ITSELF", "REQUESTS/S", "BARE HANDLER", "RATIO", "BY CPU TIME", "MOCK CPU", "TARGET")
	for _, m := range r.Mock.Rates {
		rates.row(m.Words(), thousands(m.RPS), thousands(m.BareRPS), percent(m.Ratio), percent(m.CPURatio), fmt.Sprintf("%.0f µs", m.MockUS), target(r.Target(m.Target()), percent))
	}
	return rates.flush()
}

// target is like `met: 65 % or more`; empty where a figure has none.
func target(t *bench.Target, show func(float64) string) string {
	if t == nil {
		return ""
	}
	verdict, side := "missed", "or less"
	if t.Met {
		verdict = "met"
	}
	if t.AtLeast {
		side = "or more"
	}
	return fmt.Sprintf("%s: %s %s", verdict, show(t.Want), side)
}

func ms(x float64) string       { return millisOf(x) + " ms" }
func millisOf(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }

// thousands writes 20,000.
func thousands(x float64) string {
	digits := strconv.FormatFloat(x, 'f', 0, 64)
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, groups...), ",")
}
