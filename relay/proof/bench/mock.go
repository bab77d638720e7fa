package bench

import "slices"

// Mock is the mock receiver by itself, beside a handler that only reads and answers: the same client posts the same
// signed webhooks to both in turn. The mock verifies each one, and is done when the last one is booked.
type Mock struct {
	Rates    []MockRate `json:"rates"`    // of each product, then of all together; with temporary books, then in a file
	Turns    int        `json:"turns"`    // of each product and store
	Requests int        `json:"requests"` // of each turn, to each of the two
	Memory   MockMemory `json:"memory,omitzero"`
}

// MockRate is how fast the mock takes one product's webhooks.
type MockRate struct {
	Provider  string  `json:"provider"` // or "all"
	Type      string  `json:"type,omitzero"`
	BodyBytes int     `json:"body_bytes,omitzero"`
	Store     string  `json:"store"`     // memory or file
	Books     bool    `json:"books"`     // each webhook made one posting, as was counted; otherwise they are only verified
	RPS       float64 `json:"rps"`       // webhooks a second, over all turns
	BareRPS   float64 `json:"bare_rps"`  // those of the handler that only reads and answers
	Ratio     float64 `json:"ratio"`     // the median of the turns' ratios of rates
	CPURatio  float64 `json:"cpu_ratio"` // the bare handler's CPU time in parts of the mock's, the client's in both
	ClientUS  float64 `json:"client_us"` // CPU time for each webhook: the load generator's while it posts to the mock,
	MockUS    float64 `json:"mock_us"`   // the mock's,
	CPUUS     float64 `json:"cpu_us"`    // both together,
	BareCPUUS float64 `json:"bare_cpu_us"`
}

// allProducts is the Provider of the rate of all.
const allProducts = "all"

// Words say what was measured.
func (m MockRate) Words() string {
	words := m.Provider
	if m.Provider == allProducts {
		words = "all of them"
	}
	if !m.Books {
		words += ", verified only"
	}
	if m.Store == inFile {
		words += ", durable"
	}
	return words
}

// Target is the name of the rate's target; empty where it has none.
func (m MockRate) Target() string {
	switch {
	case m.Provider != allProducts:
		return ""
	case m.Store == inFile:
		return "mock_durable_ratio"
	}
	return "mock_ratio"
}

// mockRateOf makes a rate of turns.
func mockRateOf(turns []turn) MockRate {
	var sum turn
	var ratios []float64
	for _, t := range turns {
		sum.bare, sum.mock = sum.bare.plus(t.bare), sum.mock.plus(t.mock)
		ratios = append(ratios, t.mock.perSecond()/t.bare.perSecond())
	}
	r := MockRate{
		RPS: round(sum.mock.perSecond()), BareRPS: round(sum.bare.perSecond()), Ratio: round(median(ratios)),
		ClientUS: sum.mock.each(sum.mock.client), MockUS: sum.mock.each(sum.mock.server), BareCPUUS: sum.bare.each(sum.bare.client + sum.bare.server),
	}
	r.CPUUS = round(r.ClientUS + r.MockUS)
	r.CPURatio = share(r.BareCPUUS, r.CPUUS)
	return r
}

// together adds up the first turns of all products, then the second ones, and so on.
func together(products [][]turn) []turn {
	var sums []turn
	for _, turns := range products {
		for i, t := range turns {
			if i == len(sums) {
				sums = append(sums, turn{})
			}
			sums[i] = turn{sums[i].bare.plus(t.bare), sums[i].mock.plus(t.mock)}
		}
	}
	return sums
}

func (e effort) perSecond() float64 { return float64(e.n) / e.took.Seconds() }

// each is a time for each webhook in microseconds.
func (e effort) each(seconds float64) float64 { return round(seconds * 1e6 / float64(e.n)) }

// median is the middle one, or the mean of the two in the middle; zero when there are none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	low, high := values[(len(values)-1)/2], values[len(values)/2]
	return (low + high) / 2
}

// rate finds the rate of all products with a store.
func (m *Mock) rate(store string) MockRate {
	for _, r := range m.Rates {
		if r.Provider == allProducts && r.Store == store {
			return r
		}
	}
	return MockRate{}
}
