package bench

import (
	"fmt"
	"math"
)

// The charts share one grid: labels on the left, then chartWidth pixels for the values.
const (
	chartWidth = 460.0
	rowHeight  = 34.0
)

// rateBar is one bar of rates in parts of the ceiling's.
type rateBar struct {
	Rate
	Y, Width float64
	Mark     float64 // where the target stands; zero where it has none
	Want     float64
	Met      bool
}

func rateBars(r *Result) []rateBar {
	var bars []rateBar
	for i, rate := range r.Rates() {
		bar := rateBar{Rate: rate, Y: float64(i) * rowHeight, Width: round(chartWidth * min(max(rate.Ratio, 0), 1))}
		if t := r.Target(rate.Target); t != nil {
			bar.Mark, bar.Want, bar.Met = chartWidth*t.Want, t.Want, t.Met
		}
		bars = append(bars, bar)
	}
	return bars
}

// mockBar is one bar of the mock's rates in parts of the bare handler's.
type mockBar struct {
	MockRate
	Y, Width   float64
	Mark, Want float64 // where the target stands; zero where it has none
}

func mockBars(r *Result) []mockBar {
	var bars []mockBar
	for i, rate := range r.Mock.Rates {
		bar := mockBar{MockRate: rate, Y: float64(i) * rowHeight, Width: round(chartWidth * min(max(rate.Ratio, 0), 1))}
		if t := r.Target(rate.Target()); t != nil {
			bar.Mark, bar.Want = chartWidth*t.Want, t.Want
		}
		bars = append(bars, bar)
	}
	return bars
}

// stack is a bar of CPU time, one piece a process.
type stack struct {
	Words                           string
	Y                               float64
	Client, Receiver, Server, Total float64 // µs for each event
	ClientW, ReceiverW, ServerW     float64
}

type stackChart struct {
	Stacks []stack
	Height float64
}

func costStacks(r *Result) stackChart {
	rates := r.Rates()
	var most float64
	for _, rate := range rates {
		most = max(most, rate.CPUUS)
	}
	width := func(us float64) float64 { return round(chartWidth * share(us, most)) }
	chart := stackChart{Height: float64(len(rates)) * rowHeight}
	for i, rate := range rates {
		chart.Stacks = append(chart.Stacks, stack{
			Words: rate.Words, Y: float64(i) * rowHeight,
			Client: rate.ClientUS, Receiver: rate.ReceiverUS, Server: rate.ServerUS, Total: rate.CPUUS,
			ClientW: width(rate.ClientUS), ReceiverW: width(rate.ReceiverUS), ServerW: width(rate.ServerUS),
		})
	}
	return chart
}

// waitSpan is a line from p50 to p99 on a logarithmic scale.
type waitSpan struct {
	Words    string
	Direct   bool
	Y        float64
	P50, P99 float64 // ms
	From, To float64
}

// tick is a line of the scale.
type tick struct {
	X     float64
	Words string
}

type waitChart struct {
	Spans  []waitSpan
	Ticks  []tick
	Height float64
}

func waitSpans(r *Result) waitChart {
	var spans []waitSpan
	add := func(words string, direct bool, p50, p99 float64) {
		spans = append(spans, waitSpan{Words: words, Direct: direct, P50: p50, P99: p99})
	}
	for i, l := range r.Latency {
		add(fmt.Sprintf("%d/s straight to the receiver", l.Rate), true, l.DirectP50MS, l.DirectP99MS)
		add(fmt.Sprintf("%d/s through the server", l.Rate), false, l.P50MS, l.P99MS)
		if r.History != nil && i < len(r.History.Latency) {
			h := r.History.Latency[i]
			add(fmt.Sprintf("%d/s with history", l.Rate), false, h.P50MS, h.P99MS)
		}
	}
	low, high := 1.0, 1.0 // powers of ten around all values
	for _, s := range spans {
		for low > 0.001 && s.P50 < low {
			low /= 10
		}
		for s.P99 > high {
			high *= 10
		}
	}
	if high == low {
		high *= 10
	}
	place := func(ms float64) float64 {
		return round(chartWidth * math.Log10(max(ms, low)/low) / math.Log10(high/low))
	}
	chart := waitChart{Height: float64(len(spans)) * rowHeight}
	for i, s := range spans {
		s.Y, s.From, s.To = float64(i)*rowHeight, place(s.P50), place(s.P99)
		chart.Spans = append(chart.Spans, s)
	}
	for ms := low; ms <= high*1.001; ms *= 10 {
		chart.Ticks = append(chart.Ticks, tick{place(ms), fmt.Sprintf("%.4g ms", ms)})
	}
	return chart
}
