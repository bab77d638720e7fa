package check

import "time"

// Report is what came of a check.
type Report struct {
	URL      string // masked
	Provider string
	Title    string // the product's
	Seed     uint64
	RunID    string
	Results  []Result // in the order of the cases
	Elapsed  time.Duration
}

// Result is one case with what came of it.
type Result struct {
	ID, Title string
	Level     Level
	Verdict   Verdict
	Rule      string
	Source    Source
	Detail    string     // what was seen, or why it was skipped
	Remedy    string     // empty where nothing is to be done
	Exchanges []Exchange // those worth showing
	Elapsed   time.Duration
}

// Count is how many results have a verdict.
func (r *Report) Count(verdict Verdict) int {
	n := 0
	for i := range r.Results {
		if r.Results[i].Verdict == verdict {
			n++
		}
	}
	return n
}

// OK reports whether no must was broken.
func (r *Report) OK() bool { return r.Count(Fail) == 0 }
