package check

import "slices"

// httpCases are about HTTP itself.
func httpCases() []Case { return slices.Concat(methodCases(), headerCases(), transportCases()) }

// payloadCases are about bodies.
func payloadCases() []Case { return slices.Concat(largeCases(), textCases(), unreadableCases()) }

// eventCases are about events.
func eventCases() []Case { return slices.Concat(typeCases(), eventShapeCases()) }

// replies are about answers.
func replies() []Case {
	return slices.Concat(answerCases(), replyCases(), referenceCases(), restartCases())
}
