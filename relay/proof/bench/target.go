package bench

// Target is what a figure should be on two cores. Not to reach one is a figure, no failure.
type Target struct {
	Name    string  `json:"name"` // of the figure in the JSON
	Got     float64 `json:"got"`
	Want    float64 `json:"want"`
	AtLeast bool    `json:"at_least"` // otherwise at most
	Met     bool    `json:"met"`
}

func atLeast(name string, got, want float64) Target {
	return Target{Name: name, Got: got, Want: want, AtLeast: true, Met: got >= want}
}

func atMost(name string, got, want float64) Target {
	return Target{Name: name, Got: got, Want: want, Met: got <= want}
}

func (r *Result) targets() []Target {
	targets := []Target{
		atLeast("drain_ratio", r.DrainRatio, 0.65),
		atLeast("through_ratio", r.ThroughRatio, 0.37),
		atLeast("batch_ratio", r.BatchRatio, 0.5),
		atMost("added_p50_ms", r.AddedP50MS, 1),
		atMost("added_p99_ms", r.AddedP99MS, round(5+r.FsyncP99MS)),
		atMost("rss_mb", r.RSSMB, 80),
		atMost("recovery.ready_ms", r.Recovery.ReadyMS, 50),
		atMost("recovery.first_delivery_ms", r.Recovery.FirstDeliveryMS, 100),
	}
	if r.History != nil {
		targets = append(targets,
			atLeast("history.drain_ratio_to_empty", r.History.DrainRatioToEmpty, 0.9),
			atMost("history.p50_to_empty", r.History.P50ToEmpty, 1.1),
		)
	}
	targets = append(targets, atLeast("mock_ratio", r.MockRatio, 0.7), atLeast("mock_durable_ratio", r.MockDurableRatio, 0.7))
	if r.Mock.Memory.Receipts > 0 {
		targets = append(targets, atMost("mock_rss_growth", r.MockRSSGrowth, 1.2))
	}
	return targets
}

// Target finds the target of a figure; nil where there is none.
func (r *Result) Target(name string) *Target {
	for i := range r.Targets {
		if r.Targets[i].Name == name {
			return &r.Targets[i]
		}
	}
	return nil
}
