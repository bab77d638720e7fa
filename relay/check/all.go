package check

import "slices"

// All returns the cases in the order in which they run.
func All() []Case {
	return slices.Concat(
		deliveryCases(),
		signatureCases(),
		timeCases(),
		identityCases(),
		rotationCases(),
		httpCases(),
		payloadCases(),
		eventCases(),
		orderCases(),
		loadCases(),
		replies(),
	)
}

// signatureCases are about the proof of who sends.
func signatureCases() []Case {
	return slices.Concat(
		forgeryCases(),
		refusedCases(),
		comparisonCases(),
		bodyCases(),
		digestCases(),
		listCases(),
		tokenCases(),
		bearerCases(),
		proofCases(),
	)
}
