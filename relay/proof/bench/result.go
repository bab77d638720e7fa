package bench

// Result is what a run measured. Rates are events a second; a ratio is a part's rate in parts of the ceiling's, measured
// right before and after it, or in turn with it where it is the mock's; a cpu_ratio is the CPU time of a raw request in
// parts of that of an event, each summed over all processes involved.
type Result struct {
	CeilingRPS      float64 `json:"ceiling_rps"`
	DrainRPS        float64 `json:"drain_rps"`
	DrainRatio      float64 `json:"drain_ratio"`
	DrainCPURatio   float64 `json:"drain_cpu_ratio"`
	ThroughRPS      float64 `json:"through_rps"`
	ThroughRatio    float64 `json:"through_ratio"`
	ThroughCPURatio float64 `json:"through_cpu_ratio"`
	BatchRPS        float64 `json:"batch_rps"`
	BatchRatio      float64 `json:"batch_ratio"`
	BatchCPURatio   float64 `json:"batch_cpu_ratio"`

	// The mock by itself: its rate in parts of a handler's that only reads and answers; Mock has every product.
	MockRatio           float64 `json:"mock_ratio"`
	MockCPURatio        float64 `json:"mock_cpu_ratio"`
	MockDurableRatio    float64 `json:"mock_durable_ratio"` // with its books in a file, flushed before each answer
	MockDurableCPURatio float64 `json:"mock_durable_cpu_ratio"`
	MockRSSGrowth       float64 `json:"mock_rss_growth,omitzero"` // memory at the last tenth of them, of the first's
	Mock                Mock    `json:"mock"`

	// Latency at 200 events a second; Latency has every rate.
	P50MS       float64   `json:"p50_ms"`
	P99MS       float64   `json:"p99_ms"`
	DirectP50MS float64   `json:"direct_p50_ms"`
	DirectP99MS float64   `json:"direct_p99_ms"`
	AddedP50MS  float64   `json:"added_p50_ms"`
	AddedP99MS  float64   `json:"added_p99_ms"`
	Latency     []Latency `json:"latency"`
	FsyncP50MS  float64   `json:"fsync_p50_ms"`
	FsyncP99MS  float64   `json:"fsync_p99_ms"`

	RSSMB            float64 `json:"rss_mb"`              // the server's, with Recovery.Pending waiting
	CPUPerDeliveryUS float64 `json:"cpu_us_per_delivery"` // the server's, in drain

	Recovery Recovery `json:"recovery"`
	History  *History `json:"history,omitzero"` // absent with --history 0
	Costs    []Cost   `json:"costs"`            // of every part, ceilings included, in the order measured
	Targets  []Target `json:"targets"`

	Provider    string  `json:"provider"`
	Type        string  `json:"type"`
	BodyBytes   int     `json:"body_bytes"`
	Events      int     `json:"events"`
	BatchSize   int     `json:"batch_size"`
	Concurrency int     `json:"concurrency"`
	Durable     bool    `json:"durable"` // acknowledged events and outcomes are flushed to disk
	Cores       int     `json:"cores"`
	Go          string  `json:"go"`
	OS          string  `json:"os"`
	Arch        string  `json:"arch"`
	Seconds     float64 `json:"seconds"` // of the whole run
}

// conclude computes what follows from what was measured.
func (b *bench) conclude() {
	r := &b.result
	r.Costs = b.costs
	r.CeilingRPS = round(b.costs.ceilings().mean().RPS)
	r.DrainRPS, r.DrainRatio, r.DrainCPURatio, r.CPUPerDeliveryUS = b.costs.compare("drain")
	r.ThroughRPS, r.ThroughRatio, r.ThroughCPURatio, _ = b.costs.compare("through")
	r.BatchRPS, r.BatchRatio, r.BatchCPURatio, _ = b.costs.compare("batch")
	fast := atRate(r.Latency, fastRate)
	r.P50MS, r.P99MS, r.DirectP50MS, r.DirectP99MS = fast.P50MS, fast.P99MS, fast.DirectP50MS, fast.DirectP99MS
	r.AddedP50MS, r.AddedP99MS = fast.AddedP50MS, fast.AddedP99MS
	if h := r.History; h != nil {
		h.DrainRPS, h.DrainRatio, h.DrainCPURatio, _ = b.costs.compare("history_drain")
		h.DrainRatioToEmpty, h.DrainCPURatioToEmpty = share(h.DrainRatio, r.DrainRatio), share(h.DrainCPURatio, r.DrainCPURatio)
		fast := atRate(h.Latency, fastRate)
		h.P50MS, h.P99MS, h.DirectP50MS, h.DirectP99MS = fast.P50MS, fast.P99MS, fast.DirectP50MS, fast.DirectP99MS
		h.P50ToEmpty = share(h.P50MS, r.P50MS)
	}
	memory, file := r.Mock.rate(inMemory), r.Mock.rate(inFile)
	r.MockRatio, r.MockCPURatio = memory.Ratio, memory.CPURatio
	r.MockDurableRatio, r.MockDurableCPURatio = file.Ratio, file.CPURatio
	r.MockRSSGrowth = r.Mock.Memory.Growth()
	r.Targets = r.targets()
}

// compare tells a part's rate, its ratios to the ceiling around it, and the server's CPU time for each event.
func (c costs) compare(part string) (rps, ratio, cpuRatio, serverUS float64) {
	cost, ceiling, _ := c.of(part)
	return cost.RPS, share(cost.RPS, ceiling.RPS), share(ceiling.CPUUS, cost.CPUUS), cost.ServerUS
}

func atRate(latency []Latency, rate int) Latency {
	for _, l := range latency {
		if l.Rate == rate {
			return l
		}
	}
	return Latency{}
}
