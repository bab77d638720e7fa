package bench

// Rate is one part's rate beside the ceiling, with words for people.
type Rate struct {
	Cost
	Words    string
	Ratio    float64
	CPURatio float64
	Target   string // the name of its target; empty where it has none
}

// Rates are the parts that were measured, the ceiling first.
func (r *Result) Rates() []Rate {
	all := costs(r.Costs)
	ceiling := all.ceilings().mean()
	rates := []Rate{{Cost: ceiling, Words: "ceiling: bare HTTP to the receiver", Ratio: 1, CPURatio: 1}}
	for _, part := range []struct{ name, words, target string }{
		{"drain", "drain: a stored backlog", "drain_ratio"},
		{"through", "through: one event a request", "through_ratio"},
		{"batch", "through: 50 events a request", "batch_ratio"},
		{"history_drain", "drain with history", ""},
	} {
		if cost, around, found := all.of(part.name); found {
			rates = append(rates, Rate{
				Cost: cost, Words: part.words, Ratio: share(cost.RPS, around.RPS), CPURatio: share(around.CPUUS, cost.CPUUS), Target: part.target,
			})
		}
	}
	return rates
}
