package relay

// circuit watches whether an endpoint answers at all. Open, it lets one attempt at a time probe, so that a dead endpoint
// costs little. The zero value is closed.
type circuit struct {
	silent int // attempts in a row to which no HTTP answer came
}

// circuitOpensAfter is how many attempts in a row without an answer open a circuit. Our choice.
const circuitOpensAfter = 5

func (c *circuit) open() bool { return c.silent >= circuitOpensAfter }

// see takes the outcome of an attempt: any answer closes the circuit, a good one or not.
func (c *circuit) see(outcome Outcome) {
	switch outcome {
	case Success, HTTPError:
		c.silent = 0
	case Timeout, DNSError, ConnectError, TLSError, ProtocolError:
		c.silent++
	}
}
