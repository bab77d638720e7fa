package check

import "slices"

// All returns the cases in the order in which they run.
func All() []Case {
	return slices.Concat(
		deliveryCases(),
	)
}
