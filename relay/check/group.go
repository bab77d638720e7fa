package check

import "slices"

// httpCases are about HTTP itself.
func httpCases() []Case { return slices.Concat(methodCases(), headerCases(), transportCases()) }
